"""Reading incident tables: layouts, messy headers and cells, bad rows, broken files."""

import csv
import datetime as dt
import io
import json
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import InputError, MissingInputError
from geo import cells, days
from geo.columns import columns
from geo.headers import data_table, meaning
from geo.incidents import read_incidents

EXAMPLE = Path(__file__).parents[1] / "examples" / "incidents.csv"


def read(text, **options):
    return read_incidents(text.encode(), **options)


# --- files -------------------------------------------------------------------------------------


def test_returned_table_has_the_contract_columns_first_then_the_users_own():
    reading = read("Place,Killed,Budget code\nQuetta,3,A7\n")
    names = [column.name for column in columns()]
    assert list(reading.table.columns) == [*names, "Budget code"]
    assert reading.table["Budget code"].tolist() == ["A7"]
    assert reading.table["fatalities"].dtype == "Int64"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(tmp_path, delimiter, encoding):
    rows = [["Place", "Killed", "Notes"]]
    rows += [["Chagaï", "2", "café près de la route"], ["Quetta", "1", "«rien»"]] * 4
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    table = read_incidents(path).table
    assert table["location"].tolist()[:2] == ["Chagaï", "Quetta"]
    assert table["fatalities"].tolist()[:2] == [2, 1]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("latin-1", ["Chagaï", "Nüshki", "Köhlu"]),
        ("cp1251", ["Кветта", "Пишин", "взрыв в Белуджистане"]),
        ("cp1256", ["كويتا", "زيارت", "تربت"]),
        ("utf-16-le", ["کوئٹہ", "پشین", "مستونگ"]),
    ],
)
def test_encodings_without_a_mark_are_found_and_said(encoding, words):
    text = "Place,Killed\n" + "".join(f"{word},1\n" for word in words * 5)
    reading = read_incidents(text.encode(encoding))
    assert reading.table["location"].tolist()[:3] == words
    assert any("encoding was taken to be" in note for note in reading.notes)


def test_one_pasted_line_does_not_spoil_a_utf8_file():
    data = "Place,Killed\nکوئٹہ,1\nپشین,2\n".encode() + "Chagaï,3\n".encode("cp1252")
    reading = read_incidents(data)
    assert reading.table["location"].tolist() == ["کوئٹہ", "پشین", "Chagaï"]
    assert any("1 line(s) in cp1252" in note for note in reading.notes)


def test_excel_separator_line_and_decimal_comma():
    table = read("sep=;\nPlace;Lat;Long\nQuetta;30,18;66,99\n").table
    assert (table["latitude"][0], table["longitude"][0]) == (30.18, 66.99)


def test_title_lines_above_the_header_are_skipped_and_said():
    reading = read("Incident list 2019\n\nPlace,Date,Killed\nQuetta,2019-03-01,2\n")
    assert reading.table["location"].tolist() == ["Quetta"]
    assert any("line 3" in note for note in reading.notes)


def test_line_numbers_are_those_of_the_file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('Place,Notes\nQuetta,"two\nlines"\nPishin,x\n', encoding="utf-8")
    table = read_incidents(path).table
    assert table["report_id"].tolist() == ["list.csv:2", "list.csv:4"]
    assert table["event_id"].tolist() == ["list.csv:2", "list.csv:4"]


def test_stray_quote_does_not_swallow_rows():
    lines = ["Place,Notes", 'Quetta,"never closed', "Pishin,b", "Mastung,c", 'Kalat,5" pipe']
    reading = read("\n".join(lines) + "\n")
    assert reading.table["location"].tolist() == ["Pishin", "Mastung", "Kalat"]
    assert reading.rejected["line"].tolist() == [2]
    assert "quote" in reading.rejected["reason"][0]


def test_stray_quote_that_a_later_one_closes_does_not_join_rows():
    lines = ["ID,Place,Date,Notes", '1,Quetta,2019-01-01,"oops', '2,Pishin,2019-01-02,b"']
    reading = read("\n".join(lines) + "\n")
    assert reading.table["location"].tolist() == ["Pishin"]
    assert reading.rejected["line"].tolist() == [2]


def test_quoted_cell_with_line_breaks_and_quotes_survives():
    table = read('Place,Notes\n"Quetta, ""Sariab""","a\nb\nc"\n').table
    assert table["location"][0] == 'Quetta, "Sariab"'
    assert table["notes"][0] == "a\nb\nc"


def test_rows_with_too_many_cells_are_set_aside_and_blank_rows_are_no_rows():
    reading = read("Place,Killed\nQuetta,1\nPishin,2,extra\n,\nMastung\nKalat,4,\n")
    assert reading.table["location"].tolist() == ["Quetta", "Mastung", "Kalat"]
    assert reading.rejected["line"].tolist() == [3]
    assert reading.rejected["row"][0].strip() == "Pishin,2,extra"
    assert len(reading.table) + len(reading.rejected) == 4
    assert any("1 blank row(s) were skipped" in note for note in reading.notes)


