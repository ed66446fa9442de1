"""Tellings: the passages of a report that tell of an incident, each with what it says.

A sentence is one telling, or several where it tells of several incidents ("… on Friday, while
another … on Saturday"). What is only threatened, denied, planned, remembered or tried in court
is told apart from what happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.asides import drop_asides, mask_record
from reports.assertion import idle_cues, is_denied
from reports.counts import find_counts
from reports.dateline import dateline_end, dateline_place
from reports.dates import NUMERALS, find_dates, names_past_event
from reports.days import DateMention
from reports.groups import Count
from reports.parting import does_more, split_units, tells
from reports.people import find_groups, mark_patients
from reports.places import SCENE, Place
from reports.scene import weigh_places
from reports.sentences import BULLET, Sentence, split_sentences
from reports.triggers import LATENT_ALONE, Trigger, find_triggers
from reports.word_sets import words

if TYPE_CHECKING:
    from gazetteer.results import Mention
    from reports.figures import Figure
    from reports.lexicon import Lexicon, Unit

_UNARMED = frozenset({"Civilians", "Protesters"})
_UNREAL = frozenset({"hypothetical", "threat", "plan", "denial", "habitual", "drill", "fiction"})
_PAST_TALK = frozenset({"court", "memorial", "play", "untrue", "mock"})


@dataclass(slots=True)
class Telling:
    """A passage that tells of one incident, as far as it goes."""

    sentence: int
    paragraph: int
    start: int
    end: int
    units: list[Unit]
    triggers: list[Trigger] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    cues: set[str] = field(default_factory=set)
    denied: bool = False
    model: Telling | None = None
    figures: dict[str, Figure] = field(default_factory=dict)
    led: int = 0  # sentences before it that only set its scene
    cause: Telling | None = None  # what a protest is about
    later: bool | None = None  # whether it only adds to the count, once looked for

    @property
    def real_triggers(self) -> list[Trigger]:
        """Triggers that name an event rather than only a weapon."""
        return [t for t in self.triggers if t.pos != "w"]

    @property
    def only_weak(self) -> bool:
        """Whether its verbs ("hit", "burnt") tell of violence only together with other signs."""
        armed = any("act" in u.c and u.c["act"] not in _UNARMED for u in self.units)
        return all(t.pos == "x" for t in self.real_triggers) and not armed

    @property
    def armed(self) -> bool:
        """Whether an armed group is named that is no state force."""
        return any(u.c.get("arms") == "militants" and "act" in u.c for u in self.units)

    @property
    def placed(self) -> bool:
        """Whether it names a scene of its own."""
        return any(p.fine and p.score > SCENE for p in self.places)

    @property
    def numbers(self) -> list[Count]:
        """Counts that can stand for an incident by themselves."""
        return [
            c
            for c in self.counts
            if not c.part
            and (c.value is not None or (c.low and not c.plural))
            and not (c.known and c.value != 1)
            and not (c.weak and c.value == 0)
        ]

    @property
    def unreal(self) -> bool:
        """Whether it speaks of what might be, was planned, denied, or is generally so."""
        if self.cues & _PAST_TALK or self.denied or self.units[-1].t == "?":
            return True
        if "where" in self.cues or not self.cues & _UNREAL:
            return False
        told = any(not c.known for c in self.numbers)
        if told and self._doubted_after():
            return False
        return not (told and any(not t.definite for t in self.real_triggers))

    def _doubted_after(self) -> bool:
        """Whether what might be comes after those hurt ("five were hurt, two may not live")."""
        doubts = [u.s for u in self.units if u.c.get("cue") in _UNREAL]
        kinds = {u.c["cue"] for u in self.units if u.c.get("cue") in _UNREAL}
        told = [u.s for u in self.units if u.c.get("harm", ("", ""))[1] in {"v", "i"}]
        ends = [
            c.end
            for c in self.numbers
            if not c.known and c.value and any(c.start <= at < c.end for at in told)
        ]
        return (
            kinds <= {"hypothetical", "habitual"}
            and bool(ends)
            and min(ends) <= min(doubts, default=-1)
        )


@dataclass(slots=True)
class Passage:
    """A sentence with its units, and the tellings found in it."""

    sentence: Sentence
    units: list[Unit]
    tellings: list[Telling]
    places: list[Place]
    dateline: list[Place]
    dates: list[DateMention]
    cues: set[str]


def read_passages(
    text: str,
    folded: str,
    mentions: list[Mention],
    lexicon: Lexicon,
    stated: tuple[int, int] | None = None,
) -> list[Passage]:
    """Read all sentences of a report with their tellings; a repeated sentence is read once.

    `Telling.sentence` counts the passages that come out, not the sentences of the text.
    ``stated`` is the span that states the publication date: no date of an incident.
    """
    out: list[Passage] = []
    seen: set[str] = set()
    at = 0
    for sentence in split_sentences(text):
        key = folded[sentence.start : sentence.end]
        while at < len(mentions) and mentions[at].end <= sentence.start:
            at += 1
        if len(key) > 20 and key in seen:
            continue
        seen.add(key)
        units = lexicon.units(text, folded, sentence.start, sentence.end)
        if not units:  # quotation marks alone
            continue
        here: list[Mention] = []
        look = at
        while look < len(mentions) and mentions[look].start < sentence.end:
            here.append(mentions[look])
            look += 1
        out.append(_passage(text, len(out), sentence, units, here, lexicon, stated))
    return out


def _passage(
    text: str,
    index: int,
    sentence: Sentence,
    units: list[Unit],
    mentions: list[Mention],
    lexicon: Lexicon,
    stated: tuple[int, int] | None,
) -> Passage:
    _mask_names(units, mentions)
    _mask_carriers(units)
    mark_patients(units)
    cut = dateline_end(text, sentence.start, sentence.end)
    places = weigh_places(text, mentions, units, lexicon, cut)
    dateline = [p for p in places if p.role == "dateline"]
    if cut > sentence.start and not any(p.fine for p in dateline):
        dateline = dateline_place(text, sentence.start, cut) + dateline
    inner = [u for u in units if u.s >= cut] if cut > sentence.start else units
    tellings: list[Telling] = []
    dates = find_dates(text, inner, sentence.start, sentence.end)
    if stated is not None:
        dates = [d for d in dates if not stated[0] <= d.start < stated[1]]
    cues = {u.c["cue"] for u in units if "cue" in u.c}
    if cues & _KEPT or any(
        "trg" in u.c or "harm" in u.c or (u.t in LATENT_ALONE and text[u.s].islower())
        for u in inner
    ):
        bodies = [p for p in places if p.role != "dateline"]
        for part in split_units(inner, dates, bodies):
            telling = _telling(text, index, sentence, part, dates, bodies)
            if telling is not None and tellings and not tells(part):
                _tell_alike(text, telling, tellings[-1])
                if part[0].t == ":":
                    tellings[-1].cues.add("parts")
            elif telling is not None and tellings and does_more(part, 0):
                telling.model = tellings[-1].model or tellings[-1]
                telling.cues.add("separate")
            if telling is not None:
                tellings.append(telling)
    return Passage(sentence, units, tellings, places, dateline, dates, cues)


def _mask_names(units: list[Unit], mentions: list[Mention]) -> None:
    """Take the meaning from words that only stand in a place's name (ہزار گنجی: no thousand)."""
    for m in mentions:
        if " " not in m.text:
            continue
        for unit in units:
            if m.start <= unit.s and unit.e <= m.end and _MASKED & unit.c.keys():
                unit.c = {k: v for k, v in unit.c.items() if k not in _MASKED}


