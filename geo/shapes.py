"""Incident CSV in the columns of others: ACLED, UCDP GED and HXL, beside Zila's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.columns import columns as contract_columns
from geo.gis import texts
from geo.headers import data_table
from geo.tables import table_csv

if TYPE_CHECKING:
    import pandas as pd

SHAPES = ("zila", "acled", "ucdp", "hxl")


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
