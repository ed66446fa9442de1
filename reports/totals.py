"""Which passages count several incidents at once, and which tell of accidents: no incidents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from reports.drafts import EXPLOSIVE
from reports.figures import combine
from reports.places import SCENE
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.days import DateMention
    from reports.drafts import Draft
    from reports.lexicon import Unit
    from reports.tellings import Passage, Telling


@dataclass(frozen=True, slots=True)
class Total:
    """A telling of several incidents at once, and how many drafts stood before it."""

    telling: Telling
    why: str
    drafts_before: int


PERIOD = "total over a period"


def is_accident(telling: Telling) -> bool:
    """Whether a passage tells of an accident; what burst by itself (gas, a boiler) is no bomb."""
    accidents = [t for t in telling.triggers if t.mode == "accident"]
    if not accidents:
        return False
    violent = EXPLOSIVE | {"gun", "clash"}
    if any(t.weapon for t in accidents):
        violent -= {"blast"}
    modes = {t.mode for t in telling.triggers if (t.mode, t.pos) != ("airstrike", "w")}
    return not telling.armed and not violent & modes  # an aircraft may crash


def is_of_chance(telling: Telling) -> bool:
    """Whether a passage after an accident only counts its victims: nothing in it is violent."""
    violent = {t.mode for t in telling.triggers} - {"body", "protest", "kill"}
    if violent or not telling.armed:
        return not violent
    hurt = [(c.start, c.end) for c in telling.counts]  # "two motorcyclists suffered burns"
    armed = [u for u in telling.units if u.c.get("arms") == "militants" and "act" in u.c]
    return all(any(start <= u.s < end for start, end in hurt) for u in armed)


def ends_attack(passages: list[Passage], at: int, drafts: list[Draft]) -> bool:
    """Whether an accident ends the attack told before a semicolon ("…; two died as it fell")."""
    if not at or not drafts or passages[at - 1].units[-1].t != ";":
        return False
    return drafts[-1].tellings[-1].start >= passages[at - 1].sentence.start


def _tells_how(telling: Telling) -> bool:
    """Whether a clause tells one event ("60 were killed when jets bombed a concert")."""
    at = next((u.s for u in telling.units if u.t == "when"), -1)
    return at >= 0 and any(
        t.start > at and t.pos == "v" and t.mode != "kill" for t in telling.real_triggers
    )


def is_total(telling: Telling, *, told: int) -> str:
    """Why a telling is a total of several incidents, or an empty string.

    ``told`` is how many incidents have been told before it.
    """
    if numbers_events(telling.units) or _sums_up_since(telling):
        return PERIOD
    if _tallies_a_time(telling):
        return PERIOD
    if _reports_a_year(telling):
        return PERIOD
    if not telling.numbers:
        return ""
    if "total" in telling.cues and any(u.t in _PERIODS for u in telling.units):
        return PERIOD
    if "parts" in telling.cues or _counts_incidents(telling, told):
        return "total of separate incidents"
    if _of_a_war(telling.units):
        return PERIOD
    days = [
        d
        for d in telling.dates
        if d.precision <= 2 and d.role == "event" and not _closes_span(telling.units, d)
    ]
    spans = [d for d in telling.dates if d.precision > 2] or _since_a_year(telling)
    if not days and sum(d.kind in {"month", "monthyear"} for d in telling.dates) > 1:
        return PERIOD
    wording = {u.s: u.t for u in telling.units}
    single = any(
        t.pos == "n" and not t.plural and wording.get(t.start) not in _UNRESTS
        for t in telling.real_triggers
    )
    single = single or _tells_how(telling)
    if (spans or "total" in telling.cues) and not days and not single:
        fine = telling.placed or "same" in telling.cues
        plural = any(t.pos == "n" and t.plural for t in telling.real_triggers)
        if all(c.value == 0 for c in telling.counts):  # "nobody was killed this year"
            plural = plural or all(t.mode == "kill" for t in telling.real_triggers)
        plural = plural or any(d.kind == "monthday" and d.precision > _WEEK for d in telling.dates)
        if plural or not fine or any(u.t in _UNRESTS for u in telling.units):
            return PERIOD
    return ""


def _tallies_a_time(telling: Telling) -> bool:
    """Whether it counts up a time or ranks places ("the number … slain this year")."""
    if "total" not in telling.cues and not any(d.precision > _WEEK for d in telling.dates):
        return False
    units = telling.units
    spans = {d.end for d in telling.dates if d.precision > _WEEK}
    number = False
    for k, unit in enumerate(units):
        if unit.t in _RANKS or (unit.t == "alone" and units[k - 1].e in spans):
            return not any(d.role == "event" and d.precision <= 1 for d in telling.dates)
        if unit.t in _TALLY:
            number = True
        elif unit.t in _CLAUSE_ENDS:
            number = False
        elif number and unit.e in spans:
            return True
    return False


def _reports_a_year(telling: Telling) -> bool:
    """Whether it quotes a report on a year ("defused 38 devices in 2023, the report says")."""
    if "total" not in telling.cues:
        return False
    times = [d.precision for d in telling.dates if d.role == "event"]
    source = any(u.c.get("cue") == "total" and "date" not in u.c for u in telling.units)
    return source and bool(times) and min(times) > _MONTH


def _of_a_war(units: list[Unit]) -> bool:
    """Whether all the dead of a war are told ("an insurgency that has killed 40,000")."""
    war = -1
    for k, unit in enumerate(units):
        if unit.last in _WARS:
            war = k
        elif war >= 0 and k - war <= _NEAR and unit.t in _HAVE:
            return any("harm" in u.c or u.t in _CLAIMED for u in units[k + 1 : k + 4])
    return False


def is_summary(telling: Telling, following: list[Passage], *, opening: bool) -> str:
    """Why a telling is the total of what follows: it numbers attacks then told one by one.

    ``opening`` says that no incident has been told before it.
    """
    if not telling.numbers:
        return ""
    units = telling.units
    numbered = any(
        u.t in _EVENTS and ("num" in units[k].c or units[k].t.isdecimal())
        for k, u in enumerate(units[1:])
    )
    if not (numbered or opening):
        return ""
    wide = not any(p.level == "point" and p.score > SCENE for p in telling.places)
    parts, places = _parts(following)
    whole = combine([telling.counts], "killed").value or 0
    if (wide and _adds_up(whole, parts, places)) or (opening and _first_of_several(following)):
        return "total of the incidents told after it"
    wide = not telling.placed
    wide = wide and not any(t.pos == "n" and not t.plural for t in telling.real_triggers)
    within = len(parts) > 1 and sum(parts) <= whole and len(set(places)) > 1
    plural = any(u.first in _EVENTS for u in units)
    wide = wide and opening and not _by_one_bomb(telling)
    if not (numbered or (wide and (within or plural))):
        return ""
    told = [passage for passage in following if passage.tellings]
    scenes = {p.name for q in told for p in q.places if p.fine and p.score > SCENE}
    counted = sum(bool(one.numbers) for passage in told for one in passage.tellings)
    if counted < _FEWEST:
        return ""
    return "total of the incidents told after it" if len(scenes) > 1 else ""


def _by_one_bomb(telling: Telling) -> bool:
    """Whether it tells of one weapon at work ("a bomb tore through a van, leaving four dead")."""
    weapons = {t.start for t in telling.triggers if t.weapon and not t.plural}
    return any(
        u.s in weapons and any(v.t in {"a", "an"} for v in telling.units[max(0, k - 3) : k])
        for k, u in enumerate(telling.units)
    )


def _parts(following: list[Passage]) -> tuple[list[int], list[str]]:
    """Give the dead of passages that name a scene, and those scenes."""
    parts, scenes = [], []
    for one in (t for passage in following for t in passage.tellings):
        scene = next((p.name for p in one.places if p.fine and p.score > SCENE), "")
        dead = [c for c in one.numbers if c.kind == "killed" and not c.known]
        part = combine([dead], "killed").value or 0
        if scene and part:
            parts.append(part)
            scenes.append(scene)
    return parts, scenes


def _first_of_several(following: list[Passage]) -> bool:
    """Whether the next sentence singles out one of several ("In the deadliest attack, …")."""
    opening = [u.t for u in following[0].units[:4]] if following else []
    words_of = " ".join(opening).split()
    return words_of[:2] == ["in", "the"] and not _FOREMOST.isdisjoint(words_of[2:3])


_FOREMOST = words("foremost of several")


def _adds_up(whole: int, parts: list[int], scenes: list[str]) -> bool:
    """Whether the dead of a lead are those of the scenes told after it ("27 … 18 … nine")."""
    if whole < _FEWEST:
        return False
    summed = list(accumulate(parts))
    return whole in summed[1:] and len(set(scenes[: summed.index(whole) + 1])) > 1


_PERIODS = words("period")


_FEWEST = 2  # incidents that make a total of what went before them


_FEW = 4  # more attacks than this are not told as one


_EVENTS = words("several events")


def _since_a_year(telling: Telling) -> bool:
    """Whether a passage sums up from a year on ("has killed dozens of teachers since 2015")."""
    units = telling.units
    return any(
        u.t == "since" and units[k + 1].t.isdecimal() and len(units[k + 1].t) == 4
        for k, u in enumerate(units[:-1])
    )


def numbers_events(units: list[Unit]) -> bool:
    """Whether many events are counted ("140 militant attacks", "the number of killings rose")."""
    if any(u.first in _CHANGED for u in units) and _go_up_or_down(units):
        return True
    for k, unit in enumerate(units[1:], 1):
        if not unit.c and unit.t not in _EVENTS and unit.t not in _CASES:
            continue
        trigger = unit.c.get("trg", ("", "", ""))
        events = trigger[2] == "n" and unit.t.endswith("s") and "per" not in unit.c
        if not (events or unit.t in _EVENTS or unit.t in _CASES):
            continue
        if any(u.first in _WANTED for u in units[max(0, k - 8) : k]):
            continue  # "wanted in over two dozen cases"
        for n in range(k - 1, max(-1, k - 6), -1):
            before = units[n]
            if before.t in _TALLY and before.t != units[0].t:
                return True
            if before.t[0].isdecimal():
                told = before.t.replace(",", "")
                if told.isdecimal() and int(told) > (_MANY if events else _FEW):
                    return True
                break
            people = "per" in before.c and before.t.endswith("s")
            if people or before.t == "during" or before.c.get("fn") in {"prep", "aux"}:
                break
            if not before.t[0].isalpha():
                break
            if "num" in before.c and (before.c["num"][1] or 0) > _MANY:
                return True
    return False


def _go_up_or_down(units: list[Unit]) -> bool:
    """Whether events became more or fewer ("attacks in the country fell by a quarter")."""
    events = -1
    for k, unit in enumerate(units):
        c = unit.c
        if c.get("trg", ("", "", ""))[2] == "n" and unit.t.endswith("s") and "per" not in c:
            lead = next((u.c["fn"] for u in reversed(units[max(0, k - 4) : k]) if "fn" in u.c), "")
            events = k if lead not in {"prep", "of"} else -1
        elif "harm" in c or unit.t in _CLAUSE_ENDS or c.get("fn") in {"rel", "and"}:
            events = -1
        elif events >= 0 and k - events < _SUBJECT and unit.first in _CHANGED:
            after = units[k + 1].t if k + 1 < len(units) else ""
            return units[k - 1].t in _HAVE or unit.t in _MULTIPLIED or after in _BY_HOW_MUCH
    return False


def _sums_up_since(telling: Telling) -> bool:
    """Whether it says how many have died since, or in so many years."""
    units = telling.units
    if not telling.counts:
        return False
    perfect = next((k for k, u in enumerate(units) if u.first in _HAVE), -1)
    if perfect < 0:
        return False
    since = next((k for k, u in enumerate(units) if u.first == "since"), -1)
    years = next((k for k, u in enumerate(units) if k > perfect and u.first in _YEARS), -1)
    if since < 0 and not (
        years > 0 and any(u.t in _WITHIN for u in units[max(0, years - 4) : years])
    ):
        return False
    first = units[since].s if since >= 0 else telling.end
    last = next((u.s for u in units if u.s > first and u.t == ","), telling.end)
    spans = [d for d in telling.dates if first < d.start < last]
    days = [d for d in telling.dates if d.role == "event" and d.precision <= 1 and d not in spans]
    recent = any(d.kind in {"weekday", "relative"} for d in spans)
    fine = telling.placed
    lasting = since >= 0 and any(u.first in _LASTING for u in units[since + 1 : since + 5])
    if days or recent or (fine and not lasting and any(d.precision <= 1 for d in spans)):
        return False  # "three have died since Monday" may still be one attack
    if any(u.t in _COUNTED_UP for u in units[:perfect]):
        return True  # "the number of traders killed since January has risen to 14"
    end = since if perfect < since else len(units)
    return any("harm" in u.c for u in units[perfect:end])


_YEARS = frozenset({"years", "decades", "months"})
_WITHIN = frozenset({"in", "over", "during", "within", "in the", "in less than"})


def _closes_span(units: list[Unit], mention: DateMention) -> bool:
    """Whether a day only ends the time that is summed up ("up to 28 December")."""
    lead = [u.t for u in units if u.e <= mention.start][-2:]
    return bool(lead) and (lead[-1] in _UNTIL or lead == ["up", "to"])


_HAVE = frozenset({"have", "has", "had"})
_CLAUSE_ENDS = frozenset({",", ";", ":"})
_SUBJECT = 9  # words from events to the verb that says what became of their number
_CHANGED = words("becoming more or fewer")
_MULTIPLIED = words("multiplied")
_BY_HOW_MUCH = words("by how much")
_RANKS = words("rank among places")
_WARS = words("war")
_LASTING = words("war") | words("lasting violence")
_CLAIMED = words("taking of lives")
_NEAR = 4  # words from a war to what it has done
_MONTH = 3
_WEEK = 2  # precision of a date; what is less exact spans a month or more
_COUNTED_UP = frozenset({"number", "number of", "tally", "numbers"})
_UNRESTS = words("unrest")
_UNTIL = words("until")
_TALLY = words("tally")
_CASES = words("cases")
_WANTED = frozenset({"wanted", "involved", "booked", "nominated", "accused", "linked", "named"})
_MANY = 10  # more events than this, of whatever name, are no single incident


_NUMBERABLE = _EVENTS | {"have", "had", "incidents", "events", "separate", "different"}


def _labels_incidents(units: list[Unit]) -> bool:
    """Whether a summary numbers incidents after a label ("Terrorist incidents: 3, killed 4")."""
    return any(
        units[k + 1].t in {":", "=", "–"} and units[k + 2].t.isdecimal() and units[k + 2].t != "1"
        for k, u in enumerate(units[:-2])
        if u.last in _INCIDENTS
    )


_INCIDENTS = frozenset({"incidents", "events", "attacks", "occurrences", "cases"})


def _counts_incidents(telling: Telling, drafts: int) -> bool:
    """Whether a passage numbers incidents ("25 killed in seven incidents", "Total: …")."""
    units = telling.units
    if units[0].t in {"total", "totals"} and len(units) > 2 and drafts != 1:
        return True
    if _labels_incidents(units):
        return True
    if _NUMBERABLE.isdisjoint([u.t for u in units]):
        return False
    for k, unit in enumerate(units[1:], 1):
        if unit.t in {"have", "had"} and k > 1 and "num" in units[k - 1].c:
            told = k + 1 < len(units) and units[k + 1].t in {"left", "killed", "claimed"}
            if told and units[k - 2].t == "the":
                return True  # "all told, the three have left two dead"
        numbered = "num" in units[k - 1].c or units[k - 1].t.isdecimal()
        before = units[k - 2] if k > 1 and not units[k - 1].c.keys() - {"noplace", "trg"} else None
        numbered = numbered or (before is not None and before.t.isdecimal())
        if unit.t in {"incidents", "events"} and numbered:
            return True
        if unit.t in _EVENTS and numbered and drafts > 1 and not telling.placed:
            return True  # "with three attacks in four days and 174 dead"
        if unit.t in _EVENTS and units[k - 1].t.isdecimal() and int(units[k - 1].t) > _FEW:
            return True
        following = units[k + 1].t if k + 1 < len(units) else ""
        if unit.t in {"separate", "different"} and numbered and following.endswith("s"):
            return True
    return False
