"""Small sets of words that single rules look for, read from `data/word_sets.csv`."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from reports.lexicon import fold


@cache
def _lists() -> dict[str, list[str]]:
    text = files("reports").joinpath("data/word_sets.csv").read_text(encoding="utf-8")
    out: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        term = row["term"]
        out.setdefault(row["set"], []).append(term if term.isascii() else fold(term))
    return out


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {name: frozenset(terms) for name, terms in _lists().items()}


def words_in_order(name: str) -> tuple[str, ...]:
    """Give the set of that name in the order of its rows ("second", "third" …)."""
    return tuple(_lists()[name])


def words(name: str) -> frozenset[str]:
    """Give the set of that name, as units of the lexicon write its terms.

    Raises
    ------
    KeyError
        If there is no such set.
    """
    return _sets()[name]
