"""The incident map: a folium map that is one offline page with filters, legends and reasons."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from folium.template import Template

from gazetteer.errors import InputError
from maps import base, payload
from maps.escape import clean
from maps.files import write_atomically
from maps.layers import LayerControl, PageLayer
from maps.page import Page

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MAX_LISTED = 300
"""Most rows of each table that stands in the page without JavaScript."""

LAYERS = (
    ("base", "Neighbouring countries"),
    ("districts", "District colours"),
    ("areas", "Reports known only by area"),
    ("hotspots", "Hot and cold spots"),
    ("density", "Density of incidents"),
    ("points", "Incidents at a place"),
    ("provinces", "Province borders"),
    ("labels", "Names"),
    ("cities", "Cities"),
)

HIDDEN = ("density", "hotspots")
"""Layers that are off when the page opens."""


def _day(value: object, precision: object = 1) -> str:
    """Write a date as text, no finer than it is known."""
    import pandas as pd

    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    date = pd.Timestamp(value)  # type: ignore[arg-type]
    if precision is None or precision is pd.NA:
        precision = 1
    if precision == 4:
        return f"{date.year}"
    if precision == 3:
        return f"{date:%B} {date.year}"
    day = f"{date.day} {date:%b} {date.year}"
    return f"week of {day}" if precision == 2 else day


def _period(incidents: pd.DataFrame) -> str:
    """First to last date, no finer than they are known, and how many have none."""
    import pandas as pd

    if "event_date" not in incidents.columns:
        return ""
    dates = pd.to_datetime(incidents["event_date"], errors="coerce")
    undated = int(dates.isna().sum())
    note = f"{undated:,} without a date" if undated else ""
    if undated == len(dates):
        return note
    first, last = (
        _day(dates.iloc[row], incidents["time_precision"].iloc[row])
        if "time_precision" in incidents.columns
        else _day(dates.iloc[row])
        for row in (dates.argmin(), dates.argmax())
    )
    span = first if first == last else f"{first} – {last}"
    return f"{span}, {note}" if note else span


def _counts(incidents: pd.DataFrame, rejected: int) -> dict[str, int]:
    """Sum of the run: rows that could not even be read count as not mapped."""
    mapped = int((incidents["status"] == "point").sum())
    area = int((incidents["status"] == "area").sum())
    total = len(incidents) + rejected
    return {"total": total, "mapped": mapped, "area": area, "unmapped": total - mapped - area}


def _rejected(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Rows that could not be read, in the shape of `_rows`."""
    return [
        {
            "date": "",
            "place": clean(f"{row.get('input', '')}, line {row.get('line', '')}", 300),
            "status": "not readable",
            "reason": clean(row.get("reason"), 600),
            "sentence": clean(row.get("row"), 600),
        }
        for row in rows
        if isinstance(row, Mapping)
    ]


def _texts(rows: Iterable[Any], *keys: str) -> list[str]:
    """One line per mapping of the run's record, out of the first keys it has."""
    lines = []
    for row in rows:
        if isinstance(row, Mapping):
            parts = [clean(row[key], 500) for key in keys if row.get(key)]
            lines.append(": ".join(parts))
        else:
            lines.append(clean(row, 500))
    return list(dict.fromkeys(line for line in lines if line))


def _rows(incidents: pd.DataFrame) -> list[dict[str, str]]:
    """Incidents as the plain tables of the page show them."""
    import pandas as pd

    def get(record: Mapping[Any, Any], *names: str) -> Any:
        for name in names:
            value = record.get(name)
            if value is not None and not pd.isna(value) and value != "":
                return value
        return ""

    rows = []
    for record in incidents.to_dict("records"):
        rows.append(
            {
                "date": _day(record.get("event_date"), record.get("time_precision")) or "not known",
                "type": clean(get(record, "sub_event_type", "event_type"), 200),
                "place": clean(get(record, "location", "place_name"), 300),
                "district": clean(get(record, "admin2", "admin1", "country"), 200),
                "killed": clean(get(record, "fatalities")) or "not stated",
                "injured": clean(get(record, "injured")) or "not stated",
                "status": clean(get(record, "status"), 40),
                "reason": clean(get(record, "reason"), 600),
                "sentence": clean(get(record, "sentence"), 600),
            }
        )
    return rows


