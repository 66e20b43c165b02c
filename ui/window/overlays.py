"""What is asked for over any screen: the decision explained (Ctrl+E), judged again (Ctrl+J), rule packs in the wind tunnel (Ctrl+R). Each covers the screen until Esc, is fitted to it, and is asked of the desk, never waited for."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence, QShortcut

from ui.bridge import LATER, Desk, Reply
from ui.window.reported import Reported
from ui.window.tunneling import Tunneling
from ui.window.window import Window

NAMES = ("explained", "rejudged", "tunnel", "lens", "rates", "drawn")

PERIODS = (7, 30, 90)
"""Days that the arrows choose among, for the lens and the rates."""


class Overlays(QObject):
    """Opens the overlays of one window and fills them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window, self._front = window, tuple[object, ...]()
        self._days, self._run = PERIODS[1], 0
        self.tunneling, self.reported = Tunneling(self), Reported(window, lambda: self._about() or window.lane.card.passage)
        for key, wish in (("Ctrl+E", self.explain), ("Ctrl+J", self.rejudge)):
            QShortcut(QKeySequence(key), window).activated.connect(wish)
        window.frame.rail.switched.connect(self._switched)
        window.act.connect(self._acted)
        window.frame.stack.installEventFilter(self)
        window.shown.connect(lambda _: self.put_away())
        for name in NAMES:
            window.pages.when(name, lambda page: page.away.connect(window.focus_screen))
        window.pages.when("explained", lambda page: page.wished.connect(lambda: self._report(page.found.passage)))
        window.pages.when("lens", lambda page: page.turned.connect(lambda way: self._turn(way, self.lens)))
        window.pages.when("rates", lambda page: (page.turned.connect(lambda way: self._turn(way, self.rates)), page.wished.connect(self._drawn)))
        window.pages.when("drawn", lambda page: (page.turned.connect(lambda way: self._turn(way, self.drawn)), page.wished.connect(self._rated)))

    def explain(self) -> None:
        """The passage this screen is about: the truck in front, what was found, or what was chosen of the shift."""

        def ask(desk: Desk, what: str) -> Any:
            from workstation.desk import explaining

            return explaining.explain(desk.lane, what)

        self._ask("explained", ask)

    def rejudge(self) -> None:
        """The newest verdict of the same passage, judged again; beside it what is said today."""

        def ask(desk: Desk, what: str) -> Any:
            from workstation.desk import rejudged

            return rejudged.shown(desk.lane, what)

        self._ask("rejudged", ask)

    def _ask(self, name: str, asked: Callable[[Desk, str], Any]) -> None:
        """Open a page at once, and fill it with what the desk says of the passage this screen is about."""
        if not self.window.signed_in:
            self.window.sounds.play("unusable")
            return
        page, what = self.opened(name), self._about()

        def show(reply: Reply) -> None:
            if reply.refused is None:
                page.show_found(reply.value)
            else:
                page.say(reply.refused.key, dict(reply.refused.values))

        self.window.bridge.read(lambda desk: asked(desk, what), show)

    def lens(self) -> None:
        """The integrity figures of some days, from the Shift screen; the look itself is written down first."""

        def begin(desk: Desk) -> Any:
            from workstation.desk import looking

            return looking.begin(desk.lane, self._days)

        self.steps(self.opened("lens"), begin, "lens.going", {"days": self._days})

    def rates(self) -> None:
        """What rules are worth by what was found, over some days."""

        def begin(desk: Desk) -> Any:
            from workstation.desk import looking

            return looking.rates(desk.lane, self._days)

        self.steps(self.opened("rates"), begin, "lens.going", {"days": self._days})

    def drawn(self) -> None:
        """What the draws and verdicts of some days came to, beside what was planned."""

        def begin(desk: Desk) -> Any:
            from workstation.desk import looking

            return looking.drawn(desk.lane, self._days)

        self.steps(self.opened("drawn"), begin, "lens.going", {"days": self._days})

    def _drawn(self) -> None:
        self.put_away()
        self.drawn()

    def _rated(self) -> None:
        self.put_away()
        self.rates()

    def _report(self, passage: str = "") -> None:
        """What came back about the passage that was explained."""
        self.put_away()
        self.reported.report(passage)

    def _turn(self, way: int, again: Callable[[], None]) -> None:
        """A longer or shorter period; at the ends nothing."""
        place = PERIODS.index(self._days) + way
        if 0 <= place < len(PERIODS):
            self._days = PERIODS[place]
            again()
        else:
            self.window.sounds.play("unusable")

    def _acted(self, name: str) -> None:
        wish = {"lens": self.lens, "rates": self.rates, "finding": self._report, "finding-correct": self.reported.correct}.get(name)
        if wish is not None:
            wish()

    def steps(self, page: Any, begin: Callable[[Desk], Any], words: str, values: Mapping[str, object]) -> None:
        """A count a slice at a time, with how far it is in words; another that was begun since takes its place, and closing the page ends it."""
        self._run += 1
        run = self._run

        def step(what: Callable[[Desk], Any]) -> None:
            self.window.bridge.read(what, show, rank=LATER)

        def show(reply: Reply) -> None:
            if run != self._run or not page.isVisible():
                return
            if reply.refused is not None:
                page.say(reply.refused.key, dict(reply.refused.values))
            elif isinstance(reply.value, dict):
                page.show_found(reply.value)
            else:
                page.say(words, {"passages": f"{reply.value.passages:,}", "share": reply.value.share, **values})
                step(lambda _: reply.value.step())

        step(begin)

    def _about(self) -> str:
        if self.window.at == "find":
            return self.window.find.chosen_value()
        return self.window.shift.about() if self.window.at == "shift" else ""

    def _identity(self) -> tuple[object, ...]:
        card = self.window.lane.card
        return (card.passage, card.state, card.channel, card.verdict)

    def opened(self, name: str) -> Any:
        """A page over the screen in front, at once; what it shows follows."""
        self._front = self._identity()
        page = self._over(name)
        page.open()
        return page

    def _over(self, name: str) -> Any:
        page = self.window.pages.get(name)
        page.setGeometry(0, 0, self.window.frame.stack.width(), self.window.frame.stack.height())
        return page

    def _switched(self, name: str) -> None:
        wish = {"explain": self.explain, "rejudge": self.rejudge, "tunnel": self.tunneling.wish}.get(name)
        if wish is not None:
            wish()

    def card_came(self) -> None:
        """Another truck or another verdict stands in front: nothing lies over what the officer has to see. A reading that changes neither leaves the page."""
        card = self.window.lane.card
        # Parcels that go on by themselves come every second: only one that stops asks for the screen.
        goes_on = card.state == "parcel" and card.channel == "release" and "parcel" in self._front
        if self._front != self._identity() and not goes_on:
            self.put_away()

    def put_away(self) -> None:
        """Another screen came, or nobody is signed in."""
        for name in NAMES:
            if (page := self.window.pages.made(name)) is not None and page.isVisible():
                page.hide()
                page.away.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            for name in NAMES:
                if (page := self.window.pages.made(name)) is not None and page.isVisible():
                    self._over(name)
        return False
