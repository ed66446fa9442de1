"""Input that a careful reader refuses: each is told in a line, and the rest is read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from shapely.geometry import Polygon, box

from geo.cells import read_count
from geo.cli import main

TABLE = "id,date,latitude,longitude,killed\na,2021-05-03,0.5,0.5,2\nb,2021-05-04,0.5,1.5,3\n"


def zila(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def refused(*arguments: object) -> str:
    """What a command says that ends with 2 and one line."""
    result = zila(*arguments)
    assert result.exit_code == 2, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "incidents.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """Two districts, of which the second is a bow tie."""
    tie = Polygon([(1, 0), (2, 1), (2, 0), (1, 1)])
    frame = gpd.GeoDataFrame({"name": ["West", "East"]}, geometry=[box(0, 0, 1, 1), tie], crs=4326)
    path = tmp_path / "squares.geojson"
    frame.to_file(path)
    return path


def test_map_lists_what_was_mended_in_the_boundaries(table, squares, tmp_path) -> None:
    result = zila("map", table, "--boundaries", squares, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    mended = json.loads((tmp_path / "out/run.json").read_text())["districts_mended"]
    assert "East" in {fault["unit"] for fault in mended}


@pytest.mark.parametrize("cell", ["1,2,3", "=cmd|'/C calc'!A1", "@SUM(3)", "+A1", "killed 1,2,3"])
def test_a_cell_that_is_no_count_keeps_a_note(cell) -> None:
    count = read_count(cell)
    assert count.value is None
    assert "count" in count.note


def test_the_day_of_polygons_of_your_own_is_theirs(table, squares, tmp_path) -> None:
    zila("map", table, "--boundaries", squares, "-o", tmp_path / "out")
    assert json.loads((tmp_path / "out/run.json").read_text())["as_of"] is None
    page = (tmp_path / "out/map.html").read_text()
    assert "Districts as of a day that their file does not state" in page
    dated = tmp_path / "dated.geojson"
    zila("districts", "--as-of", "2019-07-01", "--province", "Balochistan", "-o", dated)
    zila("map", table, "--boundaries", dated, "-o", tmp_path / "out")
    told = json.loads((tmp_path / "out/run.json").read_text())["as_of"]
    assert told == max(gpd.read_file(dated)["valid_from"].astype(str))[:10] == "2018-01-15"


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "parquet"])
@pytest.mark.filterwarnings("ignore:.*crs:UserWarning")
def test_metres_without_a_crs_are_no_degrees(table, tmp_path, ending) -> None:
    frame = gpd.GeoDataFrame({"name": ["West"]}, geometry=[box(5e5, 3.3e6, 6e5, 3.4e6)])
    path = tmp_path / f"metres.{ending}"
    frame.to_parquet(path) if ending == "parquet" else frame.to_file(path)
    for command in ("map", "join", "summary"):
        assert "are no degrees" in refused(command, table, "--boundaries", path)


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg", "fgb", "shp"])
def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path, ending) -> None:
    rows = "".join(f"{i},2021-05-03,Quetta,30.{i % 90 + 10},67.0\n" for i in range(2000))
    (tmp_path / "many.csv").write_text("event_id,event_date,location,latitude,longitude\n" + rows)
    target = tmp_path / "out" / f"x.{ending}"
    # A limit on the size of files stands in for the full disk.
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "from geo.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", code, "export", tmp_path / "many.csv", "-o", target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert f"Cannot write '{target}'" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert list(target.parent.iterdir()) == []


def test_damaged_installed_data_are_told_and_stop_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ZILA_DATA", str(tmp_path))
    for name in ("gazetteer/PK.sqlite", "districts/PAK-own.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("no such thing")
    listed = zila("data", "list")
    assert listed.exit_code == 0, listed.output
    assert listed.stdout.count("DAMAGED") == 2
    result = zila("doctor")
    assert result.exit_code == 2
    assert "PK.sqlite" in result.stdout
    assert "PAK-own.json" in result.stdout
    assert "install it again" in result.stdout


def test_files_of_one_name_are_told_apart(tmp_path) -> None:
    for folder, day in (("a", "2021-01-01"), ("b", "2021-02-01")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "t.csv").write_text(f"date,place,killed\n{day},Quetta,2\n")
        (tmp_path / folder / "r.txt").write_text(f"On {day} gunmen shot two men dead in Kalat.")
    zila("map", tmp_path / "a", tmp_path / "b", "--no-merge", "-o", tmp_path / "out")
    found = pd.read_csv(tmp_path / "out/incidents.csv")
    assert sorted(found["report_id"]) == ["a/r.txt", "a/t.csv:2", "b/r.txt", "b/t.csv:2"]
    assert found["event_id"].is_unique
