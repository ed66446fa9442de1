"""Small multiples: a grid of little maps, one per period or type, with one legend for them all."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from maps import base, keys
from maps.figure import (
    draw_districts,
    draw_neighbours,
)
from maps.files import write_atomically
from maps.ground import Frame, Ground, ground
from maps.layout import GAP, about, facts, footer, header, lay_out, strip, type_scale
from maps.shades import (
    Measure,
    breaks,
    class_numbers,
    counted_in,
    page_color,
    texts,
    type_names,
    values,
)
from maps.sheet import FORMATS, Sheet, check_target, drawing, fitted, one_line, text_width

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PERIODS = {"year": ("Y", 4), "quarter": ("Q", 3), "month": ("M", 3)}
"""Periods: their pandas frequency, and the coarsest ``time_precision`` that falls in one."""

MOST = 60
"""Most little maps of one sheet; beyond, none could be read."""

MOST_VALUES = 24
"""Most little maps of a text column: the rarer values share the last one."""


@dataclass(frozen=True, slots=True)
class Panels:
    """What the little maps are of.

    Attributes
    ----------
    names : list of str
        Heading of each, in order.
    of : array of int
        Panel of each incident; -1 where its date is not known well enough.
    word : str
        What one panel stands for: ``year``, ``event type`` …
    """

    names: list[str]
    of: NDArray[np.int64]
    word: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything a sheet or page of little maps shows."""

    panels: Panels
    measure: Measure
    scheme: object
    numbers: NDArray[np.float64]
    upper: NDArray[np.float64]
    classes: NDArray[np.int64]
    incidents: list[int]
    land: Ground
    lines: list[str]


def small_multiples(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    title: str,
    as_of: dt.date | str,
    sources: Sequence[str] = (),
    by: str = "year",
    measure: str = "incidents",
    scheme: str | Sequence[float] = "natural_breaks",
    k: int = 5,
    size: tuple[float, float] = (11.69, 8.27),
) -> Path:
    """Draw one little map per period or value, all with the same classes.

    Parameters
    ----------
    incidents, districts, title, as_of, sources, measure, scheme, k, size
        See `maps.figure.static_map`. The classes are computed over the districts of all panels, so
        that a colour means one number throughout.
    path : path
        File to write: .png, .pdf, .svg, or .html for one page without scripts that loads nothing
        and holds the numbers as a table too.
    by : str
        ``year``, ``quarter`` or ``month`` (every period from the first to the last, also empty
        ones), or a text column such as ``event_type`` or ``actor1``, most frequent first.

    Returns
    -------
    Path
        The file written, at once or not at all.

    Raises
    ------
    InputError
        Something that cannot be drawn: an ending, a size, no such column, too many periods.
    MissingLibraryError
        matplotlib is not installed (.png, .pdf, .svg).
    """
    target = check_target(path, size, (*FORMATS, ".html"))
    heading = one_line(title) or "Incidents by district"
    grid = _grid(incidents, districts, by, Measure(measure), scheme, k, as_of)
    told = [*sources, base.SOURCE, about(grid.land)]
    if target.suffix.lower() == ".html":
        from maps.grid_page import grid_page

        write_atomically(target, grid_page(grid, districts, heading, [*sources, told[-1]]))
        return target
    with drawing():
        sheet = _draw(grid, heading, told, size)
        write_atomically(target, sheet.bytes(target.suffix.lower(), heading))
    return target


def panels(incidents: pd.DataFrame, by: str) -> Panels:
    """Sort the incidents into panels.

    Raises
    ------
    InputError
        No such column, nothing to show, or more periods than little maps can be read.
    """
    if by in PERIODS:
        return _periods(incidents, by)
    if by not in incidents.columns:
        known = ", ".join([*PERIODS, "event_type", "actor1"])
        msg = f"The incidents have no column {by!r}: expected one of {known}, or another column."
        raise InputError(msg)
    import numpy as np

    told = (
        type_names(incidents[by])
        if by == "event_type"
        else [text or "not stated" for text in texts(incidents[by])]
    )
    counts = Counter(told)
    if not counts:
        msg = "There are no incidents: little maps need at least one."
        raise InputError(msg)
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    names = ranked if len(ranked) <= MOST_VALUES else ranked[: MOST_VALUES - 1]
    number = {name: at for at, name in enumerate(names)}
    of = np.array([number.get(name, len(names)) for name in told], dtype=np.int64)
    if len(names) < len(ranked):
        names = [*names, f"{len(ranked) - len(names):,} others"]
    return Panels(list(names), of, by.replace("_", " "))


def _periods(incidents: pd.DataFrame, by: str) -> Panels:
    import numpy as np
    import pandas as pd

    frequency, coarsest = PERIODS[by]
    empty = pd.Series(pd.NA, index=incidents.index)
    dates = pd.to_datetime(incidents.get("event_date", empty), errors="coerce")
    precision = pd.to_numeric(incidents.get("time_precision", empty), errors="coerce").fillna(1)
    exact = (dates.notna() & (precision <= coarsest)).to_numpy(dtype=bool)
    if not exact.any():
        msg = f"No incident has a date exact to the {by}: choose by='event_type', or give dates."
        raise InputError(msg)
    ordinals = pd.PeriodIndex(dates[exact], freq=frequency).asi8
    first, last = int(ordinals.min()), int(ordinals.max())
    if last - first >= MOST:
        msg = (
            f"By {by} there would be {last - first + 1} little maps, from "
            f"{pd.Period(ordinal=first, freq=frequency)} to "
            f"{pd.Period(ordinal=last, freq=frequency)}; at most {MOST} can be read: choose a "
            "longer period, or fewer incidents."
        )
        raise InputError(msg)
    of = np.full(len(incidents), -1, dtype=np.int64)
    of[exact] = ordinals - first
    names = [_period_name(pd.Period(ordinal=n, freq=frequency)) for n in range(first, last + 1)]
    return Panels(names, of, by)


