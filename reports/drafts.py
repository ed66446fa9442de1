"""Drafts: incidents being put together from their tellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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

    @property
    def first(self) -> Telling:
        """The telling that opened it."""
        return self.tellings[0]
