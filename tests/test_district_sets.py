"""Installing a user's district sets: from a file or an address, recorded, verified, loaded."""

from __future__ import annotations

import functools
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from gazetteer.errors import InputError, MissingInputError
from geo import district_sets
from geo.boundaries import read_districts
from geo.dissolution import districts
from geo.district_sets import (
    install_districts,
    installed_districts,
    load_districts,
    verify_districts,
)
from geo.joining import join


@pytest.fixture
def file(tmp_path: Path) -> Path:
    frame = districts()
    out = gpd.GeoDataFrame(
        {
            "ADM2_EN": frame["name"].astype(object),
            "ADM2_PCODE": frame["pcode"].astype(object),
            "ADM1_EN": frame["admin1"].astype(object),
            "ADM0_EN": "Pakistan",
        },
        geometry=frame.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    path = tmp_path / "pak.gpkg"
    out.to_file(path)
    return path


@pytest.fixture
def server(file: Path) -> Iterator[str]:
    """A server of our own on this machine; nothing else is asked."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(file.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_from_a_file_and_back(file: Path, tmp_path: Path) -> None:
    item = install_districts("PK", from_file=file, target=tmp_path / "data")
    assert (item.country, item.name, item.units) == ("PAK", "cod-ab", len(districts()))
    assert item.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert item.licence.startswith("CC BY 3.0 IGO")
    assert installed_districts(tmp_path / "data") == [item]
    assert verify_districts(tmp_path / "data") == [("PAK-cod-ab", "ok")]
    loaded = load_districts("PK", target=tmp_path / "data")
    read = read_districts(file)
    assert loaded.attrs == read.attrs
    assert_frame_equal(loaded.drop(columns="geometry"), read.drop(columns="geometry"))
    spot = pd.DataFrame({"latitude": [30.19], "longitude": [66.99]})
    assert join(spot, loaded)["admin2_pcode"].tolist() == ["PK226"]


def test_by_download(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = district_sets.Source("cod-ab", "test", f"{server}/{{iso3_lower}}.gpkg", "CC BY 3.0 IGO")
    monkeypatch.setattr(district_sets, "sources", lambda: {"cod-ab": here})
    item = install_districts("PAK", target=tmp_path / "data")
    assert item.units == len(districts())
    with pytest.raises(InputError, match=r"Could not download .*nga\.gpkg"):
        install_districts("NGA", target=tmp_path / "data")
    assert installed_districts(tmp_path / "data") == [item]


def test_a_wrong_checksum_changes_nothing(file: Path, tmp_path: Path) -> None:
    item = install_districts("PK", from_file=file, target=tmp_path / "data")
    with pytest.raises(InputError, match="it is another file"):
        install_districts("PK", from_file=file, target=tmp_path / "data", sha256="0" * 64)
    broken = tmp_path / "broken.gpkg"
    broken.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(InputError):
        install_districts("PK", from_file=broken, target=tmp_path / "data")
    assert installed_districts(tmp_path / "data") == [item]
    assert verify_districts(tmp_path / "data") == [("PAK-cod-ab", "ok")]


def test_a_changed_set_is_noticed(file: Path, tmp_path: Path) -> None:
    item = install_districts("PK", "mine", from_file=file, target=tmp_path / "data")
    item.path.write_bytes(item.path.read_bytes() + b"x")
    assert "was changed" in verify_districts(tmp_path / "data")[0][1]
    item.path.unlink()
    assert "is gone" in verify_districts(tmp_path / "data")[0][1]


def test_wrong_wishes_are_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no country code"):
        install_districts("Atlantis", target=tmp_path)
    with pytest.raises(InputError, match="No address is known for district sets named 'gadm'"):
        install_districts("PK", "gadm", target=tmp_path)
    with pytest.raises(InputError, match="is no name for a set"):
        install_districts("PK", "../x", target=tmp_path)
    with pytest.raises(MissingInputError, match="There is no boundary file"):
        install_districts("PK", from_file=tmp_path / "no.gpkg", target=tmp_path)
    with pytest.raises(MissingInputError, match="not installed"):
        load_districts("PK", target=tmp_path)


def test_a_damaged_set_says_what_to_do(file: Path, tmp_path: Path) -> None:
    item = install_districts("PK", from_file=file, target=tmp_path / "data")
    item.path.write_bytes(item.path.read_bytes()[:-40] + b"junk")
    with pytest.raises(InputError, match=r"is damaged .* install it again with `zila data install"):
        load_districts("PK", target=tmp_path / "data")
