"""Conditions as sets of values: which values of each fact they leave, and whether one set of conditions lies in another."""

from collections.abc import Iterable, Mapping

from workstation.risk.book import Condition, Fact

Spans = Mapping[str, frozenset[str]]
"""Fact -> the values that are left; a fact that is not named may have any."""


def spans(when: Iterable[Condition] | Spans, facts: Mapping[str, Fact]) -> Spans:
    """What all conditions together leave of each fact they name."""
    if isinstance(when, Mapping):
        return when
    found: dict[str, frozenset[str]] = {}
    for each in when:
        whole = frozenset(facts[each.fact].values)
        found[each.fact] = found.get(each.fact, whole) & (each.values if each.among else whole - each.values)
    return found


def covers(outer: Iterable[Condition] | Spans, inner: Iterable[Condition] | Spans, facts: Mapping[str, Fact]) -> bool:
    """Whether the outer conditions hold whenever the inner ones do."""
    narrow = spans(inner, facts)
    return all(narrow.get(fact, frozenset(facts[fact].values)) <= values for fact, values in spans(outer, facts).items())


def meets(one: Iterable[Condition] | Spans, other: Iterable[Condition] | Spans, facts: Mapping[str, Fact]) -> bool:
    """Whether both can hold at once."""
    left, right = spans(one, facts), spans(other, facts)
    return all(left.get(fact, values) & values for fact, values in right.items()) and all(left.values())
