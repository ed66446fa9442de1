"""Reading any boundary file into a district set: its headers, its CRS, its faults."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingInputError
from geo import repair
from geo.boundary_columns import fields_of
from geo.boundary_files import read_layer
from geo.names import country_name, key

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LEVELS = {"province": 1, "district": 2, "tehsil": 3}
# Overture's word for each level; a file with none of them is taken as it is.
OVERTURE = {1: ("region",), 2: ("county",), 3: ("localadmin", "locality")}


def read_districts(
    path: str | Path,
    *,
    level: str = "district",
    layer: str | None = None,
    name_column: str | None = None,
    code_column: str | None = None,
    admin1_column: str | None = None,
) -> gpd.GeoDataFrame:
    """Read polygons from any boundary file as a district set.

    Known by their headers: COD-AB (``ADM2_EN``, ``admin2Name_en`` and ``adm2_name``), GADM,
    geoBoundaries, Overture division areas and Zila's own exports. Anything else needs a column of
    names. Formats: GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, shapefile (also zipped), KML and
    what else GDAL reads, in any CRS.

    Parameters
    ----------
    path : str or Path
        The file.
    level : {"district", "province", "tehsil"}
        What to read from a file of several levels: a file of tehsils with their districts'
        names is dissolved to districts.
    layer : str, optional
        Layer of a file with several; by default the one whose name fits the level.
    name_column, code_column, admin1_column : str, optional
        Columns of names, codes and provinces where the headers do not tell.

    Returns
    -------
    GeoDataFrame
        The columns of `geo.dissolution.COLUMNS` in EPSG:4326. ``attrs["report"]`` lists the faults
        found and what was done (`geo.repair.Fault`), ``attrs["style"]`` the kind of file,
        ``attrs["columns"]`` which column filled which field.

    Raises
    ------
    MissingInputError
        When there is no such file.
    InputError
        When it cannot be read, has no polygons, or no column of names can be told.
    """
    if level not in LEVELS:
        msg = f"level={level!r} is unknown: expected one of {', '.join(LEVELS)}"
        raise InputError(msg)
    source = Path(path)
    if not source.exists():
        msg = f"There is no boundary file {source}"
        raise MissingInputError(msg)
    raw, report = read_layer(source, LEVELS[level], layer)
    style, fields = fields_of(raw, LEVELS[level], source, name_column, code_column, admin1_column)
    if style == "Overture":
        raw = _overture_level(raw, LEVELS[level])
    frame = _records(raw, style, fields)
    frame = _to_degrees(frame, source, report)
    shapes, faults = repair.mend(frame.geometry.to_numpy(), frame["name"].tolist())
    report += faults
    keep = [shape is not None for shape in shapes]
    frame["geometry"] = shapes
    frame = frame[keep]
    if frame.empty:
        msg = f"{source} holds no polygons"
        raise InputError(msg)
    frame = _merge(frame, report)
    order = frame["unit_id"].to_numpy(dtype=object).argsort(kind="stable")
    shapes, faults = repair.part_overlaps(frame.geometry.to_numpy(), frame["name"].tolist(), order)
    frame["geometry"] = shapes
    report += faults + repair.gaps(shapes)
    return _finish(frame.iloc[order].reset_index(drop=True), source, style, fields, level, report)


def _overture_level(raw: gpd.GeoDataFrame, level: int) -> gpd.GeoDataFrame:
    """Keep the land areas of the wanted level; a region's name replaces its code."""
    if "class" in raw and (raw["class"] == "land").any():
        raw = raw[raw["class"] == "land"]
    if "subtype" not in raw:
        return raw
    regions = raw[raw["subtype"] == "region"]
    names = {
        code: _primary(value)
        for code, value in zip(regions.get("region", []), regions["names"], strict=True)
    }
    wanted = raw[raw["subtype"].isin(OVERTURE[level])]
    chosen = (wanted if len(wanted) else raw).copy()
    if "region" in chosen:
        chosen["region"] = [names.get(code, code) for code in chosen["region"]]
    return chosen


