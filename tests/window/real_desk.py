"""A window on a real station of the yard, worked as a person works it: keys, scans, looks; nothing is called that a key does not reach."""

from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.yard import NOW, Yard, rows, secret
from ui.window.app import Opened
from ui.window.wedge import HELD_MS
from workstation import settings

SECONDS, QUICK_MS, KEY_MS = 8_000, 8, 5
HOUR = 3_600_000


class Hands:
    """Two hands and two eyes at one window."""

    def __init__(self, qtbot, opened):
        self.qtbot, self.opened, self.window = qtbot, opened, opened.window

    @property
    def card(self):
        return self.window.lane.card

    def until(self, holds):
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=SECONDS)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        """One key, delivered: the wedge filter has let go of what it held."""
        QTest.keyClick(self.window.windowHandle(), key, modifier)
        self.until(lambda: not self.opened.wedge._held)

    def keys(self, *several):
        for each in several:
            self.key(each)

    def type(self, text):
        """By hand, slower than any scanner; what a keyboard has no key for comes composed."""
        for sign in text:
            if sign.isascii():
                self.key(sign)
            else:
                event = QInputMethodEvent()
                event.setCommitString(sign)
                QApplication.sendEvent(self.window.focusWidget(), event)

    def enter(self, text=""):
        self.type(text)
        self.key(Qt.Key.Key_Return)

    def wedge(self, text):
        """A keyboard-wedge scanner of 5 ms a key, by a clock of its own: a busy machine may be slow to deliver."""
        wedge = self.opened.wedge
        real, at, wedge.held_ms = wedge.now, wedge.now(), HELD_MS
        wedge.now = lambda: at
        for sign in (*text, Qt.Key.Key_Return):
            at += KEY_MS
            QTest.keyClick(self.window.windowHandle(), sign)
        wedge.now, wedge.held_ms = real, QUICK_MS

    def typed(self, text):
        """Through the type line."""
        self.key("/")
        self.enter(text)

    def sign_in(self, officer):
        self.window.signin.officer.setFocus()
        self.window.signin.officer.selectAll()
        self.enter(officer)
        self.enter(secret(officer))
        self.until(lambda: self.window.signed_in)

    def part(self, name):
        return [row for row in self.card.rows if row.part == name and row.value]


@contextmanager
def at_the_desk(qapp, qtbot, folder, tables=None, officer="N1", *, known=None, **label):
    """A window, signed in, on a fresh station with the yard's rows; `known`: settings other than the usual ones."""
    yard = Yard(folder, rows() if tables is None else tables, **label)
    yard.close()
    if known:
        settings.write(yard.folder, replace(settings.read(yard.folder), **known))
    opened = Opened(yard.folder, "zh", yard.clock)
    qapp.installEventFilter(opened.wedge)
    # These hands type as slowly as a person by waiting for each key; a shorter silence only makes the test quicker.
    opened.wedge.held_ms = QUICK_MS
    opened.window.show()
    qtbot.waitExposed(opened.window)
    hands = Hands(qtbot, opened)
    hands.yard = yard
    try:
        if officer:
            hands.sign_in(officer)
        # The first look for a sound server may stand between two keys of a burst that a test sends without a queue.
        hands.until(lambda: opened.window.sounds.working is not None and opened.window.pages.made("cover"))
        yield hands
    finally:
        qapp.removeEventFilter(opened.wedge)
        opened.close()
        opened.window.close()
        # Destroyed here and now: left to the garbage collector, a window may die in the thread of a later test's desk.
        opened.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


__all__ = ["HOUR", "NOW", "Hands", "at_the_desk"]
