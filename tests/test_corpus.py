"""The extraction on the corpus: what must hold on each of its parts."""

from __future__ import annotations

import pytest
from corpus_score import Score, measure

# What was measured, rounded down. The aims, and how seen each part is, stand in docs/reports.md.
FLOORS = {
    "tune": {
        "f1": 0.96,
        "place": 0.95,
        "date": 0.97,
        "killed": 0.95,
        "injured": 0.96,
        "type": 0.97,
        "actor": 0.94,
        "true": 0.97,
    },
    "check": {
        "f1": 0.95,
        "place": 0.93,
        "date": 0.97,
        "killed": 0.95,
        "injured": 0.96,
        "type": 0.96,
        "actor": 0.90,
        "true": 0.96,
    },
    "report": {
        "f1": 0.84,
        "place": 0.84,
        "date": 0.88,
        "killed": 0.73,
        "injured": 0.85,
        "type": 0.90,
        "actor": 0.84,
        "true": 0.87,
    },
}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {part: measure(part) for part in FLOORS}


@pytest.mark.parametrize(
    ("part", "name"), [(part, name) for part, floors in FLOORS.items() for name in floors]
)
def test_what_was_reached_is_kept(scores: dict[str, Score], part: str, name: str) -> None:
    score = scores[part]
    whole = {"f1": score.f1, "actor": score.actor, "true": 1 - score.false_share}
    value = whole.get(name)
    value = score.share(name) if value is None else value
    assert value >= FLOORS[part][name], str(score)
