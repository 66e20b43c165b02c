"""A window that a script plays on: the demo presses its keys, waits for its cards and takes its pictures."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.bridge import Desk, Reply
from ui.window import app
from workstation.desk.card import Card
from workstation.settings import Clock

HELD_BACK_MS = 60
"""Keys typed by hand are held back by the wedge filter for 40 ms."""


class TooLate(Exception):  # noqa: N818 - what the demo waited for did not come
    """The window did not come to what the script waited for; `what` says it."""


class Stage:
    """One window on a data folder. `shown`: a real screen; else Qt's offscreen platform."""

    def __init__(self, folder: Path, clock: Clock, *, shown: bool, size: tuple[int, int] = (1280, 800)) -> None:
        if not shown:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        self.app = QApplication.instance() or QApplication(["port-officer"])
        self.opened = app.begin(folder, None, clock)
        self.window = self.opened.window
        self.answers: list[tuple[Mapping[str, object], Reply]] = []
        self.opened.work.answered.connect(lambda asked, reply: self.answers.append((asked, reply)))
        self.window.resize(*size)
        self.window.show()
        self.play(50)

    @property
    def card(self) -> Card:
        """What the Lane screen shows."""
        return self.window.lane.card

    def play(self, ms: int) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + ms / 1000
        while time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            time.sleep(0.001)

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
        """Live until something holds; raises TooLate with words."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TooLate(f"{what} (the card: {self.card.state} {self.card.channel} {self.card.waiting} {self.window.notice.words()})")
            self.play(2)

    def sign_in(self, officer: str, secret: str) -> None:
        """Through the sign-in screen."""
        self.window.signin.asked.emit(officer, secret)
        self.until(lambda: self.window.signed_in, f"{officer} signs in")

    def key(self, key: Qt.Key) -> None:
        """Press a key, as a person does."""
        QTest.keyClick(self.window, key)
        self.play(HELD_BACK_MS)

    def function(self, number: int) -> None:
        """Press F`number`."""
        self.key(Qt.Key(Qt.Key.Key_F1 + number - 1))

    def act(self, **fields: object) -> None:
        """An act with its fields, as the side sheet sends it; lives until it is answered."""
        before = len(self.answers)
        self.opened.work.line(fields)
        reply = self.answer(before, f"act {fields}", fields)
        refused = reply.refused or reply.value.refused
        if refused:
            raise TooLate(f"act {fields.get('act')}: {refused}")

    def answer(self, before: int, what: str, asked: Mapping[str, object] = MappingProxyType({})) -> Reply:
        """The first answer of the desk after `before` of them that is to a line with these fields: devices say things of their own, on a busy machine late."""

        def found() -> list[Reply]:
            return [reply for line, reply in self.answers[before:] if asked.items() <= line.items()]

        self.until(lambda: bool(found()), what)
        self.play(3)
        return found()[0]

    def ask(self, what: Callable[[Desk], object]) -> object:
        """Something read from the desk, in its own thread."""
        answered: list[Reply] = []
        self.opened.bridge.read(what, answered.append)
        self.until(lambda: bool(answered), "a read")
        if answered[0].refused is not None:
            raise answered[0].refused
        return answered[0].value

    def picture(self, path: Path) -> None:
        """What the window shows, as a PNG."""
        self.play(30)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(path))

    def stay(self) -> None:
        """Leave the window open to play with."""
        QApplication.exec()

    def close(self) -> None:
        """Close the window and its threads."""
        self.opened.close()
        self.window.close()
        self.play(20)
