"""Dumps: reading GeoNames' country files, with their aliases cleaned by a stated rule."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.errors import InputError, MissingInputError
from gazetteer.names import fold, read_table, skeleton
from gazetteer.places import Place

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = 19
WORLD_SCRIPTS = 3
"""A place whose aliases stand in this many scripts beside Latin and Arabic has a world city's."""


class Dump(NamedTuple):
    """Places of a dump, the newest change it knows, and how many aliases the rule took off."""

    places: list[Place]
    newest: str
    removed_alternates: int


@cache
def _kinds() -> dict[str, str]:
    return {row["code"]: row["kind"] for row in read_table("rules_features.csv")}


def read_dump(path: Path, country: str) -> Dump:
    """Read `XX.zip` or `XX.txt` as GeoNames publishes it: 19 tab-separated columns, UTF-8.

    Raises
    ------
    MissingInputError
        No such file.
    InputError
        A broken or truncated archive, another kind of file, or another country.
    """
    if not path.is_file():
        raise MissingInputError(f"No GeoNames dump at {path}: give an existing .zip or .txt file.")
    rows = [line.split("\t") for line in _text(path, country).split("\n") if line]
    if not rows:
        raise InputError(f"{path} holds no places: expected GeoNames' dump of {country}.")
    bad = next((number for number, row in enumerate(rows, 1) if len(row) != FIELDS), 0)
    if bad:
        row = rows[bad - 1]
        if len(row) == 12 and bad == 1:
            why = "that is the layout of GeoNames' postal codes; take the file from export/dump/"
        elif bad == len(rows):
            why = "the file ends within a row, so it is truncated; get it again"
        else:
            why = f"a GeoNames dump has {FIELDS} tab-separated columns"
        raise InputError(f"{path}, line {bad}: {len(row)} columns; {why}.")
    return _dump(rows, path, country)


def _text(path: Path, country: str) -> str:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = [name for name in archive.namelist() if name.endswith(f"{country}.txt")]
                if not names:
                    raise InputError(
                        f"{path} holds {', '.join(archive.namelist()[:5]) or 'nothing'}, "
                        f"but no {country}.txt."
                    )
                return archive.read(names[0]).decode("utf-8")
        if path.suffix.lower() == ".zip":
            raise InputError(f"{path} is no readable zip file: it is broken or truncated.")
        return path.read_text(encoding="utf-8")
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise InputError(f"{path} is a broken or truncated zip file ({error}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no UTF-8 text ({error}): expected a GeoNames dump.") from error


def _dump(rows: list[list[str]], path: Path, country: str) -> Dump:
    provinces = _province_names(rows, country)
    districts = {(r[10], r[11]): r[1] for r in rows if r[7] == "ADM2" and r[11]}
    places, removed, newest = [], 0, ""
    for number, row in enumerate(rows, 1):
        try:
            latitude, longitude = float(row[4]), float(row[5])
            population = int(row[14] or 0)
        except ValueError as error:
            raise InputError(
                f"{path}, line {number}: {error}; expected GeoNames' dump of {country}."
            ) from error
        if row[8] != country:
            if row[8] and number == 1:
                raise InputError(f"{path}, line 1 is a place of {row[8]}, not of {country}.")
            continue
        if row[6] not in "APSTHLVRU" or not row[1]:
            continue
        kind = _kinds().get(row[7], "village" if row[6] == "P" else "locality")
        alternates, dropped = clean_alternates(row[1], row[2], row[3], population, row[7])
        removed += dropped
        newest = max(newest, row[18])
        places.append(
            Place(
                f"geonames:{row[0]}",
                row[1],
                alternates,
                "",
                latitude,
                longitude,
                _sized(kind, population),
                row[8],
                provinces.get(row[10], ""),
                districts.get((row[10], row[11]), ""),
                population,
                f"GeoNames {row[0]}",
            )
        )
    return Dump(places, newest, removed)


def _sized(kind: str, population: int) -> str:
    if kind == "village" and population >= 100_000:
        return "city"
    return "town" if kind == "village" and population >= 10_000 else kind


def _province_names(rows: list[list[str]], country: str) -> dict[str, str]:
    stated = {
        row["code"]: row["name"]
        for row in read_table("rules_admin1.csv")
        if row["country"] == country
    }
    return {r[10]: r[1] for r in rows if r[7] == "ADM1"} | stated


def clean_alternates(
    name: str, ascii_name: str, listed: str, population: int, code: str
) -> tuple[tuple[str, ...], int]:
    """Aliases worth keeping, and how many were taken off.

    A hamlet called Hyderabad carries that city's names in forty languages, one called Tank those
    of the war machine. The rule: where a place that is neither an administrative seat nor known
    to have 15,000 people lists names in three scripts or more beside Latin and Arabic, its
    aliases are a namesake's, and only spellings with the consonants of its own name stay. Names
    in scripts that no report here is written in go in any case.
    """
    aliases = [alias.strip() for alias in listed.split(",") if alias.strip()]
    scripts = {_script(alias) for alias in aliases}
    world = len(scripts - {"LATIN", "ARABIC"}) >= WORLD_SCRIPTS
    settled = population >= 15_000 or code in ("PPLC", "PPLA", "ADM1", "ADM2", "PCLI")
    own = skeleton(fold(name))
    kept = [ascii_name] if ascii_name and fold(ascii_name) != fold(name) else []
    for alias in aliases:
        if alias == name or ";" in alias or _script(alias) not in ("LATIN", "ARABIC"):
            continue
        if world and not settled and skeleton(fold(alias)) != own:
            continue
        kept.append(alias)
    unique = tuple(dict.fromkeys(kept))
    return unique, len(aliases) - len(unique)


@cache
def _letter_script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN ").split()[0]


def _script(alias: str) -> str:
    return next((_letter_script(char) for char in alias if char.isalpha()), "LATIN")
