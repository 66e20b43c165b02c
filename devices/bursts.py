"""What a device sent, played again: reads with their times cut at silences, and the frames a driver makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devices import drivers
from devices.framers import Counters
from devices.frames import Frame


@dataclass(frozen=True)
class Burst:
    """Bytes without a silence between them; `begun`, `ended`: monotonic ns of its first and last read."""

    begun: int
    ended: int
    bytes: bytes


def bursts(reads: Sequence[tuple[int, bytes]], silence: int = 100_000_000) -> list[Burst]:
    """Reads (ns, bytes) cut where nothing came for `silence` ns: a scanner's own end of a code is 20 to 100 ms."""
    found: list[Burst] = []
    for at, read in reads:
        if found and at - found[-1].ended < silence:
            found[-1] = Burst(found[-1].begun, at, found[-1].bytes + read)
        else:
            found.append(Burst(at, at, read))
    return found


def frames(name: str, config: Mapping[str, object], reads: Sequence[tuple[int, bytes]]) -> tuple[list[tuple[int, Frame]], Counters]:
    """The frames a fresh driver makes of the reads, each with the time of the read that completed it, and its counters at the end."""
    driver = drivers.driver(name, config)
    made: list[tuple[int, Frame]] = []
    last = reads[0][0] if reads else 0
    for at, read in reads:
        if (at - last) / 1e9 >= driver.idle_after:
            made += [(last, frame) for frame in driver.idle()]
        made += [(at, frame) for frame in driver.feed(read)]
        last = at
    made += [(last, frame) for frame in driver.idle()]
    return made, driver.counters
