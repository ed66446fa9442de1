"""Whether the days of a passage are those of an incident told before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reports.days import YEAR, DateMention, resolve_date
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.drafts import Draft
    from reports.tellings import Telling


def date_key(mention: DateMention, published: date | None) -> tuple[str, Any] | None:
    """Give the day, month, year, weekday or day of a year that a date names, to be compared."""
    resolved = resolve_date(mention, published)
    if resolved.day is not None and resolved.precision == 1:
        return ("day", resolved.day)
    if resolved.day is not None:
        if resolved.precision == 3:
            return ("month", (resolved.day.year, resolved.day.month))
        if resolved.precision == YEAR and mention.kind in {"year", "yearrel"}:
            return ("year", resolved.day.year)
        return None
    if mention.kind == "weekday":
        return ("weekday", mention.value)
    if mention.kind == "monthday":
        return ("monthday", (mention.month, mention.day))
    return None


def day_fit(draft: Draft, telling: Telling, published: date | None) -> float:
    """How well the days of a passage agree with those of an incident; -8 where they differ."""
    own = [date_key(d, published) for d in telling.dates if d.role == "event"]
    theirs = [date_key(d, published) for t in draft.tellings for d in t.dates if d.role == "event"]
    mine = [key for key in own if key]
    known = [key for key in theirs if key]
    if not mine:
        apart = any(d.kind == "shift0" and d.value < -1 for d in telling.dates)
        return -8.0 if apart and known else 0.0  # "a similar attack four days earlier"
    if not known:
        if _long_before(mine, draft, published):
            return -8.0
        return _aftermath_fit(mine, draft, published)
    for a in mine:
        for b in known:
            if a == b or _days_agree(a, b):
                return 3.0
    found = any(t.mode == "body" for s in draft.tellings for t in s.triggers)
    days = [key[1] for key in (mine[0], known[0]) if key[0] == "day"]
    definite = any(t.definite for t in telling.real_triggers)
    if found and definite and len(days) == 2 and 0 < (days[1] - days[0]).days <= _FOUND_WITHIN:
        return 2.0  # a body is found some days after the killing that a report then tells
    taken = found and any(t.mode == "abduct" for s in draft.tellings for t in s.triggers)
    bodies = {t.mode for t in telling.real_triggers} == {"body"}
    if taken and bodies and len(days) == 2 and 0 < (days[0] - days[1]).days <= _TAKEN_WITHIN:
        return 2.0  # the day told before was that of the abduction
    if len(days) == 2 and _begins_or_ends(draft, telling, (days[0] - days[1]).days):
        return 0.5
    return -8.0


_FOUND_WITHIN = 3
_TAKEN_WITHIN = 30


def _begins_or_ends(draft: Draft, telling: Telling, later: int) -> bool:
    """Whether one tells the end and the other the beginning ("ended the siege on Wednesday")."""
    if abs(later) > LASTS or not (
        later < 0
        or telling.units[0].t == "the"
        or names_attacker(telling)
        or any(t.definite for t in telling.triggers)
    ):
        return False
    last = [telling] if later > 0 else draft.tellings
    return any(u.t in _ENDS for t in last for u in t.units)


_ENDS = words("comes to an end")
LASTS = 5  # days that a siege or an operation may last


def _long_before(mine: list[tuple[str, Any]], draft: Draft, published: date | None) -> bool:
    """Whether a month or year lies before the day on which the incident was spoken of."""
    days = _days_of(draft, "report", published)
    coarse = [key for key in mine if key[0] in {"month", "year"}]
    if not days or len(coarse) < len(mine):
        return False
    return not any(
        _days_agree(key, ("day", day - timedelta(days=min(back, day.toordinal() - 1))))
        for key in coarse
        for day in days
        for back in (0, 3)
    )


def _days_of(draft: Draft, role: str, published: date | None) -> list[date]:
    """Give the days that an incident's passages name in a role."""
    return [
        key[1]
        for t in draft.tellings
        for d in t.dates
        if d.role == role and (key := date_key(d, published)) and key[0] == "day"
    ]


def _aftermath_fit(mine: list[tuple[str, Any]], draft: Draft, published: date | None) -> float:
    """How well a day fits an incident of which only its burials, later deaths … have a day."""
    after = _days_of(draft, "after", published)
    days = [key[1] for key in mine if key[0] == "day"]
    if not (after and days):
        return 0.0
    return BONUS if any(0 <= (a - d).days <= _MOURNED for d in days for a in after) else -8.0


BONUS = 2.0
_MOURNED = 10  # days after an attack on which its dead are still buried, or die of wounds


def _days_agree(a: tuple[str, Any], b: tuple[str, Any]) -> bool:
    kinds = {a[0]: a[1], b[0]: b[1]}
    if "day" in kinds and "month" in kinds:
        return (kinds["day"].year, kinds["day"].month) == tuple(kinds["month"])
    if "day" in kinds and "year" in kinds:
        return bool(kinds["day"].year == kinds["year"])
    if "month" in kinds and "year" in kinds:
        return bool(kinds["month"][0] == kinds["year"])
    if "day" in kinds and "weekday" in kinds:
        return bool(kinds["day"].weekday() == kinds["weekday"])
    if "day" in kinds and "monthday" in kinds:
        return bool((kinds["day"].month, kinds["day"].day) == kinds["monthday"])
    return False


def names_attacker(telling: Telling) -> bool:
    """Whether "the bomber" or "the assailants" speaks of the attack already told."""
    carried = {t.start for t in telling.triggers if t.carried}
    return any(
        u.t == "the" and (after.s in carried or after.t in _ATTACKERS)
        for u, after in pairwise(telling.units)
    )


_ATTACKERS = words("attackers told before")
