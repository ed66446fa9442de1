"""The scene: of all places a passage names, the one where it happened.

Each place mention is scored by the words around it (`place_roles.csv`): "in", "near" and
"outskirts of" speak for it; a dateline, a speaker's or a group's home, a hospital the wounded were
taken to and the far end of a route speak against it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.lexicon import fold
from reports.place_names import FACILITIES, HOSPITAL, extended_end
from reports.places import LEVEL, SCENE, UNIT_OF, WITHIN, Place, is_related, made, nested
from reports.unlisted import PASSED_OVER, unlisted_places
from reports.word_sets import words

if TYPE_CHECKING:
    from gazetteer.results import Mention
    from reports.lexicon import Lexicon, Unit

_DIRECTION = re.compile(
    r"(?:\b(?:north|south|east|west|central|northern|southern|eastern|western|"
    r"north[- ]?western|north[- ]?eastern|south[- ]?western|south[- ]?eastern|"
    r"north[- ]?west|north[- ]?east|south[- ]?west|south[- ]?east)\s+)$",
    re.IGNORECASE,
)
_SIDE_OF = re.compile(r"['’]s (North|South|East|West|Upper|Lower)$")
_CAPITAL = re.compile(r"['’]s capital\b(?! (?:[A-Z]|city of))")
_LONGEST_ROLE = 5


def weigh_places(
    text: str,
    mentions: list[Mention],
    units: list[Unit],
    lexicon: Lexicon,
    dateline: int,
) -> list[Place]:
    """Score the place mentions of a sentence by the words around them."""
    out: list[Place] = []
    protest = bool(mentions) and any(u.c.get("trg", ("",))[0] in _CROWDS for u in units)
    for m in mentions:
        if (m.text == "شام" and _evening(units, m)) or fold(m.text) in _COMMON:
            continue
        role, score = _role(text, m, units, lexicon, dateline)
        holds = bool(UNIT_OF.match(m.text)) and out and m.start - out[-1].end == 1
        if holds:
            out[-1] = out[-1]._replace(score=out[-1].score + 0.2)
            role, score = "container", out[-1].score - LEVEL.get(m.level, 0.0) - 0.8
        elif out and role == "bare" and nested(text, out[-1].end, m.start):
            role, score = out[-1].role, out[-1].score - LEVEL.get(out[-1].level, 0.0) + 0.6
        elif out and role != "hospital" and text[out[-1].end : m.start].lower() in WITHIN:
            first = out[-1]
            inner = _LOCAL.search(m.text) and not _LOCAL.search(first.text)
            if inner and text[first.end : m.start] == ", ":
                out.append(_of(m, first.role, first.score + 0.3))
                continue
            own = score + LEVEL.get(first.level, 0.0)
            if first.role in {"bare", "origin"} and role == "scene" and own > first.score:
                out[-1] = first = first._replace(score=own, role=role)
            role, score = "container", min(score, first.score - LEVEL.get(m.level, 0.0) - 0.8)
        if (
            out
            and role == "bare"
            and out[-1].role in _SHARED
            and text[out[-1].end : m.start].strip(" ,") in {"", "and", "or", "/", "اور"}
        ):
            role, score = out[-1].role, min(score, out[-1].score)
        if role == "scene" and _speaks(units, m):
            role, score = "speaker", -4.0
        if role == "home" and protest and not any(p.score > SCENE for p in out):
            role, score = "scene", 1.0  # "residents of Hoshab blocked the road" did so there
        if m.text.startswith("between "):
            score -= 1.5
        if "outskirts" in m.text or "suburb" in m.text:
            score -= 1.0  # a quarter that is named besides says it better
        start, name = m.start, m.text
        end = extended_end(text, units, m)
        if end > m.end:
            lead = 0
            if is_related(m.text):  # "near the Multan Cantt"
                lead = next((n for n, c in enumerate(m.text) if c.isupper()), 0)
            full = text[m.start + lead : end]
            owner = out[-1] if out and nested(text, out[-1].end, m.start) else None
            total = max(score, 2.0) + LEVEL["point"]
            out.append(made(text, m.start, end, full, owner, total))
            continue
        if m.level == "country" and (capital := _CAPITAL.match(text, m.end)):
            name = text[start : capital.end()]
            score += LEVEL["point"]
            out.append(
                Place(start, capital.end(), name, name, "point", (m.name,), m.country, role, score)
            )
            continue
        if m.level in {"country", "admin1"}:
            direction = _DIRECTION.search(text, max(0, m.start - 16), m.start)
            if direction:
                start = direction.start()
                name = text[start : m.end]
        place = _of(m, role, score + LEVEL.get(m.level, 0.0))
        if out and (side := _SIDE_OF.search(out[-1].text)) and m.start - out[-1].end == 1:
            # "Pakistan's North" is no place where "Waziristan" follows
            start, owner = out[-1].start + side.start(1), out.pop()
            name = text[start : m.end]
            named = f"{side[1]} {m.name}"
            country = owner.text[: side.start()]
            place = place._replace(name=named, parents=(*place.parents, country))
        out.append(place._replace(start=start, text=name))
    unlisted = [
        p._replace(role="speaker", score=-4.0) if _is_speakers(units, p) else p
        for p in unlisted_places(text, out, units, dateline)
    ]
    found = _within_owner(text, [_at_road_end(p, unlisted) for p in out] + unlisted)
    return _beside_reason(found, units, dateline) if protest else found


def _within_owner(text: str, places: list[Place]) -> list[Place]:
    """Weigh a town less than what is told to be its quarter ("Baghdad's district of Sadr City")."""
    for n, owner in enumerate(places):
        found = _OWNS.match(text, owner.end)
        inner = next((p for p in places if found and p.start == found.end()), None)
        if inner is not None and owner.score > SCENE:
            places[n] = owner._replace(score=min(owner.score, inner.score - 0.5))
    return places


_OWNS = re.compile(
    r"['’]s (?:[\w'’-]+ ){0,5}?(?:district|area|suburb|neighbou?rhood|town|quarter|village) of "
)


def _beside_reason(places: list[Place], units: list[Unit], dateline: int) -> list[Place]:
    """Weigh down where that happened which a protest is about ("against a killing in Awaran").

    Only where a dateline or another place tells where the protest was.
    """
    at = next((k for k, u in enumerate(units) if u.c.get("trg", ("",))[0] == "protest"), None)
    if at is None:
        return places
    rest = units[at:]
    why = next(
        (n for n, u in enumerate(rest) if n and (u.t in _REASON or u.t.startswith("protest"))), None
    )
    if why is None:
        return places
    deed = next((u for u in rest[why + 1 :] if "trg" in u.c or "harm" in u.c), None)
    if deed is None or "date" in rest[why + 1].c:
        return places
    elsewhere = dateline > units[0].s or any(
        p.start < rest[why].s and p.score > SCENE for p in places
    )
    return [
        p._replace(role="reference", score=-3.0) if elsewhere and p.start > deed.e else p
        for p in places
    ]


_REASON = words("reason of a protest")
_CROWDS = frozenset({"protest", "riot", "damage", "mob"})


def _evening(units: list[Unit], m: Mention) -> bool:
    """Whether the Urdu name of Syria means the evening ("پیر کی شام")."""
    before = next((u.t for u in reversed(units) if u.e <= m.start), "")
    after = next((u.t for u in units if u.s >= m.end), "")
    return before in {"کی", "آج", "کل", "اسی", "صبح"} or after in _AT_NIGHTFALL


_MILES = words("miles in urdu")
_COMMON = words("common word that is a place in urdu")
_AT_NIGHTFALL = words("after the evening in urdu")


def _speaks_in_urdu(after: list[Unit]) -> bool:
    """Whether an officer of a place speaks ("کوٹلی کے ڈپٹی کمشنر نے بتایا")."""
    at = next((n for n, u in enumerate(after[:7]) if u.t == "نے"), 0)
    if not at or any({"trg", "kind", "harm"} & u.c.keys() or u.t == "میں" for u in after[:at]):
        return False
    return any(u.c.get("cue") == "say" for u in after[at : at + 7])


# A quarter told after its town ("Karachi, Orangi Town").
_LOCAL = re.compile(r"(?i)\b(?:town|colony|road|chowk|bazaar|bazar|mohalla|street|goth|killi)$")


def _of(m: Mention, role: str, score: float) -> Place:
    return Place(m.start, m.end, m.text, m.name, m.level, tuple(m.parents), m.country, role, score)


def _at_road_end(place: Place, unlisted: list[Place]) -> Place:
    """Weigh an end of a road ("the Khuzdar-Shahdadkot road") less than what lies on it."""
    within = any(p.start <= place.start and place.end <= p.end for p in unlisted)
    return place._replace(score=min(place.score, SCENE)) if within else place


# Roles that a list of places shares ("hospitals in Peshawar and Timergara").
_SHARED = frozenset({"hospital", "destination", "home", "speaker"})


def _role(
    text: str, m: Mention, units: list[Unit], lexicon: Lexicon, dateline: int
) -> tuple[str, float]:
    if m.start < dateline:
        return "dateline", -5.0
    if any(
        "act" in u.c and u.c.get("arms") != "security" and u.s <= m.start and m.end <= u.e
        for u in units
    ):
        return "organisation", -8.0
    previous = [u for u in units if u.e <= m.start][-_LONGEST_ROLE:]
    before = [u.t for u in previous]
    after = [u for u in units if u.s >= m.end][:4]
    role, score = "bare", 1.0
    if previous and _counts_natives(text, m, previous[-1]):
        return "home", -4.0
    if is_related(m.text):
        role, score = "scene", 3.0
    while before and (before[-1] in _OF_PLACES or before[-1] in PASSED_OVER):
        before.pop()
    flat = " ".join(before).split()
    if flat[-2:] in (["city", "of"], ["town", "of"], ["capital", "of"]):
        flat = _before_title(flat)
    for size in range(min(_LONGEST_ROLE, len(flat)), 0, -1):
        found = lexicon.roles_before.get(tuple(flat[-size:]))
        if found:
            role, score = found if found[1] < score or role == "bare" else (role, score)
            break
    told_ward = len(previous) > 1 and previous[-1].t == "," and previous[-2].t in _HOSPITALS
    if told_ward and not _is_hit(previous, units):
        return "hospital", -5.0
    if [u.t for u in after[:1]] == ["سے"] and any(u.t in _MILES for u in after[1:3]):
        return "reference", 1.0  # "میناکا سے 45 کلومیٹر دور"
    ward = [u for u in units if u.s >= m.end][:5]
    if ward and ward[0].t in {"کے", "کی"} and not m.text.isascii():
        at = next((n for n, u in enumerate(ward) if u.t in {"ہسپتال", "اسپتال"}), 0)
        if at and not any("trg" in u.c for u in ward[:at]):
            return "hospital", -5.0
        if _speaks_in_urdu([u for u in units if u.s >= m.end]):
            return "speaker", -4.0
    beside = after and after[0].t in _HOSPITALS and _follows_closely(text, m.end, after[0].s)
    if beside or HOSPITAL.search(m.text):
        told = [u for u in units if u.e <= m.start and ("trg" in u.c or "harm" in u.c)]
        says = any(u.t == "by" for u in previous)
        if not told or "harm" in told[-1].c or says:
            return "hospital", -6.0
    beside = bool(previous) and m.start - previous[-1].e == 1
    if role == "bare" and beside and previous[-1].last in _POSTS:
        role, score = "scene", 3.0  # "rockets hit FC post Parom"
    if role == "bare" and beside:
        last = previous[-1].c
        if "per" in last or ("act" in last and last["act"] != "Civilians"):
            role, score = "office", -1.0
    if role == "origin" and any(u.t in {"reported", "reports"} for u in units if u.e <= m.start):
        role, score = "scene", 2.5
    if role == "origin" and len(previous) > 1 and "per" in previous[-2].c:
        near = [u for u in units if u.e <= m.start][-8:]
        taken = any(u.c.get("trg", ("",))[0] in {"abduct", "body"} for u in near)
        role, score = ("scene", 2.0) if taken else (role, -3.0)  # "abducted six men from Mand"
    if flat[-1:] == ["of"] and _is_persons(text, units, m):
        return "home", -6.0
    if flat[-1:] == ["of"] and len(previous) > 1 and "per" in previous[-2].c and score > 0:
        role, score = "home", -0.5  # "students of Turbat University"
    if role == "scene" and flat[-1:] in (["of"], ["in"], ["at"]) and len(flat) > 1:
        longer = " ".join(flat[-3:-1])
        if any(word in longer for word in ("hospital", "clinic", "funeral", "treatment")):
            role, score = "hospital", -5.0
    if role == "hospital" and _is_hit(previous, units):
        role, score = "scene", 3.0
    if role == "speaker" and score == 0 and _struck_there(units, m):
        role, score = "scene", 3.0  # "killed four at a meeting in Swabi"
    if role == "bare" and after and after[0].t == ":" and _opens_entry(units, m):
        role, score = "scene", 1.8
    if after and after[0].t in FACILITIES and score > 0 and role == "scene":
        return role, score
    if after and _follows_closely(text, m.end, after[0].s):
        words = " ".join(u.t for u in after).split()
        for size in range(min(3, len(words)), 0, -1):
            found = lexicon.roles_after.get(tuple(words[:size]))
            if found and (found[1] < score or (role == "bare" and found[1] > 0)):
                role, score = found
                break
        if "trg" in after[0].c and after[0].c["trg"][2] == "n" and flat[-1:] in _AFTER:
            role, score = "reference", -3.0  # "hours after the Mastung bombing"
        if role == "bare" and _acts_itself(text, m, after[0]):
            role, score = "speaker", -4.0
        if role == "bare" and "trg" in after[0].c:
            role, score = "scene", 3.0
    return role, score


def _is_persons(text: str, units: list[Unit], m: Mention) -> bool:
    """Whether a place is told as a named man's home ("Naik Tahir Mehmood of Attock")."""
    lead = [u for u in units if u.e <= m.start][:-1]
    names = 0
    while (
        lead and not lead[-1].c.keys() - {"noplace"} and text[lead[-1].s].isupper()
    ) and names < _NAMES:
        lead.pop()
        names += 1
    return names > 0 and bool(lead) and "per" in lead[-1].c and lead[-1].c["per"][1] == "s"


