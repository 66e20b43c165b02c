"""Opens the window on a data folder: first paint first, then the sign-in, the links and the sounds."""

import importlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

import resources
from ui.bridge import Bridge, Desk, Opener, Reply
from ui.window.accounts.opening import Opening
from ui.window.bar import Top
from ui.window.idle import Idle
from ui.window.lane.turning import Turning
from ui.window.ones.opening import Ones
from ui.window.sweep import Sweep
from ui.window.theme import load_fonts
from ui.window.wedge import Wedge
from ui.window.window import Start, Window
from ui.window.work import Work
from workstation import settings
from workstation.desk.card import Card
from workstation.settings import Settings
from workstation.words import Refused, say

if TYPE_CHECKING:
    from ui.window.gear import Gear
    from ui.window.lane.faces import Faces


EQUIP_AFTER_MS = 120
"""The links come after the first paint: nobody can scan into a window that is not there."""


class Post(QObject):
    """Runs callables in the window's thread, whoever gives them."""

    _given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._given.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, run: Callable[[], None]) -> None:
        self._given.emit(run)

    def _run(self, run: Callable[[], None]) -> None:
        run()


class Opened:
    """A window with all that belongs to it, on one data folder."""

    def __init__(self, folder: Path, lang: str | None, clock: settings.Clock) -> None:
        self.folder, self.clock = folder, clock
        known, refusal = _known(folder)
        self.post = Post()
        self.bridge = Bridge(self.post, self._early)
        chosen = lang or (known.lang if known else "zh")
        start = Start(clock, chosen, known.theme if known else "light", bool(known and known.mute), settings.trial_time() is not None)
        self.window = Window(self.bridge, start)
        self.post.setParent(self.window)
        self.work = Work(self.window, self._opener, self._found)
        self.work.shows.folder = self.work.overlays.tunneling.folder = folder
        self.ones = Ones(self.work)
        self.accounts = Opening(self.work)
        self.turning = Turning(self.work)
        self.wedge = Wedge(self.window)
        self.wedge.scanned.connect(lambda text: self.work.scan(text, "wedge"))
        self.wedge.filled.connect(self.window.typed_in)
        self.idle = Idle(self.window, known.lock_minutes if known else Settings.lock_minutes, self.work.lock)
        self.wedge.touched.connect(self.idle.seen)
        self.work.read.connect(self.idle.seen)
        self.work.signed.connect(self.idle.signed)
        self.work.signed.connect(self.work.photos.signed)
        self.work.answered.connect(self.work.photos.done)
        if known:
            self.window.frame.bar.show_top(Top(known.port, known.lane))
        self.window.signin.begin("", locked=False)
        self.window.show_screen("setup" if refusal and refusal.key == "no-station" else "signin")
        if refusal and refusal.key != "no-station":
            self.window.signin.tell(refusal.key, **refusal.values)
        self.gear: Gear | None = None
        self._faces: Faces | None = None
        self.work.signed.connect(self._beforehand)
        self.sweep = Sweep(lambda: self.bridge.busy, self.window)
        self._closed = False
        if known:
            QTimer.singleShot(EQUIP_AFTER_MS, lambda: self._equip(known))

    def expect(self, officer: str) -> None:
        """Who is about to sign in, or to set the station up: his id need not be typed."""
        if officer and self.window.at == "setup":
            self.window.setup.fields["officer"].setText(officer)
        elif officer:
            self.window.signin.expect(officer)

    def _equip(self, known: settings.Settings) -> None:
        """After the first paint: open the links of the lane; a wrong entry is said and leaves the window usable."""
        from devices.trouble import DeviceTrouble
        from ui.window.gear import Gear

        if self._closed:
            return
        try:
            self.gear = Gear(self.work, self.post, known)
        except (Refused, DeviceTrouble) as refusal:
            self.window.signin.tell(refusal.key, **refusal.values)
        else:
            self.gear.start()
        self.bridge.later(_warm_up, self._warm)

    def _warm(self, _: Reply) -> None:
        if not self._closed:
            self.sweep.start()

    def quiet(self) -> None:
        """Look for new data now instead of at the next quiet moment."""
        if self.gear is not None:
            self.gear.quiet()

    def close(self) -> None:
        """End the links, the printing and the desk's thread."""
        self._closed = True
        if self._faces is not None:
            self._faces.stop()
        self.sweep.stop()
        if self.gear is not None:
            self.gear.close()
        self.work.overlays.tunneling.close()
        self.ones.taking.close()
        self.work.photos.close()
        self.bridge.close()

    def _beforehand(self, signed: bool) -> None:
        """The faces of the lane, painted before the first truck."""
        from ui.window.lane.faces import Faces

        self._faces = self._faces or Faces(lambda: self.bridge.busy, self.window)
        if signed:
            self._faces.begin(self.window.look, self.window.lane.band, self.window.frame.keys)
        else:
            self._faces.stop()

    def _early(self, card: Card) -> None:
        self.work.show_card(card)

    def _opener(self, officer: str, secret: str) -> Opener:
        def make(early: Callable[[Card], None]) -> Desk:
            from workstation.desk import Desk as RealDesk

            return RealDesk.open(self.folder, officer, secret, self.clock, early)

        return make

    def _found(self, given: object) -> object:
        from workstation.desk.station import Founding, found

        made = found(self.folder, Founding(**given), self.clock)  # type: ignore[arg-type]  # a mapping of its four texts
        self.post(lambda: self._equip(made))
        return made


def _warm_up() -> None:
    """While a person types the secret: what the desk will need is imported already."""
    importlib.import_module("workstation.desk.desk")


def _known(folder: Path) -> tuple[settings.Settings | None, Refused | None]:
    """The settings of a station, or why there are none."""
    try:
        return settings.read(folder), None
    except Refused as refusal:
        return None, refusal


def run(folder: Path, lang: str | None = None, officer: str = "", clock: settings.Clock = settings.now) -> int:
    """Open the window and stay until it is closed; `officer` stands at the sign-in already. Returns the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("a Qt application without widgets is running")
    opened = begin(folder, lang, clock)
    opened.expect(officer)
    _one_excepthook(folder, opened.window)
    opened.window.resize(1280, 800)
    opened.window.show()
    QTimer.singleShot(EQUIP_AFTER_MS, lambda: _icon(app))
    try:
        return app.exec()
    finally:
        opened.close()


def _icon(app: QApplication) -> None:
    from PySide6.QtGui import QIcon

    app.setWindowIcon(QIcon(str(resources.folder / "icons" / "port-officer.png")))


def begin(folder: Path, lang: str | None, clock: settings.Clock) -> Opened:
    """The window with its links, not shown yet; a QApplication must be there."""
    load_fonts()
    opened = Opened(folder, lang, clock)
    QApplication.instance().installEventFilter(opened.wedge)  # type: ignore[union-attr]  # the caller made it
    return opened


def _one_excepthook(folder: Path, window: Window) -> None:
    """Bugs end here: a log line, one dialog, and the lane stays open."""
    import logging

    from ui.window import bugs

    log = logging.getLogger("port-officer")
    logs = folder / "logs"
    if logs.is_dir():
        log.addHandler(logging.FileHandler(logs / "window.log", encoding="utf-8"))
    shown = threading.Event()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("%s", bugs.told(error, trace))
        if not shown.is_set():
            from PySide6.QtWidgets import QMessageBox

            shown.set()
            box = QMessageBox(QMessageBox.Icon.Warning, "Port Officer", say("window-bug", window.look.lang, name=kind.__name__), parent=window)
            box.setModal(False)
            box.show()

    sys.excepthook = hook
