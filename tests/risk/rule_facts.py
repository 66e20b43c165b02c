"""The program's own rules with facts under which one of them fires, and Hypothesis strategies of facts."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies

from workstation.risk import Case, judge, rulebook

BOOK = rulebook()
CALM = {name: fact.values[0] for name, fact in BOOK.facts.items()}
CLEAR = CALM | {"papers.state": "released", "booking.goods": "customs", "booking.papers": "listed", "seal.state": "sealed", "seal.match": "equal"}
_ANY = {name: strategies.sampled_from(fact.values) for name, fact in BOOK.facts.items()}
_FEW = strategies.lists(strategies.sampled_from([(name, value) for name, fact in BOOK.facts.items() for value in fact.values]), max_size=3)
FACTS = strategies.fixed_dictionaries(_ANY) | strategies.builds(lambda base, few: {**base, **dict(few)}, strategies.sampled_from((CALM, CLEAR)), _FEW)
RULES = strategies.sampled_from(BOOK.rules)


def always(rule):
    return Decimal(0)


def never(rule):
    return Decimal(1)


def value(condition, *, holds):
    """A value of the fact with which the condition holds, or does not."""
    fits = [each for each in BOOK.facts[condition.fact].values if condition.holds({condition.fact: each}) is holds]
    return fits[0]


def facts_of(rule, turned=None):
    """The calmest facts under which the rule fires; with one condition `turned`, it does not, whatever else the rule asks of the same fact."""
    return CALM | {each.fact: value(each, holds=each is not turned) for each in sorted(rule.when, key=lambda each: each is turned)}


def verdict(facts, draw=always, book=BOOK, **case):
    return judge(book, Case(facts, **case), draw)


def only(*rules):
    return replace(BOOK, rules=rules)
