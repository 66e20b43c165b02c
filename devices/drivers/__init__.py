"""One protocol is one module; this is the list of them."""

from collections.abc import Callable, Mapping

from devices.drivers.generic import Generic
from devices.drivers.jt701 import Jt701
from devices.drivers.mrz import Mrz
from devices.drivers.mt_sics import MtSics
from devices.drivers.nmea import Nmea
from devices.drivers.r2000 import R2000
from devices.drivers.relay import Relay
from devices.drivers.scanner_line import ScannerLine
from devices.drivers.ssi import Ssi
from devices.drivers.toledo import Toledo
from devices.drivers.uhf import Uhf
from devices.drivers.xk3190 import Xk3190
from devices.frames import Config, Driver
from devices.trouble import DeviceTrouble

_DRIVERS: Mapping[str, Callable[[Config], Driver]] = {one.name: one for one in (ScannerLine, Xk3190, Mrz, Nmea, Relay, Uhf, R2000, Toledo, MtSics, Ssi, Jt701, Generic)}

NAMES = tuple(_DRIVERS)
"""Every driver's name."""


def driver(name: str, config: Config = None) -> Driver:
    """A fresh driver. Raises DeviceTrouble `driver-unknown` (name, known) or `config-wrong` (driver, name, reason)."""
    if name not in _DRIVERS:
        raise DeviceTrouble("driver-unknown", name=name[:40], known=", ".join(NAMES))
    return _DRIVERS[name](config)
