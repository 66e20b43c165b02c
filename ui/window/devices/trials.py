"""What is tried on the device in front: a read that goes to nobody, its codes on the screen, enrolling, the baud rates; each ends with the bench."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from devices.drivers.scanner_line import ScannerLine
from devices.enrol import FIRST, SECOND, Learned, learn
from devices.link import Received
from devices.readings import Button, Document, Dose, Position, Seal, Tag, Text, Weight
from devices.sweep import Tried, best
from ui import queues, tending
from ui.bridge import ACT, Reply
from ui.window.devices.values import PRINTER, Code
from workstation.desk.card import Say
from workstation.words import catalogue

if TYPE_CHECKING:
    from ui.window.devices.tender import Tender

LEARN_MS, CLICK_MS = 300, 1000


class Trials(QObject):
    """One trial at a time; `end` gives the device back to the lane."""

    def __init__(self, tender: "Tender", post: Callable[[Callable[[], None]], None]) -> None:
        super().__init__(tender)
        self._tender, self._post = tender, post
        self._name, self._begun, self._asking = "", 0, False
        self._stop = threading.Event()
        self._texts: dict[str, str] = {}
        self.sweeping: set[str] = set()
        self._learn = QTimer(self)
        self._learn.setInterval(LEARN_MS)
        self._learn.timeout.connect(self._listen)

    @property
    def seconds(self) -> float:
        """How long the trial has gone on."""
        return (time.monotonic_ns() - self._begun) / 1e9 if self._name else 0.0

    def end(self) -> None:
        """What the device reads is the lane's again."""
        self._learn.stop()
        self._stop.set()
        if self._name:
            self._tender.links.aside(self._name, None)
            self._tender.links.weigh_again()
        self._name = ""

    def _begin(self, mode: str, hear: Callable[[Received], None]) -> str:
        """Nothing this device reads goes to the lane from now on."""
        self.end()
        tender = self._tender
        self._name, self._begun, self._stop = tender.bench.device.name if tender.bench else "", time.monotonic_ns(), threading.Event()
        tender.links.aside(self._name, hear)
        tender.put(mode=mode, news=None, arrived=(), codes=(), learned=None, tried=(), findings=(), fix={}, seconds=0)
        return self._name

    # A read that goes to nobody.

    def test(self) -> None:
        """A scanner, scale, lock, reader is listened to; a relay clicks; a printer prints."""
        bench = self._tender.bench
        if bench is None:
            return
        if bench.device.kind == PRINTER:
            self._print(bench.device.name)
        elif bench.device.kind == "relay":
            self._click(bench.device.name)
        else:
            name = bench.device.name
            self._begin("test", lambda received: self._post(partial(self._heard, name, received)))

    def _heard(self, name: str, received: Received) -> None:
        tender, said = self._tender, _said(received)
        if self._name == name and tender.bench is not None and tender.bench.mode == "test" and said is not None:
            tender.put(arrived=(*tender.bench.arrived[-20:], said))

    def _click(self, name: str) -> None:
        """Once on, after a second off; by role, and never while a truck is in front: the desk is asked first."""
        from workstation.desk import equipment

        self._begin("test", lambda _: None)
        self._tender.work.bridge.read(lambda desk: equipment.may_move(desk.lane, name), partial(self._may_click, name), ACT)

    def _may_click(self, name: str, reply: Reply) -> None:
        tender = self._tender
        if reply.refused is not None:
            tender.say(Say(reply.refused.key, dict(reply.refused.values)))
            return
        board = tender.links.boards.get(name)
        state = tender.state_of(name)
        if board is None or state is None or state.state != "open":
            tender.say(Say("device.test.away"))
            return
        channel = int(tender.entry().get("channel", "1"))
        tender.links.write(name, board.relay.switch(channel, on=True))
        QTimer.singleShot(CLICK_MS, self, lambda: tender.links.write(name, board.relay.switch(channel, on=False)))
        tender.put(arrived=(*(tender.bench.arrived if tender.bench else ()), Say("device.test.clicked", {"channel": channel})))

    def _print(self, name: str) -> None:
        tender, known = self._tender, self._tender.known
        tender.put(mode="test", news=None, arrived=(Say("device.test.printing"),))

        def printed(told: Any, said: Say | None) -> None:
            if tender.bench is not None and tender.bench.device.name == name:
                tender.put(arrived=(Say(told[0], told[1]),) if told else (), news=said)

        tender.slow.run(lambda: queues.tried(known, name), printed)

    # Codes on the screen.

    def codes(self) -> None:
        """The set-up codes of its profile; one that a finding asks for stands first."""
        tender = self._tender
        if tender.bench is None:
            return
        wanted = [each.setup for each in tender.bench.findings if each.setup]
        one = tender.abouts.get(tender.bench.device.name)
        setup = sorted(one.setup if one else (), key=lambda each: wanted.index(each.name) if each.name in wanted else len(wanted))
        self.end()
        # A scanner that does not know the code sends it: it is not meant for the lane.
        self._name = tender.bench.device.name
        tender.links.aside(self._name, lambda _: None)
        codes = tuple(Code(each.words) for each in setup)
        tender.put(mode="codes", codes=codes, hint=one.profile.hint if one and one.profile else {}, news=None)
        self._draw(tuple((each.words, each.text, each.symbology) for each in setup))

    def _draw(self, wanted: tuple[tuple[Any, str, str], ...]) -> None:
        """The pictures are made beside the window."""
        tender = self._tender
        name, mode = (tender.bench.device.name, tender.bench.mode) if tender.bench else ("", "")

        def drawn(codes: Any, said: Say | None) -> None:
            if tender.bench is not None and (tender.bench.device.name, tender.bench.mode) == (name, mode):
                tender.put(**({"codes": codes} if said is None else {"news": said}))

        tender.aside.run(lambda: tuple(Code(words, tending.symbol(text, symbology)) for words, text, symbology in wanted), drawn)

    # Enrolling.

    def enrol(self) -> None:
        """Both codes are shown; what the scanner sends of them says how it is set up."""
        self._texts = {}
        self._begin("enrol", self._noted)
        first, second = (catalogue()[f"device.enrol.{each}"] for each in ("first", "second"))
        self._tender.put(codes=(Code(first), Code(second)))
        self._draw(((first, FIRST, "code128"), (second, SECOND, "qr")))
        self._learn.start()

    def _noted(self, received: Received) -> None:
        """On the link's thread: the text as a scanner with packets of its own (SSI) gives it, with its identifier."""
        reading = received.frame.reading()
        if isinstance(reading, Text):
            self._texts = {**self._texts, reading.text: reading.aim}

    def _learned(self, reads: tuple[tuple[int, bytes], ...], driver: str) -> Learned | None:
        """A line scanner is learned from its bytes; one with packets has nothing to learn but that it reads."""
        texts = self._texts
        if driver == ScannerLine.name:
            return learn(reads)
        return Learned({}, bool(texts[FIRST]), whole=SECOND in texts) if FIRST in texts else None

    def _listen(self) -> None:
        tender = self._tender
        state = tender.state_of(self._name)
        reads = tending.heard(state, self._begun) if state else ()
        if tender.bench is None or tender.bench.mode != "enrol" or self._asking or not tending.ready(reads):
            return
        self._asking = True

        def learned(found: Any, said: Say | None) -> None:
            self._asking = False
            if tender.bench is not None and tender.bench.mode == "enrol" and (found, said) != (tender.bench.learned, tender.bench.news):
                tender.put(learned=found, news=said)

        driver = state.driver if state else ""
        tender.aside.run(lambda: self._learned(reads, driver), learned)

    # Baud rates.

    def sweep(self) -> None:
        """The link is closed meanwhile and opened again afterwards, whatever came of it."""
        tender = self._tender
        one = tender.abouts.get(tender.bench.device.name) if tender.bench else None
        if one is None:
            return
        name, links, stop = self._begin("sweep", lambda _: None), tender.links, self._stop
        tender.put(busy=True)
        self.sweeping.add(name)

        def swept() -> None:
            links.rest(name)
            try:
                for each in tending.swept(one, tender.own, stop.is_set):
                    self._post(partial(self._swept, name, each))
            finally:
                links.put(one.entry)

        tender.slow.run(swept, partial(self._sweep_done, name))

    def _swept(self, name: str, tried: Tried) -> None:
        bench = self._tender.bench
        if bench is not None and bench.device.name == name and bench.mode == "sweep":
            self._tender.put(tried=(*bench.tried, tried))

    def _sweep_done(self, name: str, _: Any, said: Say | None) -> None:
        self.sweeping.discard(name)
        self._tender.known_changed.emit(self._tender.known)
        bench = self._tender.bench
        if bench is not None and bench.device.name == name and bench.mode == "sweep":
            found = best(bench.tried)
            self._tender.put(busy=False, fix={"baud": found.baud} if found else {}, news=said)
        elif bench is not None and bench.device.name == name:
            self._tender.put(busy=False)


def _said(received: Received) -> Say | None:
    """What arrived, for the eyes of who tries the device; of a document only that one came."""
    reading, count = received.frame.reading(), len(received.frame.raw)
    if isinstance(reading, (Weight, Position, Dose)):
        # Shown as what it reads now, above.
        return None
    said = Say("device.came.other", {"bytes": count})
    match reading:
        case Text(text, aim):
            said = Say("device.came.text", {"text": _printable(text), "aim": aim or "–"})
        case Tag(epc):
            said = Say("device.came.tag", {"epc": epc})
        case Document():
            said = Say("device.came.document", {"bytes": count})
        case Seal(number, status):
            said = Say("device.came.seal", {"seal": number, "status": f"seal.{status.value}"})
        case Button(name, pressed):
            said = Say("device.came.button", {"button": name, "how": "device.pressed" if pressed else "device.let-go"})
    return said


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else f"<{ord(each):02X}>" for each in text)
