"""The day of an incident, from its tellings, the incident before and the passages around it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reports.days import YEAR, DateMention, Resolved, resolve_date, shift_day
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.drafts import Draft
    from reports.fields import Report, Spans
    from reports.tellings import Passage, Telling

_FROM_BEFORE = frozenset({"same", "next", "shift0"})
_RELATIVE = frozenset({"same", "next", "shift", "shift0"})


def setting(draft: Draft, passages: list[Passage]) -> list[Passage]:
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


def find_day(report: Report, draft: Draft, spans: Spans, notes: list[str]) -> Resolved:
    """Choose and resolve the date of an incident; notes keep its wording."""
    document, published = report.document, report.published
    if draft.year is not None:
        spans["event_date"] = (draft.year.start, draft.year.end)
        return resolve_date(draft.year, published)
    best: tuple[float, DateMention] | None = None
    for n, telling in enumerate(draft.tellings):
        for d in telling.dates:
            weight = {"event": 3.0, "after": 1.5, "report": 1.0}.get(d.role, 0.0)
            if d.kind in _RELATIVE or not weight:
                continue
            weight += (0.5 if n == 0 else 0.0) - 0.4 * d.precision
            weight -= 0.03 * _distance(telling, d)
            # "on Friday night and Saturday" began on Friday
            weight -= 0.5 if any(0 < d.start - o.end <= _BESIDE for o in telling.dates) else 0.0
            weight -= {
                "ago": 0.6,
                "week": 0.6,
                "weekend": 0.6,
                "weekday": 0.1,
                "relative": 0.2,
            }.get(d.kind, 0.0)
            stated = d.kind in {"full", "monthday"} and resolve_date(d, published).day == published
            weight -= 0.4 if stated else 0.0
            if best is None or weight > best[0]:
                best = (weight, d)
    if best is not None and best[1].role in {"report", "after"}:
        best = (best[0], _earliest(draft, best[1], published))
        later = _told_next(report, draft, best[1])
        best = (best[0], later) if later else best
    relative = [d for t in draft.tellings for d in t.dates if d.kind in _FROM_BEFORE]
    told = [c.end for c in draft.first.numbers]
    if best is not None and not draft.first.start <= best[1].start < draft.first.end:
        again = [d for d in draft.first.dates if d.kind in _FROM_BEFORE - {"shift0"}]
        other = _day_before(report, draft.before) if again and draft.before else None
        if other is not None and other.day is not None and other.precision == 1:
            notes.append("date taken from the incident before")
            return Resolved(shift_day(other.day, again[0].value), 1)
    shifts = [
        d
        for d in draft.first.dates
        if d.kind == "shift"
        and not (told and all(at <= d.start for at in told))
        and (d.value >= -1 or _comes_after(report, draft, d))
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
        other = _day_before(report, base)
        if other.day is not None and other.precision == 1:
            shift = relative[0].value if relative else 0
            notes.append("date taken from the incident before")
            return Resolved(shift_day(other.day, shift), 1)
    if best is None:
        begun = [d for t in draft.tellings for d in t.dates]
        begun += [d for p in setting(draft, report.passages) for d in p.dates if d.precision == 1]
        found = next((d for d in begun if d.role == "since"), None)
        found = found or _told_elsewhere(report, draft) or _headed(report, draft)
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
    said_on = _written(report) if mention.kind == "relative" else None
    resolved = resolve_date(mention, said_on or published, wording)
    if mention.kind not in {"full", "monthyear"}:
        known = "" if resolved.day else " (publication date unknown)"
        notes.append(f'date as told: "{wording}"{known}')
    return resolved


def _day_before(report: Report, draft: Draft) -> Resolved:
    """Give the day of an incident told before, which is found already in the order of telling."""
    if draft.resolved is None:
        draft.resolved = find_day(report, draft, {}, [])
    return draft.resolved


def _comes_after(report: Report, draft: Draft, shift: DateMention) -> bool:
    """Whether "nine days after" opens what is told of the event before ("it came nine days …")."""
    telling = draft.first
    opens = report.passages[telling.sentence].sentence.start >= shift.start - 1
    dated = any(d.role == "event" and d.kind not in _RELATIVE for d in telling.dates)
    return not (opens or dated or any(t.end <= shift.start for t in telling.real_triggers))


def _told_next(report: Report, draft: Draft, said: DateMention) -> DateMention | None:
    """Give the day that the only incident of a report has in the passages after its lead."""
    day = resolve_date(said, report.published).day
    if day is None:
        return None
    if not report.single:
        return _set_before(report, draft, day) if said.role == "after" else None
    first = draft.first.sentence
    for passage in report.passages[first + 1 : first + 4]:
        for d in passage.dates:
            if d.role == "event" and d.precision == 1 and d.kind in {"weekday", "relative"}:
                then = resolve_date(d, report.published).day
                return d if then is not None and then < day else None
    return None


def _set_before(report: Report, draft: Draft, later: date) -> DateMention | None:
    """Give the day that the passages around an incident tell, if its wounded died after it."""
    found = _told_elsewhere(report, draft)
    if found is None or found.role != "event":
        return None
    then = resolve_date(found, report.published).day
    return found if then is not None and then < later else None


def _earliest(draft: Draft, chosen: DateMention, published: date | None) -> DateMention:
    """Give the first of the days on which somebody spoke, died or was buried."""
    told = [d for t in draft.tellings for d in t.dates if d.role in {"report", "after"}]
    days = [(resolve_date(d, published), d) for d in told if d.kind not in _RELATIVE]
    dated = [(r.day, n, d) for n, (r, d) in enumerate(days) if r.day and r.precision == 1]
    return min(dated)[2] if dated else chosen


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
    return mention._replace(kind=kind, year=last.year, month=last.month)


def _in_year_told(report: Report, mention: DateMention) -> DateMention:
    """Put a day without a year into the year that an undated report named last before it."""
    before = [d for p in report.passages for d in p.dates if d.start < mention.start and d.year]
    return mention._replace(kind="full", year=before[-1].year) if before else mention


def _distance(telling: Telling, mention: DateMention) -> int:
    """Words between a date and the nearest word of violence, at most ten."""
    units = telling.units
    at = next((k for k, u in enumerate(units) if u.s >= mention.start), len(units))
    told = [abs(k - at) for k, u in enumerate(units) if "trg" in u.c or "harm" in u.c]
    return min([10, *told])


def _shifted(report: Report, draft: Draft, shift: DateMention) -> date | None:
    """Give the day that "a day after" means, counted from the other day told there."""
    reach = 1 if shift.kind == "shift" else 2
    around = [d for p in setting(draft, report.passages)[:reach] for d in p.dates]
    for d in around:
        if d.kind not in _RELATIVE:
            day = resolve_date(d, report.published).day
            return shift_day(day, shift.value) if day else None
    day = report.published
    if draft.before is not None:
        day = _day_before(report, draft.before).day or day
    return shift_day(day, shift.value) if day else None


def _heading(report: Report) -> DateMention | None:
    """Give the day that a note, a log or a diary says it is of ("Control, gist of 28-01-2013")."""
    for passage in report.passages[:_HEAD]:
        if any(t.real_triggers or t.numbers for t in passage.tellings):
            return None
        days = [d for d in passage.dates if d.kind in {"full", "monthday"} and d.precision == 1]
        if days:
            told = {u.t for u in report.passages[0].units} | {u.t for u in passage.units}
            return None if _NOTES.isdisjoint(told) or not _WEEKLY.isdisjoint(told) else days[0]
    return None


_HEAD = 5  # sentences that a note may have before what it tells
_NOTES = words("kind of a note")
_WEEKLY = frozenset({"weekly", "fortnightly", "monthly", "annual", "quarterly"})


def _written(report: Report) -> date | None:
    """Give the day on which "today" was written, where a note that appeared soon after tells it."""
    heading = _heading(report)
    day = resolve_date(heading, report.published).day if heading is not None else None
    if day is None or report.published is None:
        return day
    return day if 0 <= (report.published - day).days <= _SOON else None


_SOON = 3  # days from a note to its publication


def _headed(report: Report, draft: Draft) -> DateMention | None:
    """Give the day of a log or diary to an entry without one."""
    heading = _heading(report)
    return heading if heading is not None and heading.start < draft.first.start else None


def _told_elsewhere(report: Report, draft: Draft) -> DateMention | None:
    """Give the date that the passages around an incident tell, or the whole report of one."""
    passages = report.passages if report.single else setting(draft, report.passages)
    for role in ("event", "report"):
        found = [d for p in passages for d in p.dates if d.role == role]
        found = [d for d in found if d.kind not in _RELATIVE and d.precision <= 3]
        if found:
            at = draft.first.start
            return min(found, key=lambda d: (d.precision, d.start > at, abs(d.start - at)))
    return None if report.single else _told_after(report, draft)


def _told_after(report: Report, draft: Draft) -> DateMention | None:
    """Give the day in the sentences right after an incident that tell of nothing else."""
    last = draft.tellings[-1]
    for passage in report.passages[last.sentence + 1 : last.sentence + _BACK]:
        if passage.tellings or passage.sentence.paragraph != last.paragraph:
            return None
        days = [d for d in passage.dates if d.role == "event" and d.precision == 1]
        days = [d for d in days if d.kind not in _RELATIVE]
        if days:
            return days[0]
    return None
