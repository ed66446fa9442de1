"""Sources: installing full gazetteers from GeoNames dumps, and listing and verifying them."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.downloads import download
from gazetteer.dumps import read_dump
from gazetteer.errors import DataError, InputError
from gazetteer.seats import promote
from gazetteer.store import SqliteStore, write_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer.places import Place

    Lookup = Callable[[Sequence[float], Sequence[float]], tuple[Sequence[str], Sequence[str]]]

URL = "https://download.geonames.org/export/dump/{country}.zip"


class Installed(NamedTuple):
    """One installed gazetteer."""

    country: str
    version: str
    places: int
    sha256: str
    path: Path


def data_folder(target: str | Path | None = None) -> Path:
    """Folder of installed gazetteers: `target`, else `$ZILA_DATA`, else the user's data folder."""
    if target is not None:
        base = Path(target)
    elif os.environ.get("ZILA_DATA"):
        base = Path(os.environ["ZILA_DATA"])
    elif os.environ.get("XDG_DATA_HOME"):
        base = Path(os.environ["XDG_DATA_HOME"]) / "zila"
    elif os.name == "nt" and os.environ.get("LOCALAPPDATA"):
        base = Path(os.environ["LOCALAPPDATA"]) / "zila"
    else:
        base = Path.home() / ".local" / "share" / "zila"
    return base / "gazetteer"


def installed_path(country: str, *, target: str | Path | None = None) -> Path | None:
    """Index file of a country's installed gazetteer, None where there is none."""
    path = data_folder(target) / f"{country.upper()}.sqlite"
    return path if path.is_file() else None


def installed(target: str | Path | None = None) -> list[Installed]:
    """Every installed gazetteer that opens, by country; `verify` tells of the others too."""
    found = []
    for path in sorted(data_folder(target).glob("*.sqlite")):
        with suppress(DataError):
            meta = SqliteStore(path).meta
            found.append(
                Installed(
                    meta["country"],
                    meta["version"],
                    int(meta["places"]),
                    meta["source_sha256"],
                    path,
                )
            )
    return found


def install(
    country: str,
    from_file: str | Path | None = None,
    target: str | Path | None = None,
    *,
    admin_lookup: Lookup | None = None,
    progress: bool = False,
    url: str = URL,
    sha256: str | None = None,
) -> Installed:
    """Install the full gazetteer of a country from GeoNames' dump.

    Parameters
    ----------
    country : str
        ISO 3166 alpha-2 code.
    from_file : path, optional
        The dump (`PK.zip` or `PK.txt`); without it the dump is downloaded.
    target : path, optional
        Data folder, see `data_folder`.
    admin_lookup : callable, optional
        From latitudes and longitudes to the names of province and district, for dumps that lack
        them; without it the parents of the nearest place that has some are taken.
    progress : bool
        Show a progress bar of the download on standard error.
    url : str
        Where to download, with ``{country}``.
    sha256 : str, optional
        Checksum that the dump must have.

    Returns
    -------
    Installed
        What now is installed. An older index of the country is replaced at once at the end;
        whatever fails leaves it as it was.

    Raises
    ------
    InputError
        The file is broken, truncated or no such dump, or its checksum differs.
    """
    code = country.upper()
    if len(code) != 2 or not code.isalpha() or not code.isascii():
        raise InputError(
            f"{country!r} is no country code: give two letters (ISO 3166), such as PK."
        )
    folder = data_folder(target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"Cannot write to {folder}: {error}. Choose another folder.") from error
    if from_file is None:
        path = download(
            url.format(country=code),
            folder / "downloads" / f"{code}.zip",
            progress=progress,
            hint=f"Without network, get the file elsewhere and run `zila data install {code} "
            f"--from {code}.zip`.",
        )
        try:
            return install(code, path, target, admin_lookup=admin_lookup, sha256=sha256)
        finally:
            path.unlink()  # the index records its checksum; the next install fetches it anew
    path = Path(from_file)
    dump = read_dump(path, code)
    digest = _sha256(path)
    if sha256 and digest != sha256.lower():
        raise InputError(f"{path} has SHA-256 {digest}, expected {sha256}: it is another file.")
    places = _with_parents(dump.places, code, admin_lookup)
    places = promote(places, _tehsils(code))
    version = f"geonames {code} {dump.newest}"
    handle, name = tempfile.mkstemp(prefix=f".{code}-", suffix=".part", dir=folder)
    os.close(handle)
    part = Path(name)
    try:
        part.unlink()
        write_sqlite(
            part,
            places,
            {
                "country": code,
                "version": version,
                "source": path.name,
                "source_sha256": digest,
                "licence": "CC BY 4.0, GeoNames (https://www.geonames.org)",
                "alternates_removed": str(dump.removed_alternates),
            },
        )
        part.chmod(0o644)
        final = folder / f"{code}.sqlite"
        part.replace(final)
    except (sqlite3.Error, OSError) as error:
        raise DataError(f"Cannot write the index of {code} in {folder}: {error}.") from error
    finally:
        part.unlink(missing_ok=True)
    for item in installed(target):
        if item.country == code:
            return item
    raise DataError(f"The new index {final} cannot be opened: run `zila data verify`.")


