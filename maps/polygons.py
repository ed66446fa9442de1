"""District polygons as the page draws them: simplified together, on a grid, as short numbers."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

SCALE = 10_000
"""Steps per degree of the page's grid: 1/10,000 degree is 11 m, less than a pixel at zoom 13."""

MAX_VERTICES = 45_000
"""Most vertices the page draws; finer coverages are simplified until they fit."""

_TOLERANCES = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064)  # degrees


def polygonal(geometries: NDArray[Any]) -> NDArray[Any]:
    """Keep valid polygons: what crosses itself is mended, what is no polygon becomes empty."""
    import numpy as np
    import shapely

    mended = shapely.force_2d(geometries)
    broken = ~shapely.is_valid(mended) & ~shapely.is_missing(mended)
    if broken.any():
        mended = mended.copy()
        mended[broken] = shapely.make_valid(mended[broken], method="structure")
    is_polygon = np.isin(shapely.get_type_id(mended), (3, 6))
    return np.asarray(np.where(is_polygon, mended, shapely.Polygon()))


def thinned(geometries: NDArray[Any]) -> NDArray[Any]:
    """Thin out the vertices where there are too many; neighbours keep one border between them."""
    import shapely

    if shapely.get_num_coordinates(geometries).sum() <= MAX_VERTICES:
        return geometries
    thinner = geometries
    for tolerance in _TOLERANCES:
        thinner = shapely.coverage_simplify(geometries, tolerance)
        if shapely.get_num_coordinates(thinner).sum() <= MAX_VERTICES:
            break
    return thinner


def _varints(values: NDArray[np.int64]) -> str:
    """Zigzag base-128 numbers (as in protocol buffers) in base64."""
    import numpy as np

    zigzag = (values << 1) ^ (values >> 63)
    width = np.maximum(1, (np.floor(np.log2(np.maximum(zigzag, 1))).astype(int) // 7) + 1)
    ends = np.cumsum(width)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for step in range(int(width.max(initial=0))):
        has = width > step
        at = (ends - width)[has] + step
        more = (width[has] > step + 1).astype(np.uint8) << 7
        out[at] = ((zigzag[has] >> (7 * step)) & 0x7F).astype(np.uint8) | more
    return base64.b64encode(out.tobytes()).decode("ascii")


def _on_grid(ring: NDArray[np.float64], scale: int) -> NDArray[np.int64]:
    """Put a closed ring on the grid, without its closing point and without repeated points."""
    import numpy as np

    points = np.rint(ring[:-1] * scale).astype(np.int64)
    kept = np.any(points != np.roll(points, 1, axis=0), axis=1)
    return points[kept]


def encode(geometries: NDArray[Any], scale: int = SCALE) -> str:
    """Encode (multi)polygons as one text; `maps/static/decode.js` reads it.

    Parameters
    ----------
    geometries : array of shapely geometries
        Polygons or MultiPolygons in WGS 84 degrees, longitude first; others count as empty.
    scale : int
        Steps per degree of the grid.

    Returns
    -------
    str
        Base64 of zigzag varints: per geometry the number of polygons, per polygon the number of
        rings, per ring the number of points, then x and y differences to the point before, which
        run on from geometry to geometry. Rings are not closed.
    """
    import numpy as np
    import shapely

    parts: list[NDArray[np.int64]] = []
    last = np.zeros((1, 2), dtype=np.int64)
    for geometry in geometries:
        polygons = []
        for polygon in shapely.get_parts(geometry) if geometry is not None else ():
            if shapely.get_type_id(polygon) != 3:
                continue
            rings = [
                _on_grid(shapely.get_coordinates(r), scale) for r in shapely.get_rings(polygon)
            ]
            if rings and len(rings[0]) >= 3:
                polygons.append([ring for ring in rings if len(ring) >= 3])
        parts.append(np.array([len(polygons)]))
        for rings in polygons:
            parts.append(np.array([len(rings)]))
            for ring in rings:
                steps = np.diff(np.concatenate([last, ring]), axis=0)
                last = ring[-1:]
                parts.append(np.array([len(ring)]))
                parts.append(steps.ravel())
    return _varints(np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64))


def label_points(geometries: NDArray[Any]) -> list[list[float]]:
    """Longitude and latitude of the middle of each geometry's widest part, for labels."""
    import shapely

    def middle(geometry: Any) -> list[float]:
        if geometry is None or geometry.is_empty:
            return [0.0, 0.0]
        circle = shapely.maximum_inscribed_circle(geometry, 0.02)
        x, y = shapely.get_coordinates(circle)[0]
        return [round(float(x), 4), round(float(y), 4)]

    return [middle(geometry) for geometry in geometries]


def _shapes(units: gpd.GeoDataFrame) -> NDArray[Any]:
    import numpy as np

    if units.crs is not None and not units.crs.is_geographic:
        msg = f"districts are in {units.crs.name}; the map needs EPSG:4326: use .to_crs(4326)"
        raise InputError(msg)
    return thinned(polygonal(np.asarray(units.geometry.array)))


def encode_shapes(units: gpd.GeoDataFrame) -> dict[str, Any]:
    """Borders and label points of units: ``shapes`` (encoded) and ``labels``.

    Parameters
    ----------
    units : GeoDataFrame
        Column ``geometry`` (EPSG:4326).

    Raises
    ------
    InputError
        If the units are not in longitude and latitude.
    """
    shapes = _shapes(units)
    return {"shapes": encode(shapes), "labels": label_points(shapes)}


def encode_districts(districts: gpd.GeoDataFrame) -> dict[str, Any]:
    """Geometry of districts and of the provinces they make up, with label points.

    Parameters
    ----------
    districts : GeoDataFrame
        Columns ``geometry`` (EPSG:4326) and ``admin1``; one row per district.

    Returns
    -------
    dict
        ``scale``, ``districts``, ``provinces`` (encoded), ``province_names`` in order of first
        appearance, and ``labels`` / ``province_labels`` as [longitude, latitude].

    Raises
    ------
    InputError
        If the districts are not in longitude and latitude.
    """
    import numpy as np
    import pandas as pd
    import shapely

    shapes = _shapes(districts)
    codes, names = pd.factorize(districts["admin1"].fillna("").astype(str))
    # Districts of a user's own file may overlap, which the fast union refuses.
    union = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    provinces = np.array([union(shapes[codes == code]) for code in range(len(names))])
    return {
        "scale": SCALE,
        "districts": encode(shapes),
        "labels": label_points(shapes),
        "provinces": encode(provinces),
        "province_names": [str(name) for name in names],
        "province_labels": label_points(provinces),
        "province_of": codes.tolist(),
    }