def _primary(value: Any) -> str:
    """Take the main name of Overture's names, which come as a mapping or as its JSON text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = json.loads(value)
    if isinstance(value, dict):
        return str(value.get("primary") or "")
    return "" if value is None else str(value)


def _other_names(value: Any) -> str:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = json.loads(value)
    common = value.get("common") if isinstance(value, dict) else None
    pairs = common.items() if isinstance(common, dict) else (common or ())
    return ";".join(dict.fromkeys(str(name) for _, name in pairs if name))


def _text(values: pd.Series) -> list[str]:
    import pandas as pd

    return ["" if pd.isna(v) else str(v).strip() for v in values.astype("object")]


def _records(raw: gpd.GeoDataFrame, style: str, fields: dict[str, list[str]]) -> gpd.GeoDataFrame:
    """Fill the columns of a district set from the file's own."""
    import geopandas as gpd
    import pandas as pd

    out: dict[str, Any] = {}
    for field in (
        "unit_id", "name", "name_ur", "pcode", "admin1", "admin1_pcode", "division", "country",
        "valid_from", "valid_to", "members", "source", "note",
    ):  # fmt: skip
        out[field] = [""] * len(raw)
        for column in reversed(fields.get(field, [])):
            # The first column that holds something wins.
            out[field] = [
                new or old for new, old in zip(_text(raw[column]), out[field], strict=True)
            ]
    if style == "Overture":
        out["name"] = [_primary(v) for v in raw[fields["name"][0]]]
        out["alt_names"] = [_other_names(v) for v in raw[fields["name"][0]]]
    else:
        others = [_text(raw[column]) for column in fields.get("alt_names", [])]
        out["alt_names"] = [
            ";".join(
                dict.fromkeys(
                    part.strip()
                    for text in texts
                    for part in re.split(r"[;|]", text)
                    if part.strip() and part.strip() != "NA"
                )
            )
            for texts in zip(*others, strict=True)
        ] or [""] * len(raw)
    for field in ("valid_from", "valid_to"):
        out[field] = [
            "" if pd.isna(day) else day.date().isoformat()
            for day in pd.to_datetime(pd.Series(out[field]), errors="coerce", utc=True)
        ]
    known = fields.get("population")
    out["population"] = (
        pd.to_numeric(raw[known[0]], errors="coerce").round().astype("Int64").tolist()
        if known
        else [pd.NA] * len(raw)
    )
    return gpd.GeoDataFrame(out, geometry=raw.geometry.to_numpy(), crs=raw.crs)


def _to_degrees(
    frame: gpd.GeoDataFrame, source: Path, report: list[repair.Fault]
) -> gpd.GeoDataFrame:
    """Convert to EPSG:4326; without a CRS, take numbers that can be degrees as degrees."""
    if frame.crs is None or frame.crs.equals("EPSG:4326"):
        left, bottom, right, top = frame.total_bounds
        told = "states no CRS" if frame.crs is None else "is read as WGS 84 degrees"
        if not (-180.001 <= left <= right <= 180.001 and -90.001 <= bottom <= top <= 90.001):
            msg = (
                f"{source} {told}, and its coordinates ({left:.0f} to {right:.0f}, "
                f"{bottom:.0f} to {top:.0f}) are no degrees: state its CRS (a .prj file beside a "
                "shapefile; GeoJSON must be in degrees)"
            )
            raise InputError(msg)
    if frame.crs is None:
        report.append(repair.Fault("", "no CRS", "read as WGS 84 degrees", ""))
        return frame.set_crs("EPSG:4326")
    if not frame.crs.equals("EPSG:4326"):
        report.append(
            repair.Fault("", "other CRS", "converted to EPSG:4326", frame.crs.to_string())
        )
    return frame.to_crs("EPSG:4326")


