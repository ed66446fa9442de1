"""The join: every incident to exactly one district, or to a sentence that says why not.

A point on a shared border belongs to the unit whose `unit_id` comes first in the order of text; the
rule does not depend on the order of rows. A point outside every polygon but within `snap_km` of one
goes to the nearest, and says so; a point that its source puts in another country never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.names import NameIndex, key

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

SNAP_KM = 5.0
"""Default distance for snapping: coasts and national borders of open boundary sets differ by up to
some kilometres, and villages and harbours stand on them."""

DISTRICT_KINDS = {"district", "admin2", "agency"}
PROVINCE_KINDS = {"province", "admin1", "territory"}
WIDER_KINDS = {"country", "region", "world", "admin0"}

FILLED = ("admin1", "admin2", "admin2_pcode", "admin3", "status", "reason", "notes")


def join(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    *,
    snap_km: float = SNAP_KM,
    tehsils: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Put each incident in one district.

    Parameters
    ----------
    incidents : DataFrame
        Any subset of the incident columns; `latitude` and `longitude` in degrees WGS 84. What
        stands in `country`, `admin1`, `admin2`, `admin2_pcode` is read as a hint and replaced.
    districts : GeoDataFrame
        A set from `districts()` or `read_districts()`.
    snap_km : float
        Points outside every polygon go to the nearest within this many kilometres.
    tehsils : GeoDataFrame, optional
        Polygons that name `admin3`. By default the embedded tehsils where `districts` is the
        embedded set, else none.

    Returns
    -------
    DataFrame
        The same rows with the same index and `admin1`, `admin2`, `admin2_pcode`, `admin3`,
        `status`, `reason`, `notes` filled:

        - A row with coordinates gets the district that holds them (`point`), or is `outside`.
        - A row without, that names a district, is an `area` in that district; one that names only
          a province is an `area` with `admin2` empty; a country or region has neither.
        - `ambiguous` and `unresolved` rows keep their status, unless the source itself names a
          district: then that is what is known, and the row is an `area`.

    Raises
    ------
    InputError
        When the district set lacks columns, or coordinates are no numbers.
    """
    import numpy as np
    import pandas as pd

    _check(incidents, districts)
    table = _hints(incidents)
    lon = _degrees(incidents, "longitude")
    lat = _degrees(incidents, "latitude")
    located = np.isfinite(lon) & np.isfinite(lat)
    polygons = districts.reset_index(drop=True)
    out = _Columns(table)
    index = NameIndex(
        pd.DataFrame(polygons.drop(columns="geometry")),
        embedded=_of_pakistan(polygons),
        as_of=str(districts.attrs.get("as_of") or "2022-09-09"),
    )
    provinces = _province_index(polygons)
    rows = np.flatnonzero(located)
    _join_points(out, table, polygons, index, rows, lon, lat, snap_km)
    if tehsils is None and districts.attrs.get("embedded") and len(rows):
        from geo.districts import districts as embedded

        tehsils = embedded(as_of=districts.attrs["as_of"], level="tehsil")
    if tehsils is not None and len(rows):
        _name_tehsils(out, tehsils, rows, lon, lat, snap_km)
    for i in np.flatnonzero(~located):
        _join_name(out, table, polygons, index, provinces, int(i))
    result = incidents.copy()
    for column in FILLED:
        result[column] = pd.array(out.values[column], dtype="string")
    return result


