"""The scene: of all places a passage names, the one where it happened.

Each place mention is scored by the words around it (`place_roles.csv`): "in", "near" and
"outskirts of" speak for it; a dateline, a speaker's or a group's home, a hospital the wounded were
taken to and the far end of a route speak against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
SCENE = 2.0  # a place that scores more is where it happened
_LEVEL = {
    "point": 2.0,
    "admin3": 1.6,
    "admin2": 1.4,
    "admin1": 0.3,
    "region": -0.3,
    "country": -1.0,
}
_FINE = frozenset({"point", "admin3", "admin2"})
_HOSPITAL = re.compile(r"hospital|medical|trauma|ہسپتال|اسپتال", re.IGNORECASE)
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


_MOST_NAMES = 20_000
_TOWNS = frozenset({"city", "town", "district", "tehsil", "division", "province"})


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


def dateline_place(text: str, start: int, end: int) -> list[Place]:
    """Give the place of a dateline that the gazetteer does not list ("SHAWAL, Feb 2:")."""
    m = _DATELINE_NAME.match(text, start, end)
    if not m:
        return []
    a, b = m.span(1)
    return [Place(a, b, m[1], m[1], "point", (), "", "dateline", -5.0)]


_DATELINE_NAME = re.compile(r"\s*([A-Z\u0600-\u06ff][\w '-]{2,30})(?=\s*[,:(/–—-])")


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
        holds = bool(_UNIT_OF.match(m.text)) and out and m.start - out[-1].end == 1
        if holds:
            out[-1] = replace(out[-1], score=out[-1].score + 0.2)
            role, score = "container", out[-1].score - _LEVEL.get(m.level, 0.0) - 0.8
        elif out and role == "bare" and _nested(text, out[-1].end, m.start):
            role, score = out[-1].role, out[-1].score - _LEVEL.get(out[-1].level, 0.0) + 0.6
        elif out and role != "hospital" and text[out[-1].end : m.start].lower() in _WITHIN:
            first = out[-1]
            own = score + _LEVEL.get(first.level, 0.0)
            if first.role in {"bare", "origin"} and role == "scene" and own > first.score:
                out[-1] = first = replace(first, score=own, role=role)
            role, score = "container", min(score, first.score - _LEVEL.get(m.level, 0.0) - 0.8)
        if (
            out
            and role == "bare"
            and out[-1].role in _SHARED
            and text[out[-1].end : m.start].strip(" ,") in {"", "and", "or", "اور"}
        ):
            role, score = out[-1].role, min(score, out[-1].score)
        if role == "scene" and _speaks(units, m):
            role, score = "speaker", -4.0
        start, name = m.start, m.text
        end = _extended(text, units, m)
        if end > m.end:
            full = text[m.start : end]
            owner = out[-1] if out and _nested(text, out[-1].end, m.start) else None
            total = max(score, 2.0) + _LEVEL["point"]
            out.append(_made(text, m.start, end, full, owner, total))
            continue
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
    return out + _unlisted(text, out, units, dateline)


# Roles that a list of places shares ("hospitals in Peshawar and Timergara").
_SHARED = frozenset({"hospital", "destination", "home", "speaker"})


def _extended(text: str, units: list[Unit], m: Mention) -> int:
    """End of a name that a kind word makes another place's ("Pishin Stop", "Rakhshan cross")."""
    after = next((u for u in units if u.s >= m.end), None)
    if after is None or after.s - m.end != 1 or after.c.get("kind") not in {"after", "both"}:
        return m.end
    if after.t in _UNITS or not m.text[:1].isupper() or m.level == "country":
        return m.end
    return after.e


# Kind words that leave a name what it is: "Panjgur town" is Panjgur.
_UNITS = frozenset(
    [
        "area",
        "district",
        "dist",
        "province",
        "tehsil",
        "town",
        "city",
        "division",
        "village",
        "sub division",
        "subdivision",
        "region",
        "camp",
        "market",
        "port",
        "coast",
        "quarter",
    ]
)


