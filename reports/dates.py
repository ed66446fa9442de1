"""When it happened: date expressions in a sentence, and what day they mean given the publication.

English and Urdu. An expression that names no year is read as the latest such day not after the
publication date; without a publication date it stays undated and its wording is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.date_roles import with_role
from reports.days import DAY, MONTH, WEEK, YEAR, DateMention, calendar_day
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

STOP = frozenset(",.;:()")
_ISO = re.compile(r"(?<![\d.,/-])([12]\d{3})([-/.])(\d{1,2})\2(\d{1,2})(?![\d])")
_DMY = re.compile(
    r"(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?:(?=/\d{4}\b)|(?![\d/-]))"
)
_NO_MONTH = r"(?! ?-?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)"
_DAY_MONTH = re.compile(
    rf"(?<![\d.,/-])(\d{{2}})/(\d{{2}})(?![\d/-]){_NO_MONTH}", re.IGNORECASE
)  # "10/11", no "10/11 Feb"
_DAY_MONTH_LOOSE = re.compile(
    r"(?:\b(?:on|dated?|dt|hrs|hours|night|morning|evening|noon)[:. ]+|\b(?:[01]\d|2[0-3])[0-5]\d )"
    r"(\d{1,2})(?:/(?=\d{1,2}(?![\d/-]))|[.-](?=\d\d(?![\d.-])))(\d{1,2})(?!\d)" + _NO_MONTH,
    re.IGNORECASE,
)
_DAY_MONTH_OPENING = re.compile(r"(\d{1,2})/(\d{1,2})(?=[,:] )")  # "22/5, Gichk: …"
_DAY_MONTH_DOTTED = re.compile(r"\bon (\d{1,2})\.(\d{1,2})(?=[.,;)](?:\s|$))")  # "on 7.3."
_TWO_DIGITS = 100
_SHORT_CAPS = words("month or day names that are words")
_URDU_DAY_MARK = words("after a day in urdu")


def find_dates(text: str, units: list[Unit], start: int, end: int) -> list[DateMention]:
    """Date expressions of one sentence, in order, none overlapping another."""
    worded = [u for u in units if "date" in u.c or u.t[0].isdecimal()]
    if not worded:
        return []
    digits = any(u.t[0].isdecimal() for u in worded)
    out = _numeric(text, start, end) if digits else []
    taken = [(m.start, m.end) for m in out]
    i = 0
    while i < len(units):
        unit = units[i]
        entry = unit.c.get("date")
        if entry is None:
            ordinal = _day_only(units, i) if unit.t.isdecimal() else None
            if ordinal and not _overlaps(ordinal, taken):
                out.append(ordinal)
                taken.append((ordinal.start, ordinal.end))
                i += 2
                continue
            if len(unit.t) == 4 and unit.t.isdecimal():
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
    out = _set_back(out, text)
    out = [
        m
        for n, m in enumerate(out)
        if not (
            m.kind in {"weekday", "relative"}
            and n + 1 < len(out)
            and out[n + 1].start - m.end <= (6 if m.kind == "weekday" else 2)
            and out[n + 1].kind in {"full", "monthday", "dayonly"}
        )
    ]
    return [with_role(m, units) for m in out]


def _set_back(mentions: list[DateMention], text: str) -> list[DateMention]:
    """Put a day into the week, a month into the year told after it ("Tuesday of last week")."""
    out: list[DateMention] = []
    for m in mentions:
        last = out[-1] if out else None
        units = {"week": {"weekday"}, "yearrel": {"month", "monthday"}}.get(m.kind, ())
        joined = last is not None and _JOINING.issuperset(text[last.end : m.start].split())
        if last is None or not joined or last.kind not in units or m.value > 0:
            out.append(m)
            continue
        out[-1] = last._replace(end=m.end, back=-m.value, last=False)
        for n in range(len(out) - 2, -1, -1):  # "on Tuesday and Wednesday of last week"
            linked = text[out[n].end : out[n + 1].start].strip() in {"and", "to", "or", ","}
            if not linked or out[n].kind != last.kind:
                break
            out[n] = out[n]._replace(back=-m.value, last=False)
    return out


_JOINING = frozenset({"of", "the", ",", "morning", "noon", "afternoon", "evening", "night"})


def _numeric(text: str, start: int, end: int) -> list[DateMention]:
    out = []
    for m in _ISO.finditer(text, start, end):
        year, month, day = int(m[1]), int(m[3]), int(m[4])
        if calendar_day(year, month, day):
            out.append(DateMention(m.start(), m.end(), "full", year, month, day))
    for m in _DAY_MONTH.finditer(text, start, end):
        if calendar_day(2000, int(m[2]), int(m[1])):
            out.append(DateMention(m.start(), m.end(), "monthday", month=int(m[2]), day=int(m[1])))
    opening = _DAY_MONTH_OPENING.match(text, start, end)
    loose = [*_DAY_MONTH_LOOSE.finditer(text, start, end)]
    loose += _DAY_MONTH_DOTTED.finditer(text, start, end)
    for m in [*([opening] if opening else []), *loose]:
        day, month = int(m[1]), int(m[2])
        told = any(o.start <= m.start(1) < o.end for o in out)
        if calendar_day(2000, month, day) and not told:
            out.append(DateMention(m.start(1), m.end(), "monthday", month=month, day=day))
    for m in _DMY.finditer(text, start, end):
        day, month, year = int(m[1]), int(m[3]), int(m[4])
        whole = len(m[1]) == len(m[3]) == 2 and text[m.end() : m.end() + 1] != "."
        whole = whole or _AT_AN_HOUR.match(text, m.end()) is not None
        whole = whole or _DATED.search(text, max(start, m.start() - 8), m.start()) is not None
        if m[2] == "." and len(m[4]) < 4 and not whole:
            continue
        year += 2000 if year < _TWO_DIGITS else 0
        if not calendar_day(year, month, day) or (m[2] == "/" and _month_first(text)):
            day, month = month, day
        if calendar_day(year, month, day):
            out.append(DateMention(m.start(), m.end(), "full", year, month, day))
    return out


_DATED = re.compile(r"(?i)(?:\bon|\bdated?|\bdt|night of) ?[:.]? ?$")
# "13.3.24/1145 hrs", "3.4.24 at about 9 pm": no number of a section
_AT_AN_HOUR = re.compile(r"(?:/|,? (?:at |abt |about |around |@ ?)*)(?:\d{4}\b|\d{1,2}[:.]\d\d\b)")


def _month_first(text: str) -> bool:
    """Whether a note is written in GTD's form ("03/28/2012: … claimed responsibility")."""
    return _GTD.match(text) is not None and "responsibility" in text


