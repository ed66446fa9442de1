"""How far a place's name goes: words, particles, kinds and buildings that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit
    from reports.places import Place


def name_end(text: str, units: list[Unit], i: int, known: list[Place]) -> int:
    """Index of the last word of the name that a word opens."""
    j = i
    while (
        j + 1 < len(units)
        and (
            _kind_within(text, units, j + 1)
            or is_name(text, units[j + 1])
            or is_written_name(text, units, j + 1)
            or _named_thing(text, units[j + 1])
        )
        and not taken(units[j + 1], known)
        and units[j + 1].s - units[j].e <= 1
    ):
        j += 1
    while j + 2 < len(units) and _linked(text, units, j):
        j += 2
    return j


def is_written_name(text: str, units: list[Unit], k: int) -> bool:
    """Whether an auxiliary closes a name that is written so ("in Bouka Were, a village")."""
    unit = units[k]
    if unit.c.get("fn") != "aux" or not text[unit.s : unit.e].istitle() or k < 2:
        return False
    after = units[k + 1] if k + 1 < len(units) else None
    return after is None or after.t in {",", ".", "(", "in"} or "kind" in after.c


def _kind_within(text: str, units: list[Unit], k: int) -> bool:
    """Whether a kind word stands inside a name ("Mauza Kot Karam Khan")."""
    unit = units[k]
    if set(unit.c) != {"kind"} or not text[unit.s].isupper() or k + 1 >= len(units):
        return False
    return units[k + 1].s - unit.e == 1 and is_name(text, units[k + 1])


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


def linked_end(text: str, units: list[Unit], at: int, end: int) -> int:
    """End of a listed name that goes on by a particle ("Gulistan" of "Gulistan-i-Jauhar")."""
    if at + 1 >= len(units) or not text[units[at + 1].s].isupper():
        return end
    gaps = text[end : units[at].s], text[units[at].e : units[at + 1].s]
    if gaps == ("-", "-") or (gaps == (" ", "-") and units[at].t in _PARTICLES):
        return units[name_end(text, units, at + 1, [])].e
    return end


def opens_by_article(text: str, units: list[Unit], i: int) -> bool:
    """Whether an Arabic article opens a name ("al-Bab", "El Geneina")."""
    if units[i].t not in _ARTICLES or i + 1 >= len(units) or units[i].c:
        return False
    gap = text[units[i].e : units[i + 1].s]
    return (
        gap in {"-", " "}
        and (gap == "-" or text[units[i].s].isupper())
        and (is_name(text, units[i + 1]))
    )


_ARTICLES = frozenset({"al", "el"})


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


def is_name(text: str, unit: Unit) -> bool:
    """Whether a word is written as a name and stands in no list."""
    if unit.c.keys() - {"kind"} or not unit.t[0].isalpha() or "kind" in unit.c:
        return False
    raw = text[unit.s : unit.e]
    return raw[:1].isupper() and len(raw) > 2 and not raw.isupper()


def taken(unit: Unit, known: list[Place]) -> bool:
    """Whether a word lies in a place that is known already."""
    return any(p.start < unit.e and unit.s < p.end for p in known)
