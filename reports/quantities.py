"""Numbers in digits and words, exact, vague or a range: "1,200", "two dozen", "10-12"."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from reports.groups import Group

if TYPE_CHECKING:
    from reports.lexicon import Unit

_MOST = 10_000_000


_TO = frozenset({"to", "سے", "تا"})


def number_at(text: str, units: list[Unit], i: int) -> tuple[Group, int] | None:
    """Read a number, in digits or words, exact, vague or a range; and the index after it."""
    group = Group(i, i)
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
        dash = gap in {"-", "–"} or (units[j].t in _TO | {"–", "—"} and j + 1 < len(units))
        at = j if gap in {"-", "–"} else j + 1
        if dash and (gap == "-" or text[units[j].s - 1 : units[j].s] != " " or units[j].t in _TO):
            second, after = _plain(units, at)
            same = units[i].t[0].isdecimal() == units[min(at, len(units) - 1)].t[0].isdecimal()
            if second is not None and second > first and same:
                group.low, group.high, group.value = first, second, None
                group.wording = text[units[i].s : units[after - 1].e]
                return group, after
    return group, j


_NUMBER = re.compile(r"\d+|\d{1,3}(?:,\d{2,3})+")  # "1,200", "1,20,000", no "1,2,3"


def _plain(units: list[Unit], i: int) -> tuple[int | None, int]:
    """Read an exact number and the index after it: "1,200", "twenty-five", "two dozen"."""
    if i >= len(units):
        return None, i
    word = units[i].t
    if word[0].isdecimal():
        digits = word.replace(",", "")
        if not _NUMBER.fullmatch(word) or len(digits) > 8:
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


def approximate(
    group: Group,
    rule: tuple[tuple[str, float | None, float | None], str] | None,
    text: str,
    units: list[Unit],
) -> Group:
    """Widen a number as the words before it say ("at least 4", "nearly 60")."""
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
