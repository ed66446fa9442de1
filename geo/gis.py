"""GIS layers written through GDAL and Arrow: types every format takes, limits said, fixed clock."""

from __future__ import annotations

import html
import sqlite3
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.files import temporary_path
from geo.geojson import points, rounded, wgs84
from geo.headers import data_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

_CLOCK = "1980-01-01T00:00:00.000Z"
_DBF_BYTES = 254
_MIXED = frozenset({"mixed", "mixed-integer", "mixed-integer-float", "categorical"})
_KML_FIELDS = frozenset(
    {
        "altitudemode", "begin", "description", "draworder", "end", "extrude", "icon", "id", "name",
        "snippet", "tessellate", "timestamp", "visibility",
    }
)  # fmt: skip
"""Columns to which KML gives a meaning of its own; viewers run a description as HTML."""


def incident_frame(incidents: pd.DataFrame) -> Any:
    """Incidents as a GeoDataFrame in WGS 84; rows without a point have no geometry."""
    import geopandas as gpd
    import shapely

    places = [None if at is None else shapely.Point(*at) for at in points(incidents)]
    table = incidents.reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(places, crs=4326), crs=4326)


def district_frame(districts: Any) -> Any:
    """Give districts in WGS 84 with six decimals and rings by the right-hand rule."""
    frame = wgs84(districts).reset_index(drop=True)
    return frame.set_geometry(rounded(frame.geometry), crs=4326)


def write_parquet(frame: Any, target: Path) -> None:
    """Write GeoParquet 1.1 with a bounding box per row."""
    import pandas as pd

    out = frame.copy()
    for name in frame.columns.drop(frame.geometry.name):
        values = frame[name]
        if values.dtype == "object" and pd.api.types.infer_dtype(values, skipna=True) in _MIXED:
            out[name] = pd.Series(texts(values), index=values.index, dtype="string")
    with temporary_path(target) as draft:
        out.to_parquet(
            draft, index=False, schema_version="1.1.0", write_covering_bbox=True, compression="zstd"
        )


def write_geopackage(layers: Mapping[str, Any], target: Path) -> None:
    """Write the layers, then QGIS's own table of styles, one default style per layer."""
    import pyogrio

    from geo.styles import district_style, incident_style

    styles = []
    with temporary_path(target) as draft, _gdal(target):
        for name, frame in layers.items():
            pyogrio.write_dataframe(
                _in_utc(_ready(frame)),
                draft,
                layer=name,
                driver="GPKG",
                geometry_type="Point" if name == "incidents" else "MultiPolygon",
                promote_to_multi=name != "incidents",
                append=draft.exists(),
                use_arrow=True,
                # QGIS 3.22 and GDAL 3.6 warn of 1.4, which newer GDAL writes by default.
                dataset_options={"VERSION": "1.3"},
            )
            if name == "incidents":
                styles.append((name, incident_style()))
            elif "incidents" in frame.columns:
                most = frame["incidents"].max()
                styles.append((name, district_style(0 if most != most else int(most))))
        if styles:
            _add_styles(draft, styles)


def _in_utc(frame: Any) -> Any:
    """Give times with a zone in UTC, the only one a GeoPackage may hold."""
    import pandas as pd

    zoned = [name for name in frame.columns if isinstance(frame[name].dtype, pd.DatetimeTZDtype)]
    return frame.assign(**{name: frame[name].dt.tz_convert("UTC") for name in zoned})


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
def _gdal(target: Path) -> Iterator[None]:
    """Have GDAL stamp a fixed time, so that the same input gives the same bytes.

    What it cannot write (a full disk) is an `InputError` that names the target.
    """
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _CLOCK})
    try:
        yield
    except (
        pyogrio.errors.DataLayerError,
        pyogrio.errors.DataSourceError,
        sqlite3.Error,
    ) as error:
        msg = f"Cannot write {str(target)!r}: {error}. Choose another folder."
        raise InputError(msg) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _ready(frame: Any, reserved: frozenset[str] = frozenset()) -> Any:
    """Columns in types and under names that every OGR driver takes.

    Dates without a time are dates, anything that is no number, date or text becomes text, and
    names that differ only in case or belong to the format get a suffix.
    """
    import pandas as pd
    import pyarrow as pa

    shape = frame.geometry.name
    out: dict[str, Any] = {}
    taken = {"fid", "geom", "ogc_fid", shape.lower(), *reserved}
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


def write_ogr(frame: Any, target: Path, layer: str) -> list[str]:
    """Write one layer of FlatGeobuf, KML or shapefile; say what the format could not hold."""
    import pyogrio

    ready = _ready(frame, _KML_FIELDS if target.suffix.lower() == ".kml" else frozenset())
    empty = int(ready.geometry.isna().sum())
    options: dict[str, Any] = {"geometry_type": "Point" if layer == "incidents" else "MultiPolygon"}
    notes: list[str] = []
    ending = target.suffix.lower()
    if ending == ".fgb":
        options |= {"driver": "FlatGeobuf", "SPATIAL_INDEX": "NO" if empty else "YES"}
        if empty:
            notes.append(f"FlatGeobuf without a spatial index: {empty} feature(s) have no geometry")
    elif ending == ".kml":
        ready = _keyhole(ready, frame)
        options |= {"driver": "LIBKML", "layer": layer}
        notes.append("KML stores dates and whole numbers beyond 2,147,483,647 as text")
    else:
        ready, notes = _shapefile(ready)
        options |= {
            "driver": "ESRI Shapefile",
            "ENCODING": "UTF-8",
            "DBF_DATE_LAST_UPDATE": _CLOCK[:10],
        }
    with temporary_path(target) as draft, _gdal(target):
        pyogrio.write_dataframe(
            ready, draft, promote_to_multi=layer == "districts", use_arrow=True, **options
        )
    return notes


def _keyhole(ready: Any, frame: Any) -> Any:
    """Fit columns into KML: a name, a time for the slider, small integers, dates as ISO text."""
    import pandas as pd

    out = ready.copy()
    for name in ready.columns.drop(ready.geometry.name):
        values = ready[name]
        if pd.api.types.is_integer_dtype(values.dtype):
            small = (values.abs().fillna(0) < 2**31).all()
            out[name] = values.astype("Int32" if small else "string")
        elif not pd.api.types.is_numeric_dtype(values.dtype) and values.dtype != "string":
            out[name] = pd.Series(texts(values), index=values.index, dtype="string")
    if "event_date" in frame.columns and pd.api.types.is_datetime64_any_dtype(frame["event_date"]):
        # Only a day known as a day has a place on the time slider.
        told = frame.get("time_precision", pd.Series(1, index=frame.index))
        exact = pd.to_numeric(told).fillna(1) == 1
        out.insert(0, "timestamp", frame["event_date"].where(exact).astype("datetime64[ms]"))
    out.insert(0, "Name", _placemarks(frame))
    return out


def _placemarks(frame: Any) -> pd.Series[str]:
    """Name each placemark as people would: by its place, or its district."""
    import pandas as pd

    name = pd.Series(pd.NA, index=frame.index, dtype="string")
    for column in ("place_name", "location", "name", "event_id"):
        if column in frame.columns:
            name = name.fillna(frame[column].astype("string"))
    # Viewers show names as HTML; all other values are data and stay exact.
    return name.map(partial(html.escape, quote=False), na_action="ignore")


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
