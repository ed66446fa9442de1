"""The page in a real browser with the network cut: nothing loads, everything answers."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from map_data import NAMES, few, many, squares

from maps import incident_map

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium; run: apt-get install chromium"),
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 667}


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


class Visit:
    """One page opened offline, with what it logged and asked for."""

    def __init__(self, browser, path: Path, *, hash_: str = "", **context) -> None:
        context.setdefault("viewport", DESKTOP)
        self.context = browser.new_context(offline=True, **context)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.requests: list[str] = []
        url = path.as_uri()
        self.page.on(
            "console",
            lambda message: (
                self.faults.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "request",
            lambda request: (
                None
                if request.url.split("#")[0] == url or request.url.startswith(("data:", "blob:"))
                else self.requests.append(request.url)
            ),
        )
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        self.page.goto(url + hash_)
        self.page.wait_for_selector("html[data-ready]", state="attached", timeout=30_000)
        self.page.wait_for_timeout(120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def state(self):
        return self.page.evaluate("zila.state()")

    def quiet(self) -> bool:
        assert self.faults == []
        assert self.requests == []
        return True


@pytest.fixture(scope="module")
def few_page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("few") / "map.html"
    places = [{"name": "Hanna Lake", "latitude": 28.25, "longitude": 66.8, "admin2": "Quetta"}]
    incident_map(
        few(),
        squares(),
        title="Seven incidents",
        as_of="2022-09-09",
        sources=["made up for this test"],
        run={"places": places},
    ).save(path)
    return path


@pytest.fixture(scope="module")
def many_page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("many") / "map.html"
    incident_map(many(3000), squares(), title="Many", as_of="2022-09-09").save(path)
    return path


def colours(page, selector: str) -> set[tuple[int, int, int]]:
    """Colours that a screenshot of an element shows."""
    import io

    from matplotlib.image import imread

    picture = imread(io.BytesIO(page.locator(selector).screenshot()))
    pixels = (picture[..., :3] * 255).round().astype(int).reshape(-1, 3)
    return {tuple(int(part) for part in pixel) for pixel in np.unique(pixels, axis=0)}


@pytest.mark.parametrize(
    "context",
    [
        {"viewport": DESKTOP},
        {"viewport": PHONE, "is_mobile": True, "has_touch": True},
        {"viewport": DESKTOP, "color_scheme": "dark"},
    ],
    ids=["desktop", "phone", "dark"],
)
def test_opens_offline_without_requests_or_errors(browser, few_page, context):
    with Visit(browser, few_page, **context) as visit:
        page = visit.page
        assert page.title() == "Seven incidents"
        assert page.locator("path.district").count() == len(NAMES)
        frame = page.locator(".map-frame").bounding_box()
        assert frame["width"] >= 0.6 * context["viewport"]["width"]
        # The page never scrolls sideways.
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shown = colours(page, ".map-frame")
        assert (139, 26, 92) in shown  # Battles
        assert (230, 159, 0) in shown  # Violence against civilians
        assert visit.quiet()


def test_search_finds_kuchlak_and_goes_there(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        page.fill("#search", "kuchlak")
        assert "Kuchlak" in page.locator("#search-results [role=option]").first.inner_text()
        page.keyboard.press("Enter")
        state = visit.state()
        assert state["zoom"] >= 10
        assert abs(state["center"]["lat"] - 28.352) < 0.1
        assert abs(state["center"]["lng"] - 66.34) < 0.1
        assert "Kuchlak" in page.locator(".leaflet-popup").inner_text()
        assert visit.quiet()


@pytest.mark.parametrize("query", ["Kuchlok", "KUCHLAK", "kúchlak"])
def test_search_forgives_spelling(browser, few_page, query):
    with Visit(browser, few_page) as visit:
        visit.page.fill("#search", query)
        assert "Kuchlak" in visit.page.locator("[role=option]").first.inner_text()


def test_search_knows_other_names_and_places_given(browser, few_page):
    with Visit(browser, few_page) as visit:
        for query, name in [("کوئٹہ", "Quetta"), ("shal", "Quetta"), ("hanna", "Hanna Lake")]:
            visit.page.fill("#search", query)
            assert name in visit.page.locator("[role=option]").first.inner_text()
        visit.page.fill("#search", "qqqqq")
        assert "Nothing of that name" in visit.page.locator("#search-results").inner_text()


def middle(page, latitude: float, longitude: float) -> tuple[float, float]:
    """Pixel of the window at a place."""
    x, y = page.evaluate(
        f"(() => {{ const p = map_zila.latLngToContainerPoint([{latitude}, {longitude}]);"
        "return [p.x, p.y]; })()"
    )
    box = page.locator(".folium-map").bounding_box()
    return box["x"] + x, box["y"] + y


def test_click_on_a_district_shows_its_numbers(browser, few_page):
    with Visit(browser, few_page) as visit:
        visit.page.mouse.click(*middle(visit.page, 30.2, 67.2))
        popup = visit.page.locator(".leaflet-popup")
        assert "Dadu" in popup.inner_text()
        figures = popup.locator(".figures dd").all_inner_texts()
        assert figures == ["1", "0", "12"]
        assert visit.quiet()


def test_tap_on_a_phone_shows_district_and_place(browser, few_page):
    phone = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    with Visit(browser, few_page, **phone) as visit:
        page = visit.page
        page.touchscreen.tap(*middle(page, 28.352, 66.34))
        page.locator(".leaflet-popup .line").first.tap()
        page.wait_for_timeout(400)
        popup = page.locator(".leaflet-popup").bounding_box()
        frame = page.locator(".map-frame").bounding_box()
        assert popup["x"] >= frame["x"]
        assert popup["x"] + popup["width"] <= frame["x"] + frame["width"]
        assert popup["y"] >= frame["y"]
        page.locator(".leaflet-popup-close-button").tap()
        page.locator("#reset").tap()
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(400)
        page.touchscreen.tap(*middle(page, 30.2, 67.2))
        page.wait_for_timeout(400)
        assert "Dadu" in page.locator(".leaflet-popup").inner_text()
        for each in page.locator("#search, .panel button, .panel summary, .legend summary").all():
            box = each.bounding_box()
            assert box is None or box["height"] >= 24
        assert visit.quiet()


def test_click_on_a_place_lists_its_incidents_and_shows_why(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        page.mouse.click(*middle(page, 28.352, 66.34))
        assert page.locator(".leaflet-popup .line").count() == 2
        page.locator(".leaflet-popup .line", has_text="16 Aug 2019").click()
        card = page.locator(".leaflet-popup .card")
        assert card.locator("mark").all_inner_texts() == ["Two", "Kuchlak"]
        assert "the only Kuchlak" in card.inner_text()
        assert "within 5 km" in card.inner_text()
        assert "95 %" in card.inner_text()
        assert "28.352, 66.34" in card.inner_text()
        assert page.locator("path.doubt").count() == 1
        # The popup that grew is still whole inside the map.
        frame, box = (page.locator(at).bounding_box() for at in (".map-frame", ".leaflet-popup"))
        assert box["y"] >= frame["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 12
        assert visit.quiet()


def test_areas_are_badged_and_never_pinned(browser, few_page):
    with Visit(browser, few_page) as visit:
        labels = visit.page.locator(".badge").evaluate_all(
            "all => all.map(each => each.getAttribute('aria-label'))"
        )
        assert sorted(labels) == [
            "Balochistan: 1 report names only the province",
            "Panjgur: 1 report names only the district",
        ]
        visit.page.mouse.click(*middle(visit.page, 29.2, 67.2))
        assert "Panjgur" in visit.page.locator(".leaflet-popup").inner_text()


def test_legend_follows_the_layers(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        sections = page.locator("[data-legend]")
        assert sections.evaluate_all("all => all.map(each => each.dataset.legend)") == [
            "districts",
            "points",
            "areas",
        ]
        assert "no data" in sections.first.inner_text()
        page.hover(".leaflet-control-layers")
        page.locator(".leaflet-control-layers label", has_text="Incidents at a place").click()
        page.locator(".leaflet-control-layers label", has_text="only by area").click()
        assert sections.evaluate_all("all => all.map(each => each.dataset.legend)") == ["districts"]
        assert page.locator(".badge").count() == 0
        assert visit.quiet()


def test_date_filter_acts_on_everything_and_is_in_the_link(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        page.fill("#date-from", "2019-08-17")
        page.fill("#date-to", "2020-12-31")
        page.keyboard.press("Tab")
        state = visit.state()
        assert state["incidents"] == [1, 1, 0, 0, 0, 0, 0, 0, 0]
        assert page.locator("#district-table tbody tr").count() == 2
        assert page.locator(".badge").count() == 0
        assert "2 of 7" in page.locator("#shown").inner_text()
        page.wait_for_timeout(400)
        hash_ = page.evaluate("location.hash")
        assert "from=2019-08-17" in hash_
        page.click("#reset")
        assert visit.state()["shown"] == 7
    with Visit(browser, few_page, hash_=hash_) as visit:
        assert visit.state()["incidents"] == [1, 1, 0, 0, 0, 0, 0, 0, 0]
        assert visit.page.input_value("#date-to") == "2020-12-31"


def expected(frame: pd.DataFrame, chosen: dict) -> pd.DataFrame:
    """What pandas counts per district for a filter."""
    keep = pd.Series(True, index=frame.index)
    days = (frame["event_date"] - pd.Timestamp(0)).dt.days
    if chosen["from"] is not None:
        keep &= days >= chosen["from"]
    if chosen["to"] is not None:
        keep &= days <= chosen["to"]
    if chosen["types"] is not None:
        keep &= frame["event_type"].isin(chosen["types"])
    if chosen["confidence"]:
        keep &= frame["confidence"] >= chosen["confidence"]
    if chosen["killedMin"] is not None:
        keep &= (frame["fatalities"] >= chosen["killedMin"]).fillna(False)
    kept = frame[keep.fillna(False) & frame["status"].isin(["point", "area"])]
    grouped = kept.groupby("admin2")
    return pd.DataFrame(
        {
            "incidents": grouped.size(),
            "killed": grouped["fatalities"].sum(),
            "injured": grouped["injured"].sum(),
        }
    ).reindex(NAMES, fill_value=0)


def test_twenty_random_filters_equal_pandas(browser, many_page):
    frame = many(3000)
    dice = random.Random(20)
    with Visit(browser, many_page) as visit:
        words = visit.page.evaluate(
            "JSON.parse(document.getElementById('zila-data').textContent).incidents.event_type.words"
        )
        for _ in range(20):
            dates = sorted(dice.choices(range(16436, 18930), k=2))
            chosen = {
                "from": dates[0] if dice.random() < 0.7 else None,
                "to": dates[1] if dice.random() < 0.7 else None,
                "types": dice.sample(words, dice.randint(1, 3)) if dice.random() < 0.6 else None,
                "confidence": dice.choice([0, 0, 0.25, 0.5]),
                "killedMin": dice.choice([None, None, 1, 3]),
            }
            given = dict(chosen)
            if given["types"] is not None:
                given["types"] = [words.index(word) for word in given["types"]]
            visit.page.evaluate(f"zila.set({{filter: {json.dumps(given)}}})")
            state = visit.state()
            truth = expected(frame, chosen)
            assert state["incidents"] == truth["incidents"].tolist(), chosen
            assert state["killed"] == truth["killed"].tolist(), chosen
            assert state["injured"] == truth["injured"].tolist(), chosen
            table = {
                row[0]: row[1]
                for row in visit.page.locator("#district-table tbody tr").evaluate_all(
                    "rows => rows.map(row => [row.querySelector('bdi').textContent,"
                    " Number((row.children[2]?.textContent ?? '0').replaceAll(',', ''))])"
                )
                if row[0] in NAMES
            }
            counted = truth["incidents"]
            assert table == counted[counted > 0].to_dict(), chosen
            legend = visit.page.locator("[data-legend=districts] li small").all_inner_texts()
            assert sum(int(text) for text in legend) == len(NAMES)
            assert int(legend[0]) == int((counted == 0).sum())
        assert visit.quiet()


def test_keyboard_goes_through_the_table_and_opens_a_district(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        first = page.locator("#district-table tbody th button").first
        first.focus()
        assert page.evaluate("document.activeElement.textContent") == "Quetta"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Dadu"
        assert "chosen" in page.locator("tr[data-district='7']").get_attribute("class")
        page.keyboard.press("Enter")
        assert "Dadu" in page.locator(".leaflet-popup").inner_text()
        page.wait_for_timeout(900)
        top = page.evaluate("document.querySelector('.map-frame').getBoundingClientRect().top")
        assert top >= 0
        page.click("[data-sort=name]")
        names = page.locator("#district-table tbody th bdi").all_inner_texts()
        assert names == sorted(names)
        assert visit.quiet()


def test_tab_reaches_every_control_and_shows_where_it_is(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            where, outline = page.evaluate(
                """() => {
                    const on = document.activeElement;
                    // The map's frame shows it for the map.
                    const shows = on.matches(".folium-map") ? on.parentElement : on;
                    return [on.id || on.className, getComputedStyle(shows).outlineStyle];
                }"""
            )
            seen.add(where.split(" ")[0])
            assert outline != "none" or where == "", where
        wanted = {"skip", "search", "date-from", "date-to", "measure", "reset", "folium-map"}
        assert wanted - seen - {""} <= {"folium-map"}, wanted - seen


AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core/axe.min.js"))


@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core; run: npm install axe-core")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_violation_of_wcag_a_or_aa(browser, few_page, viewport, scheme):
    with Visit(browser, few_page, viewport=viewport, color_scheme=scheme, bypass_csp=True) as visit:
        page = visit.page
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
        steps = [
            lambda: None,
            lambda: page.fill("#search", "ku"),
            lambda: page.keyboard.press("Enter"),
            lambda: page.locator("#district-table tbody th button").first.click(),
        ]
        for step in steps:
            step()
            page.wait_for_timeout(300)
            found = page.evaluate(f"axe.run(document, {rules})")
            assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
            assert len(found["passes"]) > 20


SCHEMES = {"natural": "FisherJenks", "quantiles": "Quantiles", "equal": "EqualInterval"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_classes_equal_mapclassify(browser, many_page, scheme):
    mapclassify = pytest.importorskip("mapclassify")
    frame = many(3000)
    known = frame[frame["status"].isin(["point", "area"])].groupby("admin2")["injured"].sum()
    values = known.reindex(NAMES).to_numpy(float)
    with Visit(browser, many_page, hash_=f"#measure=injured&scheme={scheme}&classes=4") as visit:
        state = visit.state()
        assert state["values"] == values.tolist()
        truth = getattr(mapclassify, SCHEMES[scheme])(values, k=4)
        assert state["upper"] == pytest.approx(truth.bins.tolist())
        assert state["classes"] == truth.yb.tolist()


@pytest.mark.parametrize("measure", ["incidents", "killed"])
def test_every_month_has_the_classes_that_pandas_gives(browser, many_page, measure):
    mapclassify = pytest.importorskip("mapclassify")
    frame = many(3000)
    kept = frame[frame["status"].isin(["point", "area"]) & frame["event_date"].notna()]
    months = kept["event_date"].dt.to_period("M")
    every = pd.period_range(frame["event_date"].min(), frame["event_date"].max(), freq="M")
    grid = pd.MultiIndex.from_product([every, NAMES])
    grouped = kept.groupby([months, "admin2"])
    count = grouped.size().reindex(grid, fill_value=0)
    cells = count.astype(float)
    if measure == "killed":
        stated = grouped["fatalities"].count().reindex(grid, fill_value=0)
        cells = grouped["fatalities"].sum().reindex(grid, fill_value=0).astype(float)
        cells[(count > 0) & (stated == 0)] = np.nan
    cells = cells.unstack().loc[every, NAMES]
    positive = cells.to_numpy().ravel()
    positive = positive[positive > 0]
    bins = mapclassify.FisherJenks(positive, k=5).bins
    painted: dict[int, str] = {}
    with Visit(browser, many_page, hash_=f"#step=month&measure={measure}") as visit:
        edges = visit.state()["periods"]
        assert len(edges) == len(every) + 1
        for i, month in enumerate(every):
            dates = {"from": edges[i], "to": edges[i + 1] - 1}
            visit.page.evaluate(f"zila.set({{filter: {json.dumps(dates)}}})")
            state = visit.state()
            assert state["upper"] == bins.tolist()
            row = cells.loc[month].to_numpy()
            wanted = np.where(np.isnan(row), -2, np.where(row == 0, -1, np.searchsorted(bins, row)))
            assert state["classes"] == wanted.tolist(), month
            # What is painted: one colour to a class, the same in every month, no two alike.
            fills = visit.page.locator(".district").evaluate_all(
                "all => all.map(each => each.getAttribute('fill'))"
            )
            for number, fill in zip(wanted.tolist(), fills, strict=True):
                assert painted.setdefault(number, fill) == fill, month
        assert len(set(painted.values())) == len(painted) >= 5
        assert visit.quiet()


def test_saves_the_view_as_a_picture(browser, few_page, tmp_path):
    with Visit(browser, few_page, accept_downloads=True) as visit:
        for ending in ("png", "svg"):
            with visit.page.expect_download() as waiting:
                visit.page.click(f"text=Save {ending.upper()}")
            assert waiting.value.suggested_filename == f"Seven-incidents.{ending}"
            waiting.value.save_as(tmp_path / f"map.{ending}")
        assert visit.quiet()
    from xml.etree import ElementTree

    from matplotlib.image import imread

    drawing = ElementTree.parse(tmp_path / "map.svg").getroot()
    texts = [each.text for each in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Seven incidents"
    assert {"no data", "Known only by area", "Dadu"} <= set(texts)
    picture = imread(tmp_path / "map.png")
    assert picture.shape[1] == 2 * float(drawing.get("width"))
    pixels = (picture[..., :3] * 255).round().astype(int).reshape(-1, 3)
    assert (139, 26, 92) in {tuple(int(part) for part in pixel) for pixel in pixels[::7]}


@pytest.mark.parametrize("count", [5000, 50_000])
def test_large_pages_are_packed_small_and_open_fast(browser, tmp_path, count):
    path = tmp_path / "large.html"
    incident_map(many(count, sentences=True), squares(), title="x", as_of="2022").save(path)
    assert path.stat().st_size <= (2_000_000 if count == 5000 else 5_000_000)
    with Visit(browser, path) as visit:
        truth = expected(
            many(count), dict.fromkeys(("from", "to", "types", "killedMin", "confidence"))
        )
        state = visit.state()
        assert state["incidents"] == truth["incidents"].tolist()
        assert state["killed"] == truth["killed"].tolist()
        # Cards are unpacked when first asked for.
        visit.page.locator("#district-table tbody button").first.click()
        visit.page.locator(".leaflet-popup .line").first.click()
        visit.page.wait_for_selector(".leaflet-popup blockquote")
        assert "told reporters" in visit.page.locator(".leaflet-popup").inner_text()
        assert visit.quiet()


def test_change_compares_with_the_period_before(browser, many_page):
    frame = many(3000)
    kept = frame[frame["status"].isin(["point", "area"])]
    year = kept["event_date"].dt.year

    def count(wanted: int) -> pd.Series:
        return (
            kept[(year == wanted).fillna(False)].groupby("admin2").size().reindex(NAMES).fillna(0)
        )

    hash_ = "#measure=change&step=year&from=2018-01-01&to=2018-12-31"
    with Visit(browser, many_page, hash_=hash_) as visit:
        state = visit.state()
        assert state["values"] == (count(2018) - count(2017)).tolist()
        legend = visit.page.locator("[data-legend=districts]")
        assert "2018-01-01 – 2018-12-31 against 2017-01-01 – 2017-12-31" in legend.inner_text()
        counts = [int(text) for text in legend.locator("li small").all_inner_texts()]
        assert sum(counts) == len(NAMES)
        fills = visit.page.locator("path.district").evaluate_all(
            "all => all.map(each => each.getAttribute('fill'))"
        )
        for fill, value in zip(fills, state["values"], strict=True):
            down = fill in ("#bfe3dc", "#6fb9ad", "#2c8377", "#0b4f47")
            assert down == (value < 0)
        visit.page.evaluate("zila.set({filter: {from: null, to: null}, view: {step: 'none'}})")
        assert "against" in legend.inner_text()
        assert visit.quiet()


def test_density_is_off_until_asked_for_and_has_its_legend(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        assert page.locator("[data-legend=density]").count() == 0
        page.hover(".leaflet-control-layers")
        page.locator(".leaflet-control-layers label", has_text="Density of incidents").click()
        page.wait_for_selector("[data-legend=density] li")
        legend = page.locator("[data-legend=density]").inner_text()
        # Two incidents at one place: 2 * 3 / (pi * 25 km ^ 2), per 1,000 km2.
        highest = max(
            float(text.split(" to ")[1]) for text in legend.splitlines() if " to " in text
        )
        assert highest == pytest.approx(2 * 3 / (np.pi * 25**2) * 1000, rel=0.05)
        assert visit.quiet()


def test_hovering_names_the_place_and_shows_its_doubt(browser, few_page):
    with Visit(browser, few_page) as visit:
        page = visit.page
        page.mouse.move(*middle(page, 28.352, 66.34))
        hint = page.locator(".place-hint")
        assert hint.inner_text().split("\n") == [
            "Kuchlak",
            "2 incidents, 3 killed as far as stated",
        ]
        assert page.locator("path.doubt").count() == 1
        page.mouse.move(*middle(page, 30.2, 67.2))
        page.wait_for_timeout(350)  # Leaflet fades it out
        assert page.locator(".place-hint").count() == 0
        assert page.locator("path.doubt").count() == 0
        assert "Dadu" in page.locator(".hint").inner_text()
        assert visit.quiet()
