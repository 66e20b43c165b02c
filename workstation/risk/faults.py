"""What is wrong with a rulebook before it counts: rules that never fire or never decide, rates that contradict, words, risks and safeguards that are missing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workstation.risk import allowed, covering, scorecard
from workstation.risk.book import Facts, Rate, Rule, Rulebook
from workstation.risk.covering import GOES, Ground
from workstation.risk.judge import STRICT
from workstation.risk.pack import WORDS, Label
from workstation.risk.periods import Period, after
from workstation.risk.spans import spans
from workstation.words import Refused

GOODS, RATES, LANES = "goods.toml", "rates.toml", "lanes.toml"

ORDERS = {
    "credit.national": (("advanced", "certified", "regular", "dishonest", "seriously-dishonest"),),
    "credit.second-line": (("advanced", "unlisted", "focus"), ("white", "unlisted", "focus")),
}
"""Classes of the two credit scales, the best first: a better one is never drawn more often."""

CLEAR = {"papers.state": "released", "booking.goods": "customs", "booking.papers": "listed", "seal.state": "sealed", "seal.match": "equal"}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: file and rule, and the reason, each in words of the rule files."""

    where: str
    reason: str


def faults(book: Rulebook, own: Rulebook, label: Label, words: Collection[str]) -> list[Fault]:
    """Everything wrong with a pack's book. `own`: what this program knows; `words`: the keys that have words in both languages."""
    found = [*(Fault(*each) for each in allowed.faults(book, own)), *_files(book, label)]
    on = covering.ground(book, own, label.period)
    for rule in book.rules:
        found += [Fault(f"{GOODS} rule {rule.id}", reason) for reason in _rule(book, rule, on, words)]
    found += [*_rates(book, on), *_twice(book)]
    found += [*_safeguards(book, on), *_unread(book, label.period)]
    if on.tired:
        found.append(Fault(GOODS, "too tangled to be checked: fewer rules, or fewer conditions and values in each"))
    return [*found, *_scorecard(book)]


Stopped = tuple[Ground, list[covering.Box]]
"""What can be at all, and where rules stop a truck."""


def _scorecard(book: Rulebook) -> Iterator[Fault]:
    """A scorecard that the pack brings can be read under its facts."""
    try:
        if scorecard.FILE in book.files:
            scorecard.read(book.files[scorecard.FILE], book, scorecard.FILE)
    except Refused as refusal:
        yield Fault(str(refusal.values["where"]), str(refusal.values["reason"]))


