"""What joins people to a list, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.word_sets import words

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
    if not gap[-1].t.isascii():
        at = next((k for k, u in enumerate(gap) if u.c.get("fn") == "and"), -1)
        told = gap[at + 1 :] if at >= 0 else []
        if len(told) <= _WHOSE and all(_says_whose(u) for u in told):
            gap = gap[: at + 1] or gap  # "دو بچے اور ان کی تیماردار" خاتون
    last = gap[-1] if len(gap) < 2 or gap[-1].t not in _LED_ON else gap[-2]
    linked = last.c.get("fn") in {"and", "incl"} or last.t in {",", "،", "-", "–", "—", "("}
    linked = linked or (len(gap) == 1 and gap[0].t in {"with", "+"})
    return linked and not any(breaks(u) for u in gap)


_LED_ON = frozenset({".", "with", "of", "also"})  # "3 dead incl. a child", ", with a student"


_WHOSE = 3  # words that say whose or which the next in an Urdu list is


def _says_whose(unit: Unit) -> bool:
    return unit.c.get("fn") in {"aux", "of"} or not (unit.c or unit.t in _POSTPOSITIONS)


_POSTPOSITIONS = words("postposition in urdu")


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
