"""The page of one person: masked until revealed for a short time, both quotas as bars, documents, guarantees, list status, passages."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.window.empty import Empty
from ui.window.fields import Question, Text
from ui.window.ones.face import Face
from ui.window.ones.lists import HEAD, TALL, ListPanel, documents, guarantees, passages
from ui.window.ones.quota import QuotaPanel
from ui.window.pieces import Page, Words
from ui.window.theme import Look
from workstation.desk.card import Act
from workstation.settings import now as wall
from workstation.settings import parse_time
from workstation.words import Refused

TICK_MS = 200
QUOTAS = ("offshore", "resident")
_MOST_ROWS = 8
"""The most rows that one list takes from the others."""


class PersonPage(Page):
    """Says `wanted(fields)` to open a person for a purpose, `changed` when its keys are others, `away` on Esc. `clock` gives UTC ms."""

    wanted = Signal(dict)
    changed = Signal()
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.person: dict[str, Any] = {}
        self.until, self.clock, self._named = 0, wall, dict[str, str]()
        self.text, self.purpose, self.news = Text(Question("text", "document")), Text(Question("purpose")), Words("", "wrong", wrap=True)
        self.face, self.documents = Face(), ListPanel("person.documents", "person.no-documents", documents)
        self.guarantees = ListPanel("person.guarantees", "person.no-guarantees", guarantees)
        self.passages = ListPanel("person.passages", "person.no-passages", passages)
        self.quotas = {name: QuotaPanel(name) for name in QUOTAS}
        self.empty, self.stack = Empty("lens", "person.empty"), QStackedWidget()
        self.text.done.connect(self.purpose.setFocus)
        self.purpose.done.connect(self._entered)
        column, top = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        for each, share in ((self.text, 2), (self.purpose, 3)):
            top.addWidget(each, share)
        column.addLayout(top)
        column.addWidget(self.news)
        column.addWidget(self.stack, 1)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._whole())
        self.news.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def _whole(self) -> QWidget:
        page, rows, low, right = QWidget(), QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        left = QVBoxLayout()
        for box in (rows, low, left, right):
            box.setSpacing(12)
            box.setContentsMargins(0, 0, 0, 0)
        page.setLayout(rows)
        rows.addWidget(self.face)
        rows.addLayout(low, 1)
        low.addLayout(left, 1)
        low.addLayout(right, 1)
        left.addWidget(self.quotas["offshore"], 3)
        left.addWidget(self.quotas["resident"], 2)
        for each in (self.documents, self.guarantees, self.passages):
            right.addWidget(each, 1)
        self._right = right
        return page

    def _share(self, told: Mapping[str, Any]) -> None:
        """Room on the right by what there is to show, the headings counted: no document is left out beside an empty panel."""
        for place, name in enumerate(("documents", "guarantees", "passages")):
            self._right.setStretch(place, max(min(len(told.get(name, ())), _MOST_ROWS), 1) * TALL + HEAD)

    def _parts(self) -> tuple[Any, ...]:
        return (self.face, self.documents, self.guarantees, self.passages, *self.quotas.values(), self.empty)

    def dress(self, look: Look) -> None:
        super().dress(look)
        for each in self._parts():
            each.dress(look)
        self.face.setFixedHeight(look.px(104))
        self.text.setPlaceholderText(look.say("person.place"))
        self._place_purpose()

    def begin(self) -> None:
        """The page came to the front."""
        (self if self.person else self.purpose if self._named else self.text).setFocus()

    def ask(self, **named: str) -> None:
        """Ask for a document and a purpose; `named`: `id` of a person that was found, the `passage` on which a document was read, or the `person` a call is about: then only for the purpose."""
        self.forget()
        self._named = {name: value for name, value in named.items() if value}
        self.text.setVisible(not self._named)
        self._place_purpose()
        self.begin()

    def _place_purpose(self) -> None:
        whose = next((each for each in ("passage", "person") if each in self._named), "")
        self.purpose.setPlaceholderText(self.look.say(f"person.purpose-of-{whose}" if whose else "person.purpose"))
        self.empty.say(f"person.empty-{whose}" if whose else "person.empty")

    def show_person(self, told: dict[str, Any]) -> None:
        """A person as he may be shown unasked."""
        self.cover()
        self.person = told
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for each in (self.text, self.purpose):
            each.clear()
            each.hide()
        self.news.hide()
        self._share(told)
        shares = {share["quota"]: share for share in told["quotas"]}
        for name, quota in self.quotas.items():
            quota.show_share(shares.get(name, {}))
        for panel in (self.face, self.documents, self.guarantees, self.passages):
            panel.show_person(told)
        self.stack.setCurrentIndex(1)
        self.setFocus()
        self.changed.emit()

    def show_clear(self, clear: Mapping[str, Any]) -> None:
        """What a reveal shows, until its moment; the count runs down on the page."""
        if clear["person"] != self.person.get("person"):
            return
        self.news.hide()
        self.until = parse_time(clear["until"])
        self.face.show_clear(clear)
        self.documents.show_person({**self.person, "clear": clear["documents"]})
        self._timer.start()
        self._tick()
        self.changed.emit()

    def cover(self) -> None:
        """Hide again what was revealed."""
        self._timer.stop()
        self.until = 0
        self.face.show_clear({})
        self.documents.show_person(self.person)

    def forget(self) -> None:
        """Nobody is open."""
        self.cover()
        self.person, self._named = {}, {}
        self._place_purpose()
        for panel in (self.face, self.documents, self.guarantees, self.passages):
            panel.show_person({})
        for each in (self.text, self.purpose):
            each.clear()
            each.show()
        self.news.hide()
        self.stack.setCurrentIndex(0)
        self.changed.emit()

    def refused(self, refusal: Refused) -> None:
        """Why not; what was typed stays."""
        self.news.say(refusal.key, **refusal.values)
        self.news.show()
        if self._named and refusal.key in ("person-not-read-here", "person-not-known-here"):
            self._named = {}
            self._place_purpose()
            self.text.show()
            self.text.setFocus()

    def acts(self) -> tuple[Act, ...]:
        """The keys: reveal, another person, who looked, back."""
        return (
            Act("reveal", "F6", bool(self.person.get("known")) and not self.until),
            Act("one-other", "F3", recommended=not self.person),
            Act("one-looks", "F9"),
            Act("one-back", "F10"),
        )

    def press(self, what: str) -> None:
        """A key of this page."""
        if what == "other":
            self.ask()

    def _entered(self) -> None:
        if not self.purpose.entered():
            self.refused(Refused("words-too-short"))
        elif self._named or self.text.entered():
            self.wanted.emit({"purpose": self.purpose.entered(), **(self._named or {"text": self.text.entered()})})
        else:
            self.text.setFocus()

    def _tick(self) -> None:
        left = self.until - self.clock()
        if left <= 0:
            self.cover()
            self.changed.emit()
        else:
            self.face.count(left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() == Qt.Key.Key_Escape:
            self.away.emit()
        elif event.key() in turns:
            # Every list that has more goes on; one that is at its end stays.
            for each in (self.documents, self.guarantees, self.passages):
                each.turn(turns[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
