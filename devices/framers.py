"""Cuts a stream of bytes into candidates for a frame: pure, bounded, the same for any split of the stream; knows no protocol."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Candidate_co = TypeVar("Candidate_co", covariant=True)


@dataclass(frozen=True)
class Counters:
    """What became of the bytes: frames accepted, candidates rejected, bytes outside accepted frames, losses of synchronism."""

    ok: int = 0
    rejected: int = 0
    bytes_dropped: int = 0
    resyncs: int = 0


class Tally:
    """The running numbers of one driver, written by its framer and its decoder."""

    def __init__(self) -> None:
        self.ok = self.rejected = self.bytes_dropped = self.resyncs = 0

    def reject(self, size: int) -> None:
        """One candidate of `size` bytes was no frame."""
        self.rejected += 1
        self.resyncs += 1
        self.bytes_dropped += size

    @property
    def counters(self) -> Counters:
        """The numbers as they stand now."""
        return Counters(self.ok, self.rejected, self.bytes_dropped, self.resyncs)


class Framer(Protocol[Candidate_co]):
    """First layer of a driver: bytes in, candidates out (bytes, or more where a protocol must know what stood before them)."""

    def push(self, arrived: bytes) -> Sequence[Candidate_co]:
        """The candidates that these bytes complete."""

    def idle(self) -> Sequence[Candidate_co]:
        """The line has been silent: a candidate that silence completes, or nothing; what is unfinished is given up and counted."""

    def discard(self) -> bytes:
        """Forget the unfinished candidate (the device went away) and return it."""


class Lines:
    """Candidates end at any byte of `ends`; empty ones are none, so CR LF is one end even when it arrives in two reads."""

    def __init__(self, ends: bytes, most: int, tally: Tally, *, silence_ends: bool = False) -> None:
        self._end = re.compile(b"[" + re.escape(ends) + b"]")
        self._most = most
        self._tally = tally
        self._silence_ends = silence_ends
        self._buffer = bytearray()
        self._too_long = False

    def push(self, arrived: bytes) -> list[bytes]:
        *whole, rest = self._end.split(arrived)
        lines = []
        for piece in whole:
            self._grow(piece)
            lines += self._take()
        self._grow(rest)
        return lines

    def idle(self) -> list[bytes]:
        if self._silence_ends:
            return self._take()
        half = self.discard()
        if half:
            self._tally.reject(len(half))
        return []

    def discard(self) -> bytes:
        half = bytes(self._buffer)
        self._buffer.clear()
        self._too_long = False
        return half

    def _take(self) -> list[bytes]:
        line = self.discard()
        return [line] if line else []

    def _grow(self, piece: bytes) -> None:
        """A line over the bound is counted once and dropped up to its end."""
        if self._too_long:
            self._tally.bytes_dropped += len(piece)
        elif len(self._buffer) + len(piece) > self._most:
            self._tally.reject(len(self._buffer) + len(piece))
            self._buffer.clear()
            self._too_long = True
        else:
            self._buffer += piece


class Between:
    """Candidates stand between `start` and `end`; bytes outside are dropped. `restart`: a second start gives up the first candidate.

    An empty `start` means that a candidate begins where the last one ended.
    """

    def __init__(self, start: bytes, end: bytes, most: int, tally: Tally, *, restart: bool = True) -> None:
        self._start, self._end, self._most, self._tally = start, end, most, tally
        self._restart = restart and bool(start)
        self._buffer = bytearray()
        self._inside = not start
        self._too_long = False

    def push(self, arrived: bytes) -> list[bytes]:
        self._buffer += arrived
        found: list[bytes] = []
        while self._step(found):
            pass
        return found

    def idle(self) -> list[bytes]:
        open_candidate = self._inside and not self._too_long and (self._start or self._buffer)
        half = self.discard()
        if open_candidate:
            self._tally.reject(len(half))
        else:
            self._tally.bytes_dropped += len(half)
        return []

    def discard(self) -> bytes:
        half = bytes(self._buffer)
        self._buffer.clear()
        self._inside = not self._start
        self._too_long = False
        return half

    def _step(self, found: list[bytes]) -> bool:
        """One mark of the buffer worked off; False when the rest has to wait for more bytes."""
        if not self._inside:
            return self._enter()
        end = self._buffer.find(self._end)
        start = self._buffer.find(self._start) if self._restart else -1
        # Whichever mark is complete first decides, as it would if the bytes came one by one.
        if start >= 0 and (end < 0 or start + len(self._start) < end + len(self._end)):
            self._give_up(start)
            del self._buffer[: start + len(self._start)]
            return True
        if end < 0:
            self._bound()
            return False
        if end > self._most or self._too_long:
            self._give_up(end)
        elif end:
            found.append(bytes(self._buffer[:end]))
        del self._buffer[: end + len(self._end)]
        self._inside = not self._start
        self._too_long = False
        return True

    def _enter(self) -> bool:
        place = self._buffer.find(self._start)
        if place < 0:
            self._keep_tail(len(self._start) - 1)
            return False
        self._tally.bytes_dropped += place
        del self._buffer[: place + len(self._start)]
        self._inside = True
        return True

    def _give_up(self, size: int) -> None:
        if self._too_long:
            self._tally.bytes_dropped += size
        else:
            self._tally.reject(size)
        self._too_long = False

    def _bound(self) -> None:
        """Without an end in sight, keep no more than a frame may have."""
        if self._too_long or len(self._buffer) >= self._most + len(self._end):
            if not self._too_long:
                self._tally.reject(0)
            self._too_long = True
            self._keep_tail(max(len(self._start), len(self._end)) - 1)

    def _keep_tail(self, size: int) -> None:
        gone = max(0, len(self._buffer) - size)
        self._tally.bytes_dropped += gone
        del self._buffer[:gone]


class Shape(Protocol):
    """What a protocol knows of its packets."""

    def size(self, begun: bytes) -> int:
        """How long the packet is, told from however much of it is there: -1 it is none, 0 cannot say yet."""

    def valid(self, packet: bytes) -> bool:
        """Whether a packet of full length is sound."""


class Packets:
    """Candidates begin with the byte `head` (or any of its bytes); the protocol's `shape` tells their length.

    No answer of `size` may be more than `most`. A candidate that `valid` refuses costs one byte, not its length: a true frame may begin inside it.
    """

    def __init__(self, head: int | bytes, most: int, shape: Shape, tally: Tally) -> None:
        self._head = re.compile(b"[" + re.escape(head if isinstance(head, bytes) else bytes([head])) + b"]")
        self._most, self._shape, self._tally = most, shape, tally
        self._buffer = bytearray()
        self._in_step = True

    def push(self, arrived: bytes) -> list[bytes]:
        self._buffer += arrived
        found: list[bytes] = []
        place = 0
        while (place := self._next(place)) < len(self._buffer):
            rest = bytes(self._buffer[place : place + self._most])
            size = self._shape.size(rest)
            if size == 0 or size > len(rest):
                break
            if size > 0 and self._shape.valid(rest[:size]):
                found.append(rest[:size])
                self._in_step = True
                place += size
                continue
            self._tally.rejected += 1
            self._skip(1)
            place += 1
        del self._buffer[:place]
        return found

    def idle(self) -> list[bytes]:
        found: list[bytes] = []
        while self._buffer:
            self._tally.rejected += 1
            self._skip(1)
            del self._buffer[:1]
            found += self.push(b"")
        return found

    def discard(self) -> bytes:
        half = bytes(self._buffer)
        self._buffer.clear()
        return half

    def _next(self, place: int) -> int:
        """Where the next head stands; what lies before it is dropped."""
        found = self._head.search(self._buffer, place)
        head = found.start() if found else len(self._buffer)
        self._skip(head - place)
        return head

    def _skip(self, size: int) -> None:
        if size:
            self._tally.bytes_dropped += size
            self._tally.resyncs += self._in_step
            self._in_step = False
