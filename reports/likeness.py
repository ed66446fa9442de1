"""How well a passage fits an incident told before: by day, scene, kind and figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reports.day_fit import day_fit, names_attacker
from reports.drafts import EXPLOSIVE
from reports.figures import Figure, combine
from reports.later_tolls import adds_later
from reports.nearness import STRANGE, place_fit
from reports.places import SCENE, Districts
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.drafts import Draft
    from reports.tellings import Telling

_ARMED = frozenset({"gun", "ambush", "clash", "raid", "kill", "attack", "body"})


_CROWD = frozenset({"protest", "riot", "intervene", "force", "mob"})


_ENDS_IN = {
    "raid": frozenset({"custody"}),
    "arrest": frozenset({"custody", "crowd"}),
    "defuse": frozenset({"custody"}),
}
"""Deeds that belong together: a raid ends in arrests and seizures, a protest in arrests."""


_GENERIC = frozenset({"attack", "kill"})


_REFERRING = words("referring back")


def likeness(
    draft: Draft,
    telling: Telling,
    published: date | None,
    drafts: list[Draft],
    districts: Districts,
) -> float:
    """How well a telling fits an incident; 1 and more is the same."""
    points = 0.0
    last = draft.tellings[-1]
    definite = any(t.definite for t in telling.real_triggers)
    definite = definite or names_attacker(telling)
    gap = telling.sentence - last.sentence - telling.led
    bodies = any(t.mode == "body" and t.definite for t in telling.triggers)
    crowd = any(t.mode in _CROWD for t in telling.triggers)
    anew = any(u.c.get("cue") == "separate" for u in telling.units[:2])
    if bodies and not (crowd or anew) and _taken_before(draft):
        return 3.0
    found = any(t.mode == "body" for s in draft.tellings for t in s.triggers)
    if found and 0 < gap <= 2 and {t.mode for t in telling.real_triggers} == {"abduct"}:
        return 2.0
    goes_on = _continues(draft, telling, drafts, gap)
    points += 2.2 if goes_on else 0.0
    near = place_fit(draft, telling, districts)
    if near < -1.0 and gap == 1 and _explains(draft, telling):
        near = 1.0
    details = _details_lead(draft, telling, gap)
    if near == STRANGE and "where" in telling.cues:
        near = 0.0
    if near == STRANGE and (details or (gap == 1 and _is_headline(draft, telling))):
        near = -0.3
    points += 0.5 if details else 0.0
    if near < -1.0 and bodies and 0 < gap <= 2 and not crowd and _has_dead(draft):
        near = 0.0
    if not goes_on and near > -1.0 and _goes_on_nearby(draft, telling, drafts, gap):
        goes_on = True
        points += 1.2
    later = adds_later(telling)
    if later and near < -1.0 and draft is drafts[-1] and not _nearer(drafts, telling, districts):
        near = 0.0  # where somebody died of wounds is no scene
    if gap == 0 or ("separate" in telling.cues and not later):
        points -= 20 if gap else (0 if later else 4)
    seen = gap == 1 and near > -1.0 and _bodies_seen(draft, telling)
    since = (seen or later) and gap <= _REACH and (draft is drafts[-1] or (later and near > 1.0))
    points += 0.0 if since else day_fit(draft, telling, published)
    points += near
    points += mode_fit(draft, telling)
    if (_answers(telling) and not _crowded(draft)) or _is_answered(draft, telling):
        points -= 5.0
    told = telling.numbers and any(t.numbers for t in draft.tellings)
    if told and any(d.kind in {"next", "shift"} for d in telling.dates):
        points -= 0.0 if since else 3.0
    fit = _count_fit(draft, telling, gap)
    if fit >= 0.5 and _is_headline(draft, telling):
        points += 4.0
    points += max(fit, -1.0) if goes_on or since else fit
    if near < 0 and telling.numbers and not definite and _counts_others(draft, telling):
        points -= 2.0  # "Two bombs left seven dead in Nahrawan"
    if definite:
        points += 1.0 if draft is drafts[-1] else 0.6
    if "where" in telling.cues:
        points += 1.5
    elif telling.cues & {"claim", "noclaim"}:
        points += 0.5
    if "where" in telling.cues and near > -1.0 and draft is drafts[-1]:
        points += 1.0  # "The incident took place in the Jhao area on Monday"
    bare = not any(d.role == "event" for t in draft.tellings for d in t.dates) and not any(
        p.fine and p.score > SCENE for t in draft.tellings for p in t.places
    )
    if bare and len(drafts) == 1 and gap <= 2 and "separate" not in telling.cues:
        points += 1.5
    undated = not any(d.role == "event" for t in draft.tellings for d in t.dates)
    placed = telling.placed
    if gap == 1 and undated and not placed and not telling.numbers and draft is drafts[-1]:
        points += 0.6
    wide = not any(p.fine for t in draft.tellings for p in t.places)
    if gap == 1 and wide and placed and not _dated(telling) and draft is drafts[-1]:
        points += 0.6
    told_apart = near == 0 and telling.paragraph != last.paragraph and bool(telling.real_triggers)
    if (near < 0 or told_apart) and "fronted" in telling.cues and gap and not definite:
        points -= 2.0
    elif near < 0 and _could_be_same(draft, telling, drafts, gap, near):
        points += 0.7
    if since:
        points += 2.0
    if gap == 1:
        points += 0.7 + (0.5 if telling.units[0].t in _REFERRING else 0.0)
    elif (
        gap > 1
        and not definite
        and not telling.cues & {"claim", "noclaim"}
        and not telling.numbers
        and "where" not in telling.cues
    ):
        points -= 1.5
    return points


def _nearer(drafts: list[Draft], telling: Telling, districts: Districts) -> bool:
    """Whether a passage names the scene of an incident told some way before."""
    return any(place_fit(d, telling, districts) > 0 for d in drafts[-_REACH:])


def _details_lead(draft: Draft, telling: Telling, gap: int) -> bool:
    """Whether the second sentence tells more of those in the lead ("The officers were …")."""
    lead = draft.first.sentence == 0 and len(draft.tellings) == 1
    if not lead or not 0 < gap <= 2 or telling.units[0].t not in _REFERRING:
        return False
    head, after = telling.units[1:2], telling.units[2:3]
    other = any("trg" in u.c for u in head) and any(u.c.get("fn") == "prep" for u in after)
    return not other  # "The ambush at Mastung" is told apart by its place


def _answers(telling: Telling) -> bool:
    """Whether people took to the streets over what was told ("Angry residents threw stones")."""
    crowd = [t for t in telling.triggers if t.mode in {"protest", "riot"} and t.pos == "v"]
    others = [t for t in telling.triggers if t.mode not in _CROWD | {"damage", "arrest"}]
    own = _dated(telling) or telling.placed
    return own and bool(crowd) and all(t.definite or t.mode in {"body", "attack"} for t in others)


def _is_answered(draft: Draft, telling: Telling) -> bool:
    """Whether a passage tells of the attack that people had rallied over, not of the rally."""
    cause = draft.first.cause is not None
    told = [draft.first] if cause else draft.tellings
    if {t.mode for s in told for t in s.triggers} != {"protest"} or "crowd" in telling.cues:
        return False
    if draft.before is not None and telling.cues & {"claim", "noclaim", "blame"}:
        return True
    armed = [t for t in telling.real_triggers if t.mode not in _CROWD | {"arrest", "damage"}]
    if cause and (armed or any(c.kind in {"killed", "injured"} for c in telling.counts)):
        return True
    if not armed:
        return False
    referring = draft.before is not None and all(t.definite for t in armed)
    return referring or _dated(telling) or telling.placed


def _crowded(draft: Draft) -> bool:
    return any(t.mode in _CROWD for s in draft.tellings for t in s.triggers)


def _bodies_seen(draft: Draft, telling: Telling) -> bool:
    """Whether a passage only tells of some of the dead ("a reporter saw two bodies")."""
    modes = {t.mode for t in telling.real_triggers}
    if modes - {"body", "raid"} or not telling.counts or "separate" in telling.cues:
        return False
    if "body" not in modes and not any(u.first in _FOUND for u in telling.units):
        return False
    seen = combine([telling.counts], "killed").value or 0
    return 0 < seen <= (draft.figure("killed").value or 0)


_FOUND = words("found")


def _has_dead(draft: Draft) -> bool:
    return any(c.kind == "killed" and c.value for t in draft.tellings for c in t.counts)


def _taken_before(draft: Draft) -> bool:
    return any(t.mode == "abduct" for s in draft.tellings for t in s.triggers)


def _could_be_same(
    draft: Draft, telling: Telling, drafts: list[Draft], gap: int, near: float
) -> bool:
    """Whether nothing speaks against the next sentence telling how it happened, and where."""
    apart = telling.cues & {"separate", "split"}
    near_enough = near > -1.0 and gap == 1 and draft is drafts[-1]
    return near_enough and not apart and not _dated(telling) and not telling.numbers


def _explains(draft: Draft, telling: Telling) -> bool:
    """Whether a passage tells how those died whom the one before only counted."""
    if _dated(telling) or telling.numbers or any(t.real_triggers for t in draft.tellings):
        return False
    places = [p for t in [*draft.tellings, telling] for p in t.places if p.fine]
    return bool(telling.real_triggers) and any(p.role == "unlisted" for p in places)


def _dated(telling: Telling) -> bool:
    return any(d.role == "event" for d in telling.dates)


def _goes_on_nearby(draft: Draft, telling: Telling, drafts: list[Draft], gap: int) -> bool:
    """Whether the next sentence tells more of the latest incident and only names a wider place."""
    dated = any(d.role == "event" for d in telling.dates)
    apart = telling.cues & {"separate", "split"}
    return gap == 1 and draft is drafts[-1] and not dated and not apart and bool(telling.numbers)


def _is_headline(draft: Draft, telling: Telling) -> bool:
    """Whether an incident is so far told by the headline alone, and this is the story's opening."""
    first = draft.first
    alone = len(draft.tellings) == 1 and first.sentence == 0
    return alone and telling.paragraph != first.paragraph and first.units[-1].t not in {".", "!"}


