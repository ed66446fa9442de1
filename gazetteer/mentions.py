"""Mentions: place names in running text, leftmost-longest, with what the text says about them."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.names import fold, kind_words, ordinary_words, parts, read_table
from gazetteer.phrases import phrase_rules
from gazetteer.places import is_area, prominence
from gazetteer.results import Mention
from gazetteer.store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer.places import Place
    from gazetteer.resolve import Resolver
    from gazetteer.store import Store

WELL_KNOWN = 5.2
"""Prominence from which a foreign city needs no cue: about a million people."""

_LEVELS = {
    "district": "admin2",
    "province": "admin1",
    "country": "country",
    "division": "region",
    "region": "region",
}

_ORDER = {"point": 4, "admin3": 3, "admin2": 2, "region": 2, "admin1": 1, "country": 0}


class Found(NamedTuple):
    """A name met in the text: where, its key, and whether the curated set knows it."""

    start: int
    end: int
    key: str
    known: bool


@cache
def _cues(role: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("names_cues.csv") if row["role"] == role)


@cache
def _surnames() -> frozenset[str]:
    return frozenset(fold(row["name"]) for row in read_table("names_surnames.csv"))


class _Plain(dict[int, str]):
    """One character for one: what `fold` gives, or a space where it gives none or several."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        value = folded if len(folded) == 1 else folded[0] if folded and chr(code).isalpha() else " "
        self[code] = value
        return value


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Folded text of the same length, so that offsets stay true.

    Examples
    --------
    >>> plain("Quetta–Chaman; Ka’abah")
    'quetta chaman  ka abah'
    """
    return text.translate(_PLAIN)


def _head(text: str, start: int, end: int) -> re.Match[str] | None:
    """Find the wording before a name that belongs to it: "10 km east of", "outskirts of"."""
    last = _LAST_WORDS.search(text, max(start, end - 40), end)
    if last is None or last[2].lower() not in _LEADING_ON:
        return None
    phrases, kinds = _before()
    found = phrases.search(text, start, end)
    of_kind = last[2].lower() == "of" and (last[1] or "").lower() in _kind_ends()
    other = kinds.search(text, start, end) if of_kind else None
    return min((m for m in (found, other) if m), key=lambda m: m.start(), default=None)


_LAST_WORDS = re.compile(r"(?:\b(\w+)\s+)?\b(\w+)\s+(?:the\s+)?$", re.IGNORECASE)
_LEADING_ON = frozenset(
    {"of", "from", "off", "near", "nearby", "to", "outside", "adjoining", "areas", "beside"}
    | {"opposite", "around"}
)
"""Words that the wording before a name ends with; none of the patterns ends otherwise."""


@cache
def _kind_ends() -> frozenset[str]:
    return frozenset(re.findall(r"\w+$", word)[0].lower() for word in kind_words())


@cache
def _before() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Wording that ends before a name: phrases of the rule table; kind words with "of".

    Two patterns, because there are hundreds of kind words and few names follow an "of".
    """
    heads = []
    for rule in phrase_rules():
        if rule.rule in (
            "offset",
            "ring",
            "outskirts",
            "part",
            "near",
        ) and rule.pattern.pattern.endswith("(?P<a>.+)"):
            head = rule.pattern.pattern.removesuffix("(?P<a>.+)")
            heads.append(re.sub(r"\?P<\w>", "?:", head))
    of = "|".join(sorted((re.escape(w) for w in kind_words()), key=len, reverse=True))
    phrases, kinds = (
        re.compile(rf"(?:^|(?<=[\s(\"“‘']))(?P<head>{head})(?:the\s+)?$", re.IGNORECASE)
        for head in ("|".join(heads), rf"(?:{of})\s+of\s+(?:the\s+)?")
    )
    return phrases, kinds


@cache
def _after() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(w) for w in kind_words()), key=len, reverse=True))
    return re.compile(rf"[\s-](?P<kind>{words})(?![\w-])", re.IGNORECASE)


@cache
def _leading_kind() -> re.Pattern[str]:
    """Kind words of units that stand before a name, as in Urdu."""
    words = "|".join(
        re.escape(row["word"])
        for row in read_table("names_kinds.csv")
        if not row["word"].isascii() and row["level"] != "point"
    )
    return re.compile(rf"(?<!\w)(?P<kind>{words}) $")


