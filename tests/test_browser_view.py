"""What surrounds the map in a browser: full screen, keys, saved pictures, base, Urdu letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from map_data import few, many, squares, tehsils
from test_browser import Visit, browser, pytestmark  # noqa: F401

from maps import incident_map


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("view") / "map.html"
    frame = few()
    frame["candidates"] = "70% Kuchlak (town, Quetta)\n30% Kuchlak (village, Pishin)"
    frame.loc[0, "source"] = "Dawn; Reuters"
    incident_map(
        frame, squares(), title="View", as_of="2022-09-09", tehsils=tehsils(),
        sources=[f"source number {i} with its licence" for i in range(12)],
    ).save(path)  # fmt: skip
    return path


def test_full_screen_keeps_legend_and_panel(browser, page_file):  # noqa: F811
    with Visit(browser, page_file) as visit:
        page = visit.page
        page.locator("#actions button", has_text="Full screen").click()
        page.wait_for_timeout(500)
        inside = page.evaluate(
            "['.folium-map', '#legend', '#panel', '#search'].map(name =>"
            " document.fullscreenElement.contains(document.querySelector(name)))"
        )
        assert inside == [True] * 4
        assert visit.quiet()


def test_keys_go_from_circle_to_circle_and_back_out(browser, page_file):  # noqa: F811
    with Visit(browser, page_file) as visit:
        page = visit.page
        titles = set()
        page.locator(".folium-map").focus()
        outline = page.evaluate(
            "getComputedStyle(document.querySelector('.map-frame')).outlineStyle"
        )
        assert outline == "solid"
        for _ in range(3):
            page.keyboard.press("n")
            page.wait_for_timeout(450)
            titles.add(page.locator(".leaflet-popup h3").last.inner_text())  # an old one fades
        assert titles == {"Kuchlak", "Mastung", "Dadu"}
        page.keyboard.press("p")
        page.wait_for_timeout(200)
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
        assert page.locator(".leaflet-popup").count() == 0
        assert page.evaluate("document.activeElement.className").startswith("folium-map")
        page.fill("#search", "n")  # letters in a field are letters
        assert page.locator(".leaflet-popup").count() == 0
        assert visit.quiet()


def test_a_card_tells_rule_candidates_and_every_source(browser, page_file):  # noqa: F811
    with Visit(browser, page_file) as visit:
        page = visit.page
        text = page.evaluate("zila.cardText(0)")
        assert "the name as the gazetteer has it" in text
        assert "70% Kuchlak (town, Quetta)" in text
        assert "30% Kuchlak (village, Pishin)" in text
        for part in ("Dawn", "Reuters", "28.352, 66.34", "within 5 km (95 %)", "95 % that"):
            assert part in text, part


def test_the_land_around_is_named_where_it_is_seen(browser, page_file):  # noqa: F811
    with Visit(browser, page_file, hash_="#at=30,66,5") as visit:
        page = visit.page
        named = "Object.values(map_zila._layers).flatMap(l => l.placed?.() ?? []).map(p => p.text)"
        assert page.locator(".land").count() == 1
        assert "AFGHANISTAN" in page.evaluate(named)
        page.hover(".leaflet-control-layers")
        page.locator(".leaflet-control-layers label", has_text="Neighbouring").click()
        page.wait_for_timeout(300)
        assert page.locator(".land").count() == 0
        assert "AFGHANISTAN" not in page.evaluate(named)
        assert visit.quiet()


def test_the_saved_picture_has_what_the_view_has(browser, page_file, tmp_path):  # noqa: F811
    with Visit(browser, page_file, hash_="#level=tehsil") as visit:
        page = visit.page
        with page.expect_download() as saved:
            page.locator("#actions button", has_text="Save SVG").click()
        path = tmp_path / "view.svg"
        saved.value.save_as(path)
        text = path.read_text(encoding="utf-8")
        assert "Incidents, by tehsil" in text
        told = " ".join(re.findall(r">([^<>]+)<", text))  # lines are broken between words
        assert "source number 11 with its licence" in told
        assert "district only (1)" in text
        for shape in ("<path", "<circle", "stroke-dasharray"):
            assert shape in text
        assert visit.quiet()


def test_urdu_letters_need_no_installed_font(browser, page_file):  # noqa: F811
    with Visit(browser, page_file) as visit:
        page = visit.page
        assert page.evaluate("document.fonts.check(\"14px 'Zila Naskh'\", 'کوئٹہ')")
        joined, apart = page.evaluate(
            """() => {
                const context = document.createElement("canvas").getContext("2d");
                context.font = "40px 'Zila Naskh'";
                const width = (text) => context.measureText(text).width;
                return [width("کوئٹہ"), [..."کوئٹہ"].reduce((sum, each) => sum + width(each), 0)];
            }"""
        )
        assert joined < 0.9 * apart
        assert visit.quiet()


def test_numbers_on_circles_never_touch(browser, tmp_path):  # noqa: F811
    path = tmp_path / "map.html"
    incident_map(many(3000), squares(), title="x", as_of="2022-09-09").save(path)
    for at in ("29.5,67.5,5", "29.5,67.5,6.5", "29.5,67.5,8"):
        with Visit(browser, path, hash_=f"#at={at}") as visit:
            circles = visit.page.evaluate(
                "Object.values(map_zila._layers).find(l => l.circles).circles()"
            )
            several = [each for each in circles if each["count"] > 1]
            assert len(several) > 1
            for i, one in enumerate(several):
                for other in several[i + 1 :]:
                    half = [3.6 * len(f"{each['count']:,}") for each in (one, other)]
                    wide = abs(one["x"] - other["x"]) >= sum(half)
                    assert wide or abs(one["y"] - other["y"]) >= 14, (one, other)


def test_on_a_phone_nothing_is_wider_than_the_screen(browser, page_file):  # noqa: F811
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    with Visit(browser, page_file, **phone) as visit:
        page = visit.page
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        table = page.evaluate(
            "[...document.querySelectorAll('#district-table .scroll')].map(e => e.scrollWidth)"
        )
        assert max(table) <= 390
        assert visit.quiet()
