"""Which actors a passage names, and the part that the words around give each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reports.claims import claim_of
from reports.verbs import acts_on, counts_people, is_deed, is_passive, perfect
from reports.word_sets import words

if TYPE_CHECKING:
    from reports.groups import Count
    from reports.lexicon import Lexicon, Unit

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
_FORMER = words("former")
_NAMED_KINDS = frozenset({"rebel", "external", "militia", "political"})
_TOWARDS = words("before a target")
_DID = words("after a doer")
_REACH = 14


STATE = "Security forces"


class Role(NamedTuple):
    """An actor in a telling, with its part and how sure the wording makes it."""

    name: str
    start: int
    end: int
    part: str  # doer | target | claim | denial | speaker
    weight: float


def find_roles(units: list[Unit], counts: list[Count], lexicon: Lexicon) -> list[Role]:
    """Find the actors a passage names, and the part that the words around give each."""
    out: list[Role] = []
    if not any("act" in u.c or "land" in u.c or u.t in _ANY_POST for u in units):
        return out
    units = _without_asides(units, lexicon)
    for k, unit in enumerate(units):
        if not unit.c and unit.t not in _ANY_POST:
            continue
        name = unit.c.get("act")
        if name is None:
            land = unit.c.get("land")
            if land and _strikes(units, k) and not (k and units[k - 1].t in _PLACING):
                out.append(Role(land, unit.s, unit.e, "doer", 2.5))
            elif unit.t in _POSTS and _is_struck(units, k):
                out.append(Role(STATE, unit.s, unit.e, "target", 1.5))
            elif unit.t in _URDU_POSTS and _is_struck_in_urdu(units, k):
                police = unit.t in _STATIONS
                out.append(Role("Police" if police else STATE, unit.s, unit.e, "target", 2.5))
            continue
        row = lexicon.actors[name]
        if row["side"] == "security" and k and units[k - 1].t in _FORMER:
            continue
        if row["side"] == "civilians" and _carries_force(units, k):
            continue
        if k and units[k - 1].t == "no" and k + 1 < len(units) and units[k + 1].t == "had":
            continue  # "no policeman had an injury"
        if _only_owns(units, k) or (row["side"] == "security" and _only_sent(units, k)):
            continue
        if row["side"] == "militants" and _fights_its_own(units, k, lexicon):
            out += [Role(name, unit.s, unit.e, part, 3.5) for part in ("doer", "target", "both")]
            continue
        named = row["kind"] in _NAMED_KINDS
        part, weight = _part(units, k, row["side"], counts, named=named)
        if part:
            weight += 1.0 if row["kind"] in _NAMED_KINDS else 0.0
            out.append(Role(name, unit.s, unit.e, part, weight))
    return out


_PLACING = frozenset({"in", "of", "to", "from", "into", "across", "inside", "near", "for"})
_POSTS = words("post that is attacked")
_STATIONS = words("police station in urdu")
_URDU_POSTS = _STATIONS | words("post in urdu")
_ANY_POST = _POSTS | _URDU_POSTS


def _is_struck_in_urdu(units: list[Unit], k: int) -> bool:
    """Whether a police station or a post of nobody named is attacked ("تھانہ میریان پر حملہ")."""
    at = next((n for n, u in enumerate(units[k + 1 : k + 5], k + 1) if u.c or u.t == "پر"), 0)
    if not at or units[at].t != "پر":
        return False
    return any(u.c.get("trg", ("",))[0] in _ARMED for u in units[at + 1 : at + 10])


def _is_struck(units: list[Unit], k: int) -> bool:
    """Whether a post, convoy or patrol of nobody named is attacked ("opened fire on a post")."""
    lead = [u for u in units[max(0, k - 5) : k] if u.c]
    while lead and (lead[-1].c.get("fn") == "det" or "thing" in lead[-1].c):
        lead.pop()
    if not lead:
        return False
    last = lead[-1]
    onto = last.last in {"on", "at", "into"} and len(lead) > 1
    hit = lead[-2] if onto and "trg" not in last.c else last
    return hit.c.get("trg", ("", "", ""))[0] in _ARMED


_ARMED = frozenset({"attack", "gun", "ambush", "shelling", "grenade", "clash", "ied", "blast"})


def _without_asides(units: list[Unit], lexicon: Lexicon) -> list[Unit]:
    """Leave out what is only added to a group's name ("X, a splinter group of Y, claimed")."""
    if not any("act" in u.c for u in units):
        return units
    out: list[Unit] = []
    k, last = 0, len(units) - 1
    while k <= last:
        name = units[k].c.get("act")
        out.append(units[k])
        k += 1
        if not name or lexicon.actors[name]["kind"] != "rebel":
            continue
        at = next((n for n in range(k, min(k + 4, last)) if units[n].t == ","), 0)
        if not at or any(_is_other(u, lexicon) for u in units[k:at]):
            continue
        if units[at + 1].c.get("fn") not in {"det", "rel"} and units[at + 1].t not in _ADDED:
            continue
        end = next((n for n in range(at + 2, min(at + 14, last)) if units[n].t == ","), 0)
        told = any(u.c.get("cue") in {"claim", "say", "noresp"} for u in units[at:end])
        if end and not told:
            out += units[k:at]
            k = end + 1
    return out


