"""People told by name: "Abdul Wahid and Rasheed died", "Haji Ramzan was shot dead"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.groups import Count, Group
from reports.parts import STOP
from reports.word_sets import words

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


def past_name(text: str, units: list[Unit], at: int) -> int:
    """Pass over a name and the father's name behind it ("Nadeem Khan s/o Bashir Ahmed")."""
    k = _past_words(text, units, at)
    while k > at and k + 1 < len(units) and (after := _past_parent(units, k)):
        end = _past_words(text, units, after)
        if end == after:
            break
        k = end
    return k


def _past_words(text: str, units: list[Unit], at: int) -> int:
    k = at
    while k < len(units) and (is_name(text, units[k]) or (k > at and _is_jan(text, units, k))):
        k += 1
    if k < len(units) and units[k].t == "s" and text[units[k].s - 1] in "'’":
        return at  # "Pishin's karez"
    return k


def _is_jan(text: str, units: list[Unit], k: int) -> bool:
    """Whether a month is the end of a name ("Wali Jan, 44"; but "Friday Jan 5")."""
    month = units[k].c.get("date", ("",))[0] == "month" and text[units[k].s].isupper()
    return month and not (k + 1 < len(units) and units[k + 1].t.isdecimal())


def _past_parent(units: list[Unit], k: int) -> int:
    """Pass over "s/o" or "son of"; 0 where nothing of the kind stands there."""
    if k + 3 < len(units) and units[k].t in {"s", "d", "w"} and units[k + 1].t == "/":
        return k + 3 if units[k + 2].t == "o" else 0
    if k + 2 < len(units) and units[k].t in {"son", "daughter", "wife"} and units[k + 1].t == "of":
        return k + 2
    return k + 1 if units[k].t in {"alias", "bin", "ibn", "bint"} else 0


def past_age(units: list[Unit], k: int) -> int:
    """Pass over an age set apart behind a name (", 35," or "(35)"); same index if there is none."""
    if k + 1 >= len(units) or units[k].t not in {",", "("}:
        return k
    if k + 2 < len(units) and units[k + 1].t in {"age", "aged"}:
        return k + 3 if units[k + 2].t.isdecimal() else k
    age = units[k + 1].t
    if not age.isdecimal() or not _YOUNGEST <= int(age) <= _OLDEST:
        return k
    after = units[k + 2] if k + 2 < len(units) else None
    if units[k].t == "(":
        return k + 3 if after is not None and after.t == ")" else k
    closed = after is None or after.t in STOP or after.c.get("fn") in {"and", "aux"}
    return k + 2 if closed else k


_YOUNGEST, _OLDEST = 5, 110  # years that a number behind a name may be


def aged_name(text: str, units: list[Unit], i: int) -> int:
    """Give the end of a name with an age ("Jalaluddin, 35"), or the same index if none is there."""
    lead = units[i - 1] if i else None
    if lead is not None and (lead.c.get("fn") == "prep" or is_name(text, lead)):
        return i  # "in Khuzdar, 35 were hurt"
    end = past_name(text, units, i)
    after = past_age(units, end) if end > i else i
    return after if after > end else i


def named_after(
    text: str, units: list[Unit], groups: list[Group], k: int, *, owners: bool = False
) -> list[Group]:
    """Give people told by name after a verb, and who is listed with them.

    "Killed Sadiq Ali, a teacher, his son and two others" are four.
    """
    out: list[Group] = []
    at = k + 1
    if at >= len(units) or not is_name(text, units[at]) or text[units[k].s].isupper():
        return out  # "Shaheed Javed Chowk"
    while at < len(units):
        own = next((g for g in groups if g.i == at), None)
        end = past_name(text, units, at)
        if own is not None and own.value == 1 and out and _apposed_to(units, out[-1], own):
            out[-1].side = own.side
            own.used = "named"
            at = own.j
        elif own is not None:
            if own.used or own.agent or (not owners and _has_verb(units, own.j)):
                break
            out.append(own)
            at = own.j
        elif end > at:
            if out and not _closed(units, end):
                break
            out.append(Group(at, end, 1, 1, 1, shape="name"))
            at = past_age(units, end)
        else:
            break
        joint = at
        while joint < len(units) and joint - at <= _MODIFIED and _modifies(units[joint]):
            joint += 1
        if joint >= len(units) or not (units[joint].t == "," or _joins(units[joint])):
            break
        if joint > at and units[joint].t == ",":
            break
        at = joint + 1
        if at < len(units) and units[joint].t == "," and _joins(units[at]):
            at += 1
    return out


_MODIFIED = 8  # words that may say of where or whose somebody listed is


def _joins(unit: Unit) -> bool:
    return unit.c.get("fn") == "and"


def _modifies(unit: Unit) -> bool:
    return unit.t not in STOP and not _joins(unit) and not {"harm", "trg"} & unit.c.keys()


def _closed(units: list[Unit], end: int) -> bool:
    """Whether a listed name stands by itself and is no subject ("killing four, Dawn reported")."""
    if end >= len(units) or units[end].t in STOP or _joins(units[end]):
        return True
    return units[end].c.get("fn") == "prep"


def _has_verb(units: list[Unit], k: int) -> bool:
    """Whether a verb follows right away ("… and two were injured")."""
    return k < len(units) and (units[k].c.get("fn") == "aux" or "harm" in units[k].c)


def _apposed_to(units: list[Unit], before: Group, own: Group) -> bool:
    """Whether somebody only says who was named before ("Sadiq Ali, a teacher,")."""
    if units[own.i].t not in {"a", "an", "the"} and own.j - own.i > 1:
        return False
    gap = units[before.j : own.i]
    if not gap or gap[-1].t != ",":
        return False
    after = units[own.j : own.j + _MODIFIED + 1]
    end = next((n for n, u in enumerate(after) if not _modifies(u)), len(after))
    return end >= len(after) or after[end].t in STOP


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


_RECEIVING = words("receiving a wound") - {"with", "have", "had", "took", "takes"}


def one_named(text: str, units: list[Unit], k: int, floor: int, *, active: bool) -> Count | None:
    """One person told by name only ("Haji Ramzan was shot dead")."""
    if active:
        at = k + 1
        if at < len(units) and is_name(text, units[at]):
            return Count("", 1, 1, 1, "any", units[at].s, units[at].e)
        return None
    singular = units[k].t in _RECEIVING  # "Naseer got a bullet in the leg"
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
