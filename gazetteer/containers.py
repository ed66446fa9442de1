"""Containers: an unknown place stands for the place or the unit that it is said to lie in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer.names import parts
from gazetteer.places import kind_rule
from gazetteer.radius import container_radius
from gazetteer.results import Resolution

if TYPE_CHECKING:
    from gazetteer.areas import Parent

IN_TOWN = frozenset({"landmark", "road", "bazaar"})
"""Kinds of places that lie in the town whose name they bear."""


def inside(inner: str, container: Resolution, *, near: bool = False) -> Resolution:
    """Let the known place that an unknown one is said to lie in, or near, stand for it."""
    if container.status != "point":
        return container
    relation = "near" if near else "in"
    kind = parts(inner).kind
    radius = container_radius(
        container.radius_km or 0.0,
        container.confidence,
        landmark=inner == inner.lower() or (kind is not None and kind.kind in IN_TOWN),
    )
    return replace(
        container,
        radius_km=radius,
        geo_precision=max(container.geo_precision or 2, 2),
        where_prec=max(container.where_prec or 2, 2),
        confidence=container.confidence,
        method="container",
        reason=f"{inner!r} is not in the gazetteer; it is said to be {relation} "
        f"{container.place_name}, so the point stands for {container.place_name}.",
    )


def area_answer(parent: Parent, inner: str, *, unknown: bool = True) -> Resolution:
    """Answer a stated unit as an area: for a name that is not known, or that means the unit."""
    single = next(iter(parent.admin2)) if len(parent.admin2) == 1 else ""
    raw = 0.9 if single else 0.5
    rule = kind_rule("district" if single else parent.area.kind)
    return Resolution(
        inner,
        "area",
        place_id=parent.area.place_id,
        place_name=parent.area.name if parent.level != "region" else parent.text,
        place_kind="district" if single else parent.level,
        geo_precision=rule.geo_precision,
        where_prec=rule.where_prec,
        country=parent.country,
        admin1=parent.admin1,
        admin2=single,
        confidence=raw,
        method="parent" if unknown else "area",
        reason=f"{inner!r} is not in the gazetteer; the stated {parent.text} stands as an area."
        if unknown
        else f"The text names a unit, {parent.text}: an area, and no point in it.",
    )


def breadth(parent: Parent) -> int:
    """How wide a stated unit is, in districts; a province is wider than any district."""
    return len(parent.admin2) if parent.admin2 else 1_000
