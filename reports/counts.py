"""How many were killed and injured: numbers, who they count, and the word that says what befell them.

A sentence is read as person groups ("at least four soldiers", "a prayer leader", "two others") and
harm words ("killed", "injuring", "deaths of"), and each harm word takes the groups it governs.
A part ("including 3 children") is never added to its total.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.lexicon import Unit

_MOST = 10_000_000
_AHEAD = 5
_NAMES = 4
_STOP = frozenset('.,:;!?()[]—–"“”،؛۔')
_KNOWN = frozenset("the all these those both his her their its our".split())
_HANGING = frozenset("from of in at near for on against with between".split())
_NUMBERED = frozenset(
    "district ward no number sector phase page route article case section block chungi room unit "
    "n fir class grade".split()
)
_CORRECTION = frozenset({"correction", "corrected", "revised"})
_FOUND = frozenset("found recovered discovered dumped lying fished retrieved".split())
_TOTAL_WORDS = frozenset({"overall", "a total of", "total of", "total"})


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people and what happened to them.

    Attributes
    ----------
    kind : str
        ``killed``, ``injured`` or ``abducted``.
    value, low, high : int or None
        As reported, and the fewest and most the wording allows; None where open or not stated.
    side : str
        ``civilians``, ``security``, ``militants`` or ``any``.
    wording : str
        The words that are vague ("nearly 60", "hundreds"); empty for a plain number.
    part : bool
        A part of another number ("including", "two of them").
    more : bool
        Told as further people ("another", "others", "also").
    update : bool
        A toll that replaces earlier ones ("the toll rose to").
    known : bool
        Refers to people already told of ("the imam", "all three militants").
    plural : bool
        Told without any number ("soldiers were killed").
    named : bool
        One person told by name only.
    split : bool
        A part told with its own harm word ("one of them died").
    """

    kind: str
    value: int | None
    low: int | None
    high: int | None
    side: str
    start: int
    end: int
    wording: str = ""
    part: bool = False
    more: bool = False
    update: bool = False
    known: bool = False
    plural: bool = False
    named: bool = False
    split: bool = False


@dataclass(slots=True)
class _Group:
    i: int
    j: int
    value: int | None = None
    low: int | None = None
    high: int | None = None
    side: str = "any"
    shape: str = "person"  # person, noun (counted but not listed), bare (number alone), plural
    wording: str = ""
    part: bool = False
    more: bool = False
    known: bool = False
    agent: bool = False
    healed: bool = False
    split: bool = False
    used: str = ""


def find_counts(text: str, units: list[Unit]) -> list[Count]:
    """Counts of killed, injured and abducted people that a sentence (or a part of one) tells."""
    harms = [k for k, u in enumerate(units) if "harm" in u.c]
    if not harms:
        return []
    groups = _groups(text, units)
    out: list[Count] = []
    last_end = 0
    for n, k in enumerate(harms):
        following = harms[n + 1] if n + 1 < len(harms) else len(units)
        found = _governed(text, units, groups, k, last_end, following)
        if not found and n and _shares_subject(units, harms[n - 1], k):
            found = _shared(out, units[harms[n - 1]].c["harm"][0], units[k])
        if k > 1 and units[k - 1].t == "many" and units[k - 2].t == "as":
            found = _as_many(out, units[k])
        out += found
        last_end = k + 1
    return _tidy(_lone_parts(out))


def _lone_parts(counts: list[Count]) -> list[Count]:
    """Let "one of them died" count where the sentence gives no total it could be a part of."""
    whole = {c.kind for c in counts if not c.part}
    return [
        replace(c, part=False) if c.split and c.part and c.kind not in whole else c for c in counts
    ]


