"""Resolving in context: which place, area or point, how sure, and when to abstain."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer, Place
from gazetteer.card import card
from gazetteer.errors import InputError
from gazetteer.places import distance_km


@pytest.fixture(scope="module")
def gaz():
    return Gazetteer.load("embedded")


@pytest.mark.parametrize(
    ("text", "kind", "admin1", "admin2"),
    [
        ("Panjgur district", "district", "Balochistan", "Panjgur"),
        ("district of Harnai", "district", "Balochistan", "Harnai"),
        ("Mastung district", "district", "Balochistan", "Mastung"),
        ("Balochistan", "province", "Balochistan", ""),
        ("Baloochistan province", "province", "Balochistan", ""),
        ("بلوچستان", "province", "Balochistan", ""),
        ("Khyber Agency", "district", "Khyber Pakhtunkhwa", "Khyber"),
        ("North Waziristan", "district", "Khyber Pakhtunkhwa", "North Waziristan"),
        ("northwestern Pakistan", "region", "", ""),
        ("Makran division", "division", "Balochistan", ""),
    ],
)
def test_areas_have_no_point(gaz, text, kind, admin1, admin2):
    found = gaz.resolve(text)
    assert (found.status, found.place_kind) == ("area", kind)
    assert (found.latitude, found.longitude, found.radius_km) == (None, None, None)
    assert (found.admin1, found.admin2) == (admin1, admin2)
    assert found.geo_precision == 3


@pytest.mark.parametrize(
    ("text", "within", "latitude", "longitude", "km", "admin2"),
    [
        ("Quetta", (), 30.19, 67.0, 10, "Quetta"),
        ("کوئٹہ", (), 30.19, 67.0, 10, "Quetta"),
        ("Kuchlak", (), 30.352, 66.940, 3, "Quetta"),
        ("Kuchlak", ("Quetta", "Balochistan"), 30.352, 66.940, 3, "Quetta"),
        ("Kuchlak", ("Balochistan", "Quetta"), 30.352, 66.940, 3, "Quetta"),
        ("Kuchlak", "Balochistan", 30.352, 66.940, 3, "Quetta"),
        ("Kochlaq", "Balochistan", 30.352, 66.940, 3, "Quetta"),
        ("کچلاک", (), 30.352, 66.940, 3, "Quetta"),
        ("Panjgur town", (), 26.97, 64.09, 10, "Panjgur"),
        ("Mastung", (), 29.80, 66.85, 10, "Mastung"),
        ("Karachi", (), 24.86, 67.01, 15, None),
        ("Loralai", (), 30.37, 68.60, 10, "Loralai"),
        ("Mach", (), 29.87, 67.33, 10, "Kachhi"),
        ("Dera Bugti", (), 29.04, 69.16, 10, "Dera Bugti"),
        ("D.I. Khan", (), 31.83, 70.90, 10, None),
        ("Dera Ismail Khan", (), 31.83, 70.90, 10, None),
        ("Hyderabad", (), 25.39, 68.37, 10, "Hyderabad"),
        ("Qilla Abdullah town", "Balochistan", 30.73, 66.66, 25, "Killa Abdullah"),
    ],
)
def test_points(gaz, text, within, latitude, longitude, km, admin2):
    found = gaz.resolve(text, within=within)
    assert found.status == "point", found.reason
    assert distance_km(found.latitude, found.longitude, latitude, longitude) <= km
    if admin2 is not None:
        assert found.admin2 == admin2
    assert found.radius_km > 0
    assert 0 < found.confidence <= 1
    assert found.reason
    assert found.candidates[0].reasons
    assert found.data_version == gaz.version


@pytest.mark.parametrize(
    ("text", "country"), [("Doha", "QA"), ("Kabul", "AF"), ("Kandahar", "AF"), ("Tehran", "IR")]
)
def test_foreign_places_stay_abroad(gaz, text, country):
    assert gaz.resolve(text).country == country


def test_foreign_hyderabad_needs_its_country(gaz):
    found = gaz.resolve("Hyderabad", within="India")
    assert found.country == "IN"
    assert gaz.resolve("Hyderabad", within="Sindh").country == "PK"


@pytest.mark.parametrize(
    "text", ["March", "qwertyzz", "", "  ", "\x00", "🔥", "123", "the", "in", "...", "district"]
)
def test_no_place(gaz, text):
    found = gaz.resolve(text)
    assert found.status == "unresolved"
    assert found.reason
    assert found.latitude is None


def test_long_and_hostile_text(gaz):
    found = gaz.resolve("x" * 1_000_000)
    assert found.status == "unresolved"
    assert len(found.text) < 1_000
    assert gaz.resolve("\u202eatteuQ\x00" * 50).status in ("unresolved", "ambiguous")
    assert gaz.resolve("Que\u200dtta").place_name == "Quetta"


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_an_answer(text):
    found = _embedded().resolve(text)
    assert found.status in ("point", "area", "ambiguous", "unresolved")
    assert (found.latitude is None) == (found.status != "point")
    assert (found.radius_km is not None) == (found.status == "point")


_CACHE = {}


def _embedded():
    return _CACHE.setdefault("gaz", Gazetteer.load("embedded"))


def test_unknown_in_a_stated_district_is_that_area(gaz):
    found = gaz.resolve("Zxwvut Killi", within=("Panjgur", "Balochistan"))
    assert (found.status, found.admin2, found.method) == ("area", "Panjgur", "parent")
    assert "not in the gazetteer" in found.reason


def test_unknown_in_a_stated_province_stays_unresolved(gaz):
    found = gaz.resolve("Zxwvut", within="Balochistan")
    assert (found.status, found.admin1) == ("unresolved", "Balochistan")


def homonyms(*spots, kind="village"):
    return Gazetteer.from_places(
        [
            Place(f"t:{i}", "Nawan Kot", (), "", lat, lon, kind, "PK", admin1, admin2, 0, "test")
            for i, (lat, lon, admin1, admin2) in enumerate(spots)
        ]
        + [
            Place(f"p:{n}", n, (), "", math.nan, math.nan, "province", "PK", n, "", 0, "test")
            for n in ("Sindh", "Punjab")
        ]
        + [
            Place(f"d:{n}", n, (), "", 0.0, 0.0, "district", "PK", a, n, 0, "test")
            for n, a in (("Kasur", "Punjab"), ("Okara", "Punjab"), ("Dadu", "Sindh"))
        ],
        country="PK",
    )


def test_homonyms_without_context_are_ambiguous():
    gaz = homonyms((26.7, 67.8, "Sindh", "Dadu"), (31.1, 74.4, "Punjab", "Kasur"),
                   (30.8, 73.4, "Punjab", "Okara"), (29.8, 72.0, "Punjab", "Vehari"))  # fmt: skip
    found = gaz.resolve("Nawan Kot")
    assert found.status == "ambiguous"
    assert len(found.candidates) == 4
    assert gaz.resolve("Nawan Kot", within="Sindh").admin2 == "Dadu"
    assert gaz.resolve("Nawan Kot", within=("Kasur", "Punjab")).admin2 == "Kasur"
    assert gaz.resolve("Nawan Kot, Okara district").admin2 == "Okara"


def test_a_place_outside_the_stated_province_is_not_chosen():
    gaz = homonyms((31.1, 74.4, "Punjab", "Kasur"))
    found = gaz.resolve("Nawan Kot", within="Sindh")
    assert found.status == "unresolved"
    assert "outside" in found.reason
    assert found.candidates


def test_other_places_of_the_report_weigh():
    gaz = Gazetteer.from_places(
        [
            Place("a", "Dasht", (), "", 29.9, 66.9, "village", "PK", "B", "Mastung", 0, "t"),
            Place("b", "Dasht", (), "", 25.6, 62.5, "village", "PK", "B", "Kech", 0, "t"),
            Place("c", "Turbat", (), "", 26.0, 63.05, "city", "PK", "B", "Kech", 200_000, "t"),
            Place("e", "Mastung", (), "", 29.8, 66.85, "town", "PK", "B", "Mastung", 30_000, "t"),
        ],
        country="PK",
    )
    near_turbat = gaz.resolve("Dasht", context=("Turbat",)).candidates[0]
    near_mastung = gaz.resolve("Dasht", context=("Mastung",)).candidates[0]
    assert (near_turbat.admin2, near_mastung.admin2) == ("Kech", "Mastung")


def test_exact_beats_variant_beats_fuzzy(gaz):
    assert gaz.resolve("Khuzdar").method == "exact"
    assert gaz.resolve("Khozdaar", within="Balochistan").method in ("exact", "variant")
    assert gaz.resolve("Khusdar", within="Balochistan").method == "fuzzy"


def test_table_keeps_rows_and_index(gaz):
    import pandas as pd

    frame = pd.DataFrame(
        {"location": ["Kuchlak", None, "Panjgur district", "qwertyzz"], "admin1": "Balochistan"},
        index=[7, 7, 3, 1],
    )
    out = gaz.resolve_table(frame)
    assert list(out.index) == [7, 7, 3, 1]
    assert list(out["status"]) == ["point", "unresolved", "area", "unresolved"]
    assert list(out["admin1"]) == ["Balochistan"] * 4
    assert out["latitude"].notna().tolist() == [True, False, False, False]
    assert str(out["where_prec"].dtype) == "Int64"


def test_a_table_tells_what_was_weighed_when_asked(gaz):
    import pandas as pd

    frame = pd.DataFrame({"location": ["Mastung", "qwertyzz"]})
    assert "candidates" not in gaz.resolve_table(frame)
    told = gaz.resolve_table(frame, candidates=True)["candidates"]
    lines = told[0].split("\n")
    assert len(lines) >= 2
    assert all("% Mastung (" in line for line in lines)
    shares = [int(line.removeprefix("under ").split("%")[0]) for line in lines]
    assert shares == sorted(shares, reverse=True)
    assert pd.isna(told[1])


def test_rows_stream_with_the_same_keys(gaz):
    from gazetteer.errors import InputError
    from gazetteer.tables import resolve_rows

    rows = ({"id": n, "location": "Kuchlak"} for n in range(3))
    out = list(resolve_rows(gaz, rows))
    assert [row["id"] for row in out] == [0, 1, 2]
    assert len({tuple(sorted(row)) for row in out}) == 1
    with pytest.raises(InputError, match="Row 1 has no 'location'"):
        list(resolve_rows(gaz, [{"place": "x"}]))


def test_missing_column_is_said(gaz):
    import pandas as pd

    with pytest.raises(ValueError, match="no column 'where'"):
        gaz.resolve_table(pd.DataFrame({"a": [1]}), place_column="where")


def test_card_says_everything(gaz):
    text = card(gaz.resolve("Kuchlak", within="Balochistan"))
    for word in ("Kuchlak", "95 %", "ACLED", "UCDP", "confidence", "candidates", "embedded"):
        assert word in text
    assert "none: the text names an area" in card(gaz.resolve("Panjgur district"))
    assert "unresolved" in card(gaz.resolve("qwertyzz"))


def test_loading_is_quick():
    """Loose bounds, so that a busy machine passes; the benchmark measures exactly."""
    import subprocess
    import sys

    code = (
        "import time; a=time.perf_counter(); import gazetteer; b=time.perf_counter();"
        "from gazetteer import Gazetteer; Gazetteer.load('embedded').resolve('Kuchlak');"
        "import sys; print(b-a, time.perf_counter()-b, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported, loaded, pandas = done.stdout.split()
    assert float(imported) < 0.3
    assert float(loaded) < 1.5
    assert pandas == "False"


POINT_KINDS = ["Kuchlak", "Paleri", "Kolpur", "Koshk", "Hazarganji", "Shah Noorani", "Tirah Valley"]


@pytest.mark.parametrize("text", ["Spini Road", "Alamdar Road", "Hazara Town", "Joint Road"])
def test_something_in_a_town_reaches_no_farther_than_the_town(gaz, text):
    found = gaz.resolve(text)
    assert (found.status, found.admin2) == ("point", "Quetta")
    assert 1.5 <= found.radius_km <= 10
    assert (found.geo_precision, found.where_prec) == (1, 1)


@pytest.mark.parametrize("text", POINT_KINDS)
def test_a_radius_is_bounded_by_the_kind(gaz, text):
    from gazetteer.places import kind_rule

    found = gaz.resolve(text)
    rule = kind_rule(found.place_kind)
    assert 0 < found.radius_km <= rule.most_km
    assert (found.geo_precision, found.where_prec) == (rule.geo_precision, rule.where_prec)


def test_the_error_a_source_states_is_the_smallest_radius():
    from gazetteer.places import extent_km, stated_error_km
    from gazetteer.radius import point_radius

    place = Place("t", "X", (), "", 30.0, 67.0, "landmark", "PK", "B", "Q", 0, "derived, ± 12 km")
    assert stated_error_km(place.source) == extent_km(place) == 12
    assert point_radius(place, "exact", 0.99) == 12


@pytest.mark.parametrize("text", ["80 km from Quetta", "300 km south of Quetta"])
def test_what_no_point_holds_is_none(gaz, text):
    found = gaz.resolve(text)
    assert found.status == "ambiguous"
    assert found.latitude is None
    assert "no better than" in found.reason


@pytest.mark.parametrize(
    ("text", "admin2"),
    [
        ("Sangsilla", "Dera Bugti"), ("Gebon", "Kech"), ("Garmkan", "Panjgur"),
        ("Paleri area", "Gwadar"), ("Lijjay area", "Kharan"), ("Mushkaf", "Kachhi"),
        ("Rarasham", "Musakhel"), ("Sangan area Sibi district", "Sibi"),
        ("Quetta railway station", "Quetta"), ("Killi Almas Quetta", "Quetta"),
    ],
)  # fmt: skip
def test_curated_places_are_known_by_every_name(gaz, text, admin2):
    found = gaz.resolve(text)
    assert (found.status, found.admin2) == ("point", admin2)


@pytest.mark.parametrize("text", ["area of Mastung district", "Mastung district area"])
def test_an_area_of_a_district_is_the_district(gaz, text):
    found = gaz.resolve(text)
    assert (found.status, found.place_name, found.place_kind) == ("area", "Mastung", "district")


@pytest.mark.parametrize(
    ("spelt", "usual"),
    [("Mastoong", "Mastung"), ("Panjgoor", "Panjgur"), ("Khuzdaar", "Khuzdar"),
     ("Dasht thesil", "Dasht tehsil"), ("Dera Bugti outskirts", "outskirts of Dera Bugti")],
)  # fmt: skip
def test_a_spelling_behaves_as_the_usual_one(gaz, spelt, usual):
    one, other = gaz.resolve(spelt), gaz.resolve(usual)
    assert (one.status, one.place_id) == (other.status, other.place_id)
    assert one.status == "point"


def test_a_road_named_after_a_town_is_not_the_town(gaz):
    inside = gaz.resolve("Mastung Road", within=("Quetta",))
    assert inside.place_name != "Mastung"
    assert gaz.resolve("Charsadda Road, Peshawar").place_name == "Peshawar"
    alone = gaz.resolve("Mastung Road")
    assert (alone.method, alone.geo_precision) == ("container", 2)


def test_one_doubtful_candidate_is_unresolved_and_says_why():
    gaz = Gazetteer.from_places(
        [Place("a", "Xanadu Kot", ("Zorba Kot",), "", 29.9, 66.9, "village", "IN", "", "", 0, "t")],
        country="PK",
    )
    found = gaz.resolve("Zorba Kot")
    assert found.status == "unresolved"
    assert len(found.candidates) == 1
    assert "places fit" not in found.reason
    assert "Xanadu Kot" in found.reason


def test_an_empty_text_says_so(gaz):
    assert gaz.resolve("  ").reason == "The report states no place."


def test_rows_of_one_report_are_context_to_each_other():
    import pandas as pd

    gaz = Gazetteer.from_places(
        [
            Place("a", "Dasht", (), "", 29.9, 66.9, "town", "PK", "B", "Mastung", 0, "t"),
            Place("b", "Dasht", (), "", 25.6, 62.5, "town", "PK", "B", "Kech", 0, "t"),
            Place("c", "Turbat", (), "", 26.0, 63.05, "city", "PK", "B", "Kech", 200_000, "t"),
            Place("e", "Mastung", (), "", 29.8, 66.85, "town", "PK", "B", "Mastung", 30_000, "t"),
        ],
        country="PK",
    )
    frame = pd.DataFrame(
        {
            "report_id": ["1", "1", "2", "2", "3"],
            "location": ["Dasht", "Turbat", "Mastung", "Dasht", "Dasht"],
        }
    )
    out = gaz.resolve_table(frame)
    assert list(out["admin2"])[:4] == ["Kech", "Kech", "Mastung", "Mastung"]
    assert out["confidence"][4] < min(out["confidence"][[0, 3]])


def test_a_misspelling_keeps_its_first_letter(gaz):
    assert gaz.resolve("Shultan district").status == "unresolved"
    assert gaz.resolve("Kuchlok").place_name == "Kuchlak"


def test_a_city_is_not_in_doubt_because_its_district_bears_its_name(gaz):
    found = gaz.resolve("Peshawar", context=("Mastung", "Bannu"))
    assert (found.status, found.place_kind, found.admin2) == ("point", "city", "Peshawar")


@pytest.mark.parametrize(
    "ask",
    [
        lambda gaz: gaz.load(None),
        lambda gaz: gaz.resolve("Quetta", within=5),
        lambda gaz: gaz.resolve("Quetta", context=5),
        lambda gaz: gaz.find(None),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(ask) -> None:
    with pytest.raises(InputError, match="must be a string"):
        ask(Gazetteer.load("embedded"))


def test_a_town_in_another_far_away_is_in_doubt(gaz) -> None:
    for text in ("Quetta, Kabul", "Karachi, Quetta"):
        found = gaz.resolve(text)
        assert found.status == "ambiguous"
        assert "km apart" in found.reason
        assert {c.name for c in found.candidates} >= set(text.split(", "))
    for text in ("Kuchlak, Quetta", "Quetta and Kabul", "Mastung, Quetta"):
        assert gaz.resolve(text).status == "point"


@pytest.mark.parametrize(
    ("text", "status", "name", "kind"),
    [
        ("ضلع آواران", "area", "Awaran", "district"),
        ("آواران ضلع", "area", "Awaran", "district"),
        ("صوبہ بلوچستان", "area", "Balochistan", "province"),
        ("کوئٹہ شہر", "point", "Quetta", "city"),
        ("گاؤں ہوشاب", "point", "Hoshab", "town"),
    ],
)
def test_kind_words_in_urdu(gaz, text, status, name, kind) -> None:
    found = gaz.resolve(text)
    assert (found.status, found.place_name, found.place_kind) == (status, name, kind)
