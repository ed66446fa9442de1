"""Places: rows of place tables, reading those tables and users' overlays, kinds and rules."""

from __future__ import annotations

import csv
import json
import math
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gazetteer.errors import InputError, MissingInputError
from gazetteer.names import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = (
    "place_id", "name", "alternates", "name_ur", "latitude", "longitude", "kind", "country",
    "admin1", "admin2", "population", "source",
)  # fmt: skip
REPORTED_COLUMNS = (*COLUMNS, "reported")
EARTH_KM = 6371.0088
_STATED = re.compile(r"±\s*(\d+(?:\.\d+)?)\s*km")
NOWHERE = math.nan
"""Coordinate of an area whose middle means nothing."""


class Place(NamedTuple):
    """One place. Coordinates in degrees WGS 84; an area's are its middle, for ranking only.

    A curated place was checked by hand: its name and its coordinate are known to belong together.
    `reported` counts the events of UCDP GED (odd ids) whose reports meant it by its name.
    """

    place_id: str
    name: str
    alternates: tuple[str, ...]
    name_ur: str
    latitude: float
    longitude: float
    kind: str
    country: str
    admin1: str
    admin2: str
    population: int
    source: str
    curated: bool = False
    reported: int = 0

    def names(self) -> Iterator[str]:
        """Every name, the usual one first."""
        yield self.name
        yield from self.alternates
        if self.name_ur:
            yield self.name_ur


class KindRule(NamedTuple):
    """What follows from a place's kind: extent, precision codes and usual prominence."""

    kind: str
    area: bool
    prominence: float
    radius_km: float
    most_km: float
    geo_precision: int
    where_prec: int


@cache
def kind_rules() -> dict[str, KindRule]:
    """Rules by kind, from `rules_kinds.csv`."""
    return {
        row["kind"]: KindRule(
            row["kind"],
            row["area"] == "1",
            float(row["prominence"]),
            float(row["radius_km"] or 0),
            float(row["most_km"] or 0),
            int(row["geo_precision"]),
            int(row["where_prec"]),
        )
        for row in read_table("rules_kinds.csv")
    }


def kind_rule(kind: str) -> KindRule:
    """Rule of a kind; an unknown kind counts as a locality."""
    rules = kind_rules()
    return rules.get(kind) or rules["locality"]


def is_area(place: Place) -> bool:
    """Whether a place is an administrative or other area that never gets a point."""
    return kind_rule(place.kind).area


def prominence(place: Place) -> float:
    """How likely a bare name means this place: orders of magnitude, about 0 to 8.

    Population counts by its logarithm; without one, the kind's usual value stands.
    """
    usual = kind_rule(place.kind).prominence
    if place.population > 0 and not is_area(place):
        return max(usual * 0.5, math.log10(place.population) - 0.8)
    if place.curated and usual < 2:
        return usual + 1.0
    return usual


def extent_km(place: Place) -> float:
    """Radius in km that holds the built-up place with 95 % probability, by kind and population.

    Point-radius method: Wieczorek, Guo and Hijmans (2004), doi:10.1080/13658810412331280211.
    A city's built-up radius grows with the square root of its people at even density.
    """
    rule = kind_rule(place.kind)
    stated = stated_error_km(place.source)
    if rule.kind in ("city", "town", "village") and place.population > 0:
        return max(min(rule.radius_km, 5.0), 0.012 * math.sqrt(place.population), stated)
    return max(rule.radius_km, stated)


def stated_error_km(source: str) -> float:
    """Error that a place's source states for its coordinate, "approximate ± 3 km"; 0 without."""
    found = _STATED.search(source)
    return float(found[1]) if found else 0.0


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.radians(lon2 - lon1) / 2
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(half) ** 2
    return 2 * EARTH_KM * math.asin(min(math.sqrt(h), 1.0))  # in this order NaN stays NaN


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """Latitude and longitude reached from a point on a bearing (degrees from north) after km."""
    angle, theta = km / EARTH_KM, math.radians(bearing)
    phi, lam = math.radians(lat), math.radians(lon)
    phi2 = math.asin(
        math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(theta)
    )
    lam2 = lam + math.atan2(
        math.sin(theta) * math.sin(angle) * math.cos(phi),
        math.cos(angle) - math.sin(phi) * math.sin(phi2),
    )
    return math.degrees(phi2), (math.degrees(lam2) + 540) % 360 - 180


