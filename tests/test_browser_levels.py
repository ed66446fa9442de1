"""Provinces, districts and tehsils in the page: every figure is the one that pandas counts."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from map_data import few, in_tehsils, many, squares, tehsils
from test_browser import Visit, browser, pytestmark  # noqa: F401

from geo.shares import district_shares
from maps import incident_map
from maps.units import provinces_of, tehsil_of

COUNT = 3000


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return in_tehsils(many(COUNT))


@pytest.fixture(scope="module")
def page_file(tmp_path_factory, frame) -> Path:
    path = tmp_path_factory.mktemp("levels") / "map.html"
    provinces = pd.DataFrame({"name": ["Sindh"], "name_ur": ["سندھ"], "pcode": ["PK7"]})
    incident_map(
        frame, squares(), title="Levels", as_of="2022-09-09", tehsils=tehsils(), provinces=provinces
    ).save(path)
    return path


def keys(frame: pd.DataFrame, level: str) -> tuple[pd.Series, list]:
    """What pandas groups by, and the units in the page's order."""
    if level == "province":
        return frame["admin1"].astype("object"), ["Balochistan", "Sindh"]
    if level == "district":
        return frame["admin2"].astype("object"), squares()["name"].tolist()
    units = tehsils()
    named = frame["admin2"].astype("object") + "/" + frame["admin3"].astype("object")
    return named, (units["admin2"] + "/" + units["name"]).tolist()


def kept(frame: pd.DataFrame, chosen: dict) -> pd.DataFrame:
    keep = frame["status"].isin(["point", "area"])
    for column, low, high in (
        ("fatalities", "killedMin", "killedMax"),
        ("injured", "injuredMin", "injuredMax"),
    ):
        if chosen[low] is not None:
            keep &= (frame[column] >= chosen[low]).fillna(False)
        if chosen[high] is not None:
            keep &= (frame[column] <= chosen[high]).fillna(False)
    if chosen["actor"] is not None:
        keep &= frame["actor1"].eq(chosen["actor"]).fillna(False)
    return frame[keep]


@pytest.mark.parametrize("level", ["province", "district", "tehsil"])
def test_twenty_random_filters_equal_pandas_at_every_level(browser, page_file, frame, level):  # noqa: F811
    dice = random.Random(f"level {level}")
    group, units = keys(frame, level)
    with Visit(browser, page_file, hash_=f"#level={level}") as visit:
        actors = visit.page.evaluate(
            "JSON.parse(document.getElementById('zila-data').textContent).incidents.actors"
        )
        for _ in range(20):
            chosen = {
                name: dice.choice([None, None, *some])
                for name, some in (
                    ("killedMin", (1, 2)), ("killedMax", (3, 5)),
                    ("injuredMin", (1, 3)), ("injuredMax", (4, 6)), ("actor", actors),
                )
            }  # fmt: skip
            code = None if chosen["actor"] is None else actors.index(chosen["actor"])
            visit.page.evaluate(f"zila.set({{filter: {json.dumps({**chosen, 'actor': code})}}})")
            state = visit.state()
            rows = kept(frame, chosen)
            grouped = rows.groupby(group.loc[rows.index])
            counted = grouped.size().reindex(units, fill_value=0)
            assert state["level"] == level
            assert state["incidents"] == counted.tolist(), chosen
            for name, column in (("killed", "fatalities"), ("injured", "injured")):
                truth = grouped[column].sum().reindex(units, fill_value=0)
                assert state[name] == truth.tolist(), chosen
            assert state["beyond"] == len(rows) - counted.sum()
            titles = visit.page.locator("#district-table thead th").all_inner_texts()
            column = next(i for i, text in enumerate(titles) if text.startswith("Incidents"))
            table = visit.page.locator("#district-table tbody tr[data-district]").evaluate_all(
                f"rows => rows.map(row => [Number(row.dataset.district),"
                f" Number(row.children[{column}].textContent.replaceAll(',', ''))])"
            )
            assert dict(table) == {i: n for i, n in enumerate(counted) if n > 0}, chosen
            legend = visit.page.locator("[data-legend=districts] li small").all_inner_texts()
            assert sum(int(text) for text in legend) == len(units)
            assert int(legend[0]) == int((counted == 0).sum())
        assert visit.quiet()