def _continues(draft: Draft, telling: Telling, drafts: list[Draft], gap: int) -> bool:
    """Whether a telling without day and scene of its own goes on about the latest incident."""
    if draft is not drafts[-1] or not telling.numbers:
        return False
    dated = any(d.role == "event" for t in draft.tellings for d in t.dates)
    own = any(d.role == "event" for d in telling.dates)
    if own and mode_fit(draft, telling) < 0:
        return False
    if (own and (dated or telling.sentence - draft.first.sentence > 1)) or (
        "separate" in telling.cues
    ):
        return False
    if telling.placed:
        return False
    last = draft.tellings[-1]
    untold = len(drafts) == 1 and not any(
        c.kind in {"killed", "injured"} for t in draft.tellings for c in t.counts
    )
    untold = untold or (len(drafts) == 1 and _other_side(draft, telling))
    if gap == 1 or (gap <= 3 and (untold or telling.paragraph == last.paragraph)):
        return True
    return gap <= _REACH and _only_adds(draft, telling)


_REACH = 5  # sentences after which "five others were wounded" still goes on about an incident


def _only_adds(draft: Draft, telling: Telling) -> bool:
    """Whether a passage only counts those whom nothing was said of ("Five others were hurt")."""
    if any(t.mode != "kill" and t.pos in {"v", "n"} and not t.definite for t in telling.triggers):
        return False
    told = {c.kind for t in draft.tellings for c in t.counts}
    return all(c.more or c.kind not in told for c in telling.numbers)


