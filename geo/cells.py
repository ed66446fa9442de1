"""What one cell says: a count with its vagueness, a coordinate (dates: `geo.days`)."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.headers import data_table

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINKS = tuple(
    re.compile(pattern.replace("NN", r"(-?\d{1,3}(?:\.\d+)?)"), re.IGNORECASE)
    for pattern in (
        r"^geo:NN,NN",
        r"^https?://\S*!3dNN!4dNN",
        r"^https?://\S*/@NN,NN",
        r"^https?://\S*[?&](?:q|ll|query|center|destination)=(?:loc:)?NN(?:,|%2C)NN",
        r"^https?://\S*[?&]mlat=NN&mlon=NN",
        r"^https?://\S*#map=\d+/NN/NN",
        r"^lat(?:itude)?\s*[:=]?\s*NN\s*[,;]?\s*lon(?:g|gitude)?\s*[:=]?\s*NN$",
    )
)
"""Links to a point: RFC 5870, Google Maps (the marker before the view), OpenStreetMap; labels."""

_DOTTED = re.compile(r"\d{1,3}(\.\d{3})+")
_DECIMAL = re.compile(r"-?\d{1,3}(\.\d+)?")


class Count(NamedTuple):
    """People in one cell: the figure as reported and the bounds its wording allows."""

    value: int | None
    low: int | None
    high: int | None
    note: str = ""


@cache
def words(kind: str) -> dict[str, dict[str, str]]:
    """Rows of one kind in `tables_words.csv`, by their word."""
    return {row["word"]: row for row in data_table("tables_words") if row["kind"] == kind}


@cache
def alternatives(*kinds: str) -> str:
    """All words of some kinds as one pattern, the longest first."""
    found = sorted({word for kind in kinds for word in words(kind)}, key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, found))


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
    return not text or text in words("unknown")


def dotted(values: Iterable[Any]) -> bool:
    """Whether a column of counts writes thousands with a dot, as in 1.200.

    So it is where texts have three digits after the dot, not all 0, beside whole numbers without a
    dot, and none is a fraction: a column of averages has its decimals in every cell.
    """
    found = [plain(value) for value in values if isinstance(value, str)]
    points = [text for text in found if "." in text]
    groups = [text for text in points if _DOTTED.fullmatch(text)]
    return (
        len(groups) == len(points)
        and any(not text.endswith(".000") for text in groups)
        and any(text.isdecimal() and text != "0" for text in found)
    )


def read_count(value: Any, *, dots: bool = False) -> Count:
    """Read a number of people.

    Vague wording keeps its bounds: 'at least 4' is 4 with no upper bound, 'more than 10'
    likewise 10, '10-12' is 10 within 10 to 12, 'about 20' is 20 within ±10 %, 'dozens' is 24 or
    more. What says that nothing is known is empty, never 0. With `dots`, 1.200 is 1,200.

    Returns
    -------
    Count
        With a `note` where the cell holds something that is not a count.
    """
    if isinstance(value, bool):
        return Count(None, None, None, f"{value!r} is not a number of people")
    text = plain(value).casefold().strip("'\"* ")
    if is_unknown(text) or text in words("unknown count"):
        return Count(None, None, None)
    number = _number(text.replace(".", "") if dots and _DOTTED.fullmatch(text) else text)
    if number is not None:
        return _whole(number, text)
    word = words("count").get(text)
    if word is not None:
        return _worded(word)
    return _phrase(text)


def _number(text: str) -> float | None:
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?", text):
        text = text.replace(",", "")
    if re.fullmatch(r"[+-]?\d{1,3}([ '’]\d{3})+", text):
        text = re.sub(r"[ '’]", "", text)
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
    if "%" in text:
        return Count(None, None, None, f"{text!r} is no number of people")
    if re.match(r"[=@]|[+-]\s*[^\W\d]", text):
        return Count(None, None, None, f"{text!r} is a formula and was not read as a count")
    outside = re.sub(r"\s*[(\[].*?[)\]]", "", text).strip()
    if outside and outside != text:
        count = read_count(outside)
        detail = f"{text!r} was read as {count.value}"
        return count if count.value is None else count._replace(note=detail)
    numbers = rf"\d[\d,]*(?:\.\d+)?|\b(?:{alternatives('count')})\b"
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
    if digits and value is None:  # such as 1,2,3
        return Count(None, None, None, f"{text!r} could not be read as a count")
    count = _whole(value, text) if value is not None else _worded(words("count")[token[0]])
    if count.value is None:
        return count
    before, after = text[: token.start()].strip(), text[token.end() :].strip()
    if before.endswith("minus"):
        return _whole(-(count.value or 1), text)
    return _related(count, before, after)


def _related(count: Count, before: str, after: str) -> Count:
    """Widen a count by the wording around its number."""
    value = count.value or 0
    around = r"(?:^|\s)({})\s*$|^\s*({})(?=\s|$)"
    for kind in ("below", "relation"):
        told = alternatives(kind)
        pattern = around.format(told, told)
        match = re.search(pattern, before) or re.search(pattern, after)
        if not match:
            continue
        if kind == "below":
            most = max(value - 1, 0)
            return Count(most, 0, most)
        rule = words("relation")[match[1] or match[2]]
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
    unless its letters say otherwise. Links of online maps and ``geo:`` (RFC 5870) are read too.
    """
    if is_unknown(value):
        return None, None
    text = plain(value)
    wkt = re.fullmatch(
        r"(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(\s+\S+)?\s*\)", text, re.I
    )
    if wkt:
        return wkt[2], wkt[1]
    for pattern in _LINKS:
        if link := pattern.search(text):
            return link[1], link[2]
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
