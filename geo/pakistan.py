"""What the embedded tables know of Pakistan's districts in other people's boundary files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import history
from geo.names import key

if TYPE_CHECKING:
    import geopandas as gpd

SAME_AREA, SAME_DAY = 0.1, 0.5
"""Shares by which the areas of a district may differ between two sources that mean the same."""


def add_population(frame: gpd.GeoDataFrame, valid_on: str | None) -> None:
    """Add the census of 2023 where a P-code means the district the embedded set knows.

    The same P-code may have other borders in another year's file, so the areas have to agree too,
    to a tenth; to half in a file of the embedded set's own day, where only the drawing differs.
    """
    from geo.dissolution import districts

    known = districts().set_index("pcode")
    known = known[known.index != ""].reindex(frame["pcode"])
    limit = SAME_DAY if valid_on == history.REFERENCE_DAY.isoformat() else SAME_AREA
    alike = abs(frame["area_km2"].to_numpy() / known["area_km2"].to_numpy() - 1) < limit
    empty = frame["population"].isna().to_numpy() & alike
    frame.loc[empty, "population"] = known["population"].to_numpy()[empty]
    said = "population: census of 2023, by P-code"
    frame.loc[empty, "note"] = [f"{n}; {said}" if n else said for n in frame.loc[empty, "note"]]


def add_names(frame: gpd.GeoDataFrame) -> None:
    """Add the spellings, Urdu names and P-codes known of a Pakistani district by code or name."""
    known = history.units("district")
    by_code = {u.pcode: u for u in known.values() if u.pcode}
    by_key = {key(n): u for u in known.values() for n in u.alt_names.split(";") if n}
    by_key |= {key(u.name): u for u in known.values()}
    for i, row in frame.iterrows():
        unit = by_code.get(row["pcode"]) or by_key.get(key(row["name"]))
        if unit is None:
            continue
        names = [*row["alt_names"].split(";"), unit.name, *unit.alt_names.split(";")]
        other = dict.fromkeys(n for n in names if n and n != row["name"])
        frame.at[i, "alt_names"] = ";".join(other)
        if unit.name_ur:
            # Some copies of COD-AB give a district its neighbour's Urdu name.
            frame.at[i, "name_ur"] = unit.name_ur
