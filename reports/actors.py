"""Who acted and who was acted upon, by the reviewed table of groups, forces and civilians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.lexicon import Lexicon, Unit
    from reports.tellings import Telling

UNIDENTIFIED = "Unidentified armed group"
CIVILIANS = "Civilians"
STATE = "Security forces"
PROTESTERS = "Protesters"
RIOTERS = "Rioters"
_BY = frozenset({"by", "of", "نے"})
_TOWARDS = frozenset(
    [
        "on",
        "against",
        "targeting",
        "targeted",
        "at",
        "attacked",
        "of",
        "killed",
        "killing",
        "hit",
        "struck",
        "near",
        "ambushed",
        "into",
        "with",
    ]
)
_DID = frozenset(
    [
        "carried",
        "conducted",
        "launched",
        "executed",
        "orchestrated",
        "staged",
        "perpetrated",
        "mounted",
        "behind",
    ]
)
_REACH = 14


@dataclass(frozen=True, slots=True)
class Role:
    """An actor in a telling, with its part and how sure the wording makes it."""

    name: str
    start: int
    end: int
    part: str  # doer | target | claim | denial
    weight: float


def find_roles(telling: Telling, lexicon: Lexicon) -> list[Role]:
    """The actors a telling names, each as doer, target, claimant or denier where the words say so."""
    units = telling.units
    out: list[Role] = []
    for k, unit in enumerate(units):
        name = unit.c.get("act")
        if name is None:
            continue
        part, weight = _part(units, k, lexicon.actors[name]["side"], telling)
        if part:
            weight += _specific(lexicon, name)
            out.append(Role(name, unit.s, unit.e, part, weight))
    return out


def _specific(lexicon: Lexicon, name: str) -> float:
    kind = lexicon.actors[name]["kind"]
    return 0.0 if kind in {"unidentified", "civilians"} else 1.0


def _part(units: list[Unit], k: int, side: str, telling: Telling) -> tuple[str, float]:
    before = units[max(0, k - 4) : k]
    after = units[k + 1 : k + 1 + _REACH]
    claim = _claim(units, k)
    if claim:
        return claim
    if any(u.c.get("cue") == "say" for u in after[:3]) and side != "militants":
        return "", 0.0
    near = [u.t for u in before if u.c.get("fn") not in {"det", "aux"}]
    if near and near[-1] in {"by"}:
        return "doer", 4.0
    if any(u.t in _DID for u in after[:4]):
        return "doer", 4.0
    if near and near[-1] == "between":
        return "doer", 3.0
    if _is_counted(units, k, telling):
        return "target", 3.0
    for u in reversed(before):
        harm, trigger = u.c.get("harm"), u.c.get("trg")
        if u.t in _TOWARDS or (harm and harm[1] in {"a", "v"}) or (trigger and trigger[2] == "v"):
            return "target", 2.5
        if u.c.get("fn") in {"rel"} or u.t in {",", "."}:
            break
    for u in after:
        harm, trigger = u.c.get("harm"), u.c.get("trg")
        if (harm and harm[1] == "a") or (trigger and trigger[2] == "v"):
            return ("doer", 2.5) if not _passive(units, u) else ("target", 2.0)
        if harm and harm[1] in {"v", "i"}:
            return ("target", 2.0) if _passive(units, u) or harm[1] == "i" else ("doer", 1.5)
        if u.t in {".", ";", ","} or u.c.get("fn") == "rel":
            break
    if k + 1 < len(units) and "trg" in units[k + 1].c and units[k + 1].c["trg"][2] == "n":
        return ("doer", 1.5) if side == "militants" else ("target", 1.0)
    if side == "militants":
        return "doer", 0.5
    return "target", 0.3


def _claim(units: list[Unit], k: int) -> tuple[str, float] | None:
    for at, u in enumerate(units):
        cue = u.c.get("cue")
        if cue not in {"claim", "noresp", "noclaim"}:
            continue
        if cue == "noclaim":
            if abs(at - k) < 6:
                return "", 0.0
            continue
        weight = 5.0 if cue == "claim" else 0.0
        part = "claim" if cue == "claim" else "denial"
        if u.t.endswith("by") or u.t.startswith("responsibility for"):
            if 0 < k - at <= 10:
                return part, weight
        elif 0 < at - k <= 12 or (0 < k - at <= 6 and units[k - 1].t == "by"):
            return part, weight
    return None


def _passive(units: list[Unit], unit: Unit) -> bool:
    k = units.index(unit)
    return any(
        u.t in {"was", "were", "been", "being", "are", "is"} for u in units[max(0, k - 3) : k]
    )


def _is_counted(units: list[Unit], k: int, telling: Telling) -> bool:
    unit = units[k]
    return any(c.start <= unit.s < c.end and c.kind == "killed" for c in telling.counts) and any(
        "per" in unit.c and c.start <= unit.s and unit.e <= c.end for c in telling.counts
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
    side_of = {name: row["side"] for name, row in lexicon.actors.items()}
    doers = [r for r in roles if r.part in {"doer", "claim"}]
    targets = [r for r in roles if r.part == "target"]
    if mode == "protest" or mode == "intervene":
        doers = [r for r in doers if side_of[r.name] == "civilians"]
        doer = max(doers, key=_strength, default=None)
        return doer, None, doer.name if doer else PROTESTERS, ""
    if target_side == "militants":
        doers = [r for r in doers if side_of[r.name] != "militants"] or [
            r for r in targets if side_of[r.name] == "security"
        ]
        targets = [r for r in roles if side_of[r.name] == "militants" and r.part != "claim"]
    elif target_side in {"security", "civilians"}:
        if mode not in {"raid", "arrest"}:
            doers = [r for r in doers if side_of[r.name] == "militants"] or doers
        targets = [r for r in targets if side_of[r.name] != "militants"]
    doer = max(doers, key=_strength, default=None)
    targets = [r for r in targets if doer is None or r.name != doer.name]
    if target_side == "civilians":
        targets = [r for r in targets if side_of[r.name] == "civilians"]
    target = max(targets, key=_strength, default=None)
    return doer, target, _doer_name(doer, mode, target_side), _target_name(target, target_side)


def _strength(role: Role) -> tuple[float, int]:
    return role.weight, -role.start


def _doer_name(doer: Role | None, mode: str, target_side: str) -> str:
    if doer is not None:
        return doer.name
    if mode in {"raid", "arrest", "airstrike", "defuse"} or target_side == "militants":
        return STATE
    if mode == "riot":
        return RIOTERS
    return UNIDENTIFIED


def _target_name(target: Role | None, target_side: str) -> str:
    if target is not None:
        return target.name
    return {"civilians": CIVILIANS, "security": STATE, "militants": "Militants"}.get(
        target_side, ""
    )
