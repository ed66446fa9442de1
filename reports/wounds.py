"""Wounds that somebody received, whatever words stand between: "sustained deep bullet wounds"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.parts import STOP
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

_WOUNDS = words("wound")
_HURT = frozenset({"of the wounded", "of the injured", "of wounded", "of injured"})
_HOSPITALS = words("hospital of the hurt")
_MOVING = words("moving the hurt")
_GRAVELY = words("how gravely hurt")
_PATIENTS = words("label of patients")
_SHORT = {"fallen", "fell", "safe", "to death", "hostage", "captive"}
_TELLING = _PATIENTS | _WOUNDS | _HOSPITALS | _MOVING | _GRAVELY | _HURT | _SHORT
_SENDING = frozenset({"sent", "sending", "landed", "put"})
_DEADLY = words("done to death")
_RECEIVING = words("receiving a wound")
_MISSILES = words("missile in a wound")
_LIFELESS = words("lifeless")
_BETWEEN = 5  # words from the verb to the wound


def mark_wounds(units: list[Unit]) -> None:
    """Let a verb with a wound as its object tell of the injured ("got splinter wounds")."""
    if _TELLING.isdisjoint({u.t for u in units}):
        return
    _mark_moved(units)
    _mark_fallen(units)
    _mark_short(units)
    _mark_to_death(units)
    _mark_hostages(units)
    for k, unit in enumerate(units):
        if unit.t in _HURT and 0 < k < len(units) - 1 and units[k + 1].t == "at":
            if units[k - 1].t in {"that", "those"} or units[k - 1].c.get("fn") == "and":
                # "the dead at six and that of the wounded at 9"
                unit.c = {"harm": ("injured", "t")}
            continue
        if unit.t not in _WOUNDS or unit.c.get("harm", ("", ""))[1] in {"v", "i"} - {_own(unit)}:
            continue
        if unit.t in _MISSILES and (k + 1 >= len(units) or units[k + 1].c.get("fn") != "prep"):
            continue  # "got bullets" may be what was seized; "a bullet in the leg" was not
        at = next((j for j in range(k - 1, max(-1, k - _BETWEEN), -1) if _verb(units[j])), None)
        if at is None or not all(_describes(u) for u in units[at + 1 : k]):
            continue
        lifeless = units[0].t in {"both", "all", "each"} or any(u.t in _LIFELESS for u in units)
        if units[at].t == "with" and (lifeless or _is_sprayed(units[:at])):
            continue  # "the body of a man with bullet wounds", "sprayed a car with bullets"
        all_shot = any(u.t in _ALL for u in units[max(0, at - 3) : at]) and _is_shot(units, at, k)
        if all_shot and units[at].t in _BEARING:
            continue  # "both received bullets in the head" is told of the dead
        lead = units[max(0, at - _CLAUSE) : at]
        moved = any(u.t in _MOVING and "harm" in u.c for u in lead)
        if not (moved and units[at].t == "with"):  # "eleven were flown out with splinter wounds"
            units[at].c = {**units[at].c, "harm": ("injured", "i")}
        for between in units[at + 1 : k + 1]:
            between.c = {}


_ALL = frozenset({"both", "all", "each"})
_BEARING = frozenset({"received", "bore", "had", "have", "carried", "has"})


def _is_sprayed(lead: list[Unit]) -> bool:
    return any(u.t.split(" ", 1)[0] in _SPRAYED for u in lead)


_SPRAYED = words("sprayed with bullets")


def _is_shot(units: list[Unit], at: int, k: int) -> bool:
    """Whether a wound is one of bullets."""
    return any(u.t in _MISSILES or u.t == "gunshot" for u in units[at + 1 : k + 1])


def _mark_moved(units: list[Unit]) -> None:
    """Let people taken to a hospital count as injured ("ten were rushed to a hospital")."""
    if any(u.t in _LIFELESS for u in units):
        return
    for k, unit in enumerate(units[1:], 1):
        if unit.t not in _MOVING or unit.c.keys() - {"cue", "harm"} or k + 1 >= len(units):
            continue
        if unit.c.get("harm", ("arrested",))[0] != "arrested":
            continue  # "evacuated" alone counts nobody
        after = units[k + 1]
        if unit.t == "treated" and (after.t.isdecimal() or "num" in after.c):
            if _is_of_the_hurt(units, k + 2):
                unit.c = {"harm": ("injured", "a")}  # "doctors treated nine people for burns"
            continue
        if not _is_moved(units, k):
            continue
        lead = units[max(0, k - _FURTHER) : k]
        further = any(u.t in _MORE for u in lead) and any("harm" in u.c for u in units[:k])
        led = after.t in {"to", "to the"} or (after.t in {"or", "and"} and _is_moved(units, k + 2))
        if (led and further) or ((led or unit.t == "treated") and _is_of_the_hurt(units, k + 1)):
            unit.c = {"harm": ("injured", "i")}


def _is_moved(units: list[Unit], k: int) -> bool:
    """Whether a verb says what was done with people ("were flown", "were flown or driven")."""
    lead = units[k - 1]
    if lead.c.get("fn") == "and" or lead.t == "or":
        return k > 1 and k < len(units) and units[k].t in _MOVING and units[k - 2].t in _MOVING
    return lead.t in _BEING or "num" in lead.c or lead.t.isdecimal()


def _is_of_the_hurt(units: list[Unit], k: int) -> bool:
    """Whether a hospital or a wound follows in the same clause."""
    for unit in units[k : k + _CLAUSE]:
        if unit.t in STOP or "harm" in unit.c:
            return False
        if unit.t in _HOSPITALS or unit.t in _WOUNDS:
            return True
    return False


_BEING = frozenset({"was", "were", "been", "being", "are", "is"})
_MORE = frozenset({"others", "other", "another", "more"})
_CLAUSE, _FURTHER = 9, 10  # words to what a clause ends in, and back to whom it tells of


def _mark_fallen(units: list[Unit]) -> None:
    """Let "fell" tell of fighting men that died ("eight soldiers fell in a strike")."""
    at = next((k for k, u in enumerate(units) if u.t == "fell" and not u.c), 0)
    if not at or at + 1 >= len(units):
        return
    lead, after = units[at - 1], units[at + 1]
    armed = lead.c.get("per", ("",))[0] in {"security", "militants"}
    known = lead.c.get("fn") == "part" or armed
    if known and (after.t in STOP or after.t in _FALLING):
        units[at].c = {"harm": ("killed", "i")}


_FALLING = words("where fighters fall")


def _mark_short(units: list[Unit]) -> None:
    """Read what notes cut short: "own side 2 fallen", "three fatally injured, two seriously"."""
    for k, unit in enumerate(units[1:], 1):
        lead = units[k - 1]
        if unit.t in _PATIENTS and "harm" not in unit.c and _numbers_patients(units, k):
            unit.c = {"harm": ("injured", "n")}  # "dead 14, admitted 22"
        last = k + 1 >= len(units) or units[k + 1].t in STOP
        if unit.t == "safe" and last and any(u.t == "all" for u in units[max(0, k - 4) : k]):
            unit.c = {"harm": ("unhurt", "v")}  # "all ranks safe"
        if not (lead.t.isdecimal() or "num" in lead.c):
            continue
        if unit.t == "fallen" and last:
            unit.c = {"harm": ("killed", "i")}
        elif unit.t in _GRAVELY and last:
            unit.c = {"harm": ("injured", "i")}
        elif k > 1 and units[k - 2].t in _SENDING and _to_hospital(units[k : k + 4]):
            units[k - 2].c = {"harm": ("injured", "a")}  # "sent 43 to hospital"


def _numbers_patients(units: list[Unit], k: int) -> bool:
    """Whether a list tells how many lie in hospital ("dead 14, admitted 22", "Admitted: 9")."""
    at = k + 1 + (k + 1 < len(units) and units[k + 1].t == ":")
    listed = units[k - 1].t in STOP
    return listed and at < len(units) and units[at].t.isdecimal()


def _to_hospital(units: list[Unit]) -> bool:
    return any(u.t in _HOSPITALS for u in units)


def _mark_to_death(units: list[Unit]) -> None:
    """Let "stabbed a shopkeeper to death" tell of one killed."""
    for k, unit in enumerate(units[1:], 1):
        if unit.t != "to death":
            continue
        at = next((j for j in range(k - 1, max(-1, k - 9), -1) if units[j].t in _DEADLY), None)
        if at is not None and not any(u.t in STOP for u in units[at + 1 : k]):
            units[at].c = {**units[at].c, "harm": ("killed", "v")}
            unit.c = {}


def _mark_hostages(units: list[Unit]) -> None:
    """Let "took three constables hostage" tell of an abduction."""
    for k, unit in enumerate(units[2:], 2):
        if unit.t not in _HOSTAGE or unit.c.keys() & {"harm", "trg"}:
            continue
        at = next((j for j in range(k - 2, max(-1, k - 9), -1) if units[j].t in _TAKING), None)
        if at is None or any(u.t in STOP or "harm" in u.c for u in units[at + 1 : k]):
            continue
        units[at].c = {"harm": ("abducted", "a"), "trg": ("abduct", "", "v")}
        unit.c = {}


_HOSTAGE = frozenset({"hostage", "hostages", "captive", "captives", "prisoner"})
_TAKING = frozenset({"take", "takes", "took", "taking"})


def is_slight(units: list[Unit], k: int) -> bool:
    """Whether "minor" says how bad a wound is and is no child."""
    return units[k].t == "minor" and k + 1 < len(units) and units[k + 1].t in _WOUNDS


def _own(unit: Unit) -> str:
    """Give the form of an abbreviation that is verb and noun ("3 inj", "received minor inj")."""
    return "v" if unit.t == "inj" else ""


def _verb(unit: Unit) -> bool:
    return unit.t in _RECEIVING and "harm" not in unit.c


def _describes(unit: Unit) -> bool:
    """Whether a word may stand between the verb and the wound ("a deep", "bullet and splinter")."""
    if unit.t == "," or unit.c.get("fn") == "and" or unit.t in {"a", "an"}:
        return True
    plain = unit.t.isalpha() and unit.c.get("fn") is None
    return plain and unit.c.get("harm", ("", "i"))[1] == "i" and not unit.t[0].isdecimal()
