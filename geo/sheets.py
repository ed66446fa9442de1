"""Raw rows of a file: its bytes become a header and rows with line numbers, nothing interpreted."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingInputError, MissingLibraryError
from geo.headers import recognised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELIMITERS = ",;\t|"
_TITLE_ROWS = 10
_LONGEST_QUOTED_RECORD = 200
_TELLING_WIDTH = 4
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "OGC:1.3:CRS84")


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
    """

    name: str
    header: tuple[str, ...]
    rows: list[list[Any]]
    lines: list[int]
    tags: tuple[str, ...] = ()
    points: list[tuple[float, float] | None] | None = None
    rejected: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_sheet(source: str | Path | bytes | IO[bytes] | IO[str]) -> Sheet:
    """Read a table file of any supported kind into raw rows.

    Parameters
    ----------
    source : path, bytes or file object
        The kind is taken from the content first and from the file's ending where content does not
        tell: CSV (delimiters ``, ; tab |``), XLSX, JSON, JSON lines, GeoJSON, Parquet.

    Raises
    ------
    MissingInputError
        No such file.
    InputError
        Empty, binary or unreadable content, or a header without rows.
    """
    name, data = _content(source)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        msg = f"{name!r} is empty: expected a table with a header row and one incident per row."
        raise InputError(msg)
    if data[:4] == b"PK\x03\x04":
        sheet = _xlsx(name, data)
    elif data[:4] == b"PAR1":
        sheet = _parquet(name, data)
    else:
        text, notes = _decode(name, data)
        sheet = _text(name, text)
        sheet.notes[:0] = notes
    if not sheet.rows and not sheet.rejected:
        listed = ", ".join(sheet.header) or "none"
        msg = f"{name!r} has a header but no rows (columns: {listed}). Add one row per incident."
        raise InputError(msg)
    return sheet


def _content(source: str | Path | bytes | IO[bytes] | IO[str]) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "standard input", source
    if isinstance(source, str | Path):
        path = Path(source)
        if path.is_dir():
            msg = f"{str(path)!r} is a folder: give the table file inside it."
            raise InputError(msg)
        try:
            return path.name, path.read_bytes()
        except FileNotFoundError as error:
            msg = f"No file {str(path)!r}: check the name and the folder."
            raise MissingInputError(msg) from error
        except OSError as error:
            msg = f"Cannot read {str(path)!r}: {error.strerror or error}."
            raise InputError(msg) from error
    read = source.read()
    name = getattr(source, "name", None)
    label = Path(name).name if isinstance(name, str) and name != "<stdin>" else "standard input"
    return label, read.encode("utf-8") if isinstance(read, str) else read


