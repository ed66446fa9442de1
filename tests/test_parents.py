"""What a text says a place lies in: "X area of Y", "Y's X", lists of places."""

from __future__ import annotations

import pytest

from gazetteer import Gazetteer


@pytest.fixture(scope="module")
def gaz() -> Gazetteer:
    return Gazetteer.load("PK")


@pytest.mark.parametrize(
    ("text", "name", "parents"),
    [
        ("A post in the Kingri area of Musakhail district was hit.", "Kingri", ["Musakhail"]),
        ("The track was cut in the Mushkaf area of Bolan.", "Mushkaf", ["Bolan"]),
        ("A shell fell in Mastung's Dasht area at noon.", "Dasht", ["Mastung"]),
        ("A shop was robbed in Hyderabad’s Qasimabad area.", "Qasimabad", ["Hyderabad"]),
        ("کراچی کے علاقے لیاری میں جھڑپ ہوئی۔", "لیاری", ["کراچی"]),
        ("He lives in Turbat, Kech, with his family.", "Turbat", ["Kech"]),
    ],
)
def test_the_stated_parent(gaz: Gazetteer, text: str, name: str, parents: list[str]) -> None:
    (found,) = [m for m in gaz.find(text) if m.name == name]
    assert [p.removesuffix(" district") for p in found.parents] == parents
    assert not any(m.text.startswith("area of") for m in gaz.find(text))


def test_the_next_of_a_list_is_no_parent(gaz: Gazetteer) -> None:
    found = gaz.find("Shops stayed shut in Panjgur, Turbat, Kalat and Khuzdar that day.")
    assert [(m.name, m.parents) for m in found] == [
        (name, ()) for name in ("Panjgur", "Turbat", "Kalat", "Khuzdar")
    ]


def test_a_kind_word_belongs_to_the_name_before_it(gaz: Gazetteer) -> None:
    found = gaz.find("A convoy was hit in the Ochat area of Lower Kurram.")
    assert [m.text for m in found] == ["Lower Kurram"]
