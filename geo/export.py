"""Exports for GIS: one call, the format by the file's ending, nothing lost without saying so."""

from __future__ import annotations

import csv
import hashlib
import html
import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.columns import columns as contract_columns
from geo.files import temporary_path, write_atomically
from geo.geojson import districts_geojson, incidents_geojson, points, rounded, wgs84
from geo.headers import data_table
from geo.summary import slug
from geo.tables import Notes, described, table_csv, write_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

ENDINGS = (".geojson", ".json", ".gpkg", ".parquet", ".fgb", ".kml", ".shp", ".csv")
SHAPES = ("zila", "acled", "ucdp", "hxl")
_TABLES = (".csv", ".xlsx", ".html", ".htm", ".md")
_CLOCK = "1980-01-01T00:00:00.000Z"
_DBF_BYTES = 254
_MEDIA = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "html": "text/html",
    "json": "application/json",
    "kml": "application/vnd.google-earth.kml+xml",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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
        _write_parquet(frame, target)
        if districts is not None:
            _write_parquet(_district_frame(districts), beside)
        return _exported(target, beside, districts, incidents, [])
    if ending == ".gpkg":
        layers = {"incidents": frame}
        if districts is not None:
            layers["districts"] = _district_frame(districts)
        _write_geopackage(layers, target)
        return Exported((target,), len(incidents), ())
    notes = _write_ogr(frame, target, "incidents")
    if districts is not None:
        notes += _write_ogr(_district_frame(districts), beside, "districts")
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
        _write_parquet(_district_frame(units), target)
    elif ending == ".gpkg":
        _write_geopackage({"districts": _district_frame(units)}, target)
    elif ending in ENDINGS:
        notes = _write_ogr(_district_frame(units), target, "districts")
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


def incident_frame(incidents: pd.DataFrame) -> Any:
    """Incidents as a GeoDataFrame in WGS 84; rows without a point have no geometry."""
    import geopandas as gpd
    import shapely

    places = [None if at is None else shapely.Point(*at) for at in points(incidents)]
    table = incidents.reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(places, crs=4326), crs=4326)


def _district_frame(districts: Any) -> Any:
    frame = wgs84(districts).reset_index(drop=True)
    return frame.set_geometry(rounded(frame.geometry), crs=4326)


def _write_parquet(frame: Any, target: Path) -> None:
    with temporary_path(target) as draft:
        frame.to_parquet(
            draft, index=False, schema_version="1.1.0", write_covering_bbox=True, compression="zstd"
        )


def _write_geopackage(layers: Mapping[str, Any], target: Path) -> None:
    """Write the layers, then QGIS's own table of styles, one default style per layer."""
    import pyogrio

    from geo.styles import district_style, incident_style

    styles = []
    with temporary_path(target) as draft, _fixed_clock():
        for name, frame in layers.items():
            pyogrio.write_dataframe(
                _ready(frame),
                draft,
                layer=name,
                driver="GPKG",
                geometry_type="Point" if name == "incidents" else "MultiPolygon",
                promote_to_multi=name != "incidents",
                append=draft.exists(),
                use_arrow=True,
            )
            if name == "incidents":
                styles.append((name, incident_style()))
            elif "incidents" in frame.columns:
                most = frame["incidents"].max()
                styles.append((name, district_style(0 if most != most else int(most))))
        if styles:
            _add_styles(draft, styles)


def _add_styles(path: Path, styles: Sequence[tuple[str, str]]) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, "
            "f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, "
            "useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)"
        )
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)",
            [(layer, layer, text, _CLOCK) for layer, text in styles],
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (_CLOCK,),
        )


@contextmanager
def _fixed_clock() -> Iterator[None]:
    """Have GDAL stamp a fixed time, so that the same input gives the same bytes."""
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _CLOCK})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _ready(frame: Any) -> Any:
    """Columns in types and under names that every OGR driver takes.

    Dates without a time are dates, anything that is no number, date or text becomes text, and
    names that differ only in case or belong to the format get a suffix.
    """
    import pandas as pd
    import pyarrow as pa

    shape = frame.geometry.name
    out: dict[str, Any] = {}
    taken = {"fid", "geom", "ogc_fid", shape.lower()}
    for name in frame.columns:
        if name == shape:
            continue
        label, number = str(name), 2
        while label.lower() in taken:
            label, number = f"{name}_{number}", number + 1
        taken.add(label.lower())
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            if values.dt.tz is None and (values.dropna() == values.dropna().dt.normalize()).all():
                values = values.astype(pd.ArrowDtype(pa.timestamp("s"))).astype(
                    pd.ArrowDtype(pa.date32())
                )
        elif not pd.api.types.is_numeric_dtype(values.dtype):
            values = pd.Series(texts(values), index=values.index, dtype="string")
        out[label] = values
    return frame[[shape]].assign(**out)[[*out, shape]]


