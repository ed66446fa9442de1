"""Blocks: a table file of any size, read some thousand rows at a time, to the same result as whole.

Memory holds one block and a few bytes per row. Decisions over whole columns are made in a pass of
their own before (`geo.survey`); a file for which that cannot be done is refused with the reason.
"""

from __future__ import annotations

import io
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from geo.delimited import LONGEST_RECORD, OPENING_LINES, add_lines, opening_of
from geo.encodings import codec_of
from geo.incidents import guess, result_of
from geo.rows import Rows, Tally
from geo.sheet import Sheet, blank_columns, cell_text, drop_columns, unique_names
from geo.sheets import JSON_LINES, json_sheet
from geo.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.incidents import IncidentReading

BLOCK = 20_000
"""Lines of a block."""

_BINARY = (b"PK\x03\x04", b"PAR1")


class NotInBlocks(Exception):  # noqa: N818 - no error: the file is then read whole
    """A file is to be read whole; the reason, blank where it is small or of another format."""


class Blocks:
    """Delimited text or JSON lines, to be gone through block by block.

    Parameters
    ----------
    path : path
        The file.
    wanted : dict
        Incident column to the header that the user named for it.
    encoding : str, optional
        The encoding, where it is known.
    lines : int
        How many lines of the file make a block.

    Attributes
    ----------
    size, at : int
        Bytes of the file, and how many of them the present pass has read.
    notes : list of str
        What reading decided and counted, complete after `readings` ended.

    Raises
    ------
    NotInBlocks
        The file has to be read whole.
    InputError
        Neither places nor coordinates among the columns, or no column of a name that is wanted.
    """

    def __init__(
        self,
        path: str | Path,
        wanted: Mapping[str, str],
        *,
        encoding: str | None = None,
        lines: int = BLOCK,
    ) -> None:
        self.path, self.name, self.lines = Path(path), Path(path).name, lines
        self.size, self.at = _size(self.path, lines), 0
        self.notes: list[str] = []
        self._json = self.path.suffix.lower() in JSON_LINES
        found = codec_of(self.name, self.path, encoding)
        if found is None:
            msg = "its encoding, or its NUL characters, can only be judged over all of it"
            raise NotInBlocks(msg)
        self._codec, self._said = found
        self._header: dict[str, None] = {}
        self._blank: list[int] = []
        self._spatial = False
        try:
            self._frame()
        except RecursionError as error:
            raise NotInBlocks from error  # reading it whole says what is wrong
        survey = Survey(wanted, typed=self._json)
        for sheet in self.sheets():
            survey.add(sheet)
        if survey.layout is None:
            raise NotInBlocks  # no rows: likewise
        self.layout = survey.layout
        self._decided, self._survey = survey.decided(), survey

    def _frame(self) -> None:
        """Find what every block has alike: the columns, and whether there is a geometry."""
        if self._json:
            for sheet in self.sheets():
                self._header.update(dict.fromkeys(sheet.header))
                self._spatial |= sheet.points is not None
            return
        with self._text() as text:
            first = list(islice(text, OPENING_LINES))
        first[0] = first[0].lstrip("\ufeff")
        if "".join(first).lstrip()[:1] in {"{", "["}:
            raise NotInBlocks
        self._opening = opening_of(self.name, first)
        names = self._opening.cells
        blank = [place for place, cell in enumerate(names) if not cell_text(cell)]
        for sheet in self.sheets() if blank else ():
            blank = blank_columns(sheet, blank, names)
        self._blank = blank

    def _text(self) -> io.TextIOWrapper:
        self._raw = self.path.open("rb")
        return io.TextIOWrapper(self._raw, encoding=self._codec, newline="")

    def sheets(self) -> Iterator[Sheet]:
        """Give the file's rows as sheets with one header, in order, nothing interpreted."""
        with self._text() as text:
            for sheet in self._of_json(text) if self._json else self._of_text(text):
                self.at = self._raw.tell()
                sheet.notes[:0] = self._said
                yield sheet
        self.at = self.size

    def _of_json(self, text: Iterator[str]) -> Iterator[Sheet]:
        first = 1
        while lines := list(islice(text, self.lines)):
            if first == 1:
                lines[0] = lines[0].lstrip("\ufeff")
            sheet = json_sheet(self.name, lines, first=first, header=tuple(self._header))
            if self._spatial and sheet.points is None:
                sheet.points = [None] * len(sheet.rows)
            first += len(lines)
            yield sheet

    def _of_text(self, text: Iterator[str]) -> Iterator[Sheet]:
        opening = self._opening
        offset = len(list(islice(text, opening.after)))
        header = unique_names(opening.cells)
        held: list[str] = []
        tags: tuple[str, ...] = ()
        while True:
            held += islice(text, self.lines + LONGEST_RECORD - len(held))
            if not held:
                return
            sheet = Sheet(self.name, header, [], [], tags, notes=list(opening.notes))
            read = add_lines(sheet, held, opening, 0, most=self.lines, offset=offset)
            # Hashtags below the first row are a row like any other.
            tags = sheet.tags or (("",) * len(header) if sheet.rows else ())
            del held[:read]
            offset += read
            yield drop_columns(sheet, self._blank)

    def readings(self) -> Iterator[IncidentReading]:
        """Read the incidents block by block; ids, totals and notes go on from one to the next."""
        past = self._survey.past()
        notes: list[str | Tally] = []
        for sheet in self.sheets():
            rows = Rows(sheet, self.layout, decided=self._decided, past=past)
            yield result_of(rows, None)
            # Every block has the same sentences; those that count rows are added up.
            notes = list(map(_sum, notes, rows.notes)) if notes else rows.notes
            said = (str(each) for each in notes if isinstance(each, str) or each.rows)
            self.notes = [*guess(rows), *said]


def _sum(a: str | Tally, b: str | Tally) -> str | Tally:
    if isinstance(a, Tally) and isinstance(b, Tally):
        return a._replace(rows=a.rows + b.rows)
    return a


def _size(path: Path, lines: int) -> int:
    """Count the bytes of a file that is worth blocks: larger than one, and text."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            if head.startswith(_BINARY) or path.suffix.lower() in {".json", ".geojson"}:
                raise NotInBlocks
            breaks = [0, 0]
            for chunk in iter(lambda: file.read(1 << 20), b""):
                breaks = [breaks[0] + chunk.count(b"\n"), breaks[1] + chunk.count(b"\r")]
            if max(breaks) <= lines:
                raise NotInBlocks
            return file.tell()
    except OSError as error:
        raise NotInBlocks from error
