"""What a verdict goes by, as values: facts with their values, conditions, rules, what a lane profile needs, and the whole rulebook of a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from workstation.risk import fields, periods, tables
from workstation.risk.periods import ALWAYS, Change, Period

CHANNELS = ("not-customs", "release", "machine", "cannot-confirm", "manual", "hold")
"""In order of strictness, the mildest first."""

RISKS = ("rush", "conceal", "evade", "fraud", "harm")
"""The five risks of the briefing of 2024 (domain facts, section 7)."""

UNNAMED = "conceal"
"""The kind of risk of what stands against a truck where nobody named one and no rule decided (assumption of 2026-11-22)."""

PARTS = ("vehicle", "booking", "declaration", "container", "seal", "weight")
"""Parts that a lane may await."""

OPS = ("eq", "ne", "in", "not-in")

Facts = Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """One fact held against a set of values; `among` false turns it round."""

    fact: str
    values: frozenset[str]
    among: bool

    def holds(self, facts: Facts) -> bool:
        return (facts.get(self.fact) in self.values) is self.among


@dataclass(frozen=True)
class Rate:
    """A row of the table of rates (`rates.toml`): the share a rule takes where the conditions hold, instead of the rule's own."""

    rule: str
    when: tuple[Condition, ...]
    share: Decimal
    period: Period = ALWAYS


@dataclass(frozen=True)
class Rule:
    """One rule. `rate` in 0…1: the share of passages it takes, by draw; `rates`: where another share counts. `binding`: never lowered.
    `age`: fires on old data only; `period`: when it counts.
    """

    id: str
    when: tuple[Condition, ...]
    channel: str
    reason: str
    risk: str = ""
    rate: Decimal = Decimal(1)
    binding: bool = False
    age: bool = False
    period: Period = ALWAYS
    rates: tuple[Rate, ...] = ()

    def share(self, facts: Facts) -> Decimal:
        """The share it takes of passages with these facts: the row of the table of rates that applies, else its own rate."""
        for row in self.rates:
            if all(each.holds(facts) for each in row.when):
                return row.share
        return self.rate


@dataclass(frozen=True)
class Fact:
    """A fact's possible values; `confirm` those that may be supplied by phone, `age` the age fact this settles,
    `good` the value that lets a truck go; `only`: where any value but the first can stand at all.
    """

    name: str
    values: tuple[str, ...]
    confirm: tuple[str, ...] = ()
    age: str = ""
    good: str = ""
    only: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class Need:
    """A part that is awaited while its condition holds."""

    part: str
    when: tuple[Condition, ...] = ()
    period: Period = ALWAYS


@dataclass(frozen=True)
class Dated:
    """What the rule files say of days: when each file counts, and figures and roles that change for a time."""

    files: Mapping[str, Period] = field(default_factory=dict)
    limits: tuple[Change, ...] = ()
    roles: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """Everything a verdict goes by; `version` names the files and their dates, `files` holds their texts and those of the tables beside them, `hash` is
    the SHA-256 of all.

    `day`: of which day it is; '' = as it was read, with the rules of every day. `whole`: the book it was taken from. `pack`: version of the
    signed pack it came in; 0 = the program's own.
    """

    version: str
    facts: Mapping[str, Fact] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    needs: Mapping[str, tuple[Need, ...]] = field(repr=False)
    limits: Mapping[str, Mapping[str, Decimal]] = field(repr=False)
    roles: Mapping[str, tuple[str, ...]] = field(repr=False)
    hash: str = ""
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    dated: Dated = field(default=Dated(), repr=False)
    day: str = ""
    whole: "Rulebook | None" = field(default=None, repr=False)
    pack: int = 0

    def on(self, day: str) -> "Rulebook":
        """What counts on a day (2026-11-21, Asia/Shanghai); refused when one of the files does not count then."""
        if day == self.day:
            return self
        book = self.whole or self
        for file, period in book.dated.files.items():
            if not period.holds(day):
                raise fields.wrong(file, f"not in force on {day}")
        return replace(
            book,
            rules=tuple(_rated(rule, day) for rule in book.rules if rule.period.holds(day)),
            needs={name: tuple(need for need in needs if need.period.holds(day)) for name, needs in book.needs.items()},
            limits=periods.changed(book.limits, book.dated.limits, day),
            roles=periods.changed(book.roles, book.dated.roles, day),
            day=day,
            whole=book,
        )

    @cached_property
    def by_fact(self) -> Mapping[str, Mapping[str, Rule]]:
        """The rules that ask for a fact, in a condition or for their share: fact -> {id: rule}."""
        found: dict[str, dict[str, Rule]] = {}
        for rule in self.rules:
            for each in (*rule.when, *(condition for row in rule.rates for condition in row.when)):
                found.setdefault(each.fact, {})[rule.id] = rule
        return found

    def table(self, name: str) -> str:
        """The text of a table that counts with these rules (`quotas.toml`); the program's own where they bring none."""
        return self.files.get(name) or tables.own(name)

    def limit(self, group: str, name: str) -> Decimal:
        """A figure of `limits.toml`, in the unit its line says."""
        return self.limits[group][name]


def _rated(rule: Rule, day: str) -> Rule:
    return replace(rule, rates=tuple(row for row in rule.rates if row.period.holds(day))) if rule.rates else rule
