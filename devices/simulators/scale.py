"""A weighbridge indicator that sends its display all the time: a truck drives on, the weight swings and settles."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.simulators.pty_device import PtyDevice
from devices.simulators.simulated import Simulated
from devices.simulators.xk3190 import Xk3190Speech


@dataclass(frozen=True)
class Bridge:
    """A scale: seconds between two frames, how many frames a truck swings, and the seed of the swing."""

    interval: float = 0.1
    swings: int = 8
    seed: int = 0


class PtyScale:
    """An XK3190 on a pty. `path` goes to a link; `device` is the plug: `unplug`, `plug`, `wait_opened`, `send` for raw bytes."""

    def __init__(self, folder: Path, name: str, bridge: Bridge | None = None) -> None:
        self.device = PtyDevice(folder, name)
        self._bridge = bridge or Bridge()
        self._simulated = Simulated(Xk3190Speech(seed=self._bridge.seed), self.device, every=self._bridge.interval)

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
        self._simulated.set({"weight": weight, "swings": self._bridge.swings})

    def close(self) -> None:
        """The end of the device."""
        self._simulated.close()

