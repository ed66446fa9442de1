"""Coordinates that a table gives: read, checked, never changed, and how precise they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import cells
from geo.extents import Extent, bulk_extent, country_extent, doubt
from geo.headers import data_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.rows import Rows

_DECIMAL_KM = 111.32


def read_coordinates(rows: Rows, extent: Extent | None) -> None:
    """Read latitude and longitude, and flag what cannot be meant as it stands.

    Parameters
    ----------
    rows : Rows
        With the texts read already: a row that names its place does not fail for bad coordinates.
    extent : Extent or None
        Where rows that name no country ought to lie.
    """
    lats, lons = pairs_of(rows)
    rows.out["latitude"], rows.out["longitude"] = lats, lons
    _doubts(rows, lats, lons, extent)
    sides = (rows.given.get(side, [None] * rows.size) for side in ("latitude", "longitude"))
    rows.radius_km = [_decimals_km(a, b) for a, b in zip(*sides, strict=True)]


def pairs_of(rows: Rows) -> tuple[list[float | None], list[float | None]]:
    """Read latitudes and longitudes from whatever column holds them, or the file's geometry."""
    if "coordinates" in rows.given and "latitude" not in rows.given:
        pairs = rows.mapped("coordinates", cells.read_pair)
        rows.given["latitude"] = [pair[0] for pair in pairs]
        rows.given["longitude"] = [pair[1] for pair in pairs]
    blank: list[Any] = [None] * rows.size
    raw_lat = rows.given.get("latitude", blank)
    raw_lon = rows.given.get("longitude", blank)
    points = rows.sheet.points or blank
    lats: list[float | None] = []
    lons: list[float | None] = []
    for row, (a, b, point) in enumerate(zip(raw_lat, raw_lon, points, strict=True)):
        if point is not None and cells.is_unknown(a) and cells.is_unknown(b):
            a, b = point[1], point[0]
        lat, lon = _coordinate(rows, row, a, b)
        lats.append(lat)
        lons.append(lon)
    return lats, lons


def _doubts(
    rows: Rows, lats: Sequence[float | None], lons: Sequence[float | None], fallback: Extent | None
) -> None:
    """Flag pairs that look swapped or lack a minus sign; they stay as they were given."""
    countries = rows.read("country")
    bulk = rows.decide("bulk", lambda: bulk_extent(lats, lons))
    known = {name: country_extent(name) for name in set(countries)}
    flagged = 0
    for row, (lat, lon) in enumerate(zip(lats, lons, strict=True)):
        if lat is None or lon is None:
            continue
        extent = known[countries[row]] or fallback
        why = doubt(lat, lon, extent or bulk, own=extent is None)
        if why:
            flagged += 1
            named = rows.named(row)
            if named:
                rows.doubted.add(row)
            use = "not changed; the place name counts" if named else "not changed"
            rows.note(row, f"coordinates {lat:g}, {lon:g} {why}; {use}")
            looks = "look swapped" if "swapped" in why else "seem to lack or have a minus sign"
            rows.suspected[row] = f"the coordinates {lat:g}, {lon:g} {looks}"
    rows.tally(
        flagged,
        "row(s) have coordinates that look swapped or lack a minus sign; they were not changed "
        "(see their notes).",
    )


def _coordinate(rows: Rows, row: int, a: Any, b: Any) -> tuple[float | None, float | None]:
    """Check one pair; an impossible one sets the row aside unless the row names a place."""
    lat, lat_note = cells.read_angle(a, axis="latitude")
    lon, lon_note = cells.read_angle(b, axis="longitude")
    if "unreadable" in (lat_note, lon_note):
        return _unusable(rows, row, a, b, "could not be read")
    if lat is None and lon is None:
        return None, None
    if lat is None or lon is None:
        return _unusable(rows, row, a, b, "are only one half of a pair")
    if lat == 0 and lon == 0:
        rows.note(row, "coordinates 0, 0 were read as missing")
        return None, None
    if lat_note and lon_note:
        rows.note(row, f"latitude {a!r} and longitude {b!r} carry each other's letters: swapped?")
    if abs(lat) > 90 >= abs(lon) and abs(lat) <= 180:
        return _unusable(rows, row, a, b, "are no place on Earth; they look swapped")
    if abs(lat) > 90 or abs(lon) > 180:
        return _unusable(rows, row, a, b, "are no place on Earth")
    return lat, lon


def _unusable(rows: Rows, row: int, a: Any, b: Any, why: str) -> tuple[None, None]:
    text = f"coordinates {cells.plain(a)!r}, {cells.plain(b)!r} {why}"
    if rows.named(row):
        rows.note(row, f"{text}; the place name is used instead")
        if "swapped" in why:
            rows.suspected[row] = text
    else:
        rows.bad[row] = text
    return None, None


def read_precision(rows: Rows) -> None:
    """Say for given coordinates how precise they are, by the table of precision codes."""
    if rows.own and "radius_km" in rows.out:
        return
    table = {(row["code"], row["value"]): row for row in data_table("tables_precision")}
    blank: list[Any] = [None] * rows.size
    codes = rows.read("where_prec"), rows.read("geo_precision")
    filled = (
        "where_prec", "geo_precision", "place_kind", "radius_km", "method", "status", "reason"
    )  # fmt: skip
    columns: dict[str, list[Any]] = {name: list(rows.out.get(name, blank)) for name in filled}
    for row, lat in enumerate(rows.out["latitude"]):
        if row in rows.suspected:
            columns["reason"][row] = rows.suspected[row]
        if lat is None or row in rows.doubted:
            continue
        where, geo = codes[0][row], codes[1][row]
        rule = table.get(("where_prec", str(where))) or table.get(("geo_precision", str(geo)))
        given = rule or table["given", ""]
        for name in ("where_prec", "geo_precision", "place_kind"):
            if columns[name][row] is None and given[name]:
                columns[name][row] = given[name] if name == "place_kind" else int(given[name])
        columns["radius_km"][row] = max(float(given["radius_km"]), rows.radius_km[row])
        columns["method"][row] = "given"
        columns["status"][row] = "area" if given["area"] else "point"
        columns["reason"][row] = rows.suspected.get(row) or given["reason"]
    rows.out.update(columns)


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
