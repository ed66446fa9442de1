"""Opening boundary files: GDAL's formats, GeoParquet, archives of several files, layers."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from gazetteer.errors import InputError
from geo import repair
from geo.boundary_columns import district_depth

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

DISTRICT = 2
"""Depth of districts in the numbering of administrative levels."""

ARCHIVED = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".kml")
"""Endings of the boundary files that are looked for in a .zip."""

PARQUET = {".parquet", ".geoparquet", ".pq"}


def read_layer(
    source: Path, level: int, layer: str | None
) -> tuple[gpd.GeoDataFrame, list[repair.Fault]]:
    """Read the layer of a boundary file, folder (.gdb) or archive that holds a level of districts.

    Parameters
    ----------
    source : Path
        An existing file.
    level : int
        1 for provinces, 2 for districts, 3 for tehsils; chooses among several layers.
    layer : str or None
        The layer to read.

    Raises
    ------
    InputError
        When it cannot be read or has no such layer.
    """
    import pyogrio

    if source.suffix.lower() in PARQUET:
        return _read_parquet(source)
    try:
        layers: dict[str, str] = {}
        files = _datasets(source)
        for file in files:
            # An archive may hold metadata in JSON beside its polygons.
            with suppress(*[pyogrio.errors.DataSourceError] if len(files) > 1 else []):
                found = pyogrio.list_layers(file)
                layers |= {str(name): file for name, kind in found if kind is not None}
        if not layers:
            msg = f"{source} has no layer with geometries"
            raise InputError(msg)
        if layer is not None and layer not in layers:
            msg = f"{source} has no layer {layer!r}: it has {', '.join(layers)}"
            raise InputError(msg)
        chosen = layer or _layer(layers, level)
        frame = pyogrio.read_dataframe(layers[chosen], layer=chosen)
    except pyogrio.errors.DataSourceError as error:
        msg = f"{source} cannot be read as a boundary file: {error}"
        raise InputError(msg) from error
    report = []
    if len(layers) > 1 and layer is None:
        others = ", ".join(name for name in layers if name != chosen)
        report.append(repair.Fault("", "several layers", f"read {chosen}", f"not read: {others}"))
    return frame, report


def _datasets(source: Path) -> list[str]:
    """Files that GDAL can open: the source, or what an archive holds, in folders too."""
    if not zipfile.is_zipfile(source):
        return [str(source)]
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    names = [name for name in names if not name.startswith("__MACOSX/")]
    inner = {name for name in names if name.lower().endswith(ARCHIVED)}
    inner |= {name[: name.lower().index(".gdb/") + 4] for name in names if ".gdb/" in name.lower()}
    if not inner:
        msg = (
            f"{source} is an archive without a boundary file: expected {' '.join(ARCHIVED)} or .gdb"
        )
        raise InputError(msg)
    return [f"/vsizip/{source.resolve()}/{name}" for name in sorted(inner)]


def _layer(layers: dict[str, str], level: int) -> str:
    """Choose the layer that says it holds districts, or has the level's number, else the first."""
    import pyogrio

    if level == DISTRICT and len(layers) > 1:
        for name, file in layers.items():
            rows = pyogrio.read_dataframe(file, layer=name, max_features=50)
            depth = district_depth(rows)
            if depth > level and name.endswith(str(depth)):
                return name
    for name in layers:
        if re.search(rf"(adm|admin|_|level)\D?{level}(?!\d)", name, re.IGNORECASE):
            return name
    return next(iter(layers))


def _read_parquet(source: Path) -> tuple[gpd.GeoDataFrame, list[repair.Fault]]:
    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa
    import shapely

    try:
        return gpd.read_parquet(source), []
    except (ValueError, KeyError) as error:
        try:
            plain = pd.read_parquet(source)
        except (pa.ArrowException, OSError, ValueError) as reason:
            msg = f"{source} cannot be read as (Geo)Parquet: {reason}"
            raise InputError(msg) from error
    except (pa.ArrowException, OSError) as error:
        msg = f"{source} cannot be read as (Geo)Parquet: {error}"
        raise InputError(msg) from error
    for column in plain.columns:
        first = next((v for v in plain[column] if v is not None), None)
        if isinstance(first, bytes):
            try:
                shapes = shapely.from_wkb(plain[column].to_numpy())
            except shapely.errors.GEOSException:
                continue
            fault = repair.Fault("", "no geo metadata", f"read {column} as WKB", "")
            return gpd.GeoDataFrame(plain.drop(columns=column), geometry=shapes), [fault]
    msg = f"{source} is a Parquet file without geometries: expected GeoParquet or a WKB column"
    raise InputError(msg)
