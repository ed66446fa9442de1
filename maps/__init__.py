"""One self-contained page that shows incidents and districts and explains itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maps.figure import static_map
    from maps.incidents import IncidentMap, incident_map
    from maps.multiples import small_multiples
    from maps.simple import OfflineMap, choropleth_map, point_map

__all__ = [
    "IncidentMap",
    "OfflineMap",
    "choropleth_map",
    "incident_map",
    "point_map",
    "small_multiples",
    "static_map",
]

_HOMES = {
    "IncidentMap": "maps.incidents",
    "incident_map": "maps.incidents",
    "OfflineMap": "maps.simple",
    "choropleth_map": "maps.simple",
    "point_map": "maps.simple",
    "small_multiples": "maps.multiples",
    "static_map": "maps.figure",
}


def __getattr__(name: str) -> Any:
    # folium alone takes a second to import, so it loads when a map is first asked for.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    msg = f"module 'maps' has no attribute {name!r}"
    raise AttributeError(msg)
