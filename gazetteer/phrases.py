"""Place phrases: "10 km east of Mach", "near Kuchlak", "X in Y, Z", taken apart by rule tables."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gazetteer.names import fold, kind_words, read_table


class PhraseRule(NamedTuple):
    """One row of `rules_phrases.csv`: wording, precision codes, and how the radius grows."""

    rule: str
    pattern: re.Pattern[str]
    geo_precision: int
    where_prec: int
    base_km: float
    per_km: float
    says: str


class Relation(NamedTuple):
    """A phrase read by a rule: the places it names and, where stated, how far and which way."""

    rule: PhraseRule
    first: str
    second: str
    km: float
    bearing: float | None


class Part(NamedTuple):
    """One piece of a chain "shop near Sirki Kala, Quetta": how it hangs on what precedes it."""

    relation: str
    text: str


@cache
def directions() -> dict[str, float]:
    """Compass words and their bearing in degrees; -1 where the word gives none."""
    return {row["word"]: float(row["degrees"]) for row in read_table("names_directions.csv")}


@cache
def _units() -> dict[str, float]:
    return {row["unit"]: float(row["km"]) for row in read_table("rules_units.csv")}


def _either(words: list[str]) -> str:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,6})(?:[.,]\d{1,2}(?!\d))?"


def _number(text: str) -> float:
    """Value of "10,000" (thousands), "1,5" and "1.5"."""
    return float(re.sub(r",(?=\d{3})", "", text).replace(",", "."))


def opens_with_distance(text: str) -> bool:
    """Whether a text opens with a number and a unit: what stands there is no name."""
    return re.match(rf"\W*\d\S*\s*(?:{_either(list(_units()))})\b", text, re.I) is not None


@cache
def phrase_rules() -> tuple[PhraseRule, ...]:
    """Rules in the order in which they are tried."""
    bearing = _either([word for word, degrees in directions().items() if degrees >= 0])
    fields = {
        "{number}": rf"(?P<n>{_NUMBER}(?:\s*(?:-|–|to)\s*\d{{1,4}})?)",
        "{unit}": rf"(?P<u>{_either(list(_units()))})\b\.?",
        "{bearing}": rf"(?P<d>{bearing})\b",
    }
    rules = []
    for row in sorted(read_table("rules_phrases.csv"), key=lambda row: int(row["order"])):
        pattern = row["pattern"]
        for name, expression in fields.items():
            pattern = pattern.replace(name, expression)
        rules.append(
            PhraseRule(
                row["rule"],
                re.compile(pattern, re.IGNORECASE),
                int(row["geo_precision"]),
                int(row["where_prec"]),
                float(row["base_km"]),
                float(row["per_km"]),
                row["says"],
            )
        )
    return tuple(rules)


def rule_named(name: str) -> PhraseRule:
    """Return the first rule of a name."""
    return next(rule for rule in phrase_rules() if rule.rule == name)


def read_relation(text: str) -> Relation | None:
    """Read a whole text as a relative phrase, or None.

    Examples
    --------
    >>> relation = read_relation("about 10 km east of Mach")
    >>> relation.first, relation.km, relation.bearing
    ('Mach', 10.0, 90.0)
    """
    for rule in phrase_rules():
        match = rule.pattern.fullmatch(text)
        if match is None:
            continue
        found = match.groupdict()
        km = 0.0
        if found.get("n"):
            numbers = [_number(told) for told in re.findall(_NUMBER, found["n"])]
            unit = re.sub(r"\s+", " ", found["u"].lower())
            km = sum(numbers) / len(numbers) * _units()[unit]
        bearing = None
        if found.get("d"):
            bearing = directions()[re.sub(r"\s+", " ", found["d"].lower())]
        return Relation(
            rule, found["a"].strip(" ,"), (found.get("b") or "").strip(" ,"), km, bearing
        )
    return None


@cache
def _asides() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = sorted(read_table("rules_asides.csv"), key=lambda row: int(row["order"]))
    return tuple((re.compile(row["pattern"], re.DOTALL), row["replacement"]) for row in rows)


def without_asides(text: str) -> str:
    """Text without what says nothing of where the place lies, by `rules_asides.csv`.

    Examples
    --------
    >>> without_asides("Lhada, close to the Afghan border, South Waziristan")
    'Lhada, South Waziristan'
    """
    for pattern, replacement in _asides():
        shorter = pattern.sub(replacement, text).strip(" ,")
        text = shorter or text
    return text


@cache
def _direction() -> re.Pattern[str]:
    return re.compile(rf"(?:far\s+)?(?:{_either(list(directions()))})\s+(?=\S)", re.IGNORECASE)


def without_direction(text: str) -> str:
    """Text without a leading word of direction.

    Examples
    --------
    >>> without_direction("northern Kech district")
    'Kech district'
    """
    match = _direction().match(text)
    return text[match.end() :] if match else text


@cache
def _distance_clause() -> re.Pattern[str]:
    heads = [
        re.sub(r"\(\?P<\w>", "(?:", rule.pattern.pattern.removesuffix("(?P<a>.+)"))
        for rule in phrase_rules()
        if rule.rule in ("offset", "ring")
    ]
    return re.compile(rf"(?:^|(?<=[\s,(]))(?:{'|'.join(heads)})[^,;()/]+", re.IGNORECASE)


def distance_clause(text: str) -> tuple[str, str]:
    """Split off a clause that says how far a named place lies from another one.

    Examples
    --------
    >>> distance_clause("Turbat, 650 kilometers southwest of Quetta, Balochistan")
    ('Turbat, Balochistan', '650 kilometers southwest of Quetta')
    """
    match = _distance_clause().search(text)
    if match is None or not fold(text[: match.start()]):
        return text, ""
    before = text[: match.start()].rstrip(" ,;(")
    after = text[match.end() :].strip(" ,;)")
    return (f"{before}, {after}" if after else before), match.group().strip()


_LINK = re.compile(
    r"\s*(?:[,;\n()\[\]]|(?<!\d)/|(?<=[a-z]{3})\.(?=\s)|\s-\s)\s*"
    r"|\s+(?P<word>in|of|at|inside|within|near|close to|around|outside|from|and|&|on|along|off"
    r"|on the outskirts of|situated in|located in)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:the|a|an|in|at|from|inside|within|along|on|of|to|towards|some|several|various|other)\s+",
    re.IGNORECASE,
)
_OF = re.compile(r"^(?:the\s+)?(?P<kind>[\w\s-]+?)\s+of\s+(?P<name>.+)$", re.IGNORECASE)
_NEAR_WORDS = {"near", "close to", "around", "outside", "off", "on the outskirts of"}
_BREAK = re.compile(r"[\[(]\s*(?:near|close to|around)\s+", re.IGNORECASE)


def strip_opening(text: str) -> str:
    """Text without leading articles and prepositions.

    Examples
    --------
    >>> strip_opening("in the Neelum valley")
    'Neelum valley'
    """
    while True:
        shorter = _OPENING.sub("", text.strip(" \t\n,.;:'\"“”‘’"))
        if shorter == text:
            return text
        text = shorter


def chain(text: str) -> list[Part]:
    """Cut a phrase into its pieces, each with the word by which it hangs on the one before.

    Examples
    --------
    >>> [tuple(part) for part in chain("shop near Sirki Kala, Quetta")]
    [('', 'shop'), ('near', 'Sirki Kala'), ('in', 'Quetta')]
    >>> [part.relation for part in chain("Kotkai, Ladha and Makeen areas")]
    ['', 'list', 'and']
    """
    inverted = _OF.match(text)
    if inverted and fold(inverted["kind"]) in kind_words():
        text = f"{inverted['name']} {inverted['kind']}" if _plain(inverted["name"]) else text
    text = _BREAK.sub(" near ", text)
    pieces: list[Part] = []
    relation, start = "", 0
    commas: list[bool] = []
    comma = False
    for match in _LINK.finditer(text):
        piece = strip_opening(text[start : match.start()])
        if piece:
            pieces.append(Part(relation, piece))
            commas.append(comma)
        comma = match.group().strip() == ","
        word = (match["word"] or "").lower()
        if word in ("and", "&") or "/" in match.group():
            relation = "and"
        elif word in _NEAR_WORDS:
            relation = "near"
        elif word or pieces:
            relation = "in"
        start = match.end()
    last = strip_opening(text[start:])
    if last:
        pieces.append(Part(relation, last))
        commas.append(comma)
    for at in range(len(pieces) - 1, 1, -1):  # "A, B and C": what stands before "and" is a list
        if pieces[at].relation in ("and", "list") and commas[at - 1]:
            pieces[at - 1] = Part("list", pieces[at - 1].text)
    return pieces


@cache
def _juxtaposed() -> re.Pattern[str]:
    """Kind word inside and another unit at the end: "Sangan area Sibi district"."""
    kinds = kind_words().values()
    inner = _either([k.word for k in kinds if k.level in ("point", "admin3") and not k.keep])
    outer = _either([k.word for k in kinds if k.level in ("admin1", "admin2", "admin3")])
    return re.compile(rf"(?P<a>\S.*?\s(?:{inner}))\s+(?P<b>\S.*\s(?:{outer}))", re.IGNORECASE)


def juxtaposed(text: str) -> str:
    """Text with a comma where a place and its district stand side by side without one.

    Examples
    --------
    >>> juxtaposed("Sangan area Sibi district")
    'Sangan area, Sibi district'
    """
    match = _juxtaposed().fullmatch(text)
    return f"{match['a']}, {match['b']}" if match else text


def _plain(name: str) -> bool:
    return _LINK.search(name) is None
