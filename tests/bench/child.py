"""What needs a process of its own: `python -m tests.bench.child empty|start|memory|belt …` prints one JSON line with moments (monotonic ns) and bytes."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

IDLE_MS = 600
"""A person needs longer than this to type a secret; the links are open and the imports made by then."""


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


def resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)


def empty(_: list[str]) -> None:
    """Import QtWidgets, show an empty window."""
    from PySide6.QtCore import QEvent, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Empty(QWidget):
        def event(self, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, self.tell_painted)
            return super().event(event)

        def tell_painted(self) -> None:
            painted = time.monotonic_ns()
            say(painted=painted, resident=resident())
            QApplication.exit()

    app = QApplication([])
    window = Empty()
    window.resize(1280, 800)
    window.show()
    app.exec()
    os._exit(0)


def start(words: list[str]) -> None:
    """The program as it is called, until its sign-in is painted; then the key derivation alone, and the sign-in until the lane is painted."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtGui import QShowEvent

    import ui.command
    from ui.window import app as windows
    from ui.window.window import Window

    told: dict[str, int] = {}

    class Started(Window):
        painted = 0

        def showEvent(self, event: QShowEvent) -> None:
            super().showEvent(event)
            # The frame covers the window, so only what stands in it is painted.
            self.signin.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not self.painted:
                QTimer.singleShot(0, self.tell_painted)
            return super().eventFilter(watched, event)

        def tell_painted(self) -> None:
            if not self.painted:
                self.painted = told["painted"] = time.monotonic_ns()
                QTimer.singleShot(IDLE_MS, lambda: sign_in(opened[0], told))

    opened: list[windows.Opened] = []
    begin = windows.begin

    def begun(*given: object) -> windows.Opened:
        opened.append(begin(*given))
        return opened[0]

    windows.Window, windows.begin = Started, begun
    sys.exit(ui.command.main(["--data", words[0]]))


def sign_in(opened: object, told: dict[str, int]) -> None:
    """From the secret to the lane."""
    from argon2.low_level import Type, hash_secret_raw
    from PySide6.QtCore import QTimer

    from tests.bench.ground import OFFICER, SECRET
    from workstation.journal import vault

    began = time.monotonic_ns()
    hash_secret_raw(SECRET.encode(), b"0" * 16, vault.COST["t"], vault.COST["m"], vault.COST["p"], 32, Type.ID)
    told["argon2"] = time.monotonic_ns() - began
    began = time.monotonic_ns()

    def entered() -> None:
        # Once more round the loop, after everything that waits is painted.
        opened.window.repaint()
        told["lane"] = time.monotonic_ns() - began
        say(**told)
        os._exit(0)

    def look() -> None:
        QTimer.singleShot(0, entered if opened.window.signed_in else look)

    opened.work.sign_in(OFFICER, SECRET)
    QTimer.singleShot(0, look)


def memory(words: list[str]) -> None:
    """Resident bytes at the lane screen, and after so many scans: `memory FOLDER SIZE NOW SCANS…`."""
    from PySide6.QtWidgets import QApplication

    from tests.bench.ground import Ground
    from tests.bench.screen import close_lane, open_lane

    here = Ground(Path(words[0]), int(words[1]), int(words[2]))
    held = QApplication([])
    lane = open_lane(here, here.folder)
    told = {"shown": resident()}
    marks, scans = [int(word) for word in words[3:]], 0
    lines = forever(here)
    while marks:
        asked = next(lines)
        if asked.get("act") == "release" and lane.window.lane.card.channel != "release":
            continue
        if "verdict" in asked:
            asked["verdict"] = lane.window.lane.card.verdict
        lane.line(asked)
        scans += "act" not in asked
        if scans == marks[0]:
            told[str(marks.pop(0))] = resident()
    say(**told)
    close_lane(lane)
    del held


def forever(here: object):
    """The lines of all trucks again and again, each truck released where it may be."""
    while True:
        for script in here.scripts():
            yield from (dict(line) for line in script.lines)
            yield {"act": "release", "verdict": None}
            yield {"act": "next"}


def belt(words: list[str]) -> None:
    """Parcels through the desk: `belt FOLDER NOW PARCELS`."""
    from tests.bench.belt import work

    say(**work(words))


WAYS: dict[str, Callable[[list[str]], None]] = {"empty": empty, "start": start, "memory": memory, "belt": belt}

if __name__ == "__main__":
    WAYS[sys.argv[1]](sys.argv[2:])
