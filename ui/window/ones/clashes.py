"""What of an item cannot be, in words, numbered as on the timeline; what nobody wrote below it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.window.ones.panel import PAD, Panel, shaped
from ui.window.theme import LABEL
from workstation.custody.chain import Chain
from workstation.custody.checks import GAPS
from workstation.custody.shown import clash_words
from workstation.custody.values import Clash


class Clashes(Panel):
    """Paints every clash of a chain with its number; a chain without one says so."""

    def __init__(self) -> None:
        super().__init__("custody.clashes")
        self._chain = Chain("", "")

    def show_chain(self, chain: Chain) -> None:
        self._chain = chain
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if not self._chain.clashes:
            key = "custody.clean" if self._chain.steps else "custody.never"
            shaped(painter, look, ("tick" if self._chain.steps else "dashed", look.say(key), look.colour("ink")), (look.px(PAD), top + look.px(6)))
            return
        for number, clash in enumerate(self._chain.clashes, 1):
            if top > self.height() - look.px(44):
                more = look.say("custody.more-clashes", count=len(self._chain.clashes) - number + 1)
                self.text(painter, more, (look.px(PAD), self.height() - look.px(32)), style="label")
                return
            top += self._row(painter, number, clash, top) + look.px(9)

    def _row(self, painter: QPainter, number: int, clash: Clash, top: float) -> float:
        look, gap = self.look, clash.what in GAPS
        key, values = clash_words(clash)
        box = QRectF(look.px(PAD), top, look.px(26), look.px(24))
        painter.setPen(QPen(look.colour("soft" if gap else "bad"), look.px(1.6), Qt.PenStyle.DashLine if gap else Qt.PenStyle.SolidLine))
        painter.setBrush(Qt.BrushStyle.NoBrush if gap else look.colour("bad_ground"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.setFont(look.font(LABEL, bold=True))
        painter.setPen(look.colour("ink" if gap else "bad_words"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
        said = f"{look.say(key, **values)} · {look.say(f'risk.{clash.risk}')}"
        room = self.width() - look.px(PAD * 2 + 38)
        return max(self.text(painter, said, (look.px(PAD + 38), top + look.px(1)), style="body" if gap else "bad", room=room), box.height())
