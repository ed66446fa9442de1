"""Checks the facts of the examples against UCDP GED 22.1, where the full data set is at hand.

Run ``python examples/check_examples.py [PATH TO ged221_pakistan.parquet]``. Writes one line per
fault and exits 1 if there is any, 2 where the data set is absent.
"""

from __future__ import annotations

import csv
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).resolve().parent
UCDP = HERE.parent.parent / "shared/data/ucdp/ged221_pakistan.parquet"


class Told(NamedTuple):
    """One row of the UCDP table in ``SOURCES.md``."""

    report: str
    event: str
    day: str
    ucdp_id: int
    best: int
    words: str


def told() -> list[Told]:
    """Read the first table in ``SOURCES.md``."""
    rows = []
    for line in (HERE / "SOURCES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[3].isdigit():
            rows.append(Told(*cells[:3], int(cells[3]), int(cells[4]), cells[5]))
    return rows


def report_faults(ucdp: pd.DataFrame) -> list[str]:
    """List reports whose date or number is not what UCDP or their own text says."""
    faults = []
    for row in told():
        if row.ucdp_id not in ucdp.index:
            faults.append(f"SOURCES.md: UCDP GED 22.1 has no event {row.ucdp_id} ({row.event})")
            continue
        event = ucdp.loc[row.ucdp_id]
        first = date.fromisoformat(str(event["date_start"])[:10])
        last = date.fromisoformat(str(event["date_end"])[:10])
        if not first <= date.fromisoformat(row.day) <= last:
            faults.append(f"SOURCES.md: event {row.ucdp_id} is of {first}, not {row.day}")
        if int(event["best"]) != row.best:
            faults.append(f"SOURCES.md: best of {row.ucdp_id} is {event['best']}, not {row.best}")
        text = (HERE / "reports" / row.report).read_text(encoding="utf-8")
        if row.words.lower() not in re.sub(r"\s+", " ", text).lower():
            faults.append(f"{row.report}: {row.words!r} ({row.event}) is not in the text")
    return faults


def table_faults(ucdp: pd.DataFrame) -> list[str]:
    """List rows of ``incidents.csv`` whose date or number differs from their UCDP event."""
    faults = []
    with (HERE / "incidents.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = re.fullmatch(r"UCDP GED 22\.1, event (\d+)", row["source"])
            if found is None:
                continue
            event = ucdp.loc[int(found[1])]
            name = row["event_id_cnty"]
            day, first = row["event_date"][:10], str(event["date_start"])[:10]
            iso = re.fullmatch(r"\d{4}-\d\d-\d\d", day)
            impossible = day.endswith(("-04-31", "-02-30"))
            if iso and not impossible and day != first:
                faults.append(f"incidents.csv: {name} has {day}, UCDP {first}")
            number = re.fullmatch(r"\s*(\d+)(?:\.0)?\s*", row["fatalities"])
            if number and int(number[1]) != int(event["best"]):
                faults.append(f"incidents.csv: {name} has {number[1]} dead, UCDP {event['best']}")
    return faults


def listing_faults() -> list[str]:
    """List reports without a line in ``reports.csv``, lines without a report, impossible dates."""
    with (HERE / "reports/reports.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["file"]: row["published"] for row in csv.DictReader(file)}
    there = {path.name for path in (HERE / "reports").iterdir()} - {"reports.csv"}
    faults = [f"reports.csv: no line for {name}" for name in sorted(there - set(listed))]
    faults += [f"reports.csv: no file {name}" for name in sorted(set(listed) - there)]
    for row in told():
        published = listed.get(row.report, "")
        if published and date.fromisoformat(published) < date.fromisoformat(row.day) - timedelta(1):
            faults.append(f"reports.csv: {row.report} is published before its event of {row.day}")
    return faults


def main(path: Path) -> int:
    """Print every fault; 0 if there is none."""
    if not path.is_file():
        sys.stdout.write(
            f"{path} is not there: give the path to UCDP GED 22.1 for Pakistan (parquet)" + "\n"
        )
        return 2
    import pandas as pd

    ucdp = pd.read_parquet(path).set_index("id")
    faults = listing_faults() + report_faults(ucdp) + table_faults(ucdp)
    for fault in faults:
        sys.stdout.write(fault + "\n")
    sys.stdout.write(
        f"{len(told())} events of the reports and incidents.csv checked: {len(faults)} faults"
        + "\n"
    )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else UCDP))
