"""The Accounts screen: an enterprise by any of its codes, as of a day; credit above, below it ledgers, or batches with vehicles and codes, or the history."""

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.window.accounts import acting
from ui.window.accounts.course import CoursePanel, LeasesPanel
from ui.window.accounts.credit import CreditPanel
from ui.window.accounts.headed import headed
from ui.window.accounts.history import HistoryPanel
from ui.window.accounts.lines import LinesPanel
from ui.window.accounts.lists import BatchesPanel, CodesPanel, VehiclesPanel
from ui.window.empty import Empty
from ui.window.fields import Question, Text
from ui.window.ones.head import Head
from ui.window.pieces import Page, Words
from ui.window.theme import Look
from workstation.desk.card import Act
from workstation.words import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workstation.accounts.history import Course
    from workstation.accounts.opened import Account
    from workstation.desk.ones import Shown

VIEWS = {"ledgers": "F3", "batches": "F4", "history": "F6"}
QUIET_MS, FAR = 300, 50
"""FAR: so many rows at once with Ctrl."""
DAY = timedelta(days=1)


class Accounts(Page):
    """Says `wanted(text, day)` ('' = as of now), `turned` when its keys are others, `away` on Esc. ↑ ↓ choose, with Ctrl `FAR` at once; PgUp PgDn go a day back or on."""

    wanted = Signal(str, str)
    turned = Signal()
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.account: Account | None = None
        self.view, self.today, self.station, self._asked = "ledgers", "", "", ("", "")
        self._courses: Mapping[tuple[str, int], Course] = {}
        self.edit, self.day, self.head = Text(Question("text", "account")), QLineEdit(), Head()
        self.news, self.state = Words("", "wrong", wrap=True), Words("", "soft", wrap=True)
        self.credit, self.lines, self.course, self.leases = CreditPanel(), LinesPanel(), CoursePanel(), LeasesPanel()
        self.batches, self.vehicles, self.codes, self.history = BatchesPanel(), VehiclesPanel(), CodesPanel(), HistoryPanel()
        self.empty, self.stack = Empty("sheet", "accounts.empty"), QStackedWidget()
        self.pages = {
            "ledgers": _beside(self.lines, self.course, self.leases), "batches": _beside(self.batches, self.vehicles, self.codes), "history": self.history,
        }
        for each in (self.empty, *self.pages.values()):
            self.stack.addWidget(each)
        self._lay()
        for edit in (self.edit, self.day):
            edit.installEventFilter(self)
        self.edit.done.connect(self._entered)
        self.day.returnPressed.connect(self._entered)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(lambda: self._tell("accounts.loading"))
        self.forget()

    def _lay(self) -> None:
        column, top = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        top.setSpacing(12)
        top.addWidget(self.edit, 2)
        top.addWidget(self.day, 1)
        top.addWidget(self.head, 5)
        column.addLayout(top)
        for widget in (self.news, self.state, self.credit):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)

    def dress(self, look: Look) -> None:
        super().dress(look)
        for each in (self.head, self.empty, *self._panels(), self.course, self.leases):
            each.dress(look)
        for widget in (self.head, self.edit, self.day):
            widget.setFixedHeight(look.px(72))
        self.credit.setFixedHeight(look.px(142))
        self.edit.setPlaceholderText(look.say("accounts.place"))
        self.day.setPlaceholderText(look.say("accounts.day-place"))

    def _panels(self) -> tuple[CreditPanel | LinesPanel | BatchesPanel | VehiclesPanel | CodesPanel | HistoryPanel, ...]:
        return (self.credit, self.lines, self.batches, self.vehicles, self.codes, self.history)

    def begin(self) -> None:
        """The page came to the front."""
        (self.day if self.day.isVisible() else self.edit).setFocus()
        self.edit.selectAll()

    def ask(self, text: str, day: str = "") -> None:
        """Open the account a text names, at the end of a day."""
        self.edit.setText(text)
        self.edit.selectAll()
        self._asked = (text, day)
        self._quiet.start()
        self.wanted.emit(text, day)

    def again(self) -> None:
        """Read the account in front once more: something was written."""
        if self.account is not None and not self.day.isVisible():
            self.wanted.emit(*self._asked)

    def show_account(self, shown: "Shown") -> None:
        """What was found; of an enterprise nobody told of the page says so."""
        self._quiet.stop()
        account = shown.account
        if self.account is None or (account.uscc, account.day) != (self.account.uscc, self.account.day):
            self._courses = {}
        self.account, self.today, self.station = account, shown.today, shown.station
        self.news.hide()
        self.state.hide()
        self.day.hide()
        self.head.show_said(partial(headed, account, shown.today))
        for panel in self._panels():
            panel.show_account(account)
        self._beside_line()
        if shown.stale:
            self._tell("accounts.stale", "wrong", tables=self.look.say("accounts.and").join(self.look.say("table." + name) for name in shown.stale))
        self.turn(self.view)

    def show_courses(self, account: "Account", courses: "Mapping[tuple[str, int], Course]") -> None:
        """How the balances of the account in front went; of one that is not in front any more nothing."""
        if account is self.account:
            self._courses = courses
            self._beside_line()

    def refused(self, refusal: Refused) -> None:
        """Why not: what was open stays open, what was typed stays typed."""
        self._quiet.stop()
        self.state.hide()
        self.news.say(refusal.key, **refusal.values)
        self.news.show()

    def forget(self) -> None:
        """Show nothing."""
        self._quiet.stop()
        self.account = None
        self.edit.clear()
        self.head.show_said(None)
        for widget in (self.news, self.state, self.day):
            widget.hide()
        self.turn("ledgers")

    def turn(self, view: str) -> None:
        """Another view of the same account."""
        self.view = view
        known = self.account is not None and self.account.known
        # Batches and history need the height; the head says what of the credit matters there.
        self.credit.setVisible(known and view == "ledgers")
        self.empty.say("accounts.unknown" if self.account is not None else "accounts.empty")
        self.stack.setCurrentWidget(self.pages[view] if known else self.empty)
        self.turned.emit()

    def press(self, what: str) -> None:
        """A key of this page."""
        if what in VIEWS:
            self.turn(what)
        elif what == "day":
            self.day.setText(self.account.day if self.account else "")
            self.day.show()
            self.day.setFocus()
            self.day.selectAll()
        elif what == "today":
            self.ask(self._asked[0])

    def acts(self) -> tuple[Act, ...]:
        """The keys: the views, another day, today, back."""
        known = self.account is not None and self.account.known
        views = tuple(Act(f"account-{name}", key, known, self.view == name) for name, key in VIEWS.items())
        past = self.account is not None and self.account.day != self.today
        # Of today there is nothing to go back to, and its key leaves room for the others.
        today = (Act("account-today", "F9"),) if past else ()
        found = (*views, *acting.keys(self), Act("account-day", "F8", known), *today, Act("account-back", "F10"))
        return tuple(sorted(found, key=lambda act: int(act.key[1:])))

    def _tell(self, key: str, style: str = "soft", **values: object) -> None:
        self.state.style_as(style)
        self.state.say(key, **values)
        self.state.show()

    def _beside_line(self) -> None:
        if self.account is not None:
            row = self.lines.chosen()
            self.course.show_row(self._courses, row)
            self.leases.show_row(row, self.station, self.account.day)

    def _entered(self) -> None:
        text, day = self.edit.text().strip(), self.day.text().strip() if self.day.isVisible() else ""
        if text:
            self.ask(text, day)

    def _move(self, step: int) -> None:
        if self.view == "history":
            self.history.choose(step)
            self.turned.emit()
        elif self.view == "ledgers":
            self.lines.choose(step)
            self._beside_line()
            self.turned.emit()
        else:
            for panel in (self.batches, self.vehicles, self.codes):
                panel.turning.first += step
                panel.update()

    def _days(self, step: int) -> None:
        """A day on or back, never beyond today."""
        if self.account is not None and (there := date.fromisoformat(self.account.day) + DAY * step).isoformat() <= self.today:
            self.ask(self._asked[0], there.isoformat())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        days = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        key = Qt.Key(event.key())
        if key in moves:
            self._move(moves[key] * (FAR if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1))
        elif key in days:
            self._days(days[key])
        elif key == Qt.Key.Key_Escape and self.day.isVisible():
            self.day.hide()
            self.edit.setFocus()
        elif key == Qt.Key.Key_Escape:
            self.away.emit()
        else:
            return False
        return True


def _beside(left: QWidget, *right: QWidget) -> QWidget:
    """One panel at the left, the others below each other at the right."""
    page, column = QWidget(), QVBoxLayout()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    for box in (row, column):
        box.setSpacing(12)
    row.addWidget(left, 5)
    row.addLayout(column, 4)
    for place, widget in enumerate(right):
        column.addWidget(widget, 3 - place)
    return page
