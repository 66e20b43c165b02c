"""Custody as values: what was seen of a truck and when, and what of it contradicts itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from workstation.custody.distances import MINUTE, Measures, ours
from workstation.settings import local_time

TOLD_BY_REGISTER = "partner.inspected"
"""A step that no event tells: the inspection of a partner port, as the register has it."""
PRESENT = frozenset({"code.scanned", "scan.repeated", "seal.verified", "weight.read", "seal.applied", "seal.removed", "seal.replaced", "lock.opened", "lock.kept", TOLD_BY_REGISTER})
"""Kinds of steps for which the truck, or what was looked at, must stand there."""
CLOSED = ("sealed", "read")
BROKEN = ("open", "tampered")


@dataclass(frozen=True)
class Step:
    """One event of custody. `at` UTC ms; `what`: kind of event; `part`, `value`: what was read, put on or weighed (kg); `stay`: which time in front.

    `status` of a seal as read; `off`: the seal that was taken off; `opened`: UTC ms at which a lock says it was opened, 0 when it says nothing.
    `moved`: the scan was moved here from another truck, so its time says nothing of where this one was.
    """

    at: int
    station: str
    seq: int
    what: str
    officer: str = ""
    passage: str = ""
    part: str = ""
    value: str = ""
    container: str = ""
    status: str = ""
    off: str = ""
    opened: int = 0
    stay: int = 0
    typed: bool = False
    moved: bool = False
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        """Port and lane, as the station's name says."""
        port, lane, *_ = (*self.station.split("-"), "", "")
        return port, lane

    @property
    def told(self) -> bool:
        """Whether only the register tells it: no event has a number below zero."""
        return self.seq < 0

    @property
    def stamp(self) -> tuple[int, str, int]:
        """Order of steps; the same as of events."""
        return (self.at, self.station, self.seq)


@dataclass(frozen=True)
class Visit:
    """The steps of one passage at one station, in order."""

    passage: str
    station: str
    steps: tuple[Step, ...]

    @cached_property
    def items(self) -> Mapping[str, tuple[str, ...]]:
        """Part -> what was read of it, each once; seals put on or taken off count."""
        found: dict[str, dict[str, None]] = {}
        for step in self.steps:
            part, box = step.part, step.container
            if part and part != "weight":
                values = found[part] if part in found else found.setdefault(part, {})
                if step.value:
                    values[step.value] = None
                if step.off:
                    values[step.off] = None
            if box:
                found.setdefault("container" if _is_box(box) else "vehicle", {})[box] = None
        return {part: tuple(values) for part, values in found.items()}

    def has(self, value: str) -> bool:
        """Whether an item was read here."""
        for values in self.items.values():  # noqa: SIM110 - a loop costs a third of `any`, and this is asked of every visit
            if value in values:
                return True
        return False

    @cached_property
    def named(self) -> Mapping[str, str]:
        """Seal -> the container it was read with, put on or taken off here, where any step of it names just one."""
        found: dict[str, set[str]] = {}
        for step in self.steps:
            if step.part == "seal" and step.container:
                for number in filter(None, (step.value, step.off)):
                    found.setdefault(number, set()).add(step.container)
        return {number: min(boxes) for number, boxes in found.items() if len(boxes) == 1}

    @property
    def holders(self) -> tuple[str, ...]:
        """What its seals close: its containers, else the plates of a box truck."""
        return self.items.get("container") or (*self.items.get("vehicle", ()), *self.items.get("trailer", ()))


@dataclass(frozen=True)
class Clash:
    """Two events that cannot both be. `what`: too-fast | two-places | weight-gained | opened-unseen | off-duty | seal-twice; a gap: seal-changed | lock-unread |
    not-finished | inspection-left | hold-left | looks-differ.

    `values` fill the words of `custody.clash.WHAT`: first and second (port lane time), and km, minutes, kg, seal, officer where they apply. `risk`: the kind it
    speaks for, rush | conceal | evade | fraud | harm.
    """

    what: str
    item: str
    first: Step
    second: Step
    values: Mapping[str, str] = field(default_factory=dict)
    risk: str = ""

    @property
    def id(self) -> str:
        """`too-fast STATION/SEQ STATION/SEQ`: the same clash found again has the same name."""
        return f"{self.what} {self.first.station}/{self.first.seq} {self.second.station}/{self.second.seq}"


@dataclass(frozen=True)
class Known:
    """What checks need besides the visits, as the register tells it.

    `tares`: plate -> kg; `tractors`: plates that pull trailers; `duty`: sign-ins, sign-outs and duty lists; `locks`: seals known as locks, used again;
    `measures`: the figures and distances that count.
    """

    tares: Mapping[str, str] = field(default_factory=dict)
    duty: tuple[Step, ...] = ()
    locks: frozenset[str] = frozenset()
    tractors: frozenset[str] = frozenset()
    measures: Measures = field(default_factory=ours)

    def is_lock(self, number: str) -> bool:
        """A lock goes on again; a seal is used once. `LK` and ten digits is our own form of a customs e-lock."""
        return number in self.locks or (len(number) == 12 and number.startswith("LK") and number[2:].isdecimal())


def clash(what: str, item: str, first: Step, second: Step, **values: str) -> Clash:
    """A clash with both places and times among its values: seconds where both fall into one minute, the events' numbers where even these are the same."""
    exact = first.at // MINUTE == second.at // MINUTE
    said = [where(step, exact=exact) for step in (first, second)]
    said = [f"{text} #{step.seq}" for text, step in zip(said, (first, second), strict=True)] if said[0] == said[1] else said
    return Clash(what, item, first, second, {"first": said[0], "second": said[1], **values})


def where(step: Step, *, exact: bool = False) -> str:
    """`CNYPG-01 11-21 09:02`, Asia/Shanghai; `exact` with seconds; of what the register tells its number there too."""
    text = f"{'-'.join(filter(None, step.place))} {local_time(step.at):{'%m-%d %H:%M:%S' if exact else '%m-%d %H:%M'}}"
    return f"{text} {step.values.get('number', '')}".rstrip() if step.told else text


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Each once, by time."""
    return tuple(sorted({(step.station, step.seq): step for step in steps}.values(), key=_stamp))


_stamp = attrgetter("at", "station", "seq")


def _is_box(text: str) -> bool:
    return len(text) == 11 and text.isascii()
