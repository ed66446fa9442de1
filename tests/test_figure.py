"""Static maps: the page's classes and colours on paper, true scale, text as text, same bytes."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from map_data import few, many, squares
from pyproj import Geod
from shapely.geometry import MultiPolygon, box

from gazetteer.errors import InputError, MissingLibraryError
from geo.dissolution import districts as district_set
from maps import marks, shades
from maps.base import around
from maps.figure import static_map
from maps.ground import Frame, ground
from maps.layout import facts
from maps.multiples import MOST_VALUES, panels, small_multiples
from maps.sheet import Sheet, drawing, font, text_width, wrapped

pytest.importorskip("matplotlib")

STATIC = Path(__file__).parents[1] / "maps" / "static"
HOSTILE = [
    "$\\frac{1}{0}$", "$x", "{{ 7*7 }}", "</svg><script>alert(1)</script>", "a\x00b\x1b[31m",
    "\u202eevil", "\ud800", "x" * 100_000, "line\nbreak\r\n", "\\input{/etc/passwd}", "کوئٹہ", "",
    "]]><!--", "<b onmouseover=alert(1)>", "`${1}`", "_^{_", "%s%n{0}", " ",
]  # fmt: skip


def draw(path: Path, incidents: pd.DataFrame | None = None, **options) -> Path:
    given = {"title": "Seven & more", "as_of": "2022-09-09", "size": (6, 4.5), **options}
    return static_map(few() if incidents is None else incidents, squares(), path, **given)


def grid(path: Path, incidents: pd.DataFrame | None = None, **options) -> Path:
    given = {"title": "Seven & more", "as_of": "2022-09-09", **options}
    return small_multiples(many(400) if incidents is None else incidents, squares(), path, **given)


def words(path: Path) -> str:
    pypdf = pytest.importorskip("pypdf")
    return pypdf.PdfReader(path).pages[0].extract_text()


def in_node(script: str, given: object) -> object:
    """What JavaScript with the page's own modules computes from JSON."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node to compare with the page's own classes")
    imports = (
        f'import {{ breaks, classOf, rampColor }} from "{STATIC.as_uri()}/classes.js";\n'
        f'import {{ classText }} from "{STATIC.as_uri()}/text.js";\n'
        'import { readFileSync } from "node:fs";\n'
        'const given = JSON.parse(readFileSync(0, "utf8"));\n'
    )
    out = subprocess.run(
        [node, "--input-type=module", "--no-warnings", "-e", imports + script],
        input=json.dumps(given), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(out.stdout)


def samples() -> list[list[float]]:
    random = np.random.default_rng(5)
    made = [random.poisson(2, 160), random.zipf(1.6, 160) % 900, random.exponential(3, 90),
            random.integers(0, 4, 30), np.zeros(9), [7.0], random.normal(0, 1, 3_200) ** 2,
            np.round(random.exponential(1, 700), 1)]  # fmt: skip
    return [[float(value) for value in each] for each in made]


@pytest.mark.parametrize(
    ("ours", "page"),
    [("natural_breaks", "natural"), ("quantiles", "quantiles"), ("equal_steps", "equal"),
     ("head_tail", "headtail")],
)  # fmt: skip
def test_classes_are_those_of_the_page(ours, page):
    cases = [[values, k] for values in samples() for k in (2, 5, 7)]
    theirs = in_node(
        "console.log(JSON.stringify(given.cases.map(([values, k]) => {"
        "  const upper = breaks(values, given.scheme, k);"
        "  return [upper, values.map((v) => classOf(v, upper)),"
        "    upper.map((u, i) => rampColor(given.ramp, i, upper.length)),"
        "    upper.map((u, i) => classText(i ? upper[i - 1] : null, u, true)),"
        "    upper.map((u, i) => classText(i ? upper[i - 1] : null, u, false))];"
        "})))",
        {"cases": cases, "scheme": page, "ramp": shades.ramp()},
    )
    for (values, k), (upper, classes, colors, whole, part) in zip(cases, theirs, strict=True):
        numbers = np.array(values)
        mine = shades.breaks(numbers, ours, k)
        assert mine.tolist() == upper
        assert shades.class_numbers(numbers, mine).tolist() == classes
        assert [shades.class_color(i, len(mine)) for i in range(len(mine))] == colors
        assert [shades.class_text(mine, i, whole=True) for i in range(len(mine))] == whole
        assert [shades.class_text(mine, i, whole=False) for i in range(len(mine))] == part


def test_classes_agree_with_mapclassify():
    mapclassify = pytest.importorskip("mapclassify")
    for values in samples()[1:3]:
        numbers = np.array([value for value in values if value > 0])
        theirs = {
            "natural_breaks": mapclassify.FisherJenks(numbers, 5),
            "quantiles": mapclassify.Quantiles(numbers, 5),
            "equal_steps": mapclassify.EqualInterval(numbers, 5),
            (1.0, 4.0, 1e4): mapclassify.UserDefined(numbers, [1.0, 4.0, 1e4]),
        }
        for scheme, them in theirs.items():
            upper = shades.breaks(numbers, scheme, 5)
            # Where quantiles coincide, mapclassify keeps empty classes; ours have no number.
            assert upper.tolist() == pytest.approx(sorted(set(them.bins.tolist())))
            assert np.array_equal(upper[shades.class_numbers(numbers, upper)], them.bins[them.yb])


def test_a_class_holds_its_upper_bound_and_zero_stands_outside():
    upper = np.array([2.0, 5.0])
    numbers = np.array([0.0, 1.0, 2.0, 2.01, 5.0, np.nan])
    found = shades.class_numbers(numbers, upper).tolist()
    assert found == [shades.ZERO, 0, 0, 1, 1, shades.NO_DATA]
    assert shades.class_numbers(np.array([0.0]), np.array([])).tolist() == [shades.ZERO]


@pytest.mark.parametrize("name", ["incidents", "killed", "injured"])
def test_measures_equal_what_pandas_counts(name):
    table, land = many(900), squares()
    placed = table[table["status"].isin(["point", "area"])]
    per = placed.groupby("admin2")
    column = {"killed": "fatalities", "injured": "injured"}.get(name)
    expected = per.size() if column is None else per[column].sum(min_count=1)
    expected = expected.reindex(land["name"]).to_numpy(dtype="float64", na_value=np.nan)
    got = shades.values(table, land, shades.Measure(name))[0]
    assert np.array_equal(got, expected, equal_nan=True)
    rate = shades.values(table, land, shades.Measure(f"{name}_per_100k"))[0]
    people = land["population"].to_numpy()
    assert np.allclose(rate, expected / people * 1e5, equal_nan=True)
    assert np.isnan(rate[-1])  # the population of the last district is not known


def test_not_stated_is_no_data_and_no_incident_is_zero():
    killed = shades.values(few(), squares(), shades.Measure("killed"))[0]
    by_name = dict(zip(squares()["name"], killed, strict=True))
    assert by_name["Quetta"] == 3
    assert by_name["Panjgur"] == 31
    assert by_name["Dadu"] == 0
    assert math.isnan(by_name["Mastung"])
    assert by_name["Sukkur"] == 0


def test_colours_come_from_the_pages_files():
    assert f'"{shades.OTHER_TYPE}"' in (STATIC / "theme.js").read_text(encoding="utf-8")
    for name in ("ink", "soft", "line", "border", "province", "zero", "hatch", "area", "card",
                 "page", "halo", "label", "label-halo"):  # fmt: skip
        assert re.fullmatch(r"#[0-9a-f]{6}([0-9a-f]{2})?", shades.page_color(name)), name
    assert shades.type_color("battles") == shades.type_color("Battles") != shades.OTHER_TYPE


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_same_input_same_bytes(tmp_path, ending):
    first = draw(tmp_path / f"a.{ending}").read_bytes()
    assert draw(tmp_path / f"b.{ending}").read_bytes() == first
    assert len(first) > 5_000
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a.{ending}", f"b.{ending}"]


def test_same_bytes_in_another_process(tmp_path):
    here = draw(tmp_path / "a.svg").read_bytes()
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path; from test_figure import draw\n"
        f"draw(Path({str(tmp_path)!r}) / 'b.svg')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "b.svg").read_bytes() == here


def test_user_settings_change_nothing(tmp_path):
    import matplotlib

    plain = draw(tmp_path / "a.png").read_bytes()
    with matplotlib.rc_context({"font.size": 30, "savefig.dpi": 10, "text.parse_math": True}):
        assert draw(tmp_path / "b.png").read_bytes() == plain


def test_size_is_what_was_asked_for(tmp_path):
    head = draw(tmp_path / "a.png", size=(7, 5)).read_bytes()[:24]
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1400, 1000)


