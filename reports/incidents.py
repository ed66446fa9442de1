"""From tellings to incidents: which passages tell of the same event, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from reports.actors import Role, choose_actors, find_roles
from reports.dates import YEAR, DateMention, Resolved, resolve_date
from reports.figures import SIDES, Figure, combine
from reports.model import Incident
from reports.scene import Districts, Place

if TYPE_CHECKING:
    from reports.documents import Document
    from reports.lexicon import Lexicon
    from reports.tellings import Passage, Telling

_EXPLOSIVE = frozenset({"suicide", "ied", "blast", "grenade", "shelling", "airstrike"})
_ARMED = frozenset({"gun", "ambush", "clash", "raid", "kill", "attack", "body"})
_GENERIC = frozenset({"attack", "kill"})
_UPGRADED = frozenset({"attack", "blast", "ied", "kill", "", "ambush", "riot", "damage"})
_REFERRING = frozenset({"the", "they", "their", "he", "his", "she", "her", "it"})
_SCENE = 2.0
_JOIN = 1.0


@dataclass(slots=True)
class Draft:
    """An incident being put together."""

    tellings: list[Telling]
    year: DateMention | None = None
    separate: bool = False
    inherited: Place | None = None
    before: Draft | None = None
    places: list[tuple[float, Place]] = field(default_factory=list)

    @property
    def first(self) -> Telling:
        """The telling that opened it."""
        return self.tellings[0]


@dataclass(slots=True)
class Reading:
    """What one report gives."""

    incidents: list[Incident]
    aggregates: list[dict[str, Any]]
    warnings: list[dict[str, Any]]


@dataclass(slots=True)
class _Report:
    """What all incidents of a report share."""

    document: Document
    published: date | None
    passages: list[Passage]
    lexicon: Lexicon
    topic: Place | None
    single: bool


def assemble(
    document: Document,
    published: date | None,
    passages: list[Passage],
    lexicon: Lexicon,
    districts: Districts,
) -> Reading:
    """Group the tellings of a report into incidents and fill in their fields."""
    drafts: list[Draft] = []
    totals: list[tuple[Telling, str, int]] = []
    short = len(passages) <= 6
    for at, passage in enumerate(passages):
        set_up = short or _is_set_up(passages, at, drafts)
        for telling in passage.tellings:
            if any(t.mode == "accident" for t in telling.triggers) and not any(
                t.mode in _EXPLOSIVE | {"gun", "clash"} for t in telling.triggers
            ):
                continue
            why = _is_total(telling)
            if why:
                totals.append((telling, why, len(drafts)))
                continue
            if telling.unreal:
                continue
            _place_telling(drafts, telling, published, districts, short=set_up)
    report = _Report(document, published, passages, lexicon, _topic(passages), len(drafts) == 1)
    incidents = [_finish(report, draft) for draft in drafts]
    reading = Reading(incidents, [], [])
    for telling, why, at in totals:
        _report_total(document, reading, telling, why, incidents[at:])
    return reading


def _is_set_up(passages: list[Passage], at: int, drafts: list[Draft]) -> bool:
    """Whether its paragraph said before when or where ("3 May: Buleda (Kech).") but not what."""
    paragraph = passages[at].sentence.paragraph
    new = not any(t.paragraph == paragraph for draft in drafts for t in draft.tellings)
    for passage in reversed(passages[max(0, at - 3) : at]):
        if passage.sentence.paragraph != paragraph:
            return False
        fine = any(p.fine and p.score > _SCENE for p in passage.places)
        if (passage.dates or fine) and (new or len(passage.units) <= 14):
            return True
    return False


def _is_total(telling: Telling) -> str:
    """Why a telling is a total of several incidents, or an empty string."""
    if not telling.numbers:
        return ""
    if "parts" in telling.cues or _counts_incidents(telling):
        return "total of separate incidents"
    days = [d for d in telling.dates if d.precision <= 2]
    spans = [d for d in telling.dates if d.precision > 2]
    single = any(t.pos == "n" and not t.plural for t in telling.real_triggers)
    if (spans or "total" in telling.cues) and not days and not single:
        fine = any(p.fine and p.score > _SCENE for p in telling.places)
        plural = any(t.pos == "n" and t.plural for t in telling.real_triggers)
        if plural or not fine:
            return "total over a period"
    return ""


def _counts_incidents(telling: Telling) -> bool:
    """Whether a passage numbers incidents ("25 killed in seven incidents", "Total: …")."""
    units = telling.units
    if units[0].t in {"total", "totals"} and len(units) > 2:
        return True
    for k, unit in enumerate(units[1:], 1):
        if unit.t in {"incidents", "events"} and (
            "num" in units[k - 1].c or units[k - 1].t.isdigit()
        ):
            return True
    return False


def _place_telling(
    drafts: list[Draft],
    telling: Telling,
    published: date | None,
    districts: Districts,
    *,
    short: bool,
) -> None:
    """Add a telling to the incident it tells of, or open a new one, or leave it."""
    best, score = None, -99.0
    for draft in drafts:
        if draft.year is not None:
            continue
        points = _same(draft, telling, published, drafts, districts)
        if points > score:
            best, score = draft, points
    years = [d for d in telling.dates if d.kind == "year" and d.role == "event"]
    opens = _opens(telling, short=short)
    if len(years) > 1 and telling.real_triggers and not telling.numbers:
        for year in years:
            drafts.append(Draft([telling], year=year))
        return
    needed = _JOIN if opens else 0.5
    if "both" in telling.cues and not opens:
        for draft in drafts[-2:]:
            draft.tellings.append(telling)
        return
    if best is not None and score >= needed:
        best.tellings.append(telling)
        return
    if opens:
        separate = "separate" in telling.cues or bool(drafts)
        draft = Draft([telling], separate=separate, before=drafts[-1] if drafts else None)
        drafts.append(draft)


def _opens(telling: Telling, *, short: bool) -> bool:
    """Whether a telling says enough to be an incident by itself."""
    triggers = telling.real_triggers
    scene = any(p.fine and p.score > _SCENE for p in telling.places) or "same" in telling.cues
    day = any(
        d.role == "event" and (d.precision <= 2 or d.kind in {"year", "monthyear"})
        for d in telling.dates
    )
    area = any(p.score > 1 for p in telling.places)
    told = [c for c in telling.numbers if not c.known or c.value == 1]
    zero = bool(told) and all(c.value == 0 for c in told)
    weapon = len(triggers) < len(telling.triggers)
    if told and not zero:
        known_one = all(c.known for c in told)
        signs = triggers or scene or day or weapon or short
        return bool(signs) and not (known_one and not (scene or day or area))
    explosive = any(t.pos == "w" and t.mode == "suicide" for t in telling.triggers)
    if explosive and scene and day:
        return True
    if telling.only_weak and not weapon:
        return False
    if not triggers and weapon and zero and (scene or day):
        return True
    single = [t for t in triggers if not t.definite and not (t.pos == "n" and t.plural)]
    if triggers and day and (single or scene or any(not t.definite for t in triggers)):
        return True
    verbs = [t for t in single if t.pos == "v"]
    if zero and triggers and scene:
        return True
    return scene and bool(verbs or (single and short))


def _same(
    draft: Draft,
    telling: Telling,
    published: date | None,
    drafts: list[Draft],
    districts: Districts,
) -> float:
    """How well a telling fits an incident; 1 and more is the same."""
    points = 0.0
    last = draft.tellings[-1]
    definite = any(t.definite for t in telling.real_triggers)
    gap = telling.sentence - last.sentence
    bodies = any(t.mode == "body" and t.definite for t in telling.triggers)
    if bodies and any(t.mode == "abduct" for s in draft.tellings for t in s.triggers):
        return 3.0
    goes_on = _continues(draft, telling, drafts, gap)
    points += 2.2 if goes_on else 0.0
    if gap == 0 or "separate" in telling.cues:
        points -= 4 if gap == 0 else 20
    points += _date_fit(draft, telling, published)
    points += _place_fit(draft, telling, districts)
    points += _mode_fit(draft, telling)
    fit = _count_fit(draft, telling, gap)
    points += max(fit, -1.0) if goes_on else fit
    if definite:
        points += 1.0 if draft is drafts[-1] else 0.6
    if "where" in telling.cues or "claim" in telling.cues or "noclaim" in telling.cues:
        points += 0.5
    if gap == 1:
        points += 0.7 + (0.5 if telling.units[0].t in _REFERRING else 0.0)
    elif (
        gap > 1
        and not definite
        and not telling.cues & {"claim", "noclaim"}
        and not telling.numbers
        and "where" not in telling.cues
    ):
        points -= 1.5
    return points


def _continues(draft: Draft, telling: Telling, drafts: list[Draft], gap: int) -> bool:
    """Whether a telling without day and scene of its own goes on about the latest incident."""
    if draft is not drafts[-1] or not telling.numbers:
        return False
    if any(d.role == "event" for d in telling.dates) or "separate" in telling.cues:
        return False
    if any(p.fine and p.score > _SCENE for p in telling.places):
        return False
    last = draft.tellings[-1]
    return gap == 1 or (gap <= 3 and telling.paragraph == last.paragraph)


def _date_key(mention: DateMention, published: date | None) -> tuple[str, Any] | None:
    resolved = resolve_date(mention, published)
    if resolved.day is not None and resolved.precision == 1:
        return ("day", resolved.day)
    if resolved.day is not None:
        if resolved.precision == 3:
            return ("month", (resolved.day.year, resolved.day.month))
        if resolved.precision == YEAR and mention.kind in {"year", "yearrel"}:
            return ("year", resolved.day.year)
        return None
    if mention.kind == "weekday":
        return ("weekday", mention.value)
    if mention.kind == "monthday":
        return ("monthday", (mention.month, mention.day))
    return None


def _date_fit(draft: Draft, telling: Telling, published: date | None) -> float:
    own = [_date_key(d, published) for d in telling.dates if d.role == "event"]
    theirs = [_date_key(d, published) for t in draft.tellings for d in t.dates if d.role == "event"]
    mine = [key for key in own if key]
    known = [key for key in theirs if key]
    if not mine or not known:
        return 0.0
    for a in mine:
        for b in known:
            if a == b or _days_agree(a, b):
                return 3.0
    return -8.0


def _days_agree(a: tuple[str, Any], b: tuple[str, Any]) -> bool:
    kinds = {a[0]: a[1], b[0]: b[1]}
    if "day" in kinds and "month" in kinds:
        return (kinds["day"].year, kinds["day"].month) == tuple(kinds["month"])
    if "day" in kinds and "year" in kinds:
        return bool(kinds["day"].year == kinds["year"])
    if "month" in kinds and "year" in kinds:
        return bool(kinds["month"][0] == kinds["year"])
    if "day" in kinds and "weekday" in kinds:
        return bool(kinds["day"].weekday() == kinds["weekday"])
    if "day" in kinds and "monthday" in kinds:
        return bool((kinds["day"].month, kinds["day"].day) == kinds["monthday"])
    return False


def _place_fit(draft: Draft, telling: Telling, districts: Districts) -> float:
    mine = [p for p in telling.places if p.score > _SCENE and p.fine]
    counted = [t for t in draft.tellings if t.numbers and any(p.fine for p in t.places)]
    theirs = [p for t in counted or draft.tellings for p in t.places if p.score > _SCENE and p.fine]
    if not mine or not theirs:
        return 0.0
    names = {p.name.lower() for p in theirs}
    parents = {q.lower() for p in theirs for q in p.parents}
    for p in mine:
        if p.name.lower() in names:
            return 1.5
    for p in mine:
        if p.name.lower() in parents or {q.lower() for q in p.parents} & names:
            return 0.5
    if any(_may_hold(p, q, districts) for p in mine for q in theirs):
        return -0.3
    levels = {p.level for p in theirs}
    return -5.0 if {p.level for p in mine} & levels else -0.5


def _may_hold(one: Place, other: Place, districts: Districts) -> bool:
    """Whether a place may lie in the other: by its name ("Quetta railway station"), its district."""
    a, b = one.name.casefold(), other.name.casefold()
    if a in b or b in a:
        return True
    district, large = districts.of(one)
    second, larger = districts.of(other)
    return bool(district) and district == second and large != larger


def _family(modes: set[str]) -> set[str]:
    out = set()
    for mode in modes:
        if mode in _EXPLOSIVE:
            out.add("explosive")
        elif mode in _GENERIC:
            out.add("any")
        elif mode in _ARMED:
            out.add("armed")
        elif mode:
            out.add(mode)
    return out


def _mode_fit(draft: Draft, telling: Telling) -> float:
    mine = {t.mode for t in telling.triggers if t.pos != "w"}
    theirs = {t.mode for s in draft.tellings for t in s.triggers}
    if not mine or not theirs:
        return 0.0
    a, b = _family(mine), _family(theirs)
    if (mine & theirs) - _GENERIC:
        return 0.6
    if "any" in a | b or a & b:
        return 0.2 if a & b else 0.0
    return -1.2


def _count_fit(draft: Draft, telling: Telling, gap: int) -> float:
    points = 0.0
    for kind in ("killed", "injured", "abducted"):
        mine = combine([telling.counts], kind)
        theirs = combine([t.counts for t in draft.tellings], kind)
        if not mine.told or not theirs.told:
            continue
        whole = [c for c in telling.counts if c.kind == kind and not c.part]
        if mine.value is not None and mine.value == theirs.value:
            points += 2.5 if mine.value > 1 else 0.6
        elif (
            any(c.update for c in whole)
            or all(c.known for c in whole)
            or (
                gap <= 1
                and (
                    all(c.more for c in whole)
                    or not ({c.side for c in whole} & (set(theirs.sides) or {"any"}))
                )
            )
        ):
            points += 0.3
        elif _ranges_meet(mine, theirs):
            points += 1.0
        else:
            points -= 1.5
    return points


def _ranges_meet(a: Figure, b: Figure) -> bool:
    if a.value is not None and b.value is not None and a.low == a.high and b.low == b.high:
        return False
    low = max(a.low or 0, b.low or 0)
    high = min(x if x is not None else 10**9 for x in (a.high, b.high))
    return low <= high


def _topic(passages: list[Passage]) -> Place | None:
    """The place that a report's headline and first sentence are about."""
    for passage in passages[:3]:
        found = [p for p in passage.places if p.fine and p.score > _SCENE]
        if found:
            return max(found, key=lambda p: (p.score, -p.start))
    return None


