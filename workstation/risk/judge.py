"""Facts -> verdict with reasons and what would flip it; pure, and the only place where rules are evaluated."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from workstation.risk.book import CHANNELS, Condition, Facts, Rule, Rulebook

Draw = Callable[[str], Decimal]
"""Rule id -> a number in 0…1, the same for the same passage and rule."""

Drawing = tuple[Rule, Decimal]
"""A rule that draws, and its share."""

STRICT = {channel: place for place, channel in enumerate(CHANNELS)}
FLIPS = 8
REASONS = 3
INSPECTED = ("inspection.result", "normal")
"""The fact and value of an inspection that found nothing."""


@dataclass(frozen=True)
class Flip:
    """The smallest change that would give another channel."""

    fact: str
    to: str
    channel: str

    def as_map(self) -> dict[str, str]:
        """For programs and for the journal."""
        return {"fact": self.fact, "to": self.to, "channel": self.channel}


@dataclass(frozen=True)
class Verdict:
    """What the rules say: `fired` are the rules of the deciding channel and all others that fired, `reasons` those that decided."""

    channel: str
    reasons: tuple[str, ...]
    fired: tuple[str, ...]
    facts: Facts
    flip: tuple[Flip, ...] = ()
    whose: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """What is judged: the facts, the rules that a closed inspection has answered, and whether parts are still awaited."""

    facts: Facts
    answered: frozenset[str] = frozenset()
    waiting: bool = False


def judge(book: Rulebook, case: Case, draw: Draw) -> Verdict | None:
    """The verdict, or None while parts are awaited and nothing has hit.

    A hit (machine and stricter, old data excepted) decides at once, whatever is missing. Where no rule fires nothing is known, and that is
    cannot-confirm. That is no verdict on the truck but the absence of one, so one hit takes its place, although machine is the milder word: a hit decides
    at once, whatever is missing (decisions), and lets nothing go. Answered by an inspection, it leaves cannot-confirm again.
    """
    fired = firing(book, case, draw)
    if case.waiting and not any(is_hit(rule) for rule in fired):
        return None
    channel = strictest_of(fired)
    reasons = tuple(rule.reason for rule in fired if rule.channel == channel)[:REASONS] or ("nothing.known",)
    # Nothing is drawn for what is not: a flip that drew would tell the draw of a truck before its time.
    drawn = frozenset(rule.id for rule in fired)
    flips = _flips(book, case, lambda rule: Decimal(0) if rule in drawn else Decimal(1), (channel, fired))
    return Verdict(channel, reasons, tuple(rule.id for rule in fired), dict(case.facts), flips)


def firing(book: Rulebook, case: Case, draw: Draw) -> tuple[Rule, ...]:
    """The rules that fire, in the order of the book."""
    return tuple([rule for rule in book.rules if _fires(rule, case, draw)])


def strictest_of(fired: Collection[Rule]) -> str:
    """The channel they come to: the strictest, cannot-confirm where none fires."""
    return max((rule.channel for rule in fired), key=STRICT.__getitem__, default="cannot-confirm")


def risks(book: Rulebook, channel: str, fired: Collection[str]) -> tuple[str, ...]:
    """The kinds of risk of the rules that decided, each once, in the order of the rules; none where no rule is about one."""
    return tuple(dict.fromkeys(rule.risk for rule in book.rules if rule.id in fired and rule.channel == channel and rule.risk))


def certain_of(book: Rulebook, case: Case) -> tuple[str, tuple[str, ...], tuple[Drawing, ...]]:
    """What facts alone say: (channel of the rules that fire without a draw or '', their ids, the rules that would draw with their shares)."""
    fired: list[Rule] = []
    drawing: list[Drawing] = []
    for rule in book.rules:
        if rule.id not in case.answered and all(each.holds(case.facts) for each in rule.when):
            share = rule.share(case.facts)
            if share >= 1:
                fired.append(rule)
            elif share > 0:
                drawing.append((rule, share))
    channel = max((rule.channel for rule in fired), key=STRICT.__getitem__, default="")
    return channel, tuple(rule.id for rule in fired), tuple(drawing)


def missed(book: Rulebook, case: Case) -> Iterator[tuple[Rule, str, tuple[str, ...]]]:
    """The rules that one fact kept from firing: the fact, and the values with which all their conditions would hold; those an inspection answered aside. Draws are not asked."""
    for rule in book.rules:
        fact = _lacking(rule, case.facts)
        if fact and rule.id not in case.answered and (wanted := tuple(value for value in book.facts[fact].values if _suits(rule, fact, value))):
            yield rule, fact, wanted


def answers(rule: Rule, means: str) -> bool:
    """Whether an inspection by these means (machine | manual) that finds nothing answers a rule that fired: old data are none of its, and nothing that asks for more."""
    return not rule.age and STRICT["machine"] <= STRICT[rule.channel] <= STRICT[means]


def turned(case: Case, fact: str, to: str, fired: Collection[Rule]) -> tuple[Case, ...]:
    """The case with one fact changed; where that is an inspection which finds nothing, the case after each kind of it, because it answers rules that `fired`."""
    facts = {**case.facts, fact: to}
    if (fact, to) != INSPECTED:
        return (Case(facts, case.answered, case.waiting),)
    return tuple(Case(facts, case.answered | {rule.id for rule in fired if answers(rule, means)}, case.waiting) for means in ("machine", "manual"))


def hits(book: Rulebook, facts: Facts) -> tuple[str, ...]:
    """Ids of the rules that speak against letting it go, old data and the draw aside."""
    return tuple(rule.id for rule in book.rules if is_hit(rule) and all(condition.holds(facts) for condition in rule.when) and rule.share(facts) > 0)


def named(book: Rulebook, facts: Facts, about: tuple[str, ...]) -> bool:
    """Whether a rule on facts of these beginnings speaks against it, old data and rules by draw aside."""
    for rule in book.rules:
        for condition in rule.when:
            if (facts.get(condition.fact) in condition.values) is not condition.among:
                break
        else:
            # What stands is asked first: of seventy rules it leaves a handful.
            if is_hit(rule) and any(each.fact.startswith(about) for each in rule.when) and rule.share(facts) >= 1:
                return True
    return False


def _lacking(rule: Rule, facts: Facts) -> str:
    """The one fact whose conditions do not hold; '' where none is, or several are."""
    found = ""
    for each in rule.when:
        if (facts.get(each.fact) in each.values) is not each.among and each.fact != found:
            if found:
                return ""
            found = each.fact
    return found


def _suits(rule: Rule, fact: str, value: str) -> bool:
    """Whether all that the rule asks of a fact holds with this value."""
    return all((value in each.values) is each.among for each in rule.when if each.fact == fact)


def _fires(rule: Rule, case: Case, draw: Draw) -> bool:
    facts = case.facts
    for condition in rule.when:
        if (facts.get(condition.fact) in condition.values) is not condition.among:
            return False
    if rule.id in case.answered:
        return False
    return _taken(rule, facts, draw)


def _taken(rule: Rule, facts: Facts, draw: Draw) -> bool:
    """Whether the draw lets it count; nothing is drawn where it takes all or none."""
    share = rule.share(facts) if rule.rates else rule.rate
    return share >= 1 or (share > 0 and draw(rule.id) < share)


def is_hit(rule: Rule) -> bool:
    """Whether it speaks against letting go, and at once: machine and stricter, old data excepted."""
    return STRICT[rule.channel] >= STRICT["machine"] and not rule.age


def _flips(book: Rulebook, case: Case, draw: Draw, now: tuple[str, tuple[Rule, ...]]) -> tuple[Flip, ...]:
    """Single facts whose change gives another channel: first those that make it milder, then the nearest that make it stricter."""
    channel, fired = now
    found: list[Flip] = []
    tried: set[tuple[str, str]] = set()
    told: set[str] = set()
    for fact, to in chain(_milder(book, fired, channel), _stricter(book, case, draw, channel)):
        # Many rules miss by the same fact: what it would change is looked at once.
        if (fact, to) in tried or fact in told:
            continue
        tried.add((fact, to))
        others = {_turned_to(book, each, (fact, draw), fired) for each in turned(case, fact, to, fired)}
        # What differs between kinds of inspection cannot be known before.
        other = others.pop() if len(others) == 1 else ""
        if other and other != channel:
            found.append(Flip(fact, to, other))
            told.add(fact)
        if len(found) == FLIPS:
            break
    return tuple(found)


def _turned_to(book: Rulebook, case: Case, about: tuple[str, Draw], fired: tuple[Rule, ...]) -> str:
    """The channel of a case in which one fact was changed; '' where there would be no verdict at all: parts are awaited and nothing hits any more."""
    fact, draw = about
    asking = book.by_fact.get(fact, {})
    # Rules that do not ask for the fact fire as they do now: the draw of a flip takes those that fired and no other.
    would = (*(rule for rule in fired if rule.id not in asking and rule.id not in case.answered), *(rule for rule in asking.values() if _fires(rule, case, draw)))
    return strictest_of(would) if not case.waiting or any(is_hit(rule) for rule in would) else ""


def _milder(book: Rulebook, fired: tuple[Rule, ...], channel: str) -> list[tuple[str, str]]:
    """Facts that stand in every rule of the deciding channel: changing anything else cannot lift them all."""
    deciding = [rule for rule in fired if rule.channel == channel]
    if not deciding or STRICT[channel] < STRICT["machine"]:
        return []
    shared = [c.fact for c in deciding[0].when if all(any(d.fact == c.fact for d in rule.when) for rule in deciding)]
    return [(fact, value) for fact in shared for value in _best_first(book, fact) if not _keeps(deciding, fact, value)]


def _best_first(book: Rulebook, fact: str) -> list[str]:
    return sorted(book.facts[fact].values, key=lambda value: value != book.facts[fact].good)


def _keeps(rules: list[Rule], fact: str, value: str) -> bool:
    return any(all(c.fact != fact or c.holds({fact: value}) for c in rule.when) for rule in rules)


def _stricter(book: Rulebook, case: Case, draw: Draw, channel: str) -> Iterator[tuple[str, str]]:
    """Facts of the rules that missed by one condition and would decide; one after the other, because the first few are enough."""
    for rule in book.rules:
        if STRICT[rule.channel] <= STRICT[channel] or rule.id in case.answered:
            continue
        missed: list[Condition] = []
        for condition in rule.when:
            if (case.facts.get(condition.fact) in condition.values) is not condition.among:
                missed.append(condition)
                if len(missed) > 1:
                    break
        if len(missed) == 1:
            fact, to = missed[0].fact, _first(book, missed[0])
            if _taken(rule, {**case.facts, fact: to} if rule.rates else case.facts, draw):
                yield fact, to


def _first(book: Rulebook, condition: Condition) -> str:
    return next(value for value in book.facts[condition.fact].values if (value in condition.values) is condition.among)


def strictest(verdicts: Mapping[str, Verdict]) -> Verdict:
    """Of the verdicts of several papers on one truck the strictest; the first in order among equals."""
    return max(verdicts.values(), key=lambda verdict: STRICT[verdict.channel])
