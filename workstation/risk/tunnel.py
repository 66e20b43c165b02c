"""The wind tunnel: the passages of a journal judged by the rules in force and by a candidate, from the facts that were stored, before the candidate counts."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from workstation.journal import Event
from workstation.risk.book import Rulebook
from workstation.risk.days import day_of
from workstation.risk.draw import RANGE, Drawn, least, value
from workstation.risk.judge import STRICT, Case, Drawing, certain_of
from workstation.risk.rates import wilson
from workstation.settings import local_time

KINDS = ("verdict.given", "inspection.closed", "hold.placed", "passage.closed", "passage.left")
"""Kinds of events a run reads."""

WAITING = "waiting"
"""Where the rules would have said nothing yet: parts were still awaited, and nothing hits."""

MOST_OPEN = 4096
"""Passages that are watched at once; the one that began first is judged when there are more."""

MOST_TOLD = 200
"""Passages that a report names one by one; the rest is counted."""

SLICE = 100
"""Passages between two looks at a run that goes on."""

_KEPT = 20_000
_STAND_IN = b"wind tunnel: what was never drawn"

UNSEEN = frozenset({WAITING, "release", "not-customs", "cannot-confirm"})
"""Ways of going on which nobody looks inside."""


@dataclass
class Trip:
    """One passage as it was treated: its last verdict before an inspection was closed, and what came of it."""

    name: str
    at: int
    body: Mapping[str, Any]
    looked: bool = False
    found: bool = False
    held: bool = False


@dataclass
class Run:
    """What a run came to. `channels`, `hours`: channel, or (hour of the day, channel) -> passages, by the rules in force and by the candidate.

    `missed`: passages that would be treated milder though there was something; counted in `findings`, `holds` and `hits`; `findings_now`: findings that the rules in force miss as well. `stricter`: the other way.
    `stored`: passages whose verdict then was another than the rules in force give now (other rules then, or an answer since).
    """

    passages: int = 0
    first: int = 0
    last: int = 0
    channels: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    hours: tuple[Counter[tuple[int, str]], Counter[tuple[int, str]]] = field(default_factory=lambda: (Counter(), Counter()))
    fired: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    findings: int = 0
    findings_now: int = 0
    holds: int = 0
    hits: int = 0
    stricter: int = 0
    stored: int = 0
    missed: list[dict[str, Any]] = field(default_factory=list)


class Judge:
    """One rulebook over many passages: what is certain of a set of facts is judged once and kept, the draws are made each time. Bounded."""

    def __init__(self, book: Rulebook) -> None:
        self._book, self._names = book, tuple(book.facts)
        self._hits = {rule.id for rule in book.rules if STRICT[rule.channel] >= STRICT["machine"] and not rule.age}
        self._kept: dict[tuple[Any, ...], tuple[str, tuple[str, ...], tuple[Drawing, ...]]] = {}

    def of(self, trip: Trip) -> tuple[str, frozenset[str]]:
        """(channel, ids of the rules that fired) of the strictest of its papers."""
        body = trip.body
        answered, waiting = frozenset(body.get("answered") or ()), bool(body.get("waiting"))
        cases: Mapping[str, Any] = body.get("cases") or {"": {}}
        channel, fired = WAITING, frozenset[str]()
        for papers, own in cases.items():
            found, ids = self._one(trip, papers, Case({**body["facts"], **own} if own else body["facts"], answered, waiting))
            channel = max(channel, found, key=lambda each: STRICT.get(each, -1))
            fired |= ids
        return channel, fired

    def _one(self, trip: Trip, papers: str, case: Case) -> tuple[str, frozenset[str]]:
        key = (*map(case.facts.get, self._names), case.answered, case.waiting)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = certain_of(self._book, case)
        channel, fired, drawing = self._kept[key]
        for rule, share in drawing:
            if _share(trip, rule.id, papers) < Fraction(least(self._book.limits["draw"], share, 0)):
                channel = max(channel, rule.channel, key=lambda each: STRICT.get(each, -1))
                fired = (*fired, rule.id)
        # While parts are awaited only a hit decides, and old data are none; otherwise nothing that fires is nothing that is known.
        if case.waiting and not self._hits & set(fired):
            return WAITING, frozenset(fired)
        return channel or "cannot-confirm", frozenset(fired)


def _share(trip: Trip, rule: str, papers: str) -> Fraction:
    """Where the draw of this load fell, 0…1: as it was made, else a stand-in of its passage, which is as even."""
    for row in trip.body.get("draws") or ():
        if row["rule"] == rule and papers in ("", row["papers"]):
            return Fraction(0) if "origin" in row else Fraction(int(Drawn.of(row).value, 16), RANGE)
    return Fraction(value(_STAND_IN, rule, f"{trip.name}|{papers}"), RANGE)


def trips(events: Iterable[Event]) -> Iterator[Trip]:
    """The passages of a journal, each once it is closed, at the latest at the end. Few are held at once."""
    going: OrderedDict[str, Trip] = OrderedDict()
    for event in events:
        name, trip = event.subject, going.get(event.subject)
        if event.kind == "verdict.given":
            if trip is None:
                going[name] = Trip(name, event.at, event.body)
                if len(going) > MOST_OPEN:
                    yield going.popitem(last=False)[1]
            elif not trip.looked:
                trip.body = event.body
        elif trip is not None and event.kind == "inspection.closed":
            trip.looked = True
            trip.found = trip.found or event.body["conclusion"] == "abnormal"
        elif trip is not None and event.kind == "hold.placed":
            trip.held = True
        elif trip is not None:
            yield going.pop(name)
    yield from going.values()


def run(events: Iterable[Event], now: Rulebook, then: Rulebook, reported: Mapping[str, bool] = MappingProxyType({})) -> Run:
    """Every passage by both rulebooks, each as of one day (`Rulebook.on`). `reported`: passage -> whether something was found, where audit or anti-smuggling said so later."""
    return deque(running(events, (now, then), 0, reported), maxlen=1)[0]


def running(events: Iterable[Event], books: tuple[Rulebook, Rulebook], since: int, reported: Mapping[str, bool]) -> Iterator[Run]:
    """As `run`, since a time (UTC ms); what there is so far after every few passages and at the end, so that others may work between."""
    found, judges = Run(), (Judge(books[0]), Judge(books[1]))
    for place, trip in enumerate(trips(events)):
        trip.found = reported.get(trip.name, trip.found)
        if trip.at >= since:
            _take(found, trip, judges)
        if place % SLICE == SLICE - 1:
            yield found
    yield found


def _take(found: Run, trip: Trip, judges: tuple[Judge, Judge]) -> None:
    found.passages += 1
    found.first = min(found.first or trip.at, trip.at)
    found.last = max(found.last, trip.at)
    (now, fired_now), (then, fired_then) = (judge.of(trip) for judge in judges)
    hour = local_time(trip.at).hour
    for place, (channel, fired) in enumerate(((now, fired_now), (then, fired_then))):
        found.channels[place][channel] += 1
        found.hours[place][hour, channel] += 1
        found.fired[place].update(fired)
    found.stored += now != trip.body["channel"]
    found.findings_now += trip.found and now in UNSEEN
    milder = STRICT.get(then, -1) < STRICT.get(now, -1)
    found.stricter += STRICT.get(then, -1) > STRICT.get(now, -1)
    why = _why(trip, now, then, milder=milder)
    if why:
        setattr(found, why, getattr(found, why) + 1)
        if len(found.missed) < MOST_TOLD:
            found.missed.append({"passage": trip.name, "day": day_of(trip.at), "why": why, "now": now, "then": then, "rules": sorted(fired_now - fired_then)})


def _why(trip: Trip, now: str, then: str, *, milder: bool) -> str:
    """What would be missed: a finding, a hold of an officer, or a hit of the rules in force; '' for nothing."""
    if trip.found and then in UNSEEN:
        return "findings"
    if trip.held and milder:
        return "holds"
    return "hits" if milder and STRICT.get(now, -1) >= STRICT["machine"] else ""


def report(found: Run, now: Rulebook, then: Rulebook) -> dict[str, Any]:
    """A run as figures: shares with 95 % intervals, hours of the day (Asia/Shanghai) in which something passed, rules that never fired."""
    planned = then.limits.get("expected", {})
    names = [each for each in (*STRICT, WAITING) if any(counter[each] for counter in found.channels)]
    rows = []
    for name in names:
        low, high = wilson(found.channels[1][name], found.passages)
        told = {"channel": name, "now": found.channels[0][name], "then": found.channels[1][name], "low": str(low), "high": str(high)}
        rows.append(told | {"planned": str(planned[name]) if name in planned else None, "fits": low <= planned[name] <= high if name in planned else None})
    hours = sorted({hour for counter in found.hours for hour, _ in counter})
    known = {rule.id for rule in now.rules}
    return {
        "passages": found.passages,
        "channels": rows,
        "hours": [{"hour": hour, **{side: {name: counter[hour, name] for name in names if counter[hour, name]} for side, counter in zip(("now", "then"), found.hours, strict=True)}} for hour in hours],
        "missed": {"findings": found.findings, "findings_now": found.findings_now, "holds": found.holds, "hits": found.hits, "told": found.missed},
        "stricter": found.stricter,
        "stored_differs": found.stored,
        "never_fired": [rule.id for rule in then.rules if not found.fired[1][rule.id]],
        "rules": [
            {"rule": rule.id, "now": found.fired[0][rule.id] if rule.id in known else None, "then": found.fired[1][rule.id]}
            for rule in then.rules
            if rule.id not in known or found.fired[0][rule.id] != found.fired[1][rule.id]
        ],
        "gone": [rule.id for rule in now.rules if rule.id not in {each.id for each in then.rules}],
    }
