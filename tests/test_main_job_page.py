"""The page of the main job, in a real browser with the network cut, on a desktop and a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from test_browser import CHROMIUM, DESKTOP, PHONE, Visit, browser, colours, middle  # noqa: F401

from geo.pipeline import run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium; run: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def out(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("main-job") / "out"
    run([shared / "reports"], folder)
    return folder


@pytest.mark.parametrize(
    "context",
    [{"viewport": DESKTOP}, {"viewport": PHONE, "is_mobile": True, "has_touch": True}],
    ids=["desktop", "phone"],
)
def test_draws_districts_and_points_without_network(browser, out, context) -> None:  # noqa: F811
    with Visit(browser, out / "map.html", **context) as visit:
        page = visit.page
        assert page.locator("path.district").count() > 100
        shown = colours(page, ".map-frame")
        assert (230, 159, 0) in shown  # Violence against civilians, the two imams of Kuchlak
        counts = json.loads((out / "run.json").read_text())["counts"]
        assert f"{counts['input']} incidents" in page.locator(".sum").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert visit.quiet()


def test_search_finds_kuchlak(browser, out) -> None:  # noqa: F811
    with Visit(browser, out / "map.html") as visit:
        visit.page.fill("#search", "Kuchlak")
        assert "Kuchlak" in visit.page.locator("[role=option]").first.inner_text()
        visit.page.keyboard.press("Enter")
        centre = visit.state()["center"]
        assert abs(centre["lat"] - 30.352) < 0.1
        assert abs(centre["lng"] - 66.940) < 0.1
        assert visit.quiet()


def test_search_finds_places_that_no_report_names(browser, out) -> None:  # noqa: F811
    with Visit(browser, out / "map.html") as visit:
        visit.page.fill("#search", "Ormara")
        assert "Ormara" in visit.page.locator("[role=option]").first.inner_text()


def test_click_on_a_district_shows_its_numbers(browser, out) -> None:  # noqa: F811
    districts = pd.read_csv(out / "districts.csv")
    harnai = districts[districts["name"] == "Harnai"].iloc[0]
    with Visit(browser, out / "map.html") as visit:
        visit.page.mouse.click(*middle(visit.page, 30.10, 67.75))
        popup = visit.page.locator(".leaflet-popup").inner_text()
        assert "Harnai" in popup
        assert str(harnai["incidents"]) in popup
        assert str(harnai["killed"]) in popup
        assert visit.quiet()
