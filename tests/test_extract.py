"""Reports to incidents."""

from __future__ import annotations

import time
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from place_finder import FewPlaces

from gazetteer.errors import DataError, MissingInputError
from reports import Document, Extraction, Incident, extract, extract_stream, load_lexicon


def read(text: str, published: date | None = None) -> list[Incident]:
    documents = [Document("r", text, "", published)]
    return extract(documents, gazetteer=FewPlaces()).incidents


def whole(text: str, published: date | None = None) -> Extraction:
    return extract([Document("r", text, "", published)], gazetteer=FewPlaces())


def test_a_simple_report() -> None:
    text = "A bomb killed four people and injured ten others on Sariab Road, Quetta on Monday."
    (incident,) = read(text, date(2024, 8, 28))
    assert incident.event_date == date(2024, 8, 26)
    assert incident.time_precision == 1
    assert incident.event_type == "Explosions/Remote violence"
    assert (incident.fatalities, incident.injured) == (4, 10)
    assert incident.location == "Sariab Road"
    assert incident.admin2 == "Quetta"
    assert incident.sentence == text


def test_spans_point_at_what_they_claim() -> None:
    text = (
        "QUETTA: Gunmen killed two policemen in Turbat on 5 May 2020. The BLA claimed the attack."
    )
    (incident,) = read(text)
    words = {name: text[a:b] for name, (a, b) in incident.spans.items()}
    assert words["event_date"] == "5 May 2020"
    assert words["location"] == "Turbat"
    assert words["fatalities"] == "killed two policemen"
    assert words["actor1"] == "BLA"
    assert words["event_type"] == "attack"


def test_two_incidents_in_one_sentence_and_the_same_area() -> None:
    text = (
        "Two killings shook Kuchlak, Balochistan. On Tuesday a teacher was shot dead while another "
        "teacher was also murdered in the same area on Wednesday."
    )
    first, second = read(text, date(2024, 8, 30))
    assert (first.event_date, second.event_date) == (date(2024, 8, 27), date(2024, 8, 28))
    assert first.location == second.location == "Kuchlak"
    assert first.fatalities == second.fatalities == 1


def test_a_retelling_adds_and_counts_once() -> None:
    text = (
        "A suicide bomber killed twelve people in Mastung on Friday.\n\n"
        "The blast also wounded thirty. Police said the twelve had come for a wedding party.\n\n"
        "No group has claimed responsibility for the blast."
    )
    (incident,) = read(text, date(2024, 8, 31))
    assert (incident.fatalities, incident.injured) == (12, 30)
    assert incident.sub_event_type == "Suicide bomb"


def test_the_scene_told_in_another_paragraph() -> None:
    text = (
        "The bombing of a market on Friday killed nine people, the army said.\n\n"
        "The area around Mastung, where the blast occurred, has seen much violence."
    )
    (incident,) = read(text, date(2024, 8, 31))
    assert incident.location == "Mastung"


@pytest.mark.parametrize(
    "text",
    [
        "ISLAMABAD -- Two policemen were killed in Turbat on 5 May 2020, a minister said.",
        "Two policemen were killed in Turbat on 5 May 2020. He told reporters in Islamabad.",
        "Two policemen were killed in Turbat on 5 May 2020; the wounded were taken to Quetta.",
        "Two policemen on their way to Quetta were killed in Turbat on 5 May 2020.",
        "Two policemen, residents of Khuzdar, were killed in Turbat on 5 May 2020.",
        "Two policemen were killed in Turbat on 5 May 2020, a Karachi-based analyst said.",
    ],
)
def test_the_scene_is_not_the_dateline_the_speaker_the_hospital_or_home(text: str) -> None:
    assert [i.location for i in read(text)] == ["Turbat"]


@pytest.mark.parametrize(
    "text",
    [
        "Officials denied reports that four soldiers had been killed in Quetta on Monday.",
        "The group threatened to attack buses in Quetta and to kill passengers.",
        "Police said they had foiled a plan to bomb a court in Quetta next week.",
        "Hundreds marked the anniversary of the 2013 bombing in Quetta that killed 81 people.",
        "A court in Quetta sentenced two men to death for the murder of four policemen in 2015.",
        "Seven people were killed in Quetta on Monday when a bus overturned.",
        "Three people died in a gas explosion in Quetta on Monday.",
        "The team from Quetta attacked from the start and won the match in Karachi.",
        "Attacks in Balochistan have increased in recent years.",
        "",
        "   \n\n  ",
    ],
)
def test_no_incident(text: str) -> None:
    assert read(text, date(2024, 8, 28)) == []


