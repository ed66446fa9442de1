"""The embedded district sets: tehsils dissolved to districts, divisions, provinces of any date."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gazetteer.errors import DataError, InputError
from geo import history
from geo import population as census

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

COLUMNS = (
    "unit_id",
    "name",
    "alt_names",
    "name_ur",
    "pcode",
    "admin1",
    "admin1_pcode",
    "division",
    "country",
    "valid_from",
    "valid_to",
    "area_km2",
    "population",
    "members",
    "source",
    "note",
    "geometry",
)
"""Columns of every district set. `level="tehsil"` adds admin2 and admin2_pcode before geometry."""

SOURCE = "geoBoundaries PAK-ADM3 2017 (ODbL 1.0), tehsils dissolved by Zila's district history"
COUNTRY = "Pakistan"


def districts(*, as_of: str | date = "2022-09-09", level: str = "district") -> gpd.GeoDataFrame:
    """Districts of Pakistan as they stood on a date, made of the embedded tehsils.

    Parameters
    ----------
    as_of : str or date
        A day from 1998-03-01 on. Balochistan is complete for all of them; doubts about a date of
        change stand in `data/district_history.csv`. The default, 2022-09-09, is the valid-on date
        of OCHA's COD-AB 2022 and gives that set, the newest with official P-codes.
    level : {"district", "tehsil", "division", "province"}
        What to dissolve to.

    Returns
    -------
    GeoDataFrame
        One row per unit in EPSG:4326 (longitude, latitude) with the columns of `COLUMNS`: a valid
        coverage without gaps or overlaps. `alt_names` are joined by ``;``. `valid_from` and
        `valid_to` (ISO dates, empty when open) bound the time in which the unit had these
        tehsils. `area_km2` is the polygon's area on the ellipsoid; `population` is the census of
        2023, missing where the census has no count for all of the unit. `members` are the units it
        stands for, joined by ``;``: its own name, or those that tehsils cannot separate, and `note`
        says why. `source` cites what gave it these borders.

    Raises
    ------
    InputError
        For a date before the history starts or an unknown level.
    """
    day = history.parse_day(as_of)
    if level not in history.LEVELS:
        msg = f"level={level!r} is unknown: expected one of {', '.join(history.LEVELS)}"
        raise InputError(msg)
    return _build(day, level).copy()


@cache
def _build(day: date, level: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import shapely

    shapes = tehsil_shapes()
    order = {t.tehsil_id: i for i, t in enumerate(history.tehsils())}
    if level == "tehsil":
        records = _tehsil_records(day)
        geometries = list(shapes)
    else:
        groups = history.members(day, level)
        names = sorted(groups, key=lambda name: _unit(level, name).unit_id)
        records = [_record(name, day, level) for name in names]
        geometries = [
            shapely.normalize(
                shapely.coverage_union_all(shapes[sorted(order[t] for t in groups[name])])
            )
            for name in names
        ]
    frame = gpd.GeoDataFrame(records, geometry=geometries, crs="EPSG:4326")
    frame["area_km2"] = areas_km2(frame.geometry.array)
    frame["population"] = frame["population"].astype("Int64")
    text = [c for c in frame.columns if c not in ("geometry", "area_km2", "population")]
    frame[text] = frame[text].astype("string")
    extra = [c for c in ("admin2", "admin2_pcode") if c in frame]
    frame = frame[[*COLUMNS[:-1], *extra, "geometry"]]
    frame.attrs.update(
        source=SOURCE, as_of=day.isoformat(), level=level, embedded=True, country=COUNTRY
    )
    return frame


def _unit(level: str, name: str) -> history.Unit:
    try:
        return history.units(level)[name]
    except KeyError:
        msg = f"units.csv has no {level} named {name!r}, which district_history.csv uses"
        raise DataError(msg) from None


def _record(name: str, day: date, level: str) -> dict[str, Any]:
    unit = _unit(level, name)
    tehsils = history.members(day, level)[name]
    parents = [history.assignment(day)[t] for t in sorted(tehsils)]
    province = _unit("province", parents[0].province)
    start, end = history.lifetime(name, day, level)
    return {
        "unit_id": unit.unit_id,
        "name": name,
        "alt_names": unit.alt_names,
        "name_ur": unit.name_ur,
        "pcode": unit.pcode,
        "admin1": province.name,
        "admin1_pcode": province.pcode,
        "division": "" if level == "province" else parents[0].division,
        "country": COUNTRY,
        "valid_from": start.isoformat() if start else "",
        "valid_to": end.isoformat() if end else "",
        "population": census.population(tehsils),
        "members": ";".join(unit.stands_for),
        "source": _source(unit, day, start),
        "note": _note(unit, day, tehsils, start, end),
    }


def _note(
    unit: history.Unit,
    day: date,
    tehsils: frozenset[str],
    start: date | None,
    end: date | None,
) -> str:
    said = [unit.note] if unit.note else []
    if day == history.REFERENCE_DAY and end is not None and end < day:
        said.append(f"COD-AB 2022 has it so; by law its borders changed after {end}")
    elif day == history.REFERENCE_DAY and start is None:
        said.append("COD-AB 2022 has it so; by law its borders were others")
    if unit.level != "district":
        return "; ".join(said)
    if unit.pcode and tehsils != _published(unit):
        said.append("its borders differ from those of the P-code's district in COD-AB 2022")
    held = (history.assignment(day)[t] for t in tehsils)
    later = {f"from {p.valid_from}: {p.doubt}" for p in held if p.doubt and p.valid_from != start}
    said.extend(sorted(later))
    cut = census.doubts(tehsils)
    if cut:
        counted = census.population(tehsils) is not None
        said.append(
            f"population counts all of {', '.join(cut)}, which the border may cut"
            if counted
            else f"population left empty: the border cuts census tehsils ({', '.join(cut)})"
        )
    return "; ".join(said)


def _source(unit: history.Unit, day: date, start: date | None) -> str:
    """Cite what gave a district its borders; the divisions and provinces are those districts'."""
    if unit.level != "district":
        return ""
    if start is None:
        return f"COD-AB 2022, valid on {day}"
    return history.border_source(unit.name, start)


