"""Reading files into sheets: the kind by its content, the encoding, and nothing interpreted."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingInputError, MissingLibraryError
from geo.delimited import physical_lines, read_delimited
from geo.encodings import decode
from geo.sheet import (
    TITLE_ROWS,
    Sheet,
    add,
    cell_text,
    drop_blank_columns,
    header_of,
    unique_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JSON_LINES = frozenset({".jsonl", ".ndjson", ".geojsonl", ".geojsons"})
_DELIMITED = {".csv", ".tsv", ".tab", ".psv"}
_SAID = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null, that is nothing",
}
_TOO_DEEP = "its values are nested too deeply to be a table"
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "OGC:1.3:CRS84")


def read_sheets(
    source: str | Path | bytes | IO[bytes] | IO[str], *, encoding: str | None = None
) -> list[Sheet]:
    """Read a table file of any supported kind into raw rows; a workbook gives several sheets.

    Parameters
    ----------
    source : path, bytes or file object
        The kind is taken from the content of binary files and from the ending of text files, or
        from how the text begins: CSV (delimiters ``, ; tab |``), XLSX, JSON, JSON lines, GeoJSON,
        Parquet.
    encoding : str, optional
        The encoding of a text file, where it is known.

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
        sheets = _xlsx(name, data)
    elif data[:4] == b"PAR1":
        sheets = [_parquet(name, data)]
    else:
        text, notes = decode(name, data, encoding)
        if "\x00" in text:
            notes.append(f"{name}: {text.count(chr(0))} NUL character(s) were dropped.")
        try:
            sheets = [_text(name, text)]
        except RecursionError as error:
            msg = f"{name!r} cannot be read: {_TOO_DEEP}. Expected a list of flat records."
            raise InputError(msg) from error
        sheets[0].notes[:0] = notes
    if not any(sheet.rows or sheet.rejected for sheet in sheets):
        listed = ", ".join(sheets[0].header) or "none"
        msg = f"{name!r} has a header but no rows (columns: {listed}). Add one row per incident."
        raise InputError(msg)
    return sheets


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


def _text(name: str, text: str) -> Sheet:
    start = text.lstrip("\ufeff \t\r\n\x1e")[:1]
    ending = Path(name).suffix.lower()
    if ending in JSON_LINES:
        return _json_lines(name, text)
    plain = text.lstrip("\ufeff").replace("\x00", "")
    if ending in _DELIMITED and not _is_json(plain):
        return read_delimited(name, text)
    if start and start in "{[":
        try:
            return _json(name, json.loads(plain))
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
        if _is_json(plain, any_kind=True):
            return _json(name, json.loads(plain))
        msg = f"{name!r} is not JSON: it starts with {text.strip()[:20]!r} instead of '{{' or '['."
        raise InputError(msg)
    return read_delimited(name, text)


def _is_json(text: str, *, any_kind: bool = False) -> bool:
    """Whether all of a text is JSON: records, or anything at all."""
    if not any_kind and text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    except RecursionError:
        return True
    return True


def _xlsx(name: str, data: bytes) -> list[Sheet]:
    try:
        import openpyxl
    except ImportError as error:
        msg = f"Reading {name!r} needs openpyxl: pip install openpyxl, or save it as .csv."
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
    filled = [(title, rows) for title, rows in pages if any(any(map(cell_text, r)) for r in rows)]
    if not filled:
        msg = f"{name!r} is empty: none of its sheets holds a row."
        raise InputError(msg)
    formulas = _formulas(data)
    sheets = []
    for title, rows in filled:
        place, names, double = header_of(rows[:TITLE_ROWS])
        header = unique_names(names)
        sheet = Sheet(name, header, [], [], title=title)
        if double:
            sheet.notes.append(f"{name}: the header stands in two rows, the last is {place + 1}.")
        last = max(i for i, row in enumerate(rows) if any(map(cell_text, row)))
        for number, row in enumerate(rows[place + 1 : last + 1], start=place + 2):
            lost = [
                f"{header[column]} holds the formula {text!r} without its result and was read as "
                "unknown"
                for column, text in formulas.get((title, number), {}).items()
                if column < len(header) and not cell_text(row[column])
            ]
            raw = json.dumps(row, ensure_ascii=False, default=str)
            if lost and not any(map(cell_text, row)):
                reason = "the row holds only formulas without their results"
                sheet.rejected.append({"line": number, "reason": reason, "row": raw})
                continue
            add(sheet, number, row, raw)
            if lost:
                sheet.row_notes[number] = lost
        if sheet.row_notes:
            sheet.notes.append(
                f"{name}, sheet {title!r}: {len(sheet.row_notes)} row(s) hold formulas without "
                "results; open the file in a spreadsheet and save it to have them."
            )
        sheets.append(drop_blank_columns(sheet, names))
    return sheets


