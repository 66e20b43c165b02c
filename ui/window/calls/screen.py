"""Calls: every call that is not closed, the most urgent first; beside it the one under the cursor whole, or the promises kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout

from ui.window.calls.about import About
from ui.window.calls.rows import Rows
from ui.window.empty import Empty
from ui.window.pieces import Page, Words, card
from ui.window.theme import Look
from workstation.calls.kept import Kept
from workstation.desk.calling import Shown


class Calls(Page):
    """Says `picked()` when another call is under the cursor."""

    picked = Signal()

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
        self.rows.picked.connect(self._picked)
        self.show_calls((), 0)

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
        self.rows.setFocus()

    def show_calls(self, calls: Sequence[Shown], now: int) -> None:
        """Every open call as of now (UTC ms), in their order."""
        self._now = now
        self._frame.setVisible(bool(calls))
        self._empty.setVisible(not calls)
        waiting = sum(each.call.answered_at is None for each in calls)
        self._head.say("call.waiting" if calls else "", open=waiting, answered=len(calls) - waiting)
        self.rows.show_calls(calls, now)

    def show_kept(self, kept: Kept | None) -> None:
        """The statistics in the panel, or the call again."""
        self.about.show_kept(kept)

    def _picked(self, number: int) -> None:
        box = self.rows.row(number)
        self._area.ensureVisible(0, box.center().y(), 0, box.height())
        self.about.show_call(self.rows.current, self._now)
        self.picked.emit()