def test_trailing_commas_and_a_last_column_without_a_name():
    table = read("Place,Killed,,\nQuetta,1,,\nPishin,2,x,\n").table
    assert table["fatalities"].tolist() == [1, 2]
    assert table["column 3"][1] == "x"
    assert "column 4" not in table.columns


def test_repeated_and_blank_headers():
    table = read("Place,Place,,Killed\nQuetta,x,y,1\n").table
    assert table["location"][0] == "Quetta"
    assert table["Place (2)"][0] == "x"
    assert table["column 3"][0] == "y"


def xlsx(tmp_path, sheets):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_xlsx_types_title_and_sheet_choice(tmp_path):
    rows = [
        ["Weekly list"],
        [],
        ["Date", "Place", "Killed", "Lat", "Long"],
        [dt.datetime(2019, 3, 12), "Quetta", 2, 30.2, 67.0],
        [43537, "Pishin", "3 killed", "30.6N", "67.0E"],
        [None, None, None, None, None],
        ["13/03/2019", "Kalat", None, None, None],
        [None, None, None, None, None],
    ]
    reading = read_incidents(xlsx(tmp_path, {"About": [["read me"]], "Data": rows}))
    table = reading.table
    assert table["event_date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2019-03-12",
        "2019-03-13",
        "2019-03-13",
    ]
    assert table["fatalities"].tolist()[:2] == [2, 3]
    assert table["report_id"].tolist() == ["book.xlsx:4", "book.xlsx:5", "book.xlsx:7"]
    assert reading.rejected.empty
    assert any("1 blank row(s) were skipped" in note for note in reading.notes)
    said = "'Data' was read; not read, as no list of incidents: 'About'"
    assert any(said in note for note in reading.notes)


def test_xlsx_is_known_by_its_content_not_its_name(tmp_path):
    path = xlsx(tmp_path, {"a": [["Place", "Killed"], ["Quetta", 1]]})
    renamed = path.rename(tmp_path / "named.csv")
    assert read_incidents(renamed).table["location"].tolist() == ["Quetta"]


def test_every_sheet_that_lists_incidents_is_read_and_the_others_are_named(tmp_path):
    header = ["Date", "Place", "Killed"]
    sheets = {
        "Readme": [["About this file"], ["x"]],
        "2016": [header, ["2016-11-02", "Kuchlak", 3], ["2016-11-03", "Mach", 1]],
        "2017": [["List of 2017"], ["Place", "Date", "Injured"], ["Kalat", "2017-01-02", 4]],
        "Copy": [header, ["2016-11-02", "Kuchlak", 3], ["2016-11-03", "Mach", 1]],
        "Districts": [["District", "Province"], ["Quetta", "Balochistan"]],
        "More": [header, ["2018-01-02", "Mastung", 2], [None, "Total", 2]],
    }
    reading = read_incidents(xlsx(tmp_path, sheets))
    assert reading.table["location"].tolist() == ["Kuchlak", "Mach", "Kalat", "Mastung"]
    assert reading.table["report_id"].tolist() == [
        "book.xlsx:2016:2",
        "book.xlsx:2016:3",
        "book.xlsx:2017:3",
        "book.xlsx:More:2",
    ]
    assert reading.table["injured"].tolist() == [pd.NA, pd.NA, 4, pd.NA]
    assert reading.rejected[["input", "line"]].to_numpy().tolist() == [["book.xlsx:More", 3]]
    assert reading.notes[0] == (
        "book.xlsx: sheets '2016', '2017', 'More' were read; not read, as no list of incidents: "
        "'Readme', 'Copy' (the same rows as '2016'), 'Districts'."
    )


def test_named_columns_choose_the_sheet_and_ids_are_told_apart_across_sheets(tmp_path):
    first = [["Date", "Place", "ID"], ["2016-11-02", "Kuchlak", "7"]]
    second = [["When", "Scene", "ID"], ["2016-11-02", "Mach", "7"]]
    path = xlsx(tmp_path, {"A": first, "B": second})
    reading = read_incidents(path, place_column="Scene")
    assert reading.table["location"].tolist() == ["Mach"]
    reading = read_incidents(
        xlsx(tmp_path, {"A": first, "B": [first[0], ["2016-11-02", "Mach", "7"]]})
    )
    assert "id '7' stands already in sheet 'A' line 2" in reading.table["notes"][1]


def test_formulas_without_results_are_noted(tmp_path):
    rows = [["Date", "Place", "Killed"], ["2016-11-02", "Mach", "=1+1"], ["2016-11-03", "Kalat", 2]]
    reading = read_incidents(xlsx(tmp_path, {"a": rows}))
    assert reading.table["fatalities"].tolist() == [pd.NA, 2]
    assert "Killed holds the formula '=1+1' without its result" in reading.table["notes"][0]
    assert pd.isna(reading.table["notes"][1])
    assert any("formulas without results" in note for note in reading.notes)


