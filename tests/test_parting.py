"""Reports of several incidents: where one ends and the next begins, and what is only a total."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer import Gazetteer
from reports import Document, Extraction, extract


def read(text: str) -> Extraction:
    document = Document("a", text, "", date(2022, 7, 10))
    return extract([document], gazetteer=Gazetteer.load("PK"), merge=False)


def rows(text: str) -> list[tuple[str, int | None, str]]:
    return [
        (i.location, i.fatalities, i.event_date.isoformat() if i.event_date else "")
        for i in read(text).incidents
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Bandits killed 17 villagers in Kajuru on Tuesday and another nine in Giwa on "
            "Wednesday, an official said.",
            [("Kajuru", 17, "2022-07-05"), ("Giwa", 9, "2022-07-06")],
        ),
        (
            "Gunmen killed four labourers in Kohlu on Sunday, two in Sibi and one in Harnai.",
            [("Kohlu", 4, "2022-07-10"), ("Sibi", 2, "2022-07-10"), ("Harnai", 1, "2022-07-10")],
        ),
        (
            "Fighters killed five soldiers in Diyala province, and in Salahuddin a farmer and his "
            "two sons died when their tractor struck a mine.",
            [("Diyala province", 5, ""), ("Salahuddin", 3, "")],
        ),
        (
            "Herdsmen killed five farmers at Igangan on Saturday, a leader said, and residents "
            "lynched one they caught on Sunday.",
            [("Igangan", 5, "2022-07-09"), ("Igangan", 1, "2022-07-10")],
        ),
        (
            "A day after the killing of six miners at Margat, a second group of miners was fired "
            "at near Sor Range on Friday. Three were wounded.",
            [("Margat", 6, "2022-07-07"), ("near Sor Range", None, "2022-07-08")],
        ),
        (
            "Monthly note, April. On the 2nd an elder was shot dead in Chaparhar. On the 9th a "
            "mortar shell killed two sisters in Khogyani.",
            [("Chaparhar", 1, "2022-04-02"), ("Khogyani", 2, "2022-04-09")],
        ),
        (
            "5 June: Harnai – two coal trucks burnt at Zardalo. 5 June: Ziarat – convoy of an "
            "official fired on, one guard killed.",
            [("Zardalo", None, "2022-06-05"), ("Ziarat", 1, "2022-06-05")],
        ),
    ],
)
def test_incidents_are_parted(text: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Heavy fighting went on at Mangochar on Friday night and Saturday, where gunmen killed "
            "two policemen.",
            ("Mangochar", 2, "2022-07-08"),
        ),
        ("A bomb killed three people in Quetta, a city in Balochistan.", ("Quetta", 3, "")),
        (
            "The body of a trader was found in Tootak on Friday. He went missing from Khuzdar "
            "three weeks ago.",
            ("Tootak", 1, "2022-07-08"),
        ),
        (
            "Four soldiers were killed in Harnai, and a boy in a house nearby was hurt.",
            ("Harnai", 4, ""),
        ),
    ],
)
def test_one_incident_stays_one(text: str, expected: tuple[str, int | None, str]) -> None:
    assert rows(text) == [expected]


def test_a_total_before_a_list_is_no_incident() -> None:
    text = "Seven people were killed on Sunday: four in Kohlu, two in Sibi and one in Harnai."
    result = read(text)
    assert [(i.location, i.fatalities) for i in result.incidents] == [
        ("Kohlu", 4),
        ("Sibi", 2),
        ("Harnai", 1),
    ]
    assert [a["killed"] for a in result.aggregates] == [7]


@pytest.mark.parametrize(
    "text",
    [
        "An earthquake shook Awaran on Tuesday. At least 300 people were killed and 500 injured.",
        "A bus plunged into a ravine near Danasar on Sunday. Nineteen passengers died.",
        "A jury in London found a man guilty of the murder of an activist.",
        "Police in Quetta staged a mock attack on a school on Wednesday.",
        "Rumours of a blast at the station in Sibi sent people running; they proved baseless.",
        "A measles outbreak has killed 14 children in Zhob since June, doctors say.",
    ],
)
def test_no_incident(text: str) -> None:
    assert rows(text) == []


def test_a_fighting_partys_own_count_does_not_replace_the_other() -> None:
    (incident,) = read(
        "Militants attacked a post in Zamuran on 2 June. Two soldiers were killed. The BLF "
        "claimed to have killed 6 soldiers."
    ).incidents
    assert incident.fatalities == 2
    assert "claimed: 6" in incident.notes


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("A woman of 55 was shot dead in Quetta.", 1),
        ("Jalaluddin, 35, and his cousin were shot dead in Mach.", 2),
        ("Gunmen in Quetta killed thirteen people, among them an elder and two of his sons.", 13),
        ("A bomber killed himself and two others in Lahore.", 3),
        ("Dead: driver, one guard. Injured: 5. Blast at Lak Pass on 3 May.", 2),
        ("Abdul Wahid and Rasheed Khan died in firing at Nimargh, Kalat.", 2),
        ("Six died on the spot at Kohat in a bomb blast and three more on the way to hospital.", 9),
        ("22 bus passengers were shot in Rarasham.", 22),
    ],
)
def test_the_dead_of_one_sentence(text: str, killed: int) -> None:
    incidents = read(text).incidents
    assert sum(i.fatalities or 0 for i in incidents) == killed
