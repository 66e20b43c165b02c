"""The window: frame, screens and overlays put together; keys and scans become wishes, answers become pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.window.bar import Lamp
from ui.window.frame import Frame
from ui.window.lying import Lying
from ui.window.notice import Notice
from ui.window.pages import BEFORE, OVER
from ui.window.pages import SCREENS as MADE
from ui.window.qss import sheet as style_sheet
from ui.window.rail import SCREENS
from ui.window.sounds import Sounds
from ui.window.theme import THEMES, Look, zoom_for
from ui.window.typeline import TypeLine
from workstation.desk.card import Say
from workstation.settings import Clock

if TYPE_CHECKING:
    from ui.window.ask import Sheet
    from ui.window.devices.screen import Devices
    from ui.window.find import Find
    from ui.window.inspect import Inspect
    from ui.window.lane.screen import Lane
    from ui.window.preview import Preview
    from ui.window.setup import SetUp
    from ui.window.shift import Shift
    from ui.window.signin import SignIn

TABLE = {**MADE, **OVER}
SOUNDS_AFTER_MS = 300


@dataclass(frozen=True)
class Start:
    """What the window begins with: language, theme, clock, whether to mute, whether the clock is a trial's."""

    clock: Clock
    lang: str = "zh"
    theme: str = "light"
    mute: bool = False
    trial: bool = False


