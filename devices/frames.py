"""What every driver is to the rest of the program: bytes in, frozen frames out, no thread, no clock, no port."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from devices.framers import Counters


class Frame(Protocol):
    """The valid bytes of one message and what they say; each driver has its own frozen kind."""

    @property
    def raw(self) -> bytes:
        """The bytes as they arrived, kept as evidence with every accepted reading."""

    def fields(self) -> dict[str, object]:
        """The frame as JSON values, with the names of the contract and `raw_hex`."""


class Driver(Protocol):
    """One protocol. Whole, chunked and byte-wise feeding of one stream give the same frames."""

    @property
    def name(self) -> str:
        """The driver's name in settings and on the command line."""

    @property
    def idle_after(self) -> float:
        """Seconds of silence after which the link calls `idle`."""

    @property
    def counters(self) -> Counters:
        """What became of the bytes so far."""

    def feed(self, arrived: bytes) -> Sequence[Frame]:
        """The frames that these bytes complete."""

    def idle(self) -> Sequence[Frame]:
        """The frames that silence completes; an unfinished one is given up and counted."""

    def discard(self) -> bytes:
        """Forget the unfinished frame (the device went away) and return its bytes."""


Config = Mapping[str, object] | None
"""Settings of a driver by name, as TOML or JSON gives them; None takes the defaults."""
