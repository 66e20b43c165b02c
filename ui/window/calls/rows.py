"""The list of calls: one painted row each, the most urgent first; arrows move, what is late is said in words and in red."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.calls import wording
from ui.window.paint import Place, Run, fits, flow, rounded, width_of
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.desk.calling import Shown

TALL = 66
RED = QColor("#b3261e")


class Rows(QWidget):
    """Says `picked(number of the row)`, and `turned(-1 or 1)` for the arrows that move no cursor; grows as tall as its rows, in a scroll area."""

    picked = Signal(int)
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._calls: tuple[Shown, ...] = ()
        self._look, self._now, self._at = Look(), 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def current(self) -> Shown | None:
        """The call under the cursor."""
        return self._calls[self._at] if self._calls else None

    def dress(self, look: Look) -> None:
        self._look = look
        self._fit()

    def show_calls(self, calls: Sequence[Shown], now: int) -> None:
        """These calls; the cursor stays on its call, wherever that is now."""
        before = self.current.call.id if self.current else ""
        self._calls, self._now = tuple(calls), now
        names = [each.call.id for each in calls]
        self._at = names.index(before) if before in names else min(self._at, max(0, len(names) - 1))
        self._fit()
        self.picked.emit(self._at)

    def go(self, number: int) -> None:
        """The cursor to a row."""
        if self._calls:
            self._at = max(0, min(number, len(self._calls) - 1))
            self.update()
            self.picked.emit(self._at)

    def row(self, number: int) -> QRect:
        """Where a row is."""
        tall = self._look.px(TALL)
        return QRect(0, number * tall, self.width(), tall)

    def _fit(self) -> None:
        self.setMinimumHeight(self._look.px(TALL) * len(self._calls))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: self._at + 1, Qt.Key.Key_Up: self._at - 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._calls) - 1}
        steps |= {Qt.Key.Key_PageDown: self._at + 8, Qt.Key.Key_PageUp: self._at - 8}
        step = steps.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif step is None:
            super().keyPressEvent(event)
        else:
            self.go(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        number = int(event.position().y()) // max(1, self._look.px(TALL))
        if number < len(self._calls):
            self.go(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colour("card"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, each in enumerate(self._calls):
            box = self.row(number)
            if box.intersects(event.rect()):
                self._row(painter, each, QRectF(box), here=number == self._at)
        painter.end()

    def _row(self, painter: QPainter, shown: Shown, box: QRectF, *, here: bool) -> None:
        look, call, px = self._look, shown.call, self._look.px
        inner = box.adjusted(px(6), px(3), -px(6), -px(3))
        if here:
            painter.setPen(QPen(look.colour("ink"), px(2)) if self.hasFocus() else QPen(look.colour("line"), 1))
            painter.setBrush(look.colour("ground"))
            painter.drawRoundedRect(inner, px(10), px(10))
        self._edge(painter, shown, inner)
        right = self._right(painter, shown, inner)
        x, wide = inner.left() + px(20), right - inner.left() - px(32)
        ink, soft = look.colour("ink" if call.answered_at is None else "soft"), look.colour("soft")
        number = f"{call.number}  "
        head = [Run(number, look.font(LABEL), soft), Run(f"{wording.about(shown, look)}  ", look.font(VALUE, bold=True), ink), Run(wording.title(call, look), look.font(BODY), ink)]
        flow(painter, head if fits(head, Place(x, 0, wide)) else head[1:], Place(x, inner.top() + px(6), wide))
        second = " · ".join(filter(None, (wording.what(call, look.lang), look.say(f"call.state.{call.state}"))))
        flow(painter, [Run(second, look.font(LABEL + 1), soft)], Place(x, inner.top() + px(33), wide))

    def _edge(self, painter: QPainter, shown: Shown, inner: QRectF) -> None:
        """A bar at the left: red for stop-now, amber for what is late, ink for the last quarter of the time, else a thin line."""
        look, tone = self._look, wording.tone(shown.call, self._now)
        colour = {"stop": RED, "late": look.colour("amber"), "soon": look.colour("ink")}.get(tone, look.colour("line"))
        wide = look.px(7 if tone in ("stop", "late") else 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(inner.left() + look.px(6), inner.top() + look.px(9), wide, inner.height() - look.px(18)), wide / 2, wide / 2)

    def _right(self, painter: QPainter, shown: Shown, inner: QRectF) -> float:
        """The time that is left or missed over who must answer now; returns where it begins."""
        look, call, px = self._look, shown.call, self._look.px
        tone = wording.tone(call, self._now)
        words, bold = wording.until(call, self._now, look), look.font(BODY, bold=True)
        to = wording.who(call.to(self._now), look.lang)
        small = look.font(LABEL)
        wide = max(width_of(words, bold) + px(20), width_of(to, small) + px(4), px(70))
        left = inner.right() - px(12) - wide
        if words:
            pill = QRectF(inner.right() - px(12) - width_of(words, bold) - px(18), inner.top() + px(6), width_of(words, bold) + px(18), px(25))
            fill = {"stop": RED, "late": look.colour("amber")}.get(tone)
            if fill is not None:
                painter.fillPath(rounded(pill, px(7)), fill)
            ink = {"stop": QColor("#ffffff"), "late": look.colour("amber_words")}.get(tone, look.colour("ink" if call.answered_at is None else "soft"))
            painter.setFont(bold)
            painter.setPen(ink)
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter if fill is not None else Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        flow(painter, [Run(to, small, look.colour("soft"))], Place(left, inner.top() + px(34), wide, 1, right=True))
        return left
