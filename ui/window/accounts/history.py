"""The history of an account: a lane for each line on an axis of days, a mark for each entry, and the entries in words below."""

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.window.accounts.axis import Axis, paint_axis
from ui.window.ones.panel import PAD, Panel
from ui.window.ones.quota import amount
from ui.window.paint import Place, Run, flow, paint_mark, width_of
from ui.window.theme import BODY, LABEL
from workstation import codes
from workstation.accounts.entries import GUARANTEE
from workstation.accounts.history import Entry
from workstation.accounts.opened import Account

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES, LANE, TALL, LEAST = 210, 34, 30, timedelta(days=14)
COLUMNS = (100, 96, 220, 150)
"""Widths of day, sort, line and quantity in the list; the paper takes the rest."""
Mark = tuple[tuple[float, float], ...]
MARKS: dict[str, tuple[str, Mark]] = {
    "in": ("ok", ((0, -7), (7, 6), (-7, 6))),
    "freed": ("ok", ((0, -7), (7, 6), (-7, 6))),
    "out": ("ink", ((0, 7), (7, -6), (-7, -6))),
    "declared": ("ink", ((0, 7), (7, -6), (-7, -6))),
    "batch": ("amber", ((0, -8), (8, 0), (0, 8), (-8, 0))),
    "pledged": ("amber", ((0, -8), (8, 0), (0, 8), (-8, 0))),
}
"""Sort -> colour and corners of its mark: up comes in, down goes out, a rhomb waits for a declaration; the others are squares."""
SQUARE: tuple[str, Mark] = ("soft", ((-6, -6), (6, -6), (6, 6), (-6, 6)))


class HistoryPanel(Panel):
    """Marks above, entries below; `choose(step)` moves over the entries, the newest first."""

    def __init__(self) -> None:
        super().__init__("accounts.history")
        self.entries: Sequence[Entry] = ()
        self.at = 0
        self._names: dict[tuple[str, int], str] = {}
        self._day, self._more = date.min, False

    def show_account(self, account: Account) -> None:
        self.entries, self.at, self._day, self._more = account.history, 0, date.fromisoformat(account.day), account.more
        self._names = {(ledger.number, line.no): line.name for ledger in account.ledgers for line in ledger.lines}
        self.update()

    def choose(self, step: int) -> None:
        """So many entries older or newer."""
        self.at = min(max(self.at + step, 0), max(len(self.entries) - 1, 0))
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if not self.entries:
            self.nothing(painter, "accounts.no-history", top)
            return
        lanes = self._lanes(max(int((self.height() * 0.55 - top - look.px(30)) // look.px(LANE)), 1))
        foot = top + look.px(LANE) * len(lanes)
        first = date.fromisoformat(self.entries[-1].on)
        last = max(self._day, date.fromisoformat(self.entries[0].on))
        axis = Axis(min(first, last - LEAST), last, look.px(PAD + NAMES), self.width() - look.px(PAD + 14))
        paint_axis(painter, look, axis, (top, foot))
        for number, lane in enumerate(lanes):
            y = top + look.px(LANE) * (number + 0.5)
            painter.fillRect(QRectF(axis.left, y, axis.right - axis.left, 1), look.colour("line"))
            self.text(painter, self.line_words(*lane), (look.px(PAD), y - look.px(10)), room=look.px(NAMES - 12))
        for place in (*range(len(self.entries) - 1, -1, -1), self.at):
            each = self.entries[place]
            if (each.ledger, each.line) in lanes:
                y = top + look.px(LANE) * (lanes.index((each.ledger, each.line)) + 0.5)
                self._mark(painter, each, QPointF(axis.x(date.fromisoformat(each.on)), y), chosen=place == self.at)
        self._list(painter, foot + look.px(34))

    def line_words(self, ledger: str, line: int) -> str:
        """A line as people name it."""
        several = len({name for name, _ in self._names}) > 1
        head = f"{ledger[-3:]}/" if several else ""
        name = self.look.say("account.guarantee") if line == GUARANTEE else self._names.get((ledger, line), "")
        return f"{head}{line} {name}"

    def _lanes(self, most: int) -> list[tuple[str, int]]:
        """The lines with the most entries, in the order of their numbers."""
        counts = Counter((each.ledger, each.line) for each in self.entries)
        chosen = self.entries[self.at]
        kept = [lane for lane, _ in counts.most_common(most)]
        if (chosen.ledger, chosen.line) not in kept:
            kept[-1] = (chosen.ledger, chosen.line)
        return sorted(kept)

    def _mark(self, painter: QPainter, each: Entry, at: QPointF, *, chosen: bool) -> None:
        look = self.look
        token, corners = MARKS.get(each.sort, SQUARE)
        painter.setPen(QPen(look.colour("card"), look.px(1)))
        painter.setBrush(look.colour("card" if each.undone else token))
        if each.undone:
            painter.setPen(QPen(look.colour("soft"), look.px(1.4), Qt.PenStyle.DotLine))
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) * look.zoom for x, y in corners]))
        if chosen:
            painter.setPen(QPen(look.colour("ink"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, look.px(13), look.px(13))

    def _list(self, painter: QPainter, top: float) -> None:
        look = self.look
        room = self.height() - top - look.px(34)
        fits = max(int(room // look.px(TALL)), 1)
        first = min(max(self.at - fits // 2, 0), max(len(self.entries) - fits, 0))
        for place, each in enumerate(self.entries[first : first + fits], first):
            if place == self.at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("ground"))
                painter.drawRoundedRect(QRectF(look.px(8), top - look.px(4), self.width() - look.px(16), look.px(TALL - 2)), look.px(7), look.px(7))
            self._entry(painter, each, top)
            top += look.px(TALL)
        words = look.say("accounts.entries-more" if self._more else "accounts.entries", at=self.at + 1, count=len(self.entries))
        self.text(painter, words, (look.px(PAD), self.height() - look.px(30)), style="label")

    def _entry(self, painter: QPainter, each: Entry, top: float) -> None:
        look, x = self.look, float(self.look.px(PAD + 28))
        self._mark(painter, each, QPointF(look.px(PAD + 8), top + look.px(10)), chosen=False)
        figure = f"{amount(each.quantity)} {each.unit}"
        font = look.font(BODY, bold=True)
        said = (each.on, look.say("account.sort." + each.sort), self.line_words(each.ledger, each.line))
        for words, wide in zip(said, COLUMNS, strict=False):
            self.text(painter, words, (x, top), style="soft" if each.undone else "body", room=look.px(wide - 10))
            x += look.px(wide)
        room = width_of(figure, font) + 4
        flow(painter, [Run(figure, font, look.colour("soft" if each.undone else "ink"))], Place(x + look.px(COLUMNS[3] - 24) - room, top, room))
        x += look.px(COLUMNS[3])
        flow(painter, [Run(self._about(each), look.font(LABEL), look.colour("soft"))], Place(x, top + look.px(2), self.width() - x - look.px(PAD + 26)))
        if each.undone:
            paint_mark(painter, look, "bad", QRectF(self.width() - look.px(PAD + 20), top + look.px(1), look.px(18), look.px(18)))

    def _about(self, each: Entry) -> str:
        look = self.look
        kind = "release-list" if each.reference.startswith("FX") else "declaration" if each.reference.isdigit() else ""
        number = codes.group(kind, each.reference)
        here = look.say("accounts.undone" if each.undone else "accounts.here") if each.here else ""
        return "   ".join(part for part in (number, here, each.lease) if part)
