"""What one cell says: a count with its vagueness, a date with its precision, a coordinate."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.headers import data_table

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EARLIEST, _LATEST = 1900, 2100
_DECIMAL = re.compile(r"-?\d{1,3}(\.\d+)?")


class Count(NamedTuple):
    """People in one cell: the figure as reported and the bounds its wording allows."""

    value: int | None
    low: int | None
    high: int | None
    note: str = ""


class Day(NamedTuple):
    """A date as read: the first day it can mean, and how precisely it is known.

    `precision` is 1 day, 2 week, 3 month, 4 year or unknown; `swappable` marks a numeric date whose
    day and month could change places.
    """

    first: dt.date | None
    precision: int
    swappable: bool = False


@cache
def _words(kind: str) -> dict[str, dict[str, str]]:
    return {row["word"]: row for row in data_table("tables_words") if row["kind"] == kind}


@cache
def _alternatives(*kinds: str) -> str:
    words = sorted({word for kind in kinds for word in _words(kind)}, key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, words))


def plain(value: Any) -> str:
    """Text of a cell with Western digits, plain minus signs and single spaces."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    text = value if isinstance(value, str) else str(value)
    return " ".join((text if text.isascii() else _western(text)).split())


def _western(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("º", "°").replace("٫", "."))
    text = "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in text
    )
    for odd, usual in (("−", "-"), ("‐", "-"), ("‑", "-"), ("\u200e", ""), ("\u200f", "")):
        text = text.replace(odd, usual)
    return text


def is_unknown(value: Any) -> bool:
    """Whether a cell is blank or says that nothing is known ('n/a', '-', 'نامعلوم')."""
    text = plain(value).casefold()
    return not text or text in _words("unknown")


def read_count(value: Any) -> Count:
    """Read a number of people.

    Vague wording keeps its bounds: 'at least 4' is 4 with no upper bound, 'more than 10'
    likewise 10, '10-12' is 10 within 10 to 12, 'about 20' is 20 within ±10 %, 'dozens' is 24 or
    more. What says that nothing is known is empty, never 0.

    Returns
    -------
    Count
        With a `note` where the cell holds something that is not a count.
    """
    if isinstance(value, bool):
        return Count(None, None, None, f"{value!r} is not a number of people")
    text = plain(value).casefold().strip("'\"* ")
    if is_unknown(text) or text in _words("unknown count"):
        return Count(None, None, None)
    number = _number(text)
    if number is not None:
        return _whole(number, text)
    word = _words("count").get(text)
    if word is not None:
        return _worded(word)
    return _phrase(text)


def _number(text: str) -> float | None:
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?", text):
        text = text.replace(",", "")
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?(e\+?\d+)?", text):
        return float(text.replace(",", "."))
    return None


def _whole(number: float, text: str) -> Count:
    if number < 0:
        return Count(None, None, None, f"{text!r} is negative and was read as unknown")
    if number > 10_000_000:
        return Count(None, None, None, f"{text!r} is too large for a number of people")
    if number != int(number):
        low, high = math.floor(number), math.ceil(number)
        return Count(low, low, high, f"{text!r} is not a whole number")
    return Count(int(number), int(number), int(number))


def _worded(word: dict[str, str]) -> Count:
    low = int(word["low"])
    return Count(low, low, int(word["high"]) if word["high"] else None)


def _phrase(text: str) -> Count:
    """Read 'at least 4', '10-12', '3 killed', 'more than a dozen' and the like."""
    outside = re.sub(r"\s*[(\[].*?[)\]]", "", text).strip()
    if outside and outside != text:
        count = read_count(outside)
        detail = f"{text!r} was read as {count.value}"
        return count if count.value is None else count._replace(note=detail)
    numbers = rf"\d[\d,]*(?:\.\d+)?|\b(?:{_alternatives('count')})\b"
    span = re.search(r"(?<![\d.])(\d+)\s*(?:-|–|—|to|or|تا|سے)\s*(\d+)(?![\d.])", text)
    rest = text
    if span:
        low, high = int(span[1]), int(span[2])
        rest = text[: span.start()] + text[span.end() :]
        if low <= high and not re.search(r"\d", rest):
            return Count(low, low, high)
        return Count(None, None, None, f"{text!r} could not be read as a count")
    found = list(re.finditer(numbers, text))
    digits = [each for each in found if each[0][0].isdigit()]
    chosen = digits or found[-1:]
    if len(chosen) != 1:
        return Count(None, None, None, f"{text!r} could not be read as a count")
    token = chosen[0]
    value = _number(token[0].rstrip(","))
    count = _whole(value, text) if value is not None else _worded(_words("count")[token[0]])
    if count.value is None:
        return count
    before, after = text[: token.start()].strip(), text[token.end() :].strip()
    return _related(count, before, after)


