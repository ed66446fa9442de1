"""Which passages tell of the same event, and which are totals: tellings grouped into drafts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reports.dates import YEAR, DateMention, resolve_date
from reports.figures import Figure, combine
from reports.places import SCENE, Districts, Place
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.tellings import Passage, Telling

EXPLOSIVE = frozenset({"suicide", "ied", "blast", "grenade", "shelling", "airstrike"})
_ARMED = frozenset({"gun", "ambush", "clash", "raid", "kill", "attack", "body"})
_CROWD = frozenset({"protest", "riot", "intervene", "force", "mob"})
_GENERIC = frozenset({"attack", "kill"})
_REFERRING = words("referring back")
_JOIN = 1.0


@dataclass(slots=True)
class Draft:
    """An incident being put together."""

    tellings: list[Telling]
    year: DateMention | None = None
    separate: bool = False
    inherited: Place | None = None
    before: Draft | None = None

    @property
    def first(self) -> Telling:
        """The telling that opened it."""
        return self.tellings[0]


@dataclass(frozen=True, slots=True)
class Total:
    """A telling of several incidents at once, and how many drafts stood before it."""

    telling: Telling
    why: str
    drafts_before: int


def group_tellings(
    passages: list[Passage], published: date | None, districts: Districts
) -> tuple[list[Draft], list[Total]]:
    """Group the tellings of a report by the incident they tell of, totals apart."""
    drafts: list[Draft] = []
    totals: list[Total] = []
    short = len(passages) <= _SHORT
    chance = False
    waiting: list[Telling] = []
    setting: Passage | None = None
    for at, passage in enumerate(passages):
        if setting is not None and passage.tellings:
            _set_in(passage.tellings[0], setting)
        setting = passage if not passage.tellings and _sets_scene(passage) else None
        chance = chance or any(u.c.get("cue") == "play" for u in passage.units)
        set_up = short or _is_set_up(passages, at, drafts)
        for telling in passage.tellings:
            if _is_accident(telling):
                chance = not _ends_attack(passages, at, drafts)
                if not chance:
                    drafts[-1].tellings.append(telling)
                continue
            chance = chance and _is_of_chance(telling)
            if chance:
                continue
            why = _is_total(telling, several=len(drafts) != 1) or _is_summary(
                telling, passages[at + 1 :]
            )
            if why:
                totals.append(Total(telling, why, len(drafts)))
            elif not telling.unreal:
                known = len(drafts)
                _place_telling(drafts, telling, published, districts, short=set_up)
                if not drafts:
                    waiting.append(telling)
                elif not known and len(drafts) == 1:
                    drafts[0].tellings += [t for t in waiting if _leads_to(t, telling)]
    return drafts, totals


def _sets_scene(passage: Passage) -> bool:
    dated = any(d.role == "event" for d in passage.dates)
    return dated and any(p.fine and p.score > SCENE for p in passage.places)


def _set_in(telling: Telling, setting: Passage) -> None:
    """Give a passage the day and scene of the one before, which told nothing else."""
    if telling.paragraph != setting.sentence.paragraph:
        return
    if any(d.role == "event" for d in telling.dates):
        return
    if any(p.fine and p.score > SCENE for p in telling.places):
        return
    telling.dates = [*telling.dates, *(d for d in setting.dates if d.role == "event")]
    telling.places = [*telling.places, *(p for p in setting.places if p.score > SCENE)]


def _leads_to(earlier: Telling, telling: Telling) -> bool:
    """Whether a passage that opened nothing (a bomb, a place) sets in what the next one tells."""
    dated = any(d.role == "event" for d in earlier.dates)
    return telling.sentence - earlier.sentence <= 2 and not dated and not earlier.numbers


_SHORT = 6


def _is_accident(telling: Telling) -> bool:
    """Whether a passage tells of an accident; what burst by itself (gas, a boiler) is no bomb."""
    accidents = [t for t in telling.triggers if t.mode == "accident"]
    if not accidents:
        return False
    violent = EXPLOSIVE | {"gun", "clash"}
    if any(t.weapon for t in accidents):
        violent -= {"blast"}
    return not violent & {t.mode for t in telling.triggers}


def _is_of_chance(telling: Telling) -> bool:
    """Whether a passage after an accident only counts its victims: nothing in it is violent."""
    violent = {t.mode for t in telling.triggers} - {"body", "protest", "kill"}
    return not violent and not telling.armed


def _ends_attack(passages: list[Passage], at: int, drafts: list[Draft]) -> bool:
    """Whether an accident ends the attack told before a semicolon ("…; two died as it fell")."""
    if not at or not drafts or passages[at - 1].units[-1].t != ";":
        return False
    return drafts[-1].tellings[-1].start >= passages[at - 1].sentence.start


def _is_set_up(passages: list[Passage], at: int, drafts: list[Draft]) -> bool:
    """Whether its paragraph has said when or where ("3 May: Buleda (Kech).") but not what."""
    paragraph = passages[at].sentence.paragraph
    new = not any(t.paragraph == paragraph for draft in drafts for t in draft.tellings)
    for passage in reversed(passages[max(0, at - 3) : at]):
        if passage.sentence.paragraph != paragraph:
            return False
        fine = any(p.fine and p.score > SCENE for p in passage.places)
        if (passage.dates or fine) and (new or len(passage.units) <= 14):
            return True
    return False


def _is_total(telling: Telling, *, several: bool) -> str:
    """Why a telling is a total of several incidents, or an empty string."""
    if not telling.numbers:
        return ""
    if "total" in telling.cues and any(u.t in _PERIODS for u in telling.units):
        return "total over a period"
    if "parts" in telling.cues or _counts_incidents(telling, several=several):
        return "total of separate incidents"
    days = [d for d in telling.dates if d.precision <= 2 and d.role == "event"]
    spans = [d for d in telling.dates if d.precision > 2] or _since_a_year(telling)
    if not days and sum(d.kind in {"month", "monthyear"} for d in telling.dates) > 1:
        return "total over a period"
    single = any(t.pos == "n" and not t.plural for t in telling.real_triggers)
    if (spans or "total" in telling.cues) and not days and not single:
        fine = any(p.fine and p.score > SCENE for p in telling.places)
        plural = any(t.pos == "n" and t.plural for t in telling.real_triggers)
        if plural or not fine:
            return "total over a period"
    return ""


def _is_summary(telling: Telling, following: list[Passage]) -> str:
    """Why a telling is the total of what follows: it numbers attacks then told one by one."""
    units = telling.units
    numbered = any(
        u.t in _EVENTS and ("num" in units[k].c or units[k].t.isdigit())
        for k, u in enumerate(units[1:])
    )
    wide = not any(p.fine and p.score > SCENE for p in telling.places)
    wide = wide and not any(t.pos == "n" and not t.plural for t in telling.real_triggers)
    if not (numbered or (wide and len(following) > 1)) or not telling.numbers:
        return ""
    told = [passage for passage in following if passage.tellings]
    scenes = {p.name for q in told for p in q.places if p.fine and p.score > SCENE}
    counted = sum(bool(one.numbers) for passage in told for one in passage.tellings)
    if counted < _FEWEST:
        return ""
    return "total of the incidents told after it" if len(scenes) > 1 else ""


_PERIODS = words("period")
_FEWEST = 2  # incidents that make a total of what went before them
_FEW = 4  # more attacks than this are not told as one
_EVENTS = words("several events")


def _since_a_year(telling: Telling) -> bool:
    """Whether a passage sums up from a year on ("has killed dozens of teachers since 2015")."""
    units = telling.units
    return any(
        u.t == "since" and units[k + 1].t.isdigit() and len(units[k + 1].t) == 4
        for k, u in enumerate(units[:-1])
    )


def _counts_incidents(telling: Telling, *, several: bool) -> bool:
    """Whether a passage numbers incidents ("25 killed in seven incidents", "Total: …")."""
    units = telling.units
    if units[0].t in {"total", "totals"} and len(units) > 2 and several:
        return True
    for k, unit in enumerate(units[1:], 1):
        numbered = "num" in units[k - 1].c or units[k - 1].t.isdigit()
        before = units[k - 2] if k > 1 and not units[k - 1].c.keys() - {"noplace", "trg"} else None
        numbered = numbered or (before is not None and before.t.isdigit())
        if unit.t in {"incidents", "events"} and numbered:
            return True
        if unit.t in _EVENTS and units[k - 1].t.isdigit() and int(units[k - 1].t) > _FEW:
            return True
        following = units[k + 1].t if k + 1 < len(units) else ""
        if unit.t in {"separate", "different"} and numbered and following.endswith("s"):
            return True
    return False


def _place_telling(
    drafts: list[Draft],
    telling: Telling,
    published: date | None,
    districts: Districts,
    *,
    short: bool,
) -> None:
    """Add a telling to the incident it tells of, or open a new one, or leave it."""
    best, score = None, -99.0
    for draft in drafts:
        if draft.year is not None:
            continue
        points = _same(draft, telling, published, drafts, districts)
        if points > score:
            best, score = draft, points
    years = [d for d in telling.dates if d.kind == "year" and d.role == "event"]
    opens = _opens(telling, short=short)
    told = {t.mode for t in telling.real_triggers} - {"raid", "arrest", "protest"}
    if len(years) > 1 and told and not telling.numbers:
        for year in years:
            drafts.append(Draft([telling], year=year))
        return
    needed = _JOIN if opens else 0.5
    if "both" in telling.cues and (not opens or not telling.numbers):
        for draft in drafts[-2:]:
            draft.tellings.append(telling)
        return
    if best is not None and score >= needed:
        best.tellings.append(telling)
        return
    if opens:
        separate = "separate" in telling.cues or bool(drafts)
        draft = Draft([telling], separate=separate, before=drafts[-1] if drafts else None)
        drafts.append(draft)


def _opens(telling: Telling, *, short: bool) -> bool:
    """Whether a telling says enough to be an incident by itself."""
    triggers = telling.real_triggers
    if "react" in telling.cues and not telling.numbers and not any(t.pos == "v" for t in triggers):
        return False
    scene = any(p.fine and p.score > SCENE for p in telling.places) or "same" in telling.cues
    day = any(
        d.role == "event" and (d.precision <= 2 or d.kind in {"year", "monthyear"})
        for d in telling.dates
    )
    area = any(p.score > 1 for p in telling.places)
    told = [c for c in telling.numbers if not c.known or c.value == 1]
    zero = bool(told) and all(c.value == 0 for c in told)
    weapon = len(triggers) < len(telling.triggers)
    if told and not zero:
        known_one = all(c.known for c in told)
        if all(c.value is None for c in told) and not (day or scene):
            return False
        signs = triggers or scene or day or weapon or short
        return bool(signs) and not (known_one and not (scene or day or area))
    explosive = any(t.pos == "w" and t.mode == "suicide" for t in telling.triggers)
    if explosive and scene and day:
        return True
    burnt = day and scene and any(u.t in _BURNT for u in telling.units)
    if telling.only_weak and not weapon and not burnt:
        return False
    if burnt and triggers:
        return True
    if not triggers and weapon and zero and (scene or day):
        return True
    if (
        scene
        and telling.armed
        and any(d.kind == "full" and d.role == "event" for d in telling.dates)
    ):
        return True
    single = [t for t in triggers if not t.definite and not (t.pos == "n" and t.plural)]
    if triggers and day and (single or scene or any(not t.definite for t in triggers)):
        return True
    verbs = [t for t in single if t.pos == "v"]
    if zero and triggers and scene:
        return True
    return scene and bool(verbs or (single and short))


_BURNT = words("burnt")


def _same(
    draft: Draft,
    telling: Telling,
    published: date | None,
    drafts: list[Draft],
    districts: Districts,
) -> float:
    """How well a telling fits an incident; 1 and more is the same."""
    points = 0.0
    last = draft.tellings[-1]
    definite = any(t.definite for t in telling.real_triggers)
    gap = telling.sentence - last.sentence
    bodies = any(t.mode == "body" and t.definite for t in telling.triggers)
    if bodies and any(t.mode == "abduct" for s in draft.tellings for t in s.triggers):
        return 3.0
    found = any(t.mode == "body" for s in draft.tellings for t in s.triggers)
    if found and 0 < gap <= 2 and {t.mode for t in telling.real_triggers} == {"abduct"}:
        return 2.0
    goes_on = _continues(draft, telling, drafts, gap)
    points += 2.2 if goes_on else 0.0
    near = _place_fit(draft, telling, districts)
    if not goes_on and near > -1.0 and _goes_on_nearby(draft, telling, drafts, gap):
        goes_on = True
        points += 1.2
    if gap == 0 or "separate" in telling.cues:
        points -= 4 if gap == 0 else 20
    points += _date_fit(draft, telling, published)
    points += near
    points += _mode_fit(draft, telling)
    fit = _count_fit(draft, telling, gap)
    if fit >= 0.5 and _is_headline(draft, telling):
        points += 4.0
    points += max(fit, -1.0) if goes_on else fit
    if definite:
        points += 1.0 if draft is drafts[-1] else 0.6
    if "where" in telling.cues or "claim" in telling.cues or "noclaim" in telling.cues:
        points += 0.5
    undated = not any(d.role == "event" for t in draft.tellings for d in t.dates)
    placed = any(p.fine and p.score > SCENE for p in telling.places)
    if gap == 1 and undated and not placed and not telling.numbers and draft is drafts[-1]:
        points += 0.6
    if gap <= 5 and draft is drafts[-1] and _died_later(telling):
        points += 2.0
    if gap == 1:
        points += 0.7 + (0.5 if telling.units[0].t in _REFERRING else 0.0)
    elif (
        gap > 1
        and not definite
        and not telling.cues & {"claim", "noclaim"}
        and not telling.numbers
        and "where" not in telling.cues
    ):
        points -= 1.5
    return points


def _died_later(telling: Telling) -> bool:
    """Whether a passage only tells that some of the wounded died since."""
    if any(d.role == "event" and d.kind == "full" for d in telling.dates):
        return False
    return any("harm" in u.c and u.t.startswith(_LATE) for u in telling.units)


_LATE = ("succumb", "died of", "died in hospital", "died from", "died later", "died during")


def _goes_on_nearby(draft: Draft, telling: Telling, drafts: list[Draft], gap: int) -> bool:
    """Whether the next sentence tells more of the latest incident and only names a wider place."""
    dated = any(d.role == "event" for d in telling.dates)
    apart = telling.cues & {"separate", "split"}
    return gap == 1 and draft is drafts[-1] and not dated and not apart and bool(telling.numbers)


def _is_headline(draft: Draft, telling: Telling) -> bool:
    """Whether an incident is so far told by the headline alone, and this is the story's opening."""
    first = draft.first
    alone = len(draft.tellings) == 1 and first.sentence == 0
    return alone and telling.paragraph != first.paragraph and first.units[-1].t not in {".", "!"}


