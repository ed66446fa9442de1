"""How the command line speaks: dates it takes, one line for what goes wrong, progress, tables."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gazetteer.errors import ZilaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from geo.tables import Notes

WARNINGS_SHOWN = 12
"""Warnings printed; `run.json` holds them all."""

NOTES_SHOWN = 12
"""Notes on reading printed."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells use it."""

STAGES = 5
"""Stages of `geo.pipeline.run`, for the progress bar."""


class Date(click.ParamType[date]):
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


class Group(click.Group):
    """A group in which whatever goes wrong is one line on standard error and exit code 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; only the outermost call exits."""
        call: Callable[..., Any] = super().main
        if not kwargs.pop("standalone_mode", True):
            return call(*args, standalone_mode=False, **kwargs)
        try:
            code = call(*args, standalone_mode=False, **kwargs)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = 2
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "zila"
            fail(f"{error.format_message()} See {command} --help.")
        except click.ClickException as error:
            fail(error.format_message())
        except click.Abort:
            code = INTERRUPTED
        except ZilaError as error:
            fail(" ".join(str(error).split()))
        except BrokenPipeError:
            code = 0
        except OSError as error:
            fail(f"{error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(code if isinstance(code, int) else 0)


def fail(message: str) -> NoReturn:
    """Say what was wrong in one line and exit with 2."""
    click.echo(f"zila: {message}", err=True)
    sys.exit(2)


def read(table: str, **columns: str | None) -> pd.DataFrame:
    """Read a table, ``-`` for standard input; the guess and rows set aside go to standard error."""
    from geo.incidents import read_incidents
    from geo.inputs import standard_input

    given = {name: value for name, value in columns.items() if value}
    with standard_input([table]) as paths:
        reading = read_incidents(paths[0], **given)
    if reading.layout != "Zila":
        say_notes(reading.notes)
    for row in reading.rejected.to_dict("records"):
        click.echo(f"zila: {table}: line {row['line']} set aside: {row['reason']}", err=True)
    return reading.table


def emit(table: pd.DataFrame, output: Path | None, notes: Notes | None = None) -> None:
    """Write a table to a file by its ending, with its notes, or as CSV to standard output."""
    from geo.tables import table_csv, write_table

    if output is None:
        click.echo(table_csv(table), nl=False)
        return
    write_table(table, output, notes=notes)
    click.echo(f"{len(table)} rows: {output}", err=True)


def say(lines: Iterable[str]) -> None:
    """Print lines on standard error, where they do not mix with a table."""
    for line in lines:
        click.echo(f"zila: {line}", err=True)


def say_notes(notes: Sequence[str]) -> None:
    """Print how tables were read: what was guessed and decided; `run.json` holds all of it."""
    say(notes[:NOTES_SHOWN])
    if len(notes) > NOTES_SHOWN:
        say([f"and {len(notes) - NOTES_SHOWN} more notes on reading"])


def warn(warnings: list[dict[str, Any]]) -> None:
    """Print the first warnings; `run.json` holds them all."""
    for warning in warnings[:WARNINGS_SHOWN]:
        about = f"{warning['report_id']}: " if warning["report_id"] else ""
        click.echo(f"zila: {about}{warning['text']}", err=True)
    if len(warnings) > WARNINGS_SHOWN:
        click.echo(f"zila: and {len(warnings) - WARNINGS_SHOWN} more, in run.json", err=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
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
