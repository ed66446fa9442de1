"""What a date cell says: the first day it can mean, and how precisely that is known."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.cells import alternatives, is_unknown, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EARLIEST, _LATEST = 1900, 2100


class Day(NamedTuple):
    """A date as read: the first day it can mean, and how precisely it is known.

    `precision` is 1 day, 2 week, 3 month, 4 year or unknown; `swappable` marks a numeric date whose
    day and month could change places.
    """

    first: dt.date | None
    precision: int
    swappable: bool = False


def read_day(value: Any, *, month_first: bool = False) -> Day | None:
    """Read a date in any of the shapes people write, or None where it cannot be a date.

    Parameters
    ----------
    value : object
        ISO dates and times, ``12/03/2019``, ``12 March 2019``, ``Mar 2019``, ``2019``, a span of
        two dates, an Excel serial number, milliseconds since 1970, or a date object.
    month_first : bool
        How to take ``03/04/2019``; dates that leave no choice are read as they must be.
    """
    if isinstance(value, dt.datetime):
        return _checked(value.date())
    if isinstance(value, dt.date):
        return _checked(value)
    text = plain(value).casefold()
    if is_unknown(text):
        return Day(None, 4)
    text = re.sub(r"^(mon|tues?|wed(nes)?|thurs?|fri|sat(ur)?|sun)(day)?[,.\s]+", "", text)
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text).replace("،", ",").strip(" .,'")
    text = re.sub(r"^(the\s+)?(\d{1,2})\s+of\s+", r"\2 ", text)
    text = re.sub(r"^(\d+)\.0+$", r"\1", text)
    return _one(text, month_first) or _span(text, month_first)


def _checked(day: dt.date, precision: int = 1, *, swappable: bool = False) -> Day | None:
    if not _EARLIEST <= day.year <= _LATEST:
        return None
    return Day(day, precision, swappable)


def _made(
    year: int, month: int, day: int = 1, precision: int = 1, *, swappable: bool = False
) -> Day | None:
    try:
        return _checked(dt.date(year, month, day), precision, swappable=swappable)
    except ValueError:
        return None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 50 else 1900
    return year


_CLOCK = (
    r"(?:[t\s]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:am|pm)?\s*(?:z|utc|[+-]\d{2}:?\d{2})?)?"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    month = rf"({alternatives('month')})\.?"
    gap = r"[\s,./-]+"
    shapes = {
        "ymd": r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})",
        "compact": r"((?:19|20)\d{2})(\d{2})(\d{2})",
        "numeric": r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})",
        "dmony": rf"(\d{{1,2}})(?:{gap}|(?=\D)){month}(?:{gap}|(?=\d))(\d{{4}}|\d{{2}})",
        "mondy": rf"{month}{gap}(\d{{1,2}}){gap}(\d{{4}})",
        "ymond": rf"(\d{{4}}){gap}{month}{gap}(\d{{1,2}})",
        "aboutmon": rf"(?:{alternatives('part of month')})\s+(?:of\s+)?{month}{gap}(\d{{4}})",
        "mony": rf"{month}{gap}(\d{{4}})",
        "ymon": rf"(\d{{4}}){gap}{month}",
        "ym": r"(\d{4})[-/.](\d{1,2})",
        "my": r"(\d{1,2})[-/.](\d{4})",
        "y": r"(\d{4})",
        "serial": r"(\d{5})(?:\.\d+)?",
        "epoch": r"(\d{12,13})",
    }
    return {name: re.compile(shape + _CLOCK) for name, shape in shapes.items()}


def _one(text: str, month_first: bool) -> Day | None:
    for name, pattern in _patterns().items():
        match = pattern.fullmatch(text)
        if match:
            return _meant(name, match.groups(), month_first)
    return None


def _meant(shape: str, part: tuple[str, ...], month_first: bool) -> Day | None:
    months = words("month")
    if shape in {"ymd", "compact"}:
        return _made(int(part[0]), int(part[1]), int(part[2]))
    if shape == "numeric":
        first, second, year = int(part[0]), int(part[1]), _year(part[2])
        swappable = first <= 12 and second <= 12 and first != second
        if second > 12 or (swappable and month_first):
            first, second = second, first
        return _made(year, second, first, swappable=swappable)
    if shape == "dmony":
        return _made(_year(part[2]), int(months[part[1]]["low"]), int(part[0]))
    if shape == "mondy":
        return _made(int(part[2]), int(months[part[0]]["low"]), int(part[1]))
    if shape == "ymond":
        return _made(int(part[0]), int(months[part[1]]["low"]), int(part[2]))
    if shape in {"mony", "ymon", "aboutmon"}:
        word, number = part[::-1] if shape == "ymon" else part
        return _made(int(number), int(months[word]["low"]), precision=3)
    if shape in {"ym", "my"}:
        low, number = part if shape == "my" else part[::-1]
        return _made(int(number), int(low), precision=3)
    if shape == "y":
        return _made(int(part[0]), 1, precision=4)
    if shape == "serial":
        return _checked(_EXCEL_EPOCH + dt.timedelta(days=int(part[0])))
    return _checked(dt.date(1970, 1, 1) + dt.timedelta(milliseconds=int(part[0])))


def _span(text: str, month_first: bool) -> Day | None:
    """Read 'first to last': the first day, as precise as the span is short."""
    halves = re.split(
        r"\s+(?:to|until|through|and|تا|سے)\s+|\s+[-–—]\s+|\s*[–—]\s*", text, maxsplit=1
    )
    short = re.fullmatch(r"(\d{1,2})\s*-\s*(\d{1,2})(\D.*)", text)
    if len(halves) != 2 and short:
        halves = [short[1] + short[3], short[2] + short[3]]
    if len(halves) != 2:
        return None
    last = _one(halves[1].strip(), month_first)
    first = _one(halves[0].strip(), month_first)
    if first is None and last is not None and last.first is not None:
        tail = re.sub(r"^\d{1,2}", "", halves[1].strip())
        first = _one(halves[0].strip() + tail, month_first) or _one(
            f"{halves[0].strip()} {last.first.year}", month_first
        )
    if first is None or last is None or first.first is None or last.first is None:
        return None
    days = (last.first - first.first).days
    if days < 0:
        return None
    width = 1 if days == 0 else 2 if days <= 7 else 3 if days <= 31 else 4
    return Day(first.first, max(width, first.precision, last.precision))


def month_first(values: Iterable[Any], header: str = "") -> tuple[bool, str]:
    """Decide for one column whether numeric dates put the month first, and say why.

    A header such as "Date (mm/dd/yyyy)" decides first, then the column's own dates. Day first is
    the custom in Pakistan and decides where nothing else does.
    """
    days = months = open_ = 0
    for value in values:
        if isinstance(value, dt.date):
            continue
        match = _patterns()["numeric"].fullmatch(plain(value).casefold())
        if not match:
            continue
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second:
            days += 1
        elif second > 12 >= first:
            months += 1
        elif first != second:
            open_ += 1
    if not open_:
        return False, ""
    said = re.search(
        r"\b(m{1,2}[-/. ]?d{1,2}|d{1,2}[-/. ]?m{1,2})[-/. ]?y{2,4}\b", header.casefold()
    )
    if said:
        first = said[1].startswith("m")
        order = "month" if first else "day"
        return first, f"dates such as 03/04/2019 were read {order} first, as the header says"
    if months and not days:
        return True, (
            f"{open_} date(s) such as 03/04/2019 were read month first, because {months} other(s) "
            "of the column can only be read so"
        )
    if days and not months:
        return False, (
            f"{open_} date(s) such as 03/04/2019 were read day first, because {days} other(s) of "
            "the column can only be read so"
        )
    if days and months:
        return False, (
            f"the column mixes day-first ({days}) and month-first ({months}) dates: {open_} that "
            "could be either were read day first; check them"
        )
    return False, f"{open_} date(s) such as 03/04/2019 were read day first, as is the custom"
