"""Radii: how far from its point a place may lie, from the reviewed tables of kinds and spreads."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gazetteer.calibration import thresholds
from gazetteer.names import read_table
from gazetteer.places import extent_km, kind_rule

if TYPE_CHECKING:
    from gazetteer.places import Place


@cache
def _spreads() -> dict[str, list[tuple[float, float]]]:
    table: dict[str, list[tuple[float, float]]] = {}
    for row in read_table("rules_radius.csv"):
        table.setdefault(row["group"], []).append((float(row["share_from"]), float(row["km"])))
    return {group: sorted(steps, reverse=True) for group, steps in table.items()}


def spread_km(group: str, share: float) -> float:
    """Distance in km that held 95 % of the events so placed in the right district.

    A place in the wrong district is no matter of its radius but of `confidence`.

    Parameters
    ----------
    group : str
        How the name was matched, as in `rules_radius.csv`; others are read as "any".
    share : float
        The answer's share of probability, 0 to 1.
    """
    steps = _spreads().get(group) or _spreads()["any"]
    return next((km for start, km in steps if share >= start), steps[-1][1])


def point_radius(place: Place, group: str, share: float) -> float:
    """Radius in km of a place that stands for itself.

    Its extent or the error that its source states, whichever is larger; widened to what held for
    answers of its group, but to no more than `rules_kinds.csv` allows for its kind: however often
    a source errs, a road does not reach beyond its town. A village of a near spelling may be
    another one, so its kind bounds nothing.
    """
    spread = spread_km(group, share)
    if group != "fuzzy" or place.kind != "village":
        spread = min(spread, kind_rule(place.kind).most_km)
    return round(max(extent_km(place), spread), 1)


def container_radius(radius_km: float, share: float, *, landmark: bool) -> float:
    """Radius in km of something unknown in or at a known place of this radius.

    A landmark lies in the place itself; an unknown village or area "of" it may lie anywhere in its
    surroundings, a tehsil at most.
    """
    limits = thresholds()
    if landmark:
        return round(radius_km * limits["inside_factor"], 1)
    spread = min(spread_km("container", share), limits["around_km"])
    return round(max(radius_km * limits["around_factor"], spread), 1)
