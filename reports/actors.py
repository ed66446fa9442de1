"""Who acted and who was acted upon, by the reviewed table of groups, forces and civilians."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reports.drafts import REMEMBERED
from reports.figures import Figure
from reports.groups import SIDES
from reports.lexicon import Unit
from reports.roles import BLAMED, STATE, Role, find_roles
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.drafts import Draft
    from reports.fields import Report
    from reports.lexicon import Lexicon
    from reports.tellings import Telling

UNIDENTIFIED = "Unidentified armed group"
CIVILIANS = "Civilians"
# Kinds that hit civilians or what is theirs where no force is told to be hit.
_ON_PEOPLE = frozenset(
    {"gun", "kill", "body", "abduct", "sexual", "damage", "grenade", "ied", "blast", "shelling"}
)
TRIBES = "Tribal militia"
PROTESTERS = "Protesters"
RIOTERS = "Rioters"
CROWD_MODES = frozenset({"protest", "intervene", "force", "riot", "mob"})
_LOOSE = frozenset({"Military", STATE})  # "soldiers" may be of any force that is named besides
_STATE_ACTS = frozenset({"raid", "arrest", "airstrike", "defuse", "shelling", "clash", "retake"})
_AGAINST_MILITANTS = frozenset({"raid", "airstrike", "retake", "arrest", "defuse", "clash"})


def roles_of(report: Report, draft: Draft) -> list[Role]:
    """Find the actors of an incident's tellings, and of all else a report of one incident says."""
    lexicon = report.lexicon
    roles = [
        role
        for n, t in enumerate(draft.tellings)
        for role in find_roles(_with_groups(report, t), t.counts, lexicon)
        if n == 0
        or t.start < draft.first.start
        or t.numbers
        or role.part != "doer"
        or _still_acts(role, lexicon)
    ]
    for telling in draft.tellings:
        if telling.model is not None:
            found = find_roles(telling.model.units, telling.model.counts, lexicon)
            roles += [r for r in found if r.part in {"doer", "claim"}]
    if report.single:
        told = {t.sentence for t in draft.tellings}
        for at, passage in enumerate(report.passages):
            if at in told:
                continue
            unreal = any(t.unreal and (t.triggers or t.counts) for t in passage.tellings)
            for role in find_roles(passage.units, [], lexicon):
                if unreal and role.part not in {"claim", "denial"} and not _is_suspected(role):
                    continue
                near = at - draft.first.sentence <= 3 and len(report.passages) <= 8
                sure = role.part in {"claim", "denial"} or role.weight >= 2.8
                if lexicon.actors[role.name]["kind"] in {"rebel", "state"} and (near or sure):
                    part = role.part if role.part in {"claim", "denial", "doer"} else "speaker"
                    weight = role.weight if part == "claim" else 0.2
                    roles.append(Role(role.name, role.start, role.end, part, weight))
    else:
        if report.claims is None:
            report.claims = _claims_of_all(report)
        roles += report.claims + _told_beside(report, draft)
    denied = {r.name for r in roles if r.part == "denial"}
    return [r for r in roles if r.name not in denied or r.part == "denial"]


def _told_beside(report: Report, draft: Draft) -> list[Role]:
    """Actors named in the lead before the first incident, or claimed and blamed right after one."""
    used = report.told
    lexicon, out = report.lexicon, []
    last = max(t.sentence for t in draft.tellings)
    for at in range(last + 1, min(last + 3, len(report.passages))):
        if at in used:
            break
        found = find_roles(report.passages[at].units, [], lexicon)
        out += [r for r in found if r.part in {"claim", "denial"} or _is_suspected(r)]
    if draft is report.drafts[0] and draft.first.sentence == 1 and 0 not in used:
        found = find_roles(report.passages[0].units, [], lexicon)
        rebels = [r for r in found if lexicon.actors[r.name]["kind"] == "rebel"]
        out += [r for r in rebels if r.part == "doer"]
    return out


def _claims_of_all(report: Report) -> list[Role]:
    """Claims that are told for all incidents of a report ("the group claimed both attacks")."""
    return [
        role
        for passage in report.passages
        if any(u.c.get("cue") == "claim" for u in passage.units) and _names_several(passage.units)
        for role in find_roles(passage.units, [], report.lexicon)
        if role.part == "claim"
    ]


def _names_several(units: list[Unit]) -> bool:
    """Whether several attacks are told of ("both", "the bombings", "all three")."""
    return any(u.t in _ALL for u in units) or any(
        a.t == "all" and "num" in b.c for a, b in pairwise(units)
    )


_ALL = words("attacks claimed together")


