"""Places that Urdu words show to be such and no gazetteer lists ("کراچی کے علاقے لیاری میں")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.parts import STOP
from reports.places import Place, made
from reports.word_sets import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.lexicon import Unit

_FINE, _WIDE, _OPENED = 5.6, 4.4, 3.4
_OPENING = words("kind before an urdu place")
_WIDE_KINDS = words("wide kind before an urdu place")
_IN_NAME = words("kind within an urdu place")
_STATIONS = words("police station in urdu")
_CLOSING = words("kind after an urdu place")
_GENERIC = words("no name of an urdu place")
_POSTPOSITIONS = words("postposition in urdu")
_AT = words("upon or beside in urdu")
_SCENES = words("at an urdu place")
_WITHIN = _SCENES - {"سے"}
_HAPPENED = words("happened in urdu")
_MILES = words("miles in urdu")
_AREAS = frozenset({"علاقے", "علاقہ", "حصے"})
_LED = words("before an urdu place")
_NAMELESS = frozenset({"harm", "trg", "date", "cue", "fn", "act", "approx", "arms"})
_LONGEST = 4  # words of a name
_LEVELS = dict.fromkeys(words("district in urdu"), "admin2") | dict.fromkeys(
    words("province in urdu"), "admin1"
)


def urdu_places(text: str, known: list[Place], units: list[Unit]) -> list[Place]:
    """Find names of areas in Urdu by the kind of place or the postposition beside them."""
    out: list[Place] = []
    if text.isascii():
        return out
    for i, j, score in _spans(units):
        start, end = units[i].s, units[j - 1].e
        within = [p for p in [*known, *out] if p.start < end and start < p.end]
        if any(p.start < start or end < p.end or end - start <= p.end - p.start for p in within):
            continue
        score = max([score, *(p.score + 0.5 for p in within)])  # "گلستان جوہر" is not "گلستان"
        owner = next((p for p in reversed(known) if p.end <= start and p.score > 0), None)
        place = made(text, start, end, text[start:end], owner, score)
        level = _LEVELS.get(units[i - 1].t, "") if i else ""
        out.append(place._replace(level=level) if level else place)
    return out


def _spans(units: list[Unit]) -> Iterator[tuple[int, int, float]]:
    """Give the first unit of each name, the one after its last, and how sure it is the scene."""
    last = len(units)
    for k, unit in enumerate(units):
        word = unit.t
        if word.isascii():
            continue
        if word in _OPENING or word in _STATIONS:
            end = _name_end(units, k + 1)
            if end > k + 1 and end < last and _placed(units, end) and not _is_home(units, end):
                whole = word in _IN_NAME or (word in _STATIONS and units[end].t in _AT)
                yield k if whole else k + 1, end, _WIDE if word in _WIDE_KINDS else _FINE
        if k and f"{units[k - 1].t} {word}" in _CLOSING:
            first = _name_start(units, k - 1)
            if k > first and not units[first].t.isdecimal():
                yield first, k + 1, _FINE  # "پریس کلب", "شورانزئی بائی پاس"
            continue
        if word in _CLOSING and k + 1 < last and units[k + 1].first in _WITHIN:
            start = _name_start(units, k)
            if start < k:
                yield start, k + 1, _FINE
        elif word in _SCENES:
            start = _name_start(units, k)
            if start < k and _tells_place(units, start, k):
                # "نائیجر کے علاقے تیلابیری"
                holds = word == "کے" and k + 2 < last and _names(units, k + 2)
                yield (
                    start,
                    k,
                    _WIDE if holds else _FINE if start and units[start - 1].t != ":" else _OPENED,
                )


def _tells_place(units: list[Unit], start: int, k: int) -> bool:
    """Whether "کے قریب", "کے مقام پر" or "کے علاقے" follows a name.

    "میں" alone tells of a place only after "واقع" and where a sentence turns to another event.
    """
    lead = units[start - 1] if start else None
    leads = lead is None or _leads(lead)
    if units[k].t == "میں":
        if lead is None or lead.t == ":":
            return k - start < _LONGEST - 1 and not units[k - 1].t.endswith("وں")
        after = units[k + 1 : k + 2]
        told = any(u.t in _HAPPENED or u.c.get("cue") == "where" for u in after)
        return (told and leads) or lead.t == "واقع" or lead.c.get("cue") == "separate"
    if not leads:
        return False
    if units[k].t in _AT:
        return " " in units[k].t
    following = [u.t for u in units[k + 1 : k + 3]]
    if units[k].t != "کے" or not following:
        return False
    if len(following) > 1 and following[0] in _GENERIC and following[1] in _AREAS:
        return True  # "حب کے صنعتی علاقے"
    return following[0] in _SCENES


def _leads(unit: Unit) -> bool:
    """Whether a name may begin after a word: a mark, a postposition, a day, a turn to another."""
    kind = unit.c.get("fn")
    return (
        unit.t in STOP
        or unit.t in _LED
        or "date" in unit.c
        or kind == "rel"
        or (unit.c.get("cue") in {"separate", "say", "split"})
    )


def _name_end(units: list[Unit], k: int) -> int:
    """Give the index after the words of a name that begins at ``k``."""
    end = k
    while end < len(units) and end - k < _LONGEST and _names(units, end):
        end += 1
    return end


def _name_start(units: list[Unit], k: int) -> int:
    """Give the index of the first word of a name that ends before ``k``."""
    start = k
    while start and k - start < _LONGEST and _names(units, start - 1):
        start -= 1
    return start


def _names(units: list[Unit], k: int) -> bool:
    """Whether a word may be part of a place's name."""
    unit = units[k]
    if not unit.t[0].isalpha() or unit.t.isascii():
        return unit.t.isdecimal() and k > 0 and units[k - 1].t == "نمبر"
    if unit.t in _GENERIC or unit.t in _POSTPOSITIONS or unit.t in _LED:
        return False
    if "num" in unit.c:
        return k > 0 and units[k - 1].t == "نمبر"
    return not _NAMELESS & unit.c.keys() and "per" not in unit.c


def _placed(units: list[Unit], k: int) -> bool:
    """Whether a word after a name leaves it a place ("میں", "کے قریب", "کی حدود", a comma)."""
    word = units[k].t
    if word == "سے" and any(u.t in _MILES for u in units[k + 1 : k + 4]):
        return False  # "شہر میناکا سے 45 کلومیٹر دور"
    return word in _POSTPOSITIONS or word.split(" ")[0] in {"کے", "کی", "کا"} or word == "،"


def _is_home(units: list[Unit], k: int) -> bool:
    """Whether a place only says whose office or home it is ("قصبے جیبو کے نائب میئر")."""
    owned = units[k].t in {"کے", "کی", "کا"} and k + 1 < len(units)
    return owned and "per" in units[k + 1].c
