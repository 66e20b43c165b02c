"""Tries the baud rates of a link one after the other, reading only: nothing is sent to the device."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from devices.frames import Driver
from devices.linefaults import RATES
from devices.transport import LinkSettings, Transport


@dataclass(frozen=True)
class Tried:
    """What came at one rate: good frames, rejected candidates, bytes."""

    baud: int
    frames: int
    rejected: int
    bytes: int


def sweep(
    address: str, make: Callable[[], Driver], settings: LinkSettings, seconds: float = 3.0, stop: threading.Event | None = None,
) -> Iterator[Tried]:
    """Each rate in turn, the set one first, for so many seconds; somebody scans meanwhile. Ends after the first rate with a good frame and none rejected.

    Raises DeviceTrouble as `Transport` does: the link itself must be stopped first.
    """
    halt = stop or threading.Event()
    for baud in (settings.baud, *(rate for rate in reversed(RATES) if rate != settings.baud)):
        if halt.is_set():
            return
        tried = _listened(address, make(), replace(settings, baud=baud), seconds)
        yield tried
        if tried.frames and not tried.rejected:
            return


def best(tried: Sequence[Tried]) -> Tried | None:
    """The rate with the most good frames; None when no rate gave one."""
    good = [each for each in tried if each.frames > each.rejected]
    return max(good, key=lambda each: (each.frames, -each.rejected), default=None)


def _listened(address: str, driver: Driver, settings: LinkSettings, seconds: float) -> Tried:
    port = Transport(address, settings, min(0.1, driver.idle_after))
    try:
        port.forget_input()
        until, last, size, frames = time.monotonic() + seconds, time.monotonic(), 0, 0
        while time.monotonic() < until and not frames:
            read = port.read()
            now = time.monotonic()
            if read:
                last, size = now, size + len(read)
                frames += len(driver.feed(read))
            elif now - last >= driver.idle_after:
                frames += len(driver.idle())
                last = now
    finally:
        port.close()
    return Tried(settings.baud, frames, driver.counters.rejected, size)
