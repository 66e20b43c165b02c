"""From the last byte on the link to the card painted and the event durable: the real window on ptys, beside a label, a thread and an INSERT."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import serial
from PySide6.QtCore import QEvent, QEventLoop, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from devices.simulators import PtyScanner
from tests.bench.acting import Bare
from tests.bench.ground import OFFICER, SECRET, Ground, ground
from tests.bench.measure import Row, Times, beside
from ui.window import app as windows
from ui.window.window import Window
from workstation import settings

SIZE = (1280, 800)
PATIENCE = 20.0


class Painted(Window):
    """The window, telling when everything that had changed is painted."""

    painted_at = 0

    def event(self, event: QEvent) -> bool:
        answered = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted_at = time.perf_counter_ns()
        return answered


class Plain(QWidget):
    """The least that shows a scan: a label, set by a queued signal from a thread that reads the port; then one durable row."""

    heard = Signal(str)

    def __init__(self, path: Path, bare: Bare) -> None:
        super().__init__()
        self.at = self.durable = 0
        self._bare, self._text = bare, ""
        self._label = QLabel("", self)
        QVBoxLayout(self).addWidget(self._label)
        self.heard.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._port = serial.Serial(str(path), timeout=0.1)
        self._open = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        line = b""
        while self._open:
            line += self._port.read(self._port.in_waiting or 1)
            if line.endswith(b"\r"):
                self.heard.emit(line[:-1].decode())
                line = b""

    def _show(self, text: str) -> None:
        self._text = text
        self._label.setText(text)

    def event(self, event: QEvent) -> bool:
        answered = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and self._text:
            self.at = time.perf_counter_ns()
            self._bare.commit(self._text.encode() * 10)
            self.durable = time.perf_counter_ns()
            self._text = ""
        return answered

    def end(self) -> None:
        self._open = False
        self._thread.join()
        self._port.close()
        self.close()


@dataclass
class Lane:
    """The real window with one scanner, signed in."""

    opened: windows.Opened
    scanner: PtyScanner
    durable: int = 0
    answers: int = 0
    window: Painted = field(init=False)

    def __post_init__(self) -> None:
        found = self.opened.window
        if not isinstance(found, Painted):
            raise TypeError("the window does not tell when it is painted")
        self.window = found
        self.opened.work.answered.connect(self._answered)

    def _answered(self, *_: object) -> None:
        self.answers += 1

    def sign_in(self) -> None:
        self.opened.work.sign_in(OFFICER, SECRET)
        until(lambda: self.window.signed_in)
        journal = self.opened.bridge._desk.station.journal  # type: ignore[union-attr]
        append = journal.append

        def timed(*args: Any, **more: Any) -> Any:
            events = append(*args, **more)
            self.durable = time.perf_counter_ns()
            return events

        journal.append = timed

    def scan(self, text: str) -> tuple[float, float]:
        """Seconds from the last byte until painted, and until durable."""
        card, answers, self.durable = self.window.lane.card, self.answers, 0
        began = time.perf_counter_ns()
        self.scanner.type(text)
        until(lambda: self.window.lane.card is not card and self.window.painted_at > began)
        painted = self.window.painted_at
        until(lambda: self.answers > answers)
        settle()
        return (painted - began) / 1e9, (self.durable - began) / 1e9

    def line(self, asked: dict[str, Any]) -> None:
        """Something that is not timed."""
        answers = self.answers
        self.opened.work.line(asked)
        until(lambda: self.answers > answers)
        settle()


def until(holds: Callable[[], bool]) -> None:
    """Live until something holds."""
    late = time.monotonic() + PATIENCE
    while not holds():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > late:
            raise TimeoutError("the window does not answer")


def settle(ms: int = 12) -> None:
    """Paint what is left, and let every thread go back to waiting, as it waits between two scans of a person."""
    end = time.monotonic() + ms / 1000
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def open_lane(here: Ground, folder: Path) -> Lane:
    """A window on a station with one simulated scanner."""
    known = settings.read(here.folder)
    scanner = PtyScanner(folder, "scanner")
    link = {"address": str(scanner.path), "driver": "scanner-line", "name": "scanner"}
    settings.write(here.folder, settings.Settings(**{**vars(known), "links": (link,), "mute": True}))
    # The window of the program, but for telling when it is painted.
    windows.Window = Painted  # type: ignore[misc]
    lane = Lane(windows.begin(here.folder, "zh", here.clock()), scanner)
    lane.window.resize(*SIZE)
    lane.window.show()
    lane.sign_in()
    if not scanner.device.wait_opened(PATIENCE):
        raise TimeoutError("the link does not open")
    return lane


def close_lane(lane: Lane) -> None:
    """End its threads."""
    lane.opened.close()
    lane.window.close()
    lane.scanner.close()


def rows(big: int, trucks: int) -> Iterator[Row]:
    """Both rows of the line, every scan of so many trucks through the window and through the label in turn."""
    held = QApplication.instance() or QApplication(["bench"])
    with ground(big) as here:
        lane = open_lane(here, here.folder)
        other = PtyScanner(here.folder, "plain")
        bare = Bare(here.folder / "bare.db")
        plain = Plain(other.path, bare)
        plain.resize(*SIZE)
        plain.show()
        settle()
        other.device.wait_opened(PATIENCE)
        found = shift(lane, plain, other, here.scripts()[:trucks])
        plain.end()
        other.close()
        bare.connection.close()
        close_lane(lane)
    del held
    ours, label = found
    yield beside(f"last byte to verdict and card painted ({big:,} rows)", ours[0], label[0], 4, by="p99")
    yield beside(f"last byte to event durable ({big:,} rows)", ours[1], label[1], 3, by="p99")


def shift(lane: Lane, plain: Plain, other: PtyScanner, scripts: list[Any]) -> tuple[tuple[Times, Times], tuple[Times, Times]]:
    """Painted and durable times of the window and of the label, over the same texts."""
    times: list[list[float]] = [[], [], [], []]
    for number, script in enumerate(scripts):
        for line in arranged(script.lines):
            if "scan" not in line:
                lane.line(dict(line))
                continue
            took = (*lane.scan(line["scan"]), *label(plain, other, line["scan"]))
            if number >= 3:
                for place, each in enumerate(took):
                    times[place].append(each)
        if lane.window.lane.card.channel == "release":
            lane.line({"act": "release", "verdict": lane.window.lane.card.verdict})
        lane.line({"act": "next"})
    painted, durable, shown, kept = map(Times.of, times)
    return (painted, durable), (shown, kept)


def arranged(lines: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """The plate first, then what other devices read, so that the verdict comes with the last scan."""
    scans = [line for line in lines if "scan" in line]
    return [scans[0], *(line for line in lines if "scan" not in line), *scans[1:]]


def label(plain: Plain, scanner: PtyScanner, text: str) -> tuple[float, float]:
    """The same text through the label."""
    plain.at = plain.durable = 0
    began = time.perf_counter_ns()
    scanner.type(text)
    until(lambda: plain.durable > began)
    settle()
    return (plain.at - began) / 1e9, (plain.durable - began) / 1e9
