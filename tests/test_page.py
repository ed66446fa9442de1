"""The page as a file: whole, small, the same every time, and nothing in it that loads."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import folium.plugins
import geopandas as gpd
import numpy as np
import pytest
import shapely
from map_data import NAMES, few, many, squares

from gazetteer.errors import InputError
from maps import incident_map
from maps.bundle import bundle
from maps.polygons import SCALE, encode

STATIC = Path(__file__).parents[1] / "maps" / "static"


@pytest.fixture(scope="module")
def page() -> str:
    return incident_map(few(), squares(), title="Seven & more", as_of="2022-09-09").html()


def data_of(page: str) -> dict:
    return json.loads(re.search(r'id="zila-data">(.*?)</script>', page, re.DOTALL)[1])


def test_says_what_it_is(page):
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>Seven &amp; more</title>" in page
    assert "16 Aug 2019 – 3 Feb 2021, 1 without a date" in page
    assert "Districts as of 9 Sep 2022" in page
    text = re.sub(r"<[^>]+>|\s+", " ", page.split("</header>")[0])
    text = re.sub(r" +", " ", text)
    assert "7 incidents = 4 mapped + 2 known only by area + 1 not mapped" in text
    assert "user-scalable" not in page


def test_lists_what_is_not_pinned_with_the_reason(page):
    section = page.split('id="not-mapped"')[1].split("</section>")[0]
    assert section.count("<tr>") == 1 + 3
    assert "no place of this name is known" in section
    assert "Nowhereabad" in section


def test_has_a_table_for_readers_without_javascript(page):
    table = re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)[1]
    assert table.count("<tr>") == 1 + 7
    assert "Mar 2020" in table or "March 2020" in table
    assert "not stated" in table


def test_loads_nothing(page):
    head, _, rest = page.partition("<body>")
    assert not re.search(r"<(script|img|link|iframe)[^>]+(src|href)=[\"'](?!data:|#)", page)
    assert "@import" not in page
    for url in re.findall(
        r"url\(([^)]*)\)", "".join(re.findall(r"<style>(.*?)</style>", head, re.S))
    ):
        assert url.startswith("data:"), url
    assert rest.rstrip().endswith("</html>")


def test_policy_names_exactly_the_scripts_and_styles_there_are(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    policy = policy.replace("&#x27;", "'")
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        allowed = re.search(rf"{rule} ([^;]*)", policy)[1].split()
        parts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = [
            f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'"
            for part in parts
        ]
        assert allowed == hashes
        assert not any("\r" in part for part in parts)


def test_same_input_same_bytes(page):
    again = incident_map(few(), squares(), title="Seven & more", as_of="2022-09-09").html()
    assert again == page
    one = incident_map(few(), squares(), title="x", as_of="2022-09-09")
    assert one.html() == one.html()


def test_save_is_whole_or_nothing(tmp_path):
    path = tmp_path / "new" / "map.html"
    incident_map(few(), squares(), title="x", as_of="2022-09-09").save(path)
    before = path.read_bytes()
    broken = incident_map(few(), squares(), title="y", as_of="2022-09-09")
    folium.plugins.MarkerCluster().add_to(broken)
    with pytest.raises(InputError, match="network"):
        broken.save(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["map.html"]


def test_takes_further_folium_layers_that_load_nothing():
    made = incident_map(few(), squares(), title="x", as_of="2022-09-09")
    group = folium.FeatureGroup(name="<b>Routes</b>")
    folium.PolyLine([[28, 66], [29, 67]], color="#c00").add_to(group)
    group.add_to(made)
    page = made.html()
    assert "L.polyline" in page
    # Leaflet reads the names of layers as HTML, so the page hands it escaped ones.
    assert r"\u0026lt;b\u0026gt;Routes" in page


def test_tiles_are_off_unless_asked_for(page):
    assert "tileLayer(" not in page.split("window.zila = ")[1]
    made = incident_map(
        few(),
        squares(),
        title="x",
        as_of="2022-09-09",
        tiles="https://{s}.tiles.example/{z}/{x}/{y}.png",
    ).html()
    assert "img-src data: blob: https://*.tiles.example;" in made
    with pytest.raises(InputError, match="URL template"):
        incident_map(few(), squares(), title="x", as_of="2022", tiles="tiles").html()


def test_missing_columns_are_named():
    with pytest.raises(InputError, match="incidents lacks status"):
        incident_map(few().drop(columns="status"), squares(), title="x", as_of="2022-09-09")
    with pytest.raises(InputError, match="districts lacks pcode"):
        incident_map(few(), squares().drop(columns="pcode"), title="x", as_of="2022-09-09")
    with pytest.raises(InputError, match="4326"):
        incident_map(few(), squares().to_crs(3857), title="x", as_of="2022-09-09")


def test_no_incidents_and_no_dates_still_make_a_page():
    empty = incident_map(few().head(0), squares(), title="x", as_of="2022-09-09").html()
    assert data_of(empty)["incidents"]["count"] == 0
    undated = few().assign(event_date=None)
    assert data_of(incident_map(undated, squares(), title="x", as_of="2022").html())


def test_a_district_is_found_by_code_else_by_name_and_province():
    frame = few().assign(admin2_pcode=None)
    frame.loc[0, "admin2"] = "QUETTA"
    frame.loc[3, "admin1"] = None
    found = data_of(incident_map(frame, squares(), title="x", as_of="2022").html())["incidents"]
    assert found["district"] == [0, 0, 1, 7, 4, -1, -1]


def test_marks_fall_on_the_words():
    page = incident_map(few(), squares(), title="x", as_of="2022").html()
    cards = data_of(page)["incidents"]["cards"]
    sentence = cards["sentence"][0]
    assert [sentence[a:b] for _, a, b in cards["marks"][0]] == ["Two", "Kuchlak"]
    assert cards["marks"][1] is None


def decode(text: str) -> list[int]:
    """Read zigzag varints, the slow and plain way."""
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            numbers.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    return numbers


def test_polygons_come_back_to_the_grid():
    random = np.random.default_rng(3)
    shapes = shapely.buffer(shapely.points(random.uniform(-170, 170, (40, 2))), 1.5, quad_segs=9)
    shapes[3] = shapely.MultiPolygon([shapes[4], shapely.affinity.translate(shapes[5], 9)])
    shapes[7] = shapes[7].difference(shapely.buffer(shapes[7].centroid, 0.4))
    shapes[9] = shapely.Polygon()
    numbers = iter(decode(encode(shapes)))
    x = y = 0
    for shape in shapes:
        polygons = []
        for _ in range(next(numbers)):
            rings = []
            for _ in range(next(numbers)):
                ring = []
                for _ in range(next(numbers)):
                    x, y = x + next(numbers), y + next(numbers)
                    ring.append((x / SCALE, y / SCALE))
                rings.append(ring)
            polygons.append(shapely.Polygon(rings[0], rings[1:]))
        back = shapely.MultiPolygon(polygons)
        assert back.symmetric_difference(shape).area <= 1e-3 * max(shape.area, 1e-9)
    assert next(numbers, None) is None


def testthinned_neighbours_keep_one_border(shared):
    from maps.polygons import MAX_VERTICES, thinned

    districts = gpd.read_parquet(shared / "data" / "codab" / "pak_adm2.parquet")
    shapes = thinned(np.asarray(districts.geometry.array))
    assert shapely.get_num_coordinates(shapes).sum() <= MAX_VERTICES
    assert shapely.coverage_is_valid(shapes)
    assert not shapely.is_empty(shapes).any()


def test_import_is_light():
    code = "import sys, maps; print(any(m in sys.modules for m in ('folium', 'pandas', 'shapely')))"
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert time.perf_counter() - started < 3


def test_main_path_leaves_the_slow_libraries_alone():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from map_data import few, squares; from maps import incident_map\n"
        "incident_map(few(), squares(), title='x', as_of='2022').html()\n"
        "print(sorted({'matplotlib', 'scipy', 'mapclassify'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"


def test_every_module_is_used_and_bundled():
    script = bundle("main") + bundle("simple")
    for path in STATIC.glob("*.js"):
        assert f"const ${path.stem} = " in script, f"{path.name} is not part of the page"
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    # Text of the data may only go in as text.
    for path in STATIC.glob("*.js"):
        assert not re.search(
            r"innerHTML|insertAdjacentHTML|document\.write|\beval\b", path.read_text()
        )


@pytest.mark.skipif(shutil.which("node") is None, reason="no node; run: apt-get install nodejs")
def test_javascript_units():
    files = sorted(str(path) for path in (Path(__file__).parent / "js").glob("*.test.mjs"))
    assert files
    done = subprocess.run(
        ["node", "--test", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_five_thousand_incidents_with_sentences_stay_small():
    frame = many(5000, sentences=True)
    page = incident_map(frame, squares(), title="x", as_of="2022").html()
    assert len(page.encode()) <= 2_000_000
    assert NAMES[0] in page


def test_the_documentation_names_every_part_of_the_data(page):
    text = (Path(__file__).parents[1] / "docs" / "page-format.md").read_text(encoding="utf-8")
    data = data_of(page)
    names = {*data, *data["geometry"], *data["districts"], *data["incidents"]}
    names |= {*data["incidents"]["cards"], *data["meta"]}
    endings = ("_low", "_high")
    missing = [n for n in names if f"`{n}`" not in text and f"`geometry.{n}`" not in text]
    assert [name for name in missing if not name.endswith(endings)] == []
    assert f"version **{data['version']}**" in text


def test_the_documentation_names_every_module():
    text = (Path(__file__).parents[1] / "docs" / "maps.md").read_text(encoding="utf-8")
    assert [path.stem for path in STATIC.glob("*.js") if f"`{path.stem}`" not in text] == []


def _with(row: int, shape):
    districts = squares()
    districts.loc[row, "geometry"] = shape
    return districts


@pytest.mark.parametrize(
    "districts",
    [
        squares().set_geometry(shapely.buffer(squares().geometry.values, 0.2)).set_crs(4326),
        squares().set_geometry(shapely.force_3d(squares().geometry.values)).set_crs(4326),
        _with(2, None),
        _with(2, shapely.Polygon()),
        _with(2, shapely.LineString([(66, 28), (67, 29)])),
        _with(2, shapely.Polygon([(66, 28), (67, 29), (67, 28), (66, 29)])),
        squares().head(0),
        squares().assign(admin1=None),
        squares().set_index("name", drop=False),
        squares().drop(columns=["population", "area_km2", "name_ur", "alt_names", "note"]),
    ],
    ids=[
        "overlapping", "3d", "missing", "empty", "line", "bowtie", "none at all", "no province",
        "other index", "fewer columns",
    ],
)  # fmt: skip
def test_imperfect_districts_still_make_a_page(districts):
    data = data_of(incident_map(few(), districts, title="x", as_of="2022").html())
    assert len(data["districts"]["name"]) == len(districts)
    assert data["incidents"]["count"] == 7


def test_an_index_with_duplicates_and_impossible_numbers():
    frame = few()
    frame["latitude"] = frame["latitude"].astype(object)
    frame.loc[0, "latitude"] = float("inf")
    frame.index = [5, 5, 6, 7, 8, 9, 9]
    data = data_of(incident_map(frame, squares(), title="x", as_of="2022").html())
    assert data["incidents"]["place"] == [-1, 0, 1, 2, -1, -1, -1]
