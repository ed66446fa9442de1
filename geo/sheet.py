"""A sheet: the header and raw rows of one table, with line numbers and what was set aside."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from geo.headers import meaning, recognised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TITLE_ROWS = 10
"""How many of the first rows are searched for the header."""


@dataclass
class Sheet:
    """Rows of one table as they stand in the file.

    Attributes
    ----------
    name : str
        File name, for messages and ``report_id``.
    header : tuple of str
        Column names, made unique; `tags` holds the HXL hashtags below them, if any.
    rows : list of list
        One list of cells per row, as long as the header.
    lines : list of int
        The line (CSV), row (XLSX) or record (JSON, Parquet) number of each row, from 1.
    points : list or None
        ``(longitude, latitude)`` or None per row, for formats with a geometry.
    rejected : list of dict
        ``line``, ``reason`` and ``row`` of what could not become a row.
    notes : list of str
        What was decided while reading, in sentences.
    title : str
        Name of the sheet in its workbook, else blank.
    row_notes : dict
        What is worth saying about single rows, by line.
    blank : int
        Rows without any value: they are no data and were skipped.
    """

    name: str
    header: tuple[str, ...]
    rows: list[list[Any]]
    lines: list[int]
    tags: tuple[str, ...] = ()
    points: list[tuple[float, float] | None] | None = None
    rejected: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    row_notes: dict[int, list[str]] = field(default_factory=dict)
    blank: int = 0


def header_at(rows: Sequence[Sequence[Any]]) -> int:
    """Find the header among the first rows: the one that names most known columns."""
    filled = [i for i, row in enumerate(rows) if any(cell_text(cell) for cell in row)]
    if not filled:
        return 0
    tagged = next((i for i in filled if is_tag_row(rows[i])), 0)
    if tagged:
        return max(i for i in filled if i < tagged)
    scores = {i: recognised([cell_text(cell) for cell in rows[i]]) for i in filled}
    best = max(filled, key=lambda i: (scores[i], -i))
    if scores[best] >= 2:
        return best
    return next((i for i in filled if sum(bool(cell_text(c)) for c in rows[i]) > 1), filled[0])


def header_of(rows: Sequence[Sequence[Any]]) -> tuple[int, list[Any], bool]:
    """Find the header among the first rows, also one of two rows with merged cells.

    Returns
    -------
    place : int
        Position of its last row.
    cells : list
        Its names; where the lower of two rows is blank, the upper one's.
    double : bool
        Whether it is two rows.
    """
    place = header_at(rows)
    for upper, lower in ((place, place + 1), (place - 1, place)):
        if (
            upper >= 0
            and lower < len(rows)
            and _one_header(rows[upper], rows[lower], lower > place)
        ):
            width = max(len(rows[upper]), len(rows[lower]))
            above, below = ([*rows[i], *[None] * (width - len(rows[i]))] for i in (upper, lower))
            return (
                lower,
                [b if cell_text(b) else a for a, b in zip(above, below, strict=True)],
                True,
            )
    return place, list(rows[place]), False


def _one_header(upper: Sequence[Any], lower: Sequence[Any], below: bool) -> bool:
    """Whether two rows are one header: each fills a blank of the other with a known name.

    A row below what looks like the header counts only when all its cells are names of columns.
    """
    pairs = [(cell_text(a), cell_text(b)) for a, b in zip_longest(upper, lower)]
    if is_tag_row(lower) or is_tag_row(upper):
        return False
    if below and not all(meaning(b) for _, b in pairs if b):
        return False
    return any(a and not b and meaning(a) for a, b in pairs) and any(
        b and not a and meaning(b) for a, b in pairs
    )


def add(sheet: Sheet, number: int, cells: list[Any], raw: str) -> None:
    """Add one row of a sheet with a fixed width, or set it aside."""
    width = len(sheet.header)
    if not sheet.rows and not sheet.tags and is_tag_row(cells):
        sheet.tags = tuple(cell_text(cell) for cell in cells) + ("",) * (width - len(cells))
        return
    if not any(cell_text(cell) for cell in cells):
        sheet.blank += 1
        return
    if any(cell_text(cell) for cell in cells[width:]):
        reason = f"the row has {len(cells)} cells where the header has {width}"
        sheet.rejected.append({"line": number, "reason": reason, "row": raw.rstrip("\r\n")})
        return
    if cell_text(cells[0]) == sheet.header[0] and unique_names(cells) == sheet.header[: len(cells)]:
        reason = "the header again"
        sheet.rejected.append({"line": number, "reason": reason, "row": raw.rstrip("\r\n")})
        return
    sheet.rows.append(cells[:width] + [None] * (width - len(cells)))
    sheet.lines.append(number)


def is_tag_row(cells: Sequence[Any]) -> bool:
    """Whether a row holds HXL hashtags: some, and nothing else."""
    texts = [text for cell in cells if (text := cell_text(cell))]
    return bool(texts) and all(text.startswith("#") and text[1:2].isalpha() for text in texts)


def unique_names(cells: Sequence[Any]) -> tuple[str, ...]:
    """Column names without blanks or repeats: ``column 3``, ``Name (2)``."""
    seen: dict[str, int] = {}
    out = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell_text(cell).split()) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(out)


def cell_text(cell: Any) -> str:
    """Give a raw cell as text, blank for None and NaN."""
    blank = cell is None or (isinstance(cell, float) and math.isnan(cell))
    return "" if blank else str(cell).strip()


def drop_blank_columns(sheet: Sheet, header: Sequence[Any]) -> Sheet:
    """Drop columns that have neither a name nor a value, such as trailing commas make."""
    return drop_columns(sheet, blank_columns(sheet, range(len(header)), header))


def blank_columns(sheet: Sheet, places: Iterable[int], header: Sequence[Any]) -> list[int]:
    """Find the columns among `places` that have neither a name nor a value."""
    return [
        place
        for place in places
        if not cell_text(header[place]) and not any(cell_text(row[place]) for row in sheet.rows)
    ]


def drop_columns(sheet: Sheet, blank: Sequence[int]) -> Sheet:
    """Drop columns by their places."""
    if blank:
        kept = [place for place in range(len(sheet.header)) if place not in set(blank)]
        sheet.header = tuple(sheet.header[place] for place in kept)
        sheet.tags = tuple(sheet.tags[place] for place in kept) if sheet.tags else ()
        sheet.rows = [[row[place] for place in kept] for row in sheet.rows]
    return sheet
