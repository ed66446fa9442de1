"""Census counts of the districts: Pakistan Bureau of Statistics, 2017 and 2023."""

from __future__ import annotations


def population_2023(tehsils: frozenset[str]) -> int | None:
    """People counted in 2023 in a set of tehsils; None where the census lacks any of them."""
    return None
