"""Framer, tally and protocol joined: what every driver does besides its protocol, written once and named in each (`feed = feeding.feed`)."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from devices.framers import Counters, Framer, Tally

Cut = TypeVar("Cut")
Made_co = TypeVar("Made_co", covariant=True)
One = TypeVar("One")


class Framed(Protocol[Cut, Made_co]):
    """What a driver brings: where its candidates come from, what it counts, and what it makes of one candidate."""

    @property
    def _framer(self) -> Framer[Cut]: ...
    @property
    def _tally(self) -> Tally: ...
    def _read(self, candidate: Cut) -> Sequence[Made_co]:
        """The frames that this candidate completes; one that is none is counted here, a sound one by whoever asked."""


def feed(self: Framed[Cut, One], arrived: bytes) -> list[One]:
    """The frames that these bytes complete."""
    return _frames(self, self._framer.push(arrived))


def idle(self: Framed[Cut, One]) -> list[One]:
    """The frames that silence completes; a half one is given up and counted, and a whole one that begins inside it is found."""
    return _frames(self, self._framer.idle())


def discard(self: Framed[Cut, One]) -> bytes:
    """Forget the half frame and return its bytes."""
    return self._framer.discard()


def _counted(self: Framed[Cut, One]) -> Counters:
    return self._tally.counters


counters = property(_counted)
"""What became of the bytes so far."""


def _frames(self: Framed[Cut, One], candidates: Sequence[Cut]) -> list[One]:
    """A candidate counts as one good message, however many frames the protocol tells of it."""
    found: list[One] = []
    for candidate in candidates:
        made = self._read(candidate)
        self._tally.ok += bool(made)
        found += made
    return found
