"""Locating a table file: read, resolved and written block by block where its format allows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.blocks import BLOCK, Blocks, NotInBlocks
from geo.files import temporary_path
from geo.incidents import read_incidents, wanted_columns
from geo.pipeline import locate
from geo.tables import table_csv, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pandas as pd

    from gazetteer import Gazetteer
    from gazetteer.tables import Answers

_ANSWERS = 20_000
_CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told while a file is located.

    Attributes
    ----------
    progress : callable
        Called with what is being done, how much of it is done, of how much, and the unit.
    aside : callable
        Called with each row that is set aside: ``input``, ``line``, ``reason``, ``row``.
    """

    progress: Callable[[str, float, float, str], object] = lambda what, done, of, unit: None
    aside: Callable[[dict[str, Any]], object] = lambda row: None


@dataclass(frozen=True, slots=True)
class Located:
    """What was located: how many rows, as what and how it was read, why it was read whole."""

    rows: int
    layout: str
    notes: tuple[str, ...]
    whole: str = ""


def locate_file(
    source: str | Path,
    target: str | Path,
    gazetteer: Gazetteer,
    *,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    block: int = BLOCK,
    watch: Watch | None = None,
) -> Located:
    """Resolve the place of every row of a table file and write the incident table.

    Delimited text and JSON lines of more than `block` lines are read, resolved and written block by
    block when `target` is CSV, so that memory does not grow with the file. The rows are those of
    `geo.read_incidents` and `geo.pipeline.locate` on the whole, but for one thing: rows of one
    ``report_id`` are context to each other only within a block (rows of a report that follow one
    another stay together).

    Parameters
    ----------
    source : path
        Any table that `geo.read_incidents` reads.
    target : path
        Where to write (`geo.tables.write_table`); appears whole or not at all.
    columns : dict, optional
        ``place_column`` and so on, as of `geo.read_incidents`.
    encoding : str, optional
        Encoding of a text file.
    block : int
        Lines of a block.
    watch : Watch, optional
        Who is told of progress and of rows set aside.

    Raises
    ------
    InputError
        The table cannot be read, or `target` cannot be written.
    """
    watch, columns = watch or Watch(), columns or {}
    csv = str(target).lower().endswith(".csv")
    try:
        if not csv:
            raise NotInBlocks
        blocks = Blocks(source, wanted_columns(**columns), encoding=encoding, lines=block)
    except NotInBlocks as why:
        reading = read_incidents(source, encoding=encoding, **columns)
        for row in reading.rejected.to_dict("records"):
            watch.aside({str(name): value for name, value in row.items()})
        total = int(reading.table["status"].isna().sum())
        table = locate(
            reading.table, gazetteer, progress=lambda n: watch.progress("locating", n, total, "")
        )
        write_table(table, target)
        return Located(len(table), reading.layout, reading.notes, str(why))
    with temporary_path(target) as draft:
        hxl = str(target).lower().endswith(".hxl.csv")
        rows, opened = _written(draft, _located(blocks, gazetteer, watch), hxl, extra=True)
        if not opened:  # every row came with its place: the table has no candidates
            quiet = Watch(watch.progress)
            rows, _ = _written(draft, _located(blocks, gazetteer, quiet), hxl, extra=False)
    return Located(rows, blocks.layout.name, tuple(blocks.notes))


def _located(
    blocks: Blocks, gazetteer: Gazetteer, watch: Watch
) -> Iterator[tuple[pd.DataFrame, bool]]:
    """Give each block's table, located, and whether anything was to be located in it."""
    answers: Answers = {}
    before = 0

    def told(rows: int) -> None:
        done = before + (blocks.at - before) * rows / total
        watch.progress("locating", done, blocks.size, "B")

    for table in _by_report(_read(blocks, watch)):
        total = int(table["status"].isna().sum())
        yield locate(table, gazetteer, answers=answers, progress=told), bool(total)
        before = blocks.at
        watch.progress("locating", before, blocks.size, "B")
        if len(answers) > _ANSWERS:
            answers.clear()


def _read(blocks: Blocks, watch: Watch) -> Iterator[pd.DataFrame]:
    for reading in blocks.readings():
        for row in reading.rejected.to_dict("records"):
            watch.aside({str(name): value for name, value in row.items()})
        if len(reading.table):
            yield reading.table


def _by_report(tables: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Move the last rows of a block to the next where they may be of one report with its first."""
    import pandas as pd

    held: pd.DataFrame | None = None
    for table in tables:
        whole = table if held is None else pd.concat([held, table], ignore_index=True)
        other = (whole["report_id"] != whole["report_id"].iloc[-1]).to_numpy().nonzero()[0]
        # A report longer than a block is not waited for.
        cut = int(other[-1]) + 1 if len(other) else len(whole)
        held = whole.iloc[cut:].reset_index(drop=True)
        yield whole.iloc[:cut]
    if held is not None and len(held):
        yield held


def _written(
    draft: Path, tables: Iterable[tuple[pd.DataFrame, bool]], hxl: bool, *, extra: bool
) -> tuple[int, bool]:
    """Write tables below one header; say how many rows there were and if any was located."""
    import pandas as pd

    rows, opened = 0, False
    with draft.open("w", encoding="utf-8", newline="") as file:
        for table, some in tables:
            if extra and _CANDIDATES not in table.columns:
                table = table.assign(**{_CANDIDATES: pd.Series(pd.NA, table.index, "string")})
            file.write(table_csv(table, hxl=hxl, header=not rows))
            rows += len(table)
            opened |= some
    return rows, opened
