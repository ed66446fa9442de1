"""Reported places: what earlier reports meant by a name, and that only odd ids taught it."""

import csv
from importlib.resources import files

import pytest

from gazetteer import Gazetteer
from gazetteer.places import Place
from gazetteer.scores import count_reports
from gazetteer.store import MemoryStore


def place(name, admin2, reported, latitude=34.0, longitude=72.0, kind="village"):
    return Place(
        f"test:{name}-{admin2}-{latitude}", name, (), "", latitude, longitude, kind, "PK",
        "Khyber Pakhtunkhwa", admin2, 0, "test", reported=reported,
    )  # fmt: skip


@pytest.fixture(scope="module")
def table():
    path = files("gazetteer").joinpath("data/places_reported.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_reports_decide_between_homonyms():
    places = [place("Zarkani", "Swat", 0), place("Zarkani", "Kohat", 9, 33.5, 71.4)]
    found = Gazetteer.from_places(places, country="PK").resolve("Zarkani")
    assert (found.status, found.admin2) == ("point", "Kohat")
    assert "9 times" in found.reason
    silent = Gazetteer.from_places(
        [one._replace(reported=0) for one in places], country="PK"
    ).resolve("Zarkani")
    assert silent.status == "ambiguous"


def test_one_place_of_two_tables_keeps_its_reports():
    places = [place("Zarkani", "Swat", 0, kind="town"), place("Zarkani", "Swat", 4, 34.01)]
    found = Gazetteer.from_places(places, country="PK").resolve("Zarkani")
    assert found.place_kind == "town"
    assert "4 times" in found.reason


def test_a_country_without_reports_has_no_prior():
    reports = count_reports([place("Zarkani", "Swat", 0)])
    assert reports.trouble(place("Zarkani", "Swat", 0)) == 0.0


def test_more_reports_of_a_district_raise_its_prior():
    reports = count_reports([place("A", "Swat", 30), place("B", "Kohat", 2)])
    assert reports.trouble(place("C", "Swat", 0)) > 0 > reports.trouble(place("C", "Kohat", 0))


def test_old_districts_are_areas_and_no_pin():
    gazetteer = Gazetteer.load("embedded")
    for text in ("Chitral district", "Kohistan district", "Karachi district"):
        found = gazetteer.resolve(text)
        assert (found.status, found.admin2, found.latitude) == ("area", "", None), text


def test_names_need_a_cue_in_running_text():
    gazetteer = Gazetteer.load("embedded")
    store = next(s for s in gazetteer.stores if s.version.startswith("UCDP"))
    assert isinstance(store, MemoryStore)
    assert not store.known
    assert [m.name for m in gazetteer.find("Anjani said so.")] == []
    assert [m.name for m in gazetteer.find("Two men died in Anjani on Friday.")] == ["Anjani"]


def test_rows_are_whole(table):
    assert len({row["place_id"] for row in table}) == len(table)
    for row in table:
        assert int(row["reported"]) >= 1
        assert row["admin2"], row
        assert row["source"].startswith("UCDP GED 22.1")


@pytest.mark.shared
def test_only_odd_ids_taught_it(table):
    pytest.importorskip("pandas")
    import pandas as pd

    from benchmarks.locate import SHARED

    path = SHARED / "ucdp" / "ged221_pakistan.parquet"
    if not path.is_file():
        pytest.skip("no ../shared/data/ucdp: UCDP GED is not at hand")
    events = pd.read_parquet(path)
    odd = events[events["id"] % 2 == 1]
    pairs = zip(odd["latitude"], odd["longitude"], strict=True)
    known = {(round(latitude, 5), round(longitude, 5)) for latitude, longitude in pairs}
    assert all((float(r["latitude"]), float(r["longitude"])) in known for r in table)


@pytest.mark.shared
def test_every_place_lies_in_its_district_of_another_source(table):
    import geopandas as gpd
    import shapely

    from benchmarks.locate import SHARED

    path = SHARED / "codab" / "pak_adm2.parquet"
    if not path.is_file():
        pytest.skip("no ../shared/data/codab: OCHA COD-AB is not at hand")
    shapes = gpd.read_parquet(path).set_index("admin2Name_en").geometry
    away = [
        shapes[row["admin2"]].distance(
            shapely.Point(float(row["longitude"]), float(row["latitude"]))
        )
        for row in table
        if row["admin2"] in shapes.index
    ]
    assert len(away) > 0.9 * len(table)
    assert sum(degrees > 0.1 for degrees in away) <= 0.01 * len(away)
