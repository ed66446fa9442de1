"""Spreadsheets as people keep them: merged headers, sums and remarks among rows, other customs."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

from geo import read_incidents
from geo.headers import meaning
from geo.incidents import IncidentReading


def read(text: str, encoding: str = "utf-8") -> IncidentReading:
    return read_incidents(text.encode(encoding))


def reasons(reading: IncidentReading) -> dict[int, str]:
    return dict(zip(reading.rejected["line"], reading.rejected["reason"], strict=True))


@pytest.mark.parametrize(
    "header",
    [
        "Date,Location,,Casualties,\n,District,Place,Killed,Injured\n",
        "Date,District,Place,Casualties,\n,,,Killed,Injured\n",
        "Report of the desk,,,,\n\nDate,Location,,Casualties,\n,District,Place,Killed,Injured\n",
    ],
)
def test_a_header_of_two_rows_is_read_as_one(header: str) -> None:
    reading = read(header + "2019-01-01,Quetta,Kuchlak,3,4\n")
    row = reading.table.iloc[0]
    assert len(reading.table) == 1
    assert row["event_date"] == pd.Timestamp("2019-01-01")
    assert row[["admin2", "location", "fatalities", "injured"]].tolist() == [
        "Quetta",
        "Kuchlak",
        3,
        4,
    ]
    assert any("two lines" in note for note in reading.notes)


def test_merged_cells_of_a_workbook_are_one_header() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Incidents of the year"])
    sheet.append(["Date", "Where", None, "How many", None])
    sheet.append([None, "District", "Place", "Killed", "Injured"])
    for merged in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(merged)
    sheet.append([43831, "Quetta", "Kuchlak", 3, 4])
    out = io.BytesIO()
    book.save(out)
    reading = read_incidents(out.getvalue())
    assert reading.table["event_date"].tolist() == [pd.Timestamp("2020-01-01")]
    assert reading.table["admin2"].tolist() == ["Quetta"]
    assert reading.table["injured"].tolist() == [4]


def test_a_row_of_words_is_no_second_header() -> None:
    reading = read("date,place,type,\n2019-01-01,Quetta,attack,x\n,Site,Attack type,y\n")
    assert reading.table["location"].tolist() == ["Quetta", "Site"]


def test_sums_remarks_and_bare_numbers_are_set_aside_and_nothing_else() -> None:
    reading = read(
        "id,date,district,place,killed\n"
        "1,2019-01-01,Quetta,Kuchlak,3\n"
        "2,2019-01-02,Quetta,Sariab,4\n"
        ",Subtotal Quetta,,,7\n"
        "3,2019-01-02,Kech,Turbat,4\n"
        "4,2019-01-02,Kech,Total,4\n"
        ",Kech total,,,8\n"
        "id,date,district,place,killed\n"
        ",TOTAL,,,15\n"
        ",Figures from the press,,,\n"
        "5,,,,\n"
        "6,,Kech,,\n"
        "7,,,,2\n"
    )
    assert reading.table["event_id"].tolist() == ["1", "2", "3", "4", "6", "7"]
    told = reasons(reading)
    assert {line: text.split(":")[0] for line, text in told.items()} == {
        4: "a total row",
        7: "a total row",
        8: "the header again",
        9: "a total row",
        10: "no date, place or figure",
        11: "no date, place or figure",
    }


def test_a_label_with_other_figures_stays_an_incident() -> None:
    reading = read("date,place,killed\n2019-01-01,Quetta,3\n,Total Chowk,5\n,Subtotal of us,9\n")
    assert len(reading.table) == 3


@pytest.mark.parametrize(
    ("killed", "injured", "expected"),
    [
        (["1.200", "12"], ["9", "2.500"], [[1200, 12], [9, 2500]]),
        (["1.200", "3.000"], ["1.125", "2.250"], [[1, 3], [1, 2]]),
        (["3.000", "4.000"], ["1.5", "2.250"], [[3, 4], [1, 2]]),
        (["1 200", "2 500"], ["1'200", "2’500"], [[1200, 2500], [1200, 2500]]),
    ],
)
def test_thousands_of_other_customs(
    killed: list[str], injured: list[str], expected: list[list[int]]
) -> None:
    rows = [
        f"2019-01-0{day};Quetta;{dead};{hurt}\n"
        for day, (dead, hurt) in enumerate(zip(killed, injured, strict=True), start=1)
    ]
    table = read("date;place;killed;injured\n" + "".join(rows)).table
    assert [table["fatalities"].tolist(), table["injured"].tolist()] == expected


def test_negative_people_are_unknown_and_said() -> None:
    table = read("date,place,killed\n2019-01-01,Quetta,-3\n2019-01-02,Quetta,minus 2\n").table
    assert table["fatalities"].isna().all()
    assert table["notes"].str.contains("negative").all()


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Date (mm/dd/yyyy)", "2019-03-04"),
        ("Date (DD-MM-YYYY)", "2019-04-03"),
        ("Date", "2019-04-03"),
    ],
)
def test_the_header_may_say_which_comes_first(header: str, day: str) -> None:
    reading = read(f"{header},place\n03/04/2019,Quetta\n")
    assert reading.table["event_date"].tolist() == [pd.Timestamp(day)]
    assert any("first" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("7th of January, 2019", "2019-01-07", 1),
        ("the 7th of January 2019", "2019-01-07", 1),
        ("early January 2019", "2019-01-01", 3),
        ("end of January 2019", "2019-01-01", 3),
    ],
)
def test_dates_in_words(text: str, day: str, precision: int) -> None:
    row = read(f'date,place\n"{text}",Quetta\n').table.iloc[0]
    assert (row["event_date"], row["time_precision"]) == (pd.Timestamp(day), precision)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Datum;Ort;Distrikt;Tote;Verletzte", "cp1252"),
        ("Date;Lieu;Département;Tués;Blessés", "cp1252"),
        ("Fecha;Lugar;Municipio;Fallecidos;Heridos", "utf-8"),
        ("التاريخ;المكان;المديرية;القتلى;الجرحى", "utf-8"),
        ("Дата;Место;Район;Погибшие;Раненые", "cp1251"),
        ("نېټه;ځای;ولسوالۍ;وژل شوي;ټپیان", "utf-16"),
    ],
)
def test_headers_in_other_languages(header: str, encoding: str) -> None:
    row = read(f"{header}\n13.02.2019;Kuchlak;Quetta;3;4\n", encoding).table.iloc[0]
    assert row["event_date"] == pd.Timestamp("2019-02-13")
    assert row[["location", "admin2"]].tolist() == ["Kuchlak", "Quetta"]
    assert row[["fatalities", "injured"]].tolist() == [3, 4]


def test_columns_without_a_meaning_are_kept_and_named() -> None:
    reading = read("date,place,Weather,Weather\n2019-01-01,Quetta,dry,wet\n")
    assert reading.table[["Weather", "Weather (2)"]].iloc[0].tolist() == ["dry", "wet"]
    assert any("'Weather', 'Weather (2)'" in note for note in reading.notes)


@pytest.mark.parametrize(
    "text",
    [
        "geo:30.19,66.99;u=35",
        "https://maps.google.com/?q=30.19,66.99",
        "https://www.google.com/maps/@30.19,66.99,15z",
        "https://www.google.com/maps/place/Q/@30.1,66.9,15z/data=!3d30.19!4d66.99",
        "https://www.google.com/maps/search/?api=1&query=30.19%2C66.99",
        "https://www.openstreetmap.org/?mlat=30.19&mlon=66.99#map=12/30.1/66.9",
        "https://www.openstreetmap.org/#map=12/30.19/66.99",
        "Lat 30.19, Long 66.99",
        '30°11\'24""N 66°59\'24""E',
        "POINT(66.99 30.19)",
    ],
)
def test_points_as_people_paste_them(text: str) -> None:
    row = read(f'date,coordinates\n2019-01-01,"{text}"\n').table.iloc[0]
    assert row[["latitude", "longitude"]].tolist() == pytest.approx([30.19, 66.99])


def test_a_link_that_tells_no_point_is_said() -> None:
    row = read("date,place,map link\n2019-01-01,Quetta,https://maps.app.goo.gl/x\n").table.iloc[0]
    assert pd.isna(row["latitude"])
    assert "could not be read" in row["notes"]


@pytest.mark.parametrize(
    ("header", "first"),
    [("Timestamp,Date of incident", "2019-01-05"), ("Date & Time,When added", "2019-03-01")],
)
def test_the_date_of_the_incident_wins_over_that_of_the_form(header: str, first: str) -> None:
    reading = read(f"{header},place\n2019-03-01 10:00,2019-01-05,Quetta\n")
    assert reading.table["event_date"].tolist() == [pd.Timestamp(first)]


def test_a_percentage_is_no_number_of_people() -> None:
    row = read("date,place,killed\n2019-01-01,Quetta,50%\n").table.iloc[0]
    assert pd.isna(row["fatalities"])
    assert "50%" in row["notes"]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Q1. Date of incident", "event_date"),
        ("2) Place name", "location"),
        ("incident_details/date", "event_date"),
        ("Where did it happen?", "location"),
        ("How many people were killed?", "fatalities"),
        ("ہلاک / Killed", "fatalities"),
        ("ضلع (District)", "admin2"),
        ("Town/Village", "location"),
        ("Shaheed", "fatalities"),
        ("Nature of Occurrence", "event_type"),
        ("Killed/Injured", None),
        ("Province/District", None),
        ("2019 killed", None),
    ],
)
def test_headers_of_forms(header: str, column: str | None) -> None:
    assert meaning(header) == column


def test_the_date_of_a_report_is_taken_only_where_there_is_no_other() -> None:
    both = read("Date reported,Date of incident,place\n2019-03-01,2019-01-05,Quetta\n")
    one = read("Date reported,place\n2019-03-01,Quetta\n")
    assert both.table["event_date"].tolist() == [pd.Timestamp("2019-01-05")]
    assert one.table["event_date"].tolist() == [pd.Timestamp("2019-03-01")]


def test_killed_and_injured_in_one_cell_are_kept_and_named_not_guessed() -> None:
    reading = read("date,place,Killed/Injured\n2019-01-01,Quetta,3/4\n")
    assert "fatalities" not in reading.columns
    assert reading.table["Killed/Injured"].tolist() == ["3/4"]
    assert any("'Killed/Injured'" in note for note in reading.notes)
