"""Keyboard-wedge scanners: a burst of keys is caught before any widget sees it, first character included; hand typing still arrives, at most 40 ms late."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from shiboken6 import isValid

HELD_MS = 40
"""A key is kept back no longer, unless it stands in a burst that no hand types; and so long a silence ends a burst."""
FAST_MS = 20
"""A burst goes on being kept while its keys come within this on average: scanners need 1 to 15 ms a key, and no hand strikes three keys within 40 ms."""
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
    """One event kept back: where it was going, a copy of it, its character ('' for a release or a terminator), when."""

    target: QObject
    event: QKeyEvent | QInputMethodEvent
    text: str
    at: int


class Wedge(QObject):
    """Event filter of the application; says `scanned(text)`, and `touched()` for every key and click. Everything that is no scan is delivered unchanged and in order.

    `now` gives milliseconds; keys of which no three come within 40 ms are delivered at most `held_ms` late each.
    """

    scanned = Signal(str)
    touched = Signal()

    def __init__(self, parent: QObject | None = None, now: Callable[[], int] | None = None) -> None:
        super().__init__(parent)
        self._held: list[_Held] = []
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
        if self._held and key in _ENDS and len(self._text()) >= LEAST_ENDED and not event.isAutoRepeat():
            self._scan()
            return True
        sign = self._sign(event)
        if event.isAutoRepeat() or not sign:
            self._let_go()
            return False
        self._hold(target, event.clone(), sign)
        return True

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
        if len(commit) >= LEAST_BARE and commit.isascii() and commit.isprintable() and (not length or spent < FAST_MS * len(commit)):
            self._delivering = True
            QCoreApplication.sendEvent(target, QInputMethodEvent())
            self._delivering = False
            self.scanned.emit(commit)
            return True
        self._let_go()
        return False

    def _hold(self, target: QObject, event: QKeyEvent | QInputMethodEvent, text: str) -> None:
        self._held.append(_Held(target, event, text, self.now()))
        self._waited = False
        self._timer.start(max(self.due - self.now(), 0))

    def _text(self) -> str:
        return "".join(held.text for held in self._held)

    def _scan(self) -> None:
        self._timer.stop()
        text = self._text()
        self._held.clear()
        self.scanned.emit(text)

    @property
    def due(self) -> int:
        """When something has to become of what is kept back, by `now`."""
        text, first, silence = self._text(), self._held[0].at, self._held[-1].at + self.held_ms
        return silence if len(text) >= LEAST_BARE else min(silence, first + max(self.held_ms, FAST_MS * len(text)))

    def look(self) -> None:
        """The timer's: a scanner without a terminator has ended, or the first key was a hand's; the keys after it have their own 40 ms."""
        while self._held and self.due <= self.now():
            if self.now() - self.due > LATE_MS and not self._waited:
                self._waited = True
                self._timer.start(0)
                return
            if len(self._text()) >= LEAST_BARE and self._held[-1].at - self._held[0].at <= FAST_MS * len(self._text()):
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
