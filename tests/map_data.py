"""Small tables that the map tests share: nine square districts, and incidents in them."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geo.columns import conform

NAMES = ["Quetta", "Mastung", "Pishin", "Kalat", "Panjgur", "Harnai", "Jamshoro", "Dadu", "Sukkur"]


def squares() -> gpd.GeoDataFrame:
    """Nine districts of one degree each in two provinces; Sukkur's population is not known."""
    rows = []
    for i, name in enumerate(NAMES):
        x, y = 66 + i % 3, 28 + i // 3
        rows.append(
            {
                "unit_id": f"T{i}",
                "name": name,
                "alt_names": "Shal" if name == "Quetta" else "",
                "name_ur": "کوئٹہ" if name == "Quetta" else "",
                "pcode": f"PK{i}",
                "admin1": "Balochistan" if i < 6 else "Sindh",
                "admin1_pcode": "PK2" if i < 6 else "PK7",
                "division": "",
                "country": "Pakistan",
                "area_km2": 10_000.0 + i,
                "population": 100_000 * (i + 1) if name != "Sukkur" else np.nan,
                "note": "",
                "geometry": box(x, y, x + 1, y + 1),
            }
        )
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def few() -> pd.DataFrame:
    """Seven incidents: points (two at one place), a district, a province, one not found."""
    sentence = "Two men were killed in Kuchlak on Friday, officials said."
    point = {"status": "point", "radius_km": 5.0, "method": "exact", "reason": "the only Kuchlak"}
    kuchlak = {
        **point,
        "location": "Kuchlak",
        "place_name": "Kuchlak",
        "latitude": 28.352,
        "longitude": 66.34,
        "admin1": "Balochistan",
        "admin2": "Quetta",
        "admin2_pcode": "PK0",
        "confidence": 0.95,
    }
    rows = [
        {
            **kuchlak,
            "event_id": "a",
            "event_date": "2019-08-16",
            "time_precision": 1,
            "event_type": "Violence against civilians",
            "actor1": "Unidentified Armed Group",
            "fatalities": 2,
            "fatalities_low": 2,
            "fatalities_high": 2,
            "sentence": sentence,
            "span_start": 40,
            "span_end": 40 + len(sentence),
            "spans": json.dumps({"fatalities": [40, 43], "location": [63, 70]}),
        },
        {
            **kuchlak,
            "event_id": "b",
            "event_date": "2019-08-17",
            "event_type": "Explosions/Remote violence",
            "fatalities": 1,
        },
        {
            **point,
            "event_id": "c",
            "event_date": "2020-03-01",
            "time_precision": 3,
            "event_type": "Battles",
            "location": "Mastung",
            "place_name": "Mastung",
            "latitude": 28.6,
            "longitude": 67.5,
            "admin1": "Balochistan",
            "admin2": "Mastung",
            "admin2_pcode": "PK1",
            "fatalities_low": 50,
            "confidence": 0.6,
        },
        {
            **point,
            "event_id": "d",
            "event_type": "Battles",
            "location": "Dadu",
            "place_name": "Dadu",
            "latitude": 30.5,
            "longitude": 67.5,
            "admin1": "Sindh",
            "admin2": "Dadu",
            "admin2_pcode": "PK7",
            "fatalities": 0,
            "injured": 12,
            "confidence": 0.8,
        },
        {
            "event_id": "e",
            "event_date": "2021-01-30",
            "event_type": "Battles",
            "location": "Panjgur district",
            "place_name": "Panjgur",
            "place_kind": "district",
            "admin1": "Balochistan",
            "admin2": "Panjgur",
            "admin2_pcode": "PK4",
            "fatalities": 31,
            "status": "area",
            "reason": "the report names the district only",
        },
        {
            "event_id": "f",
            "event_date": "2021-02-01",
            "event_type": "Battles",
            "location": "Balochistan",
            "place_name": "Balochistan",
            "place_kind": "province",
            "admin1": "Balochistan",
            "fatalities_low": 50,
            "status": "area",
            "reason": "the report names the province only",
        },
        {
            "event_id": "g",
            "event_date": "2021-02-03",
            "event_type": "Riots",
            "location": "Nowhereabad",
            "status": "unresolved",
            "reason": "no place of this name is known",
        },
    ]
    return conform(pd.DataFrame(rows))


