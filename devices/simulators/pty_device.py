"""A device on a pty under a stable path: can be unplugged (the pty hangs up) and plugged in again (another pty, same path)."""

import os
import pty
import select
import threading
import time
import tty
from pathlib import Path
from types import TracebackType
from typing import Self


class PtyDevice:
    """`path` is a symlink in `folder`, as /dev/serial/by-id names a device whatever number it got. Plugged in from the start."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        self._lock = threading.RLock()
        self._master = -1
        folder.mkdir(parents=True, exist_ok=True)
        self.plug()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def address(self) -> str:
        """What a link is given to open it."""
        return str(self.path)

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._master >= 0

    def plug(self) -> None:
        """Plug in: a new pty under the same path."""
        with self._lock:
            if self.plugged:
                return
            self._master, slave = pty.openpty()
            tty.setraw(slave)
            fresh = self.path.with_name(self.path.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.ttyname(slave))
            fresh.replace(self.path)
            os.set_blocking(self._master, False)
            os.close(slave)

    def unplug(self) -> None:
        """Pull the plug: the path goes, and whoever has the port open sees it hang up."""
        with self._lock:
            if not self.plugged:
                return
            self.path.unlink(missing_ok=True)
            os.close(self._master)
            self._master = -1

    def close(self) -> None:
        """The end of the device."""
        self.unplug()

    def send(self, sent: bytes, seconds: float = 5.0) -> None:
        """Write bytes as the device; an unplugged device's bytes go nowhere. TimeoutError when nobody reads for `seconds`."""
        until = time.monotonic() + seconds
        rest = memoryview(sent)
        while rest:
            with self._lock:
                if not self.plugged:
                    return
                rest = rest[self._written(rest) :]
            if rest and time.monotonic() > until:
                raise TimeoutError(f"nobody reads from {self.path}")

    def received(self, seconds: float = 0.0, most: int = 65_536) -> bytes:
        """What the host sent to the device: what is there, at most so much, after waiting up to `seconds` for the first byte."""
        with self._lock:
            if not self.plugged or not select.select([self._master], [], [], seconds)[0]:
                return b""
            try:
                return os.read(self._master, most)
            except OSError:
                # The host has closed the port.
                return b""

    def opened(self) -> bool:
        """Whether a program has the port open now."""
        with self._lock:
            if not self.plugged:
                return False
            watch = select.poll()
            watch.register(self._master, 0)
            return not any(event & select.POLLHUP for _, event in watch.poll(0))

    def wait_opened(self, seconds: float) -> bool:
        """Wait until a program has the port open and has had time to clear it; False when none did."""
        until = time.monotonic() + seconds
        while not self.opened():
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)
        time.sleep(_CLEARING)
        return True

    def _written(self, rest: memoryview) -> int:
        try:
            return os.write(self._master, rest)
        except BlockingIOError:
            select.select([], [self._master], [], _LOOK)
            return 0


_LOOK = 0.01
# A program that opens a port throws away what it finds there (pyserial does): a code typed in that moment would be lost.
_CLEARING = 0.05
