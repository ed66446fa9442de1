"""Measures of districts, their classes and colours, by the same rules as the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from maps.bundle import static_text
from maps.payload import event_types, one_spelling, ramps
from maps.sheet import one_line
from maps.units import district_of

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

COUNTS = {"incidents": "Incidents", "killed": "Killed", "injured": "Injured"}
RATES = {"_per_100k": ("population", 1e5, "per 100,000 people"),
         "_per_1000km2": ("area_km2", 1e3, "per 1,000 km²")}  # fmt: skip
SCHEMES = {
    "natural_breaks": "natural breaks",
    "quantiles": "quantiles",
    "equal_steps": "equal steps",
    "head_tail": "head/tail breaks",
}
ZERO, NO_DATA = -1, -2
"""Class numbers of districts with nothing to count and of districts whose number is not known."""

OTHER_TYPE = "#8a8f98"
"""Colour of event types that are not in `maps/data/event_types.csv`, as in `static/theme.js`."""

_MOST = 2500
_COLUMNS = {"killed": "fatalities", "injured": "injured"}


@dataclass(frozen=True, slots=True)
class Measure:
    """What colours the districts: a count, alone or related to people or area.

    Attributes
    ----------
    name : str
        A column of the district table: ``incidents``, ``killed`` or ``injured``, alone or with
        ``_per_100k`` (people) or ``_per_1000km2``.
    """

    name: str

    def __post_init__(self) -> None:
        if self.count not in COUNTS or self.name != self.count + self.rate:
            known = ", ".join(f"{c}{r}" for c in COUNTS for r in ("", *RATES))
            msg = f"No measure {self.name!r}: expected one of {known}."
            raise InputError(msg)

    @property
    def count(self) -> str:
        """Name of the count."""
        return self.name.partition("_")[0]

    @property
    def rate(self) -> str:
        """Ending of the rate; empty for the count itself."""
        return next((rate for rate in RATES if self.name.endswith(rate)), "")

    @property
    def title(self) -> str:
        """Words for the legend."""
        return f"{COUNTS[self.count]} {RATES[self.rate][2]}" if self.rate else COUNTS[self.count]


def counted_in(incidents: pd.DataFrame, districts: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Row number of the district in which each incident counts; -1 where it counts in none.

    Incidents count at a place in the district or as reports that name only the district.
    """
    import numpy as np

    rows = np.array(district_of(incidents, districts), dtype=np.int64)
    counts = incidents["status"].isin(["point", "area"]).to_numpy(dtype=bool, na_value=False)
    return np.where(counts, rows, -1)


def values(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    measure: Measure,
    *,
    panel: NDArray[np.int64] | None = None,
    panels: int = 1,
) -> NDArray[np.float64]:
    """Compute the measure of every district, in every panel of a set of little maps.

    Parameters
    ----------
    incidents, districts
        See `maps.incident_map`.
    measure : Measure
        What is counted.
    panel : array of int, optional
        Panel of each incident; -1 for none.
    panels : int
        Number of panels.

    Returns
    -------
    array of float, shape (panels, districts)
        NaN where the number is not known: no population or area to relate to, or incidents of
        which none states a figure. A district without incidents has 0.
    """
    import numpy as np
    import pandas as pd

    size = len(districts)
    district = counted_in(incidents, districts)
    panel = np.zeros(len(incidents), dtype=np.int64) if panel is None else panel
    inside = (district >= 0) & (panel >= 0)
    cell = (panel * size + district)[inside]
    found = np.bincount(cell, minlength=panels * size)
    if measure.count == "incidents":
        total = found.astype(np.float64)
    else:
        figures = incidents.get(_COLUMNS[measure.count])
        stated = pd.to_numeric(figures, errors="coerce") if figures is not None else None
        number = (
            np.full(len(incidents), np.nan)
            if stated is None
            else stated.to_numpy(dtype="float64", na_value=np.nan)
        )[inside]
        known = ~np.isnan(number)
        total = np.bincount(cell[known], number[known], minlength=panels * size).astype(float)
        stating = np.bincount(cell[known], minlength=panels * size)
        total[(found > 0) & (stating == 0)] = np.nan
    total = total.reshape(panels, size)
    if measure.rate:
        column, per, _ = RATES[measure.rate]
        base = pd.to_numeric(districts.get(column, pd.Series(np.nan, districts.index)))
        of = base.to_numpy(dtype="float64", na_value=np.nan)
        total = total / np.where(of > 0, of, np.nan) * per
    return total