def _finish(report: _Report, draft: Draft) -> Incident:
    document, published, lexicon = report.document, report.published, report.lexicon
    spans: dict[str, tuple[int, int]] = {}
    notes: list[str] = []
    place = _scene(report, draft, notes)
    draft.inherited = place
    resolved = _when(report, draft, spans, notes)
    killed = combine([t.counts for t in draft.tellings], "killed")
    injured = combine([t.counts for t in draft.tellings], "injured")
    abducted = combine([t.counts for t in draft.tellings], "abducted")
    if abducted.value and not killed.told and _bodies_found(draft):
        killed = abducted
    roles = _roles(report, draft)
    mode, weapon = _mode(draft, lexicon, spans)
    modes = {t.mode for s in draft.tellings for t in s.triggers if t.pos != "w"}
    if mode == "abduct" and killed.value:
        mode = "kill"
    shot = any(r.part == "doer" and lexicon.actors[r.name]["side"] == "security" for r in roles)
    if "protest" in modes and shot and killed.value and not killed.sides.get("security"):
        mode = "force"
    if mode == "raid" and not killed.told and not injured.told:
        mode = "arrest" if "arrest" in modes else "defuse" if "defuse" in modes else mode
    side = _target_side(killed, injured, abducted, roles, mode, lexicon)
    event_type, sub_event_type = lexicon.types.get((mode, side)) or lexicon.types.get(
        (mode, "*"), ("", "")
    )
    doer, target, actor1, actor2 = choose_actors(roles, mode, side, lexicon)
    for name, role in (("actor1", doer), ("actor2", target)):
        if role is not None:
            spans[name] = (role.start, role.end)
    for name, figure in (("fatalities", killed), ("injured", injured)):
        if figure.span:
            spans[name] = figure.span
        word = {"fatalities": "killed", "injured": "injured"}[name]
        notes += [f"{word}: {note}" for note in figure.notes]
    if abducted.value:
        notes.append(f"abducted: {abducted.value}")
    if weapon:
        notes.append(f"weapon: {weapon}")
    notes += _claims(roles)
    hints = _hints(place, report.passages)
    if place is not None:
        spans["location"] = (place.start, place.end)
    first = draft.first
    start, end = first.start, first.end
    span_key = f"{document.report_id}|{start}|{end}|{draft.year.year if draft.year else ''}"
    event_id = "zila-" + blake2b(span_key.encode("utf-8", "replace"), digest_size=6).hexdigest()
    return Incident(
        event_id=event_id,
        report_id=document.report_id,
        source=document.source,
        span_start=start,
        span_end=end,
        sentence=document.text[start:end],
        event_date=resolved.day,
        time_precision=resolved.precision if resolved.day else YEAR,
        event_type=event_type,
        sub_event_type=sub_event_type,
        actor1=actor1,
        actor2=actor2,
        fatalities=killed.value,
        fatalities_low=killed.low,
        fatalities_high=killed.high,
        injured=injured.value,
        injured_low=injured.low,
        injured_high=injured.high,
        fatalities_civilians=killed.sides.get("civilians"),
        fatalities_security=killed.sides.get("security"),
        fatalities_militants=killed.sides.get("militants"),
        location=place.text if place else "",
        country=hints["country"],
        admin1=hints["admin1"],
        admin2=hints["admin2"],
        notes="; ".join(dict.fromkeys(notes)),
        spans=spans,
        mode=mode,
        published=published,
    )


