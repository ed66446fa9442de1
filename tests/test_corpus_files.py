"""The labelled corpus: its shape, its parts, and that what the gold says stands in the text."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
spec = importlib.util.spec_from_file_location("corpus_gold", CORPUS / "gold.py")
assert spec is not None
assert spec.loader is not None
gold = importlib.util.module_from_spec(spec)
sys.modules["corpus_gold"] = gold
spec.loader.exec_module(gold)

HALF = {half: gold.load(half) for half in gold.HALVES}
ITEMS = [item for half in gold.HALVES for item in HALF[half]]
INCIDENTS = [(item, one) for item in ITEMS for one in item.incidents]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FIELDS = {
    "event_date", "event_date_accept", "time_precision", "event_type", "sub_event_type",
    "sub_event_type_accept", "actor1", "actor1_accept", "actor2", "actor2_accept", "location",
    "location_accept", "admin2", "optional",
    "fatalities", "fatalities_low", "fatalities_high", "fatalities_accept",
    "fatalities_civilians", "fatalities_security", "fatalities_militants",
    "injured", "injured_low", "injured_high", "injured_accept",
}  # fmt: skip


def test_size_and_styles():
    assert len(ITEMS) >= 1400
    assert len({item.id for item in ITEMS}) == len(ITEMS)
    assert sum(item.lang == "ur" for item in ITEMS) >= 80
    assert sum(not item.incidents for item in ITEMS) >= 100
    assert len({item.text for item in ITEMS}) == len(ITEMS)


def test_numbers_tell_the_part_of_the_corpus():
    """Below 200 tune, 201 to 299 check, 301 to 399 report; from 400 on odd check, even report."""
    for item in ITEMS:
        style, number = item.id.rsplit("-", 1)
        assert style == item.style
        n = int(number)
        part = "tune" if n < 200 else "check" if n < 300 or (n > 400 and n % 2) else "report"
        assert item in HALF[part], item.id


@pytest.mark.parametrize("half", gold.HALVES)
def test_every_part_has_all_styles(half):
    items = HALF[half]
    assert {item.style for item in items} == set(gold.STYLES)
    assert 0.1 <= sum(not item.incidents for item in items) / len(items) <= 0.2


def test_items_without_incident_stand_in_their_own_file():
    for item in ITEMS:
        assert bool(item.incidents) == (item.style != "none"), item.id


@pytest.mark.parametrize(("item", "one"), INCIDENTS, ids=lambda value: getattr(value, "id", ""))
def test_incident(item, one):
    assert set(one) <= FIELDS
    assert one["sub_event_type"] in gold.sub_event_types()
    assert gold.sub_event_types()[one["sub_event_type"]] == one["event_type"]
    for sub in one.get("sub_event_type_accept", ()):
        assert sub in gold.sub_event_types()
    for which in ("actor1", "actor2"):
        for name in (one[which], *one.get(f"{which}_accept", ())):
            assert name == "" or name in gold._actors()
    assert one["location"] in item.text
    for what in ("fatalities", "injured"):
        low, high = one.get(f"{what}_low"), one.get(f"{what}_high")
        assert low is None or high is None or low <= high
        if one[what] is not None:
            assert low is None or low <= one[what]
            assert high is None or one[what] <= high
    sides = [one.get(f"fatalities_{side}", 0) for side in ("civilians", "security", "militants")]
    if one["fatalities"] is not None:
        assert sum(sides) <= one["fatalities"]


@pytest.mark.parametrize(("item", "one"), INCIDENTS, ids=lambda value: getattr(value, "id", ""))
def test_date(item, one):
    assert one["time_precision"] in (1, 2, 3, 4)
    for text in (one["event_date"], *one.get("event_date_accept", ())):
        if text is not None:
            day = date.fromisoformat(text)
            assert item.published is None or day <= item.published
    if one["event_date"] is None:
        assert one["time_precision"] == 4
    if one["time_precision"] == 3:
        assert one["event_date"].endswith("-01")


def test_weekdays_named_alone_are_those_of_the_dates():
    for item in ITEMS:
        named = {day for day in WEEKDAYS if day in item.text}
        dates = {one["event_date"] for one in item.incidents if one["time_precision"] == 1}
        if len(named) == len(dates) == len(item.incidents) == 1:
            (text,) = dates
            day = WEEKDAYS[date.fromisoformat(text).weekday()]
            others = {  # the weekday belongs to the telling, not to the event
                "wire-061", "wire-066", "wire-068", "wire-235", "wire-264", "wire-271", "wire-296",
                "wire-307", "wire-311", "wire-483", "wire-496", "wire-517", "wire-523",
                "police-647", "ngo-410", "ngo-411", "ngo-619",
            }  # fmt: skip
            assert day in named or item.id in others, item.id


def test_totals_stand_in_the_text():
    for item in ITEMS:
        for words in item.aggregates:
            assert words in item.text, item.id


def test_gold_agrees_with_itself():
    for item in ITEMS:
        pairs = gold.match(item.incidents, item.incidents)
        assert len(pairs) == len(item.incidents), item.id
        for g, r in pairs:
            one, row = item.incidents[g], item.incidents[r]
            if g == r:
                assert gold.date_ok(one, row)
                assert gold.place_ok(one, row)
                assert gold.count_ok(one, row, "fatalities")
                assert gold.count_ok(one, row, "injured")
                assert gold.type_ok(one, row)
                assert gold.actor_ok(one, row, "actor1")
                assert gold.actor_ok(one, row, "actor2")


def test_comparison_can_fail():
    one = next(one for item in HALF["tune"] for one in item.incidents if one["fatalities"])
    wrong = {**one, "event_date": "1999-01-01", "location": "Atlantis", "fatalities": 9999}
    assert not gold.date_ok({k: v for k, v in one.items() if k != "event_date_accept"}, wrong)
    assert not gold.place_ok(one, wrong)
    assert not gold.count_ok(one, wrong, "fatalities")
    assert not gold.type_ok(one, {"event_type": "Weather"})


@pytest.mark.shared
def test_districts_are_those_of_cod_ab(shared):
    import geopandas

    names = set(geopandas.read_parquet(shared / "data/codab/pak_adm2.parquet")["admin2Name_en"])
    assert {one["admin2"] for _, one in INCIDENTS} <= names | {""}


@pytest.mark.shared
def test_headlines_are_the_labelled_ones():
    ucdp = Path(__file__).parents[2] / "shared/data/ucdp/ged221_pakistan.parquet"
    if not ucdp.is_file():
        pytest.skip(f"{ucdp} is not there: the labels are joined to UCDP GED 22.1")
    found = gold.headlines(ucdp)
    assert len({(one.ucdp_id, one.text) for one in found}) == 150
    for one in found:
        assert one.fatalities_low <= one.fatalities
        assert one.fatalities_high is None or one.fatalities <= one.fatalities_high


def test_figures_of_a_perfect_and_of_an_empty_extraction():
    sys.path.insert(0, str(CORPUS))
    try:
        import figures
    finally:
        sys.path.remove(str(CORPUS))
    perfect = figures.measure(HALF["tune"], lambda item: item.incidents)
    assert perfect.f1 == 1
    assert perfect.false == 0
    assert {perfect.share(name) for name in figures.FIELDS} == {1.0}
    nothing = figures.measure(HALF["tune"], lambda item: ())
    assert nothing.f1 == 0
    noise = {"event_date": "1999-01-01", "location": "Atlantis", "event_type": "Weather"}
    noisy = figures.measure(HALF["tune"], lambda item: [noise])
    assert noisy.false_share == 1
