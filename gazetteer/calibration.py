"""Calibration: from a share of probability to a confidence that was measured, by a stored table."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from gazetteer.names import read_table
from gazetteer.places import kind_rule

if TYPE_CHECKING:
    from gazetteer.results import Resolution


@cache
def _curves() -> dict[str, tuple[list[float], list[float]]]:
    curves: dict[str, tuple[list[float], list[float]]] = {}
    for row in read_table("rules_calibration.csv"):
        raw, confidence = curves.setdefault(row["group"], ([], []))
        raw.append(float(row["raw"]))
        confidence.append(float(row["confidence"]))
    return curves


def group_of(answer: Resolution) -> str:
    """Group of answers that share a curve: how the place was found."""
    if answer.method == "relative":
        return "between" if not answer.place_id else "relative"
    return answer.method if answer.method in _curves() else "point"


def calibrated(group: str, raw: float) -> float:
    """Confidence for a raw share, by linear interpolation in the group's measured curve."""
    xs, ys = _curves()[group]
    if raw <= xs[0]:
        return round(ys[0], 3)
    if raw >= xs[-1]:
        return round(ys[-1], 3)
    i = bisect_left(xs, raw)
    part = (raw - xs[i - 1]) / (xs[i] - xs[i - 1])
    return round(ys[i - 1] + part * (ys[i] - ys[i - 1]), 3)


def size_class(kind: str, place_id: str) -> str:
    """Class of a place for the measured radius: settled, wide, curated or small.

    The curated places were each checked, so what holds for a dump's villages says nothing of them.
    """
    if kind in ("city", "town"):
        return "settled"
    wide = kind_rule(kind).radius_km >= 10
    if place_id.startswith("zila:") and not wide:
        return "curated"
    return "wide" if wide else "small"


@cache
def _radii() -> dict[tuple[str, str], list[tuple[float, float]]]:
    table: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in read_table("rules_radius.csv"):
        steps = table.setdefault((row["group"], row["class"]), [])
        steps.append((float(row["share_from"]), float(row["radius_km"])))
    return {key: sorted(steps) for key, steps in table.items()}


def measured_radius(group: str, answer: Resolution) -> float:
    """Radius in km that held 95 % of the events so placed; 0 where none was measured."""
    steps = _radii().get((group, size_class(answer.place_kind, answer.place_id)), [])
    share = answer.confidence
    return next((radius for start, radius in reversed(steps) if share >= start), 0.0)
