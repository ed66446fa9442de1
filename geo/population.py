"""Census counts of the districts: Pakistan Bureau of Statistics, 2017 and 2023.

`data/population.csv` has a row per census tehsil with the embedded tehsil it belongs to. `fit` says
how well: `whole` (the same unit), `part` (carved out or cut otherwise since 2017: the sum is right
for the district, not for the tehsil), `elsewhere` (counted in other tehsils of its district). The
census did not cover Azad Kashmir and Gilgit Baltistan.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from gazetteer.errors import InputError

YEARS = (2017, 2023)
SOURCE = "Pakistan Bureau of Statistics, censuses of 2017 and 2023, by tehsil"


class Count(NamedTuple):
    """One census tehsil: people and land, and the embedded tehsil it belongs to."""

    tehsil_id: str
    fit: str
    district: str
    tehsil: str
    area_km2: int | None
    people: dict[int, int | None]
    note: str


@cache
def counts() -> dict[str, tuple[Count, ...]]:
    """Map each embedded tehsil to the census tehsils that belong to it."""
    text = files("geo").joinpath("data/population.csv").read_text(encoding="utf-8")
    out: dict[str, list[Count]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        count = Count(
            row["tehsil_id"],
            row["fit"],
            row["census_district"],
            row["census_tehsil"],
            _number(row["area_km2"]),
            {year: _number(row[f"population_{year}"]) for year in YEARS},
            row["note"],
        )
        out.setdefault(count.tehsil_id, []).append(count)
    return {tehsil: tuple(rows) for tehsil, rows in out.items()}


def _number(text: str) -> int | None:
    return int(text) if text else None


def population(tehsils: frozenset[str], *, year: int = 2023) -> int | None:
    """Sum the people counted in a set of tehsils.

    Parameters
    ----------
    tehsils : frozenset of str
        Ids of embedded tehsils.
    year : {2023, 2017}
        The census.

    Returns
    -------
    int or None
        None where the census lacks one of the tehsils, or where the set cuts through census
        tehsils so that no sum is right.
    """
    if year not in YEARS:
        msg = f"year={year!r}: the censuses at hand are those of {YEARS[0]} and {YEARS[1]}"
        raise InputError(msg)
    total = 0
    for tehsil in tehsils:
        rows = counts().get(tehsil, ())
        if not rows:
            return None
        if any(row.fit != "whole" for row in rows) and not _rounded(tehsil) & tehsils:
            return None
        total += sum(row.people[year] or 0 for row in rows)
    return total


@cache
def _rounded(tehsil: str) -> frozenset[str]:
    """Find the other tehsils of the same census district, which may hold what this one lacks."""
    mine = (_census_districts()[row.district] for row in counts()[tehsil])
    return frozenset().union(*mine) - {tehsil}


@cache
def _census_districts() -> dict[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    for tehsil, rows in counts().items():
        for row in rows:
            out.setdefault(row.district, set()).add(tehsil)
    return {district: frozenset(tehsils) for district, tehsils in out.items()}


def doubts(tehsils: frozenset[str]) -> tuple[str, ...]:
    """Name the census tehsils whose people a set counts although the border may cut them."""
    return tuple(
        sorted(
            row.tehsil.title()
            for tehsil in tehsils
            for row in counts().get(tehsil, ())
            if row.fit == "part" and not _rounded(tehsil) <= tehsils and row.tehsil
        )
    )
