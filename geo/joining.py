"""The join: every incident to exactly one district, or to a sentence that says why not.

A point on a shared border belongs to the unit whose `unit_id` comes first in the order of text; the
rule does not depend on the order of rows. A point outside every polygon but within `snap_km` of one
goes to the nearest, and says so; a point that its source puts in another country never does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo import history, points
from geo.names import NameIndex, ProvinceIndex, country_name

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

SNAP_KM = 5.0
"""Default distance for snapping: coasts and national borders of open boundary sets differ by up to
some kilometres, and villages and harbours stand on them."""

DISTRICT_KINDS = {"district", "admin2", "agency"}
TEHSIL_KINDS = {"tehsil", "admin3", "taluka", "subdivision"}
PROVINCE_KINDS = {"province", "admin1", "territory"}
WIDER_KINDS = {"country", "region", "world", "admin0"}

FILLED = ("admin1", "admin2", "admin2_pcode", "admin3", "unit_id", "status", "reason", "notes")
READ = (
    "country", "admin1", "admin2", "admin3", "admin2_pcode", "location",
    "place_name", "place_kind", "status", "reason", "notes",
)  # fmt: skip


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
        `unit_id`, `status`, `reason`, `notes` filled:

        - A row with coordinates gets the district that holds them (`point`), or is `outside`.
          One that comes as an `area` stays one: its coordinates stand for a district, a province
          or a region (`place_kind`), and give it no more than that.
        - A row without, that names a district, is an `area` in that district; one that names only
          a province is an `area` with `admin2` empty; a country or region has neither, unless the
          region was one district, of exactly its name, on the day of the set (Chitral until 2018).
        - `ambiguous` and `unresolved` rows keep their status, unless the source itself names a
          district: then that is what is known, and the row is an `area`.

        Every name that was read otherwise than by its letters says so in `reason`; a hint that
        contradicts the coordinates is told in `notes`.

    Raises
    ------
    InputError
        When the district set lacks columns, or coordinates are no numbers.
    """
    import numpy as np
    import pandas as pd

    _check(districts)
    units = districts.reset_index(drop=True)
    lon, lat = points.numbers(incidents, "longitude"), points.numbers(incidents, "latitude")
    given = np.isfinite(lon) & np.isfinite(lat)
    located = given & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    rows = np.flatnonzero(located)
    work = _Work(incidents, units, str(districts.attrs.get("as_of") or "2022-09-09"))
    for row in np.flatnonzero(given & ~located).tolist():
        work.add(row, "reason", f"{lat[row]:g} N {lon[row]:g} E is no place on Earth")
    _join_points(work, rows, lon[rows], lat[rows], snap_km)
    if tehsils is None and districts.attrs.get("embedded"):
        from geo.dissolution import districts as embedded

        tehsils = embedded(as_of=districts.attrs["as_of"], level="tehsil")
    if tehsils is not None and len(rows):
        _name_tehsils(work, tehsils.reset_index(drop=True), rows, lon[rows], lat[rows], snap_km)
    _join_names(work, np.flatnonzero(~located))
    result = incidents.copy()
    for column in FILLED:
        result[column] = pd.array(work.out[column], dtype="string")
    return result


class _Work:
    """What the steps of one join share: the hints, the district set, the columns being filled."""

    def __init__(self, incidents: pd.DataFrame, units: gpd.GeoDataFrame, as_of: str) -> None:
        import numpy as np
        import pandas as pd

        size = len(incidents)
        self.units = units
        self.hints = {c: _texts(incidents, c) for c in READ}
        self.out: dict[str, npt.NDArray[np.object_]] = {
            c: np.full(size, None, dtype=object) for c in FILLED
        }
        for column in ("status", "reason", "notes"):
            kept = self.hints[column] != ""
            self.out[column][kept] = self.hints[column][kept]
        self.column = {
            c: units[c].astype("object").where(units[c].notna(), "").to_numpy()
            for c in ("name", "admin1", "pcode", "unit_id", "country")
        }
        plain = pd.DataFrame(units.drop(columns="geometry"))
        self.countries = {country_name(c) for c in self.column["country"] if c}
        pakistan = self.countries == {"Pakistan"}
        self.pakistan, self.as_of = pakistan, as_of
        self.index = NameIndex(plain, as_of=as_of if pakistan else None)
        self.provinces = ProvinceIndex(plain["admin1"], known=pakistan)
        self.pcodes = {c: i for i, c in enumerate(self.column["pcode"]) if c}

    def put(self, rows: Any, positions: Any) -> None:
        """Give rows the districts at some positions."""
        for column, source in (
            ("admin1", "admin1"), ("admin2", "name"), ("admin2_pcode", "pcode"),
            ("unit_id", "unit_id"),
        ):  # fmt: skip
            values = self.column[source][positions]
            self.out[column][rows] = _missing(values)

    def add(self, row: int, column: str, text: str) -> None:
        """Append a clause to a row's reason or notes, once; nothing there is overwritten."""
        old = self.out[column][row]
        kept = old.rstrip().rstrip(".;") if isinstance(old, str) else ""
        if text and text not in kept:
            self.out[column][row] = f"{kept}; {text}" if kept else text

    def is_abroad(self, row: int) -> bool:
        """Whether the source puts a row in a country that is not the set's."""
        given = self.hints["country"][row]
        if not given or not self.countries:
            return False
        country = country_name(given)
        # A code of three letters that is not in our table cannot be told from a name.
        unknown = {c for c in (country, *self.countries) if re.fullmatch(r"[A-Z]{3}", c)}
        return country not in self.countries and not unknown


