"""Build `countries.geojson`: outlines of the world's countries for the base of the maps.

    npm pack world-atlas@2.0.2
    python maps/data/build_countries.py world-atlas-2.0.2.tgz

Natural Earth's 1:50m countries (public domain), as the npm package world-atlas carries them. The
borders are simplified together, so that neighbours keep one border, and put on a grid of 1/100
degree; islands under 350 km² are left out. The file holds one polygon or multipolygon per country
with its name.
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely

MEMBER = "package/countries-50m.json"
TOLERANCE = 0.05  # degrees: the square root of the least triangle that stays; 5 km
GRID = 0.01
LEAST = 0.03  # square degrees: about 350 km² at the equator


def arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    """Give the arcs of a quantised topology in degrees."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]


def ring(parts: list[int], lines: list[np.ndarray]) -> np.ndarray:
    """Join arcs to a ring; a negative number is an arc taken backwards."""
    joined = [lines[at] if at >= 0 else lines[~at][::-1] for at in parts]
    return np.concatenate([joined[0], *(line[1:] for line in joined[1:])])


def shape(geometry: dict[str, Any], lines: list[np.ndarray]) -> shapely.Geometry:
    """Make the polygons of one country."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    made = [
        shapely.Polygon(ring(rings[0], lines), [ring(hole, lines) for hole in rings[1:]])
        for rings in polygons
    ]
    return shapely.make_valid(shapely.MultiPolygon(made))


def kept(country: shapely.Geometry) -> shapely.Geometry:
    """Leave out small islands, but never the whole country."""
    parts = shapely.get_parts(country)
    parts = parts[shapely.get_type_id(parts) == 3]
    large = parts[shapely.area(parts) >= LEAST]
    return shapely.MultiPolygon(list(large if len(large) else parts))


def main(archive: str) -> None:
    """Write the file beside this script."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile(MEMBER)
        assert member is not None, f"{archive} has no {MEMBER}"
        topology = json.load(member)
    lines = arcs(topology)
    found = topology["objects"]["countries"]["geometries"]
    found = [each for each in found if each["properties"]["name"] != "Antarctica"]
    countries = np.array([kept(shape(each, lines)) for each in found])
    thinner = shapely.set_precision(shapely.coverage_simplify(countries, TOLERANCE), GRID)
    features = [
        {
            "type": "Feature",
            "properties": {"name": each["properties"]["name"]},
            "geometry": json.loads(shapely.to_geojson(country)),
        }
        for each, country in zip(found, thinner, strict=True)
    ]
    features.sort(key=lambda feature: feature["properties"]["name"])
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    path = Path(__file__).with_name("countries.geojson")
    path.write_text(text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n", "utf-8")
    sys.stdout.write(f"{path.name}: {len(features)} countries, {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
