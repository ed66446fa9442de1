"""What the gazetteer answers: candidates, resolutions and mentions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place a name could mean. `score` is its share of probability among all readings."""

    place_id: str
    name: str
    kind: str
    latitude: float
    longitude: float
    country: str
    admin1: str
    admin2: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for one place text.

    `status` is ``point``, ``area``, ``ambiguous`` or ``unresolved``. Only a point has latitude,
    longitude (degrees WGS 84) and `radius_km`, within which the true place lies with 95 %
    probability. `geo_precision` is ACLED's code (1–3), `where_prec` UCDP GED's (1–7).
    `confidence` is the calibrated probability that the district is right.
    """

    text: str
    status: str
    place_id: str = ""
    place_name: str = ""
    place_kind: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    geo_precision: int | None = None
    where_prec: int | None = None
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    confidence: float = 0.0
    method: str = ""
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    data_version: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place name in a running text; ``text[start:end]`` is `text`."""

    start: int
    end: int
    text: str
    name: str
    level: str
    parents: tuple[str, ...]
    country: str
