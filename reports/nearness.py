"""Whether the places of a passage are those of an incident told before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.places import SCENE, Districts, Place

if TYPE_CHECKING:
    from reports.drafts import Draft
    from reports.tellings import Telling


def place_fit(draft: Draft, telling: Telling, districts: Districts) -> float:
    """How well the scenes of a passage agree with those of an incident; below -1 they differ."""
    mine = [p for p in telling.places if p.score > SCENE and p.fine]
    counted = [t for t in draft.tellings if t.numbers and any(p.fine for p in t.places)]
    theirs = [p for t in counted or draft.tellings for p in t.places if p.score > SCENE and p.fine]
    if not mine or not theirs:
        return 0.0
    names = {p.name.lower() for p in theirs}
    parents = {q.lower() for p in theirs for q in p.parents}
    if all(_lie_apart(p, q, districts) for p in _finest(mine) for q in _finest(theirs)):
        return -5.0
    if not names & {p.name.lower() for p in mine} and _known_apart(mine, theirs, districts):
        return -5.0
    for p in mine:
        if p.name.lower() in names:
            return 1.5
    for p in mine:
        if p.name.lower() in parents or {q.lower() for q in p.parents} & names:
            return 0.5
    if any(_may_hold(p, q, districts) for p in mine for q in theirs):
        return -0.3
    levels = {p.level for p in theirs}
    return STRANGE if {p.level for p in mine} & levels else -0.5


STRANGE = -4.0  # other places of the same kind, of which nothing says how they lie


def _lie_apart(one: Place, other: Place, districts: Districts) -> bool:
    """Whether two places are said, or known, to lie in different districts."""
    mine, theirs = ({_bare(q) for q in p.parents} | {_bare(p.name)} for p in (one, other))
    if one.name.casefold() == other.name.casefold():
        return bool(one.parents and other.parents) and not mine & theirs - {_bare(one.name)}
    if mine & theirs or one.name.casefold() in other.name.casefold():
        return False
    if bool(_SITE.search(one.text)) != bool(_SITE.search(other.text)):
        return False  # a mosque of that name may stand in any town
    first, second = districts.of(one)[0], districts.of(other)[0]
    return bool(first and second) and first != second and not (one.parents or other.parents)


def _known_apart(mine: list[Place], theirs: list[Place], districts: Districts) -> bool:
    """Whether the places that are listed lie in other districts ("in a lane of Zhob")."""
    here = {(p, districts.of(p)[0]) for p in mine}
    there = {(p, districts.of(p)[0]) for p in theirs}
    first, second = ({name for _, name in side if name} for side in (here, there))
    if not first or not second or first & second:
        return False
    mine_known = [p for p, name in here if name]
    return all(_lie_apart(p, q, districts) for p in mine_known for q, name in there if name)


def _finest(places: list[Place]) -> list[Place]:
    """Leave out the places that others of the list are said to lie in."""
    holding = {_bare(q) for p in places for q in p.parents}
    return [p for p in places if _bare(p.name) not in holding] or places


def _bare(name: str) -> str:
    return name.casefold().removesuffix(" district").removesuffix(" province")


_SITE = re.compile(
    r"(?i)\b(?:mosque|imambargah|church|temple|shrine|school|college|university|hospital|hotel|"
    r"market|mall|stadium|airport|station|checkpost|checkpoint|court|park|hall|cathedral|jail|"
    r"prison|bazaar|bridge)$"
)
_STRETCH = re.compile(
    r"(?i)\b(?:valley|hills|mountains?|range|desert|coast|forest|sector|belt|basin|agency|lake|"
    r"subdivision|sub-division|region|(?:north|south|east|west) of [\w' -]+)$"
)
_ROAD = re.compile(
    r"(?i)\b(?:road|street|avenue|chowk|square|colony|bypass|highway|roundabout|intersection|"
    r"crossing|neighbou?rhood|quarter|suburb|block|lane|flyover|junction|gate)$"
)
_TOWN = re.compile(r"(?i)(?:\w+ )?(?:city|town|capital|district|tehsil|province) of\b")
_WIDE = re.compile(r"\b(?:outskirts|suburbs?) of\b")


def _may_hold(one: Place, other: Place, districts: Districts) -> bool:
    """Whether a place may lie in the other: by name ("Quetta railway station") or district."""
    a, b = one.name.casefold(), other.name.casefold()
    if bool(_SITE.search(one.text)) != bool(_SITE.search(other.text)):
        return True
    if a in b or b in a or _WIDE.search(one.text) or _WIDE.search(other.text):
        return True
    if bool(_STRETCH.search(one.text)) != bool(_STRETCH.search(other.text)):
        return True
    if "unlisted" in {one.role, other.role} and one.role != other.role:
        unlisted = one if one.role == "unlisted" else other
        if not unlisted.parents:
            return True
    if bool(_ROAD.search(one.text)) != bool(_ROAD.search(other.text)):
        town = other if _ROAD.search(one.text) else one
        if _TOWN.match(town.text) or districts.of(town)[1]:
            return True
    district, large = districts.of(one)
    second, larger = districts.of(other)
    return bool(district) and district == second and large != larger
