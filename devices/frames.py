"""What every driver is to the rest of the program: bytes in, frozen frames out, no thread, no clock, no port."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from devices.framers import Counters
from devices.readings import Reading


class Frame(Protocol):
    """The valid bytes of one message and what they say; each driver has its own frozen kind.

    `decode` shows them under `frames`, or under the names that the driver tells (`Listing`, `Listed`).
    """

    @property
    def raw(self) -> bytes:
        """The bytes as they arrived, kept as evidence with every accepted reading."""

    def fields(self) -> dict[str, object]:
        """The frame as JSON values, with the names of the contract and `raw_hex`."""

    def reading(self) -> Reading | None:
        """What it means to the lane; None for one that only the protocol needs (an error, a reply, a position without a fix)."""


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


@runtime_checkable
class Answering(Protocol):
    """A driver whose device awaits an answer. The link writes it in its own thread before any frame is handed on."""

    def answers(self) -> bytes:
        """What the device awaits for the bytes fed since the last call; b"" when nothing. Forgotten once asked for."""


@runtime_checkable
class Asking(Protocol):
    """A driver whose device speaks only when asked."""

    @property
    def asks(self) -> bytes:
        """The request; b"" when the device sends by itself."""

    @property
    def asks_every(self) -> float:
        """Seconds between two requests."""


@runtime_checkable
class Greeting(Protocol):
    """A driver whose device must be told something after every opening (switch to packets, start to read tags)."""

    @property
    def greets(self) -> bytes:
        """The bytes; b"" when nothing."""


@runtime_checkable
class Listing(Protocol):
    """A driver whose frames `decode` shows under other names than `frames`: `documents`, or `packets` and `scans`."""

    @property
    def lists(self) -> tuple[str, ...]:
        """The names, all of them shown even when empty. Frames that do not tell their own `list` stand in the first."""


@runtime_checkable
class Listed(Protocol):
    """A frame of a driver with several lists."""

    @property
    def list(self) -> str:
        """The name of its list."""


@runtime_checkable
class Private(Protocol):
    """A driver whose bytes are personal (documents): the link counts them and keeps none."""

    @property
    def private(self) -> bool:
        """Whether they are."""


Config = Mapping[str, object] | None
"""Settings of a driver by name, as TOML or JSON gives them; None takes the defaults."""