def _shares_subject(units: list[Unit], before: int, k: int) -> bool:
    """Whether two harm words tell of the same people ("abducted, killed", "hurt and later died")."""
    if units[k].c["harm"][1] not in {"v", "i"} or not 0 < k - before <= 7:
        return False
    gap = units[before + 1 : k]
    if not gap or any("num" in u.c or u.t[0].isdecimal() or u.t in {";", ":"} for u in gap):
        return False
    if gap[-1].c.get("fn") == "and" and not any("per" in u.c for u in gap):
        return True
    return all(
        u.c.get("fn") in {"and", "aux"} or u.t in {",", "who", "then", "before"} or u.t[-2:] == "ly"
        for u in gap
    )


def _as_many(out: list[Count], unit: Unit) -> list[Count]:
    """Repeat the last number ("two people were killed and as many injured")."""
    whole = [c for c in out if not c.part]
    if not whole:
        return []
    return [replace(whole[-1], kind=unit.c["harm"][0], start=unit.s, end=unit.e, side="any")]


def _shared(out: list[Count], earlier: str, unit: Unit) -> list[Count]:
    kind = unit.c["harm"][0]
    same = [c for c in out if c.kind == earlier and not c.part]
    if not same or kind == earlier or kind not in {"killed", "injured"}:
        return []
    if earlier == "injured" and kind == "killed":
        out[:] = [c for c in out if c not in same]
    return [replace(c, kind=kind, end=max(c.end, unit.e)) for c in same]


def number_at(text: str, units: list[Unit], i: int) -> tuple[_Group, int] | None:
    """Read a number, in digits or words, exact, vague or a range; and the index after it."""
    group = _Group(i, i)
    if i >= len(units):
        return None
    first, j = _plain(units, i)
    if first is None:
        entry = units[i].c.get("num")
        if not entry or entry[0] != "vague":
            return None
        group.value, group.low, group.high = None, entry[2], entry[3]
        group.wording = text[units[i].s : units[i].e]
        j = i + 1
        if j < len(units) and units[j].t == "of":
            j += 1
        return group, j
    group.value = group.low = group.high = first
    if j < len(units):
        gap = text[units[j - 1].e : units[j].s]
        if units[j].t == "and" and i and units[i - 1].t == "between":
            second, after = _plain(units, j + 1)
            if second is not None and second > first:
                group.low, group.high, group.value = first, second, None
                group.wording = text[units[i].s : units[after - 1].e]
                return group, after
        dash = gap in {"-", "–"} or (units[j].t in {"–", "—", "to"} and j + 1 < len(units))
        at = j if gap in {"-", "–"} else j + 1
        if dash and (gap == "-" or text[units[j].s - 1 : units[j].s] != " " or units[j].t == "to"):
            second, after = _plain(units, at)
            same = units[i].t[0].isdecimal() == units[min(at, len(units) - 1)].t[0].isdecimal()
            if second is not None and second > first and same:
                group.low, group.high, group.value = first, second, None
                group.wording = text[units[i].s : units[after - 1].e]
                return group, after
    return group, j


def _plain(units: list[Unit], i: int) -> tuple[int | None, int]:
    """An exact number and the index after it: "1,200", "twenty-five", "two dozen"."""
    if i >= len(units):
        return None, i
    word = units[i].t
    if word[0].isdecimal():
        digits = word.replace(",", "")
        if not digits.isdecimal() or len(digits) > 8:
            return None, i
        value, j = int(digits), i + 1
        if j < len(units) and (entry := units[j].c.get("num")) and entry[0] == "times":
            value, j = value * entry[1], j + 1
        return (value if value <= _MOST else None), j
    total = part = 0
    j = i
    while j < len(units):
        entry = units[j].c.get("num")
        if not entry or entry[0] == "vague":
            if units[j].t in {"and", "a"} and j > i and part >= 100 and j + 1 < len(units):
                after = units[j + 1].c.get("num")
                if after and after[0] in {"unit", "tens"}:
                    j += 1
                    continue
            break
        kind, value = entry[0], entry[1]
        if kind == "times":
            part = (part or 1) * value
            if value >= 1000:
                total, part = total + part, 0
        elif kind == "tens" or not (part % 100 and (part % 10 or value >= 10)):
            if part and part < 100 and kind == "tens":
                break
            part += value
        else:
            break
        j += 1
        if total + part > _MOST:
            return None, i
    if j == i:
        return None, i
    return total + part, j


