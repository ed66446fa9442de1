"""People in a sentence (a group), and what befell how many of them (a count)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SIDES = ("civilians", "security", "militants")
"""Sides that a report tells apart; a group or count of no such side has ``any``."""


@dataclass(slots=True)
class Group:
    """People in a sentence: units ``i`` to ``j``, how many of them, of which side."""

    i: int
    j: int
    value: int | None = None
    low: int | None = None
    high: int | None = None
    side: str = "any"
    shape: str = "person"  # person, noun (counted but not listed), bare (number alone), plural
    wording: str = ""
    part: bool = False
    more: bool = False
    known: bool = False
    agent: bool = False
    healed: bool = False
    split: bool = False
    used: str = ""


class Count(NamedTuple):
    """A number of people and what happened to them.

    Attributes
    ----------
    kind : str
        ``killed``, ``injured`` or ``abducted``.
    value, low, high : int or None
        As reported, and the fewest and most the wording allows; None where open or not stated.
    side : str
        ``civilians``, ``security``, ``militants`` or ``any``.
    wording : str
        The words that are vague ("nearly 60", "hundreds"); empty for a plain number.
    part : bool
        A part of another number ("including", "two of them").
    more : bool
        Told as further people ("another", "others", "also").
    update : bool
        A toll that replaces earlier ones ("the toll rose to").
    known : bool
        Refers to people already told of ("the imam", "all three militants").
    plural : bool
        Told without any number ("soldiers were killed").
    named : bool
        One person told by name only.
    split : bool
        A part told with its own harm word ("one of them died").
    weak : bool
        Said to be shot, not that they died; holds where nothing else tells what befell them.
    summed : bool
        Told as so many since a day; holds where the incident is told by nothing else.
    claimed : bool
        Told by an armed group of its enemy; holds where nobody else tells a figure.
    """

    kind: str
    value: int | None
    low: int | None
    high: int | None
    side: str
    start: int
    end: int
    wording: str = ""
    part: bool = False
    more: bool = False
    update: bool = False
    known: bool = False
    plural: bool = False
    named: bool = False
    split: bool = False
    weak: bool = False
    claimed: bool = False
    summed: bool = False
