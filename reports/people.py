"""Groups of people in a sentence: numbers in digits and words, and whom they count.

"At least four soldiers", "a prayer leader", "two others", "15" and "dozens" are groups; what
befell them is told elsewhere.
"""

from __future__ import annotations

import re

from reports.groups import Group
from reports.heads import AHEAD, head_of
from reports.lexicon import Unit
from reports.naming import aged_name, is_name, past_age
from reports.parts import STOP, mark_parts
from reports.quantities import approximate, number_at
from reports.sides import share_side, side_of_part
from reports.urdu_people import acts, aged_end, befallen, is_oblique, mark_counted
from reports.word_sets import words, words_in_order
from reports.wounds import is_slight, mark_wounds

_KNOWN = words("known people")
_NUMBERED = words("numbered thing")
_ABOARD = words("carrying people")
_TOGETHER = words("two together")
_ORDINALS = {word: n for n, word in enumerate(words_in_order("ordinal of a person"), 2)}
_TOTAL_WORDS = words("total")
_FAMILIES = frozenset({"family", "household", "clan"})


def find_groups(text: str, units: list[Unit]) -> list[Group]:
    """Find the groups of people in a sentence, in order."""
    out: list[Group] = []
    i = 0
    aged = any(u.t.isdecimal() for u in units)
    while i < len(units):
        unit = units[i]
        group = _group_at(text, units, i) if _may_open(unit) else None
        if group is None:
            named = aged and "per" not in unit.c and text[unit.s].isupper()
            end = aged_name(text, units, i) if named else i
            if end > i and not (out and _named_so(units[out[-1].j : i], out[-1])):
                out.append(Group(i, end, 1, 1, 1, shape="name"))
            i = max(end, i + 1)
            continue
        if group.i and group.value == 1 and units[group.i - 1].c.get("fn") == "no":
            group.agent = True  # "thirteen militants and no soldier died"
        if group.j == len(units) and _is_source(units, group):
            group.agent = True
        if not unit.t.isascii() and acts(units, group.j):
            group.agent = True
        if group.j < len(units) and units[group.j].t == "s" and group.value == 1:
            group.agent = text[units[group.j].s - 1] in "'’"  # "the chief's convoy": no victim
            owned = _group_at(text, units, group.j + 1) if group.agent else None
            if owned is not None and owned.shape == "person" and owned.value == 1:
                owned.known = owned.known or group.known
                owned.i, group = group.i, owned  # "the driver's boy" is the boy
        out.append(group)
        i = group.j
    mark_parts(text, units, out)
    share_side(units, out)
    return out


def _is_source(units: list[Unit], group: Group) -> bool:
    """Whether a headline only ends in who says it ("Bomb kills two in Hub - village elder")."""
    if not group.i or units[group.i - 1].t not in {"-", "–", "—"} or group.value != 1:
        return False
    first = units[group.i]
    return "num" not in first.c and first.c.get("fn") != "det" and not first.t[0].isdecimal()


_OPENERS = frozenset({"approx", "num", "per"})


def _may_open(unit: Unit) -> bool:
    """Whether a group of people can begin with it: a number, article, person or ordinal."""
    c = unit.c
    if not c:
        return unit.t[0].isdecimal() or unit.t in _ORDINALS
    return (
        not _OPENERS.isdisjoint(c)
        or c.get("fn") == "det"
        or unit.t[0].isdecimal()
        or unit.t in _ORDINALS
    )


_NEAR = 5  # words between somebody and what says who it was


def _named_so(gap: list[Unit], before: Group) -> bool:
    """Whether a name only says who was told before ("a trader identified as Abdul Karim, 35")."""
    plain = not any({"harm", "trg"} & u.c.keys() or u.c.get("fn") == "and" for u in gap)
    return before.value == 1 and plain and len(gap) < _NEAR


def mark_patients(units: list[Unit]) -> None:
    """Let people who lie in a hospital or received wounds count as injured ("Ten are in …")."""
    mark_wounds(units)
    mark_counted(units)
    if _LIE.isdisjoint([u.t for u in units]):
        return
    if not any(_is_ward(u) for u in units):
        return
    for k, unit in enumerate(units):
        if unit.t not in {"in", "at"} or k < 2 or units[k - 1].t not in _LIE:
            continue
        ward = next((n for n, u in enumerate(units[k + 1 : k + 6]) if _is_ward(u)), None)
        plain = ward is not None and not any(
            u.t in STOP or {"harm", "trg", "cue"} & u.c.keys() for u in units[k + 1 : k + 1 + ward]
        )
        lead = units[max(0, k - 5) : k]
        counted = any("num" in u.c or u.t[0].isdecimal() for u in lead)
        if plain and counted and not any("harm" in u.c for u in lead):
            unit.c = {**unit.c, "harm": ("injured", "i")}


