"""Which passages tell of the same event, and which are totals: tellings grouped into drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.drafts import REMEMBERED, Draft
from reports.figures import combine
from reports.followups import joins_as_followup
from reports.later_tolls import only_counts, take_in
from reports.likeness import likeness
from reports.places import SCENE, Districts
from reports.totals import (
    PERIOD,
    Total,
    ends_attack,
    is_accident,
    is_of_chance,
    is_summary,
    is_total,
    numbers_events,
)
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit
    from reports.tellings import Passage, Telling

_JOIN = 1.0


def group_tellings(
    passages: list[Passage], published: date | None, districts: Districts
) -> tuple[list[Draft], list[Total]]:
    """Group the tellings of a report by the incident they tell of, totals apart."""
    drafts: list[Draft] = []
    totals: list[Total] = []
    short = len(passages) <= _SHORT
    chance = False
    waiting: list[Telling] = []
    setting: Passage | None = None
    tried = staged = summing = False
    for at, passage in enumerate(passages):
        staged = staged or (not drafts and _is_staged(passage))
        if setting is not None and passage.tellings and not staged:
            _set_in(passage.tellings[0], setting)
        if not passage.tellings and _sets_scene(passage):
            setting = passage
        elif not _leaves_open(passage, setting):
            setting = None
        if at and passage.tellings and _points_back(passage):
            _set_there(passage.tellings[0], passages[at - 1])
        chance = chance or "play" in passage.cues
        set_up = short or _is_set_up(passages, at, drafts)
        told = [t.cues for t in passage.tellings] or [passage.cues]
        tried = tried or any("court" in cues for cues in told)
        for telling in passage.tellings:
            if staged and not drafts and not _takes_place(telling):
                continue
            if is_accident(telling):
                chance = not (ends_attack(passages, at, drafts) or _part_of(drafts, telling))
                if not chance and all(is_of_chance(t) for t in drafts[-1].tellings):
                    drafts.pop()
                    chance = True
                elif not chance:
                    drafts[-1].tellings.append(telling)
                continue
            chance = chance and is_of_chance(telling)
            if chance:
                continue
            why = is_total(telling, told=len(drafts)) or is_summary(
                telling, passages[at + 1 : at + 1 + REMEMBERED], opening=not drafts
            )
            if not why and at and _goes_on_summing(passages[at - 1], telling):
                why = PERIOD
            summing = why == PERIOD or (summing and not why)
            if why:
                if telling.counts:
                    totals.append(Total(telling, why, len(drafts)))
            elif not drafts and ((tried and _had_been(telling)) or (summing and _sums_on(telling))):
                continue
            elif not telling.unreal:
                _take_kind(telling, totals)
                known = len(drafts)
                _place_telling(drafts, telling, published, districts, short=set_up)
                if not drafts:
                    waiting.append(telling)
                elif not known and len(drafts) == 1:
                    drafts[0].tellings += [t for t in waiting if _leads_to(t, telling)]
    whole = _with_headline(drafts)
    if len(whole) < len(drafts):  # the headline, told before all totals, is no incident
        totals = [replace(t, drafts_before=max(0, t.drafts_before - 1)) for t in totals]
    return whole, totals


_STAGED = frozenset({"mock", "play"})


def _is_staged(passage: Passage) -> bool:
    """Whether it tells of a drill or a match, and of nothing that happened all the same."""
    if passage.cues.isdisjoint(_STAGED):
        return False
    return not passage.tellings or any(t.cues & _STAGED for t in passage.tellings)


def _takes_place(telling: Telling) -> bool:
    """Whether a passage of a report on a drill or a match tells when and where all the same."""
    return telling.placed and any(d.role == "event" and d.precision <= 1 for d in telling.dates)


def _with_headline(drafts: list[Draft]) -> list[Draft]:
    """Fold a headline into the incident of the story that has its number of dead."""
    if len(drafts) < 2 or len(drafts[0].tellings) > 1 or drafts[0].first.sentence:
        return drafts
    head = drafts[0].first
    killed = combine([head.counts], "killed").value
    if head.dates or not killed or head.units[-1].t in {".", "!"}:
        return drafts
    for draft in drafts[1:]:
        apart = draft.first.paragraph != head.paragraph
        if apart and combine([t.counts for t in draft.tellings], "killed").value == killed:
            draft.tellings.append(head)
            for other in drafts:
                other.before = None if other.before is drafts[0] else other.before
            return drafts[1:]
    return drafts


_HAD_BEEN = words("had been")


def _had_been(telling: Telling) -> bool:
    """Whether a passage tells the crime behind a trial ("The student had been shot …")."""
    return any(u.t in _HAD_BEEN for u in telling.units)


def _part_of(drafts: list[Draft], telling: Telling) -> bool:
    """Whether a mishap only tells how an attack ended ("The roof came down on the worshippers")."""
    if not drafts or "separate" in telling.cues or "fronted" in telling.cues:
        return False
    dated = any(d.role == "event" for d in telling.dates)
    placed = telling.placed
    last = drafts[-1].tellings[-1]
    reach = 2 if telling.paragraph == last.paragraph else 1
    return not (dated or placed) and telling.sentence - last.sentence <= reach


def _goes_on_summing(before: Passage, telling: Telling) -> bool:
    """Whether a total goes on after a semicolon ("Incidents fell to 23; 17 were killed")."""
    dated = any(d.role == "event" for d in telling.dates)
    if before.units[-1].t != ";" or dated or telling.placed:
        return False
    return numbers_events(before.units)


def _sums_on(telling: Telling) -> bool:
    """Whether a passage goes on about a total ("The report counts 545 rebels killed")."""
    dated = any(d.role == "event" and d.precision <= 1 for d in telling.dates)
    return not dated and not telling.placed


def _take_kind(telling: Telling, totals: list[Total]) -> None:
    """Let a part be of its total's kind ("two stepped on mines: one at Jandran, one at Kahan")."""
    if any(t.mode != "kill" for t in telling.triggers) or not telling.numbers:
        return
    if not totals or totals[-1].why == PERIOD:
        return
    whole = totals[-1].telling
    if telling.sentence - whole.sentence <= _PARTS_WITHIN:
        telling.triggers = [*telling.triggers, *whole.triggers]


