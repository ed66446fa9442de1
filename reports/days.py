"""What day a date expression means, given the day on which the report appeared."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

DAY, WEEK, MONTH, YEAR = 1, 2, 3, 4  # ACLED's time_precision, 4 added for a year or less

_SATURDAY = 5
_JUST_PAST = 3  # days after which one still says "on Saturday", not "on Saturday of last week"


class DateMention(NamedTuple):
    """A date expression.

    Attributes
    ----------
    start, end : int
        Characters in the report's text.
    kind : str
        ``full``, ``monthday``, ``dayonly``, ``month``, ``monthyear``, ``year``, ``weekday``,
        ``relative``, ``week``, ``weekend``, ``monthrel``, ``yearrel``, ``ago``, ``same``
        or ``next``.
    role : str
        ``event``, ``after`` (of a burial, a later death, a new toll), ``report`` (when somebody
        spoke), ``publication``, ``since``, ``span`` or ``future``.
    back : int
        How many weeks a weekday, or years a month, lies back ("Monday of last week": 1).
    """

    start: int
    end: int
    kind: str
    year: int = 0
    month: int = 0
    day: int = 0
    value: int = 0
    precision: int = DAY
    role: str = "event"
    last: bool = False
    back: int = 0


class Resolved(NamedTuple):
    """A day with its precision, or none with the wording that is all that is known."""

    day: date | None
    precision: int
    wording: str = ""


def resolve_date(mention: DateMention, published: date | None, wording: str = "") -> Resolved:
    """Give the day that a date expression means.

    Parameters
    ----------
    published : date or None
        When the report appeared. A weekday or a day without a year is the latest one not after it.
    wording : str
        The expression as written, kept where no day follows from it.
    """
    kind, m = mention.kind, mention
    if kind == "full":
        return Resolved(calendar_day(m.year, m.month, m.day), m.precision)
    if kind == "monthyear":
        return Resolved(calendar_day(m.year, m.month, 1), MONTH)
    if kind == "year":
        return Resolved(calendar_day(m.year, 1, 1), YEAR)
    if published is None:
        return Resolved(None, YEAR, wording)
    if kind == "monthday" and m.back:
        return Resolved(calendar_day(published.year - m.back, m.month, m.day), m.precision)
    if kind == "monthday":
        return Resolved(_latest(m.month, m.day, published), m.precision)
    if kind == "month" and m.back:
        return Resolved(calendar_day(published.year - m.back, m.month, 1), MONTH)
    if kind == "month":
        year = published.year - (m.month > published.month - m.last)
        return Resolved(calendar_day(year, m.month, 1), MONTH)
    if kind == "dayonly":
        day = _in_month(published, m.day)
        return Resolved(day, DAY, wording)
    if kind == "weekday":
        back = (published.weekday() - m.value) % 7
        if m.back:
            back = published.weekday() - m.value + 7 * m.back
            back += 7 if back <= _JUST_PAST else 0
            return Resolved(shift_day(published, -back), m.precision)
        return Resolved(shift_day(published, -(back or (7 if m.last else 0))), m.precision)
    if kind == "relative":
        return Resolved(shift_day(published, m.value), DAY)
    if kind == "ago":
        day = shift_day(published, -m.value)
        if day and m.precision == MONTH:
            day = day.replace(day=1)
        if day and m.precision == YEAR:
            day = day.replace(month=1, day=1)
        return Resolved(day, m.precision)
    if kind == "week":
        return Resolved(shift_day(published, -published.weekday() + 7 * m.value), WEEK)
    if kind == "weekend":
        back = (published.weekday() - _SATURDAY) % 7 - 7 * m.value
        return Resolved(shift_day(published, -back), WEEK)
    if kind == "monthrel":
        year, month = divmod(published.year * 12 + published.month - 1 + m.value, 12)
        return Resolved(calendar_day(year, month + 1, 1), MONTH)
    if kind == "yearrel":
        return Resolved(calendar_day(published.year + m.value, 1, 1), YEAR)
    return Resolved(None, YEAR, wording)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Give a day of the calendar, or None where there is no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _latest(month: int, day: int, published: date) -> date | None:
    for year in range(published.year, published.year - 9, -1):
        found = calendar_day(year, month, day)
        if found and (found - published).days <= 1:
            return found
    return None


def _in_month(published: date, day: int) -> date | None:
    """Latest such day of a month that is not after a day."""
    year, month = published.year, published.month
    for _ in range(4):
        found = calendar_day(year, month, day)
        if found and found <= published:
            return found
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def shift_day(day: date, days: int) -> date | None:
    """Give the day so many days later, or None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