def _other_side(draft: Draft, telling: Telling) -> bool:
    """Whether a telling gives the dead of one side where the incident has those of the other."""
    mine = {c.side for c in telling.numbers if c.kind == "killed"}
    theirs = {c.side for t in draft.tellings for c in t.numbers if c.kind == "killed"}
    armed = {"security", "militants"}
    return bool(mine and theirs) and mine | theirs == armed and not mine & theirs


def _family(modes: set[str]) -> set[str]:
    out: set[str] = set()
    for mode in modes:
        out |= _ENDS_IN.get(mode, frozenset())
        if mode in EXPLOSIVE:
            out.add("explosive")
        elif mode in _GENERIC:
            out.add("any")
        elif mode in _ARMED:
            out.add("armed")
        elif mode in _CROWD:
            out.add("crowd")
        elif mode:
            out.add(mode)
    return out


def mode_fit(draft: Draft, telling: Telling) -> float:
    """How well what happened in a passage goes with an incident: negative where it does not."""
    mine = {t.mode for t in telling.triggers if t.pos != "w"}
    if not mine - _GENERIC:
        bombs = {t.mode for t in telling.triggers if t.mode in EXPLOSIVE and not t.definite}
        mine = bombs or mine
    theirs = {t.mode for s in draft.tellings for t in s.triggers}
    if not mine or not theirs:
        return 0.0
    if theirs == {"abduct"} and mine <= {"gun", "kill", "body", "attack"}:
        return 0.0  # those led away may be those who were shot
    a, b = _family(mine), _family(theirs)
    if (mine & theirs) - _GENERIC:
        return 0.6
    if "any" in a | b or a & b:
        return 0.2 if a & b else 0.0
    return -1.2


