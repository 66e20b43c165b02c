"""The program's own rules do what was decided (as_decided.txt, written down apart from them): every rule with every value of every fact, shares, awaited parts, acts of roles and figures."""

from itertools import product
from pathlib import Path

import pytest
from rule_facts import BOOK, CALM, always, only

from workstation.risk import Case
from workstation.risk.book import ALWAYS
from workstation.risk.judge import firing

LINES = [line.split() for line in (Path(__file__).parent / "as_decided.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
RULES = {rule.id: rule for rule in BOOK.rules}


def told(kind):
    return [line[1:] for line in LINES if line[0] == kind]


def facts_of(columns):
    """`seal.state=open|tampered` -> the values of each fact."""
    return {name: values.split("|") for name, _, values in (column.partition("=") for column in columns)}


def test_every_rule_and_fact_was_decided_and_nothing_more():
    assert [line[0] for line in told("rule")] == list(RULES)
    assert {(fact.name, fact.good or "-", "|".join(fact.confirm) or "-", fact.age or "-") for fact in BOOK.facts.values() if fact.good or fact.confirm or fact.age} == {*map(tuple, told("fact"))}
    for line in told("rule"):
        assert all({*values} < {*BOOK.facts[name].values} for name, values in facts_of(line[5:]).items()), line


@pytest.mark.parametrize("line", told("rule"), ids=lambda line: line[0])
def test_a_rule_fires_with_exactly_these_values_of_its_facts_and_whatever_the_others_say(line):
    rule, asked = RULES[line[0]], facts_of(line[5:])
    book = only(rule)
    marks = [*(["binding"] if rule.binding else []), *(["age"] if rule.age else []), *([f"share={rule.rate}"] if rule.rate < 1 else [])]
    assert [rule.channel, rule.reason, rule.risk or "-", ",".join(marks) or "-"] == line[1:5]
    shares = {each.fact for row in rule.rates for each in row.when}
    for base in product(*asked.values()):
        known = {**CALM, **dict(zip(asked, base, strict=True))}
        for name, fact in BOOK.facts.items():
            for value in fact.values:
                fires = firing(book, Case({**known, name: value}), always) == (rule,)
                assert fires is (value in asked.get(name, fact.values)) or name in shares, (name, value)


def test_a_rule_takes_these_shares():
    decided = told("share")
    assert {line[0] for line in decided} == {rule.id for rule in BOOK.rules if rule.rates}
    for name in {line[0] for line in decided}:
        lines = [(share, facts_of(columns)) for rule, share, *columns in decided if rule == name]
        asked = list(dict.fromkeys(fact for _, facts in lines for fact in facts))
        assert {each.fact for row in RULES[name].rates for each in row.when} <= {*asked}
        for values in product(*(BOOK.facts[fact].values for fact in asked)):
            facts = dict(zip(asked, values, strict=True))
            (share,) = [share for share, known in lines if all(facts[fact] in known[fact] for fact in known)]
            assert str(RULES[name].share({**CALM, **facts})) == share, (name, facts)


def test_a_lane_awaits_these_parts():
    lines = [(profile, part, facts_of(columns)) for profile, part, *columns in told("awaited")]
    assert {profile for profile, _, _ in lines} == set(BOOK.needs)
    asked = sorted({fact for _, _, facts in lines for fact in facts} | {each.fact for needs in BOOK.needs.values() for need in needs for each in need.when})
    for profile, values in product(BOOK.needs, product(*(BOOK.facts[fact].values for fact in asked))):
        facts = dict(zip(asked, values, strict=True))
        awaited = {need.part for need in BOOK.needs[profile] if need.period == ALWAYS and all(each.holds(facts) for each in need.when)}
        assert awaited == {part for of, part, known in lines if of == profile and part != "-" and all(facts[fact] in known[fact] for fact in known)}, (profile, facts)


def test_a_role_may_these_acts_and_figures_are_these():
    decided = {role: {*acts} for role, *acts in told("may")}
    assert {act for acts in decided.values() for act in acts} == set(BOOK.roles)
    for role, act in product(decided, BOOK.roles):
        assert (role in BOOK.roles[act]) is (act in decided[role]), (role, act)
    assert {group: dict(figure.split("=") for figure in figures) for group, *figures in told("limit")} == {group: {name: str(value) for name, value in figures.items()} for group, figures in BOOK.limits.items()}