class _Columns:
    """The columns the join fills, as lists; texts are appended to, never overwritten."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        import pandas as pd

        size = len(table["status"])
        self.values: dict[str, list[Any]] = {c: [pd.NA] * size for c in FILLED}
        for column in ("status", "reason", "notes"):
            self.values[column] = [text or pd.NA for text in table[column]]

    def set(self, row: int, **values: Any) -> None:
        import pandas as pd

        for column, value in values.items():
            self.values[column][row] = value if value not in ("", None) else pd.NA

    def add(self, row: int, column: str, text: str) -> None:
        if not text:
            return
        old = self.values[column][row]
        kept = old.rstrip().rstrip(".;") if isinstance(old, str) else ""
        self.values[column][row] = f"{kept}; {text}" if kept else text


def _check(incidents: pd.DataFrame, districts: gpd.GeoDataFrame) -> None:
    wanted = {"unit_id", "name", "pcode", "admin1", "geometry"}
    missing = sorted(wanted - set(districts.columns))
    if missing:
        msg = (
            f"The district set lacks {', '.join(missing)}: read the file with "
            "geo.read_districts, or use geo.districts()"
        )
        raise InputError(msg)
    if districts.crs is None or not districts.crs.equals("EPSG:4326"):
        msg = (
            f"The district set is in {districts.crs}: expected EPSG:4326 (read_districts converts)"
        )
        raise InputError(msg)


def _hints(incidents: pd.DataFrame) -> dict[str, list[str]]:
    """Take the text columns the join reads as lists of plain strings, empty where missing."""
    import pandas as pd

    wanted = (
        "country", "admin1", "admin2", "admin3", "admin2_pcode", "location",
        "place_name", "place_kind", "status", "reason", "notes",
    )  # fmt: skip
    table = {}
    for column in wanted:
        if column in incidents:
            values = incidents[column].astype("object")
            table[column] = ["" if pd.isna(v) else str(v).strip() for v in values]
        else:
            table[column] = [""] * len(incidents)
    return table


def _degrees(incidents: pd.DataFrame, column: str) -> np.ndarray:
    import numpy as np
    import pandas as pd

    if column not in incidents:
        return np.full(len(incidents), np.nan)
    try:
        return pd.to_numeric(incidents[column]).to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError) as error:
        msg = f"Column {column!r} holds something that is no number ({error}): expected degrees"
        raise InputError(msg) from None


def _of_pakistan(districts: gpd.GeoDataFrame) -> bool:
    return set(districts["country"].dropna().astype(str)) <= {"Pakistan", "PAK", "PK"} and bool(
        len(districts)
    )


def locate(
    longitudes: np.ndarray, latitudes: np.ndarray, districts: gpd.GeoDataFrame
) -> np.ndarray:
    """Position of the polygon that holds each point, or -1.

    Borders belong to the polygon; on a shared border the first `unit_id` in order of text wins.
    Equal coordinates are tested once.

    Parameters
    ----------
    longitudes, latitudes : array of float
        Degrees, finite, of the same length.
    districts : GeoDataFrame
        With `unit_id` and polygons in EPSG:4326.
    """
    import numpy as np
    import pandas as pd
    import shapely

    x_code, x = pd.factorize(np.asarray(longitudes, dtype="float64"))
    y_code, y = pd.factorize(np.asarray(latitudes, dtype="float64"))
    pair, pairs = pd.factorize(x_code.astype("int64") * max(len(y), 1) + y_code)
    order = np.argsort(x[pairs // max(len(y), 1)], kind="stable")
    xs, ys = x[pairs // max(len(y), 1)][order], y[pairs % max(len(y), 1)][order]
    found = np.full(len(pairs), -1, dtype="int64")
    shapes = districts.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    for position in np.argsort(districts["unit_id"].astype(str).to_numpy(), kind="stable"):
        left, bottom, right, top = bounds[position]
        if not np.isfinite(left):
            continue
        low, high = np.searchsorted(xs, left, "left"), np.searchsorted(xs, right, "right")
        inside = np.flatnonzero(
            (found[low:high] < 0) & (ys[low:high] >= bottom) & (ys[low:high] <= top)
        )
        if not len(inside):
            continue
        inside += low
        shapely.prepare(shapes[position])
        hit = shapely.intersects_xy(shapes[position], xs[inside], ys[inside])
        found[inside[hit]] = position
    unsorted = np.empty_like(found)
    unsorted[order] = found
    return unsorted[pair]


def nearest(
    longitudes: np.ndarray, latitudes: np.ndarray, districts: gpd.GeoDataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Position of the nearest polygon to each point, and the distance in km on the ellipsoid.

    The nearest border point is found in a conformal projection made for the set, whose scale is
    nearly the same in all directions at a place; the distance to it is then geodesic. Among equally
    near polygons the first `unit_id` wins.
    """
    import numpy as np
    import shapely
    from pyproj import Geod, Transformer

    left, bottom, right, top = districts.total_bounds
    height = top - bottom
    projection = (
        f"+proj=lcc +lat_1={bottom + height / 6} +lat_2={top - height / 6} "
        f"+lat_0={(bottom + top) / 2} +lon_0={(left + right) / 2} +datum=WGS84"
        if abs(bottom + top) > 1
        else f"+proj=merc +lon_0={(left + right) / 2} +datum=WGS84"
    )
    forward = Transformer.from_crs("EPSG:4326", projection, always_xy=True)
    ranked = np.argsort(districts["unit_id"].astype(str).to_numpy(), kind="stable")
    plane = shapely.transform(
        districts.geometry.to_numpy()[ranked],
        lambda xy: np.column_stack(forward.transform(xy[:, 0], xy[:, 1])),
    )
    points = shapely.points(*forward.transform(longitudes, latitudes))
    tree = shapely.STRtree(plane)
    near, chosen = tree.query_nearest(points, all_matches=True)
    first = np.full(len(points), len(ranked), dtype="int64")
    np.minimum.at(first, near, chosen)
    ends = shapely.get_point(shapely.shortest_line(points, plane[first]), 1)
    lon, lat = forward.transform(shapely.get_x(ends), shapely.get_y(ends), direction="INVERSE")
    metres = Geod(ellps="WGS84").inv(longitudes, latitudes, lon, lat)[2]
    return ranked[first], np.asarray(metres) / 1000


