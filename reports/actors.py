"""Who acted and who was acted upon, by the reviewed table of groups, forces and civilians."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.groups import Count
    from reports.lexicon import Lexicon, Unit

UNIDENTIFIED = "Unidentified armed group"
CIVILIANS = "Civilians"
STATE = "Security forces"
PROTESTERS = "Protesters"
RIOTERS = "Rioters"
CROWD_MODES = frozenset({"protest", "intervene", "force", "riot", "mob"})
# What a force holds or rides in is struck and does not strike.
_HELD = words("held by a force")
# "A patrol hit a mine" did nothing but suffer.
_STRUCK = (
    "hit a",
    "struck a",
    "ran over",
    "drove over",
    "drives over",
    "stepped",
    "steps on",
    "trod",
    "triggered",
    "tripped",
    "hit mine",
    "ran into",
    "hit by",
    "hit ied",
    "hits a",
)
_LOOSE = frozenset({"Military", STATE})  # "soldiers" may be of any force that is named besides
_FORMER = words("former")
_NAMED_KINDS = frozenset({"rebel", "external", "militia", "political"})
_STATE_ACTS = frozenset({"raid", "arrest", "airstrike", "defuse", "shelling", "clash", "retake"})
_TOWARDS = words("before a target")
_DID = words("after a doer")
_OWN = words("own claim")
_REACH = 14


@dataclass(frozen=True, slots=True)
class Role:
    """An actor in a telling, with its part and how sure the wording makes it."""

    name: str
    start: int
    end: int
    part: str  # doer | target | claim | denial | speaker
    weight: float


def find_roles(units: list[Unit], counts: list[Count], lexicon: Lexicon) -> list[Role]:
    """Find the actors a passage names, and the part that the words around give each."""
    out: list[Role] = []
    for k, unit in enumerate(units):
        name = unit.c.get("act")
        if name is None:
            land = unit.c.get("land")
            if land and _strikes(units, k):
                out.append(Role(land, unit.s, unit.e, "doer", 2.5))
            continue
        row = lexicon.actors[name]
        if row["side"] == "security" and k and units[k - 1].t in _FORMER:
            continue
        named = row["kind"] in _NAMED_KINDS
        part, weight = _part(units, k, row["side"], counts, named=named)
        if part:
            weight += 1.0 if row["kind"] in _NAMED_KINDS else 0.0
            out.append(Role(name, unit.s, unit.e, part, weight))
    return out


def _reports_own(following: list[Unit]) -> bool:
    """Whether a force says what it did ("the army said that its planes had bombed a camp")."""
    says = next((n for n, u in enumerate(following[:4]) if u.c.get("cue") == "say"), None)
    if says is None:
        return False
    for own, force in pairwise(following[says:]):
        if own.t == "its" and ("act" in force.c or "per" in force.c or force.t in _ARMS):
            return True
    return False


_ARMS = words("own arms")


def _speaks(following: list[Unit]) -> bool:
    """Whether a group only speaks ("the Taliban said") or governs ("the Taliban government")."""
    if not following:
        return False
    return following[0].c.get("cue") == "say" or following[0].t in _GOVERNING


_GOVERNING = words("governing")


def _strikes(units: list[Unit], k: int) -> bool:
    """Whether a country itself is said to strike ("Pakistan on Thursday fired drones")."""
    for u in units[k + 1 : k + 5]:
        if u.c.get("trg", ("", "", ""))[2] in {"v", "x"}:
            return not _passive(units, u)
        if u.t in {"launched", "carried out", "conducted"}:
            return True
        if not ("date" in u.c or u.t in {"on", "has", "had", "also", "says", "it"}):
            return False
    return False


def _part(
    units: list[Unit], k: int, side: str, counts: list[Count], *, named: bool
) -> tuple[str, float]:
    if any(u.t in _GUISE for u in [*units[max(0, k - 4) : k], *units[k + 1 : k + 2]]):
        return "", 0.0
    if k and units[k - 1].t == "under" and any(u.t in _ESCORT for u in units[k + 1 : k + 3]):
        return "", 0.0
    around = [*units[max(0, k - 4) : k], *units[k + 1 : k + 5]]
    if side == "militants" and any(u.c.get("cue") == "blame" for u in around):
        return "doer", 2.8
    claim = _claim(units, k) if side == "militants" and named else None
    if claim:
        return claim
    if side == "militants" and _speaks(units[k + 1 : k + 3]):
        return "speaker", 0.2
    if side == "security" and _reports_own(units[k + 1 : k + 1 + _REACH]):
        return "doer", 2.5
    if side == "security" and k <= 4 and any(u.t == ":" for u in units[k + 1 : k + 4]):
        return "speaker", 0.5
    if side != "militants" and any(u.c.get("cue") == "say" for u in units[k + 1 : k + 4]):
        return "speaker", 0.5
    said = any(u.c.get("cue") == "say" for u in units[max(0, k - 2) : k])
    others = k > 1 and bool({"per", "act"} & units[k - 2].c.keys())
    if side == "security" and said and not others:
        return "speaker", 0.5
    at = _head_of(units, k)
    before, after = units[max(0, at - 4) : at], units[k + 1 : k + 1 + _REACH]
    near = [u for u in before if u.c.get("fn") not in {"det", "aux"} and not _counts_people(u)]
    if near and (near[-1].t == "by" or near[-1].t.endswith(" by")):
        if len(near) > 1 and near[-2].t in _HELPED:
            return "", 0.0
        return "doer", 4.0
    if near and near[-1].t.endswith(" from"):
        return "doer", 3.0
    following = units[k + 1 : k + 3]
    struck = near and near[-1].t in {"on", "against", "at"}
    attack = any(u.c.get("trg", ("", "", ""))[2] == "n" for u in following)
    if side == "militants" and attack and not struck and following[0].t != ",":
        return "doer", 2.6
    if any(u.t in _DID for u in after[:4]):
        return "doer", 4.0
    if near and near[-1].t == "between":
        return "doer", 3.0
    unit = units[at]
    if "per" in units[k].c or "per" in unit.c:
        hurt = [c for c in counts if c.kind in {"killed", "injured", "abducted"}]
        if any(c.start <= unit.s and unit.e <= c.end for c in hurt):
            return "target", 2.4
    for u in reversed(before):
        if u.t.split(" ")[-1] in _TOWARDS or _is_deed(u):
            return "target", 2.5
        if u.c.get("fn") == "rel" or u.t in {",", ".", ":"} or "act" in u.c or "date" in u.c:
            break
        if u.t.isdigit() and len(u.t) == 4:
            break
    for u in after:
        harm = u.c.get("harm")
        struck = u.t.startswith(_STRUCK) and u.c.get("trg", ("",))[0] in {"ied", "blast"}
        if _is_deed(u) and (struck or u.t.startswith(("came under", "comes under", "come under"))):
            return "target", 2.5
        if _is_deed(u):
            passive = _passive(units, u) or units[k].t.split(" ")[-1] in _HELD
            passive = passive or ("harm" in u.c and side != "militants" and not _acts_on(units, u))
            return ("target", 2.5) if passive else ("doer", 2.5)
        if harm and harm[1] in {"v", "i"}:
            hit = harm[1] == "i" or _passive(units, u) or not _acts_on(units, u)
            return ("target", 2.0) if hit else ("doer", 1.5)
        if u.t in {".", ";", ","} or u.c.get("fn") == "rel":
            break
    if k + 1 < len(units) and units[k + 1].c.get("trg", ("", "", ""))[2] == "n":
        return ("doer", 1.5) if side == "militants" else ("target", 1.0)
    return ("doer", 0.5) if side == "militants" else ("target", 0.3 if side == "security" else 0.2)


_GUISE = words("guise of a force")
_ESCORT = words("escort")
_HELPED = words("helped by")


def _counts_people(unit: Unit) -> bool:
    return "num" in unit.c or "approx" in unit.c or unit.t[0].isdecimal()


def _is_deed(unit: Unit) -> bool:
    harm, trigger = unit.c.get("harm"), unit.c.get("trg")
    return bool((harm and harm[1] == "a") or (trigger and trigger[2] in {"v", "x"}))


def _head_of(units: list[Unit], k: int) -> int:
    """Find the people that a group's name qualifies ("men of the BLA"), else the name."""
    j = k - 1
    while j > 0 and units[j].c.get("fn") == "det":
        j -= 1
    if j > 0 and units[j].t in {"of", "from", "belonging to"} and "per" in units[j - 1].c:
        return j - 1
    return k


