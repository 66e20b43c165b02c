"""Brings label and receipt bytes to a printer by TCP, a serial link or a raw CUPS queue, and says in words how it went; for a thread of its own."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol
from urllib.parse import urlsplit

from devices.printers import cups
from devices.transport import LinkSettings, Transport
from devices.trouble import DeviceTrouble

_USUAL = LinkSettings()

QUEUE = "queue:"
"""How an address names a raw queue: `queue:LABEL`. Others: `socket://host:port`, or whatever a serial link takes (`/dev/…`, `usb:VID:PID`)."""


@dataclass(frozen=True)
class Delivery:
    """How bytes stand. `state`: handed-over | unreachable | timed-out | stopped | cancelled | unknown-queue | rejected; its words are `print-STATE`."""

    address: str
    state: str
    note: str = ""
    job: str = ""

    @property
    def words(self) -> str:
        """The key of its words."""
        return f"print-{self.state}"

    @property
    def values(self) -> dict[str, object]:
        """What fills its words."""
        return {"queue": self.address.removeprefix(QUEUE), "note": self.note}


class Wire(Protocol):
    """An open way to a printer's own bytes. Every call raises OSError or DeviceTrouble when the printer goes."""

    def send(self, part: bytes, seconds: float) -> int:
        """How many bytes, from the first, the printer's side has taken within so long."""
        ...

    def ask(self, question: bytes, seconds: float) -> bytes:
        """What comes back within so long, b"" for silence."""
        ...

    def finish(self, seconds: float) -> bool:
        """Whether the other side has everything within so long."""
        ...

    def drop(self) -> None:
        """The rest of a job that was given up is not sent."""
        ...


def deliver(address: str, payload: bytes, deadline: float, stop: threading.Event | None = None, line: LinkSettings = _USUAL) -> Delivery:
    """Send all of it within `deadline` seconds; a raw queue's job is followed to its end, and taken back when it does not end in time. Never raises.

    Handed over means: the printer's side has taken every byte and, over TCP, has closed in peace. `line`: of a serial link. Blocks.
    """
    halt = stop or threading.Event()
    if address.startswith(QUEUE):
        return _through_cups(address, payload, deadline, halt)
    until = time.monotonic() + deadline
    try:
        with wire(address, min(_CONNECT, deadline), line) as way:
            return _sent(way, (address, payload), until, halt)
    except DeviceTrouble as trouble:
        return Delivery(address, "unreachable", _note(trouble))
    except OSError as error:
        return Delivery(address, "unreachable", _said(error))


def status(address: str, questions: tuple[bytes, ...], seconds: float = 0.6, line: LinkSettings = _USUAL) -> bytes:
    """The bytes a printer answers to each question, together, up to the first it keeps silent on; b"" from a queue. Raises DeviceTrouble `print-unreachable`."""
    if address.startswith(QUEUE):
        return b""
    try:
        with wire(address, _CONNECT, line) as way:
            # One silence is enough: a receipt is not to wait for four.
            return b"".join(takewhile(bool, (way.ask(question, seconds) for question in questions)))
    except (DeviceTrouble, OSError) as error:
        note = _note(error) if isinstance(error, DeviceTrouble) else _said(error)
        raise DeviceTrouble("print-unreachable", queue=address, note=note) from error


@contextlib.contextmanager
def wire(address: str, seconds: float, line: LinkSettings = _USUAL) -> Iterator[Wire]:
    """An open connection, closed at the end. Raises OSError or DeviceTrouble `link-…` when there is none."""
    found = urlsplit(address)
    if found.scheme == "socket":
        with socket.create_connection(_host(address), seconds) as connection:
            yield _Tcp(connection)
        return
    port = Transport(address, line, _STEP)
    try:
        yield _Serial(port)
    finally:
        port.close()


def _host(address: str) -> tuple[str, int]:
    found = urlsplit(address)
    try:
        return found.hostname or "localhost", found.port or 9100
    except ValueError as error:
        raise DeviceTrouble("link-unusable", address=address, reason=error) from error


