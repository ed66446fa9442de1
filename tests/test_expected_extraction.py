"""What a person read in the five real reports comes out of the extraction itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gazetteer import Gazetteer
from reports import Extraction, Incident, extract, read_documents

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    path = _shared() / "expected" / "reports.yaml"
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return raw


@pytest.fixture(scope="module")
def result(expected: dict[str, Any]) -> dict[str, Extraction]:
    gazetteer = Gazetteer.load("PK")
    out = {}
    for name, entry in expected.items():
        published = entry.get("published")
        reading = read_documents(
            _shared() / "reports" / name, published=str(published) if published else None
        )
        out[name] = extract(reading.documents, gazetteer=gazetteer)
    return out


def _shared() -> Path:
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "expected" / "reports.yaml").is_file():
        pytest.skip("needs the real reports in ../shared, which are not here")
    return folder


def agrees(incident: Incident, must: dict[str, Any]) -> bool:
    """Whether an incident has every field of a `must` that needs no coordinates."""
    if "fatalities" in must:
        wanted = must["fatalities"]
        if incident.fatalities != (wanted if isinstance(wanted, int) else None):
            return False
    for field in ("fatalities_low", "fatalities_high", "injured_low", "event_type"):
        if field in must and getattr(incident, field) != must[field]:
            return False
    if "sub_event_type" in must and incident.sub_event_type != must["sub_event_type"]:
        return False
    if "event_date" in must and str(incident.event_date) != str(must["event_date"]):
        return False
    if "year" in must and (incident.event_date is None or incident.event_date.year != must["year"]):
        return False
    if "time_precision" in must and incident.time_precision != must["time_precision"]:
        return False
    if "weekday" in must and must["weekday"] not in incident.notes:
        return False
    if "actor" in must and incident.actor1 != must["actor"]:
        return False
    if "injured_vague" in must and must["injured_vague"] not in incident.notes:
        return False
    place = must.get("location") or must.get("admin2", "")
    text = f"{incident.location} {incident.admin2} {incident.admin1}".casefold()
    return place.casefold() in text


@pytest.mark.parametrize("number", range(5))
def test_every_must_comes_out_once(
    expected: dict[str, Any], result: dict[str, Extraction], number: int
) -> None:
    name = sorted(expected)[number]
    incidents = list(result[name].incidents)
    for must in expected[name]["must"]:
        found = next((i for i in incidents if agrees(i, must)), None)
        assert found is not None, (must, [i.row() for i in incidents])
        incidents.remove(found)
    allowed = len(expected[name].get("may", ()))
    assert len(incidents) <= allowed, [i.row() for i in incidents]


def test_totals_are_aggregates_and_a_wrong_sum_is_a_warning(
    result: dict[str, Extraction],
) -> None:
    by_number = {name[:3]: value for name, value in result.items()}
    assert [(a["killed"], a["injured"]) for a in by_number["000"].aggregates] == [(119, 114)]
    assert [a["killed"] for a in by_number["003"].aggregates] == [41]
    assert "31 + 11 = 42" in by_number["003"].warnings[0]["text"]


def test_no_place_that_is_none_of_the_scenes(result: dict[str, Extraction]) -> None:
    wrong = ("Doha", "United States", "Shura", "Iraq", "Levant", "Islamabad", "Karachi")
    for extraction in result.values():
        for incident in extraction.incidents:
            assert not any(word in incident.location for word in wrong), incident.row()


def test_one_report_without_a_publication_date() -> None:
    reading = read_documents(_shared() / "reports" / "004_b3fa772425549b2c.txt")
    result = extract(reading.documents, gazetteer=Gazetteer.load("PK"))
    attack = next(i for i in result.incidents if i.fatalities == 65)
    assert attack.event_date is None
    assert "October 24" in attack.notes
    years = {i.event_date.year for i in result.incidents if i.event_date}
    assert years == {2006, 2008}