def _iso(as_of: object) -> str:
    if isinstance(as_of, dt.date):
        return as_of.isoformat()[:10]
    return clean(as_of, 40)


class IncidentMap(folium.Map):
    """A folium map that renders as one page without network; `incident_map` makes it.

    Further folium layers can be added as long as they load nothing: a layer that needs a script
    from the network is refused when the page is rendered.
    """

    _template = Template("""
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" role="application"
                aria-label="Map of incidents by district" aria-describedby="map-keys"
                tabindex="0"></div>
            <p id="map-keys" class="unseen">Arrow keys move the map, plus and minus change its
                scale, N and P go from circle to circle, Enter into what they open.</p>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zila.open({{ this.get_name()|tojson }});
        {% endmacro %}
        """)

    def __init__(
        self,
        page: Page,
        *,
        tiles: str | None = None,
        tiles_by: str = "",
        without: Sequence[str] = (),
    ) -> None:
        super().__init__(tiles=None)
        # The page brings Leaflet itself, and none of the rest that folium loads.
        self.default_js, self.default_css = [], []
        self._name = "Map"
        self._id = "zila"
        page.add_child(self)
        if tiles:
            online = folium.TileLayer(tiles=tiles, attr=clean(tiles_by, 200) or "base map: see URL")
            online._id = "zila"
            online.overlay, online.layer_name = True, "Base map (online)"
            self.add_child(online)
        for kind, name in LAYERS:
            if kind not in without:
                self.add_child(PageLayer(kind, name=name, show=kind not in HIDDEN))

    def render(self, **kwargs: Any) -> str:
        """Render into the page, the layer control after every layer there is."""
        control = LayerControl()
        self._children.pop("layer_control", None)
        self.add_child(control, name="layer_control")
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""

    def html(self) -> str:
        """Render the whole page as text."""
        return str(self.get_root().render())

    def save(self, path: str | os.PathLike[str], **_: Any) -> None:  # type: ignore[override]
        """Write the page to a file, at once or not at all.

        Parameters
        ----------
        path : str or path
            File to write; its folder is made where absent.
        """
        write_atomically(Path(path), self.html())


