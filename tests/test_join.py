"""The join against brute force: one district or one reason for every row, borders included."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from gazetteer.errors import InputError
from geo import points
from geo.boundaries import read_districts
from geo.dissolution import districts
from geo.joining import SNAP_KM, join
from geo.shares import district_shares


def brute_force(lon: np.ndarray, lat: np.ndarray, frame: gpd.GeoDataFrame) -> list[str | None]:
    """First unit_id, in order of text, of all polygons that touch each point."""
    shapes, ids = frame.geometry.to_numpy(), frame["unit_id"].tolist()
    shapely.prepare(shapes)
    out: list[str | None] = []
    for point in shapely.points(lon, lat):
        touching = np.flatnonzero(shapely.intersects(shapes, point))
        out.append(min((ids[i] for i in touching), default=None))
    return out


def brute_nearest(x: float, y: float, frame: gpd.GeoDataFrame) -> tuple[str, float]:
    """Nearest polygon and its distance in km, in a projection made for the one point."""
    local = Transformer.from_crs(
        "EPSG:4326", CRS.from_proj4(f"+proj=aeqd +lat_0={y} +lon_0={x}"), always_xy=True
    )
    shapes = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: np.column_stack(local.transform(xy[:, 0], xy[:, 1]))
    )
    distance = shapely.distance(shapes, shapely.Point(0, 0))
    return str(frame["unit_id"].iloc[int(distance.argmin())]), float(distance.min()) / 1000


def boundary_points(frame: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and midpoints of every border, where rules about borders show."""
    xy = shapely.get_coordinates(frame.geometry.to_numpy())
    middle = (xy[1:] + xy[:-1]) / 2
    both = np.concatenate([xy, middle])
    return both[:, 0], both[:, 1]


@pytest.fixture(scope="module")
def embedded() -> gpd.GeoDataFrame:
    return districts()


@pytest.fixture(scope="module")
def cod_ab(shared: Path) -> gpd.GeoDataFrame:
    return read_districts(shared / "data" / "codab" / "pak_adm2.parquet")


@pytest.fixture(scope="module")
def ucdp(shared: Path) -> pd.DataFrame:
    raw = pd.read_parquet(shared / "data" / "ucdp" / "ged221_pakistan.parquet")
    return raw.rename(columns={"adm_1": "admin1", "adm_2": "admin2"})


def test_random_points_and_every_border_agree_with_brute_force(embedded: gpd.GeoDataFrame) -> None:
    part = embedded[embedded["admin1"] == "Balochistan"]
    x, y = boundary_points(part)
    pick = np.random.default_rng(7)
    some = pick.choice(len(x), 4000, replace=False)
    lon = np.concatenate([x[some], pick.uniform(60, 71, 4000)])
    lat = np.concatenate([y[some], pick.uniform(24, 33, 4000)])
    found = points.locate(lon, lat, part)
    ids = part["unit_id"].tolist()
    assert [ids[i] if i >= 0 else None for i in found] == brute_force(lon, lat, part)
    assert (found[:4000] >= 0).mean() > 0.7


def test_a_border_point_has_one_district_whatever_the_order_of_rows(
    embedded: gpd.GeoDataFrame,
) -> None:
    xy = shapely.get_coordinates(embedded.geometry.to_numpy())[:5000]
    table = pd.DataFrame({"longitude": xy[:, 0], "latitude": xy[:, 1]})
    once = join(table, embedded)
    again = join(table, embedded.iloc[::-1])
    assert once["unit_id"].notna().all()
    pd.testing.assert_frame_equal(once, again)


