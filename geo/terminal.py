"""How the command line speaks: dates it takes, one line for what goes wrong, progress, tables."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from gazetteer.errors import ZilaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from geo.locating import Watch
    from geo.tables import Notes

WARNINGS_SHOWN = 12
"""Warnings printed; `run.json` holds them all."""

NOTES_SHOWN = 12
"""Notes on reading printed."""

LONGEST = 1_000
"""Letters of a message; of a longer one, the beginning and the end are printed."""

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


class Output(click.Path):
    """A path to write to; a blank one is a mistake and not this folder."""

    def __init__(self, **given: Any) -> None:
        super().__init__(path_type=Path, **given)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse a blank path."""
        if not str(value).strip():
            self.fail("the path to write to is blank.", param, ctx)
        return super().convert(value, param, ctx)


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
            told = error.format_message()
            if isinstance(error, click.NoSuchOption) and error.option_name[1:2].isdigit():
                told += " Write -- before words that begin with a minus sign."
            fail(f"{told} See {command} --help.")
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
    say([message])
    sys.exit(2)


def read(table: str, **columns: str | None) -> pd.DataFrame:
    """Read a table, ``-`` for standard input; the guess and rows set aside go to standard error."""
    from geo.incidents import read_incidents

    given = {name: value for name, value in columns.items() if value}
    with as_file(table) as path:
        reading = read_incidents(path, **given)
    if reading.layout != "Zila":
        say_notes(reading.notes)
    say(set_aside(table, row) for row in reading.rejected.to_dict("records"))
    return reading.table


def set_aside(table: str, row: Mapping[Any, Any]) -> str:
    """Say which row of a table was set aside, and why."""
    return f"{table}: line {row['line']} set aside: {row['reason']}"


@contextmanager
def as_file(table: str) -> Iterator[Path]:
    """Give the path of a table, ``-`` for standard input."""
    from geo.inputs import standard_input

    with standard_input([table]) as paths:
        yield paths[0]


@contextmanager
def or_stdout(output: Path | None) -> Iterator[Path]:
    """Give a path to write CSV to; without an output, it is printed once it is whole."""
    if output is not None:
        yield output
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "table.csv")
        yield file
        with file.open("rb") as whole:
            shutil.copyfileobj(whole, sys.stdout.buffer)


@contextmanager
def watched(table: str) -> Iterator[Watch]:
    """Show a bar of what is done on standard error when that is a terminal; name rows set aside."""
    from geo.locating import Watch

    if not sys.stderr.isatty():
        yield Watch(aside=lambda row: say([set_aside(table, row)]))
        return
    from tqdm import tqdm

    form = "{desc} {percentage:3.0f}% {bar:20} {n_fmt}/{total_fmt}{unit}, {remaining} left"
    with tqdm(bar_format=form, unit_scale=True, leave=False) as bar:

        def progress(what: str, done: float, of: float, unit: str) -> None:
            bar.total, bar.unit = of, unit
            bar.set_description_str(what, refresh=False)
            bar.update(done - bar.n)

        def aside(row: dict[str, Any]) -> None:
            bar.write(f"zila: {shortened(set_aside(table, row))}", file=sys.stderr)

        yield Watch(progress, aside)


def emit(table: pd.DataFrame, output: Path | None, notes: Notes | None = None) -> None:
    """Write a table to a file by its ending, with its notes, or as CSV to standard output."""
    from geo.tables import table_csv, write_table

    if output is None:
        click.echo(table_csv(table), nl=False)
        return
    write_table(table, output, notes=notes)
    say_written(len(table), output)


def say_written(rows: int, output: Path) -> None:
    """Say what was written."""
    click.echo(f"{rows} rows: {output}", err=True)


def say(lines: Iterable[str]) -> None:
    """Print lines on standard error, where they do not mix with a table."""
    for line in lines:
        click.echo(f"zila: {shortened(line)}", err=True)


def shortened(text: str) -> str:
    """Leave out the middle of a message that an over-long name or cell would fill."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} … {text[-half:]}"


def say_notes(notes: Sequence[str]) -> None:
    """Print how tables were read: what was guessed and decided; `run.json` holds all of it."""
    say(notes[:NOTES_SHOWN])
    if len(notes) > NOTES_SHOWN:
        say([f"and {len(notes) - NOTES_SHOWN} more notes on reading"])


def warn(warnings: list[dict[str, Any]]) -> None:
    """Print the first warnings; `run.json` holds them all."""
    for warning in warnings[:WARNINGS_SHOWN]:
        about = f"{warning['report_id']}: " if warning["report_id"] else ""
        say([f"{about}{warning['text']}"])
    if len(warnings) > WARNINGS_SHOWN:
        say([f"and {len(warnings) - WARNINGS_SHOWN} more, in run.json"])


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
