"""Numbers of killed and injured people, from wording to figures."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

import pytest

from reports.counts import find_counts
from reports.figures import combine
from reports.groups import Count
from reports.lexicon import fold, load_lexicon
from reports.people import mark_patients

HERE = Path(__file__).parent


def read(text: str) -> list[Count]:
    units = load_lexicon().units(text, fold(text), 0, len(text))
    mark_patients(units)
    return find_counts(text, units)


def figures(*sentences: str) -> tuple[int | None, int | None]:
    counts = [read(s) for s in sentences]
    return combine(counts, "killed").value, combine(counts, "injured").value


with (HERE / "count_phrases.csv").open(encoding="utf-8", newline="") as handle:
    PHRASES = [(r["text"], r["killed"], r["injured"]) for r in csv.DictReader(handle)]


@pytest.mark.parametrize(("text", "killed", "injured"), PHRASES, ids=[p[0][:50] for p in PHRASES])
def test_phrase(text: str, killed: str, injured: str) -> None:
    wanted = (int(killed) if killed else None, int(injured) if injured else None)
    assert figures(text) == wanted


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("At least 4 people were killed", 4, 4, None),
        ("More than 50 people were killed", 50, 50, None),
        ("Nearly 60 people were killed", 60, None, 60),
        ("Up to 60 people were killed", 60, None, 60),
        ("About 20 people were killed", 20, None, None),
        ("Between 10 and 12 people were killed", None, 10, 12),
        ("10-12 people were killed", None, 10, 12),
        ("Two dozen people were killed", 24, 24, 24),
        ("Half a dozen people were killed", 6, 6, 6),
        ("Dozens of people were killed", None, 24, None),
        ("Hundreds of people were killed", None, 200, None),
        ("One hundred and twenty people were killed", 120, 120, 120),
        ("1,200 people were killed", 1200, 1200, 1200),
        ("No casualties were reported", 0, 0, 0),
        ("Soldiers were killed", None, 2, None),
        ("The market was closed", None, None, None),
    ],
)
def test_bounds(text: str, value: int | None, low: int | None, high: int | None) -> None:
    figure = combine([read(text)], "killed")
    assert (figure.value, figure.low, figure.high) == (value, low, high)


def test_vague_words_are_kept() -> None:
    figure = combine([read("leaving nearly 60 people dead and hundreds injured")], "killed")
    assert "nearly 60" in figure.notes[0]
    injured = combine([read("leaving nearly 60 people dead and hundreds injured")], "injured")
    assert "hundreds" in injured.notes[0]


def test_sides_are_told_apart() -> None:
    figure = combine([read("Two soldiers, a policeman and four labourers were killed")], "killed")
    assert figure.value == 7
    assert figure.sides == {"security": 3, "civilians": 4}


def test_a_part_is_not_added_but_tells_the_side() -> None:
    figure = combine([read("15 people, including 3 children, were killed")], "killed")
    assert figure.value == 15
    assert figure.sides == {"civilians": 3}


def test_the_other_side_told_next_is_added() -> None:
    assert figures("The army killed 25 militants.", "Four soldiers were also killed.") == (29, None)


def test_the_same_number_again_is_not_added() -> None:
    assert figures("Twelve people were killed.", "The twelve people were killed at once.")[0] == 12


@pytest.mark.parametrize(
    ("sentences", "killed", "injured"),
    [
        (["Own losses 5 martyred, 2 hurt.", "Enemy losses 8 killed."], 13, 2),
        (["Three guards were killed.", "One of the attackers was shot dead."], 4, None),
        (["Three soldiers were killed.", "Three militants also died."], 6, None),
        (
            ["Nine people died.", "Most of the dead were nurses; two clerks were killed too."],
            9,
            None,
        ),
        (["A driver was killed.", "Four were hurt, two of whom died."], 3, 2),
        (["The bomb killed four.", "A fifth victim died on Sunday."], 5, None),
        (["Seven died.", "Raids have killed 300 people since March."], 7, None),
        (["Between 10 and 12 rebels died.", "No loss of troops."], None, 0),
        (["The judge remained unhurt."], None, 0),
        (["A guard was killed.", "The judge remained unhurt."], 1, None),
        (
            ["Two guards died.", "The raiders left behind the bodies of six of their comrades."],
            8,
            None,
        ),
        (
            [
                "Gunmen killed eleven weavers.",
                "Eight died at once.",
                "Another three died in hospital.",
            ],
            11,
            None,
        ),
        (["The death toll rose to 30.", "Four of the wounded have since died."], 30, None),
        (
            ["Eight troops were killed.", "It had put the dead at five on the first evening."],
            8,
            None,
        ),
        (["The toll rose to 15.", "The fourteenth victim died on Sunday."], 15, None),
        (["Three clerks were shot dead.", "Both received bullets in the chest."], 3, None),
        (["A bomb killed two.", "One more trooper succumbed at night."], 3, None),
    ],
)
def test_several_sentences_give_one_figure(
    sentences: list[str], killed: int | None, injured: int | None
) -> None:
    assert figures(*sentences) == (killed, injured)


def test_a_toll_that_rises_replaces() -> None:
    figure = combine([read("Five people died."), read("The death toll rose to 7.")], "killed")
    assert figure.value == 7
    assert figure.notes == ["first told as 5"]


def test_ages_weights_and_times_are_no_people() -> None:
    assert figures("A 35-year-old man was killed by a bomb of 12 kg at 10 pm") == (1, None)
    assert figures("800 fighters took part; 12 vehicles were burnt") == (None, None)


def test_spans_point_at_the_words() -> None:
    text = "Police said four soldiers were killed near the post."
    (count,) = read(text)
    assert text[count.start : count.end] == "four soldiers were killed"


@pytest.mark.parametrize("text", ["9" * 1_000_000, "killed " * 20_000, "1," * 200_000 + " killed"])
def test_hostile_text_is_read_in_time(text: str) -> None:
    for start in range(0, min(len(text), 30_000), 3_000):
        read(text[start : start + 3_000])
    assert read("9" * 5000 + " people were killed")[0].value is None


@pytest.mark.shared
def test_headlines_of_ucdp() -> None:
    shared = HERE.parents[1] / "shared" / "data" / "ucdp" / "ged221_pakistan.parquet"
    if not shared.is_file():
        pytest.skip(f"needs the headlines of UCDP GED at {shared}")
    import pandas as pd

    table = pd.read_parquet(shared, columns=["id", "source_headline"]).set_index("id")
    wrong = []
    with (HERE / "headline_labels.csv").open(encoding="utf-8", newline="") as handle:
        labels = list(csv.DictReader(handle))
    for row in labels:
        headline = str(table.loc[int(row["ged_id"]), "source_headline"]).split(";")[0].strip()
        value = combine([read(headline)], "killed").value
        if value != (int(row["killed"]) if row["killed"] else None):
            wrong.append((headline, row["killed"], value))
    assert len(labels) >= 150
    assert not wrong, wrong


@pytest.mark.shared
@pytest.mark.parametrize("labels", ["headlines.csv", "headlines_2.csv"])
def test_headlines_of_the_corpus(labels: str) -> None:
    """The headlines that the corpus labels, 150 in each file: killed is what each says."""
    path = HERE.parents[1] / "shared" / "data" / "ucdp" / "ged221_pakistan.parquet"
    if not path.is_file():
        pytest.skip(f"needs the headlines of UCDP GED at {path}")
    sys.path.insert(0, str(HERE / "corpus"))
    import gold

    told = gold.headlines(path, labels)
    wrong = [
        (one.text, one.fatalities)
        for one in told
        if combine([read(one.text)], "killed").value != one.fatalities
    ]
    assert len(told) == 150
    assert len(wrong) <= 2, wrong


def test_every_harm_word_is_of_a_known_kind() -> None:
    kinds = {
        "killed",
        "injured",
        "casualties",
        "abducted",
        "arrested",
        "unhurt",
        "shot",
        "likewise",
    }
    rows = load_lexicon().tables["harms"]
    assert {row["kind"] for row in rows} == kinds
    assert all(re.fullmatch("[vaintdbl]", row["form"]) for row in rows)
