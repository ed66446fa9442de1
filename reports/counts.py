"""How many were killed and injured: numbers of people and the words for what befell them.

A sentence is read as person groups ("at least four soldiers", "a prayer leader", "two others") and
harm words ("killed", "injuring", "deaths of"), and each harm word takes the groups it governs.
A part ("including 3 children") is never added to its total.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.governing import (
    bodies_told,
    groups_after,
    groups_before,
    noun_governs,
    verb_governs,
)
from reports.groups import Count, Group
from reports.labels import (
    identified,
    is_label,
    is_put_at,
    labelled_people,
    number_after,
    put_at,
    revised,
    toll_told,
)
from reports.naming import named_after, names_before, one_named, unlisted_person
from reports.parts import STOP
from reports.people import find_groups
from reports.sharing import (
    as_many,
    befell_them,
    before_clause,
    counts_of,
    dies_after,
    elliptic,
    shared,
    shares_subject,
    with_pronoun,
)
from reports.sides import lone_parts, of_either_side, of_the_dead, summed_up
from reports.urdu_people import WOUNDED, one_told
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

__all__ = ["Count", "find_counts"]

# Only at the end of a clause or after a number: "driver critical, shifted to", "5 critical in".
_CLOSING = frozenset({"critical", "serious"})
_GRAVELY = words("how gravely hurt")
_NONE = frozenset({"none", "neither", "nobody", "no one"})
_LOST = words("lost")
_NOBODY = words("nobody")
_CORRECTION = words("correction")


def find_counts(text: str, units: list[Unit]) -> list[Count]:
    """Find the counts of killed, injured and abducted people in a sentence (or a part of one).

    Those in a hospital and those with wounds are counted where `people.mark_patients` marked them.
    """
    units = _without_asides(units)
    harms = [k for k, u in enumerate(units) if "harm" in u.c]
    if not harms:
        return []
    groups = find_groups(text, units)
    out: list[Count] = []
    last_end = 0
    for n, k in enumerate(harms):
        following = harms[n + 1] if n + 1 < len(harms) else len(units)
        if any(u.t in _CONDITIONAL for u in units[max(0, k - 3) : k]):
            continue
        if any(g.part and g.i < k < g.j for g in groups):
            continue  # "one of the 3 wounded died"
        found = _governed(text, units, groups, k, last_end)
        if units[k].c["harm"][0] == "likewise" and out:
            taken = groups_after(text, units, groups, k, 3)
            found = counts_of(text, units, taken, out[-1].kind, k, False, True)
        if units[k].t.startswith(("still", "remain")) and units[k].c["harm"][0] == "abducted":
            found = [c._replace(known=True, part=True) for c in found]
        found = with_pronoun(units, groups, k, found) or befell_them(
            text, units, groups, k, last_end, out
        )
        if not found and n:
            found = before_clause(text, units, groups, harms[n - 1], k, out)
        if not found and n and dies_after(units, harms[n - 1], k):
            found = shared(out, units[harms[n - 1]].c["harm"][0], units[k])
        if not found and n and shares_subject(units, harms[n - 1], k):
            found = shared(out, units[harms[n - 1]].c["harm"][0], units[k])
        if not found and n and _found_dead(units, harms[n - 1], k):
            found = shared(out, "abducted", units[k])
        found = as_many(units, k, out) or found
        grave = units[k].t in _GRAVELY or any(w in units[k].t for w in _CLOSING)
        if grave and any(c.kind == "injured" for c in out):
            found = [c._replace(part=True) for c in found]  # "five injured, two critical"
        out += found
        out += elliptic(text, units, groups, k, following)
        last_end = k + 1
    if len(out) > 1 and units[0].t == "of" and out[0].value and not out[0].part:
        rest = [c._replace(part=c.part or c.kind == out[0].kind) for c in out[1:]]
        out = [out[0], *rest]  # "of the thirteen wounded, six are critical"
    out = [c._replace(claimed=True) if _claimed(units, c) else c for c in out]
    out = [c._replace(known=True, update=False) if _had_been(units, c) else c for c in out]
    out = _shot_and_died(out)
    out = of_the_dead(units, of_either_side(units, _without_alternates(units, out)))
    return _tidy(lone_parts(summed_up(units, _of_one_account(units, out))))


def _found_dead(units: list[Unit], before: int, k: int) -> bool:
    """Whether those taken are told to be dead ("four men kidnapped in Harnai found dead")."""
    kinds = units[before].c["harm"][0], units[k].c["harm"][0]
    plain = not any(u.t in STOP or u.c.get("fn") == "and" for u in units[before:k])
    return kinds == ("abducted", "killed") and units[k].t.startswith("found ") and plain


def _shot_and_died(counts: list[Count]) -> list[Count]:
    """Tell apart who lived of those who were shot ("nine were shot, of whom three died")."""
    shot = next((c for c in counts if c.weak and c.kind == "killed" and (c.value or 0) > 1), None)
    if shot is None or shot.value is None or any(c.kind == "injured" for c in counts):
        return counts
    dead = [c for c in counts if c.kind == "killed" and not c.weak and c.start >= shot.end]
    if len(dead) != 1 or not dead[0].value or dead[0].value >= shot.value:
        return counts
    left = shot.value - dead[0].value
    lived = shot._replace(kind="injured", value=left, low=left, high=left, weak=False)
    died = dead[0]._replace(part=False, side=shot.side)
    return [lived if c is shot else died if c is dead[0] else c for c in counts]


_CONDITIONAL = words("conditional")
_MENTION = words("mention of figures")


def _is_either(units: list[Unit], k: int) -> bool:
    """Whether what befell people is left open ("35 apostates killed or hurt")."""
    for at in (k - 2, k + 2):
        if 0 <= at < len(units) and units[(at + k) // 2].t == "or":
            told = units[at].c.get("harm", ("",))[0]
            return told in {"killed", "injured"} and told != units[k].c["harm"][0]
    return False


_PUTTING = words("putting at a number")
_OUTFITS = frozenset({"group", "outfit", "faction", "organisation", "organization", "movement"})
_THEY = frozenset({"they", "it", "group", "outfit"})


def _claimed(units: list[Unit], count: Count) -> bool:
    """Whether an armed group itself counts whom it killed ("BLF claimed to have killed 6")."""
    if not any("arms" in u.c or u.t in _OUTFITS for u in units):
        return False
    lead = [u for u in units if u.s < count.end and u.s <= count.start + 20]
    tail = [u.t for u in units if u.s >= count.end][:6]
    if count.side == "security" and any(
        word in _THEY and tail[k + 1].startswith(("claim", "said"))
        for k, word in enumerate(tail[:-1])
    ):
        return any(u.c.get("arms") == "militants" and "act" in u.c for u in lead)
    says = [k for k, u in enumerate(lead) if u.c.get("cue") == "claim" or u.t.startswith("claim")]
    if says:
        says += [k for k, u in enumerate(lead) if u.t in _PUTTING]
    if count.side == "security":
        says += [k for k, u in enumerate(lead) if u.c.get("cue") == "say"]
    if not says or count.side == "militants":
        return False
    group = [
        u
        for u in lead[: max(says)]
        if (u.c.get("arms") == "militants" and "act" in u.c) or u.t in _OUTFITS
    ]
    last = lead[max(says) :]
    return bool(group) and not any("trg" in u.c and u.c["trg"][2] == "n" for u in last)


def _had_been(units: list[Unit], count: Count) -> bool:
    """Whether it is what a toll had been before ("it had put the dead at six at first")."""
    if not count.update:
        return False
    lead = [u.t for u in units if u.s < count.end][-_BACK:]
    return any(a == "had" and (b in _PUTTING or b in _SPOKEN) for a, b in pairwise(lead))


_SPOKEN = words("given at first")
_BACK = 9  # words from who had put a toll at a number to that number


def _without_alternates(units: list[Unit], counts: list[Count]) -> list[Count]:
    """Leave out what "(other sources: 14 killed)" gives beside figures told before."""
    at = next((u.s for u in units if u.c.get("cue") == "other"), None)
    if at is None or not any(c.end <= at for c in counts):
        return counts
    return [c for c in counts if c.end <= at]


def _of_one_account(units: list[Unit], counts: list[Count]) -> list[Count]:
    """Take another's number for no further people ("14 died, but the army knew of only nine")."""
    at = next((u.e for u in units if u.t in _TURNING), None)
    if at is None or len(counts) < 2:
        return counts
    out = []
    for c in counts:
        told = [u for u in units if at <= u.s < c.start or c.start <= u.s < c.end]
        says = any(u.c.get("cue") == "say" or u.t in _ACCOUNT for u in told if u.s >= at)
        first = [o for o in counts if o.kind == c.kind and o.end <= at and o.value and not o.part]
        alike = all("any" in {c.side, o.side} or c.side == o.side for o in first)
        other = c.start >= at and c.value and says and first and alike
        plain = not (c.part or c.more or c.update or c.known)
        out.append(c._replace(part=True) if other and plain else c)
    return out


