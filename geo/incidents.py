"""Reading incident tables: any file of rows becomes the incident table, bad rows set aside."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo import cells
from geo.columns import columns as contract_columns
from geo.columns import conform
from geo.extents import Extent, country_extent
from geo.headers import Layout, layout_of, recognised
from geo.placing import read_coordinates, read_precision
from geo.reading import (
    flag_same,
    read_codes,
    read_counts,
    read_dates,
    read_names,
    read_texts,
    read_types,
    say_undated,
)
from geo.rows import Past, Rows
from geo.sheet import Sheet
from geo.sheets import read_sheets
from geo.tables import unguarded
from geo.totals import set_totals_aside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

_CLOCK = re.compile(r"(?<![\d+-])(?!00?:00(?::00)?(?:\D|$))\d{1,2}:\d\d")
_PLACES = (
    "location",
    "latitude",
    "longitude",
    "coordinates",
    "admin1",
    "admin2",
    "admin2_pcode",
    "admin3",
)


_OPTIONS = {
    "text_column": "sentence",
    "place_column": "location",
    "id_column": "event_id",
    "date_column": "event_date",
    "admin1_column": "admin1",
    "admin2_column": "admin2",
}


@dataclass
class IncidentReading:
    """What reading a table gave.

    Attributes
    ----------
    table : DataFrame
        The incident table (`geo.columns.conform`), then the table's own further columns.
    rejected : DataFrame
        ``input``, ``line``, ``reason`` and the ``row`` as it stood, of what was set aside.
    layout : str
        ``Zila``, ``ACLED``, ``UCDP GED``, ``GTD``, ``HXL`` or ``free``.
    columns : dict
        Incident column to the header it was read from: the guess, to be shown.
    notes : tuple of str
        What was decided for whole columns, in sentences.
    """

    table: pd.DataFrame
    rejected: pd.DataFrame
    layout: str = "free"
    columns: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_incidents(
    path_or_buffer: str | Path | bytes | IO[bytes] | IO[str],
    *,
    text_column: str | None = None,
    place_column: str | None = None,
    id_column: str | None = None,
    date_column: str | None = None,
    admin1_column: str | None = None,
    admin2_column: str | None = None,
    country: str | None = None,
    encoding: str | None = None,
) -> IncidentReading:
    """Read incidents from a table file.

    CSV (any usual delimiter and encoding), XLSX, JSON, JSON lines, GeoJSON and Parquet; ACLED,
    UCDP GED, GTD and HXL tables are known by their headers, any other table by the usual names of
    its columns in several languages. Of a workbook, every sheet that looks like incidents is read;
    a note says which were not. ``len(table) + len(rejected)`` is the number of data rows; blank
    rows are none.

    Parameters
    ----------
    path_or_buffer : path, bytes or file object
        The table.
    text_column, place_column, id_column, date_column, admin1_column, admin2_column : str, optional
        The table's header for the report text, place, id, date, province and district, where the
        guess would be wrong or there is none.
    country : str, optional
        Name or ISO code of the country the table is about, to check coordinates of rows that name
        none; without it they are checked against the table's other rows.
    encoding : str, optional
        Encoding of a text file, such as ``cp1256``; without it, it is found, and said.

    Returns
    -------
    IncidentReading
        Coordinates stay as given, WGS 84 degrees; those that look swapped or lack a minus sign are
        flagged in `notes` of the row, never changed, and do not place a row that names its place.
        Other rows with coordinates have ``method`` ``given`` and ``status`` ``point``, with a
        ``radius_km`` from their precision code or the number of decimals; where the code says that
        only a district or province is known, ``status`` is ``area``, and the coordinates and radius
        stand for it.

    Raises
    ------
    MissingInputError
        No such file.
    InputError
        Not a table, no rows, or neither places nor coordinates among its columns.
    MissingLibraryError
        XLSX without openpyxl.
    """
    sheets = read_sheets(path_or_buffer, encoding=encoding)
    wanted = wanted_columns(
        text_column=text_column,
        place_column=place_column,
        id_column=id_column,
        date_column=date_column,
        admin1_column=admin1_column,
        admin2_column=admin2_column,
    )
    chosen, notes = _of_incidents(sheets, wanted)
    extent = country_extent(country)
    ids: dict[str, str] = {}
    readings = [result_of(Rows(sheet, layout, past=Past(ids)), extent) for sheet, layout in chosen]
    reading = readings[0] if len(readings) == 1 else _together(readings)
    reading.notes = (*notes, *reading.notes)
    return reading


def wanted_columns(**given: str | None) -> dict[str, str]:
    """Give the incident column of each option of `read_incidents` that names a header."""
    return {_OPTIONS[option]: name for option, name in given.items() if name}


def result_of(rows: Rows, extent: Extent | None) -> IncidentReading:
    """Read the rows of a sheet, or of a block of one."""
    read_texts(rows)
    read_codes(rows)
    read_types(rows)
    read_counts(rows)
    read_dates(rows)
    read_coordinates(rows, extent)
    set_totals_aside(rows)
    say_undated(rows)
    read_precision(rows)
    read_names(rows)
    flag_same(rows)
    return _result(rows)


def _of_incidents(
    sheets: Sequence[Sheet], wanted: dict[str, str]
) -> tuple[list[tuple[Sheet, Layout]], list[str]]:
    """Choose the sheets that look like incidents; say in sentences which are not read."""
    if len(sheets) == 1:
        return [(sheets[0], chosen_layout(sheets[0], wanted))], []
    fits: dict[str, Layout] = {}
    for sheet in sheets:
        with suppress(InputError):
            fits[sheet.title] = chosen_layout(sheet, wanted)

    def rank(sheet: Sheet) -> tuple[bool, bool, int]:
        filled = bool(sheet.rows or sheet.rejected)
        return filled, sheet.title in fits, recognised(sheet.header)

    main = max(sheets, key=rank)
    kept = [(main, chosen_layout(main, wanted))]
    passed: list[str] = []
    for sheet in sheets:
        layout = fits.get(sheet.title)
        if sheet is main:
            continue
        if layout is None or not _is_list(layout, kept[0][1]) or not sheet.rows:
            passed.append(repr(sheet.title))
        elif (twin := _twin(sheet, [each for each, _ in kept])) is not None:
            passed.append(f"{sheet.title!r} (the same rows as {twin.title!r})")
        else:
            kept.append((sheet, layout))
    kept.sort(key=lambda each: sheets.index(each[0]))
    name = main.name
    for sheet, _ in kept if len(kept) > 1 else ():
        sheet.name = f"{name}:{sheet.title}"
    titles = ", ".join(repr(sheet.title) for sheet, _ in kept)
    read = f"sheets {titles} were read" if len(kept) > 1 else f"sheet {titles} was read"
    aside = f"; not read, as no list of incidents: {', '.join(passed)}" if passed else ""
    return kept, [f"{name}: {read}{aside}."]


def _is_list(layout: Layout, main: Layout) -> bool:
    """Whether a further sheet lists incidents one by one: dated rows, or columns as in the main."""
    columns = layout.columns.keys()
    dated = "event_date" in columns or {"year", "month"} <= columns
    return dated or columns >= main.columns.keys()


def _twin(sheet: Sheet, others: Sequence[Sheet]) -> Sheet | None:
    return next((o for o in others if o.header == sheet.header and o.rows == sheet.rows), None)


def _together(readings: Sequence[IncidentReading]) -> IncidentReading:
    """Put the readings of a workbook's sheets one below the other."""
    import pandas as pd

    contract = {column.name for column in contract_columns()}
    tables = [reading.table for reading in readings if len(reading.table)]
    tables = [
        table.astype({name: object for name in table.columns if name not in contract})
        for table in tables or [readings[0].table]
    ]
    rejected = [row for each in readings for row in each.rejected.to_dict("records")]
    columns: dict[str, str] = {}
    for reading in readings:
        columns = {**reading.columns, **columns}
    return IncidentReading(
        pd.concat(tables, ignore_index=True),
        pd.DataFrame(rejected, columns=["input", "line", "reason", "row"]),
        readings[0].layout,
        columns,
        tuple(note for reading in readings for note in reading.notes),
    )


