"""Choice: one name, its candidates weighed in context, and the point or area that it gives."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.calibration import thresholds
from gazetteer.containers import IN_TOWN, area_answer, inside
from gazetteer.names import LONGEST_NAME, NameParts, fold, kind_words, names_canal
from gazetteer.places import Place, distance_km, is_area, kind_rule, prominence
from gazetteer.radius import point_radius
from gazetteer.results import Candidate, Resolution
from gazetteer.scores import LONG, Evidence, Query, article, count_reports, evidence, shares
from gazetteer.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer.areas import Areas, Parent
    from gazetteer.matching import Matcher
    from gazetteer.scores import Match

SHOWN = 12
"""Candidates kept in a resolution, the likeliest first."""


class Ranked(NamedTuple):
    """A candidate with its share of probability."""

    match: Match
    share: float
    evidence: Evidence

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the candidate is likely or not."""
        return self.evidence.reasons


class Scene(NamedTuple):
    """What the caller and the phrase itself say about where a name lies."""

    parents: tuple[Parent, ...] = ()
    near: tuple[tuple[float, float, float], ...] = ()
    context: tuple[tuple[float, float], ...] = ()


class Chooser:
    """Chooses among the candidates of one name, by what is said about where it lies."""

    def __init__(self, matcher: Matcher, areas: Areas, *, country: str) -> None:
        self.matcher = matcher
        self.areas = areas
        self.country = country
        self.reports = count_reports(
            place for store in matcher.stores if isinstance(store, MemoryStore) for place in store
        )
        self.choose = lru_cache(maxsize=20_000)(self._choose)

    def known(self, name: NameParts) -> bool:
        """Whether any place or area bears exactly this name, with or without its kind word."""
        if self.areas.named(name.key) or self.areas.named(name.core):
            return True
        return any(
            store.exact(key) for store in self.matcher.stores for key in {name.key, name.core}
        )

    def rank(self, name: NameParts, scene: Scene, *, fuzzy: bool = True) -> list[Ranked]:
        """Every reading of a name, the likeliest first."""
        query = Query(
            name.kind,
            scene.parents,
            scene.near,
            scene.context,
            self.country,
            LONG if names_canal(name.key) else len(name.core.replace(" ", "")),
            self.reports,
        )
        if name.kind is not None and name.kind.kind in IN_TOWN:
            fuzzy = False
        matches = self.matcher.matches(name, scene.parents, fuzzy=fuzzy)
        if not matches:
            return []
        weighed = [(match, evidence(match, query)) for match in matches]
        probable = shares([found.total() for _, found in weighed])
        ranked = [
            Ranked(match, share, found)
            for (match, found), share in zip(weighed, probable, strict=True)
        ]
        ranked.sort(key=lambda r: (-r.share, r.match.place.place_id))
        return ranked

    def _choose(self, name: NameParts, scene: Scene, exact_only: bool) -> Resolution:
        """Decide on a point, an area, or neither, for one name; near spellings too on request."""
        text = name.key
        if len(name.key) > LONGEST_NAME or not name.core:
            return Resolution(text, "unresolved", reason="The name is too long or empty.")
        if name.kind is not None and name.core in kind_words():
            return Resolution(text, "unresolved", reason=f"{text!r} names no place.")
        ranked = self.rank(name, scene, fuzzy=not exact_only)
        candidates = tuple(map(_candidate, ranked[:SHOWN]))
        if not ranked:
            return Resolution(
                text, "unresolved", reason=f"No place in the gazetteer is called {text!r}."
            )
        allowed = [r for r in ranked if self.fits(r.match.place, scene.parents)]
        if not allowed:
            stated = ", ".join(parent.text for parent in scene.parents)
            return Resolution(
                text,
                "unresolved",
                reason=f"Every place called {text!r} lies outside {stated}.",
                candidates=candidates,
            )
        chosen = self._prefer_seat(allowed, name)
        if chosen is not allowed:
            others = [r for r in ranked if r not in allowed]
            candidates = tuple(map(_candidate, [*chosen, *others][:SHOWN]))
        ranked = chosen
        best = ranked[0]
        if name.kind is not None and name.kind.level in _ADMIN and not is_area(best.match.place):
            whole = self.areas.parent(name.key, country=self.country, near=False)
            if whole is not None and not any(map(whole.contradicts, scene.parents)):
                answer = area_answer(whole._replace(text=text.title()), text, unknown=False)
                kind = answer.place_kind if answer.admin2 else "region"
                return replace(answer, place_kind=kind, candidates=candidates)
        if is_area(best.match.place):
            return self._area(text, best, candidates, scene)
        point = _point(text, best, ranked, candidates)
        named_after = best.match.stripped and best.match.place.kind in _SETTLED
        if named_after and name.kind is not None and name.kind.keep and name.kind.kind in IN_TOWN:
            if scene.near:  # "Charsadda Road, Peshawar" is not in Charsadda
                return Resolution(
                    text, "unresolved", reason=f"No place in the gazetteer is called {text!r}."
                )
            return inside(text, point)
        return point

    def fits(self, place: Place, parents: Sequence[Parent]) -> bool:
        """Whether a place can lie in all stated parents; a region must share districts with all."""
        if any(parent.fit(place) < 0 for parent in parents):
            return False
        if not is_area(place) or place.admin2:
            return True
        covered = self.areas.members(place, fold(place.name))
        return not covered or all(
            not parent.admin2 or covered & (parent.admin2 | parent.once) for parent in parents
        )

    def _prefer_seat(self, ranked: list[Ranked], name: NameParts) -> list[Ranked]:
        """Read a bare name shared by a unit and its seat as the seat, as UCDP GED codes it.

        A district's seat must be well known, a hamlet of the district's name is not meant; a
        tehsil's may be any place of the name in the tehsil's district. Where the text says
        "district" nothing changes; where it says "tehsil" its seat still stands for it.
        """
        best = ranked[0].match.place
        tehsil = best.kind == "tehsil"
        if not tehsil and (
            name.kind is not None or best.kind not in ("province", "district", "division")
        ):
            return ranked
        order = list(enumerate(ranked))
        if tehsil:
            order.sort(key=lambda pair: _seat_order(pair[1].match.place, best))
        for position, other in order:
            place = other.match.place
            if tehsil:
                fits = _seat_of_tehsil(place, best)
            else:
                fits = place.kind in ("city", "town") and place.admin1 == best.admin1
                fits = fits and prominence(place) > 2.5
            if fits:
                same = {r.match.place.place_id for r in ranked if is_area(r.match.place)}
                same.add(best.place_id)
                share = other.share + sum(r.share for r in ranked if r.match.place.place_id in same)
                rest = ranked[:position] + ranked[position + 1 :]
                kept = [r for r in rest if r.match.place.place_id not in same]
                why = (
                    *other.reasons,
                    f"its {best.kind} has the name too; a bare name means the {place.kind}",
                )
                found = other.evidence._replace(reasons=why)
                return [other._replace(share=min(share, 1.0), evidence=found), *kept]
        return ranked

    def _area(
        self, text: str, best: Ranked, candidates: tuple[Candidate, ...], scene: Scene
    ) -> Resolution:
        place = best.match.place
        if best.share < thresholds()["unresolved_share"]:
            return Resolution(
                text,
                "unresolved",
                reason=f"{text!r} fits no place well; the nearest is {place.name}.",
                candidates=candidates,
            )
        rule = kind_rule(place.kind)
        admin2 = place.admin2
        note = ""
        if not admin2:
            covered = self.areas.members(place, fold(place.name))
            stated = [
                covered & p.admin2 if covered else p.admin2
                for p in scene.parents
                if p.level == "district" and (not covered or covered & p.admin2)
            ]
            narrowest = min(stated, key=lambda names: len(names)) if stated else frozenset[str]()
            if len(covered) == 1:
                admin2 = next(iter(covered))
            elif len(narrowest) == 1:
                admin2 = next(iter(narrowest))
                note = f" Its part in {admin2} is meant, which is stated."
        return Resolution(
            text,
            "area",
            place_id=place.place_id,
            place_name=place.name,
            place_kind=place.kind,
            geo_precision=rule.geo_precision,
            where_prec=rule.where_prec,
            country=place.country,
            admin1=place.admin1,
            admin2=admin2,
            confidence=best.share,
            method="area",
            reason=f"{place.name} is {article(place.kind)} ({'; '.join(best.reasons)}).{note}",
            candidates=candidates,
        )


