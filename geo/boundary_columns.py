"""Telling what kind of boundary file a table is by its column names, and which column is what."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

OTHER = "other"
"""Style of files that are of no known kind; their rows in the table are usual column names."""


class Header(NamedTuple):
    """One column name of a known kind of boundary file and the field it fills."""

    style: str
    level: str
    field: str
    column: str


@cache
def headers() -> tuple[Header, ...]:
    """Give the known column names, most particular kind first (`data/boundary_headers.csv`)."""
    text = files("geo").joinpath("data/boundary_headers.csv").read_text(encoding="utf-8")
    return tuple(Header(**row) for row in csv.DictReader(io.StringIO(text)))


def _same(column: str, wanted: str) -> bool:
    """Whether a column is the wanted one; shapefiles cut names after ten letters."""
    have, want = str(column).casefold(), wanted.casefold()
    return have == want or (len(have) == 10 and len(want) > 10 and want.startswith(have))


def fields_of(
    raw: gpd.GeoDataFrame,
    level: int,
    source: Path,
    name_column: str | None,
    code_column: str | None,
    admin1_column: str | None,
) -> tuple[str, dict[str, list[str]]]:
    """Tell the kind of file and which columns fill which field."""
    columns = [str(c) for c in raw.columns if c != raw.geometry.name]
    for wanted in (name_column, code_column, admin1_column):
        if wanted is not None and wanted not in columns:
            msg = f"{source} has no column {wanted!r}: it has {', '.join(columns)}"
            raise InputError(msg)
    style, fields = _known_style(columns, district_depth(raw) if level == 2 else level)
    if not style:
        fields = _guessed(raw, columns, level)
    for field, column in (
        ("name", name_column), ("pcode", code_column), ("admin1", admin1_column)
    ):  # fmt: skip
        if column:
            fields[field] = [column]
    if not fields.get("name"):
        msg = (
            f"{source}: no column of district names can be told among {', '.join(columns)}; "
            "name it with --boundary-name-column, in Python name_column="
        )
        raise InputError(msg)
    return style or OTHER, fields


def district_depth(raw: gpd.GeoDataFrame) -> int:
    """Tell which level of a GADM table are the districts: in Pakistan it is the third.

    GADM names the kind of each level in ``ENGTYPE_1``, ``ENGTYPE_2`` and so on.
    """
    for depth in (2, 3, 4):
        kinds = raw.get(f"ENGTYPE_{depth}")
        if kinds is not None and len(kinds) and (kinds == "District").mean() > 0.5:
            return depth
    return 2


def _known_style(columns: list[str], level: int) -> tuple[str, dict[str, list[str]]]:
    for style in dict.fromkeys(h.style for h in headers() if h.style != OTHER):
        mine = [h for h in headers() if h.style == style]
        # A file of provinces read as districts gives its provinces: better its units than none.
        for depth in (level, *(d for d in (2, 1, 3, 4) if d != level)):
            fields = _matched(mine, columns, depth)
            if "name" not in fields or (style in ("Zila", "Overture") and "unit_id" not in fields):
                continue
            if depth == 1:
                fields["admin1"] = fields["name"]
                fields["admin1_pcode"] = fields.get("pcode", [])
            elif style not in ("Zila", "Overture"):
                above = _matched(mine, columns, 1)
                fields.setdefault("admin1", above.get("name", []))
                fields.setdefault("admin1_pcode", above.get("pcode", []))
            return style, {f: c for f, c in fields.items() if c}
    return "", {}


def _matched(known: list[Header], columns: list[str], depth: int) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for header in known:
        if header.level not in ("any", "{n}", str(depth)):
            continue
        wanted = header.column.replace("{n}", str(depth))
        for column in columns:
            if _same(column, wanted) and column not in fields.get(header.field, []):
                fields.setdefault(header.field, []).append(column)
    return fields


def _guessed(raw: gpd.GeoDataFrame, columns: list[str], level: int) -> dict[str, list[str]]:
    """Guess the columns of an unknown file by usual names, else by what they hold."""
    order = [str(level), "any", "2", "3", "1"]
    usual = [h for wanted in order for h in headers() if h.style == OTHER and h.level == wanted]
    fields: dict[str, list[str]] = {}
    for header in usual:
        for column in columns:
            taken = column in fields.get("name", [])
            if column.casefold() == header.column and header.field not in fields and not taken:
                fields[header.field] = [column]
    if "name" not in fields:
        texts = [
            c
            for c in columns
            if raw[c].map(lambda v: isinstance(v, str) and not v.isdigit()).mean() > 0.9
            and raw[c].nunique() == len(raw)
        ]
        if len(texts) == 1:
            fields["name"] = texts
    return fields