@pytest.mark.parametrize(
    "row",
    [",Total,,,6", "Total,,,,6", ",,,,6", ",Grand Total:,,,99", ",کل,,,6", ",Sub-total,-,n/a,6"],
)
def test_total_rows_are_set_aside(row):
    text = f"Date,Place,Lat,Long,Killed\n2019-01-02,a,,,2\n2019-01-03,b,,,4\n{row}\n"
    reading = read(text)
    assert reading.table["location"].tolist() == ["a", "b"]
    assert reading.rejected["line"].tolist() == [4]
    assert "a total row" in reading.rejected["reason"][0]


@pytest.mark.parametrize(
    "row",
    [
        "2019-01-04,Total,,,6",
        ",Total,30.2,67,6",
        ",Total,,,",
        ",Totalabad,,,6",
        ",Mach,,,6",
        ",,,,5",
    ],
)
def test_places_called_total_and_plain_rows_are_no_totals(row):
    text = f"Date,Place,Lat,Long,Killed\n2019-01-02,a,,,2\n2019-01-03,b,,,4\n{row}\n"
    reading = read(text)
    assert (len(reading.table), len(reading.rejected)) == (3, 0)


def test_stray_nul_does_not_make_a_file_utf16():
    text = "date,place,killed\n2016-11-02,Kuch\0lak,3\n2016-11-03,Mach,1\n"
    for data in (text.encode(), text.encode() + b"\n"):
        reading = read_incidents(data)
        assert reading.table["location"].tolist() == ["Kuchlak", "Mach"]
        assert "NUL" in reading.table["notes"][0]
        assert pd.isna(reading.table["notes"][1])


def test_a_long_quoted_cell_is_read_and_the_limit_put_back():
    limit = csv.field_size_limit()
    long = "x" * 1_000_000
    reading = read(f'date,place,notes\n2016-11-02,Kuchlak,"{long}"\n2016-11-03,Mach,ok\n')
    assert reading.table["notes"].tolist() == [long, "ok"]
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ["café – “x”"]),
        ("cp1252", ["Chagaï"]),
        ("cp1252", ["naïve £5, ½ of 30°N"]),
        ("cp1256", ["کوئٹہ", "مچھ"]),
        ("cp1256", ["تربت"]),
        ("cp1251", ["Кветта"]),
        ("cp1254", ["Şırnak", "Iğdır"]),
        ("cp1250", ["Łódź", "Gdańsk", "pięć osób"]),
        ("utf-32", ["کوئٹہ"]),
        ("utf-32-le", ["Quetta"]),
        ("utf-32-be", ["کوئٹہ"]),
    ],
)
def test_short_files_in_other_encodings(encoding, words):
    text = "date|place|killed\n" + "".join(f"2016-11-02|{word}|3\n" for word in words)
    reading = read_incidents(text.encode(encoding))
    assert reading.table["location"].tolist() == words
    marked = encoding == "utf-32"
    said = f"encoding was taken to be {encoding}."
    assert any(said in note for note in reading.notes) is not marked


def test_long_western_text_is_not_taken_for_another_encoding():
    text = "place,notes\n" + "Kuchlak,café – été “x”\n" * 300
    reading = read_incidents(text.encode("cp1252"))
    assert set(reading.table["notes"].str.split(";").str[0]) == {"café – été “x”"}


def test_the_encoding_can_be_stated():
    data = "Place,Killed\nNüshki,1\n".encode("cp850")
    assert read_incidents(data, encoding="cp850").table["location"].tolist() == ["Nüshki"]
    with pytest.raises(InputError, match="line 2"):
        read_incidents(data, encoding="utf-8")
    with pytest.raises(InputError, match="'cp99' is no encoding"):
        read_incidents(data, encoding="cp99")


def test_the_ending_csv_wins_over_a_brace(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("{{7*7}},date,place\na,2016-11-02,Kuchlak\n", encoding="utf-8")
    reading = read_incidents(path)
    assert reading.table["location"].tolist() == ["Kuchlak"]
    assert reading.table["{{7*7}}"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("a.json", '[{"place":"a","x":' + '{"a":' * 2000 + "1" + "}" * 2000 + "}]", "too deeply"),
        ("a.json", "5", "JSON but no table: it holds a number"),
        ("a.json", '"x"', "JSON but no table: it holds a text"),
        ("a.json", "null", "JSON but no table: it holds null"),
        ("a.json", "x", "is not JSON"),
        ("a.json", "[5]", "found a number"),
    ],
)
def test_json_that_is_no_table(tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        read_incidents(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        ([], "the Point has no coordinates"),
        (["a", None], "are no two numbers"),
        ([66.9], "are no two numbers"),
        ([True, 30], "are no two numbers"),
    ],
)
def test_geojson_points_without_usable_coordinates(coordinates, said):
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": each}, "properties": None}
        for each in (coordinates, [66.9, 30.3])
    ]
    reading = read(json.dumps({"type": "FeatureCollection", "features": features}))
    assert reading.rejected["line"].tolist() == [1]
    assert said in reading.rejected["reason"][0]
    assert reading.table["longitude"].tolist() == [66.9]