def _roles(report: _Report, draft: Draft) -> list[Role]:
    """The actors of an incident's tellings, and of all else a report of one incident says."""
    lexicon = report.lexicon
    roles = [
        role
        for n, t in enumerate(draft.tellings)
        for role in find_roles(t.units, t.counts, lexicon)
        if n == 0 or t.numbers or role.weight >= 2.0 or role.part != "doer"
    ]
    if report.single:
        told = {t.sentence for t in draft.tellings}
        for at, passage in enumerate(report.passages):
            if at in told or any(t.unreal for t in passage.tellings):
                continue
            for role in find_roles(passage.units, [], lexicon):
                near = at - draft.first.sentence <= 3 and len(report.passages) <= 8
                sure = role.part in {"claim", "denial"} or role.weight >= 2.8
                if lexicon.actors[role.name]["kind"] in {"rebel", "state"} and (near or sure):
                    part = role.part if role.part in {"claim", "denial", "doer"} else "speaker"
                    weight = role.weight if part == "claim" else 0.2
                    roles.append(Role(role.name, role.start, role.end, part, weight))
    denied = {r.name for r in roles if r.part == "denial"}
    return [r for r in roles if r.name not in denied or r.part == "denial"]


def _bodies_found(draft: Draft) -> bool:
    """Whether the people abducted were found dead ("their bodies were found")."""
    return any(t.mode == "body" and t.definite for s in draft.tellings for t in s.triggers)


