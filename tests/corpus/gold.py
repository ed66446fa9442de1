"""Reads the corpus of labelled reports and compares incident rows with its gold fields.

The conventions are told in ``README.md``. Nothing here knows the extraction; rows are mappings
with the columns of the incident table.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
HALVES = ("tune", "check", "report")
STYLES = ("wire", "police", "ngo", "headline", "notes", "urdu", "none")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One report with what a careful reader takes from it."""

    id: str
    style: str
    lang: str
    published: date | None
    text: str
    incidents: tuple[Row, ...]
    aggregates: tuple[str, ...] = field(default=())


def load(half: str) -> list[Item]:
    """Items of one of `HALVES`, by style and id."""
    items = []
    for style in STYLES:
        for path in sorted((HERE / half).glob(f"{style}*.yaml")):
            for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
                published = raw["published"]
                items.append(
                    Item(
                        id=raw["id"],
                        style=style,
                        lang=raw["lang"],
                        published=date.fromisoformat(published) if published else None,
                        text=raw["text"],
                        incidents=tuple(raw["incidents"]),
                        aggregates=tuple(raw["aggregates"]),
                    )
                )
    return sorted(items, key=lambda item: (STYLES.index(item.style), item.id))


@dataclass(frozen=True, slots=True)
class Headline:
    """A press headline in UCDP GED 22.1 with the number of dead that it names."""

    ucdp_id: int
    text: str
    fatalities: int
    fatalities_low: int
    fatalities_high: int | None


def headlines(ucdp: Path, labels: str = "headlines.csv") -> list[Headline]:
    """The labelled headlines, their words taken from the full UCDP table (a parquet file).

    Raises
    ------
    ValueError
        A headline in the table is not the one that was labelled.
    """
    import pandas as pd

    texts = pd.read_parquet(ucdp, columns=["id", "source_headline"]).set_index("id")
    out = []
    with (HERE / labels).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts = str(texts.loc[int(row["ucdp_id"]), "source_headline"]).split(";")
            text = parts[int(row["part"])].strip()
            if hashlib.sha256(text.encode()).hexdigest()[:16] != row["sha256_16"]:
                raise ValueError(f"{ucdp}: headline of event {row['ucdp_id']} is now {text!r}")
            out.append(
                Headline(
                    ucdp_id=int(row["ucdp_id"]),
                    text=text,
                    fatalities=int(row["fatalities"]),
                    fatalities_low=int(row["fatalities_low"]),
                    fatalities_high=int(row["fatalities_high"]) if row["fatalities_high"] else None,
                )
            )
    return out


def date_ok(gold: Row, row: Row) -> bool:
    """Whether a row's date is the gold one at the gold's precision."""
    value = row.get("event_date") or None
    text = str(value)[:10] if value else None
    wanted, precision = gold["event_date"], gold["time_precision"]
    if text in gold.get("event_date_accept", ()):
        return True
    if wanted is None or text is None:
        return text == wanted
    if precision == 1:
        return text == wanted
    if precision == 2:
        return abs((date.fromisoformat(text) - date.fromisoformat(wanted)).days) <= 7
    return text[: 7 if precision == 3 else 4] == wanted[: 7 if precision == 3 else 4]


def count_ok(gold: Row, row: Row, what: str) -> bool:
    """Whether ``fatalities`` or ``injured`` of a row is the number told (or rightly empty)."""
    value = _whole(row.get(what))
    if value == gold[what] or value in gold.get(f"{what}_accept", ()):
        return True
    # "Nearly 60" may also be kept as a bound alone.
    low, high = _whole(row.get(f"{what}_low")), _whole(row.get(f"{what}_high"))
    vague = gold.get(f"{what}_low") != gold.get(f"{what}_high")
    told = {gold.get(f"{what}_low"), gold.get(f"{what}_high")} - {None}
    return vague and value is None and bool({low, high} & told)


def place_ok(gold: Row, row: Row) -> bool:
    """Whether the place text of a row is, or holds, a place text of the gold."""
    found = _plain(str(row.get("location") or ""))
    for wanted in (gold["location"], *gold.get("location_accept", ())):
        plain = _plain(wanted)
        if found == plain or (plain and f" {plain} " in f" {found} "):
            return True
    return False


def type_ok(gold: Row, row: Row) -> bool:
    """Whether the event type of a row is the gold one or that of an accepted sub-type."""
    return row.get("event_type") in _types(gold)


def sub_type_ok(gold: Row, row: Row) -> bool:
    """Whether the sub-event type of a row is the gold one or an accepted one."""
    wanted = (gold["sub_event_type"], *gold.get("sub_event_type_accept", ()))
    return row.get("sub_event_type") in wanted


def actor_ok(gold: Row, row: Row, which: str) -> bool:
    """Whether ``actor1`` or ``actor2`` is right; the two sides of a battle may change places."""
    value = str(row.get(which) or "")
    sides = [which]
    if gold["event_type"] == "Battles":
        sides.append("actor2" if which == "actor1" else "actor1")
    return any(
        _same_actor(name, value)
        for side in sides
        for name in (gold[side], *gold.get(f"{side}_accept", ()))
    )


def match(golds: Sequence[Row], rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Pair gold incidents with rows of the same report: the best pairs first, each used once.

    A pair agrees in at least two of place, known date, a number of people and event type. Returns
    index pairs (gold, row). A row without a pair is false; a gold incident without one is missed
    unless it is ``optional``; a row paired with an optional one counts neither way.
    """
    scored = []
    for g, gold in enumerate(golds):
        for r, row in enumerate(rows):
            dated = gold["event_date"] is not None and date_ok(gold, row)
            counted = any(
                gold[what] is not None and count_ok(gold, row, what)
                for what in ("fatalities", "injured")
            )
            signs = (place_ok(gold, row), dated, counted, type_ok(gold, row))
            if sum(signs) >= 2:
                scored.append((-sum(signs), bool(gold.get("optional")), g, r))
    pairs: list[tuple[int, int]] = []
    for _, _, g, r in sorted(scored):
        if all(g != pair[0] and r != pair[1] for pair in pairs):
            pairs.append((g, r))
    return sorted(pairs)


@cache
def _actors() -> dict[str, tuple[str, ...]]:
    raw = yaml.safe_load((HERE / "actors.yaml").read_text(encoding="utf-8"))
    return {name: tuple(aliases) for name, aliases in raw.items()}


def _same_actor(wanted: str, value: str) -> bool:
    if wanted.casefold() == value.casefold():
        return True
    return any(
        fnmatchcase(value.casefold(), alias.casefold()) for alias in _actors().get(wanted, ())
    )


def _types(gold: Row) -> set[str]:
    parent = sub_event_types()
    accepted = {parent[sub] for sub in gold.get("sub_event_type_accept", ())}
    return {gold["event_type"], *accepted}


@cache
def sub_event_types() -> dict[str, str]:
    """Sub-event type → event type, as the ACLED codebook has them."""
    raw = yaml.safe_load((HERE / "taxonomy.yaml").read_text(encoding="utf-8"))
    return {sub: event for event, subs in raw.items() for sub in subs}


def _plain(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold()).split()
    return " ".join(words)


def _whole(value: Any) -> int | None:
    return None if value is None or value != value or str(value) == "<NA>" else int(value)