def _related(count: Count, before: str, after: str) -> Count:
    """Widen a count by the wording around its number."""
    value = count.value or 0
    around = r"(?:^|\s)({})\s*$|^\s*({})(?=\s|$)"
    for kind in ("below", "relation"):
        words = _alternatives(kind)
        pattern = around.format(words, words)
        match = re.search(pattern, before) or re.search(pattern, after)
        if not match:
            continue
        if kind == "below":
            most = max(value - 1, 0)
            return Count(most, 0, most)
        rule = _words("relation")[match[1] or match[2]]
        low = math.ceil(value * float(rule["low"]) - 1e-9)
        high = math.floor(value * float(rule["high"]) + 1e-9) if rule["high"] else None
        return Count(value, low, high)
    return count


def read_angle(value: Any, *, axis: str) -> tuple[float | None, str]:
    """Read one coordinate in degrees.

    Parameters
    ----------
    value : object
        Decimal degrees with point or comma, degrees-minutes-seconds, letters N S E W before or
        after.
    axis : {'latitude', 'longitude'}
        Which coordinate the column is said to hold.

    Returns
    -------
    (float or None, str)
        Degrees, and a note: ``unreadable``, ``other axis`` where its letter belongs to the other
        coordinate, else ``''``.
    """
    text = plain(value)
    if _DECIMAL.fullmatch(text):
        return float(text), ""
    if is_unknown(text):
        return None, ""
    text = text.strip("'` ").upper()
    letters = re.findall(r"[NSEW]", text)
    body = re.sub(r"[NSEW]|LATITUDE|LONGITUDE", " ", text)
    body = re.sub(r"(?<=\d),(?=\d)", ".", body)
    if re.search(r"[^\d\s.°º˚:'′’\"″”D+-]", body) or len(letters) > 1:
        return None, "unreadable"
    sign = -1.0 if body.strip().startswith("-") else 1.0
    parts = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", body)]
    if (
        not 1 <= len(parts) <= 3
        or any(part >= 60 for part in parts[1:])
        or body.count(".") > len(parts)
    ):
        return None, "unreadable"
    if any(part != int(part) for part in parts[:-1]):
        return None, "unreadable"
    degrees = sign * sum(part / 60**power for power, part in enumerate(parts))
    if letters and letters[0] in "SW":
        degrees = -abs(degrees)
    other = bool(letters) and (letters[0] in "EW") == (axis == "latitude")
    return degrees, "other axis" if other else ""


def read_pair(value: Any) -> tuple[Any, Any]:
    """Split one cell with both coordinates into latitude and longitude text.

    ``POINT (lon lat)`` is WKT and gives longitude first; every other pair gives latitude first
    unless its letters say otherwise.
    """
    if is_unknown(value):
        return None, None
    text = plain(value)
    wkt = re.fullmatch(
        r"(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(\s+\S+)?\s*\)", text, re.I
    )
    if wkt:
        return wkt[2], wkt[1]
    text = text.strip("()[] ")
    parts = re.split(r"\s*[;/|]\s*|\s*,\s+|\s+,", text)
    if len(parts) == 1 and text.count(",") == 1:
        parts = text.split(",")
    if len(parts) == 1:
        parts = re.split(r"(?<=[NSns])\s+|(?<=[EWew])\s+(?=.*[NSns]\s*$)", text)
    if len(parts) == 1 and len(text.split()) in {2, 4}:
        # Four are a survey phone's: latitude, longitude, altitude, accuracy.
        parts = text.split()[:2]
    if len(parts) != 2:
        return text, text
    if re.search(r"[EW]", parts[0], re.I) and re.search(r"[NS]", parts[1], re.I):
        parts.reverse()
    return parts[0], parts[1]


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
    month = rf"({_alternatives('month')})\.?"
    gap = r"[\s,./-]+"
    shapes = {
        "ymd": r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})",
        "compact": r"((?:19|20)\d{2})(\d{2})(\d{2})",
        "numeric": r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})",
        "dmony": rf"(\d{{1,2}})(?:{gap}|(?=\D)){month}(?:{gap}|(?=\d))(\d{{4}}|\d{{2}})",
        "mondy": rf"{month}{gap}(\d{{1,2}}){gap}(\d{{4}})",
        "ymond": rf"(\d{{4}}){gap}{month}{gap}(\d{{1,2}})",
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
    months = _words("month")
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
    if shape in {"mony", "ymon"}:
        word, number = part if shape == "mony" else part[::-1]
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


def month_first(values: Iterable[Any]) -> tuple[bool, str]:
    """Decide for one column whether numeric dates put the month first, and say why.

    Day first is the custom in Pakistan and decides where no date of the column does.
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
