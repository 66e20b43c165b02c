"""A painted panel of a page: rounded card, a quiet heading, and rows below it laid out from top to bottom."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, paint_panel, width_of
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, Look

PAD = 20


class Panel(QWidget):
    """Paints its card and heading; a panel of a page adds its own rows in `draw(painter, top)`."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look, self.heading = Look(), heading

    def dress(self, look: Look) -> None:
        self.look = look
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        """The rows, from `top` down."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panel(painter, look, self.rect())
        top = look.px(13) + self.text(painter, look.say(self.heading), (look.px(PAD), look.px(13)), style="label")
        painter.save()
        painter.setClipRect(QRectF(1, 1, self.width() - 2, self.height() - look.px(8)))
        self.draw(painter, top + look.px(8))
        painter.restore()
        painter.end()

    def text(self, painter: QPainter | None, words: str, at: tuple[float, float], *, style: str = "body", room: float = 0) -> float:
        """Words with their left upper corner somewhere, in at most two lines; returns their height. `style`: label | soft | body | value | bad."""
        return flow(painter, [self._run(words, style)], Place(at[0], at[1], room or self._room(at), 2))

    def line(self, painter: QPainter, words: str, at: tuple[float, float], *, style: str = "body", room: float = 0) -> float:
        """Words of a row that has one line for them: what is too long is cut; returns how wide they are."""
        run, room = self._run(words, style), room or self._room(at)
        flow(painter, [run], Place(at[0], at[1], room))
        return min(width_of(words, run.font), room)

    def has_room(self, words: str, left: float, style: str) -> bool:
        """Whether a row's words have room behind this place."""
        return width_of(words, self._run(words, style).font) <= self._room((left, 0))

    def _run(self, words: str, style: str) -> Run:
        size, bold, token = {"label": (LABEL, False, "soft"), "soft": (BODY, False, "soft"), "body": (BODY, False, "ink"), "value": (BODY + 1, True, "ink"),
                             "bad": (BODY, True, "bad_words")}[style]
        return Run(words, self.look.font(size, bold=bold), self.look.colour(token))

    def _room(self, at: tuple[float, float]) -> float:
        return self.width() - at[0] - self.look.px(PAD)

    def nothing(self, painter: QPainter, key: str, top: float) -> None:
        """What stands in a panel that has no rows."""
        self.text(painter, self.look.say(key), (self.look.px(PAD), top), style="soft")

    def pill(self, painter: QPainter, words: str, right: float, top: float) -> None:
        """Words in a rounded ground, ending at `right`."""
        look = self.look
        font = look.font(LABEL, bold=True)
        wide = min(width_of(words, font) + look.px(20), right - look.px(PAD))
        box = QRectF(right - wide, top, wide, look.px(25))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ground"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, wide - look.px(12)))


def hatch(painter: QPainter, shape: QRectF | QPolygonF, colour: QColor) -> None:
    """Stripes over a shape: what nobody wrote."""
    painter.save()
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
    painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
    painter.drawPolygon(QPolygonF(shape) if isinstance(shape, QRectF) else shape)
    painter.restore()


def shaped(painter: QPainter, look: Look, what: tuple[str, str, QColor], at: tuple[float, float]) -> float:
    """A shape with bold words behind it, from a left upper corner, cut where the panel ends; `what`: shape, words, colour. Returns the width."""
    shape, words, colour = what
    side, font = look.px(22), look.font(BODY + 1, bold=True)
    paint_shape(painter, shape, QRectF(at[0], at[1], side, side), colour, look.colour("card"))
    middle = at[1] + side / 2 - QFontMetricsF(font).height() / 2
    left = at[0] + side + look.px(8)
    room = painter.device().width() - left - look.px(8)
    flow(painter, [Run(words, font, colour)], Place(left, middle, max(1.0, min(width_of(words, font) + 4, room))))
    return side + look.px(8) + width_of(words, font)


def cut(rows: Sequence[object], room: float, tall: float, foot: float = 0) -> int:
    """How many rows of a height have room; fewer where a line (`foot` high, 0 = as a row) must say how many more there are."""
    if len(rows) <= max(int(room // tall), 1):
        return len(rows)
    return max(int((room - (foot or tall)) // tall), 0)
