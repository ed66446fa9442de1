"""Wordings of reports that no corpus item has: each class of them in sentences of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gazetteer import Gazetteer
from reports import Document, Incident, extract

PUBLISHED = date(2024, 6, 20)  # a Thursday
LISTED = yaml.safe_load(Path(__file__).with_name("wordings.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load("PK")


def incidents(text: str, gazetteer: Gazetteer) -> list[Incident]:
    document = Document("x", text, "", PUBLISHED)
    return list(extract([document], gazetteer=gazetteer, merge=False).incidents)


@pytest.mark.parametrize("case", LISTED["wordings"], ids=lambda case: case["what"])
def test_wording(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    rows = incidents(case["text"], gazetteer)
    assert len(rows) == len(case["incidents"]), [r.row() for r in rows]
    for row, wanted in zip(rows, case["incidents"], strict=True):
        assert wanted["place"] in row.location
        told = (row.fatalities, row.injured, row.event_type)
        assert told == (wanted["killed"], wanted["injured"], wanted["type"])


@pytest.mark.parametrize("case", LISTED["days"], ids=lambda case: case["text"][:40])
def test_day(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    rows = incidents(case["text"], gazetteer)
    assert [r.event_date for r in rows] == [date(2024, 6, case["day"])]


@pytest.mark.parametrize("case", LISTED["spans"], ids=lambda case: case["text"][:40])
def test_days_counted_from_others(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    assert [r.event_date for r in incidents(case["text"], gazetteer)] == case["days"]


@pytest.mark.parametrize("case", LISTED["scenes"], ids=lambda case: case["place"])
def test_scene(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    (row,) = incidents(case["text"], gazetteer)
    assert case["place"] in row.location


@pytest.mark.parametrize("case", LISTED["who"], ids=lambda case: case["text"][:40])
def test_who(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    (row,) = incidents(case["text"], gazetteer)
    assert [row.actor1, row.actor2] == case["actors"]
