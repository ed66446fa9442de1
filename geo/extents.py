"""Whether given coordinates can be meant as they stand: swapped pairs and missing minus signs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.headers import data_table

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARGIN = 3.0
_FAR = 10.0
_FEWEST = 10


class Extent(NamedTuple):
    """A box in degrees, wide enough that what belongs to it lies within."""

    name: str
    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float, margin: float = 0.0) -> bool:
        """Whether a point lies in the box, widened by `margin` degrees."""
        return (
            self.south - margin <= lat <= self.north + margin
            and self.west - margin <= lon <= self.east + margin
        )


@cache
def _countries() -> dict[str, Extent]:
    out: dict[str, Extent] = {}
    for row in data_table("tables_countries"):
        names = row["names"].split(";")
        sides = (float(row[side]) for side in ("south", "west", "north", "east"))
        south, west, north, east = sides
        extent = Extent(names[0], south - _MARGIN, west - _MARGIN, north + _MARGIN, east + _MARGIN)
        for name in (row["code"], row["iso3"], *names):
            out.setdefault(name.casefold(), extent)
    return out


@cache
def _codes() -> dict[str, str]:
    rows = data_table("tables_countries")
    return {
        name.casefold(): row["code"]
        for row in rows
        for name in (row["code"], row["iso3"], *row["names"].split(";"))
    }


def iso3(name: str) -> str:
    """Give the ISO code of three letters of a country by its name or code, else the name itself."""
    code = country_code(name)
    return next((r["iso3"] for r in data_table("tables_countries") if r["code"] == code), name)


def country_code(name: str) -> str:
    """ISO code of a country by its name or code; a name that is not known stays as it is."""
    folded = name.strip().casefold()
    return _codes().get(folded, folded)


def country_extent(name: str | None) -> Extent | None:
    """Rough extent of a country by its name, an alternative name or its ISO code."""
    return _countries().get((name or "").strip().casefold())


def bulk_extent(
    latitudes: Iterable[float | None], longitudes: Iterable[float | None]
) -> Extent | None:
    """Box of the middle 80 % of latitudes and of longitudes, or None for too few of them.

    A table without countries is checked against its own bulk: a tenth of its rows may be wrong at
    either end without moving the box.
    """
    lats, lons = (
        sorted(each for each in side if each is not None) for side in (latitudes, longitudes)
    )
    if len(lats) < _FEWEST:
        return None
    low, high = len(lats) // 10, len(lats) - 1 - len(lats) // 10
    return Extent(
        "the area of the table's other rows",
        lats[low] - _MARGIN,
        lons[low] - _MARGIN,
        lats[high] + _MARGIN,
        lons[high] + _MARGIN,
    )


def doubt(lat: float, lon: float, extent: Extent | None, *, own: bool = False) -> str:
    """Say what seems wrong with a pair of coordinates, or '' where nothing does.

    Parameters
    ----------
    lat, lon : float
        Degrees as given.
    extent : Extent or None
        Where the point ought to lie.
    own : bool
        Whether the extent is that of the table's other rows: then only a point far off is doubted.

    Examples
    --------
    >>> doubt(66.9, 30.2, country_extent("Pakistan"))
    'lie outside Pakistan; swapped they would lie inside'
    """
    if extent is None or extent.holds(lat, lon, _FAR if own else 0.0):
        return ""
    said = f"lie outside {extent.name}"
    if extent.holds(lon, lat):
        return f"{said}; swapped they would lie inside"
    for a, b, what in ((-lat, lon, "latitude"), (lat, -lon, "longitude"), (-lat, -lon, "both")):
        if extent.holds(a, b):
            return f"{said}; with the sign of {what} changed they would lie inside"
    return ""
