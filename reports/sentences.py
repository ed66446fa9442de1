"""Where sentences and paragraphs begin and end in a report, as character spans."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from reports.word_sets import words

# A line break, the last of some end marks before a gap, an Urdu full stop, or a semicolon. It opens
# with the marks themselves, since a pattern that opens so is searched for several times faster.
_BREAK = re.compile(
    r"[\n.!?۔؟…;؛](?:(?<=\n)(?:[ \t\r\f\v]*\n\s*)?|"
    r"(?<=[.!?۔؟…])(?<![.!?۔؟…]{2})[.!?۔؟…]*+[\"'”’)\]]*+(?=\s|$)|(?<=[۔؟])|(?<=[;؛])(?=\s))"
)
_WORD = re.compile(r"[\w.]*$")
BULLET = re.compile(
    r"\s*(?:[-*•·●▪>–—]|\(?\d{1,2}[.)]|\((?:[a-h]|[ivx]{1,4})\)|(?:[a-h]|[ivx]{1,4})\)|"
    r"(?:S(?:er(?:ial)?|r)?\.? ?(?:[Nn]o\.? ?)?|[Ii]tem |[Ii]ncident |Case )\d{1,2}[.):]?)\s"
)  # "- ", "3. ", "(b) ", "iv) ", "S.1 ", "Ser 2. ", "Incident 3: "
_CHUNK = 3000


class Sentence(NamedTuple):
    """A sentence as a span of the report's text, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> list[Sentence]:
    """Split a report into sentences, in order, without blank ends.

    A single line break ends a sentence only where the line is not merely wrapped: where it is
    clearly shorter than the lines of the report are long, or a list item follows. No sentence is
    longer than 3,000 characters, so that text without punctuation cannot cost time.
    """
    width = _wrap_width(text)
    out: list[Sentence] = []
    paragraph = 0
    start = 0
    for m in _BREAK.finditer(text):
        mark = m.group()
        if mark.startswith("\n"):
            blank = mark.count("\n") > 1
            if not blank and _is_wrapped(text, m.start(), width):
                continue
            _add(out, text, start, m.start(), paragraph)
            start = m.end()
            paragraph += 1
            continue
        if mark[:1] == "." and _is_abbreviation(text, start, m.start(), m.end()):
            continue
        _add(out, text, start, m.end(), paragraph)
        start = m.end()
    _add(out, text, start, len(text), paragraph)
    return out


def _add(out: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end:
        stop = min(end, start + _CHUNK)
        if stop < end:
            space = text.rfind(" ", start, stop)
            stop = space if space > start else stop
        piece = text[start:stop]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            out.append(Sentence(start + left, start + right, paragraph))
        start = stop


# Abbreviations that may as well end a sentence: they do where a capital follows.
_ENDING = words("abbreviation that may end a sentence")


@cache
def _abbreviations() -> frozenset[str]:
    text = files("reports").joinpath("data/abbreviations.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


def _is_abbreviation(text: str, start: int, dot: int, end: int) -> bool:
    before = text[max(start, dot - 12) : dot]
    m = _WORD.search(before)
    word = m.group().lower() if m else ""
    if not word:
        return False
    follows = text[end : end + 12].lstrip()[:1]
    if follows == "(" and BULLET.match(text, end):
        return False  # "7 inj. (b) Tank: …"
    if word in _abbreviations():
        return not (word in _ENDING and follows.isupper())
    if len(word) == 1 and word.isalpha():
        return True
    return bool(follows) and follows.islower() and text[end : end + 2].strip() != ""


def _wrap_width(text: str) -> int:
    """Width the text seems to be wrapped at; 0 where its lines are whole paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    if len(lengths) < 3:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    return width if 30 <= width <= 120 else 0


def _is_wrapped(text: str, at: int, width: int) -> bool:
    line_start = text.rfind("\n", 0, at) + 1
    line = text[line_start:at].rstrip()
    next_end = text.find("\n", at + 1)
    following = text[at + 1 : next_end if next_end >= 0 else len(text)]
    if not following.strip() or BULLET.match(following):
        return False
    if not width or line[-1:] in ".!?:;۔؟":
        return False
    word = following.split(None, 1)[0]
    return len(line) + 1 + len(word) > width * 0.85
