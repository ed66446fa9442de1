"""Districts, tehsils and provinces as the page carries them, and which incident counts where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from maps.doubt import encode_shares
from maps.escape import clean
from maps.polygons import encode_districts, encode_shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from maps.packing import Packer

HOTSPOTS = ("hot 99", "hot 95", "hot 90", "not significant", "cold 90", "cold 95", "cold 99")
"""Classes of hot and cold spots, by the confidence in per cent."""

_TEXTS = {"unit_id": "id", "name": "name", "name_ur": "name_ur", "alt_names": "alt_names",
          "pcode": "pcode", "note": "note"}  # fmt: skip
_NUMBERS = {"population": 0, "area_km2": 1}  # decimals kept


def column(table: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Give a column of a table, of nothing but None where the table has none of that name."""
    import pandas as pd

    if name in table.columns:
        return table[name]
    return pd.Series([None] * len(table), index=table.index, dtype="object")


def _lists(incidents: pd.DataFrame, *names: str) -> Iterable[tuple[Any, ...]]:
    columns = (column(incidents, name).astype("object").to_list() for name in names)
    return zip(*columns, strict=True)


def district_of(incidents: pd.DataFrame, districts: gpd.GeoDataFrame) -> list[int]:
    """Row number of the district of each incident, by P-code, else by district and province."""
    codes: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    alone: dict[str, list[int]] = {}
    for row, (pcode, name, admin1) in enumerate(
        zip(districts["pcode"], districts["name"], districts["admin1"], strict=True)
    ):
        if isinstance(pcode, str) and pcode:
            codes.setdefault(pcode, row)
        names[str(name).casefold(), str(admin1).casefold()] = row
        alone.setdefault(str(name).casefold(), []).append(row)

    def find(pcode: object, name: object, admin1: object) -> int:
        if isinstance(pcode, str) and pcode in codes:
            return codes[pcode]
        if not isinstance(name, str) or not name:
            return -1
        key = name.casefold()
        if isinstance(admin1, str) and (key, admin1.casefold()) in names:
            return names[key, admin1.casefold()]
        same = alone.get(key, [])
        return same[0] if len(same) == 1 else -1

    seen: dict[tuple[str | None, ...], int] = {}
    result = []
    for key in _lists(incidents, "admin2_pcode", "admin2", "admin1"):
        hashable = tuple(part if isinstance(part, str) else None for part in key)
        if hashable not in seen:
            seen[hashable] = find(*hashable)
        result.append(seen[hashable])
    return result


