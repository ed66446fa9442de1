"""What a report gives: incidents, and the totals, warnings and merges beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as its report tells it; fields are named as in the incident table.

    Counts are people; ``*_low`` and ``*_high`` are the fewest and most that the wording allows,
    None where open or not stated. ``spans`` gives for each field the ``[start, end]`` in the text
    of the report that says so. ``admin1``, ``admin2`` and ``country`` are hints from the text.
    """

    event_id: str
    report_id: str
    source: str
    span_start: int
    span_end: int
    sentence: str
    event_date: date | None = None
    time_precision: int = 4
    event_type: str = ""
    sub_event_type: str = ""
    actor1: str = ""
    actor2: str = ""
    fatalities: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None
    injured: int | None = None
    injured_low: int | None = None
    injured_high: int | None = None
    fatalities_civilians: int | None = None
    fatalities_security: int | None = None
    fatalities_militants: int | None = None
    location: str = ""
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    notes: str = ""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    mode: str = ""
    published: date | None = None

    def row(self) -> dict[str, Any]:
        """Give the incident as a row of the table: text, numbers, ISO dates, spans as JSON."""
        out: dict[str, Any] = {}
        for name in _ROW:
            value = getattr(self, name)
            out[name] = value.isoformat() if isinstance(value, date) else value
        spans = {name: list(span) for name, span in self.spans.items()}
        out["spans"] = json.dumps(spans, ensure_ascii=False, sort_keys=True)
        return out


_ROW = tuple(
    name for name in Incident.__dataclass_fields__ if name not in {"spans", "mode", "published"}
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that a set of reports gives.

    Attributes
    ----------
    incidents : list of Incident
    aggregates : list of dict
        Totals that are no incidents: ``report_id, span, text, killed, injured, why``.
    warnings : list of dict
        ``report_id, span, text``.
    merges : list of dict
        Which incidents were folded into one and why: ``event_id, report_ids, why``.
    """

    incidents: list[Incident]
    aggregates: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    merges: list[dict[str, Any]]
