"""GeoJSON after RFC 7946: WGS 84, at most six decimals, right-hand rule, bbox, plain JSON types."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

DECIMALS = 6
_GRID = 10.0**-DECIMALS


def incidents_geojson(incidents: pd.DataFrame, *, foreign: Mapping[str, Any] | None = None) -> str:
    """Give incidents as a FeatureCollection, one feature per row.

    Rows at a point have a Point. Areas and unresolved rows have a null geometry, so that the count
    is that of the input and no area becomes a pin; what coordinates they were given stays in their
    properties.

    Parameters
    ----------
    incidents : DataFrame
        The incident table; ``latitude`` and ``longitude`` in WGS 84 degrees.
    foreign : dict, optional
        Further members of the collection, such as ``title``, ``sources``, ``licenses``.
    """
    places = points(incidents)
    shapes = ["null" if place is None else _point_json(place) for place in places]
    found = [place for place in places if place is not None]
    bbox = None
    if found:
        lons, lats = zip(*found, strict=True)
        bbox = [_round(each) for each in (min(lons), min(lats), max(lons), max(lats))]
    return _collection(shapes, incidents, "event_id", bbox, foreign)


def districts_geojson(districts: Any, *, foreign: Mapping[str, Any] | None = None) -> str:
    """Give districts, with whatever columns they carry, as a FeatureCollection of (Multi)Polygons.

    Coordinates snap to six decimals (0.1 m) keeping every ring valid; outer rings run
    counter-clockwise. A row without a geometry, such as "outside", keeps its figures with a null
    geometry.

    Parameters
    ----------
    districts : GeoDataFrame
        Any CRS; it is written as WGS 84.
    """
    import shapely

    shapes = rounded(wgs84(districts).geometry)
    table = districts.drop(columns=districts.geometry.name)
    bounds = shapely.total_bounds(shapes)
    bbox = None if math.isnan(bounds[0]) else [_round(each) for each in bounds]
    return _collection(
        [_dumps(_shape_json(shape)) for shape in shapes], table, "unit_id", bbox, foreign
    )


def wgs84(frame: Any) -> Any:
    """Give a GeoDataFrame in WGS 84 longitude/latitude.

    Raises
    ------
    InputError
        When it does not say its CRS.
    """
    if frame.crs is None:
        msg = "The districts do not say their CRS: set it, for instance set_crs('EPSG:4326')."
        raise InputError(msg)
    return frame if frame.crs.to_epsg() == 4326 else frame.to_crs(4326)


def rounded(shapes: Any) -> Any:
    """Snap polygons to six decimals and turn their rings by the right-hand rule."""
    import numpy as np
    import shapely

    array = np.asarray(shapes, dtype=object)
    flat = shapely.force_2d(array)
    snapped = shapely.set_precision(flat, _GRID)
    return shapely.orient_polygons(snapped, exterior_cw=False)


def points(incidents: pd.DataFrame) -> list[tuple[float, float] | None]:
    """Give (longitude, latitude) per incident; None for areas, unresolved and unplaced rows.

    Where any row has a `status`, one without has coordinates that were not believed.
    """
    size = len(incidents)
    lats, lons = (_floats(incidents.get(name), size) for name in ("latitude", "longitude"))
    status = incidents.get("status")
    placed = [True] * size
    if status is not None and status.notna().any():
        placed = status.isin(["point", "outside"]).tolist()
    return [
        (lon, lat) if ok and math.isfinite(lat) and math.isfinite(lon) else None
        for lat, lon, ok in zip(lats, lons, placed, strict=True)
    ]


def _floats(values: pd.Series[Any] | None, size: int) -> list[float]:
    import pandas as pd

    if values is None:
        return [math.nan] * size
    return [float(each) for each in pd.to_numeric(values).astype("float64")]


def json_values(values: pd.Series[Any]) -> list[str]:
    """Values of one column as JSON text: dates in ISO 8601, missing ones null, no NaN."""
    gone = values.isna().to_numpy()
    if gone.all():
        return ["null"] * len(values)
    known: dict[Any, str] = {}
    out = []
    for value, no in zip(values.astype("object").tolist(), gone.tolist(), strict=True):
        if no:
            out.append("null")
            continue
        key = value if type(value) is str else (type(value), repr(value))
        if key not in known:
            known[key] = _dumps(_json(value))
        out.append(known[key])
    return out


def _json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time() and value.tzinfo is None
        return value.date().isoformat() if whole else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, str | int | bool):
        return value
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _json(each) for key, each in value.items()}
    return str(value)


def _distinct(ids: pd.Series[Any] | None, size: int) -> list[str]:
    """Give a member "id" to each feature that has one; repeats get '#2', '#3' and so on."""
    if ids is None:
        return [""] * size
    seen: dict[str, int] = {}
    out = []
    for own, gone in zip(ids.astype("object").tolist(), ids.isna().tolist(), strict=True):
        if gone:
            out.append("")
            continue
        key = str(own)
        seen[key] = seen.get(key, 0) + 1
        out.append(f'"id":{_dumps(key if seen[key] == 1 else f"{key}#{seen[key]}")},')
    return out


def _point_json(place: tuple[float, float]) -> str:
    return f'{{"type":"Point","coordinates":[{_round(place[0])!r},{_round(place[1])!r}]}}'


def _round(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0


def _shape_json(shape: Any) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    polygons = list(shape.geoms) if shape.geom_type == "MultiPolygon" else [shape]
    rings = [
        [
            [[_round(x), _round(y)] for x, y in ring.coords]
            for ring in (each.exterior, *each.interiors)
        ]
        for each in polygons
        if each.geom_type == "Polygon"
    ]
    if shape.geom_type == "Polygon":
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _collection(
    shapes: Sequence[str],
    table: pd.DataFrame,
    id_column: str,
    bbox: list[float] | None,
    foreign: Mapping[str, Any] | None,
) -> str:
    """One feature per line, so that two versions of a file can be compared."""
    head: dict[str, Any] = {"type": "FeatureCollection", **(foreign or {})}
    if bbox is not None:
        head["bbox"] = bbox
    template, columns = [], []
    for place, name in enumerate(table.columns):
        key = _dumps(str(name)).replace("%", "%%")
        values = json_values(table.iloc[:, place])
        empty = len(values) > 0 and all(value == "null" for value in values)
        template.append(f"{key}:null" if empty else f"{key}:%s")
        if not empty:
            columns.append(values)
    line = f'{{"type":"Feature",%s"geometry":%s,"properties":{{{",".join(template)}}}}}'
    ids = _distinct(table.get(id_column), len(table))
    lines = [line % row for row in zip(ids, shapes, *columns, strict=True)]
    body = ",\n".join(lines)
    return f'{_dumps(head)[:-1]},"features":[\n{body}\n]}}\n'


_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
