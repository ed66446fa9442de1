"""What the user names on the command line, read: reports as documents, tables as incidents."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingInputError, ZilaError
from geo.headers import recognised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import pandas as pd

    from reports import Document

TABLE_ENDINGS = frozenset(
    {".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".jsonl", ".parquet", ".geojson"}
)
REPORT_ENDINGS = frozenset({".txt", ".md", ".html", ".htm", ".eml", ".pdf", ".docx"})
SIDECAR = "reports.csv"
STDIN = "standard-input"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a user's table mean what, and its encoding; None: the file decides."""

    text: str | None = None
    place: str | None = None
    id: str | None = None
    date: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read, and what could not be (each with input, line and reason)."""

    documents: tuple[Document, ...]
    table: pd.DataFrame | None
    rejected: tuple[dict[str, Any], ...]
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_inputs(
    paths: Sequence[str | Path],
    *,
    columns: Columns | None = None,
    published: date | None = None,
    country: str | None = None,
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
    country
        ISO code of the country tables are about, to notice coordinates that look swapped.

    Raises
    ------
    MissingInputError
        A path does not exist, or a folder holds nothing that Zila reads.
    InputError
        A named file is of no kind that Zila reads, or nothing in it could be read.
    """
    columns = columns or Columns()
    with standard_input(paths) as given:
        return _read(given, columns, published, country)


def _read(
    paths: Sequence[Path], columns: Columns, published: date | None, country: str | None
) -> Inputs:
    import pandas as pd

    from geo.incidents import read_incidents
    from reports import read_documents

    found: dict[Path, Path] = {}
    rejected: list[dict[str, Any]] = []
    notes: list[str] = []
    for file in (file for path in paths for file in _expand(path, rejected)):
        real = Path(os.path.realpath(file))  # `Path.resolve` raises where a link points at itself
        if real in found:
            notes.append(f"{file}: named twice, read once")
        found.setdefault(real, file)
    files = list(found.values())
    tables = [f for f in files if f.suffix.lower() in TABLE_ENDINGS]
    if columns.text:
        text_files, tables = files, []
    else:
        text_files = [f for f in files if f.suffix.lower() in REPORT_ENDINGS]

    names = told_apart(files)
    documents: list[Document] = []
    for file in text_files:
        reading = read_documents(
            file,
            published=published,
            text_column=columns.text,
            id_column=columns.id,
            date_column=columns.date,
        )
        documents += [
            replace(one, report_id=renamed(one.report_id, file.name, names[file]))
            for one in reading.documents
        ]
        rejected += reading.rejected

    frames: list[pd.DataFrame] = []
    for file in tables:
        try:
            incidents = read_incidents(
                file,
                place_column=columns.place,
                id_column=columns.id,
                date_column=columns.date,
                admin1_column=columns.admin1,
                admin2_column=columns.admin2,
                encoding=columns.encoding,
                country=country,
            )
        except ZilaError as error:
            rejected.append({"input": file.name, "line": None, "reason": str(error)})
            continue
        for column in ("event_id", "report_id", "source") if names[file] != file.name else ():
            ids = incidents.table[column]
            incidents.table[column] = ids.map(
                lambda text, file=file: renamed(text, file.name, names[file]), na_action="ignore"
            ).astype(ids.dtype)
        frames.append(incidents.table)
        rejected += [
            {str(key): value for key, value in row.items()}
            for row in incidents.rejected.to_dict("records")
        ]
        notes += [n if n.startswith(file.name) else f"{file.name}: {n}" for n in incidents.notes]
    if not documents and not frames:
        reasons = [str(row["reason"]) for row in rejected]
        about = [Path(str(row["input"])).name for row in rejected]
        told = [r if a in r else f"{a}: {r}" for a, r in zip(about, reasons, strict=True)]
        msg = f"Nothing could be read from {_names(paths)}. {'; '.join(told[:3])}"
        raise InputError(msg)
    table = pd.concat(frames, ignore_index=True) if frames else None
    return Inputs(tuple(documents), table, tuple(rejected), _labels(files), tuple(notes))


def told_apart(files: Sequence[Path]) -> dict[Path, str]:
    """Name each file so that no two are alike: by its name, with as many folders as that needs."""
    names = {file: file.name for file in files}
    for depth in range(2, max((len(file.parts) for file in files), default=0) + 1):
        seen = Counter(names.values())
        if len(seen) == len(names):
            break
        for file, name in names.items():
            if seen[name] > 1:
                names[file] = "/".join(file.parts[-depth:])
    return names


def renamed(text: str, old: str, new: str) -> str:
    """Put a file's telling name in the place of its plain one, at the start of an id."""
    return new + text[len(old) :] if new != old and text.startswith(old) else text


def _expand(path: Path, rejected: list[dict[str, Any]]) -> list[Path]:
    if path.is_dir():
        files = _walk(path, rejected)
        if not files and not rejected:
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


def _walk(folder: Path, rejected: list[dict[str, Any]]) -> list[Path]:
    """Files to read below a folder; hidden ones and what Zila itself wrote are passed over."""

    def refused(error: OSError) -> None:
        reason = f"the folder cannot be opened: {error.strerror}"
        rejected.append({"input": str(error.filename), "line": None, "reason": reason})

    files = []
    for here, below, names in os.walk(folder, onerror=refused):
        below[:] = sorted(name for name in below if not name.startswith("."))
        if {"run.json", "map.html"} <= set(names):
            continue
        files += [
            Path(here, name)
            for name in sorted(names)
            if not name.startswith(".")
            and name != SIDECAR
            and Path(name).suffix.lower() in TABLE_ENDINGS | REPORT_ENDINGS
        ]
    dead = [file for file in files if not file.exists()]
    reason = "the link leads nowhere"
    rejected += [{"input": str(file), "line": None, "reason": reason} for file in dead]
    return [file for file in files if file not in dead]


@contextmanager
def standard_input(paths: Sequence[str | Path]) -> Iterator[list[Path]]:
    """Give paths with ``-`` turned into a file whose ending says what it holds."""
    if "-" not in [str(path) for path in paths]:
        yield [Path(path) for path in paths]
        return
    data = sys.stdin.buffer.read() if sys.stdin else b""
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
    first = lines[0].decode("utf-8-sig", "replace")
    mark = max(",;\t", key=first.count)
    cells = first.split(mark)
    table = len(cells) > 2 and len(first.split()) <= 3 * len(cells)
    table = table or (len(cells) == 2 and recognised(cells) == 2)
    return ".csv" if len(lines) > 1 and table else ".txt"


def _labels(files: Sequence[Path]) -> tuple[str, ...]:
    return tuple("standard input" if file.stem == STDIN else str(file) for file in files)


def _list(endings: frozenset[str]) -> str:
    return " ".join(sorted(endings))


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(f"'{path}'" for path in paths)
