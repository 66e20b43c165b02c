"""The sheet at the side that asks what an act needs; never modal: the lane goes on, scans count, Esc puts it away with what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.window.fields import Editor, Question, Text, editor
from ui.window.pieces import Words
from ui.window.theme import Look


class Sheet(QFrame):
    """Says `answered(name, values)` on Enter in the last field or the button; drafts are kept per act and truck until they are sent; `again(name)` asks for the words anew; `seconded(name)`: its first officer has come to the fields of the second."""

    answered = Signal(str, dict)
    away = Signal()
    opened = Signal()
    again = Signal(str)
    seconded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self.name, self._about, self._look = "", "", Look()
        self._seconded = ("", "")
        self._drafts: dict[tuple[str, str], dict[str, str]] = {}
        self._editors: list[Editor] = []
        self._labels: list[QLabel] = []
        self._line = QHBoxLayout()
        self._questions: tuple[Question, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(6)
        self._body: QWidget | None = None
        self.news = Words("", "wrong", wrap=True)
        self.hide()

    @property
    def about(self) -> str:
        """The passage, call or thing it was opened for."""
        return self._about

    def dress(self, look: Look) -> None:
        self._look = look
        if self.isVisible():
            self._keep()
            self.again.emit(self.name)

    def ask(self, name: str, questions: Sequence[Question], about: str = "", whom: str = "") -> None:
        """Open for an act on a passage (`whom`: that in words); what was typed for it before stands there again, with this truck and no other."""
        self.name, self._about, self._questions = name, about, tuple(questions)
        draft = self._drafts.get((about, name), {})
        self._clear()
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        title = QLabel(self._look.say(f"act.{name}"))
        title.setObjectName("title")
        title.setWordWrap(True)
        column.addWidget(title)
        if whom:
            said = QLabel(whom)
            said.setObjectName("head")
            said.setWordWrap(True)
            column.addWidget(said)
        column.addLayout(self._fields(draft))
        column.addWidget(self._buttons(column))
        self.news = Words("", "wrong", wrap=True)
        self.news.dress(self._look)
        column.addWidget(self.news)
        column.addStretch()
        self._column.addWidget(self._body)
        # Where the sheet is open already, its layout would count what is asked only once the loop comes round.
        self._body.show()
        self._chain()
        self.show()
        self.raise_()
        self.opened.emit()
        first = next((each for each in self._editors if not each.entered()), self._editors[0] if self._editors else None)
        (first or self.send).setFocus()

    def _fields(self, draft: Mapping[str, str]) -> QGridLayout:
        """Labels beside their fields: the sheet stays low and leaves the band free."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, question in enumerate(self._questions):
            label = QLabel(question.label)
            label.setObjectName("label")
            label.setWordWrap(True)
            label.setFixedWidth(self._look.px(140))
            field = editor(replace(question, value=draft.get(question.name, question.value)))
            if question.name == "officer" or question.kind == "secret":
                field.installEventFilter(self)
            self._labels.append(label)
            grid.addWidget(label, number, 0)
            grid.addWidget(field, number, 1)
            self._editors.append(field)
        return grid

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and self._seconded != (self._about, self.name):
            self._seconded = (self._about, self.name)
            self.seconded.emit(self.name)
        return False

    def need(self, wide: int) -> int:
        """The height in pixels at which every field stands whole, at this width; keys too wide to stand side by side stand one below the other."""
        for label in self._labels:
            label.ensurePolished()
            label.setMinimumHeight(label.heightForWidth(label.width()))
        buttons = self.findChildren(QPushButton)
        short = wide < sum(each.sizeHint().width() for each in buttons if each.isVisibleTo(self)) + 80
        self._line.setDirection(QHBoxLayout.Direction.TopToBottom if short else QHBoxLayout.Direction.LeftToRight)
        self._column.activate()
        return max(self._column.totalHeightForWidth(wide), self.sizeHint().height())

    def refused(self, key: str, values: Mapping[str, object]) -> None:
        """The desk said no: the words stand in the sheet, what was typed stays but for a secret, which is typed anew."""
        self.news.say(key, **values)
        for question, field in zip(self._questions, self._editors, strict=True):
            if question.kind == "secret" and isinstance(field, Text):
                field.clear()
        self.opened.emit()

    def sent(self, name: str) -> None:
        """The act was done: forget its draft, and close unless another act is being asked by now."""
        self._drafts.pop((self._about, name), None)
        self._seconded = ("", "")
        if name == self.name:
            self._leave()

    def forget(self, name: str) -> None:
        """What was typed for a sheet that is about nothing else does not come back."""
        self._drafts.pop((name, name), None)

    def put_away(self) -> None:
        """Close; what was typed comes back next time, secrets do not."""
        self._keep()
        self._leave()

    def _buttons(self, _column: QVBoxLayout) -> QWidget:
        row = QWidget()
        self._line = line = QHBoxLayout(row)
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
        self._drafts[self._about, self.name] = {each.name: each.entered() for each in self._editors if kinds[each.name] != "secret"}

    def _leave(self) -> None:
        self._seconded = ("", "")
        self.hide()
        self.away.emit()

    def _clear(self) -> None:
        self._editors, self._labels = [], []
        if self._body is not None:
            self._column.removeWidget(self._body)
            # It lives until the loop comes round: what is asked next is not painted over it.
            self._body.hide()
            self._body.deleteLater()
            self._body = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
