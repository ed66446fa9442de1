"""The embedded place tables: form, content, and curated places checked against other sources."""

import csv
import importlib.util
import sys
import unicodedata
import zlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "gazetteer" / "data"
SHARED = ROOT.parent / "shared" / "data"
TABLES = ("places_areas", "places_curated", "places_pakistan", "places_world")
COLUMNS = [
    "place_id", "name", "alternates", "name_ur", "latitude", "longitude", "kind", "country",
    "admin1", "admin2", "population", "source",
]  # fmt: skip
PROVINCES = {
    "Azad Kashmir", "Balochistan", "Gilgit Baltistan", "Islamabad", "Khyber Pakhtunkhwa",
    "Punjab", "Sindh",
}  # fmt: skip
NEEDS_SHARED = pytest.mark.skipif(
    not SHARED.is_dir(), reason="needs the full-size data in ../shared/data"
)

# Names that reports from Balochistan use, in some usual spelling, and their district.
NAMED = """
Kuchlak|Quetta; Hazarganji|Quetta; Sariab|Quetta; Spini Road|Quetta; Sirki Kala|Quetta
Bolan Pass|Kachhi; Mangochar|Kalat; Kolpur|Kachhi; Machh|Kachhi; Dasht|Mastung; Zehri|Khuzdar
Mand|Kech; Balgatar|Panjgur; Hoshab|Kech; Shahrag|Harnai; Khost|Harnai; Chamalang|Duki
Mangi Dam|Ziarat; Police Training College|Quetta; Civil Hospital Quetta|Quetta
Bolan Medical Complex|Quetta; Alamdar Road|Quetta; Hazara Town|Quetta; Brewery Road|Quetta
Zarghoon Road|Quetta; Quetta railway station|Quetta; Jinnah Road|Quetta; Nawan Killi|Quetta
Eastern Bypass|Quetta; Western Bypass|Quetta; Spezand|Mastung; Aab-e-Gum|Kachhi; Lak Pass|Mastung
Wadh|Khuzdar; Ornach|Khuzdar; Jhao|Awaran; Mashkai|Awaran; Gishkaur|Awaran; Buleda|Kech
Zamuran|Kech; Tump|Kech; Tijaban|Kech; Singabad|Kech; Basima|Washuk; Nokkundi|Chagai
Saindak|Chagai; Reko Diq|Chagai; Panjpai|Quetta; Kishingi|Nushki; Margat|Quetta; Marwar|Quetta
Sor Range|Quetta; Degari|Quetta; Duki coal mines|Duki; Gulistan|Killa Abdullah
Khojak Pass|Chaman; Sheela Bagh|Chaman; Qamar Din Karez|Zhob; Badini|Killa Saifullah
Zhob airport|Zhob; Kahan|Kohlu; Pir Koh|Dera Bugti; Loti|Dera Bugti; Uch|Dera Bugti
Sui gas field|Dera Bugti; Chattar|Nasirabad; Tamboo|Nasirabad; Bhag|Lehri; Lehri|Lehri
Shoran|Kachhi; Gandawah|Jhal Magsi; Windar|Lasbela; Uthal|Lasbela; Ormara|Gwadar; Pasni|Gwadar
Jiwani|Gwadar; Sur Bandar|Gwadar; Pishukan|Gwadar; Gwadar PC hotel|Gwadar; Koh-e-Batil|Gwadar
"""


def rows(table):
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def places():
    return {table: rows(table) for table in TABLES}


@pytest.fixture(scope="module")
def curated(places):
    return places["places_curated"]


def names_of(row):
    return [row["name"], *(n for n in row["alternates"].split(";") if n)]


