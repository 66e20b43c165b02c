"""What a pack may change in facts, lanes, figures, roles and words; the rest is the program's own, and safeguards stay."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from workstation.risk import fields, periods
from workstation.risk.book import CHANNELS, Fact, Rulebook
from workstation.risk.figures import ROLES
from workstation.risk.pack import WORDS

Fault = tuple[str, str]
"""File and entry, and the reason."""

LIMITS = "limits.toml"
ONLY = {
    "auditor": "an auditor reads only (decisions): no act that changes anything",
    "technician": "a technician has devices only (decisions)",
    "administrator": "an administrator has officers, keys and packs only (decisions)",
}
"""Roles to which no pack gives an act that the program does not, and why."""

ENTERS = ("sign-in", "sign-out")
"""Acts that stay with every role: who cannot sign in cannot put other rules in force either."""

LONGEST_WORDS = 300
"""Characters of the words of a reason in one language: four lines of a slip."""

MOST_WORDS = 2_000
"""Keys of `words.toml`: a reason and a flip of every rule there may be."""


def faults(book: Rulebook, own: Rulebook) -> Iterator[Fault]:
    """Everything in a pack's files of names that is not for a pack to say. `own`: what this program knows."""
    yield from _facts(book, own)
    yield from _missing(book, own)
    yield from _lanes(book, own)
    yield from _figures(book, own)
    yield from _roles(book, own)


def _facts(book: Rulebook, own: Rulebook) -> Iterator[Fault]:
    """The program gathers what it gathers: a fact it does not know never has a value."""
    for name, fact in book.facts.items():
        where = f"facts.toml {name}"
        known = own.facts.get(name)
        if known is None:
            yield where, f"unknown fact {name}: this program does not gather it"
            continue
        yield from ((where, f"unknown value {value}") for value in fact.values if value not in known.values)
        yield from ((where, f"value {value} is missing") for value in known.values if value not in fact.values)
        if fact.values[0] != known.values[0]:
            yield where, f"the first value stands when nothing is known: {known.values[0]}"
        yield from ((where, reason) for reason in _meant(fact, known))


def _meant(fact: Fact, known: Fact) -> Iterator[str]:
    """A pack may take confirmation by phone away, never add one; what a fact means is the program's."""
    for value in fact.confirm:
        if value not in known.confirm:
            yield f"confirm: {value} is not for the telephone; a pack may only leave out some of: {', '.join(known.confirm) or 'none'}"
    if fact.good != known.good:
        yield f'good: the value that lets a truck go is the program\'s: "{known.good}"'
    if fact.age != known.age:
        yield f'age: the data a word by phone stands for are the program\'s: "{known.age}"'
    if {*fact.only} != {*known.only}:
        yield "only: which facts exclude each other is the program's"


def _missing(book: Rulebook, own: Rulebook) -> Iterator[Fault]:
    """A pack that brings a file brings all of it."""
    for file in ("facts.toml", LIMITS, "roles.toml"):
        told, known = (tomllib.loads(each.files[file]) for each in (book, own))
        for group, table in known.items():
            if isinstance(table, dict):
                found = told.get(group)
                yield from ((f"{file} {group}", f"{name} is missing") for name in (("values",) if file == "facts.toml" else table) if not isinstance(found, dict) or name not in found)


def _lanes(book: Rulebook, own: Rulebook) -> Iterator[Fault]:
    """A lane of an unknown profile would never be opened."""
    for name, lane in tomllib.loads(book.files["lanes.toml"]).items():
        if isinstance(lane, dict):
            where = f"lanes.toml {name}"
            if name not in own.needs:
                yield where, f"unknown profile {name} (known: {', '.join(own.needs)})"
            yield from ((where, f"unknown field {each}") for each in lane if each != "needs")


def _figures(book: Rulebook, own: Rulebook) -> Iterator[Fault]:
    """Figures nobody asks for, and those that contradict each other on some day."""
    for group, row in book.limits.items():
        if group not in own.limits:
            yield f"{LIMITS} {group}", f"unknown group {group} (known: {', '.join(own.limits)})"
        for name in row if group in own.limits else ():
            if group == "expected" and name not in CHANNELS:
                yield f"{LIMITS} {group}", f"unknown channel {name}"
            elif group != "expected" and name not in own.limits[group]:
                yield f"{LIMITS} {group}", f"unknown name {name}"
    days = sorted({change.period.first for change in book.dated.limits} | {periods.after(change.period.last) for change in book.dated.limits if change.period.last})
    told = {fault for day in ("", *days) for fault in _rates(_on(book, day), day)}
    yield from sorted(told)


def _on(book: Rulebook, day: str) -> Mapping[str, Mapping[str, Decimal]]:
    return periods.changed(book.limits, book.dated.limits, day) if day else book.limits


def _rates(limits: Mapping[str, Mapping[str, Decimal]], day: str) -> Iterator[Fault]:
    draw, expected, when = limits["draw"], limits.get("expected", {}), f" on {day}" if day else ""
    if draw["floor"] > draw["quiet_rate"]:
        yield f"{LIMITS} draw", f"contradictory rates: floor {draw['floor']} ≤ quiet_rate {draw['quiet_rate']} does not hold{when}"
    if sum(expected.values(), Decimal(0)) > 1:
        yield f"{LIMITS} expected", f"contradictory rates: the expected shares come to more than 1{when}"


def _roles(book: Rulebook, own: Rulebook) -> Iterator[Fault]:
    """Who may do what, on the first day and by every change."""
    given = [(f"roles.toml {act}", act, roles) for act, roles in book.roles.items()]
    given += [(f"roles.toml change {number} {change.path[0]}", change.path[0], change.value) for number, change in enumerate(book.dated.roles, 1)]
    for where, act, roles in given:
        if act not in own.roles:
            yield where, f"unknown act {act}"
        elif not roles:
            yield where, "no role may do it"
        else:
            yield from ((where, why) for role, why in ONLY.items() if role in roles and role not in own.roles[act])
            if act in ENTERS and (left := [role for role in ROLES if role not in roles]):
                yield where, f"{', '.join(left)} is missing: every role signs in and out"


_VALUES = re.compile(r"\{[a-z_]+\}")


def wordless(words: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a pack's words: only of reasons and flips, in both languages, naming the same values, in signs that print."""
    if len(words) > MOST_WORDS:
        yield WORDS, f"{len(words)} keys, at most {MOST_WORDS}"
        return
    for key, told in words.items():
        where = f"{WORDS} {key}"
        if not key.startswith(("reason.", "flip.")) or not fields.ID.fullmatch(key.partition(".")[2]):
            yield where, "words of reasons and flips only"
        elif not isinstance(told, dict) or {*told} != {"zh", "en"} or not all(isinstance(each, str) and each.strip() for each in told.values()):
            yield where, "words zh and en are missing"
        else:
            yield from ((where, reason) for reason in _spoken(told.values()))


def _spoken(told: Collection[str]) -> Iterator[str]:
    if not all(map(fields.plain, told)):
        yield "a sign that does not print: no line feed, escape or other control character"
    if max(map(len, told)) > LONGEST_WORDS:
        yield f"longer than {LONGEST_WORDS} characters"
    if len({frozenset(_VALUES.findall(each)) for each in told}) > 1:
        yield "zh and en name different {values}"