_TURNING = frozenset({"while", "but", "though", "although", "whereas"})
_ACCOUNT = words("speaking of") | words("putting at a number")


def _without_asides(units: list[Unit]) -> list[Unit]:
    """Leave out brackets that say how old somebody was or where from."""
    if not any(u.t == "(" for u in units):
        return units
    out: list[Unit] = []
    k = 0
    while k < len(units):
        close = next((n for n in range(k, len(units)) if units[n].t == ")"), None)
        if units[k].t == "(" and close is not None:
            inner = units[k + 1 : close]
            repeat = len(inner) == 1 and k > 0 and _is_number(inner[0]) and _is_number(units[k - 1])
            titled = 0 < len(inner) <= _TITLE and k > 0 and "per" in units[k - 1].c
            titled = titled and not any({"num", "per"} & u.c.keys() for u in inner)
            titled = titled and all(u.t.isalpha() for u in inner)  # "the inspector (operations)"
            aside = repeat or titled or any(u.t in _ASIDE for u in inner)
            if aside and not any("harm" in u.c for u in inner):
                k = close + 1
                continue
        out.append(units[k])
        k += 1
    return out


def _is_number(unit: Unit) -> bool:
    return unit.t.isdecimal() or "num" in unit.c


_ASIDE = words("aside in brackets")
_TITLE = 2  # words of a bracket that only says of what somebody is head


