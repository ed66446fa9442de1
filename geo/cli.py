"""The `zila` command: parse, call one function, say what it did. No rule lives here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo import options
from geo.data_commands import data
from geo.table_commands import COMMANDS
from geo.terminal import (
    Group,
    Output,
    as_file,
    emit,
    or_stdout,
    progress,
    say,
    say_notes,
    say_written,
    warn,
    watched,
)

if TYPE_CHECKING:
    from datetime import date

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


for command in (data, *COMMANDS):
    main.add_command(command)


@main.command("map", short_help="The main job: a map, tables, GeoJSON.")
@options.inputs
@click.option(
    "-o",
    "--output",
    type=Output(file_okay=False),
    default=Path("zila-map"),
    show_default=True,
    help="Folder for the map, the tables and run.json.",
)
@options.district_set
@options.published
@options.columns
@click.option("--title", default="Incidents by district", help="Title of the page.")
@click.option("--tiles", metavar="URL", help="Online base map, e.g. https://…/{z}/{x}/{y}.png.")
@options.lexicon
@click.option("--no-merge", is_flag=True, help="Keep the same incident in several reports apart.")
@click.option("--hot-spots", is_flag=True, help="Also a layer of hot and cold spots (Gi*).")
@click.option("--png", is_flag=True, help="Also a static map.png for print.")
@click.option("--pdf", is_flag=True, help="Also map.pdf.")
@click.option("--svg", is_flag=True, help="Also map.svg.")
@click.option(
    "--multiples",
    metavar="BY",
    help="Also multiples.html, a grid of little maps: year, quarter, month, or a column such as "
    "event_type; with --png, --pdf, --svg those too.",
)
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
    multiples: str | None,
    strict: bool,
    **columns: str | None,
) -> None:
    """Do the main job: reports and tables to a map, district tables and GeoJSON.

    INPUT: reports (.txt .md .html .eml .pdf .docx), tables (.csv .xlsx .json .jsonl .parquet
    .geojson), folders of them, or - for standard input.
    """
    from geo.pipeline import Options, run

    given = Options(
        as_of=as_of,
        country=country,
        published=published,
        columns=options.named(columns),
        merge=not no_merge,
        lexicon=lexicon,
        title=title,
        tiles=tiles,
        boundaries=boundaries,
        name_column=boundary_name_column,
        hot_spots=hot_spots,
        multiples=multiples,
        figures=tuple(
            name for name, wanted in (("png", png), ("pdf", pdf), ("svg", svg)) if wanted
        ),
    )
    with progress() as say:
        report = run(inputs, output, given, progress=say)
    say_notes(report.record["notes"])
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


@main.command(short_help="Text to incidents, without coordinates.")
@options.inputs
@options.output
@options.published
@options.country
@options.columns
@options.lexicon
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

    given = read_inputs(
        inputs, columns=options.named(columns), published=published, country=country
    )
    table, said = incidents_of(given, Gazetteer.load(country), merge=not no_merge, lexicon=lexicon)
    say_notes(given.notes)
    warn(said["warnings"])
    emit(table, output)


@main.command(short_help="Where a place is, and why.")
@click.argument("text_or_table", nargs=-1, required=True, metavar="TEXT|TABLE")
@options.output
@options.country
@options.incident_columns
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
    from gazetteer.errors import MissingInputError
    from geo.inputs import TABLE_ENDINGS

    gazetteer = Gazetteer.load(country)
    text = " ".join(text_or_table)
    # A text that can be no path, being too long or with a NUL, is a name: `Path` would raise.
    if text == "-" or os.path.isfile(text):  # noqa: PTH113
        from geo.locating import locate_file

        encoding = columns.pop("encoding")
        with as_file(text) as source, or_stdout(output) as target, watched(text) as watch:
            done = locate_file(
                source, target, gazetteer, columns=columns, encoding=encoding, watch=watch
            )
        if done.layout != "Zila":
            say_notes(done.notes)
        if done.whole:
            say([f"{text}: read whole, not in blocks, because {done.whole}"])
        if output:
            say_written(done.rows, output)
        return
    is_path = Path(text).suffix.lower() in TABLE_ENDINGS or (os.sep in text and os.path.isdir(text))  # noqa: PTH112
    if output or is_path:
        msg = f"{text!r} is no file of rows: give an existing table, or a place name without -o"
        raise MissingInputError(msg)
    from gazetteer.card import card

    click.echo(card(gazetteer.resolve(text, within=within)))


@main.command(short_help="Is the installation sound?")
def doctor() -> None:
    """Is the installation sound? Packages, libraries, data."""
    from geo.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok ' if finding.ok else 'BAD'}  {finding.subject}: {finding.text}")
    if not all(finding.ok for finding in findings):
        sys.exit(2)


if __name__ == "__main__":
    main()
