"""Tables of districts that others made: read, matched to a district set, moved to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

KEPT_APART = ("period", "year", "quarter", "month", "actor1")
"""Columns that keep the rows of a table apart where the caller names none."""

NO_SUMS = ("unit_id", "expected_low", "expected_high", "neighbours")
"""Whole numbers of Zila's own tables that do not add up over districts."""

OF_INCIDENTS = ("event_id", "latitude", "longitude")
"""Roles of columns that only a table of incidents has, which is no table of districts."""

HINTS = ("admin2_pcode", "admin1", "admin2")


def move(
    table: str | Path,
    walk: pd.DataFrame,
    old: gpd.GeoDataFrame,
    *,
    sums: Sequence[str] = (),
    by: Sequence[str] = (),
) -> tuple[pd.DataFrame, list[str]]:
    """Read a table of districts and move its sums to another district set.

    Parameters
    ----------
    table : path
        Any table file with a column of unit ids, P-codes or district names.
    walk, old
        From `walk_between`.
    sums : sequence of str
        Columns to move; by default all whole numbers, less those of `by`.
    by : sequence of str
        Columns that keep rows apart; by default those of `KEPT_APART` that the table has.

    Returns
    -------
    table : DataFrame
        As from `transfer`, with the names of the new districts. Rows of no district stay.
    notes : list of str
        What was moved, how each name was read that is not the district's own, what stayed.

    Raises
    ------
    InputError
        When the table names no districts, holds incidents, or has no column to move.
    """
    import pandas as pd

    from geo.crosswalks import transfer

    given, roles = _read(table)
    by = tuple(by) or tuple(name for name in KEPT_APART if name in given)
    ids, notes = _unit_ids(given, roles, old)
    sums = tuple(sums) or tuple(
        str(name)
        for name in given.columns
        if pd.api.types.is_integer_dtype(given[name]) and name not in {*by, *NO_SUMS}
    )
    if not sums:
        msg = f"{str(table)!r} has no column of whole numbers to move: name the sums. It has: "
        raise InputError(msg + ", ".join(map(str, given.columns)) + ".")
    dropped = [
        str(name) for name in given.columns if name not in {"unit_id", *roles.values(), *sums, *by}
    ]
    moved = transfer(given.assign(unit_id=ids), walk, columns=sums, by=by)
    names = dict(zip(walk["to_id"], walk["to_name"], strict=True))
    moved.insert(1, "name", moved["unit_id"].map(names).fillna(moved["unit_id"]).astype("string"))
    moved = moved.sort_values("unit_id", key=lambda ids: ~ids.isin(list(names)), kind="stable")
    moved = moved.reset_index(drop=True)
    apart = f", apart by {', '.join(by)}" if by else ""
    left = [f"left out, being no sums: {', '.join(dropped)}"] if dropped else []
    return moved, [f"moved {', '.join(sums)}{apart}", *left, *notes]


def _unit_ids(
    given: pd.DataFrame, roles: dict[str, str], old: gpd.GeoDataFrame
) -> tuple[pd.Series[str], list[str]]:
    """Find the unit ids of a table's rows, and log how names were read."""
    import pandas as pd

    from geo.joining import join

    if "unit_id" in given:
        ids = given["unit_id"].astype("string")
        kept = ids[~ids.isin(old["unit_id"])].dropna().unique().tolist()
        told = [f"not of the old set, left as they are: {', '.join(kept)}"] if kept else []
        return ids, told
    hints = {
        c: given[roles[c]].astype("string")
        for c in ("admin2_pcode", "admin1", "admin2")
        if c in roles
    }
    if not {"admin2_pcode", "admin2"} & hints.keys():
        msg = "The table names no districts: it needs a column unit_id, or of P-codes or names."
        raise InputError(f"{msg} It has: {', '.join(map(str, given.columns))}.")
    joined = join(pd.DataFrame(hints), old)
    label = next(hints[c] for c in ("admin2", "admin2_pcode") if c in hints)
    read = joined["reason"].where(~joined["reason"].str.startswith("district "))
    notes = [f"{text}" for text in read.dropna().unique()]
    return joined["unit_id"].fillna(label), notes


def _read(table: str | Path) -> tuple[pd.DataFrame, dict[str, str]]:
    """Read the first sheet that has rows, numbers as numbers, and which columns name districts."""
    import pandas as pd

    from geo.headers import layout_of
    from geo.sheets import read_sheets

    sheet = next(each for each in read_sheets(table) if each.rows)
    columns = {
        name: _typed(pd.Series([row[i] for row in sheet.rows], dtype="object"))
        for i, name in enumerate(sheet.header)
    }
    columns_of = layout_of(sheet.header).columns
    told = [columns_of[role] for role in OF_INCIDENTS if role in columns_of]
    if told:
        msg = (
            f"{str(table)!r} holds incidents (it has {', '.join(told)}), not sums by district: "
            "`zila summary` counts it on any day's districts (--as-of)."
        )
        raise InputError(msg)
    roles = {c: name for c, name in columns_of.items() if c in HINTS}
    if "admin2" not in roles and "name" in columns:
        roles["admin2"] = "name"
    return pd.DataFrame(columns), roles


def _typed(values: pd.Series) -> pd.Series:
    """Whole numbers, then numbers, else text; blanks are missing."""
    import pandas as pd

    texts = values.map(lambda v: None if v is None or v != v or not str(v).strip() else str(v))
    plain = texts.str.replace(r"(?<=\d),(?=\d{3}\b)", "", regex=True)
    numbers = pd.to_numeric(plain, errors="coerce").astype("Float64")
    if texts.isna().all() or (numbers.isna() & texts.notna()).any():
        return texts.astype("string")
    whole = (numbers.dropna() % 1 == 0).all()
    return numbers.astype("Int64") if whole else numbers
