"""The incident table: its columns, their types and order, from `data/columns.csv`."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd


class Column(NamedTuple):
    """One column of the incident table."""

    name: str
    dtype: str
    unit: str
    filled_by: str
    description: str


@cache
def columns() -> tuple[Column, ...]:
    """Columns of the incident table in their order, each with type, unit and meaning."""
    text = files("geo").joinpath("data/columns.csv").read_text(encoding="utf-8")
    return tuple(Column(**row) for row in csv.DictReader(io.StringIO(text)))


def conform(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table every column of the contract, in order and typed; further columns follow.

    Parameters
    ----------
    table : DataFrame
        Any subset of the incident columns; ``event_date`` as dates, datetimes or ISO strings.

    Returns
    -------
    DataFrame
        A new table with the same index: text as ``string``, counts ``Int64``, measures
        ``Float64``, ``event_date`` as ``datetime64[s]``. What was absent is missing, never 0 or "".
    """
    import pandas as pd

    out: dict[str, pd.Series] = {}
    for column in columns():
        values = table.get(column.name)
        if values is None:
            values = pd.Series(pd.NA, index=table.index, dtype="object")
        if column.dtype == "date":
            out[column.name] = pd.to_datetime(values).astype("datetime64[s]")
        else:
            typed = values.astype(pd.api.types.pandas_dtype(column.dtype))
            out[column.name] = typed.mask(typed == "") if column.dtype == "string" else typed
    extra = {name: table[name] for name in table.columns if name not in out}
    return pd.DataFrame({**out, **extra}, index=table.index)
