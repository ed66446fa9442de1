"""Maps of one layer: shaded districts, or incidents as points; offline folium maps both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from folium.template import Template

from gazetteer.errors import InputError
from maps.escape import clean, escape
from maps.files import write_atomically
from maps.layers import LayerControl
from maps.page import Page
from maps.polygons import polygonal, thinned
from maps.shades import (
    NO_DATA,
    ZERO,
    breaks,
    class_color,
    class_numbers,
    class_text,
    number_text,
    type_color,
    type_names,
)

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

ZERO_COLOR, NO_DATA_COLOR = "#fbfcfd", "#c4cad2"


class Features(folium.map.Layer):
    """GeoJSON features that bring their style and, as ``text``, what their tooltip says.

    Parameters
    ----------
    features : list of dict
        GeoJSON features; ``properties`` holds ``style`` (Leaflet's path options) and ``text``.
    name : str
        Name in the layer control, as text.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zila.features({{ this.literal }});
        {% endmacro %}
        """)

    def __init__(self, features: list[dict[str, Any]], *, name: str) -> None:
        super().__init__(name=name, overlay=True, control=True, show=True)
        self._name = "Features"
        self._id = "zila"
        # folium renders what this template gives once more, so the literal must survive that.
        self.literal = escape({"type": "FeatureCollection", "features": features}, "script")


class OfflineMap(folium.Map):
    """A folium map with a legend that opens without a network; further layers may be added."""

    _template = Template("""
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" role="application"
                aria-label="Map" tabindex="0"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zila.open(
                {{ this.get_name()|tojson }}, {{ this.view|tojson }});
        {% endmacro %}
        """)

    def __init__(
        self, layer: Features, *, title: str, view: list[list[float]] | None, legend: dict[str, Any]
    ) -> None:
        super().__init__(tiles=None)
        self.default_js, self.default_css = [], []
        self._name = "Map"
        self._id = "zila"
        self.view = view
        Page(
            title=title, template="simple.html", entry="simple", values={"legend": legend}
        ).add_child(self)
        self.add_child(layer)

    def render(self, **kwargs: Any) -> str:
        """Render into the page, the layer control after every layer there is."""
        self._children.pop("layer_control", None)
        self.add_child(LayerControl(), name="layer_control")
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""

    def save(self, path: str | os.PathLike[str], **_: Any) -> None:  # type: ignore[override]
        """Write the page to a file, at once or not at all."""
        write_atomically(Path(path), str(self.get_root().render()))


def choropleth_map(
    districts: gpd.GeoDataFrame,
    values: str | Sequence[float] | pd.Series[Any],
    *,
    name: str,
    title: str = "",
    scheme: str | Sequence[float] = "natural_breaks",
    k: int = 5,
) -> OfflineMap:
    """Shade districts by a number.

    Parameters
    ----------
    districts : GeoDataFrame
        Columns ``name``, ``admin1`` and ``geometry`` (EPSG:4326).
    values : str, Series or sequence
        A column of the districts; a Series with their index (districts that it lacks have no
        data); or one number per district. Missing is "no data", which is not zero.
    name : str
        What the numbers are, with their unit; title of the legend and name of the layer.
    title : str, optional
        Title of the page; the name where there is none.
    scheme : str or sequence of float
        ``natural_breaks``, ``quantiles``, ``equal_steps``, ``head_tail``, or upper bounds. Classes
        close on the right and hold the values above zero.
    k : int
        Number of classes.

    Returns
    -------
    OfflineMap
        A `folium.Map` with one layer; ``save(path)`` writes it.

    Raises
    ------
    InputError
        If the column is not there, or the numbers do not fit the districts.
    """
    import numpy as np
    import pandas as pd
    import shapely

    if isinstance(values, str):
        if values not in districts.columns:
            msg = f"The districts have no column {values!r}; they have: {list(districts.columns)}"
            raise InputError(msg)
        values = districts[values]
    if isinstance(values, pd.Series):
        values = values.reindex(districts.index)
    numbers = pd.to_numeric(pd.Series(np.asarray(values, dtype=object)), errors="coerce")
    if len(numbers) != len(districts):
        msg = f"There are {len(numbers)} values for {len(districts)} districts: give one for each"
        raise InputError(msg)
    array = numbers.to_numpy("float64", na_value=np.nan)
    upper = breaks(array, scheme, k)
    whole = bool(np.all(array[~np.isnan(array)] % 1 == 0))
    classes = class_numbers(array, upper)
    colors = {i: class_color(i, len(upper)) for i in range(len(upper))}
    colors |= {ZERO: ZERO_COLOR, NO_DATA: NO_DATA_COLOR}
    shapes = thinned(polygonal(np.asarray(districts.geometry.array)))
    features: list[dict[str, Any]] = []
    for place, number, index, shape in zip(
        districts["name"], array, classes.tolist(), shapes, strict=True
    ):
        shown = "no data" if number != number else number_text(number)
        features.append(
            {
                "type": "Feature",
                "id": str(len(features)),
                "geometry": shapely.geometry.mapping(shapely.set_precision(shape, 1e-4)),
                "properties": {
                    "text": clean(f"{place}: {shown}", 300),
                    "style": {
                        "fillColor": colors[index],
                        "fillOpacity": 1,
                        "color": "#8c9aab",
                        "weight": 0.8,
                        "dashArray": "3 2" if index == NO_DATA else None,
                    },
                },
            }
        )
    rows = [{"color": ZERO_COLOR, "label": "0"}]
    rows += [
        {"color": colors[i], "label": class_text(upper, i, whole=whole)} for i in range(len(upper))
    ]
    rows.append({"color": NO_DATA_COLOR, "label": "no data"})
    west, south, east, north = (round(float(edge), 4) for edge in districts.total_bounds)
    return OfflineMap(
        Features(features, name=clean(name, 100)),
        title=title or name,
        view=[[south, west], [north, east]] if len(districts) else None,
        legend={"title": clean(name, 200), "rows": rows},
    )


def point_map(incidents: pd.DataFrame, *, name: str = "Incidents", title: str = "") -> OfflineMap:
    """Draw incidents as circles: size by killed, colour by event type.

    Parameters
    ----------
    incidents : DataFrame
        Columns ``latitude`` and ``longitude`` (WGS 84 degrees); where there, ``status`` (only
        ``point`` rows are drawn), ``event_type``, ``event_date``, ``fatalities``, ``place_name``.
    name : str
        Title of the legend and name of the layer.
    title : str, optional
        Title of the page; the name where there is none.

    Returns
    -------
    OfflineMap
        A `folium.Map` with one layer; `maps.incident_map` is the one for many incidents.

    Raises
    ------
    InputError
        If a coordinate column is not there.
    """
    import pandas as pd

    missing = [column for column in ("latitude", "longitude") if column not in incidents.columns]
    if missing:
        msg = f"The incidents lack {', '.join(missing)}; they have: {list(incidents.columns)}"
        raise InputError(msg)
    drawn = incidents[incidents["latitude"].notna() & incidents["longitude"].notna()]
    if "status" in drawn.columns:
        drawn = drawn[(drawn["status"] == "point").fillna(False)]
    features: list[dict[str, Any]] = []
    types: dict[str, str] = {}
    column = drawn.get("event_type", pd.Series(None, drawn.index, dtype="object"))
    for row, kind in zip(drawn.to_dict("records"), type_names(column), strict=True):
        types[kind] = type_color(kind)
        killed = row.get("fatalities")
        count = 0 if killed is None or pd.isna(killed) else int(killed)
        day = row.get("event_date")
        parts = [
            clean(row.get("place_name"), 150),
            kind,
            "" if day is None or pd.isna(day) else f"{pd.Timestamp(day):%Y-%m-%d}",
            "" if killed is None or pd.isna(killed) else f"{count:,} killed",
        ]
        features.append(
            {
                "type": "Feature",
                "id": str(len(features)),
                "geometry": {
                    "type": "Point",
                    "coordinates": [float(row["longitude"]), float(row["latitude"])],
                },
                "properties": {
                    "text": " · ".join(part for part in parts if part),
                    "style": {
                        "radius": round(min(24.0, 4.5 + 2 * count**0.5), 1),
                        "fillColor": types[kind],
                        "fillOpacity": 0.9,
                        "color": "#ffffff",
                        "weight": 1.5,
                    },
                },
            }
        )
    view = None
    if len(drawn):
        south, north = float(drawn["latitude"].min()), float(drawn["latitude"].max())
        west, east = float(drawn["longitude"].min()), float(drawn["longitude"].max())
        view = [[south, west], [north, east]]
    rows = [{"color": color, "label": kind} for kind, color in types.items()]
    return OfflineMap(
        Features(features, name=clean(name, 100)),
        title=title or name,
        view=view,
        legend={"title": f"{clean(name, 200)} (size: killed)", "rows": rows},
    )