def _scene(report: _Report, draft: Draft, notes: list[str]) -> Place | None:
    passages, topic = report.passages, report.topic
    scored: list[tuple[float, Place]] = []
    for n, telling in enumerate(draft.tellings):
        bonus = (0.5 if n == 0 else 0.0) + (0.5 if telling.counts else 0.0)
        bonus += 2.0 if "where" in telling.cues else 0.0
        scored += [(p.score + bonus, p) for p in telling.places if p.score > 0]
    scored.sort(key=lambda item: (_coarse(item), -item[0], item[1].start))
    own = scored[0][1] if scored else None
    if own is not None and own.fine and (own.score > _SCENE or not report.single):
        inner = [p for _, p in scored if own.name in p.parents and p.fine and p.score > _SCENE]
        return max(inner, key=lambda p: (p.score, -p.start), default=own)
    same = any("same" in t.cues for t in draft.tellings)
    if same or (not draft.separate and own is None):
        before = draft.before.inherited if draft.before else None
        if before is None or not before.fine:
            before = _nearby(draft, passages) or topic
        if before is not None and before.fine:
            notes.append("place taken from the passage before")
            return before
    if own is not None and own.level in {"admin1", "region"}:
        near = None if draft.separate else _nearby(draft, passages)
        if near is not None:
            notes.append("place taken from the passage before")
            return near
        return own
    near = _nearby(draft, passages)
    if near is None and (not draft.separate or draft.year is not None):
        near = _anywhere(report) or topic
    if near is not None:
        notes.append("place taken from another passage")
        return near
    if own is None:
        lines = [p for passage in passages for p in passage.dateline]
        if lines and not draft.separate:
            notes.append("place taken from the dateline")
            return lines[0]
    return own


