"""A screen with nothing on it yet: a quiet shape, what is not there, and how it would come."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.window.paint import Place, Run, flow, width_of
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, REASON, Look


class Empty(QWidget):
    """Paints a shape, the words of a key and below them those of `key.how`."""

    def __init__(self, shape: str, key: str) -> None:
        super().__init__()
        self._shape, self._key, self._look = shape, key, Look()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def dress(self, look: Look) -> None:
        self._look = look
        self.setAccessibleName(look.say(self._key))
        self.update()

    def say(self, key: str) -> None:
        """Other words from now on."""
        self._key = key
        self.dress(self._look)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        side, wide = look.px(84), self.width()
        y = self.height() * 0.4 - side
        paint_shape(painter, self._shape, QRectF((wide - side) / 2, y, side, side), look.colour("faint"), look.colour("ground"))
        y += side + look.px(28)
        for key, font, token in ((self._key, look.font(REASON - 4, bold=True), "ink"), (f"{self._key}.how", look.font(BODY), "soft")):
            text = look.say(key)
            room = min(wide - look.px(80), width_of(text, font) + 4, look.px(620))
            y += flow(painter, [Run(text, font, look.colour(token))], Place((wide - room) / 2, y, room, 3, middle=True)) + look.px(8)
        painter.end()
