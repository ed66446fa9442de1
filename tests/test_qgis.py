"""The GeoPackage as QGIS itself opens it: counts, types, CRS, names, and the styles it applies."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from geo import export, read_incidents
from geo.dissolution import districts
from geo.district_figures import counted
from geo.joining import join

PYTHON = Path("/usr/bin/python3")
"""Debian's own Python, the only one that its QGIS can be imported into."""

ROWS = (
    "event_id,event_date,place,lat,lon,killed\n"
    + "".join(f"q{i},2019-01-{i + 1:02},کوئٹہ,30.19,66.99,1\n" for i in range(7))
    + "k,2019-02-01,Turbat,26.0,63.04,2\nkabul,2019-03-01,Kabul,34.53,69.17,3\n"
)


def has_qgis() -> bool:
    if not PYTHON.exists() or sys.platform != "linux":
        return False
    code = "import sys; sys.path.insert(0, '/usr/share/qgis/python'); import qgis.core"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    if not has_qgis():
        pytest.skip("no QGIS; run: apt-get install --no-install-recommends python3-qgis")
    folder = tmp_path_factory.mktemp("qgis")
    units = districts()
    incidents = join(read_incidents(ROWS.encode()).table, units)
    export(incidents, folder / "a.gpkg", districts=counted(incidents, units))
    picture = folder / "a.png"
    reader = Path(__file__).with_name("qgis_reader.py")
    told = subprocess.run(
        [PYTHON, reader, folder / "a.gpkg", picture], capture_output=True, text=True, check=True
    )
    assert "partially supported" not in told.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    seen: dict[str, dict[str, object]] = json.loads(told.stdout)
    return seen


def test_layers_counts_crs_and_types(seen) -> None:
    assert {name: layer["features"] for name, layer in seen.items()} == {
        "incidents": 9,
        "districts": len(districts()),
    }
    for layer in seen.values():
        assert layer["valid"]
        assert layer["crs"] == "EPSG:4326"
    types = seen["incidents"]["fields"]
    assert [types[name] for name in ("event_date", "fatalities", "latitude", "place_name")] == [
        "Date",
        "Integer64",
        "Real",
        "String",
    ]


def test_the_styles_inside_are_the_ones_qgis_applies(seen) -> None:
    points, shades = seen["incidents"], seen["districts"]
    assert points["styled"]
    assert shades["styled"]
    assert (points["renderer"], points["column"]) == ("categorizedSymbol", "status")
    assert (shades["renderer"], shades["column"]) == ("graduatedSymbol", "incidents")
    labels = [label for label, _ in shades["classes"]]
    assert labels == ["0", "1", "2", "3–5", "6–7"]
    colours = pd.Series([colour for _, colour in shades["classes"]])
    assert colours.is_unique
