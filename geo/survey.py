"""The survey of a file read in blocks: what reading decides over whole columns, beforehand."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo import cells, days
from geo.extents import bulk_extent
from geo.headers import Layout
from geo.incidents import alike, chosen_layout, has_clock
from geo.placing import pairs_of
from geo.reading import COUNTS, TYPES, distinct, ids_of, keys_of, read_codes, read_texts, spellings
from geo.rows import Past, Rows

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from geo.sheet import Sheet

_POINTS = ("latitude", "longitude", "coordinates")
_SURVEYED = frozenset({"event_id", "event_date", *COUNTS, *TYPES, *_POINTS})


class Repeated(dict[Any, Any]):
    """A record of where things were first met, kept only for those that are met again."""

    def __init__(self, hashes: Iterable[int]) -> None:
        import numpy as np

        super().__init__()
        found, counts = np.unique(np.asarray(hashes, dtype=np.int64), return_counts=True)
        self._again = frozenset(found[counts > 1].tolist())

    def __setitem__(self, key: Hashable, value: Any) -> None:
        if hash(key) in self._again:
            super().__setitem__(key, value)


class Survey:
    """What the blocks of a file tell together, a few bytes per row.

    Parameters
    ----------
    wanted : dict
        Incident column to the header that the user named for it.
    typed : bool
        Whether cells have types of their own (JSON), so that columns have to be agreed on.
    """

    def __init__(self, wanted: Mapping[str, str], *, typed: bool) -> None:
        self.layout: Layout | None = None
        self._wanted = dict(wanted)
        self._typed = typed
        self._cells: dict[str, set[Any]] = {}
        self._types: dict[str, Counter[str | None]] = {}
        self._lats, self._lons = array("d"), array("d")
        self._ids, self._rows = array("q"), array("q")
        self._kinds: dict[str, set[type]] = {}
        self._samples: dict[str, list[Any]] = {}

    def add(self, sheet: Sheet) -> None:
        """Take in a block; the first with rows tells the layout."""
        if not sheet.rows:
            return
        if self.layout is None:
            self.layout = chosen_layout(sheet, self._wanted)
        columns = {c: name for c, name in self.layout.columns.items() if c in _SURVEYED}
        rows = Rows(sheet, Layout(self.layout.name, columns))
        read_texts(rows)
        read_codes(rows)
        for column in rows.given.keys() & {"event_date", *COUNTS}:
            self._cells.setdefault(column, set()).update(distinct(rows.given[column]))
        for column in rows.out.keys() & set(TYPES):
            self._types.setdefault(column, Counter()).update(rows.out[column])
        if sheet.points or not columns.keys().isdisjoint(_POINTS):
            lats, lons = pairs_of(rows)
            self._lats.extend(each for each in lats if each is not None)
            self._lons.extend(each for each in lons if each is not None)
        if "event_id" in rows.out:
            self._ids.extend(map(hash, ids_of(rows)))
        self._rows.extend(map(hash, keys_of(sheet)))
        if self._typed:
            self._add_kinds(sheet)

    def _add_kinds(self, sheet: Sheet) -> None:
        """Keep the types of each column's cells, and the cells that a column's type hangs on."""
        for place, name in enumerate(sheet.header):
            values = alike([row[place] for row in sheet.rows], {object})
            kinds = {type(value) for value in values if value is not None}
            sample = [*self._samples.get(name, ())]
            for kind in kinds:
                extremes = [value for value in values if type(value) is kind]
                sample += [min(extremes), max(extremes)]
            if None in values:
                sample.append(None)
            # Whole numbers decide by the greatest and least, all else by being there.
            whole = [value for value in sample if type(value) is int]
            others = {type(value): value for value in sample if type(value) is not int}
            self._samples[name] = [*others.values(), *(whole and (min(whole), max(whole)))]
            self._kinds.setdefault(name, set()).update(kinds)

    def decided(self) -> dict[Hashable, Any]:
        """Give the decisions that `geo.rows.Rows` takes, made with the same functions."""
        import pandas as pd

        columns = self.layout.columns if self.layout else {}
        dates = self._cells.pop("event_date", set())
        out: dict[Hashable, Any] = {
            "month first": days.month_first(dates, columns.get("event_date", "")),
            "clock": any(map(has_clock, dates)),
            "bulk": bulk_extent(self._lats, self._lons),
        }
        out |= {("dots", column): cells.dotted(found) for column, found in self._cells.items()}
        out |= {("spelling", each): spellings(each, n) for each, n in self._types.items()}
        for name, kinds in self._kinds.items():
            out["kinds", name] = kinds, pd.Series(alike(self._samples[name], kinds)).dtype
        return out

    def past(self) -> Past:
        """Give an empty record of ids and rows that grows only by those that are repeated."""
        return Past(Repeated(self._ids), Repeated(self._rows))