def _with_groups(report: Report, telling: Telling) -> list[Unit]:
    """Units of a telling, with "the group" and its like read as the group named before."""
    units = telling.units
    found = [
        k
        for k in range(1, len(units))
        if units[k - 1].t in _SUCH
        and (
            (units[k].t in _GROUPS and "act" not in units[k].c)
            or (units[k].c.get("act") == "Militants" and units[k].t in _ITS_MEN)
        )
    ]
    if not found:
        return units
    lexicon = report.lexicon
    first = max(0, telling.sentence + 1 - REMEMBERED)
    for passage in reversed(report.passages[first : telling.sentence + 1]):
        before = [u for u in passage.units if u.e <= units[found[0]].s]
        named = [
            r for r in find_roles(before, [], lexicon) if lexicon.actors[r.name]["kind"] == "rebel"
        ]
        if named:
            name = max(named, key=lambda r: (r.weight, r.start)).name
            out = list(units)
            for k in found:
                u = units[k]
                out[k] = Unit(u.t, u.s, u.e, {**u.c, "act": name, "arms": "militants"}, u.t.split())
            return out
    return units


_GROUPS = words("group named before")
_ITS_MEN = words("men of a group named before")
_SUCH = frozenset({"the", "same", "this", "that", "outlawed", "banned", "militant"})


def _still_acts(role: Role, lexicon: Lexicon) -> bool:
    """Whether a doer of a later passage can be the one who struck, not who came to search."""
    militant = lexicon.actors[role.name]["side"] == "militants"
    return role.weight >= _TOLD and (militant or _is_suspected(role))


def _is_suspected(role: Role) -> bool:
    """Whether a doer is only blamed for what is told."""
    return round(role.weight % 1, 1) == round(BLAMED % 1, 1)


def target_side(
    killed: Figure,
    injured: Figure,
    abducted: Figure,
    roles: list[Role],
    mode: str,
    lexicon: Lexicon,
) -> str:
    """Tell which side was hit: by the people hurt, else by the actors named as targets."""
    if _state_struck(killed, roles, mode, lexicon):
        return "militants"
    for figure in (killed, injured, abducted):
        hit = [s for s in SIDES if figure.sides.get(s, 0)]
        if mode not in _AGAINST_MILITANTS and len(hit) > 1:
            hit = [s for s in hit if s != "militants"]  # their own dead do not make them the target
        rest = (figure.value or 0) - sum(figure.sides.values())
        if hit == ["militants"] and rest > 0 and mode not in _AGAINST_MILITANTS:
            hit = []
        if hit == ["security"] and rest > figure.sides["security"] and mode == "raid":
            return "militants"  # the others whom an operation killed
        if hit == ["security"] and rest > figure.sides["security"] and _soft_target(roles, lexicon):
            return "civilians"
        if hit == ["civilians"] and mode not in CROWD_MODES and _only_force_aimed(roles, lexicon):
            return "security"
        if hit:
            return _told_target(hit, roles, lexicon) or max(hit, key=lambda s: figure.sides[s])
    sides = [
        lexicon.actors[r.name]["side"]
        for r in sorted(roles, key=lambda r: -r.weight)
        if r.part == "target" and lexicon.actors[r.name]["side"] != "militants"
    ]
    if mode in {"arrest", "defuse"}:
        sides = [s for s in sides if s != "security"]
    if sides and mode != "body":
        return sides[0]
    if mode == "raid":
        return "militants"
    if killed.told or injured.told or mode in _ON_PEOPLE:
        return "civilians" if mode != "clash" else ""
    return ""


def _state_struck(killed: Figure, roles: list[Role], mode: str, lexicon: Lexicon) -> bool:
    """Whether a state's force is told to strike militants ("jets bombed a hideout, nine died")."""
    if mode not in _STATE_ACTS:
        return False
    sure = [r for r in roles if r.weight >= _TOLD]
    acts = {lexicon.actors[r.name]["side"] for r in sure if r.part in {"doer", "claim"}}
    hit = {lexicon.actors[r.name]["side"] for r in sure if r.part == "target"}
    if not acts and mode == "airstrike":
        acts = {"security"}  # "jets pound Taliban hideouts"
    if acts != {"security"} or "militants" not in hit or ("civilians" in hit and mode != "clash"):
        return False
    if killed.sides.get("militants") or mode == "clash":
        return bool(killed.sides.get("militants"))
    return not any(killed.sides.values())


def _only_force_aimed(roles: list[Role], lexicon: Lexicon) -> bool:
    """Whether a force is what was attacked, though others fell ("a grenade at a police picket")."""
    aimed = [r for r in roles if r.part == "target" and r.weight >= _AIMED]
    sides = {lexicon.actors[r.name]["side"] for r in aimed}
    sure = any(r.weight > _AIMED and lexicon.actors[r.name]["kind"] == "state" for r in aimed)
    return sides == {"security"} and sure