def _mask_carriers(units: list[Unit]) -> None:
    """Take the meaning from what only carries people ("were flown home on a navy aircraft")."""
    moved = next((k for k, u in enumerate(units) if u.t in _MOVED), len(units))
    for k in range(moved + 1, len(units) - 1):
        if units[k].t not in _ABOARD:
            continue
        after = units[k + 1 : k + 5]
        end = next((n for n, u in enumerate(after) if u.t in _CARRIERS), 0)
        if not any(u.c.get("fn") == "prep" for u in after[:end]):
            for unit in after[: end + 1] if end else []:
                unit.c = {key: v for key, v in unit.c.items() if key in {"fn", "num"}}


_MOVED = words("moving the hurt")
_ABOARD = frozenset({"on", "in", "by", "aboard", "via", "on board"})
_CARRIERS = words("vehicle that carries")
_MASKED = frozenset({"num", "harm", "trg", "per", "date"})
_KEPT = frozenset({"where", "both", "claim", "noclaim", "noresp", "blame"})


def _tell_alike(text: str, telling: Telling, model: Telling) -> None:
    """Let "and another nine in Giwa" tell of the same that its sentence told before."""
    model = model.model or model
    harms = [u.c["harm"][0] for u in model.units if "harm" in u.c]
    kind = next((h for h in harms if h in {"killed", "injured"}), "")
    groups = [g for g in find_groups(text, telling.units) if g.value]
    if not kind or not groups:
        return
    group = groups[0]
    side = next((c.side for c in model.counts if c.kind == kind), "any")
    side = side if group.side in {"any", "civilians"} else group.side
    start, end = telling.units[group.i].s, telling.units[group.j - 1].e
    count = Count(kind, group.value, group.low, group.high, side, start, end, group.wording)
    telling.counts, telling.triggers, telling.model = [count], list(model.triggers), model


