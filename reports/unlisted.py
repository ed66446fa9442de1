"""Names that no gazetteer lists but that the words around show to be places."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.place_names import (
    ARTICLES,
    is_titled,
    may_name_place,
    name_end,
    names_facility,
    opens_by_article,
    taken,
)
from reports.places import UNIT_OF, WITHIN, Place, holds, is_related, made, nested
from reports.urdu_places import urdu_places
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit


def unlisted_places(text: str, known: list[Place], units: list[Unit], dateline: int) -> list[Place]:
    """Find the places of a sentence that the gazetteer did not.

    "at Nasau, tehsil Kahan" and "Peshawar's Sarband" name a place inside a known one; the place
    text then holds both, so that what is known of the larger one is not lost.
    """
    out = (
        urdu_places(text, known, units)
        + _roads(text, units)
        + _stretches(text, known, units)
        + _numbered(text, known, units)
    )
    known = known + [p for p in out if "-" in p.text or "–" in p.text]
    i = 0
    while i < len(units):
        article = units[i].t in ARTICLES and opens_by_article(text, units, i)
        if not (article or text[units[i].s].isupper()):
            i += 1
            continue
        opens = (
            article
            or may_name_place(text, units[i])
            or _kind_name(text, units, i)
            or _month_name(text, units, i)
        )
        opens = opens or _title_name(text, units, i) or _street_name(text, units, i)
        if units[i].s < dateline or not opens or taken(units[i], known):
            i += 1
            continue
        j = name_end(text, units, i, known)
        place = _unlisted_at(text, known, units, i, j)
        if place is not None:
            out.append(place)
        i = j + 1
    return _contained(text, out)


def _contained(text: str, places: list[Place]) -> list[Place]:
    """Weigh a place less where another is told to lie in it ("Dornapal in the Sukma district")."""
    ordered = sorted(places, key=lambda p: p.start)
    for n, (inner, outer) in enumerate(pairwise(ordered)):
        if inner.end <= outer.start and holds(text, inner.end, outer.start):
            score = min(outer.score, ordered[n].score - 0.8)
            ordered[n + 1] = outer._replace(score=score)
    return ordered


# Words between a preposition and a place that change nothing ("in the restive northern Mali").
PASSED_OVER = words("passed over before a place")


_ROAD = re.compile(
    r"\b[A-Z][\w'’]+(?: [A-Z][\w'’]+)?(?:\s?[-–—]\s?[A-Z][\w'’]+(?: [A-Z][\w'’]+)?)+ "
    r"(?:[Nn]ational )?"
    r"(?:road|highway|motorway|railway|railway line|route|track|line|expressway)\b|"
    r"\b(?:road|highway|track|railway|route) (?:from|between) [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)? "
    r"(?:to|and) [A-Z][\w'’-]+",
)


_ROADS = words("road")


def _roads(text: str, units: list[Unit]) -> list[Place]:
    """Roads named by their ends ("the Khuzdar-Shahdadkot road"), wider than a place on them."""
    if _ROADS.isdisjoint([u.t for u in units]):
        return []
    found = _ROAD.finditer(text, units[0].s, units[-1].e)
    return [made(text, m.start(), m.end(), m.group(), None, 3.2) for m in found]


_BETWEEN = re.compile(
    r"\b(?:between|b/w)(?: the)?(?: (?:towns|villages|cities|areas|districts) of)? "
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)? and [A-Z][\w'’-]+"
)


_JOINING = frozenset({"between", "b"})


def _stretches(text: str, known: list[Place], units: list[Unit]) -> list[Place]:
    """Stretches told by two places that nobody lists ("between Minembwe and Mikenge")."""
    if _JOINING.isdisjoint([u.t for u in units]):
        return []
    people = {"act", "per", "arms", "date", "num"}
    out = []
    for m in _BETWEEN.finditer(text, units[0].s, units[-1].e):
        within = [u for u in units if m.start() <= u.s < m.end()]
        placed = any(p.start < m.end() and m.start() < p.end and p.role != "party" for p in known)
        if not placed and not any(people & u.c.keys() for u in within):
            out.append(made(text, m.start(), m.end(), m.group(), None, 3.2))
    return out


_NUMBERED = re.compile(
    r"\b(?:in|at|near|of|inside|from|outside) (?:the )?((?:Police )?"
    r"(?:[A-Z]-\d{1,2}/\d(?! \w+ \d)|[A-Z]-\d{1,2}(?= (?:sector|area|markaz|slum|katchi)\b)|"
    r"Chak (?:No\.? ?)?\d{1,3}(?:[-/ ]\d{0,2}[-/]?[A-Z]{1,3}\b)?|"
    r"(?:District|PD|Sector|Block|Phase|Ward|Zone|Chak|Camp|Colony) (?:No\.? ?)?\d{1,3}"
    r"(?:-?[A-Z])?))\b"
)


_DIGIT = re.compile(r"\d")


def _numbered(text: str, known: list[Place], units: list[Unit]) -> list[Place]:
    """Quarters told by a number ("in District 9") of the place that the sentence opens with."""
    if not units or not _DIGIT.search(text, units[0].s, units[-1].e):
        return []
    owner = next((p for p in known if p.fine and not p.text.startswith("Chak")), None)
    found = _NUMBERED.finditer(text, units[0].s, units[-1].e)
    return [made(text, m.start(1), m.end(1), m[1], owner, 5.6) for m in found]


def _unlisted_at(text: str, known: list[Place], units: list[Unit], i: int, j: int) -> Place | None:
    start, end = units[i].s, units[j].e
    after = units[j + 1] if j + 1 < len(units) else None
    close = after is not None and after.s - end <= 1
    of_people = close and after is not None and "per" in after.c
    if of_people and after is not None and after.t.startswith(_NAMELESS):
        of_people = False  # "near Khujari unknown terrorists fired"
    if names_facility(text, units, j + 1) or of_people:
        return None
    owner = next((p for p in known if 0 < start - p.end <= 3 and nested(text, p.end, start)), None)
    if any(text[p.end : start].lower() in WITHIN and p.fine for p in known if p.end < start):
        return None
    adjacent = next((p for p in known if 0 <= p.start - end <= 1 and p.fine), None)
    k, start, named = _words_before(text, units, i)
    called = named
    before = units[k].t if k >= 0 else ""
    joined = text[units[k].e : start] if k >= 0 else ""
    placed = before in _AT and "," not in joined and ":" not in joined
    placed = placed or (before == ":" and k > 0 and units[k - 1].t in _LABELS)
    placed = placed or before.split(" ")[-1] in _POSTS
    if before == "of" and k > 0 and units[k - 1].c.get("cue") == "crowd":
        rally = any(u.c.get("trg", ("",))[0] == "protest" for u in units)
        placed = placed or rally  # "villagers of Nindo Shaher held a demonstration" there
    placed = placed or (k >= 0 and "trg" in units[k].c and before.endswith(" on"))
    if close and after is not None and after.t == "s":
        return None
    if before == "in" and k > 0 and units[k - 1].last in _TREATED:
        ward = {u.t for u in units[max(0, k - 4) : k - 1]}
        cared = any(not _CARE.isdisjoint(u.t.split()) for u in units)
        if cared or ward.isdisjoint(_HIT_AT):
            return None
    if before == "of" and k > 0 and units[k - 1].last in _STANDING:
        placed = True
    led_away = any(
        u.c.get("trg", ("",))[0] in {"abduct", "body"} for u in units[max(0, k - 6) : max(k, 0)]
    )
    placed = placed or (before == "from" and led_away)
    placed = placed or (k >= 0 and _changes_hands(units, k))
    owner_kind = units[k - 1].last if k > 0 else ""
    owned = before == "s" and owner_kind in _UNITS  # "the city's X area"
    if before == "of" and owner_kind in _OFFICES:
        return None  # "the administrator of Macomia district"
    if after is not None and after.t == "," and _told_where(units, j + 2):
        return made(text, start, end, text[start:end], None, 5.6)
    placed = placed or owned
    limits = close and after is not None and after.t in _LIMITS
    if limits and (before in {",", "in", "within", "the"} or not before):
        return made(text, start, end, text[start:end], owner, 4.6)
    kind = after is not None and close and after.c.get("kind") in {"after", "both"}
    if before == "s" and kind and after is not None and not owned and k > 1:
        town = units[k - 1]  # "in Pulwama's Achan village"
        free = may_name_place(text, town) and not taken(town, known)
        if free and units[k - 2].t.removesuffix(" the") in _AT:
            return made(text, town.s, after.e, text[town.s : after.e], None, 5.0)
    label = next((p for p in known if before == ":" and k > 0 and p.end == units[k - 1].e), None)
    if (
        close
        and after is not None
        and after.t in _STATES
        and (placed or owner is not None or before == "of")
    ):
        name = text[start : after.e]
        return Place(start, after.e, name, name, "admin1", (), "", "unlisted", 3.3)
    event = after is not None and after.c.get("trg", ("", "", ""))[2] == "n" and close
    if event and before in {"the", "of"} and after is not None and "per" not in after.c:
        return made(text, start, end, text[start:end], None, 3.0)  # "the Yakaghund bombings"
    if label is not None and after is not None and after.t in {",", ":"}:
        return made(text, start, end, text[start:end], label, 5.0)
    if _is_heading(units, i, j):
        return made(text, start, end, text[start:end], None, 3.8)
    if _is_label(units, i, j):
        if after is not None and "kind" in after.c:
            number = units[j + 2] if j + 2 < len(units) else after
            end = number.e if number.t.isdecimal() else after.e
        return made(text, start, end, text[start:end], None, 3.8)
    if _closes_headline(text, units, i, j, before):
        return made(text, start, end, text[start:end], None, 3.2)
    if close and after is not None and after.c.get("kind") in {"after", "both"}:
        end, named = after.e, True
        on_road = True
    else:
        on_road = before not in {"on", "upon"} or (
            k > 0 and ("trg" in units[k - 1].c or units[k - 1].t in _LANDED)
        )
    following = next((p for p in known if 0 < p.start - end <= _NEXT and p.fine), None)
    if following is not None and not _told_beside(text, end, following):
        following = None
    inner = following if following and holds(text, end, following.start) else None
    inner = None if inner is not None and is_related(inner.text) else inner
    at_owner = owner is not None and any(u.e <= owner.start for u in units[: k + 1])
    if owner is not None and not owner.fine and at_owner:
        lead = [u for u in units if u.e <= owner.start][-1]
        if lead.t in _AT and text[owner.end : start].strip():
            return made(text, start, end, text[start:end], owner, 5.0)
    if owner is not None and owner.fine and text[owner.end : start].strip():
        return made(text, owner.start, end, text[start:end], owner, owner.score + 0.6)
    if adjacent is not None and (placed or called):
        if UNIT_OF.match(adjacent.text):
            return made(text, start, end, text[start:end], adjacent, adjacent.score + 2.5)
        name = text[start : adjacent.end]
        score = max(adjacent.score + 0.5, 4.6 if placed else 0.0)
        return made(text, start, adjacent.end, name, None, score)
    verb = k >= 0 and units[k].c.get("trg", ("", "", ""))[2] in {"v", "x"}
    closed = after is None or after.first in {
        ",",
        ".",
        ";",
        "(",
        "on",
        "in",
        "and",
        "at",
        "late",
        "/",
    }
    posted = close and after is not None and after.last in _POSTS
    if posted and after is not None and (verb or before in _AGAINST):
        end, named, placed, on_road = after.e, True, True, True  # "attacked Manro Jangal post"
    placed = placed or (verb and (named or (closed and units[k].last in _RAIDED)))
    if not on_road or not (placed or called or (named and (before == "of" or inner is not None))):
        return None
    score = 3.2 if owned else 5.0 if named else 4.6
    if following is not None and is_related(following.text):
        score = max(score, following.score + 0.5)  # "Sake, 25 km west of Goma"
    if inner is not None:
        return made(text, start, inner.end, text[start:end], inner, score + 0.9)
    return made(text, start, end, text[start:end], None, score)


def _street_name(text: str, units: list[Unit], i: int) -> bool:
    """Whether a listed word or initials open a street's name ("Burns Road", "GPO Chowk")."""
    if not text[units[i].s].isupper() or "act" in units[i].c or not units[i].t.isalpha():
        return False
    for k in range(i + 1, min(i + 4, len(units))):
        if not text[units[k].s].isupper() or units[k].s - units[k - 1].e != 1:
            return False
        if units[k].t in _STREETS:
            placed = i > 0 and units[i - 1].t in _AT and text[units[i - 1].s].islower()
            return placed or (not units[i].c and text[units[i].s : units[i].e].isupper())
    return False


