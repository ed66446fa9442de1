"""Resolving: from a place phrase to a point or an area, with radius, precision and reasons."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.calibration import calibrated, group_of, thresholds
from gazetteer.names import (
    LONGEST_NAME,
    NameParts,
    fold,
    kind_words,
    ordinary_words,
    parts,
)
from gazetteer.phrases import (
    Part,
    chain,
    distance_clause,
    juxtaposed,
    read_relation,
    strip_opening,
    without_asides,
)
from gazetteer.places import (
    Place,
    destination,
    distance_km,
    is_area,
    kind_rule,
    prominence,
)
from gazetteer.radius import container_radius, point_radius
from gazetteer.results import Candidate, Resolution
from gazetteer.scores import Evidence, Query, article, count_reports, evidence, shares
from gazetteer.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer.areas import Areas, Parent
    from gazetteer.matching import Matcher
    from gazetteer.phrases import Relation
    from gazetteer.scores import Match

SHORTEST_PART = 5
"""Letters that a part of an unknown name must have to be read as a place of its own."""
MOST_NAMESAKES = 3
"""Places beyond which a part of a name is a word of the language, such as a pass or a shrine."""
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


class Resolver:
    """Resolves place phrases over the stores of a gazetteer."""

    def __init__(self, matcher: Matcher, areas: Areas, *, country: str, version: str) -> None:
        self.matcher = matcher
        self.areas = areas
        self.country = country
        self.version = version
        self.calibrate = True
        self.reports = count_reports(
            place
            for store in matcher.stores
            if isinstance(store, MemoryStore)
            for place in store
        )
        self._name = lru_cache(maxsize=20_000)(self._resolve_name)

    def resolve(self, text: str, within: Sequence[str], context: Sequence[str]) -> Resolution:
        """Resolve one phrase; see `Gazetteer.resolve`."""
        if len(text) > LONGEST_NAME * 4 or not fold(text):
            if not text.strip():
                why = "The report states no place."
            elif len(text) <= LONGEST_NAME * 4:
                why = "The place text has no letters."
            else:
                why = f"The place text has {len(text):,} characters and is no place name."
            return self._finish(Resolution(text[:LONGEST_NAME], "unresolved", reason=why), False)
        scene = self._scene(within, context)
        stated = any(parent.admin2 for parent in scene.parents if parent.level == "district")
        answer = self._unless_doubtful(self._phrase(text.strip(), scene), stated)
        answer = self._unless_too_wide(answer)
        if answer.status in ("unresolved", "ambiguous"):
            answer = self._stated_district(answer, scene)
        return self._finish(replace(answer, text=text), stated)

    def _unless_doubtful(self, answer: Resolution, stated: bool) -> Resolution:
        """Withdraw a point whose district is too likely wrong; its candidates stay to be seen."""
        group = group_of(answer, stated=stated)
        if not self.calibrate or answer.status != "point" or answer.method == "relative":
            return answer
        confidence = calibrated(group, answer.confidence)
        if confidence >= thresholds()["least_confidence"]:
            return answer
        return Resolution(
            answer.text,
            "ambiguous" if len(answer.candidates) > 1 else "unresolved",
            country=answer.country,
            confidence=confidence,
            reason=f"Too uncertain for a point ({confidence:.0%}): {answer.reason}",
            candidates=answer.candidates,
        )

    def _unless_too_wide(self, answer: Resolution) -> Resolution:
        """Withdraw a point that does not hold the place within a useful radius.

        Two ends still name an area; a place far off a single one lies in no known district.
        """
        most = thresholds()["most_point_km"]
        if answer.radius_km is None or answer.radius_km <= most:
            return answer
        reason = f"{answer.reason} A point would be no better than {answer.radius_km:.0f} km."
        if answer.method != "relative" or answer.place_id:
            return Resolution(
                answer.text,
                "ambiguous",
                country=answer.country,
                reason=reason,
                candidates=answer.candidates,
            )
        rule = kind_rule("region")
        return replace(
            answer,
            status="area",
            place_kind=rule.kind,
            latitude=None,
            longitude=None,
            radius_km=None,
            geo_precision=rule.geo_precision,
            where_prec=rule.where_prec,
            reason=reason,
        )

    def _finish(self, answer: Resolution, stated: bool) -> Resolution:
        confidence = answer.confidence
        if self.calibrate and answer.status in ("point", "area"):
            confidence = calibrated(group_of(answer, stated=stated), confidence)
        return replace(answer, confidence=round(confidence, 3), data_version=self.version)

    def _scene(self, within: Sequence[str], context: Sequence[str]) -> Scene:
        parents, near, around = [], [], []
        for text in within:
            parent = self.areas.parent(text, country=self.country)
            if parent is not None:
                parents.append(parent)
        for text in within:
            if self.areas.parent(text, country=self.country) is None and fold(text):
                found = self._name(parts(text), Scene(parents=tuple(parents)), True)
                if found.status == "point":
                    near.append(_anchor(found))
        for text in context:
            if fold(text) and len(text) <= LONGEST_NAME:
                found = self._name(parts(text), Scene(parents=tuple(parents)), False)
                if found.status == "point" and found.latitude is not None:
                    around.append((found.latitude, found.longitude or 0.0))
        return Scene(tuple(parents), tuple(near), tuple(around))

    def name(self, name: str) -> Resolution:
        """Resolve a bare name as it stands, without phrases and without near spellings."""
        return self._name(parts(name), Scene(), True)

    # --- phrases -----------------------------------------------------------------------------

    def _phrase(self, text: str, scene: Scene) -> Resolution:
        text = without_asides(text)
        whole = parts(strip_opening(text))
        if self._known(whole):
            answer = self._name(whole, scene, False)
            if answer.status in ("point", "area", "ambiguous"):
                return answer
        head, clause = distance_clause(text)
        if clause:
            return self._at_distance(head, clause, scene)
        relation = read_relation(strip_opening(text)) or read_relation(text)
        if relation is not None and "," not in relation.first:
            answer = self._relative(relation, scene)
            if answer.status != "unresolved":
                return answer
        return self._chain(text, scene)

    def _at_distance(self, head: str, clause: str, scene: Scene) -> Resolution:
        """Resolve a name of which the text says how far it lies from another, else that point."""
        relation = read_relation(clause)
        if relation is None:
            return self._chain(head, scene)
        measured = self._relative(relation, scene)
        if measured.status != "point":
            return self._phrase(head, scene)
        near = (*scene.near, _anchor(measured))
        answer = self._phrase(head, scene._replace(near=near))
        if answer.status == "point" and answer.method not in ("container", "relative"):
            return answer
        return replace(
            measured, reason=f"{head!r} is not known; the text says {clause}. {measured.reason}"
        )

    def _known(self, name: NameParts) -> bool:
        if self.areas.named(name.key) or self.areas.named(name.core):
            return True
        return any(
            store.exact(key) for store in self.matcher.stores for key in {name.key, name.core}
        )

    def _chain(self, text: str, scene: Scene) -> Resolution:
        before, colon, after = text.partition(":")
        if colon and after.strip() and self.areas.parent(before, country=self.country, near=False):
            text = f"{after.strip()}, {before}"
        pieces = chain(text)
        if len(pieces) == 1:
            pieces = chain(juxtaposed(pieces[0].text))
        if len(pieces) == 1 and not self._known(parts(pieces[0].text)):
            pieces = chain(self._with_town(pieces[0].text))
        cased = text != text.lower()
        if not pieces:
            return Resolution(text, "unresolved", reason="No name stands in the place text.")
        head, rest = pieces[0], pieces[1:]
        parents, near = list(scene.parents), list(scene.near)
        containers: list[tuple[Part, Resolution]] = []
        equals = [head]
        for piece in reversed(rest):
            parent = self.areas.parent(piece.text, country=self.country, near=False)
            if piece.relation == "and" or (piece.relation == "list" and parent is None):
                equals.insert(1, piece)
                continue
            if (
                parent is not None
                and piece.relation in ("in", "list")
                and not self._is_town(piece, scene)
            ):
                if not any(map(parent.contradicts, scene.parents)):
                    parents.append(parent)
                continue
            found = self._piece(piece, scene._replace(parents=tuple(parents)), cased)
            if found.status == "point":
                near.append(_anchor(found))
            if found.status in ("point", "area"):
                containers.insert(0, (piece, found))
        inner = Scene(tuple(parents), tuple(near), scene.context)
        own = tuple(parent for parent in parents if parent not in scene.parents)
        if len(equals) > 1:
            answer = self._several(equals, inner)
        else:
            answer = self._piece(head, inner, cased)
        if answer.status in ("point", "area") and not (answer.status == "area" and containers):
            return answer
        for piece, found in containers:
            if found.status == "point":
                return self._inside(head.text, piece, found)
        part = self._leading_name(head.text, inner) or self._part_name(head.text, inner)
        if part is not None:
            return part
        if own:
            stated = min(own, key=_breadth)
            if stated.level == "region":  # an unknown place in a valley stands for the valley
                valley = self._name(parts(stated.text), scene, True)
                if valley.status == "point":
                    return self._inside(head.text, Part("in", stated.text), valley)
            return self._area_answer(stated, head.text)
        for _, found in containers:
            return replace(found, reason=f"{found.reason} {head.text!r} itself is not known.")
        return answer

    def _is_town(self, piece: Part, scene: Scene) -> bool:
        """Tell whether a container, "in Quetta", is a town: nearer than its district."""
        name = parts(piece.text)
        if name.kind is not None and name.kind.level != "point":
            return False
        answer = self._name(name, scene, True)
        return answer.status == "point" and answer.place_kind in ("city", "town")

    def _piece(self, piece: Part, scene: Scene, cased: bool) -> Resolution:
        name = parts(piece.text)
        if not self._known(name):
            relation = read_relation(piece.text)
            if relation is not None:
                return self._relative(relation, scene)
        if (
            piece.text == piece.text.lower()
            and fold(piece.text).isascii()
            and not self._known(name)
        ):
            return Resolution(piece.text, "unresolved", reason=f"{piece.text!r} names no place.")
        answer = self._name(name, scene, False)
        if piece.relation == "near" and answer.status == "point":
            return self._widened(answer, "near", "near")
        return answer

    def _several(self, pieces: Sequence[Part], scene: Scene) -> Resolution:
        last = parts(pieces[-1].text)
        found = []
        for piece in pieces:
            name = parts(piece.text)
            if name.kind is None and last.kind is not None and piece is not pieces[-1]:
                word = last.kind.word.removesuffix("s") if last.kind.word != "s" else ""
                name = parts(f"{piece.text} {word}")
            answer = self._name(name, scene, False)
            if answer.status in ("point", "area"):
                found.append(answer)
        points = [a for a in found if a.status == "point"]
        if points:
            return self._middle(points, pieces)
        if not found:
            return Resolution(pieces[0].text, "unresolved", reason="None of the names is known.")
        if len({(a.admin1, a.admin2) for a in found}) == 1:
            return found[0]
        names = " and ".join(answer.place_name for answer in found)
        provinces = {answer.admin1 for answer in found}
        return Resolution(
            pieces[0].text,
            "area",
            place_name=names,
            place_kind="region",
            geo_precision=3,
            where_prec=kind_rule("region").where_prec,
            country=found[0].country,
            admin1=provinces.pop() if len(provinces) == 1 else "",
            confidence=min(answer.confidence for answer in found),
            method="area",
            reason=f"The text names several areas: {names}.",
            candidates=tuple(c for answer in found for c in answer.candidates[:1]),
        )

    def _middle(self, points: Sequence[Resolution], pieces: Sequence[Part]) -> Resolution:
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

    # --- fallbacks ---------------------------------------------------------------------------

    def _inside(self, inner: str, piece: Part, container: Resolution) -> Resolution:
        if container.status != "point":
            return container
        relation = "near" if piece.relation == "near" else "in"
        kind = parts(inner).kind
        radius = container_radius(
            container.radius_km or 0.0,
            container.confidence,
            landmark=inner == inner.lower() or (kind is not None and kind.kind in _IN_TOWN),
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

    def _leading_name(self, text: str, scene: Scene) -> Resolution | None:
        """Read "Quetta Civil Hospital" as something in Quetta, by its longest leading name."""
        words = text.split()
        last = fold(words[-1]) if words else ""
        known = kind_words().get(last)
        if len(words) < 2 or known is None or known.kind not in _IN_TOWN:
            return None
        limit = thresholds()["leading_confidence"]
        for size in range(len(words) - 1, 0, -1):
            lead = " ".join(words[:size])
            answer = self._name(parts(lead), scene, True)
            if answer.status == "point" and answer.confidence >= limit:
                return self._inside(text, Part("in", lead), answer)
        return None

    def _part_name(self, text: str, scene: Scene) -> Resolution | None:
        """Read "Sar Tiligram" as near Tiligram: the longest part that names a place of the district.

        Without a stated district only a town or a place that reports have named will do.
        """
        words = [word for word in text.split() if fold(word) not in kind_words()]
        stated = any(parent.admin2 for parent in scene.parents)
        if len(words) < 2 or not scene.parents:
            return None
        runs = {
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
            if (start == 0 or end == len(words)) and end - start < len(words)
        }
        for run in sorted(runs, key=lambda run: (-len(run), run)):
            if len(fold(run)) < SHORTEST_PART or run == run.lower():
                continue
            name = parts(run)
            known = [
                match.place
                for match in self.matcher.matches(name, scene.parents, fuzzy=False)
                if not is_area(match.place) and self._fits(match.place, scene.parents)
            ]
            if len(known) > MOST_NAMESAKES or fold(run) in ordinary_words():
                continue  # "Ziarat" and "Kandao" are words of many names
            if stated or any(p.reported or p.kind in ("city", "town") for p in known):
                answer = self._name(name, scene, True)
                if answer.status == "point":
                    return self._inside(text, Part("near", run), answer)
        return None

    def _with_town(self, text: str) -> str:
        """Text with a comma before the known town or district it ends in: "Killi Almas Quetta"."""
        words = text.split()
        for size in (2, 1):
            head, tail = words[:-size], " ".join(words[-size:])
            if not any(fold(word) in kind_words() for word in head) or fold(tail) in kind_words():
                continue
            if len(head) == 1 or not self._known(parts(tail)):
                continue
            found = self._name(parts(tail), Scene(), True)
            sure = found.confidence >= thresholds()["leading_confidence"]
            if sure and found.place_kind in ("city", "town", "district", "province"):
                return f"{' '.join(head)}, {tail}"
        return text

    def _stated_district(self, answer: Resolution, scene: Scene) -> Resolution:
        districts = [parent for parent in scene.parents if parent.admin2]
        if not districts:
            if scene.parents and answer.status == "unresolved":
                stated = min(scene.parents, key=_breadth)
                return replace(
                    answer,
                    admin1=stated.admin1,
                    country=stated.country,
                    reason=f"{answer.reason} Only {stated.text} is stated.",
                )
            return answer
        stated = min(districts, key=_breadth)
        if answer.status == "ambiguous" and len(stated.admin2) > 1:
            return answer
        if len(stated.admin2) > 1:
            city = self._name(parts(stated.text), scene, True)
            if city.status == "point" and city.place_kind == "city":
                return self._inside(answer.text, Part("in", stated.text), city)
        area = self._area_answer(stated, answer.text)
        if answer.status == "ambiguous":
            return replace(
                area,
                candidates=answer.candidates,
                reason=f"{answer.reason} The stated {stated.text} stands as an area.",
            )
        return replace(area, candidates=answer.candidates)

    def _area_answer(self, parent: Parent, inner: str, *, unknown: bool = True) -> Resolution:
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
            reason=f"{inner!r} is not in the gazetteer; "
            f"the stated {parent.text} stands as an area."
            if unknown
            else f"The text names a unit, {parent.text}: an area, and no point in it.",
        )

    # --- relative phrases --------------------------------------------------------------------

    def _relative(self, relation: Relation, scene: Scene) -> Resolution:
        rule = relation.rule
        if rule.rule in ("border", "between", "highway"):
            return self._between(relation, scene)
        first = self._phrase(relation.first, scene)
        if first.status != "point" or first.latitude is None or first.longitude is None:
            return first
        if rule.rule not in ("offset", "ring"):
            return self._widened(first, rule.rule, rule.rule)
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

    def _widened(self, answer: Resolution, rule_name: str, word: str) -> Resolution:
        from gazetteer.phrases import rule_named

        rule = rule_named(rule_name)
        return replace(
            answer,
            radius_km=round((answer.radius_km or 0.0) + rule.base_km, 1),
            geo_precision=max(rule.geo_precision, answer.geo_precision or 1),
            where_prec=max(rule.where_prec, answer.where_prec or 1),
            method="relative",
            reason=f"The text says {word.replace('_', ' ')} {answer.place_name}. {answer.reason}",
        )

    def _between(self, relation: Relation, scene: Scene) -> Resolution:
        rule = relation.rule
        tail = parts(relation.second)
        first_name = parts(relation.first)
        if first_name.kind is None and tail.kind is not None and tail.kind.level == "admin2":
            first_name = parts(f"{relation.first} district")
        second = self._phrase(relation.second, scene)
        first = self._name(first_name, scene, False)
        ends = [self._where(first), self._where(second)]
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

    def _where(self, answer: Resolution) -> tuple[float, float] | None:
        if answer.latitude is not None and answer.longitude is not None:
            return answer.latitude, answer.longitude
        for candidate in answer.candidates[:1]:
            if answer.status == "area" and candidate.latitude == candidate.latitude:
                return candidate.latitude, candidate.longitude
        return None

    # --- one name ----------------------------------------------------------------------------

    def rank(self, name: NameParts, scene: Scene, *, fuzzy: bool = True) -> list[Ranked]:
        """Every reading of a name, the likeliest first."""
        query = Query(
            name.kind,
            scene.parents,
            scene.near,
            scene.context,
            self.country,
            len(name.core.replace(" ", "")),
            self.reports,
        )
        if name.kind is not None and name.kind.kind in _IN_TOWN:
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

    def _resolve_name(self, name: NameParts, scene: Scene, exact_only: bool) -> Resolution:
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
        allowed = [r for r in ranked if self._fits(r.match.place, scene.parents)]
        if not allowed:
            stated = ", ".join(parent.text for parent in scene.parents)
            return Resolution(
                text,
                "unresolved",
                reason=f"Every place called {text!r} lies outside {stated}.",
                candidates=candidates,
            )
        ranked = self._prefer_seat(allowed, name)
        best = ranked[0]
        if name.kind is not None and name.kind.level in _ADMIN and not is_area(best.match.place):
            whole = self.areas.parent(name.key, country=self.country, near=False)
            if whole is not None and not any(map(whole.contradicts, scene.parents)):
                answer = self._area_answer(whole, text, unknown=False)
                return replace(answer, candidates=candidates)
        if is_area(best.match.place):
            return self._area(text, best, candidates, scene)
        point = _point(text, best, ranked, candidates)
        named_after = best.match.stripped and best.match.place.kind in _SETTLED
        if named_after and name.kind is not None and name.kind.keep and name.kind.kind in _IN_TOWN:
            if scene.near:  # "Charsadda Road, Peshawar" is not in Charsadda
                return Resolution(
                    text, "unresolved", reason=f"No place in the gazetteer is called {text!r}."
                )
            return self._inside(text, Part("in", name.core), point)
        return point

    def _fits(self, place: Place, parents: Sequence[Parent]) -> bool:
        """Whether a place can lie in all stated parents; a region must share a district with them."""
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
                return [other._replace(share=min(share, 1.0)), *kept]
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
_IN_TOWN = frozenset({"landmark", "road", "bazaar"})


def _breadth(parent: Parent) -> int:
    return len(parent.admin2) if parent.admin2 else 1_000


def _anchor(answer: Resolution) -> tuple[float, float, float]:
    return answer.latitude or 0.0, answer.longitude or 0.0, (answer.radius_km or 5.0) + 5.0


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
