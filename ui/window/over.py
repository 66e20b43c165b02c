"""A page over the screen in front: a title, one sentence while it is asked or refused, and what a painter makes of the answer; Esc closes it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, opposite
from ui.window.theme import BODY, VALUE, Look

Draw = Callable[[QPainter, Look, QRectF, Any], None]
Head = Callable[[Any], str]
"""What stands behind the title: which thing it is about."""


class Over(QWidget):
    """Covers the screen; says `away()` when it is closed, `wished()` for its one key (Enter), `turned(-1 or 1)` for the arrows to the sides, `moved(-1 or 1)` for up and down. `name`: of its words, `NAME.title`, `NAME.asked`, `NAME.away`."""

    away = Signal()
    wished = Signal()
    turned = Signal(int)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None, name: str, draw: Draw, head: Head = lambda _: "") -> None:
        super().__init__(parent)
        self.found: Any = None
        self._name, self._draw, self._head, self._look = name, draw, head, Look()
        self._said: tuple[str, dict[str, object]] = (f"{name}.asked", {})
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    @property
    def look(self) -> Look:
        """How it is dressed."""
        return self._look

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def open(self) -> None:
        """Open at once; what it shows follows."""
        self.found, self._said = None, (f"{self._name}.asked", {})
        self.show()
        self.raise_()
        self.setFocus()

    def say(self, key: str, values: dict[str, object]) -> None:
        """One sentence instead of a page: how far it is, or why there is none."""
        self.found, self._said = None, (key, values)
        self.update()

    def show_found(self, found: Any) -> None:
        """What the painter paints from now on."""
        self.found = found
        self.update()

    def sentence(self) -> str:
        """What stands there while there is no page."""
        return "" if self.found is not None else self._look.say(self._said[0], **self._said[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.away.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.found is not None:
            self.wished.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("ground"))
        pad = look.px(14)
        about = self._head(self.found) if self.found is not None else ""
        title = Run("    ".join(filter(None, (look.say(f"{self._name}.title"), about))), look.font(VALUE, bold=True), look.colour("ink"))
        keys = Run(look.say(f"{self._name}.away"), look.font(BODY), look.colour("soft"))
        opposite(painter, title, keys, Place(pad + look.px(6), pad, self.width() - 2 * pad - look.px(6)))
        room = QRectF(pad, look.px(52), self.width() - 2 * pad, self.height() - look.px(52) - pad)
        if self.found is None:
            place = Place(room.left() + look.px(6), room.top() + pad, room.width() - look.px(12), 3)
            flow(painter, [Run(self.sentence(), look.font(VALUE), look.colour("soft"))], place)
        else:
            self._draw(painter, look, room, self.found)
        painter.end()
