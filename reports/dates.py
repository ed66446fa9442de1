"""When it happened: date expressions in a sentence, and what day they mean given the publication.

English and Urdu. An expression that names no year is read as the latest such day not after the
publication date; without a publication date it stays undated and its wording is kept.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.lexicon import Unit

DAY, WEEK, MONTH, YEAR = 1, 2, 3, 4  # ACLED's time_precision, 4 added for a year or less
_ISO = re.compile(r"(?<![\d.,/-])([12]\d{3})([-/.])(\d{1,2})\2(\d{1,2})(?![\d])")
_DMY = re.compile(r"(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?![\d/-])")
_DAY_MONTH = re.compile(r"(?<![\d.,/-])(\d{2})/(\d{2})(?![\d/-])")
_TWO_DIGITS = 100
_SHORT_CAPS = frozenset({"may", "march", "mar", "sat", "sun", "mon", "wed", "dec", "jan", "tue"})
_NOT_EVENT = {
    "released": "publication",
    "published": "publication",
    "issued": "publication",
    "dated": "publication",
    "updated": "publication",
    "posted": "publication",
    "concluded": "span",
    "ended": "span",
    "finished": "span",
    "completed": "span",
    "since": "span",
    "until": "span",
    "till": "span",
    "by": "span",
    "born": "span",
    "founded": "span",
    "established": "span",
    "before": "span",
    "next": "future",
    "coming": "future",
    "upcoming": "future",
}
_URDU_DAY_MARK = frozenset({"کے", "کو", "کی", "روز", "کے روز"})


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression.

    Attributes
    ----------
    start, end : int
        Characters in the report's text.
    kind : str
        ``full``, ``monthday``, ``month``, ``monthyear``, ``year``, ``weekday``, ``relative``,
        ``week``, ``monthrel``, ``yearrel``, ``ago``, ``same`` or ``next``.
    role : str
        ``event``, ``report`` (when somebody spoke), ``publication``, ``span`` or ``future``.
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


@dataclass(frozen=True, slots=True)
class Resolved:
    """A day with its precision, or none with the wording that is all that is known."""

    day: date | None
    precision: int
    wording: str = ""


def find_dates(text: str, units: list[Unit], start: int, end: int) -> list[DateMention]:
    """Date expressions of one sentence, in order, none overlapping another."""
    out = _numeric(text, start, end)
    taken = [(m.start, m.end) for m in out]
    i = 0
    while i < len(units):
        unit = units[i]
        entry = unit.c.get("date")
        if entry is None:
            if len(unit.t) == 4 and unit.t.isdigit():
                found = _years(units, i)
                if found and not _overlaps(found[0], taken):
                    out += found
                    taken += [(m.start, m.end) for m in found]
                    while i < len(units) and units[i].e <= found[-1].end:
                        i += 1
                    continue
            i += 1
            continue
        mention = _worded(text, units, i, entry)
        if mention and not _overlaps(mention, taken):
            out.append(mention)
            taken.append((mention.start, mention.end))
            while i < len(units) and units[i].e <= mention.end:
                i += 1
            continue
        i += 1
    out.sort(key=lambda m: m.start)
    out = [
        m
        for n, m in enumerate(out)
        if not (
            m.kind == "weekday"
            and n + 1 < len(out)
            and out[n + 1].start - m.end <= 6
            and out[n + 1].kind in {"full", "monthday"}
        )
    ]
    return [_with_role(m, units) for m in out]


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
    if kind == "monthday":
        return Resolved(_latest(m.month, m.day, published), m.precision)
    if kind == "month":
        year = published.year - (m.month > published.month)
        return Resolved(calendar_day(year, m.month, 1), MONTH)
    if kind == "weekday":
        back = (published.weekday() - m.value) % 7
        return Resolved(_shift(published, -(back or (7 if m.last else 0))), m.precision)
    if kind == "relative":
        return Resolved(_shift(published, m.value), DAY)
    if kind == "ago":
        day = _shift(published, -m.value)
        if day and m.precision == MONTH:
            day = day.replace(day=1)
        if day and m.precision == YEAR:
            day = day.replace(month=1, day=1)
        return Resolved(day, m.precision)
    if kind == "week":
        return Resolved(_shift(published, -published.weekday() + 7 * m.value), WEEK)
    if kind == "monthrel":
        year, month = divmod(published.year * 12 + published.month - 1 + m.value, 12)
        return Resolved(calendar_day(year, month + 1, 1), MONTH)
    if kind == "yearrel":
        return Resolved(calendar_day(published.year + m.value, 1, 1), YEAR)
    return Resolved(None, YEAR, wording)


def _numeric(text: str, start: int, end: int) -> list[DateMention]:
    out = []
    for m in _ISO.finditer(text, start, end):
        year, month, day = int(m[1]), int(m[3]), int(m[4])
        if calendar_day(year, month, day):
            out.append(DateMention(m.start(), m.end(), "full", year, month, day))
    for m in _DAY_MONTH.finditer(text, start, end):
        if calendar_day(2000, int(m[2]), int(m[1])):
            out.append(DateMention(m.start(), m.end(), "monthday", month=int(m[2]), day=int(m[1])))
    for m in _DMY.finditer(text, start, end):
        day, month, year = int(m[1]), int(m[3]), int(m[4])
        if m[2] == "." and len(m[4]) < 4:
            continue
        year += 2000 if year < _TWO_DIGITS else 0
        if not calendar_day(year, month, day):
            day, month = month, day
        if calendar_day(year, month, day):
            out.append(DateMention(m.start(), m.end(), "full", year, month, day))
    return out


def _worded(text: str, units: list[Unit], i: int, entry: tuple[str, str]) -> DateMention | None:
    kind, value = entry
    unit = units[i]
    raw = text[unit.s : unit.e]
    if kind == "month":
        return _month(raw, units, i, int(value))
    if kind == "weekday":
        return _weekday(raw, units, i, int(value))
    if kind == "ago":
        return _ago(units, i)
    if kind == "last":
        return None
    if kind == "fixed":
        month, day = map(int, value.split("-"))
        return DateMention(unit.s, unit.e, "monthday", month=month, day=day)
    return DateMention(unit.s, unit.e, kind, value=int(value), precision=_precision_of(kind))


def _precision_of(kind: str) -> int:
    return {"week": WEEK, "monthrel": MONTH, "yearrel": YEAR}.get(kind, DAY)


def _month(raw: str, units: list[Unit], i: int, month: int) -> DateMention | None:
    latin = raw.isascii()
    if latin and not raw[0].isupper():
        return None
    start, end = units[i].s, units[i].e
    day, precision = 0, DAY
    j = i - 1
    if j >= 0 and units[j].t in {"of", "ordinal"}:
        j -= 1
    if j >= 0 and units[j].t in {"st", "nd", "rd", "th"}:
        j -= 1
    before = _number(units, j, 31)
    after_index = i + 1
    if after_index < len(units) and units[after_index].t in {"the", "."}:
        after_index += 1
    if before:
        day, start = before, units[j].s
        first, precision, start = _range_back(units, j, day, start)
        day = first
    else:
        after = _number(units, after_index, 31)
        if after:
            day, end = after, units[after_index].e
            i = after_index
            if i + 1 < len(units) and units[i + 1].t in {"st", "nd", "rd", "th"}:
                i += 1
                end = units[i].e
            if i + 1 < len(units) and units[i].e < units[i + 1].s <= units[i].e + 1:
                second = _number(units, i + 1, 31)
                if second and second > day and _glued_by_dash(units, i):
                    precision, end, i = WEEK, units[i + 1].e, i + 1
    k = i + 1
    if k < len(units) and units[k].t in {",", "،", "of", "."}:
        k += 1
    year = _year(units, k)
    if year:
        end = units[k].e
    if not day and not year and latin and raw.lower() in _SHORT_CAPS:
        previous = units[i - 1].t if i else ""
        if previous not in {"in", "last", "early", "late", "mid", "during", "since"}:
            return None
    if day and not calendar_day(year or 2000, month, day):
        return None
    if day:
        kind = "full" if year else "monthday"
    else:
        kind, precision = ("monthyear" if year else "month"), MONTH
    return DateMention(start, end, kind, year, month, day, precision=precision)


def _glued_by_dash(units: list[Unit], i: int) -> bool:
    return units[i + 1].s - units[i].e == 1


def _range_back(units: list[Unit], j: int, day: int, start: int) -> tuple[int, int, int]:
    """First day of "24-25 October", "24 to 26 October", "between 24 and 25 October"."""
    k = j - 1
    if k >= 0 and units[k].t in {"st", "nd", "rd", "th"}:
        k -= 1
    glued = k >= 0 and units[k].t.isdigit() and units[j].s - units[k].e == 1
    linked = k >= 1 and units[k].t in {"and", "to", "–", "&", "or"}
    at = k if glued else k - 1 if linked else -1
    if at >= 0 and units[at].t in {"st", "nd", "rd", "th"}:
        at -= 1
    first = _number(units, at, 31) if at >= 0 else 0
    if not first or first >= day:
        return day, DAY, start
    night = any(u.t in {"night", "overnight"} for u in units[max(0, at - 4) : at])
    return first, DAY if night else WEEK, units[at].s


def _weekday(raw: str, units: list[Unit], i: int, value: int) -> DateMention | None:
    latin = raw.isascii()
    if latin and not raw[0].isupper():
        return None
    if (
        latin
        and len(raw) <= 3
        and i
        and units[i - 1].t not in {"on", "late", "last", "this", ",", "("}
    ):
        return None
    start, end, last, precision = units[i].s, units[i].e, False, DAY
    if not latin and raw in {"پیر", "ہفتہ", "ہفتے", "جمعے"}:
        following = units[i + 1].t if i + 1 < len(units) else ""
        if following not in _URDU_DAY_MARK:
            return None
    if i:
        previous = units[i - 1]
        if previous.c.get("date", ("",))[0] == "last":
            last, start = True, previous.s
            if not latin and raw in {"ہفتہ", "ہفتے"}:
                return DateMention(start, end, "week", value=-1, precision=WEEK)
        elif previous.t in {"late", "early"}:
            start = previous.s
    if i + 2 < len(units) and units[i + 1].t == "and" and i and units[i - 1].t == "between":
        other = units[i + 2].c.get("date")
        if other and other[0] == "weekday":
            end = units[i + 2].e
    return DateMention(start, end, "weekday", value=value, last=last, precision=precision)


def _ago(units: list[Unit], i: int) -> DateMention | None:
    steps = {
        "day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365,
        "years": 365, "روز": 1, "دن": 1, "ماہ": 30, "سال": 365, "ہفتے": 7,
    }  # fmt: skip
    if i < 2 or units[i - 1].t not in steps:
        return None
    size = steps[units[i - 1].t]
    number = _number(units, i - 2, 100)
    if not number and units[i - 2].t in {"a", "an"}:
        number = 1
    if not number:
        return None
    precision = {1: DAY, 7: WEEK, 30: MONTH, 365: YEAR}[size]
    return DateMention(units[i - 2].s, units[i].e, "ago", value=number * size, precision=precision)


def _years(units: list[Unit], i: int) -> list[DateMention]:
    """Years told by "in 2006", "in 2006 and 2008", "during 2018"."""
    year = _year(units, i)
    if not year or not i:
        return []
    if units[i - 1].t not in {"in", "during", "of", "early", "late", "year", "mid", "سال"}:
        return []
    out = [DateMention(units[i].s, units[i].e, "year", year, precision=YEAR)]
    k = i + 1
    while k + 1 < len(units) and units[k].t in {"and", ",", "&", "in"}:
        step = k + 1
        while step < len(units) and units[step].t in {"and", "in", "again"}:
            step += 1
        year = _year(units, step)
        if not year:
            break
        out.append(DateMention(units[step].s, units[step].e, "year", year, precision=YEAR))
        k = step + 1
    return out


def _number(units: list[Unit], i: int, most: int) -> int:
    if not 0 <= i < len(units):
        return 0
    word = units[i].t
    if word.isdecimal() and len(word) <= 2:
        value = int(word)
    else:
        entry = units[i].c.get("num")
        value = entry[1] or 0 if entry and entry[0] in {"unit", "tens"} else 0
    return value if 0 < value <= most else 0


def _year(units: list[Unit], i: int) -> int:
    if not 0 <= i < len(units):
        return 0
    word = units[i].t
    return int(word) if len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100 else 0


def _with_role(mention: DateMention, units: list[Unit]) -> DateMention:
    before = [u for u in units if u.e <= mention.start][-5:]
    role = "event"
    words = [u for u in before[-3:] if u.t not in {"on", "the", "late", "early", "in", "last"}]
    if words:
        last = words[-1]
        told = len(words) > 1 and words[-2].t in {"was", "were", "been"}
        if (last.c.get("cue") == "say" and not told) or _speaker_place(before):
            role = "report"
        elif last.t in _NOT_EVENT:
            role = _NOT_EVENT[last.t]
    after = next((u for u in units if u.s >= mention.end), None)
    if role == "span" and words[-1].t == "since" and after is not None:
        role = "event" if any(u.t == "when" for u in units if 0 <= u.s - mention.end <= 4) else role
    if (
        role == "event"
        and after is not None
        and after.c.get("cue") in {"denial", "noresp", "react"}
    ):
        role = "span" if after.c["cue"] == "react" else "report"
    if role == "event":
        return mention
    from dataclasses import replace

    return replace(mention, role=role)


def _speaker_place(before: list[Unit]) -> bool:
    """Whether it is the day somebody spoke at a place ("said in Rawalpindi on Wednesday")."""
    words = [u for u in before if u.t != "on"]
    for k, unit in enumerate(words[:-1]):
        if unit.c.get("cue") == "say" and words[k + 1].t in {"in", "at", "from"}:
            return all(not u.c.keys() - {"kind"} for u in words[k + 2 :])
    return False


def _overlaps(mention: DateMention, taken: list[tuple[int, int]]) -> bool:
    return any(mention.start < e and s < mention.end for s, e in taken)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Give a day of the calendar, or None where there is no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _latest(month: int, day: int, published: date) -> date | None:
    for year in range(published.year, published.year - 9, -1):
        found = calendar_day(year, month, day)
        if found and found <= published + timedelta(days=1):
            return found
    return None


def _shift(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