_STREETS = words("street of a town")


def _told_where(units: list[Unit], k: int) -> bool:
    """Whether a clause says that it was at the name before ("…, where the raid took place")."""
    if k < len(units) and units[k].c.get("cue") == "where":
        return True
    if k + 1 >= len(units) or units[k].t != "where":
        return False
    return any("trg" in u.c for u in units[k + 1 : k + 4])


def _changes_hands(units: list[Unit], k: int) -> bool:
    """Whether what follows is a place that was taken ("seized the district of", "captured")."""
    verb = units[k - 1] if units[k].t == "of" and k else units[k]
    mode, _, pos = verb.c.get("trg", ("", "", ""))
    return mode in {"takeover", "retake"} and pos == "v"


_NAMELESS = ("unknown ", "unidentified ", "unk ", "masked ", "heavily armed ")
_AGAINST = frozenset({"on", "upon", "against"})
_LIMITS = frozenset({"limits", "jurisdiction", "precincts"})
_UNITS = words("unit of a place")
_OFFICES = words("office of a place")


def _told_beside(text: str, end: int, place: Place) -> bool:
    """Whether a place says where a name lies ("Sake, a lake town near Goma")."""
    return place.start - end <= _CLOSE or (
        is_related(place.text) and _APPOSED.fullmatch(text, end, place.start) is not None
    )


