"""Crosswalks move sums between dates without losing any, and mark what is an estimate."""

from __future__ import annotations

import pandas as pd
import pytest

from gazetteer.errors import InputError
from geo.crosswalks import crosswalk, overlay, transfer
from geo.dissolution import districts

DAYS = ["2004-06-01", "2013-06-01", "2017-01-01", "2019-01-01", "2022-09-09", "2026-11-20"]


@pytest.mark.parametrize("old", DAYS)
@pytest.mark.parametrize("new", DAYS)
@pytest.mark.parametrize("weight", ["population", "area"])
def test_shares_of_a_district_sum_to_one(old: str, new: str, weight: str) -> None:
    walk = crosswalk(old, new, weight=weight)
    assert walk.groupby("from_id")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert set(walk["from_id"]) == set(districts(as_of=old)["unit_id"])
    assert set(walk["to_id"]) <= set(districts(as_of=new)["unit_id"])
    assert (walk["exact"] == (walk["share"] == 1.0)).all()


def test_merging_is_exact_and_dividing_is_not() -> None:
    back = crosswalk("2019-01-01", "2016-01-01").set_index("from_name")
    assert back.loc["Duki", ["to_name", "exact", "basis"]].tolist() == ["Loralai", True, "whole"]
    forth = crosswalk("2016-01-01", "2019-01-01")
    loralai = forth[forth["from_name"] == "Loralai"].set_index("to_name")
    assert not loralai["exact"].any()
    # Census 2023: Duki 205,044 people, Loralai 272,432.
    assert loralai.loc["Duki", "share"] == pytest.approx(205044 / (205044 + 272432))


def test_a_time_series_on_one_set_keeps_its_sum() -> None:
    walk = crosswalk("2016-01-01", "2019-01-01")
    rows = pd.DataFrame(
        {
            "unit_id": ["pak:admin2:PK219", "pak:admin2:PK219", "pak:admin2:PK226", "outside"],
            "year": [2015, 2016, 2015, 2015],
            "killed": [10, 20, 5, 3],
        }
    )
    moved = transfer(rows, walk, columns=["killed"], by=["year"])
    assert moved.groupby("year")["killed"].sum().tolist() == pytest.approx([18, 20])
    quetta = moved[moved["unit_id"] == "pak:admin2:PK226"].iloc[0]
    duki = moved[(moved["unit_id"] == "pak:admin2:PK234") & (moved["year"] == 2016)].iloc[0]
    assert quetta["shared"] == 0
    assert duki["shared"] == 1
    assert moved.loc[moved["unit_id"] == "outside", "killed"].tolist() == [3]


def test_unknown_counts_stay_unknown() -> None:
    walk = crosswalk("2016-01-01", "2019-01-01")
    rows = pd.DataFrame({"unit_id": ["pak:admin2:PK226"], "killed": pd.array([None], "Int64")})
    assert transfer(rows, walk, columns=["killed"])["killed"].isna().all()


def test_overlay_finds_what_tehsils_know() -> None:
    old, new = districts(as_of="2016-01-01"), districts(as_of="2019-01-01")
    known = crosswalk("2016-01-01", "2019-01-01", weight="area")
    found = overlay(old, new)
    both = known.merge(found, on=["from_id", "to_id"], how="outer", suffixes=("", "_found"))
    assert len(both) == len(known) == len(found)
    assert both["share_found"].to_numpy() == pytest.approx(both["share"].to_numpy(), abs=1e-4)


def test_wrong_wishes_are_told_plainly() -> None:
    with pytest.raises(InputError, match="weight='votes'"):
        crosswalk("2016-01-01", "2019-01-01", weight="votes")
    with pytest.raises(InputError, match="lacks unit_id"):
        transfer(
            pd.DataFrame({"killed": [1]}), crosswalk("2016-01-01", "2019-01-01"), columns=["killed"]
        )