def _governed(text: str, units: list[Unit], groups: list[Group], k: int, floor: int) -> list[Count]:
    kind, form = units[k].c["harm"]
    if kind == "likewise":
        return []
    if kind == "shot":
        return _shot(text, units, groups, k, floor)
    counted = k > 0 and ("num" in units[k - 1].c or units[k - 1].t[0].isdecimal())
    after = units[k + 1] if k + 1 < len(units) else None
    if (
        units[k].t in _CLOSING
        and after is not None
        and after.t not in STOP
        and not (counted and after.c.get("fn") == "prep")
    ):
        return []
    if kind == "arrested":
        for group in groups_before(text, units, groups, k, floor):
            group.used = kind
        return []
    if kind == "unhurt":
        return [Count("injured", 0, 0, 0, "any", units[k].s, units[k].e, weak=True)]
    without = k > 0 and units[k - 1].t == "without" and units[k + 1 : k + 2] != []
    if without and units[k + 1].t in {"anybody", "anyone"}:
        return [Count(kind, 0, 0, 0, "any", units[k].s, units[k + 1].e)]
    if form in {"v", "a"} and k + 1 < len(units) and units[k + 1].t in _NOBODY:
        return [Count(kind, 0, 0, 0, "any", units[k].s, units[k + 1].e)]
    if _denied(units, k, form):
        if any(u.t in _MENTION for u in units[max(0, k - 3) : k]):
            return []  # "the army made no mention of casualties"
        kinds = ("killed", "injured") if kind == "casualties" else (kind,)
        if kind == "casualties" or form in {"n", "v", "i"}:
            return [Count(one, 0, 0, 0, "any", units[max(0, k - 1)].s, units[k].e) for one in kinds]
        return []
    if kind == "casualties" or _is_either(units, k):
        return []
    if form in {"v", "i"} and (listed := _listed(units, groups, k)):
        return counts_of(text, units, listed, kind, k, False, False)
    update = False
    labelled = form != "b" and is_label(units, k)
    if labelled and form in {"v", "i"} and _has_subject(text, units, groups, k, floor):
        labelled = False
    if labelled and (found := labelled_people(text, units, groups, k)):
        whom = [g for g in groups if g.j == k and g.shape == "plural" and g.value is None]
        for group in found if whom else []:
            group.side = whom[0].side if group.side == "any" else group.side
        return counts_of(text, units, found, kind, k, False, False)
    if form == "t" or (form in {"d", "n"} and is_put_at(units, k)):
        taken, update = toll_told(text, units, groups, k)
        if not taken and (taken := revised(units, groups, k)):
            update = True  # "bringing to 9 the number of people killed"
        if not taken and units[k].t.startswith("confirmed"):
            taken = groups_before(text, units, groups, k, floor)
    elif form == "d" and k > 1 and units[k - 1].t in {"was", "were"}:
        taken = groups_before(text, units, groups, k, floor)  # "two men were the victims"
    elif form in {"d", "l"} and (found := identified(text, units, groups, k)):
        taken = found
    elif form == "d":
        taken = [replace(g, part=True) for g in groups_after(text, units, groups, k, 3)]
    elif form == "b":
        taken = bodies_told(text, units, groups, k)
    elif form == "l":
        taken = labelled_people(text, units, groups, k)
        before = [g for g in groups if g.j == k and g.shape == "bare" and not g.used]
        taken = taken or [g for g in before if g.value is not None]
    elif form == "a":
        if k and units[k - 1].t == "to" and (k < 2 or units[k - 2].t not in _CLAIMS):
            return []
        taken = named_after(text, units, groups, k) or groups_after(text, units, groups, k, 3)
        taken = taken or _taken_up(units, groups, k)
        taken = taken or unlisted_person(units, k)
        if units[k].t in _LOST:
            taken = [g for g in taken if _were_people(units, g) and g.side != "militants"]
            if k and units[k - 1].t in _BEREAVED and not any(g.side == "security" for g in taken):
                taken = [replace(g, part=True) for g in taken]  # "Bibi, who lost two cousins"
            losers = [u.c["arms"] for u in units[max(0, k - 4) : k] if "arms" in u.c]
            for group in taken:
                group.side = losers[-1] if losers and group.side != "security" else group.side
    elif form == "n":
        taken = noun_governs(text, units, groups, k)
    elif form == "i":
        taken = groups_before(text, units, groups, k, floor)
        if taken and units[k].t == "dead" and k + 1 < len(units) and "per" in units[k + 1].c:
            taken[-1].side = units[k + 1].c["per"][0]
    else:
        taken = put_at(text, units, groups, k)
        update = bool(taken)
        taken = taken or verb_governs(text, units, groups, k, floor)
    if not taken and form in {"i", "n", "v"}:
        taken = number_after(units, groups, k)
    if not taken and form in {"v", "i"} and (names := names_before(text, units, k, floor)):
        taken = names
    if not taken and form in {"v", "i", "a"}:
        if units[k].t.isascii():
            named = one_named(text, units, k, floor, active=form == "a")
        else:
            named = one_told(units, k, floor) if form == "v" else None
        if named:
            return [named._replace(kind=kind, named=True)]
    if len(taken) > 1 and taken[0].split and taken[0].part and not taken[1].part:
        taken[0].part = False  # "killed two of them and a passer-by"
    if units[k].t in WOUNDED:
        taken = [replace(g, known=True) for g in taken]
    if len(taken) > 1 and taken[-1].split and not taken[0].part:
        taken[-1].part = units[taken[-1].i - 1].c.get("fn") != "and"
    also = any(u.c.get("cue") == "also" for u in units[max(0, k - 4) : k + 1])
    update = update or any(u.t in _CORRECTION for u in units[:k]) or _is_last_word(units)
    return counts_of(text, units, taken, kind, k, update, also)


