"""Reading a table's columns into incident columns: texts, codes, people, dates, ids."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from geo import cells, days
from geo.columns import columns as contract_columns
from geo.headers import data_table
from geo.rows import code
from geo.tables import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.rows import Rows
    from geo.sheet import Sheet

TYPES = ("event_type", "sub_event_type")
COUNTS = (
    "fatalities",
    "injured",
    "fatalities_civilians",
    "fatalities_security",
    "fatalities_militants",
)
_BOUNDED = ("fatalities", "injured")
_CODES = {"time_precision": (1, 4), "geo_precision": (1, 3), "where_prec": (1, 7)}
_TYPED = frozenset(
    {
        "event_date",
        "time_precision",
        "latitude",
        "longitude",
        "coordinates",
        "year",
        "month",
        "day",
        *_CODES,
        *COUNTS,
    }
)


def read_texts(rows: Rows) -> None:
    """Read every text column; in Zila's own tables also the measures."""
    own = rows.own
    for column in contract_columns():
        if column.name not in rows.given or column.name in _TYPED:
            continue
        if column.dtype == "string":
            unknown = not own and column.name in {
                "location",
                "admin1",
                "admin2",
                "admin3",
                "country",
            }
            read = partial(_text, unknown=unknown, exact=own)
            rows.out[column.name] = rows.mapped(column.name, read)
        elif own and not column.name.endswith(("_low", "_high")):
            rows.out[column.name] = rows.mapped(column.name, _measure)


def read_codes(rows: Rows) -> None:
    """Translate codes by the table of values; check those that are the contract's own."""
    rules = [r for r in data_table("tables_values") if r["layout"] == rows.layout.name]
    for column in {rule["column"] for rule in rules}:
        meanings = {r["value"]: r["meaning"] for r in rules if r["column"] == column}
        if column in rows.given:
            rows.given[column] = [meanings.get(code(v), v) for v in rows.given[column]]
            if column not in _CODES:
                rows.out[column] = [_text(value) for value in rows.given[column]]
    for column, (least, most) in _CODES.items():
        if column not in rows.given:
            continue
        values: list[int | None] = []
        for row, value in enumerate(rows.given[column]):
            text = code(value)
            inside = text.isdigit() and least <= int(text) <= most
            values.append(int(text) if inside else None)
            if text and not inside:
                rows.note(row, f"{column} {text!r} is not a code from {least} to {most}")
        rows.out[column] = values


def read_counts(rows: Rows) -> None:
    """Read people, with the bounds that columns of their own or the wording give."""
    for column in COUNTS:
        if column not in rows.given:
            if not rows.given.keys() & {f"{column}_low", f"{column}_high"}:
                continue
            rows.given[column] = [None] * rows.size
        name = rows.layout.columns.get(column, column)
        dots = rows.decide(("dots", column), partial(cells.dotted, rows.given[column]))
        if dots:
            said = f"{rows.sheet.name}, column {name!r}: figures such as 1.200 were read as 1,200."
            rows.notes.append(said)
        found: list[cells.Count] = rows.mapped(column, partial(cells.read_count, dots=dots))
        rows.out[column] = [count.value for count in found]
        for row, count in enumerate(found):
            if count.note:
                rows.note(row, f"{name}: {count.note}")
        if column in _BOUNDED:
            for end in ("low", "high"):
                rows.out[f"{column}_{end}"] = _bounds(rows, column, end, found)


def _bounds(rows: Rows, column: str, end: str, found: list[cells.Count]) -> list[int | None]:
    """Bounds from their own column where the table has one, else from the wording."""
    wording = [getattr(count, end) for count in found]
    own = f"{column}_{end}"
    if own not in rows.given:
        return wording
    stated: list[cells.Count] = rows.mapped(own, cells.read_count)
    if rows.own:
        return [count.value for count in stated]
    return [s.value if s.value is not None else w for s, w in zip(stated, wording, strict=True)]


def read_dates(rows: Rows) -> None:
    """Read dates and how precise they are."""
    if "event_date" in rows.given:
        found = _column_dates(rows)
    elif "year" in rows.given:
        found = _split_dates(rows)
    else:
        return
    rows.out["event_date"] = [day.first if day else None for day in found]
    stated = rows.read("time_precision")
    if rows.own and "time_precision" in rows.given:
        return
    rows.out["time_precision"] = [
        code if code is not None and day and day.first else (day.precision if day else 4)
        for code, day in zip(stated, found, strict=True)
    ]


def _column_dates(rows: Rows) -> list[days.Day | None]:
    name = rows.layout.columns["event_date"]
    swap, why = rows.decide(
        "month first", lambda: days.month_first(distinct(rows.given["event_date"]), name)
    )
    if why:
        rows.notes.append(f"{rows.sheet.name}, column {name!r}: {why}.")
    mixed = "mixes" in why
    found: list[days.Day | None] = rows.mapped(
        "event_date", lambda value: days.read_day(value, month_first=swap)
    )
    for row, (day, value) in enumerate(zip(found, rows.given["event_date"], strict=True)):
        text = cells.plain(value)
        if day is None:
            rows.undated.add(row)
            rows.note(row, f"{name} {text[:40]!r} is not a date and was read as unknown")
        elif day.swappable and mixed:
            rows.note(row, f"{name} {text!r} was read day first; it could be month first")
    return found


