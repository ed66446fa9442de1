"""`datapackage.json`: what the files of a result are, their columns, sources and licences."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.columns import columns as contract_columns
from geo.files import write_atomically
from geo.summary import slug
from geo.tables import described

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

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
