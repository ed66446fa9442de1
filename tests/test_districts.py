"""The embedded district sets of every date: complete, without gaps or overlaps, dated."""

from __future__ import annotations

import pytest
import shapely

from gazetteer.errors import InputError
from geo import history
from geo.districts import COLUMNS, districts

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
