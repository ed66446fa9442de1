"""Calibration: from a share of probability to a confidence that was measured, by a stored table."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from gazetteer.names import read_table

if TYPE_CHECKING:
    from gazetteer.results import Resolution


@cache
def thresholds() -> dict[str, float]:
    """Thresholds of the decision, from `rules_thresholds.csv`."""
    return {row["name"]: float(row["value"]) for row in read_table("rules_thresholds.csv")}


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
