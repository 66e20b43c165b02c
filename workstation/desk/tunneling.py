"""A candidate through the wind tunnel of this station: the last days of its own journal, nothing written."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from workstation.desk import ruling
from workstation.desk.going import Going, Work
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.journal import Event
from workstation.passage import of
from workstation.passage.figured import Figured
from workstation.risk import days, findings, gist, live, pack, tunnel, tunnelled
from workstation.risk.days import day_of
from workstation.risk.draw import Load
from workstation.risk.officers import check_may
from workstation.risk.periods import ALWAYS
from workstation.risk.redraw import Known
from workstation.risk.supposed import Supposed
from workstation.settings import LOCAL, show_time
from workstation.words import Refused

DAY_MS = 86_400_000
MOST_DAYS = 3660
USUAL_DAYS = 30


def candidate(station: Station, named: str) -> tuple[dict[str, Any], Supposed]:
    """A rule pack by its version here or its file, as if it had been in force. One with faults is refused as at its import."""
    if named.isdecimal() and not Path(named).exists():
        known = live.known(station.journal, int(named))
        told = {"version": known.version, "author": known.author, "approver": known.approver, "digest": known.digest}
        book, period = live.book(station.journal, known), known.period
    else:
        found = pack.read(Path(named))
        for refusal in ruling.unsigned(found, station.folder):
            raise refusal
        ruling.refuse(ruling.wrong(found))
        told = {"version": found.label.version, "author": found.label.author, "approver": found.label.approver, "digest": found.digest.hex()}
        book, period = live.book_in(found.files, found.label.version), found.label.period
    return {**told, "valid_from": period.first, "valid_to": period.last}, Supposed(book, period)


def in_force(station: Station) -> Supposed:
    """The rules in force now, as if they had been so all the time."""
    book, pack_ = station.book.whole or station.book, station.book.pack
    period = live.known(station.journal, pack_).period if pack_ else ALWAYS
    return Supposed(book, period)


class Prepared:
    """What one run works on: the events of so many days, the two rulebooks, and what may be known of the draws."""

    def __init__(self, station: Station, books: tuple[tunnel.Book, tunnel.Book], span: int) -> None:
        self.station, self.books = station, books
        self.until = station.clock()
        self.since = self.until - span * DAY_MS
        # Whole days: a pick in the morning of the first one ends its quiet, though the run begins at noon.
        self.after = gist.before(station.journal, _midnight(self.since))

    def known(self) -> Known:
        """What may be known of the draws: secrets of days that are over, and nothing of today's."""
        own = self.station.journal
        secrets = {event.body["day"]: bytes.fromhex(event.body["secret"]) for event in own.events(kinds=("draw.revealed",)) if event.station == own.station}
        return Known(own.station, secrets, days.quiet(own, day_of(self.since)), self._load, Figured())

    def events(self, kinds: tuple[str, ...]) -> Iterator[Event]:
        return self.station.journal.events(kinds=kinds, after=self.after)

    def _load(self, name: str, papers: str) -> str:
        """The load of a truck or parcel for which nothing was drawn then; '' where several papers or a container on none of them leave open what it was."""
        passage = of(self.station.journal.events(subject=name))
        if passage is None:
            row = self.station.register.get("parcel", name)
            return Load(str(row["inventory"] or name), (name,), "").text if row else ""
        if len(passage.papers) > 1 or (passage.verdict is not None and passage.verdict.body["facts"].get("container.match") == "extra"):
            return ""
        things = passage.values("container") or tuple(filter(None, [passage.plate]))
        return Load(next(iter(passage.papers), papers), things, passage.plate).text if things else ""


def _work(run: Prepared, about: dict[str, Any], going: list[Going]) -> Work:
    gathering, seconds = findings.Gathering(), 0.0
    for number, event in enumerate(run.events(findings.REPORTS)):
        gathering.take(event)
        if number % tunnel.SLICE == tunnel.SLICE - 1:
            yield 0
    back, found = gathering.back(), tunnel.Run()
    began = time.perf_counter()
    for found in tunnel.running(run.events(tunnel.KINDS), run.books, run.since, back, run.known()):
        seconds += time.perf_counter() - began
        going[0].share = min(99, max(0, 100 * (found.last - run.since) // (run.until - run.since)))
        yield found.passages
        began = time.perf_counter()
    others: Counter[str] = Counter()
    for profile in gist.profiles(run.station.journal, run.since):
        others.update(profile)
        yield found.passages
    beside = {"travellers": others["traveller"], "slips": others["gate"]}
    return {**about, **tunnelled.report(found), "not_judged": beside, "seconds": round(seconds, 3)}


def begun(station: Station, named: str, span: int) -> Going:
    """A run over the last `span` days, on its way. Refused `days-wrong`, and as `candidate`."""
    if not 1 <= span <= MOST_DAYS:
        raise Refused("days-wrong", days=span, most=MOST_DAYS)
    pack_, then = candidate(station, named)
    now, going = station.book, list[Going]()
    ready = Prepared(station, (in_force(station), then), span)
    stands = {"version": now.pack, "rules": now.version, "book": now.hash, "day": now.day}
    about = {"pack": {**pack_, "day": max(then.period.first, now.day)}, "in_force": stands, "days": span, "since": show_time(ready.since), "until": show_time(ready.until)}
    going.append(Going(_work(ready, about, going)))
    return going[0]


def run(station: Station, named: str, span: int) -> dict[str, Any]:
    """The report (`tunnelled.report`) over the last days, with the pack, the rules in force and the time it took."""
    return begun(station, named, span).through()


def begin(lane: Lane, span: int = USUAL_DAYS, named: str = "") -> Going:
    """A run of a rule pack by its version, else of the newest that nobody put in force yet. Refused `role-may-not`, `rules-no-candidate`, and as `begun`."""
    check_may(lane.station.book, "windtunnel", lane.role)
    if not named:
        waiting = [pack.version for pack in live.packs(lane.station.journal) if not pack.approved]
        if not waiting:
            raise Refused("rules-no-candidate")
        named = str(waiting[0])
    return begun(lane.station, named, span)


def packs(lane: Lane) -> list[dict[str, Any]]:
    """The rule packs of this station, the newest first (`ruling.listed`). Refused `role-may-not`."""
    check_may(lane.station.book, "windtunnel", lane.role)
    return ruling.listed(lane.station)


def welcome(lane: Lane, found: pack.RulePack) -> str:
    """Who takes in a rule pack that was read, before its rules are checked (`ruling.sound`) beside the desk. Refused `role-may-not` and as `ruling.welcome`."""
    check_may(lane.station.book, "import-pack", lane.role)
    ruling.welcome(lane.station, found)
    return lane.officer


def take(lane: Lane, checked: ruling.Sound, file: str, officer: str) -> int:
    """A checked rule pack kept as a candidate by who began to take it in; its version. Refused `window-not-signed-in` where that is no longer who is signed in, `role-may-not` and as `ruling.keep`."""
    if officer != lane.officer:
        raise Refused("window-not-signed-in")
    check_may(lane.station.book, "import-pack", lane.role)
    ruling.keep(lane.station, checked, file, lane.officer)
    return checked.pack.label.version


def _midnight(at: int) -> int:
    return int(datetime.fromisoformat(day_of(at)).replace(tzinfo=LOCAL).timestamp() * 1000)
