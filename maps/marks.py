"""Incidents at a place as symbols on paper: one circle per place, crowded ones joined, names."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from maps.shades import type_color, type_names
from maps.sheet import Sheet, fitted, text_width

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from maps.ground import Paper

SCALES = (1.0, 0.85, 0.7, 0.6, 0.5)
MOST_COVERED = 0.12
"""Share of the districts' ground that circles may cover before they are drawn smaller."""

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Mark:
    """Incidents drawn as one circle.

    Attributes
    ----------
    x, y : float
        Points of the sheet.
    killed : float
        Sum of the stated figures.
    types : Counter
        Incidents by event type.
    """

    x: float
    y: float
    killed: float = 0.0
    types: Counter[str] = field(default_factory=Counter)

    @property
    def number(self) -> str:
        """Number of incidents as it is written on the map."""
        return f"{self.count:,}" if self.count < 10_000 else f"{round(self.count / 1000)}k"

    @property
    def count(self) -> int:
        """Number of incidents."""
        return self.types.total()


def radius(killed: float, scale: float = 1.0) -> float:
    """Radius of a circle in points for a number of killed: area grows with the number, capped."""
    return min(16.0, 2.8 + 1.3 * math.sqrt(max(0.0, killed))) * scale


def size(mark: Mark, scale: float = 1.0) -> float:
    """Radius of a mark: one that stands for several has room for its number."""
    return max(radius(mark.killed, scale), 6.5 * plate_scale(scale) if mark.count > 1 else 0.0)


def plate_scale(scale: float) -> float:
    """Scale of the numbers on circles of a scale: they have to stay readable."""
    return max(scale, min(0.75, 1.6 * scale))


def uncrowded(table: pd.DataFrame, paper: Paper, shapes: NDArray[Any], scale: float) -> float:
    """Find the largest scale at which the circles leave most of the ground to be seen.

    Parameters
    ----------
    shapes : array of shapely geometries
        The districts, in points of the sheet.
    scale : float
        Scale of the circles where there are few.
    """
    import shapely

    frame = paper.frame
    window = shapely.box(
        frame.left, frame.bottom, frame.left + frame.width, frame.bottom + frame.height
    )
    ground = shapely.area(shapely.intersection(shapely.make_valid(shapes), window)).sum()
    for smaller in SCALES:
        circles = marks(table, paper, scale * smaller)
        covered = sum(math.pi * size(mark, scale * smaller) ** 2 for mark in circles)
        if covered <= MOST_COVERED * ground:
            break
    return scale * smaller


def located(incidents: pd.DataFrame) -> pd.DataFrame:
    """Rows that have a place: status ``point`` with both coordinates; ``type`` and ``killed``."""
    import pandas as pd

    def column(name: str) -> pd.Series[Any]:
        return incidents[name] if name in incidents else pd.Series(pd.NA, index=incidents.index)

    table = pd.DataFrame(
        {
            "x": pd.to_numeric(column("longitude"), errors="coerce").astype("float64"),
            "y": pd.to_numeric(column("latitude"), errors="coerce").astype("float64"),
            "killed": pd.to_numeric(column("fatalities"), errors="coerce").astype("float64"),
            "type": type_names(column("event_type")),
        }
    )
    point = incidents["status"].eq("point").fillna(False).astype(bool)
    return table[point & table["x"].notna() & table["y"].notna()]


def marks(table: pd.DataFrame, paper: Paper, scale: float = 1.0) -> list[Mark]:
    """Symbols of all places, the largest first, those that would hide each other joined.

    Symbols whose middle falls inside a larger one, or too near it for their numbers to stand side
    by side, join it: it keeps their types and their number.
    """
    by_place: dict[tuple[float, float], Mark] = {}
    x, y = paper.place(*paper.ground.project(table["x"].to_numpy(), table["y"].to_numpy()))
    for at_x, at_y, killed, kind in zip(x, y, table["killed"], table["type"], strict=True):
        mark = by_place.setdefault((round(at_x, 2), round(at_y, 2)), Mark(at_x, at_y))
        mark.killed += 0.0 if math.isnan(killed) else killed
        mark.types[kind] += 1
    found = list(by_place.values())
    left = len(found) + 1
    while len(found) < left:  # joined circles are larger, and may meet again
        left = len(found)
        found = _joined(found, scale)
    return sorted(found, key=lambda m: (-size(m, scale), m.x, m.y))


def _meet(one: Mark, other: Mark, scale: float) -> bool:
    """Whether the numbers on two circles would touch."""
    if one.count < 2 or other.count < 2:
        return False
    plates = [pill_size(mark.number, plate_scale(scale)) for mark in (one, other)]
    return (
        abs(one.x - other.x) < sum(width for width, _ in plates) / 2
        and abs(one.y - other.y) < sum(height for _, height in plates) / 2
    )


