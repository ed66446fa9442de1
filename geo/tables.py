"""Writing tables for people: CSV, XLSX, HTML, Markdown and HXL, with the same figures in each."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError
from geo.files import write_atomically
from geo.headers import data_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    import pandas as pd

_TO_QUOTE = re.compile('[,"\n\r]')
_CALCULATED = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Notes:
    """What a reader of the table should know: its title, sources, and how it was made."""

    title: str = "Incidents by district"
    language: str = "en"
    lines: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    run: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_run(cls, record: Mapping[str, Any], *, title: str = "Incidents by district") -> Notes:
        """Make the notes of a run from its record (`run.json`): settings, sums, warnings."""
        counts = record.get("counts", {})
        plain = {name: each for name, each in record.items() if isinstance(each, str | int | float)}
        sums = {name: each for name, each in counts.items() if isinstance(each, int)}
        sums |= counts.get("unmapped_by", {})
        return cls(
            title=title,
            lines=tuple(map(str, record.get("warnings", ()))),
            sources=tuple(_source_line(each) for each in record.get("sources", ())),
            run=tuple((name, str(each)) for name, each in {**plain, **sums}.items()),
        )

    def rows(self) -> list[tuple[str, str]]:
        """Give the notes as pairs of what and text."""
        return [
            ("Title", self.title),
            *(("Note", line) for line in self.lines),
            *(("Source", source) for source in self.sources),
            *((f"Run: {name}", value) for name, value in self.run),
            ("Note", FORMULA_RULE),
        ]


def _source_line(source: Any) -> str:
    """Give a source as one line: a text as it is, a mapping by its values."""
    if isinstance(source, str):
        return source
    return ", ".join(str(each) for each in source.values() if each)


FORMULA_RULE = (
    "In CSV files, text that starts with = + - @ (or a tab or carriage return) carries one "
    "apostrophe in front, so that no spreadsheet calculates it; in XLSX it is stored as text."
)


def write_table(
    table: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    notes: Notes | None = None,
    record: Mapping[str, Any] | None = None,
    sheet: str = "Districts",
    sheets: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write a table by the file's ending: ``.csv``, ``.hxl.csv``, ``.xlsx``, ``.html`` or ``.md``.

    Parameters
    ----------
    table : DataFrame
        A district table of `geo.summary`, or any table of texts, numbers and dates.
    path : path
        Where to write; the file appears whole or not at all.
    notes : Notes, optional
        Title, sources and run, for XLSX (a sheet of their own), HTML and Markdown.
    record : dict, optional
        The record of a run, from which the notes are made where none are given.
    sheet : str
        Name of the XLSX sheet.
    sheets : dict, optional
        Further tables by name, such as the one by month: sheets of an XLSX, folded parts of an HTML
        page.

    Raises
    ------
    InputError
        An ending that is none of these, a folder that cannot be written, or more rows than fit.
    """
    name = Path(path).name.lower()
    notes = notes or Notes.of_run(record or {})
    if name.endswith(".hxl.csv"):
        return write_atomically(path, table_csv(table, hxl=True))
    if name.endswith(".csv"):
        return write_atomically(path, table_csv(table))
    if name.endswith(".xlsx"):
        from geo.workbook import table_xlsx

        return write_atomically(path, table_xlsx(table, notes=notes, sheet=sheet, sheets=sheets))
    if name.endswith((".html", ".htm")):
        return write_atomically(path, table_html(table, notes=notes, sheets=sheets))
    if name.endswith((".md", ".markdown")):
        return write_atomically(path, table_markdown(table, notes=notes))
    msg = f"No table format for {str(path)!r}: use .csv, .hxl.csv, .xlsx, .html or .md."
    raise InputError(msg)


def described(name: str) -> dict[str, str]:
    """Label, format, HXL hashtag and description of a column of the district tables."""
    for row in data_table("tables_columns"):
        if row["name"] == name:
            return row
    if name.startswith("type_"):
        row = next(each for each in data_table("tables_columns") if each["name"] == "type_*")
        words = name.removeprefix("type_").replace("_", " ")
        return {**row, "name": name, "label": row["label"].replace("*", words)}
    return {"name": name, "label": name, "format": "", "hxl": "", "description": ""}


