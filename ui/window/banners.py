"""The banners that cannot be missed: emergency mode, trial clock, drill, mute, data too old."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.lane.wording import phrase
from ui.window.paint import Place, Run, flow
from ui.window.theme import BODY, Look
from workstation.desk.card import Say

Line = tuple[str, tuple[tuple[str, object], ...]]
"""A key with its values as pairs, so that it can be compared."""


class Banners(QWidget):
    """One strip per thing that must not be missed: (key, values) in order; amber, or red for the emergency mode."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._look = Look()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        if lines != self._lines:
            self._lines = lines
            self._fit()

    def _fit(self) -> None:
        lines = self._lines
        self.setFixedHeight(self._look.px(34) * len(lines))
        self.setVisible(bool(lines))
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        tall = look.px(34)
        for number, (key, values) in enumerate(self._lines):
            box = QRectF(0, number * tall, self.width(), tall)
            loud = key in ("banner.emergency", "banner.stop")
            painter.fillRect(box, QColor("#b3261e") if loud else look.colour("amber"))
            ink = QColor("#ffffff") if loud else look.colour("amber_words")
            if number:
                painter.setPen(QPen(ink, 1))
                painter.drawLine(box.topLeft(), box.topRight())
            text = phrase(Say(key, dict(values)), look)
            run = Run(text, look.font(BODY, bold=True), ink)
            flow(painter, [run], Place(look.px(16), box.top() + look.px(5), self.width() - look.px(32)))
        painter.end()
