"""The Gazetteer: opens place data and answers names, phrases, tables and running text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.areas import Areas
from gazetteer.errors import DataError, InputError
from gazetteer.matching import Matcher
from gazetteer.names import fold
from gazetteer.places import is_area, is_place_table, read_embedded, read_places
from gazetteer.resolve import Resolver
from gazetteer.store import MemoryStore, SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from gazetteer.batch import NameIndex
    from gazetteer.geocoder import OnlineFallback
    from gazetteer.mentions import Finder, Found
    from gazetteer.places import Place
    from gazetteer.results import Mention, Resolution
    from gazetteer.tables import Answers


REPORTED = "places_reported.csv"
REPORTED_VERSION = "UCDP GED 22.1 (odd ids)"


class Gazetteer:
    """Places and their names, asked by any spelling, in context.

    Parameters
    ----------
    stores : sequence of Store
        Where places are kept; the first store's copy of a place wins.
    country : str
        ISO 3166 alpha-2 code of the country that names mean when nothing else is said.
    fallback : OnlineFallback, optional
        Asked for what stays unresolved; off by default, and its answers say so.
    """

    def __init__(
        self,
        stores: Sequence[Store],
        *,
        country: str = "PK",
        fallback: OnlineFallback | None = None,
    ) -> None:
        self.stores = tuple(stores)
        self.country = country
        self.fallback = fallback
        self.version = " + ".join(store.version for store in self.stores)
        self.areas = Areas(
            place
            for store in self.stores
            for place in (store.areas() if isinstance(store, SqliteStore) else store)
            if is_area(place)
        )
        self._resolver = Resolver(
            Matcher(self.stores), self.areas, country=country, version=self.version
        )

    @classmethod
    def load(
        cls,
        country: str = "PK",
        *,
        overlay: str | Path | Sequence[str | Path] = (),
        data: str | Path | None = None,
        fallback: OnlineFallback | None = None,
    ) -> Gazetteer:
        """Open the gazetteer of a country: overlays, the embedded set, the installed full set.

        Parameters
        ----------
        country : str
            ISO 3166 alpha-2 code, or ``"embedded"`` for the embedded set alone.
        overlay : path or sequence of paths
            The user's own places (CSV, GeoJSON, GeoPackage); they win over all others.
        data : path, optional
            Folder of installed gazetteers; the user's data folder by default.
        fallback : OnlineFallback, optional
            See `gazetteer.geocoder.OnlineFallback`.

        Raises
        ------
        DataError
            Neither embedded nor installed places are there for the country, or an index is broken.
        InputError
            The country is no two-letter code, or an overlay cannot be read.
        """
        from gazetteer.sources import installed_path

        _must_be_text(country, "A country code")
        overlays = [overlay] if isinstance(overlay, str | Path) else list(overlay)
        stores: list[Store] = [
            MemoryStore(read_places(Path(path)), version=f"overlay {Path(path).name}", own=True)
            for path in overlays
        ]
        stores += [embedded_store(), reported_store()]
        home = "PK" if country == "embedded" else country.upper()
        if len(home) != 2 or not home.isalpha():
            raise InputError(
                f"{country!r} is no country code: give two letters (ISO 3166), such as PK."
            )
        full = None if country == "embedded" else installed_path(home, target=data)
        if full is not None:
            stores.append(SqliteStore(full))
        elif home != "PK" and not overlays:
            raise DataError(
                f"No gazetteer of {home} is installed: run `zila data install {home}`, "
                "or give your own places as an overlay."
            )
        return cls(stores, country=home, fallback=fallback)

    @classmethod
    def from_places(
        cls, places: Iterable[Place], *, country: str, version: str = "given places"
    ) -> Gazetteer:
        """Gazetteer of any places at hand."""
        return cls([MemoryStore(places, version=version)], country=country)

    def resolve(
        self,
        text: str,
        *,
        within: str | Sequence[str] = (),
        context: str | Sequence[str] = (),
    ) -> Resolution:
        """Resolve a place text to a point or an area.

        Parameters
        ----------
        text : str
            A name or phrase as found: "Kuchlak", "10 km east of Mach", "Panjgur district".
        within : str or sequence of str
            Stated parents, in any order: district, province, country, or a town.
        context : str or sequence of str
            Other places of the same report; among homonyms the nearer ones are likelier.

        Returns
        -------
        Resolution
            With status ``ambiguous`` or ``unresolved`` where the text does not decide.

        Examples
        --------
        >>> gaz = Gazetteer.load("embedded")
        >>> gaz.resolve("Panjgur district").status
        'area'
        """
        _must_be_text(text, "A place text")
        parents = _texts(within)
        answer = self._resolver.resolve(text, parents, _texts(context))
        if self.fallback is not None and answer.status == "unresolved" and fold(text):
            answer = self.fallback.resolve(answer, parents)
        return answer

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = None,
        within: str | Sequence[str] = (),
        context: str | Sequence[str] = (),
    ) -> Any:
        """Resolve like a geopy geocoder.

        Parameters
        ----------
        query : str
            Place text.
        exactly_one : bool
            One location, or a list of every candidate with the chosen one first.
        timeout : object
            Accepted as geopy's geocoders do; nothing here waits.
        within, context
            As in `resolve`.

        Returns
        -------
        geopy.location.Location or list of them or None
            None for areas and where the text does not decide; `raw` holds the resolution.
        """
        from gazetteer.geocoder import locations

        answer = self.resolve(query, within=within, context=context)
        return locations(answer, exactly_one=exactly_one)

    def reverse(self, query: Any, *, exactly_one: bool = True, timeout: Any = None) -> Any:
        """Nearest known places to a point, as a geopy geocoder gives them.

        `query` is a geopy ``Point``, a (latitude, longitude) pair or a string of both.
        """
        from gazetteer.geocoder import nearest

        return nearest(self.stores, query, exactly_one=exactly_one)

    def resolve_table(
        self,
        frame: pd.DataFrame,
        *,
        place_column: str = "location",
        admin1_column: str | None = None,
        admin2_column: str | None = None,
        country_column: str | None = None,
        candidates: bool = False,
        answers: Answers | None = None,
        progress: Callable[[int], object] = lambda rows: None,
    ) -> pd.DataFrame:
        """Resolve a column of place texts: same rows, same index, the locate columns filled.

        The parents are read from the columns named, by default from `admin2`, `admin1` and
        `country` where the table has them. Rows of one `report_id` are context to each other.
        See `gazetteer.tables` for what is written; with `candidates` also a column of that name,
        one line for each reading that was weighed. `answers` keeps what was found for the next
        table of a series; `progress` is called with the number of rows done after each.
        """
        from gazetteer.tables import resolve_table

        return resolve_table(
            self,
            frame,
            place_column=place_column,
            parent_columns=(admin2_column, admin1_column, country_column),
            candidates=candidates,
            answers=answers,
            progress=progress,
        )

    def match_names(self, names: Sequence[str], *, limit: int = 3) -> list[tuple[str, ...]]:
        """Gazetteer names for many names at once: the same name, else the nearest few.

        Names alone, folded, without context: a fast way to check a list of spellings. Names
        that resemble none come back empty.
        """
        return self._names.match(names, limit=limit)

    @cached_property
    def _names(self) -> NameIndex:
        from gazetteer.batch import NameIndex

        return NameIndex(key for store in self.stores for key in store.all_keys())

    def scan(self, text: str) -> list[Found]:
        """Every gazetteer name in a text at word boundaries, before any judgement."""
        return self._finder.scan(text)

    def find(self, text: str) -> list[Mention]:
        """Place names in running text, leftmost-longest; see `gazetteer.mentions`."""
        _must_be_text(text, "A text")
        return self._finder.find(text)

    @cached_property
    def _finder(self) -> Finder:
        from gazetteer.mentions import Finder

        return Finder(self.stores, self._resolver)


def _must_be_text(value: object, what: str) -> None:
    if not isinstance(value, str):
        raise InputError(f"{what} must be a string, not {type(value).__name__}: {value!r}.")


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, Iterable):
        raise InputError(f"Other places must be a string or several, not {value!r}.")
    return tuple(text.strip() for text in value if isinstance(text, str) and text.strip())


def embedded_store() -> MemoryStore:
    """Store of the project's own place tables, `gazetteer/data/places_*.csv`."""
    folder = Path(str(files("gazetteer").joinpath("data")))
    tables = [
        path
        for path in sorted(folder.glob("places_*.csv"))
        if is_place_table(path) and path.name != REPORTED
    ]
    if not tables:
        raise DataError(f"No embedded place tables in {folder}: the installation is incomplete.")
    places = [place for table in tables for place in read_embedded(table)]
    return MemoryStore(places, version=f"embedded {_embedded_version(folder)}")


def reported_store() -> MemoryStore:
    """Store of the places that UCDP GED's reports name, `gazetteer/data/places_reported.csv`."""
    path = Path(str(files("gazetteer").joinpath("data", REPORTED)))
    return MemoryStore(read_embedded(path), version=REPORTED_VERSION, known=False)


def _embedded_version(folder: Path) -> str:
    version = folder / "places_version.txt"
    return version.read_text(encoding="utf-8").strip() if version.is_file() else "2026-11-20"
