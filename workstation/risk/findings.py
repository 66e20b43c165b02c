"""What looking came to: inspections of the lane, and findings that audit and anti-smuggling report later; folded per passage or parcel in any order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workstation.journal import Event
from workstation.risk.days import day_of
from workstation.risk.untouched import untouched

REPORTS = ("inspection.closed", "finding.reported", "finding.corrected")
GOODS, PARCEL = "goods", "parcel"
JUDGED = {"verdict.given": GOODS, "parcel.judged": PARCEL}
"""Kind of a judgement -> what was judged: a truck, or a parcel by its number."""

KINDS = (*JUDGED, *REPORTS)
SOURCES = ("audit", "anti-smuggling", "inspection")
"""Who reports back: follow-up audit, anti-smuggling, or an inspection done elsewhere."""

HERE = "here"
"""Where a finding comes from that an inspection of the lane made."""

SAYS = ("found", "nothing", "withdrawn")
"""What a finding says: something was wrong, nothing was, or it counts no more."""

Place = tuple[str, int]


@dataclass(frozen=True)
class Seen:
    """One passage as learning sees it. `facts`: of its newest verdict before any inspection (of a parcel those that differ from what stands when nothing is known); `fired`: every
    rule that fired for it, what its inspection brought aside; `drawn`: picked at random; `found`: True, False, or None while nobody looked; `profile`: goods | parcel.
    """

    passage: str
    day: str
    channel: str
    facts: Mapping[str, str]
    fired: frozenset[str]
    drawn: bool
    found: bool | None
    profile: str = GOODS


@dataclass(frozen=True)
class Back:
    """What was said of a passage in the end. `found`: as in `Seen`; `sources`: (here | audit | anti-smuggling | inspection, its number there) of everything in force that found something."""

    found: bool | None
    sources: tuple[tuple[str, str], ...] = ()


@dataclass
class _One:
    """What looking came to of one passage, each part by its place in a chain, so that order and repeats do not matter."""

    inspections: dict[str, tuple[tuple[int, str, int], str]] = field(default_factory=dict)
    reports: dict[Place, Event] = field(default_factory=dict)
    corrections: dict[Place, Event] = field(default_factory=dict)


def gather(events: Iterable[Event]) -> list[Seen]:
    """Every passage that was judged, the oldest day first; events of other kinds are passed over."""
    return sorted(Gathering.of(events).seen(), key=lambda each: (each.day, each.passage))


def back(events: Iterable[Event]) -> dict[str, Back]:
    """As `Gathering.back`."""
    return Gathering.of(events).back()


Judged = tuple[int, bool, tuple[bool, tuple[int, str, int]], str, Mapping[str, str], tuple[str, ...], bool, str]
"""What the verdicts of a passage come to: when the first one was; whether any was before an inspection; of the newest of those (one that awaited nothing goes before) its
stamp, channel and facts; every rule that fired for them; whether one was picked; the profile. Nothing in it is kept track of by the collector: hundreds of thousands are no burden.
"""


class Gathering:
    """Events of passages as they come, in any order and doubled; what they say of each passage when asked."""

    def __init__(self) -> None:
        self._judged: dict[str, Judged] = {}
        self._known: dict[str, _One] = {}

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Gathering":
        made = cls()
        for event in events:
            made.take(event)
        return made

    def __len__(self) -> int:
        return len(self._judged)

    def take(self, event: Event) -> None:
        """One more event; one of another kind is passed over."""
        if event.kind in JUDGED:
            one, before = _judged(event), self._judged.get(event.subject)
            self._judged[event.subject] = one if before is None else _merged(before, one)
        elif event.kind in REPORTS:
            self._take_report(self._known.setdefault(event.subject, _One()), event)

    def _take_report(self, one: _One, event: Event) -> None:
        place = (event.station, event.seq)
        if event.kind == "finding.reported":
            one.reports[place] = event
        elif event.kind == "finding.corrected":
            one.corrections[place] = event
        else:
            closed = (event.stamp, str(event.body.get("result") or event.body["conclusion"]))
            one.inspections[event.body["inspection"]] = max(closed, one.inspections.get(event.body["inspection"], closed))

    def seen(self) -> Iterator[Seen]:
        """Every passage that was judged, in no order."""
        for passage, (at, _, _, channel, facts, fired, drawn, profile) in self._judged.items():
            one = self._known.get(passage)
            yield Seen(passage, day_of(at), channel, facts, frozenset(fired), drawn, None if one is None else outcome(one), profile)

    def back(self) -> dict[str, Back]:
        """Passages that were inspected or about which something was reported later, as all in all it stands."""
        return {passage: Back(outcome(one), _sources(one)) for passage, one in self._known.items() if one.reports or one.inspections}


def _judged(event: Event) -> Judged:
    body = event.body
    picked = any(row["picked"] for row in body.get("draws") or ())
    return event.at, untouched(body), (not body.get("waiting"), event.stamp), body["channel"], body["facts"], tuple(body["fired"]), picked, JUDGED[event.kind]


def _merged(one: Judged, other: Judged) -> Judged:
    """Of both: verdicts before an inspection set those after it aside, of the same sort the newest speaks and all that fired counts."""
    at = min(one[0], other[0])
    if one[1] != other[1]:
        kept = one if one[1] else other
        return (at, *kept[1:])
    newest = max(one, other, key=lambda each: each[2])
    fired = one[5] if {*other[5]} <= {*one[5]} else tuple(dict.fromkeys((*one[5], *other[5])))
    return at, one[1], newest[2], newest[3], newest[4], fired, one[6] or other[6], newest[7]


def outcome(one: _One) -> bool | None:
    """A report about an inspection stands in its place, the newest of several; a correction beats its target whatever the clocks say; one that found wins."""
    every = {says for says, _ in _said(one).values()} - {"withdrawn"}
    return "found" in every if every else None


def _sources(one: _One) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(source for says, source in _said(one).values() if says == "found"))


def _said(one: _One) -> dict[str, tuple[str, tuple[str, str]]]:
    """What it is about -> (what it says in the end, (who says it, its number there))."""
    said = {name: ({"normal": "nothing", "abnormal": "found"}.get(result, "withdrawn"), (HERE, name)) for name, (_, result) in one.inspections.items()}
    newest: dict[str, tuple[int, str, int]] = {}
    for place, event in one.reports.items():
        corrected = [each for each in one.corrections.values() if (each.body["target_station"], each.body["target_seq"]) == place]
        says = max(corrected, key=lambda each: each.stamp).body["says"] if corrected else event.body["says"]
        source = (event.body["source"], event.body.get("reference") or event.id)
        name = event.body.get("about") or " ".join(source)
        if says != "withdrawn" and (name not in newest or event.stamp > newest[name]):
            newest[name], said[name] = event.stamp, (says, source)
    return said
