"""Which passages tell of one incident, of several, of a total, or of none."""

from __future__ import annotations

from datetime import date

import pytest
from place_finder import FewPlaces

from reports import Document, Extraction, extract

DAY = date(2024, 11, 10)  # a Sunday


def read(text: str, published: date | None = DAY) -> Extraction:
    return extract([Document("r", text, "", published)], gazetteer=FewPlaces())


def rows(text: str) -> list[tuple[str, int | None]]:
    return [(i.location, i.fatalities) for i in read(text).incidents]


def test_an_earlier_month_is_another_event() -> None:
    text = (
        "A bomb at a bus stand in Quetta killed 12 people, officials said on Saturday.\n\n"
        "In August, the same group launched attacks across Balochistan, killing more than 40."
    )
    first, second = read(text).incidents
    assert (first.location, first.fatalities) == ("Quetta", 12)
    assert (second.location, second.fatalities) == ("Balochistan", 40)
    assert (second.event_date, second.time_precision) == (date(2024, 8, 1), 3)


def test_other_places_are_other_events() -> None:
    text = (
        "At least six people were shot dead in Turbat on Monday. The ambush at Mastung, where 15 "
        "travellers were killed, was worse."
    )
    assert sorted(rows(text)) == [("Mastung", 15), ("Turbat", 6)]


def test_a_day_earlier_counts_from_the_event_before() -> None:
    text = (
        "A drone struck a house in Turbat on Friday, wounding three people. In Mastung a day "
        "earlier, two women were killed by a mortar shell."
    )
    first, second = read(text).incidents
    assert (first.event_date, second.event_date) == (date(2024, 11, 8), date(2024, 11, 7))
    assert second.fatalities == 2


@pytest.mark.parametrize(
    "total",
    [
        "During the week, a total of 7 people were killed and 9 hurt in attacks in the country, "
        "compared with 12 killed the week before.",
        "Seven people were killed in two separate engagements.",
    ],
)
def test_a_period_or_several_engagements_are_a_total(total: str) -> None:
    result = read(f"A trader was shot dead in Quetta on Friday.\n\n{total}")
    assert [(i.location, i.fatalities) for i in result.incidents] == [("Quetta", 1)]
    assert [a["killed"] for a in result.aggregates] == [7]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Five militants were sent to hell in Panjgur on Friday.", 5),
        ("Three terrorists were hunted down in Panjgur on Friday.", 3),
        ("Gunmen offloaded six passengers from a bus in Turbat on Friday and shot them dead.", 6),
        ("In a clash in Turbat on Friday, Naik Akram and Sepoy Javed embraced Shahadat.", 2),
        (
            "Naik Akram (age: 30 years, resident of Karachi) and Sepoy Javed (age: 25 years), "
            "having fought bravely, embraced martyrdom in Turbat on Friday.",
            2,
        ),
        ("Aslam, a teacher and a poet of note, was shot dead in Turbat on Friday.", 1),
        ("کوئٹہ میں حملے میں تین اہلکار ہلاک جبکہ چار حملہ آور مارے گئے۔", 7),
        ("A drone strike in Turbat on Friday killed no one.", 0),
    ],
)
def test_how_the_dead_are_told(text: str, killed: int) -> None:
    (incident,) = read(text).incidents
    assert incident.fatalities == killed


def test_who_speaks_after_a_quotation_is_not_among_the_dead() -> None:
    text = (
        "Two workers were killed by a bomb in Turbat on Friday. "
        '"It killed two workers at once," Assistant Commissioner Hamid Gul told reporters.'
    )
    assert rows(text) == [("Turbat", 2)]


def test_both_sides_told_one_after_the_other_add_up() -> None:
    text = (
        "Six terrorists were killed in Panjgur on Friday. Weapons were recovered.\n\n"
        "However, Naik Akram and Sepoy Javed embraced martyrdom."
    )
    (incident,) = read(text).incidents
    assert incident.fatalities == 8
    assert (incident.fatalities_militants, incident.fatalities_security) == (6, 2)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The families blocked the coastal road in Turbat on Friday.", "Turbat"),
        ("A strike was observed in Khuzdar on Friday.", "Khuzdar"),
    ],
)
def test_roads_blocked_and_strikes_observed_are_protests(text: str, place: str) -> None:
    (incident,) = read(text).incidents
    assert (incident.event_type, incident.location) == ("Protests", place)


