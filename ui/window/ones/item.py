"""The page of one item: its timeline, what of it cannot be, the steps in words; beside it one document, one box, one lock."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from ui.window.empty import Empty
from ui.window.ones import placing
from ui.window.ones.clashes import Clashes
from ui.window.ones.head import Head
from ui.window.ones.headed import headed
from ui.window.ones.legs import BoxPanel, DocumentPanel, LockPanel
from ui.window.ones.timeline import Timeline
from ui.window.pieces import Page, Words
from ui.window.theme import Look
from workstation.custody.chain import Chain
from workstation.custody.shown import step_said
from workstation.custody.values import Step, where
from workstation.desk.card import Act
from workstation.words import Refused

VIEWS = ("chain", "document", "box", "lock")


class ItemPage(Page):
    """Says `wanted(text)` for another item and `away` on Esc; ↑ ↓ move over the steps, PgUp PgDn over what cannot be."""

    wanted = Signal(str)
    away = Signal()
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chain: Chain | None = None
        self.view, self.items = "chain", tuple[str, ...]()
        self.edit, self.head, self.news = QLineEdit(), Head(), Words("", "wrong", wrap=True)
        self.timeline, self.clashes, self.list = Timeline(), Clashes(), QListWidget()
        self.document, self.box, self.lock, self.empty = DocumentPanel(), BoxPanel(), LockPanel(), Empty("lens", "custody.empty")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.edit.installEventFilter(self)
        self.edit.returnPressed.connect(self._entered)
        self.list.currentRowChanged.connect(self._chosen)
        self.stack = QStackedWidget()
        self.whole = self._whole()
        for each in (self.empty, self.whole, self.document, self.box, self.lock):
            self.stack.addWidget(each)
        column, top = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(14, 14, 14, 0)
        column.setSpacing(12)
        top.setSpacing(12)
        top.addWidget(self.edit, 2)
        top.addWidget(self.head, 5)
        column.addLayout(top)
        column.addWidget(self.news)
        column.addWidget(self.stack, 1)
        self.news.hide()

    def _whole(self) -> QWidget:
        page, low = QWidget(), QHBoxLayout()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        low.setSpacing(12)
        low.addWidget(self.clashes, 1)
        low.addWidget(self.list, 1)
        column.addWidget(self.timeline, 5)
        column.addLayout(low, 4)
        return page

    def dress(self, look: Look) -> None:
        super().dress(look)
        for each in (self.head, self.timeline, self.clashes, self.document, self.box, self.lock, self.empty):
            each.dress(look)
        self.head.setFixedHeight(look.px(64))
        self.edit.setFixedHeight(look.px(64))
        self.edit.setPlaceholderText(look.say("custody.place"))
        self._list()

    def begin(self) -> None:
        """The page came to the front."""
        self.edit.setFocus()
        self.edit.selectAll()

    def ask(self, items: Sequence[str]) -> None:
        """The items of a truck, the one that matters first; '' and nothing to open an empty page."""
        self.items = tuple(items)
        if self.items:
            self._want(self.items[0])
        else:
            self.edit.clear()
            self.forget()

    def next_item(self) -> None:
        """The next item of the same truck."""
        if len(self.items) > 1:
            self.items = (*self.items[1:], self.items[0])
            self._want(self.items[0])

    def forget(self) -> None:
        """Show nothing."""
        self.chain = None
        self.head.show_said(None)
        self.stack.setCurrentWidget(self.empty)
        self.news.hide()

    def show_chain(self, chain: Chain) -> None:
        """What was found."""
        self.chain = chain
        self.news.hide()
        self.head.show_said(partial(headed, chain, self.items))
        self.timeline.show_chain(chain.steps, chain.clashes, was_there=chain.kind not in ("vehicle", "trailer"))
        self.clashes.show_chain(chain)
        self.document.show_document(chain.document, chain.value)
        self.box.show_chain(chain)
        self.lock.show_chain(chain)
        self._list()
        self.turn("chain" if chain.steps else "document" if chain.document else "lock" if chain.routes else "chain")

    def refused(self, refusal: Refused) -> None:
        """Why nothing can be shown."""
        self.forget()
        self.news.say(refusal.key, **refusal.values)
        self.news.show()

    def turn(self, view: str) -> None:
        """Another view of the same item."""
        self.view = view
        pages: dict[str, QWidget] = dict(zip(VIEWS, (self.whole, self.document, self.box, self.lock), strict=True))
        self.stack.setCurrentWidget(pages[view] if self.chain else self.empty)
        self.turned.emit()

    def acts(self) -> tuple[Act, ...]:
        """The keys: the views that this item has, the boards, back."""
        chain = self.chain
        has = {"chain": bool(chain), "document": bool(chain and chain.document), "box": bool(chain and chain.box), "lock": bool(chain and chain.lock)}
        keys = zip(VIEWS, ("F3", "F4", "F6", "F7"), strict=True)
        views = tuple(Act(f"one-{name}", key, has[name], self.view == name) for name, key in keys)
        return (*views, Act("one-board", "F8"), Act("one-stock", "F9"), Act("journal-take", "F12"), Act("one-back", "F10"))

    def _list(self) -> None:
        chain = self.chain
        steps = placing.steps_of(chain.steps, chain.clashes) if chain else ()
        at = self.timeline.at
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([self._words(step) for step in steps])
        self.list.setCurrentRow(min(at, len(steps) - 1))
        self.list.blockSignals(False)

    def _words(self, step: Step) -> str:
        return f"{where(step)}   {step_said(step, self.look.lang)}   {step.officer}"

    def _want(self, text: str) -> None:
        self.edit.setText(text)
        self.edit.selectAll()
        self.wanted.emit(text)

    def _entered(self) -> None:
        if text := self.edit.text().strip():
            # The next number is typed in its place.
            self.edit.selectAll()
            self.wanted.emit(text)

    def _chosen(self, row: int) -> None:
        """The step the cursor came to, and the clash that names it."""
        self.timeline.choose(row)
        stamp = self.timeline.steps[row].stamp if 0 <= row < len(self.timeline.steps) else None
        named = [number for number, clash in enumerate(self.chain.clashes if self.chain else ()) if stamp in (clash.first.stamp, clash.second.stamp)]
        if self.clashes.at not in named:
            self.clashes.choose(named[0] if named else -1)

    def _next_clash(self, step: int) -> None:
        """To the later event of the next clash, or of the one before."""
        clashes = self.chain.clashes if self.chain else ()
        if clashes:
            number = (max(self.clashes.at, 0 if step < 0 else -1) + step) % len(clashes)
            self.clashes.choose(number)
            self.list.setCurrentRow([each.stamp for each in self.timeline.steps].index(clashes[number].second.stamp))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.away.emit()
        elif event.text() and event.text().isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.edit.setFocus()
            self.edit.setText(event.text())
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        moves, turns = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}, {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in moves | turns or not self.list.count():
            return False
        key = Qt.Key(event.key())
        if key in turns:
            self._next_clash(turns[key])
        else:
            self.list.setCurrentRow((self.list.currentRow() + moves[key]) % self.list.count())
        return True