def _telling(
    text: str,
    index: int,
    sentence: Sentence,
    units: list[Unit],
    dates: list[DateMention],
    places: list[Place],
) -> Telling | None:
    if not units:
        return None
    start, end = units[0].s, units[-1].e
    telling = Telling(index, sentence.paragraph, start, end, units)
    if (record := mask_record(units)) is not None:
        dates = [d for d in dates if not record[0] <= d.start < record[1]]
        places = [p for p in places if not record[0] <= p.start < record[1]]
    telling.triggers = find_triggers(text, units, opening=index == 0)
    telling.counts = find_counts(text, units)
    named = [c for c in telling.counts if c.named]
    for count in named:
        if any(
            (p.start < count.end and count.start < p.end and p.level != "point")
            or (p.start <= count.start and count.end <= p.end)
            for p in places
        ):
            telling.counts.remove(count)
    telling.dates = [d for d in dates if start <= d.start < end]
    telling.places = [
        p
        for p in places
        if start <= p.start < end and not (_home(units, p) or _toll_place(units, p))
    ]
    telling.cues = {
        u.c["cue"] for u in units if "cue" in u.c and not (u.t == "may" and text[u.s] == "M")
    }
    if "separate" in telling.cues and any(
        u.t == "separately" and after.c.get("cue") in {"react", "say"}
        for u, after in pairwise(units)
    ):
        telling.cues.discard("separate")
    if index == 0 and len(units) > 1 and units[0].t in _HEADINGS and units[1].t == ":":
        telling.cues.add("play")
    telling.denied = is_denied(units)
    called = [d for d in telling.dates if _called_for(units, d)]
    if (called or _announces(units)) and all(
        t.mode == "protest" and t.pos == "n" for t in telling.triggers
    ):
        telling.cues.add("plan")
    telling.dates = [
        d._replace(role="report") if _toll_day(units, d) or _stands_at(telling, d) else d
        for d in telling.dates
        if d not in called
    ]
    past = [d for d in telling.dates if d.kind == "year" and _names_event(units, d)]
    if past and not any(t.pos == "v" and t.start < past[0].start for t in telling.triggers):
        telling.dates = past  # "an exhibition on Monday about the 2016 hospital bombing"
    said = {u.t for u in units}
    if not _ORDINAL.isdisjoint(said) and any(
        u.t in _ORDINAL and _before_event(units, k) for k, u in enumerate(units)
    ):
        telling.cues.add("separate")
    if _opens_anew(text, units, start == sentence.start):
        telling.cues.add("separate")
    if start == sentence.start and _fronts_place(units, telling.places):
        telling.cues.add("fronted")
    if start == sentence.start and BULLET.match(text, start) and telling.placed:
        telling.cues.add("separate")
    if "split" in telling.cues and _comes_after(units) and telling.placed:
        telling.cues.add("separate")
    if units[0].t == "also" and len(units) > 1 and {"date", "fn"} & units[1].c.keys():
        telling.cues.add("separate")  # "Also Saturday, …"
    one = len(units) > 1 and "num" not in units[1].c and not units[1].t.isdecimal()
    if units[0].t == "another" and one and telling.placed:
        telling.cues.add("separate")
    if any(_heads_entry(units, d) for d in telling.dates):
        telling.cues.add("separate")
    telling.cues -= idle_cues(telling.cues, units, telling.triggers, telling.dates, telling.places)
    drop_asides(telling)
    if not _COMPARED.isdisjoint(said):
        beside = [u.s for u in units if u.t in _COMPARED]
        telling.counts = [c for c in telling.counts if c.start < beside[0]]
    if "earlier" in telling.cues and not _gives_first(units):
        later = [c for c in telling.counts if c.update]
        known = [c._replace(known=True, update=False) for c in telling.counts]
        telling.counts = later or known
    return telling


