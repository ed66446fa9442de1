"""Scores: how well a candidate fits the name, the stated parents and the places around."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.areas import INSIDE, ONCE_INSIDE, OUTSIDE, Parent
from gazetteer.names import KindWord, read_table
from gazetteer.places import Place, distance_km, is_area, prominence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


LONG = 16
"""Letters from which a name is as good as unique, as one with a number is."""
OBSCURE = 2.5
"""Prominence below which the length of a name matters: Jos is short, yet all mean the city."""


class Match(NamedTuple):
    """A place whose name fits: by which method, and the feature that weighs it."""

    place: Place
    method: str
    feature: str
    stripped: bool = False
    own: bool = False


QUIET = -1.0
"""Least logarithm of a district's share of earlier events against an even share."""


class Reports(NamedTuple):
    """Where earlier events happened: how many in each district, and what makes it per thousand."""

    districts: Mapping[str, int] = MappingProxyType({})
    scale: float = 0.0

    def trouble(self, place: Place) -> float:
        """Logarithm of a district's share of the events against an even share; 0 if unknown.

        Never below `QUIET`: where few events were, the next one may be all the same.
        """
        if not self.districts or not place.admin2:
            return 0.0
        share = self.districts.get(place.admin2, 0) * self.scale
        return max(QUIET, math.log((1 + share) / (1 + 1000 / len(self.districts))))


def count_reports(places: Iterable[Place]) -> Reports:
    """Count the events that the reported places stand for."""
    districts: Counter[str] = Counter()
    for place in places:
        if place.reported:
            districts[place.admin2] += place.reported
    return Reports(districts, 1000 / districts.total() if districts else 0.0)


class Query(NamedTuple):
    """What is known about a name before looking it up."""

    kind: KindWord | None
    parents: tuple[Parent, ...]
    near: tuple[tuple[float, float, float], ...]
    context: tuple[tuple[float, float], ...]
    country: str
    letters: int = 8
    reports: Reports = Reports()


@cache
def weights() -> dict[str, float]:
    """Weight of each feature in log-odds, from `rules_scores.csv`."""
    return {row["feature"]: float(row["weight"]) for row in read_table("rules_scores.csv")}


class Evidence(NamedTuple):
    """Features of one candidate with their values, and the reasons in words a reader can check."""

    features: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]

    def total(self) -> float:
        """Log-odds of the candidate."""
        w = weights()
        return sum(w[name] * value for name, value in self.features)


def evidence(match: Match, query: Query) -> Evidence:
    """Weigh a candidate: its name, kind and prominence, the stated parents, the places around."""
    place = match.place
    found = [(match.feature, 1.0), ("prominence", prominence(place))]
    if not is_area(place) and prominence(place) < OBSCURE:
        found.append(("letters", (min(query.letters, LONG) - 8) / 4))
        found.append(("troubled", query.reports.trouble(place)))
    reasons = [f"{match.method} name match"]
    if place.curated:
        found.append(("curated", 1.0))
    if place.reported:
        found.append(("reported", math.log1p(place.reported * query.reports.scale)))
        times = "once" if place.reported == 1 else f"{place.reported} times"
        reasons.append(f"meant {times} in UCDP GED's earlier events")
    if match.own:
        found.append(("own", 1.0))
        reasons.append("from your overlay")
    if match.stripped:
        found.append(("core", 1.0))
    if place.country == query.country:
        found.append(("home", 1.0))
    elif match.feature != "exact" and not is_area(place) and not match.own:
        found.append(("foreign_inexact", 1.0))
    if is_area(place):
        found.append(("district" if place.kind == "district" else "wide_area", 1.0))
    for parent in query.parents:
        feature, reason = _parent(place, parent)
        if feature:
            found.append((feature, 1.0))
            reasons.append(reason)
    if query.kind is not None:
        wants_area = query.kind.level in ("admin1", "admin2", "division")
        if query.kind.kind == place.kind:
            found.append(("kind_same", 1.0))
            reasons.append(f"{article(query.kind.word)}, as the text says")
        elif query.kind.level != "region" and wants_area != is_area(place):
            found.append(("kind_other", 1.0))
            reasons.append(f"{article(place.kind)}, where the text says {query.kind.word}")
    for latitude, longitude, scale in query.near:
        away = distance_km(place.latitude, place.longitude, latitude, longitude)
        if away == away:
            found.append(("near_context", math.exp(-away / max(2 * scale, 15.0))))
            found.append(("far_context", min(1.0, away / 150)))
            reasons.append(f"{away:.0f} km from the place named with it")
    if query.context and not is_area(place):
        away = min(
            distance_km(place.latitude, place.longitude, lat, lon) for lat, lon in query.context
        )
        found.append(("context", math.exp(-away / 80)))
        reasons.append(f"{away:.0f} km from another place of the report")
    return Evidence(tuple(found), tuple(reasons))


def article(word: str) -> str:
    """Give a word its indefinite article."""
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"


def _parent(place: Place, parent: Parent) -> tuple[str, str]:
    """Feature and reason of how a candidate fits a stated parent."""
    fit = parent.fit(place)
    if fit == OUTSIDE:
        if parent.country and place.country and parent.country != place.country:
            return "outside_country", f"not in {parent.text}"
        if parent.admin1 and place.admin1 and parent.admin1 != place.admin1:
            return "outside_admin1", f"not in {parent.text}"
        return "outside_admin2", f"not in {parent.text}"
    if fit == ONCE_INSIDE:
        return "once_admin2", f"in a district once part of {parent.text}"
    if fit == INSIDE:
        if parent.admin2:
            many = len(parent.admin2) > 3
            return "inside_region" if many else "inside_admin2", f"in {parent.text}"
        level = "inside_country" if parent.level == "country" else "inside_admin1"
        return level, f"in {parent.text}"
    return "", ""


def shares(totals: Sequence[float]) -> list[float]:
    """Softmax of log-odds together with the reading that no candidate is meant."""
    nil = weights()["nil"]
    top = max([*totals, nil])
    raised = [math.exp(total - top) for total in totals]
    whole = sum(raised) + math.exp(nil - top)
    return [value / whole for value in raised]
