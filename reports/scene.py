"""The scene: of all places a passage names, the one where it happened.

Each place mention is scored by the words around it (`place_roles.csv`): "in", "near" and "outskirts
of" speak for it; a dateline, a speaker's or a group's home, a hospital the wounded were taken to and
the far end of a route speak against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gazetteer.results import Mention
    from reports.lexicon import Lexicon, Unit

_DATELINE = re.compile(
    r"[ \t]*[A-Z\u0600-\u06ff][\w .,'/&()\u0600-\u06ff-]{1,60}?[ ]?(?:--|—|–|:|-(?=\s))"
)
_DIRECTION = re.compile(
    r"(?:\b(?:north|south|east|west|central|northern|southern|eastern|western|"
    r"north[- ]?western|north[- ]?eastern|south[- ]?western|south[- ]?eastern|"
    r"north[- ]?west|north[- ]?east|south[- ]?west|south[- ]?east)\s+)$",
    re.IGNORECASE,
)
_LEVEL = {
    "point": 2.0,
    "admin3": 1.6,
    "admin2": 1.4,
    "admin1": 0.3,
    "region": -0.3,
    "country": -1.0,
}
_FINE = frozenset({"point", "admin3", "admin2"})
_LONGEST_ROLE = 5


class Finder(Protocol):
    """Anything that finds place names in running text."""

    def find(self, text: str) -> list[Mention]:
        """Give the place mentions of a text (`gazetteer.Mention`)."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
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


def dateline_end(text: str, start: int, end: int) -> int:
    """End of a dateline ("ISLAMABAD --", "QUETTA:") that a sentence opens with, or its start."""
    m = _DATELINE.match(text, start, min(end, start + 80))
    if not m:
        return start
    head = text[start : m.end()].rstrip(" :-–—")
    letters = [c for c in re.sub(r"\(.*?\)", "", head.split(",")[0]) if c.isalpha()]
    if not letters:
        return start
    urdu = any("\u0600" <= c <= "\u06ff" for c in letters)
    capitals = sum(c.isupper() for c in letters) == len(letters)
    if (capitals and len(letters) > 2) or (urdu and len(head.split()) <= 3):
        return m.end()
    if "(" in head and head[:1].isupper() and len(head.split()) <= 8:
        return m.end()
    return start


def weigh_places(
    text: str,
    mentions: list[Mention],
    units: list[Unit],
    lexicon: Lexicon,
    dateline: int,
) -> list[Place]:
    """Score the place mentions of a sentence by the words around them."""
    out: list[Place] = []
    for m in mentions:
        role, score = _role(text, m, units, lexicon, dateline)
        if out and role == "bare" and _nested(text, out[-1].end, m.start):
            role, score = out[-1].role, out[-1].score - _LEVEL.get(out[-1].level, 0.0)
        start, name = m.start, m.text
        if m.level in {"country", "admin1"}:
            direction = _DIRECTION.search(text, max(0, m.start - 16), m.start)
            if direction:
                start = direction.start()
                name = text[start : m.end]
        out.append(
            Place(
                start,
                m.end,
                name,
                m.name,
                m.level,
                tuple(m.parents),
                m.country,
                role,
                score + _LEVEL.get(m.level, 0.0),
            )
        )
    return out


def _role(
    text: str, m: Mention, units: list[Unit], lexicon: Lexicon, dateline: int
) -> tuple[str, float]:
    if m.start < dateline:
        return "dateline", -5.0
    if any("act" in u.c and u.s < m.end and m.start < u.e and u.e - u.s > 3 for u in units):
        return "organisation", -8.0
    before = [u.t for u in units if u.e <= m.start][-_LONGEST_ROLE:]
    after = [u for u in units if u.s >= m.end][:4]
    role, score = "bare", 1.0
    while before and before[-1] in {"the", "s"}:
        before.pop()
    flat = " ".join(before).split()
    for size in range(min(_LONGEST_ROLE, len(flat)), 0, -1):
        found = lexicon.roles_before.get(tuple(flat[-size:]))
        if found:
            role, score = found
            break
    if role == "scene" and flat[-1:] in (["of"], ["in"], ["at"]) and len(flat) > 1:
        longer = " ".join(flat[-3:-1])
        if any(word in longer for word in ("hospital", "funeral", "treatment")):
            role, score = "hospital", -5.0
    if after and _follows_closely(text, m.end, after[0].s):
        words = " ".join(u.t for u in after).split()
        for size in range(min(3, len(words)), 0, -1):
            found = lexicon.roles_after.get(tuple(words[:size]))
            if found and found[1] < score:
                role, score = found
                break
        if role == "bare" and "trg" in after[0].c:
            role, score = "scene", 3.0
    return role, score


def _nested(text: str, end: int, start: int) -> bool:
    """Whether a name follows its owner ("Pakistan's Balochistan province")."""
    return 0 < start - end <= 4 and text[end:start].strip() in {"", "'s", "’s", "'", "’"}


def _follows_closely(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= 3 and gap.strip() in {"", "-", "'s", "’s", "'", "’"}
