"""The fields of an incident from all its tellings: when, where, what kind, who."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from reports.drafts import EXPLOSIVE
from reports.places import SCENE, Place
from reports.timing import setting
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.documents import Document
    from reports.drafts import Draft
    from reports.lexicon import Lexicon
    from reports.roles import Role
    from reports.tellings import Passage, Telling
    from reports.triggers import Trigger

Spans = dict[str, tuple[int, int]]
_UPGRADED = frozenset({"attack", "blast", "ied", "kill", "", "ambush", "riot", "damage"})
_OUTDONE = frozenset({"ambush", "gun", "clash", "shelling", "grenade"})
_FOLLOW_UPS = frozenset(
    {"raid", "arrest", "defuse", "protest", "intervene", "damage", "takeover", "retake"}
)
_STRIKES = frozenset({"attack", "ambush", "clash", "gun"})
_FIREFIGHT = frozenset({"gun", "clash"})
_CARRIED = frozenset({"shelling", "grenade"})
_FROM_AFAR = frozenset({"shelling", "airstrike"})
_PLANTED = frozenset({"ied", "suicide"})
_CHANCE = "accident"


@dataclass(slots=True)
class Report:
    """What all incidents of a report share."""

    document: Document
    published: date | None
    passages: list[Passage]
    lexicon: Lexicon
    topic: Place | None
    single: bool
    country: str = ""
    drafts: list[Draft] = field(default_factory=list)
    told: frozenset[int] = frozenset()  # sentences that tell of an incident
    claims: list[Role] | None = None  # told for all incidents together; found when first asked for


def find_topic(passages: list[Passage]) -> Place | None:
    """Give the place that a report's headline and first sentence are about."""
    for passage in passages[:3]:
        found = [p for p in passage.places if p.fine and p.score > SCENE]
        if found:
            return max(found, key=lambda p: (p.score, -p.start))
    return None


def find_country(passages: list[Passage]) -> str:
    """Give the country that most places of a report lie in, by its code."""
    told = [p.country for q in passages for p in (*q.places, *q.dateline) if p.country]
    return max(sorted(set(told)), key=told.count, default="")


def find_scene(report: Report, draft: Draft, notes: list[str]) -> Place | None:
    """Choose the scene of an incident from its tellings, else from the passages around them."""
    passages, topic = report.passages, report.topic
    if topic is not None and _of_another(topic, draft, passages):
        topic = None
    scored: list[tuple[float, Place]] = []
    found = any(t.mode == "body" for t in draft.first.triggers)
    for n, telling in enumerate(draft.tellings):
        if found and n and {t.mode for t in telling.triggers} == {"abduct"}:
            continue  # where they were taken from, not where they were found
        bonus = (0.5 if n == 0 else 0.0) + (0.5 if telling.counts else 0.0)
        bonus += 2.0 if "where" in telling.cues else 0.0
        ends = [c.end for c in telling.counts if c.kind == "killed"][:1]
        scored += [
            (p.score + bonus + (0.5 if any(0 < p.start - e <= _CLOSE for e in ends) else 0.0), p)
            for p in telling.places
            if p.score > 0
        ]
    scored.sort(key=lambda item: (_coarse(item), -item[0], item[1].start))
    own = scored[0][1] if scored else None
    if own is not None and own.fine and (own.score > SCENE or not report.single):
        inner = [p for _, p in scored if _lies_in(p, own) and p.fine and p.score > SCENE]
        if not inner and own.level == "admin2":
            inner = [p for _, p in scored if p.level == "point" and p.score >= _EXACT]
        return max(inner, key=lambda p: (p.score, -p.start), default=own)
    lines = [p for passage in passages for p in passage.dateline if p.fine]
    if found and own is None and (sure := _anywhere(report, sure=True)):
        notes.append("place taken from another passage")
        return sure
    if found and own is None and lines and not draft.separate:
        notes.append("place taken from the dateline")
        return lines[0]
    same = any("same" in t.cues for t in draft.tellings)
    if same or (not draft.separate and own is None):
        before = draft.before.inherited if draft.before else None
        if before is None or not before.fine:
            before = _nearby(draft, passages) or topic
        if before is not None and before.fine:
            notes.append("place taken from the passage before")
            return before
    if own is not None and own.level in {"country", "region"} and report.single:
        sure = _anywhere(report, sure=True)
        if sure is not None:
            notes.append("place taken from another passage")
            return sure
    if own is not None and own.level in {"country", "region"} and not draft.separate:
        told = {
            p.name.casefold() for q in passages for p in q.places if p.role in {"bare", "origin"}
        }
        again = [p for p in lines if p.name.casefold() in told]
        if again:
            notes.append("place taken from the dateline")
            return again[0]
    if own is not None and own.level in {"admin1", "region"}:
        near = None if draft.separate else _nearby(draft, passages)
        if near is not None:
            notes.append("place taken from the passage before")
            return near
        return (_office(report) if own.level == "admin1" else None) or own
    near = _nearby(draft, passages)
    if near is None and (not draft.separate or draft.year is not None):
        near = _anywhere(report) or topic
    if near is not None:
        notes.append("place taken from another passage")
        return near
    if own is None:
        if lines and not draft.separate:
            notes.append("place taken from the dateline")
            return lines[0]
        return _place_before(draft, notes)
    return own