def _counts_natives(text: str, m: Mention, before: Unit) -> bool:
    """Whether a bracket tells how many were from a place ("(five from Zhob, four Duki)")."""
    number = before.t.isdecimal() or "num" in before.c
    if not number or m.start - before.e != 1:
        return False
    opened = text.rfind("(", max(0, m.start - 90), m.start)
    return opened >= 0 and text.find(")", opened, m.start) < 0


_POSTS = words("post of a force")
_NAMES = 4  # words of a man's name
_HOSPITALS = frozenset({"hospital", "hospitals"})
_AFTER = (["after"], ["since"], ["following"], ["before"], ["like"])
_OF_PLACES = words("before a place name")


def _struck_there(units: list[Unit], m: Mention) -> bool:
    """Whether a deed, and nobody's words, stands last before a place."""
    signs = [u for u in units if u.e <= m.start and {"trg", "harm", "cue"} & u.c.keys()]
    return bool(signs) and "cue" not in signs[-1].c


def _opens_entry(units: list[Unit], m: Mention) -> bool:
    """Whether a name heads an entry of a list ("21 Nov, Bagan: convoy ambushed")."""
    return all(not u.t.isalpha() or "date" in u.c for u in units if u.e <= m.start)


def _is_hit(previous: list[Unit], units: list[Unit]) -> bool:
    """Whether the hospital itself was attacked ("a bomber killed 70 at a hospital in X")."""
    at = next((k for k, u in enumerate(previous) if _WARD.search(u.t)), None)
    if at is None or previous[at].t.startswith(("from", "in")):
        return False
    lead = previous[max(0, at - 3) : at]
    placed = any(u.first in {"at", "outside", "inside", "near"} for u in lead)
    cared = any(not _CARE.isdisjoint(u.t.split()) for u in units)
    harmed = any(u.s < previous[at].s and ("trg" in u.c or "harm" in u.c) for u in units)
    return placed and harmed and not cared


_WARD = re.compile("hospital|clinic")
_CARE = words("medical care")


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


_GOVERNS = words("acts of a government")


def _is_speakers(units: list[Unit], place: Place) -> bool:
    """Whether those who speak are at a place ("Doctors in the town of Fataki said …")."""
    after = next((u for u in units if u.s >= place.end), None)
    if after is None or after.c.get("cue") != "say" or place.start - units[0].s > _OPENING:
        return False
    return not any({"trg", "harm"} & u.c.keys() for u in units if u.s < place.start)


_OPENING = 60  # characters from the start of a sentence to where its speaker is


def _speaks(units: list[Unit], m: Mention) -> bool:
    """Whether somebody at a place speaks ("Police in Dera Ismail Khan say")."""
    after = [u for u in units if u.s >= m.end][:2]
    if len(after) > 1 and after[0].t == "," and after[1].t in {"said", "says", "told"}:
        return True
    return bool(after) and after[0].c.get("cue") == "say" and m.start < units[0].e + 60


def _follows_closely(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= 3 and gap.strip() in {"", "-", "'s", "’s", "'", "’"}
