"""Check every row of ``places_curated.csv`` against sources other than its own.

Run ``python gazetteer/data/check_curated.py`` where ``../shared/data`` holds the GeoNames dump,
OCHA COD-AB and UCDP GED. It fails on any fault, lists names on which sources disagree, and
writes ``places_curated_checks.csv``: what was checked against what, and how far apart the two are.

1. *coordinate*: the row stands where its source says (GeoNames, UCDP GED), to 0.001 degrees, and
   one of the source's names there is one of the row's names or sounds like it. UCDP GED also
   states a district.
2. *district*: it lies in its district's polygon of COD-AB, valid on 2022-09-09. Never optional.
3. *name*: another source has a place of that name near it (UCDP GED, the dump, a COD-AB tehsil).
4. *parent*: an approximated place lies within the stated distance of the place it belongs to.
5. *tehsil polygons*: the project's own polygons (geoBoundaries 2017) give the same district.
"""

from __future__ import annotations

import math
import re
import sys
from typing import Any, NamedTuple

from build_common import (  # type: ignore[import-not-found]
    COLUMNS,
    HERE,
    SHARED,
    Districts,
    alike,
    fold,
    read_rows,
    wheel_json,
    write_rows,
)

CHECK_COLUMNS = ("name", "place_id", "check", "against", "found", "distance_km", "limit_km")
NAME_LIMIT_KM = 15.0
NAMESAKE_KM = 120.0
SAME_DEGREES = 0.001
SAME_SOUND = 0.8
UCDP_KIND_WORDS = re.compile(
    r"\s+(town|village|area|district|hills|road|dam|mountain|shrine)$", re.I
)
UCDP_DISTRICTS = {"Bolan": "Kachhi", "Musa Khel": "Musakhel", "Jafarabad": "Jaffarabad"}
KIND_WORDS = {
    "kili",
    "killi",
    "goth",
    "basti",
    "ziarat",
    "bazar",
    "bazaar",
    "karez",
    "colony",
    "shahr",
    "station",
    "post",
    "thana",
    "levy",
    "militia",
    "tribal",
    "camp",
    "fort",
    "check",
    "town",
    "village",
    "area",
    "road",
}
PARENT = re.compile(r"within (\d+) km of ([\w:-]+)")
OWN_SOURCE = re.compile(r"(GeoNames|UCDP GED 22\.1 event) (\d+)$")


