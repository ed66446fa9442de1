"""Which district a tehsil belonged to on any date, and what became of a district that is no more.

The facts stand in three tables a person can review: `data/tehsils.csv` (the tehsils and their
district in OCHA's COD-AB 2022), `data/district_history.csv` (tehsil, district, division, province,
from, to, source, doubt) and `data/units.csv` (names, spellings, P-codes of the units).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from gazetteer.errors import InputError

FIRST_DAY = dt.date(1998, 3, 1)
"""Start of the month of the 1998 census, which fixes the oldest district set."""

REFERENCE_DAY = dt.date(2022, 9, 9)
"""Valid-on date of COD-AB 2022. On this day the set is COD-AB's own, so that P-codes and tables of
others fit; it differs from the law of the day in Lehri, Hub and Keamari, and each row says so."""

LEVELS = ("tehsil", "district", "division", "province")


class Tehsil(NamedTuple):
    """One polygon of the embedded set; `pcode` where COD-AB 2022 has the same tehsil."""

    tehsil_id: str
    shape_id: str
    name: str
    alt_names: str
    cod_ab_2022: str
    pcode: str
    note: str


class Unit(NamedTuple):
    """Names and codes of a district, division or province; `alt_names` and `members` split at ;."""

    level: str
    name: str
    unit_id: str
    pcode: str
    alt_names: str
    name_ur: str
    members: str
    note: str

    @property
    def stands_for(self) -> tuple[str, ...]:
        """Names of the units it is: its own, or of those that tehsils cannot separate."""
        return tuple(self.members.split(";")) if self.members else (self.name,)


class Period(NamedTuple):
    """A tehsil's parents from `valid_from` to `valid_to`, both included; no end means still."""

    tehsil_id: str
    district: str
    division: str
    province: str
    valid_from: dt.date
    valid_to: dt.date | None
    source: str
    doubt: str

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in the period."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Change(NamedTuple):
    """What happened to districts on one day: the tehsils that went from one to another."""

    date: dt.date
    before: str
    after: str
    province: str
    tehsils: tuple[str, ...]
    source: str
    doubt: str

    @property
    def name(self) -> str:
        """The district the change is about: the one that vanished, else the one that got land."""
        vanished = self.before not in members(self.date)
        return self.before if vanished and not self._renamed else self.after

    @property
    def _renamed(self) -> bool:
        known = units("district")
        before, after = known[self.before], known[self.after]
        return before.unit_id == after.unit_id or len(after.stands_for) > 1


class Fate(NamedTuple):
    """Where the land of a district lies on another date."""

    name: str
    districts: tuple[str, ...]
    reason: str


def _table(name: str) -> list[dict[str, str]]:
    text = files("geo").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def tehsils() -> tuple[Tehsil, ...]:
    """Tehsils of the embedded set, in the order of their polygons."""
    return tuple(Tehsil(**row) for row in _table("tehsils.csv"))


@cache
def units(level: str) -> dict[str, Unit]:
    """Name → unit of every district, division or province that ever stood since 1998."""
    return {row["name"]: Unit(**row) for row in _table("units.csv") if row["level"] == level}


@cache
def periods() -> tuple[Period, ...]:
    """Give the whole history, grouped by tehsil and in order of time."""
    return tuple(
        Period(
            row["tehsil_id"],
            row["district"],
            row["division"],
            row["province"],
            dt.date.fromisoformat(row["valid_from"]),
            dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["source"],
            row["doubt"],
        )
        for row in _table("district_history.csv")
    )


def parse_day(as_of: str | dt.date) -> dt.date:
    """Read a date and check that the history covers it.

    Raises
    ------
    InputError
        When the text is no date, or the date lies before March 1998.
    """
    try:
        day = (
            as_of if isinstance(as_of, dt.date) else dt.date.fromisoformat(str(as_of).strip()[:10])
        )
    except ValueError:
        msg = f"as_of={as_of!r} is no date: expected YYYY-MM-DD, for instance 2022-09-09"
        raise InputError(msg) from None
    day = dt.date(day.year, day.month, day.day)
    if day < FIRST_DAY:
        msg = f"as_of={day}: the history of districts starts on {FIRST_DAY}; choose a later date"
        raise InputError(msg)
    return day


