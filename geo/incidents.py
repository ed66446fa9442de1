"""Reading incident tables: any file of rows becomes the incident table, bad rows set aside."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo import cells
from geo.columns import columns as contract_columns
from geo.columns import conform
from geo.extents import Extent, bulk_extent, country_extent, doubt
from geo.headers import Layout, data_table, layout_of
from geo.sheets import Sheet, read_sheet
from geo.tables import unguarded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

_COUNTS = (
    "fatalities",
    "injured",
    "fatalities_civilians",
    "fatalities_security",
    "fatalities_militants",
)
_BOUNDED = ("fatalities", "injured")
_CODES = {"time_precision": (1, 4), "geo_precision": (1, 3), "where_prec": (1, 7)}
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
_DECIMAL_KM = 111.32
_TYPED = frozenset(
    {
        "event_date",
        "time_precision",
        "latitude",
        "longitude",
        "coordinates",
        "year",
        "month",
        "day",
        *_CODES,
        *_COUNTS,
    }
)


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
) -> IncidentReading:
    """Read incidents from a table file.

    CSV (any usual delimiter and encoding), XLSX, JSON, JSON lines, GeoJSON and Parquet; ACLED,
    UCDP GED, GTD and HXL tables are known by their headers, any other table by the usual names of
    its columns in several languages. ``len(table) + len(rejected)`` is the number of data rows.

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

    Returns
    -------
    IncidentReading
        Coordinates stay as given, WGS 84 degrees; those that look swapped or lack a minus sign are
        flagged in `notes` of the row, never changed, and do not place a row that names its place.
        Other rows with coordinates have ``method`` ``given`` and ``status`` ``point``, with a
        ``radius_km`` from their precision code or the number of decimals; where the code says that
        only a district or province is known, ``status`` is ``area`` and the coordinates stand for
        it.

    Raises
    ------
    MissingInputError
        No such file.
    InputError
        Not a table, no rows, or neither places nor coordinates among its columns.
    MissingLibraryError
        XLSX without openpyxl.
    """
    sheet = read_sheet(path_or_buffer)
    wanted = {
        "sentence": text_column,
        "location": place_column,
        "event_id": id_column,
        "event_date": date_column,
        "admin1": admin1_column,
        "admin2": admin2_column,
    }
    layout = _chosen(sheet, {column: name for column, name in wanted.items() if name})
    return _Reader(sheet, layout, country_extent(country)).read()


def _chosen(sheet: Sheet, wanted: dict[str, str]) -> Layout:
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


class _Reader:
    """One reading: the sheet's cells by incident column, notes and rejections by row."""

    def __init__(self, sheet: Sheet, layout: Layout, extent: Extent | None) -> None:
        self.extent = extent
        self.sheet = sheet
        self.layout = layout
        self.notes = list(sheet.notes)
        self.size = len(sheet.rows)
        self.row_notes: dict[int, list[str]] = {}
        self.bad: dict[int, str] = {}
        self.doubted: set[int] = set()
        self.out: dict[str, list[Any]] = {}
        place = {name: i for i, name in enumerate(sheet.header)}
        self.cells = {
            column: [row[place[name]] for row in sheet.rows]
            for column, name in layout.columns.items()
        }

    def read(self) -> IncidentReading:
        """Read every column, then put the rows that hold and those that do not side by side."""
        self._texts()
        self._coded()
        self._counts()
        self._dates()
        self._coordinates()
        self._precision()
        self._names()
        return self._result()

    def _note(self, row: int, text: str) -> None:
        self.row_notes.setdefault(row, []).append(text)

    def _mapped(self, column: str, read: Callable[[Any], Any]) -> list[Any]:
        """Read each different cell of a column once."""
        known: dict[Any, Any] = {}
        out = []
        for value in self.cells[column]:
            key = (type(value), value)
            if key not in known:
                known[key] = read(value)
            out.append(known[key])
        return out

    def _texts(self) -> None:
        own = self.layout.name == "Zila"
        for column in contract_columns():
            if column.name not in self.cells or column.name in _TYPED:
                continue
            if column.dtype == "string":
                unknown = not own and column.name in {
                    "location",
                    "admin1",
                    "admin2",
                    "admin3",
                    "country",
                }
                read = partial(_text, unknown=unknown, exact=own)
                self.out[column.name] = self._mapped(column.name, read)
            elif own and not column.name.endswith(("_low", "_high")):
                self.out[column.name] = self._mapped(column.name, _measure)

    def _coded(self) -> None:
        """Translate codes by the table of values; check those that are the contract's own."""
        rows = [r for r in data_table("tables_values") if r["layout"] == self.layout.name]
        for column in {row["column"] for row in rows}:
            meanings = {row["value"]: row["meaning"] for row in rows if row["column"] == column}
            if column in self.cells:
                self.cells[column] = [meanings.get(_code(v), v) for v in self.cells[column]]
                if column not in _CODES:
                    self.out[column] = [_text(value) for value in self.cells[column]]
        for column, (least, most) in _CODES.items():
            if column not in self.cells:
                continue
            values: list[int | None] = []
            for row, value in enumerate(self.cells[column]):
                code = _code(value)
                inside = code.isdigit() and least <= int(code) <= most
                values.append(int(code) if inside else None)
                if code and not inside:
                    self._note(row, f"{column} {code!r} is not a code from {least} to {most}")
            self.out[column] = values

    def _counts(self) -> None:
        for column in _COUNTS:
            if column not in self.cells:
                if not self.cells.keys() & {f"{column}_low", f"{column}_high"}:
                    continue
                self.cells[column] = [None] * self.size
            name = self.layout.columns.get(column, column)
            found: list[cells.Count] = self._mapped(column, cells.read_count)
            self.out[column] = [count.value for count in found]
            for row, count in enumerate(found):
                if count.note:
                    self._note(row, f"{name}: {count.note}")
            if column in _BOUNDED:
                for end in ("low", "high"):
                    self.out[f"{column}_{end}"] = self._bounds(column, end, found)

    def _bounds(self, column: str, end: str, found: list[cells.Count]) -> list[int | None]:
        """Bounds from their own column where the table has one, else from the wording."""
        wording = [getattr(count, end) for count in found]
        own = f"{column}_{end}"
        if own not in self.cells:
            return wording
        stated: list[cells.Count] = self._mapped(own, cells.read_count)
        if self.layout.name == "Zila":
            return [count.value for count in stated]
        return [s.value if s.value is not None else w for s, w in zip(stated, wording, strict=True)]

    def _dates(self) -> None:
        if "event_date" in self.cells:
            days = self._column_dates()
        elif "year" in self.cells:
            days = self._split_dates()
        else:
            return
        self.out["event_date"] = [day.first if day else None for day in days]
        stated = self.out.get("time_precision", [None] * self.size)
        if self.layout.name == "Zila" and "time_precision" in self.cells:
            return
        self.out["time_precision"] = [
            code if code is not None and day and day.first else (day.precision if day else 4)
            for code, day in zip(stated, days, strict=True)
        ]

    def _column_dates(self) -> list[cells.Day | None]:
        name = self.layout.columns["event_date"]
        swap, why = cells.month_first(set(map(_hashable, self.cells["event_date"])))
        if why:
            self.notes.append(f"{self.sheet.name}, column {name!r}: {why}.")
        mixed = "mixes" in why
        days: list[cells.Day | None] = self._mapped(
            "event_date", lambda value: cells.read_day(value, month_first=swap)
        )
        for row, (day, value) in enumerate(zip(days, self.cells["event_date"], strict=True)):
            text = cells.plain(value)
            if day is None and any(char.isdigit() for char in text):
                self.bad[row] = f"{name} {text[:40]!r} is not a date"
            elif day is None:
                self._note(row, f"{name} {text[:40]!r} is not a date and was read as unknown")
            elif day.swappable and mixed:
                self._note(row, f"{name} {text!r} was read day first; it could be month first")
        return days

    def _split_dates(self) -> list[cells.Day | None]:
        """Dates told in year, month and day columns; 0 or blank is unknown."""
        days: list[cells.Day | None] = []
        blank = [None] * self.size
        parts = [self.cells.get(part, blank) for part in ("year", "month", "day")]
        for row, (year, month, day) in enumerate(zip(*parts, strict=True)):
            known = [_code(part) for part in (year, month, day)]
            known = ["" if part in {"0", "00", "-9", "-99"} else part for part in known]
            text = " ".join(part for part in (known[2] if known[1] else "", *known[1::-1]) if part)
            numeric = all(part.isdigit() for part in known if part)
            if numeric and known[0] and known[1]:
                text = "-".join(part.zfill(2) for part in known if part)
            read = cells.read_day(text)
            if read is None:
                self.bad[row] = f"year, month, day {text!r} are not a date"
            days.append(read)
        return days

    def _coordinates(self) -> None:
        if "coordinates" in self.cells and "latitude" not in self.cells:
            pairs = self._mapped("coordinates", cells.read_pair)
            self.cells["latitude"] = [pair[0] for pair in pairs]
            self.cells["longitude"] = [pair[1] for pair in pairs]
        blank: list[Any] = [None] * self.size
        raw_lat = self.cells.get("latitude", blank)
        raw_lon = self.cells.get("longitude", blank)
        points = self.sheet.points or blank
        lats: list[float | None] = []
        lons: list[float | None] = []
        for row, (a, b, point) in enumerate(zip(raw_lat, raw_lon, points, strict=True)):
            if point is not None and cells.is_unknown(a) and cells.is_unknown(b):
                a, b = point[1], point[0]
            lat, lon = self._coordinate(row, a, b)
            lats.append(lat)
            lons.append(lon)
        self.out["latitude"], self.out["longitude"] = lats, lons
        self._doubts(lats, lons)
        self.radius = [_decimals_km(a, b) for a, b in zip(raw_lat, raw_lon, strict=True)]

    def _doubts(self, lats: Sequence[float | None], lons: Sequence[float | None]) -> None:
        """Flag pairs that look swapped or lack a minus sign; they stay as they were given."""
        countries = self.out.get("country", [None] * self.size)
        pairs = list(zip(lats, lons, strict=True))
        bulk = bulk_extent([(a, b) for a, b in pairs if a is not None and b is not None])
        known = {name: country_extent(name) for name in set(countries)}
        flagged = 0
        for row, (lat, lon) in enumerate(pairs):
            if lat is None or lon is None:
                continue
            extent = known[countries[row]] or self.extent
            why = doubt(lat, lon, extent or bulk, own=extent is None)
            if why:
                flagged += 1
                named = self._named(row)
                if named:
                    self.doubted.add(row)
                use = "not changed; the place name counts" if named else "not changed"
                self._note(row, f"coordinates {lat:g}, {lon:g} {why}; {use}")
        if flagged:
            self.notes.append(
                f"{self.sheet.name}: {flagged} row(s) have coordinates that look swapped or lack a "
                "minus sign; they were not changed (see their notes)."
            )

    def _coordinate(self, row: int, a: Any, b: Any) -> tuple[float | None, float | None]:
        """Check one pair; an impossible one sets the row aside unless the row names a place."""
        lat, lat_note = cells.read_angle(a, axis="latitude")
        lon, lon_note = cells.read_angle(b, axis="longitude")
        if "unreadable" in (lat_note, lon_note):
            return self._unusable(row, a, b, "could not be read")
        if lat is None and lon is None:
            return None, None
        if lat is None or lon is None:
            return self._unusable(row, a, b, "are only one half of a pair")
        if lat == 0 and lon == 0:
            self._note(row, "coordinates 0, 0 were read as missing")
            return None, None
        if lat_note and lon_note:
            self._note(
                row, f"latitude {a!r} and longitude {b!r} carry each other's letters: swapped?"
            )
        if abs(lat) > 90 >= abs(lon) and abs(lat) <= 180:
            return self._unusable(row, a, b, "are no place on Earth; they look swapped")
        if abs(lat) > 90 or abs(lon) > 180:
            return self._unusable(row, a, b, "are no place on Earth")
        return lat, lon

    def _named(self, row: int) -> bool:
        """Whether a row names a place or district, so that it need not rest on its coordinates."""
        names = (self.out.get(column) for column in ("location", "admin2"))
        return any(values[row] for values in names if values is not None)

    def _unusable(self, row: int, a: Any, b: Any, why: str) -> tuple[None, None]:
        text = f"coordinates {cells.plain(a)!r}, {cells.plain(b)!r} {why}"
        if self._named(row):
            self._note(row, f"{text}; the place name is used instead")
        else:
            self.bad[row] = text
        return None, None

    def _precision(self) -> None:
        """Say for given coordinates how precise they are, by the table of precision codes."""
        if self.layout.name == "Zila" and "radius_km" in self.out:
            return
        table = {(row["code"], row["value"]): row for row in data_table("tables_precision")}
        blank: list[Any] = [None] * self.size
        codes = self.out.get("where_prec", blank), self.out.get("geo_precision", blank)
        filled = (
            "where_prec", "geo_precision", "place_kind", "radius_km", "method", "status", "reason"
        )  # fmt: skip
        columns: dict[str, list[Any]] = {name: list(self.out.get(name, blank)) for name in filled}
        for row, lat in enumerate(self.out["latitude"]):
            if lat is None or row in self.doubted:
                continue
            where, geo = codes[0][row], codes[1][row]
            rule = table.get(("where_prec", str(where))) or table.get(("geo_precision", str(geo)))
            given = rule or table["given", ""]
            for name in ("where_prec", "geo_precision", "place_kind"):
                if columns[name][row] is None and given[name]:
                    columns[name][row] = given[name] if name == "place_kind" else int(given[name])
            if given["radius_km"]:
                columns["radius_km"][row] = max(float(given["radius_km"]), self.radius[row])
            columns["method"][row] = "given"
            columns["status"][row] = "point" if given["radius_km"] else "area"
            columns["reason"][row] = given["reason"]
        self.out.update(columns)

    def _names(self) -> None:
        """Give each row an id, its source and the line it came from; flag repeated ids."""
        lines = [f"{self.sheet.name}:{line}" for line in self.sheet.lines]
        own = self.out.get("report_id", [None] * self.size)
        self.out["report_id"] = [a or b for a, b in zip(own, lines, strict=True)]
        ids = self.out.get("event_id", [None] * self.size)
        self.out["event_id"] = [a or b for a, b in zip(ids, lines, strict=True)]
        source = self.out.get("source", [None] * self.size)
        if self.layout.name != "Zila":
            self.out["source"] = [each or self.sheet.name for each in source]
        first: dict[str, int] = {}
        repeats = 0
        for row, each in enumerate(self.out["event_id"]):
            if each in first:
                repeats += 1
                self._note(
                    row, f"id {each!r} stands already in line {self.sheet.lines[first[each]]}"
                )
            else:
                first[each] = row
        if repeats:
            self.notes.append(
                f"{self.sheet.name}: {repeats} row(s) repeat an earlier id; all were kept."
            )

    def _result(self) -> IncidentReading:
        import pandas as pd

        notes = list(self.out.get("notes", [None] * self.size))
        for row, texts in self.row_notes.items():
            notes[row] = "; ".join([*([notes[row]] if notes[row] else []), *texts])
        self.out["notes"] = notes
        frame = pd.DataFrame(
            {name: pd.Series(values, dtype="object") for name, values in self.out.items()},
            index=range(self.size),
        )
        good = [row for row in range(self.size) if row not in self.bad]
        extra = self._extra().iloc[good].reset_index(drop=True)
        table = conform(frame.iloc[good].reset_index(drop=True))
        table = pd.concat([table, extra], axis=1) if len(extra.columns) else table
        rejected = [
            {"line": self.sheet.lines[row], "reason": why, "row": _raw(self.sheet.rows[row])}
            for row, why in self.bad.items()
        ]
        aside = sorted([*self.sheet.rejected, *rejected], key=lambda each: each["line"])
        reading = IncidentReading(
            table,
            pd.DataFrame(
                [{"input": self.sheet.name, **each} for each in aside],
                columns=["input", "line", "reason", "row"],
            ),
            self.layout.name,
            dict(self.layout.columns),
            (),
        )
        reading.notes = (*self._guess(), *self.notes)
        return reading

    def _guess(self) -> tuple[str, ...]:
        """State which columns were taken for what."""
        pairs = ", ".join(
            f"{c} from {name!r}" for c, name in self.layout.columns.items() if c != name
        )
        kind = (
            "by its usual column names" if self.layout.name == "free" else f"as {self.layout.name}"
        )
        return (f"{self.sheet.name} was read {kind}" + (f": {pairs}." if pairs else "."),)

    def _extra(self) -> pd.DataFrame:
        """Keep the table's further columns, under their own names, typed where all cells agree."""
        import pandas as pd

        used = set(self.layout.columns.values())
        contract = {column.name for column in contract_columns()}
        out: dict[str, pd.Series] = {}
        for place, name in enumerate(self.sheet.header):
            if name in used:
                continue
            label = f"{name}_given" if name in contract else name
            values = [row[place] for row in self.sheet.rows]
            out[label] = pd.Series(_alike(values), index=range(self.size))
        return pd.DataFrame(out, index=range(self.size))


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | float) or value is None else str(value)


