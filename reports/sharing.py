"""Harm words that take the people of another: "abducted and killed", "as many hurt", "him"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.governing import PRONOUNS, groups_before
from reports.groups import Count, Group
from reports.parts import STOP
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit


def with_pronoun(units: list[Unit], groups: list[Group], k: int, found: list[Count]) -> list[Count]:
    """Add those whom a pronoun means ("killed himself and two others")."""
    if units[k].c["harm"][0] != "killed" or not found:
        return found
    if units[k].t == "dead" and (one := _shot_first(units, k, found[0])):
        return [one, *found]
    if k + 2 >= len(units):
        return found
    if units[k + 1].t not in PRONOUNS or found[-1].end < units[k + 2].e:
        return found
    many = 1
    if units[k + 1].t == "themselves":
        many = next((g.value for g in reversed(groups) if g.j <= k and g.value), 0)
    end = units[k + 1].e
    one = found[0]._replace(value=many, low=many, high=many, side="any", wording="", end=end)
    return [one, *found] if many else found


def _shot_first(units: list[Unit], k: int, others: Count) -> Count | None:
    """Count whom a pronoun means before others ("shot him, his brother and a guest dead")."""
    at = next((m for m in range(k - 1, max(0, k - 12), -1) if units[m].t in {"him", "her"}), 0)
    if not at or units[at - 1].c.get("harm", ("",))[0] != "shot" or not others.value:
        return None
    if units[at + 1].t not in {",", "and", "along with", "with"}:
        return None
    start, end = units[at].s, units[at].e
    one = others._replace(value=1, low=1, high=1, side="any", start=start, end=end)
    return one._replace(wording="", part=False)


def befell_them(
    text: str, units: list[Unit], groups: list[Group], k: int, floor: int, out: list[Count]
) -> list[Count]:
    """Count those told before whom a pronoun means ("fired at two traders, killing both")."""
    kind, form = units[k].c["harm"]
    at = k + 1
    if kind not in {"killed", "injured"} or form not in {"v", "a"} or at >= len(units):
        return []
    whole = at + 1 < len(units) and units[at + 1].t in _THEM and units[at].t in _WHOLE
    whole = whole or units[at].t in {"all of them", "both of them"}
    if units[at].t not in _THEM and not whole and units[at].t != "both":
        return []
    taken = [c for c in out if c.kind == "abducted" and not c.part]
    if taken:
        return [c._replace(kind=kind, end=units[at].e) for c in taken[-1:]]
    meant = [g for g in groups_before(text, units, groups, k, floor) if g.side != "militants"]
    one = units[at].t in {"him", "her"}
    if one != (len(meant) == 1 and meant[0].value == 1):
        return []
    return counts_of(text, units, meant, kind, k, False, False)


_THEM = frozenset({"him", "her", "them"})
_WHOLE = frozenset({"all of", "both of", "all", "both"})


def before_clause(
    text: str, units: list[Unit], groups: list[Group], before: int, k: int, out: list[Count]
) -> list[Count]:
    """Count the one whom a clause tells more of ("a man who had killed six was shot dead")."""
    if units[k].c["harm"][1] not in {"v", "i"} or units[before].c["harm"][1] not in {"v", "a"}:
        return []
    who = next((j for j in range(before - 1, max(0, before - 8), -1) if units[j].t == "who"), 0)
    subject = next((g for g in groups if who and who - g.j in {0, 1} and not g.used), None)
    if subject is None or not subject.value or subject.agent:
        return []
    if units[before - 1].t == "had":
        since = units[who].s
        out[:] = [c._replace(known=True, part=True) if c.start >= since else c for c in out]
    return counts_of(text, units, [subject], units[k].c["harm"][0], k, False, False)


def elliptic(
    text: str, units: list[Unit], groups: list[Group], k: int, following: int
) -> list[Count]:
    """Further people without a verb of their own ("six died at once and three more on the way")."""
    kind, form = units[k].c["harm"]
    if kind not in {"killed", "injured"} or form not in {"v", "i", "b"}:
        return []
    found = form == "b"
    for group in groups:
        if k < group.i < following and group.more and group.value and not group.used:
            told = units[group.i - 1].c.get("fn") == "and"
            told = told and group.i - k <= (_FURTHER if found else _CLOSE)
            after = units[group.j] if group.j < len(units) else None
            role = after.c.get("fn") if after is not None else ""
            fits = role in {"prep", "rel"} or (found and role == "aux")
            if told and fits and following == len(units):
                return counts_of(text, units, [group], kind, k, False, False)
    return []


_CLOSE, _FURTHER = 8, 20  # words from a harm word, or from bodies, to those told of without one


def shares_subject(units: list[Unit], before: int, k: int) -> bool:
    """Whether two harm words tell of the same people ("abducted, killed", "hurt and then died")."""
    harm = units[k].c["harm"]
    then = units[before].c["harm"][0], harm[0]
    far = then in {("abducted", "killed"), ("abducted", "shot"), ("injured", "killed")}
    if harm[1] not in {"v", "i"} or not 0 < k - before <= (_LED_OFF if far else _SHARING):
        return False
    gap = units[before + 1 : k]
    while len(gap) > 1 and gap[-1].c.get("fn") == "aux":
        gap.pop()  # "had four bullets in his chest and was declared dead"
    if not gap or any("num" in u.c or u.t[0].isdecimal() or u.t in {";", ":"} for u in gap):
        return False
    if gap[-1].c.get("fn") == "and" and not any("per" in u.c for u in gap):
        return True
    return all(
        u.c.get("fn") in {"and", "aux"} or u.t in {",", "who", "then", "before"} or u.t[-2:] == "ly"
        for u in gap
    )


_SHARING = 8  # words from what befell people to what befell the same then
_LED_OFF = 16  # words from where people were taken off a bus or wounded to where they died


def dies_after(units: list[Unit], before: int, k: int) -> bool:
    """Whether the one who was hurt then died ("a man who was hurt in the attack died")."""
    if units[k].c["harm"] != ("killed", "i") or units[before].c["harm"][0] != "injured":
        return False
    gap = units[before + 1 : k]
    if k - before > 16 or any({"per", "num"} & u.c.keys() or u.t[0].isdecimal() for u in gap):
        return False
    relative = any(u.c.get("fn") == "rel" for u in units[max(0, before - 3) : before])
    reduced = bool(gap) and gap[0].c.get("fn") == "prep" and not any(u.t in STOP for u in gap)
    reduced = (
        reduced and before > 0 and "per" in units[before - 1].c
    )  # "officer injured in attack dies"
    return relative or reduced


def as_many(units: list[Unit], k: int, out: list[Count]) -> list[Count]:
    """Repeat the last number ("two people were killed and as many others were injured")."""
    j = k - 1
    while j > 1 and (units[j].c.get("fn") == "aux" or "per" in units[j].c):
        j -= 1
    told = j > 0 and f"{units[j - 1].t} {units[j].t}" in _ALIKE
    whole = [c for c in out if not c.part and c.kind != units[k].c["harm"][0]]
    if not told or not whole:
        return []
    count = whole[-1]
    times = _TIMES.get(units[j - 2].t, 1) if j > 1 and units[j].t == "many" else 1
    low, high = (None if n is None else n * times for n in (count.low, count.high))
    value = None if count.value is None else count.value * times
    count = count._replace(value=value, low=low, high=high, side="any")
    return [count._replace(kind=units[k].c["harm"][0], start=units[j].s, end=units[k].e)]


_TIMES = {"twice": 2, "double": 2, "thrice": 3}
_ALIKE = words("same number")


def shared(out: list[Count], earlier: str, unit: Unit) -> list[Count]:
    """Give what befell the people of the harm word before ("abducted and killed")."""
    kind = unit.c["harm"][0]
    same = [c for c in out if c.kind == earlier and not c.part]
    if kind == "shot" and earlier == "abducted":  # "were pulled off a bus, lined up and shot"
        return [c._replace(kind="killed", end=max(c.end, unit.e), weak=True) for c in same]
    if not same or kind == earlier or kind not in {"killed", "injured"}:
        return []
    if earlier == "injured" and kind == "killed":
        out[:] = [c for c in out if c not in same]
    return [c._replace(kind=kind, end=max(c.end, unit.e)) for c in same]


def counts_of(
    text: str, units: list[Unit], groups: list[Group], kind: str, k: int, update: bool, also: bool
) -> list[Count]:
    """Turn the people a harm word takes into counts, and mark them as taken."""
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
                update or group.shape == "toll",
                group.known,
                group.shape == "plural",
                named=group.shape == "name",
                split=group.split,
            )
        )
    return out
