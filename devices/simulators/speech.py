"""What a simulated device says: one protocol from the device's side, pure; `Simulated` puts it on a pty or a socket."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

Step = Mapping[str, object]
"""One step of a script, as JSON gives it: `{"weight": "24310"}`."""


class Speech(Protocol):
    """One device. Never called by two threads at once; no thread, no clock, no port of its own."""

    @property
    def name(self) -> str:
        """The name of the driver that understands it."""

    @property
    def every(self) -> float:
        """Seconds between two `still`; 0: it speaks only by its script and when spoken to."""

    def say(self, step: Step) -> bytes:
        """The bytes of one step; b"" for one that only changes what it shows. A wrong step raises DeviceTrouble `line-wrong` (reason)."""

    def still(self) -> bytes:
        """What it repeats by itself; b"" when nothing is due."""

    def hear(self, sent: bytes) -> bytes:
        """Its answer to what the host wrote, which may come in any pieces; b"" when it has none."""


@runtime_checkable
class Slow(Protocol):
    """A device that does not take everything at once: the host has to wait for it."""

    def room(self) -> int:
        """How many bytes it takes now, asked about two hundred times a second; 0: none."""