def _listed(units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give the bare number after a word that heads an item of a list ("KIA 2 (…), WIA 4")."""
    if units[k].t not in _SHORT or (k and units[k - 1].t not in STOP):
        return []
    told = number_after(units, groups, k)
    ends = told and (told[0].j >= len(units) or units[told[0].j].t in {*STOP, "("} - {")"})
    return told if ends else []


_SHORT = frozenset({"kia", "wia", "inj", "injd", "injrd", "expd", "doa", "shaheed"})


def _is_last_word(units: list[Unit]) -> bool:
    """Whether notes end in what stands ("Final count 3 dead, 3 injured")."""
    return len(units) > 2 and units[0].t in _FINAL and units[1].last in _TOLLS


_FINAL = frozenset({"final", "latest", "updated", "revised", "overall"})
_TOLLS = frozenset(
    {"count", "toll", "tally", "figure", "figures", "position", "status", "casualties"}
)


def _has_subject(text: str, units: list[Unit], groups: list[Group], k: int, floor: int) -> bool:
    """Whether a colon only spells out the number before ("38 were killed: 23 men and …")."""
    before = groups_before(text, units, groups, k, floor)
    return bool(before) and before[0].value is not None and not before[0].known


_CLAIMS = words("claim to kill")
_BEREAVED = frozenset({"who", "he", "she", "i", "we"})


def _were_people(units: list[Unit], group: Group) -> bool:
    """Whether what a side lost are people ("lost five men", "party no. 1 lost three (…)")."""
    if group.shape == "person":
        return True
    alone = group.j >= len(units) or units[group.j].t in {",", ".", ";", "("}
    return group.shape == "bare" and alone and (group.value or 0) < _MANY


_MANY = 100  # of what is lost without a word for it, more than this are rupees or points


def _shot(text: str, units: list[Unit], groups: list[Group], k: int, floor: int) -> list[Count]:
    """People said to be shot with no word on whether they died ("22 passengers shot")."""
    if k + 1 < len(units) and units[k + 1].t in {"at", "and", "down", "in the"}:
        return []
    taken = verb_governs(text, units, groups, k, floor)
    if units[k].t == "blown up":  # a house of theirs may be what was blown up
        taken = [g for g in taken if not g.i or units[g.i - 1].t in {",", ":", "and"}]
    dead = any(u.t == "dead" for g in taken for u in units[g.j : g.j + 1])
    found = counts_of(text, units, taken, "killed", k, False, False)
    return [c._replace(weak=not dead) for c in found if c.value]


def _taken_up(units: list[Unit], groups: list[Group], k: int) -> list[Group]:
    """Give the people that "them" means ("offloaded nine passengers and shot them dead")."""
    if "them" not in units[k].t.split():
        return []
    for group in reversed([g for g in groups if g.j <= k]):
        doer = any(
            {"per", "act"} & u.c.keys() or u.c.get("cue") == "crowd" for u in units[: group.i]
        )
        if group.value and not (group.agent or group.part) and (doer or group.side != "militants"):
            return [group]
    return []


def _denied(units: list[Unit], k: int, form: str) -> bool:
    for m in range(k - 2, max(-1, k - 10), -1):
        if units[m].t in STOP or "harm" in units[m].c:
            break
        if units[m].t in _NONE and units[m + 1].t in {"of", "among", "of the"}:
            return True  # "none of the 40 passengers was hurt"
    window = units[max(0, k - 5) : k]
    for u in reversed(window):
        if u.c.get("fn") == "no":
            if u.t in _NOBODY:
                return True
            at = units.index(u)
            joined = at > 0 and units[at - 1].c.get("fn") == "and"
            return not (joined and any("per" in v.c for v in units[max(0, at - 4) : at]))
        if "harm" in u.c and form in {"n", "v"} and u.t not in {"injuries", "casualties"}:
            continue
        if "num" in u.c or u.t[0].isdecimal() or u.t in STOP or "trg" in u.c:
            return False
    return False


def _tidy(counts: list[Count]) -> list[Count]:
    """Drop plurals without number where the same clause gives a number for that harm."""
    numbered = {c.kind for c in counts if c.value is not None}
    return [
        c
        for c in counts
        if not (c.value is None and c.low == 2 and c.high is None and c.kind in numbered)
    ]