def wordless(words: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a pack's words (`allowed.wordless`)."""
    return [Fault(*each) for each in allowed.wordless(words)]


def _files(book: Rulebook, label: Label) -> Iterator[Fault]:
    for file, period in book.dated.files.items():
        if not within(label.period, period):
            yield Fault(file, f"counts from {period.first or '…'} to {period.last or '…'}, the pack from {label.period.first} to {label.period.last or '…'}")


def within(inner: Period, outer: Period) -> bool:
    """Whether a period lies in another."""
    return outer.first <= inner.first and (not outer.last or bool(inner.last and inner.last <= outer.last))


def _rule(book: Rulebook, rule: Rule, on: Ground, words: Collection[str]) -> Iterator[str]:
    """Reasons against one rule."""
    if why := covering.silent(rule, on):
        yield f"can never fire: {why}"
    elif over := covering.shadows(book, rule, on):
        names, channels = ", ".join(each.id for each in over), " or ".join(sorted({each.channel for each in over}, key=STRICT.__getitem__))
        if len(over) == 1:
            yield f"shadowed by rule {names}: whenever it fires, that one fires too and decides {channels}"
        else:
            yield f"shadowed by rules {names} together: whenever it fires, one of them fires too and decides {channels}"
    if f"reason.{rule.reason}" not in words:
        yield f"no words zh and en for reason.{rule.reason} ({WORDS})"
    if not rule.risk and rule.channel not in GOES:
        yield "risk is missing: one of rush, conceal, evade, fraud, harm"


def _rates(book: Rulebook, on: Ground) -> Iterator[Fault]:
    """Rates that say two things of the same passage, that never apply, lie under the floor, or draw the better class more often."""
    for rule in book.rules:
        for place, row in enumerate(rule.rates):
            where = f"{RATES} rule {rule.id}"
            if on.box((*row.when, *rule.when), rule.period, row.period) is None:
                yield Fault(where, f"rate {row.share} can never apply: its conditions exclude those of the rule")
            for other in rule.rates[:place]:
                if other.share != row.share and on.box((*row.when, *rule.when, *other.when), rule.period, row.period, other.period):
                    yield Fault(where, f"contradictory rates {other.share} and {row.share} for the same passage")
        yield from (Fault(f"{GOODS} rule {rule.id}", reason) for reason in _against(book, rule))


def _against(book: Rulebook, rule: Rule) -> Iterator[str]:
    floor = book.limits["draw"]["floor"]
    for share in {rule.rate, *(row.share for row in rule.rates)}:
        if 0 < share < floor:
            yield f"rate {share} lies below the floor of random checks {floor} (limits.toml draw)"
    if rule.rate < 1 or rule.rates:
        for fact, orders in ORDERS.items():
            for order in orders:
                yield from _disorder(book, rule, fact, order)


def _twice(book: Rulebook) -> Iterator[Fault]:
    """Rules with the same conditions, channel and reason that are drawn at different rates on the same days."""
    before: dict[tuple[Any, ...], list[Rule]] = {}
    for rule in book.rules:
        alike = before.setdefault((rule.channel, rule.reason, frozenset(rule.when)), [])
        for other in alike:
            if (other.rate, _said(other.rates)) != (rule.rate, _said(rule.rates)) and other.period.meets(rule.period):
                yield Fault(f"{GOODS} rule {rule.id}", f"contradictory rates {other.rate} and {rule.rate}: rule {other.id} has the same conditions")
        alike.append(rule)


def _said(rows: tuple[Rate, ...]) -> set[tuple[Any, ...]]:
    return {(row.when, row.share, row.period) for row in rows}


def _disorder(book: Rulebook, rule: Rule, fact: str, order: tuple[str, ...]) -> Iterator[str]:
    """A better class with a higher rate than the next worse one, among those the rule is about."""
    held = spans(rule.when, book.facts).get(fact, frozenset(order))
    shares = [(value, rule.share(_calm(book, **{fact: value}))) for value in order if value in held]
    for (better, high), (worse, low) in pairwise(shares):
        if high > low:
            yield f"contradictory rates: {fact} {better} is drawn more often ({high}) than {worse} ({low})"


def _calm(book: Rulebook, **changed: str) -> Facts:
    return {name: fact.values[0] for name, fact in book.facts.items()} | CLEAR | changed


def _safeguards(book: Rulebook, on: Ground) -> Iterator[Fault]:
    """What no pack may take away: instructions that bind, old data that let nothing go, and checks at random."""
    # Facts that exclude each other are not asked of old data: what they cannot say is not ruled out.
    plain = on.plain()
    stops, bare = _stops(book, on), _stops(book, plain)
    for channel in ("machine", "manual", "hold"):
        if not any(_binds(rule, channel, on) for rule in book.rules):
            yield Fault(GOODS, f"an instruction to {channel} is lowered: no binding rule on it alone that gives {channel} or stricter")
    for rule in book.rules:
        if rule.channel in GOES:
            yield from (Fault(f"{GOODS} rule {rule.id}", f"old data let it go: no rule stops it while {age} is stale") for age in _ages(book, rule) if _unstopped(book, rule, age, (plain, bare)))
    yield from (Fault(f"{GOODS} rule {rule.id}", reason) for rule in book.rules if rule.channel not in GOES for reason in _only_fresh(book, rule, (on, stops)))
    clear = _calm(book)
    if not any(STRICT[rule.channel] >= STRICT["machine"] and 0 < rule.share(clear) < 1 and all(each.holds(clear) for each in rule.when) for rule in book.rules):
        yield Fault(GOODS, "no random checks: no rule draws among trucks with nothing against them")


LOAD = ("container", "seal", "weight")
"""Parts that say what a truck carries; papers are a number that anybody can copy."""


def _unread(book: Rulebook, period: Period) -> Iterator[Fault]:
    """What no pack may take away of what a goods lane awaits, on any of its days, of a truck with everything in order: the truck itself, and something of its load."""
    needs, clear = book.needs["goods"], _calm(book)
    days = {period.first, *(day for need in needs if need.period.last and period.holds(day := after(need.period.last)))}
    awaited = [{need.part for need in needs if need.period.holds(day) and all(each.holds(clear) for each in need.when)} for day in days]
    if not all("vehicle" in each for each in awaited):
        yield Fault(f"{LANES} goods", "a truck goes unread: the vehicle is not awaited")
    if not all(each & {*LOAD} for each in awaited):
        yield Fault(f"{LANES} goods", "a load goes unread: neither container, seal nor weight is awaited of a truck with released papers")


def _binds(rule: Rule, channel: str, on: Ground) -> bool:
    alone = all(each.fact == "instruction" and each.holds({"instruction": channel}) for each in rule.when)
    return alone and _always(rule) and all(rule.period.holds(day) for day in on.days) and rule.binding and STRICT[rule.channel] >= STRICT[channel]


def _always(rule: Rule) -> bool:
    return rule.rate >= 1 and all(row.share >= 1 for row in rule.rates)


def _ages(book: Rulebook, rule: Rule) -> list[str]:
    """The ages on which a rule that lets go rests: of instructions always, of what it names, of credit where there are papers."""
    papers = spans(rule.when, book.facts).get("papers.state", frozenset({"none", "released"}))
    named = {book.facts[each.fact].age for each in rule.when} - {""}
    named -= {"age.papers"} if papers == {"none"} else set()
    return sorted({"age.instruction", *named, *(["age.credit"] if "none" not in papers else [])} & set(book.facts))


def _unstopped(book: Rulebook, rule: Rule, age: str, over: Stopped) -> bool:
    """Whether it may let go while that is stale."""
    on, stops = over
    box = on.box({**spans(rule.when, book.facts), age: frozenset({"stale"})}, rule.period)
    return box is not None and not covering.covered(box, stops, on) and not on.tired


def _only_fresh(book: Rulebook, rule: Rule, over: Stopped) -> Iterator[str]:
    """Old data that turn its hit into a release: it speaks only while they are fresh, and another rule lets go while they are stale."""
    on, stops = over
    held = spans(rule.when, book.facts)
    for age in (each for each in held if each.startswith("age.") and "stale" not in held[each] and not on.tired):
        old = {**held, age: frozenset({"stale"})}
        for goer in (each for each in book.rules if each.channel in GOES):
            goes = spans(goer.when, book.facts)
            both = {name: old.get(name, on.whole(name)) & goes.get(name, on.whole(name)) for name in (*old, *goes)}
            box = on.box(both, rule.period, goer.period)
            if box is not None and not covering.covered(box, stops, on) and not on.tired:
                yield f"old data let it go: it stops only while {age} is not stale, and rule {goer.id} lets go then"


def _stops(book: Rulebook, on: Ground) -> list[covering.Box]:
    return [found for each in book.rules if each.channel not in GOES and _always(each) and (found := on.of(each))]
