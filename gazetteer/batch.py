"""Batches: many names against every name of the gazetteer, exact first, then the nearest."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from gazetteer.fuzzy import FuzzyIndex
from gazetteer.names import fold, variant_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_RATIO = 70.0
"""Indel similarity (0–100) below which a name is refused; two edits in seven letters are 71."""

FAMILY_BONUS = 2.0
"""Points that one spelling family is worth among names about equally near."""

REACH = 2
"""Letters by which lengths may differ."""


class NameIndex:
    """All folded names of a gazetteer in memory, for batches of thousands of names."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = sorted(set(keys), key=lambda key: (len(key), key))
        self._known = frozenset(self.keys)

    @cached_property
    def _index(self) -> FuzzyIndex:
        return FuzzyIndex.build(self.keys)

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        families: dict[str, list[str]] = {}
        for key in self.keys:
            families.setdefault(variant_key(key), []).append(key)
        return families

    def match(self, names: Sequence[str], *, limit: int = 3) -> list[tuple[str, ...]]:
        """Folded gazetteer names for each name, the nearest first; empty where none is near."""
        known = self._known
        done: dict[str, tuple[str, ...]] = {}
        answers = []
        for name in names:
            found = done.get(name)
            if found is None:
                key = fold(name)
                found = (key,) if key in known else self._near(key, limit)
                done[name] = found
            answers.append(found)
        return answers

    def _near(self, key: str, limit: int) -> tuple[str, ...]:
        from rapidfuzz.distance import Indel

        if len(key) < 3 or len(key) > 200:
            return ()
        rows = self._index.shortlist(key, REACH)
        nearby = [self.keys[row] for row in rows]
        family = variant_key(key)
        nearby += self._families.get(family, [])
        scored = []
        for other in dict.fromkeys(nearby):
            ratio = 100 * Indel.normalized_similarity(key, other, score_cutoff=LEAST_RATIO / 100)
            if ratio:
                scored.append((-ratio - FAMILY_BONUS * (variant_key(other) == family), other))
        scored.sort()
        return tuple(other for _, other in scored[:limit])