def _unlisted(text: str, known: list[Place], units: list[Unit], dateline: int) -> list[Place]:
    """Names that no gazetteer lists but that the words around show to be places.

    "at Nasau, tehsil Kahan" and "Peshawar's Sarband" name a place inside a known one; the place
    text then holds both, so that what is known of the larger one is not lost.
    """
    out = _urdu_areas(text, known, units)
    i = 0
    while i < len(units):
        opens = _is_name(text, units[i]) or _kind_name(text, units, i)
        if units[i].s < dateline or not opens or _taken(units[i], known):
            i += 1
            continue
        j = i
        while (
            j + 1 < len(units)
            and _is_name(text, units[j + 1])
            and not _taken(units[j + 1], known)
            and units[j + 1].s - units[j].e <= 1
        ):
            j += 1
        while j + 2 < len(units) and _linked(text, units, j):
            j += 2
        place = _unlisted_at(text, known, units, i, j)
        if place is not None:
            out.append(place)
        i = j + 1
    return out


_URDU_AREA = re.compile(
    r"کے (?:نواحی )?علاقے ([\u0600-\u06ff]{2,20}(?: [\u0600-\u06ff]{2,20}){0,2}?) "
    r"(?:میں|پر|کے قریب|سے)"
)


def _urdu_areas(text: str, known: list[Place], units: list[Unit]) -> list[Place]:
    """Names of areas in Urdu that no gazetteer lists ("کراچی کے علاقے لیاری میں")."""
    out: list[Place] = []
    if not units or text.isascii():
        return out
    for m in _URDU_AREA.finditer(text, units[0].s, units[-1].e):
        if not any(p.start < m.end(1) and m.start(1) < p.end for p in known):
            owner = next((p for p in reversed(known) if p.end <= m.start()), None)
            out.append(_made(text, m.start(1), m.end(1), m[1], owner, 5.6))
    return out


def _linked(text: str, units: list[Unit], j: int) -> bool:
    """Whether a name goes on by a hyphen and a particle ("Gulshan-e-Iqbal")."""
    return (
        text[units[j].e : units[j + 1].s] == "-"
        and text[units[j + 1].e : units[j + 2].s] == "-"
        and text[units[j + 2].s].isupper()
    )


def _unlisted_at(text: str, known: list[Place], units: list[Unit], i: int, j: int) -> Place | None:
    start, end = units[i].s, units[j].e
    after = units[j + 1] if j + 1 < len(units) else None
    close = after is not None and after.s - end <= 1
    if _names_facility(text, units, j + 1) or (close and after is not None and "per" in after.c):
        return None
    owner = next((p for p in known if 0 < start - p.end <= 3 and _nested(text, p.end, start)), None)
    if any(text[p.end : start].lower() in _WITHIN and p.fine for p in known if p.end < start):
        return None
    adjacent = next((p for p in known if 0 <= p.start - end <= 1 and p.fine), None)
    k, start, named = _words_before(text, units, i)
    before = units[k].t if k >= 0 else ""
    joined = text[units[k].e : start] if k >= 0 else ""
    placed = before in _AT and "," not in joined and ":" not in joined
    placed = placed or (before == ":" and k > 0 and units[k - 1].t in _LABELS)
    if close and after is not None and after.c.get("kind") in {"after", "both"}:
        end, named = after.e, True
        on_road = True
    else:
        on_road = before != "on"
    following = next((p for p in known if 0 < p.start - end <= 24 and p.fine), None)
    inner = following if following and _holds(text, end, following.start) else None
    inner = None if inner is not None and _is_related(inner.text) else inner
    if owner is not None and owner.fine and text[owner.end : start].strip():
        return _made(text, owner.start, end, text[start:end], owner, owner.score + 0.6)
    if adjacent is not None and placed and not named:
        if _UNIT_OF.match(adjacent.text):
            return _made(text, start, end, text[start:end], adjacent, adjacent.score + 2.5)
        name = text[start : adjacent.end]
        return _made(text, start, adjacent.end, name, None, adjacent.score + 0.5)
    if not on_road or not (placed or (named and (before == "of" or inner is not None))):
        return None
    score = 3.0 + (0.5 if named else 0.0)
    if inner is not None:
        return _made(text, start, inner.end, text[start:end], inner, score + 2.4)
    return _made(text, start, end, text[start:end], None, score - (0.0 if named else 0.4))


