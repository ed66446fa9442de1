"""How far a place's name goes: words, particles, kinds and buildings that belong to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.places import is_related
from reports.word_sets import words

if TYPE_CHECKING:
    from gazetteer.results import Mention
    from reports.lexicon import Unit
    from reports.places import Place


def name_end(text: str, units: list[Unit], i: int, known: list[Place]) -> int:
    """Index of the last word of the name that a word opens."""
    j = i
    while (
        j + 1 < len(units)
        and (
            _kind_within(text, units, j + 1)
            or may_name_place(text, units[j + 1])
            or is_written_name(text, units, j + 1)
            or (j == i and "kind" in units[i].c and is_titled(text, units, j + 1))
            or _named_thing(text, units[j + 1])
            or _before_street(text, units, j + 1)
        )
        and not taken(units[j + 1], known)
        and units[j + 1].s - units[j].e <= 1
    ):
        j += 1
    while j + 2 < len(units) and _linked(text, units, j):
        j += 2
    return _numbered_end(units, j)


def _numbered_end(units: list[Unit], j: int) -> int:
    """Index of the number that closes a name ("Chungi No. 26"), or of its last word."""
    if j + 2 >= len(units) or units[j + 1].t not in {"no", "number"}:
        return j
    k = j + 2 + (units[j + 2].t == ".")
    return k if k < len(units) and units[k].t.isdecimal() else j


def is_written_name(text: str, units: list[Unit], k: int) -> bool:
    """Whether an auxiliary closes a name that is written so ("in Bouka Were, a village")."""
    unit = units[k]
    if unit.c.get("fn") != "aux" or not text[unit.s : unit.e].istitle() or k < 2:
        return False
    after = units[k + 1] if k + 1 < len(units) else None
    return after is None or after.t in {",", ".", "(", "in"} or "kind" in after.c


def is_titled(text: str, units: list[Unit], k: int) -> bool:
    """Whether a title stands within a place's name ("Goth Haji Lashari", "Basti Mir Hazar")."""
    unit = units[k]
    if not unit.c or unit.c.keys() - {"noplace", "per"} or not text[unit.s].isupper():
        return False
    after = units[k + 1] if k + 1 < len(units) else None
    return after is not None and after.s - unit.e == 1 and may_name_place(text, after)


def _kind_within(text: str, units: list[Unit], k: int) -> bool:
    """Whether a kind word stands inside a name ("Mauza Kot Karam Khan")."""
    unit = units[k]
    if set(unit.c) != {"kind"} or not text[unit.s].isupper() or k + 1 >= len(units):
        return False
    return units[k + 1].s - unit.e == 1 and may_name_place(text, units[k + 1])


def _before_street(text: str, units: list[Unit], k: int) -> bool:
    """Whether a listed word stands within a street's name ("at Siddique Akbar Chowk")."""
    if not text[units[k].s].isupper() or units[k].c.keys() - {"noplace", "per"}:
        return False
    after = units[k + 1] if k + 1 < len(units) else None
    street = after is not None and after.c.get("kind") in {"after", "facility"}
    return street and after is not None and text[after.s].isupper()


def _named_thing(text: str, unit: Unit) -> bool:
    """Whether a common word is written as part of a name ("Zero Point", "Merewether Tower")."""
    return set(unit.c) == {"thing"} and text[unit.s].isupper() and unit.t.isalpha()


def _linked(text: str, units: list[Unit], j: int) -> bool:
    """Whether a name goes on by a particle ("Gulshan-e-Iqbal", "Hamza al-Gharbi")."""
    first, particle, last = units[j], units[j + 1], units[j + 2]
    gaps = text[first.e : particle.s], text[particle.e : last.s]
    if not text[last.s].isupper() or particle.t not in _PARTICLES:
        return gaps == ("-", "-") and text[last.s].isupper()
    return gaps in {("-", "-"), (" ", "-"), (" ", " ")} and last.s - first.e <= _LONGEST_PARTICLE


_PARTICLES = words("particle of a name")
_LONGEST_PARTICLE = 7
_ROMANCE = frozenset({"de", "del", "da", "do", "dos", "das", "du", "des", "la", "los", "las"})


def linked_end(text: str, units: list[Unit], at: int, end: int) -> int:
    """End of a listed name that goes on by a particle ("Gulistan" of "Gulistan-i-Jauhar")."""
    if at + 1 >= len(units) or not text[units[at + 1].s].isupper():
        return end
    gaps = text[end : units[at].s], text[units[at].e : units[at + 1].s]
    if gaps == (" ", " ") and units[at].t in _ROMANCE:  # "Santander de Quilichao"
        return units[name_end(text, units, at + 1, [])].e
    if gaps == ("-", "-") or (gaps == (" ", "-") and units[at].t in _PARTICLES):
        return units[name_end(text, units, at + 1, [])].e
    return end


def opens_by_article(text: str, units: list[Unit], i: int) -> bool:
    """Whether an Arabic article opens a name ("al-Bab", "El Geneina")."""
    if i + 1 >= len(units) or units[i].c:
        return False
    gap = text[units[i].e : units[i + 1].s]
    return (
        gap in {"-", " "}
        and (gap == "-" or text[units[i].s].isupper())
        and (may_name_place(text, units[i + 1]))
    )