def say_undated(rows: Rows) -> None:
    """Say how many of the rows kept have a date that could not be read."""
    kept = rows.undated - rows.bad.keys()
    rows.tally(
        len(kept),
        "row(s) have a date that could not be read; they were kept without a date (see their "
        "notes).",
    )


def _split_dates(rows: Rows) -> list[days.Day | None]:
    """Dates told in year, month and day columns; 0 or blank is unknown."""
    found: list[days.Day | None] = []
    blank = [None] * rows.size
    parts = [rows.given.get(part, blank) for part in ("year", "month", "day")]
    for row, (year, month, day) in enumerate(zip(*parts, strict=True)):
        known = [code(part) for part in (year, month, day)]
        known = ["" if part in {"0", "00", "-9", "-99"} else part for part in known]
        text = " ".join(part for part in (known[2] if known[1] else "", *known[1::-1]) if part)
        numeric = all(part.isdigit() for part in known if part)
        if numeric and known[0] and known[1]:
            text = "-".join(part.zfill(2) for part in known if part)
        read = days.read_day(text)
        if read is None:
            rows.undated.add(row)
            rows.note(row, f"year, month, day {text!r} are not a date and were read as unknown")
        found.append(read)
    return found


def read_types(rows: Rows) -> None:
    """Spell event types as the taxonomies do, or as the table mostly does: case tells no type."""
    for column in TYPES:
        given = rows.out.get(column)
        if given is None or rows.own:
            continue
        spelling = rows.decide(("spelling", column), partial(spellings, column, Counter(given)))
        rows.out[column] = [each and spelling[each.casefold()] for each in given]
        changed = sum(a != b for a, b in zip(given, rows.out[column], strict=True))
        rows.tally(changed, f"{column}(s) that differed only in capitals were spelled alike.")


def spellings(column: str, counts: Counter[str | None]) -> dict[str, str]:
    """Give the spelling of each event type by its small letters, from how often each stands."""
    common = [each for each, _ in counts.most_common() if each]
    known = [r["name"] for r in data_table("tables_types") if r["column"] == column]
    return {each.casefold(): each for each in (*reversed(common), *known)}


def ids_of(rows: Rows, column: str = "event_id") -> list[str]:
    """Give the id of each row; the line it came from where it has none."""
    lines = (f"{rows.sheet.name}:{line}" for line in rows.sheet.lines)
    return [a or b for a, b in zip(rows.read(column), lines, strict=True)]


def read_names(rows: Rows) -> None:
    """Give each row an id, its source and the line it came from; flag repeated ids."""
    first = rows.past.ids
    rows.out["report_id"] = ids_of(rows, "report_id")
    rows.out["event_id"] = ids_of(rows)
    source = rows.read("source")
    if rows.layout.name != "Zila":
        rows.out["source"] = [each or rows.sheet.name for each in source]
    where = f"sheet {rows.sheet.title!r} " if rows.sheet.title else ""
    repeats = 0
    for row, each in enumerate(rows.out["event_id"]):
        if row in rows.bad:
            continue
        if each in first:
            repeats += 1
            rows.note(row, f"id {each!r} stands already in {first[each]}")
        else:
            first[each] = f"{where}line {rows.sheet.lines[row]}"
    rows.tally(repeats, "row(s) repeat an earlier id; all were kept.")


def flag_same(rows: Rows) -> None:
    """Flag rows whose every cell is that of an earlier row: they may be one incident."""
    first = rows.past.lines
    same = 0
    for row, key in enumerate(keys_of(rows.sheet)):
        if row in rows.bad:
            continue
        if key in first:
            same += 1
            rows.note(row, f"same as line {first[key]}")
        else:
            first[key] = rows.sheet.lines[row]
    rows.tally(same, "row(s) are the same as an earlier one; all were kept.")


def keys_of(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """Give what makes each row the same as another: its cells and its point."""
    for row, values in enumerate(sheet.rows):
        point = sheet.points[row] if sheet.points else None
        # Lists, which Parquet may hold, are told apart by their text.
        yield (*(repr(each) if isinstance(each, list | dict) else each for each in values), point)


def distinct(values: Iterable[Any]) -> set[Any]:
    """Give the different cells of a column; what cannot stand in a set as its text."""
    return set(map(_hashable, values))


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | float) or value is None else str(value)


def _text(value: Any, *, unknown: bool = False, exact: bool = False) -> str | None:
    if cells.plain(value) == "" or (unknown and cells.is_unknown(value)):
        return None
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return unguarded(str(value) if exact else str(value).strip()) or None


def _measure(value: Any) -> float | None:
    try:
        return None if cells.is_unknown(value) else float(cells.plain(value).replace(",", "."))
    except ValueError:
        return None
