"""A candidate through the wind tunnel of this station: the last days of its own journal, nothing written."""

import time
from pathlib import Path
from typing import Any

from workstation.desk import ruling
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.risk import Rulebook, findings, live, pack, tunnel
from workstation.risk.days import day_of
from workstation.risk.officers import check_may
from workstation.settings import show_time
from workstation.words import Refused

DAY_MS = 86_400_000
MOST_DAYS = 3660


def candidate(station: Station, named: str) -> tuple[dict[str, Any], Rulebook]:
    """A rule pack by its version here or its file, with its rules as of its first day (today where that is past). One with faults is refused as at its import."""
    if named.isdecimal() and not Path(named).exists():
        known = live.known(station.journal, int(named))
        told = {"version": known.version, "author": known.author, "approver": known.approver, "digest": known.digest}
        book, first = live.book(station.journal, known), known.period.first
    else:
        found = pack.read(Path(named))
        for refusal in ruling.unsigned(found, station.folder):
            raise refusal
        ruling.refuse(ruling.wrong(found))
        told = {"version": found.label.version, "author": found.label.author, "approver": found.label.approver, "digest": found.digest.hex()}
        book, first = live.book_in(found.files, found.label.version), found.label.period.first
    return {**told, "valid_from": first}, book.on(max(first, day_of(station.clock())))


class Going:
    """A run on its way: `step` goes on a slice and gives the report when it is through, else itself; `passages` so far."""

    def __init__(self, station: Station, named: str, days: int) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise Refused("days-wrong", days=days, most=MOST_DAYS)
        told, self._then = candidate(station, named)
        self._now, journal, until = station.book, station.journal, station.clock()
        since = until - days * DAY_MS
        about = {"pack": told, "in_force": {"version": self._now.pack, "rules": self._now.version, "book": self._now.hash}}
        self._about = {**about, "days": days, "since": show_time(since), "until": show_time(until)}
        rows = journal.read("SELECT seq FROM event WHERE station = ? AND at < ? ORDER BY seq DESC LIMIT 1", (journal.station, since))
        after = int(rows[0][0]) if rows else 0
        reported = findings.reported(journal.events(kinds=findings.REPORTS, after=after))
        self._runs = tunnel.running(journal.events(kinds=tunnel.KINDS, after=after), (self._now, self._then), since, reported)
        self._found, self._seconds = tunnel.Run(), 0.0

    @property
    def passages(self) -> int:
        return self._found.passages

    def step(self) -> "dict[str, Any] | Going":
        began = time.perf_counter()
        found = next(self._runs, None)
        self._seconds += time.perf_counter() - began
        if found is not None:
            self._found = found
            return self
        return {**self._about, **tunnel.report(self._found, self._now, self._then), "seconds": round(self._seconds, 3)}


def run(station: Station, named: str, days: int) -> dict[str, Any]:
    """The report (`tunnel.report`) over the last `days` days, with the pack, the rules in force and the time it took."""
    going: dict[str, Any] | Going = Going(station, named, days)
    while isinstance(going, Going):
        going = going.step()
    return going


def begin(lane: Lane, days: int = 30) -> Going:
    """A run of the newest rule pack that nobody put in force yet. Refused `role-may-not`, `rules-no-candidate`."""
    check_may(lane.station.book, "windtunnel", lane.role)
    waiting = [pack.version for pack in live.packs(lane.station.journal) if not pack.approved]
    if not waiting:
        raise Refused("rules-no-candidate")
    return Going(lane.station, str(waiting[0]), days)
