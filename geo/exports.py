"""Exports for GIS: one call, the format by the file's ending, nothing lost without saying so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.files import write_atomically
from geo.geojson import districts_geojson, incidents_geojson
from geo.gis import district_frame, incident_frame, write_geopackage, write_ogr, write_parquet
from geo.shapes import SHAPES, shaped_csv
from geo.sheet import unique_names
from geo.tables import Notes, write_table

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd

ENDINGS = (".geojson", ".json", ".gpkg", ".parquet", ".fgb", ".kml", ".shp", ".csv")
_TABLES = (".csv", ".xlsx", ".html", ".htm", ".md")


@dataclass(frozen=True)
class Exported:
    """What an export wrote: its files, its incidents, and what the format could not hold."""

    paths: tuple[Path, ...]
    rows: int
    notes: tuple[str, ...] = ()


def export(
    incidents: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    districts: Any = None,
    shape: str = "zila",
    title: str = "Incidents",
    sources: Sequence[Mapping[str, str]] = (),
) -> Exported:
    """Write incidents, and districts with their figures where given, by the file's ending.

    ``.geojson`` (RFC 7946), ``.gpkg`` (layers ``incidents`` and ``districts`` with QGIS styles),
    ``.parquet`` (GeoParquet 1.1), ``.fgb``, ``.kml``, ``.shp`` and ``.csv``. Incidents without a
    point are features without a geometry, so that each file counts as many as the table. All
    geometry is WGS 84.

    Parameters
    ----------
    incidents : DataFrame
        The incident table; its further columns are written too.
    path : path
        Where to write. A format of one layer puts the districts beside it:
        ``incidents.geojson`` and ``incidents_districts.geojson``.
    districts : GeoDataFrame, optional
        Districts with any columns, for instance those of `geo.summary.summarise` merged in.
    shape : {'zila', 'acled', 'ucdp', 'hxl'}
        Columns of a ``.csv``: Zila's own, or as the named source has them.
    title : str
        Name of the data set inside the file, where the format has one.
    sources : sequence of dict
        ``title``, ``path``, ``license`` of the data used, kept in GeoJSON.

    Raises
    ------
    InputError
        Unknown ending or shape, or a folder that cannot be written.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in (*ENDINGS, *_TABLES):
        raise InputError(_unknown(path))
    if shape not in SHAPES:
        msg = f"No table shape {shape!r}: expected one of {', '.join(SHAPES)}."
        raise InputError(msg)
    if not incidents.columns.is_unique:
        incidents = incidents.set_axis(unique_names(list(incidents.columns)), axis=1)
    beside = target.with_name(f"{target.stem}_districts{target.suffix}")
    if ending in _TABLES:
        if ending == ".csv":
            write_atomically(target, shaped_csv(incidents, shape))
        else:
            write_table(incidents, target, notes=Notes(title=title), sheet="Incidents")
        lost = (f"districts have no geometry in {ending}: not written",)
        return Exported((target,), len(incidents), () if districts is None else lost)
    if ending in {".geojson", ".json"}:
        foreign = {"title": title, "sources": [dict(each) for each in sources]}
        write_atomically(target, incidents_geojson(incidents, foreign=foreign))
        if districts is not None:
            write_atomically(beside, districts_geojson(districts, foreign=foreign))
        return _exported(target, beside, districts, incidents, [])
    frame = incident_frame(incidents)
    if ending == ".parquet":
        write_parquet(frame, target)
        if districts is not None:
            write_parquet(district_frame(districts), beside)
        return _exported(target, beside, districts, incidents, [])
    if ending == ".gpkg":
        layers = {"incidents": frame}
        if districts is not None:
            layers["districts"] = district_frame(districts)
        write_geopackage(layers, target)
        return Exported((target,), len(incidents), ())
    notes = write_ogr(frame, target, "incidents")
    if districts is not None:
        notes += write_ogr(district_frame(districts), beside, "districts")
    return _exported(target, beside, districts, incidents, notes)


def export_units(units: Any, path: str | os.PathLike[str], *, title: str = "Districts") -> Exported:
    """Write districts alone, with whatever columns they carry, by the file's ending.

    Parameters
    ----------
    units : GeoDataFrame
        Districts, tehsils or provinces in any CRS; written in WGS 84.
    path : path
        ``.geojson``, ``.gpkg``, ``.parquet``, ``.fgb``, ``.kml``, ``.shp``, or a table format of
        `geo.tables.write_table`, which leaves the geometry out.

    Raises
    ------
    InputError
        Unknown ending, no CRS, or a folder that cannot be written.
    """
    target = Path(path)
    ending = target.suffix.lower()
    notes: list[str] = []
    if ending in _TABLES:
        write_table(units.drop(columns=units.geometry.name), target, notes=Notes(title=title))
        notes = [f"{ending} holds no geometry"]
    elif ending in {".geojson", ".json"}:
        write_atomically(target, districts_geojson(units, foreign={"title": title}))
    elif ending == ".parquet":
        write_parquet(district_frame(units), target)
    elif ending == ".gpkg":
        write_geopackage({"districts": district_frame(units)}, target)
    elif ending in ENDINGS:
        notes = write_ogr(district_frame(units), target, "districts")
    else:
        raise InputError(_unknown(path))
    return Exported((target,), len(units), tuple(notes))


def _unknown(path: str | os.PathLike[str]) -> str:
    known = ", ".join((*ENDINGS, *_TABLES[1:]))
    return f"No format for {str(path)!r}: use one of {known}."


def _exported(
    target: Path, beside: Path, districts: Any, incidents: pd.DataFrame, notes: list[str]
) -> Exported:
    paths = (target,) if districts is None else (target, beside)
    return Exported(paths, len(incidents), tuple(dict.fromkeys(notes)))
