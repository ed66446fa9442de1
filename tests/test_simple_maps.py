"""Maps of one layer: what they show, and that they open offline with hostile text in them."""

from __future__ import annotations

import json
import re
import shutil

import folium
import numpy as np
import pandas as pd
import pytest
from map_data import few, squares

from gazetteer.errors import InputError
from maps import choropleth_map, point_map

HOSTILE = "</script>{{ 7*7 }}<img src=x onerror=window.hacked=1>"


def features(page: str) -> list[dict]:
    return json.loads(re.search(r"zila\.features\((\{.*?\})\);\s", page, re.DOTALL)[1])["features"]


def test_choropleth_tells_zero_from_no_data():
    districts = squares().assign(rate=[0, 1, 2, 3, 4, 5, 6, 100, np.nan])
    made = choropleth_map(districts, "rate", name="Killed", title="Nine")
    assert isinstance(made, folium.Map)
    page = made.get_root().render()
    fills = [each["properties"]["style"]["fillColor"] for each in features(page)]
    assert len(set(fills)) == 7
    legend = re.findall(r"<bdi>(.*?)</bdi>", page)
    assert legend[0] == "0"
    assert legend[-1] == "no data"
    assert legend[-2] in ("7–100", "100")
    assert features(page)[8]["properties"]["text"] == "Sukkur: no data"


def test_choropleth_takes_a_series_by_index():
    values = pd.Series({4: 10.0, 0: 2.0})
    page = choropleth_map(squares(), values, name="x").get_root().render()
    texts = [each["properties"]["text"] for each in features(page)]
    assert texts[4] == "Panjgur: 10"
    assert texts[0] == "Quetta: 2"
    assert texts[1] == "Mastung: no data"


def test_faults_are_named():
    with pytest.raises(InputError, match="no column 'x'"):
        choropleth_map(squares(), "x", name="x")
    with pytest.raises(InputError, match="3 values for 9 districts"):
        choropleth_map(squares(), [1, 2, 3], name="x")
    with pytest.raises(InputError, match="lack latitude"):
        point_map(few().drop(columns="latitude"))


def test_points_draw_only_points():
    page = point_map(few()).get_root().render()
    found = features(page)
    assert found[0]["geometry"]["coordinates"] == [66.34, 28.352]
    assert len(found) == 4
    assert "Kuchlak · Violence against civilians · 2019-08-16 · 2 killed" in page


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which("chromium") is None, reason="no chromium; run: apt-get install chromium"
)
def test_both_open_offline_and_run_nothing(tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    frame = few().assign(place_name=HOSTILE, event_type=HOSTILE)
    districts = squares().assign(name=HOSTILE, value=range(9))
    made = {
        "points": point_map(frame, name=HOSTILE, title=HOSTILE),
        "choropleth": choropleth_map(districts, "value", name=HOSTILE, title=HOSTILE),
    }
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, each in made.items():
            path = tmp_path / f"{name}.html"
            each.save(path)
            faults: list[str] = []
            page = browser.new_context(offline=True).new_page()
            page.on("console", lambda message, into=faults: into.append(message.text))
            page.on("pageerror", lambda error, into=faults: into.append(str(error)))
            page.on(
                "request",
                lambda r, into=faults: (
                    None if r.url.startswith(("file:", "data:")) else into.append(r.url)
                ),
            )
            page.goto(path.as_uri())
            page.wait_for_selector("path.leaflet-interactive")
            page.locator("path.leaflet-interactive").last.hover()
            assert HOSTILE in page.locator(".leaflet-tooltip").inner_text()
            assert page.title() == HOSTILE
            assert page.evaluate("window.hacked") is None
            assert faults == []
        browser.close()


def test_every_door_opens_from_the_room():
    import maps

    assert [name for name in maps.__all__ if not callable(getattr(maps, name))] == []
    assert {"static_map", "small_multiples"} <= set(maps.__all__)