def test_swapped_coordinates_are_said_in_the_reason():
    text = "Place,Lat,Long\nKuchlak,66.94,30.35\n,66.94,30.35\nMach,99,30\nKalat,30.35,66.94\n"
    table = read(text, country="PK").table
    assert table["reason"][0] == "the coordinates 66.94, 30.35 look swapped"
    assert table["reason"][1] == "the coordinates 66.94, 30.35 look swapped"
    assert table["status"].fillna("").tolist() == ["", "point", "", "point"]
    assert "swapped" in table["reason"][2]
    assert "swapped" not in table["reason"][3]


def test_identical_rows_are_kept_and_flagged():
    reading = read("Place,Killed\na,1\nb,1\na,1\n")
    assert reading.table["notes"].fillna("").tolist() == ["", "", "same as line 2"]
    assert any("1 row(s) are the same" in note for note in reading.notes)


def test_event_types_are_spelled_as_the_taxonomy_does():
    reading = read(
        "Place,Event type\na,explosions/remote violence\nb,BATTLES\nc,Battles\n"
        "d,target killing\ne,Target killing\nf,Target killing\ng,\n"
    )
    assert reading.table["event_type"].tolist() == [
        "Explosions/Remote violence",
        "Battles",
        "Battles",
        *["Target killing"] * 3,
        pd.NA,
    ]
    assert any("3 event_type(s)" in note for note in reading.notes)


def test_taxonomy_holds_every_type_that_the_map_colours():
    geo_types = {row["name"] for row in data_table("tables_types") if row["column"] == "event_type"}
    text = files("maps").joinpath("data/event_types.csv").read_text(encoding="utf-8")
    assert {row["event_type"] for row in csv.DictReader(io.StringIO(text))} <= geo_types


RECORDS = [{"place": "Quetta", "killed": 2}, {"place": "Pishin", "extra": {"a": [1]}}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        json.dumps({"status": 200, "data": RECORDS}),
        "\n".join(map(json.dumps, RECORDS)),
        json.dumps(
            {"place": ["Quetta", "Pishin"], "killed": [2, None], "extra": [None, {"a": [1]}]}
        ),
    ],
)
def test_json_shapes(text):
    table = read(text).table
    assert table["location"].tolist() == ["Quetta", "Pishin"]
    assert table["fatalities"].tolist() == [2, pd.NA]
    assert table["extra"][1] == '{"a": [1]}'


def test_bad_lines_of_json_lines_are_set_aside(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"place": "Quetta"}\n{broken\n\n[1]\n{"place": "Kalat"}\n', encoding="utf-8")
    reading = read_incidents(path)
    assert reading.table["report_id"].tolist() == ["a.jsonl:1", "a.jsonl:5"]
    assert reading.rejected["line"].tolist() == [2, 4]


def test_geojson_points_null_geometries_and_other_shapes():
    def feature(geometry, **values):
        return {"type": "Feature", "geometry": geometry, "properties": values}

    point = {"type": "Point", "coordinates": [66.99, 30.18]}
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    features = [feature(point, name="a"), feature(None, place="Kalat"), feature(line, place="x")]
    reading = read(json.dumps({"type": "FeatureCollection", "features": features}))
    assert reading.table["latitude"].tolist() == [30.18, pd.NA]
    assert reading.table["longitude"].tolist() == [66.99, pd.NA]
    assert reading.rejected["line"].tolist() == [3]
    assert "LineString" in reading.rejected["reason"][0]


def test_geojson_in_another_crs_is_refused():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32642"}}
    with pytest.raises(InputError, match="32642"):
        read(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [{}]}))


def test_text_and_binary_buffers():
    assert len(read_incidents(io.StringIO("Place\nQuetta\n")).table) == 1
    assert len(read_incidents(io.BytesIO(b"Place\nQuetta\n")).table) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"Place,Killed\n", "header but no rows"),
        (bytes(range(256)) * 8, "binary"),
        (b"%PDF-1.4 rubbish \x00\x01", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old Excel"),
        (b"PK\x03\x04 no workbook", "Excel workbook"),
        (b"PAR1 no parquet", "Parquet"),
        (b'{"a": [1, 2', "not valid JSON"),
        (b"[]", "no entry"),
        (
            b"Name,Budget\na,1\n",
            "neither a place nor a coordinate column.*Name, Budget.*--place-column",
        ),
        (b"Place,Latitude\n", "no rows"),
    ],
)
def test_one_clear_error(data, said):
    with pytest.raises(InputError, match=said) as caught:
        read_incidents(data)
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(MissingInputError, match=r"none\.csv"):
        read_incidents(tmp_path / "none.csv")
    with pytest.raises(InputError, match="folder"):
        read_incidents(tmp_path)


