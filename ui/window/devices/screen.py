"""Devices: a row per link and printer at the left, the bench of the chosen one at the right; above them in one line what needs somebody."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.window.devices.bench import Board
from ui.window.devices.rows import Rows
from ui.window.devices.values import Bench, Device
from ui.window.empty import Empty
from ui.window.pieces import Page, Words
from ui.window.theme import Look

SHARE = 11
"""Of twenty parts of the width, the bench's."""


class Devices(Page):
    """Says `opened(name)` for a device to look at, `closed()` when the bench is put away."""

    opened = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.board, self._none = Rows(), Board(), Empty("plug", "device.none")
        self.head = Words("", "head", wrap=True)
        self._devices: tuple[Device, ...] = ()
        self._area, self._bench = _scrolled(self.rows), _scrolled(self.board)
        self._card = QFrame()
        self._card.setObjectName("card")
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self._bench)
        self.board.setObjectName("inner")
        beside = QHBoxLayout()
        beside.setSpacing(14)
        beside.addWidget(self._area, 20 - SHARE)
        beside.addWidget(self._card, SHARE)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 0)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(self._none, 1)
        column.addLayout(beside, 1)
        self._card.hide()
        self.rows.opened.connect(self.opened)
        self.rows.chosen.connect(self._chosen)
        self.show_devices(())

    def dress(self, look: Look) -> None:
        super().dress(look)
        for part in (self.rows, self.board, self._none):
            part.dress(look)
        self._summed()

    def begin(self) -> None:
        """The screen came to the front."""
        self.rows.setFocus()

    @property
    def looking(self) -> bool:
        """Whether the bench is open."""
        return not self._card.isHidden()

    def show_devices(self, devices: tuple[Device, ...]) -> None:
        """One row per link in the order of the settings, then the printers."""
        self._devices = devices
        self._none.setVisible(not devices)
        self._area.setVisible(bool(devices))
        self.head.setVisible(bool(devices))
        self.rows.show_devices(devices)
        self._summed()

    def show_bench(self, bench: Bench | None) -> None:
        """Open the bench, or put it away."""
        another = bench is None or self._card.isHidden()
        self.board.show_bench(bench)
        self._card.setVisible(bench is not None)
        if another:
            self._bench.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._bench.verticalScrollBar() if self.looking else self._area.verticalScrollBar()
        if event.key() == Qt.Key.Key_Escape and self.looking:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() + bar.pageStep() * (1 if event.key() == Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def _chosen(self, name: str) -> None:
        box = self.rows.box_of(name)
        self._area.ensureVisible(box.center().x(), box.center().y(), 0, box.height() // 2 + 8)
        if self.looking:
            self.opened.emit(name)

    def _summed(self) -> None:
        bad = [each.name for each in self._devices if each.bad]
        self.head.style_as("head" if bad else "soft")
        if bad:
            self.head.say("device.need", count=len(bad), names=self.look.say("list.comma").join(bad))
        else:
            self.head.say("device.all-well")


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
