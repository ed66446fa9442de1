"""Rows that are no incidents: the sums, remarks and bare numbers that spreadsheets carry."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from geo import cells
from geo.headers import data_table

if TYPE_CHECKING:
    from geo.rows import Rows

_COUNTS = ("fatalities", "injured")
_FEWEST = 2


def set_totals_aside(rows: Rows) -> None:
    """Set rows of sums, and rows that hold only a remark or their number, aside.

    A row is one of sums when it has neither a date nor coordinates and all its text is a label such
    as 'Grand total' (`tables_words.csv`, kind ``total``) beside a figure, or when its figures are
    the sums of those above or since the last such row and it has no text, or a text that begins or
    ends with such a label. So a place called Total stays where more is told of it.
    """
    dates = rows.read("event_date")
    lats, lons = rows.read("latitude"), rows.read("longitude")
    figures = {name: rows.out[name] for name in _COUNTS if name in rows.out}
    past = rows.past
    for name in figures:
        past.sums.setdefault(name, 0)
        past.since.setdefault(name, 0)
    silent = {rows.layout.columns.get(column) for column in ("event_id", "event_date")}
    for row, values in enumerate(rows.sheet.rows):
        counts = {name: column[row] for name, column in figures.items()}
        placeless = lats[row] is None and lons[row] is None and not _has_point(rows, row)
        bare = placeless and dates[row] is None and _has_figure(rows, row)
        if bare and _is_total(values, counts, (past.sums, past.since), past.above):
            rows.bad[row] = "a total row: sums of other rows, not an incident"
            past.since = dict.fromkeys(figures, 0)
            continue
        if row in rows.bad:
            continue
        told = {
            n for n, v in zip(rows.sheet.header, values, strict=True) if not cells.is_unknown(v)
        }
        if placeless and dates[row] is None and told <= silent:
            rows.bad[row] = "no date, place or figure: a remark or a bare number, not an incident"
            continue
        past.above += 1
        for name, count in counts.items():
            past.sums[name] += count or 0
            past.since[name] += count or 0


def _has_figure(rows: Rows, row: int) -> bool:
    """Whether a row holds a number, or a formula whose result the file lacks."""
    if rows.sheet.lines[row] in rows.sheet.row_notes:
        return True
    return any(_is_number(cells.plain(value)) for value in rows.sheet.rows[row])


def _has_point(rows: Rows, row: int) -> bool:
    return bool(rows.sheet.points and rows.sheet.points[row])


def _is_total(
    values: list[Any],
    counts: dict[str, int | None],
    sums: tuple[dict[str, int], ...],
    above: int,
) -> bool:
    told = [cells.plain(value) for value in values if not cells.is_unknown(value)]
    texts = [text for text in told if not _is_number(text)]
    if texts and all(_label(text) in _labels() for text in texts):
        return True
    stated = {name: count for name, count in counts.items() if count}
    added = any(all(each[n] == c for n, c in stated.items()) for each in sums)
    enough = any(map(_names_total, texts)) if texts else above >= _FEWEST
    return above > 0 and bool(stated) and added and enough


def _names_total(text: str) -> bool:
    """Whether a text begins or ends with a label of sums: 'Subtotal Quetta', 'Quetta total'."""
    label = f" {_label(text)} "
    return any(label.startswith(f" {t} ") or label.endswith(f" {t} ") for t in _labels())


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,%\s-]+", text))


def _label(text: str) -> str:
    """Label without what surrounds it: 'TOTAL (2019):' is 'total'."""
    return " ".join(re.sub(r"[\W\d_]+", " ", text.casefold()).split())


@cache
def _labels() -> frozenset[str]:
    return frozenset(
        _label(row["word"]) for row in data_table("tables_words") if row["kind"] == "total"
    )
