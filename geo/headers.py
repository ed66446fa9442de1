"""What a table's columns mean: ACLED, UCDP GED, GTD, HXL or messy headers, from data tables."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from geo.columns import columns as contract_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_OWN_SIGNATURE = {"event_id", "location", "place_id", "radius_km"}
_NUMBERED = re.compile(r"^\s*(?:q(?:uestion)?\s*)?\d+[a-z]?\s*[.):-]\s*", re.IGNORECASE)
_FORM_PATH = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)+")
"""Columns of survey forms carry the groups they stand in: ``incident_details/date``."""

_LATE = frozenset({"report", "reported", "reporting", "published", "publication", "timestamp"})
"""Words of dates that are later than the incident: taken only where there is no other date."""

_LETTERS = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی", "ہ": "ہ", "ه": "ہ", "ۃ": "ہ", "ة": "ہ"})


@dataclass(frozen=True)
class Layout:
    """A recognised table: which of its columns holds which incident column.

    Attributes
    ----------
    name : str
        ``Zila``, ``ACLED``, ``UCDP GED``, ``GTD``, ``HXL`` or ``free``.
    columns : dict
        Incident column (or ``year``, ``month``, ``day``, ``coordinates``) to the table's header.
    """

    name: str
    columns: dict[str, str]


@cache
def data_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of this package's data tables (`geo/data/<name>.csv`)."""
    text = files("geo").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@cache
def _synonyms(layout: str) -> dict[str, str]:
    rows = [row for row in data_table("tables_headers") if row["layout"] == layout]
    if layout == "free":
        own = {_plain(c.name): c.name for c in contract_columns() if not _is_result(c.name)}
        return {**own, **{_plain(row["header"]): row["column"] for row in rows}}
    return {row["header"]: row["column"] for row in rows}


def _is_result(name: str) -> bool:
    """Whether a column is a result of Zila's: a free table's own 'status' means something else."""
    return name in {"status", "reason", "method", "confidence", "place_id", "place_kind", "spans"}


def _plain(header: str) -> str:
    """Spelling that headers are compared in: small letters, single spaces, no marks."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    text = unicodedata.normalize("NFKC", text).translate(_LETTERS).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@cache
def _fillers() -> frozenset[str]:
    return frozenset(r["word"] for r in data_table("tables_words") if r["kind"] == "filler")


def _bare(plain: str) -> str:
    """Leave out filler words: 'No. of persons killed' is 'killed'."""
    return " ".join(word for word in plain.split() if word not in _fillers())


def meaning(header: str) -> str | None:
    """Say which incident column a free table's header means, or None.

    Tried in this order: the header as it stands, without its number and what stands in brackets,
    without filler words, and the halves of a header in two languages ('District / ضلع'); halves of
    different meanings ('Killed/Injured') have none.
    """
    spelling = _spelling(header)
    return None if spelling is None else _synonyms("free")[spelling]


def _spelling(header: str) -> str | None:
    """Find the known spelling that a header is, or None."""
    known = _synonyms("free")
    bare = _NUMBERED.sub("", header)
    without = re.sub(r"[(\[{].*?[)\]}]", " ", bare)
    for text in (header, bare, without):
        if found := _known(text):
            return found
    halves = [found for half in re.split(r"[/|\n]", without) if (found := _known(half))]
    meanings = {known[each] for each in halves}
    if len(meanings) == 1 or (halves and _FORM_PATH.fullmatch(header)):
        return halves[-1] if len(meanings) > 1 else halves[0]
    if meanings == {"admin3", "location"}:
        return next(each for each in halves if known[each] == "location")
    if meanings:
        return None  # "Killed/Injured" is neither
    inside = (_known(text) for text in re.findall(r"[(\[{](.*?)[)\]}]", header))
    return next(filter(None, inside), None)


def _known(text: str) -> str | None:
    plain = _plain(text)
    return next((each for each in (plain, _bare(plain)) if each in _synonyms("free")), None)


def recognised(cells: Sequence[object]) -> int:
    """How many of the cells are headers of any known layout (a measure of being a header row)."""
    listed = {
        row["header"]
        for row in data_table("tables_headers")
        if row["layout"] not in {"free", "HXL"}
    }
    texts = {str(cell).strip() for cell in cells if cell is not None and len(str(cell)) < 60}
    own = {column.name for column in contract_columns()}
    return sum(
        1 for text in texts if text and (text.lower() in listed or text in own or meaning(text))
    )


def layout_of(header: Sequence[str], *, tags: Sequence[str] = ()) -> Layout:
    """Recognise a table by its header.

    Parameters
    ----------
    header : sequence of str
        Column names as they stand in the file.
    tags : sequence of str
        HXL hashtags below them, where the file has them.
    """
    lowered = {name.strip().lower(): name for name in reversed(header)}
    if lowered.keys() >= _OWN_SIGNATURE:
        names = {column.name for column in contract_columns()}
        return Layout("Zila", {low: name for low, name in lowered.items() if low in names})
    for layout in ("ACLED", "UCDP GED", "GTD"):
        signature = {
            row["header"]
            for row in data_table("tables_headers")
            if row["layout"] == layout and row["signature"] == "yes"
        }
        if lowered.keys() >= signature:
            return Layout(layout, _first(lowered, _synonyms(layout)))
    free = _free(header)
    if any(tags):
        known = {_tag_key(tag): column for tag, column in _synonyms("HXL").items()}
        found: dict[str, str] = {}
        for name, tag in zip(header, tags, strict=False):
            column = known.get(_tag_key(tag))
            if column is not None:
                found.setdefault(column, name)
        taken = set(found.values())
        rest = {c: name for c, name in free.items() if c not in found and name not in taken}
        return Layout("HXL", {**found, **rest})
    return Layout("free", free)


def _tag_key(tag: str) -> tuple[str, frozenset[str]]:
    """Make the key of an HXL hashtag: attributes in no order, those of language left out."""
    name, *attributes = re.sub(r"\s+", "", tag.lower()).split("+")
    return name, frozenset(each for each in attributes if not each.startswith(("i_", "en", "v_")))


def _first(lowered: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for low, column in known.items():
        if low in lowered:
            out.setdefault(column, lowered[low])
    return out


def _free(header: Iterable[str]) -> dict[str, str]:
    """Guess the columns of a free table; where several fit, the synonym listed first wins."""
    order = {spelling: rank for rank, spelling in enumerate(_synonyms("free"))}
    found: dict[str, list[tuple[bool, int, int, str]]] = {}
    for position, name in enumerate(header):
        spelling = _spelling(name)
        if spelling is not None:
            column = _synonyms("free")[spelling]
            late = column == "event_date" and not _LATE.isdisjoint(_plain(name).split())
            found.setdefault(column, []).append((late, order[spelling], position, name))
    return {column: min(names)[3] for column, names in found.items()}
