"""The figures of districts: a table of incidents joined, counted and tested, in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CONFIDENCE_LEVELS = ((0.01, "99"), (0.05, "95"), (0.10, "90"))
"""False-discovery rate up to which a hot or cold spot is shown at which level, in percent."""


def totals(
    table: pd.DataFrame, polygons: gpd.GeoDataFrame, *, hot_spots_of: str | None = None
) -> pd.DataFrame:
    """Join a table to districts and count it: the district table with all its figures.

    Parameters
    ----------
    table : DataFrame
        Incidents; what they were joined to before is a hint only.
    polygons : GeoDataFrame
        The district set asked for.
    hot_spots_of : str, optional
        A column of the result to test with Gi* and local Moran (`geo.statistics.hot_spots`).
    """
    from geo.joining import join
    from geo.shares import district_shares
    from geo.summary import summarise

    joined = join(table, polygons)
    out = summarise(joined, polygons, shares=district_shares(joined, polygons))
    return out if hot_spots_of is None else with_hot_spots(out, polygons, column=hot_spots_of)


def with_hot_spots(
    totals: pd.DataFrame, polygons: gpd.GeoDataFrame, *, column: str = "incidents"
) -> pd.DataFrame:
    """Add what `geo.statistics.hot_spots` finds to a district table; other rows stay empty."""
    from geo.statistics import hot_spots

    found = hot_spots(totals, polygons, column=column)
    numbers = found.select_dtypes("Float64").columns
    found[numbers] = found[numbers].round(6)
    return totals.merge(found, on="unit_id", how="left")


def counted(table: pd.DataFrame, polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give districts their figures as columns, for GIS files; rows in no district have none."""
    figures = totals(table, polygons)
    new = [name for name in figures.columns if name not in polygons.columns and name != "row_kind"]
    return polygons.merge(figures[["unit_id", *new]], on="unit_id", how="left")


def spot_classes(totals: pd.DataFrame) -> dict[str, tuple[str, float]]:
    """Class and adjusted p-value (Getis-Ord Gi*) of each district of a table `with_hot_spots`."""
    found = {}
    tested = totals[totals["gi_q"].notna()]
    for unit_id, z, q in zip(tested["unit_id"], tested["gi_z"], tested["gi_q"], strict=True):
        level = next((name for limit, name in CONFIDENCE_LEVELS if q <= limit), "")
        side = "hot" if z > 0 else "cold"
        found[str(unit_id)] = (f"{side} {level}" if level else "not significant", float(q))
    return found