def _claim(units: list[Unit], k: int) -> tuple[str, float] | None:
    following = units[k + 1 : k + 16]
    for n, u in enumerate(following):
        if "act" in u.c or ("per" in u.c and n > 2):
            break
        if u.c.get("cue") == "say" and n < 5 and not _says_no(following[n:]):
            if any(v.t in _TAKEN for v in following[n:]):
                return "claim", 4.0
            break
        if u.t in {"said", "says", "say", "saying"} and any(
            v.t in _OWN for v in following[n + 1 : n + 4]
        ):
            if any(v.c.get("fn") == "no" for v in following[n:]):
                break
            return "claim", 4.5
    for at, u in enumerate(units):
        cue = u.c.get("cue")
        if cue == "noclaim" and abs(at - k) < 6:
            return "", 0.0
        if u.t == "claim" and at + 1 < k <= at + 8 and units[at + 1].t == ":":
            return "claim", 5.0
        if cue not in {"claim", "noresp"} and not (
            u.t in {"claimed", "claims", "claiming"} and _claims_event(units, at)
        ):
            continue
        part, weight = ("denial", 0.0) if cue == "noresp" else ("claim", 5.0)
        if u.t.endswith(" by") or u.t.startswith("responsibility for"):
            if 0 < k - at <= 10:
                return part, weight
        elif 0 < at - k <= 12 or (0 < k - at <= 6 and units[k - 1].t == "by"):
            return part, weight
    return None


