"""Bring the SHA-256 column of ``DATA.md`` up to date, and say which data files have no row.

Run ``python gazetteer/data/build_checksums.py`` after a data file changed and its row was reviewed.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA_SUFFIXES = {
    ".csv",
    ".geojson",
    ".json",
    ".txt",
    ".parquet",
    ".sqlite",
    ".npz",
    ".gz",
    ".ttf",
    ".woff2",
}
ROW = re.compile(r"^\| `(?P<path>[^`]+)` \|(?P<middle>.*)\| (?P<sha>`[0-9a-f]*`|) ?\|$")


def data_files() -> list[str]:
    """List the data files of the four rooms as paths from the repository root."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for room in ("gazetteer", "geo", "maps", "reports")
        for path in (ROOT / room / "data").rglob("*")
        if path.suffix in DATA_SUFFIXES
    )


def main() -> None:
    """Rewrite the checksums; fail where a file has no row or a row has no file."""
    page = ROOT / "DATA.md"
    lines, listed = [], set()
    for line in page.read_text(encoding="utf-8").splitlines():
        match = ROW.match(line)
        if match:
            path = ROOT / match["path"]
            listed.add(match["path"])
            if path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                line = f"| `{match['path']}` |{match['middle']}| `{digest}` |"
        lines.append(line)
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    present = set(data_files())
    for path in sorted(present - listed):
        sys.stdout.write(f"no row in DATA.md: {path}\n")
    for path in sorted(listed - present):
        sys.stdout.write(f"no such file: {path}\n")
    if present != listed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
