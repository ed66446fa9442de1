"""Points and polygons: which polygon holds a point, which is nearest, how a disc is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Positions = npt.NDArray[np.int64]

NEIGHBOURHOOD = 20.0
"""Degrees around a set within which the nearest border point is exact; from beyond, the border
point that faces that side is taken."""

DISC_SIDES = 64
"""Corners of the polygon that stands for a disc; its area is 0.16 % smaller than the circle's."""


def numbers(incidents: pd.DataFrame, column: str) -> Floats:
    """Take a column of numbers, NaN where missing or where there is no such column."""
    import numpy as np
    import pandas as pd

    if column not in incidents:
        return np.full(len(incidents), np.nan)
    try:
        numbers = pd.to_numeric(incidents[column])
    except (TypeError, ValueError) as error:
        msg = f"Column {column!r} holds something that is no number ({error}): expected a number"
        raise InputError(msg) from None
    return numbers.to_numpy(dtype="float64", na_value=np.nan)


def ranking(districts: gpd.GeoDataFrame) -> Positions:
    """Order the positions of a district set by the text of `unit_id`: the first wins a border."""
    import numpy as np

    order: Positions = np.argsort(districts["unit_id"].astype(str).to_numpy(), kind="stable")
    return order


def distinct(*columns: Floats) -> tuple[tuple[Floats, ...], Positions]:
    """Find the distinct rows of some columns, and for each row the position of its distinct one."""
    import numpy as np
    import pandas as pd

    code = np.zeros(len(columns[0]), dtype="int64")
    for column in columns:
        mine, values = pd.factorize(np.asarray(column, dtype="float64"), use_na_sentinel=False)
        code, _ = pd.factorize(code * max(len(values), 1) + mine)
    size = int(code.max()) + 1 if len(code) else 0
    first = np.empty(size, dtype="int64")
    first[code[::-1]] = np.arange(len(code) - 1, -1, -1)
    return tuple(np.asarray(c, dtype="float64")[first] for c in columns), code.astype("int64")


def locate(longitudes: Floats, latitudes: Floats, districts: gpd.GeoDataFrame) -> Positions:
    """Find the polygon that holds each point.

    Borders belong to the polygon; on a shared border the first `unit_id` in order of text wins.
    Equal coordinates are tested once, and a polygon only with the points in its bounding box.

    Parameters
    ----------
    longitudes, latitudes : array of float
        Degrees, finite, of the same length.
    districts : GeoDataFrame
        With `unit_id` and polygons in EPSG:4326.

    Returns
    -------
    array of int
        Positions in `districts`, -1 where no polygon holds the point.
    """
    import numpy as np
    import shapely

    (x, y), back = distinct(longitudes, latitudes)
    order = np.argsort(x, kind="stable")
    xs, ys = x[order], y[order]
    found = np.full(len(xs), -1, dtype="int64")
    shapes = districts.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    for position in ranking(districts):
        left, bottom, right, top = bounds[position]
        if not np.isfinite(left):
            continue
        low, high = np.searchsorted(xs, left, "left"), np.searchsorted(xs, right, "right")
        box = slice(low, high)
        near = np.flatnonzero((found[box] < 0) & (ys[box] >= bottom) & (ys[box] <= top)) + low
        if len(near):
            shapely.prepare(shapes[position])
            hit = shapely.intersects_xy(shapes[position], xs[near], ys[near])
            found[near[hit]] = position
    unsorted = np.empty_like(found)
    unsorted[order] = found
    return unsorted[back]


