"""The dateline that a report opens with: where and when it was written, not the scene."""

from __future__ import annotations

import re

from reports.places import Place

_DATELINE = re.compile(
    r"[ \t]*[A-Z\u0600-\u06ff][\w .,'/&()\u0600-\u06ff-]{1,60}?[ ]?(?:--|—|–|:|-(?=\s))"
)
_BRACKET = re.compile(r"\([^()]{2,}\)")  # "Karachi (APP):", no "0600 hrs. (a) Kurram:"
_DATELINE_NAME = re.compile(r"\s*([A-Z\u0600-\u06ff][\w '.-]{2,30})(?=\s*[,:(/–—-])")


def dateline_end(text: str, start: int, end: int) -> int:
    """End of a dateline ("ISLAMABAD --", "QUETTA:") that a sentence opens with, or its start."""
    head = text[start : min(end, start + 80)]
    m = _DATELINE.match(head) if any(mark in head for mark in ":-—–") else None
    if not m:
        return start
    head = m[0].rstrip(" :-–—")
    letters = [c for c in re.sub(r"\(.*?\)", "", head.split(",")[0]) if c.isalpha()]
    if not letters:
        return start
    urdu = any("\u0600" <= c <= "\u06ff" for c in letters)
    capitals = sum(c.isupper() for c in letters) == len(letters)
    if (capitals and len(letters) > 2) or (urdu and len(head.split()) <= 3):
        return start + m.end()
    if _BRACKET.search(head) and head[:1].isupper() and len(head.split()) <= 8:
        return start + m.end()
    return start


def dateline_place(text: str, start: int, end: int) -> list[Place]:
    """Give the place of a dateline that the gazetteer does not list ("SHAWAL, Feb 2:")."""
    m = _DATELINE_NAME.match(text, start, end)
    if not m:
        return []
    name = m[1].rstrip()
    a = m.start(1)
    return [Place(a, a + len(name), name, name, "point", (), "", "dateline", -5.0)]