def _groups(text: str, units: list[Unit]) -> list[_Group]:
    out: list[_Group] = []
    i = 0
    while i < len(units):
        group = _group_at(text, units, i)
        if group is None:
            i += 1
            continue
        out.append(group)
        i = group.j
    _mark_parts(units, out)
    return out


def _group_at(text: str, units: list[Unit], i: int) -> _Group | None:
    n = len(units)
    j, rule, det, more = i, None, "", False
    while j < n and j - i < _AHEAD:
        c = units[j].c
        if (
            "approx" in c
            and c["approx"][0] == "before"
            and not ("num" in c and not _number_follows(units, j))
        ):
            word = units[j].t
            if word in {"another", "other"}:
                more, det = True, word
            elif word == "all":
                det = "all"
            elif word not in _TOTAL_WORDS and word not in {"only", "as many as", "exactly"}:
                rule = (c["approx"], text[units[j].s : units[j].e])
            j += 1
        elif c.get("fn") == "det":
            det = det or units[j].t
            j += 1
        else:
            break
    if j >= n:
        return None
    if det == "another" and ("harm" in units[j].c or units[j].c.get("fn") == "aux"):
        return _Group(i, j, 1, 1, 1, shape="bare", more=True)
    if _is_age(units, j):
        j += 2
        if j < n and units[j].t == "old":
            j += 1
        found = None
    else:
        found = number_at(text, units, j)
    group = _Group(i, j, more=more, known=det in _KNOWN)
    group.agent = i > 0 and units[i - 1].t == "by"
    if found:
        number, j = found
        group.value, group.low, group.high = number.value, number.low, number.high
        group.wording = number.wording
        if det in {"a", "an"} and number.wording == "" and number.value == 1:
            group.known = False
        while j < n and units[j].c.get("approx", ("",))[0] == "after":
            rule = (units[j].c["approx"], text[units[group.i].s : units[j].e])
            j += 1
        if j < n and units[j].c.get("fn") == "part":
            group.part, group.j, group.split = True, j + 1, True
            group.healed = any(w in units[j].t for w in ("wounded", "injured"))
            return _approximate(group, rule, text, units)
        if j + 2 < n and units[j].t == "of" and units[j + 1].c.get("fn") == "det":
            k, head = _head(units, j + 2, True)
            if head is not None:
                group.side, group.j = head.c["per"][0], k
                return _approximate(group, rule, text, units)
        if j < n and units[j].t == "more" and j + 1 < n and units[j + 1].c.get("fn") == "part":
            group.more, group.j = True, j + 2
            return _approximate(group, rule, text, units)
    elif j == i and "per" not in units[j].c and not units[j].c == {}:
        return None
    k, head = _head(units, j, bool(found or det))
    if head is not None:
        side, form = head.c["per"]
        group.side, group.j = side, k
        if head.t in {"others", "more", "other", "دیگر", "مزید"}:
            group.more = True
        if found:
            return _approximate(group, rule, text, units)
        if form == "s":
            if not det and not head.t.isascii() and not _touches_harm(units, k):
                return None
            if head.t == "family" and k + 1 < n and units[k].t == "of":
                size = number_at(text, units, k + 1)
                if size:
                    group.value, group.low, group.high = size[0].value, size[0].low, size[0].high
                    group.j = size[1]
                    return group
            if head.t == "family":
                return None
            group.value = group.low = group.high = 1
            return group
        group.shape = "plural"
        return group
    if not found:
        return None
    if i and (units[i - 1].t in _NUMBERED or units[i - 1].c.get("date", ("",))[0] == "month"):
        return None
    if k < n and ("thing" in units[k].c or "date" in units[k].c):
        return None
    if k == j or units[k - 1].e > units[-1].e:
        group.shape, group.j = "bare", j
        if rule is None and j < n and units[j].t in {"%", "st", "nd", "rd", "th", "pm", "am"}:
            return None
    else:
        group.shape, group.j = "noun", k
    return _approximate(group, rule, text, units)


