"""What a passage asserts: which words of doubt, plans or the past govern what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.places import SCENE, Place
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.days import DateMention
    from reports.lexicon import Unit
    from reports.triggers import Trigger

_BEFORE_ALL = frozenset({"hypothetical", "threat", "plan", "habitual", "denial"})
_GATHERINGS = frozenset({"fiction", "memorial"})
_STAGED = frozenset({"mock", "play"})
_DOUBTS = _BEFORE_ALL | _GATHERINGS | _STAGED | {"untrue", "court"}
_PLAYERS = words("player")
_PROSECUTORS = words("prosecutor")
_PLAYED = frozenset({"won the match", "scored"})
_AT = words("at a gathering")
_UPON = words("upon a rumour")
_HONOURING = ("in memory", "to honour", "to honor")


def idle_cues(
    cues: set[str],
    units: list[Unit],
    triggers: list[Trigger],
    dates: list[DateMention],
    places: list[Place],
) -> set[str]:
    """Kinds of cues that do not govern what a passage tells.

    A plan, a habit or a doubt that is named after the deed says nothing about whether it was done
    ("blew himself up when police wanted to search him"); a wedding or a memorial may be where it
    was done; a rumour may be its cause; and prosecutors may only speak.
    """
    if cues.isdisjoint(_DOUBTS):
        return set()
    day = any(d.role == "event" and d.precision <= 1 for d in dates)
    scene = any(p.fine and p.score > SCENE for p in places)
    deeds = [t for t in triggers if t.pos in {"v", "x"} and not t.definite]
    first = min((t.start for t in deeds), default=-1)
    told: dict[str, bool] = {}
    for k, unit in enumerate(units):
        kind = unit.c.get("cue", "")
        idle = False
        if kind in _BEFORE_ALL and (day or (scene and kind == "plan")):
            foiled = kind == "plan" and any(t.mode == "defuse" for t in deeds)
            idle = foiled or 0 <= first < unit.s
        elif kind in _GATHERINGS and (day or scene) and unit.t not in _PLAYED:
            deed = any(t.mode not in {"kill", "protest"} for t in deeds)
            idle = deed and _introduced(units, k, _AT)
            idle = idle or (unit.t.startswith(_HONOURING) and 0 <= first < unit.s)
        elif kind in _STAGED and day and scene:
            shot = any(
                u.c.get("harm", ("",))[0] == "killed" or u.t.startswith("shot") for u in units
            )
            done = any(t.pos == "v" and t.mode != "protest" and t.start < unit.s for t in deeds)
            idle = done or (shot and unit.t in _PLAYERS)
        elif kind == "untrue" and unit.t.startswith("rumo"):
            idle = bool(deeds) and _introduced(units, k, _UPON)
        elif kind == "court" and unit.t in _PROSECUTORS:
            idle = _speaks(units, k)
        told[kind] = told.get(kind, True) and idle
    return {kind for kind, idle in told.items() if idle}


def _introduced(units: list[Unit], k: int, by: frozenset[str]) -> bool:
    """Whether a phrase begins with such a preposition ("outside a film studio")."""
    for before in reversed(units[max(0, k - 4) : k]):
        if before.t in by:
            return True
        if not before.t[0].isalnum() or before.c.get("fn") in {"prep", "aux"}:
            return False
    return False


def _speaks(units: list[Unit], k: int) -> bool:
    """Whether prosecutors only tell what was found ("…, state prosecutors said")."""
    lead = units[k - 1].t if k else ""
    return lead == "according to" or any(u.c.get("cue") == "say" for u in units[k + 1 : k + 6])


def is_denied(units: list[Unit]) -> bool:
    """Whether what is told is only what somebody calls untrue ("rejects … that 40 were killed")."""
    for k, unit in enumerate(units):
        if "harm" in unit.c or "trg" in unit.c:
            return False
        if unit.c.get("cue") == "denial":
            if unit.t in _NOT_KNOWN:
                return True
            following = units[k : k + 12]
            if any(u.t in {"among", "among the"} for u in following):
                return False  # who they were is denied, not that they were killed
            told = next((n for n, u in enumerate(following) if "trg" in u.c), len(following))
            return any(u.t in _SAID_TO_BE for u in following[: max(told, 8)])
    return False


_NOT_KNOWN = words("not known of")
_SAID_TO_BE = words("what is denied")