_SETTLED = frozenset({"city", "town", "village"})
_ADMIN = frozenset({"admin1", "admin2", "division"})


def _seat_order(place: Place, tehsil: Place) -> tuple[float, float]:
    """Towns first, then what lies nearer to the tehsil's middle."""
    away = distance_km(place.latitude, place.longitude, tehsil.latitude, tehsil.longitude)
    return -round(prominence(place)), away if away == away else 1e9


def _seat_of_tehsil(place: Place, tehsil: Place) -> bool:
    """Whether a place that answers to a tehsil's name can be its seat."""
    return (
        place.kind in ("city", "town", "village")
        and place.admin2 == tehsil.admin2
        and distance_km(place.latitude, place.longitude, tehsil.latitude, tehsil.longitude) < 60
    )


def _candidate(ranked: Ranked) -> Candidate:
    place = ranked.match.place
    return Candidate(
        place.place_id,
        place.name,
        place.kind,
        place.latitude,
        place.longitude,
        place.country,
        place.admin1,
        place.admin2,
        round(ranked.share, 4),
        ranked.reasons,
    )


def _holds(area: Place, place: Place) -> bool:
    """Whether an area is one that a place lies in, so that naming it does not speak against it."""
    return is_area(area) and area.admin1 == place.admin1 and area.admin2 in ("", place.admin2)