def _continues(draft: Draft, telling: Telling, drafts: list[Draft], gap: int) -> bool:
    """Whether a telling without day and scene of its own goes on about the latest incident."""
    if draft is not drafts[-1] or not telling.numbers:
        return False
    dated = any(d.role == "event" for t in draft.tellings for d in t.dates)
    own = any(d.role == "event" for d in telling.dates)
    if own and _mode_fit(draft, telling) < 0:
        return False
    if (own and (dated or telling.sentence - draft.first.sentence > 1)) or (
        "separate" in telling.cues
    ):
        return False
    if any(p.fine and p.score > SCENE for p in telling.places):
        return False
    last = draft.tellings[-1]
    untold = len(drafts) == 1 and not any(
        c.kind in {"killed", "injured"} for t in draft.tellings for c in t.counts
    )
    untold = untold or (len(drafts) == 1 and _other_side(draft, telling))
    return gap == 1 or (gap <= 3 and (untold or telling.paragraph == last.paragraph))


def _other_side(draft: Draft, telling: Telling) -> bool:
    """Whether a telling gives the dead of one side where the incident has those of the other."""
    mine = {c.side for c in telling.numbers if c.kind == "killed"}
    theirs = {c.side for t in draft.tellings for c in t.numbers if c.kind == "killed"}
    armed = {"security", "militants"}
    return bool(mine and theirs) and mine | theirs == armed and not mine & theirs