def cell_text(value: Any) -> str:
    """Give the one spelling a value has in every text format: ISO dates, '' for missing."""
    if isinstance(value, str):
        return value
    if value is None or value is _missing() or value != value:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _missing() -> Any:
    import pandas as pd

    return pd.NA


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would calculate (CSV injection)."""
    return f"'{text}" if text.lstrip("'").startswith(_CALCULATED) else text


def unguarded(text: str) -> str:
    """Undo `guarded`; other text, apostrophes included, stays as it is."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(_CALCULATED) else text


def plain_rows(table: pd.DataFrame) -> Iterable[list[Any]]:
    """Rows as plain Python values; missing ones as None."""
    columns = []
    for place in range(table.shape[1]):
        values = table.iloc[:, place]
        pairs = zip(values.astype("object").tolist(), values.isna().tolist(), strict=True)
        columns.append([None if gone else _plain(value) for value, gone in pairs])
    yield from map(list, zip(*columns, strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return value.item() if hasattr(value, "item") and not isinstance(value, dt.date) else value


def _numeric(table: pd.DataFrame) -> list[bool]:
    import pandas as pd

    return [
        pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)
        for dtype in table.dtypes
    ]


def table_csv(
    table: pd.DataFrame, *, hxl: bool = False, guard: bool = True, header: bool = True
) -> str:
    """Give a table as CSV text: UTF-8, commas, LF line ends, ISO dates, blanks for missing values.

    Parameters
    ----------
    table : DataFrame
        Texts, numbers and dates.
    hxl : bool
        Whether a row of HXL hashtags follows the header; columns without one stay untagged.
    guard : bool
        Whether text that a spreadsheet would calculate gets an apostrophe in front.
    header : bool
        Whether the names of the columns come first; not for a block that follows another.
    """
    protect = guarded if guard else str
    lines = [[protect(str(name)) for name in table.columns]] if header else []
    if hxl and header:
        lines.append([hashtag(str(name)) for name in table.columns])
    head = "".join(",".join(map(_quoted, line)) + "\n" for line in lines)
    columns = []
    for place, number in enumerate(_numeric(table)):
        texts = _column_texts(table.iloc[:, place])
        if not number:
            written = {text: _quoted(protect(text)) for text in set(texts)}
            texts = [written[text] for text in texts]
        columns.append(texts)
    if not columns:
        return head
    return head + "".join(",".join(row) + "\n" for row in zip(*columns, strict=True))


def _column_texts(values: pd.Series[Any]) -> list[str]:
    """Every cell of a column as `cell_text` gives it."""
    gone = values.isna().to_numpy()
    if gone.all():
        return [""] * len(values)
    cells = values.astype("object").tolist()
    return ["" if no else cell_text(_plain(v)) for v, no in zip(cells, gone, strict=True)]


def _quoted(text: str) -> str:
    """Quote a CSV cell where need be; the standard writer leaves a lone carriage return bare."""
    if _TO_QUOTE.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def hashtag(name: str) -> str:
    """HXL hashtag of a column; each event type's column carries its type as an attribute."""
    tag = described(name)["hxl"]
    if name.startswith("type_") and name.isascii():
        tag += "+" + name
    return tag


def table_markdown(table: pd.DataFrame, *, notes: Notes | None = None) -> str:
    """Give a table as Markdown (GitHub style) with its notes below; HTML in data stays text."""
    numeric = _numeric(table)
    labels = [_markdown_text(described(str(name))["label"]) for name in table.columns]
    lines = [f"# {_markdown_text(notes.title)}", ""] if notes else []
    lines.append("| " + " | ".join(labels) + " |")
    lines.append("|" + "|".join(" ---: " if number else " --- " for number in numeric) + "|")
    for row in plain_rows(table):
        lines.append("| " + " | ".join(_markdown_text(cell_text(value)) for value in row) + " |")
    if notes:
        lines += ["", *(f"- {what}: {_markdown_text(text)}" for what, text in notes.rows()[1:-1])]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_text(text: str) -> str:
    text = html.escape(" ".join(text.split()), quote=False)
    for char in "\\`*[]|":
        text = text.replace(char, f"\\{char}")
    return text


def table_html(
    table: pd.DataFrame,
    *,
    notes: Notes | None = None,
    sheets: Mapping[str, pd.DataFrame] | None = None,
) -> str:
    """Give a table as one self-contained HTML page: accessible, sortable, nothing fetched.

    All text from data is escaped. Without JavaScript the table reads the same, unsorted; further
    `sheets` stand below it, folded.
    """
    notes = notes or Notes()
    folded = "".join(
        f"<details>\n<summary>{_escape(name)}</summary>\n"
        f"{_html_table(each, f'caption-{number}')}</details>\n"
        for number, (name, each) in enumerate((sheets or {}).items(), start=2)
    )
    assets = files("geo").joinpath("data")
    style = assets.joinpath("tables_style.css").read_text(encoding="utf-8")
    script = assets.joinpath("tables_sort.js").read_text(encoding="utf-8")
    listed = "\n".join(
        f"<li>{_escape(what)}: {_escape(text)}</li>" for what, text in notes.rows()[1:-1]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{_escape(notes.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        f"<title>{_escape(notes.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_escape(notes.title)}</h1>\n"
        f"{_html_table(table, 'caption')}{folded}"
        + (f"<h2>Notes</h2>\n<ul>\n{listed}\n</ul>\n" if listed else "")
        + f"</main>\n<script>\n{script}</script>\n</body>\n</html>\n"
    )


def _html_table(table: pd.DataFrame, caption: str) -> str:
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{caption}">\n'
        f'<table class="zila">\n<caption id="{caption}">{_escape(_caption(table))}</caption>\n'
        f"{_html_head(table)}\n<tbody>\n{_html_body(table)}</tbody>\n</table>\n</div>\n"
    )


def _caption(table: pd.DataFrame) -> str:
    if "incidents" not in table.columns:
        return f"{len(table)} rows"
    text = f"{len(table)} rows, {int(table['incidents'].sum())} incidents"
    return text + (f", {int(table['killed'].sum())} killed" if "killed" in table.columns else "")


def _escape(text: str) -> str:
    return html.escape(text, quote=True)


def _html_head(table: pd.DataFrame) -> str:
    cells = []
    for name, number in zip(table.columns, _numeric(table), strict=True):
        column = described(str(name))
        kind = _cell_class(str(name), number)
        cells.append(
            f'<th scope="col"{kind}><button type="button" '
            f'title="{_escape(column["description"])}">{_escape(column["label"])}</button></th>'
        )
    return f"<thead>\n<tr>{''.join(cells)}</tr>\n</thead>"


def _cell_class(name: str, number: bool) -> str:
    """Class of a column's cells: numbers, and codes that narrow screens leave out."""
    if number:
        return ' class="number"'
    return ' class="code"' if name in {"row_kind", "unit_id"} else ""


def _html_body(table: pd.DataFrame) -> str:
    names = list(map(str, table.columns))
    classes = [_cell_class(*each) for each in zip(names, _numeric(table), strict=True)]
    heading = names.index("name") if "name" in names else -1
    kind = names.index("row_kind") if "row_kind" in names else -1
    out = []
    for row in plain_rows(table):
        rest = kind >= 0 and row[kind] != "district"
        cells = []
        for i, value in enumerate(row):
            text = _escape(cell_text(value))
            if i == heading:
                cells.append(f'<th scope="row">{text}</th>')
            else:
                cells.append(f"<td{classes[i]}>{text}</td>")
        opening = '<tr class="rest">' if rest else "<tr>"
        out.append(f"{opening}{''.join(cells)}</tr>\n")
    return "".join(out)