_GTD = re.compile(r"\s*\d\d/\d\d/\d{4}: [A-Z]")


def _day_only(units: list[Unit], i: int) -> DateMention | None:
    """Give a day told by its number alone ("on the 8th", "Monday the 26th", "12th instant")."""
    day = _number(units, i, 31) if units[i].t.isdecimal() else 0
    if not day or i + 1 >= len(units) or units[i + 1].t not in {"st", "nd", "rd", "th"}:
        return None
    following = units[i + 2] if i + 2 < len(units) else None
    current = following is not None and following.t in {"inst", "instant", "instt"}
    lead = [u for u in units[max(0, i - 2) : i] if u.t not in {"the", "("}]
    weekday = bool(lead) and lead[-1].c.get("date", ("",))[0] == "weekday"
    on = weekday or (bool(lead) and lead[-1].t in {"on", "date", "dated"})
    if not current and following is not None and weekday:
        on = following.t != "of" and following.c.get("date", ("",))[0] != "month"
    elif not current and following is not None:
        on = on and (
            following.t in STOP
            or bool({"cue", "fn", "act", "per", "trg", "num"} & following.c.keys())
        )
        on = on and following.c.get("date", ("",))[0] != "month" and following.t != "of"
    entry = following is not None and following.t in {":", "–", "—"}
    entry = entry and not any(u.t.isalpha() and u.t not in NUMERALS for u in units[:i])
    if not (on or current or entry):
        return None
    end = following.e if current and following is not None else units[i + 1].e
    return DateMention(units[i].s, end, "dayonly", day=day)


# What numbers an entry of a list: "(ii) 25th: …", "b) 3rd: …".
NUMERALS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", *"abcdef"})


def _worded(text: str, units: list[Unit], i: int, entry: tuple[str, str]) -> DateMention | None:
    kind, value = entry
    unit = units[i]
    raw = text[unit.s : unit.e]
    if kind == "month":
        return _month(text, units, i, int(value))
    if kind == "weekday":
        return _weekday(raw, units, i, int(value))
    if kind == "ago":
        return _ago(units, i)
    if kind == "last":
        return None
    if kind == "after":
        return _days_after(units, i, int(value))
    if kind == "fixed":
        month, day = map(int, value.split("-"))
        return DateMention(unit.s, unit.e, "monthday", month=month, day=day)
    return DateMention(unit.s, unit.e, kind, value=int(value), precision=_precision_of(kind))


def _precision_of(kind: str) -> int:
    return {"week": WEEK, "weekend": WEEK, "monthrel": MONTH, "yearrel": YEAR}.get(kind, DAY)


