"""The history of districts: every tehsil always somewhere, dated changes, names of other dates."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from gazetteer.errors import InputError
from geo import history
from geo.dissolution import districts
from geo.inventory import inventory, listed
from geo.names import NameIndex, sound_key


def names(day: str, province: str = "Balochistan") -> set[str]:
    frame = districts(as_of=day)
    return set(frame.loc[frame["admin1"] == province, "name"])


def test_every_tehsil_is_in_one_district_on_every_day() -> None:
    spans = defaultdict(list)
    for period in history.periods():
        spans[period.tehsil_id].append(period)
    assert set(spans) == {t.tehsil_id for t in history.tehsils()}
    for tehsil, mine in spans.items():
        assert mine[0].valid_from == history.FIRST_DAY, tehsil
        assert mine[-1].valid_to is None, tehsil
        for before, after in itertools.pairwise(mine):
            assert before.valid_to == after.valid_from - dt.timedelta(days=1), tehsil


def test_every_period_has_a_source_and_known_units() -> None:
    for period in history.periods():
        assert period.source
        assert period.district in history.units("district")
        assert period.division in history.units("division")
        assert period.province in history.units("province")


def test_unit_ids_and_pcodes_mean_one_unit() -> None:
    for level in ("district", "division", "province"):
        seen: dict[str, str] = {}
        for unit in history.units(level).values():
            other = seen.setdefault(unit.unit_id, unit.name)
            assert {other, unit.name} in ({unit.name}, {"Surab", "Shaheed Sikandarabad"})


# Day before, day of the change, what appears, what vanishes. Sources: docs/districts.md.
CHANGES = [
    ("2004-03-31", "2004-04-01", {"Nushki"}, set()),
    ("2005-06-03", "2005-06-04", {"Washuk"}, set()),
    ("2006-01-02", "2006-01-03", {"Sherani"}, set()),
    ("2007-08-29", "2007-08-30", {"Harnai"}, set()),
    ("2013-05-20", "2013-05-22", {"Lehri", "Sohbatpur"}, set()),
    ("2017-07-31", "2017-08-01", {"Duki", "Shaheed Sikandarabad"}, set()),
    ("2018-01-14", "2018-01-15", set(), {"Lehri"}),
    ("2021-06-28", "2021-06-29", {"Chaman"}, set()),
    ("2022-08-31", "2022-09-01", {"Hub"}, set()),
    ("2022-09-30", "2022-10-01", {"Usta Muhammad"}, set()),
    ("2023-02-28", "2023-03-01", {"Surab"}, {"Shaheed Sikandarabad"}),
    (
        "2026-02-23",
        "2026-02-24",
        {"Tump", "North and South Dera Bugti"},
        {"Dera Bugti"},
    ),
    (
        "2026-07-07",
        "2026-07-08",
        {"Wadh", "Barshore", "Quetta East and West"},
        {"Quetta"},
    ),
]


@pytest.mark.parametrize(("before", "after", "appear", "vanish"), CHANGES)
def test_districts_appear_and_vanish(
    before: str, after: str, appear: set[str], vanish: set[str]
) -> None:
    assert names(after) - names(before) == appear
    assert names(before) - names(after) == vanish


def test_what_tehsils_cannot_separate_stays_whole_and_says_so() -> None:
    frame = districts(as_of="2026-11-20").set_index("name")
    for name in ("Quetta East and West", "North and South Dera Bugti"):
        assert "Kept whole" in frame.loc[name, "note"]
    assert "Quetta West" in frame.loc["Quetta East and West", "alt_names"].split(";")


def test_the_reference_set_is_cod_ab() -> None:
    frame = districts()
    assert {"Lehri", "Lasbela"} <= set(frame["name"])
    assert "Hub" not in set(frame["name"])
    assert (frame.loc[frame["admin1"] == "Balochistan", "pcode"] != "").all()
    assert "abolished" in frame.set_index("name").loc["Lehri", "note"]
    missed = {c.name for c in history.changes_after("2022-09-09")}
    assert {"Lehri", "Hub", "Keamari", "Usta Muhammad", "Tump"} <= missed


def test_provinces_through_time() -> None:
    assert "Federally Administered Tribal Areas" in set(
        districts(as_of="2018-05-30", level="province")["name"]
    )
    after = districts(as_of="2018-05-31", level="province")
    assert "Federally Administered Tribal Areas" not in set(after["name"])
    assert len(after) == 7


def test_divisions_of_july_2026() -> None:
    # 11 divisions; Dera Bugti lies in two of them and cannot be separated, so it stands alone.
    frame = districts(as_of="2026-07-08", level="division")
    mine = set(frame.loc[frame["admin1"] == "Balochistan", "name"])
    assert mine == {
        "Quetta", "Khuzdar", "Lasbela", "Rakhshan", "Makran", "Nasirabad", "Sevi", "Loralai",
        "Zhob", "Pishin", "Koh-i-Suleman", "Sevi and Koh-i-Suleman",
    }  # fmt: skip


def test_lifetimes_say_how_long_the_borders_held() -> None:
    frame = districts(as_of="2010-01-01").set_index("name")
    assert frame.loc["Jaffarabad", ["valid_from", "valid_to"]].tolist() == [
        "1998-03-01",
        "2013-05-21",
    ]
    assert frame.loc["Awaran", "valid_to"] == ""


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("Hub", "2019-01-01", ("Lasbela",)),
        ("Lehri", "2024-01-01", ("Kachhi", "Sibi")),
        ("Quetta", "2026-11-20", ("Quetta East and West",)),
        ("Harnai", "2004-06-01", ("Sibi",)),
        ("FR Bannu", "2022-09-09", ("Bannu",)),
    ],
)
def test_fate_of_a_district_of_another_date(name: str, day: str, expected: tuple[str, ...]) -> None:
    fate = history.fate(name, day)
    assert fate is not None
    assert fate.districts == expected
    assert name in fate.reason


def test_fate_of_a_name_nobody_knows() -> None:
    assert history.fate("Atlantis", "2022-09-09") is None


def test_changes_are_listed_with_their_sources() -> None:
    found = history.changes("2021-01-01", "2021-12-31", province="Balochistan")
    assert [(c.date.isoformat(), c.name, c.before) for c in found] == [
        ("2021-06-29", "Chaman", "Killa Abdullah")
    ]
    assert "Geo News" in found[0].source


@pytest.mark.shared
def test_divisions_and_districts_of_2026_are_those_of_the_notification(shared: Path) -> None:
    told = json.loads((shared / "data" / "lineage" / "district_changes.json").read_text("utf-8"))
    frame = districts(as_of="2026-11-20")
    mine = NameIndex(pd.DataFrame(frame.drop(columns="geometry")), as_of="2026-11-20")
    divisions = districts(as_of="2026-11-20", level="division")
    theirs = NameIndex(pd.DataFrame(divisions.drop(columns="geometry")), as_of=None)
    listed = 0
    for division, members in told["balochistan_divisions"].items():
        found = theirs.find(division, "Balochistan")
        assert found is not None, division
        for name in members:
            match = mine.find(name, "Balochistan")
            assert match is not None, name
            row = frame.iloc[match.position]
            listed += 1
            if "Dera Bugti" in name:  # one polygon in two divisions, see docs/districts.md
                assert row["division"] == "Sevi and Koh-i-Suleman"
            else:
                assert row["division"] == divisions["name"].iloc[found.position], name
    assert listed == history.count("2026-11-20", "Balochistan") == 41


def test_provinces_count_what_the_official_lists_count() -> None:
    expected = {"Punjab": 41, "Sindh": 30, "Khyber Pakhtunkhwa": 38, "Balochistan": 41,
                "Gilgit Baltistan": 14, "Azad Kashmir": 10, "Islamabad": 1}  # fmt: skip
    assert {p: history.count("2026-09-29", p) for p in expected} == expected


PUBLISHED = [
    ("Balochistan", "2013-05-21", 31, "Dawn 1012828"),
    ("Balochistan", "2017-01-01", 32, "Wikipedia of 2016: infobox of Balochistan"),
    ("Balochistan", "2017-08-01", 34, "Daily Azadi Quetta 62326"),
    ("Balochistan", "2021-06-29", 34, "Daily Azadi Quetta 214567"),
    ("Balochistan", "2022-09-03", 35, "Dawn 1708293"),
    ("Balochistan", "2026-07-08", 41, "Dawn 2014773"),
    ("Gilgit Baltistan", "2015-07-24", 10, "Jasarat 2015-07-24"),
    ("Gilgit Baltistan", "2019-06-17", 14, "Pakistan Today 2019-06-17"),
    ("Khyber Pakhtunkhwa", "2014-01-15", 26, "Dawn 1080683"),
    ("Khyber Pakhtunkhwa", "2022-10-13", 36, "chitraltoday.net 2022-10-14"),
    ("Sindh", "2013-10-12", 28, "Geo News, October 2013"),
]
"""Numbers of districts as the press of the day gave them, which the table of tehsils must reach."""


@pytest.mark.parametrize(("province", "day", "number", "source"), PUBLISHED)
def test_the_history_counts_as_the_press_did(
    province: str, day: str, number: int, source: str
) -> None:
    assert history.count(day, province) == number, source


@pytest.mark.shared
def test_counts_of_2026_are_those_found(shared: Path) -> None:
    facts = json.loads((shared / "data" / "lineage" / "district_changes.json").read_text())
    names = {
        "punjab": "Punjab",
        "sindh": "Sindh",
        "kp": "Khyber Pakhtunkhwa",
        "balochistan": "Balochistan",
        "gb": "Gilgit Baltistan",
        "ajk": "Azad Kashmir",
        "ict": "Islamabad",
    }
    for short, number in facts["province_counts"].items():
        assert history.count(facts["as_of"], names[short]) == number, short
    held = history.assignment(dt.date.fromisoformat(facts["as_of"]))
    mine: dict[str, set[str]] = {}
    for period in held.values():
        if period.province == "Balochistan":
            for district in history.units("district")[period.district].stands_for:
                mine.setdefault(period.division, set()).add(_spelled(district))
    theirs = {d: {_spelled(n) for n in ns} for d, ns in facts["balochistan_divisions"].items()}
    split = mine.pop("Sevi and Koh-i-Suleman")
    assert split == {_spelled("North Dera Bugti"), _spelled("South Dera Bugti")}
    assert {_spelled(division): ns for division, ns in mine.items()} == {
        _spelled(division): ns - split for division, ns in theirs.items()
    }


def _spelled(name: str) -> str:
    return sound_key(name.replace("Qilla", "Killa").replace("Makuran", "Makran"))


SIX_DAYS = {
    "2004-06-01": (27, 27, "Nushki", "district profiles"),
    "2013-06-01": (32, 32, "Sohbatpur", "public tables of districts"),
    "2017-01-01": (32, 32, "Lehri", "public tables of districts"),
    "2019-01-01": (33, 33, "Duki", "Dawn"),
    "2022-09-09": (35, 35, "Chaman", "OCHA COD-AB"),
    "2026-11-20": (41, 39, "Wadh", "Dawn 2014773"),
}


@pytest.mark.parametrize("day", SIX_DAYS)
def test_the_inventory_says_how_many_by_which_source(day: str) -> None:
    number, polygons, name, source = SIX_DAYS[day]
    units = listed(dt.date.fromisoformat(day), province="balochistan")
    assert len(units) == polygons
    assert name in set(units["name"])
    assert len({each for text in units["members"] for each in text.split(";")}) == number
    assert (units["source"] != "").all()
    first, *several = inventory(units)
    counted = f"{number} districts" + (f" in {polygons} polygons" if polygons != number else "")
    assert first.startswith(f"Balochistan: {counted} on {day}, as since ")
    assert source in first
    assert len(several) == number - polygons
    assert all("Kept whole" in line for line in several)


def test_divisions_are_counted_once() -> None:
    assert history.count("2026-11-20", "Balochistan", level="division") == 11
    units = listed(dt.date(2026, 11, 20), "division", "Balochistan")
    assert inventory(units)[0].startswith("Balochistan: 11 divisions in 12 polygons")


def test_an_unknown_province_is_told_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"Narnia.*Balochistan"):
        listed(dt.date(2019, 1, 1), province="Narnia")


def test_a_day_after_the_last_one_known_says_so() -> None:
    said = inventory(listed(dt.date(2027, 5, 1), province="Sindh"))
    assert said[-1] == "what changed after 2026-11-20 is not known here"
    assert len(inventory(listed(dt.date(2026, 11, 20), province="Sindh"))) == 1


@pytest.mark.parametrize(
    ("level", "start"), [("province", "7 provinces"), ("tehsil", "553 tehsils")]
)
def test_provinces_and_tehsils_are_counted_together(level: str, start: str) -> None:
    (said,) = inventory(listed(dt.date(2026, 11, 20), level))
    assert said.startswith(f"{start} on 2026-11-20")
    assert "geoBoundaries" in said