def _touches_harm(units: list[Unit], k: int) -> bool:
    return any("harm" in u.c for u in units[k : k + 3])


def _number_follows(units: list[Unit], j: int) -> bool:
    return j + 1 < len(units) and (
        units[j + 1].t[0].isdecimal() or "num" in units[j + 1].c or "approx" in units[j + 1].c
    )


def _is_age(units: list[Unit], j: int) -> bool:
    if j + 1 >= len(units):
        return False
    number = units[j].t[0].isdecimal() or "num" in units[j].c
    return number and units[j + 1].t in {"year", "years", "yr", "month", "months", "سالہ"}


def _head(units: list[Unit], j: int, started: bool) -> tuple[int, Unit | None]:
    """The person word a number or article leads to, and the index after it."""
    k, n = j, len(units)
    side: str | None = None
    while k < n and k - j <= _AHEAD:
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
            head = _of_side(units, head, k)
            if head.c["per"][1] == "s" and k < n and "thing" in units[k].c:
                return k, None
            return k, head
        if "arms" in c and side is None and c["arms"] != "civilians":
            side = c["arms"]
        if not started and k > j:
            return k, None
        if "harm" in c or "fn" in c or "num" in c or "date" in c:
            return k, None
        if "cue" in c and c["cue"] != "blame" and units[k].t != "would be":
            return k, None
        if "approx" in c or units[k].t in _STOP or units[k].t[0].isdecimal():
            return k, None
        if "trg" in c and c["trg"][2] == "v":
            return k, None
        if "thing" in c and not (k + 1 < n and "per" in units[k + 1].c):
            return k, None
        k += 1
    return min(k, j + 1), None


def _of_side(units: list[Unit], head: Unit, k: int) -> Unit:
    """Give people the side of the group they are said to be of ("men of the BLA")."""
    if head.c["per"][0] not in {"any", "civilians"} or k + 1 >= len(units):
        return head
    if units[k].t not in {"of", "from", "belonging to"}:
        return head
    for unit in units[k + 1 : k + 3]:
        if unit.c.get("arms") in {"militants", "security"}:
            return _as_side(head, unit.c["arms"])
        if unit.c.get("fn") != "det":
            break
    return head


def _as_side(unit: Unit, side: str) -> Unit:
    from reports.lexicon import Unit as New

    return New(unit.t, unit.s, unit.e, {**unit.c, "per": (side, unit.c["per"][1])})


def _approximate(
    group: _Group,
    rule: tuple[tuple[str, float | None, float | None], str] | None,
    text: str,
    units: list[Unit],
) -> _Group:
    if rule is None or group.value is None:
        if rule is not None and group.wording:
            group.wording = f"{rule[1]} {group.wording}"
            if rule[0][1] is None:
                group.low = None
            if rule[0][2] is None:
                group.high = None
        return group
    (_, low, high), _word = rule
    value = group.value
    group.low = None if low is None else math.ceil(value * low - 1e-9)
    group.high = None if high is None else math.floor(value * high + 1e-9)
    if low != high or low is None:
        last = max(group.i, min(group.j, len(units)) - 1)
        group.wording = text[units[group.i].s : units[last].e]
        group.wording = " ".join(group.wording.split())[:60]
    return group