def _date_key(mention: DateMention, published: date | None) -> tuple[str, Any] | None:
    resolved = resolve_date(mention, published)
    if resolved.day is not None and resolved.precision == 1:
        return ("day", resolved.day)
    if resolved.day is not None:
        if resolved.precision == 3:
            return ("month", (resolved.day.year, resolved.day.month))
        if resolved.precision == YEAR and mention.kind in {"year", "yearrel"}:
            return ("year", resolved.day.year)
        return None
    if mention.kind == "weekday":
        return ("weekday", mention.value)
    if mention.kind == "monthday":
        return ("monthday", (mention.month, mention.day))
    return None


def _date_fit(draft: Draft, telling: Telling, published: date | None) -> float:
    own = [_date_key(d, published) for d in telling.dates if d.role == "event"]
    theirs = [_date_key(d, published) for t in draft.tellings for d in t.dates if d.role == "event"]
    mine = [key for key in own if key]
    known = [key for key in theirs if key]
    if not mine:
        return 0.0
    if not known:
        return -8.0 if _long_before(mine, draft, published) else 0.0
    for a in mine:
        for b in known:
            if a == b or _days_agree(a, b):
                return 3.0
    return -8.0


def _long_before(mine: list[tuple[str, Any]], draft: Draft, published: date | None) -> bool:
    """Whether a month or year lies before the day on which the incident was spoken of."""
    days = [
        key[1]
        for t in draft.tellings
        for d in t.dates
        if d.role == "report" and (key := _date_key(d, published)) and key[0] == "day"
    ]
    coarse = [key for key in mine if key[0] in {"month", "year"}]
    if not days or len(coarse) < len(mine):
        return False
    return not any(
        _days_agree(key, ("day", day - timedelta(days=back)))
        for key in coarse
        for day in days
        for back in (0, 3)
    )