@pytest.mark.shared
@pytest.mark.parametrize("which", ["cod_ab", "embedded"])
def test_all_of_ucdp_ged_equals_brute_force(
    which: str, ucdp: pd.DataFrame, request: pytest.FixtureRequest
) -> None:
    frame = request.getfixturevalue(which)
    result = join(ucdp, frame)
    assert len(result) == len(ucdp) == 6416
    assert result["status"].isin(["point", "outside"]).all()
    expected = brute_force(ucdp["longitude"].to_numpy(), ucdp["latitude"].to_numpy(), frame)
    measured: dict[tuple[float, float], tuple[str, float]] = {}
    for row, wanted, unit, status, reason in zip(
        ucdp.itertuples(), expected, result["unit_id"], result["status"], result["reason"],
        strict=True,
    ):  # fmt: skip
        if wanted is not None:
            assert unit == wanted
            continue
        place = (row.longitude, row.latitude)
        if place not in measured:
            measured[place] = brute_nearest(*place, frame)
        near, distance = measured[place]
        assert f"{distance:.1f} km" in reason
        assert status == ("point" if distance <= SNAP_KM else "outside")
        assert pd.isna(unit) if distance > SNAP_KM else unit == near


# Where the embedded tehsils of 2017 and COD-AB 2022 put a UCDP GED point of Balochistan in
# different districts: (latitude, longitude), embedded, COD-AB.
DIFFERENCES = {((30.060718, 67.221077), "Mastung", "Quetta")}


@pytest.mark.shared
def test_embedded_set_agrees_with_cod_ab_in_balochistan(
    ucdp: pd.DataFrame, embedded: gpd.GeoDataFrame, cod_ab: gpd.GeoDataFrame
) -> None:
    mine, other = join(ucdp, embedded), join(ucdp, cod_ab)
    balochistan = ucdp["admin1"].str.contains("Balochistan", na=False)
    same = (mine["admin2"] == other["admin2"]) & balochistan
    assert balochistan.sum() == 692
    assert same.sum() / balochistan.sum() >= 0.995
    rows = ucdp[balochistan & ~same]
    found = {
        ((row.latitude, row.longitude), mine.at[i, "admin2"], other.at[i, "admin2"])
        for i, row in zip(rows.index, rows.itertuples(), strict=True)
    }
    assert found == DIFFERENCES


def rows(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in columns.items()}, index=["x"])


def joined(frame: gpd.GeoDataFrame, **columns: object) -> pd.Series:
    result = join(rows(**columns), frame)
    assert result.index.tolist() == ["x"]
    return result.loc["x"]


def test_a_point_gets_all_its_parents(embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, latitude=30.352, longitude=66.94)
    assert row[["admin1", "admin2", "admin2_pcode", "admin3", "status"]].tolist() == [
        "Balochistan", "Quetta", "PK226", "Quetta Saddar", "point",
    ]  # fmt: skip


def test_just_off_the_coast_snaps_and_says_so(embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, latitude=25.09, longitude=62.32)
    assert (row["admin2"], row["status"]) == ("Gwadar", "point")
    assert "km outside every district, counted in the nearest, Gwadar" in row["reason"]
    assert "within 5 km" in row["reason"]
    far = joined(embedded, latitude=24.5, longitude=62.32)
    assert far["status"] == "outside"
    assert pd.isna(far["admin2"])
    assert "from the nearest, Gwadar" in far["reason"]


def test_impossible_coordinates_are_told_and_names_still_count(embedded: gpd.GeoDataFrame) -> None:
    lost = joined(embedded, latitude=95.0, longitude=66.0)
    assert lost["status"] == "unresolved"
    assert "95 N 66 E is no place on Earth" in lost["reason"]
    kept = joined(embedded, latitude=30.0, longitude=660.0, admin2="Quetta")
    assert (kept["status"], kept["admin2"]) == ("area", "Quetta")


def test_a_set_of_another_country_by_code() -> None:
    frame = gpd.GeoDataFrame(
        {
            "unit_id": ["a"],
            "name": ["Borno"],
            "pcode": [""],
            "admin1": ["Borno"],
            "country": ["NGA"],
        },
        geometry=[shapely.box(13, 11, 14, 12)],
        crs="EPSG:4326",
    )
    border = {"latitude": 11.5, "longitude": 14.01}
    assert joined(frame, **border, country="Nigeria")["admin2"] == "Borno"
    named = frame.assign(country="Nigeria")
    assert joined(named, **border, country="NG")["admin2"] == "Borno"
    assert joined(named, **border, country="Cameroon")["status"] == "outside"
    assert joined(named, admin2="Bornu")["admin2"] == "Borno"
    assert joined(named, admin2="Hub")["status"] == "unresolved"


