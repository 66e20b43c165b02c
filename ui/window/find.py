"""Find: a name, pinyin initials, part of a plate or number; results come as one types, and typing never waits for them."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from ui.window.empty import Empty
from ui.window.pieces import Page, Words
from ui.window.theme import Look
from workstation.register import find

PAUSE_MS = 120


class Find(Page):
    """Says `wanted(words)` after a short pause in typing and `chosen(kind, value)` on Enter."""

    wanted = Signal(str)
    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.edit, self.list = QLineEdit(), QListWidget()
        self._found: tuple[find.Found, ...] = ()
        self.state, self._empty = Words("", "soft", wrap=True), Empty("lens", "find.empty")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        for each in (self.edit, self.state, self.list, self._empty):
            column.addWidget(each)
        self.list.hide()
        column.setStretchFactor(self.list, 1)
        column.setStretchFactor(self._empty, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.edit.text().strip()))
        self.edit.textChanged.connect(self._typed)
        self.edit.returnPressed.connect(self._choose)
        self.list.itemActivated.connect(lambda _: self._choose())
        self.edit.installEventFilter(self)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._empty.dress(look)
        self.edit.setPlaceholderText(look.say("find.place"))
        for row, each in enumerate(self._found):
            self.list.item(row).setText(self._line(each))

    def begin(self) -> None:
        """The screen came to the front."""
        self.edit.setFocus()
        self.edit.selectAll()

    def chosen_value(self) -> str:
        """The code under the cursor, else what was typed."""
        item = self.list.currentItem() if self.list.isVisible() else None
        return str(item.data(Qt.ItemDataRole.UserRole)[1]) if item is not None else self.edit.text().strip()

    def show_found(self, words: str, found: Sequence[Any]) -> None:
        """What was found for these words; an answer to older words is dropped."""
        if words != self.edit.text().strip():
            return
        self.list.clear()
        self._found = tuple(found)
        for each in found:
            item = QListWidgetItem(self._line(each))
            item.setData(Qt.ItemDataRole.UserRole, (each.kind, each.value))
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._empty.say("find.nothing")
        self.list.setCurrentRow(0)
        self.state.say("find.count" if found else "", count=len(found))

    def _line(self, found: find.Found) -> str:
        """What was found, with the register's own word at its end (truck, released, hold), in the language of the window."""
        from workstation import codes

        return f"{self.look.say(f'kind.{found.kind}')}    {codes.group(found.kind, found.value)}    {find.said(found, self.look.lang)}"

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.list.clear()
            self._found = ()
            self.list.hide()
            self._empty.say("find.empty")
            self._empty.show()
            self.state.say("")

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(*item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        return False