def _alike(values: list[Any]) -> list[Any]:
    """Blank cells as None; numbers stay numbers where the whole column is so, else text."""
    kept = [None if cells.plain(value) == "" else value for value in values]
    kinds = {type(value) for value in kept if value is not None}
    if kinds <= {str}:
        return [None if value is None else unguarded(value) for value in kept]
    if len(kinds) > 1 and not kinds <= {int, float}:
        return [None if value is None else str(value) for value in kept]
    return kept


def _text(value: Any, *, unknown: bool = False, exact: bool = False) -> str | None:
    if cells.plain(value) == "" or (unknown and cells.is_unknown(value)):
        return None
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return unguarded(str(value) if exact else str(value).strip()) or None


def _measure(value: Any) -> float | None:
    try:
        return None if cells.is_unknown(value) else float(cells.plain(value).replace(",", "."))
    except ValueError:
        return None


def _code(value: Any) -> str:
    """Give a code as text without the '.0' that spreadsheets add."""
    text = cells.plain(value)
    return text[:-2] if text.endswith(".0") else text


def _decimals_km(a: Any, b: Any) -> float:
    """How far rounding may have moved a point: half a unit of the last decimal, in km."""
    places = []
    for value in (a, b):
        text = value if isinstance(value, str) else str(value)
        whole, _, decimals = text.strip().partition(".")
        if not whole.lstrip("-").isdigit() or (decimals and not decimals.isdigit()):
            return 0.0
        places.append(len(decimals))
    return round(_DECIMAL_KM / 2 * 10.0 ** -max(places), 3)


def _raw(row: list[Any]) -> str:
    """One row as it stood, as a CSV line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(
        ["" if c is None else c if isinstance(c, str) else json.dumps(c, default=str) for c in row]
    )
    return out.getvalue()
