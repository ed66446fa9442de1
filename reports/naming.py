"""People told by name: "Abdul Wahid and Rasheed died", "Haji Ramzan was shot dead"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.groups import Count, Group
from reports.parts import STOP

if TYPE_CHECKING:
    from reports.lexicon import Unit


def before_age(units: list[Unit], k: int) -> int:
    """Pass back over an age set apart by commas or brackets ("Jalaluddin, 35, and his cousin")."""
    if k >= 3 and units[k].t in {",", ")"}:
        for at in range(k - 2, max(0, k - 12), -1):
            if units[at].t in {",", "("}:
                clause = units[at + 1]
                return at - 1 if clause.t.isdecimal() or clause.t in {"who", "whose"} else k
    return k


def unlisted_person(units: list[Unit], k: int) -> list[Group]:
    """Give the one whom no list knows, told by what he was ("shot dead a beekeeper")."""
    if k + 2 < len(units) and units[k + 1].t in {"a", "an"} and not units[k + 2].c:
        return [Group(k + 1, k + 3, 1, 1, 1)]
    return []


def is_name(text: str, unit: Unit) -> bool:
    """Whether a word is written as a name and stands in no list."""
    raw = text[unit.s : unit.e]
    return raw[:1].isupper() and not unit.c.keys() - {"noplace"} and len(raw) > 2


def names_before(text: str, units: list[Unit], k: int, floor: int) -> list[Group]:
    """Give two or more people told by name only ("Abdul Wahid and Rasheed died")."""
    j = k - 1
    while j >= floor and (units[j].c.get("fn") == "aux" or units[j].t.endswith("ly")):
        j -= 1
    runs: list[tuple[int, int]] = []
    end = j + 1
    while j >= floor and j > k - 20:
        if is_name(text, units[j]):
            j -= 1
            continue
        if j + 1 == end:
            break
        runs.append((j + 1, end))
        if not (units[j].c.get("fn") == "and" or (units[j].t == "," and len(runs) > 1)):
            break
        end = j
        j -= 1
    else:
        if j + 1 < end:
            runs.append((j + 1, end))
    if len(runs) == 1 and not _dies_named(units, k, floor, *runs[0]):
        return []
    return [Group(a, b, 1, 1, 1) for a, b in reversed(runs)]


def _dies_named(units: list[Unit], k: int, floor: int, start: int, end: int) -> bool:
    """Whether a name is of one who died ("Abdul Baqi expired on the way")."""
    if end != k or units[k].c["harm"][1] != "i" or (start == floor == 0 and end - start < 2):
        return False
    return start == 0 or units[start - 1].c.get("fn") != "prep"


def one_named(text: str, units: list[Unit], k: int, floor: int, *, active: bool) -> Count | None:
    """One person told by name only ("Haji Ramzan was shot dead")."""
    if active:
        at = k + 1
        if at < len(units) and is_name(text, units[at]):
            return Count("", 1, 1, 1, "any", units[at].s, units[at].e)
        return None
    singular = False
    j = k - 1
    while j >= floor and k - j <= 6:
        unit = units[j]
        if unit.t in {"was", "is", "has been", "been", "being"}:
            singular = True
        elif unit.t in {"were", "are"}:
            return None
        elif unit.t in {"he", "she"}:
            return Count("", 1, 1, 1, "any", unit.s, unit.e, known=True)
        elif unit.c.get("fn") != "aux" and not unit.t.endswith("ly") and unit.t not in STOP:
            break
        j -= 1
    if not singular or j < floor:
        return None
    last = units[j]
    if "num" in last.c and last.c["num"][1]:
        number = last.c["num"][1]
        return Count("", number, number, number, "any", last.s, last.e)
    for at in range(j, max(floor, j - 5) - 1, -1):
        if units[at].t in {"a", "an", "the"} and at < j and not units[j].c:
            return Count("", 1, 1, 1, "any", units[at].s, units[j].e, known=units[at].t == "the")
        if units[at].c:
            break
    for at in range(j, max(floor, j - 12) - 1, -1):
        if is_name(text, units[at]):
            return Count("", 1, 1, 1, "any", units[at].s, units[j].e)
    return None