def _published(unit: history.Unit) -> frozenset[str]:
    """Find the tehsils of the district that has the unit's P-code in COD-AB 2022."""
    published = history.members(history.REFERENCE_DAY)
    return next(
        ids for name, ids in published.items() if _unit("district", name).pcode == unit.pcode
    )


def _tehsil_records(day: date) -> list[dict[str, Any]]:
    assigned = history.assignment(day)
    records = []
    for tehsil in history.tehsils():
        period = assigned[tehsil.tehsil_id]
        district = _unit("district", period.district)
        province = _unit("province", period.province)
        records.append(
            {
                "unit_id": tehsil.tehsil_id,
                "name": tehsil.name,
                "alt_names": tehsil.alt_names,
                "name_ur": "",
                "pcode": tehsil.pcode,
                "admin1": province.name,
                "admin1_pcode": province.pcode,
                "division": period.division,
                "country": COUNTRY,
                "valid_from": period.valid_from.isoformat(),
                "valid_to": period.valid_to.isoformat() if period.valid_to else "",
                "population": census.population(frozenset({tehsil.tehsil_id})),
                "members": tehsil.name,
                "source": f"{period.source} ({period.doubt})" if period.doubt else period.source,
                "note": tehsil.note,
                "admin2": district.name,
                "admin2_pcode": district.pcode,
            }
        )
    return records


@cache
def tehsil_shapes() -> np.ndarray:
    """Polygons of the embedded tehsils, in the order of `history.tehsils()`.

    Raises
    ------
    DataError
        When the polygons and the table of tehsils do not fit each other.
    """
    import shapely

    text = files("geo").joinpath("data/tehsils.geojson").read_text(encoding="utf-8")
    shapes: np.ndarray = shapely.get_parts(shapely.from_geojson(text))
    if len(shapes) != len(history.tehsils()):
        msg = (
            f"tehsils.geojson has {len(shapes)} polygons and tehsils.csv {len(history.tehsils())} "
            "rows: run geo/data/build_tehsils.py, or install Zila again"
        )
        raise DataError(msg)
    shapes.setflags(write=False)
    return shapes


def areas_km2(geometries: Any) -> np.ndarray:
    """Areas in km² of polygons in degrees, on the WGS 84 ellipsoid."""
    import numpy as np
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    return np.array(
        [round(abs(geod.geometry_area_perimeter(shape)[0]) / 1e6, 3) for shape in geometries]
    )