def test_says_everything_a_reader_needs(tmp_path):
    sources = ["Made-up incidents (CC0)", "Squares"]
    text = words(draw(tmp_path / "a.pdf", size=(11.69, 8.27), sources=sources))
    for part in (
        "Seven & more", "16 Aug 2019 – 3 Feb 2021", "Districts as of 9 Sep 2022",
        "7 incidents = 4 mapped + 2 known only by area + 1 not mapped", "no data", "districts",
        "Battles", "Violence against civilians", "district only", "province only",
        "place not found", "Made-up incidents (CC0)", "Squares", "km", "N", "equal-area",
    ):  # fmt: skip
        assert part in text.replace("\xa0", " "), part


def test_text_is_only_text(tmp_path):
    table, land = few().astype({"event_type": object}), squares().astype({"name": object})
    for i, text in enumerate(HOSTILE):
        table.loc[i % len(table), "event_type"] = text
        land.loc[i % len(land), "name"] = text
        path = static_map(table, land, tmp_path / f"{i}.svg", title=text, as_of=text,
                          sources=[text] * 3, size=(6, 4.5))  # fmt: skip
        drawn = path.read_text(encoding="utf-8")
        assert "<script" not in drawn
        assert "onmouseover=alert" not in re.sub(r"&lt;.*?&gt;", "", drawn)
    text = words(draw(tmp_path / "a.pdf", title="$\\frac{1}{0}$ and $x"))
    assert "$\\frac{1}{0}$ and $x" in text


