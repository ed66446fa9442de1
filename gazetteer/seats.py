"""Seats: which of many unsized villages of a name is the town, told by the names around it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gazetteer.names import fold, read_table, variant_key
from gazetteer.places import distance_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.places import Place

NEAR_KM = 10
TEHSIL_KM = 45
PLAIN = ("village", "locality")


@cache
def seat_words() -> tuple[str, ...]:
    """Words that, put after a town's name, make the name of a part of it."""
    return tuple(fold(row["word"]) for row in read_table("names_seats.csv"))


def promote(places: list[Place], tehsils: Iterable[Place]) -> list[Place]:
    """Mark as towns the villages that give their name to a bazaar, fort or tehsil.

    A dump without populations has several villages called Mir Ali, and the town among them is
    the one beside Mir Ali Cantonment. A tehsil without such a village of its name is seated where
    its fort or bazaar stands, which then answers to the tehsil's name.
    """
    rows: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        for name in dict.fromkeys((fold(place.name), variant_key(fold(place.name)))):
            rows.setdefault(name, []).append(row)
    marked: set[int] = set()
    for key in list(rows):
        for word in seat_words():
            for part in rows.get(f"{key} {word}", ()):
                marked.update(_near(places, rows[key], places[part], NEAR_KM)[:1])
    alias: dict[int, Place] = {}
    for tehsil in tehsils:
        key = fold(tehsil.name)
        near = _near(places, rows.get(variant_key(key), ()), tehsil, TEHSIL_KM)
        if near:
            marked.add(next((row for row in near if row in marked), near[0]))
            continue
        parts = [row for word in seat_words() for row in rows.get(f"{key} {word}", ())]
        for row in _near(places, parts, tehsil, 60)[:1]:
            alias[row] = tehsil
            marked.add(row)
    return [
        _town(place, alias.get(row)) if row in marked and place.kind in PLAIN else place
        for row, place in enumerate(places)
    ]


def _town(place: Place, tehsil: Place | None) -> Place:
    if tehsil is None:
        return place._replace(kind="town")
    alternates = (tehsil.name, *place.alternates)
    return place._replace(kind="town", alternates=alternates, admin2=tehsil.admin2)


def _near(places: list[Place], rows: Iterable[int], centre: Place, km: float) -> list[int]:
    found = []
    for row in dict.fromkeys(rows):
        place = places[row]
        away = distance_km(place.latitude, place.longitude, centre.latitude, centre.longitude)
        if place.kind in PLAIN and away <= km and place.admin1 == centre.admin1:
            found.append((away, row))
    return [row for _, row in sorted(found)]