def _mark_parts(units: list[Unit], groups: list[_Group]) -> None:
    """Mark groups that "including …" or "of them" makes parts of the group before."""
    for n, group in enumerate(groups):
        if group.part:
            continue
        start = groups[n - 1].j if n else max(0, group.i - 3)
        gap = units[start : group.i]
        if n and len(gap) == 1 and gap[0].c.get("fn") == "suffix":
            groups[n - 1].part = True
            continue
        if n and len(gap) == 1 and gap[0].c.get("fn") == "among" and group.value is not None:
            groups[n - 1].part = True
            continue
        if n and group.shape == "person" and _apposed(units, gap, group):
            group.part = True
            continue
        if any(u.c.get("fn") == "incl" for u in gap):
            group.part = not any("harm" in u.c and u.c["harm"][1] == "a" for u in gap)
        elif n and groups[n - 1].part and groups[n - 1].shape != "bare":
            joined = any(u.c.get("fn") == "and" or u.t in {",", "،"} for u in gap)
            plain = all(not u.c.keys() - {"fn", "kind"} and u.c.get("fn") != "aux" for u in gap)
            names = all(u.c or u.t in {",", "،"} or len(u.t) > 1 for u in gap)
            own = _has_own_verb(units, group)
            group.part = bool(gap) and joined and plain and names and not own and len(gap) < 9


def _apposed(units: list[Unit], gap: list[Unit], group: _Group) -> bool:
    """Whether a group spells out the one before a dash ("Six were killed — four soldiers …")."""
    if not gap or gap[-1].t not in {"—", "–", "(", ":"} or len(gap) > 4:
        return False
    if len(gap) > 1 and not all("harm" in u.c or u.c.get("fn") == "aux" for u in gap[:-1]):
        return False
    return not any("casualt" in u.t for u in gap) and not _has_own_verb(units, group)


def _governed(
    text: str, units: list[Unit], groups: list[_Group], k: int, floor: int, ceiling: int
) -> list[Count]:
    kind, form = units[k].c["harm"]
    if kind == "arrested":
        for group in _before(text, units, groups, k, floor):
            group.used = kind
        return []
    if kind == "unhurt":
        return []
    if _denied(units, k, form):
        kinds = ("killed", "injured") if kind == "casualties" else (kind,)
        if kind == "casualties" or form in {"n", "v", "i"}:
            return [Count(one, 0, 0, 0, "any", units[max(0, k - 1)].s, units[k].e) for one in kinds]
        return []
    if kind == "casualties":
        return []
    update = False
    if form == "t":
        taken, update = _toll(text, units, groups, k, ceiling)
    elif form == "d":
        taken = [replace(g, part=True) for g in _after(units, groups, k, 3)]
    elif form == "b":
        taken = _bodies(units, groups, k)
    elif form == "l":
        taken = _labelled(text, units, groups, k)
    elif form == "a":
        if k and units[k - 1].t == "to":
            return []
        taken = _after(units, groups, k, 3)
    elif form == "n":
        taken = _noun(units, groups, k)
    elif form == "i":
        taken = _before(text, units, groups, k, floor)
        if taken and units[k].t == "dead" and k + 1 < len(units) and "per" in units[k + 1].c:
            taken[-1].side = units[k + 1].c["per"][0]
    else:
        taken = _verb(text, units, groups, k, floor)
    if not taken and form in {"i", "n", "v"}:
        taken = _number_after(units, groups, k)
    if not taken and form in {"v", "i", "a"}:
        named = _named(text, units, k, floor, active=form == "a")
        if named:
            return [replace(named, kind=kind, named=True)]
    also = any(u.c.get("cue") == "also" for u in units[max(0, k - 4) : k + 1])
    update = update or any(u.t in _CORRECTION for u in units[:k])
    return _counts(text, units, taken, kind, k, update, also)


def _number_after(units: list[Unit], groups: list[_Group], k: int) -> list[_Group]:
    """Take a bare number told after the word ("Fatalities: 3", "dead 2, hurt 4")."""
    at = k + 1 + (k + 1 < len(units) and units[k + 1].t in {":", "–", "—"})
    return [g for g in groups if g.i == at and g.shape == "bare" and not g.used and g.value][:1]


