"""Words that name an event: which kind, with what weapon, told anew or as known."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

_DEFINITE = words("definite")


_OWNED = words("owned body")


class Trigger(NamedTuple):
    """A word that names an event."""

    start: int
    end: int
    mode: str
    weapon: str
    pos: str
    definite: bool
    plural: bool
    carried: bool = False  # by an attacker who is named besides ("suicide bomber")


_URDU_NEW = words("new event in urdu")


_COAL = words("coal mine")


_PITS = frozenset(["mine", "mines", "mine explosion", "mine blast"])


_BLOCKED = words("blocked")
_HOLDS = words("holds a gathering")
_OCCURS = words("gathering occurs")
_CALLS = words("calling for a protest")
_EMBLEMS = words("burnt in protest")


_BARRIERS = frozenset({"containers", "snow", "landslide", "landslides", "debris", "water"})
_ROADS = words("blocked road")


def find_triggers(text: str, units: list[Unit], *, opening: bool) -> list[Trigger]:
    """Find the words of a passage that name an event; ``opening`` is the first of its report."""
    out = []
    told = {u.t for u in units}
    coal = not _PITS.isdisjoint(told) and any(not _COAL.isdisjoint(t.split()) for t in told)
    for k, unit in enumerate(units):
        c = unit.c
        if "trg" not in c and "harm" not in c and unit.t not in _UNLISTED:
            continue
        entry = c.get("trg")
        pit = unit.t in _PITS and not (unit.t in {"mine", "mines"} and _goes_off(units, k))
        if coal and pit:
            if entry is not None and entry[2] == "n":
                out.append(Trigger(unit.s, unit.e, "accident", "gas", "n", False, False))
            continue
        if unit.t in _BLOCKED:
            armed = any(_is_armed(u) for u in units[:k])
            armed = armed or any(u.t in _BARRIERS for u in units[k : k + 4])
            road = units[max(0, k - 5) : k + 7]
            if not armed and _names_road(road):
                out.append(Trigger(unit.s, unit.e, "protest", "", "v", False, False))
            continue
        latent = _latent(units, k, entry) if unit.t in _LATENT else None
        if latent is not None:
            out.append(latent)
            continue
        if pos_of(entry) == "w" and _ruled_out(units, k):
            continue
        if entry is None:
            if unit.c.get("harm", ("", ""))[1] == "b":
                owned = k > 0 and units[k - 1].t in _OWNED and not _of_somebody(units, k)
                if unit.t != "body" or owned:
                    out.append(
                        Trigger(unit.s, unit.e, "body", "", "n", owned, unit.t.endswith("ies"))
                    )
            continue
        if unit.t in _HARMLESS and _is_bomb(units, k):
            entry = ("defuse", "explosive device", "v")
            rest = {key: value for key, value in unit.c.items() if key != "harm"}
            unit.c = {**rest, "trg": entry}
        mode, weapon, pos = entry
        if mode == "grenade" and any(u.t in _THROWN for u in units[max(0, k - 4) : k]):
            mode, weapon = "riot", ""  # "stones were hurled at a train"
        if mode in {"gun", "kill"} and any(u.t in _ONESELF for u in units[k + 1 : k + 2]):
            out.append(Trigger(unit.s, unit.e, "accident", "", "v", False, False))
            continue  # "a man shot himself"
        if mode == "shelling" and pos == "w" and _received(units, k):
            pos = "n"  # "the picket received four rockets"
        if pos != "v" and unit.t in _PRESENT and _acts_on(units, k):
            pos = "v"  # "CTD arrests three", "rebels bomb a pipeline"
        if mode == "agreement" and pos == "n":
            talks = any(u.t in _TALKS for u in units[max(0, k - 4) : k])
            if talks or not any(u.t in _CONCLUDED for u in units):
                continue
        if mode == "protest" and pos == "v" and _by_armed(units, k):
            continue
        if unit.t == "went off" and k + 1 < len(units) and units[k + 1].t in _WELL:
            continue
        if unit.t == "strike on" and k + 1 < len(units) and "date" in units[k + 1].c:
            mode = "protest"
        if pos == "n" and _figurative(units, k):
            continue
        if pos == "v" and "harm" not in c and _is_negated(units, k):
            continue  # "no rockets were fired"
        if unit.t in _ENDS_LIFE and any("harm" in u.c for u in units[:k]):
            continue  # "killed two colleagues and shot himself"
        if mode == "kill" and any(u.t in _NOT_ALIVE for u in units[k + 1 : k + 3]):
            continue  # "killing the season"
        after_det = k > 0 and units[k - 1].c.get("fn") == "det"
        if pos == "v" and mode != "protest" and after_det and "-" in text[unit.s : unit.e]:
            continue  # "near a blown-up bridge"
        if pos == "n" and k and units[k - 1].c.get("fn") == "no" and "harm" not in unit.c:
            continue
        if (
            mode == "protest"
            and pos == "n"
            and any(
                u.t == "for" and before.t in _CALLS
                for before, u in pairwise(units[max(0, k - 5) : k])
            )
        ):
            continue  # "the call for the strike"
        if mode == "protest" and pos == "n" and _is_held(units, k):
            pos = "v"
        if mode == "damage" and any(u.t in _EMBLEMS for u in units[k + 1 : k + 5]):
            mode, pos = "protest", "v"  # "burned a Turkish flag"
        definite = False
        if mode == "arrest" and any(u.t in _VEHICLES for u in units[max(0, k - 2) : k]):
            continue  # a train that is held up
        if mode == "arrest" and pos == "v" and _told_of_some(units, k):
            continue
        if mode in {"abduct", "takeover"} and any(u.t in _GOODS for u in units[k + 1 : k + 6]):
            continue  # "seized 40 kg of hashish"
        if mode in {"abduct", "arrest"} and pos == "v" and _of_one_told(units, k):
            continue
        if pos == "n":
            for previous in reversed(units[max(0, k - 4) : k]):
                if previous.t in _DEFINITE:
                    definite = True
                    break
                if previous.t in {"a", "an", "another", ","} or previous.c.get("fn") not in {
                    None,
                    "det",
                }:
                    break
        if pos == "n" and not opening and k == 0 and len(units) > 1 and units[1].t in _WENT_ON:
            definite = True  # notes have no article: "Attack started at 2310 hrs"
        if pos == "n" and not opening and not unit.t.isascii():
            # Urdu has no article: a sentence that names no new event goes on about the last one
            definite = definite or not any(u.t in _URDU_NEW for u in units[max(0, k - 3) : k])
        plural = pos == "n" and unit.t.endswith("s") and unit.t not in {"ied's"}
        carried = pos == "w" and "per" in unit.c
        if unit.t in _PITS and k and units[k - 1].s > 0 and _named_mine(text, units, k):
            continue
        out.append(Trigger(unit.s, unit.e, mode, weapon, pos, definite, plural, carried))
    return out


_WENT_ON = words("went on")


def pos_of(entry: tuple[str, str, str] | None) -> str:
    """Part of speech of a listed trigger, empty where the word is none."""
    return entry[2] if entry else ""


def _is_bomb(units: list[Unit], k: int) -> bool:
    """Whether it is a bomb that was neutralised ("neutralised an IED", "bomb was neutralised")."""
    after = [u for u in units[k + 1 : k + 5] if "fn" not in u.c]
    lead = [u for u in units[max(0, k - 5) : k] if "fn" not in u.c]
    object_of = k + 1 < len(units) and units[k + 1].c.get("fn") != "prep"
    bomb = object_of and any(not _BOMBS.isdisjoint(u.t.split(" ")) for u in after[:3])
    bomb = bomb or any(u.last in _BOMBS for u in lead)
    return bomb and not any({"per", "act"} & u.c.keys() for u in [*lead[-3:], *after[:1]])


_HARMLESS = words("made harmless")
_BOMBS = words("bomb that is defused")


def _received(units: list[Unit], k: int) -> bool:
    lead = units[max(0, k - 3) : k]
    return any(u.t in {"received", "receives", "receiving", "recd"} for u in lead)


def _latent(units: list[Unit], k: int, entry: tuple[str, str, str] | None) -> Trigger | None:
    """Give the event that a common word names only beside others ("a coach hit a tanker")."""
    unit = units[k]
    if unit.t in _COLLIDED and _collides(units, k):
        return Trigger(unit.s, unit.e, "accident", "", "v", False, False)
    if (unit.t in _ROOFS and _gives_way(units, k)) or (unit.t == "fire" and _burns(units, k)):
        return Trigger(unit.s, unit.e, "accident", "", "n", False, False)
    if unit.t == "held" and entry is None and _held_in_custody(units, k):
        mode = "abduct" if _by_strangers(units, k) else "arrest"
        return Trigger(unit.s, unit.e, mode, "", "v", False, False)
    if unit.t in _SITTING and _names_road(units[max(0, k - 4) : k + 5]) and _keeps_shut(units, k):
        return Trigger(unit.s, unit.e, "protest", "", "v", False, False)
    if unit.t in _LANDED and any(t in _SHELLS for u in units[max(0, k - 2) : k] for t in (u.t,)):
        return Trigger(unit.s, unit.e, "shelling", "", "v", False, False)
    if unit.t in TAKEN and entry is None and _taken_by_men(units, k):
        return Trigger(unit.s, unit.e, "abduct", "", "v", False, False)
    return None


def _keeps_shut(units: list[Unit], k: int) -> bool:
    """Whether people sat on a road or kept it shut ("some 60 people sat on the highway")."""
    if units[k].t == "sat":
        return k + 1 < len(units) and units[k + 1].t in {"on", "down"}
    return any(u.t in {"kept", "keep", "keeping"} for u in units[max(0, k - 6) : k])


def _ruled_out(units: list[Unit], k: int) -> bool:
    """Whether a weapon is said to have been none ("not an IED", "and not by a bomb")."""
    for before in reversed(units[max(0, k - 3) : k]):
        if before.t in _RULED_OUT:
            return True
        if before.t != "by" and before.c.get("fn") != "det":
            return False
    return False


def _collides(units: list[Unit], k: int) -> bool:
    """Whether a vehicle ran into another or into what stood there ("a coach hit a tanker")."""
    at = next((n for n in range(k - 1, max(-1, k - 6), -1) if _is_vehicle(units[n])), -1)
    if at < 0 or any(u.c.get("fn") in {"prep", "and"} for u in units[at + 1 : k]):
        return False
    lead = next((u for u in reversed(units[:at]) if u.c.keys() & {"fn", "trg", "harm"}), None)
    if lead is not None and lead.c.get("fn") == "prep":
        return False  # "men on a motorcycle struck"
    for after in units[k + 1 : k + 7]:
        if _is_vehicle(after) or after.last in _HIT_BY_CARS:
            return True
        if not after.t[0].isalnum() or "trg" in after.c:
            return False
    return False


def _held_in_custody(units: list[Unit], k: int) -> bool:
    """Whether people were held, and no talks with them ("two extortionists were held")."""
    if not k or units[k - 1].t not in _WAS:
        return _held_in_note(units, k)
    if any(u.t == "still" for u in units[max(0, k - 3) : k]):
        return False
    people = ({"per", "act"} & units[n].c.keys() for n in range(k))
    subject = max((n for n, found in enumerate(people) if found and n > k - 8), default=-1)
    if subject < 0 or any(u.c.get("fn") == "prep" for u in units[subject + 1 : k]):
        return False
    if any(u.t in _EVENTS for u in units[subject + 1 : k]):
        return False  # "funeral prayers were held"
    before = next((u for u in reversed(units[:subject]) if u.c.get("fn") in {"prep", "of"}), None)
    between = [u for u in units[:subject] if before is not None and u.s >= before.e]
    return before is None or any(not u.t[0].isalnum() for u in between)


_EVENTS = words("event that is held")
_THROWN = words("thrown by a crowd")
_ONESELF = frozenset({"himself", "herself", "themselves"})


def _held_in_note(units: list[Unit], k: int) -> bool:
    """Whether a note tells an arrest by "held" alone ("Suspected terrorist held at Nushki")."""
    after = units[k + 1] if k + 1 < len(units) else None
    led = any(u.c.get("per", ("",))[0] == "militants" for u in units[: min(k, 3)])
    plain = not any({"trg", "fn"} & u.c.keys() or u.t == "," for u in units[:k])
    return led and plain and after is not None and (after.t in _HELD_AT or "date" in after.c)


_HELD_AT = frozenset({"at", "in", "from", "near", "with", "by", "on", "during"})


def _taken_by_men(units: list[Unit], k: int) -> bool:
    """Whether people were taken away by men of no name ("were taken from a hostel by men …")."""
    if not k or units[k - 1].t not in _WAS:
        return False
    rest = {u.t for u in units[k:]}
    if any(u.t == "by" and _is_carrier(units[n : n + 5]) for n, u in enumerate(units[k:], k + 1)):
        return False
    if "per" in units[max(0, k - 2)].c and "from" in rest and rest.isdisjoint(_BROUGHT):
        return True  # "eight women were taken from a farm"
    return _by_strangers(units, k)


def _by_strangers(units: list[Unit], k: int) -> bool:
    """Whether it was done by men of no name or by militants ("held for a day by youths")."""
    at = next((n for n in range(k + 1, len(units)) if units[n].t == "by"), len(units))
    doers = units[at : at + 5]
    return any(u.last in _STRANGERS or u.c.get("arms") == "militants" for u in doers)


def _is_negated(units: list[Unit], k: int) -> bool:
    """Whether nothing of the kind was done ("no rockets were fired", "no shot was fired")."""
    if k and units[k].t.split()[-2:-1] == ["were"]:
        return units[k - 1].c.get("fn") == "no"
    was = k > 1 and units[k - 1].t in _WAS
    return was and any(u.c.get("fn") == "no" for u in units[max(0, k - 3) : k - 1])


def _is_carrier(units: list[Unit]) -> bool:
    """Whether people were only carried ("taken from Chilas by an army helicopter")."""
    for unit in units:
        if unit.last in _CARRIERS:
            return True
        if ("per" in unit.c and unit.c.get("arms") != "security") or not unit.t[0].isalnum():
            return False
    return False


_ENDS_LIFE = words("ends own life")
_NOT_ALIVE = words("killed in a manner of speaking")
_CARRIERS = words("carrier of people")


def _is_vehicle(unit: Unit) -> bool:
    return unit.last in _ROAD_VEHICLES


def _burns(units: list[Unit], k: int) -> bool:
    """Whether a fire is no shooting ("a fire at a hospital killed three")."""
    after = units[k + 1].t if k + 1 < len(units) else ""
    lead = [u.t for u in units[max(0, k - 3) : k]]
    return bool({"a", "the"} & set(lead)) and "of" not in lead and after in _BURNING


def _gives_way(units: list[Unit], k: int) -> bool:
    """Whether a part of a house comes down by itself ("the roof of a mud house fell")."""
    for after in units[k + 1 : k + 9]:
        if after.t in _FALLS:
            return True
        if after.t in {",", ";", "and"} or "harm" in after.c:
            return False
    return False


_COLLIDED = words("collided")
_CONCLUDED = words("agreement concluded")
_TALKS = words("not yet agreed")
_WELL = words("went well")
_WAS = words("was")
TAKEN = words("taken away")
LATENT_ALONE = TAKEN | {"sat", "shut"}
"""Words that may name an event in a sentence without any listed one."""
_BROUGHT = words("brought somewhere")
_STRANGERS = words("nameless men")
_ROAD_VEHICLES = words("road vehicle")
_HIT_BY_CARS = words("hit by cars")
_BURNING = words("what a fire does")
_ROOFS = words("part of a house")
_FALLS = words("gives way")
_RULED_OUT = words("ruled out")
_SITTING = frozenset({"sat", "shut", "closed"})
_LANDED = words("landing verb")
_SHELLS = words("shell or rocket")
_LATENT = _COLLIDED | _ROOFS | TAKEN | _SITTING | _LANDED | {"fire", "held"}
_UNLISTED = _PITS | _BLOCKED | _LATENT
"""Words that may name an event although no list of events has them."""


def _goes_off(units: list[Unit], k: int) -> bool:
    """Whether a mine is one that explodes ("a mine under a coal truck hurt its driver")."""
    after = units[k + 1] if k + 1 < len(units) else None
    return after is not None and (
        "harm" in after.c or after.t in {"under", "exploded", "went off", "blew", "beside", "hit"}
    )


def _is_held(units: list[Unit], k: int) -> bool:
    """Whether a gathering is told to have been held ("staged a large protest")."""
    if any(u.t in _HOLDS for u in units[max(0, k - 4) : k]):
        return True
    after = [u.t for u in units[k + 1 : k + 4]]
    return bool(after) and (
        after[0] in _OCCURS or (after[0] in _WAS and not _HOLDS.isdisjoint(after))
    )


def _by_armed(units: list[Unit], k: int) -> bool:
    """Whether armed men did what is else a protest ("dacoits blocked the road", "marched them")."""
    if k + 1 < len(units) and units[k + 1].t in _OBJECTS and units[k].t == "marched":
        return True
    return any(_is_armed(u) for u in units[max(0, k - 8) : k])


def _is_armed(unit: Unit) -> bool:
    """Whether a word names militants; tribesmen who block a road are none."""
    return unit.c.get("arms") == "militants" and unit.c.get("act") != "Tribal militia"


def _acts_on(units: list[Unit], k: int) -> bool:
    """Whether a noun is the verb of a headline: somebody before it, somebody or a thing after."""
    if not k or k + 1 >= len(units) or not {"act", "per"} & units[k - 1].c.keys():
        return False
    after = units[k + 1]
    if {"trg", "harm", "cue", "date"} & after.c.keys() or not after.t[0].isalnum():
        return False
    plain = after.c.get("fn") not in {"prep", "aux", "and", "of", "rel", "no", "part"}
    return plain and units[k].t.endswith("s") != units[k - 1].t.endswith(("s", "men"))


_PRESENT = words("verb of a headline")


def _of_somebody(units: list[Unit], k: int) -> bool:
    """Whether a body is that of somebody not yet told ("the body of a man")."""
    after = units[k + 1] if k + 1 < len(units) else None
    return (
        after is not None
        and units[k].t.endswith(" of")
        and (after.t in {"a", "an", "another", "unidentified"} or "num" in after.c)
    )


def _told_of_some(units: list[Unit], k: int) -> bool:
    """Whether an arrest only says who somebody is ("three men, who were arrested in May")."""
    lead = [u.t for u in units[max(0, k - 3) : k]]
    return bool(lead) and lead[-1] in _WAS and bool({"who", "whom"} & set(lead))


def _of_one_told(units: list[Unit], k: int) -> bool:
    """Whether a past form only describes somebody ("to free a kidnapped trader")."""
    before = units[k - 1] if k else None
    after = units[k + 1 : k + 3]
    return (
        before is not None
        and before.c.get("fn") == "det"
        and any("per" in u.c and not _parted(after[:n]) for n, u in enumerate(after))
    )


_VEHICLES = words("vehicle held up")


def _parted(between: list[Unit]) -> bool:
    return any(u.c.keys() - {"noplace"} or not u.t.isalpha() for u in between)


def _figurative(units: list[Unit], k: int) -> bool:
    """Whether a word of violence is said of something else ("prices crashed: it's a massacre")."""
    lead = [u.t for u in units[max(0, k - 3) : k]]
    return lead[-2:] in (["like", "a"], ["like", "an"]) or lead in (
        ["it", "s", "a"],
        ["it", "is", "a"],
        ["this", "is", "a"],
    )


def _names_road(units: list[Unit]) -> bool:
    """Whether words name a road, by its kind or its number ("the N-25")."""
    numbered = any(u.t in {"n", "m"} and after.t.isdecimal() for u, after in pairwise(units))
    return numbered or any(not _ROADS.isdisjoint(u.t.split()) for u in units)


_GOODS = words("goods seized")
_OBJECTS = frozenset({"him", "her", "them", "the"})


def _named_mine(text: str, units: list[Unit], k: int) -> bool:
    """Whether a mine is one that people dig in ("near the Margat mines")."""
    before = text[units[k - 1].s : units[k - 1].e]
    return units[k].t in {"mine", "mines"} and before[:1].isupper() and before[1:].islower()