# What a group says of itself when it says that it did it.
_TAKEN = words("taken credit")


def _says_no(units: list[Unit]) -> bool:
    """Whether what a group says is a denial, a threat or its own loss rather than a claim."""
    cues = {"denial", "noresp", "threat", "plan", "noclaim", "hypothetical", "react"}
    return any(
        u.c.get("cue") in cues or u.c.get("fn") == "no" or u.t in {"nothing", "government"}
        for u in units
    )


def _claims_event(units: list[Unit], at: int) -> bool:
    following = units[at + 1 : at + 5]
    return any("trg" in u.c or u.t in _CLAIMED for u in following) or at + 1 >= len(units) - 1


_CLAIMED = words("what is claimed")


def _acts_on(units: list[Unit], unit: Unit) -> bool:
    """Whether somebody follows a verb of harm, on whom it acts ("cop gunned down" has none)."""
    k = units.index(unit)
    if k + 1 >= len(units):
        return False
    after = units[k + 1]
    kinds = {"num", "per", "act", "approx", "arms"} & after.c.keys()
    return bool(kinds) or after.t[0].isdecimal() or after.c.get("fn") == "det" or not after.c


def _passive(units: list[Unit], unit: Unit) -> bool:
    k = units.index(unit)
    if unit.t in {"blown up", "slain", "beaten"}:
        return True
    return any(
        u.t in {"was", "were", "been", "being", "are", "is"} and "act" not in u.c
        for u in units[max(0, k - 3) : k]
    )