def _kind_name(text: str, units: list[Unit], i: int) -> bool:
    """Whether a kind word opens a name ("Kot Chutta", "Goth Dhani Bux")."""
    unit = units[i]
    if set(unit.c) != {"kind"} or not text[unit.s].isupper() or i + 1 >= len(units):
        return False
    return units[i + 1].s - unit.e == 1 and _is_name(text, units[i + 1])


def _words_before(text: str, units: list[Unit], i: int) -> tuple[int, int, bool]:
    """Pass over "the village of" before a name; a written "Killi" or "Goth" belongs to it."""
    k, start, named = i - 1, units[i].s, False
    while k >= 0 and (units[k].c.get("kind") in {"before", "both"} or units[k].t == "the"):
        if "kind" in units[k].c:
            named = True
            if text[units[k].s].isupper() and start - units[k].e == 1:
                start = units[k].s
        k -= 1
    return k, start, named


_LABELS = frozenset({"place", "location", "site", "venue", "area", "spot"})
_AT = frozenset({"in", "at", "near", "outside", "on", "around", "above", "inside"})


def _names_facility(text: str, units: list[Unit], j: int) -> bool:
    """Whether a name goes on to a building ("Usman bin Afaan mosque")."""
    for unit in units[j : j + 4]:
        if unit.c.get("kind") == "facility":
            return True
        if not unit.t.isalpha() or unit.c.keys() - {"kind"}:
            return False
        if not text[unit.s].isupper() and unit.t not in {"bin", "ul", "e", "i", "al", "and", "un"}:
            return False
    return False


def _made(text: str, start: int, end: int, name: str, parent: Place | None, score: float) -> Place:
    full = f"{name}, {parent.name}" if parent else name
    parents = (parent.name, *parent.parents) if parent else ()
    country = parent.country if parent else ""
    return Place(start, end, full, name, "point", parents, country, "unlisted", score)


def _is_name(text: str, unit: Unit) -> bool:
    if unit.c.keys() - {"kind"} or not unit.t[0].isalpha() or "kind" in unit.c:
        return False
    raw = text[unit.s : unit.e]
    return raw[:1].isupper() and len(raw) > 2 and not raw.isupper()


def _taken(unit: Unit, known: list[Place]) -> bool:
    return any(p.start < unit.e and unit.s < p.end for p in known)


def _holds(text: str, end: int, start: int) -> bool:
    """Whether "X, Y", "X (Y)", "X in Y", "X, tehsil Y" puts X into Y."""
    gap = text[end:start].strip().lower()
    if _APPOSED.fullmatch(gap):
        return True
    return gap in _HOLDS or (gap.startswith(("(", ",")) and gap.strip("(, ") in _KINDS_BETWEEN)


_APPOSED = re.compile(r",? ?(?:an?|the) (?:\w+ ){0,2}(?:of|in|near|outside)")
_HOLDS = frozenset({",", "(", "in", "of", "area of", "area,", "area in", "near", "village of", "،"})
_KINDS_BETWEEN = frozenset({"", "tehsil", "district", "tehsil of", "district of"})


def _role(
    text: str, m: Mention, units: list[Unit], lexicon: Lexicon, dateline: int
) -> tuple[str, float]:
    if m.start < dateline:
        return "dateline", -5.0
    if any("act" in u.c and u.s <= m.start and m.end <= u.e for u in units):
        return "organisation", -8.0
    previous = [u for u in units if u.e <= m.start][-_LONGEST_ROLE:]
    before = [u.t for u in previous]
    after = [u for u in units if u.s >= m.end][:4]
    role, score = "bare", 1.0
    if _is_related(m.text):
        role, score = "scene", 3.0
    while before and before[-1] in {"the", "s", "district", "tehsil", "village"}:
        before.pop()
    flat = " ".join(before).split()
    if flat[-2:] in (["city", "of"], ["town", "of"], ["capital", "of"]):
        flat = _before_title(flat)
    for size in range(min(_LONGEST_ROLE, len(flat)), 0, -1):
        found = lexicon.roles_before.get(tuple(flat[-size:]))
        if found:
            role, score = found if found[1] < score or role == "bare" else (role, score)
            break
    if _HOSPITAL.search(m.text) and not any("trg" in u.c and "harm" not in u.c for u in units):
        return "hospital", -6.0
    if role == "bare" and previous and m.start - previous[-1].e == 1:
        last = previous[-1].c
        if "per" in last or ("act" in last and last["act"] != "Civilians"):
            role, score = "office", -1.0
    if role == "origin" and any(u.t in {"reported", "reports"} for u in units if u.e <= m.start):
        role, score = "scene", 2.5
    if role == "origin" and len(previous) > 1 and "per" in previous[-2].c:
        score = -3.0
    if role == "scene" and flat[-1:] in (["of"], ["in"], ["at"]) and len(flat) > 1:
        longer = " ".join(flat[-3:-1])
        if any(word in longer for word in ("hospital", "funeral", "treatment")):
            role, score = "hospital", -5.0
    if role == "hospital" and _is_hit(previous, units):
        role, score = "scene", 3.0
    if after and _follows_closely(text, m.end, after[0].s):
        words = " ".join(u.t for u in after).split()
        for size in range(min(3, len(words)), 0, -1):
            found = lexicon.roles_after.get(tuple(words[:size]))
            if found and (found[1] < score or (role == "bare" and found[1] > 0)):
                role, score = found
                break
        if role == "bare" and _acts_itself(text, m, after[0]):
            role, score = "speaker", -4.0
        if role == "bare" and "trg" in after[0].c:
            role, score = "scene", 3.0
    return role, score