def _sent(way: Wire, what: tuple[str, bytes], until: float, halt: threading.Event) -> Delivery:
    address, payload = what
    try:
        state = _poured(way, payload, until, halt)
        if state != "handed-over":
            way.drop()
        return Delivery(address, state)
    except DeviceTrouble as trouble:
        return Delivery(address, "stopped", _note(trouble))
    except OSError as error:
        return Delivery(address, "stopped", _said(error))


def _poured(way: Wire, payload: bytes, until: float, halt: threading.Event) -> str:
    """The state it ends in. Waits in slices, so that a cancelling is heard while a printer pauses."""
    done = 0
    while done < len(payload):
        left = until - time.monotonic()
        if halt.is_set():
            return "cancelled"
        if left <= 0:
            return "timed-out"
        done += way.send(payload[done : done + _PART], min(left, _SLICE))
    return "handed-over" if way.finish(max(0.0, until - time.monotonic())) else "timed-out"


class _Tcp:
    """A network printer, port 9100 or what a print server has."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, part: bytes, seconds: float) -> int:
        self._connection.settimeout(seconds)
        try:
            return self._connection.send(part)
        except TimeoutError:
            return 0

    def ask(self, question: bytes, seconds: float) -> bytes:
        self._connection.settimeout(seconds)
        self._connection.sendall(question)
        return _whole(self._heard, seconds)

    def _heard(self, seconds: float) -> bytes:
        self._connection.settimeout(seconds)
        try:
            return self._connection.recv(_PART)
        except TimeoutError:
            return b""

    def finish(self, seconds: float) -> bool:
        """The other side reads to the end and closes. One that keeps the connection open afterwards has taken everything its system has acknowledged."""
        self._connection.shutdown(socket.SHUT_WR)
        until = time.monotonic() + min(seconds, _LINGER)
        while (left := until - time.monotonic()) > 0:
            self._connection.settimeout(left)
            try:
                if not self._connection.recv(_PART):
                    return True
            except TimeoutError:
                break
        return not _unacknowledged(self._connection)

    def drop(self) -> None:
        """Closing does."""


class _Serial:
    """A printer on a serial link: the line's speed sets the pace, a printer that pauses holds the bytes back. What it does not take in time is not sent later."""

    def __init__(self, port: Transport) -> None:
        self._port = port

    def send(self, part: bytes, seconds: float) -> int:
        return self._port.pour(part, seconds)

    def ask(self, question: bytes, seconds: float) -> bytes:
        return _whole(self._heard, seconds) if self._port.pour(question, seconds) == len(question) else b""

    def finish(self, seconds: float) -> bool:
        """The system may still hold the last bytes, which a printer that has stopped never takes."""
        until = time.monotonic() + seconds
        while self._port.unsent():
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)
        return True

    def drop(self) -> None:
        self._port.forget_output()

    def _heard(self, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if answer := self._port.read():
                return answer
        return b""


def _whole(heard: Callable[[float], bytes], seconds: float) -> bytes:
    """An answer with all its pieces: a slow line brings it a few bytes at a time."""
    until = time.monotonic() + seconds
    answer = part = heard(seconds)
    while part and time.monotonic() < until:
        part = heard(_GAP)
        answer += part
    return answer


def _unacknowledged(connection: socket.socket) -> int:
    """Bytes the other side's system has not acknowledged yet (SIOCOUTQ)."""
    import fcntl
    import struct
    import termios

    return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\x00" * 4))[0])


def _through_cups(address: str, payload: bytes, deadline: float, halt: threading.Event) -> Delivery:
    queue = address.removeprefix(QUEUE)
    try:
        job = cups.submit(payload, queue, "label", raw=True)
    except DeviceTrouble as trouble:
        return Delivery(address, trouble.key.removeprefix("print-"), _note(trouble))
    end = cups.follow(job, deadline, stop=halt)
    if end.state not in cups.ENDS or end.state == "timed-out":
        end = cups.take_back(end)
    return Delivery(address, end.state if end.state in cups.ENDS else "cancelled", end.note, job.id)


def _note(trouble: DeviceTrouble) -> str:
    found = trouble.values.get("note") or trouble.values.get("reason") or trouble.values.get("address") or ""
    return str(found)


def _said(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


_CONNECT = 5.0
_LINGER = 3.0
_STEP = 0.05
_LOOK = 0.02
_GAP = 0.06
_SLICE = 0.5
_PART = 4096