def _merge(frame: gpd.GeoDataFrame, report: list[repair.Fault]) -> gpd.GeoDataFrame:
    """Make one row per unit: rows of the same code, else of the same name and province."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    nameless = frame["name"] == ""
    if nameless.any():
        where = frame.geometry[nameless].representative_point()
        for point in where:
            spot = f"at {point.y:.3f} N {point.x:.3f} E"
            report.append(repair.Fault("", "no name", "named 'unnamed'", spot))
        frame.loc[nameless, "name"] = [f"unnamed {i + 1}" for i in range(int(nameless.sum()))]
    keys = [
        code or f"{key(admin1)}/{key(name)}"
        for code, admin1, name in zip(frame["pcode"], frame["admin1"], frame["name"], strict=True)
    ]
    rows, merges = [], []
    for _, group in frame.groupby(keys, sort=False):
        row = group.iloc[0].to_dict()
        if len(group) > 1:
            row["geometry"] = repair.polygonal(shapely.union_all(group.geometry.to_numpy()))
            people = pd.to_numeric(group["population"], errors="coerce")
            row["population"] = int(people.sum()) if people.notna().all() else pd.NA
            merges.append(
                repair.Fault(row["name"], "several rows", "made one", f"{len(group)} rows")
            )
        rows.append(row)
    if len(merges) > len(rows) / 2:
        merges = [
            repair.Fault("", "rows of parts", f"made {len(rows)} units", f"{len(frame)} rows")
        ]
    report += merges
    merged = gpd.GeoDataFrame(rows, crs=frame.crs)
    merged["unit_id"] = _ids(merged)
    repeated = merged["name"].duplicated(keep=False) & (merged["admin1"] != "")
    for i in merged.index[repeated]:
        plain = merged.at[i, "name"]
        merged.at[i, "name"] = f"{plain} ({merged.at[i, 'admin1']})"
        merged.at[i, "alt_names"] = ";".join(x for x in (plain, merged.at[i, "alt_names"]) if x)
        report.append(repair.Fault(plain, "name used twice", f"named {merged.at[i, 'name']}", ""))
    return merged


def _ids(frame: gpd.GeoDataFrame) -> list[str]:
    """Give unit ids: the P-code, else the file's own id, else province and name."""
    pcodes: list[str] = frame["pcode"].tolist()
    own: list[str] = frame["unit_id"].tolist()
    if all(own) and len(set(own)) == len(own) and any(":" in i for i in own):
        return own
    if all(pcodes) and len(set(pcodes)) == len(pcodes):
        return [f"pak:admin2:{c}" if re.fullmatch(r"PK\d{3}", c) else c for c in pcodes]
    if all(own) and len(set(own)) == len(own):
        return own
    made = [
        "/".join(x for x in (key(a), key(n)) if x)
        for a, n in zip(frame["admin1"], frame["name"], strict=True)
    ]
    seen: dict[str, int] = {}
    out = []
    for name in made:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return out


def _finish(
    frame: gpd.GeoDataFrame,
    source: Path,
    style: str,
    fields: dict[str, list[str]],
    level: str,
    report: list[repair.Fault],
) -> gpd.GeoDataFrame:
    from geo.dissolution import COLUMNS, areas_km2
    from geo.pakistan import add_names, add_population

    days = sorted(set(frame["valid_from"]) - {""})
    if not frame["country"].any() and frame["pcode"].str.fullmatch(r"PK\d+").all():
        frame["country"] = "Pakistan"
    frame["country"] = [country_name(c) for c in frame["country"]]
    if set(frame["country"]) == {"Pakistan"} and level == "district":
        add_names(frame)
    frame["members"] = [
        each or name for each, name in zip(frame["members"], frame["name"], strict=True)
    ]
    frame["area_km2"] = areas_km2(frame.geometry.array)
    frame["population"] = frame["population"].astype("Int64")
    if set(frame["country"]) == {"Pakistan"} and level == "district":
        add_population(frame, days[-1] if days else None)
    text = [c for c in COLUMNS if c not in ("geometry", "area_km2", "population")]
    frame[text] = frame[text].astype("string")
    frame = frame[list(COLUMNS)].set_geometry("geometry", crs="EPSG:4326")
    frame.attrs.update(
        source=source.name,
        as_of=days[-1] if days else None,
        level=level,
        embedded=False,
        style=style,
        columns={field: names[0] for field, names in fields.items()},
        report=[fault._asdict() for fault in report],
    )
    return frame
