"""The geopy side: locations from resolutions, nearest places, and an optional online fallback."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.places import distance_km, is_area, prominence, stated_error_km
from gazetteer.results import Resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer.places import Place
    from gazetteer.results import Candidate
    from gazetteer.store import Store

ONLINE_RADIUS_KM = 25.0
"""Radius given to an online answer, whose service states none: UCDP GED's where_prec 2."""

ONLINE_CONFIDENCE = 0.5
REVERSE_KM = 100.0
VAGUE_KM = 10.0
"""Error stated for a place's coordinate from which the place is no answer to "what is here?"."""


def locations(answer: Resolution, *, exactly_one: bool) -> Any:
    """Give geopy locations of a resolution: the chosen point, or every candidate's.

    An area has no point and is no location: the answer is None.
    """
    from geopy.location import Location

    chosen = None
    if answer.status == "point":
        point = (answer.latitude, answer.longitude)
        chosen = Location(_address(answer), point, dataclasses.asdict(answer))
    if exactly_one:
        return chosen
    others = [
        Location(_address(c), (c.latitude, c.longitude), dataclasses.asdict(c))
        for c in answer.candidates
        if c.latitude == c.latitude and c.place_id != answer.place_id
    ]
    found = ([chosen] if chosen else []) + others
    return found or None


def _address(place: Resolution | Candidate) -> str:
    name = place.place_name if isinstance(place, Resolution) else place.name
    parts = [name, place.admin2, place.admin1, place.country]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def nearest(stores: Sequence[Store], query: Any, *, exactly_one: bool) -> Any:
    """Give the nearest known place to a point as a geopy location, or all within 100 km.

    Places whose coordinate is only known to `VAGUE_KM` or worse are left out.

    Raises
    ------
    geopy.exc.GeocoderQueryError
        The query is no point.
    """
    from geopy.exc import GeocoderQueryError
    from geopy.location import Location
    from geopy.point import Point

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # it warns of what it refuses besides
            point = Point(query)
    except (ValueError, TypeError) as error:
        raise GeocoderQueryError(f"{query!r} is no latitude, longitude: {error}") from error
    found: dict[str, tuple[float, Place]] = {}
    for reach in (10.0, REVERSE_KM):
        for store in stores:
            for place in store.around(point.latitude, point.longitude, reach):
                away = distance_km(point.latitude, point.longitude, place.latitude, place.longitude)
                vague = is_area(place) or stated_error_km(place.source) >= VAGUE_KM
                if away <= reach and not vague:
                    found.setdefault(place.place_id, (away, place))
        if found:
            break
    ordered = sorted(found.values(), key=lambda pair: (pair[0], -prominence(pair[1])))
    made = [
        Location(
            ", ".join(p for p in dict.fromkeys((place.name, place.admin2, place.admin1)) if p),
            (place.latitude, place.longitude),
            {**place._asdict(), "distance_km": round(away, 3)},
        )
        for away, place in ordered
    ]
    if exactly_one:
        return made[0] if made else None
    return made or None


class OnlineFallback:
    """Asks a geopy geocoder for what the gazetteer cannot resolve, slowly and each text once.

    Parameters
    ----------
    geocoder : geopy geocoder
        For instance ``geopy.geocoders.Nominatim(user_agent="…")``.
    cache : path
        SQLite file that keeps every answer, so that a text is sent once.
    min_delay_seconds : float
        Pause between requests, kept by geopy's ``RateLimiter``.
    """

    def __init__(self, geocoder: Any, *, cache: str | Path, min_delay_seconds: float = 1.0) -> None:
        from geopy.extra.rate_limiter import RateLimiter

        self.name = type(geocoder).__name__
        self._ask: Callable[..., Any] = RateLimiter(
            geocoder.geocode,
            min_delay_seconds=min_delay_seconds,
            max_retries=1,
            error_wait_seconds=min_delay_seconds,
            swallow_exceptions=False,
        )
        self._cache = sqlite3.connect(Path(cache))
        self._cache.execute(
            "CREATE TABLE IF NOT EXISTS answers (service TEXT, query TEXT, answer TEXT, "
            "PRIMARY KEY (service, query))"
        )

    def resolve(self, answer: Resolution, within: Sequence[str]) -> Resolution:
        """Give the online answer for an unresolved text, marked as such; else the same answer."""
        from geopy.exc import GeopyError

        query = ", ".join([answer.text, *within])
        row = self._cache.execute(
            "SELECT answer FROM answers WHERE service = ? AND query = ?", (self.name, query)
        ).fetchone()
        if row is None:
            try:
                found = self._ask(query)
            except GeopyError as error:
                reason = f"{answer.reason} {self.name} could not be asked: {error}."
                return dataclasses.replace(answer, reason=reason)
            told = [found.address, found.latitude, found.longitude] if found else None
            with self._cache:
                self._cache.execute(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
                    (self.name, query, json.dumps(told)),
                )
        else:
            told = json.loads(row[0])
        if told is None:
            return dataclasses.replace(
                answer, reason=f"{answer.reason} {self.name} does not know it either."
            )
        address, latitude, longitude = told
        return dataclasses.replace(
            answer,
            status="point",
            place_id=f"online:{self.name.lower()}",
            place_name=address,
            place_kind="locality",
            latitude=round(latitude, 5),
            longitude=round(longitude, 5),
            radius_km=ONLINE_RADIUS_KM,
            geo_precision=2,
            where_prec=2,
            confidence=ONLINE_CONFIDENCE,
            method="online",
            reason=f"{answer.reason} {self.name} (online) answers {address!r}.",
        )
