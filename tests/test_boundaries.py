"""Any boundary file becomes a district set: headers, formats, CRS, faults."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gazetteer.errors import InputError, MissingInputError
from geo.boundaries import read_districts
from geo.dissolution import COLUMNS, districts
from geo.joining import join

STYLES = {
    "COD-AB (ADM_EN)": {
        "name": "ADM2_EN", "pcode": "ADM2_PCODE", "admin1": "ADM1_EN", "admin1_pcode": "ADM1_PCODE",
        "country": "ADM0_EN",
    },
    "COD-AB (adminName)": {
        "name": "admin2Name_en", "pcode": "admin2Pcode", "admin1": "admin1Name_en",
        "admin1_pcode": "admin1Pcode", "country": "admin0Name_en",
    },
    "COD-AB (adm_name)": {
        "name": "adm2_name", "pcode": "adm2_pcode", "admin1": "adm1_name",
        "admin1_pcode": "adm1_pcode", "country": "adm0_name",
    },
    "GADM": {"name": "NAME_2", "gid": "GID_2", "admin1": "NAME_1", "country": "COUNTRY"},
    "geoBoundaries": {"name": "shapeName", "gid": "shapeID", "iso": "shapeGroup"},
    "other": {"name": "District", "admin1": "Province"},
}  # fmt: skip
FORMATS = ["geojson", "gpkg", "parquet", "shp", "fgb", "zip", "gpkg.zip"]


@pytest.fixture(scope="module")
def balochistan() -> gpd.GeoDataFrame:
    frame = districts()
    return frame[frame["admin1"] == "Balochistan"].reset_index(drop=True)


def dressed(frame: gpd.GeoDataFrame, style: str) -> gpd.GeoDataFrame:
    """The same polygons under another publisher's column names."""
    out = gpd.GeoDataFrame(geometry=frame.geometry.to_numpy(), crs=frame.crs)
    for field, column in STYLES[style].items():
        if field == "gid":
            out[column] = [f"PAK.2.{i}_1" for i in range(len(frame))]
        elif field == "iso":
            out[column] = "PAK"
        else:
            out[column] = frame[field].astype(object).to_numpy()
    return out


