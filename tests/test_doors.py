"""The public names of each room, as the documentation promises them."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

ROOMS = ("gazetteer", "geo", "maps", "reports")


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_there_and_no_module_hides_it(room: str) -> None:
    package = importlib.import_module(room)
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    for name in sorted(modules):
        importlib.import_module(f"{room}.{name}")
    for name in package.__all__:
        assert getattr(package, name).__name__ == name
        assert name not in modules


def test_importing_the_rooms_loads_nothing_heavy() -> None:
    code = (
        f"import sys, {', '.join(ROOMS)}; "
        "print([m for m in ('pandas', 'geopandas', 'folium', 'matplotlib') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
