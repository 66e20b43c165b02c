"""Tends the Devices screen: which device is in front, what is tried on it, what is written; disk and ports are waited for in threads of its own."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Signal

from devices.link import LinkState
from ui import queues, tending
from ui.bridge import ACT, Desk, Reply
from ui.links import Links
from ui.window.aside import Aside
from ui.window.devices import keys, shown
from ui.window.devices.forms import Forms
from ui.window.devices.trials import Trials
from ui.window.devices.values import PRINTER, Bench, Device, named_roles
from ui.window.work import Work
from workstation.desk.card import Say
from workstation.settings import Settings

if TYPE_CHECKING:
    from ui.queues import Paper
    from ui.tending import About

LOOK_MS, PAPER_MS = 500, 4000


class Tender(QObject):
    """Lives in the window's thread. Says `known_changed(settings)` after each write."""

    known_changed = Signal(object)

    def __init__(self, work: Work, post: Callable[[Callable[[], None]], None], known: Settings, links: Links) -> None:
        super().__init__(work)
        self.work, self.window, self.links, self.known = work, work.window, links, known
        self.own = work.shows.folder / "devices"
        self.aside, self.slow = Aside(post, "devices"), Aside(post, "devices slow", 2)
        self.abouts: dict[str, About] = {}
        self.papers: tuple[Paper, ...] = ()
        self.states: tuple[LinkState, ...] = ()
        self.bench: Bench | None = None
        self.trials, self.forms = Trials(self, post), Forms(self)
        self._asking = self._waiting = False
        self._timers = (self._timer(LOOK_MS, self._examine), self._timer(PAPER_MS, self._ask_papers))
        self.window.act.connect(self.act)
        self.window.shown.connect(self._screen)
        work.signed.connect(lambda _: self.away())
        self.window.pages.when("devices", self._connect)

    def close(self) -> None:
        """End the threads."""
        for timer in self._timers:
            timer.stop()
        self.trials.end()
        self.aside.close()
        self.slow.close()

    def _timer(self, pause: int, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(pause)
        timer.timeout.connect(run)
        return timer

    def _connect(self, page: Any) -> None:
        page.opened.connect(self.open)
        page.closed.connect(self.away)
        page.rows.chosen.connect(lambda _: self.offer())

    # What is shown.

    def describe(self, known: Settings) -> None:
        """Other settings: what the devices are is read anew."""
        self.known = known
        self.aside.run(lambda: (tending.described(known, self.own), queues.known_papers(known)), self._described)

    def _described(self, found: Any, _: Say | None) -> None:
        self.abouts, papers = found
        if [each.name for each in papers] != [each.name for each in self.papers]:
            self.papers = papers
            self._ask_papers()
        self.show(self.states)

    def show(self, states: tuple[LinkState, ...]) -> None:
        """The links as they stand now."""
        self.states = states
        if self.window.at != "devices":
            return
        self.window.devices.show_devices(self.devices())
        if self.bench is not None:
            self.put()
        else:
            self.offer()

    def devices(self) -> tuple[Device, ...]:
        """Every row: the links, then the printers."""
        now = time.monotonic_ns()
        links = tuple(shown.link_row(state, self.abouts.get(state.link), self.links.readings.get(state.link), now) for state in self.states)
        return (*links, *map(shown.paper_row, self.papers))

    def put(self, **changes: Any) -> None:
        """The bench as it is now, with these changes."""
        if self.bench is None:
            return
        device = next((each for each in self.devices() if each.name == self.bench.device.name), None)
        if device is None:
            self.away()
            return
        one = self.abouts.get(device.name)
        told: dict[str, Any] = {"setups": frozenset(each.name for each in one.setup), "pages": one.pages} if one else {"setups": frozenset(), "pages": {}}
        self.bench = replace(self.bench, device=device, **told, **changes)
        self.window.devices.show_bench(self.bench)
        self.offer()

    def offer(self) -> None:
        """The keys of what is in front."""
        if self.window.at == "devices":
            page = self.window.devices
            row = next((each for each in self.devices() if each.name == page.rows.at), None)
            self.window.frame.keys.show_acts(keys.acts(self.bench, row.kind if row else "", there=row is not None))

    def open(self, name: str) -> None:
        """Look at one device."""
        row = next((each for each in self.devices() if each.name == name), None)
        if row is None or (self.bench is not None and self.bench.device.name == name):
            return
        self.trials.end()
        self.bench = Bench(row)
        self.put()
        self._examine()

    def away(self) -> None:
        """The bench is put away; whatever was tried ends."""
        if self.bench is None:
            return
        self.trials.end()
        if self.bench.mode != "look":
            # One step back: the device is still in front.
            self.put(mode="look", news=None, arrived=(), codes=(), learned=None, tried=(), fix={})
            self._examine()
            if self.window.at == "devices" and self.window.signed_in:
                return
        self.bench = None
        self.window.devices.show_bench(None)
        self.offer()

    def _screen(self, name: str) -> None:
        for timer in self._timers:
            timer.start() if name == "devices" else timer.stop()
        if name == "devices":
            self.describe(self.known)
            self._ask_papers()
            self.show(self.links.states())
        else:
            self.away()
        self.offer()

    # What is wrong.

    def _examine(self) -> None:
        """Beside the window: the bytes of the last minutes say what is wrong with the device in front."""
        bench = self.bench
        if bench is None or bench.device.kind == PRINTER or bench.mode not in ("look", "test") or self._asking:
            return
        state, one = self.state_of(bench.device.name), self.abouts.get(bench.device.name)
        if state is None or one is None:
            return
        listened = self.trials.seconds if bench.mode == "test" else 0.0
        self._asking = True

        def examined(found: Any, _: Say | None) -> None:
            self._asking = False
            if self.bench is not None and self.bench.device.name == bench.device.name and self.bench.mode == bench.mode:
                self.put(findings=found, fix=next((each.change for each in found if each.change), {}), seconds=int(listened))

        self.aside.run(lambda: tending.findings(one, state, self.own, listened), examined)

    def state_of(self, name: str) -> LinkState | None:
        """How a link stands."""
        return next((each for each in self.links.states() if each.link == name), None)

    def look_at_papers(self) -> None:
        """At quiet moments, for their lamps above every screen."""
        if self.papers or not (self.known.queue or self.known.printers):
            self._ask_papers()
        else:
            self.describe(self.known)

    def _ask_papers(self) -> None:
        """How the queues stand."""
        if not self._waiting and any(paper.address.startswith("queue:") for paper in self.papers):
            papers, self._waiting = self.papers, True
            self.slow.run(lambda: queues.asked(papers), self._papers)

    def _papers(self, papers: Any, _: Say | None) -> None:
        self._waiting = False
        if papers and [each.name for each in papers] == [each.name for each in self.papers]:
            self.papers = papers
            self.show(self.states)

    # What is wished.

    def act(self, name: str) -> None:
        """A key of this screen."""
        if not name.startswith(keys.PREFIX) or self.window.at != "devices":
            return
        at = self.window.devices.rows.at
        if name == "device-add":
            self.forms.ask(name, {})
            return
        if not at:
            return
        if at in self.trials.sweeping:
            self.window.notice.tell((Say("device.sweep.wait", {"name": at}),))
            self.window.sounds.play("unusable")
            return
        self.open(at)
        wishes: Mapping[str, Callable[[], None]] = {
            "device-apply": self._apply, "device-test": self.trials.test, "device-codes": self.trials.codes, "device-enrol": self.trials.enrol,
            "device-sweep": self.trials.sweep, "device-change": lambda: self.forms.ask(name, self.entry()), "device-remove": lambda: self.forms.sheet(name, ()),
            "device-enrol-keep": lambda: self.forms.sheet(name, ()),
        }
        wishes[name]()

    def entry(self) -> dict[str, str]:
        """The table of the device in front."""
        one = self.abouts.get(self.bench.device.name) if self.bench else None
        return dict(one.entry) if one else {}

    def say(self, said: Say | None) -> None:
        """What came of a wish, on the bench or, without one, below."""
        if said is not None:
            self.window.sounds.play("refused")
        if self.bench is not None:
            self.put(news=said)
        elif said is not None:
            self.window.notice.tell((said,))

    def _apply(self) -> None:
        if self.bench is not None and self.bench.fix:
            self.write(tending.mended(self.entry(), self.bench.fix), self.bench.device.name)

    def remove(self, name: str) -> None:
        """Take a device out of the settings and close its link."""
        from workstation.desk import equipment

        self.work.bridge.read(lambda desk: equipment.drop_link(desk.lane, name), lambda reply: self._written(reply, lambda: self.links.drop(name), name), ACT)

    def write(self, entry: dict[str, str], was: str) -> None:
        """Write a table and open its link anew; refused in words for a role that may not."""
        from workstation.desk import equipment

        def keep(desk: Desk) -> Settings:
            return equipment.keep_link(desk.lane, entry, was)

        self.work.bridge.read(keep, lambda reply: self._written(reply, lambda: self.links.put(entry, was), entry.get("name") or entry["address"]), ACT)

    def _written(self, reply: Reply, then: Callable[[], None], name: str) -> None:
        sheet = self.window.sheet
        asked = sheet.isVisible() and sheet.name.startswith(keys.PREFIX)
        if reply.refused is not None:
            if asked:
                self.window.sounds.play("refused")
                said = named_roles(Say(reply.refused.key, dict(reply.refused.values)), self.window.look)
                sheet.refused(said.key, said.values)
            else:
                self.say(Say(reply.refused.key, dict(reply.refused.values)))
            return
        if asked:
            sheet.sent(sheet.name)
        self.trials.end()
        self.bench = None
        known = cast("Settings", reply.value)

        def opened(_value: Any, said: Say | None) -> None:
            self.known_changed.emit(known)
            self.describe(known)
            self.states = self.links.states()
            self.show(self.states)
            if name in {each.name for each in self.devices()}:
                self.window.devices.rows.choose(name)
                self.open(name)
                self.put(news=said or Say("device.written"))
            else:
                self.window.devices.show_bench(None)
                self.offer()

        self.aside.run(then, opened)