def write(frame: gpd.GeoDataFrame, folder: Path, kind: str) -> Path:
    path = folder / f"boundaries.{kind}"
    if kind == "parquet":
        frame.to_parquet(path)
    elif kind == "gpkg.zip":
        frame.to_file(folder / "inside.gpkg")
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(folder / "inside.gpkg", "inside.gpkg")
    elif kind == "zip":
        frame.to_file(folder / "inside.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.glob("inside.*"):
                archive.write(part, part.name)
    else:
        frame.to_file(path)
    return path


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.filterwarnings("ignore:Column names longer", "ignore:Normalized/laundered")
def test_every_style_in_every_format(
    style: str, kind: str, balochistan: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    frame = read_districts(write(dressed(balochistan, style), tmp_path, kind))
    assert tuple(frame.columns) == COLUMNS
    assert frame.attrs["style"] == style
    assert frame.crs.to_epsg() == 4326
    assert set(frame["name"]) == set(balochistan["name"])
    assert frame["unit_id"].is_unique
    if "pcode" in STYLES[style]:
        assert set(frame["pcode"]) == set(balochistan["pcode"])
        assert set(frame["unit_id"]) == set(balochistan["unit_id"])
    if "admin1" in STYLES[style]:
        assert set(frame["admin1"]) == {"Balochistan"}
    spot = pd.DataFrame({"latitude": [30.19], "longitude": [66.99]})
    assert join(spot, frame)["admin2"].tolist() == ["Quetta"]


@pytest.mark.parametrize("code", [32642, 3857, 24313])
def test_any_crs(code: int, balochistan: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write(dressed(balochistan, "GADM").to_crs(code), tmp_path, "gpkg")
    frame = read_districts(path)
    merged = frame.merge(balochistan[["name", "area_km2"]], on="name", suffixes=("", "_was"))
    assert merged["area_km2"].to_numpy() == pytest.approx(merged["area_km2_was"], rel=1e-3)
    assert any(fault["fault"] == "other CRS" for fault in frame.attrs["report"])


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_crs_is_taken_as_degrees_only_where_it_can_be(
    balochistan: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    plain = dressed(balochistan, "GADM").set_crs(None, allow_override=True)
    frame = read_districts(write(plain, tmp_path, "shp"))
    assert frame.attrs["report"][0]["fault"] == "no CRS"
    metres = dressed(balochistan, "GADM").to_crs(32642).set_crs(None, allow_override=True)
    with pytest.raises(InputError, match="states no CRS"):
        read_districts(write(metres, tmp_path, "fgb"))


@pytest.mark.parametrize("as_text", [True, False])
def test_overture_division_areas(as_text: bool, tmp_path: Path) -> None:
    def names(primary: str, urdu: str) -> object:
        value = {"primary": primary, "common": {"ur": urdu}}
        return json.dumps(value, ensure_ascii=False) if as_text else value

    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "division_id": ["da", "db", "dc", "db"],
            "names": [
                names("Balochistan", "بلوچستان"),
                names("Quetta", "کوئٹہ"),
                names("Pishin", "پشین"),
                names("Quetta", "کوئٹہ"),
            ],
            "subtype": ["region", "county", "county", "county"],
            "class": ["land", "land", "land", "maritime"],
            "country": "PK",
            "region": "PK-BA",
        },
        geometry=[shapely.box(0, 0, 4, 4), *(shapely.box(i, 0, i + 1, 1) for i in range(3))],
        crs="EPSG:4326",
    )
    result = read_districts(write(frame, tmp_path, "geojson" if as_text else "parquet"))
    assert result.attrs["style"] == "Overture"
    assert sorted(result["name"]) == ["Pishin", "Quetta"]
    assert set(result["admin1"]) == {"Balochistan"}
    assert "کوئٹہ" in result.set_index("name").loc["Quetta", "alt_names"]
    regions = read_districts(
        tmp_path / f"boundaries.{'geojson' if as_text else 'parquet'}", level="province"
    )
    assert regions["name"].tolist() == ["Balochistan"]


def squares(names: list[str], shapes: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326")


def test_faults_are_mended_and_reported(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    frame = squares(
        ["bow tie", "left", "right", "empty", "line"],
        [
            bow,
            shapely.box(2, 0, 3.1, 1),
            shapely.box(3, 0, 4, 1),
            None,
            shapely.LineString([(0, 0), (1, 1)]),
        ],
    )
    result = read_districts(write(frame, tmp_path, "gpkg"))
    report = {(f["unit"], f["fault"]): f for f in result.attrs["report"]}
    assert ("bow tie", "invalid ring") in report
    assert ("empty", "no geometry") in report
    assert ("line", "no polygon") in report
    assert "shared land given to left" in report["right", "overlap"]["action"]
    assert shapely.is_valid(result.geometry.to_numpy()).all()
    one, other = result.set_index("name").loc[["left", "right"]].geometry
    assert one.intersection(other).area == 0


def test_gaps_are_told(tmp_path: Path) -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    whole = squares(["a", "b"], [ring.intersection(shapely.box(0, 0, 1.5, 3)),
                                 ring.intersection(shapely.box(1.5, 0, 3, 3))])  # fmt: skip
    report = read_districts(write(whole, tmp_path, "geojson")).attrs["report"]
    assert [f["fault"] for f in report] == ["gaps"]
    assert "1 enclosed gaps" in report[0]["detail"]


def test_rows_of_one_unit_become_one_and_namesakes_stay_two(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {
            "district": ["Sahiwal", "Sahiwal", "Isles", "Isles"],
            "province": ["Punjab", "Sindh", "Sindh", "Sindh"],
        },
        geometry=[shapely.box(i, 0, i + 1, 1) for i in (0, 2, 4, 6)],
        crs="EPSG:4326",
    )
    result = read_districts(write(frame, tmp_path, "geojson"))
    assert sorted(result["name"]) == ["Isles", "Sahiwal (Punjab)", "Sahiwal (Sindh)"]
    assert result.set_index("name").loc["Isles"].geometry.geom_type == "MultiPolygon"


def test_tehsils_dissolve_to_districts(tmp_path: Path) -> None:
    tehsils = districts(level="tehsil")
    frame = gpd.GeoDataFrame(
        {
            "ADM3_EN": tehsils["name"].astype(object),
            "ADM3_PCODE": [f"PK{i:05d}" for i in range(len(tehsils))],
            "ADM2_EN": tehsils["admin2"].astype(object),
            "ADM2_PCODE": tehsils["admin2_pcode"].astype(object),
            "ADM1_EN": tehsils["admin1"].astype(object),
        },
        geometry=tehsils.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    path = write(frame, tmp_path, "gpkg")
    assert set(read_districts(path)["name"]) == set(districts()["name"])
    assert len(read_districts(path, level="tehsil")) == len(tehsils)
    assert set(read_districts(path, level="province")["name"]) == set(tehsils["admin1"])


def test_an_unknown_file_of_tehsils_by_level(tmp_path: Path) -> None:
    tehsils = districts(level="tehsil")
    frame = gpd.GeoDataFrame(
        {
            "PROVINCE": tehsils["admin1"].astype(object),
            "DISTRICT": tehsils["admin2"].astype(object),
            "TEHSIL": tehsils["name"].astype(object),
        },
        geometry=tehsils.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    path = write(frame, tmp_path, "fgb")
    assert set(read_districts(path)["name"]) == set(districts()["name"])
    fine = read_districts(path, level="tehsil")
    assert {"Pasni", "Sui", "Taftan"} <= set(fine["name"])
    assert set(read_districts(path, level="province")["name"]) == set(tehsils["admin1"])


def test_layers_are_chosen_by_level(balochistan: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "many.gpkg"
    dressed(balochistan, "GADM").dissolve().assign(NAME_1="x", GID_1="y").to_file(
        path, layer="ADM_ADM_1"
    )
    dressed(balochistan, "GADM").to_file(path, layer="ADM_ADM_2")
    frame = read_districts(path)
    assert len(frame) == len(balochistan)
    assert frame.attrs["report"][0]["action"] == "read ADM_ADM_2"
    with pytest.raises(InputError, match="no layer 'ADM_9'"):
        read_districts(path, layer="ADM_9")


def test_gadm_of_pakistan_has_its_districts_on_the_third_level(
    balochistan: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    frame = gpd.GeoDataFrame(
        {
            "GID_1": "PAK.2_1",
            "NAME_1": "Balochistan",
            "GID_2": [f"PAK.2.{d}_1" for d in balochistan["division"]],
            "NAME_2": balochistan["division"].astype(object),
            "ENGTYPE_2": "Division",
            "GID_3": [f"PAK.2.1.{i}_1" for i in range(len(balochistan))],
            "NAME_3": balochistan["name"].astype(object),
            "ENGTYPE_3": "District",
        },
        geometry=balochistan.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    path = tmp_path / "gadm41_PAK.gpkg"
    above = frame.drop(columns=["GID_3", "NAME_3", "ENGTYPE_3"]).dissolve("GID_2").reset_index()
    above.to_file(path, layer="ADM_ADM_2")
    frame.to_file(path, layer="ADM_ADM_3")
    result = read_districts(path)
    assert set(result["name"]) == set(balochistan["name"])
    assert set(result["division"]) == set(balochistan["division"])
    assert set(result["admin1"]) == {"Balochistan"}


def test_our_own_sets_survive_the_round_trip(balochistan: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame = read_districts(write(balochistan, tmp_path, "gpkg"))
    assert frame.attrs["style"] == "Zila"
    for column in ("unit_id", "name", "pcode", "admin1", "valid_from", "population"):
        was = balochistan.sort_values("unit_id")[column].astype(object).tolist()
        assert frame[column].astype(object).tolist() == was


def test_a_parquet_of_plain_wkb(balochistan: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "plain.parquet"
    table = pd.DataFrame(
        {"name": balochistan["name"].astype(object), "wkb": balochistan.to_wkb()["geometry"]}
    )
    table.to_parquet(path)
    frame = read_districts(path)
    assert len(frame) == len(balochistan)
    assert frame.attrs["report"][0]["fault"] == "no geo metadata"


def test_what_cannot_be_read_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError, match=r"no boundary file .*nowhere\.gpkg"):
        read_districts(tmp_path / "nowhere.gpkg")
    (tmp_path / "noise.geojson").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match="cannot be read as a boundary file"):
        read_districts(tmp_path / "noise.geojson")
    (tmp_path / "noise.parquet").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match="cannot be read as"):
        read_districts(tmp_path / "noise.parquet")
    pd.DataFrame({"name": ["a"]}).to_parquet(tmp_path / "table.parquet")
    with pytest.raises(InputError, match="without geometries"):
        read_districts(tmp_path / "table.parquet")
    points = squares(["a"], [shapely.Point(0, 0)])
    with pytest.raises(InputError, match="holds no polygons"):
        read_districts(write(points, tmp_path, "fgb"))
    nameless = gpd.GeoDataFrame(
        {"area": [1.0], "year": [2020]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4326"
    )
    path = write(nameless, tmp_path, "gpkg")
    with pytest.raises(
        InputError, match="no column of district names can be told among area, year"
    ):
        read_districts(path)
    assert read_districts(path, name_column="year")["name"].tolist() == ["2020"]
    with pytest.raises(InputError, match="no column 'village'"):
        read_districts(path, name_column="village")


@pytest.mark.shared
def test_cod_ab_itself(shared: Path) -> None:
    folder = shared / "data" / "codab"
    frame = read_districts(folder / "pak_adm2.parquet")
    assert len(frame) == 160
    assert frame.attrs["as_of"] == "2022-09-09"
    assert frame.attrs["report"] == []
    raw = gpd.read_parquet(folder / "pak_adm2.parquet").set_index("admin2Pcode")
    for row in frame.itertuples():
        assert shapely.equals_exact(row.geometry, raw.geometry[row.pcode])
    from_tehsils = read_districts(folder / "pak_adm3.parquet")
    assert set(from_tehsils["pcode"]) == set(frame["pcode"])
    assert frame.set_index("name").loc["Kachhi", "alt_names"].startswith("Bolan")


def test_the_census_goes_to_districts_of_a_p_code_and_no_further(tmp_path: Path) -> None:
    known = districts().set_index("pcode")
    rows = {
        "ADM2_EN": ["Kech", "Gwadar", "Nowhere"],
        "ADM2_PCODE": ["PK211", "PK205", "PK999"],
        "ADM1_EN": "Balochistan",
        "ADM0_EN": "Pakistan",
    }
    kech, gwadar = known.geometry["PK211"], known.geometry["PK205"]
    half = shapely.intersection(gwadar, shapely.box(60, 20, 62.5, 30))
    frame = gpd.GeoDataFrame(rows, geometry=[kech, half, shapely.box(70, 30, 71, 31)], crs=4326)
    frame.to_file(tmp_path / "own.gpkg")
    mine = read_districts(tmp_path / "own.gpkg").set_index("pcode")
    assert mine.loc["PK211", "population"] == known.loc["PK211", "population"]
    assert "census of 2023" in mine.loc["PK211", "note"]
    assert mine.loc[["PK205", "PK999"], "population"].isna().all()


def test_a_country_code_of_three_letters_is_the_country(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"shapeName": ["Borno"], "shapeID": ["a"], "shapeGroup": ["NGA"], "shapeType": ["ADM2"]},
        geometry=[shapely.box(12, 10, 14, 13)],
        crs=4326,
    )
    frame.to_file(tmp_path / "nga.geojson")
    units = read_districts(tmp_path / "nga.geojson")
    assert units["country"].tolist() == ["Nigeria"]


@pytest.mark.parametrize("folder", ["", "pak_adm_20220909_shp/"])
def test_an_archive_of_several_files_gives_its_districts(tmp_path: Path, folder: str) -> None:
    levels = {
        1: {"ADM1_EN": ["Balochistan"], "ADM1_PCODE": ["PK2"]},
        2: {
            "ADM2_EN": ["West", "East"],
            "ADM2_PCODE": ["XX1", "XX2"],
            "ADM1_EN": ["Balochistan"] * 2,
            "ADM1_PCODE": ["PK2"] * 2,
        },
    }
    shapes = {1: [shapely.box(60, 25, 66, 30)]}
    shapes[2] = [shapely.box(60, 25, 63, 30), shapely.box(63, 25, 66, 30)]
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for level, columns in levels.items():
            name = f"pak_admbnda_adm{level}_wfp_20220909"
            frame = gpd.GeoDataFrame(columns, geometry=shapes[level], crs=4326)
            frame.to_crs(32642).to_file(tmp_path / f"{name}.shp")
            for part in tmp_path.glob(f"{name}.*"):
                archive.write(part, folder + part.name)
        archive.writestr("__MACOSX/._pak_adm2.shp", b"\x00")
        archive.writestr(folder + "a-metaData.json", '{"boundaryISO": "PAK"}')
        archive.writestr("readme.txt", "About")
    units = read_districts(tmp_path / "set.zip")
    assert units["name"].tolist() == ["West", "East"]
    assert units.total_bounds == pytest.approx([60, 25, 66, 30], abs=1e-6)
    assert any(fault["fault"] == "several layers" for fault in units.attrs["report"])


def test_an_archive_without_boundaries_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "About")
    with pytest.raises(InputError, match="archive without a boundary file"):
        read_districts(tmp_path / "a.zip")