def many(count: int, *, seed: int = 7, sentences: bool = False) -> pd.DataFrame:
    """Random incidents in the squares: points at 60 places each, areas, and some unplaced."""
    random = np.random.default_rng(seed)
    district = random.integers(0, 9, count)
    place = random.integers(0, 60, count)
    spot = np.random.default_rng(1).random((9, 60, 2))[district, place]
    status = random.choice(["point", "area", "unresolved"], count, p=[0.85, 0.1, 0.05])
    placed = status == "point"
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(random.integers(0, 2500, count), unit="D")
    known = random.random(count) < 0.9
    killed = np.where(random.random(count) < 0.8, random.poisson(2.0, count), np.nan)
    types = ["Battles", "Protests", "Explosions/Remote violence", "Violence against civilians"]
    names = np.array(NAMES, dtype=object)
    frame = pd.DataFrame(
        {
            "event_id": [f"e{i}" for i in range(count)],
            "event_date": pd.Series(days).where(known),
            "event_type": random.choice(types, count),
            "actor1": random.choice(["BLA", "TTP", "State forces", None], count),
            "fatalities": killed,
            "injured": np.where(random.random(count) < 0.5, random.poisson(4.0, count), np.nan),
            "location": names[district] + " " + pd.Series(place).astype(str).to_numpy(),
            "latitude": np.where(placed, 28 + district // 3 + spot[:, 0], np.nan),
            "longitude": np.where(placed, 66 + district % 3 + spot[:, 1], np.nan),
            "radius_km": np.where(placed, 5.0, np.nan),
            "admin1": np.where(district < 6, "Balochistan", "Sindh"),
            "admin2": names[district],
            "admin2_pcode": [f"PK{i}" for i in district],
            "confidence": random.random(count).round(3),
            "status": status,
            "reason": "made up",
        }
    )
    if sentences:
        frame["sentence"] = [
            f"On day {i} at least {k} people were killed near {place} when gunmen opened fire, "
            f"and a spokesman, number {i * 7919 % 9973}, told reporters that a search had begun."
            for i, k, place in zip(
                range(count), frame["fatalities"].fillna(0), frame["location"], strict=True
            )
        ]
    return conform(frame)


def tehsils() -> gpd.GeoDataFrame:
    """The west and the east half of every square; two halves have the same name."""
    rows = []
    for square in squares().to_dict("records"):
        west, south, _east, north = square["geometry"].bounds
        for half, at in (("West", west), ("East", west + 0.5)):
            name = half if square["name"] in ("Dadu", "Kalat") else f"{square['name']} {half}"
            rows.append(
                {
                    "unit_id": f"{square['unit_id']} {half}",
                    "name": name,
                    "name_ur": "",
                    "pcode": "",
                    "admin1": square["admin1"],
                    "admin2": square["name"],
                    "admin2_pcode": square["pcode"],
                    "population": 50_000.0 if square["name"] != "Sukkur" else np.nan,
                    "area_km2": 5_000.0,
                    "geometry": box(at, south, at + 0.5, north),
                }
            )
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def in_tehsils(frame: pd.DataFrame) -> pd.DataFrame:
    """Incidents of `many` with their tehsil; every ninth area names no more than its province."""
    frame = frame.copy()
    half = np.where(frame["longitude"].astype(float) % 1 < 0.5, "West", "East")
    short = frame["admin2"].isin(["Dadu", "Kalat"])
    names = np.where(short, half, frame["admin2"].astype(str) + " " + half)
    frame["admin3"] = pd.Series(names, index=frame.index).where(frame["status"] == "point")
    vague = (frame["status"] == "area") & (np.arange(len(frame)) % 9 == 0)
    frame.loc[vague, ["admin2", "admin2_pcode"]] = pd.NA
    return frame
