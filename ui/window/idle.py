"""Locks a desk that nobody touches: after some minutes without a key, a hand on the mouse or a scan the stores are shut."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Idle(QObject):
    """Calls `lock` once nobody was seen for `minutes`; 0 never locks."""

    def __init__(self, parent: QObject, minutes: int, lock: Callable[[], None]) -> None:
        super().__init__(parent)
        self._here = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(minutes * 60_000)
        self.timer.timeout.connect(lock)

    def seen(self) -> None:
        """Somebody is here."""
        if self._here and self.timer.interval():
            self.timer.start()

    def signed(self, on: bool) -> None:
        """Somebody signed in, or nobody is: then there is nothing to lock."""
        self._here = on
        self.timer.stop()
        self.seen()
