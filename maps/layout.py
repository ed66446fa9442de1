"""The parts around a map on a sheet: title, facts, legend, scale bar, sources, and their places."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps import keys
from maps.ground import Frame, Ground, Paper
from maps.shades import page_color
from maps.sheet import Sheet, one_line, wrapped

if TYPE_CHECKING:
    import pandas as pd

LANDSCAPE = 1.05
"""From this ratio of width to height on, the legend stands beside the map, else below it."""

MARGIN, GAP, STRIP, KEYS = 20.0, 12.0, 26.0, 168.0
"""Edge of the sheet, space between parts, height of the strip with the scale bar, width of the
legend beside the map; points, the last two at the size of A4."""

_A4_DIAGONAL = math.hypot(11.69, 8.27)


def type_scale(size: Sequence[float]) -> float:
    """Size of type and symbols against those of an A4 sheet."""
    return min(2.4, max(0.62, math.hypot(*size) / _A4_DIAGONAL))


def day_text(value: object) -> str:
    """Write a date as the page does; what is no date stays as it is."""
    try:
        date = dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return one_line(value, 40)
    return f"{date.day} {date:%b} {date.year}"


def facts(incidents: pd.DataFrame, as_of: dt.date | str) -> list[str]:
    """Period, sum of the incidents, and date of the districts."""
    import pandas as pd

    lines = []
    if "event_date" in incidents:
        dates = pd.to_datetime(incidents["event_date"], errors="coerce").dropna()
        if len(dates):
            ends = [day_text(date.date()) for date in (dates.min(), dates.max())]
            lines.append(" – ".join(dict.fromkeys(ends)))
    mapped = int(incidents["status"].eq("point").sum())
    area = int(incidents["status"].eq("area").sum())
    total = len(incidents)
    lines.append(
        f"{total:,} {'incident' if total == 1 else 'incidents'} = {mapped:,} mapped + {area:,} "
        f"known only by area + {total - mapped - area:,} not mapped"
    )
    return [*lines, f"Districts as of {day_text(as_of)}"]


def about(land: Ground) -> str:
    """Projection and the standing of borders, in words."""
    east, north = land.centre
    return (
        f"Projection: Lambert azimuthal equal-area (WGS 84) centred on {abs(north):g}° "
        f"{'N' if north >= 0 else 'S'}, {abs(east):g}° {'E' if east >= 0 else 'W'}. "
        "Borders as in the sources; they say nothing on any legal status."
    )


def header(sheet: Sheet, heading: str, lines: Sequence[str], scale: float) -> float:
    """Write the title and the facts below it; return the height left below them."""
    width = sheet.width - 2 * MARGIN
    size, small = 16 * scale, 8.2 * scale
    y = sheet.height - MARGIN + 4
    for line in wrapped(heading, size, width, most=2, weight="bold"):
        y -= size * 1.2
        sheet.text(MARGIN, y, line, size, color=page_color("ink"), weight="bold")
    y -= 2 * scale
    # Joined by hard spaces, so that lines break between facts only.
    told = "  ·  ".join(line.replace(" ", "\u00a0") for line in lines)
    for line in wrapped(told, small, width, most=3):
        y -= small * 1.5
        sheet.text(MARGIN, y, line, small, color=page_color("soft"))
    return y - GAP * 0.8


def footer(sheet: Sheet, lines: Sequence[str], scale: float) -> float:
    """Write sources and remarks at the foot; return the height left above them."""
    size = 6.4 * scale
    width = sheet.width - 2 * MARGIN
    told = list(dict.fromkeys(one_line(line, 400) for line in lines))
    text = [part for line in told if line for part in wrapped(line, size, width, most=2)]
    most = max(3, int(0.15 * sheet.height / (size * 1.35)))
    if len(text) > most:
        more = f"… and {len(text) - most + 2} further lines of sources"
        text = [*text[: most - 2], more, text[-1]]
    y = MARGIN - 4 + size * 0.3
    for line in reversed(text):
        sheet.text(MARGIN, y, line, size, color=page_color("soft"))
        y += size * 1.35
    return y + 4


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things go on a sheet: the map's frame and the blocks of its legend.

    Attributes
    ----------
    frame : Frame
        What the map may take.
    spots : list of (float, float, float)
        Left, top and width of each block of the legend, in the order of the blocks; the width at
        scale 1.
    scale : float
        Scale of the legend.
    """

    frame: Frame
    spots: list[tuple[float, float, float]]
    scale: float

    def draw(self, sheet: Sheet, blocks: Sequence[keys.Block]) -> None:
        """Draw the blocks that were laid out, or others of the same heights."""
        for block, (left, top, width) in zip(blocks, self.spots, strict=True):
            block.draw(sheet, left, top, width, self.scale)


