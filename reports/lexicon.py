"""The word lists: loaded from `reports/data`, overlaid by a user's, matched against text.

Every list is a CSV that a non-programmer can review. A user's folder may hold files of the same
names: its rows come on top, and a row of the same term replaces the built-in one.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gazetteer.errors import DataError, MissingInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(
    r"[a-z]++(?![^\x00-\x7f])|"  # the common case, at a third of the cost
    r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[\u0300-\u036f\u064b-\u0655\u0670\u200d]+[^\W\d_]*)*|[^\w\s]|_"
)
_MARKS = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0655\u0670\u200d]+")
# One letter for each letter, so that spans stay true: Arabic forms Urdu keyboards mix in, letters
# with a hamza (which may also be written as two), joiners and marks of direction, digits.
_SAME_LENGTH = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ۃ": "ہ", "ة": "ہ", "ه": "ہ", "ھ": "ہ", "ۂ": "ہ", "ۀ": "ہ"}
    | {"ئ": "ی", "ؤ": "و", "أ": "ا", "إ": "ا", "ۓ": "ے", "ٱ": "ا"}
    | dict.fromkeys("\u200c\u200e\u200f\u061c\u2060\ufeff", " ")
    | {chr(0x0660 + i): str(i) for i in range(10)}
    | {chr(0x06F0 + i): str(i) for i in range(10)}
)
_GLUE = "-'’ʼ‘`"
_QUOTES = frozenset('"“”„«»')
_TABLES = (
    "triggers",
    "modes",
    "event_types",
    "numbers",
    "approximations",
    "harms",
    "persons",
    "things",
    "actors",
    "cues",
    "function_words",
    "place_roles",
    "place_kinds",
    "date_words",
    "nations",
    "force_words",
    "no_places",
)


def fold(text: str) -> str:
    """Lower-case text and unify Arabic letter forms and digits without changing any position."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low if low.isascii() else low.translate(_SAME_LENGTH)


class Unit:
    """A word, number, mark or listed phrase of a sentence, with what the lists say about it.

    Of a phrase, `first` and `last` are its first and last word; of a word, the word.
    """

    __slots__ = ("c", "e", "first", "last", "s", "t")

    def __init__(
        self, t: str, s: int, e: int, c: dict[str, Any], words: Sequence[str] | None = None
    ) -> None:
        self.t = t
        self.s = s
        self.e = e
        self.c = c
        self.first = self.last = t
        if words is not None:
            self.first, self.last = words[0], words[-1]

    def __repr__(self) -> str:
        return f"Unit({self.t!r}, {sorted(self.c)})"


class _Phrase(NamedTuple):
    """A listed phrase of several words, and what the lists say about it."""

    term: str
    words: list[str]
    entry: dict[str, Any]


_NOTHING: dict[str, Any] = {}