_PARTS_WITHIN = 3


def _leaves_open(passage: Passage, setting: Passage | None) -> bool:
    """Whether a passage tells nothing yet ("He was challenged several times but kept coming")."""
    if setting is None or passage.sentence.paragraph != setting.sentence.paragraph:
        return False
    told = any(t.real_triggers or t.numbers for t in passage.tellings)
    return not told and passage.sentence.start - setting.sentence.end < _WAITS


_WAITS = 250  # characters after which a scene that was set is told no more


def _names_scene(passage: Passage) -> bool:
    """Whether a passage is a field that names the scene ("Loc: Kalat.", "S.2 PS Madeji.")."""
    units = passage.units
    told = [p for p in passage.places if p.fine and p.score > SCENE]
    return len(units) <= _FIELD and bool(told) and any(u.t in _LABELS for u in units)


_FIELD = 12  # words
_LABELS = words("place label") | {"ps", "pp", "thana"}


def _sets_scene(passage: Passage) -> bool:
    if _names_scene(passage):
        return True
    dated = any(d.role == "event" for d in passage.dates)
    return dated and any(p.fine and p.score > SCENE for p in passage.places)


def _set_in(telling: Telling, setting: Passage) -> None:
    """Give a passage the day and scene of the one before, which told nothing else."""
    if telling.paragraph != setting.sentence.paragraph:
        return
    apart = telling.start - setting.sentence.end > 1
    if apart and any(u.t in {"have", "has", "since"} for u in telling.units):
        return
    if _names_scene(setting) and not telling.placed:
        telling.places = [*telling.places, *(p for p in setting.places if p.score > SCENE)]
    if any(d.role == "event" for d in telling.dates):
        return
    if telling.placed:
        return
    if telling.real_triggers and all(t.definite for t in telling.real_triggers):
        return
    telling.led = 1
    telling.dates = [*telling.dates, *(d for d in setting.dates if d.role == "event")]
    telling.places = [*telling.places, *(p for p in setting.places if p.score > SCENE)]


def _points_back(passage: Passage) -> bool:
    """Whether a sentence is about the place named last ("There, a second bomb went off")."""
    head = passage.units[:2]
    return len(head) > 1 and head[0].t == "there" and head[1].c.get("fn") != "aux"


def _set_there(telling: Telling, before: Passage) -> None:
    """Give a passage that begins with "There" the place that the one before ends with."""
    fine = [p for p in before.places if p.fine]
    if fine and not any(p.score > SCENE for p in telling.places if p.start >= telling.start):
        there = fine[-1]._replace(role="scene", score=max(fine[-1].score, SCENE + 1.0))
        telling.places = [*(p for p in telling.places if p.start >= telling.start), there]


def _leads_to(earlier: Telling, telling: Telling) -> bool:
    """Whether a passage that opened nothing (a bomb, a place) sets in what the next one tells."""
    dated = any(d.role == "event" for d in earlier.dates)
    return telling.sentence - earlier.sentence <= 2 and not dated and not earlier.numbers


_SHORT = 6