def texts(values: pd.Series[Any]) -> list[str | None]:
    """Values of any type as text, missing ones None."""
    gone = values.isna().tolist()
    return [
        None if no else v if isinstance(v, str) else str(v)
        for v, no in zip(values.astype("object"), gone, strict=True)
    ]


def _write_ogr(frame: Any, target: Path, layer: str) -> list[str]:
    """Write one layer of FlatGeobuf, KML or shapefile; say what the format could not hold."""
    import pyogrio

    ready = _ready(frame)
    empty = int(ready.geometry.isna().sum())
    options: dict[str, Any] = {"geometry_type": "Point" if layer == "incidents" else "MultiPolygon"}
    notes: list[str] = []
    ending = target.suffix.lower()
    if ending == ".fgb":
        options |= {"driver": "FlatGeobuf", "SPATIAL_INDEX": "NO" if empty else "YES"}
        if empty:
            notes.append(f"FlatGeobuf without a spatial index: {empty} feature(s) have no geometry")
    elif ending == ".kml":
        ready = _kml(ready)
        options |= {"driver": "LIBKML", "layer": layer}
        notes.append("KML stores numbers and dates of missing values as text")
    else:
        ready, notes = _shapefile(ready)
        options |= {
            "driver": "ESRI Shapefile",
            "ENCODING": "UTF-8",
            "DBF_DATE_LAST_UPDATE": _CLOCK[:10],
        }
    with temporary_path(target) as draft, _fixed_clock():
        pyogrio.write_dataframe(
            ready, draft, promote_to_multi=layer == "districts", use_arrow=True, **options
        )
    return notes


def _kml(frame: Any) -> Any:
    """Give each placemark a name that people read: its place, or its district."""
    import pandas as pd

    name = pd.Series(pd.NA, index=frame.index, dtype="string")
    for column in ("place_name", "location", "name", "event_id"):
        if column in frame.columns:
            name = name.fillna(frame[column].astype("string"))
    if "name" in frame.columns:
        frame = frame.rename(columns={"name": "district_name"})
    # Viewers show names as HTML; all other values are data and stay exact.
    frame.insert(0, "Name", name.map(partial(html.escape, quote=False), na_action="ignore"))
    return frame


def _shapefile(frame: Any) -> tuple[Any, list[str]]:
    """Fit columns into dBASE: ten-letter names, 254 bytes of text, dates without time."""
    import pandas as pd

    short = {r["header"]: r["column"] for r in data_table("tables_shapes") if r["shape"] == "shp"}
    notes: list[str] = []
    names: dict[str, str] = {}
    for column in frame.columns.drop(frame.geometry.name):
        base = short.get(column, column.encode()[:10].decode(errors="ignore"))
        name, number = base, 2
        while name.lower() in {each.lower() for each in names.values()}:
            tail = f"_{number}"
            name, number = (
                base.encode()[: 10 - len(tail)].decode(errors="ignore") + tail,
                number + 1,
            )
        names[column] = name
    renamed = [f"{column} is {name}" for column, name in names.items() if column != name]
    if renamed:
        notes.append("shapefile field names have ten letters: " + ", ".join(renamed))
    out = frame.copy()
    for column in names:
        if out[column].dtype == "string":
            short_texts = [_cut(text) for text in texts(out[column])]
            cut = sum(was != now for was, now in zip(texts(out[column]), short_texts, strict=True))
            if cut:
                out[column] = pd.Series(short_texts, index=out.index, dtype="string")
                notes.append(f"shapefile text holds 254 bytes: {column} was cut in {cut} row(s)")
        elif str(out[column].dtype).startswith("datetime"):
            out[column] = out[column].dt.strftime("%Y-%m-%dT%H:%M:%S")
            notes.append(f"shapefile dates have no time: {column} is text")
    return out.rename(columns=names), notes


def _cut(text: str | None) -> str | None:
    return None if text is None else text.encode()[:_DBF_BYTES].decode(errors="ignore")


