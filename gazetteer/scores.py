"""Scores: how well a candidate fits the name, the stated parents and the places around."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.areas import INSIDE, ONCE_INSIDE, OUTSIDE, Parent
from gazetteer.names import KindWord, read_table
from gazetteer.places import Place, distance_km, is_area, prominence

if TYPE_CHECKING:
    from collections.abc import Sequence


class Match(NamedTuple):
    """A place whose name fits: by which method, and the feature that weighs it."""

    place: Place
    method: str
    feature: str
    stripped: bool = False


class Query(NamedTuple):
    """What is known about a name before looking it up."""

    kind: KindWord | None
    parents: tuple[Parent, ...]
    near: tuple[tuple[float, float, float], ...]
    context: tuple[tuple[float, float], ...]
    country: str


@cache
def weights() -> dict[str, float]:
    """Weight of each feature in log-odds, from `rules_scores.csv`."""
    return {row["feature"]: float(row["weight"]) for row in read_table("rules_scores.csv")}


def score(match: Match, query: Query) -> tuple[float, tuple[str, ...]]:
    """Log-odds of a candidate and the reasons, in words a reader can check."""
    w = weights()
    place = match.place
    total = w[match.feature] + w["prominence"] * prominence(place)
    reasons = [f"{match.method} name match"]
    if match.stripped:
        total += w["core"]
    if place.country == query.country:
        total += w["home"]
    for parent in query.parents:
        gain, reason = _parent_score(place, parent)
        total += gain
        if reason:
            reasons.append(reason)
    gain, reason = _kind_score(place, query.kind)
    total += gain
    if reason:
        reasons.append(reason)
    for latitude, longitude, scale in query.near:
        away = distance_km(place.latitude, place.longitude, latitude, longitude)
        if away == away:
            total += max(w["far_context"], w["near_context"] - (away / max(scale, 5.0)) * 0.5)
            reasons.append(f"{away:.0f} km from the place named with it")
    if query.context and not is_area(place):
        away = min(
            distance_km(place.latitude, place.longitude, lat, lon) for lat, lon in query.context
        )
        total += w["context"] * math.exp(-away / 80)
        reasons.append(f"{away:.0f} km from another place of the report")
    return total, tuple(reasons)


def _parent_score(place: Place, parent: Parent) -> tuple[float, str]:
    w = weights()
    fit = parent.fit(place)
    if fit == OUTSIDE:
        if parent.country and place.country and parent.country != place.country:
            return w["outside_country"], f"not in {parent.text}"
        if parent.admin1 and place.admin1 and parent.admin1 != place.admin1:
            return w["outside_admin1"], f"not in {parent.text}"
        return w["outside_admin2"], f"not in {parent.text}"
    if fit == ONCE_INSIDE:
        return w["once_admin2"], f"in a district once part of {parent.text}"
    if fit == INSIDE:
        if parent.admin2:
            return w["inside_admin2"], f"in {parent.text}"
        level = "inside_country" if parent.level == "country" else "inside_admin1"
        return w[level], f"in {parent.text}"
    return 0.0, ""


def _kind_score(place: Place, kind: KindWord | None) -> tuple[float, str]:
    w = weights()
    if kind is None:
        return 0.0, ""
    wants_area = kind.level in ("admin1", "admin2", "division")
    if kind.kind == place.kind:
        return w["kind_same"], f"a {kind.word}, as the text says"
    if kind.level != "region" and wants_area != is_area(place):
        return w["kind_other"], f"a {place.kind}, where the text says {kind.word}"
    return 0.0, ""


def shares(totals: Sequence[float]) -> list[float]:
    """Softmax of log-odds together with the reading that no candidate is meant."""
    nil = weights()["nil"]
    top = max([*totals, nil])
    raised = [math.exp(total - top) for total in totals]
    whole = sum(raised) + math.exp(nil - top)
    return [value / whole for value in raised]