def chosen_layout(sheet: Sheet, wanted: dict[str, str]) -> Layout:
    """Apply the user's choice of columns to the guess; refuse a table that places nothing."""
    layout = layout_of(sheet.header, tags=sheet.tags)
    folded = {name.strip().casefold(): name for name in reversed(sheet.header)}
    chosen = {}
    for column, name in wanted.items():
        found = name if name in sheet.header else folded.get(name.strip().casefold())
        if found is None:
            msg = f"{sheet.name!r} has no column {name!r}. Its columns: {_listed(sheet)}."
            raise InputError(msg)
        chosen[column] = found
    taken = set(chosen.values())
    columns = {
        c: name for c, name in layout.columns.items() if name not in taken and c not in chosen
    }
    columns.update(chosen)
    unused: set[str] = set()
    if "event_date" in columns or "year" not in columns:
        unused |= {"year", "month", "day"}
    if "latitude" in columns and "longitude" in columns:
        unused.add("coordinates")
    columns = {column: name for column, name in columns.items() if column not in unused}
    if columns.get("latitude") is None or columns.get("longitude") is None:
        columns = {c: name for c, name in columns.items() if c not in {"latitude", "longitude"}}
    placed = sheet.points is not None or any(columns.get(column) for column in _PLACES)
    if not placed and "sentence" not in chosen:
        msg = (
            f"{sheet.name!r} has neither a place nor a coordinate column. Its columns: "
            f"{_listed(sheet)}. Name the one that holds the place with --place-column (or the "
            "report text with --text-column)."
        )
        raise InputError(msg)
    return Layout(layout.name, columns)


