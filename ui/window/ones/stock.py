"""The stock of seals, painted: each officer's numbers through one shift, from what he began with to what he holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout

from ui.window.empty import Empty
from ui.window.ones.panel import PAD, Panel, cut
from ui.window.paint import Place, Run, flow, width_of
from ui.window.pieces import Page, Words
from ui.window.theme import BODY, LABEL, REASON, Look
from workstation.custody.stock import Line
from workstation.desk.card import Act
from workstation.settings import local_time
from workstation.words import Refused

if TYPE_CHECKING:
    from workstation.desk.ones import Stock

COLUMNS = ("opening", "received", "taken", "handed", "applied", "spoiled", "of_others", "by_others", "closing")
PARTS = {"applied": "ink", "spoiled": "bad", "by_others": "amber", "handed": "soft", "closing": "ok"}
"""What became of what he had -> its colour in the bar, beside its word at the head of the column."""
TALL = 64


class LinesPanel(Panel):
    """One row an officer: his figures, and a bar of what he had, the used part in ink."""

    def __init__(self) -> None:
        super().__init__("stock.lines")
        self._lines: Sequence[Line] = ()
        self.first, self.fits = 0, 1

    def show_lines(self, lines: Sequence[Line]) -> None:
        self._lines, self.first = lines, 0
        self.update()

    def turn(self, pages: int) -> None:
        """Further down or up where there are more officers than fit; from the last to the first again."""
        self.first = (self.first + pages * self.fits) if 0 <= self.first + pages * self.fits < len(self._lines) else 0
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        self._heads(painter, top)
        top += look.px(34)
        lines = self._lines[self.first :]
        self.fits = fits = max(cut(lines, self.height() - top - look.px(8), look.px(TALL), look.px(24)), 1)
        for line in lines[:fits]:
            painter.fillRect(QRectF(look.px(PAD), top - look.px(6), self.width() - look.px(2 * PAD), 1), look.colour("line"))
            self._line(painter, line, top)
            top += look.px(TALL)
        if fits < len(lines):
            self.text(painter, look.say("stock.more", count=len(lines) - fits), (look.px(PAD), top), style="label")
        elif self.first:
            self.text(painter, look.say("stock.before", count=self.first), (look.px(PAD), top), style="label")

    def _right(self, column: int) -> float:
        first = self.look.px(PAD + 96)
        return first + (self.width() - first - self.look.px(PAD)) * (column + 1) / len(COLUMNS)

    def _figure(self, painter: QPainter, words: str, column: int, top: float, run: tuple[int, bool, str]) -> None:
        size, bold, token = run
        font = self.look.font(size, bold=bold)
        wide = min(width_of(words, font) + 4, self._right(1) - self._right(0) - self.look.px(8))
        flow(painter, [Run(words, font, self.look.colour(token))], Place(self._right(column) - wide, top, wide))

    def _heads(self, painter: QPainter, top: float) -> None:
        look = self.look
        for column, name in enumerate(COLUMNS):
            words = look.say("stock." + name)
            self._figure(painter, words, column, top, (LABEL, False, "soft"))
            if name in PARTS:
                left = self._right(column) - min(width_of(words, look.font(LABEL)) + 4, self._right(1) - self._right(0) - look.px(22))
                painter.fillRect(QRectF(left - look.px(13), top + look.px(6), look.px(9), look.px(9)), look.colour(PARTS[name]))

    def _line(self, painter: QPainter, line: Line, top: float) -> None:
        look = self.look
        self.line(painter, line.officer, (look.px(PAD), top), style="value", room=look.px(90))
        for column, name in enumerate(COLUMNS):
            figure, last = int(getattr(line, name)), name == "closing"
            token = "bad_words" if last and figure < 0 else "ink" if figure else "faint"
            self._figure(painter, str(figure), column, top - look.px(4 if last else 0), (REASON - 6 if last else BODY + 1, last, token))
        had = max(line.opening + line.received + line.taken, 1)
        bar = QRectF(look.px(PAD + 96), top + look.px(34), self.width() - look.px(2 * PAD + 96), look.px(8))
        painter.fillRect(bar, look.colour("ground"))
        x = bar.left()
        for name, token in PARTS.items():
            wide = min(bar.width() * max(int(getattr(line, name)), 0) / had, bar.right() - x)
            painter.fillRect(QRectF(x, bar.top(), wide, bar.height()), look.colour(token))
            x += wide


MOST = 6
"""Numbers named in a line above the table."""


def _some(several: Sequence[str]) -> str:
    """The first of them, and how many there are beside."""
    return ", ".join(several[:MOST]) + (f" … +{len(several) - MOST}" if len(several) > MOST else "")


class StockPage(Page):
    """Says `wanted(back)` for the shift so many shifts ago; ↑ ↓ turn shifts, PgUp PgDn officers."""

    wanted = Signal(int)
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.lines = Words("", "head", wrap=True), LinesPanel()
        self.strange, self.lent, self.news = (Words("", "wrong", wrap=True) for _ in range(3))
        self.empty, self._back = Empty("bar", "stock.empty"), 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        for widget, share in ((self.title, 0), (self.news, 0), (self.strange, 0), (self.lent, 0), (self.lines, 1), (self.empty, 1)):
            column.addWidget(widget, share)
        self.forget()

    def dress(self, look: Look) -> None:
        super().dress(look)
        for each in (self.lines, self.empty):
            each.dress(look)

    def begin(self) -> None:
        """The page came to the front."""
        self.setFocus()

    def start(self) -> None:
        """The shift of now."""
        self._back = 0
        self.wanted.emit(0)

    def forget(self) -> None:
        """Show nothing."""
        self._show(shown=False)

    def show_stock(self, stock: "Stock") -> None:
        """The balance of a shift; numbers of nobody's stock, used twice, or spent of another's stand above."""
        spans = [f"{local_time(each):%m-%d %H:%M}" for each in (stock.begins, stock.ends)]
        self.title.say("stock.title", begins=spans[0], ends=spans[1])
        self.lines.show_lines(stock.balance.lines)
        self._show(shown=bool(stock.balance.lines))
        wrong = {name: _some(several) for name, several in (("strange", stock.balance.strange), ("twice", stock.balance.twice)) if several}
        if wrong:
            self.strange.say("stock." + "-".join(wrong), **wrong)
        self.strange.setVisible(bool(wrong))
        lent = [f"{each.number} {each.holder} → {each.officer}" for each in stock.balance.lent]
        if lent:
            self.lent.say("stock.lent", lent=_some(lent))
        self.lent.setVisible(bool(lent))

    def refused(self, refusal: Refused) -> None:
        """Why not."""
        self.news.say(refusal.key, **refusal.values)
        self.news.show()

    def acts(self) -> tuple[Act, ...]:
        """The keys: hand over, receive, spoil, back."""
        return (Act("seal-handover", "F6", recommended=True), Act("seal-stock", "F3"), Act("seal-spoil", "F4"), Act("one-back", "F10"))

    def _show(self, *, shown: bool) -> None:
        for each in (self.news, self.strange, self.lent):
            each.hide()
        self.lines.setVisible(shown)
        self.empty.setVisible(not shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.away.emit()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.lines.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in moves:
            self._back = max(self._back + moves[key], 0)
            self.wanted.emit(self._back)
        else:
            super().keyPressEvent(event)