def test_a_yearly_total_is_an_aggregate() -> None:
    result = whole(
        "Insurgents killed 119 people and injured 114 in attacks in Balochistan in 2018."
    )
    assert result.incidents == []
    (total,) = result.aggregates
    assert (total["killed"], total["injured"]) == (119, 114)


def test_a_total_that_its_parts_contradict_is_a_warning() -> None:
    text = (
        "Separate operations killed 41 militants in two separate districts on 5 May 2020. A raid "
        "in Panjgur district killed 31 militants while a second raid in Harnai district killed 11."
    )
    result = whole(text)
    assert [i.fatalities for i in result.incidents] == [31, 11]
    assert [a["killed"] for a in result.aggregates] == [41]
    (warning,) = result.warnings
    assert "31 + 11 = 42" in warning["text"]


def test_background_years_are_incidents_of_year_precision() -> None:
    text = "The police school in Quetta was also hit in 2006 and 2008."
    years = [(i.event_date, i.time_precision, i.location) for i in read(text)]
    assert years == [(date(2006, 1, 1), 4, "Quetta"), (date(2008, 1, 1), 4, "Quetta")]


def test_unknown_is_empty_not_zero() -> None:
    (incident,) = read("A suicide bombing hit the courts in Quetta on 8 August 2016.")
    assert incident.fatalities is None
    assert incident.row()["fatalities"] is None


def test_without_publication_the_wording_is_kept() -> None:
    (incident,) = read("The October 24 attack on a school in Quetta killed 65 cadets.")
    assert incident.event_date is None
    assert incident.time_precision == 4
    assert "October 24" in incident.notes


def test_urdu() -> None:
    text = "کوئٹہ میں پیر کے روز بم دھماکے میں تین افراد جاں بحق اور 12 زخمی ہو گئے۔"
    (incident,) = read(text, date(2024, 8, 28))
    assert incident.location == "کوئٹہ"
    assert incident.event_date == date(2024, 8, 26)
    assert (incident.fatalities, incident.injured) == (3, 12)
    assert incident.event_type == "Explosions/Remote violence"


def test_rows_have_the_columns_of_the_incident_table() -> None:
    from geo.columns import columns

    (incident,) = read("A bomb killed four people in Quetta on 5 May 2020.")
    names = {c.name for c in columns()}
    assert set(incident.row()) <= names
    extracted = {c.name for c in columns() if c.filled_by == "extract"}
    assert extracted <= set(incident.row())


def test_a_users_word_list_comes_on_top(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text(
        "name,kind,side,acled_name,aliases\nValley Guard,rebel,militants,Valley Guard,VG\n"
    )
    lexicon = load_lexicon(tmp_path)
    document = Document("r", "Four people died in a blast in Quetta. The VG claimed the blast.")
    (incident,) = extract([document], gazetteer=FewPlaces(), lexicon=lexicon).incidents
    assert incident.actor1 == "Valley Guard"


def test_a_broken_word_list_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "cues.csv").write_text("term,sort\nx,y\n")
    with pytest.raises(DataError, match=r"cues\.csv.*line 2.*kind"):
        load_lexicon(tmp_path)
    (tmp_path / "cues.csv").unlink()
    (tmp_path / "date_words.csv").write_text("term,kind,value\nfooday,relative,soon\n")
    with pytest.raises(DataError, match=r"date_words\.csv.*line 2.*'soon'"):
        load_lexicon(tmp_path)
    with pytest.raises(MissingInputError, match="No folder of word lists"):
        load_lexicon(tmp_path / "none")


def test_the_stream_gives_the_same_unfolded() -> None:
    documents = [Document(str(n), f"A bomb killed {n + 2} people in Quetta.") for n in range(5)]
    streamed = list(extract_stream(documents, gazetteer=FewPlaces()))
    assert streamed == extract(documents, gazetteer=FewPlaces(), merge=False).incidents


def check(text: str, result: Extraction) -> None:
    for incident in result.incidents:
        assert text[incident.span_start : incident.span_end] == incident.sentence
        assert incident.sentence
        for start, end in incident.spans.values():
            assert 0 <= start < end <= len(text)
        low, high = incident.fatalities_low, incident.fatalities_high
        assert low is None or high is None or low <= high


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_rows_or_none(text: str) -> None:
    check(text, whole(text))