def _verb(text: str, units: list[Unit], groups: list[_Group], k: int, floor: int) -> list[_Group]:
    """What a past form governs: what follows when active, what precedes when passive."""
    passive = _is_passive(units, k)
    if passive and k + 1 < len(units) and units[k + 1].t in {"along with", "together with"}:
        beside = _after(units, groups, k + 1, 1)
        if beside:
            subject = _before(text, units, groups, k, floor) or [_Group(k, k + 1, 1, 1, 1)]
            return [*subject, *beside]
    if not passive:
        after = _after(units, groups, k, 1)
        if after:
            nearest = groups.index(after[0])
            end = groups[nearest].j
            before = [g for g in groups if g.j == k and not g.used]
            own_verb = end < len(units) and "harm" in units[end].c and after[0].shape == "bare"
            counted = before and before[0].value is not None and not before[0].agent
            if not own_verb and not (counted and after[0].shape == "plural"):
                return after
            if counted and after[0].shape == "plural":
                after[0].used = "head"
                before[0].side = after[0].side
                return before
    return _before(text, units, groups, k, floor)


def _is_passive(units: list[Unit], k: int) -> bool:
    for j in range(k - 1, max(-1, k - 5), -1):
        unit = units[j]
        if unit.t in {"was", "were", "been", "be", "being", "are", "is", "got", "get", "gets"}:
            return True
        if unit.c.get("fn") == "aux" or unit.t.endswith("ly") or "cue" in unit.c:
            continue
        return False
    return False


def _after(units: list[Unit], groups: list[_Group], k: int, reach: int) -> list[_Group]:
    """The list of groups that starts right after a word ("killing 4 soldiers and a boy")."""
    out: list[_Group] = []
    end = k + 1
    for group in groups:
        if group.i <= k:
            continue
        gap = units[end : group.i]
        if not out:
            if len(gap) > reach or any(u.t in _STOP and u.t != ":" for u in gap):
                break
            if any(u.c.get("fn") in {"and", "rel", "incl", "prep"} or "harm" in u.c for u in gap):
                break
            if group.agent:
                break
        elif not _joined(gap) or _has_own_verb(units, group):
            break
        if group.used:
            break
        out.append(group)
        end = group.j
    return out


def _has_own_verb(units: list[Unit], group: _Group) -> bool:
    """Whether a listed group begins its own clause ("…, and five were injured")."""
    for unit in units[group.j : group.j + 5]:
        if unit.c.get("cue") == "say":
            return True
        if "harm" in unit.c:
            return unit.c["harm"][1] in {"v", "i"}
        if unit.c.get("fn") != "aux" and not unit.t.endswith("ly") and "approx" not in unit.c:
            return False
    return False


def _joined(gap: list[Unit]) -> bool:
    if not gap or len(gap) > 12:
        return False
    linked = any(u.c.get("fn") in {"and", "incl"} or u.t in {",", "،", "–", "—", "("} for u in gap)
    return linked and not any(_breaks(u) for u in gap)


def _breaks(unit: Unit) -> bool:
    c = unit.c
    return (
        "harm" in c
        or c.get("fn") == "rel"
        or ("trg" in c and c["trg"][2] != "w")
        or c.get("cue") in {"say", "split"}
        or unit.t in {"by", ";", ":"}
    )