def _is_other(unit: Unit, lexicon: Lexicon) -> bool:
    """Whether a word behind a group's name tells of something else than the group."""
    name = unit.c.get("act")
    named = name is not None and lexicon.actors[name]["kind"] != "unidentified"
    return named or bool({"trg", "harm", "cue"} & unit.c.keys())


_ADDED = words("opens an aside")


def _only_owns(units: list[Unit], k: int) -> bool:
    """Whether an actor is named for what it holds ("an army-run school", "the Y-held town")."""
    after = units[k + 1 : k + 3]
    if not after or after[0].s - units[k].e != 1:
        return False
    if after[0].t in _DOINGS:
        return True  # "Kenya's military presence"
    if len(after) < 2 or after[0].t not in _RUN:
        return len(after) > 1 and after[0].t == "held" and "kind" in after[1].c
    return after[1].t.isalpha() and not {"fn", "num", "date"} & after[1].c.keys()


_DOINGS = words("doings of an actor")


def _carries_force(units: list[Unit], k: int) -> bool:
    """Whether what is civil by its word is a force's ("a bus carrying soldiers")."""
    after = [u for u in units[k + 1 : k + 5] if u.c.get("fn") != "det" and not counts_people(u)]
    owned = len(after) > 1 and after[0].t in _BELONGS and after[0].t != "from"
    return owned and after[1].c.get("arms") == "security" and "act" in after[1].c


_RUN = words("held or run by an actor")


def _only_sent(units: list[Unit], k: int) -> bool:
    """Whether a force only comes afterwards ("police were deployed", "troops reached the area")."""
    for u in units[k + 1 : k + 6]:
        if u.t in _SENT:
            return True
        if u.c.keys() & {"trg", "harm", "act"} or u.t in {",", "."} or u.c.get("fn") == "rel":
            return False
    return False


_SENT = words("sent to a scene")


def _fights_its_own(units: list[Unit], k: int, lexicon: Lexicon) -> bool:
    """Whether groups of one name fight each other ("two TTP factions", "the X and Y tribes")."""
    name = units[k].c["act"]
    before, after = units[max(0, k - 9) : k], units[k + 1 : k + 8]
    kin = lexicon.actors[name]["kind"] == "militia" or (after and after[0].t in _FACTIONS)
    if not kin:
        return False
    rivals = units[k].t.startswith(("two ", "rival ", "feuding ")) or any(
        u.t in _RIVALS or u.t.startswith(("two ", "between two")) for u in before
    )
    rivals = rivals or any(u.t in {"each other", "one another"} for u in after)
    rivals = rivals or any(u.t == "each" and v.t == "other" for u, v in pairwise(after))
    listed = any(u.t.endswith("between") for u in before) and any(u.t == "and" for u in before)
    return rivals or (listed and units[k].t.endswith("s"))


_FACTIONS = words("factions")
_RIVALS = words("rivals")


