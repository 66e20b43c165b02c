"""Shift: counts per channel, slips still to be read back, the journal as it grows (SQLite is the model), and handing over."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QLabel, QLineEdit, QListWidget, QTableView, QVBoxLayout

from ui.window.lane.wording import clock_time
from ui.window.pieces import Page, Words
from ui.window.theme import Look

COLUMNS = ("seq", "at", "officer", "kind", "subject")
CHANNELS = ("released", "release", "not-customs", "machine", "manual", "hold", "cannot-confirm")
ACTED = {
    "holds": "hold.placed", "overrides": "verdict.overridden", "confirmed": "fact.confirmed", "inspections": "inspection.opened", "voided": "slip.voided",
}
BATCH = 100
PAUSE_MS = 120
Index = QModelIndex | QPersistentModelIndex


class JournalTable(QAbstractTableModel):
    """The journal, newest first, fetched in batches from the desk's thread as one scrolls; `wanted(before)` asks for more."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Any, ...]] = []
        self._complete, self._asked = True, False
        self._say: Callable[..., str] = lambda key, **_: key

    def dress(self, look: Look) -> None:
        self._say = look.say
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def restart(self) -> None:
        """Forget what was fetched and begin with the newest."""
        self.beginResetModel()
        self._rows, self._complete, self._asked = [], False, False
        self.endResetModel()
        self.fetchMore()

    def add(self, rows: Sequence[Any]) -> None:
        """A batch has arrived: (seq, at, officer, kind, subject) each, as a tuple or a mapping."""
        fresh = [tuple(row[name] for name in COLUMNS) if isinstance(row, dict) else tuple(row) for row in rows]
        self._asked, self._complete = False, len(fresh) < BATCH
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    def canFetchMore(self, _parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's own default
        return not self._complete and not self._asked

    def subject(self, row: int) -> str:
        """What the event of a row is about: a passage's own id where it opened one."""
        told = dict(zip(COLUMNS, self._rows[row], strict=False))
        return str(told["subject"])

    def place(self, seq: int) -> int:
        """The row of an event, -1 where it was not fetched."""
        return next((place for place, row in enumerate(self._rows) if row[0] == seq), -1)

    def seq(self, row: int) -> int:
        """The event of a row."""
        return int(self._rows[row][0])

    def fetchMore(self, _parent: Index = QModelIndex()) -> None:  # noqa: B008 - Qt's own default
        self._asked = True
        self.wanted.emit(int(self._rows[-1][0]) if self._rows else 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        value, name = self._rows[index.row()][index.column()], COLUMNS[index.column()]
        if name == "at":
            return clock_time(int(value), seconds=True)
        return self._say(f"event.{value}") if name == "kind" and self._say(f"event.{value}") != f"event.{value}" else str(value)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._say(f"journal.{COLUMNS[section]}")
        return None


class Shift(Page):
    """Says `slip(number)` to look at an unconfirmed slip."""

    slip = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.journal, self.table, self.slips, self.filter = JournalTable(), QTableView(), QListWidget(), QLineEdit()
        self._counts: dict[str, QLabel] = {}
        self._fresh, self._stood, self._list = False, -1, QObject()
        self._acted = Words("shift.acted", "soft", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        column.addLayout(self._tally())
        column.addWidget(self._acted)
        below = QHBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(Words("shift.unconfirmed", "label"))
        self._none = Words("shift.none", "soft", wrap=True)
        left.addWidget(self._none)
        left.addWidget(self.slips, 1)
        left.addStretch()
        head = QHBoxLayout()
        head.addWidget(Words("shift.journal", "label"), 1)
        head.addWidget(self.filter, 1)
        right.addLayout(head)
        right.addWidget(self.table, 1)
        below.addLayout(left, 2)
        below.addLayout(right, 5)
        column.addLayout(below, 1)
        self._prepare_table()
        self._prepare_filter()
        self.show_counts({})
        self.slips.itemActivated.connect(lambda item: self.slip.emit(item.data(Qt.ItemDataRole.UserRole)))

    def _tally(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for channel in CHANNELS[1:]:
            frame = QFrame()
            frame.setObjectName("card")
            box = QVBoxLayout(frame)
            box.setContentsMargins(16, 10, 16, 12)
            number = QLabel("0")
            number.setObjectName("title")
            words = Words(f"last.{channel}", "label", wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            box.addWidget(words)
            # Between them, so that words and counts of all channels stand on one line each.
            box.addStretch()
            box.addWidget(number)
            self._counts[channel] = number
            row.addWidget(frame)
        return row

    def _prepare_table(self) -> None:
        self.table.setModel(self.journal)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._stands)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)

    def _stands(self, index: Index) -> None:
        if index.isValid():
            self._stood = self.journal.seq(index.row())

    def _prepare_filter(self) -> None:
        """Any letter on this screen narrows the journal, after a short pause; Esc shows all again."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.journal.restart)
        self.filter.textChanged.connect(lambda _: self._pause.start())
        for each in (self.table, self.slips, self.filter):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._list = watched
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self.filter:
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.table.setFocus()
                return True
            return False
        text = event.text()
        if not text.isprintable() or not text.strip() or text == "/" or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        self.filter.setFocus()
        self.filter.insert(text)
        return True

    def show_journal(self, words: str, rows: Sequence[Any]) -> None:
        """A batch of the journal; one that was asked for before other words were typed is dropped."""
        if words == self.filter.text().strip():
            self.journal.add(rows)
            # Back on this screen the cursor stands on its event, wherever that is now.
            if not self.table.currentIndex().isValid() and (row := self.journal.place(self._stood)) >= 0:
                self.table.setCurrentIndex(self.journal.index(row, 0))

    def dress(self, look: Look) -> None:
        super().dress(look)
        self.filter.setPlaceholderText(look.say("shift.filter"))
        self.journal.dress(look)
        self.table.verticalHeader().setDefaultSectionSize(look.px(38))
        for number, wide in enumerate((70, 100, 90, 220)):
            self.table.setColumnWidth(number, look.px(wide))

    def begin(self) -> None:
        """The screen came to the front; what needs somebody first, also when it arrives a moment later."""
        self._fresh = True
        (self.slips if self.slips.count() else self.table).setFocus()

    def about(self) -> str:
        """The passage (or slip) that is meant: of the event under the cursor while the journal has the keyboard, or had it when another screen came, else of the slip."""
        row = self.table.currentIndex().row() if self._list is self.table else -1
        return self.journal.subject(row) if row >= 0 else self.chosen()

    def chosen(self) -> str:
        """The number of the slip under the cursor, or ''."""
        item = self.slips.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def show_counts(self, counts: dict[str, int]) -> None:
        """How many trucks went which way this shift."""
        for channel, label in self._counts.items():
            label.setText(f"{counts.get(channel, 0):,}")
        self._acted.say("shift.acted", **{name: counts.get(kind, 0) for name, kind in ACTED.items()})

    def show_slips(self, slips: Sequence[Any]) -> None:
        """Slips whose paper was not read back yet: .number .plate .at .copy each."""
        self.slips.clear()
        for slip in slips:
            each = slip if isinstance(slip, dict) else {name: getattr(slip, name) for name in ("number", "plate", "at")}
            self.slips.addItem(f"{each['number']}\n{each['plate']} · {clock_time(int(each['at']))}")
            self.slips.item(self.slips.count() - 1).setData(Qt.ItemDataRole.UserRole, each["number"])
        self.slips.setVisible(bool(slips))
        self._none.setVisible(not slips)
        if slips:
            self.slips.setCurrentRow(0)
        if slips and self._fresh and self.table.hasFocus():
            self.slips.setFocus()
        self._fresh = False
