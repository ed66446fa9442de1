"""Whether a group says that it did what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.word_sets import words

if TYPE_CHECKING:
    from reports.lexicon import Unit

_OWN = words("own claim")


def claim_of(units: list[Unit], k: int) -> tuple[str, float] | None:
    """Give the part of a group that claims or denies what is told, None where it does neither."""
    following = units[k + 1 : k + 16]
    if [u.t for u in following[:2]] == ["نے", "قبول"] and any(u.t == "ذمہ" for u in units[:k]):
        return "claim", 5.0
    if len(following) > 1 and following[0].t in _DENIED and not following[1].c.keys() - {"noplace"}:
        return "denial", 0.0  # "JNIM denied, ISGS suspected"
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


_DENIED = frozenset({"denied", "denies", "disowned"})
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
