"""Scores the extraction on a part of the corpus; `python tests/corpus_score.py tune` prints it.

The items of `check` and `report` of two registers are told apart, then together. The faults of
`report` are not kept, so that nobody tunes on them.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "corpus"))

import gold

from gazetteer import Gazetteer
from reports import Document, extract

FIELDS = ("place", "date", "killed", "injured", "type", "sub_type", "actor1", "actor2")


@dataclass
class Score:
    """Incidents found, missed and made up, and the fields right among those found."""

    found: int = 0
    missed: int = 0
    false: int = 0
    right: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list, repr=False)

    def share(self, name: str) -> float:
        """Share of incidents found in which a field is right."""
        return self.right[name] / self.found

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of incidents."""
        return 2 * self.found / (2 * self.found + self.false + self.missed)

    @property
    def false_share(self) -> float:
        """Made-up incidents among all that came out."""
        return self.false / (self.found + self.false)

    @property
    def actor(self) -> float:
        """Mean of both actor fields."""
        return (self.share("actor1") + self.share("actor2")) / 2

    def __str__(self) -> str:
        shares = " ".join(f"{name} {self.share(name):.3f}" for name in FIELDS)
        return (
            f"F1 {self.f1:.3f} false {self.false_share:.3f} (found {self.found}, missed "
            f"{self.missed}, false {self.false}) {shares} actor {self.actor:.3f}"
        )


DESK = 400
"""Numbers from here on are of the second register: what desks write on an ordinary day."""


def register(item: gold.Item) -> str:
    """Which register an item is written in; see the README of the corpus."""
    return "desk" if int(item.id.rsplit("-", 1)[1]) > DESK else "hard"


def measure(half: str, of: str = "") -> Score:
    """Extract each item (of one register) by itself and compare with its gold."""
    gazetteer = Gazetteer.load("PK")
    score = Score()
    for item in gold.load(half):
        if of and register(item) != of:
            continue
        document = Document(item.id, item.text, "", item.published)
        rows = [i.row() for i in extract([document], gazetteer=gazetteer, merge=False).incidents]
        pairs = gold.match(item.incidents, rows)
        matched = {r for _, r in pairs}
        score.false += sum(r not in matched for r in range(len(rows)))
        told = {g for g, _ in pairs}
        for g, incident in enumerate(item.incidents):
            score.missed += g not in told and not incident.get("optional")
        for g, r in pairs:
            wanted, row = item.incidents[g], rows[r]
            if wanted.get("optional"):
                continue
            score.found += 1
            checks = {
                "place": gold.place_ok(wanted, row),
                "date": gold.date_ok(wanted, row),
                "killed": gold.count_ok(wanted, row, "fatalities"),
                "injured": gold.count_ok(wanted, row, "injured"),
                "type": gold.type_ok(wanted, row),
                "sub_type": gold.sub_type_ok(wanted, row),
                "actor1": gold.actor_ok(wanted, row, "actor1"),
                "actor2": gold.actor_ok(wanted, row, "actor2"),
            }
            score.right.update(name for name, right in checks.items() if right)
            if half == "report":
                continue
            score.faults += [f"{item.id} {name}" for name, right in checks.items() if not right]
    return score


if __name__ == "__main__":
    part = sys.argv[1] if len(sys.argv) > 1 else "report"
    for kind in ("", "hard", "desk") if part != "tune" else ("",):
        sys.stdout.write(f"{kind or 'all':4} {measure(part, kind)}\n")