def verify(target: str | Path | None = None) -> list[tuple[str, str]]:
    """Check every installed index: country and "ok" or what is wrong with it."""
    results = []
    for path in sorted(data_folder(target).glob("*.sqlite")):
        try:
            store = SqliteStore(path)
            with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as connection:
                sound = connection.execute("PRAGMA quick_check").fetchone()[0]
                count = connection.execute("SELECT count(*) FROM places").fetchone()[0]
        except (DataError, sqlite3.Error) as error:
            results.append((path.stem, str(error)))
            continue
        if sound != "ok":
            results.append((path.stem, f"{path}: {sound}; install it again."))
        elif str(count) != store.meta["places"]:
            results.append((path.stem, f"{path}: {count} of {store.meta['places']} places."))
        else:
            results.append((path.stem, "ok"))
    return results


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _with_parents(places: list[Place], country: str, lookup: Lookup | None) -> list[Place]:
    """Give every place without a district the district of the lookup, else of its neighbours."""
    missing = [row for row, place in enumerate(places) if not place.admin2]
    if not missing:
        return places
    latitudes = [places[row].latitude for row in missing]
    longitudes = [places[row].longitude for row in missing]
    if lookup is not None:
        admin1, admin2 = lookup(latitudes, longitudes)
    else:
        admin1, admin2 = _nearest_parents(latitudes, longitudes, country)
    for row, one, two in zip(missing, admin1, admin2, strict=True):
        place = places[row]
        places[row] = place._replace(
            admin1=one if one and two else place.admin1, admin2=two or place.admin2
        )
    return places


def _tehsils(country: str) -> list[Place]:
    from gazetteer.gazetteer import embedded_store

    return [
        place for place in embedded_store() if place.kind == "tehsil" and place.country == country
    ]


def _nearest_parents(
    latitudes: Sequence[float], longitudes: Sequence[float], country: str
) -> tuple[Sequence[str], Sequence[str]]:
    import numpy as np

    from gazetteer.gazetteer import embedded_store

    known = [
        place
        for place in embedded_store()
        if place.country == country and place.admin2 and place.latitude == place.latitude
        and place.kind != "district"
    ]  # fmt: skip
    if not known:
        return [""] * len(latitudes), [""] * len(latitudes)
    squeeze = float(np.cos(np.radians(np.mean(latitudes))))
    there = np.array([[place.latitude, place.longitude * squeeze] for place in known])
    here = np.column_stack([latitudes, np.asarray(longitudes) * squeeze])
    squares = (there**2).sum(axis=1)
    nearest = np.concatenate(
        [
            (squares - 2 * (block @ there.T)).argmin(axis=1)
            for block in np.array_split(here, max(1, len(here) // 4_000))
        ]
    )
    return [known[i].admin1 for i in nearest], [known[i].admin2 for i in nearest]
