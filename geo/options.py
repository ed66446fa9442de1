"""Options that several commands of the command line share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from geo.terminal import Date, Output

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.inputs import Columns

inputs = click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
output = click.option(
    "-o",
    "--output",
    type=Output(),
    help="Where to write; default standard output.",
)


def _one_set(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuse a day beside polygons of the user's own, which are of their own day."""
    given = [
        ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
        for name in ("as_of", "boundaries")
    ]
    if all(given):
        msg = "--as-of chooses among the built-in districts: leave it out with --boundaries."
        raise click.UsageError(msg, ctx)
    return value


as_of = click.option(
    "--as-of",
    type=Date(),
    callback=_one_set,
    default="2022-09-09",
    show_default=True,
    help="Day whose districts are used.",
)
boundaries = click.option(
    "--boundaries",
    metavar="FILE|NAME",
    callback=_one_set,
    help="Your own district polygons: a file, or a set installed with zila data install.",
)
boundary_name_column = click.option(
    "--boundary-name-column", metavar="NAME", help="Column of district names in --boundaries."
)
country = click.option("--country", default="PK", show_default=True, help="ISO country code.")


def district_set(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose whose districts of which day."""
    for option in (country, boundary_name_column, boundaries, as_of):
        command = option(command)
    return command


published = click.option(
    "--published", type=Date(), help="Publication date of reports that state none."
)
lexicon = click.option(
    "--lexicon",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder of your own word lists, laid over the built-in ones (see docs/reports.md).",
)


def columns(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name a table's columns, that of a report's text too."""
    return click.option(
        "--text-column",
        metavar="NAME",
        help="Table column that holds a report's text, one report per row.",
    )(incident_columns(command))


def incident_columns(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name the columns of a table of incidents, and its encoding."""
    command = click.option("--encoding", metavar="NAME", help="Text encoding of tables.")(command)
    for name, meaning in (
        ("admin2", "the district"),
        ("admin1", "the province"),
        ("place", "the place text"),
        ("date", "the date of the incident (of a report in the table: of publication)"),
        ("id", "the row's id"),
    ):
        command = click.option(
            f"--{name}-column", metavar="NAME", help=f"Table column that holds {meaning}."
        )(command)
    return command


def named(given: dict[str, str | None]) -> Columns:
    """Make the record of named columns from the options that `columns` adds."""
    from geo.inputs import Columns

    return Columns(**{name.removesuffix("_column"): value for name, value in given.items()})
