"""What a follow-up says of an attack told before: who died since, new numbers, how it went."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.day_fit import LASTS, date_key
from reports.later_tolls import says_died
from reports.likeness import mode_fit
from reports.nearness import STRANGE, place_fit
from reports.word_sets import words, words_in_order

if TYPE_CHECKING:
    from reports.days import DateMention
    from reports.drafts import Draft
    from reports.places import Districts
    from reports.tellings import Telling


def joins_as_followup(
    drafts: list[Draft], telling: Telling, published: date | None, districts: Districts
) -> bool:
    """Add a passage to the incident that it only follows up; False where it does not."""
    if _of_the_hurt(telling):
        names = {p.name for p in telling.places}
        own = [d for d in drafts if any(p.name in names for t in d.tellings for p in t.places)]
        telling.dates, telling.places = [], []
        (own or drafts)[-1].tellings.append(telling)
        return True
    lead = drafts[0]
    if (
        len(drafts) > 1
        or not _elaborates(lead, telling, published)
        or mode_fit(lead, telling) <= 0
        or place_fit(lead, telling, districts) <= STRANGE
    ):
        return False
    for told in lead.tellings:
        told.dates = [d for d in told.dates if d.role != "event"]
    lead.tellings.append(telling)
    return True


def _of_the_hurt(telling: Telling) -> bool:
    """Whether one of those told as hurt died since ("a sixth victim succumbed in Multan")."""
    if "fronted" in telling.cues or not any(c.kind == "killed" for c in telling.numbers):
        return False
    units = telling.units
    at = next((k for k, u in enumerate(units) if says_died(u)), 0)
    if not at or any(
        t.pos != "w" and t.mode not in {"kill", "damage"} and not t.definite
        for t in telling.triggers
    ):
        return False
    lead = units[max(0, at - _SUBJECT) : at]
    return units[at].t.startswith("succumb") or any(
        u.t in _OF_THE_HURT or (u.t in _ORDINALS and after.t in _VICTIMS)
        for u, after in pairwise([*lead, units[at]])
    )


_OF_THE_HURT = words("of those hurt")
_ORDINALS = frozenset(words_in_order("ordinal of a person"))
_VICTIMS = words("one of the hurt")
_SUBJECT = 14  # words in which it is said who died


def _elaborates(draft: Draft, telling: Telling, published: date | None) -> bool:
    """Whether a passage tells how the attack went that the lead of a report only counts.

    The lead of a follow-up has the day of the news ("Shops stayed shut on Wednesday …"), what comes
    next the day of the attack ("The men had opened fire at dawn on Monday"), and no number of dead.
    """
    lead = draft.tellings[-1]
    if telling.paragraph - draft.first.paragraph != 1 or telling.numbers:
        return False
    if draft.first.sentence > 1 or not any(t.numbers for t in draft.tellings):
        return False
    if telling.cues & {"separate", "fronted"} or telling.sentence - lead.sentence > _SOON:
        return False
    days = [d for d in telling.dates if d.role == "event"]
    if len(days) != 1 or not any(u.e <= days[0].start and u.c.get("trg") for u in telling.units):
        return False
    mine = date_key(days[0], published)
    told = [(t, d) for t in draft.tellings for d in t.dates if d.role == "event"]
    if any(_is_deeds_day(t, d) for t, d in told):
        return False
    theirs = [key for _, d in told if (key := date_key(d, published))]
    return bool(
        mine
        and mine[0] == "day"
        and theirs
        and all(key[0] == "day" and 0 < (key[1] - mine[1]).days <= LASTS for key in theirs)
    )


def _is_deeds_day(telling: Telling, mention: DateMention) -> bool:
    """Whether a day stands in the clause of a deed ("opened fire on a van in Hub on Monday")."""
    for unit in reversed([u for u in telling.units if u.e <= mention.start]):
        if unit.t in _CLAUSE_ENDS:
            return False
        if unit.c.get("trg", ("", "", ""))[2] == "v" or unit.c.get("harm", ("", ""))[1] == "v":
            return True
    return False


_CLAUSE_ENDS = frozenset({",", ";", "as", "after", "when", "that", "said"})
_SOON = 2  # sentences from the lead to what tells how it went