def _join_points(
    out: _Columns,
    table: dict[str, list[str]],
    districts: gpd.GeoDataFrame,
    index: NameIndex,
    rows: np.ndarray,
    lon: np.ndarray,
    lat: np.ndarray,
    snap_km: float,
) -> None:
    import numpy as np

    found = locate(lon[rows], lat[rows], districts)
    names = districts["name"].astype(str).tolist()
    admin1 = districts["admin1"].fillna("").astype(str).tolist()
    pcodes = districts["pcode"].fillna("").astype(str).tolist()
    countries = districts["country"].fillna("").astype(str).tolist()
    lost = np.flatnonzero(found < 0)
    near = dict(zip(lost.tolist(), [(-1, np.inf)] * len(lost), strict=True))
    if len(lost) and len(districts):
        spots, back = np.unique(
            np.column_stack([lon[rows[lost]], lat[rows[lost]]]), axis=0, return_inverse=True
        )
        positions, distances = nearest(spots[:, 0], spots[:, 1], districts)
        back = back.reshape(-1)
        near = {
            int(k): (int(positions[b]), float(distances[b]))
            for k, b in zip(lost, back, strict=True)
        }
    for k, row in enumerate(rows.tolist()):
        position = int(found[k])
        status = table["status"][row]
        if position < 0:
            position, distance = near[k]
            abroad = _abroad(table["country"][row], countries)
            if distance > snap_km or abroad:
                said = f"outside every district of the set, {distance:.1f} km from the nearest"
                said += f", {names[position]}" if position >= 0 else ""
                said += f"; the source puts it in {table['country'][row]}" if abroad else ""
                out.set(row, status="outside")
                out.add(row, "reason", said)
                continue
            out.add(
                row,
                "reason",
                f"the point lies {distance:.1f} km outside every district and is counted in the "
                f"nearest, {names[position]} (snapped within {snap_km:g} km)",
            )
        out.set(
            row,
            admin1=admin1[position],
            admin2=names[position],
            admin2_pcode=pcodes[position],
            status=status if status in ("ambiguous", "unresolved") else "point",
        )
        hint = table["admin2"][row]
        if hint and hint != names[position]:
            match = index.find(hint, table["admin1"][row])
            if match is None:
                said = index.why_not(hint, table["admin1"][row]) or "no district of the set"
                if names[position] not in said:
                    out.add(
                        row,
                        "notes",
                        f"source says district '{hint}' ({said}); the coordinates "
                        f"lie in {names[position]}",
                    )
            elif match.position != position:
                out.add(
                    row,
                    "notes",
                    f"source says district '{hint}' but the coordinates lie in {names[position]}",
                )
        stated = table["admin1"][row]
        if stated and key(stated) != key(admin1[position]) and not hint:
            _flag_province(out, row, stated, admin1[position], districts)


def _flag_province(
    out: _Columns, row: int, stated: str, found: str, districts: gpd.GeoDataFrame
) -> None:
    provinces = _province_index(districts)
    match = provinces.find(stated)
    if match is None or provinces.name(match.position) != found:
        out.add(row, "notes", f"source says '{stated}' but the coordinates lie in {found}")


def _abroad(country: str, countries: list[str]) -> bool:
    """Whether a row's own country is none of the set's."""
    if not country:
        return False
    ours = {key(c) for c in countries if c}
    synonyms = {"pakistan": {"pak", "pk", ""}}
    for name in list(ours):
        ours |= synonyms.get(name or "pakistan", set())
    return bool(ours) and key(country) not in ours and country.casefold() != "pakistan"


class _Provinces(NameIndex):
    """The provinces of a district set by name."""

    def __init__(self, table: pd.DataFrame) -> None:
        super().__init__(table, embedded=False, as_of=None)
        self._table = table

    def name(self, position: int) -> str:
        return str(self._table["name"].iloc[position])


