"""One protocol is one module; this is the list of them."""

from collections.abc import Callable, Mapping

from devices.drivers.scanner_line import ScannerLine
from devices.drivers.xk3190 import Xk3190
from devices.frames import Config, Driver
from devices.trouble import DeviceTrouble

_DRIVERS: Mapping[str, Callable[[Config], Driver]] = {one.name: one for one in (ScannerLine, Xk3190)}

NAMES = tuple(_DRIVERS)
"""Every driver's name."""


def driver(name: str, config: Config = None) -> Driver:
    """A fresh driver. Raises DeviceTrouble `driver-unknown` (name, known) or `config-wrong` (driver, name, reason)."""
    if name not in _DRIVERS:
        raise DeviceTrouble("driver-unknown", name=name[:40], known=", ".join(NAMES))
    return _DRIVERS[name](config)