def breaks(
    numbers: NDArray[np.float64], scheme: str | Sequence[float], k: int
) -> NDArray[np.float64]:
    """Upper bounds of the classes over the values above zero, smallest first, closed on the right.

    Parameters
    ----------
    numbers : array of float
        Values of the districts; NaN and zero stand outside the classes.
    scheme : str or sequence of float
        A name in `SCHEMES`, or the upper bounds themselves.
    k : int
        Number of classes, 2 to 7; head/tail breaks and given bounds choose it themselves.

    Returns
    -------
    array of float
        At most seven bounds, the last of them no less than the largest value.

    Raises
    ------
    InputError
        No such scheme, or a number of classes that cannot be told apart.
    """
    import numpy as np

    most = len(ramp())
    ordered: NDArray[np.float64] = np.sort(numbers[numbers > 0])
    if not isinstance(scheme, str):
        return _given(scheme, ordered, most)
    if scheme not in SCHEMES:
        msg = f"No class scheme {scheme!r}: expected one of {', '.join(SCHEMES)}, or upper bounds."
        raise InputError(msg)
    if not 2 <= k <= most:
        msg = f"k is {k}: expected 2 to {most} classes, which is what the colours can tell apart."
        raise InputError(msg)
    different: NDArray[np.float64] = np.unique(ordered)
    if scheme == "head_tail" and len(ordered):
        return np.array(_head_tail(ordered))
    if len(different) <= k:
        return different
    if scheme == "equal_steps":
        step = (ordered[-1] - ordered[0]) / k
        upper = ordered[0] + step * np.arange(1, k + 1)
        upper[-1] = ordered[-1]
        return np.array(sorted(set(upper.tolist())))
    if scheme == "quantiles":
        rank = (len(ordered) - 1) * (np.arange(1, k + 1) / k)
        low, high = np.floor(rank).astype(int), np.ceil(rank).astype(int)
        upper = ordered[low] + (ordered[high] - ordered[low]) * (rank - low)
        return np.array(sorted(set(upper.tolist())))
    return _natural(ordered, k)


