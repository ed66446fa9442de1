"""Tables: resolving a column of place texts, each distinct text once, same rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from gazetteer.gazetteer import Gazetteer
    from gazetteer.results import Resolution

COLUMNS = (
    "place_id", "place_name", "place_kind", "latitude", "longitude", "radius_km", "geo_precision",
    "where_prec", "country", "admin1", "admin2", "confidence", "method", "status", "reason",
)  # fmt: skip
"""Columns that resolving fills; parents stated in the table stay where it knows none."""

_TYPES = {
    "latitude": "Float64",
    "longitude": "Float64",
    "radius_km": "Float64",
    "confidence": "Float64",
    "geo_precision": "Int64",
    "where_prec": "Int64",
}
Key = tuple[tuple[str, ...], tuple[str, ...]]
"""A place text with its parents, and the other places of its report."""

Answers = dict[Key, dict[str, Any]]
"""Columns filled for each key, to be kept from one table to the next."""

REPORT = "report_id"
MOST_NEIGHBOURS = 20
"""Other places of one report that are read as context; a list of a hundred is no scene."""
PARENTS = ("admin2", "admin1", "country")


def values(answer: Resolution) -> dict[str, Any]:
    """Columns of the locate stage for one answer; what is unknown is None."""
    return {
        column: getattr(answer, column) if getattr(answer, column) != "" else None
        for column in COLUMNS
    }


CANDIDATES = "candidates"
"""Column of `candidate_lines`, for those who ask for it."""


def candidate_lines(answer: Resolution) -> str:
    """Write the readings that were weighed against each other, the likeliest first, one a line."""
    lines = []
    for candidate in answer.candidates:
        share = f"{candidate.score:.0%}" if candidate.score >= 0.005 else "under 1%"
        parents = [candidate.admin2, candidate.admin1]
        within = [name for name in parents if name not in ("", candidate.name)]
        told = ", ".join([candidate.kind, *(within or [candidate.country])])
        lines.append(f"{share} {candidate.name} ({told})")
    return "\n".join(lines)


def resolve_table(
    gazetteer: Gazetteer,
    frame: pd.DataFrame,
    *,
    place_column: str,
    parent_columns: tuple[str | None, str | None, str | None] = (None, None, None),
    candidates: bool = False,
    answers: Answers | None = None,
    progress: Callable[[int], object] = lambda rows: None,
) -> pd.DataFrame:
    """Resolve `place_column` of a table; see `Gazetteer.resolve_table`.

    Raises
    ------
    InputError
        The table lacks a column that was named.
    """
    import numpy as np
    import pandas as pd

    for column in (place_column, *parent_columns):
        if column is not None and column not in frame.columns:
            raise InputError(
                f"The table has no column {column!r}; it has {', '.join(map(str, frame.columns))}."
            )
    used = [
        given or usual
        for given, usual in zip(parent_columns, PARENTS, strict=True)
        if given or usual in frame.columns
    ]
    texts = frame[place_column].fillna("").astype(str)
    stated = [frame[column].fillna("").astype(str) for column in used]
    answers = {} if answers is None else answers
    # Few different texts among many rows: each answer is held once, and gathered at the end.
    order: dict[Key, int] = {}
    codes = np.empty(len(frame), dtype=np.int64)
    keys = zip(zip(texts, *stated, strict=True), _neighbours(frame, texts.to_list()), strict=True)
    for row, key in enumerate(keys):
        if key not in answers:
            (text, *within), context = key
            answer = gazetteer.resolve(text, within=within, context=context)
            answers[key] = {**values(answer), CANDIDATES: candidate_lines(answer) or None}
        codes[row] = order.setdefault(key, len(order))
        progress(row + 1)
    columns = (*COLUMNS, CANDIDATES) if candidates else COLUMNS
    located = pd.DataFrame([answers[key] for key in order], columns=list(columns))
    for column in columns:
        dtype = pd.api.types.pandas_dtype(_TYPES.get(column, "string"))
        located[column] = located[column].astype(dtype)
    located = located.take(codes).set_axis(frame.index)
    out = frame.copy()
    for column in columns:
        if column in PARENTS and column in out.columns:
            out[column] = located[column].fillna(out[column].astype("string"))
        else:
            out[column] = located[column]
    return out


def _neighbours(frame: pd.DataFrame, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Other place texts of each row's report, where the table says which rows share one."""
    if REPORT not in frame.columns:
        return [()] * len(texts)
    reports = frame[REPORT].fillna("").astype(str).to_list()
    named: dict[str, dict[str, None]] = {}
    for report, text in zip(reports, texts, strict=True):
        if report and text.strip():
            named.setdefault(report, {})[text] = None
    return [
        tuple(other for other in list(named.get(report, ()))[:MOST_NEIGHBOURS] if other != text)
        for report, text in zip(reports, texts, strict=True)
    ]


def resolve_rows(
    gazetteer: Gazetteer,
    rows: Iterable[dict[str, Any]],
    *,
    place_column: str = "location",
    parent_columns: tuple[str, ...] = PARENTS,
) -> Iterator[dict[str, Any]]:
    """Resolve rows one by one, for tables larger than memory; each comes out with the same keys.

    Raises
    ------
    InputError
        A row lacks the place column.
    """
    answers: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, row in enumerate(rows, 1):
        if place_column not in row:
            raise InputError(f"Row {number} has no {place_column!r}; it has {', '.join(row)}.")
        key = tuple(str(row.get(column) or "") for column in (place_column, *parent_columns))
        if key not in answers:
            if len(answers) > 200_000:
                answers.clear()
            answers[key] = values(gazetteer.resolve(key[0], within=key[1:]))
        found = answers[key]
        yield {**row, **{c: v for c, v in found.items() if v is not None or c not in row}}
