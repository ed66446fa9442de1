"""Colours of event types: apart for every eye, one row for each type however it is written."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from map_data import few, squares
from test_page import data_of

from maps import incident_map, point_map
from maps.payload import event_types, one_spelling
from maps.shades import OTHER_TYPE, type_color, type_names

# Machado, Oliveira & Fernandes (2009), severity 1, in linear RGB.
VISION = {
    "full": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
LEAST = 11.0
"""Hundredths of Oklab; a difference of about two can just be seen side by side."""


def oklab(color: str, vision: np.ndarray) -> np.ndarray:
    """Ottosson's Oklab (2020) of a colour as an eye sees it."""
    share = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    cones = np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]) @ np.clip(vision @ light, 0, 1)  # fmt: skip
    return 100 * (
        np.array(
            [[0.2104542553, 0.7936177850, -0.0040720468],
             [1.9779984951, -2.4285922050, 0.4505937099],
             [0.0259040371, 0.7827717662, -0.8086757660]])
        @ np.cbrt(cones)
    )  # fmt: skip


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("sources", [{"ACLED", "UCDP GED"}, {"GTD"}], ids=["ACLED+UCDP", "GTD"])
def test_types_of_one_table_stay_apart_for_every_eye(vision, sources):
    colors = {row["event_type"]: row["color"] for row in event_types() if row["source"] in sources}
    colors["type not known"] = OTHER_TYPE
    for (one, first), (other, second) in itertools.combinations(colors.items(), 2):
        apart = np.linalg.norm(oklab(first, VISION[vision]) - oklab(second, VISION[vision]))
        assert apart >= LEAST, f"{one} and {other} under {vision}: {apart:.1f}"


@pytest.mark.parametrize(
    "name",
    ["State-based conflict", "Non-state conflict", "One-sided violence", "Bombing/Explosion",
     "Hostage Taking (Kidnapping)", "Armed Assault"],
)  # fmt: skip
def test_types_of_ucdp_and_gtd_have_a_colour(name):
    assert type_color(name) == type_color(name.upper()) != OTHER_TYPE


def test_types_that_differ_in_case_are_one_row():
    frame = few()
    types = ["battles", "BATTLES ", "Battles", "mob", "Mob", None, "riots"]
    frame["event_type"] = types
    data = data_of(incident_map(frame, squares(), title="x", as_of="2022-09-09").html())
    column = data["incidents"]["event_type"]
    assert column["words"] == ["Battles", "mob", "Riots"]
    assert column["codes"] == [0, 0, 0, 1, 1, -1, 2]
    assert type_names(frame["event_type"]) == [
        "Battles", "Battles", "Battles", "mob", "mob", "type not known", "Riots",
    ]  # fmt: skip
    assert one_spelling([]) == {}
    rows = point_map(frame).get_root().values["legend"]["rows"]
    assert [row["label"] for row in rows] == ["Battles", "mob"]
