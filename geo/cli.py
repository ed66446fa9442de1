"""The `zila` command: parse, call one function, say what it did. No rule lives here."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gazetteer.errors import ZilaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from geo.inputs import Columns

SET_ASIDE = 1
"""Exit code under ``--strict`` when rows are not on the map."""

WARNINGS_SHOWN = 12
"""Warnings printed; `run.json` holds them all."""

STAGES = 5
"""Stages of `geo.pipeline.run`, for the progress bar."""


class _Date(click.ParamType[date]):
    """A day written as 2022-09-09."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Parse an ISO 8601 day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2022-09-09.", param, ctx)


class _Group(click.Group):
    """A group whose commands turn Zila's errors into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, or say in one line what was wrong."""
        try:
            return super().invoke(ctx)
        except ZilaError as error:
            _fail(" ".join(str(error).split()))
        except BrokenPipeError:
            sys.exit(0)
        except OSError as error:
            _fail(f"{error.filename or 'a file'}: {error.strerror or error}")


def _fail(message: str) -> NoReturn:
    click.echo(f"zila: {message}", err=True)
    sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zila")
def main() -> None:
    r"""Turn incident reports into district maps that can be trusted, offline.

    \b
    zila map reports/ -o out        reports and tables to a map, tables and GeoJSON
    zila locate "10 km east of Mach"
    """


_inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write; default standard output.",
)
_as_of = click.option(
    "--as-of",
    type=_Date(),
    default="2022-09-09",
    show_default=True,
    help="Day whose districts are used.",
)
_country = click.option("--country", default="PK", show_default=True, help="ISO country code.")
_published = click.option(
    "--published", type=_Date(), help="Publication date of reports that state none."
)


def _columns(command: Callable[..., None]) -> Callable[..., None]:
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
@click.option("--boundaries", type=click.Path(path_type=Path), help="Your own district polygons.")
@click.option("--tiles", metavar="URL", help="Online base map, e.g. https://…/{z}/{x}/{y}.png.")
@click.option("--no-merge", is_flag=True, help="Keep the same incident in several reports apart.")
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
    boundaries: Path | None,
    tiles: str | None,
    no_merge: bool,
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
        title=title,
        tiles=tiles,
        boundaries=boundaries,
        figures=tuple(
            name for name, wanted in (("png", png), ("pdf", pdf), ("svg", svg)) if wanted
        ),
    )
    with _progress() as say:
        report = run(inputs, output, options, progress=say)
    _warn(report.record["warnings"])
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
@click.option("--no-merge", is_flag=True, help="Keep the same incident in several reports apart.")
def extract(
    inputs: tuple[str, ...],
    output: Path | None,
    published: date | None,
    country: str,
    no_merge: bool,
    **columns: str | None,
) -> None:
    """Text to incidents: what happened, when, where (as text), who, how many."""
    from gazetteer import Gazetteer
    from geo.inputs import read_inputs
    from geo.pipeline import incidents_of

    given = read_inputs(inputs, columns=_named(columns), published=published)
    table, said = incidents_of(given, Gazetteer.load(country), merge=not no_merge)
    _warn(said["warnings"])
    _emit(table, output)


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
    if Path(text).is_file():
        from geo.pipeline import locate as locate_table

        _emit(locate_table(_read(Path(text), **columns), gazetteer), output)
        return
    from gazetteer.card import card

    click.echo(card(gazetteer.resolve(text, within=within)))


@main.command()
@click.argument("table", type=click.Path(path_type=Path))
@_output
@_as_of
@_columns
@click.option("--boundaries", type=click.Path(path_type=Path), help="Your own district polygons.")
def join(
    table: Path, output: Path | None, as_of: date, boundaries: Path | None, **columns: str | None
) -> None:
    """Give every incident of a table its one district, or the reason why not."""
    from geo.joining import join as join_table
    from geo.pipeline import units

    _emit(join_table(_read(table, **columns), units(as_of, boundaries)), output)