def _is_ward(unit: Unit) -> bool:
    return unit.last in _WARDS


_LIE = frozenset({"is", "are", "remain", "remains", "lie", "lies"})
_WARDS = words("ward of patients")


def _group_at(text: str, units: list[Unit], i: int) -> Group | None:
    n = len(units)
    ordinal = units[i].t in _ORDINALS
    if not (units[i].c or units[i].t[0].isdecimal() or ordinal) or is_slight(units, i):
        return None
    j, rule, det, more = i, None, "", False
    while j < n and j - i < AHEAD:
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
        return _one_more(units, i, j, det)
    if det in {"a", "another"} and (one := _one_more(units, i, j, det)):
        return one
    if det == "another" and units[j].c.get("fn") in {"prep", "rel"}:
        return None
    young = _past_years(units, j)
    found = number_at(text, units, j) if young == j else None
    j = young
    if j >= n:
        return None
    if (
        found
        and units[j].t[0].isdecimal()
        and (
            "/" in _beside(text, units[j])
            or _is_code(text, units, j)
            or _is_no_count(text, units, j, rule[1] if rule else "")
        )
    ):
        return None  # part of a date, a time or a number plate, an age, a house
    group = Group(i, j, more=more, known=det in _KNOWN)
    group.agent = i > 0 and (
        units[i - 1].t in _ABOARD
        or units[i - 1].t in {"by", "according to"}
        or units[i - 1].t.endswith(" by")
    )
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
            at = j + 1 + (j + 2 < n and units[j + 1].t in {"a", "an", "the"})
            at = _past_years(units, at) if at < n else at
            end, who = head_of(units, at, True) if at < n else (at, None)
            if who is not None and "harm" not in who.c:
                group.j, group.split = end, False  # "two of them young students"
            group.side = side_of_part(units, j)
            group.healed = any(w in units[j].t for w in ("wounded", "injured"))
            return approximate(group, rule, text, units)
        if j < n and units[j].t in {"st", "nd", "rd", "th"} and units[j].s == units[j - 1].e:
            return None
        if j + 1 < n and units[j].t == "of":
            k, head = (
                head_of(units, j + 2, True) if units[j + 1].c.get("fn") == "det" else (0, None)
            )
            whole = _of_whole(text, units, j + 1) if head is None else None
            if whole is not None:
                group.side, group.j = whole.side, whole.j
                group.part = group.split = whole.value is not None
                near = units[whole.j - 1 : whole.j + 1]
                group.healed = any(u.c.get("harm", ("",))[0] == "injured" for u in near)
                return approximate(group, rule, text, units)
            if head is not None:
                group.side, group.j = head.c["per"][0], k
                return approximate(group, rule, text, units)
            at = j + 1 + (units[j + 1].c.get("fn") == "det")
            if at < n and units[at].c.get("arms") in {"security", "militants"}:
                group.side, group.j = units[at].c["arms"], at + 1  # "five of the Levies"
                return approximate(group, rule, text, units)
        if j < n and units[j].t == "more" and j + 1 < n and units[j + 1].c.get("fn") == "part":
            group.more, group.j = True, j + 2
            return approximate(group, rule, text, units)
    elif j == i and "per" not in units[j].c and units[j].c != {}:
        return None
    if not (found or det) and _ends_name(text, units, i):
        return None
    k, head = head_of(units, j, bool(found or det or ordinal))
    if head is not None and head.t == "national" and k < n and not units[k].c:
        head = None  # "the National Assembly", "national flags"
    if head is not None:
        side, form = head.c["per"]
        group.side, group.j = side, k
        if head.t in _OTHERS or (found and units[j].t in _OTHERS):
            group.more = True
        if j < n and units[j].t in _ORDINALS and det in {"a", "another", "the", ""}:
            group.more = bool(det)
            dying = k + 1 < n and f"{units[k].t} {units[k + 1].t}" in _DYING
            if head.t == "victim" or (head.t == "person" and dying):  # "a fifth victim died"
                group.value = group.low = group.high = _ORDINALS[units[j].t]
                group.j, group.shape = k, "toll"
                return group
        if found and form == "s" and text[units[j - 1].e : units[j].s] == "-":
            group.value = group.low = group.high = 1  # "UPDATE 4-Prosecutor": no number of people
        if found and head.t in _FAMILIES:
            return None
        if found:
            group.j = _past_ages(units, k)
            return approximate(group, rule, text, units)
        if form == "s":
            if not det and not head.t.isascii() and not befallen(units, k):
                return None
            if head.t in _FAMILIES and k + 1 < n and units[k].t == "of":
                size = number_at(text, units, k + 1)
                if size:
                    group.value, group.low, group.high = size[0].value, size[0].low, size[0].high
                    group.j = size[1]
                    return group
            if head.t in _FAMILIES:
                return None  # "five members of one family"
            group.value = group.low = group.high = 1
            group.j = _past_age(units, k)
            return group
        if not (det or head.t.isascii()) and head.t.endswith("ے") and is_oblique(units, k):
            group.value = group.low = group.high = 1
            return group
        group.shape = "plural"
        after = number_at(text, units, k)
        if after and (after[1] >= n or units[after[1]].t in STOP or "harm" in units[after[1]].c):
            told, group.j = after
            group.value, group.low, group.high = told.value, told.low, told.high
            group.shape = "person"
        return group
    if not found:
        end = aged_end(units, j)
        return Group(i, end, 1, 1, 1, shape="name") if end else None
    if "/" in text[max(0, units[j - 1].s - 1) : units[j - 1].e + 1]:
        return None
    if j - i == 1 and _aged(text, units, i):
        return None
    numbered = i > 0 and units[i - 1].t in _NUMBERED
    if numbered and units[i - 1].t == "number" and any("harm" in u.c for u in units[:i][-3:]):
        numbered = False  # "the confirmed dead number 61"
    if i and (numbered or units[i - 1].c.get("date", ("",))[0] == "month"):
        return None
    if k < n and ("thing" in units[k].c or "date" in units[k].c):
        return None
    if j < n and units[j].c.get("trg", ("", "", ""))[2] == "n" and "harm" not in units[j].c:
        return None  # "wanted for 14 murders"
    if i and units[i - 1].c.get("fn") in {"prep", "rel"} and _is_year(units[i].t):
        return None
    if units[j - 1].t in _TOGETHER and det in {"a", "an", "the"}:
        group.j = j
        return group
    group.known = group.known or units[j - 1].t == "both"
    if k == j or units[k - 1].e > units[-1].e:
        group.shape, group.j = "bare", j
        if rule is None and j < n and units[j].t in {"%", "st", "nd", "rd", "th", "pm", "am"}:
            return None
    else:
        group.shape, group.j = "noun", k
    return approximate(group, rule, text, units)


