"""Small sets of words that single rules look for, read from `data/word_sets.csv`."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def _sets() -> dict[str, frozenset[str]]:
    text = files("reports").joinpath("data/word_sets.csv").read_text(encoding="utf-8")
    out: dict[str, set[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        out.setdefault(row["set"], set()).add(row["term"])
    return {name: frozenset(terms) for name, terms in out.items()}


def words(name: str) -> frozenset[str]:
    """Give the set of that name, as units of the lexicon write its terms.

    Raises
    ------
    KeyError
        If there is no such set.
    """
    return _sets()[name]
