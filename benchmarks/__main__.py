"""Run a benchmark: `python -m benchmarks NAME [options]` calls `main` of `benchmarks/NAME.py`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

names = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
)
if len(sys.argv) < 2 or sys.argv[1] not in names:
    sys.exit(f"usage: python -m benchmarks {{{','.join(names)}}} [options]")
import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])
