"""The rule files: facts with their values, rules, what a lane profile needs, limits and roles; read, checked, frozen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import resources
from workstation.risk import fields, figures, periods, tables
from workstation.risk.book import CHANNELS, OPS, PARTS, RISKS, Condition, Dated, Fact, Need, Rate, Rule, Rulebook
from workstation.risk.periods import Period

FILES = ("facts.toml", "goods.toml", "lanes.toml", "limits.toml", "rates.toml", "roles.toml")


@cache
def rulebook(folder: Path | None = None) -> Rulebook:
    """Read the rule files of a folder (the program's own by default), the program's own tables beside them; a fault is refused with file, rule and reason."""
    place = folder or resources.folder / "rules"
    return book_of({name: _text(place / name) for name in FILES} | {name: tables.own(name) for name in tables.NAMES})


def book_of(files: Mapping[str, str], beneath: Mapping[str, str] | None = None) -> Rulebook:
    """The rules of these texts by file name. `beneath`: texts whose facts, lanes, figures and acts count where these name none."""
    read = {name: _over(fields.toml(name, (beneath or files)[name]), fields.toml(name, files[name])) if name in MERGED else fields.toml(name, files[name]) for name in FILES}
    _bounded(read)
    facts = read_facts(read["facts.toml"])
    rates = read_rates(read["rates.toml"], facts, "rates.toml")
    dated = Dated(_file_periods(read), figures.held(figures.limit_changes(read["limits.toml"])), figures.role_changes(read["roles.toml"]))
    return Rulebook(
        version=f"goods {fields.text(read['goods.toml'], 'valid_from', 'goods.toml')}",
        facts=facts,
        rules=rated(read_rules(read["goods.toml"], facts, "goods.toml"), rates),
        needs=read_needs(read["lanes.toml"], facts),
        limits=figures.read_limits(read["limits.toml"]),
        roles=figures.read_roles(read["roles.toml"]),
        hash=hash_of(files),
        files=dict(files),
        dated=dated,
    )


MOST = {("goods.toml", "rule"): 1_000, ("rates.toml", "rate"): 1_000, ("limits.toml", "change"): 200, ("roles.toml", "change"): 200}
"""Rows of a file: what is checked in seconds and judged in a truck's time."""

MOST_CONDITIONS = 40
"""Of a rule or a row of rates: about as many as there are facts."""


def _bounded(read: Mapping[str, Mapping[str, Any]]) -> None:
    """Refused where there are more rows or conditions than are checked, or an id or reason is none."""
    for (file, name), most in MOST.items():
        rows = fields.tables(read[file], name, file)
        if len(rows) > most:
            raise fields.wrong(file, f"{len(rows)} × [[{name}]], at most {most}")
        for number, row in enumerate(rows if name in ("rule", "rate") else (), 1):
            where = f"{file} {name} {row.get('id', number)}"
            if isinstance(row.get("when"), list) and len(row["when"]) > MOST_CONDITIONS:
                raise fields.wrong(where, f"{len(row['when'])} conditions, at most {MOST_CONDITIONS}")
            for each in ("id", "reason") if name == "rule" else ():
                fields.known_as(row, each, where)


MERGED = ("facts.toml", "lanes.toml", "limits.toml", "roles.toml")
"""Files of tables by name: a program that knows more of them than a pack takes the rest from its own."""


def _over(own: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told, and of our own tables what it does not name."""
    merged = dict(told)
    for name, table in own.items():
        if isinstance(table, dict):
            found = told.get(name, {})
            merged[name] = {**table, **found} if isinstance(found, dict) else found
    return merged


HEAD = ("valid_from", "valid_to", "source", "author", "approver")
"""What may stand at the beginning of a file."""


def _file_periods(read: Mapping[str, Mapping[str, Any]]) -> dict[str, Period]:
    for name, rows in (("goods.toml", ("rule",)), ("limits.toml", ("change",)), ("roles.toml", ("acts", "change")), ("facts.toml", ()), ("lanes.toml", ()), ("rates.toml", ("rate",))):
        fields.known_only({each: row for each, row in read[name].items() if not isinstance(row, dict)}, (*HEAD, *rows), name)
        for each in ("source", "author", "approver"):
            fields.text(read[name], each, name, "")
    return {name: periods.read(row, name) for name, row in read.items()}


def kept_book(files: Mapping[str, str]) -> Rulebook:
    """What an old verdict needs of the texts it went by: facts, rules and figures; what only later programs ask of the files is not asked here."""
    read = {name: fields.toml(name, text) for name, text in files.items() if name in FILES}
    facts = read_facts(read["facts.toml"])
    # What a pack does not name was taken from the program's own.
    told = _over(fields.toml("limits.toml", rulebook().files["limits.toml"]), read["limits.toml"])
    limits = {group: {name: Decimal(str(each)) for name, each in row.items()} for group, row in told.items() if isinstance(row, dict)}
    roles = dict(rulebook().roles) | {act: tuple(several) for act, several in read.get("roles.toml", {}).get("acts", {}).items()}
    version = f"goods {fields.text(read['goods.toml'], 'valid_from', 'goods.toml')}"
    dated = Dated(limits=figures.limit_changes(read["limits.toml"]), roles=figures.role_changes(read.get("roles.toml", {})))
    rules = rated(read_rules(read["goods.toml"], facts, "goods.toml"), read_rates(read.get("rates.toml", {}), facts, "rates.toml"))
    return Rulebook(version, facts, rules, {}, limits, roles, hash_of(files), dict(files), dated)


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
        fields.known_only(row, ("values", "confirm", "age", "good", "only"), where)
        values = fields.texts(row, "values", where)
        if not values:
            raise fields.wrong(where, "values is missing")
        good, age = fields.text(row, "good", where, ""), fields.text(row, "age", where, "")
        if good and good not in values:
            raise fields.wrong(where, f"good: unknown {good}")
        if age and age not in rows:
            raise fields.wrong(where, f"age: unknown fact {age}")
        facts[name] = Fact(name, values, fields.texts(row, "confirm", where, values), age, good)
    for name, row in rows.items():
        where = f"facts.toml {name}"
        facts[name] = replace(facts[name], only=tuple(condition(each, facts, where) for each in fields.listed(row, "only", where)))
    return facts


def read_rules(found: Mapping[str, Any], facts: Mapping[str, Fact], file: str) -> tuple[Rule, ...]:
    """The rules of one file, in their order; an id stands once a day."""
    rules, periods_of = list[Rule](), dict[str, list[Period]]()
    for number, row in enumerate(fields.tables(found, "rule", file), 1):
        rule = read_rule(row, facts, f"{file} rule {row.get('id', number)}")
        before = periods_of.setdefault(rule.id, [])
        if any(each.meets(rule.period) for each in before):
            raise fields.wrong(f"{file} rule {rule.id}", "the id stands twice")
        before.append(rule.period)
        rules.append(rule)
    if not rules:
        raise fields.wrong(file, "no rule in it")
    return tuple(rules)


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
    for each in ("source", "author", "approver"):
        fields.text(row, each, where, "")
    flags = {each: fields.flag(row, each, where) for each in ("binding", "age")}
    return Rule(name, when, channel, reason, risk, fields.share(row, "rate", where), **flags, rates=(), period=periods.read(row, where))


def read_rates(found: Mapping[str, Any], facts: Mapping[str, Fact], file: str) -> tuple[Rate, ...]:
    """The rows of the table of rates: rule, when, rate and the days on which it counts."""
    rows: list[Rate] = []
    for number, row in enumerate(fields.tables(found, "rate", file), 1):
        where = f"{file} rate {number} of {row.get('rule', '?')}"
        fields.known_only(row, ("rule", "when", "rate", "source", *periods.FIELDS), where)
        if not isinstance(row.get("when"), list) or not row["when"]:
            raise fields.wrong(where, "when is no list of conditions")
        fields.text(row, "rate", where)
        when = tuple(condition(each, facts, where) for each in row["when"])
        rows.append(Rate(fields.text(row, "rule", where), when, fields.share(row, "rate", where), periods.read(row, where)))
    return tuple(rows)


def rated(rules: tuple[Rule, ...], rates: tuple[Rate, ...]) -> tuple[Rule, ...]:
    """The rules with their rows of the table of rates; a row of a rule that is not there is refused."""
    for number, row in enumerate(rates, 1):
        if all(rule.id != row.rule for rule in rules):
            raise fields.wrong(f"rates.toml rate {number} of {row.rule}", f"unknown rule {row.rule}")
    return tuple(replace(rule, rates=found) if (found := tuple(row for row in rates if row.rule == rule.id)) else rule for rule in rules)


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
    fields.known_only(row, ("part", "when", *periods.FIELDS), where)
    part = fields.text(row, "part", where)
    if part not in PARTS:
        raise fields.wrong(where, f"unknown part {part}")
    when = row.get("when", [])
    if not isinstance(when, list):
        raise fields.wrong(where, "when is no list of conditions")
    return Need(part, tuple(condition(each, facts, where) for each in when), periods.read(row, where))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fields.wrong(path.name, str(error)) from error