def _texts(incidents: pd.DataFrame, column: str) -> npt.NDArray[np.object_]:
    import numpy as np

    if column not in incidents:
        return np.full(len(incidents), "", dtype=object)
    values = incidents[column].astype("string").fillna("").str.strip()
    return values.to_numpy(dtype=object)


def _missing(values: Any) -> Any:
    """Turn empty text into a missing value."""
    if isinstance(values, str):
        return values or None
    out = values.copy()
    out[out == ""] = None
    return out


def _check(districts: gpd.GeoDataFrame) -> None:
    wanted = {"unit_id", "name", "pcode", "admin1", "country", "geometry"}
    missing = sorted(wanted - set(districts.columns))
    if missing:
        msg = (
            f"The district set lacks {', '.join(missing)}: read the file with "
            "geo.read_districts, or use geo.districts()"
        )
        raise InputError(msg)
    if districts.crs is None or not districts.crs.equals("EPSG:4326"):
        msg = f"The district set is in {districts.crs}: expected EPSG:4326 (to_crs converts it)"
        raise InputError(msg)


def _join_points(work: _Work, rows: Any, lon: Any, lat: Any, snap_km: float) -> None:
    """Fill the rows that have coordinates."""
    import numpy as np

    found = points.locate(lon, lat, work.units)
    lost = np.flatnonzero(found < 0)
    if len(lost) and len(work.units):
        positions, distances = points.nearest(lon[lost], lat[lost], work.units)
        for k, position, distance in zip(
            lost.tolist(), positions.tolist(), distances.tolist(), strict=True
        ):
            row, name = int(rows[k]), work.column["name"][position]
            if distance <= snap_km and not work.is_abroad(row):
                found[k] = position
                said = f"{distance:.1f} km outside every district, counted in the nearest, {name}"
                work.add(row, "reason", f"{said} (snapped within {snap_km:g} km)")
                continue
            said = f"outside every district, {distance:.1f} km from the nearest, {name}"
            if work.is_abroad(row):
                said += f"; the source puts it in {work.hints['country'][row]}"
            work.add(row, "reason", said)
    held = found >= 0
    status = work.out["status"]
    status[rows[~held]] = "outside"
    inside = rows[held]
    work.put(inside, found[held])
    kept = np.isin(work.hints["status"][inside], ("ambiguous", "unresolved", "area"))
    status[inside[~kept]] = "point"
    _flag_contradictions(work, inside, found[held])
    _widen_areas(work, inside)


def _widen_areas(work: _Work, rows: Any) -> None:
    """Take from areas what their stand-in coordinates do not tell: district, or province too."""
    for row in rows[work.out["status"][rows] == "area"].tolist():
        kind = work.hints["place_kind"][row].casefold()
        if kind in PROVINCE_KINDS | WIDER_KINDS:
            for column in ("admin2", "admin2_pcode", "unit_id"):
                work.out[column][row] = None
        if kind in WIDER_KINDS:
            work.out["admin1"][row] = None


def _flag_contradictions(work: _Work, rows: Any, positions: Any) -> None:
    """Note where the source's own district or province is not the one that holds the point."""
    import numpy as np
    import pandas as pd

    hint, above = work.hints["admin2"][rows], work.hints["admin1"][rows]
    told = np.flatnonzero((hint != "") | (above != ""))
    if not len(told):
        return
    cases = pd.MultiIndex.from_arrays([hint[told], above[told], positions[told]])
    codes, different = cases.factorize()
    texts = np.array([_contradiction(work, *case) for case in different] or [""], dtype=object)
    for k in np.flatnonzero(texts[codes] != ""):
        work.add(int(rows[told[k]]), "notes", texts[codes[k]])


def _contradiction(work: _Work, hint: str, above: str, position: int) -> str:
    """Say how a source's own district or province contradicts the one that holds its point."""
    name, admin1 = work.column["name"], work.column["admin1"]
    if not hint:
        province = work.provinces.find(above)
        if province is not None and work.provinces.name(province.position) == admin1[position]:
            return ""
        return f"source says '{above}', but the coordinates lie in {admin1[position]}"
    match = work.index.find(hint, above)
    if match is not None and match.position == position:
        return ""
    why = "" if match else work.index.why_not(hint, above)
    if name[position] in why:
        return ""
    said = f"source says district '{hint}'{f' ({why})' if why else ''}, but the coordinates lie in "
    said += str(name[position])
    if match is not None and work.pakistan:
        end = history.held_until(name[match.position], name[position], work.as_of)
        said += f", part of which was in {name[match.position]} until {end}" if end else ""
    return said