@cache
def assignment(day: dt.date) -> dict[str, Period]:
    """Tehsil id → the period that holds on a day; on the reference day COD-AB's own districts."""
    out = dict(_law(day))
    if day == REFERENCE_DAY:
        for tehsil in tehsils():
            if out[tehsil.tehsil_id].district != tehsil.cod_ab_2022:
                out[tehsil.tehsil_id] = _as_published(tehsil)
    return out


@cache
def _law(day: dt.date) -> dict[str, Period]:
    """Map each tehsil to the period that holds by law, on the reference day too."""
    return {p.tehsil_id: p for p in periods() if p.holds(day)}


def _as_published(tehsil: Tehsil) -> Period:
    """Find the period in which a tehsil really was where COD-AB 2022 puts it."""
    mine = [p for p in periods() if p.tehsil_id == tehsil.tehsil_id]
    last = next(p for p in reversed(mine) if p.district == tehsil.cod_ab_2022)
    return last._replace(source="COD-AB 2022", doubt="")


@cache
def turning_days() -> tuple[dt.date, ...]:
    """Every day on which some tehsil changed its district, division or province, in order."""
    return tuple(sorted({p.valid_from for p in periods()}))


@cache
def members(day: dt.date, level: str = "district") -> dict[str, frozenset[str]]:
    """Map each unit that stands on a day to the ids of its tehsils."""
    groups: dict[str, set[str]] = {}
    for tehsil_id, period in assignment(day).items():
        groups.setdefault(getattr(period, level), set()).add(tehsil_id)
    return {name: frozenset(ids) for name, ids in groups.items()}


def lifetime(
    name: str, day: dt.date, level: str = "district"
) -> tuple[dt.date | None, dt.date | None]:
    """First and last day on which a unit had, without a break, the tehsils it has on a day.

    For a unit of the reference set that the law did not know on that day, the last such time.
    """
    wanted = members(day, level)[name]
    days = turning_days()
    index = max(i for i, turn in enumerate(days) if turn <= day)
    while index >= 0 and _by_law(days[index], level).get(name) != wanted:
        index -= 1
    if index < 0:
        return None, None
    first = last = index
    while first > 0 and _by_law(days[first - 1], level).get(name) == wanted:
        first -= 1
    while last + 1 < len(days) and _by_law(days[last + 1], level).get(name) == wanted:
        last += 1
    end = dt.date.fromordinal(days[last + 1].toordinal() - 1) if last + 1 < len(days) else None
    return days[first], end


@cache
def _by_law(day: dt.date, level: str) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for tehsil_id, period in _law(day).items():
        groups.setdefault(getattr(period, level), set()).add(tehsil_id)
    return {name: frozenset(ids) for name, ids in groups.items()}


def count(as_of: str | dt.date, province: str | None = None, *, level: str = "district") -> int:
    """Districts (or other units) that stood on a day, also those that tehsils cannot separate.

    A row such as "Quetta East and West" is one polygon and two districts.
    """
    day = parse_day(as_of)
    known = units(level)
    names = {
        getattr(p, level)
        for p in assignment(day).values()
        if province is None or p.province == province
    }
    return len({each for name in names for each in known[name].stands_for})


def basis(as_of: str | dt.date, province: str, *, level: str = "district") -> tuple[dt.date, str]:
    """Since when a province has had its districts (or divisions) of a day, and by which source."""
    day = parse_day(as_of)
    if day == REFERENCE_DAY:
        return day, "OCHA COD-AB Pakistan 2022, valid on this day"
    turns = [
        after
        for before, after in itertools.pairwise(periods())
        if before.tehsil_id == after.tehsil_id
        and province == after.province
        and after.valid_from <= day
        and getattr(before, level) != getattr(after, level)
    ]
    if not turns:
        return FIRST_DAY, "COD-AB 2022, traced back by the known changes"
    since = max(turn.valid_from for turn in turns)
    last = (turn for turn in turns if turn.valid_from == since)
    told = (f"{turn.source} ({turn.doubt})" if turn.doubt else turn.source for turn in last)
    return since, "; ".join(dict.fromkeys(told))


