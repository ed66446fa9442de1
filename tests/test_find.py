"""Finding names in text: what is a place, with its relation, kind word and parents."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer
from gazetteer.mentions import _before, _head, plain

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def gaz():
    return Gazetteer.load("embedded")


def found(gaz, text):
    mentions = gaz.find(text)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.name in text
    return mentions


def texts(gaz, text):
    return [mention.text for mention in found(gaz, text)]


@pytest.mark.parametrize(
    ("text", "whole", "name", "level", "parents"),
    [
        ("A man was shot in Kuchlak, Balochistan.", "Kuchlak", "Kuchlak", "point",
         ("Balochistan",)),
        ("The raid in the Panjgur district failed.", "Panjgur district", "Panjgur", "admin2", ()),
        ("In the district of Harnai two died.", "district of Harnai", "Harnai", "admin2", ()),
        ("Two died 10 km east of Mach in Kachhi district.", "10 km east of Mach", "Mach", "point",
         ("Kachhi district",)),
        ("It began on the outskirts of Quetta.", "on the outskirts of Quetta", "Quetta", "point",
         ()),
        ("Gunmen in Balochistan province fled.", "Balochistan province", "Balochistan", "admin1",
         ()),
        ("A convoy was hit on the Quetta–Karachi highway near Mastung.",
         "Quetta–Karachi highway near Mastung", "Mastung", "point", ()),
        ("An incident in northwestern Pakistan.", "northwestern Pakistan", "northwestern Pakistan",
         "region", ()),
        ("Police found them between Kalat and Khuzdar.", "between Kalat and Khuzdar",
         "Kalat and Khuzdar", "point", ()),
        ("The area of Mastung in Balochistan is tense.", "area of Mastung", "Mastung", "point",
         ("Balochistan",)),
    ],
)  # fmt: skip
def test_mention(gaz, text, whole, name, level, parents):
    first = found(gaz, text)[0]
    assert (first.text, first.name, first.level, first.parents) == (whole, name, level, parents)


@pytest.mark.parametrize(
    "text",
    [
        "The Balochistan Liberation Army claimed it.",
        "The so-called Quetta Shura met.",
        "Islamic State of Iraq and the Levant said so.",
        "Chief minister Sarfraz Bugti spoke.",
        "Lashkar-e-Jhangvi al-Alami denied it.",
        "Peshawar Zalmi won the match.",
        "The Quetta police made arrests.",
        "A Karachi-based analyst doubts it.",
        "Anwarul Haq Kakar told reporters.",
        "Mr Zehri left early.",
        "In March the army moved.",
        "Police said the general met a major.",
        "The Pakistan Army and the Frontier Corps searched.",
        "Members of the Marri tribe protested.",
        "The China-Pakistan Economic Corridor was attacked.",
    ],
)
def test_no_place(gaz, text):
    assert texts(gaz, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "QUETTA: Two men were killed on Friday.",
        "ISLAMABAD -- The government said so.",
        "KARACHI (Reuters) - A blast was heard.",
        "First paragraph.\n\nQUETTA, Nov 3: Two men were killed.",
    ],
)
def test_a_dateline_is_no_scene(gaz, text):
    assert texts(gaz, text) == []


def test_ordinary_words_need_a_cue(gaz):
    assert texts(gaz, "The Mach factor is high, Sui generis it is not.") == []
    assert [m.name for m in found(gaz, "Miners were killed in Mach and near Sui.")] == [
        "Mach",
        "Sui",
    ]
    assert [m.name for m in found(gaz, "He fled to Dasht, Balochistan.")] == ["Dasht"]


def test_leftmost_longest(gaz):
    assert [m.name for m in found(gaz, "Fighting in Dera Bugti went on.")] == ["Dera Bugti"]
    assert "Dera Bugti" not in texts(gaz, "Fighting in Dera Ismail Khan went on.")
    assert "Quetta" not in texts(gaz, "The Quettawal paper.")


def test_foreign_places_have_their_country(gaz):
    mentions = found(gaz, "The Taliban negotiate in Doha, and troops left Kabul for Iran.")
    assert {m.name: m.country for m in mentions} == {"Doha": "QA", "Kabul": "AF", "Iran": "IR"}


def test_all_capitals_and_no_capitals(gaz):
    assert [m.name for m in found(gaz, "a man was killed in kuchlak near quetta")]
    assert [m.name for m in found(gaz, "BLAST NEAR KUCHLAK KILLS TWO")] == ["KUCHLAK"]


def test_urdu_text(gaz):
    mentions = found(gaz, "کوئٹہ میں دھماکہ")
    assert [m.name for m in mentions] == ["کوئٹہ"]


def test_villages_of_the_full_set_need_a_cue(tmp_path):
    """In running text a hamlet called Police is a place only where the text says so."""
    from gazetteer.places import Place
    from gazetteer.store import SqliteStore, write_sqlite

    path = tmp_path / "x.sqlite"
    names = ("Nawan Kili", "Police", "Man", "Jalalpur Zxq")
    write_sqlite(
        path,
        [
            Place(f"t:{n}", n, (), "", 30.0, 67.0, "village", "PK", "Balochistan", "Quetta", 0, "")
            for n in names
        ],
        {"version": "test", "country": "PK"},
    )
    from gazetteer.gazetteer import embedded_store

    gaz = Gazetteer([embedded_store(), SqliteStore(path)], country="PK")
    assert texts(gaz, "Police killed a Man. Police of the city were told by Jalalpur Zxq.") == []
    assert [m.name for m in found(gaz, "He was shot in Jalalpur Zxq on Friday.")] == [
        "Jalalpur Zxq"
    ]
    assert [m.text for m in found(gaz, "People of Jalalpur Zxq village fled.")] == [
        "Jalalpur Zxq village"
    ]


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_offsets_hold_for_any_text(text):
    assert len(plain(text)) == len(text)
    gaz = _cache.setdefault("gaz", None) or _cache.update(gaz=Gazetteer.load("embedded"))
    found(gaz or _cache["gaz"], text + " in Quetta, " + text)


_cache: dict = {}


def test_scan_agrees_with_a_plain_search(gaz):
    """Every whole word that is a name is met, by a search that knows no automaton."""
    text = "In Quetta, Mastung and Kalat; not in Quettas. Dera Bugti, Khuzdar."
    met = {found.key for found in gaz.scan(text)}
    assert {"quetta", "mastung", "kalat", "dera bugti", "khuzdar"} <= met
    assert "quettas" not in met


def test_words_that_are_also_places_need_a_cue():
    gaz = Gazetteer.load("embedded")
    assert gaz.find("Drug dealers were held. Tok was quoted.") == []
    found = gaz.find("A bomb went off in Nag in Washuk district.")
    assert [mention.text for mention in found][:1] == ["Nag"]
    assert [m.text for m in gaz.find("They fled to Drug, Musakhel.")][:1] == ["Drug"]


def test_wording_before_a_name_is_found_as_by_both_patterns_alone():
    """The quick look at the last word passes over nothing that the two patterns would find."""
    texts = [
        item["text"]
        for path in sorted((ROOT / "tests/corpus/tune").glob("*.yaml"))
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    texts += [
        f"They live {words} Mach."
        for words in (
            "10 km east of",
            "on the outskirts of",
            "in the northern part of the",
            "areas adjoining areas of",
            "some 5 miles away from the",
            "next to",
            "an area nearby",
            "close to the",
            "5 km off",
            "opposite",
            "surroundings of",
            "just outside",
            "12 km outside",
            "the Dasht area of the",
            "around",
            "beside",
        )
    ]
    found = 0
    for text in texts:
        for end in (m.start() for m in re.finditer(r"(?<=\s)[A-Z]", text)):
            start = max(0, end - 90)
            slow = [m for pattern in _before() if (m := pattern.search(text, start, end))]
            first = min(slow, key=lambda m: m.start(), default=None)
            quick = _head(text, start, end)
            assert (quick and quick.span()) == (first and first.span()), text[start:end]
            found += first is not None
    assert found > 80
