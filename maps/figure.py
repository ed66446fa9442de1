"""The static map: districts, points, areas and everything a reader needs, as PNG, PDF or SVG."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maps import base, keys, marks
from maps.files import write_atomically
from maps.ground import Frame, Ground, Paper, ground
from maps.layout import about, facts, footer, header, lay_out, strip, type_scale
from maps.shades import (
    NO_DATA,
    ZERO,
    Measure,
    breaks,
    class_color,
    class_numbers,
    counted_in,
    page_color,
    texts,
    values,
)
from maps.sheet import FORMATS, Sheet, check_target, drawing, one_line

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_UNMAPPED = {
    "ambiguous": "several places of the name",
    "unresolved": "place not found",
    "outside": "outside the districts",
}


@dataclass(frozen=True, slots=True)
class Areas:
    """Reports that name no more than a district (by row), a province, or less."""

    by_district: Counter[int]
    by_province: Counter[str]
    elsewhere: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.by_district.total() + self.by_province.total() + self.elsewhere


def static_map(
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    title: str,
    as_of: dt.date | str,
    sources: Sequence[str] = (),
    measure: str = "incidents",
    scheme: str | Sequence[float] = "natural_breaks",
    k: int = 5,
    size: tuple[float, float] = (11.69, 8.27),
) -> Path:
    """Draw incidents by district as one picture; the same input gives the same bytes.

    Parameters
    ----------
    incidents : DataFrame
        The incident table (columns of `geo/data/columns.csv`), joined to `districts`. Only rows
        whose ``status`` is ``point`` become circles; ``area`` rows are hatched and badged.
    districts : GeoDataFrame
        Columns of `geo.districts`, EPSG:4326 (longitude, latitude).
    path : path
        File to write, ending in .png (200 pixels per inch), .pdf or .svg.
    title : str
        Title, as text.
    as_of : date or str
        Date for which the districts hold.
    sources : sequence of str
        Sources and licences of the data, one line each.
    measure : str
        What colours the districts: ``incidents``, ``killed`` or ``injured``, alone or with
        ``_per_100k`` or ``_per_1000km2`` added.
    scheme : str or sequence of float
        ``natural_breaks``, ``quantiles``, ``equal_steps``, ``head_tail``, or upper bounds.
    k : int
        Number of classes, 2 to 7.
    size : (float, float)
        Width and height in inches, 4 to 60 each; A4 on its side if not given.

    Returns
    -------
    Path
        The file written, at once or not at all.

    Raises
    ------
    InputError
        An ending, size, measure, scheme or districts that cannot be drawn.
    MissingLibraryError
        matplotlib is not installed.
    """
    import numpy as np

    target = check_target(path, size, FORMATS)
    chosen = Measure(measure)
    heading = one_line(title) or "Incidents by district"
    with drawing():
        district = counted_in(incidents, districts)
        area = _areas(incidents, districts, district)
        held = _held(districts, district, area)
        land = ground(districts, held)
        far = int(held[~np.isin(land.province_of, land.covered)].sum())
        numbers = values(incidents, districts, chosen)[0]
        upper = breaks(numbers, scheme, k)
        classes = class_numbers(numbers, upper)
        table = marks.located(incidents)

        sheet = Sheet(size, page_color("card"))
        scale = type_scale(size)
        top = header(sheet, heading, facts(incidents, as_of), scale)
        bottom = footer(sheet, [*sources, base.SOURCE, about(land)], scale)
        shading = keys.class_block(chosen, upper, classes, scheme)
        blocks = [shading, *_other_blocks(table, area, incidents, far)]
        layout = lay_out(sheet, blocks, top, bottom, scale)
        frame = layout.frame
        paper = land.on_paper(frame)
        shapes = paper.shapes()
        draw_districts(sheet, paper, shapes, classes, len(upper), scale)
        countries = draw_neighbours(sheet, paper, shapes, scale)
        symbols = marks.uncrowded(table, paper, shapes, layout.scale)
        ratio = symbols / layout.scale
        layout.draw(sheet, [shading, *_other_blocks(table, area, incidents, far, ratio)])
        taken = _draw_points(sheet, paper, table, symbols)
        names = _draw_areas(sheet, paper, shapes, area, taken, scale)
        names += _names(paper, shapes, districts, classes, scale)
        names += countries
        edge = (frame.left, frame.bottom, frame.left + frame.width, frame.bottom + frame.height)
        marks.write_names(
            sheet, names, taken, edge, ink=page_color("label"), halo=page_color("label-halo")
        )
        sheet.box(
            frame.left, frame.bottom, frame.width, frame.height, edge=page_color("border"),
            line=0.7 * scale, order=9,
        )  # fmt: skip
        strip(sheet, paper, scale)
        write_atomically(target, sheet.bytes(target.suffix.lower(), heading))
    return target


def _areas(
    incidents: pd.DataFrame, districts: gpd.GeoDataFrame, district: NDArray[np.int64]
) -> Areas:
    status = incidents["status"].eq("area").fillna(False).to_numpy(dtype=bool)
    known = set(districts["admin1"].dropna().astype(str))
    by_district = Counter(district[status & (district >= 0)].tolist())
    rest = incidents.loc[status & (district < 0)]
    names = rest["admin1"].astype("object") if "admin1" in rest else [None] * len(rest)
    told = [name if isinstance(name, str) and name in known else "" for name in names]
    by_province = Counter(name for name in told if name)
    return Areas(by_district, by_province, told.count(""))


def _held(
    districts: gpd.GeoDataFrame, district: NDArray[np.int64], area: Areas
) -> NDArray[np.int64]:
    """Incidents per district; those that name only a province stand in its first one."""
    import numpy as np

    held = np.bincount(district[district >= 0], minlength=len(districts))
    names = districts["admin1"].astype("object").to_list()
    for name, count in area.by_province.items():
        held[names.index(name)] += count
    return held


def _other_blocks(
    table: pd.DataFrame, area: Areas, incidents: pd.DataFrame, far: int, symbols: float = 1.0
) -> list[keys.Block]:
    blocks = []
    if len(table):
        largest = table.groupby(["x", "y"])["killed"].sum().max()
        blocks.append(keys.point_block(Counter(table["type"]), float(largest), symbols))
    if area.total:
        blocks.append(
            keys.area_block(area.by_district.total(), area.by_province.total(), area.elsewhere)
        )
    status = [name or "unresolved" for name in texts(incidents["status"])]
    counts = Counter(name for name in status if name not in ("point", "area"))
    rows = [
        keys.Row(_UNMAPPED.get(name, one_line(name, 60)), None, f"{count:,}")
        for name, count in sorted(counts.items())
    ]
    if far:
        rows.append(keys.Row("in provinces it does not cover", None, f"{far:,}"))
    if rows:
        blocks.append(keys.Block("Not on the map", rows, aside="incidents"))
    return [*blocks, keys.border_block()]


def draw_districts(
    sheet: Sheet, paper: Paper, shapes: NDArray[Any], classes: NDArray[np.int64], count: int,
    scale: float,
) -> None:  # fmt: skip
    """Fill the districts by class and draw the borders of districts and provinces."""
    import numpy as np
    import shapely

    frame = paper.frame
    clip = (frame.left, frame.bottom, frame.width, frame.height)
    sheet.box(*clip, fill=page_color("water"), order=0)
    seen = shapely.intersects(shapes, shapely.box(*_corners(frame)))
    fills = {ZERO: page_color("zero"), NO_DATA: page_color("card")}
    fills |= {number: class_color(number, count) for number in range(count)}
    at = np.flatnonzero(seen)
    drawn = [fills[int(number)] for number in classes[at]]
    thin = 0.45 * scale
    sheet.areas(list(shapes[at]), fill=drawn, edge=page_color("border"), line=thin, clip=clip)
    unknown = at[classes[at] == NO_DATA]
    if len(unknown):
        sheet.areas(
            list(shapes[unknown]), edge=page_color("hatch"), hatch=keys.NO_DATA_HATCH, clip=clip,
            order=1.1,
        )  # fmt: skip
    provinces = [
        province_shape(shapes, paper.ground, number)
        for number in sorted(set(paper.ground.province_of[at].tolist()))
    ]
    sheet.areas(provinces, edge=page_color("province"), line=1.1 * scale, clip=clip, order=2)


def draw_neighbours(
    sheet: Sheet, paper: Paper, shapes: NDArray[Any], scale: float
) -> list[marks.Name]:
    """Draw the land around the districts, under them; give the names of its countries."""
    import shapely

    frame = paper.frame
    ours = shapely.union_all(shapely.make_valid(shapes), grid_size=0.01)
    window = shapely.difference(shapely.box(*_corners(frame)), ours)
    names, land = paper.neighbours()
    clip = (frame.left, frame.bottom, frame.width, frame.height)
    sheet.areas(land, fill=page_color("land"), edge=page_color("land-line"), line=0.5 * scale,
                clip=clip, order=0.5)  # fmt: skip
    told = []
    for name, shape in zip(names, land, strict=True):
        seen = shapely.intersection(shapely.make_valid(shape), window)
        if name and seen.area > 900 * scale * scale:
            told.append(_name(one_line(name, 60).upper(), seen, 7.5 * scale, "normal"))
    return told


def _corners(frame: Frame) -> tuple[float, float, float, float]:
    return frame.left, frame.bottom, frame.left + frame.width, frame.bottom + frame.height


def province_shape(shapes: NDArray[Any], land: Ground, number: int) -> Any:
    """Dissolve the districts of a province; districts simplified together still share borders."""
    import shapely

    parts = shapely.make_valid(shapes[land.province_of == number])
    whole = shapely.union_all(parts, grid_size=0.01)
    # Hair-thin gaps between districts of open boundary sets are no holes of the province, and
    # islets smaller than its border line would be blots of ink.
    polygons = [
        shapely.Polygon(part.exterior, [r for r in part.interiors if shapely.Polygon(r).area > 2])
        for part in shapely.get_parts(whole)
        if shapely.get_type_id(part) == 3
    ]
    large = [part for part in polygons if part.area > 1.5]
    return shapely.MultiPolygon(large or polygons)


def _draw_points(sheet: Sheet, paper: Paper, table: pd.DataFrame, scale: float) -> list[marks.Box]:
    """Draw the circles that lie in the frame; return what they cover."""
    west, south, east, north = _corners(paper.frame)
    taken = []
    ink, halo = page_color("ink"), page_color("halo")
    for mark in marks.marks(table, paper, scale):
        reach = marks.size(mark, scale) + scale
        if not (west < mark.x < east and south < mark.y < north):
            continue
        marks.draw_mark(sheet, mark, scale, halo=halo, ink=ink, order=6)
        half = (
            marks.pill_size(mark.number, marks.plate_scale(scale))[0] / 2 if mark.count > 1 else 0
        )
        across = max(reach, half)
        taken.append((mark.x - across, mark.y - reach, mark.x + across, mark.y + reach))
    return taken


def _middle(shape: Any) -> tuple[float, float]:
    """Middle of the widest part of a polygon."""
    import shapely

    circle = shapely.maximum_inscribed_circle(shape, 1.0)
    x, y = shapely.get_coordinates(circle)[0]
    return float(x), float(y)


def _draw_areas(
    sheet: Sheet, paper: Paper, shapes: NDArray[Any], area: Areas, taken: list[marks.Box],
    scale: float,
) -> list[marks.Name]:  # fmt: skip
    """Hatch the districts and outline the provinces that reports name without a place."""
    import shapely

    ink = page_color("area")
    frame = paper.frame
    clip = (frame.left, frame.bottom, frame.width, frame.height)
    edge = _corners(frame)
    rows = sorted(row for row in area.by_district if not shapes[row].is_empty)
    if rows:
        sheet.areas([shapes[row] for row in rows], edge=ink + "a0", hatch=keys.AREA_HATCH,
                    clip=clip, order=3)  # fmt: skip
    outlines = [
        (name, province_shape(shapes, paper.ground, paper.ground.provinces.index(name)))
        for name in sorted(area.by_province)
    ]
    if outlines:
        sheet.areas([shape for _, shape in outlines], edge=ink, line=1.8 * scale, dash=(4, 2.5),
                    clip=clip, order=4)  # fmt: skip
    plates = [(shape, area.by_province[name], True) for name, shape in outlines]
    plates += [(shapes[row], area.by_district[row], False) for row in rows]
    for shape, count, province in plates:
        visible = shapely.intersection(shapely.make_valid(shape), shapely.box(*edge))
        if visible.is_empty or visible.area < 150 * scale * scale:
            continue  # on so small a polygon the hatching has to do
        width, height = (length + 1.5 * scale for length in marks.pill_size(f"{count:,}", scale))
        shapely.prepare(visible)
        spot = marks.free_spot(*_middle(visible), width, height, taken, visible, share=0.7)
        if spot is None:
            continue
        marks.pill(
            sheet, *spot, f"{count:,}", scale, ink=ink, fill=page_color("card"), edge=ink,
            rounded=4.2 if province else 1.0, dash=(2.2, 1.2) if province else None, order=7,
        )  # fmt: skip
        taken.append(marks.box_around(*spot, width, height))
    return []


def _names(
    paper: Paper, shapes: NDArray[Any], districts: gpd.GeoDataFrame,
    classes: NDArray[np.int64], scale: float,
) -> list[marks.Name]:  # fmt: skip
    """Names in order of weight: provinces, then districts with incidents, the largest first."""
    import shapely

    window = shapely.box(*_corners(paper.frame))
    land = paper.ground
    names = []
    urdu = texts(districts["name_ur"]) if "name_ur" in districts else [""] * len(districts)
    for number in sorted(set(land.province_of.tolist())):
        shape = shapely.intersection(province_shape(shapes, land, number), window)
        if land.provinces[number] and shape.area > 900 * scale * scale:
            text = one_line(land.provinces[number], 60).upper()
            names.append(_name(text, shape, 9.5 * scale, "bold"))
    seen = [
        (int(classes[row] < 0), -shape.area, row, shape)
        for row, shape in enumerate(shapely.intersection(shapely.make_valid(shapes), window))
        if shape.area > 40 * scale * scale
    ]
    for _, _, row, shape in sorted(seen, key=lambda each: each[:3]):
        name = one_line(districts["name"].iloc[row], 60)
        names.append(_name(name, shape, 6.6 * scale, "normal", one_line(urdu[row], 60)))
    return [name for name in names if name.text]


def _name(text: str, shape: Any, size: float, weight: str, second: str = "") -> marks.Name:
    import shapely

    shapely.prepare(shape)
    province = weight == "bold"
    share, reach = (0.85, (10, 14)) if province else (0.8, (4, 6))
    return marks.Name(text, *_middle(shape), shape, size, weight, share, reach, second)
