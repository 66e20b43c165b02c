"""A candidate through the wind tunnel of this station: the last days of its own journal, nothing written."""

import time
from pathlib import Path
from typing import Any

from workstation.desk import ruling
from workstation.desk.station import Station
from workstation.risk import Rulebook, live, pack, tunnel
from workstation.risk.days import day_of
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


def run(station: Station, named: str, days: int) -> dict[str, Any]:
    """The report (`tunnel.report`) over the last `days` days, with the pack, the rules in force, the time it took and the passages a second."""
    if not 1 <= days <= MOST_DAYS:
        raise Refused("days-wrong", days=days, most=MOST_DAYS)
    told, then = candidate(station, named)
    now_at, journal = station.clock(), station.journal
    since = now_at - days * DAY_MS
    began = time.perf_counter()
    rows = journal.read("SELECT seq FROM event WHERE station = ? AND at < ? ORDER BY seq DESC LIMIT 1", (journal.station, since))
    found = tunnel.run(journal.events(kinds=tunnel.KINDS, after=int(rows[0][0]) if rows else 0), station.book, then, since)
    seconds = time.perf_counter() - began
    about = {"pack": told, "in_force": {"version": station.book.pack, "rules": station.book.version, "book": station.book.hash}}
    period = {"days": days, "since": show_time(since), "until": show_time(now_at)}
    return {**about, **period, **tunnel.report(found, station.book, then), "seconds": round(seconds, 3)}
