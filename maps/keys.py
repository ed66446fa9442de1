"""The legend of a static map: blocks of swatches with words and counts, scale bar, north arrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.marks import radius
from maps.shades import (
    NO_DATA,
    SCHEMES,
    ZERO,
    Measure,
    class_color,
    class_text,
    page_color,
    type_color,
)
from maps.sheet import Sheet, fitted, one_line, text_width, wrapped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maps.ground import Paper

NO_DATA_HATCH = "//////"
AREA_HATCH = "\\\\\\"

Draw = Callable[[Sheet, float, float, float], None]
"""Draws a swatch with its left end at x and its middle at y, at a scale."""

_TEXT, _SMALL, _HEAD, _ROW = 7.4, 6.4, 8.2, 11.6
_MOST_TYPES = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a swatch, what it means, how many."""

    label: str
    swatch: Draw | None = None
    count: str = ""
    height: float = _ROW


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the legend: heading, rows, and a remark in small print."""

    title: str
    rows: list[Row]
    remark: str = ""
    aside: str = ""

    def remarks(self, width: float) -> list[str]:
        """Lines of the remark."""
        return wrapped(self.remark, _SMALL, width) if self.remark else []

    def height(self, width: float) -> float:
        """Points that the block takes at scale 1."""
        return 13 + sum(row.height for row in self.rows) + 8.2 * len(self.remarks(width)) + 7

    def draw(self, sheet: Sheet, x: float, top: float, width: float, scale: float) -> float:
        """Draw the block from its upper left corner; return where the next one begins."""
        ink, soft = page_color("ink"), page_color("soft")
        y = top - 9 * scale
        room = width - (text_width(self.aside, _SMALL) + 6 if self.aside else 0)
        sheet.text(x, y, fitted(self.title, _HEAD, room, "bold"), _HEAD * scale, color=ink,
                   weight="bold")  # fmt: skip
        if self.aside:
            sheet.text(x + width * scale, y, self.aside, _SMALL * scale, color=soft, align="right")
        y -= 4 * scale
        for row in self.rows:
            middle = y - row.height * scale / 2
            if row.swatch:
                row.swatch(sheet, x, middle, scale)
            indent = 24 if row.swatch else 0
            room = width - indent - (text_width(row.count, _TEXT) + 6 if row.count else 0)
            label = fitted(row.label, _TEXT, room)
            sheet.text(x + indent * scale, middle, label, _TEXT * scale, color=ink, middle=True)
            if row.count:
                sheet.text(x + width * scale, middle, row.count, _TEXT * scale, color=soft,
                           align="right", middle=True)  # fmt: skip
            y -= row.height * scale
        for line in self.remarks(width):
            y -= 8.2 * scale
            sheet.text(x, y + 1.5 * scale, line, _SMALL * scale, color=soft)
        return y - 7 * scale


def plate(fill: str, *, hatch: str = "", ink: str = "none", dash: bool = False) -> Draw:
    """Swatch of an area: its fill, the hatching over it, or a dashed outline."""

    def draw(sheet: Sheet, x: float, y: float, scale: float) -> None:
        corner = (x, y - 4 * scale, 18 * scale, 8 * scale)
        edge = page_color("border")
        if dash:
            sheet.box(*corner, fill=fill, edge=ink, line=1.4 * scale, dash=(4, 2.5))
            return
        sheet.box(*corner, fill=fill, edge=edge, line=0.5 * scale)
        if hatch:
            sheet.box(*corner, edge=ink, line=0, hatch=hatch)
            sheet.box(*corner, edge=edge, line=0.5 * scale)

    return draw


def dot(fill: str) -> Draw:
    """Swatch of a circle."""

    def draw(sheet: Sheet, x: float, y: float, scale: float) -> None:
        sheet.sector(x + 9 * scale, y, 4 * scale, 0, 360, fill=fill, edge=page_color("ink"),
                     line=0.4 * scale)  # fmt: skip

    return draw


def stroke(color: str, width: float) -> Draw:
    """Swatch of a line."""

    def draw(sheet: Sheet, x: float, y: float, scale: float) -> None:
        sheet.line([x, x + 18 * scale], [y, y], color=color, width=width * scale)

    return draw


def class_block(
    measure: Measure, upper: NDArray[np.float64], classes: NDArray[np.int64], scheme: object,
    *, unit: str = "districts",
) -> Block:  # fmt: skip
    """Classes of the choropleth: zero first, no data last, both always there."""

    def found(number: int) -> str:
        return f"{int((classes == number).sum()):,}"

    rows = [Row("0", plate(page_color("zero")), found(ZERO))]
    rows += [
        Row(
            class_text(upper, i, whole=not measure.rate),
            plate(class_color(i, len(upper))),
            found(i),
        )
        for i in range(len(upper))
    ]
    hatched = plate(page_color("card"), hatch=NO_DATA_HATCH, ink=page_color("hatch"))
    rows.append(Row("no data", hatched, found(NO_DATA)))
    how = SCHEMES.get(str(scheme), "given bounds")
    remark = f"Classes: {how}, each with its upper bound." if len(upper) > 1 else ""
    return Block(measure.title, rows, remark, aside=unit)


def point_block(types: Counter[str], largest: float, symbols: float = 1.0) -> Block:
    """Types and sizes of the circles.

    Parameters
    ----------
    types : Counter
        Incidents by event type.
    largest : float
        Most killed at one place.
    symbols : float
        Size of the circles of the map against that of the legend.
    """
    ranked = sorted(types.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        Row(one_line(name, 80), dot(type_color(name)), f"{count:,}")
        for name, count in ranked[:_MOST_TYPES]
    ]
    rest = ranked[_MOST_TYPES:]
    if rest:
        total = sum(count for _, count in rest)
        rows.append(Row(f"{len(rest)} further types", dot(type_color("")), f"{total:,}"))
    rows.append(Row("", size_row(largest, symbols), height=2 * radius(_sizes(largest)[-1]) + 4))
    remark = "Size: killed. A number: several incidents; sectors show their types."
    return Block("Incidents at a place", rows, remark, aside="incidents")


def area_block(in_districts: int, in_provinces: int, elsewhere: int) -> Block:
    """Explain what is hatched or badged because the report names no place."""
    ink = page_color("area")
    rows = []
    if in_districts:
        swatch = plate(page_color("zero"), hatch=AREA_HATCH, ink=ink)
        rows.append(Row("district only", swatch, f"{in_districts:,}"))
    if in_provinces:
        rows.append(Row("province only", plate("none", ink=ink, dash=True), f"{in_provinces:,}"))
    if elsewhere:
        rows.append(Row("country or region only, not drawn", None, f"{elsewhere:,}"))
    remark = "The number on a plate: such reports." if in_districts + in_provinces else ""
    return Block("Known only by area", rows, remark, aside="incidents")


def border_block() -> Block:
    """Lines of the map."""
    rows = [
        Row("province", stroke(page_color("province"), 1.1)),
        Row("district", stroke(page_color("border"), 0.5)),
    ]
    return Block("Borders", rows)


def _sizes(largest: float) -> list[int]:
    steps = [0, 1, 10, 50, 100, 500]
    return [s for i, s in enumerate(steps) if i < 2 or s <= largest or steps[i - 1] < largest][:4]


def size_row(largest: float, symbols: float) -> Draw:
    """Circles of up to four sizes, side by side with their numbers."""

    def draw(sheet: Sheet, x: float, y: float, scale: float) -> None:
        at = x
        for killed in _sizes(largest):
            reach = radius(killed, scale * symbols)
            sheet.sector(at + reach, y, reach, 0, 360, fill=page_color("line"),
                         edge=page_color("soft"), line=0.6 * scale)  # fmt: skip
            text = f"{killed:,}"
            sheet.text(at + 2 * reach + 2.5 * scale, y, text, _TEXT * scale,
                       color=page_color("ink"), middle=True)  # fmt: skip
            at += 2 * reach + (text_width(text, _TEXT) + 9) * scale

    return draw


def scale_bar(sheet: Sheet, paper: Paper, x: float, y: float, longest: float, size: float) -> float:
    """Draw a bar of a round length that is true in the middle of the map; return its right end."""
    kilometres, length = paper.bar(longest)
    ink = page_color("ink")
    high = size * 0.42
    for part in range(2):
        sheet.box(x + part * length / 2, y, length / 2, high, edge=ink, line=0.6,
                  fill="#ffffff" if part else ink)  # fmt: skip
    half = kilometres / 2
    end = f"{kilometres:,g} km"
    middle = [(x + length / 2, f"{half:,g}")] if length > 9 * size else []
    for at, text in ((x, "0"), *middle, (x + length, end)):
        sheet.text(at, y + high + 2, text, size, color=ink,
                   align="left" if text == "0" else "center")  # fmt: skip
    return x + length + text_width(end, size) / 2


def north_arrow(sheet: Sheet, paper: Paper, x: float, y: float, size: float) -> None:
    """Draw an arrow to true north (in the middle of the map) with its middle at a point."""
    from matplotlib.patches import Polygon

    east, north = paper.north()
    ink = page_color("ink")

    def turn(across: float, along: float) -> tuple[float, float]:
        return x + across * north + along * east, y - across * east + along * north

    half = size / 2
    corners = ((0.0, size), (-half, -half), (0.0, -size / 6), (half, -half))
    tip, left, notch, right = (turn(*corner) for corner in corners)
    for fill, sides in (("#ffffff", [tip, left, notch]), (ink, [tip, notch, right])):
        sheet.axes.add_patch(Polygon(sides, facecolor=fill, edgecolor=ink, linewidth=0.6, zorder=5))
    at_x, at_y = turn(0, size * 1.5)
    sheet.text(at_x, at_y, "N", size * 0.75, color=ink, weight="bold", align="center", middle=True)