# --- columns -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Lat", "latitude"),
        (" LONG ", "longitude"),
        ("Longitude (DD)", "longitude"),
        ("Killed", "fatalities"),
        ("No. of persons killed", "fatalities"),
        ("# Killed", "fatalities"),
        ("TOTAL DEATHS", "fatalities"),
        ("Injured / زخمی", "injured"),
        ("District", "admin2"),
        ("Name of District", "admin2"),
        ("ADM2_EN", "admin2"),
        ("admin2Name", "admin2"),
        ("Place of incident", "location"),
        ("Town/Village", "location"),
        ("eventDate", "event_date"),
        ("Date of Incident", "event_date"),
        ("ضلع", "admin2"),
        ("صوبہ", "admin1"),
        ("تاریخ", "event_date"),
        ("مقام", "location"),
        ("زخمیوں کی تعداد", "injured"),
        ("ہلاکتوں کی تعداد", "fatalities"),
        ("ضلع کا نام", "admin2"),
        ("Arabic ي ignored", None),
        ("Budget", None),
        ("", None),
    ],
)
def test_meaning_of_messy_headers(header, column):
    assert meaning(header) == column


def test_a_free_tables_status_and_confidence_stay_its_own():
    table = read("Place,status,confidence\nQuetta,closed,High\n").table
    assert table["status"].isna().all()
    assert table["confidence"].isna().all()
    assert table["status_given"].tolist() == ["closed"]
    assert table["confidence_given"].tolist() == ["High"]


def test_no_column_is_lost():
    header = "Place,Date,Year,Coordinates,Lat,Long,Killed (min),Killed\n"
    table = read(header + "Quetta,2019-01-02,2018,x,30,67,2,\n").table
    assert table[["Year", "Coordinates"]].iloc[0].tolist() == ["2018", "x"]
    assert table["fatalities_low"].tolist() == [2]
    table = read("Place,Deaths low,Deaths high\nQuetta,2,5\n").table
    assert table[["fatalities_low", "fatalities_high"]].iloc[0].tolist() == [2, 5]
    assert table["fatalities"].isna().all()


def test_named_columns_win_over_the_guess_and_unknown_ones_are_an_error():
    text = "Place,Scene,Code\nPakistan,Quetta,9\n"
    reading = read(text, place_column="scene", id_column="Code")
    assert reading.table["location"].tolist() == ["Quetta"]
    assert reading.table["event_id"].tolist() == ["9"]
    assert reading.columns["location"] == "Scene"
    with pytest.raises(InputError, match=r"no column 'Town'.*Place, Scene, Code"):
        read(text, place_column="Town")


def test_place_column_makes_any_table_readable():
    assert read("A,B\nx,Quetta\n", place_column="B").table["location"][0] == "Quetta"


ACLED = (
    "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,actor2,country,"
    "admin1,admin2,location,latitude,longitude,geo_precision,source,notes,fatalities\n"
    "PAK1,12 March 2019,2019,2,Battles,Armed clash,A,B,Pakistan,Balochistan,Quetta,Kuchlak,30.35,"
    "66.94,2,Dawn,What happened.,3\n"
)


def test_acled():
    reading = read(ACLED)
    row = reading.table.iloc[0]
    assert reading.layout == "ACLED"
    assert row["event_id"] == "PAK1"
    assert row["event_date"] == pd.Timestamp("2019-03-12")
    assert (row["time_precision"], row["geo_precision"], row["radius_km"]) == (2, 2, 25)
    assert (row["source"], row["sentence"], row["fatalities"]) == ("Dawn", "What happened.", 3)
    assert (row["method"], row["status"]) == ("given", "point")


def test_gtd_dates_and_codes():
    text = (
        "eventid,iyear,imonth,iday,country_txt,provstate,city,latitude,longitude,specificity,"
        "attacktype1_txt,gname,nkill,nwound,summary\n"
        "201901010001,2019,1,5,Pakistan,Balochistan,Quetta,30.2,67.0,1,Bombing,BLA,2,5,x\n"
        "201901010002,2019,3,0,Pakistan,Balochistan,Unknown,,,5,Bombing,Unknown,,-99,x\n"
        "201901010003,2019,0,0,Pakistan,Balochistan,Kalat,29.0,66.6,3,Bombing,BLA,0,0,x\n"
    )
    table = read(text).table
    assert table["event_date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2019-01-05",
        "2019-03-01",
        "2019-01-01",
    ]
    assert table["time_precision"].tolist() == [1, 3, 4]
    assert table["where_prec"].tolist() == [1, 6, 3]
    assert table["fatalities"].tolist() == [2, pd.NA, 0]
    assert table["injured"].tolist() == [5, pd.NA, 0]
    assert table["location"].isna().tolist() == [False, True, False]
    assert table["place_kind"].tolist() == [pd.NA, pd.NA, "district"]