def changes(
    after: str | dt.date, until: str | dt.date | None = None, *, province: str | None = None
) -> tuple[Change, ...]:
    """List the changes of districts with ``after < date <= until``, in order of time.

    Parameters
    ----------
    after : str or date
        A day before the first change wanted, for instance the `as_of` of a district set. After the
        reference day come also the changes that COD-AB 2022 had missed (Lehri, Keamari, Hub),
        with their own earlier dates.
    until : str or date, optional
        Last day; by default all that is known.
    province : str, optional
        Only changes in this province.
    """
    start = parse_day(after)
    end = parse_day(until) if until is not None else dt.date.max
    missed = {
        t.tehsil_id: t.cod_ab_2022
        for t in tehsils()
        if start == REFERENCE_DAY and _law(start)[t.tehsil_id].district != t.cod_ab_2022
    }
    found: dict[tuple[dt.date, str, str, str], list[Period]] = {}
    last: Period | None = None
    for period in periods():
        if last and last.tehsil_id == period.tehsil_id and last.district != period.district:
            late = period.tehsil_id in missed and period.holds(start)
            if start < period.valid_from <= end or late:
                before = missed[period.tehsil_id] if late else last.district
                place = (period.valid_from, before, period.district, period.province)
                found.setdefault(place, []).append(period)
        last = period
    out = []
    for (day, before, name, where), moved in sorted(found.items(), key=lambda item: item[0]):
        if province in (None, where):
            ids = tuple(p.tehsil_id for p in moved)
            doubt = "; ".join(sorted({p.doubt for p in moved} - {""}))
            out.append(Change(day, before, name, where, ids, moved[0].source, doubt))
    return tuple(out)


@cache
def border_source(name: str, start: dt.date) -> str:
    """Cite what gave a district, on a day, the borders it had from then on."""
    if start == FIRST_DAY:
        return next(p.source for p in periods() if p.district == name and p.valid_from == start)
    before = start - dt.timedelta(days=1)
    made = (
        f"{c.source} ({c.doubt})" if c.doubt else c.source
        for c in changes(before, start)
        if name in (c.before, c.after)
    )
    return "; ".join(dict.fromkeys(made))


def changes_after(as_of: str | dt.date) -> tuple[Change, ...]:
    """List what a district set of a day does not show yet."""
    return changes(as_of)


@cache
def held_until(former: str, district: str, as_of: str) -> dt.date | None:
    """Find the last day on which one district held land that is another's on a later day."""
    land = members(parse_day(as_of)).get(district, frozenset())
    ends = [p.valid_to for p in periods() if p.district == former and p.tehsil_id in land]
    return max((end for end in ends if end is not None), default=None)


def fate(name: str, as_of: str | dt.date) -> Fate | None:
    """Say which districts hold, on a day, the land of a district that did not stand then.

    Parameters
    ----------
    name : str
        A district's name exactly as in `units.csv`.
    as_of : str or date
        The day of the district set.

    Returns
    -------
    Fate or None
        The districts of that day that hold its tehsils, largest share of tehsils first, and a
        sentence; None for a name the history does not know.
    """
    day = parse_day(as_of)
    if name in members(day):
        return Fate(name, (name,), f"{name} is a district on {day}")
    stood = [p for p in periods() if p.district == name]
    if not stood:
        return None
    past = [p for p in stood if p.valid_to is not None and p.valid_to < day]
    if past:
        end = max(p.valid_to for p in past if p.valid_to is not None)
        land = [p for p in past if p.valid_to == end]
        said = f"{name} was a district until {end}"
    else:
        start = min(p.valid_from for p in stood)
        land = [p for p in stood if p.valid_from == start]
        said = f"{name} became a district on {start}"
    now = assignment(day)
    held: dict[str, int] = {}
    for period in land:
        held[now[period.tehsil_id].district] = held.get(now[period.tehsil_id].district, 0) + 1
    districts = tuple(sorted(held, key=lambda d: (-held[d], d)))
    where = districts[0] if len(districts) == 1 else "several districts: " + ", ".join(districts)
    return Fate(name, districts, f"{said}; on {day} its land is in {where}")