_WORDS = st.sampled_from(
    [
        "killed",
        "injured",
        "four",
        "65",
        "12",
        "dozens",
        "nearly",
        "at",
        "least",
        "people",
        "soldiers",
        "militants",
        "bomb",
        "attack",
        "Quetta",
        "Turbat",
        "on",
        "Monday",
        "in",
        "2006",
        "and",
        "24",
        "October",
        ",",
        ".",
        ";",
        ":",
        "-",
        "\n",
        "including",
        "others",
        "no",
        "casualties",
        "was",
        "were",
        "the",
        "a",
        "blast",
        "police",
        "BLA",
        "claimed",
        "while",
        "another",
        "death",
        "toll",
        "rose",
        "to",
        "دھماکے",
        "میں",
        "تین",
        "افراد",
        "جاں",
        "بحق",
        "bodies",
        "of",
        "them",
        "dead",
        "yesterday",
        "(",
        ")",
        "said",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=60), st.dates(date(1990, 1, 1), date(2030, 1, 1)) | st.none())
def test_any_mix_of_its_words_gives_rows_or_none(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    check(text, whole(text, published))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_WORDS, max_size=25), min_size=2, max_size=4))
def test_the_order_of_reports_does_not_change_the_result(parts: list[list[str]]) -> None:
    documents = [Document(f"r{n}", " ".join(p)) for n, p in enumerate(parts)]
    results = [extract(p, gazetteer=FewPlaces()) for p in permutations(documents)]
    assert all(r == results[0] for r in results)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "." * 1_000_000,
        "\n" * 1_000_000,
        " " * 1_000_000,
        "A" * 1_000_000,
        "killed 4 " * 110_000,
        "(" * 500_000 + ")" * 500_000,
        "12-" * 330_000,
        "1/2/" * 250_000,
        "a." * 500_000,
        "\u0650" * 1_000_000,
        "Quetta, " * 120_000,
        'date: "' * 140_000,
    ],
    ids=lambda t: repr(t[:8]),
)
def test_a_megabyte_of_hostile_text_is_read_in_time(text: str) -> None:
    start = time.perf_counter()
    result = whole(text)
    assert time.perf_counter() - start < 30
    check(text, result)


def test_a_list_of_incidents_is_read_in_a_time_that_grows_with_its_length(monkeypatch):
    from datetime import timedelta

    from gazetteer import Gazetteer
    from reports import coreference

    gaz = Gazetteer.load("embedded")

    compared = 0

    def counting(*given):
        nonlocal compared
        compared += 1
        return likeness(*given)

    likeness = coreference.likeness
    monkeypatch.setattr(coreference, "likeness", counting)
    towns = ("Quetta", "Mastung", "Kalat", "Khuzdar", "Turbat")
    days = [date(2015, 1, 1) + timedelta(days=n) for n in range(200)]
    text = " ".join(
        f"On {day:%d %B %Y}, gunmen shot dead {n % 7 + 2} men in {towns[n % 5]}."
        for n, day in enumerate(days)
    )
    found = extract([Document("list", text, "", date(2024, 8, 28))], gazetteer=gaz).incidents
    assert len(found) == 200
    assert compared <= 200 * coreference.REMEMBERED


def test_days_counted_back_along_a_long_list() -> None:
    text = "\n\n".join(
        f"A day earlier, a grenade hurled at a post in Turbat wounded {n + 2} soldiers."
        for n in range(1200)
    )
    found = extract([Document("r", text, "", date(2020, 3, 5))], gazetteer=FewPlaces()).incidents
    assert found[0].event_date == date(2020, 3, 4)
    assert found[-1].event_date is not None


AGAIN = "The minister said that the government would find them. "


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "ـــــ",
        'So said the minister.\n\n"\n\nThree people were killed in Quetta on Monday.',
        "In Quetta, ² attacks killed ten people on Monday.",
        AGAIN
        * 6
        + "On 3 February 2023 gunmen killed three people in Quetta. It came nine days after gunmen "
        "stormed a school and killed six people in Turbat.",
    ],
)
def test_odd_sentences_stop_nothing(text: str) -> None:
    whole(text)


def test_the_last_day_of_the_calendar_is_a_day() -> None:
    whole("Two men were shot dead in Quetta on 3 March.", published=date.max)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_day_beside_the_publication_date_is_that_of_the_incident(gap: str) -> None:
    text = f"Published: 7 November 2023{gap}On 5 November gunmen killed three people in Quetta."
    (incident,) = whole(text, published=None).incidents
    assert incident.event_date == date(2023, 11, 5)


def test_a_list_of_digits_is_no_number() -> None:
    (incident,) = whole(
        "On Monday routes 1,2,3,4 were closed; 1,200 were killed in Quetta."
    ).incidents
    assert incident.fatalities == 1200
