"""Where things stand on the timeline of an item: places as lanes, steps as columns, pure; lengths are in columns and lanes, not pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from workstation.custody.values import TOLD_BY_REGISTER, Clash, Step

TEN_MINUTES = 600_000
FIRST, APART = 1.0, 1.6
"""Columns before the first step, and between two visits at least."""
SMALL = frozenset({"passage.opened", "passage.resumed", "passage.closed", "passage.parked", "code.scanned", "scan.repeated"})
"""Steps whose mark is a small dot."""


@dataclass(frozen=True)
class Dot:
    """One step: its place in the list, column, lane."""

    number: int
    x: float
    lane: int


@dataclass(frozen=True)
class Bar:
    """One visit: from column to column in a lane, and when it began (UTC ms); `told`: only the register tells of it."""

    lane: int
    begins: float
    ends: float
    at: int
    told: bool = False


@dataclass(frozen=True)
class Tie:
    """A clash between two dots; `number` counts from 1 in the order of the list, `gap` where nobody wrote what happened."""

    number: int
    first: Dot
    second: Dot
    gap: bool
    what: str


@dataclass(frozen=True)
class Layout:
    """Everything on the timeline; `width` in columns."""

    lanes: tuple[str, ...] = ()
    dots: tuple[Dot, ...] = ()
    bars: tuple[Bar, ...] = ()
    ties: tuple[Tie, ...] = ()
    width: float = FIRST


def laid(steps: Sequence[Step], clashes: Sequence[Clash], gaps: frozenset[str] = frozenset()) -> Layout:
    """Steps in order of time, and the clashes that name them; `gaps`: the kinds of clash that are holes. A step that a clash names and the list lacks is put in."""
    named = [step for clash in clashes for step in (clash.first, clash.second)]
    whole = sorted({step.stamp: step for step in (*named, *steps)}.values(), key=lambda step: step.stamp)
    lanes = tuple(dict.fromkeys("-".join(filter(None, step.place)) for step in whole))
    dots: list[Dot] = []
    for number, step in enumerate(whole):
        x = dots[-1].x + apart(whole[number - 1], step) if dots else FIRST
        dots.append(Dot(number, x, lanes.index("-".join(filter(None, step.place)))))
    by_stamp = {step.stamp: dot for step, dot in zip(whole, dots, strict=True)}
    ties = tuple(
        Tie(number, by_stamp[clash.first.stamp], by_stamp[clash.second.stamp], clash.what in gaps, clash.what) for number, clash in enumerate(clashes, 1)
    )
    return Layout(lanes, tuple(dots), _bars(whole, dots), ties, (dots[-1].x if dots else 0) + FIRST)


def steps_of(steps: Sequence[Step], clashes: Sequence[Clash]) -> tuple[Step, ...]:
    """The steps as `laid` counts them."""
    named = [step for clash in clashes for step in (clash.first, clash.second)]
    return tuple(sorted({step.stamp: step for step in (*named, *steps)}.values(), key=lambda step: step.stamp))


def apart(one: Step, other: Step) -> float:
    """Columns between two steps: a visit is close together, the way between two visits grows with the logarithm of its time."""
    took = max(other.at - one.at, 0) / TEN_MINUTES
    if (one.passage, one.place) == (other.passage, other.place):
        small = sum(each.what in SMALL for each in (one, other))
        return (1.0, 0.75, 0.45)[small] + min(took / 12, 0.5)
    return APART + min(math.log2(1 + took), 7) / 2


def free_place(at: QPointF, size: tuple[float, float], room: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """A box of a size near a point, within the room: the nearest place that lies over nothing taken, else the one that lies over least."""
    wide, tall = size
    tries = [QRectF(at.x() + dx, at.y() - tall / 2 + dy * tall * 0.6, wide, tall) for dy in (0, -1, 1, -2, 2, -3, 3, -4, 4) for dx in (-wide - tall / 2, tall / 2, -wide / 2, -2 * wide, wide)]
    inside = [_within(each, room) for each in tries]
    return min(inside, key=lambda box: (round(_covered(box, taken)), inside.index(box)))


def _within(box: QRectF, room: QRectF) -> QRectF:
    left = max(min(box.left(), room.right() - box.width()), room.left())
    return QRectF(left, max(min(box.top(), room.bottom() - box.height()), room.top()), box.width(), box.height())


def _covered(box: QRectF, taken: Sequence[QRectF]) -> float:
    """Square pixels of a box that lie over what is taken."""
    return sum(both.width() * both.height() for both in (box.intersected(each) for each in taken) if both.isValid())


def _bars(steps: Sequence[Step], dots: Sequence[Dot]) -> tuple[Bar, ...]:
    found: dict[tuple[str, int], list[tuple[Step, Dot]]] = {}
    for step, dot in zip(steps, dots, strict=True):
        found.setdefault((step.passage or f"{step.station}/{step.seq}", dot.lane), []).append((step, dot))
    bars = (Bar(pairs[0][1].lane, pairs[0][1].x, pairs[-1][1].x, pairs[0][0].at, pairs[0][0].what == TOLD_BY_REGISTER) for pairs in found.values())
    return tuple(sorted(bars, key=lambda bar: (bar.begins, bar.lane)))
