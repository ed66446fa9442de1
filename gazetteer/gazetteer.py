"""The Gazetteer: opens place data and answers names, phrases, tables and running text."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.areas import Areas
from gazetteer.errors import DataError, InputError
from gazetteer.matching import Matcher
from gazetteer.places import is_area, is_place_table, read_embedded, read_places
from gazetteer.resolve import Resolver
from gazetteer.store import MemoryStore, SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from gazetteer.places import Place
    from gazetteer.results import Mention, Resolution


class Gazetteer:
    """Places and their names, asked by any spelling, in context.

    Parameters
    ----------
    stores : sequence of Store
        Where places are kept; the first store's copy of a place wins.
    country : str
        ISO 3166 alpha-2 code of the country that names mean when nothing else is said.
    """

    def __init__(self, stores: Sequence[Store], *, country: str = "PK") -> None:
        self.stores = tuple(stores)
        self.country = country
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

        Raises
        ------
        DataError
            Neither embedded nor installed places are there for the country, or an index is broken.
        InputError
            The country is no two-letter code, or an overlay cannot be read.
        """
        from gazetteer.sources import installed_path

        overlays = [overlay] if isinstance(overlay, str | Path) else list(overlay)
        stores: list[Store] = [
            MemoryStore(read_places(Path(path)), version=f"overlay {Path(path).name}")
            for path in overlays
        ]
        stores.append(embedded_store())
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
        return cls(stores, country=home)

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
        return self._resolver.resolve(text, _texts(within), _texts(context))

    def resolve_table(
        self,
        frame: pd.DataFrame,
        *,
        place_column: str = "location",
        admin1_column: str | None = None,
        admin2_column: str | None = None,
        country_column: str | None = None,
    ) -> pd.DataFrame:
        """Resolve a column of place texts: same rows, same index, the locate columns filled.

        The parents are read from the columns named, by default from `admin2`, `admin1` and
        `country` where the table has them. See `gazetteer.tables` for what is written.
        """
        from gazetteer.tables import resolve_table

        return resolve_table(
            self,
            frame,
            place_column=place_column,
            parent_columns=(admin2_column, admin1_column, country_column),
        )

    def find(self, text: str) -> list[Mention]:
        """Place names in running text, leftmost-longest; see `gazetteer.mentions`."""
        return self._finder.find(text)

    @property
    def _finder(self) -> Any:
        from gazetteer.mentions import Finder

        finder = self.__dict__.get("_found")
        if finder is None:
            finder = self.__dict__["_found"] = Finder(self.stores, self._resolver)
        return finder


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    return tuple(text.strip() for text in value if isinstance(text, str) and text.strip())


def embedded_store() -> MemoryStore:
    """Store of the project's own place tables, `gazetteer/data/places_*.csv`."""
    folder = Path(str(files("gazetteer").joinpath("data")))
    tables = [path for path in sorted(folder.glob("places_*.csv")) if is_place_table(path)]
    if not tables:
        raise DataError(f"No embedded place tables in {folder}: the installation is incomplete.")
    places = [place for table in tables for place in read_embedded(table)]
    return MemoryStore(places, version=f"embedded {_embedded_version(folder)}")


def _embedded_version(folder: Path) -> str:
    version = folder / "places_version.txt"
    return version.read_text(encoding="utf-8").strip() if version.is_file() else "2026-11-20"