def _lies_in(place: Place, owner: Place) -> bool:
    """Whether the text puts a place into another ("Basima in Washuk district" into "Washuk")."""
    name = _bare_name(owner.name)
    return place is not owner and any(_bare_name(parent) == name for parent in place.parents)


def _bare_name(name: str) -> str:
    """Give a name without the word for its kind ("Washuk district" is "washuk")."""
    parts = name.casefold().split()
    return " ".join(parts[:-1] if len(parts) > 1 and parts[-1] in _UNITS else parts)


_UNITS = words("unit of a place")
_FIRED = 10  # characters between shells and the word that they were fired
_EXACT = 4.5  # score from which a place is surely told as the scene
_CLOSE = 8  # characters from those killed to the place that is told of them


def _office(report: Report) -> Place | None:
    """Give the district whose officer reports the only incident ("Press release, SP Duki")."""
    if not report.single:
        return None
    first = report.passages[0].places if report.passages else []
    return next((p for p in first if p.role == "office" and p.fine), None)


def _of_another(place: Place, draft: Draft, passages: list[Passage]) -> bool:
    """Whether a place stands in what tells of another incident of the report."""
    return any(
        t.start <= place.start < t.end and t.real_triggers and t not in draft.tellings
        for passage in passages
        for t in passage.tellings
    )


def _place_before(draft: Draft, notes: list[str]) -> Place | None:
    """Give the place of the incident told just before, where nothing says it was elsewhere."""
    before = draft.before
    if before is None or before.inherited is None or not before.inherited.fine:
        return None
    again = any(d.kind in {"same", "next"} for d in draft.first.dates)
    if not again and any("separate" in t.cues for t in draft.tellings):
        return None
    if draft.first.sentence - max(t.sentence for t in before.tellings) > 2:
        return None
    notes.append("place taken from the incident before")
    return before.inherited


def _coarse(item: tuple[float, Place]) -> int:
    """Order levels: a district or smaller that is a scene, then a province, then a country."""
    score, place = item
    if place.fine:
        return 0 if score > SCENE else 2
    return {"admin1": 1, "region": 1}.get(place.level, 3)


def _anywhere(report: Report, *, sure: bool = False) -> Place | None:
    """Give the likeliest scene in a whole report, for its only incident."""
    if not report.single:
        return None
    found = [p for passage in report.passages for p in passage.places if p.fine and p.score > 0]
    if sure:
        taken = [
            (t.start, t.end)
            for passage in report.passages
            for t in passage.tellings
            if {trigger.mode for trigger in t.triggers} == {"abduct"}
        ]
        found = [p for p in found if p.role in {"scene", "unlisted"} and p.score > SCENE]
        found = [p for p in found if not any(a <= p.start < b for a, b in taken)]
    return max(found, key=lambda p: (p.score, -p.start), default=None)


def _nearby(draft: Draft, passages: list[Passage]) -> Place | None:
    """Give the scene that the passage sets in which an incident is told, or the one just before."""
    first = draft.first
    for passage in setting(draft, passages):
        others = [t for t in passage.tellings if t is not first and len(passage.tellings) > 1]
        others = others if first in passage.tellings else []
        found = [p for p in passage.places if p.fine and p.score > SCENE - 1]
        found = [p for p in found if not any(t.start <= p.start < t.end for t in others)]
        if found:
            return max(found, key=lambda p: (p.score, -p.start))
    return None


def parent_hints(place: Place | None, passages: list[Passage]) -> dict[str, str]:
    """Give the larger units that the text puts a place into, by what they are."""
    out = {"admin1": "", "admin2": "", "country": ""}
    if place is None or not place.parents:
        return out
    levels = {p.name.lower(): p.level for passage in passages for p in passage.places}
    for parent in place.parents:
        level = levels.get(parent.lower(), "")
        if level in {"country", "admin1", "admin2"}:
            out[level] = out[level] or parent
        elif level == "point" or not level:
            out["admin2"] = out["admin2"] or parent
    return out


