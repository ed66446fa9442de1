"""Relative places: resolved points moved, widened or put amid others, as a phrase says."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer.calibration import thresholds
from gazetteer.phrases import rule_named
from gazetteer.places import destination, distance_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer.phrases import Relation
    from gazetteer.results import Resolution


def offset(first: Resolution, relation: Relation) -> Resolution:
    """Move a resolved place by a phrase: so far that way, near it, on its outskirts."""
    rule = relation.rule
    if first.status != "point" or first.latitude is None or first.longitude is None:
        return first
    if rule.rule not in ("offset", "ring"):
        return widened(first, rule.rule)
    radius = math.hypot(first.radius_km or 0.0, rule.base_km + rule.per_km * relation.km)
    latitude, longitude = first.latitude, first.longitude
    if relation.bearing is not None and rule.rule == "offset":
        latitude, longitude = destination(latitude, longitude, relation.bearing, relation.km)
    way = f"{relation.km:g} km" + (
        f" at {relation.bearing:g}°" if relation.bearing is not None else " in any direction"
    )
    moved = relation.km > 5 and rule.rule == "offset"
    return replace(
        first,
        latitude=round(latitude, 5),
        longitude=round(longitude, 5),
        radius_km=round(radius, 1),
        geo_precision=rule.geo_precision,
        where_prec=rule.where_prec,
        admin2="" if moved else first.admin2,
        method="relative",
        reason=f"{way} from {first.place_name}. {first.reason}",
    )


def widened(answer: Resolution, rule_name: str) -> Resolution:
    """Give a point the radius and precision of a phrase that only says it is about there."""
    rule = rule_named(rule_name)
    return replace(
        answer,
        radius_km=round((answer.radius_km or 0.0) + rule.base_km, 1),
        geo_precision=max(rule.geo_precision, answer.geo_precision or 1),
        where_prec=max(rule.where_prec, answer.where_prec or 1),
        method="relative",
        reason=f"The text says {rule.says} {answer.place_name}. {answer.reason}",
    )


def between(first: Resolution, second: Resolution, relation: Relation) -> Resolution:
    """Middle of the way between two resolved places; the one that is known where one is not."""
    rule = relation.rule
    ends = [_where(first), _where(second)]
    if ends[0] is None or ends[1] is None:
        known = first if first.status in ("point", "area") else second
        return known if known.status in ("point", "area") else first
    (lat1, lon1), (lat2, lon2) = ends[0], ends[1]
    whole = distance_km(lat1, lon1, lat2, lon2)
    same = first.admin2 if first.admin2 == second.admin2 else ""
    return replace(
        first,
        status="point",
        latitude=round((lat1 + lat2) / 2, 5),
        longitude=round((lon1 + lon2) / 2, 5),
        radius_km=round(rule.base_km + rule.per_km * whole, 1),
        geo_precision=rule.geo_precision,
        where_prec=rule.where_prec,
        place_id="",
        place_name=f"{first.place_name}–{second.place_name}",
        place_kind=rule.rule,
        admin1=first.admin1 if first.admin1 == second.admin1 else "",
        admin2=same,
        confidence=min(first.confidence, second.confidence) * 0.5,
        method="relative",
        reason=f"The middle of the way between {first.place_name} and {second.place_name}, "
        f"{whole:.0f} km apart ({rule.rule}).",
    )


def middle(points: Sequence[Resolution]) -> Resolution:
    """Point amid places named together, or the first of them where they lie far apart."""
    if len(points) == 1:
        return points[0]
    lat = sum(p.latitude or 0.0 for p in points) / len(points)
    lon = sum(p.longitude or 0.0 for p in points) / len(points)
    reach = max(
        distance_km(lat, lon, p.latitude or 0.0, p.longitude or 0.0) + (p.radius_km or 0.0)
        for p in points
    )
    if reach > thresholds()["near_points_km"]:
        return points[0]
    names = ", ".join(p.place_name for p in points)
    return replace(
        points[0],
        latitude=round(lat, 5),
        longitude=round(lon, 5),
        radius_km=round(reach, 1),
        geo_precision=2,
        where_prec=2,
        method="relative",
        reason=f"The middle of the places named together: {names}.",
    )


def anchor(answer: Resolution) -> tuple[float, float, float]:
    """Latitude, longitude and reach in km of a point by which others are judged."""
    return answer.latitude or 0.0, answer.longitude or 0.0, (answer.radius_km or 5.0) + 5.0


def _where(answer: Resolution) -> tuple[float, float] | None:
    if answer.latitude is not None and answer.longitude is not None:
        return answer.latitude, answer.longitude
    for candidate in answer.candidates[:1]:
        if answer.status == "area" and candidate.latitude == candidate.latitude:
            return candidate.latitude, candidate.longitude
    return None