_CLOSE, _NEXT = 24, 60  # characters from a name to the place it lies in or near
_APPOSED = re.compile(r", (?:an?|the) (?:[\w-]+ ){1,5}")


def _kind_name(text: str, units: list[Unit], i: int) -> bool:
    """Whether a kind word opens a name ("Kot Chutta", "Goth Dhani Bux")."""
    unit = units[i]
    if set(unit.c) != {"kind"} or not text[unit.s].isupper() or i + 1 >= len(units):
        return False
    named = may_name_place(text, units[i + 1]) or is_titled(text, units, i + 1)
    return units[i + 1].s - unit.e == 1 and named


def _words_before(text: str, units: list[Unit], i: int) -> tuple[int, int, bool]:
    """Pass over "the village of" before a name; a written "Killi" or "Goth" belongs to it."""
    k, start, named = i - 1, units[i].s, False
    while k >= 0 and (
        units[k].c.get("kind") in {"before", "both"}
        or units[k].t in {"the", *PASSED_OVER}
        or (units[k].t in _OPENING and _opens_in_notes(units, k))
    ):
        if units[k].c.get("kind") in {"before", "both"} or units[k].t in _OPENING:
            named = True
            if text[units[k].s].isupper() and start - units[k].e == 1:
                start = units[k].s
        k -= 1
    return k, start, named


