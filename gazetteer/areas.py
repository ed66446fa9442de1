"""Areas: provinces, districts and regions by name, and whether a place lies in a stated parent."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.fuzzy import allowed_edits
from gazetteer.names import fold, is_trap, parts, read_table, variant_key
from gazetteer.places import Place, is_area

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = {"country": 0, "province": 1, "region": 2, "division": 2, "district": 3}
INSIDE, ONCE_INSIDE, UNKNOWN, OUTSIDE = 2, 1, 0, -1


class Parent(NamedTuple):
    """A stated parent: the unit or units its name can mean."""

    text: str
    level: str
    country: str
    admin1: str
    admin2: frozenset[str]
    once: frozenset[str]
    area: Place

    def fit(self, place: Place) -> int:
        """INSIDE, ONCE_INSIDE (a district that was part of the parent), UNKNOWN or OUTSIDE."""
        if self.country and place.country and place.country != self.country:
            return OUTSIDE
        if self.level == "country":
            return INSIDE if place.country else UNKNOWN
        if self.admin1 and place.admin1 and place.admin1 != self.admin1:
            return OUTSIDE
        if self.admin2:
            if not place.admin2:
                return UNKNOWN
            if place.admin2 in self.admin2:
                return INSIDE
            return ONCE_INSIDE if place.admin2 in self.once else OUTSIDE
        if not self.admin1:
            return UNKNOWN
        return INSIDE if place.admin1 else UNKNOWN

    def contradicts(self, other: Parent) -> bool:
        """Whether no place can lie in both, so that one of the two is meant otherwise."""
        if self.country and other.country and self.country != other.country:
            return True
        if self.admin1 and other.admin1 and self.admin1 != other.admin1:
            return True
        mine, others = self.admin2 | self.once, other.admin2 | other.once
        return bool(mine and others) and not mine & others


class Areas:
    """Every area of the gazetteer by its names."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = [place for place in places if is_area(place)]
        self._parents: dict[tuple[str, str, bool], Parent | None] = {}
        self._names: dict[str, list[Place]] = {}
        for place in self.places:
            for name in place.names():
                key = fold(name)
                bucket = self._names.setdefault(key, [])
                if place not in bucket:
                    bucket.append(place)

    @cached_property
    def _variants(self) -> dict[str, list[Place]]:
        index: dict[str, list[Place]] = {}
        for key, places in self._names.items():
            index.setdefault(variant_key(key), []).extend(places)
        return index

    def named(self, key: str, *, kind: str = "") -> list[Place]:
        """Areas with this folded name, else with a spelling of it."""
        found = self._names.get(key) or self._variants.get(variant_key(key)) or []
        return [place for place in found if not kind or place.kind == kind]

    def _near(self, key: str) -> list[Place]:
        """Areas of the one name nearest to a misspelt one: "Khyber Pakhtunkwa"."""
        from rapidfuzz.distance import OSA

        family = variant_key(key)
        best: dict[int, list[str]] = {}
        for other in self._variants:
            most = min(allowed_edits(len(family)), allowed_edits(len(other)))
            if most and abs(len(other) - len(family)) <= most:
                distance = OSA.distance(family, other, score_cutoff=most)
                if distance <= most and not is_trap(family, other):
                    best.setdefault(distance, []).append(other)
        nearest = best[min(best)] if best else []
        return list(self._variants[nearest[0]]) if len(nearest) == 1 else []

    @cached_property
    def _groups(self) -> dict[str, frozenset[str]]:
        groups = {}
        for row in read_table("names_groups.csv"):
            members: set[str] = set()
            for member in row["members"].split(";"):
                members.update(place.admin2 for place in self.named(fold(member), kind="district"))
            groups[fold(row["name"])] = frozenset(members - {""})
        return groups

    @cached_property
    def _group_variants(self) -> dict[str, frozenset[str]]:
        return {variant_key(key): members for key, members in self._groups.items()}

    def members(self, area: Place, key: str) -> frozenset[str]:
        """Districts that an area's name covers or once covered."""
        for name in (key, *map(fold, (area.name, *area.alternates))):
            if name in self._groups:
                return self._groups[name]
        return self._group_variants.get(variant_key(key), frozenset())

    def parent(self, text: str, *, country: str = "", near: bool = True) -> Parent | None:
        """Read a stated parent, misspelt too if `near`; once for each text, see `_parent`."""
        key = text, country, near
        if key not in self._parents:
            self._parents[key] = self._parent(text, country, near)
        return self._parents[key]

    def _parent(self, text: str, country: str, near: bool) -> Parent | None:
        """Read a stated parent, "Quetta district" or "Balochistan"; None where it is no area."""
        name = parts(text)
        wanted = name.kind.kind if name.kind and name.kind.level != "point" else ""
        found = self.named(name.key) or self.named(name.core)
        group = self._groups.get(name.key) or self._groups.get(name.core)
        group = group or self._group_variants.get(variant_key(name.core))
        if not found and not group and (near or wanted in LEVELS):
            found = self._near(name.core)
        if wanted in LEVELS:
            found = [place for place in found if place.kind == wanted] or found
        if not found:
            if not group:
                return None
            first = next(place for place in self.places if place.admin2 in group)
            return Parent(text, "region", first.country, first.admin1, group, group, first)
        found.sort(key=lambda area: (area.country not in ("", country), _parent_order(area)))
        area = found[0]
        districts = {place.admin2 for place in found if place.kind == "district"}
        own = frozenset({area.admin2} - {""}) if area.kind == "district" else frozenset[str]()
        if area.kind != "district" and group:
            own = group
        elif area.kind == "division" and districts:
            own = frozenset(districts)
        return Parent(
            text, area.kind, area.country, area.admin1, own, (group or frozenset()) | own, area
        )


def _parent_order(area: Place) -> int:
    """Rank readings of a bare parent name: district, province, country, then the rest."""
    return {"district": 0, "province": 1, "country": 2, "division": 3}.get(area.kind, 4)