def lay_out(
    sheet: Sheet, blocks: Sequence[keys.Block], top: float, bottom: float, scale: float
) -> Layout:
    """Place the legend beside or below the map and find what is left for the map."""
    bar = STRIP * scale
    if sheet.width >= LANDSCAPE * sheet.height:
        shrunk = min(scale, (top - bottom) / sum(block.height(KEYS) for block in blocks))
        left = sheet.width - MARGIN - KEYS * shrunk
        spots = _stacked(blocks, left, top, KEYS, shrunk)
        frame = Frame(MARGIN, bottom + bar, left - GAP * 1.4 - MARGIN, top - bottom - bar)
        return Layout(frame, spots, shrunk)
    room = sheet.width - 2 * MARGIN
    columns, shrunk = _columns(blocks, room, (top - bottom) * 0.42, scale)
    step = (room + GAP * 1.4) / len(columns)
    width = (step - GAP * 1.4) / shrunk
    stacks = [[blocks[at] for at in column] for column in columns]
    high = max(sum(block.height(width) for block in stack) for stack in stacks) * shrunk
    found: dict[int, tuple[float, float, float]] = {}
    for at, (column, stack) in enumerate(zip(columns, stacks, strict=True)):
        places = _stacked(stack, MARGIN + at * step, bottom + high, width, shrunk)
        found.update(zip(column, places, strict=True))
    low = bottom + high + GAP / 2
    frame = Frame(MARGIN, low + bar, room, top - low - bar)
    return Layout(frame, [found[at] for at in range(len(blocks))], shrunk)


def _stacked(
    blocks: Sequence[keys.Block], left: float, top: float, width: float, scale: float
) -> list[tuple[float, float, float]]:
    spots = []
    for block in blocks:
        spots.append((left, top, width))
        top -= block.height(width) * scale
    return spots


def _columns(
    blocks: Sequence[keys.Block], room: float, high: float, scale: float
) -> tuple[list[list[int]], float]:
    """Share blocks out to columns that hold the least height, at a scale that fits."""
    count = max(1, min(len(blocks), int((room + GAP) / (150 * scale + GAP))))
    columns: list[list[int]] = [[] for _ in range(count)]
    heights = [0.0] * count
    for number, block in enumerate(blocks):
        at = heights.index(min(heights))
        columns[at].append(number)
        heights[at] += block.height(KEYS)
    return columns, min(scale, high / max(heights))


def strip(sheet: Sheet, paper: Paper, scale: float, *, below: Frame | None = None) -> None:
    """Draw the scale bar and the north arrow of a map below its frame, or below another one."""
    frame = below or paper.frame
    y = frame.bottom - 0.8 * STRIP * scale
    longest = min(150 * scale, paper.frame.width * 0.8, frame.width / 2.6)
    right = keys.scale_bar(sheet, paper, frame.left + 1, y, longest, 6.6 * scale)
    if right + 40 * scale < frame.left + frame.width:
        x = frame.left + frame.width - 10 * scale
        keys.north_arrow(sheet, paper, x, y + 1.5 * scale, 8 * scale)
