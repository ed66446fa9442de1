"""The embedded district sets of every date: complete, without gaps or overlaps, dated."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gazetteer.errors import InputError
from geo import history
from geo.dissolution import COLUMNS, districts
from geo.points import locate

# Counts with their sources stand in docs/districts.md.
BALOCHISTAN = {
    "1998-03-01": 26,
    "2004-06-01": 27,
    "2013-06-01": 32,
    "2017-01-01": 32,
    "2019-01-01": 33,
    "2022-09-09": 35,
    "2022-12-01": 36,
    "2026-03-01": 38,
    "2026-11-20": 41,
}


@pytest.mark.parametrize(("day", "number"), BALOCHISTAN.items())
def test_balochistan_has_the_right_number_of_districts(day: str, number: int) -> None:
    assert history.count(day, "Balochistan") == number


@pytest.mark.parametrize("day", [*BALOCHISTAN, "2015-01-01", "2018-06-01", "2021-01-01"])
def test_no_gaps_and_no_overlaps(day: str) -> None:
    frame = districts(as_of=day)
    shapes = frame.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert frame["unit_id"].is_unique
    assert frame["name"].is_unique
    whole = shapely.coverage_union_all(districts(as_of=day, level="tehsil").geometry.to_numpy())
    assert shapely.get_num_interior_rings(shapely.get_parts(whole)).sum() == 0
    assert frame["area_km2"].sum() == pytest.approx(
        districts(as_of=day, level="province")["area_km2"].sum(), rel=1e-6
    )


def test_polygons_and_table_of_tehsils_are_the_same_ones() -> None:
    text = files("geo").joinpath("data/tehsils.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    assert [(f["id"], f["properties"]["shape_id"]) for f in features] == [
        (t.tehsil_id, t.shape_id) for t in history.tehsils()
    ]


@pytest.mark.parametrize(
    ("town", "latitude", "longitude", "tehsil", "district"),
    [
        ("Basima", 27.895, 65.818, "Basima", "Washuk"),
        ("Harnai", 30.101, 67.938, "Harnai", "Harnai"),
        ("Musakhel", 30.859, 69.822, "Musakhel", "Musakhel"),
        ("Kuchlak", 30.352, 66.94, "Quetta Saddar", "Quetta"),
        ("Machh", 29.867, 67.33, "Mach", "Kachhi"),
        ("Pasni", 25.263, 63.47, "Pasni", "Gwadar"),
        ("Dalbandin", 28.888, 64.406, "Dalbandin", "Chagai"),
        ("Sui", 28.617, 69.2, "Sui", "Dera Bugti"),
        ("Hub", 25.03, 66.886, "Hub", "Lasbela"),
    ],
)
def test_towns_lie_in_the_tehsils_named_after_them(
    town: str, latitude: float, longitude: float, tehsil: str, district: str
) -> None:
    frame = districts(level="tehsil")
    found = frame.iloc[locate(np.array([longitude]), np.array([latitude]), frame)[0]]
    assert (found["name"], found["admin2"]) == (tehsil, district), town


@pytest.mark.shared
@pytest.mark.parametrize(
    ("level", "file", "column", "least"),
    [("tehsil", "pak_adm3", "admin3Pcode", 0.8), ("district", "pak_adm2", "admin2Pcode", 0.6)],
)
def test_p_codes_name_the_same_land_as_in_cod_ab(
    level: str, file: str, column: str, least: float, shared: Path
) -> None:
    mine = districts(level=level).to_crs("ESRI:54034")
    told = mine["pcode"][mine["note"].str.contains("less than half")]
    land = mine[mine["pcode"] != ""].set_index("pcode").geometry
    theirs = gpd.read_parquet(shared / "data" / "codab" / f"{file}.parquet")
    theirs = theirs.to_crs("ESRI:54034").set_index(column).geometry.reindex(land.index)
    assert land.index.is_unique
    assert theirs.notna().all()
    common = shapely.area(shapely.intersection(land.to_numpy(), theirs.to_numpy()))
    overlap = common / (land.area + theirs.area - common)
    assert set(overlap.index[overlap < least]) == set(told), overlap.sort_values().head()


def test_population_is_the_census(shared: Path) -> None:
    # Totals as the Pakistan Bureau of Statistics publishes them.
    frame = districts(as_of="2023-03-01", level="province").set_index("name")
    assert frame["population"].dropna().to_dict() == {
        "Balochistan": 14894402,
        "Islamabad": 2363863,
        "Khyber Pakhtunkhwa": 40856097,
        "Punjab": 127688922,
        "Sindh": 55696147,
    }
    census = pd.read_csv(shared / "data" / "census" / "pbs2023_tehsils.csv")
    counted = census.groupby("DISTRICT")["ALL_SEXES"].sum()
    mine = districts(as_of="2022-09-10").set_index("name")["population"]
    for name in ("Quetta", "Kech", "Khuzdar", "Pishin", "Chaman", "Kachhi", "Sibi", "Duki"):
        assert mine[name] == counted[name.upper()]


def test_columns_are_the_contract() -> None:
    assert tuple(districts().columns) == COLUMNS
    assert districts().crs.to_epsg() == 4326


def test_wrong_wishes_are_told_plainly() -> None:
    with pytest.raises(InputError, match="starts on 1998-03-01"):
        districts(as_of="1990-01-01")
    with pytest.raises(InputError, match="no date"):
        districts(as_of="yesterday")
    with pytest.raises(InputError, match="level='county'"):
        districts(level="county")


def test_the_caller_cannot_spoil_the_set() -> None:
    frame = districts()
    frame["name"] = "spoiled"
    assert "spoiled" not in set(districts()["name"])
