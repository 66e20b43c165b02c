"""The faces of the band painted once where nobody sees them, while nobody waits: the first truck that is held is shown as soon as the tenth."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from ui.window.keys import Keys
from ui.window.lane.band import Band
from ui.window.theme import Look
from workstation.desk.card import Act, Card, Say

_OPEN = "release inspect hold call-open park next"
_STOPPED = "release inspect hold call-open override park next"
FACES = {
    "waiting": ("park", _OPEN),
    "release": ("release", _OPEN),
    "manual": ("inspect", _STOPPED),
    "machine": ("inspect", _STOPPED),
    "released": ("next", "release reprint void slip-confirm park next"),
    "hold": ("hold", _STOPPED),
    "cannot-confirm": ("confirm", "release inspect hold confirm override park next"),
    "not-customs": ("leave", "release inspect hold call-open park leave"),
}
"""The faces a shift sees most, the key each recommends, its line of keys as the desk mostly gives it; a line that differs is painted when it comes."""
KEYS = {
    "release": "F12", "inspect": "F6", "hold": "F7", "call-open": "F8", "confirm": "F8", "override": "F11", "park": "F9", "next": "F10", "leave": "F10",
    "reprint": "F3", "void": "F4", "slip-confirm": "F8",
}
PLATE = "琼A·12345"
"""The big word leaves room for a plate."""
EVERY_MS = 60
"""Between two of them: less than a frame's work each, so that a key is never late for it."""


class Faces(QObject):
    """Paints one face at a time; `busy` says whether a line is being worked now."""

    def __init__(self, busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._busy, self._left = busy, iter(())  # type: Callable[[], bool], Iterator[None]
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._next)

    def begin(self, look: Look, band: Band, keys: Keys) -> None:
        """From now on, in this look and as large as these."""
        self._left = painted(look, band, keys)
        self._timer.start()

    def stop(self) -> None:
        """Nobody is signed in."""
        self._timer.stop()

    def _next(self) -> None:
        if not self._busy() and next(self._left, self) is self:
            self._timer.stop()


def painted(look: Look, band: Band, keys: Keys) -> Iterator[None]:
    """One face or line of keys at each step."""
    face, line = Band(), Keys()
    for widget, shown in ((face, band), (line, keys)):
        widget.dress(look)
        widget.resize(shown.size())
    for name in FACES:
        state = name if name in ("waiting", "released") else "verdict"
        face.show_card(Card(state, plate=PLATE, since=1, channel=name, reasons=(Say("reason.instruction.none"),), acts=acts_of(name)))
        face.grab()
        yield
        line.show_acts(acts_of(name))
        line.grab()
        yield


def acts_of(name: str) -> tuple[Act, ...]:
    """The line of keys under a face."""
    best, line = FACES[name]
    off = {"release", "park", "void"} if name == "released" else {"release"} - {best}
    return tuple(Act(act, KEYS[act], act not in off, act == best) for act in line.split())