def test_hxl_row_below_the_header():
    reading = read(
        "A,B,C,D\n#adm2+name,#affected+killed,#date,#loc+name\nQuetta,2,2019-01-02,Mach\n"
    )
    row = reading.table.iloc[0]
    assert reading.layout == "HXL"
    assert (row["admin2"], row["fatalities"], row["location"]) == ("Quetta", 2, "Mach")
    assert len(reading.table) == 1


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows", "killed"),
    [("ged221_pakistan.parquet", 6416, 43225), ("ged_nigeria_1990_2014.parquet", 2156, 34978)],
)
def test_ucdp_ged_in_full(shared, name, rows, killed):
    path = shared / "data" / "ucdp" / name
    reading = read_incidents(path)
    raw = pd.read_parquet(path)
    assert (len(reading.table), len(reading.rejected)) == (rows, 0)
    assert reading.layout == "UCDP GED"
    assert reading.table["fatalities"].sum() == killed == raw["best"].sum()
    assert (reading.table["latitude"].to_numpy(float) == raw["latitude"].to_numpy()).all()
    days = pd.to_datetime(raw["date_start"]).dt.normalize().to_numpy().astype("datetime64[s]")
    assert (reading.table["event_date"].to_numpy() == days).all()
    placed = raw["where_prec"].isin([1, 2]).tolist()
    assert reading.table["radius_km"].notna().all()
    assert reading.table["status"].tolist() == ["point" if p else "area" for p in placed]
    assert reading.table["notes"].isna().all()


def test_example_table_adds_up():
    reading = read_incidents(EXAMPLE)
    rows = len(pd.read_csv(EXAMPLE, dtype=str).dropna(how="all"))
    assert len(reading.table) + len(reading.rejected) == rows
    assert reading.layout == "ACLED"
    assert reading.table["notes"].str.contains("swapped they would lie inside").sum() == 3


# --- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("3", 3, 3, 3),
        ("3.0", 3, 3, 3),
        (" 3 killed ", 3, 3, 3),
        ("1,200", 1200, 1200, 1200),
        ("٣", 3, 3, 3),
        ("three", 3, 3, 3),
        ("تین", 3, 3, 3),
        ("nil", 0, 0, 0),
        ("0", 0, 0, 0),
        ("at least 4", 4, 4, None),
        ("کم از کم 5", 5, 5, None),
        ("more than 50", 50, 50, None),
        ("50+", 50, 50, None),
        (">10", 10, 10, None),
        ("5 or more", 5, 5, None),
        ("up to 7", 7, 0, 7),
        ("fewer than 5", 4, 0, 4),
        ("10-12", 10, 10, 12),
        ("10 to 12 people", 10, 10, 12),
        ("about 20", 20, 18, 22),
        ("nearly 60", 60, 54, 60),
        ("dozens", 24, 24, None),
        ("over a dozen", 12, 12, None),
        ("24 (incl. 2 bombers)", 24, 24, 24),
        ("unknown", None, None, None),
        ("", None, None, None),
        ("N/A", None, None, None),
        ("-", None, None, None),
        ("-99", None, None, None),
        ("?", None, None, None),
        ("نامعلوم", None, None, None),
        (None, None, None, None),
        (float("nan"), None, None, None),
        (2.0, 2, 2, 2),
    ],
)
def test_counts(text, value, low, high):
    assert cells.read_count(text)[:3] == (value, low, high)


@pytest.mark.parametrize("text", ["abc", "3 killed, 5 injured", "-3", "99999999999", "12-10", True])
def test_what_is_no_count_is_unknown_and_noted(text):
    count = cells.read_count(text)
    assert count[:3] == (None, None, None)
    assert count.note


@given(st.integers(0, 10_000_000))
def test_every_whole_number_is_read_as_itself(number):
    assert cells.read_count(str(number)) == (number, number, number, "")
    assert cells.read_count(f"{number:,}") == (number, number, number, "")
    assert cells.read_count(float(number)) == (number, number, number, "")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
