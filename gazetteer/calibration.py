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


STATED = " in a stated district"
"""End of the name of a group whose answers had their district stated by the caller."""


def group_of(answer: Resolution, *, stated: bool = False) -> str:
    """Group of answers that share a curve: how the place was found, and if in a known district.

    Parameters
    ----------
    answer : Resolution
        The answer before calibration.
    stated : bool
        Whether the caller, not only the text, said in which district the place lies.
    """
    if answer.method == "relative" and not answer.place_id:
        return "between"
    name = answer.method if answer.method in _curves() else "point"
    return f"{name}{STATED}" if stated and f"{name}{STATED}" in _curves() else name


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
