"""What a link costs: a frame over a pty beside a bare read of it, and the longest gap of the Qt loop while eight full lines come in."""

import os
import pty
import queue
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager

import serial
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel

from devices.drivers import driver
from devices.drivers.scanner_line import ScannerLine
from devices.drivers.xk3190 import encode
from devices.link import Link, LinkSettings
from tests.bench.ground import CHECKOUT
from tests.bench.measure import Row, Times, beside, turns

FRAME = 16.0
"""Milliseconds of one picture at 60 Hz."""

EIGHT = 8
RATE = 115_200 / 10
PATIENCE = 20.0
CODE = b"]C0CSQU3054383\r"


@contextmanager
def line() -> Iterator[tuple[int, str]]:
    """A pty: the device's end and the path for the host."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    try:
        yield master, os.ttyname(slave)
    finally:
        os.close(master)
        os.close(slave)


def latency(rounds: int) -> Iterator[Row]:
    """One code from the device's write to the reading in our hands, and the same bytes from a thread that only reads the port."""
    with line() as (device, path), line() as (plain, bare_path):
        heard: queue.SimpleQueue[object] = queue.SimpleQueue()
        link = Link(path, ScannerLine(), lambda received: heard.put(received.frame.reading()), lambda _: None, LinkSettings())
        link.start()
        port = serial.Serial(bare_path, timeout=0.1)
        read: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        reading = threading.Thread(target=lambda: bare(port, read), daemon=True)
        reading.start()
        wait(lambda: link.state.state == "open")

        def ours(_: int) -> None:
            os.write(device, CODE)
            heard.get(timeout=PATIENCE)

        def least(_: int) -> None:
            os.write(plain, CODE)
            read.get(timeout=PATIENCE)

        times, other = turns((ours, least), rounds, warm=10)
        link.stop()
        os.write(plain, b"\x04\r")
        reading.join()
        port.close()
    yield beside("last byte to reading, beside a bare read of the pty", times, other, 2)


def bare(port: serial.Serial, read: "queue.SimpleQueue[bytes]") -> None:
    """The least that reads lines from a port."""
    got = b""
    while got != b"\x04\r":
        got += port.read(port.in_waiting or 1)
        if got.endswith(b"\r") and got != b"\x04\r":
            read.put(got)
            got = b""


class Gaps(QObject):
    """How long the loop did not come round: a timer that is due at once, every time; and a label that shows what arrives."""

    heard = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.frames, self.gaps, self._last = 0, [], 0
        self.label = QLabel("")
        self.label.resize(400, 60)
        self.label.show()
        self.heard.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    def run(self, seconds: float) -> Times:
        self.gaps, self._last, self.frames = [], time.perf_counter_ns(), 0
        self._timer.start(1)
        QTimer.singleShot(int(seconds * 1000), QApplication.quit)
        QApplication.exec()
        self._timer.stop()
        return Times.of(self.gaps)

    def _turn(self) -> None:
        now = time.perf_counter_ns()
        self.gaps.append((now - self._last) / 1e9)
        self._last = now

    def _show(self, text: str) -> None:
        self.frames += 1
        self.label.setText(text)


def eight(seconds: float) -> Iterator[Row]:
    """The loop alone, then with eight links that each get frames as fast as 115 200 baud bring them, from a process of their own."""
    held = QApplication.instance() or QApplication(["bench"])
    gaps = Gaps()
    message = encode(24310)
    lines = [line() for _ in range(EIGHT)]
    ends = [one.__enter__() for one in lines]
    numbers = [device for device, _ in ends]
    links = [Link(path, driver("xk3190"), lambda received: gaps.heard.emit(received.frame.value), lambda _: None) for _, path in ends]
    words = [sys.executable, "-m", "tests.bench.pouring", message.hex(), str(RATE), *map(str, numbers)]
    gaps.run(0.5)
    alone = gaps.run(seconds)
    for link in links:
        link.start()
    wait(lambda: all(link.state.state == "open" for link in links))
    with subprocess.Popen(words, pass_fds=numbers, cwd=CHECKOUT) as pouring:
        wait(lambda: all(link.state.counters.ok > 10 for link in links))
        before = sum(link.state.counters.ok for link in links)
        busy = gaps.run(seconds)
        frames = sum(link.state.counters.ok for link in links) - before
        pouring.terminate()
    for link in links:
        link.stop()
    for one in lines:
        one.__exit__(None, None, None)
    gaps.label.close()
    del held
    longest, quiet = busy.seconds[-1] * 1e3, alone.seconds[-1] * 1e3
    sent = EIGHT * RATE / len(message)
    yield Row("eight full lines: longest gap of the Qt loop, beside 16 ms", longest, "ms", FRAME, longest / FRAME, 1, busy.p99 * 1e3)
    yield Row("eight full lines: longest gap of the Qt loop, beside none", longest, "ms", quiet, longest / quiet, None, busy.p99 * 1e3, alone.p99 * 1e3)
    yield Row("eight full lines: frames sent beside frames read, a second", frames / seconds, "1/s", sent, sent * seconds / max(1, frames), 1.1)


def wait(right) -> None:
    until = time.monotonic() + PATIENCE
    while not right():
        if time.monotonic() > until:
            raise TimeoutError("a link does not come")
        time.sleep(0.005)