@pytest.mark.parametrize(
    "text",
    [
        "Nine coal miners suffocated to death inside a mine near Quetta on Monday.",
        "In March, five miners were killed in a methane explosion at a colliery in Quetta.",
        "A mine blast killed four coal miners near Quetta on Monday.",
        "Ten people were killed when a train derailed near Quetta on Monday.",
        "Ten people were killed when a coach plunged into a ravine near Khuzdar on Monday.\n\n"
        "The skipper hit 40 off 20 balls and killed off the chase in Karachi.",
        "A boiler exploded at a factory in Karachi on Monday, killing three workers.",
        "Two children were killed when a gas cylinder exploded in Karachi on Monday.",
        "The prime minister condemned the attack in a statement from Islamabad.",
        "وزیر داخلہ نے کوئٹہ سے جاری بیان میں حملے کی مذمت کی۔",
    ],
)
def test_accidents_and_condemnations_are_no_incidents(text: str) -> None:
    assert rows(text) == []


def test_gas_does_not_hide_a_bomb() -> None:
    assert rows("A bomb blew up a gas cylinder shop in Quetta on Friday, killing two people.") == [
        ("Quetta", 2)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Two policemen were killed in Turbat on Friday. Islamabad said it would answer.",
        "Two policemen were killed in Turbat on Friday, days after Islamabad launched a campaign.",
        "Two policemen waiting to travel to the port city of Karachi were killed in Turbat.",
        "Two policemen were killed in Turbat on Friday. It was claimed in Doha by nobody.",
        "Two policemen were killed in Turbat on Friday. The hurt are in hospitals in Quetta and "
        "Karachi.",
    ],
)
def test_capitals_destinations_and_hospitals_are_no_scenes(text: str) -> None:
    assert rows(text) == [("Turbat", 2)]


def test_a_hospital_can_be_the_scene() -> None:
    text = "A suicide bomber killed more than 30 people at the Civil Hospital in Quetta on Friday."
    assert rows(text) == [("Quetta", 30)]


def test_a_dateline_that_the_story_names_again() -> None:
    text = (
        "QUETTA, Pakistan (AP) -- A bomb killed 12 people at a station in southwestern Pakistan, "
        "officials said on Saturday.\n\nPassengers were waiting for a train from Quetta."
    )
    (incident,) = read(text).incidents
    assert incident.location.casefold() == "station, quetta"


def test_an_urdu_retelling_gives_the_day() -> None:
    text = "کوئٹہ میں حملے میں 20 مزدور ہلاک ہو گئے۔ حملہ جمعرات کی شب ہوا۔"
    (incident,) = read(text).incidents
    assert (incident.fatalities, incident.event_date) == (20, date(2024, 11, 7))


def test_a_retelling_of_both_dates_both() -> None:
    text = (
        "کوئٹہ میں دھماکے میں 18 افراد ہلاک ہو گئے۔ دوسرا دھماکہ تربت میں ہوا جس میں 12 افراد "
        "ہلاک ہوئے۔\n\nدونوں دھماکے بدھ کے روز ہوئے۔"
    )
    found = [(i.location, i.fatalities, i.event_date) for i in read(text).incidents]
    assert found == [("کوئٹہ", 18, date(2024, 11, 6)), ("تربت", 12, date(2024, 11, 6))]


def test_a_later_toll_in_another_paragraph() -> None:
    text = (
        "Gunmen attacked a train near Mastung on Friday. It was going to Karachi.\n\n"
        "Twenty passengers lost their lives, a spokesman said in Islamabad on Saturday."
    )
    (incident,) = read(text).incidents
    assert (incident.location, incident.fatalities) == ("Mastung", 20)
    assert incident.event_date == date(2024, 11, 8)


def test_an_earlier_toll_does_not_replace_the_later() -> None:
    text = (
        "The death toll from Friday's suicide blast in Mastung, Balochistan, rose to 54, while 83 "
        "people are under treatment. Initial reports had put the toll at 44."
    )
    (incident,) = read(text).incidents
    assert (incident.fatalities, incident.injured) == (54, 83)


def test_yakum_is_the_first_of_the_month() -> None:
    (incident,) = read("کوئٹہ میں یکم نومبر کو دھماکے میں دو افراد ہلاک ہوئے۔").incidents
    assert (incident.event_date, incident.time_precision) == (date(2024, 11, 1), 1)


def test_sides_never_exceed_the_total() -> None:
    texts = [
        "Two civilians were killed by a bomb in Quetta on 5 May 2020.",
        "One person was killed by a bomb in Quetta on 5 May 2020.",
        "Four policemen and two civilians were killed by a bomb in Quetta on 5 May 2020.",
    ]
    for n in range(len(texts)):
        for m in range(len(texts)):
            documents = [
                Document("a", texts[n], "", date(2020, 5, 6)),
                Document("b", texts[m], "", date(2020, 5, 7)),
            ]
            for incident in extract(documents, gazetteer=FewPlaces()).incidents:
                sides = (
                    incident.fatalities_civilians,
                    incident.fatalities_security,
                    incident.fatalities_militants,
                )
                assert incident.fatalities is not None
                assert sum(s or 0 for s in sides) <= incident.fatalities