def shaped_csv(incidents: pd.DataFrame, shape: str = "zila") -> str:
    """Give incidents as CSV with Zila's own columns, or those of ACLED, UCDP GED or HXL.

    What a shape has no column for is left out, what Zila does not know is blank; the table
    `geo/data/tables_shapes.csv` says which is which.
    """
    if shape == "zila":
        return table_csv(incidents)
    if shape == "hxl":
        return _hxl_csv(incidents)
    import pandas as pd

    out: dict[str, Any] = {}
    codes = {"acled": "ACLED", "ucdp": "UCDP GED"}[shape]
    for row in data_table("tables_shapes"):
        if row["shape"] != shape:
            continue
        column = row["column"]
        if column == "year" and "year" not in incidents.columns:
            values = pd.to_datetime(incidents["event_date"]).dt.year.astype("Int64")
        elif column and column in incidents.columns:
            values = incidents[column]
        else:
            values = pd.Series(pd.NA, index=incidents.index, dtype="string")
        out[row["header"]] = _coded(values, codes, row["header"])
    return table_csv(pd.DataFrame(out, index=incidents.index))


def _coded(values: pd.Series[Any], layout: str, header: str) -> pd.Series[Any]:
    """Translate meanings back into the codes of a layout, where it has codes."""
    import pandas as pd

    back = {
        row["meaning"]: row["value"]
        for row in data_table("tables_values")
        if row["layout"] == layout and row["header"] == header
    }
    if not back:
        return values
    found = [None if text is None else back.get(text) for text in texts(values)]
    return pd.Series(found, index=values.index, dtype="string")


def _hxl_csv(incidents: pd.DataFrame) -> str:
    """Zila's columns with a row of HXL hashtags; columns without a hashtag are left out."""
    tags: dict[str, str] = {}
    for row in data_table("tables_headers"):
        if row["layout"] == "HXL":
            tags.setdefault(row["column"], row["header"])
    kept = [column.name for column in contract_columns() if column.name in tags]
    lines = table_csv(incidents[[name for name in kept if name in incidents.columns]])
    header, _, body = lines.partition("\n")
    return f"{header}\n{','.join(tags[name] for name in header.split(','))}\n{body}"


def write_datapackage(
    folder: str | os.PathLike[str],
    paths: Sequence[str | os.PathLike[str]],
    *,
    title: str,
    sources: Sequence[Mapping[str, str]] = (),
    licenses: Sequence[Mapping[str, str]] = (),
    created: str | None = None,
) -> Path:
    """Describe a folder of results in `datapackage.json` (Data Package 2.0).

    Each file is listed with its format, size and SHA-256; CSV files with the columns of the
    incident or district table with their types and meanings too.

    Parameters
    ----------
    folder : path
        Where the files lie and the description goes.
    paths : sequence of path
        The files, inside `folder`.
    sources, licenses : sequence of dict
        ``title`` and ``path`` of each source; ``name``, ``title``, ``path`` of each licence.
    created : str, optional
        ISO 8601 time of the run; left out, the same input gives the same bytes.

    Raises
    ------
    InputError
        When a file is not in the folder.
    """
    base = Path(folder)
    resources = [_resource(base, Path(each)) for each in paths]
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug(title).replace("_", "-"),
        "title": title,
    }
    if created:
        package["created"] = created
    if licenses:
        package["licenses"] = [dict(each) for each in licenses]
    if sources:
        package["sources"] = [dict(each) for each in sources]
    package["resources"] = resources
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    return write_atomically(base / "datapackage.json", text)


def _resource(base: Path, path: Path) -> dict[str, Any]:
    file = path if path.is_absolute() else base / path
    try:
        data = file.read_bytes()
        name = file.resolve().relative_to(base.resolve()).as_posix()
    except (OSError, ValueError) as error:
        msg = f"Cannot describe {str(path)!r}: it is not a file in {str(base)!r}."
        raise InputError(msg) from error
    ending = file.suffix.lower().lstrip(".")
    out: dict[str, Any] = {
        "name": slug(name).replace("_", "-"),
        "path": name,
        "format": ending,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if ending in _MEDIA:
        out["mediatype"] = _MEDIA[ending]
    if ending == "csv":
        out["encoding"] = "utf-8"
        header = next(csv.reader([data.decode("utf-8").partition("\n")[0]]), [])
        out["schema"] = {"fields": [_field(each) for each in header]}
    return out


def _field(name: str) -> dict[str, str]:
    for column in contract_columns():
        if column.name == name:
            kind = {"Int64": "integer", "Float64": "number", "date": "date"}.get(column.dtype)
            return {"name": name, "type": kind or "string", "description": column.description}
    known = described(name)
    kinds = {"count": "integer", "rate": "number", "date": "date", "text": "string"}
    out = {"name": name, "type": kinds.get(known["format"], "any")}
    return {**out, "description": known["description"]} if known["description"] else out
