"""Exports, opened again by GDAL: counts, types, CRS, names, null geometries, round trips."""

import csv
import io
import json
import sqlite3
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from district_squares import incidents, squares

from gazetteer.errors import InputError
from geo.datapackage import write_datapackage
from geo.dissolution import districts
from geo.exports import export, export_units
from geo.files import temporary_path, write_atomically
from geo.geojson import districts_geojson, incidents_geojson, rounded
from geo.incidents import read_incidents
from geo.shapes import shaped_csv
from geo.styles import class_breaks, district_style
from geo.summary import summarise

FORMATS = [".geojson", ".gpkg", ".fgb", ".kml", ".shp", ".parquet"]


def table():
    """Incidents with further columns of the user's own, awkward ones among them."""
    out = incidents()
    out["Note (اردو)"] = ["ضلع کوئٹہ", None, "b", "c", "d", "e", "f", "g"]
    out["seen"] = pd.to_datetime(["2019-01-02T10:30:00"] * 8)
    out["fid"] = range(8)
    return out


def counted():
    figures = summarise(incidents(), squares()).drop(columns=["name", "admin1", "pcode"])
    return squares().merge(figures, on="unit_id")


def layers(paths):
    """Each layer of the files, as GDAL reads it."""
    out = {}
    for path in paths:
        if path.suffix == ".parquet":
            out["districts" if "districts" in path.name else "incidents"] = gpd.read_parquet(path)
            continue
        for name in pyogrio.list_layers(path)[:, 0]:
            if name != "layer_styles":
                kind = "districts" if "districts" in name else "incidents"
                out[kind] = pyogrio.read_dataframe(path, layer=name)
    return out


@pytest.mark.parametrize("ending", FORMATS)
def test_gdal_reads_every_format(tmp_path, ending):
    done = export(table(), tmp_path / f"out{ending}", districts=counted())
    assert done.rows == 8
    read = layers(done.paths)
    found = read["incidents"]
    assert len(found) == 8
    assert found.crs.to_epsg() == 4326
    empty = found.geometry.isna() | found.geometry.is_empty
    assert empty.tolist() == [False, True, True, True, False, True, True, False]
    assert found.geometry[0].equals(shapely.Point(0.5, 0.5))
    assert found["location"][2] == "کوئٹہ"
    assert found["location"][1] == "=cmd()"
    killed = pd.to_numeric(found["fatalities"])
    assert killed.fillna(-1).tolist() == [1, -1, 3, 4, 5, -1, 7, -1]
    places = read["districts"].sort_values("unit_id")
    assert len(places) == 5
    assert places.crs.to_epsg() == 4326
    assert "کوئٹہ" in places["name_ur"].tolist()
    assert pd.to_numeric(places["incidents"]).tolist() == [2, 1, 0, 0, 0]
    assert shapely.area(places.geometry.to_numpy()).tolist() == pytest.approx([1] * 5)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".parquet"])
def test_types_survive(tmp_path, ending):
    done = export(table(), tmp_path / f"out{ending}")
    found = layers(done.paths)["incidents"]
    assert pd.api.types.is_datetime64_any_dtype(found["event_date"]) or ending == ".parquet"
    assert str(found["event_date"][0])[:10] == "2019-01-02"
    assert str(found["seen"][0])[:19] in {"2019-01-02 10:30:00", "2019-01-02T10:30:00"}
    assert found["Note (اردو)"][0] == "ضلع کوئٹہ"
    assert pd.api.types.is_numeric_dtype(found["fatalities"])


@pytest.mark.parametrize("ending", [*FORMATS, ".csv", ".xlsx", ".html"])
def test_the_same_input_gives_the_same_bytes(tmp_path, ending):
    first = export(table(), tmp_path / "a" / f"out{ending}", districts=counted())
    second = export(table(), tmp_path / "b" / f"out{ending}", districts=counted())
    for one, two in zip(first.paths, second.paths, strict=True):
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".geojson", ".parquet"])
def test_round_trip_loses_nothing(tmp_path, ending):
    """Zila reads back what it wrote: every cell of every column."""
    given = table()
    path = tmp_path / f"out{ending}"
    export(given, path)
    back = read_incidents(path)
    assert len(back.rejected) == 0
    contract = list(incidents().columns.drop("report_id"))
    pd.testing.assert_frame_equal(back.table[contract], given[contract])
    assert back.table["Note (اردو)"].fillna("").tolist() == given["Note (اردو)"].fillna("").tolist()
    assert pd.to_datetime(back.table["seen"]).tolist() == given["seen"].tolist()
    assert back.table["fid"].astype(int).tolist() == list(range(8))


