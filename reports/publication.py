"""When a report appeared: the publication date that it, or its dateline, states."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from reports.dateline import dateline_end
from reports.dates import find_dates
from reports.days import calendar_day
from reports.lexicon import fold, load_lexicon

if TYPE_CHECKING:
    from reports.lexicon import Lexicon

_MARKER = re.compile(
    r"(?:(?<=\s)|(?<=^)|(?<=[>|(]))(?:last updated|publication date|published on|published|"
    r"posted on|posted|updated on|updated|release date|report date|date of report|issued on|dated|"
    r"date|تاریخ اشاعت|تاریخ|شائع)\s{0,3}[:=|]?\s{0,3}",
    re.IGNORECASE,
)
_IN_MARKERS = ("date", "publish", "posted", "issued", "تاریخ", "شائع")
"""One of these is in every marker; looking for them is quick."""

_HEAD, _TAIL = 1500, 400
_BARE = frozenset({"date", "dated", "تاریخ", "updated"})


def parse_day(text: str) -> date | None:
    """Read the first complete date (day, month and year) in a short text, or None."""
    text = text[:200]
    units = _lexicon().units(text, fold(text), 0, len(text))
    for mention in find_dates(text, units, 0, len(text)):
        if mention.kind == "full":
            return calendar_day(mention.year, mention.month, mention.day)
    return None


def published_in(text: str) -> date | None:
    """Read the publication date that a report states of itself ("Published: 7 November 2023")."""
    found = find_published(text)
    return found[0] if found else None


def find_published(text: str) -> tuple[date, int, int] | None:
    """Find the publication date that a report states of itself, and the span that states it.

    A full date in the dateline ("QUETTA, March 3, 2020:") is one. The bare word "date" is read so
    only where a line begins with it: further on it is a field of a form and tells when the incident
    happened.
    """
    tail = max(0, len(text) - _TAIL)
    parts = ((0, text[:_HEAD]), (tail, text[tail:] if tail > _HEAD else ""))
    for offset, part in parts:
        lowered = part.lower()
        if not any(word in lowered for word in _IN_MARKERS):
            continue
        for m in _MARKER.finditer(part):
            start, end = offset + m.start(), offset + m.end()
            if m.group().strip(" :=|\t").lower() in _BARE and not _opens_line(text, start):
                continue
            rest = text[end : end + 45].split("\n", 1)[0]
            day = parse_day(rest)
            if day and (ends := _date_at_start(rest)):
                return day, start, end + ends
    opening = len(text) - len(text.lstrip())
    end = dateline_end(text, opening, len(text))
    day = parse_day(text[opening:end]) if end > opening else None
    return (day, opening, end) if day else None


def _opens_line(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return not line.strip(" \t\r\ufeff|>*#-")


def _date_at_start(rest: str) -> int:
    """Give where the full date ends that a text begins with, or 0."""
    units = _lexicon().units(rest, fold(rest), 0, len(rest))
    found = find_dates(rest, units, 0, len(rest))
    full = next((m for m in found if m.kind == "full"), None)
    return full.end if full is not None and len(rest[: full.start].split()) <= 1 else 0


def _lexicon() -> Lexicon:
    return load_lexicon()
