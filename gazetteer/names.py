"""Names: folding, spelling families, kind words and abbreviations, from the tables in `data/`."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LONGEST_NAME = 200
"""Characters beyond which a text is no place name; the longest real one has 168 letters."""

_APOSTROPHES = "'’‘`´ʻʼʿʾ′"
_SPACES = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of one of the engine's reviewed tables in `gazetteer/data`."""
    text = files("gazetteer").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def _letters() -> dict[str, dict[str, str]]:
    return {row["letter"]: row for row in read_table("names_letters.csv")}


class _FoldTable(dict[int, str]):
    """Character by character: one folded character, or a space, or nothing; filled as met."""

    def __missing__(self, code: int) -> str:
        self[code] = value = _fold_character(chr(code))
        return value


def _fold_character(char: str) -> str:
    known = _letters().get(char)
    if known is not None:
        return known["folded"]
    if char in _APOSTROPHES:
        return ""
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cc", "Cn", "Co", "Cs") and char not in "\t\n\r":
        return " " if char == "\u200c" else ""  # zero-width non-joiner parts words in Urdu
    if category[0] in "LN":
        plain = unicodedata.normalize("NFKD", char).casefold()
        kept = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
        return "".join(_fold_character(c) if c in _letters() else c for c in kept)
    return " "


_FOLD = _FoldTable()


def fold(name: str) -> str:
    """Key of a name: lower case, no diacritics, punctuation as single spaces, one Arabic alphabet.

    Two names with the same key are the same name written the same way.

    Examples
    --------
    >>> fold("  Dera-Ismāʿīl  KHAN ")
    'dera ismail khan'
    >>> fold("D.I. Khan")
    'd i khan'
    """
    lowered = name.lower()
    if lowered.isascii() and lowered.isalpha():
        return lowered
    return " ".join(lowered.translate(_FOLD).split())


class Family(NamedTuple):
    """One row of `names_families.csv`: spellings that stand for the same sound or word."""

    scope: str
    pattern: re.Pattern[str]
    literal: str
    replacement: str


@cache
def families() -> tuple[Family, ...]:
    """Spelling families in their order."""
    return tuple(
        Family(
            row["scope"],
            re.compile(
                row["pattern"]
                if row["scope"] != "suffix"
                else f"(?:^|(?<=..))(?:{row['pattern']})$"
            ),
            row["pattern"],
            row["replacement"],
        )
        for row in read_table("names_families.csv")
    )


@lru_cache(maxsize=200_000)
def _variant_word(word: str) -> str:
    for family in families():
        if family.scope == "word":
            if family.pattern.fullmatch(word):
                return family.replacement
        elif family.scope == "letters":
            word = word.replace(family.literal, family.replacement)
        else:
            word = family.pattern.sub(family.replacement, word)
    return word


@cache
def _numbers() -> tuple[re.Pattern[str], dict[str, str]]:
    values = {row["word"]: row["value"] for row in read_table("names_numbers.csv")}
    words = sorted(values, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(words)})\b"), values


def is_numbered(key: str) -> bool:
    """Whether a folded name is that of a numbered village of the Punjab's canal colonies."""
    return key.startswith("chak ")


def names_canal(key: str) -> bool:
    """Whether a numbered village's name says on which canal: "45/JB" is one, "45" are many."""
    return is_numbered(key) and variant_key(key)[-1:].isalpha()


def _numbered(key: str) -> str:
    """Key of a numbered village, digits for words: "chak two hundred five jhang branch"."""
    pattern, values = _numbers()
    plain = pattern.sub(lambda match: values[match.group()], key)
    told: list[str] = []
    total = 0
    for word in [*plain.split(), ""]:
        if word.isdigit():
            value = int(word)
            total = total * value if value == 100 and 0 < total < 10 else total + value
        else:
            told += [str(total)] * (total > 0) + [word]
            total = 0
    return "".join(told)


