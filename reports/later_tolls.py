"""Passages that only add to, or repeat, the count of an incident told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit
    from reports.tellings import Telling


def adds_later(telling: Telling) -> bool:
    """Whether a passage only tells of later deaths or of another count; looked for once."""
    if telling.later is None:
        telling.later = died_later(telling) or only_counts(telling)
    return telling.later


def only_counts(telling: Telling) -> bool:
    """Whether somebody only gives a number of dead or hurt ("the army spoke of 42 dead")."""
    if not telling.numbers or telling.placed or telling.cues & {"separate", "fronted"}:
        return False
    if any(t.mode != "body" for t in telling.triggers):
        return False
    return "say" in telling.cues or any(u.t in _GIVING for u in telling.units)


_GIVING = words("giving a number")


def take_in(telling: Telling) -> None:
    """Let a passage that only adds to the count of an incident leave the incident its day."""
    if adds_later(telling):
        dates = [d._replace(role="after") if d.role == "event" else d for d in telling.dates]
        telling.dates = dates


def died_later(telling: Telling) -> bool:
    """Whether a passage only tells that some of the wounded died since."""
    if any(t.pos in {"v", "n"} and t.mode != "kill" and not t.definite for t in telling.triggers):
        return False
    units = telling.units
    if any("harm" in u.c and u.t.startswith(_LATE) for u in units):
        return not any(d.role == "event" and d.kind == "full" for d in telling.dates)
    died = next((k for k, u in enumerate(units) if says_died(u)), -1)
    dead = [c for c in telling.numbers if c.kind == "killed"]
    if died < 0 or not dead:
        return False
    if telling.placed:
        return any(u.t in _VICTIM or u.t.startswith(_OF_WOUNDED) for u in units[:died])
    if not telling.triggers and not any(u.c.get("harm", ("", ""))[1] == "n" for u in units):
        return True
    if died and all(c.named and c.known for c in dead) and units[died - 1].t in _PRONOUNS:
        return True
    tended = any(not _TENDED.isdisjoint(u.t.split()) for u in units)
    tended = tended or any(u.t in _VICTIM for u in units[:died])
    return tended and not any(c.kind == "injured" for c in telling.numbers)


def says_died(unit: Unit) -> bool:
    """Whether a word tells of a death that is no killing ("succumbed", "died of wounds")."""
    return "harm" in unit.c and (unit.t in _DIED or unit.t.startswith(("died ", "succumb")))


_LATE = ("succumb", "passed away", "died of", "died in hospital", "died from", "died during")
_DIED = words("died of wounds")
_TENDED = words("tended in hospital")
_OF_WOUNDED = tuple(words("of those hurt"))
_VICTIM = frozenset({"victim", "casualty"})
_PRONOUNS = words("pronoun of the dead")
