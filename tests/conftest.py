"""Fixtures every test file may use: where the full-size data and the browser are."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _no_installed_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests see the embedded data alone, whatever this machine has installed."""
    os.environ["ZILA_DATA"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the full-size data beside the checkout; skips the test where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the full-size test data in ../shared, which is not here")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Debian's chromium; skips the test where it is absent."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs chromium for the browser tests: apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def examples() -> Path:
    """The project's own example reports and incidents."""
    return ROOT / "examples"