def tehsil_of(
    incidents: pd.DataFrame, tehsils: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> list[int]:
    """Row number of the tehsil of each incident, by its name within the incident's district.

    Parameters
    ----------
    incidents : DataFrame
        Column ``admin3`` beside those of `district_of`; without a tehsil the number is -1.
    tehsils : GeoDataFrame
        Columns ``name``, ``admin2``, ``admin2_pcode``, ``admin1``.
    districts : GeoDataFrame
        The districts of the page.
    """
    parents = tehsils.rename(columns={"name": "admin3"})
    rows = zip(parents["admin3"], district_of(parents, districts), strict=True)
    at = {(parent, str(name).casefold()): row for row, (name, parent) in enumerate(rows)}
    mine = zip(district_of(incidents, districts), _lists(incidents, "admin3"), strict=True)
    return [
        at.get((parent, name.casefold()), -1) if isinstance(name, str) else -1
        for parent, (name,) in mine
    ]


def _texts(units: pd.DataFrame, name: str) -> list[str]:
    return [clean(text, 400) for text in column(units, name).astype("object").to_list()]


def _numbers(units: pd.DataFrame, name: str) -> list[float | None]:
    import pandas as pd

    values = pd.to_numeric(column(units, name), errors="coerce").astype("float64")
    return [None if v != v else round(v, _NUMBERS[name]) for v in values.to_list()]


def encode_table(units: pd.DataFrame) -> dict[str, Any]:
    """Encode what the page tells of each unit besides its borders, column by column."""
    texts = {key: _texts(units, name) for name, key in _TEXTS.items()}
    texts["note"] = [
        "; ".join(filter(None, (note, f"borders: {source}" if source else "")))
        for note, source in zip(texts["note"], _texts(units, "source"), strict=True)
    ]
    return texts | {name: _numbers(units, name) for name in _NUMBERS}


def provinces_of(
    districts: gpd.GeoDataFrame, names: Iterable[str], known: pd.DataFrame | None
) -> pd.DataFrame:
    """Give the table of the provinces that districts make up, in the order of their names.

    A sum is left open where one of the districts leaves its number open.

    Parameters
    ----------
    districts : GeoDataFrame
        Column ``admin1``, and ``population`` and ``area_km2`` where there are any.
    names : iterable of str
        Names of the provinces as `maps.polygons.encode_districts` gives them.
    known : DataFrame, optional
        What else is known of them by ``name``: ``name_ur``, ``pcode``, ``alt_names``.
    """
    import pandas as pd

    numbers = pd.DataFrame(
        {name: pd.to_numeric(column(districts, name), errors="coerce") for name in _NUMBERS}
    )
    home = districts["admin1"].fillna("").astype(str).to_numpy()
    parts = numbers.groupby(home)
    table = parts.sum().where(parts.count().eq(parts.size(), axis=0)).reindex(list(names))
    table.insert(0, "name", table.index)
    table["unit_id"] = [f"province {name}" for name in table["name"]]
    if known is not None:
        rows = known.drop_duplicates("name").set_index("name")
        for name in ("name_ur", "pcode", "alt_names"):
            if name in rows.columns:
                table[name] = rows[name].reindex(table["name"]).to_numpy()
    return table.reset_index(drop=True)


def encode_levels(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    *,
    tehsils: gpd.GeoDataFrame | None,
    provinces: pd.DataFrame | None,
    shares: pd.DataFrame | None,
    packer: Packer,
) -> dict[str, Any]:
    """Encode the districts and what else the map can be shaded by.

    Parameters
    ----------
    incidents, districts, tehsils, provinces
        See `maps.incident_map`.
    shares : DataFrame, optional
        How incidents are shared among tehsils; see `maps.doubt.encode_shares`.
    packer : Packer
        Decides between lists and bytes.

    Returns
    -------
    dict
        ``districts``, ``geometry``, ``provinces`` and, where tehsils are given, ``tehsils``: see
        `docs/page-format.md`.
    """
    import numpy as np

    geometry = encode_districts(districts)
    levels: dict[str, Any] = {
        "districts": encode_table(districts),
        "geometry": geometry,
        "provinces": encode_table(provinces_of(districts, geometry["province_names"], provinces)),
    }
    if tehsils is not None and len(tehsils):
        named = tehsils.rename(columns={"name": "admin3"})
        home: NDArray[np.int64] = np.array(tehsil_of(incidents, tehsils, districts), np.int64)
        levels["tehsils"] = {
            **encode_table(tehsils),
            **encode_shapes(tehsils),
            "district_of": district_of(named, districts),
            "of": packer.numbers(home),
        }
        if shares is not None:
            levels["tehsils"]["shares"] = encode_shares(shares, incidents, tehsils, packer)
    return levels


def encode_hotspots(
    hotspots: Mapping[str, Any], districts: gpd.GeoDataFrame
) -> dict[str, list[Any]]:
    """Classes and p-values by district, null where a district was not tested.

    Parameters
    ----------
    hotspots : mapping
        ``unit_id`` to a class of `HOTSPOTS`, or to the pair of a class and its p-value.

    Raises
    ------
    InputError
        A class that is none of `HOTSPOTS`.
    """
    classes: list[str | None] = []
    chances: list[float | None] = []
    for unit in districts["unit_id"].astype("object"):
        given = hotspots.get(unit)
        name, p = (given, None) if isinstance(given, str) or given is None else given
        if name is not None and name not in HOTSPOTS:
            msg = f"Hot spot {name!r} of {unit!r}: expected one of {', '.join(HOTSPOTS)}"
            raise InputError(msg)
        classes.append(name)
        chances.append(None if p is None or p != p else round(float(p), 5))
    return {"class": classes, "p": chances}
