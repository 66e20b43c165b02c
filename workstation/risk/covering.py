"""Whether a rule can fire at all, and whether others decide wherever it does: sets of values and days held against each other, exactly, or nothing is said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workstation.risk import periods
from workstation.risk.book import Condition, Fact, Rule, Rulebook
from workstation.risk.judge import STRICT
from workstation.risk.periods import Period
from workstation.risk.spans import Spans, spans

BOUND = 20_000
"""Pieces a question may fall into; beyond that it is left open, and an open question is no fault."""

WORK = 200_000
"""Pieces all questions of one check may fall into together; a pack that takes more is refused, for nobody could say what its rules do."""

MOST_NAMED = 40
"""Rules of a union that are tried whether it holds without them."""

DAY = ""
"""Stands among the facts for the day of judgement, in stretches on which nothing changes."""

GOES = ("release", "not-customs")

Box = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Ground:
    """What can be at all: the facts with their values, those that exclude each other, and the stretches of days of a pack by their first days."""

    facts: Mapping[str, Fact]
    days: tuple[str, ...]
    kept: dict[int, Box | None] = field(default_factory=dict, repr=False, compare=False)
    wholes: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    places: dict[int, int] = field(default_factory=dict, repr=False, compare=False)
    sure: dict[int, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)
    looked: list[int] = field(default_factory=lambda: [0], repr=False, compare=False)

    @property
    def tired(self) -> bool:
        """Whether all questions together took more than WORK: what is asked from then on stays open."""
        return self.looked[0] > WORK

    def plain(self) -> "Ground":
        """The same without facts that exclude each other; the work of both is counted as one."""
        return Ground({name: replace(fact, only=()) for name, fact in self.facts.items()}, self.days, looked=self.looked)

    def whole(self, fact: str) -> frozenset[str]:
        """Every value of a fact."""
        if fact not in self.wholes:
            self.wholes[fact] = frozenset(self.days if fact == DAY else self.facts[fact].values)
        return self.wholes[fact]

    def box(self, when: Iterable[Condition] | Spans, *several: Period) -> Box | None:
        """The values and days that are left by conditions and periods, without those that other facts exclude; None where nothing is left."""
        found: Box = {**spans(when, self.facts), DAY: frozenset(day for day in self.days if all(each.holds(day) for each in several))}
        while all(found.values()):
            before = dict(found)
            for fact in self.facts.values():
                if fact.only:
                    self._narrow(found, fact)
            if found == before:
                return found
        return None

    def of(self, rule: Rule) -> Box | None:
        """Where a rule can fire, as `box`; of the rules of one book, which outlives this."""
        if id(rule) not in self.kept:
            self.kept[id(rule)] = self.box(rule.when, rule.period)
        return self.kept[id(rule)]

    def always(self, book: Rulebook) -> tuple[Rule, ...]:
        """The rules of the book that fire wherever their conditions hold: nothing is drawn for them."""
        if id(book) not in self.sure:
            self.sure[id(book)] = tuple(each for each in book.rules if each.rate >= 1 and all(row.share >= 1 for row in each.rates))
        return self.sure[id(book)]

    def place(self, book: Rulebook, rule: Rule) -> int:
        """Where a rule stands in the book."""
        if not self.places:
            self.places.update({id(each): place for place, each in enumerate(book.rules)})
        return self.places[id(rule)]

    def _narrow(self, box: Box, fact: Fact) -> None:
        """Any value but the first stands only where `only` holds, all of it."""
        values = box.get(fact.name, self.whole(fact.name))
        left = {name: box.get(name, self.whole(name)) & held for name, held in spans(fact.only, self.facts).items()}
        if not all(left.values()):
            box[fact.name] = values & {fact.values[0]}
        elif fact.values[0] not in values:
            box.update(left)


def ground(book: Rulebook, own: Rulebook, period: Period) -> Ground:
    """Of a pack's book for its days; what excludes what is the program's own knowledge."""
    facts = {name: own.facts.get(name, fact) for name, fact in book.facts.items()}
    dated = [rule.period for rule in book.rules] + [row.period for rule in book.rules for row in rule.rates]
    marks = {*(each.first for each in dated), *(periods.after(each.last) for each in dated if each.last)}
    days = sorted({period.first, *(day for day in marks if period.holds(day))})
    return Ground(facts, tuple(days))


def covered(box: Box, others: Sequence[Box], on: Ground) -> bool:
    """Whether every point of a box lies in one of the others; False too where that takes too long to say."""
    return covering(box, others, on) is not None


def covering(box: Box, others: Sequence[Box], on: Ground) -> frozenset[int] | None:
    """Places of others that together hold every point of a box; None where they do not, or where that takes too long to say."""
    # What does not meet the box cuts none of its pieces.
    cutting = [(place, other) for place, other in enumerate(others) if _meets(box, other, on)]
    pieces, looked, used = [(box, 0)], 0, set[int]()
    while pieces:
        piece, at = pieces.pop()
        looked += 1
        on.looked[0] += 1
        if at == len(cutting) or looked > BOUND or on.tired:
            return None
        place, other = cutting[at]
        if _meets(piece, other, on):
            used.add(place)
            pieces += [(each, at + 1) for each in _without(piece, other, on)]
        else:
            pieces.append((piece, at + 1))
    return frozenset(used)


def inside(box: Box, other: Box, on: Ground) -> bool:
    """Whether every point of a box lies in one other: what `covered` says of one, at once."""
    return all(values >= (box.get(name) or on.whole(name)) for name, values in other.items())


def _meets(box: Box, other: Box, on: Ground) -> bool:
    """Whether some point lies in both."""
    return not any(values.isdisjoint(box.get(name) or on.whole(name)) for name, values in other.items())


def _without(box: Box, other: Box, on: Ground) -> list[Box]:
    """What is left of a box without another that it meets, in pieces that do not meet each other."""
    left, rest = list[Box](), dict(box)
    for name, values in other.items():
        here = rest.get(name, on.whole(name))
        if here - values:
            left.append({**rest, name: here - values})
            rest[name] = here & values
    return left


def silent(rule: Rule, on: Ground) -> str:
    """Why a rule can never fire on the days of the pack; '' where it can."""
    plain = spans(rule.when, on.facts)
    empty = next((fact for fact, values in plain.items() if not values), "")
    if empty:
        return f"its conditions on {empty} exclude each other"
    if on.box((), rule.period) is None:
        return f"it counts from {rule.period.first or '…'} to {rule.period.last or '…'}, the pack from {on.days[0]}"
    box = on.of(rule)
    if box is None:
        return f"its conditions on {', '.join(plain)} exclude each other"
    if rule.rate <= 0 and not any(row.share > 0 and on.box((*rule.when, *row.when), rule.period, row.period) for row in rule.rates):
        return "its rate is 0"
    zero = [found for row in rule.rates if row.share <= 0 and (found := on.box((*rule.when, *row.when), rule.period, row.period))]
    first = all(row.share <= 0 for row in rule.rates)
    return "its rate is 0 wherever it holds" if zero and first and covered(box, zero, on) else ""


def shadows(book: Rulebook, rule: Rule, on: Ground) -> tuple[Rule, ...]:
    """The fewest rules of which one decides wherever this one fires; none where it has something to say, or where that is not sure."""
    box = on.of(rule)
    if box is None or on.tired:
        return ()
    known = [(each, found) for each in on.always(book) if _may(book, each, rule, on) and (found := on.of(each)) and _meets(box, found, on)]
    # Those about the same facts first: they cut the fewest pieces, and are the ones to be named.
    known.sort(key=lambda pair: len(pair[1].keys() - box.keys()))
    for each, found in known:
        if inside(box, found, on):
            return (each,)
    together = covering(box, [found for _, found in known], on)
    if together is None:
        return ()
    needed = [known[place] for place in sorted(together)]
    for pair in list(needed)[:MOST_NAMED]:
        rest = [each for each in needed if each is not pair]
        if covered(box, [found for _, found in rest], on):
            needed = rest
    return tuple(each for each, _ in needed)


def _may(book: Rulebook, over: Rule, rule: Rule, on: Ground) -> bool:
    """Whether a rule leaves another nothing to decide or to say where both fire: of those that fire always, it is no milder, and no inspection answers it alone."""
    if over is rule or over.age > rule.age or rule.binding > over.binding:
        return False
    if (over.channel, over.reason) == (rule.channel, rule.reason):
        wider, narrower = on.of(rule), on.of(over)
        if wider and wider == narrower:
            # Twins: the first of them speaks for all.
            return on.place(book, over) < on.place(book, rule)
        within = bool(wider and narrower and inside(narrower, wider, on))
        return not within or (bool(wider and narrower and inside(wider, narrower, on)) and on.place(book, over) < on.place(book, rule))
    together = STRICT[rule.channel] >= STRICT["machine"] and rule.age == over.age
    return STRICT[over.channel] > STRICT[rule.channel] and (together or over.age or over.channel == "hold")
