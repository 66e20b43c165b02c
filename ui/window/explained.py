"""The decision in words an enterprise understands, over the screen in front: left what decided and by which rule, right what would change it; Esc closes it."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, opposite, paint_panel
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, VALUE, Look

SCALES = (1.0, 0.92, 0.84, 0.76, 0.68)
SHARE = 0.62


class Explained(QWidget):
    """Covers the screen; says `away()` when it is closed, `wished()` for Enter: something came back about this passage."""

    away = Signal()
    wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._said = Look(), ("explain.asked", dict[str, object]())
        self._found: Any = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def open(self) -> None:
        """Open at once; the explanation follows."""
        self._found, self._said = None, ("explain.asked", {})
        self.show()
        self.raise_()
        self.setFocus()

    def show_found(self, found: Any) -> None:
        """A `desk.explaining.Explanation`."""
        self._found = found
        self.update()

    def refused(self, key: str, values: dict[str, object]) -> None:
        """Why there is none."""
        self._found, self._said = None, (key, values)
        self.update()

    def passage(self) -> str:
        """What it is about, or ''."""
        return str(self._found.passage) if self._found else ""

    def words(self) -> list[str]:
        """Every line that is shown, for who cannot see them."""
        from workstation.risk.explain import words

        steps = self._found.steps if self._found else ()
        return [words(each, self._look.lang) for step in steps for each in (*step.whys, *step.changes)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._found is not None:
            self.wished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.away.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("ground"))
        pad = look.px(14)
        from workstation import codes

        head = look.say("explain.title") + (f"    {codes.group('plate', self._found.plate)}    {self._found.number}" if self._found else "")
        title, keys = Run(head, look.font(VALUE, bold=True), look.colour("ink")), Run(look.say("explain.away"), look.font(BODY), look.colour("soft"))
        opposite(painter, title, keys, Place(pad + look.px(6), pad, self.width() - 2 * pad - look.px(6)))
        top = look.px(52)
        if self._found is None:
            flow(painter, [Run(look.say(self._said[0], **self._said[1]), look.font(VALUE), look.colour("soft"))], Place(pad + look.px(6), top + pad, self.width() - 2 * pad, 3))
        else:
            self._columns(painter, QRectF(pad, top, self.width() - 2 * pad, self.height() - top - pad))
        painter.end()

    def _columns(self, painter: QPainter, room: QRectF) -> None:
        wide = room.width() * SHARE
        left = QRectF(room.left(), room.top(), wide, room.height())
        right = QRectF(left.right() + self._look.px(14), room.top(), room.width() - wide - self._look.px(14), room.height())
        for box, draw in ((left, self._decided), (right, self._changes)):
            paint_panel(painter, self._look, box.toRect())
            inner = box.adjusted(self._look.px(22), self._look.px(18), -self._look.px(22), -self._look.px(14))
            scale = next((each for each in SCALES if draw(None, inner, each) <= inner.bottom()), SCALES[-1])
            draw(painter, inner, scale)

    def _decided(self, painter: QPainter | None, room: QRectF, scale: float) -> float:
        look, y = self._scaled(scale), room.top()
        for number, step in enumerate(self._found.steps):
            alone, last = len(self._found.steps) == 1, number == len(self._found.steps) - 1
            y = self._step(painter, step, QRectF(room.left(), y, room.width(), 0), look)
            if not (alone or last):
                if painter is not None:
                    painter.fillRect(QRectF(room.left(), y + look.px(6), room.width(), 1), look.colour("line"))
                y += look.px(24)
        return y

    def _step(self, painter: QPainter | None, step: Any, at: QRectF, look: Look) -> float:
        from ui.window.lane.wording import clock_time

        y, side = at.top(), look.px(34)
        face = look.theme.faces.get(step.channel) or look.theme.faces["left"]
        colour = QColor(face.words if face.thick else face.edge)
        if look.theme.name == "dark" and not face.thick:
            colour = colour.lighter(150)
        if painter is not None:
            paint_shape(painter, face.shape, QRectF(at.left(), y, side, side), colour, look.colour("card"))
        name = Run(look.say(f"channel.{step.channel}"), look.font(28, bold=True), look.colour("ink"))
        flow(painter, [Run(clock_time(step.at), look.font(BODY), look.colour("soft"))], Place(at.left(), y + look.px(8), at.width(), 1, right=True))
        y += max(side, flow(painter, [name], Place(at.left() + side + look.px(12), y - look.px(2), at.width() - side - look.px(80), 1))) + look.px(10)
        if step.to:
            told = look.say("explain.override", channel=look.say(f"channel.{step.to}"))
            y += flow(painter, [Run(told, look.font(VALUE - 1, bold=True), look.colour("ink"))], Place(at.left(), y, at.width(), 3)) + look.px(8)
        for why in step.whys:
            y = self._why(painter, why, QRectF(at.left(), y, at.width(), 0), look)
        rules = [rule for why in step.whys for rule in why.rules]
        for text in dict.fromkeys(f"{look.say('explain.source')}  {rule.file} {rule.book} · {rule.source}" for rule in rules):
            y += flow(painter, [Run(text, look.font(LABEL - 1), look.colour("soft"))], Place(at.left(), y, at.width(), 2)) + look.px(4)
        return y

    def _why(self, painter: QPainter | None, why: Any, at: QRectF, look: Look) -> float:
        from workstation.risk.explain import SELECTED, words

        y = at.top()
        y += flow(painter, [Run(words(why, look.lang), look.font(VALUE + 3), look.colour("ink"))], Place(at.left(), y, at.width(), 3)) + look.px(2)
        if why.rules:
            names = ", ".join(rule.rule for rule in why.rules)
            days = dict.fromkeys(rule.valid_from for rule in why.rules if rule.valid_from)
            key = "explain.rules.one-of" if why.key == SELECTED else "explain.rule"
            told = " · ".join([f"{look.say(key)} {names}", *(look.say("explain.from", day=day) for day in days)])
            y += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(at.left(), y, at.width(), 3))
        return y + look.px(10)

    def _changes(self, painter: QPainter | None, room: QRectF, scale: float) -> float:
        from workstation.risk.explain import MILD, SELECTED, words

        look, y, step = self._scaled(scale), room.top(), self._found.steps[-1]
        key = "explain.changes.mild" if step.channel in MILD and step.changes else "explain.changes"
        y += flow(painter, [Run(look.say(key), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(12)
        for change in step.changes:
            y += flow(painter, [Run(words(change, look.lang), look.font(VALUE + 1), look.colour("ink"))], Place(room.left(), y, room.width(), 3)) + look.px(10)
        if not step.changes:
            none = "explain.changes.secret" if any(why.key == SELECTED for why in step.whys) else "explain.changes.none"
            y += flow(painter, [Run(look.say(none), look.font(BODY), look.colour("ink"))], Place(room.left(), y, room.width(), 3)) + look.px(10)
        y += look.px(14)
        for key in ("explain.asking", "explain.draws"):
            y += flow(painter, [Run(look.say(key), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 6)) + look.px(8)
        return y

    def _scaled(self, scale: float) -> Look:
        return replace(self._look, zoom=self._look.zoom * scale)