AWKWARD = {
    "mixed": [1, "a", None, 2.5, [1], {"a": 1}, True, pd.Timestamp("2019-01-01")],
    "Flag": [True, False, None, True, False, None, True, True],
    "flag": [1] * 8,
    "when": pd.to_datetime(["2019-01-02T10:00:00+05:00"] * 8),
    "geom": ["y"] * 8,
    "geometry_": ["x"] * 8,
    "Name": ["n"] * 8,
    "description": ["<script>alert(1)</script>"] * 8,
    "kind": pd.Categorical(["a", "b"] * 4),
    "empty": [None] * 8,
    "": ["no name"] * 8,
}


@pytest.mark.parametrize("ending", [*FORMATS, ".csv", ".xlsx", ".html", ".md"])
def test_columns_of_any_name_and_type_are_written(tmp_path, ending):
    given = pd.concat([incidents(), pd.DataFrame(AWKWARD)], axis=1)
    given.insert(0, "fatalities", [9] * 8, allow_duplicates=True)
    done = export(given, tmp_path / f"out{ending}")
    assert done.rows == 8
    if ending in FORMATS:
        found = layers(done.paths)["incidents"]
        assert len(found) == 8
        assert len(found.columns) >= len(given.columns)
    if ending == ".kml":
        assert "<description>" not in done.paths[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [".gpkg", ".fgb"])
def test_gdal_formats_lose_no_value(tmp_path, ending):
    given = table()
    done = export(given, tmp_path / f"out{ending}")
    found = layers(done.paths)["incidents"].sort_values("event_id", ignore_index=True)
    for name in given.columns:
        label = "fid_2" if name == "fid" else name
        back, was = found[label], given[name]
        assert back.isna().tolist() == was.isna().tolist(), name
        kept = was.notna().to_numpy()
        if name in {"event_date", "seen"}:
            assert pd.to_datetime(back[kept]).tolist() == was[kept].tolist()
        else:
            assert back[kept].tolist() == was[kept].tolist(), name


def test_geojson_follows_rfc_7946():
    text = incidents_geojson(table(), foreign={"title": "x"})
    value = json.loads(text)
    assert value["type"] == "FeatureCollection"
    assert "crs" not in value
    assert value["bbox"] == [0.5, 0.123457, 5, 5]
    assert len(value["features"]) == 8
    for feature in value["features"]:
        assert set(feature) == {"type", "geometry", "properties", "id"}
        if feature["geometry"]:
            for number in feature["geometry"]["coordinates"]:
                assert round(number, 6) == number
    assert value["features"][7]["properties"]["latitude"] == 0.123456789
    assert value["features"][0]["properties"]["event_date"] == "2019-01-02"
    assert "NaN" not in text


def test_areas_are_never_pins_even_with_coordinates():
    given = incidents()
    given.loc[1, ["latitude", "longitude"]] = [0.5, 0.5]
    feature = json.loads(incidents_geojson(given))["features"][1]
    assert feature["geometry"] is None
    assert feature["properties"]["latitude"] == 0.5


def test_repeated_ids_become_distinct_feature_ids():
    given = incidents()
    given["event_id"] = ["a", "a", "b", "a", None, "c", "d", "e"]
    features = json.loads(incidents_geojson(given))["features"]
    assert [f.get("id") for f in features[:5]] == ["a", "a#2", "b", "a#3", None]


def test_district_rings_follow_the_right_hand_rule_and_stay_a_coverage():
    turned = counted()
    turned["geometry"] = shapely.orient_polygons(turned.geometry.to_numpy(), exterior_cw=True)
    turned["geometry"] = turned.geometry.translate(1 / 3, 1 / 7)
    hole = shapely.difference(turned.geometry[0], shapely.box(0.5, 0.3, 0.7, 0.5))
    turned.loc[0, "geometry"] = hole
    text = districts_geojson(turned.to_crs(32642))
    value = json.loads(text)
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in value["features"]]
    for shape in shapes:
        parts = shapely.get_parts(shape)
        assert shape.is_valid
        assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
    inner = shapely.get_interior_ring(shapes[0], 0)
    assert not shapely.is_ccw(inner)
    numbers = np.array(shapely.get_coordinates(shapes))
    assert (np.round(numbers, 6) == numbers).all()
    assert value["bbox"] == pytest.approx([1 / 3, 1 / 7, 5 + 1 / 3, 8 / 7], abs=1e-3)
    assert [f["id"] for f in value["features"]] == ["PK1", "PK2", "PK3", "PK4", "PK5"]