_OTHERS = frozenset({"others", "more", "other", "دیگر", "مزید"})
_DYING = frozenset({"to die", "to have", "to succumb", "to be"})
_PLACING = words("placing preposition")


def _one_more(units: list[Unit], i: int, j: int, det: str) -> Group | None:
    """Give one more told by no other word ("injuring another", "a tenth was found")."""
    one = Group(i, j, 1, 1, 1, shape="bare", more=True)
    after_harm = i > 0 and units[i - 1].c.get("harm", ("", ""))[1] in {"a", "v"}
    if j >= len(units):
        return one if det == "another" and after_harm else None
    fn = units[j].c.get("fn")
    if det == "another" and ("harm" in units[j].c or fn == "aux"):
        return one
    ends = units[j].t in STOP or fn in {"prep", "rel", "and"}
    if det == "another" and after_harm and (ends or units[j].first in _PLACING):
        return one
    if units[j].t in _ORDINALS and j + 1 < len(units):
        following = units[j + 1].c
        one.j = j + 1
        if "harm" in following or following.get("fn") == "aux":
            return one
        if units[j + 1].t == ",":  # "a tenth, Mohammad Hakim, is being treated"
            one.shape = "person"
            return one
    return None


def _of_whole(text: str, units: list[Unit], k: int) -> Group | None:
    """Give those that some are of by number or as a body ("two of the 14 hurt", "of the crowd")."""
    if k + 1 >= len(units):
        return None
    at = k + (units[k].c.get("fn") == "det")
    if at > k and units[at].t in _BODIES_OF_MEN:
        return Group(k, at + 1)
    whole = number_at(text, units, at)
    if whole is None:
        return None
    whole[0].j, head = head_of(units, whole[1], True)
    if head is None:
        whole[0].j = whole[1]
        after = units[whole[1]].c.get("harm") if whole[1] < len(units) else None
        if after == ("injured", "v"):
            whole[0].j += 1  # "one of the 3 wounded"
    else:
        whole[0].side = head.c["per"][0]
    return whole[0]


_BODIES_OF_MEN = words("body of people")


def _is_year(word: str) -> bool:
    """Whether digits after "in" or "since" are a year."""
    return word.isdecimal() and len(word) == 4 and word[:2] in {"19", "20"}