@lru_cache(maxsize=20_000)
def variant_key(key: str) -> str:
    """Spelling-family key of a folded name; spaces vanish, so "Sultan Abad" is "Sultanabad".

    Examples
    --------
    >>> variant_key(fold("Qilla Saifullah")) == variant_key(fold("Killa Saif Ullah"))
    True
    >>> variant_key(fold("Chak 45/JB")) == variant_key(fold("Chak Forty-five Jhang Branch"))
    True
    """
    if not key.isascii():
        return key.replace(" ", "")
    if is_numbered(key):
        return _numbered(key)
    return _doubled("".join(_variant_word(word) for word in key.split()))


def _doubled(text: str) -> str:
    return re.sub(r"([a-z$])\1+", r"\1", text)


@cache
def _script_letters() -> dict[int, str]:
    return {ord(row["folded"]): row["latin"] for row in _letters().values() if row["folded"]}


_VOWELS = str.maketrans("", "", "aeiouyvh ")


@lru_cache(maxsize=20_000)
def skeleton(key: str) -> str:
    """Consonants of a folded name in one alphabet, to meet Urdu script and Latin half-way.

    Urdu writes few vowels, and its w and y are vowels as often as not: all of them are dropped.

    Examples
    --------
    >>> skeleton(fold("کچلاک")) == skeleton(fold("Kuchlak"))
    True
    """
    if not key.isascii():
        key = key.translate(_script_letters())
        if not key.isascii():
            return ""
    return _doubled(variant_key(key).translate(_VOWELS))


class KindWord(NamedTuple):
    """One row of `names_kinds.csv`: a word that says what sort of place a name is."""

    word: str
    kind: str
    level: str
    keep: bool


@cache
def kind_words() -> dict[str, KindWord]:
    """Kind words by their folded form."""
    return {
        fold(row["word"]): KindWord(
            fold(row["word"]), row["kind"], row["level"], row["keep"] == "1"
        )
        for row in read_table("names_kinds.csv")
    }


@cache
def abbreviations() -> dict[str, str]:
    """Folded abbreviation → folded full name."""
    return {row["short"]: row["full"] for row in read_table("names_abbreviations.csv")}


@cache
def ordinary_words() -> frozenset[str]:
    """Folded ordinary words that are names of places too, from `names_words.csv`."""
    return frozenset(fold(row["word"]) for row in read_table("names_words.csv"))


class NameParts(NamedTuple):
    """A name taken apart: what is left without its kind word, and that word."""

    key: str
    core: str
    kind: KindWord | None


_ADMIN = ("admin1", "admin2", "admin3", "division")


@cache
def _kind_pattern() -> re.Pattern[str]:
    words = sorted(kind_words(), key=lambda w: (-len(w), w))
    any_word = "|".join(re.escape(word) for word in words)
    return re.compile(
        rf"(?:(?P<core>.+?) (?P<after>{any_word})|(?P<before>{any_word}) (?P<rest>.+))"
    )


def parts(name: str) -> NameParts:
    """Split the kind word off a name, and write out an abbreviation.

    Examples
    --------
    >>> parts("Panjgur district").core, parts("Panjgur district").kind.kind
    ('panjgur', 'district')
    """
    key = fold(name)
    key = abbreviations().get(key, key)
    match = _kind_pattern().fullmatch(key)
    if match is None:
        return NameParts(key, key, None)
    core = match["core"] or match["rest"]
    word = kind_words()[match["after"] or match["before"]]
    if word.kind == "locality" and match["core"]:
        inner = parts(core)
        if inner.kind is not None and inner.kind.level in _ADMIN:
            return inner  # "Mastung district area" is Mastung district
    return NameParts(key, abbreviations().get(core, core).removeprefix("of "), word)


@cache
def _traps() -> frozenset[frozenset[str]]:
    return frozenset(
        frozenset((variant_key(fold(row["name"])), variant_key(fold(row["other"]))))
        for row in read_table("names_traps.csv")
    )


def is_trap(one: str, other: str) -> bool:
    """Whether two spelling-family keys look alike but are different places.

    Pairs of `names_traps.csv`, a name that another only adds a word to ("Kohlu Karan" is no
    misspelling of "Kohlu"), and names of different numbers ("Chak 45" and "Chak 46").
    """
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) >= 2 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return True
    return frozenset((one, other)) in _traps()