def _period_name(period: Any) -> str:
    if period.freqstr.startswith("M"):
        return f"{period:%b %Y}"
    return str(period) if period.freqstr.startswith("Y") else f"{period.year} Q{period.quarter}"


def _grid(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    by: str,
    measure: Measure,
    scheme: str | Sequence[float],
    k: int,
    as_of: dt.date | str,
) -> Grid:
    import numpy as np

    shown = panels(incidents, by)
    count = len(shown.names)
    numbers = values(incidents, districts, measure, panel=shown.of, panels=count)
    upper = breaks(numbers.ravel(), scheme, k)
    district = counted_in(incidents, districts)
    inside = (district >= 0) & (shown.of >= 0)
    held = np.bincount(district[inside], minlength=len(districts))
    undated = int((shown.of < 0).sum())
    placed = int(inside.sum())
    total = len(incidents)
    parts = [f"{placed:,} in the little maps", f"{total - placed - undated:,} in no district"]
    if by in PERIODS:
        parts.append(f"{undated:,} not dated to the {by}")
    land = ground(districts, held)
    far = int(held[~np.isin(land.province_of, land.covered)].sum())
    if far:
        parts[0] += f" ({far:,} in provinces that they do not cover)"
    given = facts(incidents, as_of)
    lines = [*given[:-2], f"{total:,} incidents = {' + '.join(parts)}", given[-1]]
    return Grid(
        shown, measure, scheme, numbers, upper, class_numbers(numbers, upper),
        np.bincount(shown.of[inside], minlength=count).tolist(), land, lines,
    )  # fmt: skip


def _draw(grid: Grid, heading: str, told: Sequence[str], size: Sequence[float]) -> Sheet:
    sheet = Sheet(size, page_color("card"))
    scale = type_scale(size)
    top = header(sheet, heading, grid.lines, scale)
    bottom = footer(sheet, told, scale)
    unit = f"districts × {grid.panels.word}s"
    block = keys.class_block(grid.measure, grid.upper, grid.classes, grid.scheme, unit=unit)
    blocks = [block, keys.border_block()]
    layout = lay_out(sheet, blocks, top, bottom, scale)
    layout.draw(sheet, blocks)
    frame = layout.frame
    frames, caption = _frames(grid, frame, scale)
    first = grid.land.on_paper(frames[0])
    shapes = first.shapes()
    # Lines as wide as on a large map would fill the smallest districts.
    thin = scale * min(0.7, max(0.25, frames[0].width / (280 * scale)))
    for at, panel in enumerate(frames):
        paper = grid.land.on_paper(panel)
        moved = _moved(shapes, paper.left - first.left, paper.bottom - first.bottom)
        draw_neighbours(sheet, paper, moved, thin)
        draw_districts(sheet, paper, moved, grid.classes[at], len(grid.upper), thin)
        sheet.box(panel.left, panel.bottom, panel.width, panel.height, edge=page_color("border"),
                  line=0.5 * scale, order=9)  # fmt: skip
        y = panel.bottom + panel.height + 0.3 * caption
        count = f"{grid.incidents[at]:,}"
        room = panel.width - text_width(count, 0.55 * caption) - 4
        name = fitted(grid.panels.names[at], 0.62 * caption, room, "bold")
        sheet.text(panel.left, y, name, 0.62 * caption, color=page_color("ink"), weight="bold")
        sheet.text(panel.left + panel.width, y, count, 0.55 * caption, color=page_color("soft"),
                   align="right")  # fmt: skip
    right = max(panel.left + panel.width for panel in frames)
    low = Frame(frame.left, frame.bottom, right - frame.left, 0.0)
    strip(sheet, first, scale, below=low)
    return sheet


def _moved(shapes: NDArray[Any], across: float, along: float) -> NDArray[Any]:
    import numpy as np
    import shapely

    return np.asarray(shapely.transform(shapes, lambda points: points + np.array([across, along])))


def _frames(grid: Grid, frame: Frame, scale: float) -> tuple[list[Frame], float]:
    """Frames of the little maps in rows, as large as the sheet allows, and their caption height."""
    west, south, east, north = grid.land.extent
    count = len(grid.panels.names)
    caption, gap = 14.0 * scale, 0.6 * GAP * scale
    best: tuple[float, int] = (0.0, 1)
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        across = (frame.width - gap * (columns - 1)) / columns / (east - west)
        along = (frame.height / rows - caption - gap) / (north - south)
        best = max(best, (min(across, along), -columns))
    drawn, columns = best[0], -best[1]
    if drawn * (east - west) < 24:
        msg = f"{count} little maps do not fit on this sheet: choose a larger size or fewer."
        raise InputError(msg)
    width, height = drawn * (east - west), drawn * (north - south)
    step = (width + gap, caption + height + gap)
    top = frame.bottom + frame.height
    return [
        Frame(
            frame.left + (at % columns) * step[0],
            top - caption - height - (at // columns) * step[1],
            width,
            height,
        )
        for at in range(count)
    ], caption
