"""Places as a passage names them, and the district of a listed name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from reports.word_sets import words

if TYPE_CHECKING:
    from gazetteer.results import Mention

SCENE = 2.0  # a place that scores more is where it happened
LEVEL = {
    "point": 2.0,
    "admin3": 1.6,
    "admin2": 1.4,
    "admin1": 0.3,
    "region": -0.3,
    "country": -1.0,
}
_FINE = frozenset({"point", "admin3", "admin2"})
WITHIN = frozenset({" in ", ", ", " of ", " (", " area of ", " in the ", " near ", ", in "})
UNIT_OF = re.compile(r"(?:area|district|tehsil|town|city|village|province|region|bazaar) of\b")
_APPOSED = re.compile(
    r",? ?(?:(?:not far from|close to|(?:just )?outside|adjacent to|on the outskirts of)(?: the)?|"
    r"(?:an?|the) (?:[\w-]+ ){0,4}(?:of|in|near|outside)|(?:in|on) (?:the )?(?:\w+ ){0,2}of|"
    r"(?:some |about )?\d+ ?(?:km|kms|kilomet\w+|miles) (?:\w+ ){0,3}of)"
)
_HOLDS = frozenset(
    [
        ",",
        "(",
        "in",
        "of",
        "area of",
        "area,",
        "area in",
        "near",
        "village of",
        "،",
        ", in",
        ", in the",
        ", near",
        ", at",
        "in the",
    ]
)
_KINDS_BETWEEN = frozenset({"", "tehsil", "district", "tehsil of", "district of"})
_MOST_NAMES = 20_000
_TOWNS = words("town or larger")


class Finder(Protocol):
    """Anything that finds place names in running text."""

    def find(self, text: str) -> list[Mention]:
        """Give the place mentions of a text (`gazetteer.Mention`)."""
        ...


class Place(NamedTuple):
    """A place mention with what the words around it say of its role."""

    start: int
    end: int
    text: str
    name: str
    level: str
    parents: tuple[str, ...]
    country: str
    role: str
    score: float

    @property
    def fine(self) -> bool:
        """Whether it is a district or smaller."""
        return self.level in _FINE


class Districts:
    """The district of a listed name, as far as the gazetteer tells; each name is asked once."""

    def __init__(self, gazetteer: Finder) -> None:
        self._resolve = getattr(gazetteer, "resolve", None)
        self._known: dict[str, tuple[str, bool]] = {}

    def of(self, place: Place) -> tuple[str, bool]:
        """Name of the district (empty where unknown), and whether the place is a town or larger."""
        if self._resolve is None or place.role == "unlisted":
            return "", False
        found = self._known.get(place.name)
        if found is None:
            resolution = self._resolve(place.name)
            sure = resolution.status in {"point", "area"} and resolution.confidence >= 0.6
            large = resolution.place_kind in _TOWNS
            found = (str(resolution.admin2 or ""), large) if sure else ("", False)
            if len(self._known) < _MOST_NAMES:
                self._known[place.name] = found
        return found


def made(text: str, start: int, end: int, name: str, parent: Place | None, score: float) -> Place:
    """Give a place that no gazetteer lists; its text holds the place it is told to lie in."""
    full = f"{name}, {parent.name}" if parent else name
    parents = (parent.name, *parent.parents) if parent else ()
    country = parent.country if parent else ""
    return Place(start, end, full, name, "point", parents, country, "unlisted", score)


def holds(text: str, end: int, start: int) -> bool:
    """Whether "X, Y", "X (Y)", "X in Y", "X, tehsil Y" puts X into Y."""
    gap = text[end:start].strip().lower()
    if _APPOSED.fullmatch(gap):
        return True
    return gap in _HOLDS or (gap.startswith(("(", ",")) and gap.strip("(, ") in _KINDS_BETWEEN)


def nested(text: str, end: int, start: int) -> bool:
    """Whether a name follows its owner ("Pakistan's Balochistan province")."""
    return 0 < start - end <= 4 and text[end:start].strip() in {"", "'s", "’s", "'", "’"}


def is_related(text: str) -> bool:
    """Whether a mention says how it lies to its name ("near Machh", "10 km east of Mach")."""
    return (text[:1].islower() or text[:1].isdecimal()) and not UNIT_OF.match(text)
