"""Tables for people: the same figures in every format, nothing calculated, nothing executed."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from district_squares import incidents, squares

from gazetteer.errors import InputError
from geo.exports import ENDINGS
from geo.headers import data_table
from geo.incidents import read_incidents
from geo.summary import summarise
from geo.tables import (
    Notes,
    cell_text,
    guarded,
    table_csv,
    table_html,
    table_markdown,
    unguarded,
    write_table,
)
from geo.workbook import table_xlsx

NOTES = Notes(
    title="Incidents <2019>",
    lines=("As of 2022-09-09",),
    sources=("COD-AB <OCHA>",),
    run=(("input", "8"),),
)


@pytest.fixture(scope="module")
def table():
    return summarise(incidents(), squares())


def figures(rows):
    """Cells of a table as text, numbers in one spelling."""
    return [
        [cell_text(float(c)) if re.fullmatch(r"-?\d+(\.\d+)?", c) else c for c in r] for r in rows
    ]


def from_csv(text):
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def from_markdown(text):
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows]


def from_html(text):
    frame = pd.read_html(io.StringIO(text), keep_default_na=False, converters=None)[0]
    return [[cell_text(value) for value in row] for row in frame.astype(object).to_numpy()]


def from_xlsx(data):
    openpyxl = pytest.importorskip("openpyxl")
    rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return [[cell_text(value) for value in row] for row in list(rows)[1:]]


def test_numbers_are_the_same_in_csv_xlsx_html_and_markdown(table):
    pytest.importorskip("lxml")
    expected = figures(from_csv(table_csv(table)))
    assert len(expected) == 9
    assert figures(from_markdown(table_markdown(table, notes=NOTES))) == expected
    assert figures(from_html(table_html(table, notes=NOTES))) == expected
    assert figures(from_xlsx(table_xlsx(table, notes=NOTES))) == expected


@pytest.mark.parametrize("ending", [".csv", ".hxl.csv", ".xlsx", ".html", ".md"])
def test_the_same_table_gives_the_same_bytes(tmp_path, table, ending):
    first = write_table(table, tmp_path / f"a{ending}", notes=NOTES).read_bytes()
    assert write_table(table, tmp_path / f"b{ending}", notes=NOTES).read_bytes() == first
    assert len(first) > 200


def test_xlsx_carries_no_time_of_writing(table):
    parts = zipfile.ZipFile(io.BytesIO(table_xlsx(table)))
    assert {info.date_time[0] for info in parts.infolist()} == {1980}
    core = parts.read("docProps/core.xml").decode()
    assert "1980-01-01T00:00:00Z" in core
    assert re.findall(r"20\d\d-", core) == []


def test_xlsx_layout(table):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(table_xlsx(table, notes=NOTES)))
    page = book["Districts"]
    assert page.freeze_panes == "D2"
    assert page.auto_filter.ref.startswith("A1:")
    names = [cell.value for cell in page[1]]
    first = page.cell(2, names.index("first_date") + 1)
    assert first.is_date
    assert first.number_format == "yyyy-mm-dd"
    assert page.cell(2, names.index("incidents_per_100k") + 1).number_format == "0.0000"
    said = "\n".join(str(row[1]) for row in book["Notes"].iter_rows(values_only=True))
    assert "COD-AB <OCHA>" in said
    assert "apostrophe" in said
    assert "Sum of the stated figures" in said


def test_xlsx_holds_further_sheets(tmp_path, table):
    openpyxl = pytest.importorskip("openpyxl")
    months = summarise(incidents(), squares(), period="month")
    path = write_table(table, tmp_path / "a.xlsx", sheets={"By month": months})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Districts", "By month", "Notes"]
    assert book["By month"].max_row == len(months) + 1


HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "'=x", "''-y", "=", "-"]
HARMLESS = ["Quetta", "'quoted'", "a=b", "", "کوئٹہ", "5-6"]


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_are_neutralised_and_come_back(text):
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text
    frame = pd.DataFrame({"location": [text], "fatalities": [-3]})
    cells = next(iter(from_csv(table_csv(frame))))
    assert cells == [f"'{text}", "-3"]
    assert from_csv(table_csv(frame, guard=False))[0][0] == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == unguarded(text) == text


def test_formulas_stay_text_in_xlsx():
    openpyxl = pytest.importorskip("openpyxl")
    frame = pd.DataFrame({"location": ["=1+1", "https://x.org", "007"]})
    page = openpyxl.load_workbook(io.BytesIO(table_xlsx(frame))).worksheets[0]
    assert [(c.value, c.data_type) for c in page["A"][1:]] == [
        ("=1+1", "s"),
        ("https://x.org", "s"),
        ("007", "s"),
    ]
    assert page["A3"].hyperlink is None


def test_html_escapes_data_fetches_nothing_and_is_accessible():
    frame = pd.DataFrame(
        {"name": ["<script>alert(1)</script>", "a\"b'&{{ 7*7 }}"], "incidents": [1, 2]}
    )
    page = table_html(frame, notes=Notes(title="</title><script>x"))
    body = page.split("<body>")[1].split("<script>")[0]
    assert "<script>" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert page.count("<script>") == 1
    assert not re.search(r"(src|href)\s*=|@import|url\(", page)
    for part in ('lang="en"', "<caption", 'scope="col"', 'scope="row"', "aria-sort", "default-src"):
        assert part in page


@pytest.mark.browser
def test_html_sorts_in_a_browser(tmp_path, chromium, table):
    playwright = pytest.importorskip("playwright.sync_api")
    path = write_table(table, tmp_path / "districts.html", notes=NOTES)
    faults = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(offline=True).new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text))
        page.goto(path.as_uri())

        def column(name):
            head = [th.inner_text() for th in page.query_selector_all("thead th")]
            rows = page.query_selector_all("tbody tr")
            return [row.query_selector_all("th, td")[head.index(name)].inner_text() for row in rows]

        killed = page.get_by_role("button", name="Killed", exact=True)
        killed.click()
        assert column("Killed") == ["0", "0", "0", "1", "3", "4", "5", "7", ""]
        killed.press("Enter")
        assert column("Killed") == ["7", "5", "4", "3", "1", "0", "0", "0", ""]
        sorted_heads = page.query_selector_all('th[aria-sort="descending"]')
        assert [head.inner_text().strip() for head in sorted_heads] == ["Killed"]
        page.get_by_role("button", name="District", exact=True).click()
        assert column("District")[:2] == ["district not stated", "Jamshoro"]
        browser.close()
    assert faults == []


def test_markdown_escapes_pipes_and_html():
    frame = pd.DataFrame({"name": ["a|b", "<b>x</b>", "[l](http://x)", "two\nlines"]})
    text = table_markdown(frame)
    assert "a\\|b" in text
    assert "<b>" not in text
    assert "\\[l\\](http://x)" in text
    assert "| two lines |" in text


def test_hxl_row(table):
    rows = list(csv.reader(io.StringIO(table_csv(table, hxl=True))))
    tags = dict(zip(rows[0], rows[1], strict=True))
    assert tags["pcode"] == "#adm2+code"
    assert tags["killed"] == "#affected+killed"
    assert tags["type_battles"] == "#event+num+type+type_battles"
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z0-9_]+)*", tag) for tag in tags.values())
    assert len(set(tags.values())) == len(tags)


def test_incident_table_survives_csv():
    """What is written is read back the same, hostile text included."""
    table = incidents()
    back = read_incidents(table_csv(table).encode()).table
    filled = ["report_id"]
    pd.testing.assert_frame_equal(
        back.drop(columns=filled), table.drop(columns=filled), check_dtype=True
    )


def test_the_guide_names_every_column_format_and_kind_of_row(table):
    guide = (Path(__file__).parents[1] / "docs" / "tables.md").read_text(encoding="utf-8")
    for row in data_table("tables_columns"):
        assert f"| `{row['name']}` | {row['description']} |" in guide
    for ending in ENDINGS:
        assert f"`{ending}`" in guide or ending == ".json"
    for kind in set(table["row_kind"]):
        assert f"`{kind}`" in guide


def test_notes_of_a_run():
    record = {
        "as_of": "2022-09-09",
        "counts": {"input": 8, "unmapped_by": {"outside": 1}},
        "warnings": ["w"],
        "sources": [{"title": "COD-AB", "license": "CC BY 3.0 IGO"}],
        "rejected": [],
    }
    rows = Notes.of_run(record).rows()
    assert ("Run: as_of", "2022-09-09") in rows
    assert ("Run: input", "8") in rows
    assert ("Run: outside", "1") in rows
    assert ("Source", "COD-AB, CC BY 3.0 IGO") in rows
    assert ("Note", "w") in rows


def test_unknown_ending_and_empty_table(tmp_path, table):
    with pytest.raises(InputError, match=r"a\.doc"):
        write_table(table, tmp_path / "a.doc")
    for ending in (".csv", ".xlsx", ".html", ".md"):
        assert write_table(table.iloc[:0], tmp_path / f"e{ending}").exists()


def test_a_failed_writing_leaves_the_old_file(tmp_path, table, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    broken = table.assign(name=[Unprintable()] * len(table))
    with pytest.raises(RuntimeError):
        write_table(broken, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


class Unprintable:
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__
