"""The line of keys: F12 stands apart, the recommended one is inverted, those that may not be used are faint and answer with a sound."""

from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.kept import kept
from ui.window.paint import Place, Run, cap_width, flow, paint_cap, width_of
from ui.window.theme import LABEL, Look
from workstation.desk.card import Act

WORD = 17


class Keys(QWidget):
    """Paints acts as keys; says `pressed(act)` for one that may be used and `refused(act)` for one that may not."""

    pressed = Signal(str)
    refused = Signal(str)
    typing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts: tuple[Act, ...] = ()
        self._look, self._kept, self.hint = Look(), "", "type.hint"
        self._sized: tuple[object, int] = ((), WORD)

    def show_acts(self, acts: tuple[Act, ...]) -> None:
        if acts != self._acts:
            self._acts = acts
            self.update()

    def show_kept(self, text: str) -> None:
        """Typed text that was put away with Esc, not sent."""
        self._kept = text
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedHeight(look.px(80))
        self.update()

    def key(self, name: str) -> bool:
        """A function key was pressed; False when no act has it."""
        act = next((act for act in self._acts if act.key == name), None)
        if act is None:
            return False
        (self.pressed if act.enabled else self.refused).emit(act.name)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        for act, box in self.boxes():
            if box.contains(at):
                self.key(act.key)
                return
        if at.x() > self._hint_box().left():
            self.typing.emit()

    def boxes(self) -> list[tuple[Act, QRectF]]:
        """Every key with its place."""
        look, placed = self._look, []
        pad, gaps = self._pad(), [look.px(26 if act.name == "release" else 10) for act in self._acts]
        wides = [self._inside(act, self._word()) + pad * 2 + look.px(10) for act in self._acts]
        room = self.width() - look.px(28) - sum(gaps[:-1])
        # Words too long even when small are cut, their keys never: every key stays in sight.
        share = min(1.0, room / max(1.0, sum(wides)))
        x = float(look.px(14))
        for act, wide, gap in zip(self._acts, wides, gaps, strict=True):
            placed.append((act, QRectF(x, look.px(12), wide * share, look.px(56))))
            x += wide * share + gap
        return placed

    def _inside(self, act: Act, size: int) -> float:
        return cap_width(act.key, self._cap()) + width_of(self._look.say(act.key_of_words), self._look.font(size, bold=True))

    def _word(self) -> int:
        """The size of the words: smaller when the keys would not fit."""
        asked = (self._acts, self._look, self.width())
        if self._sized[0] != asked:
            room, between = self.width() - self._look.px(28), self._look.px(30)
            fits = (size for size in (WORD, WORD - 2) if sum(self._inside(act, size) + between for act in self._acts) <= room)
            self._sized = (asked, next(fits, LABEL))
        return self._sized[1]

    def _pad(self) -> float:
        """Padding of a key: narrower when the keys would not fit."""
        look = self._look
        total = sum(self._inside(act, self._word()) + look.px(20) for act in self._acts)
        spare = (self.width() - look.px(76) - total) / max(1, 2 * len(self._acts))
        return max(look.px(5), min(look.px(15), spare))

    def _cap(self) -> QFont:
        return self._look.font(LABEL, bold=True)

    def _hint_box(self) -> QRectF:
        look = self._look
        boxes = self.boxes()
        start = boxes[-1][1].right() + look.px(14) if boxes else look.px(14)
        right = self.width() - look.px(14)
        full = cap_width("/", self._cap()) + width_of(self._hint(), look.font(WORD - 1)) + look.px(42)
        small = look.px(50)
        wide = full if right - start >= full else small
        return QRectF(right - wide, look.px(12), wide, look.px(56)) if right - start >= small else QRectF(right, 0, 0, 0)

    def _hint(self) -> str:
        return self._look.say("type.kept", text=self._kept[:16]) if self._kept else self._look.say(self.hint)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        kept(painter, ("keys", self._acts, self._hint() if self.hint else "", self._look), self.rect(), self._draw)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        look = self._look
        painter.fillRect(self.rect(), look.colour("ground"))
        pad, size = self._pad(), self._word()
        for act, box in self.boxes():
            # Most keys of a line stood in the line before, at the same place.
            whole = box.toAlignedRect()
            inside = box.translated(-whole.topLeft())
            kept(painter, ("key", act, look, pad, size, inside.left(), inside.width()), whole, partial(self._key, act=act, box=inside), look.colour("ground"))
        box = self._hint_box()
        if box.width() > 0 and self.hint:
            painter.setPen(QPen(look.colour("faint"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(10), look.px(10))
            x = box.left() + look.px(14)
            x += paint_cap(painter, "/", self._cap(), QPointF(x, box.center().y()), (look.colour("soft"), look.colour("faint"))) + look.px(12)
            if box.width() > look.px(60):
                font = look.font(WORD - 1)
                flow(painter, [Run(self._hint(), font, look.colour("soft"))], Place(x, box.center().y() - look.px(13), box.right() - x))

    def _key(self, painter: QPainter, act: Act, box: QRectF) -> None:
        look, chosen = self._look, act.recommended and act.enabled
        ground, ink = look.colour("card"), look.colour("ink")
        edge = look.colour("line")
        if chosen:
            ground, ink, edge = ink, look.colour("card"), ink
        if not act.enabled:
            ground, ink = look.colour("ground"), look.colour("faint")
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(10), look.px(10))
        cap_edge = QColor(ink)
        cap_edge.setAlphaF(0.45)
        x = box.left() + self._pad()
        x += paint_cap(painter, act.key, self._cap(), QPointF(x, box.center().y()), (ink, cap_edge)) + look.px(10)
        font = look.font(self._word(), bold=chosen)
        painter.setFont(font)
        painter.setPen(ink)
        place = QRectF(x, box.top(), box.right() - x - look.px(4), box.height())
        words = QFontMetricsF(font).elidedText(look.say(act.key_of_words), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place.adjusted(0, 0, look.px(4), 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