def _names_event(units: list[Unit], mention: DateMention) -> bool:
    at = next((k for k, u in enumerate(units) if u.s == mention.start), 0)
    return names_past_event(units, at)


def _toll_day(units: list[Unit], mention: DateMention) -> bool:
    """Whether it is the day on which a toll stood so high ("rose to 86 on Saturday")."""
    lead = [u for u in units if u.e <= mention.start and u.t != "on"][-3:]
    update = next((n for n, u in enumerate(lead) if u.c.get("cue") == "update"), None)
    if update is None:
        return False
    return any("num" in u.c or u.t[0].isdecimal() for u in lead[update:])


def _stands_at(telling: Telling, mention: DateMention) -> bool:
    """Whether figures stand so high on that day ("SDMA figures as of today: 4 dead")."""
    lead = [u.t for u in telling.units if u.e <= mention.start][-2:]
    stands = " ".join(lead) in _AS_OF or lead[-1:] == ["till"]
    stands = stands or any(u.t in _REMAIN for u in telling.units if u.e <= mention.start)
    return stands and bool(telling.counts) and not telling.real_triggers


_REMAIN = words("remain in a state")
_AS_OF = frozenset({"as of", "as on", "as at", "up to"})


def _called_for(units: list[Unit], mention: DateMention) -> bool:
    """Whether it is the day that something is called for ("gave a call for a strike on Friday")."""
    lead = [u.t for u in units if u.e <= mention.start][-9:]
    if any(a in _CALL and b == "for" for a, b in pairwise(lead)) or "called for" in lead:
        return True
    if lead[-1:] != ["for"] or _FIXED.isdisjoint(lead):
        return False
    after = next((u.t for u in units if u.s >= mention.end), "")
    return not after.startswith("prayer")


def _announces(units: list[Unit]) -> bool:
    """Whether a protest is only announced ("the party announced a sit-in on Friday")."""
    return any(
        u.t in _TO_COME and any(v.c.get("trg", ("",))[0] == "protest" for v in units[k + 1 : k + 5])
        for k, u in enumerate(units)
    )


_TO_COME = words("announcing a protest")
_CALL = words("calling for a protest")
_FIXED = words("fixed for a day")