class Window(QWidget):
    """Shows and says; what the wishes mean is in `Work`, which connects these signals to the bridge."""

    act = Signal(str)
    scan = Signal(str, str)
    shown = Signal(str)
    locking = Signal()
    preview = Signal()
    signin: "SignIn"
    setup: "SetUp"
    lane: "Lane"
    inspect: "Inspect"
    shift: "Shift"
    devices: "Devices"
    sheet: "Sheet"
    cover: "Preview"

    def __init__(self, bridge: Bridge, start: Start) -> None:
        super().__init__()
        self.bridge, self.clock = bridge, start.clock
        self.look = Look(THEMES[start.theme], start.lang)
        self.signed_in, self.at, self.lamps = False, "signin", tuple[Lamp, ...]()
        self._counts: dict[str, int] = {}
        self._banners: dict[str, tuple[tuple[str, object], ...]] = {"banner.trial": ()} if start.trial else {}
        self.frame = Frame()
        self.pages = self.frame.pages
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.typeline, self.notice, self.sounds = TypeLine(self), Notice(self.frame.stack), Sounds(self)
        self.lying = Lying(self)
        self._connect()
        self._shortcuts()
        if start.mute:
            self.toggle_mute()
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(lambda: self.frame.tick(self.clock()))
        self._timer.start()
        self.setMinimumSize(800, 500)
        self.setWindowTitle("Port Officer")
        self.resize(1280, 800)
        self.dress()

    def __getattr__(self, name: str) -> Any:
        """A screen or overlay declared above: made when somebody first asks for it."""
        if name in TABLE:
            return self.pages.get(name)
        raise AttributeError(name)

    @property
    def find(self) -> "Find":  # type: ignore[override]  # QWidget.find(id) is not used here; the screen is called Find
        """The Find screen."""
        find: Find = self.pages.get("find")
        return find

    def _connect(self) -> None:
        self.frame.rail.wanted.connect(self.show_screen)
        self.frame.rail.switched.connect(self._switch)
        self.frame.keys.pressed.connect(self.act)
        self.frame.keys.refused.connect(lambda _: self.sounds.play("unusable"))
        self.frame.keys.typing.connect(self.type)
        self.typeline.sent.connect(lambda text: self.scan.emit(text, "typed"))
        self.typeline.away.connect(self._typed_away)
        self.pages.when("sheet", self._connect_sheet)
        self.pages.when("cover", lambda cover: cover.away.connect(self.focus_screen))
        self.pages.when("lane", lambda lane: lane.setFocusPolicy(Qt.FocusPolicy.StrongFocus))
        self.typeline.edit.textChanged.connect(lambda _: QTimer.singleShot(60, self.lying.place))
        self.notice.changed.connect(self._make_room)

    def _connect_sheet(self, sheet: "Sheet") -> None:
        sheet.away.connect(self.focus_screen)
        sheet.opened.connect(self.lying.place)

    def _make_room(self) -> None:
        """A notice at the foot covers no row."""
        if self.pages.made("lane"):
            self.lane.keep_foot(self.notice.height() + self.look.px(14) if self.notice.words() else 0)
        self.lying.sheet()

    def _shortcuts(self) -> None:
        for number in range(3, 13):
            if number != 5:
                self._shortcut(f"F{number}", partial(self._function, f"F{number}"))
        for number, screen in enumerate(SCREENS, 1):
            self._shortcut(f"Alt+{number}", partial(self.show_screen, screen))
        self._shortcut("F1", self._more)
        self._shortcut("F5", self.preview.emit)
        for keys, name in (("F2", "language"), ("Ctrl+D", "theme"), ("Ctrl+M", "mute"), ("Ctrl+L", "lock")):
            self._shortcut(keys, partial(self._switch, name))

    def _shortcut(self, keys: str, run: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(run)

    def dress(self) -> None:
        """Everything in the look of now, at the zoom of this size."""
        self.look = replace(self.look, zoom=zoom_for(self.width(), self.height()))
        app = QApplication.instance()
        sheet = style_sheet(self.look)
        if isinstance(app, QApplication) and self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
        for part in (self.frame, self.typeline, self.notice):
            part.dress(self.look)
        self.frame.tick(self.clock())
        self._rail()
        self.lying.place()

    def show_screen(self, name: str) -> None:
        """Bring a screen to the front; the screens of the rail only while somebody is signed in."""
        if name not in BEFORE and not self.signed_in:
            self.sounds.play("unusable")
            return
        self.at = name
        self.frame.keys.hint = "type.hint" if self.signed_in else ""
        self.frame.stack.setCurrentWidget(self.pages.get(name))
        if cover := self.pages.made("cover"):
            cover.hide()
        if name in BEFORE:
            if sheet := self.pages.made("sheet"):
                sheet.hide()
            self.typeline.hide()
        self._rail()
        self.lying.place()
        self.shown.emit(name)
        self.focus_screen()

    def focus_screen(self) -> None:
        """The keyboard goes to the screen in front, or to the page that covers it: a late answer takes no key from there."""
        page, cover = self.pages.get(self.at), self.pages.covering()
        if self.at == "lane" or cover is not None:
            (cover or page).setFocus()
        elif self.at not in BEFORE:
            page.begin()

    def show_counts(self, **counts: int) -> None:
        """Badges on the rail."""
        self._counts |= counts
        self._rail()

    def banner(self, key: str, on: object = True, **values: object) -> None:
        """Put a banner up or take it down."""
        self._banners.pop(key, None)
        if on:
            self._banners[key] = tuple(values.items())
        self.frame.banners.show_lines(tuple(self._banners.items()))

    def toggle_mute(self) -> None:
        """Silence with a banner, or sound."""
        self.sounds.mute(not self.sounds.muted)
        self.banner("banner.mute", self.sounds.muted)
        self._rail()

    def type(self, text: str = "") -> None:
        """Open the type line."""
        if self.signed_in:
            self.lying.place()
            self.typeline.open(text)

    def typed_in(self) -> None:
        """A machine typed into a hidden field: a sound, and words where the field stands."""
        self.sounds.play("refused")
        if self.at == "signin":
            self.signin.tell("hidden-typed")
        elif self.sheet.isVisible():
            self.sheet.refused("hidden-typed", {})
        else:
            self.notice.tell((Say("hidden-typed"),))

    def _typed_away(self) -> None:
        self.frame.keys.show_kept(self.typeline.edit.text())
        self.focus_screen()

    def _more(self) -> None:
        """Every act that needs fields, also those that have no key on the line."""
        if self.signed_in:
            self.act.emit("more")

    def _function(self, key: str) -> None:
        self.sounds.seen()
        if not self.signed_in or not self.frame.keys.key(key):
            self.sounds.play("unusable")

    def _switch(self, name: str) -> None:
        if name == "language":
            self.look = self.look.other()
            self.dress()
        elif name == "theme":
            self.look = replace(self.look, theme=THEMES["dark" if self.look.theme.name == "light" else "light"])
            self.dress()
        elif name == "mute":
            self.toggle_mute()
        elif name == "lock" and self.signed_in:
            self.locking.emit()
        elif name == "more":
            self._more()

    def _rail(self) -> None:
        self.frame.rail.show_at(self.at, self._counts, usable=self.signed_in, muted=self.sounds.muted)
        self.frame.banners.show_lines(tuple(self._banners.items()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys nobody else wanted: digits pick, letters type, Esc quiets."""
        self.sounds.seen()
        text = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.notice.say("")
            self.focus_screen()
        elif self.at == "lane" and self.lane.card.choices and text.isdigit() and self.lane.choose(int(text)):
            return
        elif text and text.isprintable() and not text.isspace() and plain and self.signed_in:
            self.type("" if text == "/" else text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if zoom_for(self.width(), self.height()) != self.look.zoom:
            self.dress()
        else:
            self.lying.place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(SOUNDS_AFTER_MS, self._after_first_paint)

    def _after_first_paint(self) -> None:
        """What may come late: the other screens and the sounds."""
        self.pages.make_rest()
        self.sounds.load()
        if self.sounds.working is False:
            self.show_lamps(self.lamps)

    def show_lamps(self, lamps: tuple[Lamp, ...]) -> None:
        """The lamps of the links; a machine without sound has one more."""
        self.lamps = lamps
        extra = (Lamp("", "mute"),) if self.sounds.working is False else ()
        self.frame.bar.show_lamps(lamps + extra)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self.bridge.close()
        super().closeEvent(event)
