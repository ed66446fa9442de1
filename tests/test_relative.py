"""Relative and vague places: a point or an area with the radius of a reviewed rule."""

import pytest

from gazetteer import Gazetteer
from gazetteer.phrases import chain, phrase_rules, read_relation, without_asides
from gazetteer.places import destination, distance_km


@pytest.fixture(scope="module")
def gaz():
    return Gazetteer.load("embedded")


@pytest.mark.parametrize(
    ("text", "rule", "km", "bearing"),
    [
        ("10 km east of Mach", "offset", 10, 90),
        ("about 100 kilometers (60 miles) north of Muzaffarabad", "offset", 100, 0),
        ("15-20 miles southwest of Zhob", "offset", 28.16, 225),
        ("some 12 km to the north-east of Kalat", "offset", 12, 45),
        ("20 km from Turbat", "ring", 20, None),
        ("on the outskirts of Quetta", "outskirts", 0, None),
        ("near Kuchlak", "near", 0, None),
        ("Khar town (near)", "near", 0, None),
        ("between Kalat and Khuzdar", "between", 0, None),
        ("the border separating the Dera Bugti and Kohlu districts", "border", 0, None),
        ("on the Quetta–Karachi highway near Mastung", "highway_near", 0, None),
        ("the Quetta-Chaman highway", "highway", 0, None),
    ],
)
def test_reading(text, rule, km, bearing):
    relation = read_relation(text)
    assert relation.rule.rule == rule
    assert relation.km == pytest.approx(km, abs=0.01)
    assert relation.bearing == bearing


@pytest.mark.parametrize("text", ["Mach", "Panjgur district", "Kili Nearabad", "Eastabad"])
def test_plain_names_are_no_relation(text):
    assert read_relation(text) is None


def test_every_rule_cites_its_source():
    from gazetteer.names import read_table

    rows = read_table("rules_phrases.csv")
    assert all(row["source"] for row in rows)
    assert len(rows) == len(phrase_rules())


def test_offset_lies_where_it_says(gaz):
    mach = gaz.resolve("Mach")
    found = gaz.resolve("10 km east of Mach")
    assert distance_km(mach.latitude, mach.longitude, found.latitude, found.longitude) == (
        pytest.approx(10, abs=0.05)
    )
    assert found.longitude > mach.longitude
    assert found.radius_km > mach.radius_km
    assert (found.geo_precision, found.method) == (2, "relative")


def test_radius_grows_with_the_distance(gaz):
    near, far = gaz.resolve("10 km north of Quetta"), gaz.resolve("80 km north of Quetta")
    assert near.radius_km < far.radius_km


def test_destination_agrees_with_the_distance():
    for bearing in range(0, 360, 30):
        lat, lon = destination(30.0, 67.0, bearing, 50)
        assert distance_km(30.0, 67.0, lat, lon) == pytest.approx(50, rel=1e-6)


@pytest.mark.parametrize("text", ["near Kuchlak", "on the outskirts of Kuchlak", "Kuchlak area"])
def test_vague_wording_keeps_the_place(gaz, text):
    plain, vague = gaz.resolve("Kuchlak"), gaz.resolve(text)
    assert vague.place_id == plain.place_id
    assert vague.radius_km >= plain.radius_km


def test_near_is_wider_and_says_so(gaz):
    found = gaz.resolve("near Kuchlak")
    assert found.where_prec == 2
    assert found.geo_precision == 2
    assert "near" in found.reason


def test_between_is_the_middle(gaz):
    kalat, khuzdar = gaz.resolve("Kalat town"), gaz.resolve("Khuzdar")
    found = gaz.resolve("between Kalat and Khuzdar")
    to_kalat = distance_km(found.latitude, found.longitude, kalat.latitude, kalat.longitude)
    to_khuzdar = distance_km(found.latitude, found.longitude, khuzdar.latitude, khuzdar.longitude)
    assert to_kalat == pytest.approx(to_khuzdar, rel=0.05)
    assert found.radius_km >= to_kalat
    assert found.where_prec == 5


def test_border_of_two_districts(gaz):
    found = gaz.resolve("the border separating the Dera Bugti and Kohlu districts")
    assert found.status == "point"
    assert distance_km(found.latitude, found.longitude, 29.24, 69.08) <= found.radius_km
    assert (found.where_prec, found.admin1, found.admin2) == (5, "Balochistan", "")


def test_highway_near_a_town(gaz):
    found = gaz.resolve("on the Quetta–Karachi highway near Mastung")
    assert found.place_name == "Mastung"
    assert found.geo_precision == 2


def test_two_districts_are_one_area(gaz):
    found = gaz.resolve("Swat and Shangla districts")
    assert (found.status, found.admin1, found.admin2) == ("area", "Khyber Pakhtunkhwa", "")
    assert "Swat" in found.place_name
    assert "Shangla" in found.place_name


