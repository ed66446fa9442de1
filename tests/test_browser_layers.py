"""What a run may add to the page: expected incidents, hot spots, cities, rings; in a browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from map_data import NAMES, few, many, squares
from test_browser import Visit, browser, middle, pytestmark  # noqa: F401
from test_page import data_of

from gazetteer.errors import InputError
from geo.shares import district_shares
from geo.summary import summarise
from maps import incident_map

PLACES = [
    {"name": "Great City", "latitude": 29.9, "longitude": 66.2, "kind": "city",
     "population": 3_000_000},
    {"name": "Small City", "latitude": 30.1, "longitude": 68.7, "kind": "city", "population": 200},
    {"name": "Village", "latitude": 28.9, "longitude": 68.8, "kind": "village", "population": 9e6},
    {"name": "Uncounted", "latitude": 28.9, "longitude": 68.2, "kind": "city"},
    {"name": "Odd", "latitude": 28.9, "longitude": 68.2, "kind": "city", "population": "many"},
]  # fmt: skip
HOTSPOTS = {"T0": ("hot 99", 0.0012), "T1": ("hot 95", 0.03), "T2": ("not significant", 0.7),
            "T8": "cold 90"}  # fmt: skip


def joined(count: int = 600) -> pd.DataFrame:
    """Incidents as the join leaves them, some of them in much doubt."""
    frame = many(count)
    frame["unit_id"] = [f"T{NAMES.index(name)}" for name in frame["admin2"]]
    frame.loc[frame["status"] == "unresolved", "unit_id"] = pd.NA
    dice = np.random.default_rng(3)
    doubt = dice.choice([0.0, 5.0, 20.0, 60.0], count)
    frame["radius_km"] = np.where(frame["status"] == "point", doubt, np.nan)
    return frame


@pytest.fixture(scope="module")
def full_page(tmp_path_factory) -> Path:
    frame = joined()
    path = tmp_path_factory.mktemp("full") / "map.html"
    run = {
        "places": PLACES,
        "shares": district_shares(frame, squares()),
        "hotspots": HOTSPOTS,
    }
    incident_map(frame, squares(), title="Full", as_of="2022-09-09", run=run).save(path)
    return path


@pytest.mark.parametrize("kinds", [None, ["Battles"], ["Protests", "Battles"]])
def test_expected_incidents_equal_the_district_table(browser, full_page, kinds):  # noqa: F811
    frame = joined()
    shares = district_shares(frame, squares())
    with Visit(browser, full_page) as visit:
        page = visit.page
        page.select_option("#measure", "expected")
        if kinds:
            page.evaluate(
                "kinds => zila.set({filter: {types: JSON.parse(document.getElementById("
                "'zila-data').textContent).incidents.event_type.words"
                ".flatMap((word, i) => kinds.includes(word) ? [i] : [])}})",
                kinds,
            )
            frame = frame[frame["event_type"].isin(kinds)]
        state = visit.state()
        wanted = summarise(frame, squares(), shares=shares).set_index("unit_id").loc[
            [f"T{i}" for i in range(9)]
        ]  # fmt: skip
        # Shares travel in ten-thousandths.
        assert state["values"] == pytest.approx(wanted["expected"].tolist(), abs=0.02)
        low, high = np.array(state["bounds"]).T
        assert np.abs(low - wanted["expected_low"].to_numpy(float)).max() <= 1
        assert np.abs(high - wanted["expected_high"].to_numpy(float)).max() <= 1
        header = page.locator("#district-table thead").inner_text()
        assert "Expected incidents (location doubt)" in header
        assert "95 % range" in header
        row = page.locator("#district-table tbody tr").first
        assert "–" in row.locator("td").last.inner_text()
        page.locator("#district-table tbody button").first.click()
        assert "as places are in doubt" in page.locator(".leaflet-popup").inner_text()
        page.wait_for_timeout(400)
        assert "measure=expected" in page.evaluate("location.hash")
        assert visit.quiet()


def test_without_shares_nothing_is_expected(browser, tmp_path):  # noqa: F811
    incident_map(few(), squares(), title="x", as_of="2022").save(tmp_path / "a.html")
    with Visit(browser, tmp_path / "a.html", hash_="#measure=expected") as visit:
        options = visit.page.locator("#measure option").evaluate_all("all => all.map(o => o.value)")
        assert "expected" not in options
        assert visit.state()["view"]["measure"] == "incidents"
        visit.page.hover(".leaflet-control-layers")
        names = visit.page.locator(".leaflet-control-layers").inner_text()
        assert "Hot and cold" not in names
        assert "Cities" not in names
        assert visit.quiet()


def test_shares_need_their_columns_and_a_unique_index():
    frame = joined(20)
    shares = district_shares(frame, squares())
    for wrong, index in ((shares.drop(columns="share"), frame.index), (shares, [1] * 20)):
        with pytest.raises(InputError, match="shares"):
            incident_map(frame.set_axis(index), squares(), title="x", as_of="2022",
                         run={"shares": wrong})  # fmt: skip


def test_shares_of_other_tables_change_nothing():
    frame = joined(20)
    shares = pd.DataFrame({"incident": [999, 0], "unit_id": ["T0", "other"], "share": [0.5, 0.5]})
    page = incident_map(frame, squares(), title="x", as_of="2022", run={"shares": shares})
    assert set(data_of(page.html())["incidents"]["shares"]["of"]) == {-1}


def test_hot_spots_are_a_layer_of_their_own(browser, full_page):  # noqa: F811
    with Visit(browser, full_page) as visit:
        page = visit.page
        assert page.locator("path.spot").count() == 0
        page.hover(".leaflet-control-layers")
        page.locator(".leaflet-control-layers label", has_text="Hot and cold").click()
        assert page.locator("path.spot").count() == len(NAMES)
        fills = page.locator("path.spot").evaluate_all(
            "all => all.map(e => e.getAttribute('fill'))"
        )
        assert fills[:2] == ["#a3270f", "#e0673b"]
        assert fills[3].startswith("url(")
        legend = page.locator("[data-legend=hotspots]").inner_text()
        assert "More than chance (99 %)" in legend
        assert "Gi*" in legend
        assert "cold" not in legend.split("\n", 1)[1].lower()
        assert page.locator("[data-legend=districts]").count() == 0
        page.locator("#district-table tbody button", has_text="Quetta").click()
        assert "p = 0.0012" in page.locator(".leaflet-popup").inner_text()
        assert visit.quiet()


def test_hot_spots_of_another_class_are_refused():
    with pytest.raises(InputError, match="lukewarm"):
        incident_map(
            few(), squares(), title="x", as_of="2022", run={"hotspots": {"T0": "lukewarm"}}
        )


def test_cities_are_named_beside_what_stands_there(browser, tmp_path):  # noqa: F811
    path = tmp_path / "a.html"
    run = {"places": PLACES}
    incident_map(few(), squares(), title="x", as_of="2022", run=run).save(path)
    assert [row[0] for row in data_of(path.read_text())["cities"]] == ["Great City", "Small City"]
    with Visit(browser, path) as visit:
        page = visit.page
        placed = page.evaluate("zila.state().cities")
        assert [each["text"] for each in placed] == ["Great City"]
        page.hover(".leaflet-control-layers")
        page.locator(".leaflet-control-layers label", has_text="Cities").click()
        page.wait_for_timeout(200)
        assert page.evaluate("zila.state().cities") == []
        assert visit.quiet()


def test_incidents_at_one_place_spread_out(browser, tmp_path):  # noqa: F811
    path = tmp_path / "a.html"
    incident_map(few(), squares(), title="x", as_of="2022").save(path)
    with Visit(browser, path, hash_="#at=28.352,66.34,11") as visit:
        page = visit.page
        page.mouse.click(*middle(page, 28.352, 66.34))
        circles = page.locator("path.ring-circle")
        assert circles.count() == 2
        assert page.locator("path.leader-halo").count() == 2
        # The list stays for the keyboard.
        assert page.locator(".leaflet-popup .line").count() == 2
        circles.nth(1).click()
        popup = page.locator(".leaflet-popup").last.inner_text()
        assert "Explosions" in popup
        assert "17 Aug 2019" in popup
        assert circles.count() == 2
        page.locator(".leaflet-control-zoom-out").click()
        page.wait_for_timeout(500)
        assert circles.count() == 0
        assert visit.quiet()
    with Visit(browser, path) as visit:
        visit.page.mouse.click(*middle(visit.page, 28.352, 66.34))
        assert visit.page.locator("path.ring-circle").count() == 0
