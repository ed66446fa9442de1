"""Reports as documents: which files and rows there are, their text, publisher and publication date.

Nothing is dropped silently: what cannot be read is in `Reading.rejected` with its reason.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gazetteer.errors import InputError, MissingInputError, ZilaError
from reports import formats
from reports.publication import parse_day, published_in

REPORT_SUFFIXES = frozenset({".txt", ".text", ".md", ".html", ".htm", ".eml", ".pdf", ".docx"})
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet"})
INDEX = "reports.csv"
_TEXT_COLUMNS = ("text", "report", "notes", "body", "content", "article", "description", "story")
_ID_COLUMNS = ("report_id", "id", "event_id_cnty", "data_id")
_DATE_COLUMNS = ("published", "publication_date", "pub_date", "date_published")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.{0,4000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"^([A-Za-z_ -]{1,30}):[ \t]*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A report.

    Attributes
    ----------
    report_id : str
        File name, or the table's id.
    text : str
        What is read; all spans are positions in it.
    source : str
        Publisher.
    published : date or None
        Publication date; None when unknown, and then weekdays stay undated.
    """

    report_id: str
    text: str
    source: str = ""
    published: date | None = None


@dataclass(slots=True)
class Reading:
    """Documents read, and what could not be: ``{input, line, reason}`` each."""

    documents: list[Document] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def reject(self, name: str, reason: str, line: int | None = None) -> None:
        """Set an input (or one row of it) aside with its reason."""
        self.rejected.append({"input": name, "line": line, "reason": reason})


def read_documents(
    paths: str | Path | Iterable[str | Path],
    *,
    published: date | str | None = None,
    text_column: str | None = None,
    id_column: str | None = None,
    date_column: str | None = None,
) -> Reading:
    """Read reports from files, folders and tables.

    Parameters
    ----------
    paths : path or iterable of paths
        Files of .txt, .md, .html, .eml, .pdf, .docx; tables with a text column; folders of these;
        ``-`` for text on standard input.
    published : date or ISO str, optional
        Publication date of the reports that state none, neither themselves nor in `reports.csv`.
    text_column, id_column, date_column : str, optional
        Columns of a table that hold the report text, its id and its publication date.

    Returns
    -------
    Reading
        ``documents`` in the order given (folders sorted by name) and ``rejected``.

    Raises
    ------
    MissingInputError
        If a path is absent, or a folder holds nothing.
    InputError
        If ``published`` is no date, or a named column is not in the table.
    """
    if isinstance(paths, (str, Path)):
        paths = [paths]
    day = _given_day(published)
    columns = (text_column, id_column, date_column)
    reading = Reading()
    for path in paths:
        if str(path) == "-":
            _add(reading, "standard input", sys.stdin.buffer.read(), ".txt", day, {})
            continue
        _read_path(reading, Path(path), day, columns)
    return reading


def _given_day(published: date | str | None) -> date | None:
    if published is None or isinstance(published, date):
        return published
    day = parse_day(str(published))
    if day is None:
        msg = f"Invalid publication date {published!r}: expected a day like 2024-08-26."
        raise InputError(msg)
    return day


def _read_path(
    reading: Reading, path: Path, day: date | None, columns: tuple[str | None, ...]
) -> None:
    if not path.exists():
        msg = f"No file or folder at '{path}': expected reports to read."
        raise MissingInputError(msg)
    if path.is_dir():
        names = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        names = [p for p in names if p.name != INDEX]
        if not names:
            msg = f"The folder '{path}' holds no reports: expected .txt, .md, .html, .eml, .pdf …"
            raise MissingInputError(msg)
        for name in names:
            _read_file(reading, name, day, columns, path)
        return
    _read_file(reading, path, day, columns, path.parent)


def _read_file(
    reading: Reading, path: Path, day: date | None, columns: tuple[str | None, ...], root: Path
) -> None:
    suffix = path.suffix.lower()
    name = path.relative_to(root).as_posix()
    if suffix in TABLE_SUFFIXES:
        _read_table(reading, path, day, columns)
        return
    if suffix and suffix not in REPORT_SUFFIXES:
        reading.reject(str(path), f"'{suffix}' is no report format Zila reads")
        return
    index = _index(path.parent) or _index(root)
    entry = index.get(path.name) or index.get(name) or {}
    try:
        data = path.read_bytes()
    except OSError as error:
        reading.reject(str(path), f"cannot be read: {error.strerror or error}")
        return
    _add(reading, name, data, suffix, day, entry, str(path))


