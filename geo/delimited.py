"""Delimited text: which delimiter, where the header is, and rows that a stray quote cannot join."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from geo.headers import recognised
from geo.sheet import TITLE_ROWS, Sheet, add, drop_blank_columns, header_of, unique_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_DELIMITERS = ",;\t|"
LONGEST_RECORD = 200
"""Lines after its first in which a quoted record has to end."""

OPENING_LINES = 31 * (LONGEST_RECORD + 1)
"""Lines that hold the records by which the delimiter is chosen, and the header."""

_TELLING_WIDTH = 4


def physical_lines(text: str) -> list[str]:
    """Split at line ends only: a form feed or U+2028 inside a cell is text."""
    return list(io.StringIO(text, newline=""))


def _records(
    lines: Sequence[str], delimiter: str, *, width: int | None, first: int = 0
) -> Iterator[tuple[int, list[str] | None, str]]:
    """Give (line number, cells, raw text); cells are None where a quote is never closed.

    A stray quote would make a plain reader swallow every row up to the next quote, unseen. So a
    record spans several lines only when that closes its quotes and gives the right number of cells.
    """
    at = first
    while at < len(lines):
        line = lines[at]
        number, at = at + 1, at + 1
        if line.count('"') % 2 == 0:
            yield number, _cells(line, delimiter), line
            continue
        joined, quotes, end = line, 1, at
        while quotes % 2 and end < len(lines) and end - at < LONGEST_RECORD:
            joined += lines[end]
            quotes += lines[end].count('"')
            end += 1
        cells = _cells(joined, delimiter, strict=True) if quotes % 2 == 0 else None
        parts = [line, *lines[at:end]]
        # Where each line would be a row by itself, the quote is a stray one.
        rows = width is not None and width >= _TELLING_WIDTH
        rows = rows and all(part.count(delimiter) + 1 == width for part in parts)
        if cells is not None and width in (None, len(cells)) and not rows:
            at = end
            yield number, cells, joined
            continue
        alone = _cells(line, delimiter)
        if alone is not None and len(alone) == width and f'{delimiter}"' not in line:
            yield number, alone, line
        else:
            yield number, None, line


def _cells(line: str, delimiter: str, *, strict: bool = False) -> list[str] | None:
    lines = io.StringIO(line, newline="")
    limit = csv.field_size_limit()
    try:
        # A long report in one cell is no fault; the limit is the process's, so it is put back.
        csv.field_size_limit(max(limit, len(line) + 1))
        return next(csv.reader(lines, delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)


def _delimiter(lines: Sequence[str]) -> str:
    """Choose the delimiter whose reading names most known columns, then splits most evenly."""
    best, choice = (-1, -1.0), ","
    for delimiter in _DELIMITERS:
        widths, named = [], 0
        for count, (_, cells, _) in enumerate(_records(lines, delimiter, width=None)):
            if count >= 30:
                break
            if cells and any(cell.strip() for cell in cells):
                widths.append(len(cells))
                if count < TITLE_ROWS:
                    named = max(named, recognised(cells))
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (named, widths.count(usual) / len(widths) if usual > 1 else 0.0)
        if score > best:
            best, choice = score, delimiter
    return choice


@dataclass(frozen=True)
class Opening:
    """How delimited text begins: its delimiter, its header as it stands, where its rows begin."""

    delimiter: str
    cells: list[Any]
    after: int
    notes: tuple[str, ...]


def opening_of(name: str, lines: Sequence[str]) -> Opening:
    """Find the delimiter and the header in the first lines of a file (`OPENING_LINES` do)."""
    start, delimiter = 0, ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        start, delimiter = 1, lines[0][4]
    delimiter = delimiter or _delimiter(lines[start:])
    first = islice(_records(lines, delimiter, width=None, first=start), TITLE_ROWS + 1)
    opening = [(number, cells or []) for number, cells, _ in first]
    place, header_cells, double = header_of([cells for _, cells in opening[:TITLE_ROWS]])
    header_line = opening[place][0]
    after = opening[place + 1][0] - 1 if place + 1 < len(opening) else len(lines)
    titles = opening[: place - double]
    skipped = sum(1 for _, cells in titles if any(cell.strip() for cell in cells))
    notes = []
    if double:
        notes.append(f"{name}: the header stands in two lines, the last is {header_line}.")
    if skipped:
        notes.append(
            f"{name}: the header was found in line {header_line}; "
            f"{skipped} line(s) above it were taken as a title."
        )
    return Opening(delimiter, header_cells, after, tuple(notes))


def add_lines(
    sheet: Sheet,
    lines: Sequence[str],
    opening: Opening,
    first: int,
    *,
    most: int,
    offset: int = 0,
    nul: Collection[int] = (),
) -> int:
    """Add the rows that begin in `most` lines from `first` on; say where the rest begins.

    A row may end in the `LONGEST_RECORD` lines after those. `offset` lines of the file come before
    `lines`; those numbered in `nul` held a NUL character.
    """
    width = len(sheet.header)
    for number, cells, raw in _records(lines, opening.delimiter, width=width, first=first):
        if number > first + most:
            return number - 1
        if cells is None:
            sheet.rejected.append(
                {
                    "line": offset + number,
                    "reason": "a quote is opened and never closed"
                    f" (looked for in {LONGEST_RECORD} lines)",
                    "row": raw.rstrip("\r\n"),
                }
            )
        elif cells:
            add(sheet, offset + number, cells, raw)
        if nul and any(n in nul for n in range(number, number + len(physical_lines(raw)))):
            sheet.row_notes[number] = ["a NUL character was dropped from the row"]
    return len(lines)


def read_delimited(name: str, text: str) -> Sheet:
    """Read CSV text with any usual delimiter into raw rows."""
    lines = physical_lines(text.lstrip("\ufeff"))
    nul = {number for number, line in enumerate(lines, start=1) if "\x00" in line}
    lines = [line.replace("\x00", "") for line in lines] if nul else lines
    opening = opening_of(name, lines)
    sheet = Sheet(name, unique_names(opening.cells), [], [], notes=list(opening.notes))
    add_lines(sheet, lines, opening, opening.after, most=len(lines), nul=nul)
    return drop_blank_columns(sheet, opening.cells)