def _before(text: str, units: list[Unit], groups: list[_Group], k: int, floor: int) -> list[_Group]:
    """The list of groups that ends before a word ("4 soldiers and a boy were killed")."""
    near: _Group | None = None
    index = -1
    for n, group in enumerate(groups):
        if group.j > k:
            break
        if group.agent or group.used:
            continue
        if group.shape == "bare" and not _bare_fits(units, group, k):
            continue
        if group.shape == "noun" and any("per" in u.c for u in units[group.j : k]):
            continue
        if near is not None and _hangs(units, near, group, k):
            continue
        near, index = group, n
    if near is None or near.j < floor - 1 or k - near.j > 14:
        return []
    between = [u for u in units[near.j : k] if _breaks(u)]
    alone = not any(g.j <= near.i and g.i >= floor for g in groups)
    if between and between[-1].t == "said" and between[-1] is units[k - 1]:
        between.pop()
    if any("harm" in u.c or u.c.get("cue") in {"say", "split"} for u in between):
        return []
    if any("trg" in u.c for u in between) and not (alone and near.value is not None):
        return []
    out = [near]
    for n in range(index - 1, -1, -1):
        group = groups[n]
        if group.agent or group.used or group.i < floor or not _joined(units[group.j : out[0].i]):
            break
        if group.i and units[group.i - 1].t in _HANGING:
            break
        out.insert(0, group)
    first = out[0]
    if first.value == 1 and first.i >= 2 and units[first.i - 1].t == "and":
        name = units[first.i - 2]
        if not name.c and name.s >= units[floor].s and text[name.s : name.s + 1].isupper():
            out.insert(0, _Group(first.i - 2, first.i - 1, 1, 1, 1))
    return _without_apposition(units, out, k)


def _hangs(units: list[Unit], head: _Group, group: _Group, k: int) -> bool:
    """Whether a group only qualifies the one before it ("two men of the Taliban", "were shot")."""
    if head.value is None or not (group.value is None or (group.value == 1 and group.known)):
        return False
    gap = units[head.j : group.i]
    if not gap or len(gap) > 8 or any(_breaks(u) or u.t == "," for u in gap):
        return False
    return gap[-1].c.get("fn") == "of" or gap[-1].t in {"from", "in", "at", "near", "for", "of"}


def _bare_fits(units: list[Unit], group: _Group, k: int) -> bool:
    gap = units[group.j : k]
    if len(gap) > 5:
        return False
    return all(
        u.c.get("fn") in {"aux", "part"} or u.t.endswith("ly") or "cue" in u.c or u.t == "more"
        for u in gap
    )


def _without_apposition(units: list[Unit], groups: list[_Group], k: int) -> list[_Group]:
    """Drop what only spells out the first number ("three people, a man, his wife and a child")."""
    values = [g.value for g in groups if not g.part]
    first = values[0] if values else None
    rest = [v for v in values[1:] if v is not None]
    if first is not None and len(rest) > 1 and sum(rest) == first:
        for group in groups[1:]:
            group.part = True
    single = len(groups) == 2 and [g.value for g in groups] == [1, 1]
    if single and units[groups[1].i].t in {"a", "an"} and units[groups[0].j].t == ",":
        closed = any(u.t == "," for u in units[groups[1].j : k])
        if closed and not any(u.c.get("fn") == "and" for u in units[groups[0].j : groups[1].i]):
            groups[1].part = True
    return groups


def _noun(units: list[Unit], groups: list[_Group], k: int) -> list[_Group]:
    taken = _after(units, groups, k, 2)
    if taken and (units[k].t.endswith("of") or (k + 1 < len(units) and units[k + 1].t == "of")):
        return taken
    for group in groups:
        if group.j == k and not group.used and group.shape in {"bare", "noun", "person"}:
            return [group] if group.value is not None or group.wording else []
    return taken if taken and units[k].t.endswith((" of", " to")) else []


def _bodies(units: list[Unit], groups: list[_Group], k: int) -> list[_Group]:
    if units[k].t == "body" and not any(
        u.t in _FOUND for u in [*units[max(0, k - 8) : k], *units[k + 1 : k + 7]]
    ):
        return []
    if units[k].t in {"body", "bodies", "dead body", "dead bodies"} and _belongs(units, k):
        return []
    if units[k].t.endswith(" of"):
        return _after(units, groups, k, 2)
    for n, group in enumerate(groups):
        if group.i <= k < group.j or group.j == k:
            if k + 1 < len(units) and units[k + 1].t == "of" and n + 1 < len(groups):
                of = groups[n + 1]
                if of.i - k <= 3 and of.shape in {"person", "plural"}:
                    group.side = of.side
                    of.used = "body"
            return [group] if group.value is not None or group.wording else []
    if k + 1 < len(units) and units[k + 1].t == "of":
        return _after(units, groups, k, 2)
    if units[k].t.endswith("body"):
        return [_Group(k, k + 1, 1, 1, 1)]
    return []


