"""Which serial port is which device, and who holds it: a device is remembered by what it is, not by the name it got this time."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serial.tools import list_ports

from devices.trouble import DeviceTrouble

BY_ID = Path("/dev/serial/by-id")


@dataclass(frozen=True)
class Port:
    """One serial port of this machine. `vid`, `pid` are 0 where it is not on USB; `address` finds the same device again after a replug.

    `place` is the socket it is plugged into (`1-1.2`): all that tells two adapters without serial numbers apart (CH340 has none).
    """

    path: str
    vid: int = 0
    pid: int = 0
    serial: str = ""
    place: str = ""
    words: str = ""
    by_id: str = ""

    @property
    def usb(self) -> str:
        """`usb:VID:PID:SERIAL`, or `usb:VID:PID@PLACE` without a serial number; empty where it is not on USB."""
        if not self.vid:
            return ""
        return f"usb:{self.vid:04x}:{self.pid:04x}" + (f":{self.serial}" if self.serial else f"@{self.place}")

    @property
    def address(self) -> str:
        """What to keep in the settings. Without a serial number two adapters of one kind share one by-id name, which stands for whichever came last."""
        return (self.by_id if self.serial or not self.vid else "") or self.usb or self.path

    def answers(self, address: str) -> bool:
        """Whether an address of the form `usb:…` means this port; without serial number or place any such device is meant."""
        wanted, own = address.lower(), self.usb.lower()
        return bool(own) and (own == wanted or own.startswith((wanted + ":", wanted + "@")))


@dataclass(frozen=True)
class Holder:
    """A program that has a port open."""

    pid: int
    program: str


def ports() -> list[Port]:
    """The ports of this machine, USB devices first."""
    found = _listed()
    by_id = _by_id()
    seen = [
        Port(one.device, one.vid or 0, one.pid or 0, one.serial_number or "", one.location or "", one.description or "",
             by_id.get(os.path.realpath(one.device), ""))
        for one in found
    ]
    return sorted(seen, key=lambda port: (port.vid == 0, port.path))


def _listed() -> list[Any]:
    """Pyserial's list. A device that vanishes while its description is read breaks the whole list: the next look sees the machine without it."""
    for _ in range(_LOOKS):
        try:
            return list(list_ports.comports())
        except (OSError, TypeError, ValueError):
            continue
    return []


def changes(before: Sequence[Port], now: Sequence[Port]) -> tuple[list[Port], list[Port]]:
    """(plugged in, pulled out) between two looks: a device is the same when what tells it apart is, whatever name it got this time."""
    known, here = {port.address for port in before}, {port.address for port in now}
    return [port for port in now if port.address not in known], [port for port in before if port.address not in here]


def find(address: str) -> str:
    """What pyserial can open: a path or a URL. `usb:VID:PID[:SERIAL|@PLACE]` (hex) is looked up; DeviceTrouble `link-absent` when it is not there."""
    if "://" in address:
        return address
    if address.lower().startswith("usb:"):
        for port in ports():
            if port.answers(address):
                return port.path
        raise DeviceTrouble("link-absent", address=address)
    if not Path(address).exists():
        raise DeviceTrouble("link-absent", address=address)
    return address


def lasting(address: str) -> str:
    """The address to keep for a device that was named by its port of today (/dev/ttyUSB0); every other address as it is."""
    if "://" in address or address.lower().startswith("usb:"):
        return address
    path = os.path.realpath(address)
    return next((port.address for port in ports() if port.vid and os.path.realpath(port.path) == path), address)


def holders(path: str) -> list[Holder]:
    """The programs that have a port open, as far as this user may see them in /proc."""
    wanted = os.path.realpath(path)
    return [Holder(pid, _program(pid)) for pid in _processes() if _has_open(pid, wanted)]


def _by_id() -> dict[str, str]:
    try:
        return {os.path.realpath(link): str(link) for link in BY_ID.iterdir()}
    except OSError:
        return {}


def _processes() -> list[int]:
    try:
        return sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    except OSError:
        return []


def _has_open(pid: int, wanted: str) -> bool:
    try:
        entries = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        # Ended meanwhile, or another user's.
        return False
    return any(_is(entry, wanted) for entry in entries)


def _is(entry: Path, wanted: str) -> bool:
    """Whether an open file is the wanted one; the same name in another container is another device."""
    try:
        return str(entry.readlink()) == wanted and entry.samefile(wanted)
    except OSError:
        return False


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "?"


_LOOKS = 3
