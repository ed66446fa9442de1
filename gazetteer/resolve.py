"""Resolving: from a place phrase to a point or an area, with radius, precision and reasons."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from gazetteer.calibration import calibrated, group_of, thresholds
from gazetteer.choice import Chooser, Scene
from gazetteer.containers import IN_TOWN, area_answer, breadth, inside
from gazetteer.names import LONGEST_NAME, fold, kind_words, ordinary_words, parts, read_table
from gazetteer.phrases import (
    Part,
    chain,
    distance_clause,
    juxtaposed,
    opens_with_distance,
    read_relation,
    strip_opening,
    without_asides,
    without_direction,
)
from gazetteer.places import distance_km, is_area, kind_rule
from gazetteer.relative import anchor, between, middle, offset, widened
from gazetteer.results import Resolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer.areas import Areas, Parent
    from gazetteer.matching import Matcher
    from gazetteer.phrases import Relation

SHORTEST_PART = 5
"""Letters that a part of an unknown name must have to be read as a place of its own."""
MOST_NAMESAKES = 3
"""Places beyond which a part of a name is a word of the language, such as a pass or a shrine."""


NO_PLACE = "The report states no place."
_PAIR = re.compile(r"[-+]?\d+(?:\.\d+)?°?\s*[NS]?\s*[,;\s]\s*[-+]?\d+(?:\.\d+)?°?\s*[EW]?", re.I)


@cache
def _blanks() -> frozenset[str]:
    """Folded ways to say that no place is known, from `names_cues.csv`."""
    rows = read_table("names_cues.csv")
    return frozenset(fold(row["word"]) for row in rows if row["role"] == "blank")


class Resolver:
    """Resolves place phrases over the stores of a gazetteer."""

    def __init__(self, matcher: Matcher, areas: Areas, *, country: str, version: str) -> None:
        self.matcher = matcher
        self.areas = areas
        self.country = country
        self.version = version
        self.calibrate = True
        self.chooser = Chooser(matcher, areas, country=country)

    def resolve(self, text: str, within: Sequence[str], context: Sequence[str]) -> Resolution:
        """Resolve one phrase; see `Gazetteer.resolve`."""
        if len(text) > LONGEST_NAME * 4 or not fold(text):
            if not text.strip():
                why = NO_PLACE
            elif len(text) <= LONGEST_NAME * 4:
                why = "The place text has no letters."
            else:
                why = f"The place text has {len(text):,} characters and is no place name."
            return self._finish(Resolution(text[:LONGEST_NAME], "unresolved", reason=why), False)
        if fold(text) in _blanks():
            return self._finish(Resolution(text, "unresolved", reason=NO_PLACE), False)
        if _PAIR.fullmatch(text.strip()):
            why = f"{text.strip()!r} is a pair of coordinates and no name."
            return self._finish(Resolution(text, "unresolved", reason=why), False)
        scene, unknown = self._scene(within, context)
        stated = any(parent.admin2 for parent in scene.parents if parent.level == "district")
        answer = self._unless_doubtful(self._phrase(text.strip(), scene), stated)
        answer = self._unless_too_wide(answer)
        if answer.status in ("unresolved", "ambiguous"):
            answer = self._stated_district(answer, scene)
        if unknown:
            told = " and ".join(map(repr, unknown))
            why = f"{answer.reason} {told} names no known district, province or place."
            answer = replace(answer, reason=why)
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

    def _scene(self, within: Sequence[str], context: Sequence[str]) -> tuple[Scene, list[str]]:
        """Give what is said about where a place lies, and the stated parents that nobody knows."""
        parents, near, around, unknown = [], [], [], []
        for text in within:
            parent = self.areas.parent(text, country=self.country)
            if parent is not None:
                parents.append(parent)
        for text in within:
            if self.areas.parent(text, country=self.country) is None and fold(text):
                found = self.chooser.choose(parts(text), Scene(parents=tuple(parents)), True)
                if found.status == "point":
                    near.append(anchor(found))
                elif found.status == "unresolved":
                    unknown.append(text)
        for text in context:
            if fold(text) and len(text) <= LONGEST_NAME:
                found = self.chooser.choose(parts(text), Scene(parents=tuple(parents)), False)
                if found.status == "point" and found.latitude is not None:
                    around.append((found.latitude, found.longitude or 0.0))
        return Scene(tuple(parents), tuple(near), tuple(around)), unknown

    def name(self, name: str) -> Resolution:
        """Resolve a bare name as it stands, without phrases and without near spellings."""
        return self.chooser.choose(parts(name), Scene(), True)

    # --- phrases -----------------------------------------------------------------------------

    def _phrase(self, text: str, scene: Scene) -> Resolution:
        text = without_asides(text)
        whole = parts(strip_opening(text))
        if self.chooser.known(whole):
            answer = self.chooser.choose(whole, scene, False)
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
        near = (*scene.near, anchor(measured))
        answer = self._phrase(head, scene._replace(near=near))
        if answer.status == "point" and answer.method not in ("container", "relative"):
            return answer
        return replace(
            measured, reason=f"{head!r} is not known; the text says {clause}. {measured.reason}"
        )

    def _chain(self, text: str, scene: Scene) -> Resolution:
        before, colon, after = text.partition(":")
        if colon and after.strip() and self.areas.parent(before, country=self.country, near=False):
            text = f"{after.strip()}, {before}"
        pieces = chain(text)
        if len(pieces) == 1:
            pieces = chain(juxtaposed(pieces[0].text))
        if len(pieces) == 1 and not self.chooser.known(parts(pieces[0].text)):
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
                near.append(anchor(found))
            if found.status in ("point", "area"):
                containers.insert(0, (piece, found))
        inner = Scene(tuple(parents), tuple(near), scene.context)
        own = tuple(parent for parent in parents if parent not in scene.parents)
        if len(equals) > 1:
            answer = self._several(equals, inner)
        else:
            answer = self._piece(head, inner, cased)
        if answer.status in ("point", "area") and not (answer.status == "area" and containers):
            other = containers[0][1] if len(pieces) == 2 and containers else answer
            return _unless_apart(answer, other) if "," in text else answer
        if opens_with_distance(head.text):
            why = f"The distance {head.text!r} cannot be read, so the place may be anywhere."
            return Resolution(text, "unresolved", reason=why, candidates=answer.candidates)
        for piece, found in containers:
            if found.status == "point":
                return inside(head.text, found, near=piece.relation == "near")
        part = self._leading_name(head.text, inner) or self._part_name(head.text, inner)
        if part is not None:
            return part
        if own:
            stated = min(own, key=breadth)
            if stated.level == "region":  # an unknown place in a valley stands for the valley
                valley = self.chooser.choose(parts(stated.text), scene, True)
                if valley.status == "point":
                    return inside(head.text, valley)
            return _stands_for(area_answer(stated, head.text), answer, stated)
        for _, found in containers:
            return replace(found, reason=f"{found.reason} {head.text!r} itself is not known.")
        return answer

    def _is_town(self, piece: Part, scene: Scene) -> bool:
        """Tell whether a container, "in Quetta", is a town: nearer than its district."""
        name = parts(piece.text)
        if name.kind is not None and name.kind.level != "point":
            return False
        answer = self.chooser.choose(name, scene, True)
        return answer.status == "point" and answer.place_kind in ("city", "town")

    def _piece(self, piece: Part, scene: Scene, cased: bool) -> Resolution:
        name = parts(piece.text)
        if not self.chooser.known(name):
            relation = read_relation(piece.text)
            if relation is not None:
                return self._relative(relation, scene)
            whole = without_direction(piece.text)
            if self.areas.parent(whole, country=self.country, near=False) is not None:
                name = parts(whole)  # the north of a district lies in the district
            elif piece.text == piece.text.lower() and fold(piece.text).isascii():
                why = f"{piece.text!r} names no place."
                return Resolution(piece.text, "unresolved", reason=why)
        answer = self.chooser.choose(name, scene, False)
        if piece.relation == "near" and answer.status == "point":
            return widened(answer, "near")
        return answer

    def _several(self, pieces: Sequence[Part], scene: Scene) -> Resolution:
        last = parts(pieces[-1].text)
        found = []
        for piece in pieces:
            name = parts(piece.text)
            if name.kind is None and last.kind is not None and piece is not pieces[-1]:
                word = last.kind.word.removesuffix("s") if last.kind.word != "s" else ""
                name = parts(f"{piece.text} {word}")
            answer = self.chooser.choose(name, scene, False)
            if answer.status in ("point", "area"):
                found.append(answer)
        points = [a for a in found if a.status == "point"]
        if points:
            return middle(points)
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

    def _leading_name(self, text: str, scene: Scene) -> Resolution | None:
        """Read "Quetta Civil Hospital" as something in Quetta, by its longest leading name."""
        words = text.split()
        last = fold(words[-1]) if words else ""
        known = kind_words().get(last)
        if len(words) < 2 or known is None or known.kind not in IN_TOWN:
            return None
        limit = thresholds()["leading_confidence"]
        for size in range(len(words) - 1, 0, -1):
            lead = " ".join(words[:size])
            answer = self.chooser.choose(parts(lead), scene, True)
            if answer.status == "point" and answer.confidence >= limit:
                return inside(text, answer)
        return None

    def _part_name(self, text: str, scene: Scene) -> Resolution | None:
        """Read "Sar Tiligram" as near Tiligram: the longest part that is a place of the district.

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
                if not is_area(match.place) and self.chooser.fits(match.place, scene.parents)
            ]
            if len(known) > MOST_NAMESAKES or fold(run) in ordinary_words():
                continue  # "Ziarat" and "Kandao" are words of many names
            if stated or any(p.reported or p.kind in ("city", "town") for p in known):
                answer = self.chooser.choose(name, scene, True)
                if answer.status == "point":
                    return inside(text, answer, near=True)
        return None

    def _with_town(self, text: str) -> str:
        """Text with a comma before the known town or district it ends in: "Killi Almas Quetta"."""
        words = text.split()
        for size in (2, 1):
            head, tail = words[:-size], " ".join(words[-size:])
            if not any(fold(word) in kind_words() for word in head) or fold(tail) in kind_words():
                continue
            if len(head) == 1 or not self.chooser.known(parts(tail)):
                continue
            found = self.chooser.choose(parts(tail), Scene(), True)
            sure = found.confidence >= thresholds()["leading_confidence"]
            if sure and found.place_kind in ("city", "town", "district", "province"):
                return f"{' '.join(head)}, {tail}"
        return text

    def _stated_district(self, answer: Resolution, scene: Scene) -> Resolution:
        districts = [parent for parent in scene.parents if parent.admin2]
        if not districts:
            if scene.parents and answer.status == "unresolved":
                stated = min(scene.parents, key=breadth)
                return replace(
                    answer,
                    admin1=stated.admin1,
                    country=stated.country,
                    reason=f"{answer.reason} Only {stated.text} is stated.",
                )
            return answer
        stated = min(districts, key=breadth)
        if answer.status == "ambiguous" and len(stated.admin2) > 1:
            return answer
        if len(stated.admin2) > 1:
            city = self.chooser.choose(parts(stated.text), scene, True)
            if city.status == "point" and city.place_kind == "city":
                return inside(answer.text, city)
        return _stands_for(area_answer(stated, answer.text), answer, stated)

    def _relative(self, relation: Relation, scene: Scene) -> Resolution:
        if relation.rule.rule not in ("border", "between", "highway"):
            return offset(self._phrase(relation.first, scene), relation)
        tail = parts(relation.second)
        name = parts(relation.first)
        if name.kind is None and tail.kind is not None and tail.kind.level == "admin2":
            name = parts(f"{relation.first} district")
        second = self._phrase(relation.second, scene)
        return between(self.chooser.choose(name, scene, False), second, relation)


def _unless_apart(answer: Resolution, other: Resolution) -> Resolution:
    """Withdraw a town that is said to lie in another one far away ("Quetta, Kabul")."""
    towns = all(a.status == "point" and a.place_kind in ("city", "town") for a in (answer, other))
    if not towns or answer.method != "exact" or other.method != "exact":
        return answer
    km = distance_km(
        answer.latitude or 0.0,
        answer.longitude or 0.0,
        other.latitude or 0.0,
        other.longitude or 0.0,
    )
    if km <= thresholds()["apart_km"]:
        return answer
    why = f"The text names {answer.place_name} and {other.place_name}, {km:.0f} km apart."
    both = (*answer.candidates[:1], *other.candidates[:1], *answer.candidates[1:])
    return Resolution(answer.text, "ambiguous", reason=why, candidates=both)


def _stands_for(area: Resolution, answer: Resolution, stated: Parent) -> Resolution:
    """Let the stated unit stand for a name; where places bear the name, say why none was chosen."""
    if not answer.candidates:
        return area
    reason = f"{answer.reason} The stated {stated.text} stands as an area."
    return replace(area, candidates=answer.candidates, reason=reason)