@pytest.mark.parametrize("level", ["province", "tehsil"])
def test_expected_incidents_are_those_of_the_shares(browser, tmp_path, frame, level):  # noqa: F811
    frame = frame[frame["status"] != "unresolved"].assign(radius_km=30.0).head(800)
    land, units = squares(), tehsils()
    ids = dict(zip(units["admin2"] + "/" + units["name"], units["unit_id"], strict=True))
    named = frame["admin2"].astype("object") + "/" + frame["admin3"].astype("object")
    homes = {
        "district": frame["admin2_pcode"].map(land.set_index("pcode")["unit_id"]),
        "tehsil": named.map(ids),
    }
    shares = {
        name: district_shares(frame.assign(unit_id=home.astype("string")), of)
        for (name, home), of in zip(homes.items(), (land, units), strict=True)
    }
    path = tmp_path / "map.html"
    incident_map(
        frame, land, title="x", as_of="2022-09-09", tehsils=units,
        run={"shares": shares["district"], "tehsil_shares": shares["tehsil"]},
    ).save(path)  # fmt: skip
    if level == "tehsil":
        truth = shares["tehsil"].groupby("unit_id")["share"].sum().reindex(units["unit_id"])
    else:
        province = shares["district"]["unit_id"].map(land.set_index("unit_id")["admin1"])
        truth = shares["district"].groupby(province)["share"].sum()
        # Reports that name only the province lie wholly in it.
        lost = frame[(frame["status"] == "area") & frame["admin2"].isna()]
        truth = truth.add(lost.groupby("admin1").size(), fill_value=0)[["Balochistan", "Sindh"]]
    with Visit(browser, path, hash_=f"#level={level}&measure=expected") as visit:
        state = visit.state()
        assert state["view"]["measure"] == "expected"
        assert state["expected"] == pytest.approx(truth.fillna(0).tolist(), abs=0.05)
        low, high = zip(*state["bounds"], strict=True)
        assert all(a <= n <= b for a, n, b in zip(low, state["expected"], high, strict=True))
        assert visit.quiet()


def test_colours_follow_the_level(browser, page_file, frame):  # noqa: F811
    group, units = keys(frame, "tehsil")
    counted = kept(frame, dict.fromkeys(
        ["killedMin", "killedMax", "injuredMin", "injuredMax", "actor"]))  # fmt: skip
    counted = counted.groupby(group.loc[counted.index]).size().reindex(units, fill_value=0)
    with Visit(browser, page_file) as visit:
        page = visit.page
        before = page.locator(".district").count()
        page.select_option("#level", "tehsil")
        state = visit.state()
        assert (before, page.locator(".district").count()) == (9, 18)
        upper = np.array(state["upper"])
        assert state["classes"] == np.searchsorted(upper, counted.to_numpy()).tolist()
        fills = page.locator(".district").evaluate_all(
            "all => all.map(e => e.getAttribute('fill'))"
        )
        by_class = {number: fills[i] for i, number in enumerate(state["classes"])}
        assert fills == [by_class[number] for number in state["classes"]]
        assert len(set(by_class.values())) == len(by_class) > 2
        assert "known only by district or province" in page.locator("#legend").inner_text()
        page.select_option("#level", "province")
        assert page.locator(".district").count() == 2
        assert page.locator("#table-title").inner_text() == "Provinces"
        page.locator("#district-table button", has_text="Sindh").click()
        card = page.locator(".leaflet-popup").inner_text()
        assert "سندھ" in card
        assert "population not known" in card  # one district's is not known
        assert visit.quiet()


def test_rates_use_the_numbers_of_the_level(browser, page_file):  # noqa: F811
    with Visit(browser, page_file, hash_="#level=province&rate=area") as visit:
        state = visit.state()
        area = squares().groupby("admin1", sort=False)["area_km2"].sum().tolist()
        told = [n / km2 * 1000 for n, km2 in zip(state["incidents"], area, strict=True)]
        assert state["values"] == pytest.approx(told)
    with Visit(browser, page_file, hash_="#level=tehsil&rate=people") as visit:
        state = visit.state()
        people = tehsils()["population"].tolist()
        for value, count, some in zip(state["values"], state["incidents"], people, strict=True):
            truth = count / some * 1e5
            assert value == pytest.approx(truth, nan_ok=True)


