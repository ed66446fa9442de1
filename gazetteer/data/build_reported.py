"""Build ``places_reported.csv``: places that conflict reports name, from UCDP GED 22.1, odd ids.

Run ``python gazetteer/data/build_reported.py`` where ``../shared/data`` holds UCDP GED. Only events
of odd ids count, so that ``python -m benchmarks locate`` can measure on the others. A row is

- a *site*: the place that GED's coders put events at (``where_coordinates``), with the spellings
  that reports gave it. It lies in the district that GED states, by the project's own polygons or
  within 5 km of them; what does not (Sui's points in Gwadar) is left out and printed.
- a *name at a site*: a name that reports give (``where_description``) and that GED's coders put at
  a place of another name. Where GED says that the point is that place (where_prec 1) it is at most
  ``AT_KM`` off, where GED says near it (where_prec 2) 25 km (UCDP GED codebook 22.1).

``reported`` counts the events: how often reports mean this place by its name.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from typing import Any

import pandas as pd
import shapely
from build_common import (
    COLUMNS,
    HERE,
    ROOT,
    SHARED,
    Districts,
    alike,
    fold,
    tidy,
    write_rows,
)

sys.path.insert(0, str(ROOT))

from benchmarks.locate import chosen, read_rows as read_events  # noqa: I001
from gazetteer.areas import Areas, Parent
from gazetteer.dumps import read_dump
from gazetteer.gazetteer import embedded_store
from gazetteer.names import kind_words, parts, variant_key
from gazetteer.names import fold as name_key
from gazetteer.phrases import chain, read_relation, strip_opening
from gazetteer.places import Place, distance_km
from gazetteer.store import MemoryStore

SOURCE = "UCDP GED 22.1"
OUTSIDE_DEGREES = 0.05
AT_KM, NEAR_KM = 10, 25
SAME_SOUND = 0.75
MOST_WORDS = 4
BORDER = re.compile(r"\bborder\b|\bline of control\b|\bloc\b", re.IGNORECASE)
WRITTEN_AS_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [\w'’.-]+)*")


def site_name(text: str) -> tuple[str, str]:
    """Name and kind of GED's "Mattani town"; "town" and "village" there tell no size."""
    words = tidy(re.sub(r"\s*\(.*?\)", "", text)).split()
    known = kind_words().get(name_key(words[-1])) if len(words) > 1 else None
    if known is None:
        return " ".join(words), "village"
    kind = "village" if known.kind in ("town", "city", "neighbourhood") else known.kind
    return " ".join(words if known.keep else words[:-1]), kind


def reported_name(text: str, areas: Areas) -> str:
    """Name in a description that is one name and nothing else, no area of the gazetteer; or ""."""
    text = strip_opening(text)
    if len(chain(text)) != 1 or read_relation(text) is not None:
        return ""
    name = parts(text)
    if name.kind is not None and name.kind.level not in ("point", "line"):
        return ""
    bare = name.kind is not None and not name.kind.keep and name.key.startswith(name.core)
    text = tidy(text[: len(text) - len(name.kind.word)] if bare and name.kind else text).strip(" ,")
    key = name_key(text)
    if areas.named(key) or key in kind_words() or len(key) < 3:
        return ""
    words = text.split()
    if len(words) > MOST_WORDS or not WRITTEN_AS_NAME.fullmatch(text) or BORDER.search(text):
        return ""
    return text if sum(word[:1].isupper() for word in words) * 2 > len(words) else ""


class Lands:
    """The project's districts by name, to see how far a point lies outside the one stated."""

    def __init__(self) -> None:
        from geo.dissolution import districts

        table = districts(as_of="2022-09-09")
        self.shapes = dict(zip(table["name"], table.geometry, strict=True))
        self.admin1 = dict(zip(table["name"], table["admin1"], strict=True))
        self.districts = Districts()

    def of(self, latitude: float, longitude: float, parent: Parent | None) -> tuple[str, str]:
        """Province and district of a point: the nearest of those that the stated one can mean."""
        if parent is None or not parent.admin2:
            return self.districts.at(latitude, longitude)
        point = shapely.Point(longitude, latitude)
        away = {
            name: self.shapes[name].distance(point)
            for name in sorted(parent.admin2 | parent.once)
            if name in self.shapes
        }
        name = min(away, key=lambda name: away[name], default="")
        if not name or away[name] > OUTSIDE_DEGREES:
            return "", ""
        return self.admin1[name], name