def _own_figure(telling: Telling, kind: str) -> Figure:
    """Give a telling's own figure; it is compared with many incidents and stays the same."""
    if kind not in telling.figures:
        telling.figures[kind] = combine([telling.counts], kind)
    return telling.figures[kind]


def _count_fit(draft: Draft, telling: Telling, gap: int) -> float:
    points = 0.0
    if not telling.counts:
        return points
    kinds = {c.kind for c in telling.counts} & {c.kind for t in draft.tellings for c in t.counts}
    for kind in sorted(kinds & {"killed", "injured", "abducted"}):
        mine = _own_figure(telling, kind)
        theirs = draft.figure(kind)
        if not mine.told or not theirs.told:
            continue
        whole = [c for c in telling.counts if c.kind == kind and not c.part]
        if mine.value is not None and mine.value == theirs.value:
            points += 2.5 if mine.value > 1 else 0.6
        elif (
            any(c.update for c in whole)
            or all(c.known for c in whole)
            or (
                gap <= 1
                and (
                    all(c.more for c in whole)
                    or not ({c.side for c in whole} & (set(theirs.sides) or {"any"}))
                )
            )
        ):
            points += 0.3
        elif _ranges_meet(mine, theirs):
            points += 1.0
        else:
            points -= 1.5
    return points


def _counts_others(draft: Draft, telling: Telling) -> bool:
    """Whether both tell how many were killed, exactly and differently."""
    mine, theirs = _own_figure(telling, "killed"), draft.figure("killed")
    if not (mine.value and theirs.value) or mine.value == theirs.value:
        return False
    new = any(not t.definite and t.mode not in {"kill", "body"} for t in telling.triggers)
    if not new or any(u.t.startswith("had") for u in telling.units):
        return False
    whole = [c for c in telling.counts if c.kind == "killed"]
    return not any(c.part or c.more or c.update or c.known for c in whole)


def _ranges_meet(a: Figure, b: Figure) -> bool:
    if a.value is not None and b.value is not None and a.low == a.high and b.low == b.high:
        return False
    low = max(a.low or 0, b.low or 0)
    high = min(x if x is not None else 10**9 for x in (a.high, b.high))
    return low <= high
