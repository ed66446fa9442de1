"""The person word that a number or article leads to, and the side that it is told to be of."""

from __future__ import annotations

from reports.lexicon import Unit
from reports.parts import STOP
from reports.word_sets import words

AHEAD = 5
"""Words between a number and the people that it counts."""

_FORMER = words("former")
# "Nine men whom the army calls khwarij", "four men said to belong to Islamic State".
_TOLD_AS = words("told as")
_POSTPOSITIONS = words("postposition in urdu")


def head_of(units: list[Unit], j: int, started: bool) -> tuple[int, Unit | None]:
    """Find the person word a number or article leads to, and the index after it."""
    k, n = j, len(units)
    side: str | None = None
    former = False
    while k < n and k - j <= AHEAD:
        c = units[k].c
        if "per" in c:
            head = units[k]
            if side is not None and c["per"][0] in {"any", "civilians"}:
                head = _as_side(head, side)
            k += 1
            while k < n and "per" in units[k].c and units[k].t not in {"others", "more", "dead"}:
                if units[k].c.get("harm"):
                    break
                first = head.c["per"][0]
                head = units[k]
                if head.c["per"][0] in {"any", "civilians"} and first in {"security", "militants"}:
                    head = _as_side(head, first)
                k += 1
            further = _described(units, head, k)
            if further > k:
                head, k = units[further - 1], further
            head = _of_side(units, head, k)
            if former and head.c["per"][0] == "security":
                head = _as_side(head, "civilians")
            if head.c["per"][1] == "s" and k < n and "thing" in units[k].c:
                return k, None
            return k, head
        if "arms" in c and side is None and c["arms"] != "civilians":
            side = c["arms"]
        if units[k].t in _FORMER:
            former = True
        if not started and k > j:
            return k, None
        if "harm" in c or "fn" in c or "num" in c or "date" in c or units[k].t in _POSTPOSITIONS:
            return k, None
        if "cue" in c and c["cue"] != "blame" and units[k].t != "would be":
            return k, None
        if "approx" in c or units[k].t in STOP or units[k].t[0].isdecimal():
            return k, None
        if "trg" in c and c["trg"][2] == "v":
            return k, None
        if "thing" in c and not (k + 1 < n and "per" in units[k + 1].c):
            return k, None
        k += 1
    return min(k, j + 1), None


def _described(units: list[Unit], head: Unit, k: int) -> int:
    """Pass over words that a people's name describes ("three Hazara vegetable traders")."""
    if head.c["per"][1] == "p":
        return k
    for at in range(k, min(k + 3, len(units))):
        unit = units[at]
        if "per" in unit.c:
            return at + 1 if at > k and unit.c["per"][1] == "p" else k
        if unit.c or not unit.t.isalpha() or unit.t.endswith(("ing", "ed")):
            return k
    return k


def _of_side(units: list[Unit], head: Unit, k: int) -> Unit:
    """Give people the side of the group they are said to be of ("men of the BLA")."""
    if head.c["per"][0] not in {"any", "civilians"} or k + 1 >= len(units):
        return head
    if units[k].t in _TOLD_AS:
        for unit in units[k + 1 : k + 8]:
            if unit.c.get("arms") == "militants":
                return _as_side(head, "militants")
            if "harm" in unit.c or "trg" in unit.c or unit.t in {".", ";", "by"}:
                break
    if units[k].t not in {"of", "from", "belonging to"}:
        return head
    for unit in units[k + 1 : k + 3]:
        if unit.c.get("arms") in {"militants", "security"}:
            return _as_side(head, unit.c["arms"])
        if unit.c.get("fn") != "det":
            break
    return head


def _as_side(unit: Unit, side: str) -> Unit:
    return Unit(unit.t, unit.s, unit.e, {**unit.c, "per": (side, unit.c["per"][1])}, unit.t.split())
