"""Ship-side pickup of one vessel's call, painted as three columns: stop, lift now, to the yard."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.window.empty import Empty
from ui.window.ones.panel import PAD, Panel
from ui.window.paint import Place, Run, flow, width_of
from ui.window.pieces import Page, Words
from ui.window.shapes import paint_shape
from ui.window.theme import REASON, Look
from workstation import codes
from workstation.custody.board import ORDER, Board, Box
from workstation.desk.card import Act
from workstation.settings import local_time, parse_time
from workstation.words import Refused

SHAPES = {"stop": "octagon", "lift": "tick", "yard": "away"}
TALL = 66
SOUGHT = 4
"""Characters of a container's number at least by which it is sought on the board."""


class ColumnPanel(Panel):
    """One of three: its word and count large, then the containers."""

    def __init__(self, say: str) -> None:
        super().__init__("board.column." + say)
        self._say = say
        self.boxes: Sequence[Box] = ()
        self.first, self.fits, self.last, self.sought = 0, 1, 0, ""

    def show_boxes(self, boxes: Sequence[Box]) -> None:
        self.boxes, self.first, self.sought = boxes, 0, ""
        self.update()

    def seek(self, number: str) -> bool:
        """The container that a number, or the end of one, names comes to the top, framed; says whether it is here."""
        place = next((place for place, box in enumerate(self.boxes) if number and number in box.container), None)
        self.sought = "" if place is None else self.boxes[place].container
        self.first = self.first if place is None else place
        self.update()
        return place is not None

    def turn(self, rows: int) -> None:
        """Further down or up where there are more than fit."""
        self.first = min(max(self.first + rows, 0), self.last)
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        token = {"stop": "bad_words", "lift": "ok", "yard": "ink"}[self._say]
        side = look.px(40)
        paint_shape(painter, SHAPES[self._say], QRectF(look.px(PAD), top, side, side), look.colour(token), look.colour("card"))
        font = look.font(REASON, bold=True)
        flow(painter, [Run(look.say("board.say." + self._say), font, look.colour(token))], Place(look.px(PAD) + side + look.px(12), top, self.width() * 0.6))
        count, ink = str(len(self.boxes)), look.font(REASON, bold=True)
        wide = width_of(count, ink) + 4
        flow(painter, [Run(count, ink, look.colour("ink"))], Place(self.width() - look.px(PAD) - wide, top, wide))
        top += side + look.px(14)
        # At the end the column is still full.
        at_end = int((self.height() - top - look.px(14 + 6)) // look.px(TALL))
        self.last = max(len(self.boxes) - max(at_end, 1), 0) if len(self.boxes) * look.px(TALL) > self.height() - top - look.px(6) else 0
        self.first = min(self.first, self.last)
        boxes = self.boxes[self.first :]
        if not boxes:
            self.nothing(painter, "board.none", top)
            return
        if self.first:
            self.text(painter, look.say("board.before", count=self.first), (look.px(PAD), top - look.px(12)), style="label")
            top += look.px(14)
        self.fits = fits = _fitting(len(boxes), self.height() - top - look.px(6), (look.px(TALL), look.px(24)))
        for box in boxes[:fits]:
            self._box(painter, box, top)
            top += look.px(TALL)
        if fits < len(boxes):
            self.text(painter, look.say("board.more", count=len(boxes) - fits), (look.px(PAD), top), style="label")

    def _box(self, painter: QPainter, box: Box, top: float) -> None:
        look = self.look
        painter.setPen(QPen(look.colour("ink"), look.px(2)) if box.container == self.sought else QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("bad_ground" if self._say == "stop" else "ground"))
        painter.drawRoundedRect(QRectF(look.px(10), top, self.width() - look.px(20), look.px(TALL - 8)), look.px(10), look.px(10))
        left, style = look.px(PAD), "bad" if self._say == "stop" else "soft"
        wide = self.line(painter, codes.group("container", box.container), (left, top + look.px(6)), style="value")
        number, why = self.said(box, style)
        self.line(painter, number, (left + wide + look.px(14), top + look.px(7)), style="body")
        self.line(painter, why, (left, top + look.px(31)), style=style)

    def said(self, box: Box, style: str) -> tuple[str, str]:
        """What stands behind the container, and below it: what a box goes by is never cut, so where the reason is long it goes up."""
        look = self.look
        more = f" · {look.say('board.left-out', count=box.left_out)}" if box.left_out and self._say != "stop" else ""
        whole = look.say("custody.board." + box.reason, number=box.number) + more
        if not box.number or self.has_room(whole, look.px(PAD), style):
            return "", whole
        return box.number, look.say("custody.board." + box.reason, number="").rstrip(" :") + more


def _fitting(many: int, room: float, tall: tuple[float, float]) -> int:
    """How many rows go into the room, with a line for what is left over where not all do; `tall`: of a row, of that line."""
    row, line = tall
    return many if many * row <= room else max(int((room - line) // row), 1)


class BoardPage(Page):
    """Says `wanted(call)`, '' for the calls of this port; ↑ ↓ choose a call, Enter opens it."""

    wanted = Signal(str)
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edit, self.calls, self.news, self.title = QLineEdit(), QListWidget(), Words("", "wrong", wrap=True), Words("", "head", wrap=True)
        self.columns = {say: ColumnPanel(say) for say in ORDER}
        self.empty, self._board, self._offered = Empty("lens", "board.empty"), QWidget(), ()
        self.calls.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column, row, top = QVBoxLayout(self), QHBoxLayout(self._board), QHBoxLayout()
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for each in self.columns.values():
            row.addWidget(each, 1)
        top.addWidget(self.edit, 2)
        top.addWidget(self.title, 5)
        column.addLayout(top)
        for widget, share in ((self.news, 0), (self.calls, 1), (self._board, 1), (self.empty, 1)):
            column.addWidget(widget, share)
        self.edit.returnPressed.connect(self._entered)
        self.edit.installEventFilter(self)
        self.forget()

    def dress(self, look: Look) -> None:
        super().dress(look)
        self.empty.dress(look)
        for each in self.columns.values():
            each.dress(look)
        self.edit.setPlaceholderText(look.say("board.place"))

    def begin(self) -> None:
        """The page came to the front."""
        self.edit.setFocus()

    def start(self) -> None:
        """Ask for the calls of this port."""
        self.forget()
        self.wanted.emit("")

    def forget(self) -> None:
        """Show nothing."""
        self.edit.clear()
        self.title.say("")
        self._front(self.empty)

    def show_calls(self, calls: Sequence[object]) -> None:
        """The calls that may be opened; none says so."""
        self.calls.clear()
        for each in calls:
            call, name, arrives = (getattr(each, field) for field in ("call", "name", "arrives"))
            item = QListWidgetItem(f"{call}    {name}    {local_time(arrives):%m-%d %H:%M}")
            item.setData(Qt.ItemDataRole.UserRole, call)
            self.calls.addItem(item)
        self.calls.setCurrentRow(0)
        self._front(self.calls if calls else self.empty)

    def show_board(self, board: Board) -> None:
        """The containers of a call under their words; what is typed next is a container sought there."""
        self.edit.clear()
        self.title.say("board.title", name=board.name or board.imo, call=board.call, at=f"{local_time(parse_time(board.arrives)):%m-%d %H:%M}")
        for say, panel in self.columns.items():
            panel.show_boxes([box for box in board.boxes if box.say == say])
        self._front(self._board)
        if board.stale:
            self.news.say("board.stale", tables=", ".join(self.look.say("table." + name) for name in board.stale))
        elif board.left_out:
            self.news.say("board.looked-since", day=f"{local_time(board.since):%Y-%m-%d}", count=board.left_out)
        self.news.setVisible(bool(board.stale or board.left_out))

    def sought(self) -> str:
        """The container that was sought on the board and stands framed there, '' for none."""
        return next((panel.sought for panel in self.columns.values() if panel.sought), "") if self._board.isVisible() else ""

    def refused(self, refusal: Refused) -> None:
        """Why not."""
        self.news.say(refusal.key, **refusal.values)
        self.news.show()

    def acts(self) -> tuple[Act, ...]:
        """The keys."""
        return (Act("one-calls", "F3"), Act("one-back", "F10"))

    def press(self, _what: str) -> None:
        """The calls again."""
        self.start()

    def _front(self, shown: QWidget) -> None:
        self.news.hide()
        for each in (self.calls, self._board, self.empty):
            each.setVisible(each is shown)

    def _entered(self) -> None:
        sought = "".join(self.edit.text().upper().split())
        if self._board.isVisible() and len(sought) >= SOUGHT and [panel.seek(sought) for panel in self.columns.values()].count(True):
            self.edit.selectAll()
            return
        item = self.calls.currentItem() if self.calls.isVisible() else None
        if call := self.edit.text().strip() or (str(item.data(Qt.ItemDataRole.UserRole)) if item else ""):
            self.wanted.emit(call)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.away.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in moves:
            return False
        key = Qt.Key(event.key())
        step, whole = moves[key], key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
        if self.calls.isVisible() and self.calls.count():
            self.calls.setCurrentRow((self.calls.currentRow() + step) % self.calls.count())
        else:
            for panel in self.columns.values():
                panel.turn(step * max(panel.fits, 1) if whole else step)
        return True
