"""Excel workbooks: frozen header, number formats, typed cells, a sheet of notes, no clock."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError, MissingLibraryError
from geo.tables import Notes, cell_text, described, plain_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_FORMATS = {"count": "0", "rate": "0.0000", "share": "0.000000", "date": "yyyy-mm-dd"}
_MOST_ROWS = 1_048_576
_MOST_TEXT = 32_767
_EPOCH = dt.datetime(1980, 1, 1)


def table_xlsx(
    table: pd.DataFrame,
    *,
    notes: Notes | None = None,
    sheet: str = "Districts",
    sheets: Mapping[str, pd.DataFrame] | None = None,
) -> bytes:
    """Give a table as an Excel workbook: frozen header, filter, number formats, a sheet of notes.

    Parameters
    ----------
    table : DataFrame
        The first sheet, called `sheet`.
    notes : Notes, optional
        Written to the sheet "Notes", followed by the meaning of each column.
    sheets : dict, optional
        Further sheets by name, for instance one per period table.

    Raises
    ------
    InputError
        When a table has more rows than an Excel sheet.
    MissingLibraryError
        Without XlsxWriter.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        msg = "Writing .xlsx needs XlsxWriter: pip install XlsxWriter, or write .csv."
        raise MissingLibraryError(msg) from error

    notes = notes or Notes()
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": notes.title, "created": _EPOCH})
    for name, each in {sheet: table, **(sheets or {})}.items():
        _page(book, name, each)
    page = book.add_worksheet("Notes")
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 110)
    pairs = [*notes.rows(), ("", ""), ("Column", "Meaning")]
    pairs += [(str(name), described(str(name))["description"]) for name in table.columns]
    for row, (what, text) in enumerate(pairs):
        page.write_string(row, 0, what[:_MOST_TEXT], bold)
        page.write_string(row, 1, text[:_MOST_TEXT], wrap)
    book.close()
    return out.getvalue()


def _page(book: Any, name: str, table: pd.DataFrame) -> None:
    if len(table) >= _MOST_ROWS:
        msg = f"{len(table)} rows do not fit an Excel sheet ({_MOST_ROWS}): write .csv."
        raise InputError(msg)
    page = book.add_worksheet(name[:31])
    header = book.add_format({"bold": True, "bg_color": "#ECECEC", "text_wrap": True, "border": 1})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    kinds = []
    for column, label in enumerate(table.columns):
        kind = _kind(str(label), table.iloc[:, column])
        kinds.append(kind)
        page.write_string(0, column, str(label), header)
        page.set_column(column, column, 24 if kind == "text" else 12)
    page.freeze_panes(1, list(table.columns).index("name") + 1 if "name" in table.columns else 0)
    if len(table) and len(table.columns):
        page.autofilter(0, 0, len(table), len(table.columns) - 1)
    for number, row in enumerate(plain_rows(table), start=1):
        for column, value in enumerate(row):
            _write(page, number, column, value, formats.get(kinds[column]))


def _kind(name: str, values: pd.Series[Any]) -> str:
    import pandas as pd

    if name == "share":
        return "share"
    kind = described(name)["format"]
    if kind:
        return kind
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return "date"
    if pd.api.types.is_integer_dtype(values.dtype):
        return "count"
    return "number" if pd.api.types.is_numeric_dtype(values.dtype) else "text"


def _write(page: Any, row: int, column: int, value: Any, form: Any) -> None:
    """Write one cell by its own type, never by guessing from its text."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, form)
    elif isinstance(value, dt.datetime) and value.year >= 1900:
        page.write_datetime(row, column, value.replace(tzinfo=None), form)
    else:
        page.write_string(row, column, cell_text(value)[:_MOST_TEXT])