def test_rounding_keeps_the_embedded_districts_a_coverage():
    shapes = rounded(districts().geometry)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_districts_without_crs_are_refused():
    with pytest.raises(InputError, match="CRS"):
        districts_geojson(squares().set_crs(None, allow_override=True))


def test_geopackage_carries_default_styles_that_qgis_reads(tmp_path):
    path = tmp_path / "out.gpkg"
    export(table(), path, districts=counted())
    with sqlite3.connect(path) as base:
        rows = base.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        columns = base.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns"
        ).fetchall()
    base.close()
    assert sorted((row[0], row[1]) for row in rows) == sorted(columns)
    styles = {row[0]: ET.fromstring(row[2].partition("\n")[2]) for row in rows}
    for name, attribute in (("incidents", "status"), ("districts", "incidents")):
        renderer = styles[name].find("renderer-v2")
        fields = pyogrio.read_info(path, layer=name)["fields"]
        assert renderer.get("attr") == attribute
        assert attribute in fields
        used = {each.get("symbol") for each in renderer[0]}
        assert used == {each.get("name") for each in renderer.find("symbols")}
    assert all(row[3] == 1 for row in rows)
    info = pyogrio.read_info(path, layer="incidents")
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert types["event_date"] == "OFTDate"
    assert types["fatalities"] == "OFTInteger64"
    assert "fid_2" in types


@pytest.mark.parametrize("most", [0, 1, 2, 3, 7, 99, 12345])
def test_classes_of_the_style_hold_every_count_once(most):
    style = ET.fromstring(district_style(most).partition("\n")[2])
    ranges = [(float(r.get("lower")), float(r.get("upper"))) for r in style.iter("range")]
    for value in range(min(most, 300) + 1):
        assert sum(low < value <= high for low, high in ranges) == 1
    assert len(class_breaks(most)) <= 6


def test_geoparquet_is_1_1_with_a_covering(tmp_path):
    import pyarrow.parquet as pq

    path = tmp_path / "out.parquet"
    export(table(), path)
    meta = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert meta["version"] == "1.1.0"
    column = meta["columns"][meta["primary_column"]]
    assert column["encoding"] == "WKB"
    assert "bbox" in column["covering"]


def test_shapefile_says_what_it_cannot_hold(tmp_path):
    given = table()
    given["sentence"] = "س" * 200
    done = export(given, tmp_path / "out.shp", districts=counted())
    said = " ".join(done.notes)
    assert "fatalities_low is killed_low" in said
    assert "sentence was cut in 8 row(s)" in said
    assert "seen is text" in said
    found = pyogrio.read_dataframe(tmp_path / "out.shp")
    assert found["sentence"][0] == "س" * 127
    assert found["killed_low"].tolist()[0] == 1
    assert {p.suffix for p in tmp_path.iterdir()} >= {".shp", ".shx", ".dbf", ".prj", ".cpg"}


def test_kml_names_its_placemarks(tmp_path):
    done = export(table(), tmp_path / "out.kml", districts=counted())
    text = done.paths[0].read_text(encoding="utf-8")
    assert "<name>Kuchlak</name>" in text
    assert "<![CDATA[&lt;b&gt;x&lt;/b&gt;]]></name>" in text or "&amp;lt;b&amp;gt;x" in text
    assert "<name>Quetta</name>" in done.paths[1].read_text(encoding="utf-8")


def test_kml_keeps_numbers_and_days(tmp_path):
    given = table()
    given["big"] = [2**40, None, *range(6)]
    given["big"] = given["big"].astype("Int64")
    done = export(given, tmp_path / "out.kml")
    found = layers(done.paths)["incidents"].sort_values("event_id", ignore_index=True)
    assert pd.api.types.is_numeric_dtype(found["fatalities"])
    assert found["fatalities"].fillna(-1).tolist() == given["fatalities"].fillna(-1).tolist()
    assert found["big"][0] == str(2**40)
    exact = given["event_date"].where(given["time_precision"].fillna(1) == 1)
    assert found["event_date"].fillna("").tolist() == [
        "" if pd.isna(day) else day.date().isoformat() for day in given["event_date"]
    ]
    times = pd.to_datetime(found["timestamp"])
    assert times.isna().tolist() == exact.isna().tolist()
    assert times.dropna().dt.date.tolist() == exact.dropna().dt.date.tolist()
    assert "<TimeStamp>" in done.paths[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("shape", "layout"),
    [("acled", "ACLED"), ("ucdp", "UCDP GED"), ("hxl", "HXL"), ("zila", "Zila")],
)
def test_shaped_csv_is_recognised_by_its_reader(tmp_path, shape, layout):
    path = tmp_path / "a.csv"
    export(incidents(), path, shape=shape)
    back = read_incidents(path)
    assert back.layout == layout
    assert back.table["event_id"].tolist() == list("abcdefgh")
    assert back.table["fatalities"].equals(incidents()["fatalities"])
    assert back.table["location"].fillna("").tolist() == incidents()["location"].fillna("").tolist()
    assert back.table["latitude"].equals(incidents()["latitude"])
    assert back.table["event_date"].equals(incidents()["event_date"])