def nearest(
    longitudes: Floats, latitudes: Floats, districts: gpd.GeoDataFrame
) -> tuple[Positions, Floats]:
    """Find the nearest polygon to each point and the distance to it in km.

    The nearest border point is found in a conformal projection made for the set, whose scale is
    the same in all directions; the distance to it is then measured on the ellipsoid. Among equally
    near polygons the first `unit_id` wins.
    """
    import numpy as np
    import shapely
    from pyproj import Geod, Transformer

    (x, y), back = distinct(longitudes, latitudes)
    left, bottom, right, top = districts.total_bounds
    projection = (
        f"+proj=lcc +lat_1={bottom + (top - bottom) / 6} +lat_2={top - (top - bottom) / 6} "
        f"+lat_0={(bottom + top) / 2} +lon_0={(left + right) / 2} +datum=WGS84"
        if abs(bottom + top) > 1
        else f"+proj=merc +lon_0={(left + right) / 2} +datum=WGS84"
    )
    forward = Transformer.from_crs("EPSG:4326", projection, always_xy=True)
    ranked = ranking(districts)
    edges, owner = _edges(districts.geometry.to_numpy()[ranked], forward)
    # No conformal projection holds the whole Earth: what lies beyond is first moved to the edge of
    # the neighbourhood, and only its distance is measured from where it really is.
    near_x = np.clip(x, left - NEIGHBOURHOOD, right + NEIGHBOURHOOD)
    near_y = np.clip(y, max(bottom - NEIGHBOURHOOD, -80), min(top + NEIGHBOURHOOD, 80))
    points = shapely.points(*forward.transform(near_x, near_y))
    asked, chosen = shapely.STRtree(edges).query_nearest(points, all_matches=True)
    # Edges stand in the order of their owners' rank, so the first one named is the winner's.
    first = np.full(len(points), len(edges), dtype="int64")
    np.minimum.at(first, asked, chosen)
    ends = shapely.get_point(shapely.shortest_line(points, edges[first]), 1)
    lon, lat = forward.transform(shapely.get_x(ends), shapely.get_y(ends), direction="INVERSE")
    metres = np.asarray(Geod(ellps="WGS84").inv(x, y, lon, lat)[2])
    return ranked[owner[first]][back], (metres / 1000)[back]


def _edges(shapes: Any, forward: Any) -> tuple[Any, Positions]:
    """Cut polygons into their edges in a projection, each with the position of its polygon.

    A tree of the polygons would measure every vertex of a near polygon for each point; a tree of
    the edges measures the few edges near it.
    """
    import numpy as np
    import shapely

    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    plane = np.column_stack(forward.transform(xy[:, 0], xy[:, 1]))
    same = ring[1:] == ring[:-1]
    edges = shapely.linestrings(np.stack([plane[:-1][same], plane[1:][same]], axis=1))
    return edges, part_owner[ring_part[ring[:-1][same]]]


def disc_shares(
    longitudes: Floats, latitudes: Floats, radii_km: Floats, districts: gpd.GeoDataFrame
) -> tuple[Positions, Positions, Floats]:
    """Measure the share of each disc's area in each district it touches.

    Areas are compared in the cylindrical equal-area plane (longitude, sine of latitude).

    Returns
    -------
    (array of int, array of int, array of float)
        Point, position of the district, and the district's part of the whole disc, 0 to 1.
    """
    import numpy as np
    import shapely
    from pyproj import Geod

    (x, y, radius), back = distinct(longitudes, latitudes, radii_km)
    angles = np.linspace(0, 360, DISC_SIDES, endpoint=False)
    lon, lat, _ = Geod(ellps="WGS84").fwd(
        np.repeat(x, DISC_SIDES),
        np.repeat(y, DISC_SIDES),
        np.tile(angles, len(x)),
        np.repeat(radius * 1000, DISC_SIDES),
    )
    corners = np.column_stack([lon, np.sin(np.radians(lat))]).reshape(len(x), DISC_SIDES, 2)
    discs = shapely.polygons(corners) if len(x) else np.empty(0, dtype=object)
    plane = shapely.transform(districts.geometry.to_numpy(), _equal_area)
    tree = shapely.STRtree(plane)
    disc, position = tree.query(discs, predicate="intersects")
    shared = shapely.area(shapely.intersection(discs[disc], plane[position]))
    share = shared / shapely.area(discs)[disc]
    keep = share > 1e-9
    disc, position, share = disc[keep], position[keep], share[keep]
    order = np.lexsort((position, disc))
    disc, position, share = disc[order], position[order], share[order]
    start, end = np.searchsorted(disc, back, "left"), np.searchsorted(disc, back, "right")
    rows = np.repeat(np.arange(len(back)), end - start)
    # Positions within each point's own stretch of the sorted table, laid end to end.
    first = np.repeat(start - np.concatenate([[0], np.cumsum(end - start)[:-1]]), end - start)
    chosen = first + np.arange(len(rows))
    return rows.astype("int64"), position[chosen].astype("int64"), share[chosen]


def _equal_area(xy: Any) -> Any:
    import numpy as np

    return np.column_stack([xy[:, 0], np.sin(np.radians(xy[:, 1]))])