def build(events: pd.DataFrame, areas: Areas, lands: Lands) -> list[dict[str, Any]]:
    """Rows of the table from events with a point (where_prec 1 and 2)."""
    sites: dict[tuple[str, str], dict[str, Any]] = {}
    spellings: dict[tuple[str, str], set[str]] = defaultdict(set)
    calls: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for event in events[events["where_prec"] <= 2].itertuples():
        stated = areas.parent(event.adm_2, country="PK") if event.adm_2 else None
        admin1, admin2 = lands.of(event.latitude, event.longitude, stated)
        name, kind = site_name(event.where_coordinates)
        if not admin2:
            print(f"left out: {event.where_coordinates}, {event.adm_2} ({event.id})")
        wide = kind != "village" and areas.named(name_key(name))
        if not admin2 or wide or BORDER.search(name):
            continue
        row = {
            **dict.fromkeys(COLUMNS, ""),
            "name": name,
            "latitude": round(event.latitude, 5),
            "longitude": round(event.longitude, 5),
            "kind": kind,
            "country": "PK",
            "admin1": admin1,
            "admin2": admin2,
            "source": SOURCE,
        }
        key = fold(name), admin2
        sites.setdefault(key, {**row, "reported": 0})["reported"] += 1
        called = reported_name(event.query, areas)
        if not called or variant_key(name_key(called)) == variant_key(name_key(name)):
            continue
        if alike(called, name) >= SAME_SOUND:
            spellings[key].add(called)
            continue
        km, kind = (AT_KM, "village") if event.where_prec == 1 else (NEAR_KM, "locality")
        at = f"{SOURCE}: at {name} ± {km} km"
        calls[fold(called), admin2].append({**row, "name": called, "kind": kind, "source": at})
    for key, found in spellings.items():
        sites[key]["alternates"] = ";".join(sorted(found))
    for key, rows in calls.items():
        if key in sites:
            sites[key]["reported"] += len(rows)
        else:
            (usual, _), *_ = Counter(row["source"] for row in rows).most_common(1)
            first = next(row for row in rows if row["source"] == usual)
            sites[key] = {**first, "reported": len(rows)}
    for (name, admin2), site in sites.items():
        site["place_id"] = f"ucdp:{name}-{fold(admin2)}"
    return sorted(sites.values(), key=lambda row: row["place_id"])


def confirmed(sites: list[dict[str, Any]]) -> int:
    """How many sites GeoNames' dump has within `NEAR_KM` by a name that sounds alike."""
    store = MemoryStore(read_dump(SHARED / "geonames" / "PK.zip", "PK").places, version="dump")
    return sum(
        any(
            alike(name, site["name"]) >= SAME_SOUND
            and distance_km(site["latitude"], site["longitude"], place.latitude, place.longitude)
            <= NEAR_KM
            for place in store.around(site["latitude"], site["longitude"], NEAR_KM)
            for name in place.names()
        )
        for site in sites
    )


def as_place(row: dict[str, Any]) -> Place:
    """Place of a row as the library reads it from the written table."""
    alternates = tuple(row["alternates"].split(";")) if row["alternates"] else ()
    values = {name: row[name] for name in COLUMNS}
    return Place(**{**values, "alternates": alternates, "population": 0}, reported=row["reported"])


def main() -> None:
    """Write the table."""
    events = chosen(read_events("ged221_pakistan.parquet"), "odd")
    rows = build(events, Areas(embedded_store()), Lands())
    write_rows(HERE / "places_reported.csv", (*COLUMNS, "reported"), rows)
    sites = [row for row in rows if row["source"] == SOURCE]
    print(f"{len(rows)} places, {len(sites)} of them sites, {confirmed(sites)} in GeoNames too")


if __name__ == "__main__":
    main()