def _days_agree(a: tuple[str, Any], b: tuple[str, Any]) -> bool:
    kinds = {a[0]: a[1], b[0]: b[1]}
    if "day" in kinds and "month" in kinds:
        return (kinds["day"].year, kinds["day"].month) == tuple(kinds["month"])
    if "day" in kinds and "year" in kinds:
        return bool(kinds["day"].year == kinds["year"])
    if "month" in kinds and "year" in kinds:
        return bool(kinds["month"][0] == kinds["year"])
    if "day" in kinds and "weekday" in kinds:
        return bool(kinds["day"].weekday() == kinds["weekday"])
    if "day" in kinds and "monthday" in kinds:
        return bool((kinds["day"].month, kinds["day"].day) == kinds["monthday"])
    return False


def _place_fit(draft: Draft, telling: Telling, districts: Districts) -> float:
    mine = [p for p in telling.places if p.score > SCENE and p.fine]
    counted = [t for t in draft.tellings if t.numbers and any(p.fine for p in t.places)]
    theirs = [p for t in counted or draft.tellings for p in t.places if p.score > SCENE and p.fine]
    if not mine or not theirs:
        return 0.0
    names = {p.name.lower() for p in theirs}
    parents = {q.lower() for p in theirs for q in p.parents}
    if all(_lie_apart(p, q, districts) for p in _finest(mine) for q in _finest(theirs)):
        return -5.0
    for p in mine:
        if p.name.lower() in names:
            return 1.5
    for p in mine:
        if p.name.lower() in parents or {q.lower() for q in p.parents} & names:
            return 0.5
    if any(_may_hold(p, q, districts) for p in mine for q in theirs):
        return -0.3
    levels = {p.level for p in theirs}
    return -5.0 if {p.level for p in mine} & levels else -0.5