def _month(text: str, units: list[Unit], i: int, month: int) -> DateMention | None:
    raw = text[units[i].s : units[i].e]
    latin = raw.isascii()
    if latin and not raw[0].isupper():
        return None
    start, end = units[i].s, units[i].e
    day, precision = 0, DAY
    j = i - 1
    week = _week_of(units, j, month)
    if week:
        return week
    if j >= 0 and units[j].t in {"of", "ordinal"}:
        j -= 1
    if j >= 0 and units[j].t in {"st", "nd", "rd", "th"}:
        j -= 1
    if grouped := _time_group(text, units, i, month):
        return grouped
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
            if i + 2 < len(units) and units[i + 1].t in {"and", "to", "–", "/"}:
                second = _number(units, i + 2, 31)
                if second and second > day and second - day < 16 and units[i + 1].t != "and":
                    precision, end, i = WEEK, units[i + 2].e, i + 2
                elif second == day + 1:
                    end, i = units[i + 2].e, i + 2
    k = i + 1
    if k < len(units) and units[k].t in {",", "،", "of", "."}:
        k += 1
    year = _year(units, k)
    if (
        not year
        and day
        and k == i + 1
        and k < len(units)
        and len(units[k].t) == 2
        and units[k].t.isdecimal()
    ):
        glued = text[units[i].e : units[k].s] in {"-", "/", "'", "’"}
        apart = k + 1 == len(units) or units[k + 1].t in STOP or len(units[k + 1].t) == len("2000")
        apart = apart and (k + 1 == len(units) or not units[k + 1].t.isalpha())
        year = 2000 + int(units[k].t) if glued or apart else 0  # "14 Mar 24, 1930 hrs"
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
    last = kind == "month" and i > 0 and units[i - 1].c.get("date", ("",))[0] == "last"
    return DateMention(start, end, kind, year, month, day, precision=precision, last=last)


def _time_group(text: str, units: list[Unit], i: int, month: int) -> DateMention | None:
    """Read a day and hour that soldiers write as one ("142030 Oct 2020", "221945Z JUL 12")."""
    lead = i - 1 - (i > 1 and len(units[i - 1].t) == 1)
    group = _DAY_AND_HOUR.fullmatch(units[lead].t) if lead >= 0 else None
    if group is None:
        return None
    k = i + 1
    year = _year(units, k)
    if not year and k < len(units) and units[k].t.isdecimal() and len(units[k].t) == 2:
        year = 2000 + int(units[k].t)
    day, end = int(group[1]), units[k].e if year else units[i].e
    if not calendar_day(year or 2000, month, day):
        return None
    return DateMention(units[lead].s, end, "full" if year else "monthday", year, month, day)


_DAY_AND_HOUR = re.compile(r"([0-3]\d)(?:[01]\d|2[0-3])[0-5]\d[a-z]?")
_MONTHS = words("month")
_RANGED = words("between two days")


def _week_of(units: list[Unit], j: int, month: int) -> DateMention | None:
    """Give a week of a month ("in the first week of May"), by its first day."""
    if j < 2 or units[j].t != "of" or units[j - 1].t != "week" or units[j - 2].t not in _WEEKS:
        return None
    day = _WEEKS[units[j - 2].t]
    return DateMention(
        units[j - 2].s, units[j + 1].e, "monthday", month=month, day=day, precision=WEEK
    )


_WEEKS = {"first": 1, "second": 8, "third": 15, "fourth": 22, "last": 25}


def _glued_by_dash(units: list[Unit], i: int) -> bool:
    return units[i + 1].s - units[i].e == 1


_WEEK_LONG = 7  # days from first to last; longer spans are known to the month


def _range_back(units: list[Unit], j: int, day: int, start: int) -> tuple[int, int, int]:
    """First day of "24-25 October", "24 to 26 October", "between 24 and 25 October"."""
    k = j - 1
    if k >= 0 and units[k].c.get("date", ("",))[0] == "weekday":
        k -= 1
    if k >= 0 and units[k].t in {"st", "nd", "rd", "th"}:
        k -= 1
    glued = k >= 0 and units[k].t.isdecimal() and units[j].s - units[k].e == 1
    linked = k >= 1 and units[k].t in _RANGED
    at = k if glued else k - 1 if linked else -1
    if at >= 0 and units[at].t in {"st", "nd", "rd", "th"}:
        at -= 1
    first = _number(units, at, 31) if at >= 0 else 0
    if not first or first >= day:
        return day, DAY, start
    night = any(u.t in {"night", "overnight"} for u in units[max(0, at - 4) : at])
    night = night or any(u.t == "درمیانی" for u in units[j + 2 : j + 4])
    night = night or (linked and units[k].t == "/" and first == day - 1)
    if night:
        return first, DAY, units[at].s
    return first, WEEK if day - first <= _WEEK_LONG else MONTH, units[at].s


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
    if _numbered(units, i):
        return None
    start, end, last, precision = units[i].s, units[i].e, False, DAY
    if i > 1 and units[i - 1].t == "of" and units[i - 2].t == "eve":
        return DateMention(units[i - 2].s, end, "weekday", value=(value - 1) % 7)
    if i > 1 and units[i - 1].t in {"to", "into"} and "night" in units[i - 2].t:
        return DateMention(units[i - 2].s, end, "weekday", value=(value - 1) % 7)
    if not latin and units[i].t in {"پیر", "ہفتہ", "ہفتے", "جمعے"}:
        following = units[i + 1].t if i + 1 < len(units) else ""
        beside = following == "اور" and units[min(i + 2, len(units) - 1)].c.get("date", ("",))
        marked = following in _URDU_DAY_MARK or (beside and beside[0] == "weekday")
        if not (marked or (i and units[i - 1].t == "بروز")):
            return None
    if i:
        previous = units[i - 1]
        if previous.c.get("date", ("",))[0] == "last":
            last, start = True, previous.s
            if not latin and units[i].t in {"ہفتہ", "ہفتے"}:
                return DateMention(start, end, "week", value=-1, precision=WEEK)
        elif previous.t in {"late", "early"}:
            start = previous.s
    if i + 2 < len(units) and units[i + 1].t == "and" and i and units[i - 1].t == "between":
        other = units[i + 2].c.get("date")
        if other and other[0] == "weekday":
            end = units[i + 2].e
    return DateMention(start, end, "weekday", value=value, last=last, precision=precision)