@dataclass
class Lexicon:
    """All word lists, ready to be matched.

    Attributes
    ----------
    tables : dict
        List name to its rows as read, the user's rows on top.
    """

    tables: dict[str, list[dict[str, str]]]
    _single: dict[str, dict[str, Any]] = field(default_factory=dict)
    _phrases: dict[str, dict[str, list[_Phrase]]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    types: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    actors: dict[str, dict[str, str]] = field(default_factory=dict)
    roles_before: dict[tuple[str, ...], tuple[str, float]] = field(default_factory=dict)
    roles_after: dict[tuple[str, ...], tuple[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        terms: dict[tuple[str, ...], dict[str, Any]] = {}
        for category, term, value in self._entries():
            words = tokens(term)
            if words:
                terms.setdefault(words, {})[category] = value
        for entry in terms.values():
            if len(entry) > 1:
                entry.pop("noplace", None)
        _inherit_persons(terms)
        _inherit_harms(terms)
        _inherit_triggers(terms)
        for words, entry in terms.items():
            if len(words) == 1:
                self._single[words[0]] = entry
                continue
            seconds = self._phrases.setdefault(words[0], {})
            phrase = _Phrase(" ".join(words), list(words), entry)
            seconds.setdefault(words[1], []).append(phrase)
        for seconds in self._phrases.values():
            for options in seconds.values():
                options.sort(key=lambda option: -len(option.words))
        self.ranks = {row["mode"]: int(row["rank"]) for row in self.tables["modes"]}
        self.types = {
            (row["mode"], row["target_side"]): (row["event_type"], row["sub_event_type"])
            for row in self.tables["event_types"]
        }
        self.actors = {row["name"]: row for row in self._foreign_forces()}
        self.actors |= {row["name"]: row for row in self.tables["actors"]}
        for row in self.tables["place_roles"]:
            side = self.roles_before if row["position"] == "before" else self.roles_after
            side[tokens(row["term"])] = (row["role"], float(row["weight"]))

    def _entries(self) -> list[tuple[str, str, Any]]:
        out: list[tuple[str, str, Any]] = []
        rows = self.tables
        for r in rows["triggers"]:
            out.append(("trg", r["term"], (r["mode"], r["weapon"], r["pos"])))
        for r in rows["numbers"]:
            low, high = _whole(r["low"]), _whole(r["high"])
            out.append(("num", r["term"], (r["kind"], _whole(r["value"]), low, high)))
        for r in rows["approximations"]:
            value = (r["place"], _factor(r["low_factor"]), _factor(r["high_factor"]))
            out.append(("approx", r["term"], value))
        for r in rows["harms"]:
            out.append(("harm", r["term"], (r["kind"], r["form"])))
        for r in rows["persons"]:
            if r["singular"]:
                same = r["plural"] == r["singular"]
                out.append(("per", r["singular"], (r["side"], "b" if same else "s")))
            if r["plural"] and r["plural"] != r["singular"]:
                out.append(("per", r["plural"], (r["side"], "p")))
        out += [("noplace", r["term"], True) for r in rows["no_places"]]
        out += [
            ("noplace", r["adjective"], True) for r in rows["nations"] if " " not in r["adjective"]
        ]
        out += [("thing", r["term"], True) for r in rows["things"]]
        for r in rows["actors"]:
            for alias in [r["name"], *r["aliases"].split("|")]:
                alias = alias.strip()
                upper = alias.isascii() and sum(map(str.isupper, alias)) > len(alias) / 2
                out.append(("ACT" if upper else "act", alias, r["name"]))
                out.append(("arms", alias, r["side"]))
        for r in rows["nations"]:
            name = r["actor"] or _force_of(r["country"])
            out.append(("land", r["country"], name))
            latin = r["adjective"].isascii()
            for word in rows["force_words"]:
                if word["term"].isascii() != latin:
                    continue
                force = f"{r['adjective']} {word['term']}"
                out += [("act", force, name), ("arms", force, "security")]
            if r["people"]:
                out.append(("per", r["people"], ("civilians", "p")))
        out += [("cue", r["term"], r["kind"]) for r in rows["cues"]]
        out += [("fn", r["term"], r["kind"]) for r in rows["function_words"]]
        out += [("kind", r["term"], r["position"]) for r in rows["place_kinds"]]
        out += [("date", r["term"], (r["kind"], r["value"])) for r in rows["date_words"]]
        return out

    def _foreign_forces(self) -> list[dict[str, str]]:
        """Rows of the table of actors for the forces of each country."""
        return [
            {
                "name": _force_of(row["country"]),
                "kind": "external",
                "side": "security",
                "acled_name": f"Military Forces of {row['country']}",
                "aliases": "",
            }
            for row in self.tables["nations"]
            if not row["actor"]
        ]

    def units(self, text: str, folded: str, start: int, end: int) -> list[Unit]:
        """Units of ``text[start:end]``: listed phrases by the longest match, else single words."""
        words: list[str] = []
        spans: list[tuple[int, int]] = []
        for m in _TOKEN.finditer(folded, start, end):
            word = m[0]
            if len(word) == 1 and not word.isalnum():
                a, b = m.span()
                if word in _QUOTES:
                    continue
                inside = b < end and text[b].isalnum()
                if (
                    word in _GLUE
                    and a > start
                    and text[a - 1].isalnum()
                    and (word != "-" or inside)
                ):
                    continue
            if not word.isascii():
                word = _MARKS.sub("", word)
                if not word:
                    continue
            words.append(word)
            spans.append(m.span())
        out: list[Unit] = []
        single, phrases = self._single.get, self._phrases.get
        i, last = 0, len(words) - 1
        while i <= last:
            word = words[i]
            seconds = phrases(word)
            if seconds is not None and i < last and (options := seconds.get(words[i + 1])):
                taken = _longest(text, words, spans, i, options)
                if taken is not None:
                    out.append(taken[0])
                    i = taken[1]
                    continue
            found = single(word, _NOTHING)
            a, b = spans[i]
            if "ACT" in found:
                found = _cased(found, text[a:b])
            out.append(Unit(word, a, b, found))
            i += 1
        return out


_AT_LEAST = (["least"], ["most"])


def _longest(
    text: str, words: list[str], spans: list[tuple[int, int]], i: int, options: list[_Phrase]
) -> tuple[Unit, int] | None:
    """Give the longest listed phrase that begins at a word, and the index after it."""
    for term, phrase, entry in options:
        k = i + len(phrase)
        if words[i:k] != phrase or (phrase[-1] == "at" and words[k : k + 1] in _AT_LEAST):
            continue  # "shot at least four" is no "shot at"
        start, end = spans[i][0], spans[k - 1][1]
        if "ACT" in entry:
            entry = _cased(entry, text[start:end])
            if not entry:
                continue
        return Unit(term, start, end, entry, phrase), k
    return None


def tokens(term: str) -> tuple[str, ...]:
    """Words of a term as they are matched: folded, hyphens and apostrophes gone."""
    if term.isascii() and term.replace(" ", "").isalpha():
        return tuple(term.lower().split())  # most terms, at a fifth of the cost
    folded = fold(term)
    found = [_MARKS.sub("", w) for w in _TOKEN.findall(folded)]
    return tuple(w for w in found if w not in _GLUE and w not in _QUOTES)


def _cased(entry: dict[str, Any], raw: str) -> dict[str, Any]:
    """Keep an abbreviation's reading only where it is written in capitals ("IS", not "is")."""
    rest = {k: v for k, v in entry.items() if k != "ACT"}
    letters = [c for c in raw if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) * 2 > len(letters):
        rest["act"] = entry["ACT"]
        rest.pop("fn", None)
    else:
        rest.pop("arms", None)
    return rest


def _inherit_persons(terms: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Let "police cadets" be counted as the "cadets" it ends in."""
    for words, entry in terms.items():
        if len(words) > 1 and ("act" in entry or "ACT" in entry) and "per" not in entry:
            for k in range(1, len(words)):
                tail = terms.get(words[k:])
                if tail and "per" in tail:
                    side, form = tail["per"]
                    side = entry["arms"] if side in {"any", "civilians"} else side
                    entry["per"] = (side, form)
                    break
        elif len(words) > 1 and "per" in entry and not {"act", "ACT"} & entry.keys():
            for k in range(len(words) - 1, 0, -1):
                lead = terms.get(words[:k], {})
                if "act" in lead and lead.get("arms") == entry["per"][0]:
                    entry["act"], entry["arms"] = lead["act"], lead["arms"]
                    break


def _inherit_triggers(terms: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Let "Indian shelling", a name of an acting force, still tell of the shelling it ends in."""
    for words, entry in terms.items():
        named = "act" in entry or "ACT" in entry or entry.get("cue") in {"separate", "split"}
        if len(words) > 1 and named and "trg" not in entry:
            for k in range(1, len(words)):
                tail = terms.get(words[k:])
                if tail and "trg" in tail and tail["trg"][2] in "nw":
                    entry["trg"] = tail["trg"]
                    break


def _inherit_harms(terms: dict[tuple[str, ...], dict[str, Any]]) -> None:
    """Let a phrase of violence keep the harm told by a verb in it ("bomb kills")."""
    for words, entry in terms.items():
        claim = entry.get("cue") == "claim"
        if len(words) < 2 or not ("trg" in entry or claim) or "harm" in entry:
            continue
        abduct = not claim and entry["trg"][0] == "abduct"
        kept = {"abducted"} if abduct else {"killed", "injured"}
        for size in range(len(words) - 1, 0, -1):
            parts = [terms.get(words[k : k + size], {}) for k in range(len(words) - size + 1)]
            if claim and size == 1:  # "claimed" lives; who claims to have done so killed nobody yet
                parts = [terms.get((w,), {}) for w in words if not w.startswith("claim")]
            harms = [h for part in parts if (h := part.get("harm")) and h[1] in "va"]
            if harms and harms[0][0] in kept:
                entry["harm"] = harms[0]
            if harms:
                break


def _force_of(country: str) -> str:
    return f"Military of {'the ' if country.startswith('United') else ''}{country}"


def _whole(value: str) -> int | None:
    return int(value) if value else None


def _factor(value: str) -> float | None:
    return float(value) if value else None


def _read(text: str) -> list[dict[str, str]]:
    return [dict(row) for row in csv.DictReader(io.StringIO(text))]


def _spell_out(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put one row for each phrase that a term with choices stands for."""
    return [
        {**row, "term": term} if "term" in row else row
        for row in rows
        for term in _choices(row.get("term") or "")
    ]


def _choices(term: str) -> list[str]:
    """Every phrase of a term with choices: "[shut/closed] their shops" stands for two."""
    parts = [part.split("/") if n % 2 else [part] for n, part in enumerate(_CHOICE.split(term))]
    return ["".join(chosen) for chosen in product(*parts)]


_CHOICE = re.compile(r"\[([^\]]*)\]")


def load_lexicon(overlay: str | Path | None = None) -> Lexicon:
    """Load the built-in word lists, with a user's folder of the same files on top.

    Parameters
    ----------
    overlay : path, optional
        A folder with any of the files of `reports/data`, same header lines.

    Raises
    ------
    MissingInputError
        If the folder is absent.
    DataError
        If a file in it lacks one of the built-in file's columns, or holds no number where one
        is expected.
    """
    if overlay is None:
        return _built_in()
    folder = Path(overlay)
    if not folder.is_dir():
        msg = f"No folder of word lists at '{folder}': expected a folder with files like cues.csv."
        raise MissingInputError(msg)
    tables = {name: list(rows) for name, rows in _built_in().tables.items()}
    for name in _TABLES:
        path = folder / f"{name}.csv"
        if not path.is_file():
            continue
        own = _read(path.read_text(encoding="utf-8-sig"))
        columns = list(tables[name][0])
        for line, row in enumerate(own, 2):
            missing = [column for column in columns if row.get(column) is None]
            if missing:
                msg = (
                    f"Invalid row in '{path}', line {line}: expected the columns "
                    f"{', '.join(columns)}, missing {', '.join(missing)}."
                )
                raise DataError(msg)
            for column in _NUMBERS.get(name, ()):
                if row[column] and not _NUMBER.fullmatch(row[column]):
                    msg = (
                        f"Invalid row in '{path}', line {line}: expected a number in the column "
                        f"{column}, got '{row[column]}'."
                    )
                    raise DataError(msg)
            if name == "date_words" and not _DATE_VALUE.get(row["kind"], _NUMBER).fullmatch(
                row["value"]
            ):
                msg = (
                    f"Invalid row in '{path}', line {line}: a date word of the kind "
                    f"'{row['kind']}' wants a number as its value (for 'fixed' a month and day "
                    f"such as 8-14), got '{row['value']}'."
                )
                raise DataError(msg)
        tables[name] += _spell_out(own)
    return Lexicon(tables)


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DATE_VALUE = {
    "fixed": re.compile(r"\d{1,2}-\d{1,2}"),
    "last": re.compile(""),
    "ago": re.compile(""),
}
_NUMBERS = {
    "numbers": ("value", "low", "high"),
    "approximations": ("low_factor", "high_factor"),
    "place_roles": ("weight",),
    "modes": ("rank",),
}


@cache
def _built_in() -> Lexicon:
    folder = files("reports").joinpath("data")
    names = {name: folder.joinpath(f"{name}.csv").read_text(encoding="utf-8") for name in _TABLES}
    return Lexicon({name: _spell_out(_read(text)) for name, text in names.items()})
