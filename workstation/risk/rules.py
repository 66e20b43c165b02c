"""The rule files: facts with their values, rules, what a lane profile needs, limits and roles; read, checked, frozen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import resources
from workstation.words import Refused

CHANNELS = ("not-customs", "release", "machine", "cannot-confirm", "manual", "hold")
"""In order of strictness, the mildest first."""

RISKS = ("rush", "conceal", "evade", "fraud", "harm")
"""The five risks of the briefing of 2024 (domain facts, section 7)."""

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
class Rule:
    """One rule. `rate` in 0…1: the share of passages it takes, by draw. `binding`: never lowered. `age`: fires on old data only."""

    id: str
    when: tuple[Condition, ...]
    channel: str
    reason: str
    risk: str = ""
    rate: Decimal = Decimal(1)
    binding: bool = False
    age: bool = False


@dataclass(frozen=True)
class Fact:
    """A fact's possible values; `confirm` those that may be supplied by phone, `age` the age fact this settles,
    `good` the value that lets a truck go.
    """

    name: str
    values: tuple[str, ...]
    confirm: tuple[str, ...] = ()
    age: str = ""
    good: str = ""


@dataclass(frozen=True)
class Need:
    """A part that is awaited while its condition holds."""

    part: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """Everything a verdict goes by; `version` names the files and their dates."""

    version: str
    facts: Mapping[str, Fact]
    rules: tuple[Rule, ...]
    needs: Mapping[str, tuple[Need, ...]]
    limits: Mapping[str, Mapping[str, Any]]
    roles: Mapping[str, tuple[str, ...]]

    def limit(self, group: str, name: str) -> Decimal:
        """A figure of `limits.toml`, in the unit its line says."""
        return Decimal(str(self.limits[group][name]))


@cache
def rulebook(folder: Path | None = None) -> Rulebook:
    """Read the rule files of a folder (the program's own by default); a fault is refused with file, rule and reason."""
    place = folder or resources.folder / "rules"
    facts = read_facts(_toml(place / "facts.toml"))
    goods = _toml(place / "goods.toml")
    lanes = _toml(place / "lanes.toml")
    limits = _toml(place / "limits.toml")
    roles = _toml(place / "roles.toml")
    needs = {
        name: tuple(
            Need(need["part"], tuple(condition(each, facts, f"lanes.toml {name}") for each in need.get("when", ()))) for need in lane["needs"]
        )
        for name, lane in lanes.items()
        if isinstance(lane, dict)
    }
    return Rulebook(
        version=f"goods {goods['valid_from']}",
        facts=facts,
        rules=read_rules(goods, facts, "goods.toml"),
        needs=needs,
        limits={name: part for name, part in limits.items() if isinstance(part, dict)},
        roles={act: tuple(names) for act, names in roles["acts"].items()},
    )


def read_facts(found: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts of `facts.toml`."""
    return {
        name: Fact(name, tuple(row["values"]), tuple(row.get("confirm", ())), row.get("age", ""), row.get("good", ""))
        for name, row in found.items()
        if isinstance(row, dict)
    }


def read_rules(found: Mapping[str, Any], facts: Mapping[str, Fact], file: str) -> tuple[Rule, ...]:
    """The rules of one file, in their order; ids are unique."""
    rules: dict[str, Rule] = {}
    for number, row in enumerate(found.get("rule", ()), 1):
        rule = read_rule(row, facts, f"{file} rule {row.get('id', number)}")
        if rule.id in rules:
            raise Refused("rule-wrong", where=f"{file} rule {rule.id}", reason="the id stands twice")
        rules[rule.id] = rule
    if not rules:
        raise Refused("rule-wrong", where=file, reason="no rule in it")
    return tuple(rules.values())


def read_rule(row: Mapping[str, Any], facts: Mapping[str, Fact], where: str) -> Rule:
    """One rule of a file; `where` names it in a refusal."""
    for name in ("id", "when", "channel", "reason"):
        if not row.get(name):
            raise Refused("rule-wrong", where=where, reason=f"{name} is missing")
    if row["channel"] not in CHANNELS:
        raise Refused("rule-wrong", where=where, reason=f"unknown channel {row['channel']}")
    if row.get("risk", "") not in ("", *RISKS):
        raise Refused("rule-wrong", where=where, reason=f"unknown risk {row['risk']}")
    try:
        rate = Decimal(row.get("rate", "1"))
    except (InvalidOperation, TypeError) as error:
        raise Refused("rule-wrong", where=where, reason="rate is no decimal text") from error
    if not 0 <= rate <= 1:
        raise Refused("rule-wrong", where=where, reason="rate is not between 0 and 1")
    when = tuple(condition(each, facts, where) for each in row["when"])
    flags = {name: bool(row.get(name, False)) for name in ("binding", "age")}
    return Rule(row["id"], when, row["channel"], row["reason"], row.get("risk", ""), rate, **flags)


def condition(row: object, facts: Mapping[str, Fact], where: str) -> Condition:
    """`["seal.state", "ne", "sealed"]` -> a condition; unknown facts, values and operators are refused."""
    if not isinstance(row, list) or len(row) != 3:
        raise Refused("rule-wrong", where=where, reason="a condition is [fact, operator, value]")
    fact, op, value = row
    if fact not in facts:
        raise Refused("rule-wrong", where=where, reason=f"unknown fact {fact}")
    if op not in OPS:
        raise Refused("rule-wrong", where=where, reason=f"unknown operator {op}")
    values = frozenset(value if isinstance(value, list) else [value])
    for each in values - set(facts[fact].values):
        raise Refused("rule-wrong", where=where, reason=f"{fact} is never {each}")
    return Condition(fact, values, op in ("eq", "in"))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("rule-wrong", where=path.name, reason=str(error)) from error