def _decode(name: str, data: bytes) -> tuple[str, list[str]]:
    """Turn bytes into text, saying which encoding was guessed where it was a guess."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                break
    binary = f"{name!r} is not a table: its content is binary. Expected CSV, XLSX, JSON or Parquet."
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        msg = f"{name!r} is an old Excel file (.xls): save it as .xlsx or .csv and try again."
        raise InputError(msg)
    wide = data.count(b"\x00") > len(data) // 4
    if not wide:
        if b"\x00" in data or data[:5] == b"%PDF-":
            raise InputError(binary)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if _looks_binary(text):
                raise InputError(binary)
            return text, []
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    encoding = best.encoding if best is not None else "cp1252"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(binary) from error
    if best is None or _looks_binary(text):
        raise InputError(binary)
    return text, [f"{name} is not UTF-8; its encoding was taken to be {encoding}."]


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(1 for char in sample if ord(char) < 32 and char not in "\t\n\r\f\x1a\x1e")
    return odd > len(sample) // 200


def _text(name: str, text: str) -> Sheet:
    start = text.lstrip("\ufeff \t\r\n\x1e")[:1]
    ending = Path(name).suffix.lower()
    if ending in {".jsonl", ".ndjson", ".geojsonl", ".geojsons"}:
        return _json_lines(name, text)
    if start and start in "{[":
        try:
            return _json(name, json.loads(text.lstrip("\ufeff")))
        except json.JSONDecodeError as error:
            lines = text.strip().splitlines()
            if len(lines) > 1 and lines[0].strip().endswith("}"):
                return _json_lines(name, text)
            msg = (
                f"{name!r} is not valid JSON: {error.msg} in line {error.lineno}, column "
                f"{error.colno}. The file may be cut off."
            )
            raise InputError(msg) from error
    if ending in {".json", ".geojson"}:
        msg = f"{name!r} is not JSON: it starts with {text.strip()[:20]!r} instead of '{{' or '['."
        raise InputError(msg)
    return _csv(name, text)


def _physical_lines(text: str) -> list[str]:
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
        while quotes % 2 and end < len(lines) and end - at < _LONGEST_QUOTED_RECORD:
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
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return None


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
                if count < _TITLE_ROWS:
                    named = max(named, recognised(cells))
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (named, widths.count(usual) / len(widths) if usual > 1 else 0.0)
        if score > best:
            best, choice = score, delimiter
    return choice


def _header_at(rows: Sequence[Sequence[Any]]) -> int:
    """Which of the first rows is the header: the one that names most known columns."""
    filled = [i for i, row in enumerate(rows) if any(_text_of(cell) for cell in row)]
    if not filled:
        return 0
    tagged = next((i for i in filled if is_tag_row(rows[i])), 0)
    if tagged:
        return max(i for i in filled if i < tagged)
    scores = {i: recognised([_text_of(cell) for cell in rows[i]]) for i in filled}
    best = max(filled, key=lambda i: (scores[i], -i))
    if scores[best] >= 2:
        return best
    return next((i for i in filled if sum(bool(_text_of(c)) for c in rows[i]) > 1), filled[0])


def _csv(name: str, text: str) -> Sheet:
    lines = _physical_lines(text.lstrip("\ufeff"))
    start, delimiter = 0, ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        start, delimiter = 1, lines[0][4]
    delimiter = delimiter or _delimiter(lines[start:])
    opening: list[tuple[int, list[str]]] = []
    for number, cells, _ in _records(lines, delimiter, width=None, first=start):
        opening.append((number, cells or []))
        if len(opening) >= _TITLE_ROWS:
            break
    place = _header_at([cells for _, cells in opening])
    header_line, header_cells = opening[place]
    after = opening[place + 1][0] - 1 if place + 1 < len(opening) else len(lines)
    sheet = Sheet(name, unique_names(header_cells), [], [])
    skipped = sum(1 for _, cells in opening[:place] if any(cell.strip() for cell in cells))
    if skipped:
        sheet.notes.append(
            f"{name}: the header was found in line {header_line}; "
            f"{skipped} line(s) above it were taken as a title."
        )
    width = len(sheet.header)
    for number, cells, raw in _records(lines, delimiter, width=width, first=after):
        if cells is None:
            sheet.rejected.append(
                {
                    "line": number,
                    "reason": "a quote is opened and never closed",
                    "row": raw.rstrip("\r\n"),
                }
            )
        elif cells:
            _add(sheet, number, cells, raw)
    return sheet


def _add(sheet: Sheet, number: int, cells: list[Any], raw: str) -> None:
    """Add one row of a sheet with a fixed width, or set it aside."""
    width = len(sheet.header)
    if not sheet.rows and not sheet.tags and is_tag_row(cells):
        sheet.tags = tuple(_text_of(cell) for cell in cells) + ("",) * (width - len(cells))
        return
    if not any(_text_of(cell) for cell in cells):
        sheet.rejected.append(
            {"line": number, "reason": "the row is empty", "row": raw.rstrip("\r\n")}
        )
        return
    if any(_text_of(cell) for cell in cells[width:]):
        reason = f"the row has {len(cells)} cells where the header has {width}"
        sheet.rejected.append({"line": number, "reason": reason, "row": raw.rstrip("\r\n")})
        return
    sheet.rows.append(cells[:width] + [None] * (width - len(cells)))
    sheet.lines.append(number)


def is_tag_row(cells: Sequence[Any]) -> bool:
    """Whether a row holds HXL hashtags: some, and nothing else."""
    texts = [text for cell in cells if (text := _text_of(cell))]
    return bool(texts) and all(text.startswith("#") and text[1:2].isalpha() for text in texts)


def unique_names(cells: Sequence[Any]) -> tuple[str, ...]:
    """Column names without blanks or repeats: ``column 3``, ``Name (2)``."""
    cells = list(cells)
    while cells and not _text_of(cells[-1]):
        cells.pop()
    seen: dict[str, int] = {}
    out = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(_text_of(cell).split()) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(out)


def _text_of(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _xlsx(name: str, data: bytes) -> Sheet:
    try:
        import openpyxl
    except ImportError as error:
        msg = f"Reading {name!r} needs openpyxl: pip install 'zila[documents]', or save it as .csv."
        raise MissingLibraryError(msg) from error
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        pages = [
            (page.title, [list(row) for row in page.iter_rows(values_only=True)])
            for page in book.worksheets
        ]
    except Exception as error:
        msg = (
            f"{name!r} is not a readable Excel workbook ({error}): save it again as .xlsx or .csv."
        )
        raise InputError(msg) from error
    filled = [(title, rows) for title, rows in pages if any(any(map(_text_of, r)) for r in rows)]
    if not filled:
        msg = f"{name!r} is empty: none of its sheets holds a row."
        raise InputError(msg)

    def named(page: tuple[str, list[list[Any]]]) -> int:
        return max(recognised([_text_of(c) for c in row]) for row in page[1][:_TITLE_ROWS])

    title, rows = max(filled, key=named)
    place = _header_at(rows[:_TITLE_ROWS])
    sheet = Sheet(name, unique_names(rows[place]), [], [])
    if len(filled) > 1:
        others = ", ".join(repr(other) for other, _ in filled if other != title)
        sheet.notes.append(f"{name}: sheet {title!r} was read; not read: {others}.")
    last = max(i for i, row in enumerate(rows) if any(map(_text_of, row)))
    for number, row in enumerate(rows[place + 1 : last + 1], start=place + 2):
        _add(sheet, number, row, json.dumps(row, ensure_ascii=False, default=str))
    return sheet


def _json_lines(name: str, text: str) -> Sheet:
    records: list[tuple[int, Any]] = []
    rejected = []
    for number, line in enumerate(_physical_lines(text.lstrip("\ufeff")), start=1):
        stripped = line.strip().lstrip("\x1e")
        if not stripped:
            continue
        try:
            records.append((number, json.loads(stripped)))
        except json.JSONDecodeError as error:
            rejected.append({"line": number, "reason": f"not JSON: {error.msg}", "row": line})
    if not records:
        msg = f"{name!r} has no line that is JSON: expected one object per line."
        raise InputError(msg)
    sheet = _from_records(name, records)
    sheet.rejected = sorted([*sheet.rejected, *rejected], key=lambda each: each["line"])
    return sheet


def _json(name: str, value: Any) -> Sheet:
    if isinstance(value, dict):
        if value.get("type") == "FeatureCollection":
            crs = str(((value.get("crs") or {}).get("properties") or {}).get("name", ""))
            if crs and not any(crs.endswith(known) for known in _WGS84_NAMES):
                msg = f"{name!r} is in {crs}: GeoJSON has to be in WGS 84 longitude/latitude."
                raise InputError(msg)
            value = value.get("features")
        elif value.get("type") == "Feature":
            value = [value]
        else:
            lists = {key: each for key, each in value.items() if isinstance(each, list)}
            tables = [each for each in lists.values() if each and isinstance(each[0], dict)]
            if lists and not tables and all(isinstance(each, list) for each in value.values()):
                value = [
                    dict(zip(value, cells, strict=False))
                    for cells in zip(*value.values(), strict=False)
                ]
            else:
                value = max(tables, key=len) if tables else [value]
    if not isinstance(value, list):
        msg = f"{name!r} holds no list of records: expected a JSON array of objects."
        raise InputError(msg)
    if not value:
        msg = f"{name!r} is empty: its list of records has no entry."
        raise InputError(msg)
    return _from_records(name, list(enumerate(value, start=1)))


def _from_records(name: str, records: Sequence[tuple[int, Any]]) -> Sheet:
    """Build a sheet from JSON objects or GeoJSON features; columns are the union of their keys."""
    header: dict[str, None] = {}
    kept: list[tuple[int, dict[str, Any], tuple[float, float] | None]] = []
    rejected: list[dict[str, Any]] = []
    spatial = False
    for number, record in records:
        raw = json.dumps(record, ensure_ascii=False)
        if not isinstance(record, dict) or not record:
            reason = f"expected an object with named values, found {type(record).__name__}"
            rejected.append({"line": number, "reason": reason, "row": raw.rstrip("\r\n")})
            continue
        point = None
        if record.get("type") == "Feature" and "geometry" in record:
            spatial = True
            properties = dict(record.get("properties") or {})
            if "id" in record and record["id"] not in properties.values():
                properties.setdefault("id", record["id"])
            try:
                point = _point(record["geometry"])
            except ValueError as error:
                rejected.append({"line": number, "reason": str(error), "row": raw.rstrip("\r\n")})
                continue
            record = properties
        header.update(dict.fromkeys(map(str, record)))
        kept.append((number, record, point))
    if not kept:
        msg = f"{name!r} holds no usable record: {rejected[0]['reason']}."
        raise InputError(msg)
    columns = list(header)
    rows = [[_flat(record.get(column)) for column in columns] for _, record, _ in kept]
    sheet = Sheet(name, tuple(columns), rows, [number for number, _, _ in kept])
    sheet.points = [point for _, _, point in kept] if spatial else None
    sheet.rejected = rejected
    return sheet


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _point(geometry: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a GeoJSON point, None where the feature has no geometry."""
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else type(geometry).__name__
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "MultiPoint" and place and len(place) == 1:
        kind, place = "Point", place[0]
    if kind != "Point" or not isinstance(place, list) or len(place) < 2:
        msg = f"the geometry is a {kind}: an incident is a Point, or has no geometry"
        raise ValueError(msg)
    return float(place[0]), float(place[1])