@main.command()
@click.argument("table", type=click.Path(path_type=Path))
@_output
@_as_of
@click.option("--boundaries", type=click.Path(path_type=Path), help="Your own district polygons.")
def summary(table: Path, output: Path | None, as_of: date, boundaries: Path | None) -> None:
    """Count the incidents of a joined table per district; the sums match the input."""
    from geo.pipeline import units
    from geo.summary import summarise

    _emit(summarise(_read(table), units(as_of, boundaries)), output)


@main.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write."
)
def export(table: Path, output: Path) -> None:
    """Write a table of incidents as .geojson, .gpkg, .parquet, .fgb, .kml, .shp or .csv."""
    from geo.exports import export as write

    write(_read(table), output)
    click.echo(str(output))


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
        _emit(units.drop(columns="geometry"), output)
        return
    from geo.exports import export_units

    export_units(units, output)
    click.echo(str(output))


@main.group()
def data() -> None:
    """Gazetteers and district sets: what is here, install, verify, where."""


@data.command("list")
def list_() -> None:
    """Show the data at hand, with versions."""
    from gazetteer import Gazetteer
    from gazetteer.sources import installed

    click.echo(f"places     {Gazetteer.load('embedded').version}")
    for item in installed():
        click.echo(f"places     {item.version}: {item.places:,} places, {item.path}")
    click.echo("districts  embedded: Pakistan, any day from 1998-03")


@data.command()
@click.argument("country")
@click.option("--from", "source", type=click.Path(path_type=Path), help="A dump you have already.")
def install(country: str, source: Path | None) -> None:
    """Install a country's full gazetteer (GeoNames), by download or --from a file."""
    from gazetteer import sources
    from geo.pipeline import parents

    lookup = parents if country.upper() == "PK" else None
    item = sources.install(country, source, admin_lookup=lookup, progress=sys.stderr.isatty())
    click.echo(f"{item.version}: {item.places:,} places, {item.path}")


@data.command()
def verify() -> None:
    """Check every installed gazetteer."""
    from gazetteer.sources import verify as check

    results = check()
    for country, state in results:
        click.echo(f"{country}  {state}")
    if any(state != "ok" for _, state in results):
        sys.exit(2)


@data.command()
def path() -> None:
    """Print where installed data are kept (ZILA_DATA changes it)."""
    from gazetteer.sources import data_folder

    click.echo(str(data_folder()))


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


def _read(table: Path, **columns: str | None) -> pd.DataFrame:
    from geo.incidents import read_incidents

    given = {name: value for name, value in columns.items() if value}
    reading = read_incidents(table, **given)
    for row in reading.rejected.to_dict("records"):
        click.echo(f"zila: {table}: line {row['line']} set aside: {row['reason']}", err=True)
    return reading.table


def _emit(table: pd.DataFrame, output: Path | None) -> None:
    """Write a table to a file by its ending, or as CSV to standard output."""
    from geo.tables import table_csv, write_table

    if output is None:
        click.echo(table_csv(table), nl=False)
        return
    write_table(table, output)
    click.echo(f"{len(table)} rows: {output}", err=True)


def _warn(warnings: list[dict[str, Any]]) -> None:
    """Print the first warnings; `run.json` holds them all."""
    for warning in warnings[:WARNINGS_SHOWN]:
        about = f"{warning['report_id']}: " if warning["report_id"] else ""
        click.echo(f"zila: {about}{warning['text']}", err=True)
    if len(warnings) > WARNINGS_SHOWN:
        click.echo(f"zila: and {len(warnings) - WARNINGS_SHOWN} more, in run.json", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Name each stage on standard error while it runs, when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from tqdm import tqdm

    with tqdm(total=STAGES, bar_format="{desc:<12}{bar:20} {elapsed}", leave=False) as bar:

        def say(stage: str) -> None:
            bar.update(bool(bar.desc))
            bar.set_description(stage)

        yield say
