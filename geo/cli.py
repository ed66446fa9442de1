"""The `zila` command: parse, call one function, say what it did. No rule lives here."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.data_commands import data
from geo.terminal import Date, Group, emit, progress, read, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.inputs import Columns

SET_ASIDE = 1
"""Exit code under ``--strict`` when rows are not on the map."""


EXAMPLES = """\b
zila map reports/ -o out           reports and tables to a map, tables and GeoJSON
zila locate "10 km east of Mach"   one place: the choice, why, how sure
"""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.version_option(package_name="zila")
def main() -> None:
    """Turn incident reports into district maps that can be trusted, offline."""


main.add_command(data)

_inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write; default standard output.",
)
_as_of = click.option(
    "--as-of",
    type=Date(),
    default="2022-09-09",
    show_default=True,
    help="Day whose districts are used.",
)
_boundaries = click.option(
    "--boundaries",
    metavar="FILE|NAME",
    help="Your own district polygons: a file, or a set installed with zila data install.",
)
_country = click.option("--country", default="PK", show_default=True, help="ISO country code.")
_published = click.option(
    "--published", type=Date(), help="Publication date of reports that state none."
)
_lexicon = click.option(
    "--lexicon",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder of your own word lists, laid over the built-in ones (see docs/reports.md).",
)


def _columns(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--encoding", metavar="NAME", help="Text encoding of tables.")(command)
    for name, meaning in (
        ("admin2", "the district"),
        ("admin1", "the province"),
        ("place", "the place text"),
        ("date", "the date (of the incident, or with --text-column of publication)"),
        ("id", "the row's id"),
        ("text", "a report's text, one report per row"),
    ):
        command = click.option(
            f"--{name}-column", metavar="NAME", help=f"Table column that holds {meaning}."
        )(command)
    return command


@main.command("map")
@_inputs
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("zila-map"),
    show_default=True,
    help="Folder for the map, the tables and run.json.",
)
@_as_of
@_published
@_country
@_columns
@click.option("--title", default="Incidents by district", help="Title of the page.")
@_boundaries
@click.option(
    "--boundary-name-column", metavar="NAME", help="Column of district names in --boundaries."
)
@click.option("--tiles", metavar="URL", help="Online base map, e.g. https://…/{z}/{x}/{y}.png.")
@_lexicon
@click.option("--no-merge", is_flag=True, help="Keep the same incident in several reports apart.")
@click.option("--hot-spots", is_flag=True, help="Also a layer of hot and cold spots (Gi*).")
@click.option("--png", is_flag=True, help="Also a static map.png for print.")
@click.option("--pdf", is_flag=True, help="Also map.pdf.")
@click.option("--svg", is_flag=True, help="Also map.svg.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a row is not on the map.")
def map_(
    inputs: tuple[str, ...],
    output: Path,
    as_of: date,
    published: date | None,
    country: str,
    title: str,
    boundaries: str | None,
    boundary_name_column: str | None,
    tiles: str | None,
    lexicon: Path | None,
    no_merge: bool,
    hot_spots: bool,
    png: bool,
    pdf: bool,
    svg: bool,
    strict: bool,
    **columns: str | None,
) -> None:
    """Do the main job: reports and tables to a map, district tables and GeoJSON.

    INPUT: reports (.txt .md .html .eml .pdf .docx), tables (.csv .xlsx .json .jsonl .parquet
    .geojson), folders of them, or - for standard input.
    """
    from geo.pipeline import Options, run

    options = Options(
        as_of=as_of,
        country=country,
        published=published,
        columns=_named(columns),
        merge=not no_merge,
        lexicon=lexicon,
        title=title,
        tiles=tiles,
        boundaries=boundaries,
        name_column=boundary_name_column,
        hot_spots=hot_spots,
        figures=tuple(
            name for name, wanted in (("png", png), ("pdf", pdf), ("svg", svg)) if wanted
        ),
    )
    with progress() as say:
        report = run(inputs, output, options, progress=say)
    warn(report.record["warnings"])
    counts = report.record["counts"]
    click.echo(
        f"{counts['input']} incidents = {counts['mapped']} mapped "
        f"+ {counts['area_only']} area-only + {counts['unmapped']} unmapped"
    )
    for file in report.files:
        click.echo(str(file))
    if strict and counts["unmapped"]:
        sys.exit(SET_ASIDE)


@main.command()
@_inputs
@_output
@_published
@_country
@_columns
@_lexicon
@click.option("--no-merge", is_flag=True, help="Keep the same incident in several reports apart.")
def extract(
    inputs: tuple[str, ...],
    output: Path | None,
    published: date | None,
    country: str,
    lexicon: Path | None,
    no_merge: bool,
    **columns: str | None,
) -> None:
    """Text to incidents: what happened, when, where (as text), who, how many."""
    from gazetteer import Gazetteer
    from geo.inputs import read_inputs
    from geo.pipeline import incidents_of

    given = read_inputs(inputs, columns=_named(columns), published=published, country=country)
    table, said = incidents_of(given, Gazetteer.load(country), merge=not no_merge, lexicon=lexicon)
    warn(said["warnings"])
    emit(table, output)


@main.command()
@click.argument("text_or_table", nargs=-1, required=True, metavar="TEXT|TABLE")
@_output
@_country
@_columns
@click.option("--within", multiple=True, help="District or province that holds the place.")
def locate(
    text_or_table: tuple[str, ...],
    output: Path | None,
    country: str,
    within: tuple[str, ...],
    **columns: str | None,
) -> None:
    """One place name (a card with choice, candidates and reasons) or a whole table."""
    from gazetteer import Gazetteer

    gazetteer = Gazetteer.load(country)
    text = " ".join(text_or_table)
    if text == "-" or Path(text).is_file():
        from geo.pipeline import locate as locate_table

        emit(locate_table(read(text, **columns), gazetteer), output)
        return
    from gazetteer.card import card

    click.echo(card(gazetteer.resolve(text, within=within)))


@main.command()
@click.argument("table")
@_output
@_as_of
@_columns
@_boundaries
def join(
    table: str, output: Path | None, as_of: date, boundaries: str | None, **columns: str | None
) -> None:
    """Give every incident of a table its one district, or the reason why not."""
    from geo.joining import join as join_table
    from geo.pipeline import units

    emit(join_table(read(table, **columns), units(as_of, boundaries)), output)


@main.command()
@click.argument("table")
@_output
@_as_of
@_boundaries
@click.option("--period", type=click.Choice(["month", "quarter", "year"]), help="Also by period.")
@click.option("--by", metavar="COLUMN", help="Also by actor1, event_type or another column.")
def summary(
    table: str,
    output: Path | None,
    as_of: date,
    boundaries: str | None,
    period: str | None,
    by: str | None,
) -> None:
    """Count the incidents of a joined table per district; the sums match the input."""
    from geo.pipeline import units
    from geo.summary import summarise, summarise_by

    polygons, incidents = units(as_of, boundaries), read(table)
    if by:
        emit(summarise_by(incidents, polygons, column=by), output)
    else:
        emit(summarise(incidents, polygons, period=period), output)


@main.command()
@click.argument("table")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write."
)
@_as_of
@_boundaries
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
    districts: bool,
    shape: str,
) -> None:
    """Write a table of incidents as .geojson, .gpkg, .parquet, .fgb, .kml, .shp, .xlsx or .csv."""
    from geo.exports import export as write
    from geo.pipeline import counted, units

    incidents = read(table)
    polygons = counted(incidents, units(as_of, boundaries)) if districts else None
    written = write(incidents, output, districts=polygons, shape=shape)
    for note in written.notes:
        click.echo(f"zila: {note}", err=True)
    for path in written.paths:
        click.echo(str(path))


@main.command()
@click.option(
    "--level",
    type=click.Choice(["province", "division", "district", "tehsil"]),
    default="district",
    show_default=True,
    help="Which units.",
)
@_as_of
@_output
def districts(level: str, as_of: date, output: Path | None) -> None:
    """List the districts of a day, or write them with -o (.geojson, .gpkg, .parquet, .csv)."""
    from geo.dissolution import districts as districts_of

    units = districts_of(as_of=as_of, level=level)
    if output is None or output.suffix.lower() == ".csv":
        emit(units.drop(columns="geometry"), output)
        return
    from geo.exports import export_units

    export_units(units, output)
    click.echo(str(output))


@main.command()
def doctor() -> None:
    """Is the installation sound? Packages, libraries, data."""
    from geo.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok ' if finding.ok else 'BAD'}  {finding.subject}: {finding.text}")
    if not all(finding.ok for finding in findings):
        sys.exit(2)


def _named(columns: dict[str, str | None]) -> Columns:
    from geo.inputs import Columns

    return Columns(**{name.removesuffix("_column"): value for name, value in columns.items()})


if __name__ == "__main__":
    main()