def find_mode(draft: Draft, lexicon: Lexicon, spans: Spans) -> tuple[str, str]:
    """Choose the kind of event and the weapon from all words that name them."""
    kinds = {t.mode for t in draft.first.real_triggers}
    bid = any(u.c.get("cue") == "plan" for u in draft.first.units)
    if bid and "defuse" in kinds and not draft.first.numbers:
        return "defuse", ""  # "averted a bid to blow up a bridge by defusing a bomb"
    dead = any(c.kind == "killed" and c.value for c in draft.first.counts)
    own = dead or bool(kinds)
    first_blast = kinds | {t.mode for t in draft.first.triggers if t.pos == "w"}
    demo = any(t.mode == "protest" for t in draft.first.triggers)
    protest = {"intervene"} if demo else set()
    civil = _kills_civilians(draft.first)
    ranked = [
        (lexicon.ranks.get(t.mode, 0) - (30 if t.pos == "x" else 0), -t.start, t)
        for telling in draft.tellings
        for t in telling.real_triggers
        if not (
            own
            and t.mode in _FOLLOW_UPS - protest
            and telling is not draft.first
            and not any(c.kind in {"killed", "injured"} for c in telling.numbers)
            and kinds != {"arrest"}
        )
        and not (
            t.mode == "abduct"
            and own
            and telling is not draft.first
            and (kinds & _STRIKES or not any(c.kind == "abducted" for c in telling.counts))
        )
        and not (
            t.mode in _FROM_AFAR
            and first_blast & _PLANTED
            and telling is not draft.first
            and not any(c.value for c in telling.numbers)
        )
        and t.mode != _CHANCE
        and not (t.mode == "clash" and telling is not draft.first and civil)
        and not (t.mode == "body" and (t.definite or (own and telling is not draft.first)))
    ]
    top = max(ranked, key=lambda item: item[:2])[2] if ranked else None
    mode, weapon = (top.mode, top.weapon) if top else ("", "")
    if mode == "gun" and top is not None:
        shells = [t for s in draft.tellings for t in s.triggers if t.mode == "shelling"]
        top = next((t for t in shells if 0 < top.start - t.end <= _FIRED), top)
        mode, weapon = top.mode, top.weapon  # "a mortar shell fired from across the border"
    weak = top is not None and top.pos == "x"
    flown = mode == "raid" and top is not None and top.definite
    fought = any(t.mode in _FIREFIGHT for s in draft.tellings for t in s.triggers)
    if mode in _UPGRADED or mode in _OUTDONE or weak or flown or mode == "body":
        weapons = [
            (lexicon.ranks.get(t.mode, 0), -t.start, t)
            for telling in draft.tellings
            for t in telling.triggers
            if t.pos == "w" and (weak or flown or mode == "body" or _upgrades(mode, t))
        ]
        if flown:
            weapons = [w for w in weapons if w[2].mode == "airstrike"]
        elif mode == "body":
            weapons = [w for w in weapons if w[2].mode in EXPLOSIVE]
        elif fought and mode != "gun":
            weapons = [w for w in weapons if w[2].mode not in _CARRIED]
        if weapons:
            best = max(weapons, key=lambda item: item[:2])[2]
            if lexicon.ranks.get(best.mode, 0) > lexicon.ranks.get(mode, 0):
                top, mode, weapon = best, best.mode, best.weapon
    stormed = any(t.mode in {"attack", "takeover"} and t.pos != "x" for t in draft.first.triggers)
    if mode in _CARRIED and fought and stormed and (top is None or top.pos != "n"):
        mode = "attack"  # a post is stormed with rifles, rockets and grenades
    if mode == "shelling" and kinds & {"ambush", "clash"} and (top is None or top.pos != "n"):
        shot = [t for s in draft.tellings for t in s.triggers if t.mode in {"gun", "ambush"}]
        if any(t.mode == "gun" for t in shot):
            top = min(shot, key=lambda t: t.start)  # rockets and rifles together are a battle
            mode, weapon = "ambush", weapon
    if top is not None:
        spans["event_type"] = (top.start, top.end)
    if not weapon:
        told = [t for s in draft.tellings for t in s.triggers if t.mode != _CHANCE]
        weapon = next((t.weapon for t in told if t.weapon), "")
    return mode or "kill", weapon


def _kills_civilians(telling: Telling) -> bool:
    """Whether civilians alone were killed, whoever then fought the attackers."""
    sides = {c.side for c in telling.numbers if c.kind == "killed" and c.value}
    return sides == {"civilians"} and not any(t.mode == "clash" for t in telling.triggers)


def _upgrades(mode: str, weapon: Trigger) -> bool:
    """Whether a weapon named besides tells the kind better than the word for the event."""
    if weapon.mode == "suicide" and mode in _OUTDONE:
        return weapon.carried
    return mode in _UPGRADED and (mode != "ambush" or weapon.mode in {"ied", "blast"})
