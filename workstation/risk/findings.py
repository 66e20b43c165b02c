"""What looking came to: inspections of the lane, and findings that audit and anti-smuggling report later; folded per passage in any order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workstation.journal import Event
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn

REPORTS = ("inspection.closed", "finding.reported", "finding.corrected")
KINDS = ("verdict.given", *REPORTS)
SOURCES = ("audit", "anti-smuggling", "inspection")
"""Who reports back: follow-up audit, anti-smuggling, or an inspection done elsewhere."""

SAYS = ("found", "nothing", "withdrawn")
"""What a finding says: something was wrong, nothing was, or it counts no more."""

Place = tuple[str, int]


@dataclass(frozen=True)
class Seen:
    """One passage as learning sees it. `facts`: of its newest verdict before any inspection; `fired`: every rule that fired for it, what its inspection
    brought aside; `drawn`: picked at random; `found`: True, False, or None while nobody looked.
    """

    passage: str
    day: str
    channel: str
    facts: Mapping[str, str]
    fired: frozenset[str]
    drawn: bool
    found: bool | None


@dataclass
class _One:
    """What is known of one passage, each part by its place in a chain, so that order and repeats do not matter."""

    verdicts: dict[Place, Event] = field(default_factory=dict)
    inspections: dict[str, tuple[tuple[int, str, int], str]] = field(default_factory=dict)
    reports: dict[Place, Event] = field(default_factory=dict)
    corrections: dict[Place, Event] = field(default_factory=dict)


def gather(events: Iterable[Event]) -> list[Seen]:
    """Every passage that was judged, the oldest day first; events of other kinds are passed over."""
    known = _known(events)
    seen = [_seen(passage, one) for passage, one in known.items() if one.verdicts]
    return sorted(seen, key=lambda each: (each.day, each.passage))


def reported(events: Iterable[Event]) -> dict[str, bool]:
    """Passages about which something was reported later: whether, all in all, something was found."""
    return {passage: bool(outcome(one)) for passage, one in _known(events).items() if one.reports}


def _known(events: Iterable[Event]) -> dict[str, _One]:
    known: dict[str, _One] = defaultdict(_One)
    for event in events:
        one, place = known[event.subject] if event.kind in KINDS else _One(), (event.station, event.seq)
        if event.kind == "verdict.given":
            one.verdicts[place] = event
        elif event.kind == "finding.reported":
            one.reports[place] = event
        elif event.kind == "finding.corrected":
            one.corrections[place] = event
        elif event.kind == "inspection.closed":
            one.inspections[event.body["inspection"]] = (event.stamp, str(event.body.get("result") or event.body["conclusion"]))
    return known


def outcome(one: _One) -> bool | None:
    """A report about an inspection stands in its place, the newest of several; a correction beats its target whatever the clocks say; one that found wins."""
    said = {name: {"normal": "nothing", "abnormal": "found"}.get(result, "withdrawn") for name, (_, result) in one.inspections.items()}
    told: dict[str, tuple[tuple[int, str, int], str]] = {}
    for place, event in one.reports.items():
        corrected = [each for each in one.corrections.values() if (each.body["target_station"], each.body["target_seq"]) == place]
        says = max(corrected, key=lambda each: each.stamp).body["says"] if corrected else event.body["says"]
        name = event.body.get("about") or f"{event.body['source']} {event.body.get('reference') or event.id}"
        if says != "withdrawn" and (name not in told or event.stamp > told[name][0]):
            told[name] = (event.stamp, says)
    every = {each for each in {**said, **{name: says for name, (_, says) in told.items()}}.values() if each != "withdrawn"}
    return "found" in every if every else None


def _seen(passage: str, one: _One) -> Seen:
    given = sorted(one.verdicts.values(), key=lambda event: event.stamp)
    before = [event for event in given if event.body["facts"].get("inspection.result", "none") == "none"] or given
    whole = [event for event in before if not event.body.get("waiting")] or before
    newest = whole[-1]
    return Seen(
        passage=passage,
        day=day_of(given[0].at),
        channel=newest.body["channel"],
        facts=newest.body["facts"],
        fired=frozenset(rule for event in before for rule in event.body["fired"]),
        drawn=any(each.picked for event in before for each in _draws(event.body)),
        found=outcome(one),
    )


def _draws(body: Mapping[str, Any]) -> list[Drawn]:
    return [Drawn.of(row) for row in body.get("draws") or ()]
