"""The wind tunnel: the passages of a journal judged by the rules in force and by a candidate, from the facts that were stored, before the candidate counts."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Any

from workstation.journal import Event
from workstation.risk.book import Rulebook
from workstation.risk.days import day_of
from workstation.risk.findings import HERE, Back
from workstation.risk.judge import STRICT
from workstation.risk.redraw import Course, Known, Trip
from workstation.risk.stays import KINDS, MOST_OPEN, Stays, trips
from workstation.risk.supposed import Supposed, supposed
from workstation.risk.twice import WAITING, Judges
from workstation.settings import local_time

__all__ = ["KINDS", "MOST_OPEN", "SLICE", "Part", "Run", "run", "running", "trips"]

MOST_TOLD = 200
"""Findings, holds and hits that a report names one by one; the rest is counted."""

WHYS = ("findings", "holds", "hits")
"""Why a passage counts as missed, the gravest first."""

SLICE = 50
"""Events between two looks at a run that goes on."""

UNSEEN = frozenset({WAITING, "release", "not-customs", "cannot-confirm"})
"""Ways of going on which nobody looks inside."""

Counts = dict[Any, float]
Sides = tuple[Counts, Counts]
"""By the rules in force, and by the candidate. A passage whose draw is not known counts in parts."""


def _none() -> Counts:
    return defaultdict(float)


def _two() -> Sides:
    return _none(), _none()


@dataclass
class Part:
    """What a run came to for one profile, in passages (parcels); parts of one where a draw was never made and its day's secret is not revealed. `channels`, `hours`: channel, or
    (hour of the day, channel) -> passages.

    `lost`: passages that would be treated milder though there was something: `findings`, `holds`, `hits`; `findings_now` those of the findings that the rules in force miss as
    well, `findings_new` those they do not. `by`: who made the findings that would be missed; `lost_at`: hour -> lost. `stricter`: the other way. `stored`: passages whose
    verdict then was another than the rules in force give now (other rules then, or an answer since).
    """

    profile: str = "goods"
    passages: int = 0
    channels: Sides = field(default_factory=_two)
    hours: Sides = field(default_factory=_two)
    lost: Counts = field(default_factory=_none)
    lost_at: Counts = field(default_factory=_none)
    by: Counts = field(default_factory=_none)
    stricter: float = 0
    stored: float = 0
    missed: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Run:
    """What a run came to: the trucks and the parcels apart, for they are counted in other numbers; the rules that fired for either, and the draws of both together, as the desk has them."""

    goods: Part = field(default_factory=Part)
    parcel: Part = field(default_factory=lambda: Part("parcel"))
    first: int = 0
    last: int = 0
    fired: Sides = field(default_factory=_two)
    books: tuple[Supposed, ...] = ()
    courses: tuple[Course, ...] = ()

    @property
    def passages(self) -> int:
        """Trucks and parcels together."""
        return self.goods.passages + self.parcel.passages


NOTHING: Mapping[str, Back] = MappingProxyType({})


Book = Rulebook | Supposed


def run(events: Iterable[Event], now: Book, then: Book, back: Mapping[str, Back] = NOTHING, known: Known | None = None) -> Run:
    """Every passage and parcel by both rulebooks, each as of its own day (`Supposed`). `back`: passage -> what inspections, audit and anti-smuggling said of it in the end."""
    return deque(running(events, (now, then), 0, back, known or Known()), maxlen=1)[0]


def running(events: Iterable[Event], books: tuple[Book, Book], since: int, back: Mapping[str, Back], known: Known) -> Iterator[Run]:
    """As `run`, since a time (UTC ms); what there is so far after every few events and at the end, so that others may work between."""
    now, then = map(supposed, books)
    judges = Judges((now, then), known)
    found, stays = Run(books=judges.books, courses=judges.courses), Stays(judges, known.station)
    for place, trip in enumerate(chain(map(stays.take, events), stays.rest())):
        if trip is not None and trip.at >= since:
            _take(found, trip, judges, back.get(trip.name))
        if place % SLICE == SLICE - 1:
            yield found
    yield found


def _take(found: Run, trip: Trip, judges: Judges, back: Back | None) -> None:
    part = found.parcel if trip.profile == "parcel" else found.goods
    part.passages += 1
    found.first = min(found.first or trip.at, trip.at)
    found.last = max(found.last, trip.at)
    trip.found = trip.found if back is None else bool(back.found)
    hour = local_time(trip.at).hour
    cells, fired = judges.of(trip)
    for side in (0, 1):
        for rule in trip.fired[side] | fired[side].keys():
            found.fired[side][rule] += 1.0 if rule in trip.fired[side] else fired[side][rule]
    worst = ("", 0.0, ("", ""))
    for (now, then), chance in cells.items():
        for side, channel in enumerate((now, then)):
            part.channels[side][channel] += chance
            part.hours[side][hour, channel] += chance
        part.stored += chance * (now != trip.body["channel"])
        part.stricter += chance * (_place(then) > _place(now))
        why = _lost(part, trip, (now, then), chance)
        if why:
            part.lost_at[hour] += chance
            worst = max(worst, (why, chance, (now, then)), key=lambda each: each[1])
    if worst[0]:
        _tell(part, trip, worst, fired, back)


def _place(channel: str) -> int:
    return STRICT.get(channel, -1)


def _lost(found: Part, trip: Trip, pair: tuple[str, str], chance: float) -> str:
    """Count what would be missed, and say which: a finding, a hold of an officer, or a hit of the rules in force; '' for nothing."""
    now, then = pair
    found.lost["findings_now"] += chance * (trip.found and now in UNSEEN)
    milder = _place(then) < _place(now)
    why = "findings" if trip.found and then in UNSEEN else "holds" if trip.held and milder else "hits" if milder and _place(now) >= STRICT["machine"] else ""
    if why:
        found.lost[why] += chance
    if why == "findings" and now not in UNSEEN:
        found.lost["findings_new"] += chance
    return why


def _tell(found: Part, trip: Trip, lost: tuple[str, float, tuple[str, str]], fired: list[dict[str, float]], back: Back | None) -> None:
    """Name one that would be missed, and where its finding comes from."""
    why, chance, (now, then) = lost
    sources = back.sources if back is not None and back.sources else ((HERE, ""),)
    if why == "findings":
        for source in {source for source, _ in sources}:
            found.by[source] += chance
    if sum(row["why"] == why for row in found.missed) == MOST_TOLD:
        return
    rules = sorted(rule for rule, often in fired[0].items() if often > fired[1].get(rule, 0.0))
    told = {"passage": trip.name, "profile": trip.profile, "day": day_of(trip.at), "hour": local_time(trip.at).hour, "why": why, "now": now, "then": then, "rules": rules}
    told |= {"found_by": [{"source": source, "reference": reference} for source, reference in sources]} if why == "findings" else {}
    found.missed.append(told | ({} if chance > 1 - _WHOLE else {"chance": f"{chance:.4f}"}))


_WHOLE = 1e-6
"""A sum of parts this near to a whole number is one."""