def test_lines_stay_on_the_sheet():
    with drawing():
        for text in HOSTILE:
            cleaned = " ".join(text.replace("\ud800", "").split())
            for line in wrapped(cleaned, 8, 200, most=3):
                assert text_width(line, 8) <= 200.5


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"measure": "dead"}, "killed_per_100k"),
        ({"scheme": "jenks"}, "natural_breaks"),
        ({"scheme": [3, 2]}, "each above"),
        ({"k": 1}, "2 to 7"),
        ({"k": 8}, "2 to 7"),
        ({"size": (1, 1)}, "inches"),
        ({"size": (math.nan, 5)}, "inches"),
    ],
)
def test_refuses_what_it_cannot_draw(tmp_path, options, says):
    for one in (draw, grid):
        with pytest.raises(InputError, match=says):
            one(tmp_path / "a.png", **options)
    assert not list(tmp_path.iterdir())


def test_refuses_other_endings_and_places(tmp_path):
    with pytest.raises(InputError, match=r"\.png, \.pdf, \.svg"):
        draw(tmp_path / "a.jpg")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="Cannot write"):
        draw(tmp_path / "file" / "a.png")
    with pytest.raises(InputError, match="at least one"):
        static_map(few(), squares().iloc[:0], tmp_path / "a.png", title="", as_of="")
    with pytest.raises(InputError, match="EPSG:4326"):
        static_map(few(), squares().to_crs(3857), tmp_path / "a.png", title="", as_of="")


def test_without_matplotlib_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'zila\[static\]'"):
        draw(tmp_path / "a.png")


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    path = draw(tmp_path / "a.png")
    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(InputError, match="disk full"):
        draw(path, title="another")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def paper_of(land: gpd.GeoDataFrame, shown: list[bool] | None = None):
    held = np.array([True] * len(land) if shown is None else shown)
    return ground(land, held).on_paper(Frame(20, 30, 400, 300))


