"""Calls: every call that is not closed, the most urgent first; beside it the one under the cursor whole, or the promises kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout

from ui.window.calls.about import About
from ui.window.calls.rows import Rows
from ui.window.empty import Empty
from ui.window.pieces import Page, Words, card
from ui.window.theme import Look
from workstation.calls.kept import Kept
from workstation.desk.calling import Board, Shown


class Calls(Page):
    """Says `picked()` when another call is under the cursor, `turned(-1 or 1)` when the statistics are to show another period, `away` on Esc."""

    picked = Signal()
    away = Signal()
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.about, self._empty = Rows(), About(), Empty("ticked", "call.none")
        self._head, self._now = Words("", "soft"), 0
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.rows)
        self.rows.setObjectName("inner")
        self._frame, column = card(spacing=0, margin=6)
        column.addWidget(self._area)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._head)
        left.addWidget(self._frame, 1)
        left.addWidget(self._empty, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 14, 14, 0)
        row.setSpacing(14)
        row.addLayout(left, 8)
        row.addWidget(self.about, 5)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rows.picked.connect(self._picked)
        self.rows.turned.connect(lambda by: self.turned.emit(by) if self.about.kept is not None else None)
        self.show_board(Board(0))

    @property
    def current(self) -> Shown | None:
        """The call under the cursor."""
        return self.rows.current

    def dress(self, look: Look) -> None:
        super().dress(look)
        for each in (self.rows, self.about, self._empty):
            each.dress(look)

    def begin(self) -> None:
        """The screen came to the front."""
        (self.rows if self._frame.isVisible() else self).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.away.emit()
        else:
            super().keyPressEvent(event)

    def show_board(self, board: Board) -> None:
        """The calls that are not closed as of now, in their order; the head counts all there are, and says when the list shows fewer."""
        calls, self._now = board.calls, board.now
        self._frame.setVisible(bool(calls))
        self._empty.setVisible(not calls)
        self._beside(there=bool(calls))
        if self.hasFocus() or self.rows.hasFocus():
            (self.rows if calls else self).setFocus()
        more = len(calls) < board.waiting + board.answered
        self._head.say(("call.waiting-more" if more else "call.waiting") if calls else "", open=board.waiting, answered=board.answered, shown=len(calls))
        self.rows.show_calls(calls, board.now)

    def show_kept(self, kept: Kept | None) -> None:
        """The statistics in the panel, or the call again."""
        self.about.show_kept(kept)
        self._beside(there=self.rows.current is not None)

    def _beside(self, *, there: bool) -> None:
        """The panel, where it has something to say."""
        self.about.setVisible(there or self.about.kept is not None)

    def _picked(self, number: int) -> None:
        box = self.rows.row(number)
        self._area.ensureVisible(0, box.center().y(), 0, box.height())
        self.about.show_call(self.rows.current, self._now)
        self.picked.emit()