def _coarse(item: tuple[float, Place]) -> int:
    """Order of preference by level: a district or smaller that is a scene, a province, a country."""
    score, place = item
    if place.fine:
        return 0 if score > _SCENE else 2
    return {"admin1": 1, "region": 1}.get(place.level, 3)


def _anywhere(report: _Report) -> Place | None:
    """The likeliest scene in a whole report, for its only incident."""
    if not report.single:
        return None
    found = [p for passage in report.passages for p in passage.places if p.fine and p.score > 0]
    return max(found, key=lambda p: (p.score, -p.start), default=None)


def _nearby(draft: Draft, passages: list[Passage]) -> Place | None:
    """The scene that the passage sets in which an incident is told, or the one just before."""
    for passage in _setting(draft, passages):
        found = [p for p in passage.places if p.fine and p.score > _SCENE - 1]
        if found:
            return max(found, key=lambda p: (p.score, -p.start))
    return None


def _setting(draft: Draft, passages: list[Passage]) -> list[Passage]:
    """The passages around the first telling of an incident, nearest first."""
    first = draft.first
    at = next(n for n, p in enumerate(passages) if p.sentence.start <= first.start < p.sentence.end)
    out = [passages[at]]
    if at and (passages[at - 1].sentence.paragraph == first.paragraph or not draft.separate):
        out.append(passages[at - 1])
    return out


