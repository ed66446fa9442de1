"""Whether a day is of what came after an event: burials, later deaths, new tolls, visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.days import DateMention
    from reports.lexicon import Unit


def is_of_aftermath(mention: DateMention, units: list[Unit]) -> bool:
    """Whether a day is not the event's, but that of what somebody did when it was over.

    The verb that has the day stands before it ("were buried on Friday") or, in a clause that
    the day opens, after it ("Iraq on Friday buried nine tourists").
    """
    at = next((n for n, u in enumerate(units) if u.s >= mention.start), len(units))
    ahead = [u for u in units[at : at + _AHEAD] if u.s >= mention.end and u.t not in {"'s", "s"}]
    if ahead and "trg" in ahead[0].c:
        return False  # "Friday's attack"
    if ahead and ahead[0].t in _NOUNS:
        return True  # "Friday's funeral"
    for k in range(at - 1, max(-1, at - _CLAUSE), -1):
        unit = units[k]
        if _is_later(units, k) or (unit.t in _NOUNS and not _told_before(units, k)):
            return True
        if unit.t in {",", "and"}:
            break
        if _ends_search(unit) and not _are_the_dead(units, k):
            return False
    if not all(u.t in _LEADING for u in units[max(0, at - _CLAUSE) : at]):
        ahead = ahead[:1]  # "Iraq on Friday buried …"
    return _opens_aftermath(units, ahead) or _peace_before(units, mention)


def _opens_aftermath(units: list[Unit], ahead: list[Unit]) -> bool:
    first = len(units) if not ahead else units.index(ahead[0])
    for k in range(first, first + len(ahead)):
        unit = units[k]
        if _is_later(units, k):
            return True
        if _ends_search(unit) or (k > first and unit.t == ","):
            return False
    return False


def _is_later(units: list[Unit], k: int) -> bool:
    """Whether a word is a verb of what is done when an attack is over."""
    unit = units[k]
    if unit.first in _VERBS_FIRST:
        phrases = {" ".join(u.t for u in units[k : k + n]) for n in (1, 2, 3)}
        if not _VERBS.isdisjoint(phrases):
            return True
    if unit.t in _PARTICIPLES:
        return any(u.c.get("fn") == "aux" for u in units[max(0, k - 2) : k])
    if unit.t in _TOLL_MOVES or unit.c.get("cue") == "update":
        around = _clause(units[k + 1 :]) + _clause(units[:k][::-1])
        return any(u.t in _TOLL for u in around)
    if "harm" in unit.c and unit.t.startswith(_LATE):
        return True
    if unit.t not in _DIED:
        return False
    tended = any(not _TENDED.isdisjoint(u.t.split()) for u in _clause(units[k + 1 :]))
    hurt = any(u.c.get("harm", ("",))[0] == "injured" for u in units[:k])
    return tended or hurt or any(u.t in _HURT for u in _clause(units[:k][::-1]))


def _clause(units: list[Unit]) -> list[Unit]:
    """Give the words before a clause turns to something else."""
    at = next((n for n, u in enumerate(units[:_AHEAD]) if u.t in _TURNS), _AHEAD)
    return units[:at]


def _ends_search(unit: Unit) -> bool:
    c = unit.c
    return (
        not {"harm", "trg", "date"}.isdisjoint(c)
        or unit.t in _TURNS
        or c.get("fn") == "rel"
        or c.get("cue") in {"say", "split"}
    )


def _are_the_dead(units: list[Unit], k: int) -> bool:
    """Whether a word for harm only names people ("buried the dead", "visited the wounded")."""
    named = units[k].t in _PEOPLE and k > 0 and units[k - 1].c.get("fn") == "det"
    return named or units[k].t in _TENDED  # "succumbed to burns"


def _told_before(units: list[Unit], k: int) -> bool:
    """Whether violence is told before a word ("was shot at a funeral on Friday")."""
    return any("harm" in u.c or "trg" in u.c for u in units[max(0, k - _CLAUSE) : k])


def _peace_before(units: list[Unit], mention: DateMention) -> bool:
    """Whether a clause without violence has the day ("stayed shut on Friday after a bomb …")."""
    said = 0
    for k, unit in enumerate(units):
        ahead = unit.s >= mention.end
        if ahead and unit.last == "after":
            rest = units[k + 1 :]
            if said < _SAID or not rest or rest[0].t.endswith("ing"):
                return False
            return any("harm" in u.c or "trg" in u.c for u in rest)
        if "harm" in unit.c or "trg" in unit.c or (ahead and unit.t in _TURNS):
            return False
        said += unit.t.isalpha() and not {"date", "fn", "num"} & unit.c.keys()
    return False


_CLAUSE = 16  # words before a day in which its verb is looked for
_AHEAD = 9  # words after it
_LEADING = frozenset({"on", "late", "early", "by", "the", "and", "but", ",", "meanwhile"})
_SAID = 2  # words at least that a clause has which tells of something
_TURNS = frozenset({".", ";", ":", "(", "–", "—", ",", "and", "when"})
_VERBS = words("aftermath verb")
_VERBS_FIRST = frozenset(verb.split()[0] for verb in _VERBS)
_PARTICIPLES = words("aftermath participle")
_NOUNS = words("aftermath noun")
_TOLL_MOVES = words("toll moves")
_TOLL = words("toll")
_PEOPLE = frozenset({"dead", "wounded", "injured", "slain"})
_DIED = frozenset({"died", "dies", "dying"})
_LATE = tuple(words("died later"))
_TENDED = words("died under care")
_HURT = words("died though tended")
