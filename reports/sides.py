"""Whose people a sentence counts: our own and the enemy's, comrades, parts of a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.groups import SIDES
from reports.parts import STOP
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.groups import Count, Group
    from reports.lexicon import Unit

_OWN = words("own side")
_ENEMY = words("enemy side")
_COMPANIONS = words("companions")
_ATTACKERS = words("attackers of a part")
_THE_DEAD = words("the dead told before")


def of_either_side(units: list[Unit], counts: list[Count]) -> list[Count]:
    """Give counts the side their clause names ("own losses 6 martyred; enemy losses 9 killed")."""
    marks = [(u.s, "security") for u in units if u.t in _OWN]
    marks += [(u.s, "militants") for u in units if u.t in _ENEMY]
    for k, unit in enumerate(units[1:], 1):
        if unit.t in _LOSSES and (side := _side_of(units[k - 1])):
            marks.append((unit.s, side))
    if not marks:
        return counts
    marks.sort()
    ends = [u.s for u in units if u.t in {";", "."}]
    out = []
    for count in counts:
        told = [m for m in marks if m[0] < count.end]
        open_ = told and not any(told[-1][0] < at < count.start for at in ends)
        out.append(count._replace(side=told[-1][1]) if open_ and count.side == "any" else count)
    return out


_LOSSES = words("losses of a side")


def _side_of(unit: Unit) -> str:
    """Give the side of those whose losses are counted ("dacoits' loss", "en cas")."""
    if unit.t == "en":
        return "militants"
    side = unit.c["per"][0] if "per" in unit.c else unit.c.get("arms", "")
    return str(side) if side in {"militants", "security"} else ""


def side_of_part(units: list[Unit], k: int) -> str:
    """Give the side of those a part is of ("one of the attackers", "two of the policemen")."""
    last = units[k].last
    if last in _ATTACKERS:
        return "militants"
    for unit in units[k + 1 : k + 4]:
        if unit.c.get("arms") in {"militants", "security"}:
            return str(unit.c["arms"])
        if "per" in unit.c:
            return str(unit.c["per"][0])
        if unit.t in STOP or unit.c.keys() & {"harm", "trg", "fn"}:
            break
    return "any"


def share_side(units: list[Unit], groups: list[Group]) -> None:
    """Let comrades be of the side of those whose comrades they are."""
    for n, group in enumerate(groups[1:], 1):
        if group.side == "any" and units[group.j - 1].t in _COMPANIONS:
            lead = [g.side for g in groups[:n] if g.side in SIDES]
            group.side = lead[-1] if lead else "any"


def summed_up(units: list[Unit], counts: list[Count]) -> list[Count]:
    """Let how many have died since a day hold only where nothing else tells who died.

    "Drone attacks have killed around 180 people since September 3."
    """
    since = next((u.s for u in units if u.t == "since"), None)
    perfect = [k for k, u in enumerate(units) if u.t in _PERFECT]
    told = any("harm" in u.c for k in perfect for u in units[k + 1 : k + 4])
    if since is None or not told:
        return counts
    return [c._replace(summed=True) if c.value and not c.part else c for c in counts]


_PERFECT = frozenset({"has", "have", "has been", "have been"})


def of_the_dead(units: list[Unit], counts: list[Count]) -> list[Count]:
    """Mark as parts the dead of a sentence about them ("most of the dead were labourers …")."""
    lead = units[:4]
    at = next((k for k, u in enumerate(lead) if u.t in _THE_DEAD), None)
    if at is None or any(c.update for c in counts) or at + 1 >= len(units):
        return counts
    if units[at + 1].t not in {"were", "are", "was", "included", "include"}:
        return counts
    return [c._replace(part=True) if c.kind == "killed" else c for c in counts]


def _without(hurt: Count, died: Count) -> Count:
    """Take from the wounded those of them who died."""
    left = (hurt.value or 0) - (died.value or 0)
    if left < 0 or not died.value:
        return hurt
    low, high = (None if n is None else n - died.value for n in (hurt.low, hurt.high))
    return hurt._replace(value=left, low=low, high=high)


def lone_parts(counts: list[Count]) -> list[Count]:
    """Let a part count where the sentence gives no total it could be a part of.

    "One of them died" stands alone; "one of the attackers died" is none of two soldiers killed.
    """
    out: list[Count] = []
    for c in counts:
        whole = {o.side for o in counts if o.kind == c.kind and not o.part and not o.more}
        other = c.side in SIDES and whole <= set(SIDES) and c.side not in whole
        if c.split and c.part and (other or not whole):
            hurt = [o for o in out if o.kind == "injured" and not o.part and o.value]
            hurt = hurt[-1:] if c.kind == "killed" and not other else []
            for one in hurt:  # "four were hurt, of whom one died"
                out[out.index(one)] = _without(one, c)
            out.append(c._replace(part=False, more=c.more or bool(hurt)))
        else:
            out.append(c)
    return out