def test_unknown_village_in_a_valley_is_the_valley(gaz):
    found = gaz.resolve("Zxwvut village in the Neelum valley")
    assert found.status in ("point", "area")
    assert found.admin1 == "Azad Kashmir"
    assert "Zxwvut" in found.reason


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Al-Zxwvut mosque in Kuchlak", (30.352, 66.940)),
        ("Zxwvut Teaching College in Quetta", (30.19, 67.0)),
        ("Zxwvut shop near Kuchlak, Quetta", (30.352, 66.940)),
        ("Mastung Civil Hospital", (29.80, 66.85)),
    ],
)
def test_an_unknown_landmark_stands_in_its_town(gaz, text, near):
    found = gaz.resolve(text)
    assert found.status == "point"
    assert distance_km(found.latitude, found.longitude, *near) <= 15
    if found.method == "container":
        plain = gaz.resolve(found.place_name)
        assert found.radius_km > plain.radius_km
        assert "not in the gazetteer" in found.reason


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("shop near Sirki Kala, Quetta", [("", "shop"), ("near", "Sirki Kala"), ("in", "Quetta")]),
        ("Swat and Shangla districts", [("", "Swat"), ("and", "Shangla districts")]),
        ("district of Harnai", [("", "Harnai district")]),
        ("Mir Ali/Miranshah", [("", "Mir Ali"), ("and", "Miranshah")]),
    ],
)
def test_chains(text, pieces):
    assert [tuple(part) for part in chain(text)] == pieces


def test_province_before_a_colon(gaz):
    found = gaz.resolve("Baluchistan: Kuchlak area")
    assert (found.place_name, found.admin2) == ("Kuchlak", "Quetta")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Lhada, close to the Afghan border, South Waziristan", "Lhada, South Waziristan"),
        ("Makeen town. Wana lies 400 km from Islamabad", "Makeen town"),
        ("Shewa tehsil (revenue unit) of North Waziristan", "Shewa tehsil of North Waziristan"),
        ("Turbat, the capital of Kech district", "Turbat, Kech district"),
        ("near the Afghan border", "near the Afghan border"),
        ("D.I. Khan", "D.I. Khan"),
    ],
)
def test_asides_say_nothing_of_the_place(text, kept):
    assert without_asides(text) == kept


def test_a_known_place_is_not_where_the_distance_is_measured_from(gaz):
    found = gaz.resolve("Turbat, 650 kilometers (400 miles) southwest of Quetta, Balochistan")
    assert (found.place_name, found.admin2) == ("Turbat", "Kech")


def test_an_unknown_place_lies_at_the_stated_distance(gaz):
    found = gaz.resolve("Zxwvut, some 40 km west of Khuzdar", within="Balochistan")
    khuzdar = gaz.resolve("Khuzdar", within="Balochistan")
    away = distance_km(found.latitude, found.longitude, khuzdar.latitude, khuzdar.longitude)
    assert found.method == "relative"
    assert away == pytest.approx(40, abs=0.5)
    assert "Zxwvut" in found.reason
    assert found.longitude < khuzdar.longitude


def test_a_list_stands_amid_its_places(gaz):
    found = gaz.resolve("Kuchlak, Hazarganji and Sariab areas", within="Quetta")
    assert found.status == "point"
    assert found.admin2 == "Quetta"
    for name in ("Kuchlak", "Hazarganji", "Sariab"):
        place = gaz.resolve(name, within="Quetta")
        away = distance_km(found.latitude, found.longitude, place.latitude, place.longitude)
        assert away <= found.radius_km


@pytest.mark.parametrize("text", ["Zxwvut, Peshawar", "Zxwvut village of Sialkot district"])
def test_the_stated_district_outweighs_another_in_the_text(gaz, text):
    found = gaz.resolve(text, within=("Mardan", "Khyber Pakhtunkhwa"))
    assert (found.status, found.admin2) == ("area", "Mardan")


def test_part_of_an_unknown_name_is_a_place_of_the_district(gaz):
    found = gaz.resolve("Zxwvut Kuchlak", within=("Quetta", "Balochistan"))
    assert (found.method, found.place_name) == ("container", "Kuchlak")
    assert found.radius_km > gaz.resolve("Kuchlak", within="Quetta").radius_km


@pytest.mark.parametrize(
    "text", ["1e9 km north of Mach", "-5 km east of Mach", "30.2, 67.0", "N/A"]
)
def test_what_cannot_be_read_is_no_place(gaz, text):
    assert gaz.resolve(text).status == "unresolved"


@pytest.mark.parametrize("text", ["10,000 km north of Mach", "99999 km east of Mach"])
def test_a_distance_beyond_use_gives_no_point(gaz, text):
    assert gaz.resolve(text).latitude is None


def test_a_comma_parts_thousands_or_decimals():
    assert read_relation("1,200 m north of Mach").km == pytest.approx(1.2)
    assert read_relation("1,5 km north of Mach").km == pytest.approx(1.5)


def test_an_unknown_parent_is_told(gaz):
    assert "'Nowhereland' names no known" in gaz.resolve("Kuchlak", within="Nowhereland").reason


def test_a_known_name_in_the_wrong_province_is_not_called_unknown(gaz):
    assert "lies outside Sindh" in gaz.resolve("Quetta, Sindh").reason