def _parquet(name: str, data: bytes) -> Sheet:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        msg = f"{name!r} is not a readable Parquet file ({error}): the file may be cut off."
        raise InputError(msg) from error
    described = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    shape = described.get("primary_column")
    points = None
    if shape in table.column_names:
        import shapely

        crs = described["columns"][shape].get("crs", "OGC:CRS84")
        if isinstance(crs, dict) and crs.get("id", {}).get("code") not in (4326, "CRS84"):
            msg = f"{name!r} is in {crs.get('name')}: expected WGS 84 longitude/latitude."
            raise InputError(msg)
        found = shapely.from_wkb(table.column(shape).to_pylist())
        points = [
            (each.x, each.y)
            if each is not None and each.geom_type == "Point" and not each.is_empty
            else None
            for each in found
        ]
        table = table.drop_columns([shape, *({"bbox"} & set(table.column_names))])
    dropped = [c for c in table.column_names if c.startswith("__index_level_")]
    table = table.drop_columns(dropped)
    columns = [table.column(each).to_pylist() for each in table.column_names]
    rows = [list(cells) for cells in zip(*columns, strict=True)] if columns else []
    sheet = Sheet(name, tuple(table.column_names), rows, list(range(1, len(rows) + 1)))
    sheet.points = points
    return sheet
