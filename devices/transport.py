"""The one place that touches pyserial: opens a port for us alone, reads what is there, and turns every way to fail into one trouble."""

import errno
import fcntl
import os
import select
import socket
import termios
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import serial

from devices import finder
from devices.trouble import DeviceTrouble


@dataclass(frozen=True)
class LinkSettings:
    """Line settings and host replies of one link; `warm_up` seconds of bytes are thrown away after opening (some devices start when DTR rises)."""

    name: str = ""
    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1
    accepted: bytes = b""
    rejected: bytes = b""
    warm_up: float = 0.0


# What pyserial raises when a device goes away or a port is closed beside it: plain OSError, its own subclass, TypeError and termios.error.
_GONE = (OSError, TypeError, termios.error)
_WRITE_SECONDS = 1.0

_ALIVE = ((socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1), (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1),
          (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2), (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 3000))
"""A serial server whose power goes says no good-bye: asked once a second, given up after about three. A closed connection is noticed at once."""


class Transport:
    """One open port. Raises DeviceTrouble `link-absent` `link-busy` `link-denied` `link-unusable` on opening, `link-lost` afterwards."""

    def __init__(self, address: str, settings: LinkSettings, wait: float) -> None:
        """`wait`: seconds after which a silent `read` returns."""
        self.path = finder.find(address)
        self._port = _opened(self.path, settings, wait)
        self._lock_for_all()
        _keep_alive(self._port)

    def others(self) -> str:
        """The other programs that have this port open without asking for it alone; they take bytes from us. Empty when there are none."""
        return _named(one for one in finder.holders(self.path) if one.pid != os.getpid()) if self._on_tty else ""

    def read(self) -> bytes:
        """What has arrived, at least one byte; b"" after the wait."""
        try:
            return bytes(self._port.read(self._port.in_waiting or 1))
        except _GONE as error:
            raise DeviceTrouble("link-lost", address=self.path) from error

    def write(self, reply: bytes) -> bool:
        """Send to the device; False when it does not take the bytes in time: it may still send, so the port stays open."""
        try:
            self._port.write(reply)
        except serial.SerialTimeoutException:
            self.forget_output()
            return False
        except _GONE as error:
            raise DeviceTrouble("link-lost", address=self.path) from error
        return True

    def pour(self, sent: bytes, seconds: float) -> int:
        """Send to a device that may pause, such as a printer: how many bytes, from the first, it has taken within so long. Nothing is thrown away.

        A port without a tty takes all or nothing.
        """
        if not self._on_tty:
            return len(sent) if self.write(sent) else 0
        until, done = time.monotonic() + seconds, 0
        try:
            line = self._port.fileno()
            while done < len(sent) and select.select([], [line], [], max(0.0, until - time.monotonic()))[1]:
                done += _taken(line, sent[done:])
        except _GONE as error:
            raise DeviceTrouble("link-lost", address=self.path) from error
        return done

    def unsent(self) -> int:
        """Bytes that our side of a tty still holds; 0 for other ports, which do not tell."""
        try:
            return int(self._port.out_waiting) if self._on_tty else 0
        except _GONE as error:
            raise DeviceTrouble("link-lost", address=self.path) from error

    def forget_input(self) -> None:
        """Throw away what a tty gathered before anyone listened; a network port has nothing older than its connection."""
        try:
            if self._on_tty:
                self._port.reset_input_buffer()
        except _GONE as error:
            raise DeviceTrouble("link-lost", address=self.path) from error

    def forget_output(self) -> None:
        """What the device did not take is not sent later, when it means nothing any more."""
        try:
            if self._on_tty:
                self._port.reset_output_buffer()
        except _GONE as error:
            raise DeviceTrouble("link-lost", address=self.path) from error

    def interrupt(self) -> None:
        """Let a `read` of the owner thread return now, where the port can; it returns after its wait in any case."""
        cancel = getattr(self._port, "cancel_read", None)
        if cancel is not None:
            try:
                cancel()
            except _GONE:
                # Closed by its owner at this very moment, so nobody waits in `read`.
                return

    def close(self) -> None:
        """For the thread that reads, only."""
        if self._on_tty:
            _for_all(self._port, termios.TIOCNXCL)
        try:
            self._port.close()
        except _GONE:
            # The device is gone: there is nothing left to close.
            return

    def _lock_for_all(self) -> None:
        """Flock (of `exclusive`) stops only programs that ask for it, TIOCEXCL all but root: set both."""
        self._on_tty = isinstance(self._port, serial.Serial)
        if self._on_tty:
            _for_all(self._port, termios.TIOCEXCL)


def _taken(line: int, sent: bytes) -> int:
    try:
        return os.write(line, sent)
    except BlockingIOError:
        return 0


def _opened(path: str, settings: LinkSettings, wait: float) -> Any:
    # pyserial's RFC 2217 knows no write timeout and says so by an exception; its socket gives up after five seconds by itself.
    patience = None if path.lower().startswith("rfc2217:") else _WRITE_SECONDS
    if "://" in path and "logging=" in path:
        raise DeviceTrouble("link-unusable", address=path, reason="logging= would write what people's documents say")
    try:
        port = serial.serial_for_url(
            path, do_not_open=True, exclusive=True, baudrate=settings.baud, bytesize=settings.bits, parity=settings.parity, stopbits=settings.stop,
            timeout=wait, write_timeout=patience,
        )
        if path.lower().startswith("socket:"):
            # pyserial throws away what has come by the end of its opening: what a serial server kept for us and sends at once.
            port.reset_input_buffer = _keep
        port.open()
    except _GONE as error:
        raise _not_opened(path, error) from error
    except (ValueError, KeyError, NotImplementedError) as error:
        # KeyError: pyserial stumbles over an unknown option of a URL while it says so.
        raise DeviceTrouble("link-unusable", address=path, reason=error) from error
    return port


def _keep() -> None:
    """A network port has nothing older than its connection."""


def _keep_alive(port: Any) -> None:
    """Ask the network whether a serial server is still there; a port that is no socket has nobody to ask."""
    line = getattr(port, "_socket", None)
    if isinstance(line, socket.socket):
        for level, option, value in _ALIVE:
            line.setsockopt(level, option, value)


def _not_opened(path: str, error: Exception) -> DeviceTrouble:
    number = getattr(error, "errno", None)
    if number in (errno.EAGAIN, errno.EBUSY):
        return DeviceTrouble("link-busy", address=path, program=_named(finder.holders(path)) or "?")
    if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV):
        return DeviceTrouble("link-absent", address=path)
    if number in (errno.EACCES, errno.EPERM):
        return DeviceTrouble("link-denied", address=path)
    return DeviceTrouble("link-unusable", address=path, reason=error)


def _named(holders: Iterable[finder.Holder]) -> str:
    return ", ".join(f"{one.program} ({one.pid})" for one in holders)


def _for_all(port: Any, request: int) -> None:
    try:
        fcntl.ioctl(port.fileno(), request)
    except _GONE:
        # Gone already, or a kind of port without this lock; reading tells.
        return
