"""Stores: where places and their names are kept and looked up, in memory or in an SQLite index."""

# ruff: noqa: S608 -- statements are put together from constants and placeholders alone

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from gazetteer.errors import DataError
from gazetteer.fuzzy import FuzzyIndex, Near, allowed_edits
from gazetteer.names import fold, skeleton, variant_key
from gazetteer.places import COLUMNS, Place, is_area, kind_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SCHEMA = 2
CELL = 0.25
"""Side in degrees of the cells by which places are found near a point."""


def cell_of(latitude: float, longitude: float) -> int:
    """Return the number of the quarter-degree cell that holds a point."""
    return int((latitude + 90) / CELL) * 1441 + int((longitude + 180) / CELL)


def cells_around(latitude: float, longitude: float, km: float) -> list[int]:
    """Cells within a distance of a point, all of them where the point is near a pole."""
    import math

    rows = math.ceil(km / (111.2 * CELL))
    wide = 111.2 * CELL * max(0.05, math.cos(math.radians(latitude)))
    columns = math.ceil(km / wide)
    home = cell_of(latitude, longitude)
    return [
        home + row * 1441 + column
        for row in range(-rows, rows + 1)
        for column in range(-columns, columns + 1)
    ]


class Store(ABC):
    """Looks names up. A hit is a place with whether the name is its usual one."""

    version: str
    known: bool = False
    """Whether its names count as well known, so that they need no cue in running text."""
    own: bool = False
    """Whether the user gave it: an overlay's places win over all others of the name."""

    @abstractmethod
    def exact(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of this folded key."""

    @abstractmethod
    def variant(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of this spelling-family key."""

    @abstractmethod
    def consonants(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of these consonants."""

    @abstractmethod
    def in_district(self, admin2: str) -> list[Place]:
        """Places of a district."""

    @abstractmethod
    def around(self, latitude: float, longitude: float, km: float) -> list[Place]:
        """Places in the cells within a distance of a point (a superset of the circle)."""

    @abstractmethod
    def __iter__(self) -> Iterator[Place]:
        """Every place."""

    @abstractmethod
    def all_keys(self) -> list[str]:
        """Every folded name."""

    @abstractmethod
    def _variant_rows(self, rows: list[int]) -> list[str]: ...

    @property
    @abstractmethod
    def fuzzy(self) -> FuzzyIndex:
        """Signatures of the spelling-family keys."""

    def near(self, key: str, *, edits: int | None = None) -> list[Near]:
        """Spelling-family keys within a few edits (transpositions count once) of this one."""
        from rapidfuzz.distance import OSA

        most = allowed_edits(len(key)) if edits is None else edits
        if most == 0:
            return []
        rows = self.fuzzy.shortlist(key, most).tolist()
        found = []
        for row, other in zip(rows, self._variant_rows(rows), strict=True):
            limit = min(most, allowed_edits(min(len(key), len(other)))) if edits is None else most
            distance = OSA.distance(key, other, score_cutoff=limit)
            if distance <= limit:
                found.append(Near(row, other, distance))
        found.sort(key=lambda near: (near.distance, near.key))
        return found


class MemoryStore(Store):
    """A place table held in memory: the embedded set, an overlay, any list of places."""

    def __init__(
        self, places: Iterable[Place], *, version: str, own: bool = False, known: bool = True
    ) -> None:
        self.version = version
        self.own = own
        self.known = known
        self.places = list(places)
        self._exact: dict[str, list[tuple[int, bool]]] = {}
        for row, place in enumerate(self.places):
            self._exact.setdefault(fold(place.name), []).append((row, True))
            for name in place.alternates:
                self._exact.setdefault(fold(name), []).append((row, False))
            if place.name_ur:
                self._exact.setdefault(fold(place.name_ur), []).append((row, False))
        self._exact.pop("", None)

    def _hits(self, rows: Iterable[tuple[int, bool]]) -> list[tuple[Place, bool]]:
        best: dict[int, bool] = {}
        for row, primary in rows:
            best[row] = best.get(row, False) or primary
        return [(self.places[row], primary) for row, primary in best.items()]

    def exact(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of this folded key."""
        rows = self._exact.get(key)
        return self._hits(rows) if rows else []

    @cached_property
    def _variants(self) -> dict[str, list[tuple[int, bool]]]:
        index: dict[str, list[tuple[int, bool]]] = {}
        for key, rows in self._exact.items():
            index.setdefault(variant_key(key), []).extend(rows)
        index.pop("", None)
        return index

    def variant(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of this spelling-family key."""
        return self._hits(self._variants.get(key, ()))

    @cached_property
    def _skeletons(self) -> dict[str, list[tuple[int, bool]]]:
        index: dict[str, list[tuple[int, bool]]] = {}
        for key, rows in self._exact.items():
            index.setdefault(skeleton(key), []).extend(rows)
        index.pop("", None)
        return index

    def consonants(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of these consonants."""
        return self._hits(self._skeletons.get(key, ()))

    @cached_property
    def _districts(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for row, place in enumerate(self.places):
            if place.admin2:
                index.setdefault(place.admin2, []).append(row)
        return index

    def in_district(self, admin2: str) -> list[Place]:
        """Places of a district."""
        return [self.places[row] for row in self._districts.get(admin2, ())]

    @cached_property
    def _cells(self) -> dict[int, list[int]]:
        index: dict[int, list[int]] = {}
        for row, place in enumerate(self.places):
            if not is_area(place) and place.latitude == place.latitude:
                index.setdefault(cell_of(place.latitude, place.longitude), []).append(row)
        return index

    def around(self, latitude: float, longitude: float, km: float) -> list[Place]:
        """Places in the cells within a distance of a point (a superset of the circle)."""
        return [
            self.places[row]
            for cell in cells_around(latitude, longitude, km)
            for row in self._cells.get(cell, ())
        ]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places)

    def all_keys(self) -> list[str]:
        """Every folded name."""
        return list(self._exact)

    @cached_property
    def _variant_keys(self) -> list[str]:
        return sorted(self._variants, key=lambda key: (len(key), key))

    def _variant_rows(self, rows: list[int]) -> list[str]:
        return [self._variant_keys[row] for row in rows]

    @cached_property
    def fuzzy(self) -> FuzzyIndex:
        """Signatures of the spelling-family keys."""
        return FuzzyIndex.build(self._variant_keys)


_PLACES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE places (
    row INTEGER PRIMARY KEY, place_id TEXT, name TEXT, alternates TEXT, name_ur TEXT,
    latitude REAL, longitude REAL, kind TEXT, country TEXT, admin1 TEXT, admin2 TEXT,
    population INTEGER, source TEXT, cell INTEGER
);
CREATE TABLE names (key TEXT, row INTEGER, usual INTEGER, PRIMARY KEY (key, row)) WITHOUT ROWID;
CREATE TABLE variants (number INTEGER PRIMARY KEY, key TEXT, consonants TEXT);
CREATE TABLE variant_places (
    number INTEGER, row INTEGER, usual INTEGER, PRIMARY KEY (number, row)
) WITHOUT ROWID;
CREATE TABLE signatures (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX places_district ON places (admin2);
CREATE INDEX places_cell ON places (cell);
CREATE INDEX places_kind ON places (kind);
CREATE UNIQUE INDEX variants_key ON variants (key);
CREATE INDEX variants_consonants ON variants (consonants);
"""
_PLACE = (
    "p.place_id, p.name, p.alternates, p.name_ur, p.latitude, p.longitude, p.kind, p.country,"
    " p.admin1, p.admin2, p.population, p.source"
)


def write_sqlite(path: Path, places: Iterable[Place], meta: dict[str, str]) -> int:
    """Write an index of places to a new SQLite file; returns how many places it holds."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;" + _PLACES
        )
        names: dict[tuple[str, int], bool] = {}
        variants: dict[str, dict[int, bool]] = {}
        consonants: dict[str, str] = {}

        def rows() -> Iterator[tuple[object, ...]]:
            for row, place in enumerate(places):
                for position, name in enumerate(place.names()):
                    key = fold(name)
                    if not key:
                        continue
                    usual = position == 0
                    names[key, row] = names.get((key, row), False) or usual
                    family = variant_key(key)
                    rows_of = variants.setdefault(family, {})
                    rows_of[row] = rows_of.get(row, False) or usual
                    consonants.setdefault(family, skeleton(key))
                yield (
                    row,
                    *place._replace(alternates=";".join(place.alternates))[: len(COLUMNS)],  # type: ignore[arg-type]
                    cell_of(place.latitude, place.longitude),
                )

        connection.executemany("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows())
        connection.executemany(
            "INSERT INTO names VALUES (?,?,?)",
            ((key, row, int(usual)) for (key, row), usual in sorted(names.items())),
        )
        ordered = sorted(variants, key=lambda key: (len(key), key))
        connection.executemany(
            "INSERT INTO variants VALUES (?,?,?)",
            ((number, key, consonants[key]) for number, key in enumerate(ordered)),
        )
        connection.executemany(
            "INSERT INTO variant_places VALUES (?,?,?)",
            (
                (number, row, int(usual))
                for number, key in enumerate(ordered)
                for row, usual in sorted(variants[key].items())
            ),
        )
        index = FuzzyIndex.build(ordered)
        connection.executemany(
            "INSERT INTO signatures VALUES (?,?)",
            [
                ("lengths", index.lengths.tobytes()),
                ("low", index.low.tobytes()),
                ("high", index.high.tobytes()),
            ],
        )
        count = int(connection.execute("SELECT count(*) FROM places").fetchone()[0])
        connection.executemany(
            "INSERT INTO meta VALUES (?,?)",
            sorted({**meta, "schema": str(SCHEMA), "places": str(count)}.items()),
        )
        connection.executescript(_INDEXES)
        connection.commit()
        return count
    finally:
        connection.close()


class SqliteStore(Store):
    """An installed index. Opening reads only its description; several processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.meta = dict(self._connection.execute("SELECT name, value FROM meta"))
        except sqlite3.Error as error:
            raise DataError(
                f"{path} is no readable gazetteer index ({error}): "
                "install it again with `zila data install`."
            ) from error
        if self.meta.get("schema") != str(SCHEMA):
            raise DataError(
                f"{path} has index format {self.meta.get('schema')}, this version reads {SCHEMA}: "
                "install it again with `zila data install`."
            )
        self.version = self.meta["version"]

    def _places(self, sql: str, *values: object) -> list[tuple[Place, bool]]:
        return [
            (Place(i, n, tuple(a.split(";")) if a else (), *rest), bool(usual))
            for usual, i, n, a, *rest in self._connection.execute(sql, values)
        ]

    def exact(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of this folded key."""
        return self._places(
            f"SELECT n.usual, {_PLACE} FROM names n JOIN places p USING (row) WHERE n.key = ?",
            key,
        )

    def variant(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of this spelling-family key."""
        return self._places(
            f"SELECT v.usual, {_PLACE} FROM variant_places v JOIN places p USING (row) "
            "WHERE v.number = (SELECT number FROM variants WHERE key = ?)",
            key,
        )

    def consonants(self, key: str) -> list[tuple[Place, bool]]:
        """Places with a name of these consonants."""
        return self._places(
            f"SELECT max(v.usual), {_PLACE} FROM variant_places v JOIN places p USING (row) "
            "WHERE v.number IN (SELECT number FROM variants WHERE consonants = ?) GROUP BY p.row",
            key,
        )

    def in_district(self, admin2: str) -> list[Place]:
        """Places of a district."""
        return [
            place
            for place, _ in self._places(
                f"SELECT 1, {_PLACE} FROM places p WHERE p.admin2 = ?",
                admin2,
            )
        ]

    def around(self, latitude: float, longitude: float, km: float) -> list[Place]:
        """Places in the cells within a distance of a point (a superset of the circle)."""
        cells = cells_around(latitude, longitude, km)
        marks = ",".join("?" * len(cells))
        return [
            place
            for place, _ in self._places(
                f"SELECT 1, {_PLACE} FROM places p WHERE p.cell IN ({marks})",
                *cells,
            )
        ]

    def __iter__(self) -> Iterator[Place]:
        for place, _ in self._places(f"SELECT 1, {_PLACE} FROM places p ORDER BY row"):
            yield place

    def areas(self) -> list[Place]:
        """Provinces, districts and other areas."""
        kinds = sorted(kind for kind, rule in kind_rules().items() if rule.area)
        marks = ",".join("?" * len(kinds))
        return [
            place
            for place, _ in self._places(
                f"SELECT 1, {_PLACE} FROM places p WHERE p.kind IN ({marks}) ORDER BY row",
                *kinds,
            )
        ]

    def all_keys(self) -> list[str]:
        """Every folded name."""
        return [key for (key,) in self._connection.execute("SELECT DISTINCT key FROM names")]

    def _variant_rows(self, rows: list[int]) -> list[str]:
        marks = ",".join("?" * len(rows))
        found = dict(
            self._connection.execute(
                f"SELECT number, key FROM variants WHERE number IN ({marks})",
                rows,
            )
        )
        return [found[row] for row in rows]

    @cached_property
    def fuzzy(self) -> FuzzyIndex:
        """Signatures of the spelling-family keys."""
        import numpy as np

        blobs = dict(self._connection.execute("SELECT name, value FROM signatures"))
        return FuzzyIndex(
            np.frombuffer(blobs["lengths"], dtype=np.uint8),
            np.frombuffer(blobs["low"], dtype=np.uint64),
            np.frombuffer(blobs["high"], dtype=np.uint64),
        )
