"""Whether a stored verdict agrees with itself: what its own facts, answers and draws come to by the rules it names, and whether a release goes by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workstation.journal import Event
from workstation.risk.book import Rulebook
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn, certain
from workstation.risk.judge import STRICT, Case, firing, is_hit

LETS_GO = {"released": "release", "passage.left": "not-customs"}
"""An act that lets a truck go, and the channel its verdict must have."""

Fault = tuple[str, str, dict[str, str]]
"""`wrong` | `missing`, the reason, and what else names it."""


def faults(event: Event, book: Rulebook, drawn: tuple[Drawn, ...]) -> Iterator[Fault]:
    """What does not agree in a verdict that has its rules: a draw that was due and not made, other rules fired, another channel, another day."""
    body = event.body
    if body.get("day", "") not in ("", day_of(event.at), day_of(event.clock)):
        yield "wrong", "day-differs", {}
    # What an officer let a parcel go in spite of fires all the same; what an inspection answered on a truck does not.
    settled = frozenset(body.get("answered") or ()) if event.kind == "parcel.judged" else frozenset()
    answered = frozenset(body.get("answered") or ()) - settled
    found: dict[str, str] = {}
    for number, own in (body.get("cases") or {"": {}}).items():
        case = Case({**body["facts"], **own}, answered, bool(body.get("waiting")))
        yield from _undrawn(book, case, [each.rule for each in drawn if number in ("", each.papers)])
        rules = firing(book, case, certain(each.rule for each in drawn if each.picked and number in ("", each.papers)))
        if not case.waiting or any(map(is_hit, rules)):
            found |= {rule.id: rule.channel for rule in rules}
    yield from _told(body, found, settled)


def _undrawn(book: Rulebook, case: Case, made: list[str]) -> Iterator[Fault]:
    for rule in book.rules if not case.waiting else ():
        if rule.id not in {*case.answered, *made} and 0 < rule.share(case.facts) < 1 and all(each.holds(case.facts) for each in rule.when):
            yield "missing", "not-drawn", {"rule": rule.id}


def _told(body: Mapping[str, Any], found: Mapping[str, str], settled: frozenset[str]) -> Iterator[Fault]:
    for name in sorted({*found} ^ {*body["fired"]}):
        yield "wrong", "fired-differs", {"rule": name}
    channel = max(found.values(), key=STRICT.__getitem__, default="cannot-confirm")
    if body["channel"] != channel and not (body["channel"] == "release" and settled >= {*found} and settled):
        yield "wrong", "channel-differs", {"channel": channel}


@dataclass
class Went:
    """What trucks were let go by: a verdict of the same passage that lets it go, an override, or emergency mode."""

    _verdicts: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    _overridden: set[str] = field(default_factory=set)

    def judged(self, event: Event) -> None:
        """One more verdict, or an override."""
        if event.kind == "verdict.overridden":
            self._overridden.add(event.subject)
        else:
            self._verdicts[event.id] = event.subject, event.body["channel"], bool(event.body.get("waiting"))

    def faults(self, event: Event) -> Iterator[Fault]:
        """What is wrong with letting it go."""
        subject, channel, waiting = self._verdicts.get(f"{event.station}/{event.body.get('verdict')}", ("", "", False))
        if subject != event.subject:
            yield "missing", "verdict-missing", {}
        elif event.subject not in self._overridden and (waiting or (channel != LETS_GO[event.kind] and not event.body.get("emergency"))):
            yield "wrong", "let-go-differs", {"channel": channel}