@settings(max_examples=400)
def test_no_cell_can_break_the_readers(value):
    low, high = cells.read_count(value)[1:3]
    assert low is None or high is None or low <= high
    days.read_day(value)
    cells.read_pair(value)
    degrees, note = cells.read_angle(value, axis="latitude")
    assert degrees is None or note in {"", "other axis"}


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2019-03-12", "2019-03-12", 1),
        ("2019-03-12T23:59:00Z", "2019-03-12", 1),
        ("1990-10-04 00:00:00.000", "1990-10-04", 1),
        ("2019/3/5 3:05 PM", "2019-03-05", 1),
        ("12/03/2019", "2019-03-12", 1),
        ("12.3.19", "2019-03-12", 1),
        ("3/14/2019", "2019-03-14", 1),
        ("12-Mar-19", "2019-03-12", 1),
        ("Tuesday, 12th March 2019", "2019-03-12", 1),
        ("March 12, 2019", "2019-03-12", 1),
        ("12 مارچ 2019", "2019-03-12", 1),
        ("۱۲ مارچ ۲۰۱۹", "2019-03-12", 1),
        ("20190312", "2019-03-12", 1),
        ("43536", "2019-03-12", 1),
        (43536.5, "2019-03-12", 1),
        (1552348800000, "2019-03-12", 1),
        (dt.date(2019, 3, 12), "2019-03-12", 1),
        ("12-14 March 2019", "2019-03-12", 2),
        ("30 March - 2 April 2019", "2019-03-30", 2),
        ("12/03/2019 - 14/03/2019", "2019-03-12", 2),
        ("1 March 2019 to 31 March 2019", "2019-03-01", 3),
        ("Mar 2019", "2019-03-01", 3),
        ("2019-03", "2019-03-01", 3),
        ("3/2019", "2019-03-01", 3),
        ("2019", "2019-01-01", 4),
        (2019.0, "2019-01-01", 4),
    ],
)
def test_dates(text, day, precision):
    read_ = days.read_day(text)
    assert (read_.first.isoformat(), read_.precision) == (day, precision)


@pytest.mark.parametrize("text", ["2019-02-30", "45/13/2020", "32 March 2019", "1019-01-01", "abc"])
def test_what_is_no_date(text):
    assert days.read_day(text) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2049, 12, 31)))
def test_every_date_is_read_in_every_unambiguous_shape(day):
    for shape in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y%m%d", "%Y/%m/%d"):
        assert days.read_day(day.strftime(shape)).first == day
    assert days.read_day(day.strftime("%d/%m/%Y")).first == day
    assert days.read_day(day.strftime("%m/%d/%Y"), month_first=True).first == day


def test_ambiguous_dates_are_decided_per_column_and_said():
    day_first = read("Place,Date\na,03/04/2019\nb,25/04/2019\n")
    assert day_first.table["event_date"].dt.month.tolist() == [4, 4]
    assert any("day first" in note for note in day_first.notes)
    month_first = read("Place,Date\na,03/04/2019\nb,04/25/2019\n")
    assert month_first.table["event_date"].dt.month.tolist() == [3, 4]
    assert any("month first" in note for note in month_first.notes)
    custom = read("Place,Date\na,03/04/2019\n")
    assert custom.table["event_date"].dt.month.tolist() == [4]
    assert any("custom" in note for note in custom.notes)
    mixed = read("Place,Date\na,03/04/2019\nb,25/04/2019\nc,04/25/2019\n")
    assert mixed.table["event_date"].dt.month.tolist() == [4, 4, 4]
    assert "could be month first" in mixed.table["notes"][0]


def test_the_time_of_day_is_kept_beside_the_day():
    table = read("Place,Date\na,2019-01-02 14:30\nb,2019-01-03\n").table
    assert table["event_date"].dt.strftime("%Y-%m-%d").tolist() == ["2019-01-02", "2019-01-03"]
    assert table["Date"].tolist() == ["2019-01-02 14:30", "2019-01-03"]
    table = read("Place,event_date,event_date_given\na,2019-01-02 10:00,x\n").table
    assert table["event_date_given"].tolist() == ["x"]
    assert table["event_date_given_given"].tolist() == ["2019-01-02 10:00"]
    assert "Date" not in read("Place,Date\na,2019-01-02 00:00:00.000\n").table.columns


IMPOSSIBLE = [
    "2016-02-30", "13/13/2016", "1 Muharram 1438", "-5", "0000-00-00", "1/0/2016", "last spring"
]  # fmt: skip


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_a_row_with_an_impossible_date_is_kept_undated(text):
    reading = read(f"Place,Date,Killed\na,{text},3\nb,unknown,1\nc,,1\nd,2019-02-03,1\n")
    assert reading.table["location"].tolist() == ["a", "b", "c", "d"]
    assert reading.table["event_date"].isna().tolist() == [True, True, True, False]
    assert reading.table["time_precision"].tolist() == [4, 4, 4, 1]
    assert reading.table["fatalities"][0] == 3
    assert reading.table["notes"][0] == f"Date {text!r} is not a date and was read as unknown"
    assert reading.table["notes"].isna().tolist() == [False, True, True, True]
    assert any("1 row(s) have a date that could not be read" in note for note in reading.notes)
    assert reading.rejected.empty


