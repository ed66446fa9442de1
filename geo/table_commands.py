"""`zila join`, `summary`, `export`, `districts`, `crosswalk`, `density`: table in, table out."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo import options
from geo.terminal import emit, read, say

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@click.command(short_help="One district for every incident.")
@click.argument("table")
@options.output
@options.district_set
@click.option(
    "--snap-km",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    help="A point outside every district goes to the nearest within this distance.",
)
@click.option(
    "--shares",
    type=click.Path(path_type=Path),
    help="Also a table of each incident's share in every district its radius touches.",
)
@options.incident_columns
def join(
    table: str,
    output: Path | None,
    as_of: date,
    boundaries: str | None,
    boundary_name_column: str | None,
    country: str,
    snap_km: float,
    shares: Path | None,
    **columns: str | None,
) -> None:
    """Give every incident of a table its one district, or the reason why not."""
    from geo.joining import join as join_table
    from geo.pipeline import units
    from geo.shares import district_shares

    polygons = units(as_of, boundaries, name_column=boundary_name_column, country=country)
    given = read(table, country=_country(polygons), **columns)
    say(_unlocated(given))
    incidents = join_table(given, polygons, snap_km=snap_km)
    emit(incidents, output)
    if shares:
        parts = district_shares(incidents, polygons)
        parts["incident"] = incidents["event_id"].loc[parts["incident"]].to_numpy()
        emit(parts.rename(columns={"incident": "event_id"}), shares)


@click.command(short_help="Counts per district that add up.")
@click.argument("table")
@options.output
@options.district_set
@click.option("--period", type=click.Choice(["month", "quarter", "year"]), help="Also by period.")
@click.option("--by", metavar="COLUMN", help="Also by actor1, event_type or another column.")
@click.option(
    "--hot-spots-of",
    metavar="COLUMN",
    help="Also Gi* and local Moran of a figure, such as incidents_per_100k.",
)
def summary(
    table: str,
    output: Path | None,
    as_of: date,
    boundaries: str | None,
    boundary_name_column: str | None,
    country: str,
    period: str | None,
    by: str | None,
    hot_spots_of: str | None,
) -> None:
    """Count the incidents of a table per district; the sums match the input.

    The incidents are joined to the districts asked for, whatever they were joined to before.
    """
    from geo.district_figures import totals
    from geo.joining import join as join_table
    from geo.pipeline import citations, units
    from geo.summary import summarise_by, summarise_periods
    from geo.tables import Notes

    if sum(bool(each) for each in (period, by, hot_spots_of)) > 1:
        msg = "--period, --by and --hot-spots-of make different tables; give one of them."
        raise click.UsageError(msg)
    polygons = units(as_of, boundaries, name_column=boundary_name_column, country=country)
    incidents = read(table, country=_country(polygons))
    say(_unlocated(incidents))
    if period:
        counted = summarise_periods(join_table(incidents, polygons), polygons, period=period)
    elif by:
        counted = summarise_by(join_table(incidents, polygons), polygons, column=by)
    else:
        counted = totals(incidents, polygons, hot_spots_of=hot_spots_of)
    run = (
        ("zila", version("zila")),
        ("input", f"{table}, {len(incidents)} incidents"),
        ("districts", boundaries or f"embedded, as of {as_of}"),
    )
    # The places of the incidents came with the table; only the districts are of here.
    used = tuple(line for line in citations(boundaries) if not line.startswith("Places"))
    emit(counted, output, Notes(sources=used, run=run))


@click.command(short_help="Write GIS files.")
@click.argument("table")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write."
)
@options.district_set
@click.option("--districts", is_flag=True, help="Also the districts with their figures.")
@click.option(
    "--shape",
    type=click.Choice(["zila", "acled", "ucdp", "hxl"]),
    default="zila",
    show_default=True,
    help="Columns of a .csv.",
)
def export(
    table: str,
    output: Path,
    as_of: date,
    boundaries: str | None,
    boundary_name_column: str | None,
    country: str,
    districts: bool,
    shape: str,
) -> None:
    """Write a table of incidents as .geojson, .gpkg, .parquet, .fgb, .kml, .shp, .xlsx or .csv."""
    from geo.district_figures import counted
    from geo.exports import export as write
    from geo.pipeline import units

    incidents = read(table)
    polygons = None
    if districts:
        polygons = counted(
            incidents, units(as_of, boundaries, name_column=boundary_name_column, country=country)
        )
    written = write(incidents, output, districts=polygons, shape=shape)
    say(written.notes)
    for path in written.paths:
        click.echo(str(path))


@click.command(short_help="The districts of a day, how many, why.")
@click.option(
    "--level",
    type=click.Choice(["province", "division", "district", "tehsil"]),
    default="district",
    show_default=True,
    help="Which units.",
)
@options.district_set
@click.option("--province", metavar="NAME", help="Only the units of this province.")
@options.output
def districts(
    level: str,
    as_of: date,
    province: str | None,
    boundaries: str | None,
    boundary_name_column: str | None,
    country: str,
    output: Path | None,
) -> None:
    """List the districts of a day, or write them with -o (.geojson, .gpkg, .parquet, .csv).

    How many there are, by which source, and what tehsils cannot separate goes to standard error;
    with --boundaries, what was mended in the file.
    """
    from geo.exports import export_units
    from geo.inventory import inventory, listed

    units = listed(as_of, level, province, boundaries, boundary_name_column, country)
    if output is None or output.suffix.lower() == ".csv":
        emit(units.drop(columns="geometry"), output)
    else:
        say(export_units(units, output).notes)
        click.echo(str(output))
    say(inventory(units))


@click.command(short_help="Move a table to another day's districts.")
@click.argument("table", required=False)
@click.option("--from", "old", required=True, metavar="DAY|FILE", help="The districts it has.")
@click.option("--to", "new", required=True, metavar="DAY|FILE", help="The districts it shall have.")
@click.option(
    "--weight",
    type=click.Choice(["population", "area"]),
    default="population",
    show_default=True,
    help="What a divided district is shared by; files are shared by area.",
)
@click.option("--sums", metavar="COLUMN,...", help="Columns to move; default all of numbers.")
@click.option("--by", metavar="COLUMN,...", help="Columns that keep rows apart, such as year.")
@options.output
def crosswalk(
    table: str | None,
    old: str,
    new: str,
    weight: str,
    sums: str | None,
    by: str | None,
    output: Path | None,
) -> None:
    """Move a table of districts from one day's districts to another's, or list how they overlap.

    TABLE names its districts by unit_id, P-code or name. Without it, the shares of each old
    district in the new ones are listed.
    """
    from geo.crosswalks import walk_between
    from geo.district_tables import move

    walk, units = walk_between(old, new, weight=weight)
    if table is None:
        emit(walk, output)
        return
    moved, notes = move(table, walk, units, sums=_split(sums), by=_split(by))
    emit(moved, output)
    say(notes)


def _country(polygons: gpd.GeoDataFrame) -> str | None:
    """Name the country of a district set, to check coordinates with; None for none or several."""
    names = set(polygons["country"].dropna()) - {""}
    return str(names.pop()) if len(names) == 1 else None


def _unlocated(incidents: pd.DataFrame) -> list[str]:
    """Say how many rows only a gazetteer could place."""
    bare = incidents["status"].isna() & incidents["location"].notna()
    bare &= incidents["admin2"].isna() & incidents["admin2_pcode"].isna()
    number = int(bare.sum())
    if not number:
        return []
    return [f"{number} row(s) name a place only: `zila locate` or `zila map` finds where it is"]


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


@click.command(short_help="Smooth points to incidents per km².")
@click.argument("table")
@options.output
@click.option("--cell-km", type=float, default=5.0, show_default=True, help="Size of a grid cell.")
@click.option(
    "--bandwidth-km", type=float, help="Standard deviation of the kernel; default Scott's rule."
)
def density(table: str, output: Path | None, cell_km: float, bandwidth_km: float | None) -> None:
    """Smooth the points of a table to incidents per km², on a grid in metres (KDE)."""
    from geo.statistics import density as density_of

    grid = density_of(read(table), cell_km=cell_km, bandwidth_km=bandwidth_km)
    emit(grid, output)
    told = grid.attrs
    say(
        [
            f"{told['points']} points, kernel of {told['bandwidth_km']:.1f} km, wider where a "
            f"radius is, cells of {told['cell_km']:g} km in {told['crs']}"
        ]
    )


COMMANDS = (join, summary, export, districts, crosswalk, density)