def _is_hit(previous: list[Unit], units: list[Unit]) -> bool:
    """Whether the hospital itself was attacked ("a bomber killed 70 at a hospital in X")."""
    at = next((k for k, u in enumerate(previous) if "hospital" in u.t), None)
    if at is None or previous[at].t.startswith(("from", "in")):
        return False
    lead = previous[max(0, at - 3) : at]
    placed = any(u.t.split()[0] in {"at", "outside", "inside", "near"} for u in lead)
    cared = any(u.t.split()[0] in _CARE for u in units)
    harmed = any(u.s < previous[0].s and ("trg" in u.c or "harm" in u.c) for u in units)
    return placed and harmed and not cared


_CARE = frozenset(
    [
        "treated",
        "treatment",
        "admitted",
        "shifted",
        "taken",
        "rushed",
        "died",
        "moved",
        "doctor",
        "doctors",
        "official",
        "officials",
        "said",
        "told",
        "succumbed",
        "pronounced",
        "brought",
    ]
)


def _before_title(flat: list[str]) -> list[str]:
    """Give the words before what a city is called ("travel to the garrison city of X")."""
    for at in range(len(flat) - 3, max(-1, len(flat) - 6), -1):
        if flat[at] in {"the", "a"}:
            return flat[:at]
    return flat[:-2]


def _acts_itself(text: str, m: Mention, after: Unit) -> bool:
    """Whether a capital or country stands for its government ("Tehran launched", "X said")."""
    if text[m.end : after.s] != " " or m.level not in {"point", "country", "admin2", "admin1"}:
        return False
    return after.c.get("cue") in {"say", "denial", "react", "threat"} or after.t in _GOVERNS


_GOVERNS = frozenset(
    [
        "launched",
        "denied",
        "accused",
        "condemned",
        "blamed",
        "rejected",
        "vowed",
        "warned",
        "carried",
        "conducted",
        "retaliated",
        "responded",
        "insists",
        "insisted",
        "called",
        "wants",
    ]
)


_WITHIN = frozenset({" in ", ", ", " of ", " (", " area of ", " in the ", " near ", ", in "})


def _speaks(units: list[Unit], m: Mention) -> bool:
    """Whether somebody at a place speaks ("Police in Dera Ismail Khan say")."""
    after = next((u for u in units if u.s >= m.end), None)
    return after is not None and after.c.get("cue") == "say" and m.start < units[0].e + 60


def _is_related(text: str) -> bool:
    """Whether a mention says how it lies to its name ("near Machh", "10 km east of Mach")."""
    return (text[:1].islower() or text[:1].isdecimal()) and not _UNIT_OF.match(text)


_UNIT_OF = re.compile(r"(?:area|district|tehsil|town|city|village|province|region|bazaar) of\b")


def _nested(text: str, end: int, start: int) -> bool:
    """Whether a name follows its owner ("Pakistan's Balochistan province")."""
    return 0 < start - end <= 4 and text[end:start].strip() in {"", "'s", "’s", "'", "’"}


def _follows_closely(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= 3 and gap.strip() in {"", "-", "'s", "’s", "'", "’"}
