"""What an ambiguous scan can be, each under a number key; nothing is guessed silently."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, paint_cap
from ui.window.theme import BODY, LABEL, VALUE, Look

ROW = 46
PSEUDONYM = "p:"
"""How the values begin that stand for a person."""


class Choices(QWidget):
    """Paints (kind, value) pairs with the numbers that pick them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._look = Look()

    def show_choices(self, choices: tuple[tuple[str, str], ...]) -> None:
        self._choices = choices[:9]
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def need(self) -> int:
        """The height the choices take."""
        return self._look.px(52 + ROW * len(self._choices))

    def _shown(self, value: str) -> str:
        """A person stands as a pseudonym: said in words, and a number that may be his document's is masked beside it."""
        if value.startswith(PSEUDONYM):
            return self._look.say("lane.choose-document")
        from workstation import codes

        return codes.masked("", value) if any(each.startswith(PSEUDONYM) for _, each in self._choices) else value

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("ground"))
        painter.setPen(QPen(look.colour("ink"), look.px(2)))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(14), look.px(14))
        flow(painter, [Run(look.say("lane.choose"), look.font(BODY, bold=True), look.colour("ink"))], Place(look.px(20), look.px(13), self.width()))
        for number, (kind, value) in enumerate(self._choices):
            middle = look.px(44 + ROW * number + ROW / 2)
            x = look.px(20) + paint_cap(painter, str(number + 1), look.font(LABEL + 1, bold=True), QPointF(look.px(20), middle), (look.colour("ink"), look.colour("soft")))
            kind_box = QRectF(x + look.px(14), middle - look.px(14), look.px(190), look.px(28))
            painter.setPen(look.colour("soft"))
            painter.setFont(look.font(BODY))
            painter.drawText(kind_box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, look.say(f"kind.{kind}"))
            painter.setPen(look.colour("ink"))
            painter.setFont(look.font(VALUE, bold=True))
            words = self._shown(value)
            painter.drawText(kind_box.translated(look.px(200), 0).adjusted(0, 0, self.width(), 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