def _reports_own(following: list[Unit]) -> bool:
    """Whether a force says what it did ("the army said that its planes had bombed a camp")."""
    says = next((n for n, u in enumerate(following[:4]) if u.c.get("cue") == "say"), None)
    if says is None:
        return False
    for own, force in pairwise(following[says:]):
        men = force.c.get("per", ("", ""))[0] in {"security", "any"} or force.t == "men"
        if own.t == "its" and ("act" in force.c or men or force.t in _ARMS):
            return True
    return False


_ARMS = words("own arms")


def _speaks(following: list[Unit]) -> bool:
    """Whether a group only speaks ("the Taliban said") or governs ("the Taliban government")."""
    if not following:
        return False
    return following[0].c.get("cue") == "say" or following[0].t in _GOVERNING


_GOVERNING = words("governing")


def _is_force(unit: Unit) -> bool:
    """Whether a word names men of a force."""
    return "act" in unit.c and unit.c.get("arms") == "security" and "per" in unit.c


def _strikes(units: list[Unit], k: int) -> bool:
    """Whether a country itself is said to strike ("Pakistan on Thursday fired drones")."""
    for u in units[k + 1 : k + 5]:
        if u.c.get("trg", ("", "", ""))[2] in {"v", "x"}:
            return not is_passive(units, u)
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
    escort = any(u.t in _ESCORT for u in units[k + 1 : k + 3]) or units[k].t.endswith(" escort")
    if k and units[k - 1].t in {"under", "with"} and escort:
        return "", 0.0
    if any(u.last in _AVENGED for u in units[max(0, k - 3) : k]):
        return "", 0.0  # "to avenge US drone strikes"
    around = [*units[max(0, k - 4) : k], *units[k + 1 : k + 5]]
    claim = claim_of(units, k) if side == "militants" and named else None
    if claim and claim[0] == "denial":
        return claim
    accused = _accused(units, k)
    if accused:
        return accused
    if side == "militants" and any(
        u.c.get("cue") == "blame" and _blames(units, u, k) for u in around
    ):
        return "doer", BLAMED
    if claim:
        return claim
    if side == "militants" and _speaks(units[k + 1 : k + 3]):
        return "speaker", 0.2
    if side == "security" and _reports_own(units[k + 1 : k + 1 + _REACH]):
        return "doer", 2.5
    if side == "security" and k == len(units) - 1 and k and units[k - 1].t in {":", "–", "-"}:
        return "speaker", 0.5  # a headline that ends "…: police"
    if side == "militants" and k + 1 < len(units) and _is_force(units[k + 1]):
        return "", 0.0  # "a Taliban policeman"
    if side == "security" and k <= 4 and any(u.t == ":" for u in units[k + 1 : k + 4]):
        return "speaker", 0.5
    if named and side == "security" and units[k].last in _WEAPONS:
        return _of_weapon(units, k)
    if side == "security" and _is_done_by(units, k):
        return "doer", 4.0
    if side != "militants" and any(u.c.get("cue") == "say" for u in units[k + 1 : k + 4]):
        return "speaker", 0.5
    if side != "militants" and _only_says(units, k):
        return "speaker", 0.5
    said = any(u.c.get("cue") == "say" for u in units[max(0, k - 2) : k])
    others = k > 1 and bool({"per", "act"} & units[k - 2].c.keys())
    if side == "security" and said and not others:
        return "speaker", 0.5
    urdu = _urdu_part(units, k)
    if urdu:
        return urdu
    at = _head_of(units, k)
    before, after = units[max(0, at - 4) : at], units[k + 1 : k + 1 + _REACH]
    near = [u for u in before if u.c.get("fn") not in {"det", "aux"} and not counts_people(u)]
    while len(near) > 1 and not near[-1].c and near[-1].t.isalpha() and near[-1].t != "by":
        near.pop()  # "attacked by motorised gunmen"
    if near and (near[-1].t == "by" or near[-1].t.endswith(" by")):
        if len(near) > 1 and near[-2].t in _HELPED:
            return "", 0.0
        planted = any(u.last in _PLANTED for u in near[:-1])
        if planted and _is_defused(units):
            return "target", 2.5  # "defused a bomb planted by militants"
        return "doer", 4.0
    if near and near[-1].t.endswith(" from"):
        return "doer", 3.0
    following = units[k + 1 : k + 3]
    struck = near and near[-1].t in {"on", "against", "at"}
    attack = any(u.c.get("trg", ("", "", ""))[2] == "n" for u in following)
    if side == "militants" and attack and not struck and following[0].t != ",":
        return "doer", 2.6
    for n, u in enumerate(after[:4]):
        if u.t in _DID and (u.t != "carried" or [v.t for v in after[n + 1 : n + 2]] == ["out"]):
            return "doer", 4.0
        if u.c.get("fn") == "rel" or u.t in {",", ".", ":", ";", "as"} or "act" in u.c:
            break
    if near and near[-1].t == "between":
        return "doer", 3.0
    unit = units[at]
    if "per" in units[k].c or "per" in unit.c:
        hurt = [c for c in counts if c.kind in {"killed", "injured", "abducted"}]
        if any(c.start <= unit.s and unit.e <= c.end for c in hurt):
            return "target", 2.4
    for u in reversed(before):
        onto = u.last
        if onto in _TOWARDS or is_deed(u):
            return "target", 2.6 if onto in {"on", "against", "targeting", "targeted"} else 2.5
        if u.c.get("fn") == "rel" or u.t in {",", ".", ":"} or "act" in u.c or "date" in u.c:
            break
        if u.t.isdecimal() and len(u.t) == 4:
            break
    for u in after:
        harm = u.c.get("harm")
        struck = u.t.startswith(_STRUCK) and u.c.get("trg", ("",))[0] in {"ied", "blast"}
        if is_deed(u) and (struck or u.t.startswith(("came under", "comes under", "come under"))):
            return "target", 2.5
        if is_deed(u):
            passive = is_passive(units, u) or units[k].last in _HELD
            passive = passive or (
                "harm" in u.c
                and side != "militants"
                and not acts_on(units, u)
                and not perfect(units, u)
            )
            return ("target", 2.5) if passive else ("doer", 2.5)
        if harm and harm[1] in {"v", "i"}:
            hit = harm[1] == "i" or is_passive(units, u)
            hit = hit or not (acts_on(units, u) or perfect(units, u))
            return ("target", 2.0) if hit else ("doer", 1.5)
        if u.t in {".", ";", ","} or u.c.get("fn") == "rel":
            break
    if side == "militants" and _is_defused(units):
        return "target", 0.5
    if k + 1 < len(units) and units[k + 1].c.get("trg", ("", "", ""))[2] == "n":
        return ("doer", 1.5) if side == "militants" else ("target", 1.0)
    return ("doer", 0.5) if side == "militants" else ("target", 0.3 if side == "security" else 0.2)


