"""A device behind a network port, as a serial server offers it: one connection at a time, a later one takes over."""

import select
import socket
import threading
import time
from types import TracebackType
from typing import Self


class SocketDevice:
    """Listens on 127.0.0.1; `port` 0 takes a free one. Unplugged, it refuses connections; plugged in again, it listens on the same port."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._lock = threading.RLock()
        self._listening: socket.socket | None = None
        self._peer: socket.socket | None = None
        self.plug()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def address(self) -> str:
        """What a link is given to open it."""
        return f"socket://127.0.0.1:{self._port}"

    def plug(self) -> None:
        """Begin to listen. Raises OSError when another program has the port."""
        with self._lock:
            if self._listening is None:
                self._listening = socket.create_server(("127.0.0.1", self._port))
                self._listening.setblocking(False)
                self._port = self._listening.getsockname()[1]

    def unplug(self) -> None:
        """Hang up and refuse connections."""
        with self._lock:
            self._hang_up()
            if self._listening is not None:
                self._listening.close()
                self._listening = None

    def close(self) -> None:
        """The end of the device."""
        self.unplug()

    def send(self, sent: bytes, seconds: float = 5.0) -> None:
        """Write bytes as the device; without a connection they go nowhere. TimeoutError when nobody reads for `seconds`."""
        with self._lock:
            peer = self._newest()
            if peer is None:
                return
            peer.settimeout(seconds or _LEAST)
            try:
                peer.sendall(sent)
            except ConnectionError:
                self._hang_up()

    def received(self, seconds: float = 0.0, most: int = 65_536) -> bytes:
        """What the host sent to the device: what is there, at most so much, after waiting up to `seconds` for the first byte."""
        with self._lock:
            peer = self._newest()
            if peer is None or not select.select([peer], [], [], seconds)[0]:
                return b""
            try:
                sent = peer.recv(most)
            except ConnectionError:
                sent = b""
            if not sent:
                self._hang_up()
            return sent

    def opened(self) -> bool:
        """Whether a program is connected now."""
        with self._lock:
            peer = self._newest()
            if peer is None:
                return False
            if not select.select([peer], [], [], 0)[0]:
                return True
            try:
                return bool(peer.recv(1, socket.MSG_PEEK))
            except ConnectionError:
                return False

    def wait_opened(self, seconds: float) -> bool:
        """Wait until a program is connected; False when none was."""
        until = time.monotonic() + seconds
        while not self.opened():
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)
        return True

    def _newest(self) -> socket.socket | None:
        """The connection that counts: whoever comes later takes over, because the earlier one may be a program that has died."""
        try:
            while self._listening is not None:
                later, _ = self._listening.accept()
                self._hang_up()
                self._peer = later
        except BlockingIOError:
            return self._peer
        return self._peer

    def _hang_up(self) -> None:
        if self._peer is not None:
            self._peer.close()
            self._peer = None


_LOOK = 0.01
_LEAST = 0.01