def _formulas(data: bytes) -> dict[tuple[str, int], dict[int, str]]:
    """Formulas of a workbook by sheet and row, then by column; read only where there are any."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        pages = [part for part in parts.namelist() if part.startswith("xl/worksheets/sheet")]
        if not any(re.search(rb"<f[ >/]", parts.read(page)) for page in pages):
            return {}
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    found: dict[tuple[str, int], dict[int, str]] = {}
    for page in book.worksheets:
        for number, row in enumerate(page.iter_rows(values_only=True), start=1):
            cells = {
                place: str(getattr(cell, "text", cell))
                for place, cell in enumerate(row)
                if str(getattr(cell, "text", cell) or "").startswith("=")
            }
            if cells:
                found[page.title, number] = cells
    return found


def _json_lines(name: str, text: str) -> Sheet:
    sheet = json_sheet(name, physical_lines(text.lstrip("\ufeff")))
    if not sheet.rows and not sheet.blank:
        fault = sheet.rejected[0]["reason"] if sheet.rejected else "it holds no line"
        msg = f"{name!r} has no line that is a record: {fault}. Expected one object per line."
        raise InputError(msg)
    return sheet


def json_sheet(
    name: str, lines: Iterable[str], *, first: int = 1, header: Sequence[str] = ()
) -> Sheet:
    """Read lines of JSON, the first of them numbered `first`; `header` are columns known before."""
    records: list[tuple[int, Any]] = []
    rejected = []
    for number, line in enumerate(lines, start=first):
        stripped = line.replace("\x00", "").strip().lstrip("\x1e")
        if not stripped:
            continue
        try:
            records.append((number, json.loads(stripped)))
        except json.JSONDecodeError as error:
            rejected.append({"line": number, "reason": f"not JSON: {error.msg}", "row": line})
        except RecursionError:
            rejected.append({"line": number, "reason": _TOO_DEEP, "row": line})
    sheet = _from_records(name, records, header)
    sheet.rejected = sorted([*sheet.rejected, *rejected], key=lambda each: each["line"])
    return sheet


def _json(name: str, value: Any) -> Sheet:
    if isinstance(value, dict):
        if value.get("type") == "FeatureCollection":
            crs = str(((value.get("crs") or {}).get("properties") or {}).get("name", ""))
            if crs and not any(crs.endswith(known) for known in _WGS84_NAMES):
                msg = f"{name!r} is in {crs}: GeoJSON has to be in WGS 84 longitude/latitude."
                raise InputError(msg)
            value = value.get("features", [])
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
        msg = (
            f"{name!r} is JSON but no table: it holds {_said(value)}, expected a list of records "
            'such as [{"place": "Quetta", "killed": 2}].'
        )
        raise InputError(msg)
    if not value:
        msg = f"{name!r} is empty: its list of records has no entry."
        raise InputError(msg)
    sheet = _from_records(name, list(enumerate(value, start=1)))
    if not sheet.rows and sheet.rejected:
        msg = f"{name!r} holds no usable record: {sheet.rejected[0]['reason']}."
        raise InputError(msg)
    return sheet


def _from_records(
    name: str, records: Sequence[tuple[int, Any]], known: Sequence[str] = ()
) -> Sheet:
    """Build a sheet from JSON objects or GeoJSON features; columns are the union of their keys."""
    header: dict[str, None] = dict.fromkeys(known)
    kept: list[tuple[int, dict[str, Any], tuple[float, float] | None]] = []
    rejected: list[dict[str, Any]] = []
    spatial, blank = False, 0
    for number, record in records:
        raw = json.dumps(record, ensure_ascii=False)
        if not isinstance(record, dict):
            reason = f"expected an object with named values, found {_said(record)}"
            rejected.append({"line": number, "reason": reason, "row": raw.rstrip("\r\n")})
            continue
        point = None
        if record.get("type") == "Feature" and "geometry" in record:
            spatial = True
            stated = record.get("properties")
            properties = dict(stated) if isinstance(stated, dict) else {}
            if "id" in record and record["id"] not in properties.values():
                properties.setdefault("id", record["id"])
            try:
                point = _point(record["geometry"])
            except ValueError as error:
                rejected.append({"line": number, "reason": str(error), "row": raw.rstrip("\r\n")})
                continue
            record = properties
        header.update(dict.fromkeys(map(str, record)))
        if point is None and not any(map(cell_text, record.values())):
            blank += 1
            continue
        kept.append((number, record, point))
    columns = list(header)
    rows = [[_flat(record.get(column)) for column in columns] for _, record, _ in kept]
    sheet = Sheet(name, tuple(columns), rows, [number for number, _, _ in kept])
    sheet.points = [point for _, _, point in kept] if spatial else None
    sheet.rejected, sheet.blank = rejected, blank
    return sheet


def _said(value: Any) -> str:
    """Name a JSON value in words that need no programmer."""
    return _SAID.get(type(value), "something else")


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _point(geometry: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a GeoJSON point, None where the feature has no geometry."""
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else _said(geometry)
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "MultiPoint" and place and len(place) == 1:
        kind, place = "Point", place[0]
    if kind != "Point":
        msg = f"the geometry is {_article(kind)}: an incident is a Point, or has no geometry"
        raise ValueError(msg)
    if not place:
        msg = "the Point has no coordinates: expected [longitude, latitude], or the geometry null"
        raise ValueError(msg)
    if (
        not isinstance(place, list)
        or len(place) < 2
        or any(isinstance(side, bool) or not isinstance(side, int | float) for side in place[:2])
    ):
        shown = json.dumps(place, ensure_ascii=False)[:60]
        msg = f"the Point's coordinates {shown} are no two numbers [longitude, latitude]"
        raise ValueError(msg)
    return float(place[0]), float(place[1])


def _article(kind: Any) -> str:
    """Put an article before a geometry's type, where it has one."""
    text = str(kind) if kind else "of no type"
    return text if " " in text else f"a {text}"


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
    filled = [
        at
        for at, row in enumerate(rows)
        if any(map(cell_text, row)) or (points is not None and points[at] is not None)
    ]
    sheet = Sheet(name, tuple(table.column_names), [rows[at] for at in filled], [])
    sheet.lines = [at + 1 for at in filled]
    sheet.points = None if points is None else [points[at] for at in filled]
    sheet.blank = len(rows) - len(filled)
    return sheet
