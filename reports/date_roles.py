"""What a date is of: the event, who spoke, what came afterwards, since when something goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reports.days import DateMention
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

_NOT_EVENT = {
    "released": "publication",
    "published": "publication",
    "issued": "publication",
    "dated": "publication",
    "updated": "publication",
    "posted": "publication",
    "concluded": "span",
    "ended": "span",
    "finished": "span",
    "completed": "span",
    "since": "span",
    "until": "span",
    "till": "span",
    "by": "span",
    "born": "span",
    "learn": "report",
    "learned": "report",
    "learnt": "report",
    "heard": "report",
    "dug": "span",
    "rest": "span",
    "founded": "span",
    "established": "span",
    "before": "span",
    "next": "future",
    "coming": "future",
    "upcoming": "future",
}


def with_role(mention: DateMention, units: list[Unit]) -> DateMention:
    """Give a date its role: of the event, of who spoke, of a span, of the time to come."""
    before = [u for u in units if u.e <= mention.start][-7:]
    afterwards = _done_afterwards(units, mention)
    before = before[-5:]
    role = "event"
    words = [u for u in before[-3:] if u.t not in {"on", "the", "late", "early", "in", "last"}]
    if words:
        last = words[-1]
        told = len(words) > 1 and words[-2].t in {"was", "were", "been"}
        if (
            (last.c.get("cue") == "say" and not told)
            or _speaker_place(before)
            or _told_listeners(before)
        ):
            role = "report"
        elif last.t in _NOT_EVENT:
            role = "since" if last.t == "since" else _NOT_EVENT[last.t]
    if role == "event" and afterwards:
        role = "span"
    after = next((u for u in units if u.s >= mention.end), None)
    if role == "event" and _within_since(units, mention):
        role = "since"
    if role == "since" and any(u.t == "when" for u in units if 0 <= u.s - mention.end <= 4):
        role = "event"
    if role == "event" and after is not None and after.c.get("cue") == "say" and before:
        lead = [u for u in before if u.t not in {"on", "late", "early"}]
        role = "report" if lead and {"act", "per"} & lead[-1].c.keys() else role
    if (
        role == "event"
        and after is not None
        and after.c.get("cue") in {"denial", "noresp", "react"}
    ):
        role = "span" if after.c["cue"] == "react" else "report"
    if role == "event" and all(u.t in {"on", "the", "late", "early"} for u in units[: len(before)]):
        role = "report" if _disowned(units, mention) else role
    if role == "event":
        return mention
    return replace(mention, role=role)


def _within_since(units: list[Unit], mention: DateMention) -> bool:
    """Whether a day says since when something goes on ("since the offensive began on April 4")."""
    lead = [u for u in units if u.e <= mention.start][-16:]
    at = next((n for n, u in enumerate(lead) if u.t.split(" ")[-1] == "since"), None)
    return at is not None and not any(u.t in {",", ";", "."} or "date" in u.c for u in lead[at:])


def _done_afterwards(units: list[Unit], mention: DateMention) -> bool:
    """Whether a day is of what came afterwards ("were buried on …", "on … inspected the ruins")."""
    first = next((n for n, u in enumerate(units) if u.e > mention.start), len(units))
    end = next((n for n, u in enumerate(units) if u.s >= mention.end), len(units))
    if end < len(units) and (units[end].t == "s" or "trg" in units[end].c):
        return False  # "Wednesday's attack"
    start = max(0, first - _CLAUSE)
    for k in range(first - 1, start - 1, -1):
        u = units[k]
        if _is_afterwards(units, k):
            return True
        if u.c.get("cue") == "say":  # "announced four dead on Monday"
            return any(_is_dead(v) for v in units[k + 1 : first])
        if _opens_clause(u) or ({"trg", "harm"} & u.c.keys() and not _is_dead(u)):
            break
    if not all(u.t in _LEADING for u in units[start:first]):
        return end < len(units) and _is_afterwards(units, end)
    for k in range(end, min(len(units), end + _CLAUSE)):
        if _is_afterwards(units, k):
            return True
        if k > end and (_opens_clause(units[k]) or {"trg", "harm", "cue"} & units[k].c.keys()):
            return False
    return False


def _is_afterwards(units: list[Unit], k: int) -> bool:
    """Whether a verb tells what is done after an attack, as a verb of its own."""
    word, lead = units[k].t, units[k - 1] if k else None
    if word not in _AFTERWARDS and word not in _TO_THE_DEAD:
        return False
    if lead is not None and (lead.c.get("fn") in {"det", "prep"} or "trg" in lead.c):
        return False  # "a bomb buried in the road", "clashes resumed"
    return word in _AFTERWARDS or any(_is_dead(u) for u in units[max(0, k - 8) : k + 9])


def _is_dead(unit: Unit) -> bool:
    """Whether a word names the dead or their number."""
    return unit.t in _DEAD or unit.c.get("harm", ("", ""))[1] in {"b", "t"}


def _opens_clause(unit: Unit) -> bool:
    return unit.t in _BOUNDS or unit.c.get("fn") == "rel"


_CLAUSE = 12  # words between a verb and its day
_LEADING = frozenset({"on", "late", "early", "by", "the", "and", "but", ",", "meanwhile"})
_BOUNDS = frozenset({",", ";", ".", "(", "when", "where", "before", "while", "as", "who", "that"})
_AFTERWARDS = words("done afterwards")
_TO_THE_DEAD = words("done to the dead afterwards")
_DEAD = words("the dead and their number")


def _disowned(units: list[Unit], mention: DateMention) -> bool:
    """Whether it is the day a group denied or claimed what is told ("On Friday X disowned …")."""
    for u in [u for u in units if u.s >= mention.end][:8]:
        if u.c.get("cue") in {"noresp", "denial", "claim", "react"}:
            return True
        if {"trg", "harm"} & u.c.keys() or u.t in {",", ";"}:
            return False
    return False


def _speaker_place(before: list[Unit]) -> bool:
    """Whether it is the day somebody spoke at a place ("said in Rawalpindi on Wednesday")."""
    words = [u for u in before if u.t != "on"]
    for k, unit in enumerate(words[:-1]):
        if unit.c.get("cue") == "say" and words[k + 1].t in {"in", "at", "from"}:
            return all(not u.c.keys() - {"kind"} for u in words[k + 2 :])
    return False


def _told_listeners(before: list[Unit]) -> bool:
    """Whether it is the day somebody was told ("told the assembly on Thursday")."""
    words = [u for u in before if u.t not in {"on", "the", "late", "early"}]
    for k, unit in enumerate(words[:-1]):
        if unit.t in {"told", "tells", "informed"}:
            rest = words[k + 1 :]
            return len(rest) <= 2 and not any(
                {"trg", "harm", "num", "act"} & u.c.keys() for u in rest
            )
    return False