def _joined(found: list[Mark], scale: float) -> list[Mark]:
    cell = 30.0 * scale
    grid: dict[tuple[int, int], list[tuple[Mark, float]]] = {}
    joined: list[Mark] = []
    for mark in sorted(found, key=lambda m: (-m.killed, -m.count, m.x, m.y)):
        column, line = int(mark.x // cell), int(mark.y // cell)
        home = next(
            (
                other
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                for other, within in grid.get((column + i, line + j), ())
                if math.hypot(other.x - mark.x, other.y - mark.y) < within
                or _meet(other, mark, scale)
            ),
            None,
        )
        if home is None:
            joined.append(mark)
            grid.setdefault((column, line), []).append(
                (mark, max(size(mark, scale) + 3 * scale, 11 * plate_scale(scale)))
            )
        else:
            home.killed += mark.killed
            home.types += mark.types
    return joined


def draw_mark(sheet: Sheet, mark: Mark, scale: float, *, halo: str, ink: str, order: float) -> None:
    """Draw a circle with the types as sectors and, for several incidents, their number."""
    reach = size(mark, scale)
    angle = 90.0
    for kind, count in sorted(mark.types.items(), key=lambda item: (-item[1], item[0])):
        turn = 360 * count / mark.count
        sheet.sector(mark.x, mark.y, reach, angle - turn, angle, fill=type_color(kind), order=order)
        angle -= turn
    sheet.sector(
        mark.x, mark.y, reach, 0, 360, fill="none", edge=halo, line=1.3 * scale, order=order
    )
    sheet.sector(
        mark.x, mark.y, reach + 0.6 * scale, 0, 360, fill="none", edge=ink, line=0.35 * scale,
        order=order,
    )  # fmt: skip
    if mark.count > 1:  # above every circle, so that none cuts it
        pill(sheet, mark.x, mark.y, mark.number, plate_scale(scale), ink=ink, order=order + 0.5)


def pill(
    sheet: Sheet, x: float, y: float, text: str, scale: float, *, ink: str, order: float,
    fill: str = "#ffffff", edge: str = "none", rounded: float = 3.6,
    dash: tuple[float, ...] | None = None,
) -> None:  # fmt: skip
    """Write a number on a small plate."""
    width, height = pill_size(text, scale)
    sheet.box(
        x - width / 2, y - height / 2, width, height, fill=fill, edge=edge, line=0.9 * scale,
        rounded=rounded * scale, dash=dash, order=order,
    )  # fmt: skip
    sheet.text(
        x, y, text, 6.2 * scale, color=ink, weight="bold", align="center", middle=True, order=order
    )


def pill_size(text: str, scale: float) -> tuple[float, float]:
    """Width and height of a plate."""
    return max(8.4, text_width(text, 6.2, "bold") + 3.6) * scale, 8.4 * scale


def box_around(x: float, y: float, width: float, height: float) -> Box:
    """Box of a size with its middle at a point."""
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def is_free(box: Box, taken: list[Box]) -> bool:
    """Whether a box touches none of those taken."""
    return not any(
        box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]
        for other in taken
    )


def free_spot(
    x: float,
    y: float,
    width: float,
    height: float,
    taken: list[Box],
    inside: Any,
    *,
    share: float,
    reach: tuple[int, int] = (4, 6),
) -> tuple[float, float] | None:
    """Find the spot nearest to a point where a box lies in a polygon and covers nothing taken.

    Parameters
    ----------
    x, y : float
        Best place for the middle of the box.
    inside : shapely geometry
        Prepared polygon that the box belongs to, in points of the sheet.
    share : float
        Least part of the box's corners and middle that has to lie in the polygon.
    reach : (int, int)
        How many steps to search across and along; a step is about the height of the box.
    """
    import shapely

    step = height * 0.75
    across, along = reach
    steps = sorted(
        ((i, j) for i in range(-across, across + 1) for j in range(-along, along + 1)),
        key=lambda at: (math.hypot(at[0] * 1.4, at[1]), at),
    )
    for i, j in steps:
        at_x, at_y = x + i * step * 1.4, y + j * step
        box = box_around(at_x, at_y, width, height)
        if not is_free(box, taken):
            continue
        west, south, east, north = box
        xs = [at_x, west, east, west, east, (west + at_x) / 2, (east + at_x) / 2]
        ys = [at_y, south, south, north, north, at_y, at_y]
        if shapely.contains_xy(inside, xs, ys).mean() >= share:
            return at_x, at_y
    return None


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be written on the map: where it belongs, and how; in two scripts where it fits."""

    text: str
    x: float
    y: float
    inside: Any
    size: float
    weight: str = "normal"
    share: float = 0.99
    reach: tuple[int, int] = (4, 6)
    second: str = ""


def write_names(
    sheet: Sheet, names: list[Name], taken: list[Box], frame: Box, *, ink: str, halo: str
) -> int:
    """Write the names that have room, in the order given; return how many had.

    A name is left out rather than laid over a symbol, another name or a neighbour's ground.
    """
    written = 0
    for name in names:
        text = fitted(name.text, name.size, 160, name.weight)
        second = fitted(name.second, 1.15 * name.size, 160)
        spot, width, height = _room(name, text, second, taken)
        if spot is None and second:
            second = ""
            spot, width, height = _room(name, text, second, taken)
        if spot is None:
            continue
        box = box_around(*spot, width, height)
        if box[0] < frame[0] or box[1] < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
            continue
        taken.append(box)
        x, y = spot
        lines = [(text, y, name.size, name.weight)]
        if second:
            lines = [(text, y + 0.7 * name.size, name.size, name.weight),
                     (second, y - 0.6 * name.size, 1.15 * name.size, "normal")]  # fmt: skip
        for line, middle, size, weight in lines:
            sheet.text(x, middle, line, size, color=ink, weight=weight, align="center", middle=True,
                       halo=halo, order=8)  # fmt: skip
        written += 1
    return written


def _room(
    name: Name, text: str, second: str, taken: list[Box]
) -> tuple[tuple[float, float] | None, float, float]:
    """Find a spot for a name of one or two lines; give it with the width and height it needs."""
    width = max(text_width(text, name.size, name.weight), text_width(second, 1.15 * name.size)) + 2
    height = name.size * (2.6 if second else 1.15)
    for share in (1.0, name.share):
        spot = free_spot(
            name.x, name.y, width, height, taken, name.inside, share=share, reach=name.reach
        )
        if spot is not None:
            return spot, width, height
    return None, width, height
