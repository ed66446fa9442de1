"""Repair of polygons: invalid rings, repeated units and overlaps, each with a line in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

SLIVER_KM2 = 0.0001
"""Overlaps smaller than 100 m² come from rounding and are mended without a line each."""

MOST_TOLD = 20
"""Overlaps told one by one, the largest first; the rest are summed up."""


class Fault(NamedTuple):
    """One fault found in a boundary file, and what was done about it."""

    unit: str
    fault: str
    action: str
    detail: str


def polygonal(shape: Any) -> Any:
    """Keep of a geometry its polygons only; None where there are none."""
    import shapely

    if shape is None or shape.is_empty:
        return None
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else None


def mend(shapes: np.ndarray, units: list[str]) -> tuple[np.ndarray, list[Fault]]:
    """Make every polygon valid and flat; what is no polygon becomes None.

    Parameters
    ----------
    shapes : array of Geometry
        In any CRS.
    units : list of str
        Names for the report.

    Returns
    -------
    (array of Geometry or None, list of Fault)
    """
    import shapely

    out = shapely.force_2d(shapes)
    faults = []
    for i, (shape, unit) in enumerate(zip(out, units, strict=True)):
        if shape is None or shape.is_empty:
            out[i] = None
            faults.append(Fault(unit, "no geometry", "row left out", ""))
            continue
        if not shape.is_valid:
            why = shapely.is_valid_reason(shape)
            before = shape.area
            shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
            shape = polygonal(shape)
            area = 0.0 if shape is None else shape.area
            change = f", area changed by {abs(area - before) / before:.2%}" if before else ""
            faults.append(Fault(unit, "invalid ring", "rebuilt", f"{why}{change}"))
        kept = polygonal(shape)
        if kept is None:
            faults.append(
                Fault(unit, "no polygon", "row left out", shape.geom_type if shape else "")
            )
        out[i] = kept
    return out, faults


def part_overlaps(
    shapes: np.ndarray, units: list[str], order: np.ndarray
) -> tuple[np.ndarray, list[Fault]]:
    """Give land that two polygons claim to the first of them, as the join does on borders.

    Parameters
    ----------
    shapes : array of Polygon
        Valid polygons in EPSG:4326.
    units : list of str
        Names for the report.
    order : array of int
        Positions from first to last: the text order of `unit_id`.
    """
    import shapely
    from pyproj import Geod

    if shapely.coverage_is_valid(shapes):
        return shapes, []
    geod = Geod(ellps="WGS84")
    out = shapes.copy()
    rank = {int(position): i for i, position in enumerate(order)}
    left, right = shapely.STRtree(out).query(out, predicate="intersects")
    pairs = {
        (int(a), int(b)) if rank[int(a)] < rank[int(b)] else (int(b), int(a))
        for a, b in zip(left, right, strict=True)
        if a != b
    }
    faults = []
    overlaps: list[tuple[float, Fault]] = []
    for first, last in sorted(pairs, key=lambda p: (rank[p[0]], rank[p[1]])):
        shared = polygonal(shapely.intersection(out[first], out[last]))
        if shared is None or not shared.area:
            continue
        rest = polygonal(shapely.difference(out[last], out[first]))
        if rest is None:
            faults.append(
                Fault(units[last], "covered by another", "left as it is", f"by {units[first]}")
            )
            continue
        out[last] = rest
        area = abs(geod.geometry_area_perimeter(shared)[0]) / 1e6
        action = f"shared land given to {units[first]}"
        overlaps.append((area, Fault(units[last], "overlap", action, f"{area:.4g} km²")))
    overlaps.sort(key=lambda pair: -pair[0])
    told = [pair for pair in overlaps[:MOST_TOLD] if pair[0] >= SLIVER_KM2]
    faults += [fault for _, fault in told]
    rest = overlaps[len(told) :]
    if rest:
        detail = f"{len(rest)} pairs, {sum(area for area, _ in rest):.4g} km² in all"
        faults.append(Fault("", "smaller overlaps", "cut", detail))
    return out, faults


def gaps(shapes: np.ndarray) -> list[Fault]:
    """Report enclosed gaps between polygons; the join snaps points in them to the nearest."""
    import shapely
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(shapely.union_all(shapes))
        for ring in shapely.get_rings(part)[1:]
    ]
    if not holes:
        return []
    areas = [abs(geod.geometry_area_perimeter(hole)[0]) / 1e6 for hole in holes]
    largest = holes[areas.index(max(areas))].representative_point()
    return [
        Fault(
            "",
            "gaps",
            "left open",
            f"{len(holes)} enclosed gaps, {sum(areas):.4g} km² in all, the largest "
            f"{max(areas):.4g} km² at {largest.y:.4f} N {largest.x:.4f} E",
        )
    ]
