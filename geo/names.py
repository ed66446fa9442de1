"""Matching the name of a district or province to a unit of a district set."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from gazetteer.names import fold, parts, variant_key
from geo import history
from geo.extents import country_extent

if TYPE_CHECKING:
    import pandas as pd

FATA = "Federally Administered Tribal Areas"
"""Joined to Khyber Pakhtunkhwa on 31 May 2018; in later sets its name means that province."""

UNIT_LEVELS = {"admin1", "admin2", "division"}
URDU_UNITS = tuple(fold(word) + " " for word in ("ضلع", "صوبہ", "ڈویژن"))


class Match(NamedTuple):
    """A unit found for a name: its position in the district set, how, and a sentence."""

    position: int
    how: str
    reason: str


def _bare(name: str) -> str:
    """Fold a name and take off the word for its level: "district", "province", "LGA" and the like.

    Words such as "valley" stay: Jhelum Valley is not Jhelum.
    """
    taken = parts(name)
    core = taken.core if taken.kind and taken.kind.level in UNIT_LEVELS else taken.key
    return next((core[len(u) :] for u in URDU_UNITS if core.startswith(u)), core)


def key(name: str) -> str:
    """Strip a name of case, accents, punctuation, spaces and the word for its level."""
    return _bare(name).replace(" ", "")


def sound_key(name: str) -> str:
    """Make a key in which the usual romanisations of one name fall together."""
    return variant_key(_bare(name))


@cache
def country_name(given: str) -> str:
    """Name a country given by name, other name or ISO code; an unknown one stays as it is."""
    extent = country_extent(given)
    return extent.name if extent else given


@cache
def known_keys() -> frozenset[str]:
    """Keys of every embedded unit name: a known name is never taken for a misspelling of another.

    This keeps Karachi from becoming Kachhi.
    """
    names: set[str] = set()
    for level in ("district", "division", "province"):
        for unit in history.units(level).values():
            names.update((unit.name, *unit.alt_names.split(";"), *unit.members.split(";")))
    for tehsil in history.tehsils():
        names.update((tehsil.name, *tehsil.alt_names.split(";")))
    return frozenset(key(name) for name in names if name)


class NameIndex:
    """Finds the row of a district set that a name means.

    Parameters
    ----------
    units : DataFrame
        Rows with `name`, `alt_names` (joined by ;), `name_ur` and `admin1`.
    as_of : str, optional
        The day of a set of Pakistan, so that the history of its districts may answer.
    """

    def __init__(self, units: pd.DataFrame, *, as_of: str | None) -> None:
        self._names = [str(n) for n in units["name"]]
        self._admin1 = [key(str(a)) if isinstance(a, str) else "" for a in units["admin1"]]
        self._exact: dict[str, list[int]] = {}
        self._sounds: dict[str, list[int]] = {}
        for i, name in enumerate(self._names):
            self._add(i, name)
        for column in ("alt_names", "name_ur"):
            for i, text in enumerate(units.get(column, ())):
                for other in str(text).split(";") if isinstance(text, str) else ():
                    self._add(i, other)
        self._history = as_of
        self._cache: dict[tuple[str, str], Match | None] = {}
        self._why: dict[tuple[str, str], str] = {}

    def _add(self, position: int, name: str) -> None:
        for table, text in ((self._exact, key(name)), (self._sounds, sound_key(name))):
            if text and position not in table.setdefault(text, []):
                table[text].append(position)

    def find(self, name: str, admin1: str = "") -> Match | None:
        """Find the unit a name means, in a province where one is given; None for none or several.

        In this order: the same letters (own name before other spellings), a district of another
        date, a romanisation that sounds the same, at most one letter (two from ten letters on)
        wrong. The last two are not tried for a name that is known to be something else.
        """
        lookup = (name, admin1)
        if lookup not in self._cache:
            self._cache[lookup] = self._find(name, admin1)
        return self._cache[lookup]

    def find_tehsil(self, name: str, admin1: str = "") -> Match | None:
        """Find the unit that holds an embedded tehsil, where only one has the name."""
        if not self._history:
            return None
        held = history.assignment(history.parse_day(self._history))
        wanted = key(name)
        found = {
            period.district
            for tehsil in history.tehsils()
            if wanted in {key(n) for n in (tehsil.name, *tehsil.alt_names.split(";")) if n}
            and (period := held[tehsil.tehsil_id])
            and (not admin1 or key(admin1) == key(period.province))
        }
        match = self.find(found.pop(), admin1) if len(found) == 1 else None
        if match is None:
            return None
        said = f"{name} is a tehsil of {self._names[match.position]}"
        return match._replace(how="tehsil", reason=said)

    def why_not(self, name: str, admin1: str = "") -> str:
        """Say in a sentence why `find` gave nothing, empty when the name is just unknown."""
        self.find(name, admin1)
        return self._why.get((name, admin1), "")

    def _within(self, positions: list[int], province: str) -> list[int]:
        inside = [p for p in positions if self._admin1[p] == province]
        return inside or positions

    def _find(self, name: str, admin1: str) -> Match | None:
        wanted, province = key(name), key(admin1)
        if not wanted:
            return None
        found = self._within(self._exact.get(wanted, []), province)
        own = [p for p in found if key(self._names[p]) == wanted]
        found = own or found
        if len(found) == 1:
            unit = self._names[found[0]]
            how = "exact" if own else "variant"
            said = "" if unit == name else f"'{name}' is {unit}"
            return Match(found[0], how, said)
        if found:
            self._why[name, admin1] = f"'{name}' may be " + " or ".join(
                sorted(self._names[p] for p in found)
            )
            return None
        if self._history:
            match = self._past(name, admin1, province)
            if match or (name, admin1) in self._why:
                return match
        if wanted in known_keys():
            self._why[name, admin1] = f"'{name}' is a known name, but of no district in this set"
            return None
        return self._spelled(name, wanted, province)

    def _past(self, name: str, admin1: str, province: str) -> Match | None:
        """Try the name as one that was, or became, a district on another date."""
        wanted = key(name)
        for unit in history.units("district").values():
            spellings = {key(n) for n in (unit.name, *unit.alt_names.split(";")) if n}
            if wanted not in spellings or not self._history:
                continue
            fate = history.fate(unit.name, self._history)
            if fate is None:
                continue
            if len(fate.districts) > 1:
                self._why[name, admin1] = fate.reason
                continue
            found = self._within(self._exact.get(key(fate.districts[0]), []), province)
            found = [p for p in found if key(self._names[p]) == key(fate.districts[0])] or found
            if len(found) == 1:
                self._why.pop((name, admin1), None)
                return Match(found[0], "history", fate.reason)
        return None

    def _spelled(self, name: str, wanted: str, province: str) -> Match | None:
        from rapidfuzz.distance import DamerauLevenshtein

        found = self._within(self._sounds.get(sound_key(name), []), province)
        if len(found) == 1:
            return Match(found[0], "sound", f"'{name}' read as {self._names[found[0]]}")
        allowed = 1 if len(wanted) < 10 else 2
        if len(wanted) < 5:
            return None
        near: dict[int, int] = {}
        for text, positions in self._exact.items():
            if text[0] != wanted[0]:
                continue
            edits = DamerauLevenshtein.distance(wanted, text, score_cutoff=allowed)
            if edits <= allowed:
                for p in positions:
                    near[p] = min(edits, near.get(p, edits))
        if not near:
            return None
        best = [p for p, edits in near.items() if edits == min(near.values())]
        best = self._within(best, province)
        if len(best) == 1:
            return Match(best[0], "fuzzy", f"'{name}' read as {self._names[best[0]]}")
        return None


class ProvinceIndex(NameIndex):
    """Finds the province of a district set that a name means.

    Parameters
    ----------
    admin1 : Series
        The provinces of the districts, repeated as often as they come.
    known : bool
        Whether they are Pakistan's, so that other spellings are known.
    """

    def __init__(self, admin1: pd.Series[Any], *, known: bool) -> None:
        import pandas as pd

        self._provinces = sorted(set(admin1.dropna().astype(str)) - {""})
        spelled: dict[str, history.Unit] = {}
        for unit in history.units("province").values() if known else ():
            for name in (unit.name, *unit.alt_names.split(";")):
                spelled[key(name)] = unit
        units = [spelled.get(key(name)) for name in self._provinces]
        joined = {"Khyber Pakhtunkhwa": history.units("province")[FATA]} if known else {}
        if FATA in self._provinces:
            joined = {}
        table = pd.DataFrame(
            {
                "name": self._provinces,
                "alt_names": [
                    ";".join(f"{v.name};{v.alt_names}" for v in (u, joined.get(u.name)) if v)
                    if u
                    else ""
                    for u in units
                ],
                "name_ur": [u.name_ur if u else "" for u in units],
                "admin1": "",
            }
        )
        super().__init__(table, as_of=None)

    def name(self, position: int) -> str:
        """Give the province's name as the district set writes it."""
        return self._provinces[position]
