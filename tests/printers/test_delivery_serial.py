"""A serial printer that pauses, dies or is pulled out in the middle of a job: every byte or a word, never a cut job reported as whole."""

import os
import pty
import termios
import threading
import time
import tty

from devices.printers import delivery
from devices.transport import LinkSettings

JOB = b"".join(place.to_bytes(4) for place in range(10_000))


class Paper:
    """A printer on a pty: reads `most` bytes, then does what `then` says (None: no more), then reads on."""

    def __init__(self, most: int, then=None) -> None:
        self.got, self._most, self._then = bytearray(), most, then
        self.ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.address = os.ttyname(self._theirs)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _run(self):
        while len(self.got) < self._most:
            self.got += os.read(self.ours, min(512, self._most - len(self.got)))
        if self._then is None:
            self._done.wait()
        else:
            self._then(self)
        while len(self.got) < len(JOB) and not self._done.is_set():
            self.got += os.read(self.ours, 512)
        # A line that goes the moment its last byte is read would be one pulled out.
        self._done.wait()
        os.close(self._theirs)
        if self.ours >= 0:
            os.close(self.ours)

    def pull(self):
        os.close(self.ours)
        self.ours = -1
        self._done.set()


def test_a_printer_that_pauses_gets_every_byte():
    with Paper(2000, lambda _: time.sleep(1.8)) as paper:
        assert delivery.deliver(paper.address, JOB, 20).state == "handed-over"
        until = time.monotonic() + 10
        while len(paper.got) < len(JOB) and time.monotonic() < until:
            time.sleep(0.01)
        assert bytes(paper.got) == JOB


def test_a_printer_that_dies_is_never_handed_over():
    with Paper(2000) as paper:
        assert delivery.deliver(paper.address, JOB, 1.5).words == "print-timed-out"
        assert len(paper.got) == 2000


def test_a_printer_pulled_out_is_said():
    with Paper(2000, Paper.pull) as paper:
        assert delivery.deliver(paper.address, JOB, 10).words == "print-stopped"


def test_a_cancelling_is_heard_while_the_printer_pauses():
    stop = threading.Event()
    with Paper(2000) as paper:
        threading.Timer(0.3, stop.set).start()
        assert delivery.deliver(paper.address, JOB, 60, stop).state == "cancelled"


def test_the_line_is_set_as_told():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    assert delivery.deliver(os.ttyname(theirs), b"abc", 5, line=LinkSettings("", 19_200, 7, "E", 2)).state == "handed-over"
    flags, speed = termios.tcgetattr(theirs)[2], termios.tcgetattr(theirs)[5]
    assert os.read(ours, 10) == b"abc"
    assert delivery.status(os.ttyname(theirs), (b"q",), 0.1, LinkSettings("", 2400)) == b""
    later = termios.tcgetattr(theirs)
    os.close(theirs)
    os.close(ours)
    assert (speed, flags & termios.CSTOPB > 0) == (termios.B19200, True)
    assert later[5] == termios.B2400