def incident_map(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    *,
    title: str,
    as_of: dt.date | str,
    sources: Sequence[str] = (),
    run: Mapping[str, Any] | None = None,
    tiles: str | None = None,
    tehsils: gpd.GeoDataFrame | None = None,
    provinces: pd.DataFrame | None = None,
) -> IncidentMap:
    """Draw incidents and districts as one page that opens without a network.

    Parameters
    ----------
    incidents : DataFrame
        The incident table (columns of `geo/data/columns.csv`, coordinates in WGS 84 degrees). Only
        rows whose ``status`` is ``point`` become points; ``area`` rows are marked on their
        district or province; the others are listed with their ``reason``. A column ``candidates``,
        where there is one, lists the readings of the place text that were weighed, one a line.
    districts : GeoDataFrame
        Columns of `geo.districts`, EPSG:4326.
    title : str
        Title of the page.
    as_of : date or str
        Date for which the districts hold.
    sources : sequence of str
        Sources and licences of the data, one line each.
    run : mapping, optional
        About the run that made the tables; every key may be absent. ``places``: names for the
        search box, as mappings with ``name, latitude, longitude, admin2``; those whose ``kind`` is
        "city" and that have a ``population`` are named on the map. ``shares``: table of
        ``incident`` (index label), ``unit_id``, ``share`` from `geo.shares.district_shares`; with
        it the page offers the expected number of incidents; ``tehsil_shares``: the same for
        tehsils. ``hotspots``: ``unit_id`` to (class,
        p-value), classes as in `maps.units.HOTSPOTS`; an optional layer. ``about``: lines of text
        about the data. ``zila``, ``districts``, ``gazetteer``: versions. ``rejected``: rows that
        could not be read (``input, line, reason, row``). ``warnings`` (``report_id, text``) and
        ``aggregates`` (``report_id, text, why``): what the run wants its reader to know.
    tiles : str, optional
        URL template of an online base map; without it the page makes no request at all.
    tehsils : GeoDataFrame, optional
        The districts' tehsils (`geo.districts` with ``level="tehsil"``), as a finer level that the
        reader can choose; incidents count in the one that their ``admin3`` names.
    provinces : DataFrame, optional
        Further names of the provinces (``name, name_ur, pcode, alt_names``); their borders and
        numbers are those of their districts.

    Returns
    -------
    IncidentMap
        A `folium.Map`; ``save(path)`` writes the page.

    Raises
    ------
    InputError
        If a table lacks a column that the map cannot do without.
    """
    for name, table, needed in (
        ("incidents", incidents, ("status", "latitude", "longitude")),
        ("districts", districts, ("unit_id", "name", "admin1", "pcode", "geometry")),
        ("tehsils", tehsils, ("unit_id", "name", "admin1", "admin2", "geometry")),
    ):
        if table is None:
            continue
        missing = [column for column in needed if column not in table.columns]
        if missing:
            msg = f"The table of {name} lacks {', '.join(missing)}; it has: {list(table.columns)}"
            raise InputError(msg)
    run = run or {}
    places: Iterable[Any] = run.get("places") or ()
    rejected = _rejected(run.get("rejected") or ())
    counts = _counts(incidents, len(rejected))
    aside = incidents[(incidents["status"] != "point").fillna(True)]
    aside = aside.sort_values("status", key=lambda status: status == "area", kind="stable")
    setaside = _rows(aside.head(MAX_LISTED)) + rejected[:MAX_LISTED]
    cited = [*(clean(source, 400) for source in sources), base.SOURCE]
    versions = [
        f"{name}: {clean(run[key], 200)}."
        for key, name in (("zila", "Zila"), ("districts", "Districts"), ("gazetteer", "Gazetteer"))
        if run.get(key)
    ]
    data, blocks = payload.build(
        incidents,
        districts,
        meta={
            "title": clean(title, 300),
            "as_of": _iso(as_of),
            "sources": cited,
            "counts": counts,
        },
        places=places,
        shares=run.get("shares"),
        hotspots=run.get("hotspots"),
        tehsils=tehsils,
        tehsil_shares=run.get("tehsil_shares"),
        provinces=provinces,
    )
    page = Page(
        title=title,
        template="page.html",
        entry="main",
        tiles=tiles,
        values={
            "payload": data,
            "blocks": blocks,
            "period": _period(incidents),
            "counts": {name: f"{number:,}" for name, number in counts.items()},
            "as_of": _day(as_of) if _is_date(as_of) else _iso(as_of),
            "sources": cited,
            "about": [" ".join(versions)] * bool(versions) + _texts(run.get("about") or ()),
            "warnings": _texts(run.get("warnings") or (), "report_id", "text")[:MAX_LISTED],
            "totals": _texts(run.get("aggregates") or (), "report_id", "text", "why")[:MAX_LISTED],
            "setaside": setaside,
            "setaside_more": _more(len(aside) + len(rejected), len(setaside)),
            "listed": _rows(incidents.head(MAX_LISTED)),
            "listed_more": _more(len(incidents), min(len(incidents), MAX_LISTED)),
        },
    )
    without = [name for name in ("hotspots", "cities") if not data.get(name)]
    return IncidentMap(page, tiles=tiles, without=without)


def _is_date(value: object) -> bool:
    try:
        dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return False
    return True


def _more(length: int, listed: int) -> str:
    return f"{length - listed:,}" if length > listed else ""