def _lie_apart(one: Place, other: Place, districts: Districts) -> bool:
    """Whether two places are said, or known, to lie in different districts."""
    mine, theirs = ({_bare(q) for q in p.parents} | {_bare(p.name)} for p in (one, other))
    if one.name.casefold() == other.name.casefold():
        return bool(one.parents and other.parents) and not mine & theirs - {_bare(one.name)}
    if mine & theirs or one.name.casefold() in other.name.casefold():
        return False
    first, second = districts.of(one)[0], districts.of(other)[0]
    return bool(first and second) and first != second and not (one.parents or other.parents)


def _finest(places: list[Place]) -> list[Place]:
    """Leave out the places that others of the list are said to lie in."""
    holding = {_bare(q) for p in places for q in p.parents}
    return [p for p in places if _bare(p.name) not in holding] or places


def _bare(name: str) -> str:
    return name.casefold().removesuffix(" district").removesuffix(" province")


_WIDE = re.compile(r"\b(?:outskirts|suburbs?) of\b")


def _may_hold(one: Place, other: Place, districts: Districts) -> bool:
    """Whether a place may lie in the other: by name ("Quetta railway station") or district."""
    a, b = one.name.casefold(), other.name.casefold()
    if a in b or b in a or _WIDE.search(one.text) or _WIDE.search(other.text):
        return True
    if "unlisted" in {one.role, other.role} and one.role != other.role:
        unlisted = one if one.role == "unlisted" else other
        if not unlisted.parents:
            return True
    district, large = districts.of(one)
    second, larger = districts.of(other)
    return bool(district) and district == second and large != larger


