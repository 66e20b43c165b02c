"""The sheet at the side that asks what an act needs; never modal: the lane goes on, scans count, Esc puts it away with what was typed."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.window.fields import Editor, Question, editor
from ui.window.pieces import Words
from ui.window.theme import Look


class Sheet(QFrame):
    """Says `answered(name, values)` on Enter in the last field or the button; drafts are kept per act until they are sent."""

    answered = Signal(str, dict)
    away = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self.name, self._look = "", Look()
        self._drafts: dict[str, dict[str, str]] = {}
        self._editors: list[Editor] = []
        self._questions: tuple[Question, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(6)
        self._body: QWidget | None = None
        self.news = Words("", "wrong", wrap=True)
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        if self.isVisible():
            self._keep()
            self.ask(self.name, self._questions)

    def ask(self, name: str, questions: Sequence[Question]) -> None:
        """Open for an act; what was typed for it before stands there again."""
        self.name, self._questions = name, tuple(questions)
        draft = self._drafts.get(name, {})
        self._clear()
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        title = QLabel(self._look.say(f"act.{name}"))
        title.setObjectName("title")
        column.addWidget(title)
        for question in questions:
            label = QLabel(question.label)
            label.setObjectName("label")
            column.addWidget(label)
            field = editor(Question(**{**question.__dict__, "value": draft.get(question.name, question.value)}))
            column.addWidget(field)
            self._editors.append(field)
        column.addWidget(self._buttons(column))
        self.news = Words("", "wrong", wrap=True)
        self.news.dress(self._look)
        column.addWidget(self.news)
        column.addStretch()
        self._column.addWidget(self._body)
        self._chain()
        self.show()
        self.raise_()
        self.opened.emit()
        first = next((each for each in self._editors if not each.entered()), self._editors[0] if self._editors else None)
        (first or self.send).setFocus()

    def refused(self, key: str, values: Mapping[str, object]) -> None:
        """The desk said no: the words stand in the sheet, what was typed stays."""
        self.news.say(key, **values)

    def sent(self) -> None:
        """The act was done: forget the draft and close."""
        self._drafts.pop(self.name, None)
        self._leave()

    def put_away(self) -> None:
        """Close; what was typed comes back next time, secrets do not."""
        self._keep()
        self._leave()

    def _buttons(self, _column: QVBoxLayout) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 10, 0, 0)
        self.send = QPushButton(f"{self._look.say(f'act.{self.name}')}  ⏎")
        self.send.setObjectName("first")
        away = QPushButton(f"{self._look.say('sheet.away')}  Esc")
        self.send.clicked.connect(self._answer)
        away.clicked.connect(self.put_away)
        line.addWidget(self.send, 1)
        line.addWidget(away)
        return row

    def _chain(self) -> None:
        for place, each in enumerate(self._editors):
            if place + 1 < len(self._editors):
                each.done.connect(self._editors[place + 1].setFocus)
            else:
                each.done.connect(self._answer)

    def _answer(self) -> None:
        values = {each.name: each.entered() for each in self._editors}
        for question, field in zip(self._questions, self._editors, strict=True):
            if question.required and not values[question.name]:
                field.setFocus()
                self.news.say("sheet.needed", field=question.label)
                return
        self.news.say("")
        self._keep()
        self.answered.emit(self.name, {name: value for name, value in values.items() if value})

    def _keep(self) -> None:
        kinds = {question.name: question.kind for question in self._questions}
        self._drafts[self.name] = {each.name: each.entered() for each in self._editors if kinds[each.name] != "secret"}

    def _leave(self) -> None:
        self.hide()
        self.away.emit()

    def _clear(self) -> None:
        self._editors = []
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.deleteLater()
            self._body = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
