"""Names on the page that no incident brings: those the search box finds, and the main cities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from maps.escape import clean

MAIN_CITIES = 150
"""Most cities that a page carries, the largest first."""


def encode_places(places: Iterable[Any]) -> list[list[Any]]:
    """Names for the search box: mappings or sequences of name, latitude, longitude, district."""
    rows = []
    for place in places:
        if isinstance(place, Mapping):
            fields: Sequence[Any] = [
                place.get(key) for key in ("name", "latitude", "longitude", "admin2")
            ]
        else:
            fields = [*place, None, None][:4]
        name, latitude, longitude, district = fields
        try:
            position = [round(float(latitude), 4), round(float(longitude), 4)]
        except (TypeError, ValueError):
            continue
        if all(number == number for number in position):
            rows.append([clean(name, 200), *position, clean(district, 200)])
    return rows


def encode_cities(places: Iterable[Any]) -> list[list[Any]]:
    """Find the main cities among places: mappings with ``kind`` "city" and a ``population``."""
    rows = []
    for place in places:
        if isinstance(place, Mapping) and place.get("kind") == "city":
            try:
                people = int(place.get("population") or 0)
            except (TypeError, ValueError):
                continue
            rows += [[*row[:3], people] for row in encode_places([place]) if people > 0]
    return sorted(rows, key=lambda row: (-row[3], row[0]))[:MAIN_CITIES]
