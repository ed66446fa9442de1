"""The rows of a district table: every district, then what lies in none, and where each row goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_PLACING = ("status", "unit_id", "admin2_pcode", "country", "admin1", "admin2")
_REST = (
    "district not stated",
    "province not stated",
    "district not in this set",
    "outside",
    "unresolved",
)


def column_of(table: pd.DataFrame, name: str, dtype: str) -> pd.Series[Any]:
    """Give a column in a type, all missing where the table has none of that name."""
    import pandas as pd

    if name not in table.columns:
        return pd.Series(pd.NA, index=table.index, dtype="object").astype(dtype)  # type: ignore[call-overload,no-any-return]
    if dtype == "datetime64[s]":
        return pd.to_datetime(table[name]).astype("datetime64[s]")
    return table[name].astype(dtype)  # type: ignore[call-overload,no-any-return]


def placed(
    incidents: pd.DataFrame, districts: pd.DataFrame
) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    """Rows of the table to come, and for each incident the position of its row."""
    import numpy as np
    import pandas as pd

    for table, what, needed in (
        (incidents, "incidents", ("status",)),
        (districts, "districts", ("unit_id", "name", "admin1")),
    ):
        missing = [name for name in needed if name not in table.columns]
        if missing:
            msg = f"The {what} have no column {', '.join(map(repr, missing))}: join them first."
            raise InputError(msg)
    units = _units(districts)
    keys = pd.DataFrame(
        {name: column_of(incidents, name, "string").fillna("") for name in _PLACING}
    ).reset_index(drop=True)
    if "status" in incidents.columns:
        keys["status"] = keys["status"].replace("", "unresolved")
    # Few combinations among many incidents: each is placed once.
    codes = keys.groupby(list(_PLACING), sort=False).ngroup().to_numpy()
    found = _placed_keys(keys.drop_duplicates(ignore_index=True), units, districts)
    extra = sorted({key for key in found if not isinstance(key, int)}, key=_rest_order)
    positions = {key: len(units) + i for i, key in enumerate(extra)}
    place = np.array([key if isinstance(key, int) else positions[key] for key in found], dtype=int)
    rest = pd.DataFrame(
        {
            "row_kind": [kind for kind, _ in extra],
            "unit_id": [f"{kind}: {name}" if name else kind for kind, name in extra],
            "name": [kind for kind, _ in extra],
            "admin1": [name or None for _, name in extra],
        }
    )
    table = pd.concat([units, rest], ignore_index=True) if extra else units
    for name in ("row_kind", "unit_id", "name", "admin1", "pcode"):
        table[name] = table[name].astype("string")
    return table, place[codes] if len(codes) else np.empty(0, dtype=int)


def _rest_order(key: tuple[str, str]) -> tuple[int, str]:
    return _REST.index(key[0]), key[1]


def _placed_keys(
    keys: pd.DataFrame, units: pd.DataFrame, districts: pd.DataFrame
) -> list[int | tuple[str, str]]:
    """Give each key its district's position, or the kind of rest and its province."""
    from geo.extents import country_code

    home = {country_code(str(name)) for name in districts.get("country", ())}
    provinces = {fold(name): name for name in units["admin1"].dropna().astype(str)}
    positions = _district_of(keys, units)
    out: list[int | tuple[str, str]] = []
    rows = keys[["status", "country", "admin1", "admin2"]].to_numpy().tolist()
    for (status, country, admin1, admin2), position in zip(rows, positions, strict=True):
        province = provinces.get(fold(admin1), "")
        if status not in {"point", "area"}:
            out.append(("outside" if status == "outside" else "unresolved", ""))
        elif position >= 0:
            out.append(position)
        elif home and country and country_code(country) not in home:
            out.append(("outside", ""))
        elif admin2.strip():
            out.append(("district not in this set", ""))
        elif province:
            out.append(("district not stated", province))
        else:
            out.append(("province not stated", ""))
    return out


def _units(districts: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    columns = ["unit_id", "name", "admin1", "pcode", "population", "area_km2"]
    units = pd.DataFrame({c: districts.get(c) for c in columns}, index=districts.index)
    units.insert(0, "row_kind", "district")
    for name in ("population", "area_km2"):
        units[name] = pd.to_numeric(units[name], errors="coerce").astype("Float64")
    repeated = units["unit_id"][units["unit_id"].duplicated()].astype(str).tolist()
    if repeated:
        msg = f"The districts repeat the unit_id {', '.join(repeated[:5])}: each has to be unique."
        raise InputError(msg)
    return units.reset_index(drop=True)


def fold(name: str) -> str:
    """Spelling that names of units are compared in."""
    return " ".join(name.casefold().split())


def _folded(values: pd.Series[Any]) -> list[str]:
    return [fold(name) for name in values.astype("string").fillna("")]


def _district_of(keys: pd.DataFrame, units: pd.DataFrame) -> list[int]:
    """Position of each key's district, or -1: by unit_id, else P-code, else province and name."""
    ids = {name: i for i, name in enumerate(_folded(units["unit_id"]))}
    pcodes = {name: i for i, name in enumerate(_folded(units["pcode"])) if name}
    names = _folded(units["name"])
    pairs = {pair: i for i, pair in enumerate(zip(_folded(units["admin1"]), names, strict=True))}
    single = {name: i for i, name in enumerate(names) if names.count(name) == 1}
    columns = [_folded(keys[name]) for name in ("unit_id", "admin2_pcode", "admin1", "admin2")]
    out = []
    for unit, pcode, above, name in zip(*columns, strict=True):
        position = ids.get(unit, pcodes.get(pcode, -1))
        if position < 0:
            position = pairs.get((above, name), -1 if above else single.get(name, -1))
        out.append(position)
    return out