def test_impossible_dates_in_columns_of_their_own_are_kept_too():
    reading = read("Place,Year,Month,Day\na,2016,2,30\nb,2016,2,29\n")
    assert reading.table["event_date"].isna().tolist() == [True, False]
    assert "'30 2 2016'" in reading.table["notes"][0] or "2016-02-30" in reading.table["notes"][0]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("30.2", 30.2),
        ("30,2", 30.2),
        ("30.2N", 30.2),
        ("S 30.2", -30.2),
        ("-30.2", -30.2),
        ("−30.2", -30.2),
        ("30°12'30\"N", 30 + 12 / 60 + 30 / 3600),
        ("30° 12.5' N", 30 + 12.5 / 60),
        ("30 12 30", 30 + 12 / 60 + 30 / 3600),
        ("30º12′", 30.2),
        ("۳۰٫۲", 30.2),
        (30.2, 30.2),
    ],
)
def test_angles(text, degrees):
    value, note = cells.read_angle(text, axis="latitude")
    assert value == pytest.approx(degrees)
    assert note == ""


@pytest.mark.parametrize("text", ["abc", "30 99 00", "30.2.1", "30 30.5 20", "N30W"])
def test_what_is_no_angle(text):
    assert cells.read_angle(text, axis="latitude") == (None, "unreadable")


@pytest.mark.parametrize(
    "text",
    [
        "30.2, 66.9",
        "30.2,66.9",
        "30,2; 66,9",
        "POINT (66.9 30.2)",
        "66.9E 30.2N",
        "30.2N, 66.9E",
        "30.2 66.9 1650.0 4.9",
    ],
)
def test_pairs_in_one_cell(text):
    table = read(f"Coordinates|Killed\n{text}|1\n").table
    assert (table["latitude"][0], table["longitude"][0]) == (30.2, 66.9)


def test_coordinates_are_checked_and_never_changed():
    reading = read(
        "Place,Country,Lat,Long\n"
        "a,Pakistan,66.9,30.2\n"
        "b,Pakistan,0,0\n"
        "c,Pakistan,95,67\n"
        ",Pakistan,95,67\n"
        "e,Pakistan,30.2,\n"
        "f,Pakistan,30.2,-66.9\n"
        "g,Afghanistan,34.5,69.2\n"
        "h,Pakistan,9x,67\n"
    )
    table = reading.table.set_index("location")
    assert (table.loc["a", "latitude"], table.loc["a", "longitude"]) == (66.9, 30.2)
    assert "swapped they would lie inside" in table.loc["a", "notes"]
    assert pd.isna(table.loc["a", "status"])
    assert pd.isna(table.loc["b", "latitude"])
    assert "0, 0" in table.loc["b", "notes"]
    assert pd.isna(table.loc["c", "latitude"])
    assert "no place on Earth" in table.loc["c", "notes"]
    assert "one half" in table.loc["e", "notes"]
    assert "sign of longitude" in table.loc["f", "notes"]
    assert pd.isna(table.loc["g", "notes"])
    assert "could not be read" in table.loc["h", "notes"]
    assert reading.rejected["line"].tolist() == [5]


def test_swapped_rows_stand_out_from_the_tables_own_bulk():
    rows = [f"p{i},{30 + i / 100},{67 + i / 100}" for i in range(20)]
    reading = read("Place,Lat,Long\n" + "\n".join([*rows, "odd,67.1,30.1"]) + "\n")
    flagged = reading.table[reading.table["notes"].notna()]
    assert flagged["location"].tolist() == ["odd"]


def test_radius_of_given_coordinates_grows_with_rounding():
    table = read("Place,Lat,Long\na,30.1834,66.9987\nb,30.1,67\n").table
    assert table["radius_km"].tolist() == [5.0, pytest.approx(5.566)]
    table = read("Place,Lat,Long\na,30,67\n").table
    assert table["radius_km"][0] == pytest.approx(55.66)


def test_repeated_ids_are_flagged_and_kept():
    reading = read("ID,Place\n7,a\n8,b\n7,c\n")
    assert reading.table["event_id"].tolist() == ["7", "8", "7"]
    assert "line 2" in reading.table["notes"][2]
    assert any("repeat" in note for note in reading.notes)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_rows_are_kept_or_set_aside_whatever_they_hold(rows):
    rows = [*rows, ["Quetta", "1", ""]]
    text = json.dumps([dict(zip(("Place", "Killed", "Date"), row, strict=True)) for row in rows])
    reading = read(text)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(reading.table) + len(reading.rejected) == len(filled)
