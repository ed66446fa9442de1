"""Scenes told by a building without a place name of its own ("at the railway station")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.places import made
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.drafts import Draft
    from reports.lexicon import Unit
    from reports.places import Place


def at_building(text: str, draft: Draft, place: Place | None) -> Place | None:
    """Put a building into the town where it stands, if the town is told in other passages only.

    "QUETTA: … a bomb went off at the railway station" happened at "railway station, QUETTA".
    """
    if place is not None and (not place.fine or any(place in t.places for t in draft.tellings)):
        return place
    found = [
        name
        for telling in draft.tellings
        if telling.triggers or telling.counts
        for k, unit in enumerate(telling.units)
        if unit.last in _KINDS
        and (name := _name_of(text, telling.units, k))
        and (place is None or name.casefold() not in place.text.casefold())
    ]
    named = next((n for n in found if not n.islower()), "")
    if place is None:
        return made(text, 0, 0, named, None, 0.0) if named else None
    if not found:
        return place
    name = named or found[0]
    return place._replace(text=f"{name}, {place.text}", level="point")


def _name_of(text: str, units: list[Unit], k: int) -> str:
    """Give what a building is called, if it is where something happened."""
    after = units[k + 1] if k + 1 < len(units) else None
    if after is not None and after.s - units[k].e <= 1 and _qualified(after):
        return ""  # "a mosque committee member", "the bank's guard"
    first = k
    while first and k - first < _LONGEST and _describes(text, units[first - 1], units[first]):
        first -= 1
    at = first - 1
    if at >= 0 and units[at].c.get("fn") == "det":
        at -= 1
    if at < 0 or not _leads_in(units, at):
        return ""
    if units[k].last not in _BUILDINGS and not text[units[first].s].isupper():
        return ""  # "in his house" names nothing, "outside the Governor House" does
    end = k
    if after is not None and after.t == "of":
        while (
            end + 2 < len(units)
            and text[units[end + 2].s].isupper()
            and units[end + 2].s - units[end + 1].e == 1
        ):
            end += 1
        end += end > k
    return text[units[first].s : units[end].e]


def _qualified(after: Unit) -> bool:
    """Whether the word for a building only says whose or what somebody is."""
    return "per" in after.c or after.t == "s" or after.last in _BUILDINGS


def _leads_in(units: list[Unit], at: int) -> bool:
    """Whether a word puts something at what follows, or does something to it."""
    before = units[at]
    if before.t == "of" and at and units[at - 1].t in {"front", "outside", "gate", "gates"}:
        return True
    told = before.c.get("trg", ("", "", ""))[2]
    return told in {"v", "x"} or before.t.removesuffix(" the").removesuffix(" a") in _AT


def _describes(text: str, unit: Unit, following: Unit) -> bool:
    """Whether a word belongs to what a building is called ("the Shia mosque")."""
    if following.s - unit.e != 1 or not unit.t[0].isalnum():
        return False
    return not {"fn", "trg", "harm", "cue", "date", "num"} & unit.c.keys() and unit.t not in _AT


_LONGEST = 4  # words before the one for the building
_BUILDINGS = words("building of a town")
_KINDS = _BUILDINGS | words("building with a name")
_AT = words("at a place")
