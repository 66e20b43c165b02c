"""What is said of how near a verdict was to another holds for whatever rules: a flip told flips it, no smaller change than the ways out leads out, and what missed by one fact fires with it."""

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as some
from rule_facts import BOOK, CALM, CLEAR, never, only, verdict

from workstation.risk import CHANNELS, STRICT, Case
from workstation.risk.book import Condition, Rate, Rule
from workstation.risk.draw import Drawn, certain
from workstation.risk.judge import firing, strictest_of
from workstation.risk.ways import MOST, missed_of, ways

NAMES = ("seal.state", "seal.match", "papers.category", "weight.match", "credit.second-line", "age.papers")
ALL = {name: BOOK.facts[name].values for name in NAMES}
often = settings(deadline=None, max_examples=60)


@some.composite
def conditions(draw, most=3):
    """Of up to three facts, each with some of its values, in or not in."""
    names = draw(some.lists(some.sampled_from(NAMES), min_size=1, max_size=most, unique=True))
    return tuple(Condition(name, draw(some.frozensets(some.sampled_from(ALL[name]), min_size=1, max_size=2)), draw(some.booleans())) for name in names)


@some.composite
def packs(draw):
    """Rules nobody wrote: any channel, some drawn, some with another share where a condition holds."""
    rules = []
    for number in range(draw(some.integers(1, 7))):
        rate = draw(some.sampled_from((Decimal(1), Decimal(1), Decimal("0.5"))))
        rates = (Rate(f"r{number}", draw(conditions(1)), draw(some.sampled_from((Decimal(0), Decimal(1))))),) if draw(some.booleans()) else ()
        rules.append(Rule(f"r{number}", draw(conditions()), draw(some.sampled_from(CHANNELS)), f"r{number}", "harm", rate, rates=rates))
    return tuple(rules)


FACTS = some.fixed_dictionaries({name: some.sampled_from(values) for name, values in ALL.items()}).map(lambda few: {**CALM, **few})
DRAWN = some.frozensets(some.sampled_from([f"r{number}" for number in range(7)]))


def body_of(book, facts, drawn):
    found = verdict(facts, certain(drawn), book)
    rows = [Drawn(rule, "1", "1|2", "2026-11-21", "0" * 16, "0.5", picked=True).as_map() for rule in sorted(drawn)]
    return found, {"channel": found.channel, "fired": list(found.fired), "facts": facts, "draws": rows, "cases": {"1": {}}}


def after(book, facts, change, fired):
    """The channel with some facts changed; nothing is drawn that was not."""
    return strictest_of(firing(book, Case({**facts, **change}), certain(fired)))


def milder(book, facts, found, size):
    """Every change of so many facts that leads out, looked for the long way."""
    most = min(STRICT[found.channel], STRICT["machine"] if found.channel == "cannot-confirm" else STRICT["hold"])
    for names in combinations(NAMES, size):
        for values in product(*(ALL[name] for name in names)):
            change = dict(zip(names, values, strict=True))
            if all(facts[name] != to and to != "stale" for name, to in change.items()):
                channel = after(book, facts, change, found.fired)
                if STRICT[channel] < most and channel != "cannot-confirm":
                    yield change


@often
@given(packs(), FACTS, DRAWN)
def test_a_way_told_leads_out_and_no_smaller_one_does(rules, facts, drawn):
    book = only(*rules)
    found, body = body_of(book, facts, drawn)
    told = ways(book, body)
    for way in told:
        assert STRICT[way.channel] < STRICT[found.channel]
        assert after(book, facts, way.change, found.fired) == way.channel
        assert all(facts[fact] != to for fact, to in way.change.items())
    if STRICT[found.channel] < STRICT["machine"]:
        assert told == ()
        return
    sizes = {len(way.change) for way in told} or {MOST}
    assert len(sizes) == 1
    for size in range(1, sizes.pop() if told else MOST):
        assert not list(milder(book, facts, found, size))


@often
@given(packs(), FACTS, DRAWN)
def test_a_flip_told_flips_it_and_the_one_that_lets_it_go_is_not_left_out(rules, facts, drawn):
    book = only(*rules)
    found, _ = body_of(book, facts, drawn)
    for flip in found.flip:
        assert facts[flip.fact] != flip.to
        assert after(book, facts, {flip.fact: flip.to}, found.fired) == flip.channel != found.channel
    deciding = [rule for rule in book.rules if rule.id in found.fired and rule.channel == found.channel]
    if deciding and STRICT[found.channel] >= STRICT["machine"]:
        one = {fact for change in milder(book, facts, found, 1) for fact in change if all(fact in {each.fact for each in rule.when} for rule in deciding)}
        assert one <= {flip.fact for flip in found.flip}


@often
@given(packs(), FACTS, DRAWN)
def test_a_rule_that_missed_by_one_fact_is_told_and_fires_with_it(rules, facts, drawn):
    book = only(*rules)
    found, body = body_of(book, facts, drawn)
    told = {row["rule"]: row for row in missed_of(book, body)}
    assert not {*told} & {*found.fired}
    for rule in book.rules:
        lacking = {each.fact for each in rule.when if not each.holds(facts)}
        assert (rule.id in told) == (len(lacking) == 1)
        for to in told[rule.id]["wanted"] if rule.id in told else ():
            assert all(each.holds({**facts, told[rule.id]["fact"]: to}) for each in rule.when)


def test_what_cannot_be_confirmed_does_not_hide_the_way_from_a_hold_to_an_inspection():
    unsealed = Condition("seal.state", frozenset(["none"]), True)
    rules = [
        Rule("seen", (Condition("seal.state", frozenset(["none"]), False),), "manual", "seen", "harm", Decimal(1)),
        Rule("unknown", (Condition("papers.category", frozenset(["value-added"]), True),), "cannot-confirm", "unknown", "harm", Decimal(1)),
        Rule("bare", (unsealed,), "hold", "bare", "harm", Decimal(1)),
    ]
    book, facts = only(*rules), {**CALM, "seal.state": "none", "papers.category": "value-added"}
    found, body = body_of(book, facts, frozenset())
    assert (found.channel, found.fired) == ("hold", ("unknown", "bare"))
    assert [(way.change.keys(), way.channel) for way in ways(book, body)] == [({"seal.state"}, "manual")]


def test_two_wrong_things_are_put_right_together_and_three_papers_for_all_of_them():
    facts = CLEAR | {"seal.state": "open", "seal.match": "differs"}
    body = {"channel": "manual", "fired": list(verdict(facts, never).fired), "facts": facts}
    (way,) = ways(BOOK, body)
    assert (way.change, way.channel) == ({"seal.state": "sealed", "seal.match": "equal"}, "release")
    papers = {"channel": "hold", "fired": ["papers-not-released"], "facts": CLEAR, "cases": {"1": {"papers.state": "declared"}, "2": {"papers.state": "amending"}, "3": {}}}
    assert [(way.change, way.channel) for way in ways(BOOK, papers)][:1] == [({"papers.state": "released"}, "release")]
    assert ways(BOOK, {"channel": "release", "fired": [], "facts": CLEAR}) == ()