def _is_set_up(passages: list[Passage], at: int, drafts: list[Draft]) -> bool:
    """Whether its paragraph has said when or where ("3 May: Buleda (Kech).") but not what."""
    paragraph = passages[at].sentence.paragraph
    recent = drafts[-REMEMBERED:]
    new = not any(t.paragraph == paragraph for draft in recent for t in draft.tellings)
    for passage in reversed(passages[max(0, at - 3) : at]):
        if passage.sentence.paragraph != paragraph:
            return False
        fine = any(p.fine and p.score > SCENE for p in passage.places)
        if (passage.dates or fine) and (new or len(passage.units) <= 14):
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
    if drafts and joins_as_followup(drafts, telling, published, districts):
        return
    counted = bool(drafts) and only_counts(telling)
    if counted:  # the day is the speaker's
        telling.dates = [d for d in telling.dates if d.role != "event"]
    best, score = None, -99.0
    for draft in drafts[-REMEMBERED:]:
        if draft.year is not None:
            continue
        points = likeness(draft, telling, published, drafts, districts)
        if points > score:
            best, score = draft, points
    years = [d for d in telling.dates if d.kind == "year" and d.role == "event"]
    opens = _opens(telling, short=short) and not counted
    told = {t.mode for t in telling.real_triggers} - {"raid", "arrest", "protest"}
    if len(years) > 1 and told and not telling.numbers:
        for year in years:
            drafts.append(Draft([telling], year=year))
        return
    if opens and drafts and telling.numbers and not telling.placed:
        # "one of those died today", "the group said it had killed nine"
        opens = not all(c.split or c.claimed for c in telling.numbers)
    if opens and drafts and _only_bodies(telling):
        opens = False
    if opens and drafts and _looks_back(telling):
        opens = False
        if len(drafts) == 1 and not any(t.places for t in drafts[0].tellings):
            drafts[0].tellings.append(telling)
            return
        telling.dates, telling.places = [], []
    needed = _JOIN if opens else 0.5
    if drafts and "both" in telling.cues and (not opens or not telling.numbers):
        for draft in drafts[-2:]:
            draft.tellings.append(telling)
        return
    if best is not None and score >= needed:
        take_in(telling)
        best.tellings.append(telling)
        return
    cause = drafts[-1].first.cause if drafts else None
    hurt = any(c.kind in {"killed", "injured"} for c in telling.numbers)
    if opens or (cause is not None and hurt):
        separate = "separate" in telling.cues or bool(drafts)
        draft = Draft([telling], separate=separate, before=drafts[-1] if drafts else None)
        if cause is not None and (hurt or _is_armed(telling)):
            drafts[-1].first.cause = None
            draft.tellings.append(cause)
        drafts.append(draft)


def _only_bodies(telling: Telling) -> bool:
    """Whether only bodies are told, and no place ("he had seen six bodies", "we buried nine")."""
    if telling.placed or "separate" in telling.cues or not telling.triggers:
        return False
    dated = any(d.role == "event" and d.precision <= 1 for d in telling.dates)
    return not dated and all(t.mode == "body" for t in telling.triggers)


def _is_armed(telling: Telling) -> bool:
    return any(t.mode not in {"protest", "riot", "intervene"} for t in telling.real_triggers)


def _looks_back(telling: Telling) -> bool:
    """Whether it is told what befell the victim before ("He had been picked up a week ago")."""
    if any(not c.known for c in telling.numbers):
        return False
    return any(u.t in _HE and after.t in _HAD for u, after in pairwise(telling.units))


_HE = frozenset({"he", "she"})
_HAD = frozenset({"had", "had been"})


def _opens(telling: Telling, *, short: bool) -> bool:
    """Whether a telling says enough to be an incident by itself."""
    triggers = telling.real_triggers
    short = short or _is_entry(telling.units)
    deeds = [t for t in triggers if t.pos == "v" and t.mode != "kill"]
    if "react" in telling.cues and not telling.numbers and not deeds:
        return False
    scene = telling.placed or "same" in telling.cues
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
        if all(c.value is None for c in told) and not (day or scene):
            return False
        signs = triggers or scene or day or weapon or short
        return bool(signs) and not (known_one and not (scene or day or area))
    explosive = any(t.pos == "w" and t.mode == "suicide" for t in telling.triggers)
    if explosive and scene and day:
        return True
    burnt = day and scene and any(u.t in _BURNT for u in telling.units)
    if telling.only_weak and not weapon and not burnt:
        return False
    if burnt and triggers:
        return True
    if not triggers and weapon and zero and (scene or day):
        return True
    if (
        scene
        and telling.armed
        and any(d.kind == "full" and d.role == "event" for d in telling.dates)
    ):
        return True
    single = [t for t in triggers if not t.definite and not (t.pos == "n" and t.plural)]
    exact = any(d.role == "event" and d.precision <= 1 for d in telling.dates)
    new = any(not t.definite for t in triggers)  # "last week's two attacks" name none of them
    if triggers and day and (single or scene or (new and (exact or short))):
        return True
    verbs = [t for t in single if t.pos == "v"]
    if zero and triggers and scene:
        return True
    return scene and bool(verbs or (single and short))


def _is_entry(units: list[Unit]) -> bool:
    """Whether a passage is an entry of a log or form ("19:52 blast at X", "Event: killing")."""
    for k, unit in enumerate(units[1:_ENTRY], 1):
        if unit.t == ":" and (units[k - 1].t in _EVENT_LABELS or _is_clock(units, k)):
            return True
        if unit.t in {"hrs", "hours", "h"} and units[k - 1].t.isdecimal():
            return True
    return False


def _is_clock(units: list[Unit], k: int) -> bool:
    hour, minute = units[k - 1].t, units[k + 1].t if k + 1 < len(units) else ""
    return hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and k == 1


_ENTRY = 8  # words of an entry before what it tells
_EVENT_LABELS = words("label of an event")
_BURNT = words("burnt")
