"""Who acted and who was acted upon."""

from __future__ import annotations

import pytest
from place_finder import FewPlaces

from reports import Document, Incident, extract, load_lexicon


def only(text: str) -> Incident:
    (incident,) = extract([Document("r", text)], gazetteer=FewPlaces()).incidents
    return incident


@pytest.mark.parametrize(
    ("text", "actor1", "actor2"),
    [
        (
            "KABUL: The Taliban killed two clerks in Charkhab on 5 May 2020.",
            "Taliban",
            "Civilians",
        ),
        (
            "A Russian rocket slammed into a bakery in Sumy on 5 May 2020, killing two women.",
            "Military of Russia",
            "Civilians",
        ),
        (
            "Shelling by Indian troops over the line claimed two lives in Chamb on 5 May 2020.",
            "Military of India",
            "Civilians",
        ),
        (
            "Gunmen killed a village elder and his two bodyguards in Wadh on 5 May 2020.",
            "Unidentified armed group",
            "Civilians",
        ),
        (
            "Gunmen killed two policemen in Quetta on 5 May 2020.",
            "Unidentified armed group",
            "Police",
        ),
        (
            "A bomb killed four labourers in Turbat on 5 May 2020. The BLA claimed responsibility.",
            "Balochistan Liberation Army",
            "Civilians",
        ),
        (
            "Fighters of the Baloch Liberation Front ambushed an FC convoy near Turbat on 5 May "
            "2020, killing three soldiers.",
            "Balochistan Liberation Front",
            "Frontier Corps",
        ),
        (
            "The Counter-Terrorism Department said its men killed five terrorists of the TTP in a "
            "raid in Quetta on 5 May 2020.",
            "Counter-Terrorism Department",
            "Tehreek-e-Taliban Pakistan",
        ),
        (
            "A grenade attack in Khuzdar wounded six people on 5 May 2020. No group claimed "
            "responsibility.",
            "Unidentified armed group",
            "Civilians",
        ),
        (
            "A blast in Quetta killed three people on 5 May 2020. The Islamic State denied "
            "responsibility.",
            "Unidentified armed group",
            "Civilians",
        ),
    ],
)
def test_actors(text: str, actor1: str, actor2: str) -> None:
    incident = only(text)
    assert (incident.actor1, incident.actor2) == (actor1, actor2)


@pytest.mark.parametrize(
    ("text", "actor1", "actor2"),
    [
        (
            "Jundullah, a splinter group of the TTP, claimed Sunday's blast in Quetta that killed "
            "four people.",
            "Jundallah",
            "Civilians",
        ),
        (
            "A faction of the TTP claimed Sunday's blast in Quetta that killed four people.",
            "Tehreek-e-Taliban Pakistan",
            "Civilians",
        ),
        (
            "Three men were killed in fighting between two groups of the Bugti and Mazari tribes "
            "in Sibi on 5 May 2020.",
            "Tribal militia",
            "Tribal militia",
        ),
        (
            "Two rival TTP factions exchanged fire in Quetta on 5 May 2020, leaving four dead.",
            "Tehreek-e-Taliban Pakistan",
            "Tehreek-e-Taliban Pakistan",
        ),
        (
            "Gunmen killed two labourers in Turbat on 5 May 2020. Police were rushed to the area.",
            "Unidentified armed group",
            "Civilians",
        ),
        (
            "CTD claims to have arrested three terrorists of Daesh in Quetta on 5 May 2020.",
            "Counter-Terrorism Department",
            "Islamic State",
        ),
        (
            "Pakistani forces have detained two suspected members of the BLA in Turbat.",
            "Military",
            "Balochistan Liberation Army",
        ),
        (
            "A bomb hit a bus carrying soldiers near Turbat on 5 May 2020, killing three.",
            "Unidentified armed group",
            "Military",
        ),
        (
            "Gunmen killed three people in an army-run school in Quetta on 5 May 2020.",
            "Unidentified armed group",
            "Civilians",
        ),
        (
            "Detachment of gendarmerie in Turbat attacked 5 May 2020 from 0430 by abt 40 gunmen.",
            "Unidentified armed group",
            "Police",
        ),
        (
            "Terrorists opened fire on a post in Turbat on 5 May 2020.",
            "Militants",
            "Security forces",
        ),
        (
            "Haqqani network house struck by US drone in Quetta on 5 May 2020, four killed",
            "Military of the United States",
            "Haqqani Network",
        ),
        (
            "Protesters threw stones at police in Quetta on 5 May 2020 and were met with tear gas.",
            "Rioters",
            "Police",
        ),
        (
            "An elder of the Mengal tribe was gunned down in Quetta on 5 May 2020.",
            "Unidentified armed group",
            "Civilians",
        ),
    ],
)
def test_who_acts_on_whom(text: str, actor1: str, actor2: str) -> None:
    incident = only(text)
    assert (incident.actor1, incident.actor2) == (actor1, actor2)


def test_a_group_is_told_again_and_claims_all() -> None:
    text = (
        "A bomb killed four people in Turbat on 5 May 2020. The BLF said it was behind the "
        "blast. The group had also claimed the killing of two men in Panjgur on 3 April 2020."
    )
    found = extract([Document("r", text)], gazetteer=FewPlaces()).incidents
    assert {i.actor1 for i in found} == {"Balochistan Liberation Front"}
    text = (
        "A bomb killed four people in Turbat on 5 May 2020. Another bomb in Panjgur injured two "
        "men. The BLA claimed both the attacks."
    )
    found = extract([Document("r", text)], gazetteer=FewPlaces()).incidents
    assert [i.actor1 for i in found] == ["Balochistan Liberation Army"] * 2


def test_claim_and_denial_are_noted() -> None:
    claimed = only("A bomb killed four people in Turbat. The BLA claimed responsibility.")
    assert "claimed by Balochistan Liberation Army" in claimed.notes
    denied = only("A bomb killed four people in Turbat. The TTP denied responsibility.")
    assert "denied by Tehreek-e-Taliban Pakistan" in denied.notes


def test_an_abbreviation_needs_capitals() -> None:
    incident = only("The attack is said to have killed two people in Quetta on 5 May 2020.")
    assert incident.actor1 == "Unidentified armed group"


def test_every_actor_has_a_known_kind_and_side() -> None:
    for row in load_lexicon().tables["actors"]:
        assert row["side"] in {"militants", "security", "civilians"}, row["name"]
        assert row["kind"] in {
            "rebel", "militia", "state", "external", "unidentified", "civilians", "political",
        }  # fmt: skip
        assert row["acled_name"]


def test_no_alias_stands_for_two_actors() -> None:
    seen: dict[str, str] = {}
    for row in load_lexicon().tables["actors"]:
        for alias in row["aliases"].split("|"):
            key = alias.strip().casefold()
            assert seen.setdefault(key, row["name"]) == row["name"], alias
