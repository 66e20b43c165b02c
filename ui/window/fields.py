"""Editors of single fields by their kind: text, number, choice, yes/no, seal, photo, secret; each says what was entered when it is left."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit


@dataclass(frozen=True)
class Question:
    """One field: its name, kind (text number decimal count choice yesno seal photo secret), label in words, choices as (value, words)."""

    name: str
    kind: str = "text"
    label: str = ""
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    unit: str = ""


class Text(QLineEdit):
    """A line; a seal number is folded to capitals, a secret is hidden."""

    left = Signal(str, str)
    done = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__(question.value)
        self.name, self._kind, self._before = question.name, question.kind, question.value
        self.setMaxLength(2000)
        if question.kind == "secret":
            self.setEchoMode(QLineEdit.EchoMode.Password)
        if question.kind == "photo":
            self.setPlaceholderText("*.jpg *.png")
        self.returnPressed.connect(self.done)

    def entered(self) -> str:
        """What stands in it now."""
        text = self.text() if self._kind == "secret" else self.text().strip()
        return text.upper() if self._kind == "seal" else text

    def asks(self, kind: str) -> bool:
        """Whether a scan of this kind belongs here."""
        return self._kind == kind

    def take(self, text: str) -> None:
        """A scan fills the field; a badge goes before the PIN. An enterprise's code needs no Enter."""
        self.setText(text)
        if self._kind == "account":
            self.done.emit()

    def put(self, value: str) -> None:
        """Show a value that comes from elsewhere, unless the person is typing here."""
        if not self.hasFocus() and value != self._before:
            self._before = value
            self.setText(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.leave()

    def leave(self) -> None:
        """Say what was entered if it is something else than before."""
        if self.entered() != self._before and self._kind != "secret":
            self._before = self.entered()
            self.left.emit(self.name, self._before)


class Choice(QComboBox):
    """A closed list; number keys pick, arrows move, the wheel does nothing by accident."""

    left = Signal(str, str)
    done = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.name, self._before = question.name, question.value
        self.addItem("—", "")
        for number, (value, words) in enumerate(question.choices, 1):
            self.addItem(f"{number}  {words}" if number <= 9 else words, value)
        self._select(question.value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self.leave)

    def entered(self) -> str:
        return str(self.currentData() or "")

    def put(self, value: str) -> None:
        if value != self._before:
            self._before = value
            self._select(value)

    def leave(self) -> None:
        if self.entered() != self._before:
            self._before = self.entered()
            self.left.emit(self.name, self._before)

    def _select(self, value: str) -> None:
        self.setCurrentIndex(max(0, self.findData(value)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if 1 <= number < min(self.count(), 10):
            self.setCurrentIndex(number)
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet takes the arrow away; a list must still look like one."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self.height() / 9
        x, y = self.width() - size * 3, self.height() / 2 - size / 2
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), max(1.4, size / 3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([QPointF(x - size, y), QPointF(x, y + size), QPointF(x + size, y)]))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


Editor = Text | Choice


def editor(question: Question) -> Editor:
    """The editor for a question."""
    return Choice(question) if question.kind in {"choice", "yesno"} else Text(question)