_AIMED = 2.5


def _told_target(hit: list[str], roles: list[Role], lexicon: Lexicon) -> str:
    """Side that the words say was aimed at, where people of several sides were hurt."""
    aimed = [r for r in roles if r.part == "target" and r.weight >= 2.5]
    sides = [lexicon.actors[r.name]["side"] for r in sorted(aimed, key=lambda r: r.start)]
    return next((side for side in sides if side in hit and len(hit) > 1), "")


def _soft_target(roles: list[Role], lexicon: Lexicon) -> bool:
    """Whether civilians or what is theirs is named as hit, and no force is."""
    aimed = [
        lexicon.actors[r.name]["side"] for r in roles if r.part == "target" and r.weight >= 2.5
    ]
    return "security" not in aimed


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
            hit = [r for r in of({"target"}, "security", "civilians") if r.weight >= _HIT]
            force = max(hit, key=lambda r: r.weight, default=None)
            if force is not None and all(lexicon.actors[r.name]["side"] == "security" for r in hit):
                return people, force, name, force.name
            return people, None, name, CIVILIANS
        state = _strongest(of(acting | {"target"}, "security"), lexicon)
        if mode == "protest":
            state = None
        if mode == "force":
            return state, people, state.name if state else STATE, PROTESTERS
        return people, state, name, state.name if state else ""
    both = _strongest([r for r in roles if r.part == "both"], lexicon)
    if both is not None and mode in {"clash", "kill", "gun", "attack"}:
        forces = [r for r in of(acting | {"target"}, "security") if r.weight >= _TOLD]
        others = {r.name for r in of(acting | {"target"}, "militants")} - {both.name}
        if not forces and (len(others) < 2 or both.name not in _ANYONE):
            return both, both, both.name, both.name
    if mode == "clash" and target_side != "militants":
        sides = [
            _strongest([r for r in of(acting | {"target"}, side) if r.weight >= _TOLD], lexicon)
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
    if mode == "arrest" and doer and (doer.weight < _TOLD or _is_suspected(doer)):
        doer = None
    if doer is not None and doer.name in _ANYONE and doer.weight < _NEAR:
        shot = [r for r in of({"doer"}, "security") if r.weight >= _AIMED]
        doer = None if shot and target_side == "civilians" else doer
    if mode == "body":
        return doer, None, doer.name if doer else UNIDENTIFIED, CIVILIANS
    owned = doer is not None and doer.part == "claim"
    if doer is None or (mode in _BY_STATES and not owned):
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
        named = {
            r.name: r
            for r in of({"target"}, "security")
            if r.name not in _LOOSE
            and (r.weight >= _TOLD or lexicon.actors[r.name]["kind"] != "external")
        }
        target = next(iter(named.values())) if len(named) == 1 else target
    default = {"civilians": CIVILIANS, "security": STATE}.get(target_side, "")
    if doer is None and mode in {"arrest", "defuse", "raid"}:
        speaker = _strongest(of({"speaker"}, "security"), lexicon)
        if speaker is not None and target is not None and target.name == speaker.name:
            target = None
        return (
            speaker,
            target,
            speaker.name if speaker else STATE,
            (target.name if target else default),
        )
    return doer, target, doer.name if doer else UNIDENTIFIED, target.name if target else default


_BY_STATES = frozenset({"raid", "arrest", "airstrike", "defuse", "shelling"})
_ANYONE = frozenset({"Militants", UNIDENTIFIED})
_NEAR = 1.0  # weight from which an actor stands close to words of violence
_HIT = 2.4  # weight of those who are told to be hurt or aimed at
_TOLD = 2.0  # weight from which the wording itself gives an actor its part


_ANY = frozenset({"doer", "target", "claim", "speaker"})


def _strongest(roles: list[Role], lexicon: Lexicon) -> Role | None:
    def strength(role: Role) -> tuple[bool, float, int]:
        named = lexicon.actors[role.name]["kind"] not in {"unidentified", "civilians"}
        named = named and not (role.name == TRIBES and role.weight < _TOLD)
        exact = 0.0 if role.name in _LOOSE else 1.0
        return named, role.weight + exact, -role.start

    return max(roles, key=strength, default=None)


def local_name(name: str, country: str) -> str:
    """Give the actor that a general name means in a country ("the Taliban" in Pakistan)."""
    if country == "PK":
        return _IN_PAKISTAN.get(name, name)
    return _ELSEWHERE.get(name, name) if country else name


_IN_PAKISTAN = {"Taliban": "Tehreek-e-Taliban Pakistan"}
_ELSEWHERE = {"Frontier Corps": STATE}  # "a paramilitary bunker"
