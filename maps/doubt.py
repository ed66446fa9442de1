"""Location doubt as the page carries it: how each incident is shared among districts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from maps.packing import Packer

PART = 10_000
"""Shares are carried in ten-thousandths."""


def encode_shares(
    shares: pd.DataFrame,
    incidents: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    packer: Packer,
) -> dict[str, Any]:
    """Encode the shares of incidents in districts; incidents shared alike are carried once.

    Parameters
    ----------
    shares : DataFrame
        ``incident`` (label in the incidents' index), ``unit_id``, ``share`` (0-1), as
        `geo.shares.district_shares` gives them.
    incidents, districts
        The tables of the page.
    packer : Packer
        Decides between lists and bytes.

    Returns
    -------
    dict
        ``of``: per incident the number of its spread, -1 where it lies wholly in its district;
        ``length``: per spread the number of its parts; ``unit`` and ``share``: the parts.

    Raises
    ------
    InputError
        Columns are missing, or the incidents' index does not tell them apart.
    """
    import numpy as np
    import pandas as pd

    missing = [name for name in ("incident", "unit_id", "share") if name not in shares.columns]
    if missing:
        msg = f"run['shares'] lacks {', '.join(missing)}; it has: {list(shares.columns)}"
        raise InputError(msg)
    if not incidents.index.is_unique:
        msg = "run['shares'] names incidents by their index, which has duplicates: reset it first"
        raise InputError(msg)
    units = pd.Index(districts["unit_id"].astype("object"))
    units = units[~units.duplicated()]
    row = incidents.index.get_indexer(pd.Index(shares["incident"]))
    unit = units.get_indexer(pd.Index(shares["unit_id"].astype("object")))
    share = np.nan_to_num(pd.to_numeric(shares["share"], errors="coerce").to_numpy("float64"))
    part = np.rint(np.clip(share, 0, 1) * PART).astype(np.int64)
    known = (row >= 0) & (unit >= 0) & (part > 0)
    order = np.lexsort((unit, row))
    order = order[known[order]]
    row, parts = row[order], np.stack([unit, part], axis=1)[order]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    of = np.full(len(incidents), -1, dtype=np.int64)
    spreads: dict[bytes, int] = {}
    for incident, own in zip(row[starts], np.split(parts, starts[1:]), strict=False):
        if len(own) > 1 or own[0, 1] < PART:
            of[incident] = spreads.setdefault(own.tobytes(), len(spreads))
    kept = [np.frombuffer(own, dtype=np.int64).reshape(-1, 2) for own in spreads]
    flat = np.concatenate(kept) if kept else np.zeros((0, 2), dtype=np.int64)
    return {
        "of": packer.numbers(of),
        "length": packer.numbers(np.array([len(own) for own in kept], dtype=np.int64)),
        "unit": packer.numbers(flat[:, 0]),
        "share": packer.numbers(flat[:, 1]),
    }
