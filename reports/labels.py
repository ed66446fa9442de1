"""Numbers told by a label or a toll: "Fatalities: 3", "Dead: driver, 2 guards", "rose to 12"."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reports.groups import Group
from reports.joints import joined
from reports.naming import is_name
from reports.parts import STOP, has_own_verb
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit


def number_after(units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Take a bare number told after the word ("Fatalities: 3", "dead 2, hurt 4")."""
    k = max(k, _colon_at(units, k) - 1)
    at = k + 1 + (k + 1 < len(units) and units[k + 1].t in {":", "–", "—", "="})
    if at == k + 1 and units[k].t in {"injuries", "injury"}:
        after = units[at + 1 : at + 2]
        listed = k == 0 or units[k - 1].t in STOP  # "12 dead, injuries 31", no "gunshot injuries 3"
        if not listed or (after and after[0].t not in STOP):
            return []
    return [g for g in groups if g.i == at and g.shape == "bare" and not g.used and g.value][:1]


def is_label(units: list[Unit], k: int) -> bool:
    """Whether a harm word heads a field of a list ("Killed: 3", "Dead brought: 23")."""
    return _colon_at(units, k) > 0


def _colon_at(units: list[Unit], k: int) -> int:
    """Give where the colon of a label stands, over a word or two ("Dead at spot: 4"), or 0."""
    for at in range(k + 1, min(k + 4, len(units))):
        if units[at].t == ":":
            return at
        if units[at].t not in _IN_LABELS:
            return 0
    return 0


_IN_LABELS = words("within a label")


