"""What joins people to a list, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.lexicon import Unit


_STRUCTURE = frozenset({"fn", "harm", "trg", "per", "num", "cue", "date"})


def joined(gap: list[Unit]) -> bool:
    """Whether words between two groups of people join them to a list (", and", "along with")."""
    if not gap or len(gap) > 12:
        return False
    if any(u.t in {"condition", "state", "left", "leaving", "leaves"} for u in gap):
        return False
    inner = next((k for k in range(len(gap) - 1, -1, -1) if gap[k].c.get("fn") == "incl"), None)
    if inner is not None and not any(u.c.keys() & _STRUCTURE for u in gap[inner + 1 :]):
        gap = gap[: inner + 1]  # "…, all of them off-duty" guards
    if len(gap) > 1 and gap[-1].t == "as":
        gap = gap[:-1]  # "and as many women"
    last = gap[-1] if len(gap) < 2 or gap[-1].t not in _LED_ON else gap[-2]
    linked = last.c.get("fn") in {"and", "incl"} or last.t in {",", "،", "-", "–", "—", "("}
    linked = linked or (len(gap) == 1 and gap[0].t in {"with", "+"})
    return linked and not any(breaks(u) for u in gap)


_LED_ON = frozenset({".", "with", "of", "also"})  # "3 dead incl. a child", ", with a student"


def breaks(unit: Unit) -> bool:
    """Whether a word ends a list of people (another harm word, "who", "by", a semicolon)."""
    c = unit.c
    return (
        "harm" in c
        or c.get("fn") == "rel"
        or ("trg" in c and c["trg"][2] != "w")
        or c.get("cue") in {"say", "split"}
        or unit.t in {"by", ";", ":", '"', "”"}
    )
