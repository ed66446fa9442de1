"""Which groups of people a harm word governs: what stands before it, after it, or is named.

"Killed" takes what follows when active ("killed 65 cadets") and what precedes when passive ("four
soldiers were killed"); "deaths of", "the toll rose to" and "bodies of" each take theirs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeGuard

from reports.groups import Group
from reports.joints import breaks, joined
from reports.naming import before_age, is_name, named_after, unlisted_person
from reports.parts import STOP, has_own_verb
from reports.urdu_people import named_beside
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

_HANGING = words("hanging preposition")
_SPEAKING = words("speaking of")
_FOUND = words("found")


_REACH = 14  # words between people and what befell them
_REACH_OVER_CLAUSE = 26  # … where a clause says who they were


def groups_after(
    text: str, units: list[Unit], groups: list[Group], k: int, reach: int, *, owners: bool = False
) -> list[Group]:
    """Give the list of groups that starts right after a word ("killing 4 soldiers and a boy").

    What is told of ``owners`` befell what is theirs: "the bodies of a man and a boy were found".
    """
    out: list[Group] = []
    if k + 2 < len(units) and units[k + 1].t in PRONOUNS and _adds(units[k + 2]):
        k += 2
        first = next((g for g in groups if g.i == k + 1), None)
        if units[k].t == "," and (first is None or has_own_verb(units, first)):
            return []  # "killing him, two officers said"
    end = k + 1
    for group in groups:
        if group.i <= k:
            continue
        gap = units[end : group.i]
        if not out:
            if len(gap) > reach or any(u.t in STOP and u.t != ":" for u in gap):
                break
            if any(u.c.get("cue") in {"split", "say"} for u in gap):
                break
            if any(u.c.get("fn") in {"and", "rel", "incl", "prep"} or "harm" in u.c for u in gap):
                break
            if group.agent:
                break
        elif (
            group.agent
            or not joined(gap)
            or (owners and any(u.c.get("cue") == "say" for u in units[group.j : group.j + 3]))
            or (group.known and group.value == 1 and _says(units, group))
            or (not owners and (has_own_verb(units, group) or _acts_itself(units, groups, group)))
            or (group.j - group.i == 1 and _qualifies(gap))
            or _does_more(text, gap)
        ) or units[group.j - 1].c.get("harm", ("", ""))[1] == "b":
            if not owners:
                del out[_clause_from(text, units, groups, out, group) :]
            break
        if group.used:
            break
        out.append(group)
        end = group.j
    rest = [g.value or 0 for g in out[1:] if not g.part]
    if out and out[0].value == sum(rest) and any(g.shape == "name" for g in out):
        for group in out[1:]:
            group.part = True  # "two nurses, Sakina (38) and her aunt"
    return out


def _says(units: list[Unit], group: Group) -> bool:
    """Whether somebody is only the source ("killed 14 people, the governor of the region said")."""
    for unit in units[group.j : group.j + _SAYING]:
        if unit.t in STOP or {"harm", "trg"} & unit.c.keys() or unit.c.get("fn") == "and":
            return False
        if unit.c.get("cue") == "say":
            return True
    return False


_SAYING = 7  # words from somebody and his office to that he said so


def _does_more(text: str, gap: list[Unit]) -> bool:
    """Whether "and" leads on to another deed ("killing eight and burning huts, residents said")."""
    if len(gap) < _DEED or gap[0].c.get("fn") != "and":
        return False
    return gap[1].t.endswith("ing") and not gap[1].c and text[gap[1].s].islower()


_DEED = 3  # words that a further deed with what it is done to has at least


def _clause_from(
    text: str, units: list[Unit], groups: list[Group], out: list[Group], group: Group
) -> int:
    """Give from which of the people listed on a new clause has begun, of which the last is subject.

    "Killed him and his son, two officers and a clerk said": nobody killed the officers.
    """
    if not (_acts_itself(units, groups, group) or has_own_verb(units, group)):
        return len(out)
    chain = [*out, group]
    said = any(u.c.get("cue") == "say" for u in units[group.j : group.j + 3])
    for n in range(len(out), 0, -1):
        gap = units[chain[n - 1].j : chain[n].i]
        gap = [u for u in gap if not is_name(text, u)]
        if n < len(out) and (len(gap) > 1 or (said and gap and gap[0].t == ",")):
            return n
        if n == len(out) and not (len(gap) == 1 and gap[0].c.get("fn") == "and"):
            break
        if n < len(out) and [u.t for u in gap] != [","]:
            break
    return len(out)


def _acts_itself(units: list[Unit], groups: list[Group], group: Group) -> bool:
    """Whether a group has a verb of its own ("…, and 15 troopers were taken to hospital")."""
    end = group.j
    for part in groups[groups.index(group) + 1 :]:
        if not part.part:
            break
        end = part.j + (part.j < len(units) and units[part.j].t in _CLOSERS)
    verbs = _ONE if group.value == 1 else _SOME
    if end > group.j and any(u.t.split(" ", 1)[0] in verbs for u in units[end : end + 2]):
        return True  # "…, and eight people, including a child, were taken to hospital"
    after = units[group.j : group.j + _REACH]
    who = bool(after) and after[0].t == "who"
    for n, unit in enumerate(after[2 * who :], 2 * who):
        if unit.t.split(" ", 1)[0] in verbs:
            return n == 0 or after[n - 1].t != ","
        if n == 0 and unit.t in _ACTING:
            return True  # "…, and seven attackers fled"
        if "harm" in unit.c or unit.c.get("fn") in {"rel", "and"} or unit.t in STOP:
            return False
    return False


_ACTING = words("acting for oneself")


_CLOSERS = words("listed within a total") | {",", ")", "—"}
_ONE = frozenset({"was", "has", "is"})
_SOME = frozenset({"were", "have", "are"})
PRONOUNS = words("pronoun of a victim")


def _qualifies(gap: list[Unit]) -> bool:
    """Whether the words before a person only say whose or where ("another near house of X")."""
    marks = [k for k, u in enumerate(gap) if u.t in {",", "،"} or u.c.get("fn") == "and"]
    return any(u.c.get("fn") in {"prep", "of"} for u in gap[marks[-1] :]) if marks else False


def _adds(unit: Unit) -> bool:
    return unit.c.get("fn") == "and" or unit.t in {"along with", "together with", ","}


def groups_before(
    text: str, units: list[Unit], groups: list[Group], k: int, floor: int
) -> list[Group]:
    """Give the list of groups that ends before a word ("4 soldiers and a boy were killed")."""
    near: Group | None = None
    index = -1
    for n, group in enumerate(groups):
        if group.j > k:
            break
        if group.agent or group.used:
            continue
        if k and units[k - 1].t in {"he", "she"} and group.value != 1:
            continue  # "two riders fired upon Zahoor, he died"
        if group.shape == "bare" and not _bare_fits(units, group, k):
            continue
        if units[group.j - 1].c.get("harm", ("", ""))[1] == "b" and near is not None:
            continue  # "who came to fetch the bodies were killed"
        if group.shape == "noun" and any("per" in u.c for u in units[group.j : k]):
            continue
        if near is not None and _hangs(units, near, group, k):
            continue
        near, index = group, n
    if near is None or near.j < floor - 1:
        return []
    aside = units[near.j].t == "," and any(u.t == "," for u in units[max(near.j + 1, k - 3) : k])
    over = aside or units[near.j].c.get("fn") == "rel"
    if k - near.j > (_REACH_OVER_CLAUSE if over else _REACH):
        return []
    between = [u for u in units[near.j : k] if breaks(u)]
    gap = units[near.j : k]
    with_others = any(a.t == "," and b.t == "with" for a, b in pairwise(gap))
    if with_others and any("per" in u.c or u.c.get("fn") == "part" for u in gap):
        return []  # "freed 700 people on Monday, with the last of the gunmen shot dead"
    alone = not any(g.j <= near.i and g.i >= floor for g in groups)
    if between and between[-1].t == "said" and between[-1] is units[k - 1]:
        between.pop()
    if any("harm" in u.c or u.c.get("cue") in {"say", "split"} for u in between):
        return []
    if any(
        "trg" in u.c and u.c["trg"][2] != "x" and not u.t.endswith(_HAVING) for u in between
    ) and not ((alone and near.value is not None) or units[near.j].t == "کو"):
        return []  # but Urdu puts the means between object and verb
    out = [near]
    for n in range(index - 1, -1, -1):
        group = groups[n]
        digits = units[group.i].t[0].isdecimal() and units[out[0].i].t[0].isdecimal()
        beside = group.j == out[0].i and group.shape == "person" and digits
        linked = beside or joined(units[group.j : out[0].i])
        linked = linked and not _own_clause(text, units[group.j : out[0].i])
        if group.agent or group.used or group.i < floor or not linked:
            break
        if group.part and n and any("harm" in u.c for u in units[groups[n - 1].j : group.i]):
            break
        beside_them = units[out[0].i - 1].t == "with"  # "both, with a passing student, died"
        if group.shape == "bare" and out[0].i - group.j > 1 + beside_them:
            break
        lead = units[group.i - 2] if group.i > 1 else None
        apart = lead is not None and units[group.i - 1].t == "with" and lead.t == ","
        told = lead is not None and lead.t in _SPEAKING and group.value is not None
        apart = apart or told  # "they speak of five women and three children killed"
        if group.i and units[group.i - 1].t in _HANGING and not apart:
            if n and groups[n - 1].j == group.i - 1 and groups[n - 1].value:
                continue  # "five members of one household and a guest"
            break
        if units[0].t == "of" and not any(u.t == "," for u in units[: group.i]):
            break  # "of the other two members, one was hit"
        out.insert(0, group)
    if out[0].part and not out[0].split and groups.index(out[0]):
        before = groups[: groups.index(out[0])]
        whole = next((g for g in reversed(before) if not g.part), None)
        if _is_free(whole) and near.j < len(units) and units[near.j].t == ",":
            out.insert(0, whole)  # "sixteen, of whom seven were clerks, were hurt"
    first = out[0]
    if first.value == 1 and first.i >= 2 and units[first.i - 1].t == "and":
        name = units[before_age(units, first.i - 2)]
        if (
            not name.c.keys() - {"noplace"}
            and name.s >= units[floor].s
            and text[name.s : name.s + 1].isupper()
        ):
            out.insert(0, Group(first.i - 2, first.i - 1, 1, 1, 1))
    if first.value == 1 and (kin := named_beside(units, first.i, floor)):
        out.insert(0, Group(*kin, 1, 1, 1, shape="name"))
    return _without_apposition(units, out, k)


# "X کو فائرنگ کر کے قتل کر دیا": the same doer goes on
_HAVING = tuple(words("having done in urdu"))


def _is_free(group: Group | None) -> TypeGuard[Group]:
    return group is not None and bool(group.value) and not (group.used or group.agent)


def _hangs(units: list[Unit], head: Group, group: Group, k: int) -> bool:
    """Whether a group only qualifies the one before it ("two men of the Taliban", "were shot")."""
    gap = units[head.j : group.i]
    if head.shape == "plural" and group.known and [u.t for u in gap] == ["of"]:
        return True  # "fourteen died, including the handlers of the bomber"
    if head.value is None or not (group.value is None or (group.value == 1 and group.known)):
        return False
    if gap and group.known and gap[-1].t in {"with", "for", "from", "of"}:
        return True
    if not gap or len(gap) > 8 or any(breaks(u) or u.t == "," for u in gap):
        return False
    return gap[-1].c.get("fn") == "of" or gap[-1].t in {"from", "in", "at", "near", "for", "of"}


def _bare_fits(units: list[Unit], group: Group, k: int) -> bool:
    gap = units[group.j : k]
    if len(gap) > 5:
        return False
    return all(
        u.c.get("fn") in {"aux", "part"}
        or u.t.endswith("ly")
        or "cue" in u.c
        or u.t == "more"
        or u.t in _MOVED
        or _leads_on(gap, k)
        for k, u in enumerate(gap)
    )


def _own_clause(text: str, gap: list[Unit]) -> bool:
    """Whether a clause of its own stands before ("175 prisoners broke free, and 13 died")."""
    if len(gap) < 3 or gap[-2].t != "," or gap[-1].t != "and":
        return False
    return not gap[0].c and gap[0].t.isalpha() and text[gap[0].s].islower()


_MOVED = words("moved to hospital")


def _leads_on(gap: list[Unit], k: int) -> bool:
    """Whether a participle only leads on to another ("the seven were cornered and killed")."""
    if gap[k].c.get("fn") == "and":
        return k > 0 and gap[k - 1].t.endswith("ed")
    return gap[k].t.endswith("ed") and gap[k + 1 : k + 2] != [] and gap[k + 1].t == "and"


def _without_apposition(units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Drop what only spells out the first number ("three people, a man, his wife and a child")."""
    values = [g.value for g in groups if not g.part]
    first = values[0] if values else None
    rest = [v for v in values[1:] if v is not None]
    if first is not None and len(rest) > 1 and sum(rest) == first:
        for group in groups[1:]:
            group.part = True
    if first == 1 and _is_one_person(units, groups, k):
        for group in groups[1:]:
            group.part = True
    single = len(groups) == 2 and [g.value for g in groups] == [1, 1]
    if single and units[groups[1].i].t in {"a", "an"} and units[groups[1].i - 1].t == ",":
        closed = any(u.t == "," for u in units[groups[1].j : k])
        if closed and not any(u.c.get("fn") == "and" for u in units[groups[0].j : groups[1].i]):
            groups[1].part = True
    return groups


