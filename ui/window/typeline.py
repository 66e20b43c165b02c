"""The type line: `/` or any letter opens it, live candidates say what the text can be, Enter sends, Esc puts it away without losing a character."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.window.pieces import Words
from ui.window.theme import Look

if TYPE_CHECKING:
    from workstation.codes.values import Recognition

SHOWN = 5


class TypeLine(QFrame):
    """Says `changed(text)` so that somebody recognises it, `sent(text)` on Enter, `away()` when it closes."""

    changed = Signal(str)
    sent = Signal(str)
    away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self._look = Look()
        self._found: tuple[Recognition, dict[str, str]] | None = None
        self.edit = QLineEdit()
        self.edit.setMaxLength(4096)
        self.candidates = QLabel()
        self.candidates.setTextFormat(Qt.TextFormat.PlainText)
        self.candidates.setObjectName("value")
        column = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(Words("type.enter", "label"))
        column.addWidget(self.candidates)
        column.addLayout(row)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self._send)
        self.edit.installEventFilter(self)
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        self.edit.setPlaceholderText(look.say("type.place"))
        for words in self.findChildren(Words):
            words.dress(look)
        if self._found is not None:
            self.show_recognised(*self._found)

    def open(self, text: str = "") -> None:
        """Open with what was kept and what was just typed."""
        self.show()
        self.raise_()
        self.edit.setFocus()
        if text:
            self.edit.insert(text)
        self.changed.emit(self.edit.text())

    def show_recognised(self, found: "Recognition", shown: dict[str, str]) -> None:
        """What the text can be, the most likely first; `shown` maps a kind to its value as people read it."""
        if found.raw != self.edit.text():
            return
        self._found = (found, shown)
        lines = []
        for code in found.candidates[:SHOWN]:
            mark = f"  ✓ {self._look.say('type.checked')}" if code.checked else ""
            lines.append(f"{self._look.say(f'kind.{code.kind}')}   {shown.get(code.kind, code.value)}{mark}")
        self.candidates.setText("\n".join(lines) if lines or not found.raw.strip() else self._look.say("type.none"))
        self.candidates.setVisible(bool(self.candidates.text()))

    def _send(self) -> None:
        text = self.edit.text().strip()
        if text:
            self.edit.clear()
            self.sent.emit(text)
        self.close_line()

    def close_line(self) -> None:
        """Put the line away; the text stays for the next time."""
        self.hide()
        self.away.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.close_line()
            return True
        return False
