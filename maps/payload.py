"""What the page knows: the tables turned into columns, as `docs/page-format.md` describes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from maps.base import encode_base
from maps.doubt import encode_shares
from maps.escape import clean
from maps.packing import MISSING, PACK_FROM, Packer
from maps.places import encode_cities, encode_places
from maps.units import column, district_of, encode_hotspots, encode_levels

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FORMAT = "zila-page"
VERSION = 1

_WORDS = (
    "event_type",
    "sub_event_type",
    "location",
    "place_name",
    "place_kind",
    "country",
    "admin1",
    "admin2",
    "method",
    "status",
)
_CARD_WORDS = ("reason", "notes", "source", "report_id", "candidates")
_CARD_TEXTS = ("event_id", "sentence")
_COUNTS = (
    "fatalities",
    "fatalities_low",
    "fatalities_high",
    "injured",
    "injured_low",
    "injured_high",
    "time_precision",
    "geo_precision",
    "where_prec",
)
_DEGREE = 100_000  # coordinates keep five decimals, a metre


def event_types() -> list[dict[str, str]]:
    """Colours and short names of the event types, from `maps/data/event_types.csv`."""
    text = files("maps").joinpath("data/event_types.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def one_spelling(names: Iterable[str]) -> dict[str, str]:
    """Map names that differ only in case to one spelling: the table's, else the first.

    Parameters
    ----------
    names : iterable of str
        Event types as they stand in the data, in order.
    """
    known = {row["event_type"].casefold(): row["event_type"] for row in event_types()}
    spelling: dict[str, str] = {}
    for name in names:
        shown = name.strip()
        spelling[name] = known.setdefault(shown.casefold(), shown)
    return spelling


def ramps() -> dict[str, Any]:
    """Colour ramps of the choropleth for light and dark pages, from `maps/data/ramps.json`."""
    text = files("maps").joinpath("data/ramps.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def _words(values: pd.Series[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """Turn a text column into its distinct words and one code per row; -1 where there is none."""
    import pandas as pd

    codes, words = pd.factorize(values.mask(values.eq("").fillna(False)), sort=False)
    return [clean(word) for word in words], codes


def _one_case(values: pd.Series[Any]) -> pd.Series[Any]:
    """Event types in one spelling each, so that each has one row in the legend."""
    found = [value for value in values.dropna().unique() if isinstance(value, str)]
    spelling = one_spelling(found)
    if all(value == shown for value, shown in spelling.items()):
        return values
    return values.astype("object").replace(spelling)


def _numbers(values: pd.Series[Any], scale: int = 1) -> NDArray[np.int64]:
    """Whole numbers, scaled to keep decimals; `MISSING` where there is none or it is too large."""
    import numpy as np
    import pandas as pd

    numeric = pd.to_numeric(values, errors="coerce").to_numpy("float64", na_value=np.nan) * scale
    usable = np.abs(numeric) < 2**31 - 1
    return np.where(usable, np.rint(np.where(usable, numeric, 0)), MISSING).astype(np.int64)


def _days(values: pd.Series[Any]) -> NDArray[np.int64]:
    """Days since 1970-01-01."""
    import pandas as pd

    dates = pd.to_datetime(values, errors="coerce")
    return _numbers((dates - pd.Timestamp(0)).dt.days)


def _marks(spans: object, start: object, sentence: object) -> list[list[Any]] | None:
    """Spans of the report text that fall in the sentence, as [field, start, end] within it."""
    if not isinstance(spans, str) or not isinstance(sentence, str) or start is None:
        return None
    try:
        fields = json.loads(spans)
        offset = int(start)  # type: ignore[call-overload]
    except (ValueError, TypeError):
        return None
    if not isinstance(fields, dict):
        return None
    marks: list[list[Any]] = []
    for field, span in fields.items():
        if not (isinstance(span, list) and len(span) == 2):
            continue
        if not all(isinstance(end, int) for end in span):
            continue
        first, last = span[0] - offset, span[1] - offset
        if 0 <= first < last <= len(sentence):
            marks.append([clean(field, 60), first, last])
    marks.sort(key=lambda mark: (mark[1], -mark[2]))
    return marks or None


def _places(incidents: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each point the number of its place (-1 for the rest), and each place its coordinates."""
    import numpy as np
    import pandas as pd

    latitude = _numbers(column(incidents, "latitude"), _DEGREE)
    longitude = _numbers(column(incidents, "longitude"), _DEGREE)
    pinned = (column(incidents, "status") == "point").fillna(False).to_numpy(bool)
    pinned = pinned & (latitude != MISSING) & (longitude != MISSING)
    keys = latitude[pinned] * 2**32 + longitude[pinned]
    codes, first = pd.factorize(keys, sort=True)
    place = np.full(len(incidents), -1, dtype=np.int64)
    place[pinned] = codes
    # The remainder gives the longitude back also where latitude or longitude is negative.
    east = (first + 2**31) % 2**32 - 2**31
    return place, np.stack([(first - east) // 2**32, east])


def encode_incidents(
    incidents: pd.DataFrame, districts: gpd.GeoDataFrame, packer: Packer
) -> dict[str, Any]:
    """Encode the incident table as columns.

    Parameters
    ----------
    incidents : DataFrame
        Columns of the incident table (`geo/data/columns.csv`); absent ones count as missing.
    districts : GeoDataFrame
        The districts of the page; incidents point at them by row number.
    packer : Packer
        Decides between lists and bytes.
    """
    import numpy as np
    import pandas as pd

    out: dict[str, Any] = {"count": len(incidents)}
    for name in _WORDS:
        values = column(incidents, name)
        if name == "event_type":
            values = _one_case(values)
        words, codes = _words(values)
        out[name] = {"words": words, "codes": packer.numbers(codes)}
    for name in _COUNTS:
        out[name] = packer.numbers(_numbers(column(incidents, name)))
    actors = pd.concat([column(incidents, "actor1"), column(incidents, "actor2")])
    words, codes = _words(actors.reset_index(drop=True))
    out["actors"] = words
    out["actor1"] = packer.numbers(codes[: len(incidents)])
    out["actor2"] = packer.numbers(codes[len(incidents) :])
    out["day"] = packer.numbers(_days(column(incidents, "event_date")))
    out["radius"] = packer.numbers(_numbers(column(incidents, "radius_km"), 1000))
    out["confidence"] = packer.numbers(_numbers(column(incidents, "confidence"), 1000))
    out["district"] = packer.numbers(np.array(district_of(incidents, districts), dtype=np.int64))
    place, coordinates = _places(incidents)
    out["place"] = packer.numbers(place)
    out["places"] = {
        "latitude": packer.numbers(coordinates[0]),
        "longitude": packer.numbers(coordinates[1]),
    }
    cards: dict[str, Any] = {}
    for name in _CARD_WORDS:
        words, codes = _words(column(incidents, name))
        cards[name] = {"words": words, "codes": codes.tolist()}
    for name in _CARD_TEXTS:
        texts = column(incidents, name).astype("object")
        cards[name] = [clean(text) for text in texts.where(texts.notna(), "").to_list()]
    cards["marks"] = [
        _marks(*row)
        for row in zip(
            column(incidents, "spans").astype("object").to_list(),
            column(incidents, "span_start").astype("object").to_list(),
            column(incidents, "sentence").astype("object").to_list(),
            strict=True,
        )
    ]
    if not any(cards["marks"]):
        cards["marks"] = []
    out["cards"] = packer.texts(cards)
    return out


def build(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    *,
    meta: Mapping[str, Any],
    places: Iterable[Any] = (),
    shares: pd.DataFrame | None = None,
    hotspots: Mapping[str, Any] | None = None,
    tehsils: gpd.GeoDataFrame | None = None,
    tehsil_shares: pd.DataFrame | None = None,
    provinces: pd.DataFrame | None = None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """All the data of a page: what goes into its JSON block, and its byte blocks by name.

    Parameters
    ----------
    incidents, districts
        See `maps.incident_map`.
    meta : mapping
        ``title``, ``as_of``, ``sources`` and what else the page states about itself.
    places : iterable, optional
        Further names for the search box; see `maps.places.encode_places`.
    shares : DataFrame, optional
        How incidents are shared among districts; see `maps.doubt.encode_shares`.
    hotspots : mapping, optional
        Hot and cold spots; see `maps.units.encode_hotspots`.
    tehsils : GeoDataFrame, optional
        Parts of the districts, as a finer level of the map.
    tehsil_shares : DataFrame, optional
        How incidents are shared among the tehsils.
    provinces : DataFrame, optional
        What is known of the provinces besides what their districts sum up to.
    """
    places = list(places)
    packer = Packer(packed=len(incidents) >= PACK_FROM)
    columns = encode_incidents(incidents, districts, packer)
    if shares is not None:
        columns["shares"] = encode_shares(shares, incidents, districts, packer)
    levels = encode_levels(
        incidents,
        districts,
        tehsils=tehsils,
        provinces=provinces,
        shares=tehsil_shares,
        packer=packer,
    )
    return {
        "format": FORMAT,
        "version": VERSION,
        "deflated": packer.deflated,
        "meta": dict(meta),
        "event_types": event_types(),
        "ramps": ramps(),
        **levels,
        "base": encode_base(districts),
        "incidents": columns,
        "names": encode_places(places),
        "cities": encode_cities(places),
        **({"hotspots": encode_hotspots(hotspots, districts)} if hotspots else {}),
    }, packer.blocks()