def _of_weapon(units: list[Unit], k: int) -> tuple[str, float]:
    """Give the part of a state whose weapon is named ("a Russian missile hit a shop")."""
    around = [*units[max(0, k - 4) : k], *units[k + 1 : k + 5]]
    shot_down = any(a.t == "shot" and b.t == "down" for a, b in pairwise(around))
    if shot_down or any(u.t in _DOWNED for u in around):
        return "target", 2.0
    if k + 1 < len(units) and units[k + 1].t in _NO_WEAPON:
        return "", 0.0
    return "doer", 2.5


_WEAPONS = words("weapon of a state")
_DOWNED = words("brought down")
_NO_WEAPON = frozenset({"maker", "makers", "disposal", "threat", "expert", "experts", "squad"})


def _is_done_by(units: list[Unit], k: int) -> bool:
    """Whether "by" after a deed leads to who did it ("shelling by X forces … claimed five")."""
    lead = [u for u in units[max(0, k - 4) : k] if u.c.get("fn") != "det"]
    return len(lead) > 1 and lead[-1].t == "by" and lead[-2].c.get("trg", ("", "", ""))[2] == "n"


def _urdu_part(units: list[Unit], k: int) -> tuple[str, float] | None:
    """Give the part that an Urdu postposition tells ("پولیس پر", "فوج نے", "فوج کی فائرنگ")."""
    if units[k].t.isascii() or k + 1 >= len(units):
        return None
    first, rest = units[k + 1].t, units[k + 2 : k + 4]
    if first.split(" ")[0] == "پر":
        return "target", 2.6
    if first == "نے" or units[k].c.get("trg", ("", "", ""))[2] == "n":
        return "doer", 2.6  # "فوج نے", "روسی میزائل حملے میں"
    if first.split(" ")[0] == "کے" and first in _BESIDE:
        return "target", 2.6  # "پولیس وین کے قریب"
    if first in {"کی", "کے", "کا"} and rest:
        entry = rest[0].c.get("trg", ("", "", ""))
        if entry[2] == "n" or rest[0].t in _HANDS:
            return "doer", 2.6
        for n, u in enumerate(units[k + 2 : k + 6], k + 2):
            men = "per" in u.c and n + 1 < len(units)
            if men and units[n + 1].t == "نے":
                return "doer", 2.6  # "الشباب کے جنگجوؤں نے"
            if men and (units[n + 1].t in {"کو", "سمیت"} or "harm" in units[n + 1].c):
                return "target", 2.6  # "پولیس کے چار اہلکاروں کو"
            if u.t in _BESIDE:
                return "target", 2.6  # "پولیس کی گشتی گاڑی پر"
            if {"trg", "harm", "cue"} & u.c.keys() or ("act" in u.c and not men) or u.t in _ENDS:
                break
    return None


