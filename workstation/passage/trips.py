"""Which of its bookings a truck comes for: what was read decides, then the hour; where neither does, nothing is chosen in silence; pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from workstation.made import made
from workstation.passage.shared import Row, Tables, slot_distance
from workstation.passage.values import Passage
from workstation.settings import parse_time

BELIEVED_LAST = ("customs", "empty", "none")
"""Of bookings that fit as well, the one with customs goods: the absence of customs goods is believed last."""


class Went(Protocol):
    """Which of these bookings a truck went under already."""

    def __call__(self, numbers: Sequence[str], /) -> Collection[str]: ...


@dataclass(frozen=True)
class Near:
    """A booking counts while its slot is within `reach` ms, and of several those within `grace` ms before the others; `went` asks the journal, and only where a truck has several bookings."""

    reach: int | None = None
    grace: int = 0
    went: Went = lambda _: ()


EVERY = Near()
"""Every booking counts."""


@dataclass(frozen=True)
class Trip:
    """`open`: bookings (the one named among them) between which nothing decides. `beside`: other bookings of the truck for the same hours, or for now."""

    booking: Row | None = None
    far: bool = False
    open: tuple[Row, ...] = ()
    beside: tuple[Row, ...] = ()


NO_TRIP = Trip()


def find(passage: Passage, rows: list[Row], register: Tables, now: int, near: Near) -> Trip:
    """The booking that was scanned; else of those of its plate (`rows`) the one whose papers or containers were read, that did not go yet, whose slot is now."""
    scanned = _scanned(passage, register, rows) if "booking" in passage.by_kind else None
    if scanned is None and not rows:
        return NO_TRIP
    here = rows if near.reach is None else [row for row in rows if slot_distance(row, now) <= near.reach]
    if scanned or not here:
        chosen = scanned or min(rows, key=lambda row: _order(row, now))
        far = near.reach is not None and chosen not in here and slot_distance(chosen, now) > near.reach
        return made(Trip, {"booking": chosen, "far": far, "open": (), "beside": _beside(chosen, here, now)})
    if len(here) == 1:
        return made(Trip, {"booking": here[0], "far": False, "open": (), "beside": ()})
    left = _decided(here, passage, now, near)
    chosen = min(left, key=lambda row: (BELIEVED_LAST.index(row["goods"]), slot_distance(row, now), row["number"]))
    undecided = any(_says(row) != _says(chosen) for row in left)
    return Trip(chosen, open=tuple(left) if undecided else (), beside=_beside(chosen, here, now))


def _scanned(passage: Passage, register: Tables, rows: list[Row]) -> Row | None:
    """The booking of this truck that was read; what its plate brought already is not asked for again."""
    plates = passage.values("vehicle")
    for number in passage.values("booking"):
        row = _numbered(rows, number) or register.get("booking", number)
        if row and (not plates or plates[0] == row["plate"]):
            return row
    return None


def _numbered(rows: Iterable[Row], number: str) -> Row | None:
    for row in rows:
        if row["number"] == number:
            return row
    return None


def _decided(rows: list[Row], passage: Passage, now: int, near: Near) -> list[Row]:
    """Each thing that is known leaves some of the bookings, or all where it says nothing."""
    went = near.went([row["number"] for row in rows])
    steps: tuple[Callable[[Row], bool], ...] = (
        lambda row: bool(set(passage.papers) & set(row["papers"] or ())),
        lambda row: bool(set(passage.values("container")) & set(row["containers"] or ())),
        lambda row: row["number"] not in went,
        lambda row: slot_distance(row, now) <= near.grace,
        lambda row: slot_distance(row, now) == 0,
    )
    for fits in steps:
        rows = [row for row in rows if fits(row)] or rows
    return rows


def _says(row: Row) -> tuple[object, ...]:
    """What a booking says of the load: where two say the same, it does not matter which is meant."""
    return row["goods"], sorted(row["papers"] or ()), sorted(row["containers"] or ()), row.get("gross_kg"), row.get("trailer")


def _order(row: Row, now: int) -> tuple[int, int]:
    return slot_distance(row, now), BELIEVED_LAST.index(row["goods"])


def _beside(chosen: Row, rows: list[Row], now: int) -> tuple[Row, ...]:
    others = [row for row in rows if row["number"] != chosen["number"]]
    return tuple([row for row in others if overlap(row, chosen) or slot_distance(row, now) == 0]) if others else ()


def overlap(one: Row, other: Row) -> bool:
    """Whether two slots have a time in common: a truck makes no two trips at once."""
    return parse_time(one["from"]) < parse_time(other["to"]) and parse_time(other["from"]) < parse_time(one["to"])


def another(row: Row, trip: Trip, plates: Collection[str]) -> bool:
    """Whether a booking is one of this truck for another of its trips, and it is known which trip this is."""
    booking = trip.booking
    if booking is None or trip.far or trip.open or row["plate"] not in plates:
        return False
    return bool(row["number"] != booking["number"]) and not overlap(row, booking)
