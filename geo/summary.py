"""District tables: incidents and people per district, with every row that lies in none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.table_rows import column_of, placed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

PERIODS = ("month", "quarter", "year")
_FREQUENCY = {"month": "M", "quarter": "Q", "year": "Y"}
_COARSEST = {"month": 3, "quarter": 3, "year": 4}
_MOST_TYPES = 15
_NOT_STATED = "not stated"


def summarise(
    incidents: pd.DataFrame,
    districts: pd.DataFrame,
    *,
    period: str | None = None,
    shares: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count incidents and people per district, so that the rows add up to the input.

    Every district has a row, also with 0 incidents. After them come, where needed, one row
    "district not stated" per province, "province not stated", "outside" (of every district) and
    "unresolved" (ambiguous or not found). The sum over all rows of `incidents`, and of `killed`,
    is that of the input.

    Parameters
    ----------
    incidents : DataFrame
        Joined incidents (`geo.join`): ``status``, ``admin1``, ``admin2``, ``admin2_pcode``.
    districts : DataFrame or GeoDataFrame
        ``unit_id``, ``name``, ``admin1``, ``pcode``, and where known ``population`` and
        ``area_km2``.
    period : {'month', 'quarter', 'year'}, optional
        With it, the long table of `summarise_periods` instead.
    shares : DataFrame, optional
        Location doubt: ``incident`` (index label in `incidents`), ``unit_id``, ``share`` (0-1).
        Adds the expected number of incidents and its 95 % bounds.

    Returns
    -------
    DataFrame
        ``row_kind`` tells districts from the rest. ``killed`` sums the figures that are stated and
        is empty where incidents are there but none states one; ``killed_unknown`` counts incidents
        without a figure. ``killed_low`` and ``killed_high`` sum the bounds of stated figures;
        ``killed_high`` is empty where wording such as "at least" leaves it open. Rates relate
        the whole table, not a year of it, to 100,000 people or 1,000 km².

    Raises
    ------
    InputError
        Columns missing, or a period that is none.
    """
    if period is not None:
        return summarise_periods(incidents, districts, period=period)
    units, place = placed(incidents, districts)
    out = _figures(incidents, place, len(units))
    out = _join_columns(units, out)
    out = _rates(out, units, len(incidents))
    out = _by_type(out, incidents, place)
    if shares is not None:
        out = _expected(out, incidents, shares)
    return out


def summarise_periods(
    incidents: pd.DataFrame, districts: pd.DataFrame, *, period: str = "month"
) -> pd.DataFrame:
    """Count per district and month, quarter or year, with the change against the one before.

    Returns
    -------
    DataFrame
        One row per district (and row for the rest, as in `summarise`) and period from the first to
        the last, zeros kept; incidents without a date that is exact enough stand in the period
        "not dated". ``incidents_change`` and ``killed_change`` are differences to the period
        before, empty for the first.

    Raises
    ------
    InputError
        When `period` is none of month, quarter, year.
    """
    import numpy as np
    import pandas as pd

    if period not in PERIODS:
        msg = f"No period {period!r}: expected one of {', '.join(PERIODS)}."
        raise InputError(msg)
    units, place = placed(incidents, districts)
    dates = column_of(incidents, "event_date", "datetime64[s]")
    precision = column_of(incidents, "time_precision", "Int64").fillna(1)
    exact = dates.notna() & (precision <= _COARSEST[period])
    told = pd.PeriodIndex(dates.where(exact), freq=_FREQUENCY[period])
    ordinal = np.asarray(told.asi8)
    names: list[str] = []
    column = np.full(len(incidents), -1)
    if exact.any():
        first, last = ordinal[exact].min(), ordinal[exact].max()
        spans = pd.period_range(
            pd.Period(ordinal=first, freq=_FREQUENCY[period]), periods=last - first + 1
        )
        names = [str(each) for each in spans]
        column[exact] = ordinal[exact] - first
    if (~exact).any():
        column[~exact] = len(names)
        names.append("not dated")
    wide = len(names)
    figures = _figures(incidents, place * wide + column, len(units) * wide)
    figures = figures.drop(columns=["first_date", "last_date"])
    index = np.repeat(np.arange(len(units)), wide)
    out = _join_columns(units.iloc[index].reset_index(drop=True), figures)
    out.insert(0, "period", pd.Series(names * len(units), dtype="string"))
    dated = out["period"] != "not dated"
    for name in ("incidents", "killed"):
        before = out[dated].groupby("unit_id", sort=False)[name].shift()
        out[f"{name}_change"] = (out.loc[dated, name] - before).astype("Int64")
    return out.drop(columns=["population", "area_km2"])