def _hints(place: Place | None, passages: list[Passage]) -> dict[str, str]:
    out = {"admin1": "", "admin2": "", "country": ""}
    if place is None:
        return out
    levels = {p.name.lower(): p.level for passage in passages for p in passage.places}
    for parent in place.parents:
        level = levels.get(parent.lower(), "")
        if level in {"country", "admin1", "admin2"}:
            out[level] = out[level] or parent
        elif level == "point" or not level:
            out["admin2"] = out["admin2"] or parent
    return out


def _when(
    report: _Report, draft: Draft, spans: dict[str, tuple[int, int]], notes: list[str]
) -> Resolved:
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
            weight -= {"ago": 0.6, "weekday": 0.1}.get(d.kind, 0.0)
            stated = d.kind in {"full", "monthday"} and resolve_date(d, published).day == published
            weight -= 0.4 if stated else 0.0
            if best is None or weight > best[0]:
                best = (weight, d)
    relative = [d for t in draft.tellings for d in t.dates if d.kind in {"same", "next"}]
    shifts = [d for d in draft.first.dates if d.kind == "shift"]
    if shifts:
        day = _shifted(report, draft, shifts[0])
        if day is not None:
            spans["event_date"] = (shifts[0].start, shifts[0].end)
            return Resolved(day, 1)
    if (
        best is None
        and _told_elsewhere(report, draft) is None
        and draft.before is not None
        and (relative or draft.separate)
    ):
        other = _when(report, draft.before, {}, [])
        if other.day is not None and other.precision == 1:
            shift = relative[0].value if relative else 0
            notes.append("date taken from the incident before")
            return Resolved(other.day + timedelta(days=shift), 1)
    if best is None:
        found = _told_elsewhere(report, draft)
        if found is None:
            return Resolved(None, YEAR)
        best = (0.0, found)
    mention = best[1]
    spans["event_date"] = (mention.start, mention.end)
    wording = " ".join(document.text[mention.start : mention.end].split())
    resolved = resolve_date(mention, published, wording)
    if mention.kind not in {"full", "monthyear"}:
        known = "" if resolved.day else " (publication date unknown)"
        notes.append(f'date as told: "{wording}"{known}')
    return resolved


_RELATIVE = frozenset({"same", "next", "shift", "shift0"})


def _shifted(report: _Report, draft: Draft, shift: DateMention) -> date | None:
    """The day that "a day after" puts an incident on: counted from the other day in its sentence."""
    around = [d for p in _setting(draft, report.passages)[:1] for d in p.dates]
    for d in around:
        if d.kind not in _RELATIVE:
            day = resolve_date(d, report.published).day
            return day + timedelta(days=shift.value) if day else None
    if report.published is None:
        return None
    return report.published + timedelta(days=shift.value)


