"""One figure from several tellings: how many were killed or injured in an incident in all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.groups import SIDES

if TYPE_CHECKING:
    from reports.groups import Count


@dataclass(slots=True)
class Figure:
    """People killed (or injured) in an incident.

    Attributes
    ----------
    value, low, high : int or None
        As reported, the fewest and the most; None where not stated or open.
    sides : dict
        Side to number, where the report tells them apart.
    latest : bool
        Told as what a toll has come to, so that who died of wounds is among them.
    known : bool
        Told only of people spoken of before ("the man", "all three").
    spelled : int
        How many of them later passages have told of one by one.
    span : tuple or None
        Where the report says so.
    notes : list of str
        Vague wording, and numbers that other passages give.
    """

    value: int | None = None
    low: int | None = None
    high: int | None = None
    told: bool = False
    generic: bool = False
    latest: bool = False
    known: bool = False
    spelled: int = 0
    sides: dict[str, int] = field(default_factory=dict)
    span: tuple[int, int] | None = None
    notes: list[str] = field(default_factory=list)


def combine(tellings: list[list[Count]], kind: str) -> Figure:
    """Fold the counts of one kind from all tellings of an incident, in reading order.

    The first telling sets the figure. A later one repeats it, adds people it says are further
    ("also", "another") or of another side, replaces it ("the toll rose to"), or corrects it.
    Parts only tell the sides apart.
    """
    figure = Figure()
    told = [
        (n, c)
        for n, counts in enumerate(tellings)
        for c in counts
        if c.value and not c.weak and not c.claimed
    ]
    for n, counts in enumerate(tellings):
        own = [c for c in counts if c.kind == kind]
        if not own:
            continue
        if len(tellings) > 1:
            own = [c for c in own if not c.summed]
        if any(c.weak for c in own) and _told_by_others(told, counts, n):
            own = [c for c in own if not c.weak]
        if any(c.weak and c.value == 0 for c in own) and _some_hurt(tellings):
            own = [c for c in own if c.value]
        claimed = [c for c in own if c.claimed and not c.part]
        if claimed and any(
            c.kind == kind and not c.claimed and c.value for other in tellings for c in other
        ):
            figure.notes += [f"claimed: {c.value}" for c in claimed if c.value]
            own = [c for c in own if not c.claimed]
        _sides(figure, [c for c in own if c.part])
        whole = [c for c in own if not c.part]
        if any(c.update for c in whole):
            whole = [c for c in whole if c.update][-1:]
        if whole:
            _fold(figure, whole)
    return figure


def _some_hurt(tellings: list[list[Count]]) -> bool:
    """Whether anybody was killed or injured beside those who remained safe."""
    told = [c for counts in tellings for c in counts if c.kind in {"killed", "injured"}]
    return any(c.value or c.low for c in told)


def _told_by_others(told: list[tuple[int, Count]], counts: list[Count], n: int) -> bool:
    """Whether another telling says who was killed or injured, beside the one of that number."""
    most = max((c.value or 0 for c in counts if c.weak), default=0)
    return any(
        c.kind == "killed" or (c.kind == "injured" and (c.value or 0) >= most)
        for m, c in told
        if m != n
    )


def sides_within(figure: Figure) -> dict[str, int]:
    """Give the dead by side, or none where reports that differ make them more than all dead."""
    if figure.value is not None and sum(figure.sides.values()) > figure.value:
        return {}
    return figure.sides


def _fold(figure: Figure, whole: list[Count]) -> None:
    value, low, high = _sum(whole)
    specific = all(c.side in SIDES for c in whole)
    span = (min(c.start for c in whole), max(c.end for c in whole))
    if not figure.told:
        _set(figure, whole, value, low, high, span)
        return
    further = all(c.more for c in whole)
    disjoint = bool(
        specific
        and not figure.generic
        and figure.sides
        and not {c.side for c in whole} & set(figure.sides)
    )
    added = all(c.more and not c.known for c in whole) and value is not None
    if value is not None and value == figure.value and not added and not disjoint:
        _sides(figure, whole)
        return
    if any(c.update for c in whole):
        if figure.latest and value and value < (figure.value or 0) and further:
            return  # "the toll reached 12 … the eleventh victim died on Monday"
        if figure.value is not None:
            figure.notes.append(f"first told as {figure.value}")
        _set(figure, whole, value, low, high, span)
        return
    if all(c.known for c in whole) and not disjoint:
        if figure.known and value and value > (figure.value or 0):
            _set(figure, whole, value, low, high, span)
        _sides(figure, whole)
        return
    if value is not None and value > 0 and figure.value and (further or disjoint):
        within = figure.spelled + value <= figure.value
        if not disjoint and (figure.latest or (figure.spelled and within)):
            figure.spelled += value  # "killed nine … seven died at once … another two later"
            return
        figure.value += value
        figure.low = None if figure.low is None or low is None else figure.low + low
        figure.high = None if figure.high is None or high is None else figure.high + high
        _sides(figure, whole)
        return
    if value is None:
        if figure.value is None:
            figure.low = figure.low if low is None else low
            figure.high = figure.high if high is None else high
        return
    if value == 0 and (figure.low or figure.high):
        return  # "between 10 and 12 died … no loss of troops"
    if figure.value is None or value > figure.value:
        if figure.value is not None:
            figure.notes.append(f"also told as {figure.value}")
        _set(figure, whole, value, low, high, span)
    elif value and specific:
        figure.spelled += value
        _sides(figure, whole)
    elif value:
        figure.spelled += value
        figure.notes.append(f"also told as {value}")


def _set(
    figure: Figure,
    whole: list[Count],
    value: int | None,
    low: int | None,
    high: int | None,
    span: tuple[int, int],
) -> None:
    figure.value, figure.low, figure.high = value, low, high
    figure.told, figure.spelled = True, 0
    figure.latest = any(c.update for c in whole)
    figure.known = all(c.known for c in whole)
    figure.generic = any(c.side not in SIDES for c in whole)
    figure.span = span
    _sides(figure, whole)
    figure.notes += [f'"{c.wording}"' for c in whole if c.wording]


def _sides(figure: Figure, counts: list[Count]) -> None:
    sums: dict[str, int] = {}
    for count in counts:
        if count.side in SIDES and count.value:
            sums[count.side] = sums.get(count.side, 0) + count.value
    for side, value in sums.items():
        figure.sides[side] = max(figure.sides.get(side, 0), value)


def _sum(whole: list[Count]) -> tuple[int | None, int | None, int | None]:
    values = [c.value for c in whole]
    lows = [c.low for c in whole]
    highs = [c.high for c in whole]
    return (
        None if None in values else sum(v for v in values if v is not None),
        None if None in lows else sum(v for v in lows if v is not None),
        None if None in highs else sum(v for v in highs if v is not None),
    )
