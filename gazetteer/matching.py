"""Matching: places whose names fit a name, exactly, by spelling family, by script or nearly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.fuzzy import allowed_edits
from gazetteer.names import NameParts, fold, is_numbered, is_trap, skeleton, variant_key
from gazetteer.places import distance_km, is_area, prominence
from gazetteer.scores import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gazetteer.areas import Parent
    from gazetteer.places import Place
    from gazetteer.store import Store


SURE_BONES = 4
"""Consonants that must agree before vowels alone may differ more than a typing error."""


class Matcher:
    """Looks a name up in several stores; the first store's copy of a place wins."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self.stores = stores
        self._districts: dict[str, list[tuple[Place, str]]] = {}

    def matches(
        self, name: NameParts, parents: Sequence[Parent], *, fuzzy: bool = True
    ) -> list[Match]:
        """Best matches of a name: those of the first step that finds any that the parents allow.

        A step is left for the next only when all its finds lie outside the stated parents; what
        it found stays among the candidates.
        """
        found: list[Match] = []
        keys = (
            [(name.key, False)] if name.key == name.core else [(name.key, False), (name.core, True)]
        )
        for step in (self._exact, self._variant, self._script):
            for key, stripped in keys:
                found += [match._replace(stripped=stripped) for match in step(key)]
                if not stripped and name.kind is not None and _satisfied(found, parents):
                    return merge(found)  # "Hazara Town" is a name of its own, no town of Hazara
            if _satisfied(found, parents):
                return merge([*found, *self._towns(name, found)])
        if fuzzy and name.core.isascii():
            near = self._in_district(name.core, parents)
            if not _satisfied([*found, *near], parents):
                stripped = name.key != name.core
                near += [match._replace(stripped=stripped) for match in self._near(name.core)]
            family = variant_key(name.core)
            found += [m for m in near if not is_trap(family, variant_key(fold(m.place.name)))]
        return merge(found)

    def _towns(self, name: NameParts, found: Sequence[Match]) -> list[Match]:
        """Towns of another spelling where a bare name, as spelt, belongs to areas alone.

        A district often lists spellings that its town of the same name does not: "Mastoong".
        """
        settled = ("city", "town")
        kinds = {match.place.kind for match in found}
        if name.kind is not None or "district" not in kinds or kinds & set(settled):
            return []
        return [match for match in self._variant(name.key) if match.place.kind in settled]

    def _exact(self, key: str) -> list[Match]:
        return [
            Match(place, "exact", _feature("exact", place, usual), own=store.own)
            for store in self.stores
            for place, usual in store.exact(key)
        ]

    def _variant(self, key: str) -> list[Match]:
        family = variant_key(key)
        # "45/JB" and "Forty-five Jhang Branch" are one name, no other spelling of it.
        method = "exact" if is_numbered(key) else "variant"
        return [
            Match(place, method, _feature(method, place, usual), own=store.own)
            for store in self.stores
            for place, usual in store.variant(family)
        ]

    def _script(self, key: str) -> list[Match]:
        bones = "" if key.isascii() else skeleton(key)
        if len(bones) < 2:
            return []
        return [
            Match(place, "script", "script")
            for store in self.stores
            for place, _ in store.consonants(bones)
        ]

    def _near(self, key: str) -> list[Match]:
        """Names a few letters off; where only vowels differ, two letters more may.

        The first letter must be the same: fewer than one misspelling in ten changes it (Pollock
        and Zamora 1984, CACM 27:358-368), and "Shultan" is not Multan.
        """
        from rapidfuzz.distance import OSA

        family, bones = variant_key(key), skeleton(key)
        found = []
        for store in self.stores:
            for near in store.near(family):
                if near.key[:1] == family[:1] and not is_trap(family, near.key):
                    found += [
                        Match(place, "fuzzy", f"fuzzy_{min(near.distance, 3)}")
                        for place, _ in store.variant(near.key)
                    ]
            if len(bones) < SURE_BONES:
                continue
            for place, _ in store.consonants(bones):
                spelt = min(
                    (variant_key(fold(name)) for name in place.names()),
                    key=lambda other: OSA.distance(family, other),
                )
                distance = OSA.distance(family, spelt)
                near_enough = distance <= allowed_edits(len(family)) + 2
                if near_enough and spelt[:1] == family[:1] and not is_trap(family, spelt):
                    found.append(Match(place, "fuzzy", f"fuzzy_{min(max(distance, 1), 3)}"))
        return found

    def _in_district(self, key: str, parents: Sequence[Parent]) -> list[Match]:
        """Near spellings among one district's names may differ by one letter more."""
        districts = sorted({name for parent in parents for name in parent.admin2})
        family = variant_key(key)
        most = allowed_edits(len(family)) + (1 if len(family) >= 6 else 0)
        if not districts or most == 0:
            return []
        from rapidfuzz.distance import OSA

        found: list[tuple[int, Match]] = []
        for district in districts:
            best: dict[str, tuple[int, Place]] = {}
            for place, spelt in self._district_names(district):
                if abs(len(spelt) - len(family)) > most:
                    continue
                limit = min(most, allowed_edits(len(spelt)) + (len(spelt) >= 6))
                distance = OSA.distance(family, spelt, score_cutoff=limit)
                if distance > limit or is_trap(family, spelt):
                    continue
                if distance < best.get(place.place_id, (most + 1, place))[0]:
                    best[place.place_id] = distance, place
            found += [
                (distance, Match(place, "fuzzy", "fuzzy_district"))
                for distance, place in best.values()
            ]
        if not found:
            return []
        nearest = min(distance for distance, _ in found)
        return [match for distance, match in found if distance == nearest]

    def _district_names(self, district: str) -> list[tuple[Place, str]]:
        known = self._districts.get(district)
        if known is None:
            known = self._districts[district] = [
                (place, variant_key(fold(name)))
                for store in self.stores
                for place in store.in_district(district)
                if not is_area(place)
                for name in place.names()
            ]
        return known


def _feature(method: str, place: Place, usual: bool) -> str:
    """Feature of a match; other names that were checked by hand count as much as the usual one."""
    return method if usual or place.curated or place.reported else f"{method}_alternate"


def _satisfied(found: Iterable[Match], parents: Sequence[Parent]) -> bool:
    return any(all(parent.fit(match.place) >= 0 for parent in parents) for match in found)


def merge(found: Iterable[Match]) -> list[Match]:
    """Drop repeated places: same id, or same name within 8 km; the more prominent one stays.

    It takes over how often reports meant the others.
    """
    by_id: dict[str, Match] = {}
    for match in found:
        by_id.setdefault(match.place.place_id, match)
    kept: list[Match] = []
    for match in sorted(by_id.values(), key=lambda m: (not m.own, -prominence(m.place))):
        twin = None
        if not is_area(match.place):
            same = (i for i, other in enumerate(kept) if _same(match.place, other.place))
            twin = next(same, None)
        if twin is None:
            kept.append(match)
        elif match.place.reported:
            place = kept[twin].place
            place = place._replace(reported=place.reported + match.place.reported)
            kept[twin] = kept[twin]._replace(place=place)
    return kept


def _same(one: Place, other: Place) -> bool:
    if is_area(other) or one.country != other.country:
        return False
    if distance_km(one.latitude, one.longitude, other.latitude, other.longitude) > 8:
        return False
    return variant_key(fold(one.name)) == variant_key(fold(other.name))