@pytest.mark.parametrize("latitude", [0, 28, -33, 61])
def test_scale_bar_is_the_true_distance(latitude):
    land = squares().iloc[:4].copy()
    land.geometry = [box(10 + i % 2, latitude + i // 2, 11 + i % 2, latitude + 1 + i // 2)
                     for i in range(4)]  # fmt: skip
    paper = paper_of(land)
    kilometres, length = paper.bar(120)
    assert 40 < length <= 120
    assert float(f"{kilometres:e}".split("e")[0]) in (1, 2, 5)
    # An independent measure: how far the middle of the map is from a point that far east of it.
    lon, lat = 11.0, latitude + 1.0
    east = Geod(ellps="WGS84").fwd(lon, lat, 90, kilometres * 1000)[:2]
    xs, ys = paper.ground.project(np.array([lon, east[0]]), np.array([lat, east[1]]))
    xs, ys = paper.place(xs, ys)
    assert math.hypot(xs[1] - xs[0], ys[1] - ys[0]) == pytest.approx(length, rel=0.005)


def test_areas_compare_as_they_are():
    land = squares()
    flat = ground(land, np.ones(len(land), bool))
    geod = Geod(ellps="WGS84")
    true = [abs(geod.geometry_area_perimeter(shape.segmentize(0.05))[0]) for shape in land.geometry]
    drawn = np.array([shape.area for shape in flat.shapes])
    assert np.allclose(drawn / true, 1, atol=0.005)


def test_covers_the_provinces_that_hold_incidents():
    land = squares()
    south = ground(land, np.array([True] + [False] * 8))
    both = ground(land, np.array([True] * 9))
    inside = south.shapes[0]
    assert south.extent[3] - south.extent[1] < 0.75 * (both.extent[3] - both.extent[1])
    assert south.extent[0] < inside.bounds[0]
    assert inside.bounds[2] < south.extent[2]


def test_one_far_incident_does_not_shrink_the_map(tmp_path):
    land = squares()
    far = land["name"] == "Sukkur"
    land.loc[far, "admin1"] = "Elsewhere"
    land.loc[far, "geometry"] = [box(75, 36, 76, 37)]
    near = ground(land, np.array([20] * 8 + [1]))
    assert [near.provinces[i] for i in near.covered] == ["Balochistan", "Sindh"]
    assert near.extent[2] - near.extent[0] < 450_000
    # More than one in fifty are shown, however far they are.
    assert len(ground(land, np.array([5] * 8 + [1])).covered) == 3
    frame = many(400)
    frame = frame[(frame["admin2"] != "Sukkur") | (frame["status"] == "unresolved")]
    extra = many(400)
    extra = extra[(extra["admin2"] == "Sukkur") & (extra["status"] == "area")].head(1)
    path = tmp_path / "far.pdf"
    static_map(pd.concat([frame, extra]), land, path, title="x", as_of="2022-09-09")
    assert "in provinces it does not cover" in words(path)
    static_map(frame, land, path, title="x", as_of="2022-09-09")
    assert "in provinces it does not cover" not in words(path)


@pytest.mark.parametrize("scale", [0.5, 1.0])
def test_numbers_of_circles_do_not_touch(scale):
    with drawing():
        circles = marks.marks(marks.located(many(3_000)), paper_of(squares()), scale)
        several = [mark for mark in circles if mark.count > 1]
        assert len(several) > 5
        plates = [marks.pill_size(mark.number, marks.plate_scale(scale)) for mark in several]
        for (one, a), (other, b) in itertools.combinations(zip(several, plates, strict=True), 2):
            apart = (
                abs(one.x - other.x) - (a[0] + b[0]) / 2,
                abs(one.y - other.y) - (a[1] + b[1]) / 2,
            )
            assert max(apart) >= 0


def test_the_land_around_is_drawn_and_named(tmp_path):
    land = np.asarray(district_set().geometry.array)
    names, shapes = around(land, (50, 20, 90, 45))
    assert {"Afghanistan", "Iran", "India"} <= set(names)
    assert "" in names  # the country under the districts
    assert "Pakistan" not in names
    assert len(shapes) == len(names)
    told, drawn = paper_of(squares()).neighbours()
    assert "Pakistan" in told  # nine squares are no more than a part of it
    assert len(told) == len(drawn)
    assert "Natural Earth" in words(draw(tmp_path / "a.pdf"))


def test_north_is_up_in_the_middle():
    east, north = paper_of(squares()).north()
    assert abs(east) < 0.02
    assert north == pytest.approx(1, abs=1e-3)


def test_land_across_the_180th_meridian_stays_together():
    land = squares().iloc[:2].copy()
    land.geometry = [box(178, -18, 180, -16), box(-180, -18, -178, -16)]
    west, _, east, _ = ground(land, np.array([True, True])).extent
    assert (east - west) / 1000 < 500


def test_draws_odd_geometries(tmp_path):
    land = squares()
    land.loc[0, "geometry"] = MultiPolygon([box(66, 28, 66.4, 29), box(66.6, 28, 67, 29)])
    land.loc[1, "geometry"] = None
    land.loc[2, "geometry"] = box(68, 28, 69, 29).difference(box(68.3, 28.3, 68.6, 28.6))
    path = static_map(few(), land, tmp_path / "a.svg", title="odd", as_of="2022-09-09")
    assert path.stat().st_size > 5_000


def test_every_incident_is_in_one_circle():
    table = many(3_000)
    paper = paper_of(squares())
    with drawing():
        located = marks.located(table)
        circles = marks.marks(located, paper)
        assert (
            sum(mark.count for mark in circles) == len(located) == (table.status == "point").sum()
        )
        assert sum(mark.killed for mark in circles) == located["killed"].sum()
        smaller = marks.uncrowded(located, paper, paper.shapes(), 1.0)
    assert len(circles) < 500
    assert smaller < 1


def test_circles_grow_with_the_killed():
    reaches = [marks.radius(killed) for killed in (0, 1, 10, 50, 100, 500)]
    assert reaches == sorted(reaches)
    assert reaches[0] < reaches[1] < reaches[2] < reaches[3] < reaches[4]


def test_names_cover_nothing_and_no_neighbour():
    paper = paper_of(squares())
    names = [
        marks.Name(f"A name {i}", shape.centroid.x, shape.centroid.y, shape, 7, share=1.0)
        for i, shape in enumerate(paper.shapes())
        for _ in range(3)
    ]
    with drawing():
        sheet = Sheet((6, 5))
        taken = [marks.box_around(shape.centroid.x, shape.centroid.y, 30, 12)
                 for shape in paper.shapes()]  # fmt: skip
        fixed = len(taken)
        edge = (20, 30, 420, 330)
        count = marks.write_names(sheet, names, taken, edge, ink="#000000", halo="#ffffff")
    assert count == len(taken) - fixed > 9
    for i, one in enumerate(taken):
        for other in taken[:i]:
            assert not box(*one).intersection(box(*other)).area > 1e-9


def test_no_incidents_still_make_a_map(tmp_path):
    text = words(draw(tmp_path / "a.pdf", few().iloc[:0]))
    assert "0 incidents = 0 mapped" in text.replace("\xa0", " ")


def test_counts_add_up():
    assert facts(many(500), "2022-09-09")[1].startswith("500 incidents = ")
    numbers = [int(n) for n in re.findall(r"\d+", facts(many(500), "2022-09-09")[1])]
    assert numbers[0] == sum(numbers[1:])


def test_arabic_script_takes_a_font_that_joins_it():
    with drawing():
        assert font("Quetta", 8).get_family() == ["DejaVu Sans"]
        assert font("کوئٹہ", 8).get_family() == ["Zila Naskh", "DejaVu Sans"]
        # Joined letters are narrower than the same letters standing apart.
        apart = sum(text_width(letter, 20) for letter in "کوئٹہ")
        assert text_width("کوئٹہ", 20) < 0.9 * apart


def test_every_urdu_name_has_its_letters():
    from matplotlib.font_manager import findfont, get_font

    with drawing():
        known = get_font(findfont(font("کوئٹہ", 8))).get_charmap()
    for level in ("province", "district", "tehsil"):
        for name in district_set(level=level)["name_ur"].fillna(""):
            assert [letter for letter in name if ord(letter) not in known] == [], name


def test_names_stand_in_urdu_too_where_there_is_room(tmp_path):
    drawn = []
    for urdu in ("پنجگور", ""):
        land = squares()
        land["name_ur"] = urdu
        options = {"title": "x", "as_of": "2022-09-09"}
        drawn.append(static_map(many(9), land, tmp_path / "a.svg", **options).read_text())
    paths = [text.count("<path") for text in drawn]  # a name with its halo is two
    assert paths[0] > paths[1] + 10


# Small multiples


def test_little_maps_hold_every_dated_incident():
    table = many(800)
    shown = panels(table, "year")
    years = table["event_date"].dt.year
    assert shown.names == [str(y) for y in range(int(years.min()), int(years.max()) + 1)]
    assert (shown.of == -1).sum() == years.isna().sum()
    for at, name in enumerate(shown.names):
        assert ((years == int(name)).fillna(False).to_numpy() == (shown.of == at)).all()


def test_vague_dates_are_in_no_month():
    table = few()
    table.loc[0, "time_precision"] = 4
    assert panels(table, "month").of[0] == -1
    assert panels(table, "year").of[0] == 0
    assert panels(table, "quarter").names[:2] == ["2019 Q3", "2019 Q4"]
    assert panels(table, "month").names[0] == "Aug 2019"


def test_rare_values_share_a_little_map():
    table = many(400)
    table["actor1"] = pd.Series([f"group {i % 40}" for i in range(400)], dtype="string")
    shown = panels(table, "actor1")
    assert len(shown.names) == MOST_VALUES
    assert shown.names[-1] == "17 others"
    assert (shown.of == MOST_VALUES - 1).sum() == 170


@pytest.mark.parametrize(
    ("table", "by", "says"),
    [
        (many(400), "month", "at most 60"),
        (many(4), "colour", "event_type"),
        (few().assign(event_date=pd.NaT), "year", "by='event_type'"),
        (few().iloc[:0], "event_type", "no incidents"),
    ],
)
def test_refuses_grids_that_nobody_can_read(tmp_path, table, by, says):
    with pytest.raises(InputError, match=says):
        grid(tmp_path / "a.html", table, by=by)


@pytest.mark.parametrize("ending", ["png", "pdf", "svg", "html"])
def test_same_grid_same_bytes(tmp_path, ending):
    first = grid(tmp_path / f"a.{ending}").read_bytes()
    assert grid(tmp_path / f"b.{ending}").read_bytes() == first


def test_grid_page_equals_pandas(tmp_path):
    table = many(700)
    page = grid(tmp_path / "a.html", table).read_text(encoding="utf-8")
    rows = re.findall(r"<tr><th scope=\"row\"><bdi>(.*?)</bdi></th>(.*?)</tr>", page)
    got = {name: [int(n) for n in re.findall(r"<td>(\d+)</td>", cells)] for name, cells in rows}
    placed = table[table["status"].isin(["point", "area"]) & table["event_date"].notna()]
    expected = pd.crosstab(placed["admin2"], placed["event_date"].dt.year)
    assert got == {name: row.tolist() for name, row in expected.iterrows()}
    # And the colours: the class of every district in every little map.
    upper = shades.breaks(expected.to_numpy().ravel().astype(float), "natural_breaks", 5)
    maps = re.findall(r'<svg class="map".*?</svg>', page, re.DOTALL)
    names = list(squares()["name"])
    for year, drawn in zip(expected.columns, maps, strict=True):
        colored = {
            names[int(row)]: name
            for row, name in re.findall(r'<use href="#d(\d+)" class="(\w+)">', drawn)
        }
        numbers = shades.class_numbers(expected[year].to_numpy(dtype=float), upper)
        assert colored == {
            name: f"c{number}"
            for name, number in zip(expected.index, numbers, strict=True)
            if number >= 0
        }


def test_grid_page_runs_and_loads_nothing(tmp_path):
    for i, text in enumerate(HOSTILE):
        table, land = many(60), squares()
        table["actor1"] = pd.Series([text, "x", "y"] * 20, dtype="object")
        land["name"] = pd.Series([f"{text}{n}" for n in range(9)], dtype="object")
        path = small_multiples(table, land, tmp_path / f"{i}.html", title=text, as_of=text,
                               sources=[text], by="actor1")  # fmt: skip
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page
        assert not re.search(r"<[^>]+\son\w+=", re.sub(r'"[^"]*"', '""', page))
        assert not re.search(r"(src|href)=\"(?!#|data:,)", page)
        policy = html.unescape(re.search(r'Security-Policy" content="([^"]*)"', page)[1])
        assert "default-src 'none'" in policy
        for style in re.findall(r"<style>(.*?)</style>", page, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_grid_page_opens_without_complaint(tmp_path, chromium):
    path = grid(tmp_path / "a.html")
    out = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr",
         "--dump-dom", path.as_uri()],
        capture_output=True, text=True, check=True, timeout=90,
    )  # fmt: skip
    assert out.stdout.count('class="map"') == 7
    assert "Refused" not in out.stderr
    assert "CONSOLE" not in out.stderr
