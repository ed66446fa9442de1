"""Measures the extraction on one part of the corpus: ``python tests/corpus/figures.py tune``.

For the unseen part, ``report``, only figures are written, never the faults: nobody tunes on it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import gold

FIELDS: dict[str, tuple[str, Callable[[gold.Row, gold.Row], bool]]] = {
    "date": ("event_date", gold.date_ok),
    "place": ("location", gold.place_ok),
    "killed": ("fatalities", partial(gold.count_ok, what="fatalities")),
    "injured": ("injured", partial(gold.count_ok, what="injured")),
    "event type": ("event_type", gold.type_ok),
    "sub-type": ("sub_event_type", gold.sub_type_ok),
    "actor1": ("actor1", partial(gold.actor_ok, which="actor1")),
    "actor2": ("actor2", partial(gold.actor_ok, which="actor2")),
}
Extract = Callable[[gold.Item], Sequence[gold.Row]]


@dataclass
class Figures:
    """Counts over many items; fields are judged on paired incidents that are not optional."""

    wanted: int = 0
    found: int = 0
    rows: int = 0
    false: int = 0
    right: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Incident F1; optional incidents count neither way."""
        return 2 * self.found / max(1, self.wanted + self.found + self.false)

    @property
    def false_share(self) -> float:
        """Rows that are no incident of their report, of all rows."""
        return self.false / max(1, self.rows)

    def share(self, name: str) -> float:
        """How many of the found incidents have one field right."""
        return self.right[name] / max(1, self.found)

    def lines(self) -> Iterator[str]:
        """The figures as text."""
        yield f"incidents {self.wanted}, found {self.found}, false rows {self.false}"
        yield f"F1 {self.f1:.3f}  false {self.false_share:.3f}"
        yield "  ".join(f"{name} {self.share(name):.3f}" for name in FIELDS)


def measure(items: Iterable[gold.Item], extract: Extract) -> Figures:
    """Extract every item alone and compare."""
    out = Figures()
    for item in items:
        rows = extract(item)
        pairs = dict(gold.match(item.incidents, rows))
        out.rows += len(rows)
        out.false += len(rows) - len(pairs)
        for g, wanted in enumerate(item.incidents):
            if wanted.get("optional"):
                continue
            out.wanted += 1
            if g not in pairs:
                told = (wanted["event_date"], wanted["sub_event_type"], wanted["location"])
                out.faults.append(f"{item.id}: missed {told}")
                continue
            out.found += 1
            row = rows[pairs[g]]
            for name, (column, is_right) in FIELDS.items():
                if is_right(wanted, row):
                    out.right[name] += 1
                else:
                    out.faults.append(
                        f"{item.id}: {name} {row.get(column)!r}, gold {wanted[column]!r}"
                    )
        for r in sorted(set(range(len(rows))) - set(pairs.values())):
            out.faults.append(f"{item.id}: false {rows[r].get('sentence')!r}")
    return out


def _extract_one() -> Extract:
    from gazetteer import Gazetteer
    from reports import extract
    from reports.documents import Document

    gazetteer = Gazetteer.load("PK")

    def one(item: gold.Item) -> list[gold.Row]:
        document = Document(item.id, item.text, "", item.published)
        return [row.row() for row in extract([document], gazetteer=gazetteer).incidents]

    return one


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the figures of a part, by style with ``--styles``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", choices=gold.HALVES)
    parser.add_argument("--styles", action="store_true", help="figures of each style, too")
    parser.add_argument("--faults", action="store_true", help="every fault (not of report)")
    options = parser.parse_args(arguments)
    if options.faults and options.half == "report":
        parser.error("faults of report are not shown: nobody tunes on it")
    items, extract = gold.load(options.half), _extract_one()
    for style in gold.STYLES if options.styles else ():
        figures = measure([item for item in items if item.style == style], extract)
        sys.stdout.write(f"{style}: " + "; ".join(figures.lines()) + "\n")
    figures = measure(items, extract)
    if options.faults:
        sys.stdout.write("\n".join(figures.faults) + "\n")
    sys.stdout.write("\n".join(figures.lines()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