def _belongs(units: list[Unit], k: int) -> bool:
    """Whether bodies are those of people told of before ("their bodies", "the bodies")."""
    return (
        k > 0
        and units[k - 1].t in {"their", "the", "his", "her"}
        and not (k + 1 < len(units) and (units[k + 1].t == "of" or units[k].t.endswith(" of")))
    )


def _labelled(text: str, units: list[Unit], groups: list[_Group], k: int) -> list[_Group]:
    """What a label governs ("Deceased: Ghulam Hussain", "losses 3")."""
    if k + 1 >= len(units):
        return []
    colon = units[k + 1].t == ":"
    after = [g for g in groups if g.i == k + 1 + colon and not g.used]
    if after:
        return after if after[0].value is not None else []
    if colon and k + 2 < len(units) and _is_name(text, units[k + 2]):
        return [_Group(k + 2, k + 3, 1, 1, 1)]
    return []


def _toll(
    text: str, units: list[Unit], groups: list[_Group], k: int, ceiling: int
) -> tuple[list[_Group], bool]:
    for group in groups:
        if group.i > k and not group.used:
            between = units[k + 1 : group.i]
            if group.value is None and not group.wording:
                continue
            told = any(u.c.get("cue") == "update" for u in between)
            if any(u.t in {".", ";", ","} for u in between) or (len(between) > 9 and not told):
                return [], False
            if len(between) > 3 and not told and group.shape != "bare":
                return [], False
            return [group], True
    return [], False


def _denied(units: list[Unit], k: int, form: str) -> bool:
    window = units[max(0, k - 5) : k]
    for u in reversed(window):
        if u.c.get("fn") == "no":
            return True
        if "harm" in u.c and form in {"n", "v"} and u.t not in {"injuries", "casualties"}:
            continue
        if "num" in u.c or u.t[0].isdecimal() or u.t in _STOP or "trg" in u.c:
            return False
    return False


def _named(text: str, units: list[Unit], k: int, floor: int, *, active: bool) -> Count | None:
    """One person told by name only ("Haji Ramzan was shot dead")."""
    if active:
        at = k + 1
        if at < len(units) and _is_name(text, units[at]):
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
        elif unit.c.get("fn") != "aux" and not unit.t.endswith("ly") and unit.t not in _STOP:
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
        if _is_name(text, units[at]):
            return Count("", 1, 1, 1, "any", units[at].s, units[j].e)
    return None


def _is_name(text: str, unit: Unit) -> bool:
    raw = text[unit.s : unit.e]
    return raw[:1].isupper() and not unit.c and len(raw) > 2


def _counts(
    text: str, units: list[Unit], groups: list[_Group], kind: str, k: int, update: bool, also: bool
) -> list[Count]:
    out = []
    for group in groups:
        group.used = kind
        start, end = units[group.i].s, units[group.j - 1].e
        value, low, high, wording = group.value, group.low, group.high, group.wording
        if group.shape == "plural":
            value, low, high = None, 2, None
            wording = text[start:end][:60]
        out.append(
            Count(
                kind,
                value,
                low,
                high,
                group.side,
                min(start, units[k].s),
                max(end, units[k].e),
                wording,
                group.part and not (group.healed and kind == "killed"),
                group.more or also or (group.healed and kind == "killed"),
                update,
                group.known,
                group.shape == "plural",
                split=group.split,
            )
        )
    return out


def _tidy(counts: list[Count]) -> list[Count]:
    """Drop plurals without number where the same clause gives a number for that harm."""
    numbered = {c.kind for c in counts if c.value is not None}
    return [
        c
        for c in counts
        if not (c.value is None and c.low == 2 and c.high is None and c.kind in numbered)
    ]
