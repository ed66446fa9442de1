"""`zila data`: the gazetteers and district sets at hand."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group(short_help="Gazetteers and district sets at hand.")
def data() -> None:
    """Gazetteers and district sets: what is here, install, verify, where."""


@data.command("list")
def list_() -> None:
    """Show the data at hand, with versions."""
    from gazetteer import Gazetteer
    from gazetteer.sources import installed
    from geo.district_sets import installed_districts
    from geo.doctor import damage

    click.echo(f"places     {Gazetteer.load('embedded').version}")
    for item in installed():
        click.echo(f"places     {item.version}: {item.places:,} places, {item.path}")
    click.echo("districts  embedded: Pakistan, any day from 1998-03")
    for unit in installed_districts():
        click.echo(f"districts  {unit.country} {unit.name}: {unit.units:,} units, {unit.path}")
    for finding in damage():
        click.echo(f"DAMAGED    {finding.subject}: {finding.text}")


@data.command()
@click.argument("country")
@click.option("--from", "source", type=click.Path(path_type=Path), help="A file you have already.")
@click.option(
    "--districts", metavar="NAME", help="A district set (cod-ab, geoboundaries) instead of places."
)
@click.option("--sha256", metavar="HEX", help="Refuse a district file with another checksum.")
def install(country: str, source: Path | None, districts: str | None, sha256: str | None) -> None:
    """Install a country's full gazetteer (GeoNames) or a district set, by download or --from."""
    progress = sys.stderr.isatty()
    if districts:
        from geo.district_sets import install_districts

        unit = install_districts(country, districts, source, sha256=sha256, progress=progress)
        click.echo(f"{unit.country} {unit.name}: {unit.units:,} units, {unit.path}")
        click.echo(f"SHA-256 of the file: {unit.sha256}")
        return
    from gazetteer import sources
    from geo.pipeline import parents

    lookup = parents if country.upper() == "PK" else None
    item = sources.install(country, source, admin_lookup=lookup, progress=progress)
    click.echo(f"{item.version}: {item.places:,} places, {item.path}")


@data.command()
def verify() -> None:
    """Check every installed gazetteer and district set."""
    from gazetteer.sources import verify as check
    from geo.district_sets import verify_districts

    results = check() + verify_districts()
    for name, state in results:
        click.echo(f"{name}  {state}")
    if not results:
        click.echo("Nothing is installed beside the embedded data.")
    if any(state != "ok" for _, state in results):
        sys.exit(2)


@data.command()
def path() -> None:
    """Print where installed data are kept (ZILA_DATA changes it)."""
    from gazetteer.sources import data_folder

    click.echo(str(data_folder()))
