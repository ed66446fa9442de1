"""What the user names on the command line, read: reports as documents, tables as incidents."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import pandas as pd

    from reports import Document

TABLE_ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".parquet", ".geojson"})
REPORT_ENDINGS = frozenset({".txt", ".md", ".html", ".htm", ".eml", ".pdf", ".docx"})
SIDECAR = "reports.csv"
STDIN = "standard-input"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a user's table mean what; None lets the header decide."""

    text: str | None = None
    place: str | None = None
    id: str | None = None
    date: str | None = None
    admin1: str | None = None
    admin2: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read, and what could not be (each with input, line and reason)."""

    documents: tuple[Document, ...]
    table: pd.DataFrame | None
    rejected: tuple[dict[str, Any], ...]
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_inputs(
    paths: Sequence[str | Path], *, columns: Columns | None = None, published: date | None = None
) -> Inputs:
    """Read every report and table the user named.

    Parameters
    ----------
    paths
        Files, folders (searched through) or ``-`` for standard input.
    columns
        Columns of tables; with ``columns.text`` a table holds reports, else incidents.
    published
        Publication date of reports that state none.

    Raises
    ------
    MissingInputError
        A path does not exist, or a folder holds nothing that Zila reads.
    InputError
        A named file is of no kind that Zila reads, or nothing in it could be read.
    """
    columns = columns or Columns()
    with _standard_input(paths) as given:
        return _read(given, columns, published)


def _read(paths: Sequence[Path], columns: Columns, published: date | None) -> Inputs:
    import pandas as pd

    from geo.incidents import read_incidents
    from reports import read_documents

    files = [file for path in paths for file in _expand(path)]
    tables = [f for f in files if f.suffix.lower() in TABLE_ENDINGS]
    if columns.text:
        text_files, tables = files, []
    else:
        text_files = [f for f in files if f.suffix.lower() in REPORT_ENDINGS]

    documents: tuple[Document, ...] = ()
    rejected: list[dict[str, Any]] = []
    if text_files:
        reading = read_documents(
            text_files,
            published=published,
            text_column=columns.text,
            id_column=columns.id,
            date_column=columns.date,
        )
        documents = tuple(reading.documents)
        rejected += reading.rejected

    frames: list[pd.DataFrame] = []
    notes: list[str] = []
    for file in tables:
        incidents = read_incidents(
            file,
            place_column=columns.place,
            id_column=columns.id,
            date_column=columns.date,
            admin1_column=columns.admin1,
            admin2_column=columns.admin2,
        )
        frames.append(incidents.table)
        rejected += [
            {str(key): value for key, value in row.items()}
            for row in incidents.rejected.to_dict("records")
        ]
        notes += [f"{file.name}: {note}" for note in incidents.notes]
    if not documents and not frames:
        reasons = "; ".join(f"{Path(str(r['input'])).name}: {r['reason']}" for r in rejected[:3])
        msg = f"Nothing could be read from {_names(paths)}. {reasons}"
        raise InputError(msg)
    table = pd.concat(frames, ignore_index=True) if frames else None
    return Inputs(documents, table, tuple(rejected), _labels(files), tuple(notes))


def _expand(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(
            file
            for file in path.rglob("*")
            if file.is_file()
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
            and file.name != SIDECAR
            and file.suffix.lower() in TABLE_ENDINGS | REPORT_ENDINGS
        )
        if not files:
            msg = (
                f"The folder '{path}' holds no file that zila reads. Expected reports "
                f"({_list(REPORT_ENDINGS)}) or tables ({_list(TABLE_ENDINGS)})."
            )
            raise MissingInputError(msg)
        return files
    if not path.exists():
        msg = f"There is no file or folder '{path}'. Check the spelling, or give a full path."
        raise MissingInputError(msg)
    if path.suffix.lower() not in TABLE_ENDINGS | REPORT_ENDINGS:
        msg = (
            f"'{path}' ends in '{path.suffix}', which zila does not read. Expected a report "
            f"({_list(REPORT_ENDINGS)}) or a table ({_list(TABLE_ENDINGS)})."
        )
        raise InputError(msg)
    return [path]


@contextmanager
def _standard_input(paths: Sequence[str | Path]) -> Iterator[list[Path]]:
    """Turn ``-`` into a file whose ending says what it holds."""
    if "-" not in [str(path) for path in paths]:
        yield [Path(path) for path in paths]
        return
    data = sys.stdin.buffer.read()
    if not data.strip():
        msg = "Standard input was empty. Pipe a report or a table into '-'."
        raise MissingInputError(msg)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, STDIN + _ending(data))
        file.write_bytes(data)
        yield [file if str(path) == "-" else Path(path) for path in paths]


def _ending(data: bytes) -> str:
    """Guess what standard input holds: a table has its separators on each of its first lines."""
    head = data.lstrip()[:1]
    if data[:4] == b"PAR1":
        return ".parquet"
    if data[:4] == b"PK\x03\x04":
        return ".xlsx"
    if data[:5] == b"%PDF-":
        return ".pdf"
    if head in b"{[":
        if b'"FeatureCollection"' in data[:2000]:
            return ".geojson"
        return ".jsonl" if head == b"{" else ".json"
    if head == b"<":
        return ".html"
    lines = data.splitlines()[:2]
    header = max((lines[0].count(mark) for mark in (b",", b";", b"\t")), default=0)
    words = len(lines[0].split())
    return ".csv" if len(lines) > 1 and header >= 2 and words <= 3 * (header + 1) else ".txt"


def _labels(files: Sequence[Path]) -> tuple[str, ...]:
    return tuple("standard input" if file.stem == STDIN else str(file) for file in files)


def _list(endings: frozenset[str]) -> str:
    return " ".join(sorted(endings))


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(f"'{path}'" for path in paths)
