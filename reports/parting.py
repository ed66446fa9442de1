"""Where a sentence turns from one incident to another: to another place, day or deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.places import SCENE, Place
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.days import DateMention
    from reports.lexicon import Unit


def split_units(
    units: list[Unit], dates: list[DateMention], places: list[Place]
) -> list[list[Unit]]:
    """Cut a sentence where it turns to another incident."""
    cuts = [0]
    for k, unit in enumerate(units):
        c = unit.c
        if k < 2 or not (unit.t in _TURNS or "cue" in c or "date" in c):
            continue
        cue = c.get("cue")
        if unit.t == ":" and _lists_places(units, k, places):
            cuts.append(k)
            continue
        if unit.t == "," and _turns_to_place(units, k, cuts[-1], places):
            cuts.append(k)
            continue
        if unit.t == "and" and (
            _turns_to_date(units, k, cuts[-1], dates)
            or _turns_to_place(units, k, cuts[-1], places)
            or _turns_to_other_day(units, k, cuts[-1], dates)
            or _turns_to_event(units, k, cuts[-1], places)
        ):
            cuts.append(k)
            continue
        if unit.t == "," and _turns_to_event(units, k, cuts[-1], places):
            cuts.append(k)
            continue
        if unit.t in {",", "and"} and _turns_to_deed(units, k, cuts[-1], places):
            cuts.append(k)
            continue
        if unit.t in {",", "after"} and _turns_from_before(units, k, cuts[-1], dates, places):
            cuts.append(k)
            continue
        if cue not in {"split", "separate"} and unit.c.get("date", ("",))[0] != "shift":
            continue
        if unit.t == "while" and k + 1 < len(units) and units[k + 1].t.endswith("ing"):
            continue  # "while grazing goats" is said of the same people
        left, right = units[cuts[-1] : k], units[k:]
        if not (tells(left) and tells(right)):
            continue
        start, end = right[0].s, right[-1].e
        own_date = any(start <= d.start < end and d.role == "event" for d in dates)
        own_place = any(start <= p.start < end and p.score > 2 for p in places)
        same = any(u.c.get("cue") == "same" for u in right)
        if cue is None and not own_place and not _counts_anew(right):
            continue
        first, last = left[0].s, left[-1].e
        set_before = any(first <= d.start < last for d in dates) or any(
            first <= p.start < last and p.score > SCENE for p in places
        )
        beside = unit.t in {"while", "whereas"} and not set_before
        if beside and cue == "split" and not (own_date and not _goes_on(right)):
            continue
        event = any("trg" in u.c for u in right)
        if (cue == "separate" and event) or own_date or own_place or same:
            at = _clause_of(units, k, cuts[-1]) if cue == "separate" else k
            if tells(units[cuts[-1] : at]):
                cuts.append(at)
    return [units[a:b] for a, b in zip(cuts, [*cuts[1:], len(units)], strict=True)]


# "killed with his driver and a guard when his car was blown up": no clause of the guard's own
_BEFORE_VERB = frozenset({",", "when", "as", "after", "while", "before", "who", "whose"})


def _goes_on(right: list[Unit]) -> bool:
    """Whether a clause tells of further people of the same ("while 23 others", "the sixth")."""
    return any(u.t in _FURTHER for u in right[1:5])


_FURTHER = words("ordinal of a person") | {"others", "other", "another", "more"}
_TURNS = frozenset({":", ",", "and", "after"})


def _clause_of(units: list[Unit], k: int, cut: int) -> int:
    """Give where the clause begins in which a word stands ("and a bombing hours later left …")."""
    for n in range(k - 1, max(cut, k - 7), -1):
        if units[n].t in {",", "and", "but", "(", "–", "—"}:
            return n
        if "harm" in units[n].c or units[n].c.get("trg", ("", "", ""))[2] == "v":
            return k
    return k


def _turns_to_event(units: list[Unit], k: int, cut: int, places: list[Place]) -> bool:
    """Whether "and a roadside bomb injured two in Awaran" tells of an event of its own.

    Somebody or something not spoken of before has to do or suffer it, at another place.
    """
    left, right = units[cut:k], units[k + 1 :]
    if len(right) < _CLAUSE or not (tells(left) and tells(right)):
        return False
    new = right[0].t in {"a", "an", "another"} or "num" in right[0].c or right[0].t.isdecimal()
    if units[k].t == ",":  # "Blast injures nine in Hub, barber gunned down in Khuzdar"
        bare = "per" in right[0].c and right[0].t not in _OWN
        if not (new or bare) or not any(_is_verb(u) for u in right[1:4]):
            return False
        new = True
    head = right[:5]
    acting = [u for u in head if {"per", "act"} & u.c.keys()]
    event = [u for u in head if u.c.get("trg", ("", "", ""))[2] in {"n", "w"}]
    if not (new and (acting or event)):
        return False
    if right[1].t in {"others", "other", "more", "of"} or "date" in right[0].c:
        return False
    verb = next((n for n, u in enumerate(right) if _is_verb(u)), 0)
    if not verb or any(u.t in _BEFORE_VERB for u in right[:verb]):
        return False

    def scene(part: list[Unit], after: int) -> set[str]:
        return {
            p.name.casefold()
            for p in places
            if part[after].s <= p.start < part[-1].e
            and p.fine
            and p.score > SCENE
            and p.role != "container"
        }

    mine, theirs = scene(right, verb), scene(left, 0)
    return bool(mine) and bool(theirs) and not mine & theirs


def _is_verb(unit: Unit) -> bool:
    return (
        unit.c.get("trg", ("", "", ""))[2] in {"v", "x"} or unit.c.get("harm", ("", ""))[1] == "v"
    )


_OWN = words("possessive")
_CLAUSE = 4  # words that a clause with a subject, a verb and a place has at least


def _turns_to_date(units: list[Unit], k: int, cut: int, dates: list[DateMention]) -> bool:
    """Whether "and on 19 March …" begins another incident after one of another day."""
    if k + 2 >= len(units) or units[k + 1].t not in {"on", "in"}:
        return False
    at = units[k + 2].s if units[k + 2].t != "the" or k + 3 >= len(units) else units[k + 3].s
    if not any(d.start == at and d.role == "event" for d in dates):
        return False
    left, right = units[cut:k], units[k:]
    earlier = any(left[0].s <= d.start < left[-1].e and d.role == "event" for d in dates)
    return earlier and tells(left) and tells(right)


def _turns_to_deed(units: list[Unit], k: int, cut: int, places: list[Place]) -> bool:
    """Whether the same people did more elsewhere ("…, blew up a bridge in B and raided C")."""
    if not does_more(units, k):
        return False
    left = units[cut:k]
    at = next((n for n in range(k + 2, len(units)) if does_more(units, n)), len(units))
    right = units[k:at]
    if not any(u.c.get("trg", ("", "", ""))[2] == "v" for u in left):
        return False

    def scenes(part: list[Unit]) -> set[str]:
        first, last = part[0].s, part[-1].e
        return {
            p.name
            for p in places
            if first <= p.start < last and p.fine and p.score > SCENE and p.role != "container"
        }

    return bool(scenes(left)) and bool(scenes(right)) and not scenes(left) & scenes(right)


def does_more(units: list[Unit], k: int) -> bool:
    """Whether "and" or a comma is followed by what somebody did ("…, attacked a station")."""
    if units[k].t not in {",", "and"} or k + 2 >= len(units):
        return False
    at = k + 1 + (units[k + 1].t == "and")
    verb, thing = units[at], units[at + 1] if at + 1 < len(units) else None
    if thing is None or verb.c.get("trg", ("", "", ""))[2] != "v":
        return False
    return bool({"num", "per", "act", "thing"} & thing.c.keys()) or thing.c.get("fn") == "det"


def _turns_to_other_day(units: list[Unit], k: int, cut: int, dates: list[DateMention]) -> bool:
    """Whether "and residents lynched one on Sunday" tells of others and of another day."""
    if len(dates) < 2:
        return False
    left, right = units[cut:k], units[k + 1 :]
    if not right or not (tells(left) and tells(right)):
        return False
    days = [d for d in dates if d.role == "event" and d.kind in {"weekday", "full", "monthday"}]
    mine = [d for d in days if right[0].s <= d.start < right[-1].e]
    theirs = [d for d in days if left[0].s <= d.start < left[-1].e]
    if not mine or not theirs:
        return False
    if any((a.value, a.month, a.day) == (b.value, b.month, b.day) for a in mine for b in theirs):
        return False
    if mine[0].start == right[0].s:
        return False  # "on Friday night and Saturday"
    verb = next((n for n, u in enumerate(right) if "harm" in u.c or "trg" in u.c), 0)
    return verb > 0 and any({"per", "act"} & u.c.keys() for u in right[:verb])


def _turns_from_before(
    units: list[Unit], k: int, cut: int, dates: list[DateMention], places: list[Place]
) -> bool:
    """Whether a clause tells what came before ("A day after the killing of six at X, …")."""
    if units[k].t == "," and units[cut].c.get("date", ("",))[0] != "shift":
        return False
    if not dates or not places:
        return False
    left, right = units[cut:k], units[k + 1 :]
    if not right or not (tells(left) and tells(right)):
        return False

    def own(part: list[Unit]) -> bool:
        first, last = part[0].s, part[-1].e
        dated = any(first <= d.start < last and d.role == "event" for d in dates)
        return dated and any(first <= p.start < last and p.score > SCENE and p.fine for p in places)

    return own(left) and own(right)


def _counts_anew(units: list[Unit]) -> bool:
    """Whether a clause tells of a new event with people of its own ("after a bomb wounded ten")."""
    number = any("num" in u.c or u.t.isdecimal() for u in units[1:])
    harmed = any("harm" in u.c and u.c["harm"][0] in {"killed", "injured"} for u in units)
    event = any("trg" in u.c and "harm" not in u.c for u in units)
    return number and harmed and event


def _turns_to_place(units: list[Unit], k: int, cut: int, places: list[Place]) -> bool:
    """Whether "and in Kunar a bomber …" or "and nine in Giwa" begins what happened elsewhere."""
    if sum(p.score > SCENE for p in places) < 2:
        return False
    left, right = units[cut:k], units[k:]
    if not tells(units[:k]):
        return False
    before = [p for p in places if left[0].s <= p.start < left[-1].e and p.score > SCENE]
    before = [p for p in before if p.fine or p.level == "admin1"]
    after = [p for p in places if right[0].s < p.start and p.score > SCENE and p.fine]
    after = [p for p in after if p.role != "container"]
    if not before or not after or after[0].name.casefold() == before[-1].name.casefold():
        return False
    told = next((n for n, u in enumerate(units[k + 1 :], k + 1) if u.e > after[0].start), k)
    lead = units[k + 1 : told]
    listed = units[k].t == ","
    if len(lead) <= _NEAR and lead and lead[0].t in _PLACING:
        return tells(left) and tells(right) and not listed
    counted = [u for u in lead if "num" in u.c or u.t.isdecimal()]
    counted += [u for u in lead if u.c.get("fn") == "det" and not listed]
    if any("thing" in u.c for u in lead):
        return False
    plain = not any({"harm", "trg", "cue", "date"} & u.c.keys() or u.t == "," for u in lead)
    harmed = any("harm" in u.c and u.c["harm"][0] in {"killed", "injured"} for u in units[:k])
    return bool(counted) and plain and harmed and len(lead) <= _NEAR + 3 and not tells(right)


def _lists_places(units: list[Unit], k: int, places: list[Place]) -> bool:
    """Whether a total is followed by its parts ("seven were killed: four in Kohlu, …")."""
    left, right = units[:k], units[k + 1 :]
    harmed = any("harm" in u.c and u.c["harm"][0] in {"killed", "injured"} for u in left)
    if not (harmed and right and not tells(right)):
        return False
    counted = right[0].t.isdecimal() or "num" in right[0].c
    fine = [p for p in places if p.start >= right[0].s and p.score > SCENE and p.fine]
    return counted and len({p.name for p in fine}) > 1


_NEAR = 5  # words between "and" and the place that what follows turns to
_PLACING = words("placing preposition")


def tells(units: list[Unit]) -> bool:
    """Whether words tell of an event or of harm, and do not only name a weapon."""
    return any("harm" in u.c or ("trg" in u.c and u.c["trg"][2] != "w") for u in units)
