"""The line above the keys of every screen: the oldest call nobody has answered, how long it waits, who must answer now."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import BODY, Look

if TYPE_CHECKING:
    from workstation.desk.calling import Shown

TALL = 32
PSEUDONYM = "p:"
"""How the journal names somebody; it tells an officer nothing."""


class CallLine(QWidget):
    """Hidden while nothing waits; says `wanted()` when it is clicked."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look, self._now, self.count, self.key = Look(), 0, 0, ""
        self.shown: Shown | None = None
        self.hide()

    def show_oldest(self, shown: "Shown | None", count: int, now: int) -> None:
        """The oldest call and how many wait."""
        self.shown, self.count, self._now = shown, count, now
        self.setVisible(shown is not None)
        self.setAccessibleName(self.words())
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedHeight(look.px(TALL))
        self.update()

    def tick(self, now: int) -> None:
        """Time goes on; painted anew when a minute has passed."""
        if now // 60_000 != self._now // 60_000:
            self._now = now
            self.update()

    def words(self) -> str:
        """What it says."""
        if self.shown is None:
            return ""
        from ui.window.calls import wording

        call, look = self.shown.call, self._look
        up = look.say("call.up", n=call.raised(self._now)) if call.raised(self._now) else ""
        told = (look.say("call.a-person") if call.about.startswith(PSEUDONYM) else wording.about(self.shown, look), wording.what(call, look.lang), wording.who(call.to(self._now), look.lang), up)
        return f"{call.number}  {wording.title(call, look)} · " + " · ".join(filter(None, told))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.wanted.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.shown is None:
            return
        from ui.window.calls import wording

        look, px, painter = self._look, self._look.px, QPainter(self)
        tone = wording.tone(self.shown.call, self._now)
        ground = {"stop": QColor("#b3261e"), "late": look.colour("amber")}.get(tone, look.colour("card"))
        ink = {"stop": QColor("#ffffff"), "late": look.colour("amber_words")}.get(tone, look.colour("ink"))
        painter.fillRect(self.rect(), ground)
        painter.fillRect(QRectF(0, 0, self.width(), 1), look.colour("line"))
        bold, plain = look.font(BODY, bold=True), look.font(BODY)
        more = look.say("call.more", n=self.count, keys=self.key)
        late = wording.until(self.shown.call, self._now, look)
        right = width_of(more, plain) + width_of(late, bold) + px(40)
        y = (self.height() - px(22)) / 2
        flow(painter, [Run(f"{look.say('call.oldest')}  ", plain, ink), Run(self.words(), bold, ink)], Place(px(14), y, self.width() - right - px(22)))
        painter.setPen(ink)
        painter.setFont(bold)
        edge = self.width() - px(14) - width_of(more, plain)
        painter.drawText(QRectF(edge - px(18) - width_of(late, bold), 0, width_of(late, bold) + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, late)
        painter.setFont(plain)
        painter.drawText(QRectF(edge, 0, width_of(more, plain) + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, more)
        painter.end()
