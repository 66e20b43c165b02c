"""What of an item cannot be, in words, numbered as on the timeline; what nobody wrote below it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.window.ones.panel import PAD, Panel, shaped
from ui.window.theme import LABEL
from workstation.custody.chain import Chain
from workstation.custody.checks import GAPS
from workstation.custody.shown import clash_words

BETWEEN, FOOT = 9, 22
"""Pixels of the design between two clashes, and of the line that says how many more there are."""


class Clashes(Panel):
    """Paints the clashes of a chain with their numbers, as many as have room; `choose(number)` brings one of them. A chain without one says so."""

    def __init__(self) -> None:
        super().__init__("custody.clashes")
        self._chain = Chain("", "")
        self.first, self.at = 0, -1

    def show_chain(self, chain: Chain) -> None:
        self._chain = chain
        self.first, self.at = 0, 0 if chain.impossible else -1
        self.update()

    def choose(self, number: int) -> None:
        """The clash that is looked at, counted from 0; -1 for none."""
        self.at = number
        if 0 <= number < self.first:
            self.first = number
        while self.first < number and not self._holds(number):
            self.first += 1
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look, clashes = self.look, self._chain.clashes
        if not clashes:
            key = "custody.clean" if self._chain.steps else "custody.never"
            shaped(painter, look, ("tick" if self._chain.steps else "dashed", look.say(key), look.colour("ink")), (look.px(PAD), top + look.px(6)))
            return
        if self.first:
            self.text(painter, look.say("custody.clashes-before", count=self.first), (look.px(PAD), top - look.px(4)), style="label")
            top += look.px(FOOT - 4)
        for number in range(self.first, len(clashes)):
            if number > self.first and not self._holds(number):
                self.text(painter, look.say("custody.more-clashes", count=len(clashes) - number), (look.px(PAD), self.height() - look.px(FOOT + 10)), style="label")
                return
            top += self._row(painter, number, top) + look.px(BETWEEN)

    def _holds(self, last: int) -> bool:
        """Whether everything from the first one painted to this one has room, with the lines that say how many stand before and after."""
        look = self.look
        lines = look.px(FOOT) * ((self.first > 0) + (last < len(self._chain.clashes) - 1))
        tall = sum(self._row(None, number, 0) + look.px(BETWEEN) for number in range(self.first, last + 1))
        return tall + lines <= self.height() - look.px(46)

    def _row(self, painter: QPainter | None, number: int, top: float) -> float:
        """Paints one, or measures it where there is no painter; returns its height."""
        look, clash = self.look, self._chain.clashes[number]
        key, values = clash_words(clash)
        said = f"{look.say(key, **values)} · {look.say(f'risk.{clash.risk}')}"
        gap, at, room = clash.what in GAPS, (look.px(PAD + 38), top + look.px(1)), self.width() - look.px(PAD * 2 + 38)
        tall = max(self.text(painter, said, at, style="body" if gap else "bad", room=room), look.px(24))
        if painter is not None:
            self._number(painter, number, top)
        return tall

    def _number(self, painter: QPainter, number: int, top: float) -> None:
        """In a box, dashed for a gap; filled where it is the one that is looked at."""
        look, gap, here = self.look, self._chain.clashes[number].what in GAPS, number == self.at
        edge = look.colour("soft" if gap else "bad")
        box = QRectF(look.px(PAD), top, look.px(26), look.px(24))
        painter.setPen(QPen(edge, look.px(1.6), Qt.PenStyle.DashLine if gap and not here else Qt.PenStyle.SolidLine))
        painter.setBrush(look.colour("ink") if here else Qt.BrushStyle.NoBrush if gap else look.colour("bad_ground"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.setFont(look.font(LABEL, bold=True))
        painter.setPen(look.colour("card" if here else "ink" if gap else "bad_words"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number + 1))
