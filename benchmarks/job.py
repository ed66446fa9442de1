"""The main job as a user waits for it: whole commands, wall time and peak memory.

`python -m benchmarks job` prints a Markdown table; `--runs N` (5 by default). Each command runs
once uncounted, then N times; the median counts. The five real reports are in `../shared/reports`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one run of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks job", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args(arguments).runs
    zila = [sys.executable, "-m", "geo.cli"]
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "zila --help": [*zila, "--help"],
            "zila map, 24 example reports": [*zila, "map", str(ROOT / "examples/reports")],
            "zila map, 245 rows of a table": [*zila, "map", str(ROOT / "examples/incidents.csv")],
            "zila map, five real reports": [*zila, "map", str(ROOT.parent / "shared/reports")],
            "zila map, 6,416 rows of UCDP GED": [
                *zila,
                "map",
                str(ROOT.parent / "shared/data/ucdp/ged221_pakistan.parquet"),
            ],
        }
        print("| command | wall, median s | min–max s | peak memory, MB |")
        print("| --- | --- | --- | --- |")
        for name, command in commands.items():
            if "map" in command:
                if not Path(command[-1]).exists():
                    continue
                command = [*command, "-o", f"{folder}/out"]
            measure(command)
            times, peaks = zip(*(measure(command) for _ in range(runs)), strict=True)
            print(
                f"| {name} | {statistics.median(times):.2f} "
                f"| {min(times):.2f}–{max(times):.2f} | {max(peaks):.0f} |"
            )
