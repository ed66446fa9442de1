"""Names: folding, spelling families, scripts, kind words, abbreviations, and the traps."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.areas import Areas
from gazetteer.fuzzy import FuzzyIndex, allowed_edits
from gazetteer.gazetteer import embedded_store
from gazetteer.matching import Matcher
from gazetteer.names import fold, is_trap, parts, skeleton, variant_key


@pytest.fixture(scope="module")
def store():
    return embedded_store()


def table(name):
    text = files("gazetteer").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("  Dera-Ismāʿīl  KHAN ", "dera ismail khan"),
        ("Muzaffarābād", "muzaffarabad"),
        ("Ma’ruf", "maruf"),
        ("Ra's al-Khaimah", "ras al khaimah"),
        ("\u200fQuetta\u200e", "quetta"),
        ("Que\x00tta", "quetta"),
        ("Quetta 🔥", "quetta"),
        ("كوئٹه", "کویتہ"),
        ("کوئٹہ", "کویتہ"),
        ("", ""),
    ],
)
def test_fold(written, key):
    assert fold(written) == key


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_folding_twice_changes_nothing(text):
    once = fold(text)
    assert fold(once) == once
    assert "  " not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qilla Saifullah", "Killa Saif Ullah"),
        ("Ghwadar", "Gwadar"),
        ("Panjgoor", "Panjgur"),
        ("Hassukheil", "Hasu Khel"),
        ("Bacha Zayi", "Bachazai"),
        ("Xuzdar", "Khuzdar"),
        ("Machh", "Mach"),
        ("Pisheen", "Pishin"),
        ("Kili Umar", "Killi Umar"),
        ("Goath Bugti", "Goth Bugti"),
        ("Derah Bugti", "Dera Bugti"),
        ("Haider Abad", "Hyderabad"),
        ("Muhmand", "Mohmand"),
        ("Neelum", "Nelum"),
        ("Khair Pur", "Khairpur"),
        ("Vana", "Wana"),
        ("Ramadan", "Ramazan"),
    ],
)
def test_one_spelling_family(one, other):
    assert variant_key(fold(one)) == variant_key(fold(other))


def test_family_examples_hold():
    rows = [row for row in table("names_families.csv") if " = " in row["example"]]
    assert len(rows) > 15
    for row in rows:
        one, other = row["example"].split(" = ")
        assert variant_key(fold(one)) == variant_key(fold(other)), row


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karachi", "Kachhi"),
        ("Loralai", "Lora"),
        ("Khar", "Kar"),
        ("Shahi", "Sahi"),
        ("Sui", "Sibi"),
    ],
)
def test_other_places_are_another_family(one, other):
    assert variant_key(fold(one)) != variant_key(fold(other))


@pytest.mark.parametrize(
    ("script", "latin"),
    [
        ("کچلاک", "Kuchlak"),
        ("بلوچستان", "Balochistan"),
        ("مستونگ", "Mastung"),
        ("ڪراچي", "Karachi"),
        ("پېښور", "Peshawar"),
        ("ڈیرہ بگٹی", "Dera Bugti"),
        ("تربت", "Turbat"),
        ("پنجگور", "Panjgur"),
    ],
)
def test_scripts_meet_in_their_consonants(script, latin):
    assert skeleton(fold(script)) == skeleton(fold(latin))


@pytest.mark.parametrize(
    ("text", "core", "kind"),
    [
        ("Panjgur district", "panjgur", "district"),
        ("Panjgur town", "panjgur", "town"),
        ("district of Harnai", "harnai", "district"),
        ("Distt Kech", "kech", "district"),
        ("Tehsil Bara", "bara", "tehsil"),
        ("Neelum Valley", "neelum", "valley"),
        ("D.I. Khan", "dera ismail khan", None),
        ("DG Khan district", "dera ghazi khan", "district"),
        ("NW", "north waziristan", None),
        ("KPK", "khyber pakhtunkhwa", None),
        ("Quetta Cantt", "quetta", "neighbourhood"),
        ("Mach", "mach", None),
    ],
)
def test_kind_words_and_abbreviations(text, core, kind):
    found = parts(text)
    assert found.core == core
    assert (found.kind.kind if found.kind else None) == kind


@pytest.mark.parametrize("row", table("names_traps.csv"), ids=lambda row: row["name"])
def test_traps_never_match(store, row):
    """Neither the one nor the other side of a trap is ever read as the other."""
    matcher = Matcher([store])
    for name, wrong in ((row["name"], row["other"]), (row["other"], row["name"])):
        wrong_family = variant_key(fold(wrong))
        for match in matcher.matches(parts(name), ()):
            if match.method == "fuzzy":
                own = {variant_key(fold(n)) for n in match.place.names()}
                assert wrong_family not in own, (name, match.place.name)


def test_karachi_is_never_kachhi_nor_as_a_parent(store):
    areas = Areas(store)
    assert areas.parent("Karachi", country="PK").area.admin1 == "Sindh"
    assert areas.parent("Kachhi", country="PK").admin2 == frozenset({"Kachhi"})
    assert areas.parent("Khyber Pakhtunkwa province").area.name == "Khyber Pakhtunkhwa"
    assert areas.parent("Qwertistan") is None


def test_a_longer_name_is_no_misspelling():
    assert is_trap(variant_key("kohlu"), variant_key("kohlu karan"))
    assert not is_trap(variant_key("kuchlak"), variant_key("kochlaq"))


def test_short_names_have_no_misspellings():
    assert allowed_edits(4) == 0
    assert allowed_edits(5) == 1
    assert allowed_edits(9) == 2


def test_shortlist_holds_every_near_name():
    """Against brute force: whatever is one edit away is in the shortlist of a small index."""
    from rapidfuzz.distance import OSA

    keys = sorted(
        {variant_key(fold(name)) for name in ("Kuchlak", "Mastung", "Khuzdar", "Nushki", "Turbat",
         "Panjgur", "Gwadar", "Pishin", "Loralai", "Ziarat", "Harnai", "Kalat")},
        key=lambda key: (len(key), key),
    )  # fmt: skip
    index = FuzzyIndex.build(keys)
    for key in keys:
        for position in range(len(key)):
            asked = key[:position] + "x" + key[position + 1 :]
            near = {keys[row] for row in index.shortlist(asked, 1)}
            brute = {other for other in keys if OSA.distance(asked, other) <= 1}
            assert brute <= near


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Chak 45/JB", "Chak Forty-five Jhang Branch", True),
        ("Chak No. 288-G.B.", "Chak Two Hundred Eighty-eight Gugera Branch", True),
        ("Chak 205 RB", "Chak Two Hundred and Five Rakh Branch", True),
        ("Chak 140 ML", "Chak One Hundred Forty ML", True),
        ("Chak 45/JB", "Chak 45/GB", False),
        ("Chak 45/JB", "Chak 46/JB", False),
        ("Chak 12", "Chak One Hundred Twelve", False),
    ],
)
def test_numbered_villages(one, other, same):
    assert (variant_key(fold(one)) == variant_key(fold(other))) is same


def test_numbers_are_never_misspelt():
    assert is_trap(variant_key(fold("Chak 45/JB")), variant_key(fold("Chak 46/JB")))