def read_places(path: Path) -> list[Place]:
    """Read a place table (CSV) or a GeoJSON of points with the same property names.

    Only name, latitude and longitude are required of a user's overlay.

    Raises
    ------
    MissingInputError
        The file is not there.
    InputError
        The file is not such a table, or rows are wrong; the message lists every bad row.
    """
    if not path.is_file():
        raise MissingInputError(f"No place table at {path}: give an existing CSV or GeoJSON file.")
    try:
        if path.suffix.lower() in (".geojson", ".json"):
            rows = list(_geojson_rows(json.loads(path.read_text(encoding="utf-8-sig")), path))
        elif path.suffix.lower() in (".gpkg", ".shp", ".fgb"):
            rows = _vector_rows(path)
        else:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error) as error:
        raise InputError(f"{path} is not a readable place table: {error}.") from error
    return _places(rows, path)


def _vector_rows(path: Path) -> list[dict[str, Any]]:
    import geopandas as gpd

    frame = gpd.read_file(path).to_crs(4326)
    points = frame.geometry.representative_point()
    table = frame.drop(columns=frame.geometry.name).assign(latitude=points.y, longitude=points.x)
    return list(table.fillna("").astype(str).to_dict("records"))


def _geojson_rows(data: Any, path: Path) -> Iterator[dict[str, Any]]:
    features = data.get("features") if isinstance(data, dict) else None
    if features is None:
        raise InputError(f"{path} is JSON but no GeoJSON FeatureCollection of points.")
    for feature in features:
        row = dict(feature.get("properties") or {})
        geometry = feature.get("geometry") or {}
        if geometry.get("type") == "Point":
            row["longitude"], row["latitude"] = geometry["coordinates"][:2]
        yield row


def _places(rows: Iterable[dict[str, Any]], path: Path) -> list[Place]:
    places, faults = [], []
    for line, row in enumerate(rows, start=2):
        try:
            places.append(_place(row, path.stem, line))
        except (KeyError, TypeError, ValueError) as error:
            faults.append(f"row {line}: {error}")
    if faults:
        shown = "; ".join(faults[:5]) + (" …" if len(faults) > 5 else "")
        raise InputError(
            f"{path}: {len(faults)} of {len(faults) + len(places)} places cannot be used. "
            f"Each needs name, latitude (-90 to 90) and longitude (-180 to 180): {shown}"
        )
    return places


def _place(row: dict[str, Any], stem: str, line: int) -> Place:
    name = str(row["name"] or "").strip()
    latitude, longitude = float(row["latitude"]), float(row["longitude"])
    if not name:
        raise ValueError("the name is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is no latitude, longitude in degrees")
    alternates = tuple(a.strip() for a in str(row.get("alternates") or "").split(";") if a.strip())
    return Place(
        str(row.get("place_id") or f"user:{stem}:{line}"),
        name,
        alternates,
        str(row.get("name_ur") or ""),
        latitude,
        longitude,
        str(row.get("kind") or "locality"),
        str(row.get("country") or ""),
        str(row.get("admin1") or ""),
        str(row.get("admin2") or ""),
        int(float(row.get("population") or 0)),
        str(row.get("source") or stem),
    )


CURATED_TABLES = ("places_curated", "places_valleys")
"""Embedded tables whose rows were each checked by hand."""


def is_place_table(path: Path) -> bool:
    """Whether a CSV of the project holds places; the build scripts keep their sources beside."""
    with path.open(encoding="utf-8") as stream:
        return stream.readline().startswith(COLUMNS[0] + ",")


def read_embedded(path: Path) -> list[Place]:
    """Read one of the project's own place tables quickly: its columns stand in a fixed order."""
    curated = path.stem in CURATED_TABLES
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = tuple(next(reader))
        if header not in (COLUMNS, REPORTED_COLUMNS):
            raise InputError(f"{path}: columns are {header}, expected {COLUMNS}.")
        counted = header == REPORTED_COLUMNS
        return [
            Place(
                row[0],
                row[1],
                tuple(row[2].split(";")) if row[2] else (),
                row[3],
                float(row[4]) if row[4] else NOWHERE,
                float(row[5]) if row[5] else NOWHERE,
                row[6],
                row[7],
                row[8],
                row[9],
                int(row[10]) if row[10] else 0,
                row[11],
                curated,
                int(row[12]) if counted else 0,
            )
            for row in reader
        ]
