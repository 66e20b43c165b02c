"""Keyboard-wedge scanners: a burst of keys is caught before any widget sees it, first character included; hand typing still arrives, at most 40 ms late; hidden fields keep theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from shiboken6 import isValid

from ui.window.hidden import by_machine, chosen_whole, keeps

HELD_MS = 40
"""A key is kept back no longer, unless it stands in a burst that no hand types; and so long a silence ends a burst. The slowest scanners need 35 ms a key."""
FAST_MS = 20
"""A burst goes on being kept while its keys come within this on average: no hand strikes three keys within 40 ms. A slower one is told from a hand by its keys:
a scanner lets each go before the next, while keys that a hand strikes within 40 ms of each other overlap, for a finger stays down longer than that."""
DOWN_MS = 250
"""A key whose release never came (the focus went elsewhere) is up by then."""
LEAST_ENDED, LEAST_BARE = 4, 8
"""Characters that make a burst a scan: with a terminator after them, and without one. So many fast ones can only come from a machine, which may also pause."""
LATE_MS = 8
"""A look that comes this late found the window busy: keys struck meanwhile are still on their way and are taken first."""
_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
_SEPARATORS: dict[int, str] = {Qt.Key.Key_Backslash: "\x1c", Qt.Key.Key_BracketRight: "\x1d", Qt.Key.Key_AsciiCircum: "\x1e", Qt.Key.Key_Underscore: "\x1f"}
_HANDS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress}
_SILENT = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock}


@dataclass(frozen=True)
class _Held:
    """One event kept back: where it was going, a copy of it, its character ('' for a release or a terminator), when; `rolled`: struck while another key was down."""

    target: QObject
    event: QKeyEvent | QInputMethodEvent
    text: str
    at: int
    rolled: bool = False


class Wedge(QObject):
    """Event filter of the application; says `scanned(text)`, and `touched()` for every key and click. Everything that is no scan is delivered unchanged and in order.

    `filled()`: a machine typed into a hidden field. It may be a secret or any label: it stays there, selected, and the Enter or Tab after it is not sent on.

    `now` gives milliseconds. A key that a hand strikes is delivered at most `held_ms` late: it is still down then, or no other one came.
    """

    scanned = Signal(str)
    touched = Signal()
    filled = Signal()

    def __init__(self, parent: QObject | None = None, now: Callable[[], int] | None = None) -> None:
        super().__init__(parent)
        self._held: list[_Held] = []
        self._down: dict[int, int] = {}
        self._delivering = self._waited = False
        clock = QElapsedTimer()
        clock.start()
        self.now = now or clock.elapsed
        self.held_ms = HELD_MS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)
        self._preedit_from = 0
        self._preedit = 0

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """True keeps an event back."""
        if self._delivering:
            return False
        sort = event.type()
        if sort in _HANDS:
            self.touched.emit()
        if sort == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(target, event)
        if sort == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._release(target, event)
        if sort == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._composed(target, event)
        return False

    def _press(self, target: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _SILENT:
            return False
        rolled = self._pressed(event)
        if self._held and key in _ENDS and len(self._text()) >= LEAST_ENDED and not event.isAutoRepeat():
            return self._scan()
        sign = self._sign(event)
        if event.isAutoRepeat() or not sign:
            self._let_go()
            return False
        self._hold(target, event.clone(), sign, rolled=rolled)
        return True

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether another key is down at this moment. By place on the keyboard: with Shift let go first, the release of `!` is one of `1`."""
        now, place = self.now(), event.nativeScanCode() or event.key()
        others = any(now - at < DOWN_MS for each, at in self._down.items() if each != place)
        self._down = {each: at for each, at in self._down.items() if now - at < DOWN_MS} | {place: now}
        return others

    def _sign(self, event: QKeyEvent) -> str:
        """The character a key can add to a scan: a printable one, or a separator inside a burst (scanners send GS as Ctrl+]); '' for any other key."""
        text, modifiers = event.text(), event.modifiers()
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            composed = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            if modifiers & composed == composed and text.isprintable():
                return text  # AltGr on some layouts
            return _SEPARATORS.get(event.key(), "") if self._held else ""
        return text if event.key() not in _ENDS and text.isprintable() else ""

    def _release(self, target: QObject, event: QKeyEvent) -> bool:
        self._down.pop(event.nativeScanCode() or event.key(), None)
        if not self._held or event.key() in _SILENT:
            return False
        self._held.append(_Held(target, event.clone(), "", self._held[-1].at))
        return True

    def _composed(self, target: QObject, event: QInputMethodEvent) -> bool:
        """An input method hands characters over one by one, or a whole composition at once."""
        commit, now = event.commitString(), self.now()
        grown = len(event.preeditString())
        if not commit:
            if grown <= 1 or grown < self._preedit:
                self._preedit_from = now
            self._preedit = grown
            return False
        spent, length, self._preedit = now - self._preedit_from, self._preedit, 0
        if len(commit) == 1 and commit.isascii() and commit.isprintable() and not length:
            self._hold(target, event.clone(), commit)
            return True
        if len(commit) >= LEAST_BARE and not keeps(commit) and commit.isascii() and commit.isprintable() and (not length or spent < HELD_MS * len(commit)):
            self._delivering = True
            QCoreApplication.sendEvent(target, QInputMethodEvent())
            self._delivering = False
            self.scanned.emit(commit)
            return True
        self._let_go()
        return False

    def _hold(self, target: QObject, event: QKeyEvent | QInputMethodEvent, text: str, *, rolled: bool = False) -> None:
        self._held.append(_Held(target, event, text, self.now(), rolled))
        self._waited = False
        self._timer.start(max(self.due - self.now(), 0))

    def _text(self) -> str:
        return "".join(held.text for held in self._held)

    def _scan(self) -> bool:
        """Whether the key after it is spent: what a hidden field keeps is delivered there, and that key too unless a machine typed it."""
        self._timer.stop()
        text = self._text()
        if keeps(text):
            machine = by_machine([each.event.timestamp() if isinstance(each.event, QKeyEvent) else 0 for each in self._held if each.text])
            self._let_go()
            if machine:
                chosen_whole()
                self.filled.emit()
            return machine
        self._held.clear()
        self.scanned.emit(text)
        return True

    @property
    def due(self) -> int:
        """When something has to become of what is kept back, by `now`."""
        text, first, last = self._text(), self._held[0].at, self._held[-1].at
        # Four keys one by one, 40 ms apart at most, are no hand's: a slow scanner may stumble once in a while.
        slow = self._one_by_one and len(text) >= LEAST_ENDED and last - first > FAST_MS * len(text)
        silence = last + (self.held_ms * 3 // 2 if slow else self.held_ms)
        if len(text) >= LEAST_BARE:
            return silence
        least = first + max(self.held_ms, FAST_MS * len(text))
        return min(silence, max(least, last + self._next) if self._one_by_one else least)

    @property
    def _next(self) -> int:
        """How long after the last key the next one may come: scanners are regular, so little later than the widest gap so far; 0 while there is none."""
        struck = [held.at for held in self._held if held.text]
        return 2 * max(after - before for before, after in pairwise(struck)) + LATE_MS if len(struck) > 1 else 0

    @property
    def _one_by_one(self) -> bool:
        """Whether each key was let go before the next was struck, as a scanner does it."""
        return not any(held.rolled for held in self._held)

    def look(self) -> None:
        """The timer's: a scanner without a terminator has ended, or the first key was a hand's; the keys after it have their own 40 ms."""
        while self._held and self.due <= self.now():
            if self.now() - self.due > LATE_MS and not self._waited:
                self._waited = True
                self._timer.start(0)
                return
            if len(self._text()) >= LEAST_BARE and (self._one_by_one or self._held[-1].at - self._held[0].at <= FAST_MS * len(self._text())):
                self._scan()
                return
            self._deliver(next((at for at, each in enumerate(self._held) if at and each.text), len(self._held)))
        if self._held:
            self._timer.start(self.due - self.now())

    def _let_go(self) -> None:
        """Deliver what was kept back, in order, where it was going."""
        self._timer.stop()
        self._deliver(len(self._held))

    def _deliver(self, count: int) -> None:
        """The first so many events."""
        held, self._held = self._held[:count], self._held[count:]
        self._delivering = True
        for each in held:
            target = each.target if isValid(each.target) else QGuiApplication.focusObject()
            if target is not None:
                QCoreApplication.sendEvent(target, each.event)
        self._delivering = False