def labelled_people(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give what a label governs ("Deceased: Ghulam Hussain", "Dead: driver, 2 guards")."""
    if k + 1 >= len(units):
        return []
    k = max(k, _colon_at(units, k) - 1)
    colon = units[k + 1].t == ":"
    after: list[Group] = []
    end = k + 1 + colon
    for group in groups:
        gap = units[end : group.i]
        close = not gap if not after else joined(gap)
        if group.i >= end and (group.used or not close or has_own_verb(units, group)):
            break
        if group.i >= end:
            after.append(group)
            end = group.j
    if colon and (listed := _numbered(units, k + 2)):
        return [Group(k + 2, k + 3, listed, listed, listed)]
    if colon and k + 2 < len(units) and is_name(text, units[k + 2]):
        return _named_list(text, units, groups, k + 2)
    return after if after and after[0].value is not None else []


def identified(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give the dead whose names follow ("the deceased were identified as Amin and Sher Dil")."""
    for at in range(k + 1, min(k + 4, len(units) - 1)):
        if units[at].t == "identified as" or (units[at].t == "as" and at > k + 1):
            named = _named_list(text, units, groups, at + 1)
            for group in named:
                group.known = True
            return named
    return []


def _numbered(units: list[Unit], at: int) -> int:
    """Count the entries of a numbered list ("Shaheed: 1) HC Afzal 2) Driver Amin")."""
    number = 0
    for k in range(at, len(units) - 1):
        if units[k].t == str(number + 1) and units[k + 1].t in {")", "."}:
            number += 1
        elif (k == at and not number) or units[k].t == ";" or "harm" in units[k].c:
            break
    return number


def _named_list(text: str, units: list[Unit], groups: list[Group], at: int) -> list[Group]:
    """Count a list of names and people ("Dead: Ghulam Nabi (52), his son Imran and a guard")."""
    out: list[Group] = []
    starts, depth = [at], 0
    for k in range(at, len(units)):
        mark = units[k].t
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if mark in {".", ";", ":"} or "harm" in units[k].c:
            break
        if depth == 0 and (mark == "," or units[k].c.get("fn") == "and") and k + 1 < len(units):
            starts.append(k + 1)
    for start in starts:
        own = next((g for g in groups if g.i == start and g.value and not g.used), None)
        if own is not None:
            out.append(own)
        elif is_name(text, units[start]):
            out.append(Group(start, start + 1, 1, 1, 1))
        elif units[start].c.get("fn") != "and":
            break
    return out


_SUPERSEDED = words("superseded figure")


def toll_told(
    text: str, units: list[Unit], groups: list[Group], k: int
) -> tuple[list[Group], bool]:
    """Give the number of a toll ("rose to 12"), and whether it replaces earlier ones."""
    if any(u.t in _SUPERSEDED for u in units[max(0, k - 3) : k]):
        return [], False
    passed = k + 1, k + 1  # an aside with an earlier number
    for group in groups:
        if group.i > k and not group.used:
            between = units[k + 1 : passed[0]] + units[passed[1] : group.i]
            opened = [n for n in range(k + 1, group.i) if units[n].t == ","]
            if opened and any(_is_earlier(u) for u in between[-3:]):
                close = group.j + (group.j < len(units) and units[group.j].t == ",")
                passed = opened[-1], close  # "the toll, first put at nine, rose to 13"
                continue
            if group.value is None and group.high and units[group.i - 1].t == "from":
                group.value = group.low = group.high  # "has risen from 44 to 58"
                group.wording = ""
                return [group], True
            if group.value is None and not group.wording:
                continue
            if group.shape == "person" and not _numbers(units, group):
                continue
            if any("trg" in u.c for u in units[group.i : group.j + 1]) and group.shape != "person":
                continue  # "a figure only to one ambush"
            told = any(u.c.get("cue") == "update" for u in between)
            near = any(u.c.get("cue") == "update" for u in between[-2:])
            if near and not any(u.t in {".", ";"} for u in between):
                return [group], True
            if any(u.t in {".", ";", ","} for u in between) or (len(between) > 9 and not told):
                return [], False
            if len(between) > 3 and not told and group.shape != "bare":
                continue
            return [group], True
    return [], False


def _is_earlier(unit: Unit) -> bool:
    return unit.t in _SUPERSEDED or unit.c.get("cue") == "earlier"


def _numbers(units: list[Unit], group: Group) -> bool:
    return any("num" in u.c or u.t[0].isdecimal() for u in units[group.i : group.j])


def is_put_at(units: list[Unit], k: int) -> bool:
    """Whether people are put at a number ("those hurt were put at 185", "put the dead at 19")."""
    following = units[k + 1 : k + 21]
    ends = (n for n, u in enumerate(following) if u.t in STOP and u.t != ",")
    stop = next(ends, len(following))
    told = any(u.c.get("cue") == "update" or u.t in _NUMBERING for u in following[:stop])
    led = any(u.t in _PUTTING for u in units[max(0, k - 3) : k])
    joined_on = k > 1 and units[k - 1].c.get("fn") == "and"
    led = led or (joined_on and any(u.t in _PUTTING for u in units[:k]))
    led = led or any(u.t in {"that of", "those of"} for u in units[max(0, k - 1) : k])
    led = led or (k > 1 and units[k - 1].t == "of" and units[k - 2].t in {"that", "those"})
    led = led or any(u.c.get("cue") == "update" for u in units[:k])
    return told or (led and bool(following) and following[0].t == "at") or _is_brought_to(units, k)


def _is_brought_to(units: list[Unit], k: int) -> bool:
    """Whether "bringing the dead of Friday's strike to five" numbers them."""
    if not k or units[k - 1].t not in _REVISING:
        return False
    after = units[k + 1 : k + _REACH]
    return any(
        a.t == "to" and ("num" in b.c or b.t[0].isdecimal()) for a, b in pairwise(after)
    ) and not any(u.t in STOP for u in after[:3])


def put_at(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give the number that those killed are put at ("put the number of rebels killed at 21")."""
    lead = units[max(0, k - 5) : k]
    put = any(u.t in _PUTTING for u in units[max(0, k - 8) : k])
    put = put and k + 1 < len(units) and units[k + 1].t == "at"
    if not any(u.t in _COUNTED for u in lead):
        return []
    taken = revised(units, groups, k)
    if not taken:
        if not (put or is_put_at(units, k)):
            return []
        taken, _ = toll_told(text, units, groups, k)
    whom = [g for g in groups if g.j == k and g.shape == "plural"]
    for group in taken:
        group.side = whom[0].side if whom else group.side
    return taken


def revised(units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give what a number of people is revised to ("raised to 54 the number of soldiers killed")."""
    verb = next((n for n in range(k - 1, max(-1, k - 14), -1) if units[n].t in _REVISING), None)
    if verb is None:
        return []
    for group in groups:
        if verb < group.i <= k + _REACH and group.shape == "bare" and group.value:
            if not units[group.i - 1].t.endswith("to") or group.i - 1 == k:
                continue
            if any(u.t in STOP for u in units[verb : group.i]):
                break
            return [group]
    return []


_REACH = 10
_REVISING = words("revising a number")


_COUNTED = words("number of people")


_NUMBERING = words("numbering verb")


_PUTTING = words("putting at a number")