class Spot(NamedTuple):
    """A named point of a source."""

    label: str
    key: str
    latitude: float
    longitude: float
    names: tuple[str, ...] = ()
    district: str = ""


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two (latitude, longitude) points; flat earth is good to 0.1 % at 50 km."""
    east = (a[1] - b[1]) * 111.32 * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot((a[0] - b[0]) * 110.95, east)


def geonames() -> dict[str, Spot]:
    """Places of the full dump and of the embedded wheel, by GeoNames id; the wheel is newer."""
    import zipfile

    spots = {}
    with zipfile.ZipFile(SHARED / "geonames" / "PK.zip") as archive:
        lines = archive.read("PK.txt").decode("utf-8").splitlines()
    for fields in (line.split("\t") for line in lines):
        names = (fields[1], *fields[3].split(","))
        latitude, longitude = float(fields[4]), float(fields[5])
        spots[fields[0]] = Spot(fields[1], fold(fields[1]), latitude, longitude, names)
    for city in wheel_json("cities500.json").values():
        if city["countrycode"] == "PK":
            name = city["name"]
            names = (name, *city["alternatenames"])
            spot = Spot(name, fold(name), city["latitude"], city["longitude"], names)
            spots.setdefault(str(city["geonameid"]), spot)
    return spots


def ucdp() -> tuple[dict[str, Spot], list[Spot]]:
    """Every event by id, and the distinct points that name a place (precision 1 and 2)."""
    import pandas as pd

    table = pd.read_parquet(SHARED / "ucdp" / "ged221_pakistan.parquet")
    events: dict[str, Spot] = {}
    named: dict[tuple[str, float, float], Spot] = {}
    for row in table.to_dict("records"):
        bare = UCDP_KIND_WORDS.sub("", str(row["where_coordinates"]))
        names = (bare, str(row["where_coordinates"]), str(row["where_description"]))
        stated = str(row["adm_2"]).rsplit(" ", 1)[0]
        spot = Spot(
            f"UCDP GED 22.1 event {row['id']}",
            fold(bare),
            row["latitude"],
            row["longitude"],
            names,
            UCDP_DISTRICTS.get(stated, stated),
        )
        events[str(row["id"])] = spot
        if row["where_prec"] <= 2:
            named.setdefault((spot.key, spot.latitude, spot.longitude), spot)
    return events, list(named.values())


def telling(name: str) -> list[str]:
    """List a name and the words in it that are no kind of place."""
    words = (w for w in name.split() if len(w) > 3 and fold(w) not in KIND_WORDS)
    return [name, *words]


def shares_name(row: dict[str, str], spot: Spot) -> bool:
    """Whether a name of the row is, or sounds like, a name of the spot, or a word in either."""
    ours = {word for name in (row["name"], *row["alternates"].split(";")) for word in telling(name)}
    theirs = {word for name in spot.names if name for word in telling(name)}
    return bool({fold(n) for n in ours if n} & {fold(n) for n in theirs}) or any(
        alike(a, b) >= SAME_SOUND for a in ours if a for b in theirs
    )


class Checker:
    """The sources, and the checks of one row against them."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        import geopandas as gpd
        import shapely

        self.geonames = geonames()
        self.events, named = ucdp()
        self.own = Districts()
        folder = SHARED / "codab"
        districts = gpd.read_parquet(folder / "pak_adm2.parquet")
        self.districts = dict(zip(districts.admin2Name_en, districts.geometry, strict=True))
        for polygon in self.districts.values():
            shapely.prepare(polygon)
        tehsils = gpd.read_parquet(folder / "pak_adm3.parquet")
        self.tehsils = [
            (name, fold(name), polygon)
            for name, polygon in zip(tehsils.admin3Name_en, tehsils.geometry, strict=True)
        ]
        self.spots: dict[str, dict[str, list[Spot]]] = {"GeoNames": {}, "UCDP GED": {}}
        for spot in named:
            self.spots["UCDP GED"].setdefault(spot.key, []).append(spot)
        for spot in self.geonames.values():
            self.spots["GeoNames"].setdefault(spot.key, []).append(spot)
        self.places = {
            row["place_id"]: (float(row["latitude"]), float(row["longitude"]))
            for row in [*read_rows(HERE / "places_pakistan.csv"), *rows]
        }
        self.checks: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.disagreements: list[str] = []

    def row(self, row: dict[str, str]) -> None:
        """Make every check of a row; note what passed and what is wrong."""
        import shapely

        here = float(row["latitude"]), float(row["longitude"])
        point = shapely.Point(here[1], here[0])
        self._coordinate(row, here)
        polygon = self.districts.get(row["admin2"])
        if polygon is None or not polygon.covers(point):
            self.faults.append(f"{row['name']} ({row['place_id']}): not in {row['admin2']}")
        else:
            self._passed(row, "district", "COD-AB 2022", row["admin2"])
        if self.own.at(*here)[1] == row["admin2"]:
            self._passed(row, "tehsil polygons", "geoBoundaries 2017", row["admin2"])
        self._names(row, here, point)
        self._parent(row, here)

    def _passed(
        self, row: dict[str, str], check: str, against: str, found: str, *limits: float
    ) -> None:
        distance, limit = (round(limits[0], 1), limits[1]) if limits else ("", "")
        values = (row["name"], row["place_id"], check, against, found, distance, limit)
        self.checks.append(dict(zip(CHECK_COLUMNS, values, strict=True)))

    def _coordinate(self, row: dict[str, str], here: tuple[float, float]) -> None:
        match = OWN_SOURCE.match(row["source"])
        if not match:
            return
        known = self.geonames if match[1] == "GeoNames" else self.events
        spot = known.get(match[2])
        if spot is None or max(abs(spot[2] - here[0]), abs(spot[3] - here[1])) > SAME_DEGREES:
            self.faults.append(f"{row['name']}: {here} is not where {row['source']} stands: {spot}")
            return
        if not shares_name(row, spot):
            self.faults.append(f"{row['name']}: {row['source']} is called {spot.names[0]}")
            return
        apart = kilometres(here, (spot.latitude, spot.longitude))
        self._passed(row, "coordinate", match[0], spot.names[0], apart, 0.2)
        if spot.district == row["admin2"]:
            self._passed(row, "stated district", match[0], spot.district)
        elif spot.district:
            self.disagreements.append(f"{row['name']}: {match[0]} says {spot.district}")

    def _names(self, row: dict[str, str], here: tuple[float, float], point: Any) -> None:
        keys = {fold(n) for n in (row["name"], *row["alternates"].split(";")) if n}
        for source, spots in self.spots.items():
            if row["source"].startswith(source):
                continue
            same = [s for key in keys for s in spots.get(key, ())]
            apart = [(kilometres(here, (s.latitude, s.longitude)), s) for s in same]
            if not apart:
                continue
            distance, spot = min(apart)
            if distance <= NAME_LIMIT_KM:
                self._passed(row, "name", source, spot.label, distance, NAME_LIMIT_KM)
            elif source == "UCDP GED" and distance <= NAMESAKE_KM:
                self.disagreements.append(
                    f"{row['name']} ({row['admin2']}): {spot.label} is {distance:.0f} km away"
                )
        for name, key, polygon in self.tehsils:
            if key in keys and polygon.covers(point):
                self._passed(row, "name", "COD-AB 2022 tehsil", name)

    def _parent(self, row: dict[str, str], here: tuple[float, float]) -> None:
        match = PARENT.search(row["source"])
        if not match:
            if not OWN_SOURCE.match(row["source"]):
                self.faults.append(f"{row['name']}: its source names no place to check it by")
            return
        limit, parent = float(match[1]), match[2]
        if parent not in self.places:
            self.faults.append(f"{row['name']}: {parent} is no place of the embedded tables")
            return
        apart = kilometres(here, self.places[parent])
        if apart > limit:
            self.faults.append(f"{row['name']}: {apart:.1f} km from {parent}, more than {limit}")
        else:
            self._passed(row, "parent", parent, "", apart, limit)