def test_the_link_gives_back_everything(browser, page_file):  # noqa: F811
    with Visit(browser, page_file) as visit:
        page = visit.page
        page.select_option("#level", "tehsil")
        page.fill("[aria-label='Injured, at least']", "2")
        page.keyboard.press("Tab")
        page.click("[data-sort=killed]")
        page.hover(".leaflet-control-layers")
        page.locator(".leaflet-control-layers label", has_text="Density").click()
        page.locator(".leaflet-control-layers label", has_text="Province borders").click()
        page.locator("#district-table tbody th button").nth(3).click()
        page.wait_for_timeout(500)
        hash_ = page.evaluate("location.hash")
        state = visit.state()
        first = page.locator("#district-table tbody tr").first.inner_text()
        chosen = page.locator("tr.chosen").inner_text()
    for part in (
        "level=tehsil",
        "injured-min=2",
        "sort=killed",
        "density",
        "provinces",
        "district=",
    ):
        assert part in hash_
    with Visit(browser, page_file, hash_=hash_) as visit:
        page = visit.page
        again = visit.state()
        assert {**again, "center": 0, "zoom": 0} == {**state, "center": 0, "zoom": 0}
        assert page.locator("#district-table tbody tr").first.inner_text() == first
        assert page.locator("tr.chosen").inner_text() == chosen
        assert page.locator("[data-legend=density]").count() == 1
        assert page.locator(".province").count() == 0
        page.wait_for_timeout(400)
        assert page.evaluate("location.hash") == hash_
        page.click("#reset")
        assert visit.state()["shown"] == COUNT


def test_areas_are_badged_on_their_district_at_every_level(browser, tmp_path):  # noqa: F811
    path = tmp_path / "map.html"
    incident_map(few(), squares(), title="x", as_of="2022-09-09", tehsils=tehsils()).save(path)
    for level in ("province", "district", "tehsil"):
        with Visit(browser, path, hash_=f"#level={level}") as visit:
            badges = visit.page.locator(".badge").evaluate_all("all => all.map(e => e.title)")
            assert sorted(badges) == [
                "Balochistan: 1 report names only the province",
                "Panjgur: 1 report names only the district",
            ]
            assert visit.quiet()


def test_without_tehsils_none_are_offered(browser, tmp_path):  # noqa: F811
    path = tmp_path / "map.html"
    incident_map(few(), squares(), title="x", as_of="2022-09-09").save(path)
    with Visit(browser, path, hash_="#level=tehsil") as visit:
        options = visit.page.locator("#level option").all_inner_texts()
        assert options == ["Provinces", "Districts"]
        assert visit.state()["level"] == "district"


def test_search_for_a_district_leads_back_to_districts(browser, page_file):  # noqa: F811
    with Visit(browser, page_file, hash_="#level=tehsil") as visit:
        page = visit.page
        page.fill("#search", "Panjgur")
        page.locator("#search-results li", has_text="District").click()
        assert visit.state()["level"] == "district"
        assert "Panjgur" in page.locator(".leaflet-popup h3").inner_text()


def test_tehsils_of_one_name_are_told_apart_by_their_district():
    frame = pd.DataFrame(
        {
            "admin3": ["West", "West", "east", "West", None],
            "admin2": ["Dadu", "Kalat", "Dadu", "Quetta", "Dadu"],
            "admin2_pcode": ["PK7", "PK3", None, "PK0", "PK7"],
        }
    )
    units = tehsils()
    found = tehsil_of(frame, units, squares())
    named = [None if at < 0 else (units["admin2"][at], units["name"][at]) for at in found]
    assert named == [("Dadu", "West"), ("Kalat", "West"), ("Dadu", "East"), None, None]


def test_a_sum_with_an_open_part_stays_open():
    table = provinces_of(squares(), ["Balochistan", "Sindh"], None)
    assert table["population"].isna().tolist() == [False, True]
    assert table["area_km2"].tolist() == [60_015.0, 30_021.0]