def _listed(sheet: Sheet) -> str:
    names = list(sheet.header)
    shown = ", ".join(names[:30])
    return f"{shown} and {len(names) - 30} more" if len(names) > 30 else shown or "none"


def _result(rows: Rows) -> IncidentReading:
    import pandas as pd

    notes = list(rows.read("notes"))
    for row, texts in rows.row_notes.items():
        told = notes[row] or ""
        notes[row] = "; ".join(filter(None, [told, *(t for t in texts if t not in told)]))
    rows.out["notes"] = notes
    frame = pd.DataFrame(
        {name: pd.Series(values, dtype="object") for name, values in rows.out.items()},
        index=range(rows.size),
    )
    good = [row for row in range(rows.size) if row not in rows.bad]
    extra = _extra(rows).iloc[good].reset_index(drop=True)
    table = conform(frame.iloc[good].reset_index(drop=True))
    table = pd.concat([table, extra], axis=1) if len(extra.columns) else table
    rejected = [
        {"line": rows.sheet.lines[row], "reason": why, "row": _raw(rows.sheet.rows[row])}
        for row, why in rows.bad.items()
    ]
    aside = sorted([*rows.sheet.rejected, *rejected], key=lambda each: each["line"])
    reading = IncidentReading(
        table,
        pd.DataFrame(
            [{"input": rows.sheet.name, **each} for each in aside],
            columns=["input", "line", "reason", "row"],
        ),
        rows.layout.name,
        dict(rows.layout.columns),
        (),
    )
    told = (str(each) for each in rows.notes if isinstance(each, str) or each.rows)
    reading.notes = (*guess(rows), *told)
    return reading


def guess(rows: Rows) -> tuple[str, ...]:
    """State which columns were taken for what."""
    pairs = ", ".join(f"{c} from {name!r}" for c, name in rows.layout.columns.items() if c != name)
    free = rows.layout.name == "free"
    kind = "by its usual column names" if free else f"as {rows.layout.name}"
    said = f"{rows.sheet.name} was read {kind}" + (f": {pairs}" if pairs else "")
    used = set(rows.layout.columns.values())
    other = [repr(name) for name in rows.sheet.header if name not in used] if free else []
    if other:
        said += f"; kept as they are, without a meaning: {', '.join(other[:20])}"
        said += f" and {len(other) - 20} more" if len(other) > 20 else ""
    return (f"{said}.",)


def _extra(rows: Rows) -> pd.DataFrame:
    """Keep the table's further columns, under their own names, typed where all cells agree."""
    import pandas as pd

    used = set(rows.layout.columns.values())
    if rows.decide("clock", lambda: any(map(has_clock, rows.given.get("event_date", ())))):
        # The incident table has days; the time of day stays with the column as it was.
        used.discard(rows.layout.columns["event_date"])
    contract = {column.name for column in contract_columns()}
    out: dict[str, pd.Series] = {}
    for place, name in enumerate(rows.sheet.header):
        if name in used:
            continue
        label = f"{name}_given" if name in contract else name
        while label != name and label in rows.sheet.header:
            label += "_given"
        values = [row[place] for row in rows.sheet.rows]
        kinds, dtype = rows.decided.get(("kinds", name), (None, None))
        out[label] = pd.Series(alike(values, kinds), index=range(rows.size), dtype=dtype)
    return pd.DataFrame(out, index=range(rows.size))


def has_clock(value: Any) -> bool:
    """Whether a cell tells a time of day other than midnight."""
    if isinstance(value, dt.datetime):
        return value.time() != dt.time()
    return isinstance(value, str) and bool(_CLOCK.search(value))


def alike(values: Sequence[Any], kinds: set[type] | None = None) -> list[Any]:
    """Blank cells as None; numbers stay numbers where the whole column is so, else text.

    `kinds` are the types of the column's cells, where `values` are only some of them.
    """
    kept = [None if cells.plain(value) == "" else value for value in values]
    kinds = kinds or {type(value) for value in kept if value is not None}
    if kinds <= {str}:
        return [None if value is None else unguarded(value) for value in kept]
    if len(kinds) > 1 and not kinds <= {int, float}:
        return [None if value is None else str(value) for value in kept]
    return kept


def _raw(row: list[Any]) -> str:
    """One row as it stood, as a CSV line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(
        ["" if c is None else c if isinstance(c, str) else json.dumps(c, default=str) for c in row]
    )
    return out.getvalue()
