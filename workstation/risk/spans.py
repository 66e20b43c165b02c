"""Conditions as sets of values: which values of each fact they leave."""

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