def _point(
    text: str, best: Ranked, ranked: Sequence[Ranked], candidates: tuple[Candidate, ...]
) -> Resolution:
    limits = thresholds()
    place = best.match.place
    near = [
        (r, distance_km(place.latitude, place.longitude, r.match.place.latitude,
                        r.match.place.longitude))
        for r in ranked
        if not is_area(r.match.place)
    ]  # fmt: skip
    district = sum(
        r.share
        for r, km in near
        if km < 10 or (place.admin2 and r.match.place.admin2 == place.admin2)
    ) + sum(r.share for r in ranked if _holds(r.match.place, place))
    known = sum(r.share for r in ranked)
    if known < limits["unresolved_share"]:
        return Resolution(
            text,
            "unresolved",
            reason=f"{text!r} fits no place well; the nearest is {place.name}"
            f"{_parents(place)} ({best.reasons[0]}).",
            candidates=candidates,
        )
    if district < limits["ambiguous_share"] and len(ranked) == 1:
        return Resolution(
            text,
            "unresolved",
            country=place.country,
            confidence=district,
            reason=_doubt(text, place, best, known),
            candidates=candidates,
        )
    if district < limits["ambiguous_share"]:
        rivals = ", ".join(f"{r.match.place.name}{_parents(r.match.place)}" for r in ranked[:3])
        return Resolution(
            text,
            "ambiguous",
            country=place.country,
            confidence=district,
            reason=f"{len(ranked)} places fit, none well enough to choose: {rivals}"
            + (" and others." if len(ranked) > 3 else "."),
            candidates=candidates,
        )
    rule = kind_rule(place.kind)
    return Resolution(
        text,
        "point",
        place_id=place.place_id,
        place_name=place.name,
        place_kind=place.kind,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=point_radius(place, best.match.method, district),
        geo_precision=rule.geo_precision,
        where_prec=rule.where_prec,
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
        confidence=district,
        method=best.match.method,
        reason=f"{place.name}{_parents(place)}: {'; '.join(best.reasons)}"
        + _others(len(ranked) - 1),
        candidates=candidates,
    )


def _others(count: int) -> str:
    if count == 0:
        return "."
    if count == 1:
        return "; 1 other place that fits is less likely."
    return f"; {count} other places that fit are less likely."


def _doubt(text: str, place: Place, best: Ranked, share: float) -> str:
    return (
        f"{text!r} may mean {place.name}{_parents(place)}, {article(place.kind)}, but with "
        f"{share:.0%} that is too doubtful to choose: {'; '.join(best.reasons)}."
    )


def _parents(place: Place) -> str:
    named = [part for part in (place.admin2, place.admin1) if part and part != place.name]
    return f" ({', '.join(named)})" if named else ""
