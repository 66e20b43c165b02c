"""A time axis of days: where a day stands, and which days are named below it so that the names never touch."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import LABEL, Look

STEPS = (1, 2, 7, 14)
MONTHS = (1, 3, 6, 12, 24)
ROOM = 76
"""Pixels of the design that the name of a day takes at least."""


@dataclass(frozen=True)
class Axis:
    """Days from `first` to `last` on pixels from `left` to `right`."""

    first: date
    last: date
    left: float
    right: float

    @property
    def days(self) -> int:
        """How many days it spans, at least one."""
        return max((self.last - self.first).days, 1)

    def x(self, day: date) -> float:
        """Where a day stands; days beyond an end stand at that end."""
        share = (day - self.first).days / self.days
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def ticks(self, room: float) -> list[tuple[date, str]]:
        """The days that are named, with their names, each at least `room` pixels from the next."""
        a_day = (self.right - self.left) / self.days
        step = next((each for each in STEPS if each * a_day >= room), 0)
        if step:
            return [(day, f"{day:%m-%d}") for day in self._every(step)]
        months = next((each for each in MONTHS if each * 30 * a_day >= room), MONTHS[-1])
        return [(day, f"{day:%Y-%m}") for day in self._months(months)]

    def _every(self, step: int) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=step)

    def _months(self, step: int) -> Iterator[date]:
        year, month = self.first.year, 1
        while (day := date(year, month, 1)) <= self.last:
            if day >= self.first:
                yield day
            month += step
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


def paint_axis(painter: QPainter, look: Look, axis: Axis, span: tuple[float, float]) -> None:
    """Thin lines at the named days from `span[0]` down to `span[1]`, and their names below; a name that would leave the axis is left out."""
    font = look.font(LABEL - 1)
    for day, name in axis.ticks(look.px(ROOM)):
        x = axis.x(day)
        painter.fillRect(QRectF(x, span[0], 1, span[1] - span[0]), look.colour("line"))
        wide = width_of(name, font)
        if x + wide + 4 <= axis.right + look.px(8):
            flow(painter, [Run(name, font, look.colour("soft"))], Place(x + look.px(3), span[1] + look.px(1), wide + 4))
