"""The head of a page that reads one thing whole: what it is in one or two lines at the left, how it stands in one word with its shape at the right."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.ones.panel import PAD, shaped
from ui.window.paint import Place, Run, flow, paint_panel, width_of
from ui.window.theme import BODY, LABEL, Look

SIDE, LEAST = 22, 0.42
"""Side of the shape in pixels of the design; where the state begins at the earliest, as a part of the width."""


@dataclass(frozen=True)
class Headline:
    """`lines`: runs from top to bottom, each line cut where it has no room; `spare` follows the first line where there is room for it whole.

    `state`: shape, words, colour; `below`: small words under them; `named`: the page's thing for a screen reader.
    """

    named: str
    lines: tuple[tuple[Run, ...], ...]
    state: tuple[str, str, str]
    below: str = ""
    spare: Run | None = None


Said = Callable[[Look], Headline]
"""What stands in the head, in the language and colours of a look."""


class Head(QWidget):
    """Paints a headline; empty while nothing is open."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._said: Said | None = None

    def dress(self, look: Look) -> None:
        self._look = look
        self.show_said(self._said)

    def show_said(self, said: Said | None) -> None:
        """None shows nothing."""
        self._said = said
        self.setAccessibleName(said(self._look).named if said else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panel(painter, look, self.rect())
        if self._said is not None:
            told = self._said(look)
            self._lines(painter, told, self._state(painter, told) - look.px(PAD * 2))
        painter.end()

    def _lines(self, painter: QPainter, told: Headline, room: float) -> None:
        """In the middle of the height, one below the other."""
        first, *others = told.lines
        if told.spare and sum(width_of(run.text, run.font) for run in (*first, told.spare)) < room:
            first = (*first, told.spare)
        tall = [max(QFontMetricsF(run.font).height() for run in line) for line in told.lines]
        top = (self.height() - sum(tall)) / 2
        for line, height in zip((first, *others), tall, strict=True):
            flow(painter, line, Place(self._look.px(PAD), top, max(room, 1.0)))
            top += height

    def _state(self, painter: QPainter, told: Headline) -> float:
        """At the right, in the middle of the height; returns where it begins."""
        look, (shape, words, token) = self._look, told.state
        small = look.font(LABEL)
        wide = max(width_of(words, look.font(BODY + 1, bold=True)) + look.px(34), width_of(told.below, small) + 4)
        left = max(self.width() - look.px(PAD) - wide, self.width() * LEAST)
        under = QFontMetricsF(small).height() + look.px(6) if told.below else 0.0
        top = (self.height() - look.px(SIDE) - under) / 2
        shaped(painter, look, (shape, words, look.colour(token)), (left, top))
        if told.below:
            flow(painter, [Run(told.below, small, look.colour("soft"))], Place(left, top + look.px(SIDE + 6), self.width() - look.px(PAD) - left))
        return left