def _is_defused(units: list[Unit]) -> bool:
    return any(u.c.get("trg", ("",))[0] == "defuse" for u in units)


_PLANTED = words("planted")
_HANDS = words("at the hands of in urdu")
_BESIDE = words("upon or beside in urdu")
_ENDS = words("postposition in urdu") | {"،", "۔"}
_AVENGED = words("avenged")
_GUISE = words("guise of a force")
_ESCORT = words("escort")
_HELPED = words("helped by")


def _head_of(units: list[Unit], k: int) -> int:
    """Find what a group's name qualifies ("men of the BLA", "a bus of the army"), else the name."""
    j = k - 1
    while j > 0 and (units[j].c.get("fn") == "det" or (not units[j].c and units[j].t.isalpha())):
        j -= 1
    if j > 0 and units[j].t in _BELONGS and {"per", "act"} & units[j - 1].c.keys():
        return j - 1
    return k


_BELONGS = words("belonging to an actor")


def _accused(units: list[Unit], k: int) -> tuple[str, float] | None:
    """Tell accuser and accused apart ("the AA blame the army", "accused police of firing")."""
    for at in range(max(0, k - 6), min(len(units), k + 3)):
        if units[at].t in _ACCUSING and not is_passive(units, units[at]):
            if any(u.t == "," or "per" in u.c for u in units[at + 1 : k]):
                continue
            return ("speaker", 0.2) if k < at else ("doer", BLAMED)
    return None


BLAMED = 2.8  # weight of one who is suspected
_ACCUSING = words("accusing")


def _blames(units: list[Unit], cue: Unit, k: int) -> bool:
    """Whether a word of blame is about the actor, not about a thing ("suspected hideouts of X")."""
    at = units.index(cue)
    if cue.t not in {"suspected", "alleged"} or at > k:
        return True
    for n in range(at + 1, k):
        if units[n].t in {"of", "in", "on", "at"}:
            return n > 0 and ("per" in units[n - 1].c or units[n - 1].t in _MEMBERS)
    return True


_MEMBERS = words("members of a group")


def _only_says(units: list[Unit], k: int) -> bool:
    """Whether the verb of an actor is one of saying ("intelligence officials and a guard said")."""
    lead = [u for u in units[max(0, k - 3) : k] if u.c.get("fn") != "det"]
    spoken = len(lead) > 1 and lead[-1].t in {"for", "of", "from", "in"}
    if spoken and lead[-2].t in {"spokesman", "spokesperson", "spokeswoman", "spokesmen"}:
        return True
    for u in units[k + 1 : k + _REACH]:
        if u.c.get("cue") == "say" or (u.t in _PUT and u is not units[-1]):
            return True
        if {"trg", "harm"} & u.c.keys() or u.c.get("fn") == "rel":
            return False
        if u.t in {",", ".", ";", ":", "as", "(", ")"}:
            return False
    return False


_PUT = words("saying of officials")  # "officials put the toll at 12"