def _died_since(units: list[Unit], mention: DateMention | Place) -> bool:
    """Whether it is when or where one of the wounded died ("3 hurt, one died on 25 June")."""
    lead = [u for u in units if u.e <= mention.start][-3:]
    if not any(u.c.get("harm", ("", ""))[0] == "killed" and u.t in _DIED for u in lead):
        return False
    told = [u.c["harm"] for u in units if "harm" in u.c and u.e < lead[0].s]
    return any(kind == "injured" or form == "t" for kind, form in told)


def _toll_place(units: list[Unit], place: Place) -> bool:
    """Whether somebody whom a toll counts died there ("toll now 19, two having died in Lahore")."""
    if not any(u.c.get("harm", ("", ""))[1] == "t" for u in units if u.e < place.start):
        return False
    return _died_since(units, place)


_DIED = words("died of wounds")


def _gives_first(units: list[Unit]) -> bool:
    """Whether first reports are what there is ("VBIED vs base, initial reports 8 killed")."""
    return any(
        u.c.get("cue") == "earlier" and (after.t[0].isdecimal() or "num" in after.c)
        for u, after in pairwise(units)
    )


def _opens_anew(text: str, units: list[Unit], first: bool) -> bool:
    """Whether a sentence goes on to another event ("In the evening a bomber blew himself up")."""
    if not first or not any(u.c.get("cue") == "opener" for u in units[:2]):
        return False
    if units[0].t in _INSTANTS:
        return False  # "Minutes later a suicide bomber blew himself up among them"
    for k, unit in enumerate(units[1:], 1):
        if "trg" not in unit.c or unit.c["trg"][2] not in "nw":
            continue
        lead = next((u for u in reversed(units[:k]) if u.c.get("fn") in {"det", "prep"}), None)
        return lead is not None and lead.t in {"a", "an", "another"}
    return False


def _heads_entry(units: list[Unit], mention: DateMention) -> bool:
    """Whether a day heads an entry of a list ("5 Oct: Ziarat – convoy fired on")."""
    lead = [u for u in units if u.e <= mention.start]
    after = next((u for u in units if u.s >= mention.end), None)
    if any(u.t.isalpha() and u.t not in NUMERALS for u in lead) or after is None:
        return False
    if lead and lead[0].t == "(" and len(lead) > 1 and lead[1].t in NUMERALS:
        return mention.role == "event"
    return after.t in {":", "–", "—", "|"} and mention.role == "event"


def _comes_after(units: list[Unit]) -> bool:
    """Whether only what came before is told ("The violence came days after a bomb killed six")."""
    at = next((k for k, u in enumerate(units) if u.c.get("cue") == "split"), 0)
    after = units[at].t.endswith((" after", " before"))
    return at > 0 and after and not tells(units[:at]) and tells(units[at:])


def _home(units: list[Unit], place: Place) -> bool:
    """Whether a place is only where somebody is from ("Jamal, r/o Mardan")."""
    lead = [u.t for u in units if u.e <= place.start and u.t != "/"][-3:]
    return lead[-2:] == ["r", "o"] or lead[:2] == ["r", "o"]


def _fronts_place(units: list[Unit], places: list[Place]) -> bool:
    """Whether a sentence begins with where it happened ("In Mohmand, …", "At Tank …")."""
    opening = units[0].t in _PLACING and len(units) > 1
    return opening and any(p.fine and p.score > SCENE and p.start <= units[1].s for p in places)


_INSTANTS = frozenset({"minutes", "moments", "seconds", "within"})
_PLACING = words("placing preposition")
_HEADINGS = words("heading of no news")
_COMPARED = words("compared figure")
_ORDINAL = words("ordinal of an event")


def _before_event(units: list[Unit], k: int) -> bool:
    """Whether "second" or "another" counts events ("a second bomb exploded near the ward")."""
    if k and units[k - 1].t in {"the", "in"}:
        return False
    following = units[k + 1 : k + 3]
    if following and " " in following[0].t and "trg" in following[0].c:
        return True  # "bomb exploded" is listed as a verb
    return any("trg" in u.c and u.c["trg"][2] in {"n", "w"} and "per" not in u.c for u in following)
