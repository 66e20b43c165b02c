"""Who looked whom up, for auditors: officers with their counts as bars, and every look with its purpose."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.window.empty import Empty
from ui.window.ones.panel import PAD, Panel, cut
from ui.window.paint import Place, Run, flow, width_of
from ui.window.pieces import Page, Words
from ui.window.theme import BODY, LABEL, Look
from workstation.desk.card import Act
from workstation.settings import local_time, parse_time
from workstation.words import Refused

TALL = 56


class OfficersPanel(Panel):
    """Each officer with how often he looked and revealed, at how many persons; the busiest first."""

    def __init__(self) -> None:
        super().__init__("looks.officers")
        self._rows: Sequence[Mapping[str, Any]] = ()
        self.at = 0

    def show_rows(self, rows: Sequence[Mapping[str, Any]], at: int) -> None:
        """Row 0 is everybody."""
        self._rows, self.at = rows, at
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        most = max((row["shown"] + row["revealed"] for row in self._rows), default=1)
        fits = max(int((self.height() - top) // look.px(TALL)), 1)
        first = max(self.at - fits + 1, 0)
        for number, row in enumerate(self._rows[first : first + fits], first):
            if number == self.at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("ground"))
                painter.drawRoundedRect(QRectF(look.px(8), top, self.width() - look.px(16), look.px(TALL - 4)), look.px(8), look.px(8))
                painter.fillRect(QRectF(look.px(8), top + look.px(10), look.px(4), look.px(TALL - 24)), look.colour("ink"))
            self._row(painter, row, top, most)
            top += look.px(TALL)

    def _row(self, painter: QPainter, row: Mapping[str, Any], top: float, most: int) -> None:
        look, left = self.look, self.look.px(PAD + 4)
        self.line(painter, row["officer"] or look.say("looks.everybody"), (left, top + look.px(6)), style="value", room=look.px(110))
        words = look.say("looks.counts", shown=row["shown"], revealed=row["revealed"], persons=row["persons"])
        font = look.font(LABEL)
        wide = min(width_of(words, font) + 4, self.width() - left - look.px(PAD + 118))
        flow(painter, [Run(words, font, look.colour("soft"))], Place(self.width() - look.px(PAD) - wide, top + look.px(8), wide))
        if row["officer"]:
            whole = (self.width() - left - look.px(PAD)) / most
            painter.fillRect(QRectF(left, top + look.px(34), whole * row["shown"], look.px(8)), look.colour("soft"))
            painter.fillRect(QRectF(left + whole * row["shown"], top + look.px(34), whole * row["revealed"], look.px(8)), look.colour("bad"))


class EventsPanel(Panel):
    """Every look, the newest first: when, who, at whom (a pseudonym), what for."""

    def __init__(self) -> None:
        super().__init__("looks.events")
        self._rows: Sequence[Mapping[str, Any]] = ()
        self.first = 0

    def show_rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows, self.first = rows, 0
        self.update()

    def turn(self, pages: int) -> None:
        """A page up or down."""
        fits = max(int((self.height() - self.look.px(40)) // self.look.px(52)) - 1, 1)
        self.first = min(max(self.first + pages * fits, 0), max(len(self._rows) - 1, 0))
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look, rows = self.look, self._rows[self.first :]
        if not rows:
            self.nothing(painter, "looks.none", top)
            return
        fits = cut(rows, self.height() - top - look.px(8), look.px(52))
        for row in rows[:fits]:
            painter.fillRect(QRectF(look.px(PAD), top - look.px(3), self.width() - look.px(2 * PAD), 1), look.colour("line"))
            self._row(painter, row, top)
            top += look.px(52)
        if fits < len(rows):
            self.text(painter, look.say("looks.more", count=len(rows) - fits), (look.px(PAD), top), style="label")

    def _row(self, painter: QPainter, row: Mapping[str, Any], top: float) -> None:
        look = self.look
        head = f"{local_time(parse_time(row['at'])):%Y-%m-%d %H:%M:%S}   {row['officer']}"
        self.line(painter, head, (look.px(PAD), top), style="soft", room=look.px(250))
        how = look.say("looks." + row["how"])
        font = look.font(BODY, bold=row["how"] == "revealed")
        flow(painter, [Run(how, font, look.colour("bad_words" if row["how"] == "revealed" else "ink"))], Place(look.px(PAD + 260), top, look.px(90)))
        self.line(painter, look.say("looks.whom", person=row["person"][:12]), (look.px(PAD + 356), top), style="soft", room=self.width() - look.px(PAD * 2 + 356))
        self.line(painter, said(row["purpose"], look), (look.px(PAD), top + look.px(21)), style="body", room=self.width() - look.px(2 * PAD))


def said(purpose: str, look: Look) -> str:
    """A purpose as it was written; that of the traveller desk is a key."""
    return look.say("looks.purpose.traveller") if purpose == "traveller" else purpose


class LooksPage(Page):
    """Says `wanted(officer)` for the looks of one officer, '' for all; ↑ ↓ choose one, PgUp PgDn turn."""

    wanted = Signal(str)
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.officers, self.events, self.empty, self.news = OfficersPanel(), EventsPanel(), Empty("lock", "looks.closed"), Words("", "wrong", wrap=True)
        self._rows: list[Mapping[str, Any]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(14, 14, 14, 0)
        row.setSpacing(12)
        row.addWidget(self.officers, 2)
        row.addWidget(self.events, 3)
        column.addWidget(self.news)
        column.addLayout(row, 1)
        column.addWidget(self.empty, 1)
        self.forget()

    def dress(self, look: Look) -> None:
        super().dress(look)
        for each in (self.officers, self.events, self.empty):
            each.dress(look)

    def begin(self) -> None:
        """The page came to the front."""
        self.setFocus()

    def start(self) -> None:
        """Ask for everybody's looks."""
        self.forget()
        self.wanted.emit("")

    def forget(self) -> None:
        """Show nothing."""
        self._rows = []
        self._open(shown=False)
        self.empty.hide()
        self.news.hide()

    def show_looks(self, found: Mapping[str, Any]) -> None:
        """Counts of the officers and the looks that were asked for."""
        if not self._rows:
            sums = {name: sum(row[name] for row in found["officers"]) for name in ("shown", "revealed")}
            self._rows = [{"officer": "", **sums, "persons": found["persons"]}, *found["officers"]]
            self.officers.show_rows(self._rows, 0)
        self.events.show_rows(found["looks"])
        self._open(shown=True)

    def refused(self, refusal: Refused) -> None:
        """For whom it is not."""
        self.forget()
        self.empty.show()
        self.news.say(refusal.key, **refusal.values)
        self.news.show()

    def acts(self) -> tuple[Act, ...]:
        """The keys."""
        return (Act("one-back", "F10"),)

    def _open(self, *, shown: bool) -> None:
        for each in (self.officers, self.events):
            each.setVisible(shown)
        self.empty.setVisible(not shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.away.emit()
        elif key in moves and self._rows:
            at = (self.officers.at + moves[key]) % len(self._rows)
            self.officers.show_rows(self._rows, at)
            self.wanted.emit(str(self._rows[at]["officer"]))
        elif key in turns:
            self.events.turn(turns[key])
        else:
            super().keyPressEvent(event)