ARTICLES = frozenset({"al", "el"})


def names_facility(text: str, units: list[Unit], j: int) -> bool:
    """Whether a name goes on to a building ("Usman bin Afaan mosque")."""
    for unit in units[j : j + 4]:
        if unit.c.get("kind") == "facility":
            return True
        if not unit.t.isalpha() or unit.c.keys() - {"kind"}:
            return False
        if not text[unit.s].isupper() and unit.t not in {"bin", "ul", "e", "i", "al", "and", "un"}:
            return False
    return False


def may_name_place(text: str, unit: Unit) -> bool:
    """Whether a word is written as a name, not all in capitals, and stands in no list at all."""
    if unit.c.keys() - {"kind"} or not unit.t[0].isalpha() or "kind" in unit.c:
        return False
    raw = text[unit.s : unit.e]
    return raw[:1].isupper() and len(raw) > 2 and not raw.isupper()


def taken(unit: Unit, known: list[Place]) -> bool:
    """Whether a word lies in a place that is known already."""
    return any(p.start < unit.e and unit.s < p.end for p in known)


_NUMBER = re.compile(r" No\.? ?\d{1,3}\b")  # "Landhi No. 4"
HOSPITAL = re.compile(r"hospital|clinic|medical|trauma|ہسپتال|اسپتال", re.IGNORECASE)


def extended_end(text: str, units: list[Unit], m: Mention) -> int:
    """End of a name that a kind word makes another place's ("Pishin Stop", "Rakhshan cross")."""
    at = next((k for k, u in enumerate(units) if u.s >= m.end), None)
    if at is None or units[at].s - m.end != 1:
        return m.end
    if m.level == "point" and (numbered := _NUMBER.match(text, m.end)):
        return numbered.end()
    after = units[at]
    if after.s - m.end == 1 and (linked := linked_end(text, units, at, m.end)) > m.end:
        return linked
    if after.t in FACILITIES and (is_related(m.text) or _stands_before(units, m)):
        return after.e
    if (closing := _is_building(text, units, at, m)) >= 0:
        return units[closing].e
    if m.level == "point" and _goes_on(text, units, at, m):
        last = name_end(text, units, at, [])
        return units[last].e
    if after.c.get("kind") not in {"after", "both"}:
        return m.end
    own = m.text[:1].isupper() or is_related(m.text)
    if after.t in _UNITS or not own or m.level == "country":
        return m.end
    return after.e


def _is_building(text: str, units: list[Unit], at: int, m: Mention) -> int:
    """Index of the word that closes a building's or street's name after a listed one, or -1.

    "At Bahauddin Zakariya University", "near Khyber Super Market", "at Siddique Akbar Chowk".
    """
    if not text[m.start].isupper() or not _stands_before(units, m):
        return -1
    if HOSPITAL.search(text, m.end, m.end + 40):
        return -1
    if not _within_name(units[at]):
        return -1
    for k in range(at, min(at + 4, len(units))):
        unit, before = units[k], units[k - 1]
        if k > at and unit.s - before.e != 1:
            return -1
        kind = unit.c.get("kind")
        if k > at and (kind == "facility" or (kind == "after" and text[unit.s].isupper())):
            return -1 if unit.t in _DISTRICTS else k
        if not text[unit.s].isupper() or not _within_name(unit):
            return -1
    return -1


_DISTRICTS = frozenset({"district", "tehsil", "province", "agency", "division", "area", "region"})


def _within_name(unit: Unit) -> bool:
    """Whether a word may stand inside a building's name: none of harm, force, day or number."""
    if unit.t == "shaheed":
        return True  # "the Abdul Rahim Shaheed High School"
    return unit.t.isalpha() and not {"act", "trg", "harm", "date", "num", "fn"} & unit.c.keys()


def _stands_before(units: list[Unit], m: Mention) -> bool:
    """Whether a word of place stands before a mention ("outside Khuzdar press club")."""
    lead = [u for u in units if u.e <= m.start and u.c.get("fn") != "det"]
    return bool(lead) and lead[-1].t.removesuffix(" the") in _BESIDES


def _goes_on(text: str, units: list[Unit], at: int, m: Mention) -> bool:
    """Whether a listed name is only the first word of another ("in Kacha Pakka, Kohat")."""
    named = may_name_place(text, units[at]) or is_written_name(text, units, at)
    named = named or (units[at - 1].c.keys() == {"kind"} and is_titled(text, units, at))
    near = is_related(m.text)
    if not (named and (near or m.text[:1].isupper()) and " " not in m.name):
        return False
    last = name_end(text, units, at, [])
    following = units[last + 1].t if last + 1 < len(units) else ","
    lead = [u for u in units if u.e <= m.start and u.c.get("fn") != "det"]
    before = lead[-1] if lead else None
    placed = near or (
        before is not None and (before.t in {"in", "at", "near"} or "kind" in before.c)
    )
    dated = last + 1 < len(units) and "date" in units[last + 1].c
    return placed and (dated or following in _AFTER_NAME)


_AFTER_NAME = words("after a place name")


_BESIDES = frozenset({"outside", "near", "at", "inside", "in front of"})
FACILITIES = words("facility of a town")

# Kind words that leave a name what it is: "Panjgur town" is Panjgur.
_UNITS = words("unit of a place")