def _given(bounds: Sequence[float], ordered: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    import numpy as np

    upper = np.array(bounds, dtype=np.float64)
    if not len(upper) or not np.all(np.isfinite(upper)) or np.any(np.diff(upper, prepend=0) <= 0):
        msg = f"Class bounds {list(bounds)}: expected numbers above 0, each above the one before."
        raise InputError(msg)
    if len(ordered) and ordered[-1] > upper[-1]:
        upper = np.append(upper, ordered[-1])
    if len(upper) > most:
        msg = f"Class bounds {list(bounds)} make {len(upper)} classes: the colours tell {most}."
        raise InputError(msg)
    return upper


def _head_tail(ordered: NDArray[np.float64]) -> list[float]:
    """Jiang (2013): cut at the mean, then what is above it at its mean, at most six times."""
    import numpy as np

    upper: list[float] = []
    tail = ordered
    while len(tail) > 1 and len(upper) < 6:
        upper.append(float(np.cumsum(tail)[-1]) / len(tail))
        head = tail[tail > upper[-1]]
        if len(head) in (0, len(tail)):
            break
        tail = head
    if not upper or upper[-1] < ordered[-1]:
        upper.append(float(ordered[-1]))
    return upper


def _natural(ordered: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Fisher's exact optimum over the distinct values, each with its number of occurrences."""
    import numpy as np

    points, weight = np.unique(ordered, return_counts=True)
    if len(points) > _MOST:
        # The optimum takes time with the square of the values: thinned to even ranks.
        at = np.floor(np.arange(_MOST) * ((len(ordered) - 1) / (_MOST - 1)) + 0.5).astype(int)
        points, weight = np.unique(ordered[at], return_counts=True)
    n = len(points)
    weights = np.concatenate([[0.0], np.cumsum(weight)])
    sums = np.concatenate([[0.0], np.cumsum(weight * points)])
    squares = np.concatenate([[0.0], np.cumsum(weight * points * points)])

    def spread(first: Any, last: int) -> Any:
        total = sums[last] - sums[first]
        return squares[last] - squares[first] - total * total / (weights[last] - weights[first])

    best = np.array([0.0] + [spread(0, j) for j in range(1, n + 1)])
    cuts = []
    for classes in range(2, k + 1):
        following, cut = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=int)
        for j in range(classes, n + 1):
            first = np.arange(classes - 1, j)
            cost = best[first] + spread(first, j)
            cut[j] = first[np.argmin(cost)]
            following[j] = cost.min()
        cuts.append(cut)
        best = following
    upper, end = [points[n - 1]], n
    for cut in reversed(cuts):
        end = cut[end]
        upper.insert(0, points[end - 1])
    return np.array(upper)


def class_numbers(numbers: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.int64]:
    """Class of each value: 0 to ``len(upper) - 1``, `ZERO`, or `NO_DATA`."""
    import numpy as np

    index = np.minimum(np.searchsorted(upper, numbers, side="left"), max(len(upper) - 1, 0))
    return np.where(np.isnan(numbers), NO_DATA, np.where(numbers <= 0, ZERO, index))


def class_text(upper: NDArray[np.float64], index: int, *, whole: bool) -> str:
    """Say the range of one class as the page does."""
    import math

    below = float(upper[index - 1]) if index else None
    top = float(upper[index])
    if whole:
        low = 1 if below is None else math.floor(below) + 1
        high = math.floor(top)
        return number_text(high) if low >= high else f"{number_text(low)}–{number_text(high)}"
    if below is None:
        return f"up to {number_text(top)}"
    return f"over {number_text(below)} to {number_text(top)}"


def number_text(value: float) -> str:
    """Write a number with as many decimals as its size deserves; half is rounded up, as in JS."""
    from decimal import ROUND_HALF_UP, Decimal

    places = 0 if float(value).is_integer() else 2 if value < 1 else 1 if value < 100 else 0
    text = f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ramp(theme: str = "light") -> list[str]:
    """Colours of the classes, lowest first."""
    return list(ramps()["sequential"][theme])


def class_color(index: int, classes: int, theme: str = "light") -> str:
    """Colour of a class: few classes spread over the whole ramp."""
    colors = ramp(theme)
    if classes <= 1:
        return colors[len(colors) // 2]
    return colors[int(index * (len(colors) - 1) / (classes - 1) + 0.5)]


@cache
def type_colors() -> dict[str, str]:
    """Colour by event type, the type in small letters."""
    return {row["event_type"].casefold(): row["color"] for row in event_types()}


def type_names(column: pd.Series[Any]) -> list[str]:
    """Event types of a column, each in one spelling; "type not known" where there is none."""
    shown = texts(column, lambda name: one_line(name, 80))
    spelling = one_spelling(dict.fromkeys(shown))
    return [spelling[name] or "type not known" for name in shown]


def texts(column: pd.Series[Any], kind: Callable[[object], str] = one_line) -> list[str]:
    """Texts of a column as they are shown, each distinct one cleaned once; missing ones as ''."""
    import pandas as pd

    given = column.astype("object")
    codes, found = pd.factorize(given.where(given.notna(), ""))
    shown = [kind(value) for value in found]
    return [shown[code] for code in codes]


def type_color(name: object) -> str:
    """Colour of an event type."""
    return type_colors().get(str(name).casefold(), OTHER_TYPE)


@cache
def page_color(name: str) -> str:
    """Colour that `static/page.css` gives a variable on a light page, for matplotlib.

    Returns
    -------
    str
        ``#rrggbb`` or ``#rrggbbaa``.
    """
    light = static_text("page.css").partition("@media")[0]
    found = re.search(rf"--{re.escape(name)}:\s*([^;]+);", light)
    if not found:
        msg = f"maps/static/page.css has no light colour --{name}"
        raise KeyError(msg)
    value = found[1].strip()
    if value.startswith("#"):
        return value
    *rgb, alpha = (float(part) for part in re.findall(r"[\d.]+", value))
    return "#" + "".join(f"{int(part):02x}" for part in rgb) + f"{round(alpha * 255):02x}"