def test_ucdp_codes_go_out_as_they_came_in():
    text = (
        "id,type_of_violence,side_a,side_b,best,date_start,date_prec,where_coordinates\n"
        "1,1,A,B,2,2019-01-02,1,Quetta\n2,3,A,C,2,2019-01-01,4,Quetta\n"
    )
    rows = csv.DictReader(io.StringIO(shaped_csv(read_incidents(text.encode()).table, "ucdp")))
    assert [(row["type_of_violence"], row["date_prec"]) for row in rows] == [("1", "1"), ("3", "4")]


def test_datapackage_describes_files_sources_and_licences(tmp_path):
    export(incidents(), tmp_path / "incidents.csv")
    export(incidents(), tmp_path / "incidents.geojson")
    path = write_datapackage(
        tmp_path,
        ["incidents.csv", tmp_path / "incidents.geojson"],
        title="Incidents in Balochistan",
        sources=[{"title": "COD-AB", "path": "https://data.humdata.org"}],
        licenses=[{"name": "CC-BY-4.0"}],
    )
    value = json.loads(path.read_text(encoding="utf-8"))
    assert value["name"] == "incidents-in-balochistan"
    assert value["sources"][0]["title"] == "COD-AB"
    first, second = value["resources"]
    assert first["bytes"] == (tmp_path / "incidents.csv").stat().st_size
    types = {field["name"]: field["type"] for field in first["schema"]["fields"]}
    assert (types["fatalities"], types["latitude"], types["event_date"]) == (
        "integer",
        "number",
        "date",
    )
    assert second["mediatype"] == "application/geo+json"
    with pytest.raises(InputError, match="none"):
        write_datapackage(tmp_path, ["none.csv"], title="x")


@pytest.mark.parametrize(
    "ending", [".geojson", ".gpkg", ".parquet", ".fgb", ".kml", ".shp", ".csv"]
)
def test_districts_alone(tmp_path, ending):
    path = tmp_path / f"units{ending}"
    done = export_units(squares(), path)
    assert done.rows == 5
    if ending == ".parquet":
        assert gpd.read_parquet(path)["name"].tolist()[0] == "Quetta"
    else:
        assert pyogrio.read_info(path)["features"] == 5


@pytest.mark.parametrize("ending", FORMATS)
def test_no_incident_and_no_point_at_all(tmp_path, ending):
    for name, given in (("none", incidents().iloc[:0]), ("areas", incidents().iloc[[1, 2]])):
        done = export(given, tmp_path / f"{name}{ending}")
        assert len(layers(done.paths)["incidents"]) == len(given)


def test_unknown_ending_shape_and_folder(tmp_path):
    with pytest.raises(InputError, match=r"a\.dxf"):
        export(incidents(), tmp_path / "a.dxf")
    with pytest.raises(InputError, match="'gtd'"):
        export(incidents(), tmp_path / "a.csv", shape="gtd")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="Cannot write"):
        export(incidents(), tmp_path / "file" / "a.geojson")


def test_temporary_path_leaves_nothing_behind_on_failure(tmp_path):
    target = tmp_path / "a.txt"
    write_atomically(target, "old")
    with pytest.raises(RuntimeError), temporary_path(target) as draft:  # noqa: PT012
        draft.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(InputError), temporary_path(target):
        pass


def test_temporary_path_moves_every_file_of_a_format(tmp_path):
    with temporary_path(tmp_path / "deep" / "a.shp") as draft:
        draft.write_text("1", encoding="utf-8")
        draft.with_suffix(".dbf").write_text("2", encoding="utf-8")
    assert sorted(p.name for p in (tmp_path / "deep").iterdir()) == ["a.dbf", "a.shp"]
