"""How near a verdict was to another: the rules that one fact kept from firing, and the fewest facts that must change together for a stopped truck to be treated more mildly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workstation.risk.book import Rule, Rulebook
from workstation.risk.draw import Drawn, certain, known
from workstation.risk.judge import STRICT, Case, Draw, firing, is_hit, missed, strictest_of

MOST, TOLD, TRIED = 3, 4, 1_500
"""Facts that change together, and ways that are told; cases that are looked at before nothing more is looked for (bounds of the project, 2026-11-22)."""

Change = Mapping[str, str]
"""Fact -> the value it would have to have."""

May = Callable[[str, str], bool]
"""Whether a value of a fact may be named."""


@dataclass(frozen=True)
class Way:
    """Facts with other values, none of which can be left out, and the milder channel they give. What each paper has for itself changes for all of them."""

    change: Change
    channel: str

    def as_map(self) -> dict[str, Any]:
        """For programs."""
        return {"changes": [{"fact": fact, "to": to} for fact, to in self.change.items()], "channel": self.channel}


def ways(book: Rulebook, body: Mapping[str, Any], may: May | None = None) -> tuple[Way, ...]:
    """The smallest ways out of a `verdict.given` body under the rules of its day, the mildest first: all of one size, no smaller one leads out; () where none of up to three facts does,
    or it was not stopped.

    An inspection is no change of a fact; older data, something that cannot be confirmed, or a hit where nothing is confirmed are no way out; and nothing is drawn that was not drawn.
    """
    if STRICT[body["channel"]] < STRICT["machine"]:
        return ()
    search = _Search(book, body, may)
    for size in range(1, MOST + 1):
        found: dict[frozenset[str], Way] = {}
        for way in search.of(size, {}):
            # Of the same facts one value is enough: the mildest, and among equals the one that lets a truck go.
            facts = frozenset(way.change)
            found[facts] = min(found.get(facts, way), way, key=_mildest)
        if found:
            return tuple(sorted(found.values(), key=_mildest)[:TOLD])
    return ()


def _mildest(way: Way) -> int:
    return STRICT[way.channel]


def cases_of(body: Mapping[str, Any]) -> dict[str, tuple[Case, Draw]]:
    """Papers number -> what was judged, and what was drawn for it then."""
    answered, drawn = frozenset(body.get("answered") or ()), [Drawn.of(row) for row in body.get("draws") or ()]
    own = body.get("cases") or {"": {}}
    return {number: (Case({**body["facts"], **facts}, answered, bool(body.get("waiting"))), known(drawn, number)) for number, facts in own.items()}


def missed_of(book: Rulebook, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules that one fact kept from firing, for any of the papers: `rule`, its `channel`, the `fact`, its `value` as it was, and with which it would have fired (`wanted`)."""
    found: dict[str, dict[str, Any]] = {}
    for case, _ in cases_of(body).values():
        for rule, fact, wanted in missed(book, case):
            if rule.id not in body["fired"]:
                found.setdefault(rule.id, {"rule": rule.id, "channel": rule.channel, "fact": fact, "value": case.facts.get(fact, ""), "wanted": list(wanted)})
    return [found[rule.id] for rule in book.rules if rule.id in found]


class _Search:
    """Goes through changes of growing size: each next fact is one of a rule that still stands in the way."""

    def __init__(self, book: Rulebook, body: Mapping[str, Any], may: May | None) -> None:
        self._book, self._may, self._left = book, may, TRIED
        self._level = STRICT[body["channel"]]
        # Where nothing is confirmed, a hit would be the milder word and no way out.
        self._out = min(self._level, STRICT["machine"] if body["channel"] == "cannot-confirm" else self._level)
        cases = cases_of(body)
        self._cases = {number: (case, certain([rule.id for rule in firing(book, case, draw)])) for number, (case, draw) in cases.items()}

    def of(self, size: int, change: Change) -> Iterator[Way]:
        """Every way of exactly so many facts that goes on from a change."""
        channel, standing = self._look(change)
        if len(change) == size:
            if channel and self._leads_out(channel):
                yield Way(change, channel)
            return
        for fact in standing:
            for to in sorted(self._book.facts[fact].values, key=self._book.facts[fact].good.__ne__):
                if self._left > 0 and fact not in change and to != "stale" and (self._may is None or self._may(fact, to)) and any(case.facts.get(fact) != to for case, _ in self._cases.values()):
                    yield from self.of(size, {**change, fact: to})

    def _look(self, change: Change) -> tuple[str, tuple[str, ...]]:
        """The channel of the whole truck ('' while nothing is said), and the facts of the first rule that stands in the way; where none does, of all that would let it go."""
        self._left -= 1
        channels, way = [], dict[str, None]()
        for case, draw in self._cases.values():
            changed = Case({**case.facts, **change}, case.answered, case.waiting)
            fired = firing(self._book, changed, draw)
            if changed.waiting and not any(is_hit(rule) for rule in fired):
                continue
            channels.append(strictest_of(fired))
            if not self._leads_out(channels[-1]) and not way:
                way = self._facts(self._standing(fired))
        return max(channels, key=STRICT.__getitem__, default=""), tuple(way)

    def _standing(self, fired: Sequence[Rule]) -> list[Rule]:
        """Rules one of which must be kept from firing, or made to: the first that is too strict; else what cannot be confirmed, and the hits that would outweigh it; else all that let it go."""
        if strict := next((rule for rule in fired if STRICT[rule.channel] >= self._out), None):
            return [strict]
        unsure = [rule for rule in fired if rule.channel == "cannot-confirm"][:1]
        least = STRICT["cannot-confirm"] if unsure else 0
        return [*unsure, *(rule for rule in self._book.rules if self._leads_out(rule.channel) and STRICT[rule.channel] >= least)]

    def _leads_out(self, channel: str) -> bool:
        return channel != "cannot-confirm" and STRICT[channel] < self._out

    def _facts(self, rules: list[Rule]) -> dict[str, None]:
        """The facts they ask for, in a condition or for their share; what an inspection brings aside."""
        asked = (each.fact for rule in rules for each in (*rule.when, *(one for row in rule.rates for one in row.when)))
        return {fact: None for fact in asked if not fact.startswith("inspection.")}