def _province_index(districts: gpd.GeoDataFrame) -> _Provinces:
    import pandas as pd

    from geo import history

    names = sorted(set(districts["admin1"].dropna().astype(str)) - {""})
    known = history.units("province") if _of_pakistan(districts) else {}
    by_key: dict[str, history.Unit] = {key(n): u for n, u in known.items()}
    for unit in known.values():
        for alt in unit.alt_names.split(";"):
            by_key.setdefault(key(alt), unit)
    rows = []
    for name in names:
        mine = by_key.get(key(name))
        rows.append(
            {
                "name": name,
                "alt_names": f"{mine.name};{mine.alt_names}" if mine else "",
                "name_ur": mine.name_ur if mine else "",
                "admin1": "",
            }
        )
    return _Provinces(pd.DataFrame(rows, columns=["name", "alt_names", "name_ur", "admin1"]))


def _name_tehsils(
    out: _Columns,
    tehsils: gpd.GeoDataFrame,
    rows: np.ndarray,
    lon: np.ndarray,
    lat: np.ndarray,
    snap_km: float,
) -> None:
    import pandas as pd

    tehsils = tehsils.reset_index(drop=True)
    inside = [k for k, row in enumerate(rows) if not pd.isna(out.values["admin2"][row])]
    if not inside:
        return
    mine = rows[inside]
    found = locate(lon[mine], lat[mine], tehsils)
    lost = (found < 0).nonzero()[0]
    if len(lost):
        positions, distances = nearest(lon[mine[lost]], lat[mine[lost]], tehsils)
        close = distances <= snap_km
        found[lost[close]] = positions[close]
    names = tehsils["name"].astype(str).tolist()
    parents = tehsils["admin2"].astype(str).tolist() if "admin2" in tehsils else None
    for row, position in zip(mine.tolist(), found.tolist(), strict=True):
        if position < 0 or (parents and parents[position] != out.values["admin2"][row]):
            continue
        out.set(row, admin3=names[position])


def _join_name(
    out: _Columns,
    table: dict[str, list[str]],
    districts: gpd.GeoDataFrame,
    index: NameIndex,
    provinces: _Provinces,
    row: int,
) -> None:
    """Make a row without coordinates an area where it names a district or a province."""
    status = table["status"][row]
    kind = table["place_kind"][row].casefold()
    admin1, admin2 = table["admin1"][row], table["admin2"][row]
    place = table["place_name"][row] or table["location"][row]
    if kind in DISTRICT_KINDS:
        admin2 = table["place_name"][row] or admin2 or place
    elif kind in PROVINCE_KINDS:
        admin1, admin2 = table["place_name"][row] or admin1 or place, ""
    elif kind in WIDER_KINDS:
        if status != "area":
            out.set(row, status="area")
        return
    pcode = table["admin2_pcode"][row]
    if pcode:
        hits = [i for i, p in enumerate(districts["pcode"].fillna("")) if p == pcode]
        if len(hits) == 1:
            said = f"district by P-code {pcode}"
            _set_area(out, districts, hits[0], row, said, status, place)
            return
    if admin2:
        match = index.find(admin2, admin1)
        if match is not None:
            said = match.reason or f"district as named: {districts['name'].iloc[match.position]}"
            _set_area(out, districts, match.position, row, said, status, place)
            return
        why = index.why_not(admin2, admin1)
        out.add(row, "reason", why or f"no district of the set is named '{admin2}'")
    found = provinces.find(admin1) if admin1 else None
    if found is not None:
        out.set(row, admin1=provinces.name(found.position))
        if status not in ("ambiguous", "unresolved"):
            out.set(row, status="area")
            out.add(row, "reason", f"province only: {provinces.name(found.position)}")
        return
    if status in ("", "point", "outside"):
        out.set(row, status="unresolved")
        said = f"no district or province of the set is named '{admin1}'" if admin1 else ""
        out.add(row, "reason", said or ("" if admin2 else "no coordinates and no district named"))


def _set_area(
    out: _Columns,
    districts: gpd.GeoDataFrame,
    position: int,
    row: int,
    said: str,
    status: str,
    place: str,
) -> None:
    unit = districts.iloc[position]
    out.set(
        row,
        admin1=str(unit["admin1"]) if isinstance(unit["admin1"], str) else "",
        admin2=str(unit["name"]),
        admin2_pcode=unit["pcode"] if isinstance(unit["pcode"], str) else "",
        status="area",
    )
    if status in ("ambiguous", "unresolved"):
        said = f"'{place}' is {status}, so the row stands for the whole district; {said}"
    out.add(row, "reason", said)
