"""A network printer for tests: keeps the bytes of each connection, answers DLE EOT, and can die or stop reading in the middle."""

import contextlib
import queue
import socket
import struct
import threading
from typing import Self


class PaperSink:
    """`status`: the bytes answered to DLE EOT 1-4, one each, none = silent. After `most` bytes it resets the connection, or (`hold`) reads no more."""

    def __init__(self, status: bytes = b"", most: int = -1, *, hold: bool = False) -> None:
        self.pages: queue.Queue[bytes] = queue.Queue()
        self._status, self._most, self._hold = status, most, hold
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        page = b""
        while self._most < 0 or len(page) < self._most:
            part = connection.recv(65_536)
            if not part:
                break
            if len(part) == 3 and part[:2] == b"\x10\x04":
                connection.sendall(self._status[part[2] - 1 : part[2]])
            elif part not in (b"~HS", b"\x1b!?"):
                # What a label printer is asked is no paper; this one keeps silent.
                page += part
        if self._hold:
            self._done.wait(30)
        elif self._most >= 0:
            # Closed at once and with a reset, as by a power cut.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if page:
            self.pages.put(page)
