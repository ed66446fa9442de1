"""The HTML page of a grid of little maps: no script, the polygons once, the numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maps.bundle import static_text
from maps.figure import province_shape
from maps.ground import Frame
from maps.page import block, content_security_policy, environment
from maps.shades import NO_DATA, ZERO, class_color, class_text, number_text
from maps.sheet import one_line

if TYPE_CHECKING:
    import geopandas as gpd

    from maps.multiples import Grid

_WEB_WIDTH = 360.0
_WEB_STEP = 10


def grid_page(grid: Grid, districts: gpd.GeoDataFrame, heading: str, told: Sequence[str]) -> str:
    """Build the HTML page: the polygons once, and every little map as references to them."""
    west, south, east, north = grid.land.extent
    height = _WEB_WIDTH * (north - south) / (east - west)
    paper = grid.land.on_paper(Frame(0, 0, _WEB_WIDTH, height))
    shapes = paper.shapes()
    outlines = [
        province_shape(shapes, grid.land, number) for number in range(len(grid.land.provinces))
    ]
    classes = range(len(grid.upper))
    colors = {
        theme: "".join(f"--c{i}:{class_color(i, len(grid.upper), theme)};" for i in classes)
        for theme in ("light", "dark")
    }
    # The colours of the page, so that they stand in one file only.
    styles = [
        block(static_text("page.css").partition("\n* {")[0]),
        block(f":root{{{colors['light']}}}\n"
               f"@media (prefers-color-scheme: dark){{:root{{{colors['dark']}}}}}"),
        block(static_text("multiples.css")),
    ]  # fmt: skip
    names = [one_line(name, 120) for name in districts["name"]]
    found = (grid.classes != ZERO).any(axis=0)
    whole = not grid.measure.rate
    legend = [("zero", "0", ZERO)]
    legend += [(f"c{i}", class_text(grid.upper, i, whole=whole), i) for i in classes]
    legend.append(("none", "no data", NO_DATA))
    return str(
        environment()
        .get_template("multiples.html")
        .render(
            title=heading,
            policy=content_security_policy([], styles),
            styles=styles,
            lines=grid.lines,
            sources=[one_line(line, 400) for line in told if one_line(line)],
            measure=grid.measure.title,
            word=grid.panels.word,
            view=f"0 0 {round(_WEB_WIDTH * _WEB_STEP)} {round(height * _WEB_STEP)}",
            shapes=[_outline(shape, height) for shape in shapes],
            provinces=[_outline(shape, height) for shape in outlines],
            legend=[
                (name, label, f"{int((grid.classes == number).sum()):,}")
                for name, label, number in legend
            ],
            panels=[
                {
                    "name": name,
                    "count": f"{grid.incidents[at]:,}",
                    "one": grid.incidents[at] == 1,
                    "areas": [
                        (row, "none" if number == NO_DATA else f"c{number}", names[row],
                         _number(grid.numbers[at, row]))
                        for row, number in enumerate(grid.classes[at].tolist())
                        if number != ZERO
                    ],
                }
                for at, name in enumerate(grid.panels.names)
            ],
            rows=[
                (names[row], [_number(value) for value in grid.numbers[:, row].tolist()])
                for row in sorted(found.nonzero()[0].tolist(), key=lambda row: (names[row], row))
            ],
        )
    )  # fmt: skip


def _number(value: float) -> str:
    return "no data" if value != value else number_text(value)


def _outline(shape: Any, height: float) -> str:
    """SVG path of a polygon on the page's grid, y downwards, as steps from point to point."""
    import numpy as np
    import shapely

    parts = []
    for polygon in shapely.get_parts(shape):
        for ring in shapely.get_rings(polygon):
            points = shapely.get_coordinates(ring)[:-1]
            points = np.rint((points * [1, -1] + [0, height]) * _WEB_STEP).astype(int)
            steps = np.diff(points, axis=0)
            steps = steps[steps.any(axis=1)]
            if len(steps) >= 2:
                told = "".join(f"{x}" + (f"{y}" if y < 0 else f" {y}") + " " for x, y in steps)
                parts.append(f"M{points[0][0]} {points[0][1]}l{told.strip()}z")
    return "".join(parts)