def summarise_by(
    incidents: pd.DataFrame, districts: pd.DataFrame, *, column: str = "actor1"
) -> pd.DataFrame:
    """Count per district and actor (or any other text column), most incidents first.

    Only pairs that occur have a row; what the column does not say is "not stated", so the rows add
    up to the input.

    Raises
    ------
    InputError
        When the incidents have no such column.
    """
    import pandas as pd

    if column not in incidents.columns:
        msg = f"The incidents have no column {column!r}. Columns: {', '.join(incidents.columns)}."
        raise InputError(msg)
    units, place = placed(incidents, districts)
    values = incidents[column].astype("string").str.strip().fillna("")
    values = values.mask(values == "", _NOT_STATED)
    codes, labels = pd.factorize(values, sort=True)
    wide = max(len(labels), 1)
    figures = _figures(incidents, place * wide + codes, len(units) * wide)
    kept = figures["incidents"].to_numpy() > 0
    figures = figures[kept].reset_index(drop=True)
    pairs = pd.Series(range(len(units) * wide))[kept].to_numpy()
    out = _join_columns(units.iloc[pairs // wide].reset_index(drop=True), figures)
    out.insert(0, column, pd.Series([labels[int(each)] for each in pairs % wide], dtype="string"))
    out["unit_order"] = pairs // wide
    out = out.sort_values(
        ["unit_order", "incidents", column], ascending=[True, False, True], kind="stable"
    )
    return out.drop(columns=["population", "area_km2", "unit_order"]).reset_index(drop=True)


def _figures(incidents: pd.DataFrame, place: np.ndarray[Any, Any], size: int) -> pd.DataFrame:
    """Count and sum per row of the table to come."""
    import numpy as np
    import pandas as pd

    status = column_of(incidents, "status", "string").fillna("unresolved").to_numpy()
    out = pd.DataFrame(index=range(size))
    count = np.bincount(place, minlength=size)
    out["incidents"] = pd.array(count, dtype="Int64")
    for name, kind in (("points", "point"), ("areas", "area")):
        out[name] = pd.array(np.bincount(place[status == kind], minlength=size), dtype="Int64")
    for name, source in (("killed", "fatalities"), ("injured", "injured")):
        figures = _people(incidents, source)
        for column, key in ((name, "value"), (f"{name}_low", "low"), (f"{name}_high", "high")):
            known = figures[key].notna().to_numpy()
            # bincount sums in floats: exact up to 2**53 people.
            weights = figures[key].fillna(0).to_numpy(dtype="int64")
            sums = np.bincount(place, weights=weights, minlength=size).astype("int64")
            out[column] = pd.array(sums, dtype="Int64")
            stated = np.bincount(place[known], minlength=size)
            out.loc[(count > 0) & (stated == 0), column] = pd.NA
            if key == "value":
                out[f"{name}_unknown"] = pd.array(count - stated, dtype="Int64")
        open_ = np.bincount(place[figures["open"].to_numpy()], minlength=size) > 0
        out.loc[open_, f"{name}_high"] = pd.NA
        out[f"{name}_unknown"] = out.pop(f"{name}_unknown")
    dates = column_of(incidents, "event_date", "datetime64[s]").reset_index(drop=True)
    by_place = dates.groupby(place)
    out["first_date"] = by_place.min().reindex(range(size)).astype("datetime64[s]")
    out["last_date"] = by_place.max().reindex(range(size)).astype("datetime64[s]")
    return out


def _people(incidents: pd.DataFrame, source: str) -> pd.DataFrame:
    """Figure and bounds per incident: alone a figure is exact, with a low only it is open."""
    import pandas as pd

    value, low, high = (
        column_of(incidents, name, "Int64").reset_index(drop=True)
        for name in (source, f"{source}_low", f"{source}_high")
    )
    return pd.DataFrame(
        {
            "value": value,
            "low": low.fillna(value.where(high.isna(), 0)),
            "high": high.fillna(value),
            "open": high.isna() & low.notna(),
        }
    )


def _join_columns(units: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([units, figures], axis=1)


def _rates(out: pd.DataFrame, units: pd.DataFrame, total: int) -> pd.DataFrame:
    """Rates with four decimals, shares with six: the same figure in every file format."""
    people = units["population"].where(units["population"] > 0)
    area = units["area_km2"].where(units["area_km2"] > 0)
    for name in ("incidents", "killed"):
        out[f"{name}_per_100k"] = (out[name].astype("Float64") / people * 1e5).round(4)
    for name in ("incidents", "killed"):
        out[f"{name}_per_100k_smoothed"] = (_smoothed(out[name], people) * 1e5).round(4)
    for name in ("incidents", "killed"):
        out[f"{name}_per_1000km2"] = (out[name].astype("Float64") / area * 1e3).round(4)
    out["share"] = (out["incidents"].astype("Float64") / max(total, 1)).round(6)
    people_and_land = ["population", "area_km2"]
    rates = [c for c in out.columns if "_per_" in c or c == "share"]
    last = [*people_and_land, *rates, "first_date", "last_date"]
    out["population"] = out["population"].round().astype("Int64")
    return out[[*(c for c in out.columns if c not in set(last)), *last]]


def _smoothed(count: pd.Series[Any], people: pd.Series[Any]) -> pd.Series[Any]:
    """Rates per head shrunk towards the overall one where few live, empty where one is unknown."""
    from geo.statistics import marshall

    out = (count.astype("Float64") / people).astype("Float64")
    known = out.notna()
    if known.any():
        out[known] = marshall(count[known].to_numpy(float), people[known].to_numpy(float))
    return out


def slug(text: str) -> str:
    """Give a column name to a value: small letters and digits of any script, '_' between."""
    return re.sub(r"\W+", "_", str(text).casefold()).strip("_") or "other"


def _by_type(
    out: pd.DataFrame, incidents: pd.DataFrame, place: np.ndarray[Any, Any]
) -> pd.DataFrame:
    """One column per event type; beyond the most frequent ones the rest is 'other'."""
    import numpy as np
    import pandas as pd

    if "event_type" not in incidents.columns:
        return out
    types = column_of(incidents, "event_type", "string").fillna(_NOT_STATED)
    types = types.map({each: slug(each) for each in types.unique()})
    counts = types.value_counts()
    ranked = sorted(counts.index, key=lambda name: (-counts[name], name))
    kept = set(ranked[:_MOST_TYPES])
    types = types.where(types.isin(kept), "other")
    for name in sorted(set(types)):
        found = np.bincount(place[(types == name).to_numpy()], minlength=len(out))
        out[f"type_{name}"] = pd.array(found, dtype="Int64")
    return out


def _expected(out: pd.DataFrame, incidents: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Add expected incidents and their 95 % bounds from each incident's share in each district.

    Incidents are taken as independent, so the count of a district is Poisson-binomial; its
    distribution is computed exactly by convolution.
    """
    import numpy as np
    import pandas as pd

    needed = {"incident", "unit_id", "share"}
    if not needed <= set(shares.columns):
        msg = f"The shares need the columns {', '.join(sorted(needed))}."
        raise InputError(msg)
    known = shares[shares["incident"].isin(incidents.index)]
    groups = {unit: each.to_numpy(float) for unit, each in known.groupby("unit_id")["share"]}
    rows = []
    for unit in out["unit_id"]:
        chances = np.clip(groups.get(unit, np.empty(0)), 0, 1)
        sure = int((chances >= 1 - 1e-9).sum())
        doubtful = chances[(chances > 1e-9) & (chances < 1 - 1e-9)]
        spread = np.ones(1)
        for chance in doubtful:
            spread = np.convolve(spread, [1 - chance, chance])
        total = np.cumsum(spread)
        low, high = (int(np.searchsorted(total, level - 1e-12)) for level in (0.025, 0.975))
        rows.append((round(float(chances.sum()), 4), sure + low, sure + high))
    frame = pd.DataFrame(rows, columns=["expected", "expected_low", "expected_high"])
    district = (out["row_kind"] == "district").to_numpy()
    out["expected"] = frame["expected"].astype("Float64").where(district)
    for name in ("expected_low", "expected_high"):
        out[name] = frame[name].astype("Int64").where(district)
    return out