_PARENT = re.compile(r"(?:,\s*|\s+in\s+|\s+\()(?:the\s+)?$", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+(?:the\s+)?", re.IGNORECASE)  # after a kind word: "Kingri area of"
_OWNER = re.compile(
    r"(?:['’]s?\s+|\s+(?:کے|کی)\s+(?:نواحی\s+)?(?:علاقے|علاقہ|تحصیل|ضلع|شہر|قصبے|گاؤں)\s+)"
)
_LISTED = re.compile(r"\s*,?\s+(?:and|or|اور)\s+|\s*&\s*", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"\b(?!(?:The|An?|In|At|This)\s)[A-Z][\w'’-]+\s$")
_ROUTE = re.compile(r"^\s*(?:-|–|—|\sto\s)\s*$")
_ROAD = re.compile(
    r"\s+(?:(?:national|main|super)\s+)*(?:highway|road|motorway|expressway|railway(?:\s+line)?)\b",
    re.IGNORECASE,
)
_ROADS = ("highway", "road")
_ROAD_NEAR = re.compile(r",?\s+(?:near|at|in|close to|outside|around)\s+(?:the\s+)?", re.I)
_DATELINE = re.compile(r"\s*(?:\([^)\n]{2,40}\)|,\s*[\w\s.]{3,20})?\s*(?:--+|—|–|:|(?<=\s)-)\s")
_WORD_BEFORE = re.compile(r"(?<![\w'’.-])([\w'’.-]++)[\s,]*+$")
_WORD_AFTER = re.compile(r"[\s-]*(?:'s\s+|’s\s+)?([\w-]+(?:\s+\w+)?)")


class Finder:
    """Finds names in text with one automaton over every name of the stores."""

    def __init__(self, stores: Sequence[Store], resolver: Resolver) -> None:
        self.stores = stores
        self.resolver = resolver
        self.areas = resolver.areas
        self.country = resolver.country
        self._best: dict[str, Place | None] = {}

    @cached_property
    def _patterns(self) -> tuple[list[str], list[int]]:
        """Patterns and their sort: 2 known, 1 a name of the full set, 0 no place."""
        sort: dict[str, int] = {}
        for store in self.stores:
            known = 2 if store.known else 1
            for key in store.all_keys():
                if len(key) > 2 and not key.isdigit():
                    sort[key] = max(sort.get(key, 0), known)
            if isinstance(store, MemoryStore):
                for place in store:
                    for name in place.names():
                        if len(name) > 2 and not name.isalpha():
                            sort.setdefault(plain(name).strip(), known)
        for row in read_table("names_not_places.csv"):
            sort[fold(row["phrase"])] = 0
            sort[plain(row["phrase"]).strip()] = 0
        sort.pop("", None)
        keys = list(sort)
        return keys, [sort[key] for key in keys]

    @cached_property
    def _automaton(self):  # type: ignore[no-untyped-def]
        import ahocorasick_rs

        return ahocorasick_rs.AhoCorasick(
            [" " + key for key in self._patterns[0]],
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            store_patterns=False,
        )

    def scan(self, text: str) -> list[Found]:
        """Every name at word boundaries, leftmost-longest, before any judgement."""
        keys, sorts = self._patterns
        haystack = " " + plain(text) + " "
        known = self._sort_of
        found = []
        for number, start, end in self._automaton.find_matches_as_indexes(haystack):
            if haystack[end] != " ":
                # A longer name ran into a word; a shorter one may end at a boundary before it.
                shorter = keys[number].rpartition(" ")[0]
                while shorter and shorter not in known:
                    shorter = shorter.rpartition(" ")[0]
                if not shorter:
                    continue
                found.append(Found(start, start + len(shorter), shorter, known[shorter] == 2))
                if known[shorter] == 0:
                    found.pop()
            elif sorts[number]:
                found.append(Found(start, end - 1, keys[number], sorts[number] == 2))
        return found

    @cached_property
    def _sort_of(self) -> dict[str, int]:
        keys, sorts = self._patterns
        return dict(zip(keys, sorts, strict=True))

    def find(self, text: str) -> list[Mention]:
        """Place names in a text, each with its relation, kind word and stated parents."""
        cased = text != text.lower() and text != text.upper()
        kept = [found for found in self.scan(text) if self._is_place(found, text, cased)]
        mentions: list[Mention] = []
        position = 0
        while position < len(kept):
            mention, position = self._mention(text, kept, position)
            mentions.append(mention)
        return mentions

    def _is_place(self, found: Found, text: str, cased: bool) -> bool:
        word = text[found.start : found.end]
        script = not word.isascii() and not word[:1].isupper() and word.lower() == word
        if cased and not script and word == word.lower():
            return False
        before, after = (
            text[max(0, found.start - 60) : found.start],
            text[found.end : found.end + 40],
        )
        if _line_start(text, found.start) and _DATELINE.match(after):
            return False
        if self._part_of_other(found, word, before, after):
            return False
        place = self._place(found.key)
        strong = found.known and place is not None and self._strong(found.key, place)
        return strong or self._cue(found, before, after, text)

    def _strong(self, key: str, place: Place) -> bool:
        """Whether a name needs no cue: well known, and neither a word nor a surname."""
        if key in ordinary_words() or key in _surnames():
            return False
        if is_area(place):
            return len(key) > 3 or key.upper() in set(place.names())
        if place.country == self.country:
            return len(key) > 3
        return prominence(place) >= WELL_KNOWN

    def _part_of_other(self, found: Found, word: str, before: str, after: str) -> bool:
        """Names inside organisations, people and tribes, and where somebody comes from."""
        following = _WORD_AFTER.match(after)
        words = following[1].lower() if following and after[:1] not in ",.;:()\n" else ""
        first = words.split()[0] if words else ""
        if first in _cues("organisation") or words in _cues("organisation"):
            return words.split()[-1] not in _cues("premises")  # "Turbat police station"
        if first in _cues("tribe") and found.key in _surnames() | ordinary_words():
            return True
        previous = _WORD_BEFORE.search(before)
        prior = (
            previous[1]
            if previous and not before.rstrip(" ").endswith((",", ".", ";", ":", "\n"))
            else ""
        )
        lowered = prior.lower().strip(".")
        if lowered in _cues("title"):
            return True
        if found.key in _surnames():
            if first in _cues("person") or (prior[:1].isupper() and lowered not in _cues("before")):
                return True
        elif prior[:1].isupper() and lowered not in _cues("before") and not found.known:
            return True
        if before.endswith(("-e-", "-i-", "-ul-", "-", "@", "#")) and not before.endswith(" -"):
            return not _ROUTE.match(before[-1:]) or before.endswith(("-e-", "-i-", "-ul-"))
        if not found.known and re.match(r"\s+[A-Z]", after):
            return not _after().match(after)
        return False

    def _cue(self, found: Found, before: str, after: str, text: str) -> bool:
        key = found.key
        if len(key) < 3 or (not found.known and len(key) < 4):
            return False
        kind = _after().match(after)
        if kind is not None and not (key in ordinary_words() and not found.known):
            return True
        previous = _WORD_BEFORE.search(before)
        prior = previous[1].lower() if previous else ""
        adjoining = before.rstrip(" ").endswith(prior) if prior else False
        if key in ordinary_words() and not found.known:
            return False
        if adjoining and prior == "of":
            return _head(before, 0, len(before)) is not None
        if adjoining and prior in _cues("before"):
            return True
        stated = re.match(r",\s+(?:the\s+)?([A-Z][\w-]+(?:\s[A-Z][\w-]+)?)", after)
        return stated is not None and any(
            self.areas.named(fold(name)) for name in (stated[1], stated[1].split()[0])
        )

    def _place(self, key: str) -> Place | None:
        """Return the likeliest place of a name: areas and well-known places first."""
        if key not in self._best:
            hits = [hit for store in self.stores for hit in store.exact(fold(key))]
            hits.sort(
                key=lambda hit: (
                    -(prominence(hit[0]) * 1.2 + 2.0 * (hit[0].country == self.country))
                    + (0.0 if hit[1] else 0.5),
                    hit[0].place_id,
                )
            )
            self._best[key] = hits[0][0] if hits else None
        return self._best[key]

    def _mention(self, text: str, kept: list[Found], position: int) -> tuple[Mention, int]:
        found = kept[position]
        start, end, name = found.start, found.end, text[found.start : found.end]
        own = parts(name)
        if own.kind is not None and not own.kind.keep and own.kind.level != "point":
            name = name[: -len(own.kind.word)].rstrip() if own.key.startswith(own.core) else name
        position += 1
        route = self._route(text, kept, position, found)
        if route is not None:
            start, end, name, position = route
        head = _head(text, max(0, start - 90), start)
        if head is not None and not self._belongs_before(text, head):
            start = head.start("head")
        else:
            head = None
        level = "point" if route else self._level(found.key)
        tail = _after().match(text, end)
        if tail is not None and route is None:
            end = tail.end()
            level = self._worded(tail["kind"], level)
        elif not name.isascii() and (
            led := _leading_kind().search(text, max(0, start - 20), start)
        ):
            start = led.start("kind")  # "ضلع آواران"
            level = self._worded(led["kind"], level)
        elif head is not None and head["head"].lower().rstrip().endswith(" of"):
            words = parts(f"{name} {head['head'].lower().rsplit(' of', 1)[0]}")
            if words.kind is not None and words.kind.level in ("admin2", "admin1", "admin3"):
                level = words.kind.level
        between = re.search(
            r"\b(?:between|separating)\s+(?:the\s+)?$", text[max(0, start - 40) : start]
        )
        if (
            between
            and position < len(kept)
            and re.fullmatch(r"\s+and\s+(?:the\s+)?", text[end : kept[position].start])
        ):
            start -= len(between.group())
            end = kept[position].end
            name, level = text[found.start : end], "point"
            position += 1
            tail = _after().match(text, end)
            end = tail.end() if tail else end
        parents: list[str] = []
        first, last = position - 1, end
        while position < len(kept):
            gap = text[last : kept[position].start]
            worded = tail is not None or own.kind is not None
            if not self._states_parent(text, kept, position, gap, level, worded=worded):
                break
            tail = _after().match(text, kept[position].end)
            last = tail.end() if tail else kept[position].end
            parents.append(text[kept[position].start : last])
            position += 1
        owner = kept[first - 1] if first else None
        if (
            owner is not None
            and route is None
            and _OWNER.fullmatch(text[owner.end : found.start])
            and self._may_hold(owner, found, level)
        ):
            parents.append(text[owner.start : owner.end])
        place = self._place(found.key)
        country = place.country if place is not None else self.country
        return (
            Mention(start, end, text[start:end], name, level, tuple(parents), country),
            position,
        )

    def _route(
        self, text: str, kept: list[Found], position: int, found: Found
    ) -> tuple[int, int, str, int] | None:
        """Read "Quetta–Karachi highway near Mastung" as one mention, of Mastung if it is named."""
        place = self._place(found.key)
        name = text[found.start : found.end]
        if found.known and (_ROAD.search(" " + name) or (place and place.kind in _ROADS)):
            end, following = found.end, position
        else:
            road = _ROAD.match(text, kept[position].end) if position < len(kept) else None
            if road is None or not _ROUTE.match(text[found.end : kept[position].start]):
                return None
            end, following = road.end(), position + 1
        if following < len(kept):
            third = kept[following]
            if _ROAD_NEAR.fullmatch(text[end : third.start]):
                return found.start, third.end, text[third.start : third.end], following + 1
        return found.start, end, text[found.start : end], following

    def _states_parent(
        self, text: str, kept: list[Found], position: int, gap: str, level: str, *, worded: bool
    ) -> bool:
        """Whether the next name is said to hold this one: "X, Y", "X in Y", "X area of Y"."""
        following = kept[position]
        if worded and _OF.fullmatch(gap):
            return self._may_hold(following, kept[position - 1], level)
        if not _PARENT.fullmatch(gap) or not self._is_parent(following, level):
            return False
        return not (gap.lstrip().startswith(",") and self._in_list(text, kept, position))

    def _in_list(self, text: str, kept: list[Found], position: int) -> bool:
        """Whether a name after a comma only goes on a list ("in A, B, C and D")."""
        at = position
        while at + 1 < len(kept):
            end = kept[at].end
            if _after().match(text, end) or self._level(kept[at].key) in ("admin1", "country"):
                return False
            gap = text[end : kept[at + 1].start]
            if _LISTED.fullmatch(gap):
                return True
            if gap.strip() != ",":
                return False
            at += 1
        return False

    def _may_hold(self, owner: Found, found: Found, level: str) -> bool:
        """Whether a name of which another is said to be a part is no smaller unit than that."""
        own = self._level(owner.key)
        return owner.key != found.key and (_ORDER[own] < _ORDER[level] or level == "point")

    @staticmethod
    def _belongs_before(text: str, head: re.Match[str]) -> bool:
        """Whether a kind word before a name is that of a name before it ("Ochat area of Y")."""
        if not head["head"].lower().rstrip().endswith((" of", " of the")):
            return False
        before = text[max(0, head.start("head") - 30) : head.start("head")]
        return head["head"][:1].islower() and _NAME_BEFORE.search(before) is not None

    def _is_parent(self, found: Found, level: str) -> bool:
        own = self._level(found.key)
        if own == "point":
            return level == "point" and bool(self.areas.named(found.key, kind="district"))
        return _ORDER[own] < _ORDER[level]

    def _level(self, key: str) -> str:
        answer = self.resolver.name(key)
        return _LEVELS.get(answer.place_kind, "region") if answer.status == "area" else "point"

    def _worded(self, word: str, level: str) -> str:
        kind = kind_words()[fold(word)]
        if kind.level in ("admin1", "admin2", "admin3", "point"):
            return level if kind.kind == "locality" and level != "point" else kind.level
        if kind.level == "line":
            return "point"
        return "region" if kind.level in ("region", "division") else level


def _line_start(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start].rstrip(" ")
    return before.endswith("\n") or (not before and start <= 60)
