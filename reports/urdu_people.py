"""People in Urdu sentences: who acts and who suffers by postpositions, names, oblique forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.groups import Count
from reports.joints import breaks
from reports.parts import STOP
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

_REACH = 10  # words between somebody named and what befell him
_PATIENT = words("after one harmed in urdu")
_OF_ONE = words("after an oblique form in urdu")
_ENDS_NAME = _OF_ONE | STOP
_GAVE_LIFE = tuple(words("giving one's life in urdu"))
WOUNDED = words("the wounded in urdu")
_SINGULAR = tuple(words("verb of one in urdu"))
_PASSIVE = tuple(words("passive of one in urdu"))
_NO_NAME = words("no name of a person in urdu")


def befallen(units: list[Unit], k: int) -> bool:
    """Whether a harm word is told of one person, over a name ("ڈرائیور اللہ بخش زخمی").

    What befell the last of a list befell all: "مکینک عبدالستار اور اس کا شاگرد دم توڑ گئے".
    """
    if any("harm" in u.c for u in units[k : k + 3]):
        return True
    named = next((n for n, u in enumerate(units[k : k + 6]) if _ends(u)), 6)
    after = units[k + named : k + named + _REACH]
    if not after:
        return False
    if after[0].c.get("fn") == "and" or after[0].t == "،":
        listed = next((n for n, u in enumerate(after[1:6], 1) if "per" in u.c), 0)
        plain = listed and not any(breaks(u) for u in after[1:listed])
        return bool(plain) and befallen(units, k + named + listed + 1)
    if after[0].t not in _PATIENT and "harm" not in after[0].c:
        return False
    to_one = after[0].t == "کو"
    for unit in after[to_one:]:
        if "harm" in unit.c:
            return True
        doer = to_one and ("per" in unit.c or unit.t == "نے")  # "X کو نقاب پوشوں نے قتل کر دیا"
        if unit.t in STOP or "cue" in unit.c or (not doer and ("per" in unit.c or unit.t == "نے")):
            return False
    return False


def _ends(unit: Unit) -> bool:
    """Whether a word ends the name behind a title ("رکن امن کمیٹی شاہ وزیر کو")."""
    return unit.t in STOP or ("act" not in unit.c and bool(unit.c.keys() - {"noplace"}))


def acts(units: list[Unit], k: int) -> bool:
    """Whether people did what is told ("دو ملزمان نے … قتل کر دیا"; but "سپاہی نے جان دے دی")."""
    at = next((n for n, u in enumerate(units[k : k + 4], k) if u.c or u.t == "نے"), len(units))
    if at >= len(units) or units[at].t != "نے":
        return False
    return not any(u.t.startswith(_GAVE_LIFE) for u in units[at + 1 : at + 8] if "harm" in u.c)


def aged_end(units: list[Unit], k: int) -> int:
    """Give the end of a name that follows an age ("30 سالہ دانش کو"), 0 without one."""
    at = next((n for n, u in enumerate(units[k : k + 5]) if u.c or u.t in _ENDS_NAME), 0)
    return k + at if at and k and units[k - 1].t == "سالہ" else 0


def is_oblique(units: list[Unit], k: int) -> bool:
    """Whether a postposition makes a form of one what could be of several ("بیٹے نثار کو")."""
    named = next((n for n, u in enumerate(units[k : k + 4]) if u.c or u.t in _OF_ONE), 4)
    return k + named < len(units) and units[k + named].t in _OF_ONE


def named_beside(units: list[Unit], i: int, floor: int) -> tuple[int, int] | None:
    """Give the name that stands before its kin ("گل ولی اور ان کے بیٹے نثار کو قتل کر دیا")."""
    at = i - 1
    while at > floor and (units[at].c.get("fn") in {"aux", "of"} or units[at].t in _THEIRS):
        at -= 1
    if at == i - 1 or at <= floor or units[at].t != "اور":
        return None
    start = at
    while start > floor and at - start < 4 and not _bounds(units[start - 1]):
        start -= 1
    plain = start < at and not units[at - 1].t.endswith("وں")
    return (start, at) if plain else None


def _bounds(unit: Unit) -> bool:
    """Whether a word cannot be part of somebody's name."""
    return bool(unit.c.keys() - {"noplace"}) or unit.t in _OF_ONE or unit.t in STOP


_THEIRS = words("possessive pronoun in urdu")


def mark_counted(units: list[Unit]) -> None:
    """Let the wounded who are counted be injured ("تیرہ زخمیوں کو ہسپتال پہنچایا گیا")."""
    for k, unit in enumerate(units[1:], 1):
        if unit.t in WOUNDED and not unit.c:
            lead = units[k - 1]
            if "num" in lead.c or lead.t.isdecimal() or lead.c.get("approx", ("",))[0] == "after":
                unit.c = {"harm": ("injured", "i")}


def one_told(units: list[Unit], k: int, floor: int) -> Count | None:
    """Give the one whom a verb or a name tells ("عبدالستار جاں بحق ہو گیا", "X کو قتل کر دیا")."""
    end = k + 1
    while end < len(units) and units[end].c.get("fn") == "aux":
        end += 1
    told = " ".join(u.t for u in units[k:end])
    denied = end < len(units) and units[end].c.get("fn") == "no"
    if told.endswith(_SINGULAR) and not (denied or any(p in told for p in _PASSIVE)):
        return Count("", 1, 1, 1, "any", units[k].s, units[k].e)
    if any(u.t == "وہ" for u in units[max(floor, k - 6) : k]) and units[k].t.startswith("دم"):
        return Count("", 1, 1, 1, "any", units[k].s, units[k].e, known=True)
    for at in range(k - 1, max(floor, k - 12), -1):
        if units[at].t in STOP:
            break
        if units[at].t != "کو":
            continue
        name = [u for u in units[max(floor, at - 4) : at] if u.t not in _OF_ONE]
        while name and (name[0].c.keys() - {"noplace"} or name[0].t in STOP):
            name.pop(0)
        plain = len(name) > 1 and all(not u.c.keys() - {"noplace"} for u in name)
        if plain and not any(u.t in _NO_NAME or u.t.endswith("وں") for u in name):
            return Count("", 1, 1, 1, "any", name[0].s, units[k].e)
        break
    return None