def _ends_name(text: str, units: list[Unit], i: int) -> bool:
    """Whether a word for people stands in somebody's name ("Abdul Malik")."""
    if not i or not text[units[i].s].isupper() or units[i].s - units[i - 1].e != 1:
        return False
    before = units[i - 1]
    raw = text[before.s : before.e]
    ranked = units[i].c.get("per", ("",))[0] == "security"
    if ranked and i + 1 < len(units) and is_name(text, units[i + 1]):
        return False  # "Naib Risaldar Painda Khan"
    return not before.c and raw[:1].isupper() and raw[1:].islower() and i > 1


_CLOCK = re.compile(r"(?<=\d):$|^:(?=\d)")


def _is_code(text: str, units: list[Unit], j: int) -> bool:
    """Whether digits are a clock's or a belt number ("20:50 injured shifted", "HC 2214 Mumtaz")."""
    unit = units[j]
    before, after = text[max(0, unit.s - 2) : unit.s], text[unit.e : unit.e + 3]
    if _CLOCK.search(before) or _CLOCK.match(after):
        return True
    if not j or len(unit.t) < _BELT or units[j - 1].t not in _RANKS:
        return False
    return j + 1 < len(units) and is_name(text, units[j + 1])


_BELT = 2  # digits of a policeman's number at least
_RANKS = words("rank before a number")


def _beside(text: str, unit: Unit) -> str:
    return text[max(0, unit.s - 1) : unit.s] + text[unit.e : unit.e + 1]


def _aged(text: str, units: list[Unit], i: int) -> bool:
    """Whether a number set apart after a name is an age ("Md. Halim, 67, a passer-by")."""
    if i < 2 or not units[i].t.isdecimal() or units[i - 2].c or past_age(units, i - 1) == i - 1:
        return False
    start = i - 2
    while start and is_name(text, units[start - 1]):
        start -= 1
    lead = units[start - 1].c.get("fn") if start else None
    if lead == "prep":  # "in Khuzdar, 35 were hurt"
        return i + 1 < len(units) and units[i + 1].t == ","
    return text[units[i - 2].s].isupper()


def _past_ages(units: list[Unit], k: int) -> int:
    """Pass over the ages of several ("two sisters of 9 and 12")."""
    if k + 3 >= len(units) or units[k].t not in {"of", "aged"}:
        return k
    at = k + 1
    while at < len(units) and units[at].t.isdecimal() and int(units[at].t) < _OLD:
        at += 1
        if at + 1 < len(units) and units[at].t in {",", "and"} and units[at + 1].t.isdecimal():
            at += 1
        else:
            break
    told = at > k + 2 and (at >= len(units) or "per" not in units[at].c)
    return at if told else k


_OLD = 110  # years


def _past_age(units: list[Unit], k: int) -> int:
    """Pass over an age told by "of" ("a woman of 55")."""
    if k + 1 >= len(units) or units[k].t not in {"of", "aged"}:
        return k
    at = k + 1 + ("approx" in units[k + 1].c and k + 2 < len(units))
    number = units[at].c.get("num")
    aged = units[at].t.isdecimal() or bool(number and number[0] in {"unit", "tens"})
    if not aged or (at + 1 < len(units) and "per" in units[at + 1].c):
        return k
    return at + 1


def _number_follows(units: list[Unit], j: int) -> bool:
    return j + 1 < len(units) and (
        units[j + 1].t[0].isdecimal() or "num" in units[j + 1].c or "approx" in units[j + 1].c
    )


def _past_years(units: list[Unit], j: int) -> int:
    """Pass over an age before somebody ("a 3-year-old girl"); same index if none is there."""
    if j + 1 >= len(units) or units[j + 1].t not in _YEARS:
        return j
    if not (units[j].t[0].isdecimal() or "num" in units[j].c):
        return j
    return j + 2 + (j + 2 < len(units) and units[j + 2].t == "old")


_YEARS = frozenset({"year", "years", "yr", "month", "months", "سالہ"})


def _is_no_count(text: str, units: list[Unit], k: int, rule: str) -> bool:
    """Whether digits count nobody: a house ("36-B"), an age ("in her 50s", "were under 18")."""
    after = units[k + 1] if k + 1 < len(units) else None
    beside = text[units[k].e : after.s] if after is not None else " "
    if after is not None and len(after.t) == 1 and after.t.isalpha() and beside in {"", "-"}:
        return units[k].t.isdecimal()
    if rule not in _YOUNGER or k < 2 or units[k - 2].c.get("fn") != "aux":
        return False
    return units[k].t.isdecimal() and int(units[k].t) < _OLD


_YOUNGER = frozenset({"under", "below"})
