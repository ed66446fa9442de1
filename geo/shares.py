"""Location doubt: how an incident's uncertainty disc is shared among districts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.errors import InputError
from geo import points

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def district_shares(incidents: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Share each joined incident among the districts that its uncertainty disc touches.

    Parameters
    ----------
    incidents : DataFrame
        From `join` with the same districts. `radius_km` is the radius that holds the true place
        with 95 % probability; without one, or with 0, a point lies wholly in its district.
    districts : GeoDataFrame
        The district set.

    Returns
    -------
    DataFrame
        One row per incident and district: `incident` (index label), `unit_id`, `share` (0-1).
        The shares of an incident sum to 1, for one that has a district is known to lie in the set,
        so the disc counts where it covers the set's land. An `area` lies wholly in its district;
        incidents without a district have no rows.
    """
    import numpy as np
    import pandas as pd

    if "unit_id" not in incidents:
        msg = "The incidents have no unit_id: join them first (geo.join)"
        raise InputError(msg)
    units = districts.reset_index(drop=True)
    home = incidents["unit_id"].astype("object")
    placed = home.notna().to_numpy()
    lon, lat = points.numbers(incidents, "longitude"), points.numbers(incidents, "latitude")
    radius = points.numbers(incidents, "radius_km")
    doubtful = placed & np.isfinite(lon) & np.isfinite(lat) & (np.nan_to_num(radius) > 0)
    rows = np.flatnonzero(doubtful)
    who, where, share = points.disc_shares(lon[rows], lat[rows], radius[rows], units)
    total = np.bincount(who, weights=share, minlength=len(rows))
    # A small disc snapped from outside may touch no district at all: it stays with its own.
    sure = np.concatenate([np.flatnonzero(placed & ~doubtful), rows[total <= 0]])
    ids = units["unit_id"].astype("object").to_numpy()
    order = np.concatenate([rows[who], sure])
    frame = pd.DataFrame(
        {
            "unit_id": np.concatenate([ids[where], home.to_numpy()[sure]]),
            "share": np.concatenate([share / total[who], np.ones(len(sure))]),
        }
    )
    frame.insert(0, "incident", incidents.index.take(order))
    frame["unit_id"] = frame["unit_id"].astype("string")
    return frame.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)