def _opens_in_notes(units: list[Unit], k: int) -> bool:
    """Whether notes put the kind before the name ("at main bazaar Sadda", "in area X")."""
    lead = units[k - 1].t if k else ","
    return lead in {"main", "general", ",", ";", "own"} or lead in _AT


_OPENING = words("opens a place in notes")


def _is_label(units: list[Unit], i: int, j: int) -> bool:
    """Whether a name heads an entry ("Overseas Colony: guard shot", "21 Nov, Bagan: convoy …")."""
    if j + 1 < len(units) and "kind" in units[j + 1].c:
        j += 1 + (j + 2 < len(units) and units[j + 2].t.isdecimal())  # "Model Town block 6: …"
    j = _past_day(units, j)
    if j + 1 >= len(units) or units[j + 1].t != ":":
        return False
    lead = all(not u.t.isalpha() or "date" in u.c for u in units[:i])
    if not lead and i and i <= _HEAD and units[i - 1].t in {",", "–", "—", "-"}:
        lead = not any({"trg", "harm", "act", "fn", "cue"} & u.c.keys() for u in units[:i])
    return lead and any("trg" in u.c or "harm" in u.c for u in units[j + 1 :])


def _is_heading(units: list[Unit], i: int, j: int) -> bool:
    """Whether a line holds a name and a day alone ("Pont-Sondé, 3 October.", "* Buthidaung.")."""
    if len(units) > _HEAD:
        return False
    rest = [u for n, u in enumerate(units) if not i <= n <= j and u.t.isalpha()]
    if not all({"date", "kind"} & u.c.keys() for u in rest):
        return False
    return any("date" in u.c for u in rest) or units[0].t in {"*", "-", "•", "–"}


