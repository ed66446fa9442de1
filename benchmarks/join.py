"""The join: speed against geopandas, and agreement of the embedded districts with COD-AB.

`python -m benchmarks join` prints a Markdown table. Options: `--points N` (1,000,000 by default),
`--part speed|agreement|all`. The agreement needs the full-size data in ../shared.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import points
from geo.boundaries import read_districts
from geo.dissolution import districts
from geo.joining import join
from geo.shares import district_shares

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
PLACES = 2000


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """Median wall-clock seconds of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def inside(frame: gpd.GeoDataFrame, number: int, *, places: int | None) -> pd.DataFrame:
    """Random points within the set's land; with `places`, only that many different ones."""
    dice = np.random.default_rng(20261120)
    left, bottom, right, top = frame.total_bounds
    kept: list[np.ndarray] = []
    wanted = places or number
    while sum(map(len, kept)) < wanted:
        xy = np.column_stack([dice.uniform(left, right, wanted), dice.uniform(bottom, top, wanted)])
        kept.append(xy[points.locate(xy[:, 0], xy[:, 1], frame) >= 0])
    xy = np.concatenate(kept)[:wanted]
    if places:
        xy = xy[dice.integers(0, places, number)]
    return pd.DataFrame({"longitude": xy[:, 0], "latitude": xy[:, 1]})


def speed(number: int) -> None:
    """Print how long points take to find their districts."""
    frame = districts()
    bare = frame[["unit_id", "geometry"]]
    print(f"| {number:,} points in {len(frame)} districts | different | seconds | million/s |")
    print("| --- | --- | --- | --- |")
    for places in (PLACES, None):
        table = inside(frame, number, places=places)
        lon, lat = table["longitude"].to_numpy(), table["latitude"].to_numpy()
        shapes = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
        cases: list[tuple[str, Callable[[], object]]] = [
            ("points.locate", lambda x=lon, y=lat: points.locate(x, y, frame)),
            ("join, with admin3 and reasons", lambda t=table: join(t, frame)),
            ("geopandas.sjoin intersects", lambda s=shapes: gpd.sjoin(s, bare)),
        ]
        for name, work in cases:
            took = seconds(work)
            many = f"{places or number:,}"
            print(f"| {name} | {many} | {took:.2f} | {number / took / 1e6:.2f} |")
    dice = np.random.default_rng(1)
    far = dice.uniform(50, 60, 100_000), dice.uniform(20, 40, 100_000)
    took = seconds(lambda: points.nearest(*far, frame))
    print(f"| points.nearest, all outside | 100,000 | {took:.2f} | {0.1 / took:.2f} |")
    table = inside(frame, 10_000, places=None)
    table["radius_km"] = 10.0
    joined = join(table, frame)
    took = seconds(lambda: district_shares(joined, frame))
    print(f"| district_shares, discs of 10 km | 10,000 | {took:.2f} | {0.01 / took:.3f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of the whole benchmark: {peak:.0f} MB")


def agreement() -> None:
    """Print where the embedded set and COD-AB 2022 put UCDP GED's events."""
    events = pd.read_parquet(SHARED / "ucdp" / "ged221_pakistan.parquet")
    events = events[["adm_1", "where_description", "latitude", "longitude"]]
    cod = read_districts(SHARED / "codab" / "pak_adm2.parquet")
    mine, other = join(events, districts()), join(events, cod)
    print("| UCDP GED 22.1, adm_1 | events | same district | % |")
    print("| --- | --- | --- | --- |")
    same = mine["admin2"].fillna("") == other["admin2"].fillna("")
    # The tehsils of 2017 have Darel and Tangir as one.
    same |= (mine["admin2"] == "Darel and Tangir") & other["admin2"].isin(["Darel", "Tangir"])
    groups = [(str(name), rows.index) for name, rows in events.groupby("adm_1")]
    for name, index in [*groups, ("all", events.index)]:
        held = same[index]
        print(f"| {name} | {len(held)} | {held.sum()} | {100 * held.mean():.2f} |")
    differ = events[~same & events["adm_1"].str.contains("Balochistan", na=False)]
    for row in differ.itertuples():
        print(
            f"\nBalochistan: {row.where_description} ({row.latitude:.4f}, {row.longitude:.4f}): "
            f"{mine['admin2'][row.Index]} here, {other['admin2'][row.Index]} in COD-AB"
        )


def main(arguments: Sequence[str]) -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks join")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--part", choices=["speed", "agreement", "all"], default="all")
    options = parser.parse_args(arguments)
    if options.part != "agreement":
        speed(options.points)
    if options.part != "speed":
        print()
        agreement()
