"""A weighbridge indicator that sends its display all the time over a pty: a truck drives on, the weight swings and settles."""

import random
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.drivers.xk3190 import encode
from devices.simulators.pty_device import PtyDevice


@dataclass(frozen=True)
class Bridge:
    """A scale: its step in kg, seconds between two frames, how many frames a truck swings, and the seed of the swing."""

    increment: int = 20
    interval: float = 0.1
    swings: int = 8
    seed: int = 0


class PtyScale:
    """`path` goes to a link; `device` is the plug: `unplug`, `plug`, `wait_opened`, `send` for raw bytes."""

    def __init__(self, folder: Path, name: str, bridge: Bridge | None = None) -> None:
        self.device = PtyDevice(folder, name)
        self._bridge = bridge or Bridge()
        self._random = random.Random(self._bridge.seed)  # noqa: S311 - the swing of a simulation, repeatable by its seed
        self._coming: list[int] = []
        self._shown = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"scale {name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The stable path of the port."""
        return self.device.path

    def put(self, weight: str) -> None:
        """A truck of so many kg drives on; `0` is an empty bridge."""
        with self._lock:
            self._coming = approach(self._shown, int(weight), self._bridge, self._random)

    def close(self) -> None:
        """The end of the device."""
        self._stop.set()
        self._thread.join()
        self.device.close()

    def _run(self) -> None:
        while not self._stop.wait(self._bridge.interval):
            with self._lock:
                self._shown = self._coming.pop(0) if self._coming else self._shown
                frame = encode(self._shown)
            self._show(frame)

    def _show(self, frame: bytes) -> None:
        """A display never waits: without a reader, or with a slow one, the frame is lost and the next one comes."""
        try:
            if self.device.opened():
                self.device.send(frame, seconds=0)
        except TimeoutError:
            return


def approach(start: int, target: int, bridge: Bridge, chance: random.Random) -> list[int]:
    """The displays from one weight to another: axle by axle nearer, then swinging about the target, ending on it."""
    shown = []
    for swing in range(1, bridge.swings + 1):
        reached = start + (target - start) * min(1.0, swing * 2 / (bridge.swings + 1))
        wobble = chance.randint(-3, 3) * bridge.increment
        shown.append(max(0, round(reached / bridge.increment) * bridge.increment + wobble))
    return [*shown, target]