def kinds():
    with (DATA / "rules_kinds.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row["area"] == "1" for row in csv.DictReader(file)}


def test_ids_are_unique_over_all_tables(places):
    ids = [row["place_id"] for table in places.values() for row in table]
    assert len(ids) == len(set(ids))


def test_kinds_are_known_and_points_have_coordinates(places):
    area = kinds()
    for row in (r for table in places.values() for r in table):
        assert row["kind"] in area, row
        if not area[row["kind"]]:
            assert -90 <= float(row["latitude"]) <= 90, row
            assert -180 <= float(row["longitude"]) <= 180, row


def test_places_of_pakistan_have_a_known_province_and_district(places):
    districts = {r["name"] for r in places["places_areas"] if r["kind"] == "district"}
    assert len(districts) == 160
    # The tehsil polygons of 2017 hold Darel and Tangir as one tehsil.
    known = districts | {"Darel and Tangir"}
    for row in places["places_pakistan"] + places["places_curated"]:
        assert row["admin1"] in PROVINCES, row
        assert row["admin2"] in known, row
        assert 23 < float(row["latitude"]) < 37.2, row
        assert 60.5 < float(row["longitude"]) < 77.9, row


def test_districts_agree_in_name_with_the_district_set(places):
    from geo.dissolution import districts

    ours = {(r["admin1"], r["name"]) for r in places["places_areas"] if r["kind"] == "district"} - {
        ("Gilgit Baltistan", "Darel"),
        ("Gilgit Baltistan", "Tangir"),
    }
    table = districts(as_of="2022-09-09")
    theirs = set(zip(table["admin1"], table["name"], strict=True))
    assert ours == theirs - {("Gilgit Baltistan", "Darel and Tangir")}


def test_names_are_tidy_and_in_latin_or_arabic_script(places):
    for row in (r for table in places.values() for r in table):
        for name in [*names_of(row), row["name_ur"]]:
            assert name == unicodedata.normalize("NFC", name).strip(), row
            assert not any(unicodedata.category(c) in {"Cc", "Cf", "Co"} for c in name), row
            scripts = {unicodedata.name(c).split()[0] for c in name if c.isalpha()}
            assert scripts <= {"LATIN", "MODIFIER"} or scripts == {"ARABIC"}, (name, row)
        assert row["name"] not in row["alternates"].split(";"), row


def test_urdu_names_use_urdu_letters(places):
    not_urdu = set("كيىةټډړږښګڼېۍڪڳڱٻڀٺٿ")
    for row in (r for table in places.values() for r in table if r["country"] == "PK"):
        assert not set(row["name_ur"]) & not_urdu, row
    for row in places["places_areas"]:
        if row["kind"] in {"district", "province"} and row["country"] == "PK":
            assert row["name_ur"], row


def test_far_cities_are_known_so_that_they_are_no_village_nearby(places):
    world = {row["name"]: row for row in places["places_world"] if row["kind"] == "city"}
    for name, country in {"Doha": "QA", "Kabul": "AF", "Zahedan": "IR", "Herāt": "AF"}.items():
        assert world[name]["country"] == country
    assert not any(row["country"] == "PK" for row in places["places_world"])
    assert sum(int(row["population"] or 0) >= 100_000 for row in places["places_world"]) > 5000


def test_borrowed_populations_are_taken_back(places):
    by_id = {row["place_id"]: row for row in places["places_pakistan"]}
    assert by_id["geonames:11250625"]["population"] == ""  # a hamlet called Arif Wala
    assert int(by_id["geonames:1184370"]["population"]) > 100_000  # Arifwala in Pakpattan


def test_the_curated_table_is_large_and_says_where_each_coordinate_is_from(curated):
    assert len(curated) >= 800
    starts = ("GeoNames ", "UCDP GED 22.1 event ", "airportsdata ", "Wikipedia, ", "derived: ")
    for row in curated:
        assert row["source"].startswith((*starts, "approximate ± ")), row
    # Most places stand where a record does; what is placed by hand is the exception and says so.
    by_hand = [r for r in curated if r["source"].startswith(("derived", "approximate"))]
    assert len(by_hand) < 0.15 * len(curated)
    assert sum(bool(r["name_ur"]) for r in curated) > 0.75 * len(curated)


def test_names_that_reports_use_are_in_the_curated_table(curated):
    known = {}
    for row in curated:
        for name in names_of(row):
            known.setdefault(name.casefold(), set()).add(row["admin2"])
    wanted = [
        item.strip().split("|") for item in NAMED.replace("\n", ";").split(";") if item.strip()
    ]
    missing = [(n, d) for n, d in wanted if d not in known.get(n.casefold(), set())]
    assert not missing


def test_every_curated_row_was_checked(curated):
    with (DATA / "places_curated_checks.csv").open(encoding="utf-8", newline="") as file:
        checks = list(csv.DictReader(file))
    district = {c["place_id"]: c["found"] for c in checks if c["check"] == "district"}
    assert district == {row["place_id"]: row["admin2"] for row in curated}
    for check in checks:
        if check["limit_km"]:
            assert float(check["distance_km"]) <= float(check["limit_km"]), check
    placed = {c["place_id"] for c in checks if c["check"] in {"coordinate", "parent", "name"}}
    unplaced = [r["name"] for r in curated if r["place_id"] not in placed]
    assert not unplaced


def test_curated_places_lie_in_their_district_of_the_project_set(curated):
    import shapely

    from geo.dissolution import districts

    table = districts(as_of="2022-09-09")
    polygons = dict(zip(table["name"], table.geometry, strict=True))
    outside = [
        row["name"]
        for row in curated
        if not polygons[row["admin2"]].covers(
            shapely.Point(float(row["longitude"]), float(row["latitude"]))
        )
    ]
    # The polygons of 2017 draw the borders around Quetta and Mastung otherwise than COD-AB.
    assert len(outside) <= 0.03 * len(curated), outside


@NEEDS_SHARED
def test_curated_places_lie_in_their_district_of_cod_ab(curated):
    import geopandas as gpd
    import shapely

    table = gpd.read_parquet(SHARED / "codab" / "pak_adm2.parquet")
    polygons = dict(zip(table["admin2Name_en"], table.geometry, strict=True))
    outside = [
        row["name"]
        for row in curated
        if not polygons[row["admin2"]].covers(
            shapely.Point(float(row["longitude"]), float(row["latitude"]))
        )
    ]
    assert outside == []


@pytest.fixture
def check(monkeypatch):
    monkeypatch.syspath_prepend(str(DATA))
    spec = importlib.util.spec_from_file_location("check_curated", DATA / "check_curated.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "check_curated", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "wheel_json", lambda member: {})  # no network in tests
    return module


@NEEDS_SHARED
def test_the_check_finds_no_fault_and_writes_what_is_kept(curated, check):
    checker = check.Checker(curated)
    for row in curated:
        checker.row(row)
    # Places of the wheel that the dump lacks cannot be compared without it.
    assert [fault for fault in checker.faults if not fault.endswith(": None")] == []
    assert sum(fault.endswith(": None") for fault in checker.faults) < 60


@NEEDS_SHARED
def test_the_check_finds_what_is_wrong(curated, check):
    """Four faults put in by hand: a moved place, a stray one, a wrong district, a wrong name."""
    by_name = {row["name"]: dict(row) for row in curated}
    sound = by_name["Kolpur"]
    moved = {**by_name["Kuchlak"], "latitude": "30.45"}
    astray = {**by_name["Gwadar Port"], "latitude": "25.40"}
    elsewhere = {**by_name["Wadh"], "admin2": "Kalat"}
    misnamed = {**by_name["Saindak"], "name": "Bostan", "alternates": ""}
    checker = check.Checker(curated)
    for row in (sound, moved, astray, elsewhere, misnamed):
        checker.row(row)
    faults = "\n".join(checker.faults)
    assert "Kolpur" not in faults
    assert "Kuchlak: (30.45" in faults
    assert "Gwadar Port:" in faults
    assert "Wadh (geonames:1162787): not in Kalat" in faults
    assert "Bostan: GeoNames 1166458 is called Saindak" in faults


def test_the_embedded_place_data_is_small():
    size = sum(len(zlib.compress(path.read_bytes(), 9)) for path in DATA.glob("*.csv"))
    assert size < 2_500_000
