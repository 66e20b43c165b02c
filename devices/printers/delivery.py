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

    def send(self, part: bytes, seconds: float) -> None:
        """Wait at most so long until the printer's side has taken it; TimeoutError when it does not."""
        ...

    def ask(self, question: bytes, seconds: float) -> bytes:
        """What comes back within so long, b"" for silence."""
        ...

    def finish(self, seconds: float) -> None:
        """Wait until the other side has seen the end."""
        ...


def deliver(address: str, payload: bytes, deadline: float, stop: threading.Event | None = None) -> Delivery:
    """Send all of it within `deadline` seconds; a raw queue's job is followed to its end, and taken back when it does not end in time. Never raises.

    Handed over means: the printer's side has taken every byte and, over TCP, has closed in peace. Blocks.
    """
    halt = stop or threading.Event()
    if address.startswith(QUEUE):
        return _through_cups(address, payload, deadline, halt)
    until = time.monotonic() + deadline
    try:
        with wire(address, min(_CONNECT, deadline)) as way:
            return _sent(way, (address, payload), until, halt)
    except DeviceTrouble as trouble:
        return Delivery(address, "unreachable", _note(trouble))
    except OSError as error:
        return Delivery(address, "unreachable", _said(error))


def status(address: str, questions: tuple[bytes, ...], seconds: float = 0.6) -> bytes:
    """The bytes a printer answers to each question, together, up to the first it keeps silent on; b"" from a queue. Raises DeviceTrouble `print-unreachable`."""
    if address.startswith(QUEUE):
        return b""
    try:
        with wire(address, _CONNECT) as way:
            # One silence is enough: a receipt is not to wait for four.
            return b"".join(takewhile(bool, (way.ask(question, seconds) for question in questions)))
    except (DeviceTrouble, OSError) as error:
        note = _note(error) if isinstance(error, DeviceTrouble) else _said(error)
        raise DeviceTrouble("print-unreachable", queue=address, note=note) from error


@contextlib.contextmanager
def wire(address: str, seconds: float) -> Iterator[Wire]:
    """An open connection, closed at the end. Raises OSError or DeviceTrouble `link-…` when there is none."""
    found = urlsplit(address)
    if found.scheme == "socket":
        with socket.create_connection(_host(address), seconds) as connection:
            yield _Tcp(connection)
        return
    port = Transport(address, LinkSettings(), _STEP)
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
        for at in range(0, len(payload), _PART):
            if halt.is_set():
                return Delivery(address, "cancelled")
            _within(until, lambda seconds, at=at: way.send(payload[at : at + _PART], seconds))  # type: ignore[misc]  # bound now, called at once
        _within(until, way.finish)
    except TimeoutError:
        return Delivery(address, "timed-out")
    except DeviceTrouble as trouble:
        return Delivery(address, "stopped", _note(trouble))
    except OSError as error:
        return Delivery(address, "stopped", _said(error))
    return Delivery(address, "handed-over")


def _within(until: float, act: Callable[[float], None]) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    act(left)


class _Tcp:
    """A network printer, port 9100 or what a print server has."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, part: bytes, seconds: float) -> None:
        self._connection.settimeout(seconds)
        self._connection.sendall(part)

    def ask(self, question: bytes, seconds: float) -> bytes:
        self._connection.settimeout(seconds)
        self._connection.sendall(question)
        try:
            return self._connection.recv(_PART)
        except TimeoutError:
            return b""

    def finish(self, seconds: float) -> None:
        """The other side reads to the end and closes. One that keeps the connection open afterwards has taken everything its system has acknowledged."""
        self._connection.shutdown(socket.SHUT_WR)
        until = time.monotonic() + min(seconds, _LINGER)
        while (left := until - time.monotonic()) > 0:
            self._connection.settimeout(left)
            try:
                if not self._connection.recv(_PART):
                    return
            except TimeoutError:
                break
        if _unacknowledged(self._connection):
            raise TimeoutError


class _Serial:
    """A printer on a serial link; the line's speed sets the pace, the port's own limit says when it no longer takes bytes."""

    def __init__(self, port: Transport) -> None:
        self._port = port

    def send(self, part: bytes, seconds: float) -> None:
        until = time.monotonic() + seconds
        for at in range(0, len(part), _SLOW_PART):
            if time.monotonic() > until:
                raise TimeoutError
            self._port.write(part[at : at + _SLOW_PART])

    def ask(self, question: bytes, seconds: float) -> bytes:
        self._port.write(question)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if answer := self._port.read():
                return answer
        return b""

    def finish(self, seconds: float) -> None:
        """Closing a tty waits for what is still on its way."""


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
_STEP = 0.1
_PART = 4096
_SLOW_PART = 64
