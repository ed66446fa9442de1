"""The record of a run: the sum, what was read with which data, and what a reader should know."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.inputs import Inputs

KNOWN_UNTIL = date(2026, 11, 20)
"""Day until which `geo/data/district_history.csv` was kept up."""

UNMAPPED = ("ambiguous", "unresolved", "outside")
"""Statuses of rows that are on no map."""


def run_record(
    given: Inputs,
    table: pd.DataFrame,
    said: Mapping[str, list[Any]],
    made_with: Mapping[str, str | None],
) -> dict[str, Any]:
    """Build what `run.json` keeps; it holds nothing that differs between two equal runs.

    Parameters
    ----------
    given : Inputs
        What was read and what was set aside.
    table : DataFrame
        The joined incident table.
    said : mapping
        ``aggregates``, ``warnings`` and ``merges`` of the extraction.
    made_with : mapping
        Data sets, dates and options, as text; None for a day that is not stated.
    """
    reports = _reports(given, table)
    return {
        "zila": version("zila"),
        **made_with,
        "inputs": [str(file) for file in given.files],
        "counts": counts(table, len(given.rejected)),
        "reports": reports,
        "aggregates": said["aggregates"],
        "merges": said["merges"],
        "warnings": [*said["warnings"], *_set_aside(given), *_warnings(table, reports)],
        "notes": list(given.notes),
        "rejected": list(given.rejected),
    }


def counts(table: pd.DataFrame, rejected: int = 0) -> dict[str, Any]:
    """Count what became of every row: ``input = mapped + area_only + unmapped``.

    ``unmapped_by`` splits the unmapped into ambiguous, unresolved, outside and rejected (rows that
    could not be read and stand in `rejected.csv`).
    """
    status = table["status"].value_counts().to_dict()
    unmapped = {name: int(status.pop(name, 0)) for name in UNMAPPED}
    mapped, area_only = int(status.pop("point", 0)), int(status.pop("area", 0))
    if status or mapped + area_only + sum(unmapped.values()) != len(table):
        msg = f"Rows without a known status, a fault of zila itself: {status or 'missing'}"
        raise RuntimeError(msg)
    unmapped["rejected"] = rejected
    return {
        "input": len(table) + rejected,
        "mapped": mapped,
        "area_only": area_only,
        "unmapped": sum(unmapped.values()),
        "unmapped_by": unmapped,
    }


def later_changes(table: pd.DataFrame, as_of: date) -> list[dict[str, Any]]:
    """Warn when incidents fall after districts changed that the map still shows whole."""
    from geo.history import changes

    if as_of > KNOWN_UNTIL:
        text = f"districts are known until {KNOWN_UNTIL}; those of {as_of} may be others"
        return [{"report_id": "", "text": text}]
    last = table["event_date"].max()
    if last != last or last.date() <= as_of:
        return []
    names = sorted({change.name for change in changes(as_of, last.date())})
    if not names:
        return []
    listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    text = (
        f"incidents run to {last.date()}, after districts changed ({listed}); districts here are "
        f"those of {as_of}. Use --as-of {last.date()} for the later ones."
    )
    return [{"report_id": "", "text": text}]


def _set_aside(given: Inputs) -> list[dict[str, Any]]:
    count = len(given.rejected)
    if not count:
        return []
    first = given.rejected[0]
    line = f" line {first['line']}" if first["line"] else ""
    text = (
        f"{count} set aside, see rejected.csv; the first: {first['input']}{line}: {first['reason']}"
    )
    return [{"report_id": "", "text": text}]


def _reports(given: Inputs, table: pd.DataFrame) -> list[dict[str, Any]]:
    told = table["report_id"].dropna().str.split("; ").explode().value_counts().to_dict()
    return [
        {
            "report_id": document.report_id,
            "source": document.source,
            "published": document.published.isoformat() if document.published else None,
            "incidents": int(told.get(document.report_id, 0)),
        }
        for document in given.documents
    ]


def _warnings(table: pd.DataFrame, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    silent = [
        {"report_id": report["report_id"], "text": "no incident found in this report"}
        for report in reports
        if not report["incidents"]
    ]
    lost = table[table["status"].isin(UNMAPPED)]
    unplaced = [
        {"report_id": report_id, "text": f"not on the map: {reason}"}
        for report_id, reason in zip(lost["report_id"], lost["reason"], strict=True)
    ]
    return silent + unplaced
