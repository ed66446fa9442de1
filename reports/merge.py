"""The same incident in several reports, folded into one row with all its sources.

Two incidents of different reports are the same when place, day, kind and figures allow it, and
at least one of them says so positively. A fold keeps the fullest telling and widens its figures to
what all reports say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Any

from reports.groups import SIDES
from reports.model import Incident

_EXPLOSIVE = frozenset({"suicide", "ied", "blast", "grenade", "shelling", "airstrike"})
_DAYS_APART = 1
_CLOSE = 0.35  # a toll of the same attack grows; figures further apart than this share are two
_SURE = 3.0


def fold_incidents(incidents: Iterable[Incident]) -> tuple[list[Incident], list[dict[str, Any]]]:
    """Fold incidents that several reports tell of.

    Parameters
    ----------
    incidents : iterable of Incident
        Of any reports, in any order; incidents of one report are never folded together.

    Returns
    -------
    tuple
        The incidents, each once, by report and place in it; and for each fold a dict with
        ``event_id``, ``report_ids`` and ``why``.
    """
    ordered = sorted(incidents, key=_key)
    groups: list[list[Incident]] = []
    reasons: dict[int, list[str]] = {}
    by_day: dict[str, list[int]] = {}
    for incident in ordered:
        best, points, why = -1, 0.0, ""
        for at in _near(by_day, incident):
            found, told = _alike(groups[at], incident)
            if found > points:
                best, points, why = at, found, told
        if best >= 0 and points >= _SURE:
            groups[best].append(incident)
            reasons.setdefault(best, []).append(why)
            continue
        groups.append([incident])
        for key in _buckets(incident):
            by_day.setdefault(key, []).append(len(groups) - 1)
    out: list[Incident] = []
    merges: list[dict[str, Any]] = []
    for at, group in enumerate(groups):
        if len(group) == 1:
            out.append(group[0])
            continue
        folded = _fold(group)
        out.append(folded)
        merges.append(
            {
                "event_id": folded.event_id,
                "report_ids": [i.report_id for i in group],
                "why": "; ".join(dict.fromkeys(reasons[at])),
            }
        )
    return sorted(out, key=_key), merges


def _key(incident: Incident) -> tuple[Any, ...]:
    day = str(incident.event_date or "")
    return incident.report_id, incident.span_start, incident.span_end, day, incident.event_id


def _buckets(incident: Incident) -> list[str]:
    """Keys under which an incident is looked for: its day and its neighbours, or its place."""
    if incident.event_date is None or incident.time_precision > 1:
        return [f"place {_place(incident)}"] if incident.location else []
    number = incident.event_date.toordinal()
    return [f"day {number + shift}" for shift in (-_DAYS_APART, 0, _DAYS_APART)]


def _near(by_day: dict[str, list[int]], incident: Incident) -> list[int]:
    if incident.event_date is None or incident.time_precision > 1:
        return by_day.get(f"place {_place(incident)}", []) if incident.location else []
    return by_day.get(f"day {incident.event_date.toordinal()}", [])


def _alike(group: list[Incident], other: Incident) -> tuple[float, str]:
    """How sure it is that an incident is the one of a group, and what speaks for it."""
    if any(i.report_id == other.report_id for i in group):
        return 0.0, ""
    best, why = 0.0, ""
    for one in group:
        points, reasons = _compare(one, other)
        if points <= 0:
            return 0.0, ""
        if points > best:
            best, why = points, ", ".join(reasons)
    return best, why


def _compare(one: Incident, other: Incident) -> tuple[float, list[str]]:
    reasons: list[str] = []
    points = 0.0
    place = _places_agree(one, other)
    if place < 0:
        return 0.0, []
    points += place
    if place > 0:
        reasons.append(f"same place ({one.location} / {other.location})")
    if one.event_date is not None and other.event_date is not None:
        if one.time_precision != other.time_precision:
            return 0.0, []
        days = abs((one.event_date - other.event_date).days)
        if days > (_DAYS_APART if one.time_precision == 1 else 0):
            return 0.0, []
        points += 1.5 if days == 0 else 0.5
        reasons.append(f"{'same day' if days == 0 else 'next day'} ({one.event_date})")
    elif not _published_close(one, other):
        return 0.0, []
    if not _kinds_agree(one.mode, other.mode):
        return 0.0, []
    for name in ("fatalities", "injured"):
        found = _figures_agree(one, other, name)
        if found < 0:
            return 0.0, []
        points += found
        if found > 0:
            reasons.append(f"{name} agree")
    return points, reasons


def _place(incident: Incident) -> str:
    """Name that two reports may share; "mosque" alone is none, "mosque, Hub" is one."""
    told = incident.location
    return (told if told[:1].islower() else told.split(",")[0]).casefold().strip()


def _words(incident: Incident) -> set[str]:
    parts = f"{incident.location} {incident.admin2}".casefold()
    words = {w.strip(".,()") for w in parts.replace("-", " ").split()}
    return words - _COMMON


_COMMON = frozenset(
    [
        "the",
        "of",
        "in",
        "near",
        "area",
        "district",
        "road",
        "city",
        "town",
        "tehsil",
        "village",
        "on",
        "outskirts",
        "at",
        "and",
        "province",
        "outside",
        "edge",
        "km",
        "east",
        "west",
        "north",
        "south",
    ]
) | {""}


def _places_agree(one: Incident, other: Incident) -> float:
    """2 for one place, 1 for one inside the other, 0 where one report gives none, else -1."""
    if not one.location or not other.location:
        return 0.0
    if _place(one) == _place(other):
        return 2.0
    return 1.0 if _words(one) & _words(other) else -1.0


def _kinds_agree(one: str, other: str) -> bool:
    if one == other or {one, other} & {"attack", "kill"}:
        return True
    return (one in _EXPLOSIVE) == (other in _EXPLOSIVE)


def _figures_agree(one: Incident, other: Incident, name: str) -> float:
    a, b = getattr(one, name), getattr(other, name)
    if a is None or b is None:
        return 0.0
    if a == b:
        return 1.5 if a > 0 else 0.5
    if abs(a - b) <= max(2, _CLOSE * max(a, b)):
        return 0.5
    return -1.0 if name == "fatalities" else 0.0


def _published_close(one: Incident, other: Incident) -> bool:
    """Undated tellings are one only where both reports appeared within a week."""
    if one.published is None or other.published is None:
        return False
    return abs((one.published - other.published).days) <= 7 and (
        one.event_date is None and other.event_date is None
    )


def _fold(group: list[Incident]) -> Incident:
    first = max(group, key=lambda i: (_fullness(i), [-ord(c) for c in i.report_id]))
    latest = sorted(group, key=lambda i: (i.published or date.min, i.report_id))
    changes: dict[str, Any] = {}
    notes = [first.notes] if first.notes else []
    for name in ("fatalities", "injured"):
        told = [(i, getattr(i, name)) for i in latest if getattr(i, name) is not None]
        if not told:
            continue
        values = [value for _, value in told]
        lows = [getattr(i, f"{name}_low") for i, _ in told]
        highs = [getattr(i, f"{name}_high") for i, _ in told]
        changes[name] = values[-1]
        known = [x for x in lows if x is not None]
        changes[f"{name}_low"] = min(known) if known else None
        changes[f"{name}_high"] = None if None in highs else max(highs)
        if len(set(values)) > 1:
            each = ", ".join(f"{value} ({i.report_id})" for i, value in told)
            notes.append(f"{name} as reported: {each}")
    changes |= _sides_of(group, changes.get("fatalities"))
    ids = [i.report_id for i in group]
    notes.append(f"folded from {len(group)} reports")
    sources = dict.fromkeys(i.source for i in group if i.source)
    key = "|".join(sorted(i.event_id for i in group))
    digest = blake2b(key.encode("utf-8"), digest_size=6).hexdigest()
    return replace(
        first,
        event_id=f"zila-{digest}",
        report_id="; ".join([first.report_id, *(i for i in ids if i != first.report_id)]),
        source="; ".join(sources),
        notes="; ".join(notes),
        **changes,
    )


def _sides_of(group: list[Incident], total: int | None) -> dict[str, int | None]:
    """Give the dead by side as a report with that total tells them; sides never exceed it."""
    names = [f"fatalities_{side}" for side in SIDES]
    tellings = [i for i in group if total is None or i.fatalities == total]
    best = max(
        tellings,
        key=lambda i: (sum(getattr(i, n) or 0 for n in names), [-ord(c) for c in i.report_id]),
    )
    return {name: getattr(best, name) for name in names}


def _fullness(incident: Incident) -> int:
    """How much an incident's telling says; the place counts most."""
    fields = (incident.event_date, incident.fatalities, incident.injured, incident.actor2)
    named = incident.actor1 not in {"", "Unidentified armed group"}
    return sum(f is not None and f != "" for f in fields) + 2 * bool(incident.location) + named
