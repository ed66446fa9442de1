"""Which people a sentence counts as parts of others: "15, including 3 children", "two of them"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.groups import Group
    from reports.lexicon import Unit

STOP = frozenset('-.,:;!?()[]—–"“”،؛۔')


def _titled(text: str, units: list[Unit], before: Group, group: Group) -> bool:
    """Whether a title and a name only say who was told before ("a soldier, Sepoy Ali, died")."""
    if group.known or before.shape == "name":
        return False
    if group.value != 1 or before.value != 1 or group.j - group.i > 2 or group.j >= len(units):
        return False
    name = units[group.j]
    close = next((u.t for u in units[group.j : group.j + 5] if u.t in {",", "(", "and"}), "")
    return not name.c and text[name.s].isupper() and close in {",", "("}


def mark_parts(text: str, units: list[Unit], groups: list[Group]) -> None:
    """Mark groups that "including …" or "of them" makes parts of the group before."""
    brackets = any(u.t == "(" for u in units)
    for n, group in enumerate(groups):
        if n and group.split and _is_he(units, groups[n - 1], group):
            group.part, group.split = True, False
        if group.part:
            continue
        start = groups[n - 1].j if n else max(0, group.i - 3)
        gap = units[start : group.i]
        if (
            n
            and group.side == "civilians"
            and gap
            and gap[-1].t in {"and", ","}
            and groups[n - 1].side == "security"
            and units[group.j - 1].t in _COMRADES
            and any(u.t in _OWNED for u in units[group.i : group.j])
        ):
            group.side = "security"
        private = n > 0 and group.side == "security" and groups[n - 1].side == "civilians"
        if private and groups[n - 1].value == 1 and units[group.j - 1].t in _BODYGUARDS:
            owned = any(u.t in _OWNED for u in units[group.i : group.j])
            group.side = "civilians" if owned else group.side  # "an elder and his two bodyguards"
        if n and len(gap) == 1 and gap[0].c.get("fn") == "suffix":
            groups[n - 1].part = True
            continue
        if n and len(gap) == 1 and gap[0].c.get("fn") == "among" and group.value is not None:
            groups[n - 1].part = True
            continue
        if n and groups[n - 1].value and group.shape == "person" and _apposed(units, gap, group):
            group.part = True
            continue
        if n and groups[n - 1].part and _is_so(gap) and _led_by_whom(units, groups, n - 1):
            group.part = True  # "sixteen, of whom seven were clerks, were hurt"
            continue
        if n and gap and gap[-1].c.get("fn") == "part":
            group.part = True
            group.healed = _only_hurt(units[: group.i])
            continue
        if n and (
            (brackets and _bracketed(units, groups, n)) or _both_named(text, units, groups, n)
        ):
            group.part = True
            continue
        if _listed_within(units, groups, n):
            group.part = True
            continue
        if n and gap and group.value == 1 and _hails(text, units, gap, group):
            group.part, group.shape = True, "apposed"
            continue
        if n and [u.t for u in gap] == [","] and units[group.i].t in {"both", "all"}:
            group.part, group.shape = True, "apposed"  # "two brothers, both shopkeepers"
            continue
        told = any("harm" in u.c for u in gap)
        if (
            n
            and gap
            and gap[-1].t == ","
            and not told
            and _titled(text, units, groups[n - 1], group)
        ):
            group.part, group.shape = True, "apposed"
            continue
        within = next((k for k, u in enumerate(gap[:-1]) if u.t in _WITHIN), None)
        closed = 0 if within is None or (within and gap[within + 1].t != ",") else within + 1
        if any(u.c.get("fn") == "incl" for u in gap[closed:]):
            at = next(k for k, u in enumerate(gap) if u.c.get("fn") == "incl")
            group.part = not any(u.c.get("harm", ("", ""))[1] in {"a", "i"} for u in gap[at:])
        elif n and groups[n - 1].part and groups[n - 1].shape not in {"bare", "apposed"}:
            lead = units[max(0, groups[n - 1].i - 2) : groups[n - 1].i]
            apart = groups[n - 1].split and not any(u.c.get("fn") == "incl" for u in lead)
            if apart and [u.t for u in gap] == ["and"] and not group.known:
                continue  # "killed two of them and a passer-by"
            joined = any(u.c.get("fn") == "and" or u.t in {",", "،"} for u in gap)
            plain = all(not u.c.keys() - {"fn", "kind"} and u.c.get("fn") != "aux" for u in gap)
            names = all(u.c or u.t in {",", "،"} or len(u.t) > 1 for u in gap)
            if len(gap) == 2 and _closed_before(units, groups, n):
                continue  # "ten boys, including two pupils, and a teacher were hurt"
            if gap and gap[-1].t == "with" and has_own_verb(units, group):
                continue  # "…, including three boys, with 16 wounded"
            own = has_own_verb(units, group) and _told_before(units, groups[:n], group)
            group.part = bool(gap) and joined and plain and names and not own and len(gap) < 9


def _is_he(units: list[Unit], before: Group, group: Group) -> bool:
    """Whether it says who was named before ("Sepoy Tariq, one of the 3 wounded, died")."""
    gap = units[before.j : group.i]
    single = before.value == group.value == 1 and bool(gap) and gap[-1].t == ","
    return single and not any("harm" in u.c or u.c.get("fn") == "and" for u in gap)


def _is_so(gap: list[Unit]) -> bool:
    return bool(gap) and all(u.t in {"was", "were", "are", "is"} or not u.c for u in gap)


def _led_by_whom(units: list[Unit], groups: list[Group], n: int) -> bool:
    return groups[n].i > 0 and units[groups[n].i - 1].c.get("fn") == "part"


def _hails(text: str, units: list[Unit], gap: list[Unit], group: Group) -> bool:
    """Whether it is told where somebody comes from ("Havildar Ejaz, a resident of Poonch, …")."""
    after = units[group.j].t if group.j < len(units) else ""
    set_apart = gap[-1].t == "," and all(not u.c and text[u.s].isupper() for u in gap[:-1])
    return set_apart and units[group.j - 1].t in _HAILING and after in {"of", "from"}


_HAILING = words("of a place")


def _closed_before(units: list[Unit], groups: list[Group], n: int) -> bool:
    """Whether commas on both sides have ended what a total included."""
    gap = units[groups[n - 1].j : groups[n].i]
    if gap[0].t != "," or gap[1].c.get("fn") != "and":
        return False
    first = next(m for m in range(n - 1, -1, -1) if m == 0 or not groups[m - 1].part)
    lead = units[groups[first - 1].j : groups[first].i] if first else []
    after = units[groups[n].j : groups[n].j + 1]
    plain = bool(after) and (after[0].c.get("fn") == "aux" or "harm" in after[0].c)
    return plain and bool(lead) and lead[0].t == "," and first == n - 1


def _only_hurt(units: list[Unit]) -> bool:
    """Whether people told of so far were hurt and none killed."""
    kinds = {u.c["harm"][0] for u in units if "harm" in u.c}
    return "injured" in kinds and "killed" not in kinds


def _bracketed(units: list[Unit], groups: list[Group], n: int) -> bool:
    """Whether brackets name who were counted ("lost three (two brothers and their uncle)")."""
    at = groups[n].i
    opened = next((k for k in range(at - 1, -1, -1) if units[k].t in {"(", ")"}), None)
    if opened is None or units[opened].t == ")":
        return False
    close = next((k for k in range(at, len(units)) if units[k].t == ")"), None)
    whole = next((g for g in groups[:n] if 0 <= opened - g.j <= _NEAR and g.value), None)
    if close is None or whole is None or "harm" in units[opened + 1].c:
        return False
    return not any("harm" in u.c for u in units[opened:close])


_NEAR = 2  # words between people and the bracket that names them: "2 pers of Levies (…)"


def _both_named(text: str, units: list[Unit], groups: list[Group], n: int) -> bool:
    """Whether a name and a relative are the two told before ("two nurses, Ms X and her aunt")."""
    whole, group = groups[n - 1], groups[n]
    gap = units[whole.j : group.i]
    if whole.value != 2 or group.value != 1 or not group.known or len(gap) < 3:
        return False
    named = gap[0].t == "," and text[gap[1].s].isupper()
    return named and gap[-1].c.get("fn") == "and"


def _listed_within(units: list[Unit], groups: list[Group], n: int) -> bool:
    """Whether "…, nine women and seven children among them" makes a group a part."""
    while True:
        after = units[groups[n].j : groups[n].j + 2]
        if after and after[0].t in _WITHIN:
            return True
        following = groups[n + 1] if n + 1 < len(groups) else None
        if following is None or following.i - groups[n].j != 1 or not after:
            return False
        if after[0].c.get("fn") != "and":
            return False
        n += 1


_WITHIN = words("listed within a total")


def _told_before(units: list[Unit], earlier: list[Group], group: Group) -> bool:
    """Whether what befell the whole stands before its parts ("six were killed, including …")."""
    head = next((g for g in reversed(earlier) if not g.part), None)
    # a toll stands before its number: "the confirmed dead number 61, including seven children"
    return head is None or any("harm" in u.c for u in units[max(0, head.i - 3) : group.i])


def _apposed(units: list[Unit], gap: list[Unit], group: Group) -> bool:
    """Whether a group spells out the one before a dash ("Six were killed — four soldiers …")."""
    if not gap or gap[-1].t not in {"—", "–", "-", "(", ":"} or len(gap) > 4:
        return False
    if len(gap) > 1 and not all("harm" in u.c or u.c.get("fn") == "aux" for u in gap[:-1]):
        return False
    return not any("casualt" in u.t for u in gap) and not has_own_verb(units, group)


def has_own_verb(units: list[Unit], group: Group) -> bool:
    """Whether a listed group begins its own clause ("…, and five were injured")."""
    after = units[group.j : group.j + 5]
    for unit in after:
        if unit.c.get("cue") == "say":
            return True
        if not unit.c and unit.t not in STOP:
            continue
        if "harm" in unit.c:
            return unit.c["harm"][1] in {"v", "i"}
        if unit.c.get("fn") != "aux" and not unit.t.endswith("ly") and "approx" not in unit.c:
            return False
    return False


_COMRADES = words("comrades")
_BODYGUARDS = frozenset({"bodyguard", "bodyguards", "guard", "guards", "private guards"})
_OWNED = words("possessive")
