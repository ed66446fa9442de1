"""The base that needs no network: land of the countries around the districts, and their names."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from maps.polygons import encode, polygonal

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SOURCE = "Neighbouring countries: Natural Earth 1:50m, simplified (public domain)"
"""What pages and pictures say of it."""

SCALE = 100
"""Steps per degree: a step is about 1 km, as fine as the outlines are."""

AROUND = 30.0
"""Degrees around the districts for which a page carries land."""

_OWN = 0.5  # share of a country under the districts from which it goes without a name


@cache
def countries() -> tuple[list[str], NDArray[Any]]:
    """Names and polygons (EPSG:4326) of the world's countries, from `data/countries.geojson`."""
    import numpy as np
    import shapely

    text = files("maps").joinpath("data/countries.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    shapes = np.asarray(shapely.from_geojson([json.dumps(each["geometry"]) for each in features]))
    shapes.setflags(write=False)
    return [each["properties"]["name"] for each in features], shapes


def around(
    districts: NDArray[Any], box: tuple[float, float, float, float]
) -> tuple[list[str], NDArray[Any]]:
    """Land in a box, and its names; a country that lies under the districts has none.

    Parameters
    ----------
    districts : array of shapely geometries
        Valid polygons in degrees.
    box : tuple of float
        West, south, east, north in degrees; what lies beyond 180 or 90 degrees is empty.

    Returns
    -------
    list of str, array of shapely geometries
        Names (empty for the districts' own country) and polygons, cut at the box.
    """
    import numpy as np
    import shapely

    names, land = countries()
    near = np.flatnonzero(shapely.intersects(land, shapely.box(*box)))
    cut = shapely.clip_by_rect(land[near], *box)
    usable = np.isin(shapely.get_type_id(cut), (3, 6)) & ~shapely.is_empty(cut)
    near, cut = near[usable], cut[usable]
    valid = shapely.coverage_is_valid(districts)
    ours = shapely.coverage_union_all(districts) if valid else shapely.union_all(districts)
    shared = shapely.area(shapely.intersection(land[near], ours))
    own = shared > _OWN * shapely.area(land[near])
    return ["" if mine else names[at] for at, mine in zip(near, own, strict=True)], cut


def encode_base(districts: gpd.GeoDataFrame) -> dict[str, Any]:
    """Encode the land around the districts as the page carries it.

    Parameters
    ----------
    districts : GeoDataFrame
        Column ``geometry`` (EPSG:4326).

    Returns
    -------
    dict
        ``scale``, ``shapes`` (see `maps.polygons.encode`) and ``names``.
    """
    import numpy as np
    import shapely

    shapes = polygonal(np.asarray(districts.geometry.array))
    shapes = shapes[~shapely.is_empty(shapes)]
    west, south, east, north = (
        shapely.total_bounds(shapes).tolist() if len(shapes) else (0.0, 0.0, 0.0, 0.0)
    )
    box = (west - AROUND, south - AROUND, east + AROUND, north + AROUND)
    names, land = around(shapes, box)
    return {"scale": SCALE, "shapes": encode(land, SCALE), "names": names}
