"""Cyclic garbage goes between lines and in the window's thread: elsewhere it could end Qt objects in the desk's thread, or hold up a scan."""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2000
THOROUGH = 15
"""Each so many times everything young and old is looked through; between, only the young."""
PATIENCE = 10
"""A lane that is busy for so many looks is not waited for any longer."""


class Sweep(QObject):
    """Stops Python's own collections from `start` to `stop`; `busy` says whether a line is being worked now."""

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy, self._looks, self._put_off = busy, 0, 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """What is there now, modules above all, stays until the end and is not looked through again."""
        gc.collect()
        gc.freeze()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """As Python does by itself."""
        if self._timer.isActive():
            self._timer.stop()
            gc.unfreeze()
            gc.enable()

    def look(self) -> None:
        """Collect, unless a line is being worked."""
        if self._busy() and self._put_off < PATIENCE:
            self._put_off += 1
            return
        self._put_off = 0
        self._looks += 1
        gc.collect(2 if self._looks % THOROUGH == 0 else 1)
