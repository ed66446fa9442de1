"""Input that a careful reader refuses: each is told in a line, and the rest is read."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
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