def _name_tehsils(
    work: _Work, tehsils: gpd.GeoDataFrame, rows: Any, lon: Any, lat: Any, snap_km: float
) -> None:
    """Fill `admin3` of points; a tehsil of another district than the point's is left out."""
    import numpy as np
    import pandas as pd

    found = points.locate(lon, lat, tehsils)
    placed = pd.notna(work.out["unit_id"][rows])
    lost = np.flatnonzero((found < 0) & placed)
    if len(lost):
        positions, distances = points.nearest(lon[lost], lat[lost], tehsils)
        found[lost] = np.where(distances <= snap_km, positions, -1)
    good = placed & (found >= 0) & (work.out["status"][rows] != "area")
    if "admin2" in tehsils:
        parent = tehsils["admin2"].astype("object").to_numpy()[found]
        good &= parent == work.out["admin2"][rows]
    names = tehsils["name"].astype("object").to_numpy()
    work.out["admin3"][rows[good]] = names[found[good]]


def _join_names(work: _Work, rows: Any) -> None:
    """Fill the rows that have no coordinates; rows that say the same are joined once."""
    import numpy as np
    import pandas as pd

    if not len(rows):
        return
    said = {c: work.hints[c][rows] for c in READ}
    said["reason"] = work.out["reason"][rows]
    codes = pd.DataFrame(said).groupby(list(said), sort=False, dropna=False).ngroup().to_numpy()
    first = rows[np.unique(codes, return_index=True)[1]]
    for row in first.tolist():
        _join_name(work, row)
    for column in FILLED:
        work.out[column][rows] = work.out[column][first][codes]


def _join_name(work: _Work, row: int) -> None:
    """Make a row without coordinates an area where it names a district or a province."""
    hints = {column: str(values[row]) for column, values in work.hints.items()}
    kind, status = hints["place_kind"].casefold(), hints["status"]
    admin1, admin2 = hints["admin1"], hints["admin2"]
    place = hints["place_name"] or hints["location"]
    if kind in WIDER_KINDS:
        work.out["status"][row] = "area"
        match = work.index.find(place, admin1) if kind == "region" else None
        name = work.column["name"][match.position] if match else ""
        if match and name.casefold() == place.casefold():  # Chitral was one district until 2018
            work.put(row, match.position)
            work.add(row, "reason", f"{name} is one district of this set")
        return
    if kind in DISTRICT_KINDS:
        admin2 = hints["place_name"] or admin2 or place
    elif kind in PROVINCE_KINDS:
        admin1, admin2 = hints["place_name"] or admin1 or place, ""
    elif kind in TEHSIL_KINDS and place and not admin2:
        admin2 = place
    position, said = _by_pcode(work, hints["admin2_pcode"])
    if position is not None and hints["reason"] and admin2 == work.column["name"][position]:
        said = ""  # the reason tells already how the name was found
    if position is None and admin2:
        match = work.index.find(admin2, admin1)
        if match is None and kind in TEHSIL_KINDS:
            match = work.index.find_tehsil(admin2, admin1)
        if match is not None:
            position = match.position
            said = match.reason
            if not said and not hints["reason"]:
                said = f"district as named: {work.column['name'][position]}"
        else:
            why = work.index.why_not(admin2, admin1)
            work.add(row, "reason", why or f"no district of the set is named '{admin2}'")
    if position is not None:
        work.put(row, position)
        work.out["status"][row] = "area"
        if kind in TEHSIL_KINDS and place:
            work.out["admin3"][row] = place
        if status in ("ambiguous", "unresolved"):
            clause = f"the place is {status}, so the row stands for the whole district"
            said = f"{clause}; {said}" if said else clause
        work.add(row, "reason", said)
        return
    province = work.provinces.find(admin1) if admin1 else None
    if province is not None:
        name = work.provinces.name(province.position)
        work.out["admin1"][row] = name
        if status not in ("ambiguous", "unresolved"):
            work.out["status"][row] = "area"
            work.add(row, "reason", "" if hints["reason"] else f"province only: {name}")
    elif status in ("", "point", "outside"):
        work.out["status"][row] = "unresolved"
        if not admin2:
            said = f"no province of the set is named '{admin1}'" if admin1 else ""
            work.add(row, "reason", said or "no coordinates and no district named")


def _by_pcode(work: _Work, pcode: str) -> tuple[int | None, str]:
    position = work.pcodes.get(pcode)
    return position, f"district by P-code {pcode}" if position is not None else ""
