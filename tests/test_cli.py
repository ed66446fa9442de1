"""The command line: what each command prints, writes and returns, and how it fails."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from geo.cli import main

ROOT = Path(__file__).resolve().parent.parent
REPORT = "QUETTA, 3 May 2021: Gunmen shot dead two policemen in Kuchlak on Sunday, police said.\n"


@pytest.fixture
def zila() -> object:
    def call(*arguments: object, text: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=text)

    return call


def one_line(result: Result) -> str:
    """The whole of standard error, which must be one line."""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in group.commands.items():
        here = (*path, name)
        found += commands(command, here) if isinstance(command, click.Group) else [here]
    return found


@pytest.mark.parametrize("command", commands(main), ids=" ".join)
def test_every_command_explains_itself_and_stands_in_the_readme(zila, command) -> None:
    result = zila(*command, "--help")
    assert result.exit_code == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"zila {' '.join(command)}" in readme


def test_map_writes_every_file_and_the_sum(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    result = zila("map", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 incidents = 1 mapped + 0 area-only + 0 unmapped")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "map.html",
        "districts.csv",
        "districts.xlsx",
        "districts.html",
        "incidents.csv",
        "incidents.geojson",
        "datapackage.json",
        "run.json",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out"]


def test_same_input_same_bytes(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    for out in ("one", "two"):
        zila("map", tmp_path / "a.txt", "-o", tmp_path / out)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.mkdir(), ["holds no file", "x.in"]),
        (lambda p: None, ["There is no file", "x.in"]),
    ],
    ids=["empty folder", "missing"],
)
def test_nothing_to_read(zila, tmp_path: Path, make, words) -> None:
    make(tmp_path / "x.in")
    result = zila("map", tmp_path / "x.in", "-o", tmp_path / "out")
    assert result.exit_code == 2
    for word in words:
        assert word in one_line(result)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("binary.txt", os.urandom(64) + b"\x00\x01\x02" * 500, ["binary.txt"]),
        ("image.png", b"\x89PNG\r\n", [".png", "does not read"]),
        ("empty.txt", b"", ["empty.txt"]),
        ("empty.csv", b"", ["empty.csv"]),
        ("noplace.csv", b"when,who\n2021-01-01,army\n", ["noplace.csv", "when", "--place-column"]),
        ("header.csv", b"date,place,killed\n", ["header.csv"]),
    ],
)
def test_unreadable_input_is_one_line(zila, tmp_path: Path, name, content, words) -> None:
    (tmp_path / name).write_bytes(content)
    result = zila("map", tmp_path / name, "-o", tmp_path / "out")
    assert result.exit_code == 2, result.output
    for word in words:
        assert word in one_line(result)
    assert not (tmp_path / "out").exists()


def test_report_without_a_place_is_counted_and_said(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Gunmen shot dead three labourers, a spokesman said.\n")
    result = zila("map", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "a.txt" in one_line(result)
    assert "place" in one_line(result)
    counts = json.loads((tmp_path / "out" / "run.json").read_text())["counts"]
    assert counts["input"] == 1
    assert counts["unmapped_by"]["unresolved"] == 1
    strict = zila("map", tmp_path / "a.txt", "-o", tmp_path / "out", "--strict")
    assert strict.exit_code == 1


def test_report_without_an_incident_is_said(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The assembly met in Quetta and passed the budget.\n")
    result = zila("map", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "no incident" in one_line(result)
    assert result.stdout.startswith("0 incidents = 0 mapped")


def test_failed_run_leaves_the_old_output_alone(zila, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    zila("map", tmp_path / "a.txt", "-o", tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}

    import geo.tables

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(geo.tables, "write_table", broken)
    result = zila("map", tmp_path / "a.txt", "-o", tmp_path / "out", "--title", "other")
    assert result.exit_code == 2
    assert "disk full" in one_line(result)
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "out"]


def test_standard_input_may_be_a_report_or_a_table(zila, tmp_path: Path) -> None:
    assert zila("map", "-", "-o", tmp_path / "r", text=REPORT).stdout.startswith("1 incidents")
    table = "date,place,killed\n2021-05-03,Kuchlak,2\n2021-05-04,Mastung,1\n"
    assert zila("map", "-", "-o", tmp_path / "t", text=table).stdout.startswith("2 incidents")
    assert zila("map", "-", "-o", tmp_path / "e", text="").exit_code == 2


def test_wrong_date_is_explained(zila, tmp_path: Path) -> None:
    result = zila("map", tmp_path, "--as-of", "9 September")
    assert result.exit_code == 2
    assert "2022-09-09" in result.stderr


def test_extract_then_locate_then_join_then_summary(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    steps = [
        ("extract", tmp_path / "a.txt", "-o", tmp_path / "1.csv"),
        ("locate", tmp_path / "1.csv", "-o", tmp_path / "2.csv"),
        ("join", tmp_path / "2.csv", "-o", tmp_path / "3.csv"),
        ("summary", tmp_path / "3.csv", "-o", tmp_path / "4.csv"),
        ("export", tmp_path / "3.csv", "-o", tmp_path / "5.gpkg"),
    ]
    for step in steps:
        result = zila(*step)
        assert result.exit_code == 0, (step, result.output)
    joined = pd.read_csv(tmp_path / "3.csv")
    assert joined.admin2.tolist() == ["Quetta"]
    assert joined.status.tolist() == ["point"]
    assert joined.fatalities.tolist() == [2]
    assert pd.read_csv(tmp_path / "4.csv").incidents.sum() == 1


def test_locate_prints_a_card(zila) -> None:
    result = zila("locate", "10 km east of Mach")
    assert result.exit_code == 0
    assert "Mach" in result.stdout
    assert "at 95 %" in result.stdout


def test_districts_of_two_days(zila) -> None:
    for day, present in (("2017-01-01", False), ("2022-09-09", True)):
        result = zila("districts", "--as-of", day)
        assert result.exit_code == 0
        assert ("Chaman" in result.stdout) == present


def test_doctor_is_content_here(zila) -> None:
    result = zila("doctor")
    assert result.exit_code == 0, result.output
    assert "gazetteer" in result.stdout


def test_relative_output_folder(zila, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    monkeypatch.chdir(tmp_path)
    result = zila("map", "a.txt", "-o", "out/deeper")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "deeper" / "map.html").is_file()


def test_the_same_file_twice_counts_once(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    result = zila("map", tmp_path / "a.txt", tmp_path / "." / "a.txt", "-o", tmp_path / "out")
    assert result.stdout.startswith("1 incidents")
    assert "read once" in (tmp_path / "out" / "run.json").read_text()


def test_own_output_is_no_input(zila, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    for _ in range(2):
        result = zila("map", tmp_path, "-o", tmp_path / "out")
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("1 incidents")


def test_one_bad_table_does_not_stop_a_folder(zila, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(REPORT)
    (tmp_path / "in" / "bad.csv").write_text("when,who\n2021-01-01,army\n")
    result = zila("map", tmp_path / "in", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "bad.csv" in one_line(result)
    assert result.stdout.startswith("2 incidents = 1 mapped + 0 area-only + 1 unmapped")
    assert "bad.csv" in (tmp_path / "out" / "rejected.csv").read_text()


def test_tables_come_through_standard_input(zila) -> None:
    result = zila("locate", "-", text="place,killed\nKuchlak,1\nMastung,2\n")
    assert result.exit_code == 0, result.output
    assert "Quetta" in result.stdout


def test_two_columns_through_standard_input_are_a_table(zila, tmp_path: Path) -> None:
    result = zila("map", "-", "-o", tmp_path / "out", text="date,place\n2020-01-01,Quetta\n")
    assert result.stdout.startswith("1 incidents = 1 mapped"), result.output


def test_words_that_begin_with_a_minus_sign(zila) -> None:
    assert "Write -- before" in zila("locate", "-5 km north of Quetta").output
    assert zila("locate", "--", "-5 km north of Quetta").exit_code == 0


def test_install_a_gazetteer_and_districts_from_files(
    zila, shared: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("ZILA_DATA", str(tmp_path / "data"))
    polygons = shared / "data" / "codab" / "pak_adm2.parquet"
    result = zila("data", "install", "PK", "--districts", "cod-ab", "--from", polygons)
    assert result.exit_code == 0, result.output
    assert "160 units" in result.stdout
    assert "cod-ab" in zila("data", "list").stdout
    assert zila("data", "verify").exit_code == 0
    (tmp_path / "a.txt").write_text(REPORT)
    mapped = zila("map", tmp_path / "a.txt", "-o", tmp_path / "out", "--boundaries", "cod-ab")
    assert mapped.stdout.startswith("1 incidents = 1 mapped"), mapped.output


def test_export_with_districts_has_two_layers(zila, tmp_path: Path) -> None:
    import pyogrio

    (tmp_path / "a.csv").write_text("date,place,killed\n2021-05-03,Kuchlak,2\n")
    zila("locate", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
    zila("join", tmp_path / "b.csv", "-o", tmp_path / "c.csv")
    result = zila("export", tmp_path / "c.csv", "-o", tmp_path / "d.gpkg", "--districts")
    assert result.exit_code == 0, result.output
    layers = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "d.gpkg")}
    assert {"incidents", "districts"} <= layers
    districts = pyogrio.read_dataframe(tmp_path / "d.gpkg", layer="districts")
    assert districts["incidents"].sum() == 1


def test_a_country_without_a_gazetteer_is_mapped_when_rows_have_their_places(
    zila, tmp_path: Path
) -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[12, 10], [14, 10], [14, 13], [12, 13], [12, 10]]],
    }
    feature = {"type": "Feature", "properties": {"name": "Borno"}, "geometry": square}
    (tmp_path / "own.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    (tmp_path / "a.csv").write_text("date,lat,lon,killed\n2014-01-01,11.8,13.1,3\n")
    own = ("--country", "NG", "--boundaries", tmp_path / "own.geojson")
    result = zila("map", tmp_path / "a.csv", *own, "-o", tmp_path / "out")
    assert result.stdout.startswith("1 incidents = 1 mapped + 0 area-only + 0 unmapped")
    districts = pd.read_csv(tmp_path / "out" / "districts.csv")
    assert districts[["name", "incidents", "killed"]].to_numpy().tolist() == [["Borno", 1, 3]]
    (tmp_path / "b.csv").write_text("date,place,killed\n2014-01-01,Maiduguri,3\n")
    assert "zila data install NG" in one_line(zila("map", tmp_path / "b.csv", *own))
    for command in ("map", "join", "summary"):
        told = zila(command, tmp_path / "a.csv", "--country", "NG").stderr.splitlines()[-1]
        assert "--boundaries" in told
    assert "--boundaries" in one_line(zila("districts", "--country", "NG", "--level", "province"))


def test_every_command_takes_an_installed_set_of_another_country(
    zila, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("ZILA_DATA", str(tmp_path / "data"))
    square = {"type": "Polygon", "coordinates": [[[12, 10], [14, 10], [14, 13], [12, 10]]]}
    feature = {"type": "Feature", "properties": {"name": "Borno"}, "geometry": square}
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    zila("data", "install", "NG", "--districts", "states", "--from", own)
    (tmp_path / "a.csv").write_text("event_id,date,lat,lon,killed\na,2014-01-01,10.8,13.1,3\n")
    chosen = ("--country", "NG", "--boundaries", "states")
    for command in ("join", "summary"):
        assert "Borno" in zila(command, tmp_path / "a.csv", *chosen).stdout
    assert "Borno" in zila("districts", *chosen).stdout


def test_the_workbook_and_the_page_hold_the_same_tables(zila, tmp_path: Path) -> None:
    rows = [
        "Date,Place,District,Type,Group,Killed",
        "2018-01-05,Kuchlak,Quetta,Attack,BLA,3",
        "2018-08-05,Turbat,Kech,Attack,BLA,1",
        "2019-02-05,Turbat,Kech,Bomb,TTP,2",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n")
    out = tmp_path / "out"
    zila("map", tmp_path / "a.csv", "-o", out, "--hot-spots")
    sheets = pd.read_excel(out / "districts.xlsx", sheet_name=None)
    names = ["Districts", "By year", "By quarter", "By month", "By actor"]
    assert [*sheets] == [*names, "Notes"]
    page = pd.read_html(out / "districts.html", keep_default_na=False)
    assert len(page) == len(names)
    for name, seen in zip(names, page, strict=True):
        sheet = sheets[name]
        assert len(sheet) == len(seen)
        for column, label in (("incidents", "Incidents"), ("killed", "Killed")):
            assert sheet[column].sum() == pd.to_numeric(seen[label]).sum(), name
        assert sheet["incidents"].sum() == 3
        assert sheet["killed"].sum() == 6
    kech = sheets["By year"].query("name == 'Kech'").set_index("period")
    assert kech.loc[2019, ["incidents_change", "killed_change"]].tolist() == [0, 1]
    assert set(sheets["By actor"]["actor1"]) == {"BLA", "TTP"}
    districts = pd.read_csv(out / "districts.csv")
    pd.testing.assert_frame_equal(
        districts.drop(columns=["first_date", "last_date"]),
        sheets["Districts"].drop(columns=["first_date", "last_date"]),
        check_dtype=False,
    )
    wanted = {"expected", "expected_low", "expected_high", "incidents_per_100k_smoothed", "gi_q"}
    assert wanted <= set(districts.columns)


def test_little_maps_where_asked_for(zila, tmp_path):
    table = tmp_path / "table.csv"
    rows = "".join(f"{year}-05-0{n},Quetta,{n}\n" for year in (2019, 2020, 2022) for n in (1, 2))
    table.write_text("date,place,killed\n" + rows)
    out = tmp_path / "out"
    done = zila("map", table, "-o", out, "--multiples", "year")
    assert done.exit_code == 0, done.output
    page = (out / "multiples.html").read_text(encoding="utf-8")
    for year in (2019, 2020, 2021, 2022):  # the empty year has its map, too
        assert f"<bdi>{year}</bdi>" in page
    assert not (out / "multiples.png").exists()
    done = zila("map", table, "-o", out, "--multiples", "moon")
    assert done.exit_code == 2
    assert "no column 'moon'" in done.output
    assert (out / "multiples.html").exists()
    done = zila("map", table, "-o", out)
    assert not (out / "multiples.html").exists()


@pytest.mark.parametrize("given", [("nofile.csv",), ("Kuchlak", "-o", "k.csv")])
def test_locate_takes_a_missing_table_for_no_place(zila, given) -> None:
    assert "is no file of rows" in one_line(zila("locate", *given))


def test_polygons_that_had_to_be_mended_are_mapped_and_told(zila, tmp_path: Path) -> None:
    bow = [[[66, 29], [68, 31], [68, 29], [66, 31], [66, 29]]]
    shape = {"type": "Polygon", "coordinates": bow}
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": shape}
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (tmp_path / "a.csv").write_text("date,lat,lon,killed\n2014-01-01,29.3,66.2,3\n")
    done = zila("map", tmp_path / "a.csv", "--boundaries", own, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["districts_mended"][0]["fault"] == "invalid ring"


def test_a_day_does_not_go_with_polygons_of_your_own(zila, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,place\n2014-01-01,Quetta\n")
    given = ("--boundaries", "x.geojson", "--as-of", "2020-01-01", "-o", tmp_path / "out")
    assert "leave it out with --boundaries" in one_line(zila("map", tmp_path / "a.csv", *given))


def test_a_link_that_leads_nowhere_is_set_aside(zila, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("date,place\n2014-01-01,Quetta\n")
    (folder / "me.csv").symlink_to("me.csv")
    done = zila("map", folder, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "leads nowhere" in (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["--cell-km=nan", "--cell-km=0.001", "--bandwidth-km=inf"])
def test_a_density_without_a_usable_grid(zila, tmp_path: Path, given: str) -> None:
    (tmp_path / "a.csv").write_text("date,lat,lon\n2014-01-01,29,66\n2014-01-02,30,67\n")
    done = zila("density", tmp_path / "a.csv", given)
    assert done.exit_code == 2
    message = done.output.splitlines()[-1]
    assert "cells" in message or "above 0" in message


def test_a_count_that_is_none_is_noted_and_kept(zila, tmp_path: Path) -> None:
    rows = 'date,place,killed\n2020-01-01,Quetta,"1,2,3"\n2020-01-02,Quetta,"=1+2"\n'
    (tmp_path / "a.csv").write_text(rows)
    done = zila("map", tmp_path / "a.csv", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out" / "incidents.csv")
    assert table["fatalities"].isna().all()
    assert table["notes"].notna().all()


def test_a_blank_path_to_write_to(zila, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,place\n2014-01-01,Quetta\n")
    assert "blank" in one_line(zila("map", tmp_path / "a.csv", "-o", ""))


def test_a_folder_in_the_way_of_a_file_leaves_all_as_it_was(zila, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,place\n2014-01-01,Quetta\n")
    out = tmp_path / "out"
    (out / "run.json").mkdir(parents=True)
    done = zila("map", tmp_path / "a.csv", "-o", out)
    assert done.exit_code == 2
    assert "run.json is a folder" in done.output
    assert [path.name for path in out.iterdir()] == ["run.json"]
