"""The rule files: facts with their values, rules, what a lane profile needs, limits and roles; read, checked, frozen."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import resources
from workstation.risk import fields

CHANNELS = ("not-customs", "release", "machine", "cannot-confirm", "manual", "hold")
"""In order of strictness, the mildest first."""

RISKS = ("rush", "conceal", "evade", "fraud", "harm")
"""The five risks of the briefing of 2024 (domain facts, section 7)."""

ROLES = ("officer", "senior", "supervisor", "auditor", "technician", "administrator")

PARTS = ("vehicle", "declaration", "container", "seal", "weight")
"""Parts that a lane may await."""

LIMITS = {
    "age": ("instruction", "booking", "consignment", "release_list", "credit"),
    "weight": ("tolerance_percent", "tolerance_kg", "empty_kg", "before"),
    "scan": ("repeat_ms",),
    "slip": ("valid",),
    "booking": ("slot",),
    "draw": ("floor", "quiet_days", "quiet_rate", "stick_days", "pair_days"),
}
"""Figures the program asks for by name."""

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
    """Everything a verdict goes by; `version` names the files and their dates, `files` holds their texts, `hash` is the SHA-256 of those."""

    version: str
    facts: Mapping[str, Fact]
    rules: tuple[Rule, ...]
    needs: Mapping[str, tuple[Need, ...]]
    limits: Mapping[str, Mapping[str, Decimal]]
    roles: Mapping[str, tuple[str, ...]]
    hash: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    def limit(self, group: str, name: str) -> Decimal:
        """A figure of `limits.toml`, in the unit its line says."""
        return self.limits[group][name]


FILES = ("facts.toml", "goods.toml", "lanes.toml", "limits.toml", "roles.toml")


@cache
def rulebook(folder: Path | None = None) -> Rulebook:
    """Read the rule files of a folder (the program's own by default); a fault is refused with file, rule and reason."""
    place = folder or resources.folder / "rules"
    return book_of({name: _text(place / name) for name in FILES})


def book_of(files: Mapping[str, str]) -> Rulebook:
    """The rules of these texts by file name."""
    read = {name: _toml(name, files[name]) for name in FILES}
    facts = read_facts(read["facts.toml"])
    return Rulebook(
        version=f"goods {fields.text(read['goods.toml'], 'valid_from', 'goods.toml')}",
        facts=facts,
        rules=read_rules(read["goods.toml"], facts, "goods.toml"),
        needs=read_needs(read["lanes.toml"], facts),
        limits=read_limits(read["limits.toml"]),
        roles=read_roles(read["roles.toml"]),
        hash=hash_of(files),
        files=dict(files),
    )


def kept_book(files: Mapping[str, str]) -> Rulebook:
    """What an old verdict needs of the texts it went by: facts, rules and figures; what only later programs ask of the files is not asked here."""
    read = {name: _toml(name, text) for name, text in files.items()}
    facts = read_facts(read["facts.toml"])
    limits = {group: {name: Decimal(str(each)) for name, each in row.items()} for group, row in read["limits.toml"].items() if isinstance(row, dict)}
    version = f"goods {fields.text(read['goods.toml'], 'valid_from', 'goods.toml')}"
    return Rulebook(version, facts, read_rules(read["goods.toml"], facts, "goods.toml"), {}, limits, {}, hash_of(files), dict(files))


def hash_of(files: Mapping[str, str]) -> str:
    """SHA-256 (hex) of the texts as one JSON object, names sorted, no spaces (RFC 8785)."""
    whole = json.dumps(dict(files), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def read_facts(found: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts of `facts.toml`."""
    facts: dict[str, Fact] = {}
    rows = {name: row for name, row in found.items() if isinstance(row, dict)}
    for name, row in rows.items():
        where = f"facts.toml {name}"
        fields.known_only(row, ("values", "confirm", "age", "good"), where)
        values = fields.texts(row, "values", where)
        if not values:
            raise fields.wrong(where, "values is missing")
        good, age = fields.text(row, "good", where, ""), fields.text(row, "age", where, "")
        if good and good not in values:
            raise fields.wrong(where, f"good: unknown {good}")
        if age and age not in rows:
            raise fields.wrong(where, f"age: unknown fact {age}")
        facts[name] = Fact(name, values, fields.texts(row, "confirm", where, values), age, good)
    return facts


def read_rules(found: Mapping[str, Any], facts: Mapping[str, Fact], file: str) -> tuple[Rule, ...]:
    """The rules of one file, in their order; ids are unique."""
    rules: dict[str, Rule] = {}
    for number, row in enumerate(fields.tables(found, "rule", file), 1):
        rule = read_rule(row, facts, f"{file} rule {row.get('id', number)}")
        if rule.id in rules:
            raise fields.wrong(f"{file} rule {rule.id}", "the id stands twice")
        rules[rule.id] = rule
    if not rules:
        raise fields.wrong(file, "no rule in it")
    return tuple(rules.values())


FIELDS = ("id", "valid_from", "valid_to", "when", "channel", "rate", "reason", "risk", "source", "author", "approver", "binding", "age")


def read_rule(row: Mapping[str, Any], facts: Mapping[str, Fact], where: str) -> Rule:
    """One rule of a file; `where` names it in a refusal."""
    fields.known_only(row, FIELDS, where)
    name, channel, reason = (fields.text(row, each, where) for each in ("id", "channel", "reason"))
    if channel not in CHANNELS:
        raise fields.wrong(where, f"unknown channel {channel}")
    risk = fields.text(row, "risk", where, "")
    if risk not in ("", *RISKS):
        raise fields.wrong(where, f"unknown risk {risk}")
    if not isinstance(row.get("when"), list) or not row["when"]:
        raise fields.wrong(where, "when is no list of conditions")
    when = tuple(condition(each, facts, where) for each in row["when"])
    flags = {each: fields.flag(row, each, where) for each in ("binding", "age")}
    return Rule(name, when, channel, reason, risk, fields.share(row, "rate", where), **flags)


def condition(row: object, facts: Mapping[str, Fact], where: str) -> Condition:
    """`["seal.state", "ne", "sealed"]` -> a condition; unknown facts, values and operators are refused."""
    if not isinstance(row, list) or len(row) != 3:
        raise fields.wrong(where, "a condition is [fact, operator, value]")
    fact, op, value = row
    among = value if isinstance(value, list) else [value]
    for each in (fact, op, *among):
        if not isinstance(each, str):
            raise fields.wrong(where, f"a condition holds texts, not {each}")
    if fact not in facts:
        raise fields.wrong(where, f"unknown fact {fact}")
    if op not in OPS:
        raise fields.wrong(where, f"unknown operator {op}")
    if not among:
        raise fields.wrong(where, f"no value for {fact}")
    for each in among:
        if each not in facts[fact].values:
            raise fields.wrong(where, f"{fact} is never {each}")
    return Condition(fact, frozenset(among), op in ("eq", "in"))


def read_needs(found: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, tuple[Need, ...]]:
    """The parts that each lane profile of `lanes.toml` awaits."""
    lanes = {name: lane for name, lane in found.items() if isinstance(lane, dict)}
    if "goods" not in lanes:
        raise fields.wrong("lanes.toml", "goods is missing")
    needs: dict[str, tuple[Need, ...]] = {}
    for name, lane in lanes.items():
        where = f"lanes.toml {name}"
        if "needs" not in lane:
            raise fields.wrong(where, "needs is missing")
        needs[name] = tuple(_need(each, facts, where) for each in fields.tables(lane, "needs", where))
    return needs


def _need(row: Mapping[str, Any], facts: Mapping[str, Fact], where: str) -> Need:
    part = fields.text(row, "part", where)
    if part not in PARTS:
        raise fields.wrong(where, f"unknown part {part}")
    when = row.get("when", [])
    if not isinstance(when, list):
        raise fields.wrong(where, "when is no list of conditions")
    return Need(part, tuple(condition(each, facts, where) for each in when))


def read_limits(found: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    """The groups of figures of `limits.toml`."""
    groups = {name: group for name, group in found.items() if isinstance(group, dict)}
    for group, names in LIMITS.items():
        for name in names:
            if name not in fields.table(groups.get(group), group, "limits.toml"):
                raise fields.wrong(f"limits.toml {group}", f"{name} is missing")
    return {group: {name: fields.limit(value, name, f"limits.toml {group}") for name, value in row.items()} for group, row in groups.items()}


def read_roles(found: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Act -> roles, of `roles.toml`."""
    acts = fields.table(found.get("acts"), "acts", "roles.toml")
    return {act: fields.texts(acts, act, "roles.toml", ROLES) for act in acts}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fields.wrong(path.name, str(error)) from error


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise fields.wrong(name, str(error)) from error
