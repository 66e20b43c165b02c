"""Figures over days of this station, a slice at a time: what rules are worth, and the integrity lens, by who may; a look through the lens is written down before it is shown."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from workstation.desk.lane import Lane
from workstation.journal import Draft, Event, Journal
from workstation.risk import findings, gist, lens, worth
from workstation.risk.days import day_of
from workstation.risk.officers import check_may
from workstation.words import Refused

DAY_MS = 86_400_000
MOST_DAYS = 400


class Going:
    """A count on its way: `step` takes a slice and gives what it came to when it is through, else itself; `passages`: events so far."""

    def __init__(self, events: Iterable[Event], done: Callable[[list[Event]], dict[str, Any]]) -> None:
        self._events, self._done, self._taken = iter(events), done, list[Event]()

    @property
    def passages(self) -> int:
        return len(self._taken)

    def step(self) -> "dict[str, Any] | Going":
        fresh = list(islice(self._events, gist.SLICE))
        self._taken += fresh
        return self if fresh else self._done(self._taken)


def begin(lane: Lane, days: int) -> Going:
    """`lens.look` over the last days. Refused `role-may-not`, `lens-days`. Who looked, how far back and how much he saw is an event."""
    station = lane.station
    check_may(station.book, "lens", lane.role)
    since = _since(lane, days)

    def done(taken: list[Event]) -> dict[str, Any]:
        found = lens.look([*_asked(station.journal, taken), *taken], since)
        body = {"days": days, "rows": found["rows"], "stands_out": found["stands_out"]}
        station.journal.append([Draft("lens.looked", station.journal.station, body)], lane.officer)
        return {"days": days, **found}

    return Going(gist.events(station.journal, lens.KINDS[1:], since), done)


def rates(lane: Lane, days: int) -> Going:
    """`worth.report` over the passages of the last days. Refused `role-may-not`, `lens-days`."""
    station = lane.station
    check_may(station.book, "read-journal", lane.role)
    since = _since(lane, days)
    first = day_of(since)

    def done(taken: list[Event]) -> dict[str, Any]:
        return {"period": days, **worth.report([each for each in findings.gather(taken) if each.day >= first], station.book)}

    return Going(gist.events(station.journal, findings.KINDS, since), done)


def look(lane: Lane, days: int) -> dict[str, Any]:
    """`begin`, through."""
    going: dict[str, Any] | Going = begin(lane, days)
    while isinstance(going, Going):
        going = going.step()
    return going


def _since(lane: Lane, days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise Refused("lens-days", days=days, most=MOST_DAYS)
    return lane.station.clock() - days * DAY_MS


def _asked(journal: Journal, taken: list[Event]) -> Iterator[Event]:
    """The verdicts that were overridden, by their times."""
    for event in taken:
        if event.kind == "verdict.overridden":
            for (at,) in journal.read("SELECT at FROM event WHERE station = ? AND seq = ? AND kind = 'verdict.given'", (event.station, event.body.get("verdict"))):
                yield Event(event.station, event.body["verdict"], at, at, "", "verdict.given", event.subject, {})