def form_faults(rows: list[dict[str, str]]) -> list[str]:
    """Find faults that need no other source: columns, ids, alternates."""
    faults = []
    seen: set[str] = set()
    for row in rows:
        if tuple(row) != COLUMNS:
            return [f"columns are {tuple(row)}"]
        if row["place_id"] in seen:
            faults.append(f"{row['place_id']} stands twice")
        seen.add(row["place_id"])
        if row["name"] in row["alternates"].split(";"):
            faults.append(f"{row['name']}: is its own alternate")
    return faults


def main() -> None:
    """Check all rows; write what held."""
    rows = read_rows(HERE / "places_curated.csv")
    faults = form_faults(rows)
    checker = Checker(rows)
    for row in rows:
        checker.row(row)
    faults += checker.faults
    write = sys.stdout.write
    for line in checker.disagreements:
        write(f"disagree: {line}\n")
    for line in faults:
        write(f"FAULT: {line}\n")
    named = {c["place_id"] for c in checker.checks if c["check"] in ("name", "parent")}
    write(
        f"{len(rows)} rows, {len(checker.checks)} checks held, {len(faults)} faults; "
        f"{len(named)} rows also confirmed by name or parent\n"
    )
    if faults:
        raise SystemExit(1)
    write_rows(HERE / "places_curated_checks.csv", CHECK_COLUMNS, checker.checks)


if __name__ == "__main__":
    main()
