"""Rules that can never fire and rules that others decide for, held against every combination of small facts: never a false finding, and none missed."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.risk import STRICT, Rulebook, rulebook
from workstation.risk.book import Condition, Fact, Rate, Rule
from workstation.risk.covering import ground, shadows, silent
from workstation.risk.periods import Period

PACK = Period("2026-12-01", "2026-12-31")
DAYS = ("", "2026-11-01", "2026-12-01", "2026-12-10", "2026-12-20", "2027-01-05")
FACTS = {"a": Fact("a", ("0", "1", "2")), "b": Fact("b", ("0", "1")), "c": Fact("c", ("0", "1", "2"))}
LOOKED = [f"2026-12-{day:02}" for day in (1, 9, 10, 11, 19, 20, 21, 31)]

conditions = st.builds(
    lambda fact, values, among: Condition(fact, frozenset(values & {*FACTS[fact].values}) or frozenset({"0"}), among),
    st.sampled_from(sorted(FACTS)), st.frozensets(st.sampled_from(("0", "1", "2")), min_size=1), st.booleans(),
)  # fmt: skip
whens = st.lists(conditions, max_size=3).map(tuple)
spans = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda two: Period(two[0], "" if two[1] < two[0] else two[1]))
shares = st.sampled_from((Decimal(0), Decimal("0.5"), Decimal(1)))
rates = st.lists(st.builds(Rate, st.just("r"), whens, shares), max_size=2).map(tuple)
plain = st.builds(Rule, st.just("r"), whens, st.sampled_from(("machine", "manual", "hold")), st.just("x"), period=spans)
any_rule = st.builds(
    Rule, st.just("r"), whens, st.sampled_from(("release", "machine", "cannot-confirm", "manual", "hold")), st.sampled_from(("x", "y")), rate=shares, rates=rates,
    age=st.booleans(), binding=st.booleans(), period=spans,
)  # fmt: skip
only = st.one_of(st.just(()), whens)


def book_of(rules, only_of=()):
    facts = {name: replace(fact, only=dict(only_of).get(name, ())) for name, fact in FACTS.items()}
    return Rulebook("x", facts, tuple(replace(rule, id=f"r{place}") for place, rule in enumerate(rules)), {}, {}, {})


def points(book):
    """Every day with every combination of facts that can be."""
    names = sorted(FACTS)
    for values in product(*(FACTS[name].values for name in names)):
        facts = dict(zip(names, values, strict=True))
        if all(facts[fact.name] == fact.values[0] or all(each.holds(facts) for each in fact.only) for fact in book.facts.values()):
            yield from ((day, facts) for day in LOOKED)


def holds(rule, day, facts):
    return rule.period.holds(day) and all(each.holds(facts) for each in rule.when)


def share(rule, facts):
    return rule.share(facts)


@settings(deadline=None, max_examples=150)
@given(st.lists(any_rule, min_size=1, max_size=5), st.lists(st.tuples(st.sampled_from(sorted(FACTS)), only), max_size=2))
def test_what_is_said_of_a_rule_is_true_at_every_point(rules, only_of):
    book = book_of(rules, only_of)
    on, where = ground(book, book, PACK), list(points(book))
    for rule in book.rules:
        fires = [(day, facts) for day, facts in where if holds(rule, day, facts)]
        if silent(rule, on):
            assert all(share(rule, facts) <= 0 for _, facts in fires), (rule, silent(rule, on))
            continue
        over = shadows(book, rule, on)
        for day, facts in fires if over else ():
            decides = [each for each in over if holds(each, day, facts) and share(each, facts) >= 1]
            assert decides, (rule, over)
            assert any(STRICT[each.channel] > STRICT[rule.channel] or (each.channel, each.reason) == (rule.channel, rule.reason) for each in decides)
            assert all(each.binding >= rule.binding and each.age <= rule.age and each is not rule for each in decides)


@settings(deadline=None, max_examples=150)
@given(st.lists(plain, min_size=1, max_size=6))
def test_nothing_is_missed_where_facts_stand_for_themselves(rules):
    book = book_of([replace(rule, reason=str(place)) for place, rule in enumerate(rules)])
    on, where = ground(book, book, PACK), list(points(book))
    for rule in book.rules:
        fires = [(day, facts) for day, facts in where if holds(rule, day, facts)]
        assert bool(silent(rule, on)) is not bool(fires)
        stricter = [each for each in book.rules if STRICT[each.channel] > STRICT[rule.channel]]
        if fires:
            assert bool(shadows(book, rule, on)) is all(any(holds(each, day, facts) for each in stricter) for day, facts in fires)


def test_a_question_that_takes_too_long_is_left_open_and_none_of_the_programs_rules_is_asked_in_vain():
    many = {f"f{n}": Fact(f"f{n}", ("0", "1", "2", "3")) for n in range(30)}
    wide = [Rule(f"w{n}", tuple(Condition(f"f{m}", frozenset({str((n + m) % 4)}), among=False) for m in range(30)), "hold", "x") for n in range(60)]
    book = Rulebook("x", many, (*wide, Rule("r", (), "manual", "y")), {}, {}, {})
    assert shadows(book, book.rules[-1], ground(book, book, PACK)) == ()
    own = rulebook()
    on = ground(own, own, PACK)
    assert [(rule.id, silent(rule, on), shadows(own, rule, on)) for rule in own.rules if silent(rule, on) or shadows(own, rule, on)] == []
