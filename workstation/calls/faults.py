"""What is wrong with rules of calls that a pack brings: what this program cannot open, say or answer."""

from collections.abc import Collection, Iterator

from workstation.calls.rules import FILE, OWNER, Rules, rules
from workstation.journal import kinds
from workstation.risk.book import Rulebook
from workstation.words import catalogue

STOPS = frozenset({"verdict.given", "inspection.field-set", "dose.read"})
"""Kinds of event that may stop a truck; a test holds them together with the desk's."""


def faults(made: Rules, book: Rulebook) -> Iterator[tuple[str, str]]:
    """(place, reason) of what this program cannot open, say or answer: sorts and trees it asks for that are gone, words it has not, events, facts and values that never are."""
    yield from ((f"{FILE} sort", f"{name} is missing") for name in rules().sorts if name not in made.sorts)
    yield from ((f"{FILE} tree", f"{name} is missing") for name in rules().trees if name not in made.trees)
    said = [(f"sort {name}", f"call.sort.{name}") for name in made.sorts] + [(f"tree {name}", f"stop.{name}") for name in made.trees]
    said += [(f"sort {name} codes", f"call.code.{code}") for name, sort in made.sorts.items() for code in sort.codes]
    said += [(f"tree {name}", f"stop.{level.words}") for name, levels in made.trees.items() for level in levels]
    said += [(f"telephone {name}", f"telephone.{name}") for name in made.lines]
    yield from ((f"{FILE} {where}", f"no words zh and en for {key}") for where, key in said if key not in catalogue())
    may, closing = book.roles.get("call-answer", ()), book.roles.get("call-close", ())
    yield from ((f"{FILE} sort {name} closed_by", f"{role} may not close calls (roles.toml call-close)") for name, sort in made.sorts.items() for role in sort.closed_by if role not in closing)
    levels = [(f"sort {name}", sort.levels) for name, sort in made.sorts.items()] + [(f"tree {name}", several) for name, several in made.trees.items()]
    yield from ((f"{FILE} {where}", f"{level.to} may not answer calls") for where, several in levels for level in several if level.to not in (OWNER, *may))
    yield from ((f"{FILE} proof {name}", f"unknown event {each}") for name, sort in made.sorts.items() for each in sort.events if each not in kinds.table())
    yield from _unproved(made)
    for number, cause in enumerate(made.causes, 1):
        where = f"{FILE} cause {number} {cause.event}"
        yield from ((where, f"unknown event {each}") for each in (cause.event, *cause.ends) if each not in kinds.table())
        for name, values in cause.where.items():
            yield from ((where, reason) for reason in _unknown(cause.event, name, values, book))
    for number, each in enumerate(made.triggers, 1):
        where = f"{FILE} trigger {number} {each.stop}"
        if each.event not in STOPS:
            yield where, f"unknown event {each.event}"
        elif each.event != "inspection.field-set":
            yield from ((where, reason) for reason in _unknown(each.event, each.field, each.values, book))


def _unproved(made: Rules) -> Iterator[tuple[str, str]]:
    """Rows of proofs that name no sort, sorts that no event proves though they ask for one, and ends of a call that would not prove it."""
    where = f"{FILE} proof"
    yield from ((where, f"unknown sort {name}") for name in made.proved if name not in made.sorts)
    yield from ((where, f"no event proves {name}") for name, sort in made.sorts.items() if "event" in sort.proof and not sort.events)
    yield from ((where, f"{event} ends {name} and does not prove it") for name, sort in made.sorts.items() for event in made.ends(name) if event not in sort.events)


def _unknown(event: str, name: str, values: Collection[str], book: Rulebook) -> list[str]:
    """What is wrong with a condition on an event: no field, fact or value of it."""
    if name in book.facts:
        return [f"{name} is never {value}" for value in values if value not in book.facts[name].values]
    return [] if name in ("subject", "by", *kinds.table().get(event, {})) else [f"unknown fact {name}"]
