"""How a verb stands to its subject: acting, suffering, done long before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.lexicon import Unit


def counts_people(unit: Unit) -> bool:
    """Whether a word is a number or limits one."""
    return "num" in unit.c or "approx" in unit.c or unit.t[0].isdecimal()


def is_deed(unit: Unit) -> bool:
    """Whether a word is a verb of violence or tells what somebody did to others."""
    harm, trigger = unit.c.get("harm"), unit.c.get("trg")
    return bool((harm and harm[1] == "a") or (trigger and trigger[2] in {"v", "x"}))


def perfect(units: list[Unit], unit: Unit) -> bool:
    """Whether a verb is told as done by its subject ("have detained", "has secretly killed")."""
    k = units.index(unit)
    lead = [u.t for u in units[max(0, k - 3) : k] if not u.t.endswith("ly")]
    return unit.t.endswith(" have") or (bool(lead) and lead[-1] in {"have", "has", "had", "having"})


def acts_on(units: list[Unit], unit: Unit) -> bool:
    """Whether somebody follows a verb of harm, on whom it acts ("cop gunned down" has none)."""
    k = units.index(unit)
    if k + 1 >= len(units):
        return False
    after = units[k + 1]
    kinds = {"num", "per", "act", "approx", "arms"} & after.c.keys()
    return (
        bool(kinds)
        or after.t[0].isdecimal()
        or after.c.get("fn") == "det"
        or (not after.c and after.t[0].isalpha())
    )


def is_passive(units: list[Unit], unit: Unit) -> bool:
    """Whether the subject of a verb suffers what it tells."""
    k = units.index(unit)
    if unit.t in {"blown up", "slain", "beaten"}:
        return True
    if unit.t.endswith(" by") or (unit.t.endswith(("ed", "struck", "hit")) and _by(units, k)):
        return True  # "house struck by a drone", "post attacked on 3 May from 0430 by 40 men"
    return any(
        u.t in {"was", "were", "been", "being", "are", "is"} and "act" not in u.c
        for u in units[max(0, k - 3) : k]
    )


def _by(units: list[Unit], k: int) -> bool:
    """Whether a verb is followed by who did it, with only the time between."""
    for u in units[k + 1 : k + 9]:
        if u.t == "by":
            return True
        if not ("date" in u.c or u.t[0].isdecimal() or u.t in _TIMES):
            return False
    return False


_TIMES = frozenset({"on", "at", "from", "hrs", "hours", "late", "early", "night", "in", "around"})
