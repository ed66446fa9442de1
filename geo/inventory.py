"""What a district set holds, in sentences: how many units, by which source, what was mended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from gazetteer.errors import InputError
from geo import history
from geo.record import KNOWN_UNTIL

if TYPE_CHECKING:
    import geopandas as gpd

PLURALS = {
    "province": "provinces", "division": "divisions", "district": "districts", "tehsil": "tehsils",
}  # fmt: skip


def listed(
    as_of: dt.date,
    level: str = "district",
    province: str | None = None,
    boundaries: str | None = None,
    name_column: str | None = None,
    country: str = "PK",
) -> gpd.GeoDataFrame:
    """Units of a day, or of the user's own set, in one province where one is named.

    Raises
    ------
    InputError
        For boundaries that cannot be read, or a province that the set does not have.
    """
    from geo.names import ProvinceIndex
    from geo.pipeline import HOME, units

    if boundaries is None and country.upper() in HOME:
        from geo.dissolution import districts

        found = districts(as_of=as_of, level=level)
    else:
        found = units(as_of, boundaries, name_column=name_column, country=country)
    if province is None:
        return found
    index = ProvinceIndex(found["admin1"], known=bool(found.attrs.get("embedded")))
    match = index.find(province)
    if match is None:
        known = ", ".join(sorted(set(found["admin1"].dropna()) - {""})) or "none"
        msg = f"The set has no province {province!r}. Its provinces: {known}."
        raise InputError(msg)
    kept: gpd.GeoDataFrame = found[found["admin1"] == index.name(match.position)]
    return kept.reset_index(drop=True)


def inventory(units: gpd.GeoDataFrame) -> list[str]:
    """Say how many units a set has per province, since when and by which source.

    Parameters
    ----------
    units : GeoDataFrame
        A set from `listed`, `geo.districts` or `geo.read_districts`.

    Returns
    -------
    list of str
        For embedded districts and divisions one sentence per province, then one for every polygon
        that stands for several, with the reason. For a file, what it was read as and what was
        mended.
    """
    about = units.attrs
    level = PLURALS[about["level"]]
    if not about.get("embedded"):
        faults = [
            f"{f['unit'] or about['source']}: {f['fault']}, {f['action']}"
            + (f" ({f['detail']})" if f["detail"] else "")
            for f in about.get("report", ())
        ]
        mended = f"{len(faults)} fault(s) mended" if faults else "nothing to mend"
        style = about["style"]
        kind = f"names in {about['columns']['name']!r}" if style == "other" else style
        return [
            f"{about['source']}: {len(units)} {level}, read as {kind}, {mended}",
            *faults,
        ]
    day = dt.date.fromisoformat(about["as_of"])
    if about["level"] in {"province", "tehsil"}:
        return [f"{len(units)} {level} on {day}, from {about['source']}"]
    said = []
    for province, rows in units.groupby("admin1", sort=True):
        names = {each for text in rows["members"] for each in text.split(";")}
        one = len(names) == 1
        counted = f"{len(names)} {about['level'] if one else level}"
        if len(names) != len(rows):
            counted += f" in {len(rows)} polygons"
        since, source = history.basis(day, str(province), level=about["level"])
        said.append(f"{province}: {counted} on {day}, as since {since}: {source}")
    if day > KNOWN_UNTIL:
        said.append(f"what changed after {KNOWN_UNTIL} is not known here")
    several = units[units["members"].str.contains(";")]
    said += [
        f"{row.name} ({row.members.replace(';', ', ')}): {row.note}"
        for row in several[["name", "members", "note"]].itertuples(index=False)
    ]
    return said