def _past_day(units: list[Unit], j: int) -> int:
    """Pass over the day and hour before a colon ("Nahri Saraj, 13 Mar 2024, 1030hrs: …")."""
    if j + 1 >= len(units) or units[j + 1].t != ",":
        return j
    for at in range(j + 2, min(j + 12, len(units))):
        if units[at].t == ":":
            return at - 1
        timed = "date" in units[at].c or units[at].t[0].isdecimal() or units[at].t in _TIMES
        if not timed:
            return j
    return j


_TIMES = frozenset(
    {",", "hrs", "hours", "h", "at", "on", "approx", "around", "about", "/", "am", "pm"}
)


def _closes_headline(text: str, units: list[Unit], i: int, j: int, before: str) -> bool:
    """Whether a name stands at the very end after a comma ("25 killed in blasts, Tuz Khurmatu")."""
    words = [u for u in units if u.t.isalpha()]
    if sum(text[u.s].isupper() for u in words) * 2 > len(words):
        return False  # every word of such a headline is written as a name
    ends = j + 1 == len(units) and i > 3 and before == ","
    return ends and any("trg" in u.c or "harm" in u.c for u in units[:i])


def _title_name(text: str, units: list[Unit], i: int) -> bool:
    """Whether a title opens a place's name ("the Haji Abbas neighbourhood", "Mir Hassan road")."""
    if not {"noplace", "per"} & units[i].c.keys() or units[i].c.keys() - {"noplace", "per"}:
        return False
    if (
        not text[units[i].s].isupper()
        or i + 1 >= len(units)
        or not may_name_place(text, units[i + 1])
    ):
        return False
    last = name_end(text, units, i + 1, [])
    following = units[last + 1] if last + 1 < len(units) else None
    placed = i > 0 and units[i - 1].t in {"in", "at", ":"}
    if following is None or (placed and following.t in {",", "."}):
        return placed
    return following.c.get("kind") == "after"


def _month_name(text: str, units: list[Unit], i: int) -> bool:
    """Whether a name opens with a word that is also a month's ("Jan Muhammad Road")."""
    unit = units[i]
    if set(unit.c) != {"date"} or len(unit.t) != 3 or i + 1 >= len(units):
        return False
    return units[i + 1].s - unit.e == 1 and may_name_place(text, units[i + 1])


_HIT_AT = frozenset({"in", "inside", "outside", "at", "near", "on", "entered"})
_CARE = words("medical care")
_TREATED = words("under treatment")
_RAIDED = words("raided")
_LANDED = words("landing verb")
_STANDING = words("standing of a place")
_HEAD = 8  # words of a heading before the place it names ("Flash update 2, Jalalabad: …")
_STATES = words("state")
_POSTS = words("post of a force")
_LABELS = words("place label")
_AT = words("at a place")
