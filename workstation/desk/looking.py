"""Figures over days of this station, a slice at a time: what rules are worth, and the integrity lens, by who may; a look through the lens is written down before it is shown."""

from typing import Any

from workstation.desk.going import Going, Work
from workstation.desk.lane import Lane
from workstation.journal import Draft, Journal
from workstation.risk import Rulebook, findings, gist, lens, worth
from workstation.risk import rates as observed
from workstation.risk.days import day_of
from workstation.risk.officers import check_may
from workstation.words import Refused

DAY_MS = 86_400_000
MOST_DAYS = 400

PIECE = 250
"""Events, or passages, of one step: some milliseconds."""


def begin(lane: Lane, days: int) -> Going:
    """`lens.page` over the last days. Refused `role-may-not`, `lens-days`. Who looked, how far back and how much he saw is an event, written before he sees it."""
    station = lane.station
    check_may(station.book, "lens", lane.role)
    since = _since(lane, days)

    def work() -> Work:
        seen, count, rows = lens.Seen(since), 0, []
        # An inspection that was signed in these days may have begun the day before.
        for count, event in enumerate(gist.events(station.journal, lens.KINDS, since - DAY_MS), 1):
            seen.take(event)
            if count % PIECE == 0:
                yield count
        for some in seen.rows():
            rows += some
            yield count
        found = lens.page(rows, seen.compared, seen.untimed())
        body = {"days": days, "rows": found["rows"], "stands_out": found["stands_out"]}
        station.journal.append([Draft("lens.looked", station.journal.station, body)], lane.officer)
        return {"days": days, **found}

    return Going(work())


def rates(lane: Lane, days: int) -> Going:
    """`worth.report` over the passages of the last days. Refused `role-may-not`, `lens-days`."""
    station = lane.station
    check_may(station.book, "read-journal", lane.role)
    since = _since(lane, days)

    def work() -> Work:
        return {"period": days, **(yield from counting(station.journal, station.book, since))}

    return Going(work())


def drawn(lane: Lane, days: int) -> Going:
    """`rates.Tally.report` of the last days, beside what today's rules plan. Refused `role-may-not`, `lens-days`."""
    station = lane.station
    check_may(station.book, "read-journal", lane.role)
    since = _since(lane, days)

    def work() -> Work:
        tally = observed.Tally((day_of(since), "9999"))
        for number, event in enumerate(station.journal.events(kinds=("verdict.given", "parcel.judged"), after=gist.before(station.journal, since - DAY_MS)), 1):
            tally.take(event)
            if number % PIECE == 0:
                yield number
        return {"period": days, **tally.report(station.book.on(day_of(station.clock())).limits.get("expected", {}))}

    return Going(work())


def counting(journal: Journal, book: Rulebook, since: int) -> Work:
    """`worth.report` over the passages since a time (UTC ms), some milliseconds at a time."""
    gathering, tally, first = findings.Gathering(), worth.Tally(), day_of(since)
    for number, event in enumerate(gist.events(journal, findings.KINDS, since), 1):
        gathering.take(event)
        if number % PIECE == 0:
            yield len(gathering)
    for number, seen in enumerate(gathering.seen(), 1):
        if seen.day >= first:
            tally.take(seen, book)
        if number % PIECE == 0:
            yield len(gathering)
    return tally.report(book)


def look(lane: Lane, days: int) -> dict[str, Any]:
    """`begin`, through."""
    return begin(lane, days).through()


def _since(lane: Lane, days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise Refused("lens-days", days=days, most=MOST_DAYS)
    return lane.station.clock() - days * DAY_MS
