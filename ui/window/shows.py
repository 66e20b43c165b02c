"""What the screens show from the desk: the bar above, the inspection, what was found, the journal, a slip; asked for, never waited for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, QTimer, Signal

from ui.bridge import Desk, Reply, Status
from ui.window.bar import Top
from ui.window.lane.wording import phrase
from ui.window.window import Window
from workstation.desk.card import Act, Say
from workstation.words import catalogue

INSPECT_ACTS = (
    Act("sign", "F6", recommended=True), Act("cosign", "F7"), Act("seal-remove", "F3"), Act("seal-apply", "F4"),
    Act("evidence", "F8"), Act("suspend", "F9"), Act("continue", "F10"), Act("handover", "F11"),
)
OF_TRUCKS = frozenset({"seal-remove", "seal-apply"})
"""Of these the acts that make no sense where a traveller is inspected."""
SHIFT_ACTS = (
    Act("slip-confirm", "F6", recommended=True), Act("reprint", "F3"), Act("void", "F4"), Act("lens", "F7", words="short.lens"), Act("rates", "F9", words="short.rates"),
    Act("finding", "F10", words="short.finding"), Act("finding-correct", "F12", words="short.finding-correct"), Act("emergency", "F8", words="short.emergency"), Act("sign-out", "F11"),
)
TENDED = ("devices", "calls", "accounts", "person", "looks", "custody", "board", "stock")
STATUS_MS = 5000


SOON_MS = 150
ANEW_MS = 1000


class Shows(QObject):
    """Reads for the screens of one window; says `told(status)` when the desk has said how it stands."""

    told = Signal(object)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window, self.bridge, self.folder = window, window.bridge, Path()
        window.shown.connect(self.screen)
        window.preview.connect(self._preview)
        window.typeline.changed.connect(self._recognise)
        window.pages.when("find", lambda page: page.wanted.connect(self._find))
        window.pages.when("shift", lambda page: page.journal.wanted.connect(self._journal))
        window.pages.when("cover", lambda page: page.saving.connect(self.save_slip))
        window.pages.when("shift", lambda page: page.slip.connect(self.show_slip))
        self.timer = QTimer(self)
        self.timer.setInterval(STATUS_MS)
        self.timer.timeout.connect(self.refresh)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._anew = QTimer(self)
        self._anew.setSingleShot(True)
        self._anew.setInterval(ANEW_MS)
        self._anew.timeout.connect(lambda: self.screen(window.at, refocus=False))

    def refresh_soon(self) -> None:
        """The bar above, once the card is painted: it must not take the desk's thread while the officer waits for the card."""
        self._soon.start()

    def screen_soon(self) -> None:
        """What the screen in front shows, once a second at most."""
        if not self._anew.isActive():
            self._anew.start()

    def refresh(self) -> None:
        """The bar above."""
        self.bridge.read(lambda desk: desk.status(), self._status)

    def _status(self, reply: Reply) -> None:
        if reply.refused is not None or not self.window.signed_in:
            return
        status = cast("Status", reply.value)
        self.window.frame.bar.show_top(Top(
            status.port, status.lane, status.officer, status.name, status.as_of, status.stale, status.hub, status.waiting, self.window.lamps, signed_in=True,
        ))
        self.window.show_lamps(self.window.lamps)
        self.window.banner("banner.emergency", status.emergency, order=status.emergency)
        self.window.banner("banner.trial", status.trial)
        self.told.emit(status)

    def screen(self, name: str, *, refocus: bool = True) -> None:
        """A screen came to the front: its keys, and what it shows from the desk."""
        keys = {"inspect": self._inspect_acts(), "shift": SHIFT_ACTS}
        if name in TENDED:
            # Their keys follow what is in front: others offer them.
            return
        self.window.frame.keys.show_acts(self.window.lane.card.acts if name == "lane" else keys.get(name, ()))
        if name == "inspect":
            self._read(lambda desk: desk.inspection(), lambda pair: self._inspection(pair, refocus=refocus))
        elif name == "shift":
            self._read(lambda desk: desk.unconfirmed(), self.window.shift.show_slips)
            self._read(lambda desk: desk.counts(), self.window.shift.show_counts)
            self.window.shift.journal.restart()

    def _inspect_acts(self) -> tuple[Act, ...]:
        profile = self.window.inspect.profile
        return tuple(act for act in INSPECT_ACTS if profile != "traveller" or act.name not in OF_TRUCKS) if profile else ()

    def _inspection(self, pair: Any, *, refocus: bool) -> None:
        self.window.inspect.show_inspection(pair)
        if self.window.at == "inspect":
            self.window.frame.keys.show_acts(self._inspect_acts())
        if refocus and self.window.at == "inspect":
            self.window.inspect.begin()

    def _read(self, what: Callable[[Desk], Any], show: Callable[[Any], None]) -> None:
        self.bridge.read(what, lambda reply: show(reply.value) if reply.refused is None else self.window.notice.say(
            phrase(Say(reply.refused.key, reply.refused.values), self.window.look)))

    def _find(self, words: str) -> None:
        self._read(lambda desk: desk.find(words), lambda found: self.window.find.show_found(words, found))

    def _journal(self, before: int) -> None:
        from ui.window.shift import BATCH

        words, look = self.window.shift.filter.text().strip(), self.window.look
        kinds = tuple(key.removeprefix("event.") for key in catalogue() if key.startswith("event.") and words and words.lower() in look.say(key).lower())
        self._read(lambda desk: desk.journal(BATCH, before, words, kinds), lambda rows: self.window.shift.show_journal(words, rows))

    def _recognise(self, text: str) -> None:
        """What the typed text can be, found beside the window's thread; older answers are dropped by the line itself."""

        def work() -> Any:
            from workstation import codes

            found = codes.recognise(text)
            return found, {code.kind: codes.group(code.kind, code.value) for code in found.candidates}

        self.bridge.later(work, lambda reply: self.window.typeline.show_recognised(*reply.value))

    def _preview(self) -> None:
        if (cover := self.window.pages.made("cover")) is not None and cover.isVisible():
            cover.leave()
            return
        number = self.window.shift.chosen() if self.window.at == "shift" else self.window.lane.card.slip_number
        if number:
            self.show_slip(number)
        else:
            self.window.sounds.play("unusable")

    def save_slip(self, number: str) -> None:
        """The slip as a file, written beside the window's thread; where it lies is said over the preview."""
        from ui.printing import save

        def saved(reply: Reply) -> None:
            if reply.refused is not None:
                self.window.cover.tell(reply.refused.key, **reply.refused.values)
            else:
                self.window.cover.tell("preview.saved", path=reply.value)

        self._read(lambda desk: desk.slip_pdf(number), lambda pdf: self.bridge.later(lambda: save(self.folder, number, pdf), saved))

    def show_slip(self, number: str) -> None:
        """Open the preview at once; the page follows."""
        self.window.cover.open(number)
        pixels = round(self.window.cover.height() * self.window.devicePixelRatioF())

        from ui.window.preview import page_image

        def show(image: Any) -> None:
            self.window.cover.show_page(number, image)

        def drawn(pdf: bytes) -> None:
            self.bridge.later(lambda: page_image(pdf, pixels), lambda reply: show(reply.value))

        self._read(lambda desk: desk.slip_pdf(number), drawn)