def _is_one_person(units: list[Unit], groups: list[Group], k: int) -> bool:
    """Whether a list only says who a named person was ("X, a lawyer and a poet, was shot")."""
    start, end = groups[0].i, groups[-1].j
    if start < 2 or units[start].t not in {"a", "an", "the"} or units[start - 1].t != ",":
        return False
    closed = any(u.t == "," for u in units[end:k])
    named = not units[start - 2].c
    return closed and named and any(u.t == "was" for u in units[end:k])


def verb_governs(
    text: str, units: list[Unit], groups: list[Group], k: int, floor: int
) -> list[Group]:
    """Give what a past form governs: what follows when active, what precedes when passive."""
    if _attributive(units, groups, k):
        return []
    if turned := _turned(text, units, groups, k):
        return turned
    passive = _is_passive(units, k) or not units[k].t.isascii()
    if passive and (beside := _killed_beside(text, units, groups, k)):
        subject = groups_before(text, units, groups, k, floor) or [Group(k, k + 1, 1, 1, 1)]
        return [*subject, *beside]
    if not passive:
        numbered = k > 0 and ("num" in units[k - 1].c or units[k - 1].t[0].isdecimal())
        if not numbered and (named := named_after(text, units, groups, k)):
            return named
        after = groups_after(text, units, groups, k, 1)
        if (
            after
            and after[0].part
            and not after[0].split
            and (whole := groups_before(text, units, groups, k, floor))
        ):
            return [*whole, *after]  # "eleven killed: seven soldiers and four boys"
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
        if named := unlisted_person(units, k):
            return named
    return groups_before(text, units, groups, k, floor)


