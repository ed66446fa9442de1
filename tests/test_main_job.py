"""The main job on five real reports gives what a person read in them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from geo.pipeline import Options, run

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.fixture(scope="module")
def job(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the main job once, with the publication dates that the caller knows."""
    expected = yaml.safe_load((shared / "expected" / "reports.yaml").read_text(encoding="utf-8"))
    frames, records = [], {}
    for name, wanted in expected.items():
        out = tmp_path_factory.mktemp(name.split("_")[0])
        published = wanted.get("published")
        report = run([shared / "reports" / name], out, Options(published=published))
        table = pd.read_csv(out / "incidents.csv", keep_default_na=False)
        frames.append(table.assign(file=name))
        records[name] = report.record
    return {"expected": expected, "rows": pd.concat(frames), "records": records}


def km_between(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km on a sphere of 6,371 km."""
    p, q = math.radians(lat1), math.radians(lat2)
    a = (
        math.sin((q - p) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371 * math.asin(math.sqrt(a))


def faults(row: dict[str, Any], must: dict[str, Any]) -> list[str]:
    """What in a row is not as the reader said; empty when all of it is."""
    said: list[str] = []

    def check(ok: bool, field: str) -> None:
        if not ok:
            said.append(f"{field}: wanted {must.get(field)!r}, got {row.get(field)!r}")

    number = {
        k: float(row[k]) if row.get(k) not in ("", None) else None
        for k in (
            "fatalities",
            "fatalities_low",
            "fatalities_high",
            "injured_low",
            "latitude",
            "longitude",
            "time_precision",
        )
    }
    day = pd.Timestamp(row["event_date"]) if row["event_date"] else None
    notes = str(row["notes"]).lower()
    if "weekday" in must:
        named = WEEKDAYS[day.weekday()] == must["weekday"] if day is not None else False
        check(named or must["weekday"].lower() in notes, "weekday")
    if "location" in must:
        check(must["location"] in f"{row['location']} {row['place_name']}", "location")
    for key in ("admin2", "event_type", "sub_event_type"):
        if key in must:
            check(row[key] == must[key], key)
    if "km" in must:
        if number["latitude"] is None or number["longitude"] is None:
            check(False, "km")
        else:
            check(
                km_between(number["latitude"], number["longitude"], must["lat"], must["lon"])
                <= must["km"],
                "km",
            )
    if "fatalities" in must:
        wanted = must["fatalities"] if isinstance(must["fatalities"], int) else None
        check(number["fatalities"] == wanted, "fatalities")
    for key in ("fatalities_low", "fatalities_high", "injured_low", "time_precision"):
        if key in must:
            check(number[key] == must[key], key)
    if must.get("fatalities_vague"):
        check("nearly" in notes, "fatalities_vague")
    if "injured_vague" in must:
        check(must["injured_vague"] in notes, "injured_vague")
    if "actor" in must:
        check(must["actor"] in (row["actor1"], row["actor2"]), "actor")
    if "event_date" in must:
        check(day is not None and day.date() == must["event_date"], "event_date")
    if "year" in must:
        check(day is not None and day.year == must["year"], "year")
    if "level" in must:
        area = row["status"] == "area" and number["latitude"] is None
        kinds = {
            "district": bool(row["admin2"]),
            "province": bool(row["admin1"]) and not row["admin2"],
            "country or region": not row["admin2"],
        }
        check(area and kinds[must["level"]], "level")
    return said


def test_every_must_is_met_by_a_row_of_its_own(job: dict[str, Any]) -> None:
    met, problems = 0, []
    for name, wanted in job["expected"].items():
        rows = job["rows"][job["rows"].file == name].to_dict("records")
        free = list(range(len(rows)))
        for must in wanted["must"]:
            tried = {i: faults(rows[i], must) for i in free}
            fit = next((i for i in free if not tried[i]), None)
            if fit is None:
                nearest = min(tried.values(), key=len, default=["no row left"])
                problems.append(f"{name}: {must['what']}: {nearest}")
            else:
                free.remove(fit)
                met += 1
    assert not problems, "\n".join(problems)
    assert met == sum(len(w["must"]) for w in job["expected"].values())


def numbers(rows: pd.DataFrame, column: str) -> set[float]:
    return set(pd.to_numeric(rows[column], errors="coerce").dropna())


def of(job: dict[str, Any], prefix: str) -> pd.DataFrame:
    return job["rows"][job["rows"].file.str.startswith(prefix)]


def aggregates(job: dict[str, Any], prefix: str) -> str:
    record = next(r for name, r in job["records"].items() if name.startswith(prefix))
    return json.dumps([record["aggregates"], record["warnings"]])


def test_yearly_total_is_an_aggregate(job: dict[str, Any]) -> None:
    rows = of(job, "000")
    assert len(rows) == 2
    assert not numbers(rows, "fatalities") & {119.0, 15.0}
    assert not numbers(rows, "injured") & {114.0}
    assert "119" in aggregates(job, "000")


def test_organisations_datelines_and_talks_are_no_scenes(job: dict[str, Any]) -> None:
    scenes = job["rows"].location + " " + job["rows"].place_name
    for word in (
        "Shura",
        "Doha",
        "United States",
        "Iraq",
        "Levant",
        "Islamabad",
        "Karachi",
        "Tirah",
    ):
        assert not scenes.str.contains(word).any(), word
    assert set(job["rows"].country) <= {"Pakistan", ""}


def test_procession_report_does_not_exceed_its_total(job: dict[str, Any]) -> None:
    rows = of(job, "001")
    assert pd.to_numeric(rows.fatalities_high).sum() <= 60
    assert len(rows) == 1


def test_attacks_told_three_times_are_one(job: dict[str, Any]) -> None:
    rows = of(job, "002")
    assert len(rows) == 2
    assert not numbers(rows, "fatalities") & {800.0}


def test_total_of_two_raids_is_no_incident_and_warns(job: dict[str, Any]) -> None:
    assert 41.0 not in numbers(of(job, "003"), "fatalities")
    told = aggregates(job, "003")
    assert "41" in told
    assert "42" in told


def test_sums_hold(job: dict[str, Any]) -> None:
    for record in job["records"].values():
        counts = record["counts"]
        assert counts["input"] == counts["mapped"] + counts["area_only"] + counts["unmapped"]
