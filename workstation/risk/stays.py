"""The passages and parcels of a journal, each with its last verdict before an inspection or an officer changed it, once it is over."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from workstation.journal import Event
from workstation.risk.redraw import PARCEL, Trip
from workstation.risk.twice import Judges
from workstation.risk.untouched import untouched

KINDS = ("verdict.given", "inspection.closed", "hold.placed", "passage.closed", "passage.left", PARCEL, "parcel.settled")
"""Kinds of events a run reads."""

MOST_OPEN = 4096
"""Passages and parcels that are watched at once; the one that began first is judged when there are more."""

KEPT_BACK = ("returned", "handed-over")
"""What an officer does with a stopped parcel that he does not let go."""

MOST_PASSED = 20_000
"""Parcels whose passing is remembered: read again and passed again, one is counted once."""


class Stays:
    """Takes events in the order of a chain; gives each passage or parcel once it is over, at the latest at the end. `judges` note the draws of each verdict when it comes; `station`: only its own."""

    def __init__(self, judges: Judges | None = None, station: str = "") -> None:
        self._judges, self._station = judges, station
        self._going: OrderedDict[str, Trip] = OrderedDict()
        self._passed: OrderedDict[str, set[tuple[Any, ...]]] = OrderedDict()

    def take(self, event: Event) -> Trip | None:
        """One more event; the passage or parcel that is over with it."""
        if event.kind in ("verdict.given", PARCEL):
            return None if self._station and event.station != self._station else self._judged(event)
        trip = self._going.get(event.subject)
        if trip is None:
            return None
        if event.kind == "inspection.closed":
            trip.found = trip.found or event.body["conclusion"] == "abnormal"
        elif event.kind == "hold.placed":
            trip.held = True
        else:
            trip.held = trip.held or event.body.get("outcome") in KEPT_BACK
            return self._going.pop(event.subject)
        return None

    def rest(self) -> Iterator[Trip]:
        """What was never closed."""
        yield from self._going.values()

    def _judged(self, event: Event) -> Trip | None:
        name = event.subject
        trip = self._going.get(name)
        if event.kind == PARCEL and event.body.get("answered"):
            # Let go by officers before and read again: the rules did not decide, and it was counted when they did.
            return None
        if trip is None:
            trip = Trip.of(event)
            # Read again after it passed: the same draw is noted once.
            trip.noted = self._passed.get(name, trip.noted)
        elif untouched(event.body):
            trip.after(event)
        else:
            return None
        if self._judges is not None:
            self._judges.note(trip)
        if trip.profile == "parcel" and event.body["channel"] == "release":
            return self._passes(trip)
        self._going[name] = trip
        return self._going.popitem(last=False)[1] if len(self._going) > MOST_OPEN else None

    def _passes(self, trip: Trip) -> Trip | None:
        """A parcel that goes on by itself is over at once: nothing closes it. Read again and passed again it is no other one."""
        again = trip.name in self._passed and trip.name not in self._going
        self._going.pop(trip.name, None)
        self._passed[trip.name] = trip.noted
        if len(self._passed) > MOST_PASSED:
            self._passed.popitem(last=False)
        return None if again else trip


def trips(events: Iterable[Event], judges: Judges | None = None, station: str = "") -> Iterator[Trip]:
    """The passages and parcels of a journal, as `Stays` gives them. Few are held at once."""
    stays = Stays(judges, station)
    for event in events:
        if (over := stays.take(event)) is not None:
            yield over
    yield from stays.rest()