def _killed_beside(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give who else is told of after a passive ("X was killed by a bomb, with two guards")."""
    for at in range(k + 1, min(len(units), k + _REACH)):
        if "harm" in units[at].c or units[at].c.get("fn") == "rel" or units[at].t in _ENDS:
            break
        first = at == k + 1 or units[at - 1].t == ","
        if units[at].t in _BESIDE or (units[at].t == "with" and first):
            taken = groups_after(text, units, groups, at, 1)
            if taken and not taken[0].part and taken[0].side != "militants":
                return taken
    return []


_BESIDE = frozenset({"along with", "together with", "alongside"})
_ENDS = STOP - {",", "(", ")"}


def _attributive(units: list[Unit], groups: list[Group], k: int) -> bool:
    """Whether a past form only describes somebody ("supporters of slain leader Akbar Bugti")."""
    if not k or units[k - 1].t in {"that", "this"}:
        return False
    if units[k - 1].c.get("fn") not in {"det", "of", "prep"} and units[k - 1].t not in {"s", "for"}:
        return False
    head = next((g for g in groups if k < g.i <= k + 2), None)
    if head is None or "per" not in units[head.i].c:
        return False
    return all(u.t not in STOP and "fn" not in u.c for u in units[k + 1 : head.i])


def _turned(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give the people of a sentence turned round ("killed in the raid were two boys")."""
    if (k and units[k - 1].t not in STOP) or k + 1 >= len(units):
        return []
    if units[k + 1].c.get("fn") != "prep" and units[k + 1].t not in {"by", "with", "alongside"}:
        return [] if units[k + 1].t not in _BE else _victims(text, units, groups, k + 1)
    for at in range(k + 2, min(len(units), k + _REACH)):
        if units[at].t in STOP or "harm" in units[at].c:
            break
        if units[at].t in _BE:
            return _victims(text, units, groups, at)
    return []


def _victims(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    return named_after(text, units, groups, k) or groups_after(text, units, groups, k, 1)


_BE = frozenset({"was", "were", "are", "is"})


def _is_passive(units: list[Unit], k: int) -> bool:
    for j in range(k - 1, max(-1, k - 5), -1):
        unit = units[j]
        if unit.t in {"was", "were", "been", "be", "being", "are", "is", "got", "get", "gets"}:
            return True
        if unit.c.get("fn") == "aux" or unit.t.endswith("ly") or "cue" in unit.c:
            continue
        return False
    return False


def noun_governs(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give what a noun governs ("deaths of 41 militants", "12 fatalities")."""
    leads = units[k].t.endswith((" of", " to", " of the", " to the"))
    if leads and (named := named_after(text, units, groups, k)):
        return named
    if leads and (at := _name_ahead(text, units, k)):
        named = named_after(text, units, groups, at - 1)
        if len(named) > 1:
            return named  # "the killing of former party head Amin Shah and five others"
    taken = groups_after(text, units, groups, k, 2)
    if taken and (leads or (k + 1 < len(units) and units[k + 1].t == "of")):
        return taken
    for group in groups:
        if group.j == k and not units[k].t.isascii() and "per" in units[group.i].c:
            continue  # "شہری ہلاکتوں" are no citizen
        if group.j == k and not group.used and group.shape in {"bare", "noun", "person", "name"}:
            return [group] if group.value is not None or group.wording else []
    return []


def _name_ahead(text: str, units: list[Unit], k: int) -> int:
    """Give where a name begins behind words that say who it is; 0 where there is none."""
    for at in range(k + 2, min(k + _OFFICE, len(units))):
        if units[at].t in STOP or {"fn", "harm", "num", "trg", "per"} & units[at].c.keys():
            return 0
        if is_name(text, units[at]):
            return at
    return 0


_OFFICE = 8  # words from "the killing of" to the name of who held an office


def bodies_told(text: str, units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give the people whose bodies were found."""
    if units[k].t == "body" and not any(
        u.t in _FOUND for u in [*units[max(0, k - 8) : k], *units[k + 1 : k + 7]]
    ):
        return []
    if units[k].t in {"body", "bodies", "dead body", "dead bodies"} and _belongs(units, k):
        return []
    if any(
        a.t in {"not", "yet"} and b.t in {"identified", "been", "to"}
        for a, b in pairwise(units[k:])
    ):
        return []  # "Bodies of four are not identified"
    if units[k].t.endswith("body of"):
        if named := named_after(text, units, groups, k):
            return named[:1]
        return groups_after(text, units, groups, k, 2, owners=True)[:1] or [
            Group(k, k + 1, 1, 1, 1)
        ]
    if units[k].t.endswith(" of"):
        counted = [g for g in groups if g.j == k and g.value and not g.used]
        if counted:
            return counted  # "two unknown dead bodies of males"
        named = named_after(text, units, groups, k, owners=True)
        return named or groups_after(text, units, groups, k, 2, owners=True)
    for n, group in enumerate(groups):
        if group.i <= k < group.j or group.j == k:
            if k + 1 < len(units) and units[k + 1].t == "of" and n + 1 < len(groups):
                of = groups[n + 1]
                if of.i - k <= 3 and of.shape in {"person", "plural"}:
                    group.side = of.side
                    of.used = "body"
            return [group] if group.value is not None or group.wording else []
    if k + 1 < len(units) and units[k + 1].t == "of":
        return groups_after(text, units, groups, k, 2, owners=True)
    if units[k].t.endswith("body"):
        return [Group(k, k + 1, 1, 1, 1)]
    told = " ".join(u.t for u in units[k : k + 8]) if units[k].first in _ONE_BODY else ""
    if any(word in told for word in _FOUND_IN_URDU):
        return [Group(k, k + 1, 1, 1, 1)]
    return []


_ONE_BODY = words("one body in urdu")
_FOUND_IN_URDU = words("body found in urdu")


def _belongs(units: list[Unit], k: int) -> bool:
    """Whether bodies are those of people told of before ("their bodies", "the bodies")."""
    return (
        k > 0
        and units[k - 1].t in {"their", "the", "his", "her"}
        and not (k + 1 < len(units) and (units[k + 1].t == "of" or units[k].t.endswith(" of")))
    )
