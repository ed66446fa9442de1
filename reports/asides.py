"""What a passage only mentions beside what it tells: reasons, causes, earlier crimes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.places import SCENE
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit
    from reports.tellings import Telling
    from reports.triggers import Trigger

_AGAINST = words("reason of a protest")


def drop_asides(telling: Telling) -> None:
    """Leave out of a telling what did not happen in the event that it tells of."""
    _drop_reason(telling)
    _drop_record(telling)
    _drop_cause(telling)
    _drop_paid(telling)


def _drop_paid(telling: Telling) -> None:
    """Leave out who or whose kin is paid ("cheques for the heirs of five lawyers killed in …")."""
    units = telling.units
    said = {u.t for u in units}
    first = -1
    if not _KIN.isdisjoint(said) and any(t in _PAYMENTS for u in units for t in u.t.split()):
        kin = (k for k, u in enumerate(units[:-1]) if u.t in _KIN and _goes_to(units, k))
        first = next((units[k].s for k in kin), -1)
    if first < 0 and not _PAID_FOR.isdisjoint(said):
        first = next(u.s for u in units if u.t in _PAID_FOR)
        if not any(u.t == "for" for u in units if first < u.s <= first + _PAID_WITHIN):
            return
    told = [t.end for t in telling.triggers] + [c.end for c in telling.counts]
    if first < 0 or min(told, default=first) < first:
        return
    telling.triggers = [t for t in telling.triggers if t.mode in {"protest", "riot"}]
    telling.counts = []


_PAID_WITHIN = 60  # characters from a payment to what it is for


def _goes_to(units: list[Unit], k: int) -> bool:
    """Whether it is said whose kin they are ("families of", "legal heirs of")."""
    return units[k].t.endswith(" of") or units[k + 1].t == "of"


_KIN = words("kin")
_PAYMENTS = words("payment to kin")
_PAID_FOR = words("payment for harm")


def _drop_cause(telling: Telling) -> None:
    """Leave out what an attack answered ("revenge for a raid that killed a commander in May").

    An earlier event that has a place of its own stays: it is one to be told.
    """
    units = telling.units
    at = next((k for k, u in enumerate(units) if u.t in _CAUSES), -1)
    if at < 0 and "split" in telling.cues:
        at = next((k for k in range(1, len(units)) if _at_other_time(units[k])), -1)
    if at < 0:
        return
    closing = next((k for k in range(at + 1, len(units)) if units[k].t == ","), len(units))
    if closing + 1 < len(units) and units[closing + 1].t in _WHICH:
        return  # "four days after a bombing, in which 27 people died"
    end = units[closing].s if closing < len(units) else telling.end
    first = units[at].s
    if any(first <= p.start < end and p.fine and p.score > SCENE for p in telling.places):
        return
    telling.triggers = [t for t in telling.triggers if not first <= t.start < end]
    telling.counts = [c for c in telling.counts if not first <= c.start < end]
    coarse = [d for d in telling.dates if d.precision > 1]
    dated = any(not first <= d.start < end and d.role == "event" for d in telling.dates)
    telling.dates = [
        d for d in telling.dates if not (first <= d.start < end and (dated or d in coarse))
    ]


def _at_other_time(unit: Unit) -> bool:
    """Whether a clause names an event only to say when ("hours before a crowd torched …")."""
    return unit.c.get("cue") == "split" and unit.t.endswith(_TIMES)


_WHICH = frozenset({"which", "in which", "that", "where"})
_TIMES = (" before", " after")
_CAUSES = words("cause of an attack")


def _names_loss(units: list[Unit]) -> bool:
    """Whether words name a death as the reason of what followed ("after the death of …")."""
    if any("harm" in u.c and u.c["harm"][1] == "n" for u in units[:2]):
        return True
    if any(u.c.get("cue") == "crowd" for u in units):
        return False
    return any("harm" in u.c and u.c["harm"][0] in {"killed", "abducted"} for u in units)


_AFTER = frozenset({"after", "following"})


def _drop_record(telling: Telling) -> None:
    """Leave out what those arrested are accused of ("five linked with the Lyari gang war")."""
    if any(t.mode == "arrest" for t in telling.triggers):
        marks = [
            u.e
            for u, after in pairwise(telling.units)
            if u.t in _ACCUSED
            or (u.t in _ACCUSED_FIRST and f"{u.t} {after.t}" in _ACCUSED)
            or (u.t == "for" and after.t in {"the", "their", "his"})
        ]
    elif telling.sentence:
        marks = [
            u.e
            for u, after in pairwise(telling.units)
            if u.t in _WANTED or (u.t in _WANTED_FIRST and f"{u.t} {after.t}" in _WANTED)
        ]
        marks += [v.e for u, v in pairwise(telling.units) if v.t == "behind" and u.t in _HELD_TO_BE]
    else:
        return
    commas = [u.s for u in telling.units if u.t == ","]
    spans = [(at, min([at + _RECORD, *(c for c in commas if c >= at)])) for at in marks]
    accused = [
        t
        for t in telling.triggers
        if t.mode not in {"arrest", "raid"} and any(a <= t.start <= b for a, b in spans)
    ]
    told = [c for c in telling.counts if any(a <= c.start <= b for a, b in spans)]
    if not accused and not told:
        return
    spans = [(x.start, x.end) for x in accused] + [(x.start, x.end) for x in told]
    last = max(end for _, end in spans)
    first = min(at for at in marks if any(at <= start for start, _ in spans))
    # "wanted in killings of labourers in Dasht, killed in …": Dasht is where those were
    rest = [t.start for t in telling.triggers if t not in accused and t.start > last]
    ends = [u.s for u in telling.units if u.s >= last and u.t in {",", ";"}]
    last = max(last, min([*ends, *rest, telling.end]))
    where = any(first <= p.start < last and p.fine and p.score > SCENE for p in telling.places)
    if where and any(first <= d.start < last for d in telling.dates):
        return  # an earlier event with a day and place of its own is one to be told
    telling.triggers = [t for t in telling.triggers if t not in accused]
    telling.places = [p for p in telling.places if not first <= p.start < last]
    telling.dates = [d for d in telling.dates if not first <= d.start < last]
    telling.counts = [c for c in telling.counts if c not in told]


def mask_record(units: list[Unit]) -> tuple[int, int] | None:
    """Take the meaning from what killed men were wanted for ("two men, wanted in X, were killed").

    Gives the characters that say it, if what befell the men themselves follows.
    """
    at = next(
        (
            k
            for k, (a, b) in enumerate(pairwise(units))
            if a.t in _WANTED_FIRST and f"{a.t} {b.t}" in _WANTED
        ),
        len(units),
    )
    end = next(
        (
            k
            for k in range(at + 2, min(at + _RECORD_WORDS, len(units)))
            if units[k].t in {",", ")"} or units[k].c.get("fn") == "aux"
        ),
        len(units),
    )
    if at == 0 or end + 1 >= len(units) or _goes_on(units[end + 1 : end + 3]):
        return None
    if not any("harm" in u.c or u.c.get("trg", ("", "", ""))[2] == "v" for u in units[end:]):
        return None
    if not any("per" in u.c or "act" in u.c for u in units[:at]):
        return None
    for unit in units[at + 2 : end]:
        unit.c = {}
    return units[at].s, units[end].s


def _goes_on(following: list[Unit]) -> bool:
    """Whether a clause still tells of the earlier crime ("…, in which a soldier was wounded")."""
    return any(u.last in {"which", "whom", "where", "when", "who"} for u in following)


_RECORD_WORDS = 16  # words that tell what somebody was wanted for
_WANTED = words("of a criminal past")
_WANTED_FIRST = frozenset(term.split()[0] for term in _WANTED)
_HELD_TO_BE = words("held to be behind")
_ACCUSED = words("accused of")
_ACCUSED_FIRST = frozenset(term.split()[0] for term in _ACCUSED)
_RECORD = 60  # characters from "linked with" to what somebody is linked with


def _drop_reason(telling: Telling) -> None:
    """Leave out what a protest is against: it is not what happened at it."""
    protest = [t for t in telling.triggers if t.mode in {"protest", "riot", "mob", "damage"}]
    if not protest:
        return
    units = telling.units
    marks = [u.s for u in units if u.first in _AGAINST and u.s > protest[0].start]
    marks += [
        u.e
        for k, u in enumerate(units[1:], 1)
        if u.t == "protest" and units[k - 1].t == "to" and len(protest) > 1
    ]
    marks += [
        u.e
        for k, u in enumerate(units[:-2])
        if u.t in _AFTER and u.s > protest[0].start and _names_loss(units[k + 1 :])
    ]
    _drop_reason_before(telling, protest)
    if not marks:
        return
    at = min(marks)
    reason = replace(
        telling,
        units=[u for u in units if u.s >= at],
        triggers=[t for t in telling.triggers if t.start >= at],
        counts=[c for c in telling.counts if c.start >= at],
        places=[p for p in telling.places if p.start >= at],
        dates=[d for d in telling.dates if d.start >= at],
        start=at,
    )
    telling.counts = [c for c in telling.counts if c.start < at]
    telling.triggers = [t for t in telling.triggers if t.start < at]
    if any(t.mode not in {"protest", "riot"} for t in reason.triggers):
        telling.cause = reason
        if any(p.start < at and p.fine and p.score > SCENE for p in telling.places):
            telling.places = [p for p in telling.places if p.start < at]
        if any(d.start < at and d.role == "event" for d in telling.dates):
            telling.dates = [d for d in telling.dates if d.start < at]


def _drop_reason_before(telling: Telling, protest: list[Trigger]) -> None:
    """Leave out what is named before a protest as its reason ("بچوں کی ہلاکت کے خلاف دھرنا")."""
    last = max(t.start for t in protest)
    at = max((u.s for u in telling.units if u.t in _AGAINST_IN_URDU and u.e <= last), default=-1)
    if at >= 0:
        telling.counts = [c for c in telling.counts if c.start > at]
        telling.triggers = [t for t in telling.triggers if t.start > at or t in protest]
        if any(p.start > at and p.fine and p.score > SCENE for p in telling.places):
            telling.places = [p for p in telling.places if p.start > at]
        dated = any(d.role == "event" for d in telling.dates)
        grieved = any("harm" in u.c for u in telling.units if u.e <= at)
        if telling.sentence and grieved and not (dated or telling.placed or telling.counts):
            telling.triggers = []  # what followed the event told before


_AGAINST_IN_URDU = words("reason before a protest in urdu")
