"""Rows being read: a table's cells by incident column, what was read of them, notes and faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from geo import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geo.headers import Layout
    from geo.sheet import Sheet


class Tally(NamedTuple):
    """A sentence that counts rows: said where there are any, added up over blocks of a file."""

    subject: str
    rows: int
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.rows} {self.text}"


@dataclass
class Past:
    """What the rows before told: where each id and row stands, and the sums so far."""

    ids: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[Any, ...], int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    above: int = 0


@dataclass
class Rows:
    """State of one reading, row by row.

    Attributes
    ----------
    given : dict
        Cells as they stand, by incident column.
    out : dict
        Values read, by incident column; what is missing is None.
    decided : dict
        What was decided for whole columns; for a block of a file, beforehand (`geo.survey`).
    past : Past
        What the rows before told.
    notes : list of str or Tally
        What was decided for whole columns, in sentences.
    row_notes : dict
        What is worth saying about single rows.
    bad : dict
        Why a row has to be set aside.
    doubted : set
        Rows that name their place and whose coordinates look wrong.
    suspected : dict
        What looks wrong with a row's coordinates, to stand in its reason.
    undated : set
        Rows whose date could not be read.
    radius_km : list of float
        How far rounding may have moved each given point.
    """

    sheet: Sheet
    layout: Layout
    given: dict[str, list[Any]] = field(default_factory=dict)
    out: dict[str, list[Any]] = field(default_factory=dict)
    decided: dict[Hashable, Any] = field(default_factory=dict)
    past: Past = field(default_factory=Past)
    notes: list[str | Tally] = field(default_factory=list)
    row_notes: dict[int, list[str]] = field(default_factory=dict)
    bad: dict[int, str] = field(default_factory=dict)
    doubted: set[int] = field(default_factory=set)
    suspected: dict[int, str] = field(default_factory=dict)
    undated: set[int] = field(default_factory=set)
    radius_km: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        place = {name: i for i, name in enumerate(self.sheet.header)}
        self.notes = list(self.sheet.notes)
        self.tally(self.sheet.blank, "blank row(s) were skipped.")
        if self.sheet.row_notes:
            at = {line: row for row, line in enumerate(self.sheet.lines)}
            for line, texts in self.sheet.row_notes.items():
                if line in at:
                    self.row_notes[at[line]] = list(texts)
        self.given = {
            column: [row[place[name]] for row in self.sheet.rows]
            for column, name in self.layout.columns.items()
        }

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.sheet.rows)

    @property
    def own(self) -> bool:
        """Whether the table is one that Zila wrote."""
        return self.layout.name == "Zila"

    def read(self, column: str) -> list[Any]:
        """Values read of a column, all None where the table has none."""
        return self.out.get(column, [None] * self.size)

    def decide(self, what: Hashable, find: Callable[[], Any]) -> Any:
        """Decide something for a whole column, unless that is done."""
        if what not in self.decided:
            self.decided[what] = find()
        return self.decided[what]

    def tally(self, count: int, text: str) -> None:
        """Count rows in a sentence; it is left out where there are none."""
        self.notes.append(Tally(self.sheet.name, count, text))

    def note(self, row: int, text: str) -> None:
        """Say something about one row."""
        self.row_notes.setdefault(row, []).append(text)

    def mapped(self, column: str, read: Callable[[Any], Any]) -> list[Any]:
        """Read each different cell of a column once."""
        known: dict[Any, Any] = {}
        out = []
        for value in self.given[column]:
            key = (type(value), value)
            if key not in known:
                known[key] = read(value)
            out.append(known[key])
        return out

    def named(self, row: int) -> bool:
        """Whether a row names a place or district, so that it need not rest on its coordinates."""
        columns = (self.out.get(column) for column in ("location", "admin2"))
        return any(values[row] for values in columns if values is not None)


def code(value: Any) -> str:
    """Give a code as text without the '.0' that spreadsheets add."""
    text = cells.plain(value)
    return text[:-2] if text.endswith(".0") else text
