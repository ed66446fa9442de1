"""Incidents of a report: its tellings grouped, their fields filled in, its totals set apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from reports.actors import (
    CIVILIANS,
    PROTESTERS,
    RIOTERS,
    choose_actors,
    local_name,
    roles_of,
    target_side,
)
from reports.buildings import at_building
from reports.coreference import group_tellings
from reports.days import YEAR
from reports.drafts import EXPLOSIVE, Draft
from reports.fields import (
    Report,
    Spans,
    find_country,
    find_mode,
    find_scene,
    find_topic,
    parent_hints,
)
from reports.figures import Figure, combine, sides_within
from reports.model import Incident
from reports.roles import Role
from reports.timing import find_day
from reports.totals import Total
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.documents import Document
    from reports.lexicon import Lexicon
    from reports.places import Districts, Place
    from reports.tellings import Passage


@dataclass(slots=True)
class Reading:
    """What one report gives."""

    incidents: list[Incident]
    aggregates: list[dict[str, Any]]
    warnings: list[dict[str, Any]]


def assemble(
    document: Document,
    published: date | None,
    passages: list[Passage],
    lexicon: Lexicon,
    districts: Districts,
) -> Reading:
    """Group the tellings of a report into incidents and fill in their fields."""
    drafts, totals = group_tellings(passages, published, districts)
    topic, country = find_topic(passages), find_country(passages)
    told = frozenset(t.sentence for d in drafts for t in d.tellings)
    report = Report(
        document, published, passages, lexicon, topic, len(drafts) == 1, country, drafts, told
    )
    incidents = [_finish(report, draft) for draft in drafts]
    reading = Reading(incidents, [], [])
    for total in totals:
        _report_total(document, reading, total, incidents[total.drafts_before :])
    return reading


def _country(report: Report, place: Place | None) -> str:
    """Give the country of a scene; a village may only share its name with one of Pakistan."""
    own = place.country if place is not None else ""
    lines = report.passages[0].dateline
    sent = next((p.country for p in lines if p.country), "")
    if any(p.name.casefold() in _AFGHAN for p in lines):
        sent = "AF"  # in capitals no gazetteer knows "KABUL"
    if sent and own in {"", "PK"} and (place is None or place.level == "point"):
        return sent
    return own or report.country


_AFGHAN = words("city of afghanistan")


def _finish(report: Report, draft: Draft) -> Incident:
    document, published, lexicon = report.document, report.published, report.lexicon
    spans: Spans = {}
    notes: list[str] = []
    place = find_scene(report, draft, notes)
    draft.inherited = place
    place = at_building(document.text, draft, place)
    draft.resolved = resolved = find_day(report, draft, spans, notes)
    killed = combine([t.counts for t in draft.tellings], "killed")
    injured = combine([t.counts for t in draft.tellings], "injured")
    abducted = combine([t.counts for t in draft.tellings], "abducted")
    if abducted.value and not killed.told and _bodies_found(draft):
        killed = abducted
    roles = roles_of(report, draft)
    mode, weapon = find_mode(draft, lexicon, spans)
    mode = _mode_by_outcome(mode, draft, killed, injured, roles, lexicon)
    side = target_side(killed, injured, abducted, roles, mode, lexicon)
    event_type, sub_event_type = lexicon.types.get((mode, side)) or lexicon.types.get(
        (mode, "*"), ("", "")
    )
    doer, target, actor1, actor2 = choose_actors(roles, mode, side, lexicon)
    country = _country(report, place)
    actor1, actor2 = local_name(actor1, country), local_name(actor2, country)
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
    hints = parent_hints(place, report.passages)
    if place is not None and place.end:
        spans["location"] = (place.start, place.end)
    sides = sides_within(killed)
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
        fatalities_civilians=sides.get("civilians"),
        fatalities_security=sides.get("security"),
        fatalities_militants=sides.get("militants"),
        location=place.text if place else "",
        country=hints["country"],
        admin1=hints["admin1"],
        admin2=hints["admin2"],
        notes="; ".join(dict.fromkeys(notes)),
        spans=spans,
        mode=mode,
        published=published,
    )


def _mode_by_outcome(
    mode: str, draft: Draft, killed: Figure, injured: Figure, roles: list[Role], lexicon: Lexicon
) -> str:
    """Correct the kind of event by how it ended: abducted people killed, protesters shot."""
    modes = {t.mode for s in draft.tellings for t in s.triggers if t.pos != "w"}
    found = {t.mode for t in draft.first.triggers}
    if killed.value and (mode == "abduct" or (mode in {"gun", "kill"} and "body" in found)):
        return "body"
    sides = {lexicon.actors[r.name]["side"] for r in roles}
    forces = any(r.part == "doer" and lexicon.actors[r.name]["side"] == "security" for r in roles)
    if mode in {"takeover", "retake"}:
        doers = {lexicon.actors[r.name]["side"] for r in roles if r.part in {"doer", "claim"}}
        if mode == "takeover" and _overruns_post(draft):
            mode = "attack"
        elif doers == {"militants" if mode == "retake" else "security"}:
            mode = "takeover" if mode == "retake" else "retake"
    crowd = any("crowd" in t.cues for t in draft.tellings)
    armed = any(u.t in _GUNFIGHT for t in draft.tellings for u in t.units)
    if crowd and mode in {"clash", "attack"} and "militants" not in sides and "clash" in modes:
        return "clash" if armed else "riot"
    party = any(lexicon.actors[r.name]["kind"] == "political" for r in roles)
    against = any(lexicon.actors[r.name]["side"] == "security" for r in roles)
    if mode == "clash" and party and against and "militants" not in sides and not armed:
        return "riot"  # "party workers clash with police"
    mob = any(t.mode == "mob" for s in draft.tellings for t in s.triggers)
    if mode == "intervene" and ("riot" in modes or (mob and "damage" in modes)):
        return "riot"  # stones were thrown before the tear gas came
    if mode == "damage" and _mob_strikes(roles, crowd=crowd):
        return "riot"
    if mode == "gun" and modes & {"damage", "riot"} and _mob_strikes(roles, crowd=crowd):
        return "riot"
    if mode in {"kill", "attack"} and _mob_strikes(roles, crowd=crowd):
        return "mob"
    if mode == "takeover" and killed.value and killed.sides.get("civilians") == killed.value:
        return "attack"
    if forces and mode in {"gun", "kill"} and _shoots_crowd(draft) and "militants" not in sides:
        return "force"
    acting = [r for r in roles if r.part in {"doer", "claim"} and r.weight >= 1.5]
    tribal = any(r.name == "Tribal militia" and r.part in {"doer", "both"} for r in roles)
    if mode == "gun" and tribal and not forces:
        return "clash"
    if (
        mode == "protest"
        and acting
        and not crowd
        and not tribal
        and "civilians" not in sides
        and ({"militants"} == {lexicon.actors[r.name]["side"] for r in acting})
    ):
        return "damage" if "damage" in modes else "attack"
    if (
        mode == "raid"
        and acting
        and not forces
        and {"militants"} == {lexicon.actors[r.name]["side"] for r in acting}
    ):
        return "attack"
    flown = any(u.t in _FLOWN for t in draft.tellings for u in t.units)
    if mode == "ied" and forces and flown:
        return "airstrike"
    if modes & EXPLOSIVE:
        return mode
    if "protest" in modes and forces and killed.value and not killed.sides.get("security"):
        return "force"
    if mode == "raid" and not killed.told and not injured.told:
        held = any(u.t in _HELD for t in draft.tellings for u in t.units)
        return "arrest" if held or "arrest" in modes else "defuse" if "defuse" in modes else mode
    return mode


def _overruns_post(draft: Draft) -> bool:
    """Whether what was overrun is a post: a deed of battle that takes no territory."""
    units = draft.first.units
    return any(
        u.c.get("trg", ("",))[0] == "takeover"
        and u.t.startswith("over")
        and any(not _POSTS.isdisjoint(w.t.split()) for w in units[max(0, k - 5) : k + 6])
        for k, u in enumerate(units)
    )


_POSTS = words("post that is overrun")


def _mob_strikes(roles: list[Role], *, crowd: bool) -> bool:
    """Whether a crowd is told to be the one who struck ("beaten to death by a crowd")."""
    acting = [r for r in roles if r.part == "doer" and r.weight >= _SURE]
    people = {RIOTERS, CIVILIANS, PROTESTERS} if crowd else {RIOTERS}
    return bool(acting) and all(r.name in people for r in acting)


_SURE = 2.5
_GUNFIGHT = words("gunfight")


def _shoots_crowd(draft: Draft) -> bool:
    """Whether a gathering is what was fired at, or whose people were hurt."""
    for telling in draft.tellings:
        units = telling.units
        for k, unit in enumerate(units):
            if unit.c.get("trg", ("",))[0] == "gun":
                near = units[k + 1 : k + 5]
                if any(u.c.get("cue") == "crowd" and u.t in _GATHERED for u in near):
                    return True
                if any(u.t in _MARCHING for u in units[max(0, k - 3) : k]):
                    return True  # "a protester was shot dead by police"
    return False


_FLOWN = words("bombed")
_HELD = words("arrested")
_GATHERED = words("gathering")
_MARCHING = frozenset({"protester", "protesters", "demonstrator", "demonstrators", "marchers"})


def _bodies_found(draft: Draft) -> bool:
    """Whether the people abducted were found dead ("their bodies were found")."""
    return any(t.mode == "body" and t.definite for s in draft.tellings for t in s.triggers)


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
    document: Document, reading: Reading, total: Total, following: list[Incident]
) -> None:
    """Set a total apart, and warn where the incidents told after it do not add up to it."""
    telling = total.telling
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
            "why": total.why,
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
