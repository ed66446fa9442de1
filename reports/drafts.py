"""Drafts: incidents being put together from their tellings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.figures import Figure, combine

if TYPE_CHECKING:
    from reports.days import DateMention, Resolved
    from reports.places import Place
    from reports.tellings import Telling

REMEMBERED = 60
"""How far back a report is looked through: incidents that a passage is compared with, tellings of
one of them, passages before. So a list of thousands is read in a time that grows with its length;
no news story tells of so many."""

EXPLOSIVE = frozenset({"suicide", "ied", "blast", "grenade", "shelling", "airstrike"})


@dataclass(slots=True)
class Draft:
    """An incident being put together."""

    tellings: list[Telling]
    year: DateMention | None = None
    separate: bool = False
    inherited: Place | None = None
    before: Draft | None = None
    resolved: Resolved | None = None  # its day, once found
    _figures: dict[str, tuple[int, Figure]] = field(default_factory=dict, compare=False)

    def figure(self, kind: str) -> Figure:
        """How many were killed, injured or abducted by its last tellings; not to be changed.

        What was found is kept until another telling is added.
        """
        told = len(self.tellings)
        if self._figures.get(kind, (0,))[0] != told:
            recent = [t.counts for t in self.tellings[-REMEMBERED:]]
            self._figures[kind] = told, combine(recent, kind)
        return self._figures[kind][1]

    @property
    def first(self) -> Telling:
        """The telling that opened it."""
        return self.tellings[0]