def choose_actors(
    roles: list[Role], mode: str, target_side: str, lexicon: Lexicon
) -> tuple[Role | None, Role | None, str, str]:
    """Pick the acting side and the side acted upon from all tellings of an incident.

    Returns
    -------
    tuple
        The roles chosen (None where a default stands), and the two actor names.
    """

    def of(parts: frozenset[str] | set[str], *sides: str) -> list[Role]:
        return [r for r in roles if r.part in parts and lexicon.actors[r.name]["side"] in sides]

    acting = {"doer", "claim"}
    if mode in CROWD_MODES:
        crowd = {RIOTERS, PROTESTERS}
        found = [r for r in of(acting | {"target", "speaker"}, "civilians") if r.name in crowd]
        people = _strongest(found, lexicon)
        name = RIOTERS if mode in {"riot", "mob"} else PROTESTERS
        if mode == "mob":
            return people, None, name, CIVILIANS
        state = _strongest(of(acting | {"target"}, "security"), lexicon)
        if mode == "protest":
            state = None
        if mode == "force":
            return state, people, state.name if state else STATE, PROTESTERS
        return people, state, name, state.name if state else ""
    if mode == "clash" and target_side != "militants":
        sides = [
            max(
                (r for r in of(acting | {"target"}, side) if r.weight >= _TOLD),
                key=_weight,
                default=None,
            )
            for side in ("militants", "security")
        ]
        if sides[0] is not None and sides[1] is not None:
            return sides[0], sides[1], sides[0].name, sides[1].name
    if target_side == "militants":
        doer = _strongest(of(acting, "security"), lexicon) or _strongest(
            of({"target", "speaker"}, "security"), lexicon
        )
        target = _strongest(of({"doer", "target"}, "militants"), lexicon)
        return doer, target, doer.name if doer else STATE, target.name if target else "Militants"
    doer = _strongest(of(acting, "militants"), lexicon)
    if mode == "body":
        return doer, None, doer.name if doer else UNIDENTIFIED, CIVILIANS
    if doer is None or mode in {"raid", "arrest", "airstrike", "defuse", "shelling"}:
        strong = [r for r in of(acting, "security") if r.weight >= 2.0 or mode in _STATE_ACTS]
        if target_side == "security":
            strong = [r for r in strong if lexicon.actors[r.name]["kind"] == "external"]
        doer = _strongest(strong, lexicon) or doer
    if target_side:
        target = _strongest(of({"target"}, target_side), lexicon)
    else:
        target = _strongest(of({"target"}, "security", "civilians", "militants"), lexicon)
    if target is not None and target.name == RIOTERS:
        target = None
    if target is not None and lexicon.actors[target.name]["kind"] == "political":
        target = None
    if target is not None and doer is not None and target.name == doer.name:
        target = None
    if mode == "arrest" and (
        held := _strongest([r for r in of(_ANY, "militants") if r is not doer], lexicon)
    ):
        target = held
    if target is not None and doer is None and target.name == UNIDENTIFIED:
        target = None
    if target is not None and target.name in _LOOSE:
        named = {r.name: r for r in of({"target"}, "security") if r.name not in _LOOSE}
        target = next(iter(named.values())) if len(named) == 1 else target
    default = {"civilians": CIVILIANS, "security": STATE}.get(target_side, "")
    if doer is None and mode in {"arrest", "defuse", "raid"}:
        speaker = _strongest(of({"speaker"}, "security"), lexicon)
        return (
            speaker,
            target,
            speaker.name if speaker else STATE,
            (target.name if target else default),
        )
    return doer, target, doer.name if doer else UNIDENTIFIED, target.name if target else default


_TOLD = 2.0  # weight from which the wording itself gives an actor its part


def _weight(role: Role) -> tuple[float, int]:
    return role.weight, -role.start


_ANY = frozenset({"doer", "target", "claim", "speaker"})


def _strongest(roles: list[Role], lexicon: Lexicon) -> Role | None:
    def strength(role: Role) -> tuple[bool, float, int]:
        named = lexicon.actors[role.name]["kind"] not in {"unidentified", "civilians"}
        exact = 0.0 if role.name in _LOOSE else 1.0
        return named, role.weight + exact, -role.start

    return max(roles, key=strength, default=None)
