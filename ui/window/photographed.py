"""Photos and files named for an act: looked at to the last pixel beside both threads, so that the desk's own need not do it while the lane waits."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.window.aside import Aside

PHOTOS = {"evidence": False, "call-answer": True}
"""Acts that take a file, and whether it must be a photo."""


class Photographed(QObject):
    """Belongs to one window; the acts with a file go in their order."""

    called = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.called.connect(self._call)
        self._aside = Aside(self.called.emit, "photos")

    def close(self) -> None:
        """The window closes."""
        self._aside.close()

    def first(self, asked: Mapping[str, Any], send: Callable[[Mapping[str, Any]], None]) -> None:
        """`send(asked)` once the file of this act was looked at; at once where it has none. What is wrong with the file the desk refuses, by what was seen here."""
        act, file = str(asked.get("act", "")), str(asked.get("file") or "")
        if act in PHOTOS and file:
            self._aside.run(lambda: _look(file, only_photo=PHOTOS[act]), lambda *_: send(asked))
        else:
            send(asked)

    def _call(self, answer: Callable[[], None]) -> None:
        answer()


def _look(file: str, *, only_photo: bool) -> None:
    from workstation.desk import photos

    photos.look(file, only_photo=only_photo)
