"""Tables: how long reading, counting and writing take.

`python -m benchmarks tables` prints a Markdown table. Option: `--rows N` (100,000 by default). The
rows are made up: 2,000 places within the district set, eleven columns as people have them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from geo.dissolution import districts
from geo.exports import export
from geo.geojson import incidents_geojson
from geo.incidents import read_incidents
from geo.joining import join
from geo.summary import summarise, summarise_by
from geo.tables import table_csv

PLACES = 2000
T = TypeVar("T")


def rows(number: int) -> pd.DataFrame:
    """Make up a table of incidents as a spreadsheet would have it."""
    dice = np.random.default_rng(20261120)
    place = dice.integers(0, PLACES, number)
    lat = np.round(dice.uniform(25, 35, PLACES), 4)
    lon = np.round(dice.uniform(62, 74, PLACES), 4)
    days = pd.Timestamp("2010-01-01") + pd.to_timedelta(dice.integers(0, 4000, number), unit="D")
    return pd.DataFrame(
        {
            "ID": [f"E{i}" for i in range(number)],
            "Date": days.strftime("%d/%m/%Y"),
            "Type": dice.choice(["Battles", "Riots", "Protests"], number),
            "Perpetrator": dice.choice(["BLA", "TTP", "unknown"], number),
            "Killed": dice.choice(["0", "1", "2", "at least 4", "10-12", ""], number),
            "Injured": dice.integers(0, 9, number),
            "Place": [f"Place {i}" for i in place],
            "Province": "Balochistan",
            "Lat": lat[place],
            "Long": lon[place],
            "Remarks": "some words, with a comma",
        }
    )


def main(arguments: Sequence[str]) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tables")
    parser.add_argument("--rows", type=int, default=100_000)
    number = parser.parse_args(arguments).rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows(number).to_csv(folder / "in.csv", index=False)
        print(f"| {number:,} rows | seconds | thousand rows/s |\n| --- | --- | --- |")
        reading = timed("read_incidents, CSV", number, lambda: read_incidents(folder / "in.csv"))
        units = districts()
        table = timed("join", number, lambda: join(reading.table, units))
        timed("summarise", number, lambda: summarise(table, units))
        timed("summarise by month", number, lambda: summarise(table, units, period="month"))
        timed("summarise by actor", number, lambda: summarise_by(table, units))
        timed("CSV text", number, lambda: table_csv(table))
        timed("GeoJSON text", number, lambda: incidents_geojson(table))
        for ending in (".gpkg", ".parquet", ".fgb"):
            target = folder / f"out{ending}"
            timed(f"export {ending}", number, lambda target=target: export(table, target))


def timed(what: str, number: int, work: Callable[[], T]) -> T:
    """Print how long one piece of work took, and give its result."""
    start = time.perf_counter()
    out = work()
    taken = time.perf_counter() - start
    print(f"| {what} | {taken:.2f} | {number / taken / 1000:,.0f} |")
    return out
