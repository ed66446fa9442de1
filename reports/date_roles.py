"""What a date is of: the event, who spoke, what came afterwards, since when something goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.aftermath import is_of_aftermath
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
    before = [u for u in units if u.e <= mention.start][-5:]
    role = "event"
    lead = [u for u in before[-3:] if u.t not in {"on", "the", "late", "early", "in", "last"}]
    if lead:
        last = lead[-1]
        told = len(lead) > 1 and lead[-2].t in {"was", "were", "been"}
        if (
            (last.c.get("cue") == "say" and not told)
            or _speaker_place(before)
            or _told_listeners(before)
        ):
            role = "report"
        elif last.t in _NOT_EVENT:
            role = "since" if last.t == "since" else _NOT_EVENT[last.t]
    ahead = [u for u in units if u.s >= mention.end][:2]
    after = ahead[0] if ahead else None
    if role == "event" and _within_since(units, mention):
        role = "since"
    if role == "event" and _of_statement(units, mention):
        role = "report"
    if role == "event" and is_of_aftermath(mention, units):
        role = "after"
    if role == "since" and any(u.t == "when" for u in units if 0 <= u.s - mention.end <= 4):
        role = "event"
    says = after is not None and after.c.get("cue") == "say"
    if says and "harm" in ahead[0].c and len(ahead) > 1:  # "on Friday claimed 79 lives"
        says = not (ahead[1].t.isdecimal() or "num" in ahead[1].c)
    if after is not None and after.t in _GAVE:
        says = says or _names_toll(units, after)
    if role == "event" and says and before:
        subject = [u for u in before if u.t not in {"on", "late", "early"}]
        role = "report" if subject and {"act", "per"} & subject[-1].c.keys() else role
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
    return mention._replace(role=role)


def _names_toll(units: list[Unit], verb: Unit) -> bool:
    """Whether a verb is one of giving a toll ("police this morning put the total at 31")."""
    following = units[units.index(verb) + 1 :][:4]
    return any(u.c.get("harm", ("", ""))[1] == "t" or u.t in _TOLLS for u in following)


_GAVE = words("gave a toll")
_TOLLS = words("toll")


def _within_since(units: list[Unit], mention: DateMention) -> bool:
    """Whether a day says since when something goes on ("since the offensive began on April 4")."""
    lead = [u for u in units if u.e <= mention.start][-16:]
    at = next((n for n, u in enumerate(lead) if u.last == "since"), None)
    if at is not None and at + 1 < len(lead) and lead[at + 1].t in {"a", "an"}:
        return False  # "the deadliest since a bomb in Quetta on 8 August"
    return at is not None and not any(u.t in {",", ";", "."} or "date" in u.c for u in lead[at:])


def _of_statement(units: list[Unit], mention: DateMention) -> bool:
    """Whether it is the day of a statement ("in a message seen by the agency on Tuesday")."""
    for u in reversed([u for u in units if u.e <= mention.start][-_NEAR:]):
        if u.t in _STATEMENTS:
            return True
        if {"trg", "harm", "date"} & u.c.keys() or u.t in {",", ";", ".", "and"}:
            return False
    return False


_NEAR = 7
_STATEMENTS = words("statement")


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