def _told_elsewhere(report: _Report, draft: Draft) -> DateMention | None:
    """The date that the passages around an incident give, or a whole report of one incident."""
    passages = report.passages if report.single else _setting(draft, report.passages)
    for role in ("event", "report"):
        found = [d for p in passages for d in p.dates if d.role == role]
        found = [d for d in found if d.kind not in _RELATIVE and d.precision <= 3]
        if found:
            at = draft.first.start
            return min(found, key=lambda d: (d.precision, d.start > at, abs(d.start - at)))
    return None


def _mode(draft: Draft, lexicon: Lexicon, spans: dict[str, tuple[int, int]]) -> tuple[str, str]:
    ranked = [
        (lexicon.ranks.get(t.mode, 0) - (30 if t.pos == "x" else 0), -t.start, t)
        for telling in draft.tellings
        for t in telling.real_triggers
        if t.mode != "accident" and not (t.mode == "body" and t.definite)
    ]
    top = max(ranked, key=lambda item: item[:2])[2] if ranked else None
    mode, weapon = (top.mode, top.weapon) if top else ("", "")
    if mode in _UPGRADED:
        weapons = [
            (lexicon.ranks.get(t.mode, 0), -t.start, t)
            for telling in draft.tellings
            for t in telling.triggers
            if t.pos == "w"
        ]
        if weapons:
            best = max(weapons, key=lambda item: item[:2])[2]
            if lexicon.ranks.get(best.mode, 0) > lexicon.ranks.get(mode, 0):
                top, mode, weapon = best, best.mode, best.weapon
    if top is not None:
        spans["event_type"] = (top.start, top.end)
    if not weapon:
        weapon = next((t.weapon for s in draft.tellings for t in s.triggers if t.weapon), "")
    return mode or "kill", weapon


def _target_side(
    killed: Figure,
    injured: Figure,
    abducted: Figure,
    roles: list[Role],
    mode: str,
    lexicon: Lexicon,
) -> str:
    for figure in (killed, injured, abducted):
        if figure.sides:
            return max(SIDES, key=lambda s: figure.sides.get(s, 0))
    sides = [
        lexicon.actors[r.name]["side"]
        for r in sorted(roles, key=lambda r: -r.weight)
        if r.part == "target" and lexicon.actors[r.name]["side"] != "militants"
    ]
    if sides:
        return sides[0]
    if mode == "raid":
        return "militants"
    if killed.told or injured.told or mode in {"gun", "kill", "body", "abduct"}:
        return "civilians" if mode != "clash" else ""
    return ""


def _claims(roles: list[Role]) -> list[str]:
    out = [f"claimed by {r.name}" for r in roles if r.part == "claim"]
    out += [f"denied by {r.name}" for r in roles if r.part == "denial"]
    return out


def _parts_of(following: list[Incident], side: str) -> list[int]:
    """Killed in the incidents told after a total: of its side where they tell sides apart."""
    if side:
        own = [n for i in following if (n := getattr(i, f"fatalities_{side}")) is not None]
        if len(own) > 1:
            return own
    return [i.fatalities for i in following if i.fatalities is not None]


def _report_total(
    document: Document,
    reading: Reading,
    telling: Telling,
    why: str,
    following: list[Incident],
) -> None:
    killed = combine([telling.counts], "killed")
    injured = combine([telling.counts], "injured")
    span = [telling.start, telling.end]
    text = document.text[telling.start : telling.end]
    reading.aggregates.append(
        {
            "report_id": document.report_id,
            "span": span,
            "text": text,
            "killed": killed.value,
            "injured": injured.value,
            "why": why,
        }
    )
    if killed.value is None or "parts" not in telling.cues:
        return
    side = next(iter(killed.sides), "") if not killed.generic else ""
    parts = _parts_of(following, side)
    if len(parts) > 1 and sum(parts) != killed.value:
        told = " + ".join(map(str, parts))
        reading.warnings.append(
            {
                "report_id": document.report_id,
                "span": span,
                "text": (
                    f"The total of {killed.value} killed is not the sum of its parts "
                    f"({told} = {sum(parts)})."
                ),
            }
        )
