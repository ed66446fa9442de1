"""The same incident in several reports."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from place_finder import FewPlaces

from reports import Document, extract

A = Document(
    "a.txt",
    "A bomb killed four people in Hazarganji, Quetta on Friday, police said.",
    "Daily",
    date(2019, 4, 12),
)
B = Document(
    "b.txt",
    "Five people were killed and ten injured on 12 April 2019 when a bomb exploded in Hazarganji.",
    "Agency",
    date(2019, 4, 13),
)
C = Document("c.txt", "A bomb killed four people in Turbat on 12 April 2019.", "Post", None)


def test_folded_with_all_sources_and_the_range() -> None:
    result = extract([A, B, C], gazetteer=FewPlaces())
    assert len(result.incidents) == 2
    folded = next(i for i in result.incidents if ";" in i.report_id)
    assert set(folded.report_id.split("; ")) == {"a.txt", "b.txt"}
    assert set(folded.source.split("; ")) == {"Daily", "Agency"}
    assert (folded.fatalities, folded.fatalities_low, folded.fatalities_high) == (5, 4, 5)
    assert folded.injured == 10
    assert "4 (a.txt), 5 (b.txt)" in folded.notes


def test_each_fold_is_explained() -> None:
    (merge,) = extract([A, B, C], gazetteer=FewPlaces()).merges
    assert merge["report_ids"] == ["a.txt", "b.txt"]
    assert "same day" in merge["why"]
    assert "same place" in merge["why"]


def test_kept_apart_when_asked() -> None:
    result = extract([A, B, C], gazetteer=FewPlaces(), merge=False)
    assert len(result.incidents) == 3
    assert result.merges == []


def test_order_of_reports_does_not_matter() -> None:
    results = [extract(p, gazetteer=FewPlaces()) for p in permutations([A, B, C])]
    rows = [[i.row() for i in r.incidents] for r in results]
    assert all(r == rows[0] for r in rows)
    assert all(r.merges == results[0].merges for r in results)


def test_two_of_one_report_are_never_folded() -> None:
    text = (
        "A bomb killed two people in Quetta on 5 May 2020.\n\n"
        "In another incident, a second bomb killed two people in Quetta on 5 May 2020."
    )
    assert len(extract([Document("r", text)], gazetteer=FewPlaces()).incidents) == 2


def test_other_kinds_days_and_tolls_are_not_folded() -> None:
    base = "A bomb killed four people in Quetta on 5 May 2020."
    others = [
        "Protesters blocked the road in Quetta on 5 May 2020.",
        "A bomb killed four people in Quetta on 15 May 2020.",
        "A bomb killed forty people in Quetta on 5 May 2020.",
    ]
    for other in others:
        documents = [Document("a", base), Document("b", other)]
        assert len(extract(documents, gazetteer=FewPlaces()).incidents) == 2, other


def test_undated_tellings_far_apart_are_not_folded() -> None:
    text = "A bomb killed four people in Quetta."
    near = [Document("a", text, "", date(2020, 5, 5)), Document("b", text, "", date(2020, 5, 6))]
    far = [Document("a", text, "", date(2020, 5, 5)), Document("b", text, "", date(2021, 5, 6))]
    unknown = [Document("a", text), Document("b", text)]
    assert len(extract(near, gazetteer=FewPlaces()).incidents) == 1
    assert len(extract(far, gazetteer=FewPlaces()).incidents) == 2
    assert len(extract(unknown, gazetteer=FewPlaces()).incidents) == 2