def _family(modes: set[str]) -> set[str]:
    out = set()
    for mode in modes:
        if mode in EXPLOSIVE:
            out.add("explosive")
        elif mode in _GENERIC:
            out.add("any")
        elif mode in _ARMED:
            out.add("armed")
        elif mode in _CROWD:
            out.add("crowd")
        elif mode:
            out.add(mode)
    return out


def _mode_fit(draft: Draft, telling: Telling) -> float:
    mine = {t.mode for t in telling.triggers if t.pos != "w"}
    if not mine - _GENERIC:
        bombs = {t.mode for t in telling.triggers if t.mode in EXPLOSIVE and not t.definite}
        mine = bombs or mine
    theirs = {t.mode for s in draft.tellings for t in s.triggers}
    if not mine or not theirs:
        return 0.0
    if theirs == {"abduct"} and mine <= {"gun", "kill", "body", "attack"}:
        return 0.0  # those led away may be those who were shot
    a, b = _family(mine), _family(theirs)
    if (mine & theirs) - _GENERIC:
        return 0.6
    if "any" in a | b or a & b:
        return 0.2 if a & b else 0.0
    return -1.2


def _count_fit(draft: Draft, telling: Telling, gap: int) -> float:
    points = 0.0
    if not telling.counts:
        return points
    for kind in ("killed", "injured", "abducted"):
        mine = combine([telling.counts], kind)
        theirs = combine([t.counts for t in draft.tellings], kind)
        if not mine.told or not theirs.told:
            continue
        whole = [c for c in telling.counts if c.kind == kind and not c.part]
        if mine.value is not None and mine.value == theirs.value:
            points += 2.5 if mine.value > 1 else 0.6
        elif (
            any(c.update for c in whole)
            or all(c.known for c in whole)
            or (
                gap <= 1
                and (
                    all(c.more for c in whole)
                    or not ({c.side for c in whole} & (set(theirs.sides) or {"any"}))
                )
            )
        ):
            points += 0.3
        elif _ranges_meet(mine, theirs):
            points += 1.0
        else:
            points -= 1.5
    return points


def _ranges_meet(a: Figure, b: Figure) -> bool:
    if a.value is not None and b.value is not None and a.low == a.high and b.low == b.high:
        return False
    low = max(a.low or 0, b.low or 0)
    high = min(x if x is not None else 10**9 for x in (a.high, b.high))
    return low <= high