def test_points_anywhere_on_earth_are_outside_and_told(embedded: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(
        {"latitude": [-90.0, 90.0, 0.0, 51.5, 30.0], "longitude": [0.0, 180.0, 0.0, -0.1, -110.0]}
    )
    result = join(table, embedded)
    assert (result["status"] == "outside").all()
    told = result["reason"].str.extract(r"([\d.]+) km from the nearest")[0].astype(float)
    assert told.between(3000, 14000).all()


def test_a_point_of_another_country_never_snaps(embedded: gpd.GeoDataFrame) -> None:
    border = {"latitude": 30.95, "longitude": 66.39}
    assert joined(embedded, **border)["admin2"] == "Chaman"
    row = joined(embedded, **border, country="Afghanistan")
    assert row["status"] == "outside"
    assert "the source puts it in Afghanistan" in row["reason"]
    for name in ("Pakistan", "PAK", "PK", "pakistan", "پاکستان"):
        assert joined(embedded, **border, country=name)["admin2"] == "Chaman"


def test_contradictions_are_noted_not_overwritten(embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, latitude=30.19, longitude=66.99, admin2="Pishin", notes="vague")
    assert row["admin2"] == "Quetta"
    assert row["notes"] == (
        "vague; source says district 'Pishin', but the coordinates lie in Quetta"
    )
    row = joined(embedded, latitude=30.19, longitude=66.99, admin1="Sindh")
    assert "source says 'Sindh'" in row["notes"]
    older = joined(embedded, latitude=30.1, longitude=67.94, admin2="Sibi")
    assert older["admin2"] == "Harnai"
    assert "part of which was in Sibi until 2007-08-29" in older["notes"]
    fata = joined(embedded, latitude=32.3, longitude=69.57, admin1="FATA")
    assert fata["admin2"] == "South Waziristan"
    assert pd.isna(fata["notes"])
    fine = joined(
        embedded, latitude=30.19, longitude=66.99, admin2="QUETTA district", admin1="Baluchistan"
    )
    assert pd.isna(fine["notes"])


@pytest.mark.parametrize(
    ("said", "district"),
    [
        ("Quetta", "Quetta"),
        ("quetta district", "Quetta"),
        ("ضلع کوئٹہ", "Quetta"),
        ("Bolan", "Kachhi"),
        ("Qila Abdullah", "Killa Abdullah"),
        ("Qilla Saifulla", "Killa Saifullah"),
        ("Noshki", "Nushki"),
        ("Naseerabad", "Nasirabad"),
        ("Jafarabad Distrcit", "Jaffarabad"),
        ("Turbat", "Kech"),
        ("Panjgoor", "Panjgur"),
        ("Dera Ismail Khan", "D. I. Khan"),
        ("Surab", "Shaheed Sikandarabad"),
        ("Khyber Agency", "Khyber"),
        ("Karachi Central", "Central Karachi"),
        ("Lasbella", "Lasbela"),
    ],
)
def test_districts_by_name(said: str, district: str, embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, status="area", place_kind="district", place_name=said)
    assert (row["admin2"], row["status"]) == (district, "area")
    assert row["reason"]
    assert pd.isna(row["admin3"])


@pytest.mark.parametrize(
    "said", ["Karachi", "Kabul", "Kara", "Machh", "Baghdad", "Kandahar", "Delhi"]
)
def test_other_places_never_become_a_district(said: str, embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, status="area", place_kind="district", place_name=said)
    assert pd.isna(row["admin2"])
    assert said in row["reason"]


def test_a_district_of_another_date_goes_where_its_land_is() -> None:
    early = districts(as_of="2019-01-01")
    row = joined(early, status="area", place_kind="district", place_name="Hub")
    assert row["admin2"] == "Lasbela"
    assert "became a district on 2022-09-01" in row["reason"]
    late = districts(as_of="2024-01-01")
    gone = joined(late, admin2="Lehri", admin1="Balochistan")
    assert pd.isna(gone["admin2"])
    assert (gone["admin1"], gone["status"]) == ("Balochistan", "area")
    assert "several districts: Kachhi, Sibi" in gone["reason"]
    whole = joined(districts(as_of="2026-11-20"), latitude=30.352, longitude=66.94)
    assert whole["admin2"] == "Quetta East and West"


def test_a_province_is_no_district_and_a_country_is_neither(embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, status="area", place_kind="province", place_name="Balochistan")
    assert (row["admin1"], row["status"]) == ("Balochistan", "area")
    assert pd.isna(row["admin2"])
    for kind in ("country", "region"):
        row = joined(embedded, status="area", place_kind=kind, place_name="Pakistan")
        assert row["status"] == "area"
        assert pd.isna(row["admin1"])
        assert pd.isna(row["admin2"])


def test_a_table_with_only_names_or_codes(embedded: gpd.GeoDataFrame) -> None:
    assert joined(embedded, admin2="Kech", admin1="Balochistan")["admin2_pcode"] == "PK211"
    assert joined(embedded, admin2_pcode="PK211")["admin2"] == "Kech"
    assert joined(embedded, admin1="KPK")["admin1"] == "Khyber Pakhtunkhwa"
    nothing = joined(embedded, location="somewhere")
    assert nothing["status"] == "unresolved"
    assert "no coordinates" in nothing["reason"]


def test_a_tehsil_without_coordinates_lies_in_its_district(embedded: gpd.GeoDataFrame) -> None:
    row = joined(embedded, status="area", place_kind="tehsil", place_name="Mangochar")
    assert row[["admin2", "admin3", "status"]].tolist() == ["Kalat", "Mangochar", "area"]
    assert row["reason"] == "Mangochar is a tehsil of Kalat"
    two = joined(embedded, status="area", place_kind="tehsil", place_name="Dasht")
    assert pd.isna(two["admin2"])


def test_an_unresolved_place_in_a_stated_district_stands_for_the_district(
    embedded: gpd.GeoDataFrame,
) -> None:
    row = joined(
        embedded, status="unresolved", location="Nowhere", admin2="Kech", reason="not found"
    )
    assert (row["status"], row["admin2"]) == ("area", "Kech")
    assert row["reason"].startswith("not found; ")
    assert joined(embedded, status="ambiguous", location="Dasht")["status"] == "ambiguous"


def test_bad_input_is_told_plainly(embedded: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="'latitude' holds something that is no number"):
        join(pd.DataFrame({"latitude": ["north"], "longitude": [66.0]}), embedded)
    with pytest.raises(InputError, match="lacks pcode, unit_id"):
        join(rows(latitude=30.0, longitude=66.0), embedded.drop(columns=["pcode", "unit_id"]))
    with pytest.raises(InputError, match="expected EPSG:4326"):
        join(rows(latitude=30.0, longitude=66.0), embedded.to_crs(32642))


def test_an_empty_table_stays_empty(embedded: gpd.GeoDataFrame) -> None:
    result = join(pd.DataFrame({"latitude": [], "longitude": []}), embedded)
    assert len(result) == 0
    assert {"admin2", "status", "reason", "unit_id"} <= set(result.columns)


SOME = st.one_of(st.none(), st.sampled_from(["", "Quetta", "Karachi", "Kabul", "Balochistan", "x"]))
ROW = st.fixed_dictionaries(
    {
        "latitude": st.one_of(st.none(), st.floats(20, 40)),
        "longitude": st.one_of(st.none(), st.floats(55, 80)),
        "status": st.sampled_from([None, "point", "area", "ambiguous", "unresolved", "outside"]),
        "place_kind": st.sampled_from([None, "district", "province", "country", "town"]),
        "place_name": SOME,
        "admin1": SOME,
        "admin2": SOME,
        "country": st.sampled_from([None, "Pakistan", "Iran"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_every_row_ends_with_a_district_or_a_reason(table: list[dict[str, object]]) -> None:
    frame = districts()
    start = pd.DataFrame(table, index=range(100, 100 + len(table)))
    result = join(start, frame)
    assert result.index.tolist() == start.index.tolist()
    assert result["status"].isin(["point", "area", "ambiguous", "unresolved", "outside"]).all()
    placed = result["unit_id"].notna()
    assert (placed == result["admin2"].notna()).all()
    assert result.loc[placed, "unit_id"].isin(frame["unit_id"]).all()
    coordinates = result["latitude"].notna() & result["longitude"].notna()
    area = result["status"] == "area"
    assert (placed | area | (result["status"] == "outside"))[coordinates].all()
    assert result.loc[result["status"] == "outside", "reason"].notna().all()


def test_shares_of_a_disc_against_thrown_darts(embedded: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(
        {
            "latitude": [30.19, 30.1, 25.1, 30.19],
            "longitude": [66.99, 66.85, 62.3, 66.99],
            "radius_km": [30.0, 60.0, 40.0, 0.0],
        },
        index=list("abcd"),
    )
    result = join(table, embedded)
    shares = district_shares(result, embedded)
    assert shares.groupby("incident")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert shares[shares["incident"] == "d"]["unit_id"].tolist() == ["pak:admin2:PK226"]
    dice = np.random.default_rng(3)
    for label, row in table.iloc[:3].iterrows():
        bearing = dice.uniform(0, 360, 40000)
        distance = np.sqrt(dice.uniform(0, 1, 40000)) * row["radius_km"] * 1000
        origin = np.full(40000, row["longitude"]), np.full(40000, row["latitude"])
        lon, lat, _ = Geod(ellps="WGS84").fwd(*origin, bearing, distance)
        held = points.locate(lon, lat, embedded)
        thrown = embedded["unit_id"].iloc[held[held >= 0]].value_counts(normalize=True)
        mine = shares[shares["incident"] == label].set_index("unit_id")["share"]
        for unit, share in mine.items():
            assert share == pytest.approx(thrown.get(unit, 0.0), abs=0.01)


def test_shares_need_joined_incidents(embedded: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="join them first"):
        district_shares(rows(latitude=30.0, longitude=67.0), embedded)


def test_areas_count_whole_and_rows_without_a_district_not_at_all(
    embedded: gpd.GeoDataFrame,
) -> None:
    table = pd.DataFrame(
        {
            "latitude": [None, 10.0, None],
            "longitude": [None, 10.0, None],
            "radius_km": [None, 5.0, None],
            "admin2": ["Kech", None, None],
        }
    )
    shares = district_shares(join(table, embedded), embedded)
    assert shares.to_dict("records") == [
        {"incident": 0, "unit_id": "pak:admin2:PK211", "share": 1.0}
    ]


def test_coordinates_that_stand_for_an_area_never_make_a_pin() -> None:
    rows = pd.DataFrame(
        {
            "latitude": 30.19,
            "longitude": 67.0,
            "status": ["area", "area", "area", pd.NA],
            "place_kind": ["district", "province", "region", pd.NA],
        }
    )
    joined = join(rows, districts())
    assert joined["status"].tolist() == ["area", "area", "area", "point"]
    assert joined["admin2"].fillna("").tolist() == ["Quetta", "", "", "Quetta"]
    assert joined["admin1"].fillna("").tolist() == ["Balochistan", "Balochistan", "", "Balochistan"]
    assert joined["admin3"].isna().tolist() == [True, True, True, False]


@pytest.mark.parametrize(("as_of", "admin2"), [("2017-01-01", "Chitral"), ("2022-09-09", None)])
def test_a_region_that_was_one_district_gets_it_on_its_day(as_of, admin2):
    found = joined(
        districts(as_of=as_of),
        location="Chitral district",
        place_name="Chitral",
        place_kind="region",
        status="area",
    )
    assert found["status"] == "area"
    assert (None if pd.isna(found["admin2"]) else found["admin2"]) == admin2
