"""Crosswalks: moving a table from one date's districts to another's.

Where incidents have coordinates, joining them again with the other set is better than a crosswalk.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gazetteer.errors import InputError
from geo import history
from geo import population as census

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

COLUMNS = ("from_id", "from_name", "to_id", "to_name", "share", "exact", "basis")
WEIGHTS = ("population", "area")
LEAST_SHARE = 1e-6
"""Shares below one in a million are rounding of borders, not land."""


def crosswalk(
    from_as_of: str | dt.date, to_as_of: str | dt.date, *, weight: str = "population"
) -> pd.DataFrame:
    """Say which part of each district of one date lies in each district of another.

    Parameters
    ----------
    from_as_of, to_as_of : str or date
        Days of embedded district sets.
    weight : {"population", "area"}
        What a district that was divided is shared by: the people counted in its tehsils in 2023,
        or their land. Where the census lacks a tehsil, land is taken.

    Returns
    -------
    DataFrame
        `from_id`, `from_name`, `to_id`, `to_name`, `share` (of the old district, sums to 1 for
        each), `exact` (the old district lies wholly in the new one), `basis` (``whole``,
        ``population 2023`` or ``area``).

    Raises
    ------
    InputError
        For an unknown weight or a date the history does not cover.
    """
    import pandas as pd

    from geo.dissolution import areas_km2, tehsil_shapes

    if weight not in WEIGHTS:
        msg = f"weight={weight!r} is unknown: expected one of {', '.join(WEIGHTS)}"
        raise InputError(msg)
    old, new = history.parse_day(from_as_of), history.parse_day(to_as_of)
    held = history.assignment(new)
    known = history.units("district")
    order = {t.tehsil_id: i for i, t in enumerate(history.tehsils())}
    land: list[float] | None = None
    rows = []
    for name, tehsils in history.members(old).items():
        parts: dict[str, set[str]] = {}
        for tehsil in tehsils:
            parts.setdefault(held[tehsil].district, set()).add(tehsil)
        basis = "whole"
        shares = dict.fromkeys(parts, 1.0)
        if len(parts) > 1:
            people = {part: census.population(frozenset(ids)) for part, ids in parts.items()}
            counts = {part: float(n) for part, n in people.items() if n is not None}
            basis = "population 2023"
            if weight == "area" or len(counts) < len(parts) or not sum(counts.values()):
                land = land or areas_km2(tehsil_shapes()).tolist()
                counts = {part: sum(land[order[t]] for t in ids) for part, ids in parts.items()}
                basis = "area"
            shares = {part: n / sum(counts.values()) for part, n in counts.items()}
        for part, share in shares.items():
            ids = (known[name].unit_id, name, known[part].unit_id, part)
            rows.append((*ids, share, len(parts) == 1, basis))
    return _sorted(pd.DataFrame(rows, columns=list(COLUMNS)))


def overlay(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say which part of each unit of one district set lies in each unit of another, by land.

    Parameters
    ----------
    old, new : GeoDataFrame
        District sets from any source.

    Returns
    -------
    DataFrame
        As from `crosswalk`; `basis` is ``area``, and shares of a unit sum to less than 1 where
        part of it lies in no unit of the other set. `exact` where at least 99.9 % of a unit lies in
        one: borders of two sources never agree to the metre.
    """
    import numpy as np
    import pandas as pd
    import shapely

    def equal_area(frame: gpd.GeoDataFrame) -> list[shapely.Geometry]:
        return list(frame.geometry.to_crs("ESRI:54034"))

    mine, other = equal_area(old), equal_area(new)
    left, right = shapely.STRtree(other).query(mine, predicate="intersects")
    shared = shapely.area(
        shapely.intersection(
            np.array(mine, dtype=object)[left], np.array(other, dtype=object)[right]
        )
    )
    share = shared / shapely.area(np.array(mine, dtype=object))[left]
    table = pd.DataFrame(
        {
            "from_id": old["unit_id"].astype("object").to_numpy()[left],
            "from_name": old["name"].astype("object").to_numpy()[left],
            "to_id": new["unit_id"].astype("object").to_numpy()[right],
            "to_name": new["name"].astype("object").to_numpy()[right],
            "share": share,
            "exact": share >= 0.999,
            "basis": "area",
        }
    )
    return _sorted(table[table["share"] > LEAST_SHARE])


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(
        ["from_id", "share", "to_id"], ascending=[True, False, True]
    ).reset_index(drop=True)


def transfer(
    table: pd.DataFrame, walk: pd.DataFrame, *, columns: Sequence[str], by: Sequence[str] = ()
) -> pd.DataFrame:
    """Move sums from the districts of one set to those of another.

    Parameters
    ----------
    table : DataFrame
        Rows with `unit_id` of the old set; other rows (outside, not stated) stay as they are.
    walk : DataFrame
        From `crosswalk` or `overlay`.
    columns : sequence of str
        Sums to move: incidents, killed, people. Rates and shares cannot be moved.
    by : sequence of str
        Columns that keep rows apart, for instance the year of a time series.

    Returns
    -------
    DataFrame
        `unit_id`, `by`, the columns as floats, and `shared`: the part of the first column's sum
        that came from divided districts and is an estimate, 0 to 1.
    """
    import pandas as pd

    missing = [c for c in ("unit_id", *columns, *by) if c not in table]
    if missing:
        msg = f"The table to move lacks {', '.join(missing)}"
        raise InputError(msg)
    keys = ["unit_id", *by]
    moved = table[[*keys, *columns]].merge(
        walk[["from_id", "to_id", "share", "exact"]],
        left_on="unit_id",
        right_on="from_id",
        how="left",
    )
    kept = moved["to_id"].isna()
    moved["share"] = moved["share"].astype("float64").fillna(1.0)
    moved["unit_id"] = moved["to_id"].where(~kept, moved["unit_id"]).astype("string")
    for column in columns:
        moved[column] = pd.to_numeric(moved[column]).astype("Float64") * moved["share"]
    estimate = ~kept & ~moved["exact"].fillna(True).astype(bool)
    moved["_estimate"] = moved[columns[0]].where(estimate, 0.0)
    grouped = moved.groupby(keys, sort=True, dropna=False)
    out = grouped[[*columns, "_estimate"]].sum(min_count=1).reset_index()
    whole = out[columns[0]]
    out["shared"] = (out.pop("_estimate") / whole.where(whole != 0)).fillna(0.0).astype("float64")
    return out


def walk_between(
    old: str, new: str, *, weight: str = "population"
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Make the walk between two district sets, and give the old set: days, files or their names.

    Two days give `crosswalk`; anything else is laid over by land (`overlay`).

    Raises
    ------
    InputError
        For what is neither a day, nor a file, nor the name of an installed set.
    """
    from geo.dissolution import districts
    from geo.pipeline import DEFAULT_AS_OF, units

    days = [_day(text) for text in (old, new)]
    frames = [
        districts(as_of=day) if day else units(DEFAULT_AS_OF, text)
        for text, day in zip((old, new), days, strict=True)
    ]
    if days[0] and days[1]:
        return crosswalk(days[0], days[1], weight=weight), frames[0]
    return overlay(*frames), frames[0]


def _day(text: str) -> dt.date | None:
    try:
        return history.parse_day(text)
    except InputError:
        if re.fullmatch(r"[\d-]+", text):
            raise
        return None
