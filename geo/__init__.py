"""Incidents, districts and the join between them; the pipeline and the `zila` command."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.boundaries import read_districts
    from geo.crosswalks import crosswalk
    from geo.dissolution import districts
    from geo.exports import export
    from geo.incidents import IncidentReading, read_incidents
    from geo.joining import join
    from geo.pipeline import Options, RunReport, run
    from geo.shares import district_shares
    from geo.summary import summarise

__all__ = [
    "IncidentReading",
    "Options",
    "RunReport",
    "crosswalk",
    "district_shares",
    "districts",
    "export",
    "join",
    "read_districts",
    "read_incidents",
    "run",
    "summarise",
]

_HOMES = {
    "IncidentReading": "geo.incidents",
    "Options": "geo.pipeline",
    "RunReport": "geo.pipeline",
    "crosswalk": "geo.crosswalks",
    "district_shares": "geo.shares",
    "districts": "geo.dissolution",
    "export": "geo.exports",
    "join": "geo.joining",
    "read_districts": "geo.boundaries",
    "read_incidents": "geo.incidents",
    "run": "geo.pipeline",
    "summarise": "geo.summary",
}
"""No name here may be a module's too: importing the module would hide the function."""


def __getattr__(name: str) -> Any:
    # pandas and geopandas take a second to import, so they load when a stage is first asked for.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    msg = f"module 'geo' has no attribute {name!r}"
    raise AttributeError(msg)