def _numbered(units: list[Unit], i: int) -> bool:
    """Whether the day of the month follows a weekday ("Thursday 26 to Saturday 28 April")."""
    k = i + 1 + (i + 1 < len(units) and units[i + 1].t == "the")
    if not _number(units, k, 31) or k + 1 >= len(units) or not units[k].t.isdecimal():
        return False
    months = any(u.c.get("date", ("",))[0] == "month" for u in units[k + 1 : k + 7])
    return units[k + 1].t in {"st", "nd", "rd", "th"} or (
        months and units[k + 1].t in {"to", "–", "/", "and", "of", *_MONTHS}
    )


def _ago(units: list[Unit], i: int) -> DateMention | None:
    steps = {
        "day": 1, "days": 1, "night": 1, "nights": 1, "week": 7, "weeks": 7,
        "fortnight": 14, "fortnights": 14, "month": 30, "months": 30, "year": 365,
        "years": 365, "روز": 1, "دن": 1, "راتیں": 1, "ماہ": 30, "مہینے": 30, "سال": 365,
        "برس": 365, "ہفتے": 7, "ہفتہ": 7,
    }  # fmt: skip
    if i < 2 or units[i - 1].t not in steps:
        return None
    size = steps[units[i - 1].t]
    number = _number(units, i - 2, 100)
    if not number and units[i - 2].t in {"a", "an"}:
        number = 1
    if not number:
        return None
    precision = {1: DAY, 7: WEEK, 14: WEEK, 30: MONTH, 365: YEAR}[size]
    if size == 1 and units[i].t == "earlier":  # counted from the day told before
        return DateMention(units[i - 2].s, units[i].e, "shift0", value=-number)
    return DateMention(units[i - 2].s, units[i].e, "ago", value=number * size, precision=precision)


def _days_after(units: list[Unit], i: int, size: int) -> DateMention | None:
    """Give how long before the day told an event was ("nine days after gunmen stormed …")."""
    words = units[i].t.split()
    number = 1 if words[0] in {"a", "one"} else _number(units, i - 1, 100)
    if not number:
        return None
    precision = DAY if size == 1 else WEEK if size == 7 else MONTH
    return DateMention(units[i].s, units[i].e, "shift", value=-number * size, precision=precision)


def _years(units: list[Unit], i: int) -> list[DateMention]:
    """Years told by "in 2006", "in 2006 and 2008", "during 2018"."""
    year = _year(units, i)
    if not year or not i:
        return []
    if names_past_event(units, i):
        return [DateMention(units[i].s, units[i].e, "year", year, precision=YEAR)]
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


def names_past_event(units: list[Unit], i: int) -> bool:
    """Whether a year is part of an event's name ("the 2016 hospital bombing")."""
    if not i or units[i - 1].t not in {"the", "s"}:
        return False
    for unit in units[i + 1 : i + 5]:
        if unit.c.get("trg", ("", "", ""))[2] == "n":
            return True
        if "fn" in unit.c or not unit.t[0].isalpha():
            return False
    return False


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
    if i + 1 < len(units) and units[i + 1].t in _HOURS:
        return 0  # "24 June 1900 hrs"
    return int(word) if len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100 else 0


_HOURS = frozenset({"hrs", "hours", "hr", "h"})


def _overlaps(mention: DateMention, taken: list[tuple[int, int]]) -> bool:
    return any(mention.start < e and s < mention.end for s, e in taken)
