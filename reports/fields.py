"""The fields of an incident from all its tellings: when, where, what kind, who."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reports.days import YEAR, DateMention, Resolved, resolve_date
from reports.places import SCENE, Place
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
_FROM_AFAR = frozenset({"shelling", "airstrike"})
_PLANTED = frozenset({"ied", "suicide"})
_CHANCE = "accident"
_FROM_BEFORE = frozenset({"same", "next", "shift0"})
_RELATIVE = frozenset({"same", "next", "shift", "shift0"})


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
        found = [p for p in found if p.role in {"scene", "unlisted"} and p.score > SCENE]
    return max(found, key=lambda p: (p.score, -p.start), default=None)


def _nearby(draft: Draft, passages: list[Passage]) -> Place | None:
    """Give the scene that the passage sets in which an incident is told, or the one just before."""
    first = draft.first
    for passage in _setting(draft, passages):
        others = [t for t in passage.tellings if t is not first and len(passage.tellings) > 1]
        others = others if first in passage.tellings else []
        found = [p for p in passage.places if p.fine and p.score > SCENE - 1]
        found = [p for p in found if not any(t.start <= p.start < t.end for t in others)]
        if found:
            return max(found, key=lambda p: (p.score, -p.start))
    return None


def _setting(draft: Draft, passages: list[Passage]) -> list[Passage]:
    """Give the passages around the first telling of an incident, nearest first."""
    first = draft.first
    at = next(n for n, p in enumerate(passages) if p.sentence.start <= first.start < p.sentence.end)
    out = [passages[at]]
    if at and (passages[at - 1].sentence.paragraph == first.paragraph or not draft.separate):
        out.append(passages[at - 1])
    while len(out) > 1 and len(out) < _BACK and at - len(out) >= 0:
        told, further = out[-1], passages[at - len(out)]
        if told.dates or told.places or further.sentence.paragraph != first.paragraph:
            break
        out.append(further)
    return out


_BACK = 4  # passages of a paragraph looked back through for when and where


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


def find_day(report: Report, draft: Draft, spans: Spans, notes: list[str]) -> Resolved:
    """Choose and resolve the date of an incident; notes keep its wording."""
    document, published = report.document, report.published
    if draft.year is not None:
        spans["event_date"] = (draft.year.start, draft.year.end)
        return resolve_date(draft.year, published)
    best: tuple[float, DateMention] | None = None
    for n, telling in enumerate(draft.tellings):
        for d in telling.dates:
            weight = {"event": 3.0, "report": 1.0}.get(d.role, 0.0)
            if d.kind in _RELATIVE or not weight:
                continue
            weight += (0.5 if n == 0 else 0.0) - 0.4 * d.precision
            weight -= 0.03 * _distance(telling, d)
            # "on Friday night and Saturday" began on Friday
            weight -= 0.5 if any(0 < d.start - o.end <= _BESIDE for o in telling.dates) else 0.0
            weight -= {"ago": 0.6, "weekday": 0.1, "relative": 0.2}.get(d.kind, 0.0)
            stated = d.kind in {"full", "monthday"} and resolve_date(d, published).day == published
            weight -= 0.4 if stated else 0.0
            if best is None or weight > best[0]:
                best = (weight, d)
    relative = [d for t in draft.tellings for d in t.dates if d.kind in _FROM_BEFORE]
    told = [c.end for c in draft.first.numbers]
    if best is not None and not draft.first.start <= best[1].start < draft.first.end:
        again = [d for d in draft.first.dates if d.kind in _FROM_BEFORE - {"shift0"}]
        other = find_day(report, draft.before, {}, []) if again and draft.before else None
        if other is not None and other.day is not None and other.precision == 1:
            notes.append("date taken from the incident before")
            return Resolved(other.day + timedelta(days=again[0].value), 1)
    shifts = [
        d
        for d in draft.first.dates
        if d.kind == "shift"
        and not (told and all(at <= d.start for at in told))
        and not (d.value < -1 and any(t.end <= d.start for t in draft.first.real_triggers))
    ]
    if shifts:
        day = _shifted(report, draft, shifts[0])
        if day is not None:
            spans["event_date"] = (shifts[0].start, shifts[0].end)
            return Resolved(day, shifts[0].precision)
    before = [d for d in draft.first.dates if d.kind == "shift0"]
    if before and (
        best is None or best[1].role != "event" or _leads_back(draft.first, best[1], before[0])
    ):
        day = _shifted(report, draft, before[0])
        if day is not None:
            spans["event_date"] = (before[0].start, before[0].end)
            return Resolved(day, 1)
    if (
        best is None
        and draft.before is not None
        and (relative or (draft.separate and _told_elsewhere(report, draft) is None))
    ):
        base = draft.before
        while not relative and base.before and any(d.kind == "shift0" for d in base.first.dates):
            base = base.before  # "the night before" was told in passing
        other = find_day(report, base, {}, [])
        if other.day is not None and other.precision == 1:
            shift = relative[0].value if relative else 0
            notes.append("date taken from the incident before")
            return Resolved(other.day + timedelta(days=shift), 1)
    if best is None:
        found = next((d for d in draft.first.dates if d.role == "since"), None)
        found = found or _told_elsewhere(report, draft)
        if found is None:
            return Resolved(None, YEAR)
        best = (0.0, found)
    mention = best[1]
    if mention.kind == "dayonly":
        mention = _in_month_told(report, mention)
    if mention.kind == "monthday" and published is None:
        mention = _in_year_told(report, mention)
    spans["event_date"] = (mention.start, mention.end)
    wording = " ".join(document.text[mention.start : mention.end].split())
    resolved = resolve_date(mention, published, wording)
    if mention.kind not in {"full", "monthyear"}:
        known = "" if resolved.day else " (publication date unknown)"
        notes.append(f'date as told: "{wording}"{known}')
    return resolved


def _leads_back(telling: Telling, day: DateMention, shift: DateMention) -> bool:
    """Whether a clause goes back ("dug on Friday where four trucks exploded a day earlier")."""
    if not telling.start <= day.start < shift.start:
        return False
    lead = [u for u in telling.units if u.e <= day.start]
    if any(u.c.get("trg", ("", "", ""))[2] in {"n", "v"} for u in lead):
        return False  # two events: "clashed on Monday after a man was shot the day before"
    between = [u for u in telling.units if day.end <= u.s < shift.start]
    return any(u.c.get("fn") == "rel" for u in between)


_BESIDE = 12  # characters between two days told together


def _in_month_told(report: Report, mention: DateMention) -> DateMention:
    """Put a day told by its number into the month that the report named last before it."""
    before = [
        d
        for p in report.passages
        for d in p.dates
        if d.start < mention.start and d.month and d.kind in {"full", "monthyear", "month"}
    ]
    if not before:
        return mention
    last = before[-1]
    kind = "full" if last.year else "monthday"
    return replace(mention, kind=kind, year=last.year, month=last.month)


def _in_year_told(report: Report, mention: DateMention) -> DateMention:
    """Put a day without a year into the year that an undated report named last before it."""
    before = [d for p in report.passages for d in p.dates if d.start < mention.start and d.year]
    return replace(mention, kind="full", year=before[-1].year) if before else mention


def _distance(telling: Telling, mention: DateMention) -> int:
    """Words between a date and the nearest word of violence, at most ten."""
    units = telling.units
    at = next((k for k, u in enumerate(units) if u.s >= mention.start), len(units))
    told = [abs(k - at) for k, u in enumerate(units) if "trg" in u.c or "harm" in u.c]
    return min([10, *told])


def _shifted(report: Report, draft: Draft, shift: DateMention) -> date | None:
    """Give the day that "a day after" means, counted from the other day told there."""
    reach = 1 if shift.kind == "shift" else 2
    around = [d for p in _setting(draft, report.passages)[:reach] for d in p.dates]
    for d in around:
        if d.kind not in _RELATIVE:
            day = resolve_date(d, report.published).day
            return day + timedelta(days=shift.value) if day else None
    day = report.published
    if draft.before is not None:
        day = find_day(report, draft.before, {}, []).day or day
    return day + timedelta(days=shift.value) if day else None


def _told_elsewhere(report: Report, draft: Draft) -> DateMention | None:
    """Give the date that the passages around an incident tell, or the whole report of one."""
    passages = report.passages if report.single else _setting(draft, report.passages)
    for role in ("event", "report"):
        found = [d for p in passages for d in p.dates if d.role == role]
        found = [d for d in found if d.kind not in _RELATIVE and d.precision <= 3]
        if found:
            at = draft.first.start
            return min(found, key=lambda d: (d.precision, d.start > at, abs(d.start - at)))
    return None


def find_mode(draft: Draft, lexicon: Lexicon, spans: Spans) -> tuple[str, str]:
    """Choose the kind of event and the weapon from all words that name them."""
    kinds = {t.mode for t in draft.first.real_triggers}
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
            and (kinds - _FOLLOW_UPS or not kinds)
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
    weak = top is not None and top.pos == "x"
    if mode in _UPGRADED or mode in _OUTDONE or weak:
        weapons = [
            (lexicon.ranks.get(t.mode, 0), -t.start, t)
            for telling in draft.tellings
            for t in telling.triggers
            if t.pos == "w" and (weak or _upgrades(mode, t))
        ]
        if mode == "attack" and any(w[2].mode == "gun" for w in weapons):
            weapons = [w for w in weapons if w[2].mode != "shelling"]
        if weapons:
            best = max(weapons, key=lambda item: item[:2])[2]
            if lexicon.ranks.get(best.mode, 0) > lexicon.ranks.get(mode, 0):
                top, mode, weapon = best, best.mode, best.weapon
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