def _add(
    reading: Reading,
    name: str,
    data: bytes,
    suffix: str,
    day: date | None,
    entry: dict[str, str],
    path: str = "",
) -> None:
    try:
        content = formats.read_content(data, suffix)
    except ZilaError as error:
        reading.reject(path or name, str(error))
        return
    front, text = _front_matter(content.text)
    if not text.strip():
        reading.reject(path or name, "holds no text")
        return
    source = entry.get("source") or front.get("source") or front.get("publisher") or content.source
    stated = entry.get("published") or ""
    own = front.get("date") or front.get("published") or ""
    found = _row_day(reading, path or name, stated) or parse_day(own)
    found = found or content.published or published_in(text) or day
    reading.documents.append(Document(name, text, source, found))
    if suffix == ".eml":
        _add_attachments(reading, name, data, found, path)


def _add_attachments(reading: Reading, name: str, data: bytes, day: date | None, path: str) -> None:
    """Read what is attached to an e-mail as reports of their own, or say that it is not read."""
    for attached, content in formats.attachments(data):
        suffix = Path(attached).suffix.lower()
        if suffix in REPORT_SUFFIXES:
            _add(
                reading,
                f"{name}/{attached}",
                content,
                suffix,
                day,
                {},
                f"{path or name}/{attached}",
            )
        else:
            reason = f"an attachment of a format ('{suffix}') that Zila does not read from e-mails"
            reading.reject(f"{path or name}/{attached}", reason)


def _row_day(reading: Reading, name: str, stated: str) -> date | None:
    if not stated.strip():
        return None
    day = parse_day(stated)
    if day is None:
        reading.reject(name, f"publication date {stated!r} is no date; the report is read without")
    return day


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    m = _FRONT.match(text)
    if not m:
        return {}, text
    lines = _FRONT_LINE.findall(m[1])
    return {k.strip().lower(): v.strip().strip("\"'") for k, v in lines}, text[m.end() :]


def _index(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of the `reports.csv` beside reports: file name to its row."""
    path = folder / INDEX
    if not path.is_file():
        return {}
    stat = path.stat()
    return _index_rows(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _index_rows(path: Path, _changed: int, _size: int) -> dict[str, dict[str, str]]:
    """Read a `reports.csv` once for all reports beside it; when it changed, anew."""
    text = formats.decode(path.read_bytes())
    rows = csv.DictReader(io.StringIO(text))
    return {
        (row.get("file") or "").strip(): {k: (v or "").strip() for k, v in row.items() if k}
        for row in rows
        if isinstance(row, dict)
    }


def _read_table(
    reading: Reading, path: Path, day: date | None, columns: tuple[str | None, ...]
) -> None:
    try:
        rows = formats.read_rows(path)
        first = next(rows, None)
    except ZilaError as error:
        reading.reject(str(path), str(error))
        return
    if first is None:
        reading.reject(str(path), "a table without rows")
        return
    text_column = _column(columns[0], first[1], _TEXT_COLUMNS, "text", path)
    if text_column is None:
        reading.reject(str(path), "a table without a text column; name it with --text-column")
        return
    id_column = _column(columns[1], first[1], _ID_COLUMNS, "id", path)
    date_column = _column(columns[2], first[1], _DATE_COLUMNS, "date", path)
    for line, row in _chain(first, rows):
        text = str(row.get(text_column) or "")
        if not text.strip():
            reading.reject(str(path), f"no text in column '{text_column}'", line)
            continue
        given = str(row.get(id_column) or "").strip() if id_column else ""
        stated = str(row.get(date_column) or "") if date_column else ""
        found = parse_day(stated)
        if stated.strip() and found is None:
            reason = f"publication date {stated[:40]!r} is no date; the report is read without"
            reading.reject(str(path), reason, line)
        source = str(row.get("source") or "")
        name = given or f"{path.name}:{line}"
        reading.documents.append(Document(name, text, source, found or published_in(text) or day))


def _chain(
    first: tuple[int, dict[str, Any]], rows: Iterator[tuple[int, dict[str, Any]]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    yield first
    yield from rows


def _column(
    wanted: str | None, row: dict[str, Any], usual: tuple[str, ...], what: str, path: Path
) -> str | None:
    if wanted is not None:
        if wanted not in row:
            have = ", ".join(map(str, row))
            msg = f"No {what} column {wanted!r} in '{path}': its columns are {have}."
            raise InputError(msg)
        return wanted
    lower = {str(name).lower(): str(name) for name in row}
    return next((lower[name] for name in usual if name in lower), None)
