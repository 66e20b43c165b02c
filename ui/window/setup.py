"""First run: port, lane, officer and a pass phrase twice make a station."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from ui.window.pieces import Page, Words, card
from ui.window.theme import Look
from workstation.words import Refused

FIELDS = ("port", "lane", "officer", "secret", "again")


class SetUp(Page):
    """Says `asked({port, lane, officer, secret})` once everything is there and the two pass phrases are the same."""

    asked = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self._frame, column = card(spacing=8, margin=40)
        column.addWidget(Words("setup.title", "title"))
        column.addWidget(Words("setup.how", "soft", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setContentsMargins(0, 12, 0, 0)
        self.fields = {name: QLineEdit() for name in FIELDS}
        places = {"port": (0, 0), "lane": (0, 1), "officer": (2, 0), "secret": (4, 0), "again": (4, 1)}
        for name, (row, side) in places.items():
            grid.addWidget(Words(f"setup.{name}", "label", wrap=True), row, side, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(self.fields[name], row + 1, side)
            self.fields[name].returnPressed.connect(lambda name=name: self._next(name))
        for name in ("secret", "again"):
            self.fields[name].setEchoMode(QLineEdit.EchoMode.Password)
        self.fields["port"].setPlaceholderText("CNHXG")
        self.fields["lane"].setPlaceholderText("03")
        column.addLayout(grid)
        self.button, self.news = QPushButton(), Words("", "wrong", wrap=True)
        self.button.setObjectName("first")
        self.news.keep(26)
        self.news.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addSpacing(16)
        column.addWidget(self.button)
        column.addWidget(self.news)
        across, down = QHBoxLayout(), QVBoxLayout(self)
        across.addStretch()
        across.addWidget(self._frame)
        across.addStretch()
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        self.button.clicked.connect(self._ask)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._frame.setFixedWidth(look.px(640))
        self.button.setText(look.say("setup.make"))

    def refused(self, refusal: Refused) -> None:
        """Say why; what was typed stays."""
        self._busy(False)
        self.news.style_as("wrong")
        self.news.say(refusal.key, **refusal.values)

    def _next(self, name: str) -> None:
        place = FIELDS.index(name)
        if place + 1 < len(FIELDS):
            self.fields[FIELDS[place + 1]].setFocus()
        else:
            self._ask()

    def _ask(self) -> None:
        given = {name: field.text().strip() if name not in {"secret", "again"} else field.text() for name, field in self.fields.items()}
        given["port"] = given["port"].upper()
        missing = next((name for name in FIELDS if not given[name]), None)
        if missing:
            self._wrong("setup.missing", missing)
        elif given["secret"] != given["again"]:
            self._wrong("setup.not-same", "again")
        else:
            del given["again"]
            self._busy(True)
            self.asked.emit(given)

    def _wrong(self, key: str, field: str) -> None:
        self.news.style_as("wrong")
        self.news.say(key)
        self.fields[field].setFocus()

    def _busy(self, busy: bool) -> None:
        for each in (*self.fields.values(), self.button):
            each.setDisabled(busy)
        self.news.style_as("soft")
        self.news.say("setup.making" if busy else "")
