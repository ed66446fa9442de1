"""Drafts: incidents being put together from their tellings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.figures import Figure, combine

if TYPE_CHECKING:
    from reports.days import DateMention
    from reports.places import Place
    from reports.tellings import Telling

EXPLOSIVE = frozenset({"suicide", "ied", "blast", "grenade", "shelling", "airstrike"})


@dataclass(slots=True)
class Draft:
    """An incident being put together."""

    tellings: list[Telling]
    year: DateMention | None = None
    separate: bool = False
    inherited: Place | None = None
    before: Draft | None = None
    _figures: dict[tuple[str, int], Figure] = field(default_factory=dict, compare=False)

    def figure(self, kind: str) -> Figure:
        """How many were killed, injured or abducted by its tellings so far; not to be changed."""
        key = kind, len(self.tellings)
        if key not in self._figures:
            self._figures[key] = combine([t.counts for t in self.tellings], kind)
        return self._figures[key]

    @property
    def first(self) -> Telling:
        """The telling that opened it."""
        return self.tellings[0]
