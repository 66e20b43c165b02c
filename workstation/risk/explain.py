"""A verdict in words an enterprise understands: what decided, by which published rule, what would change it; nothing of whom customs looks for."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from workstation.risk import fields, periods, shape, tables
from workstation.risk.book import Rule, Rulebook
from workstation.risk.draw import Drawn
from workstation.risk.judge import STRICT
from workstation.risk.ways import ways
from workstation.words import catalogue, say

MILD = ("release", "not-customs")
SELECTED, DRAWN, CLEAR, NOTHING, AGE = "explain.selected", "explain.drawn", "explain.clear", "explain.nothing", "explain.why.age"
RENEWED = "explain.if.age"
"""What lifts old data, whichever they are."""


@dataclass(frozen=True)
class Published:
    """Where a rule stands: id, file, first and last day, source, author, approver, as the file says; `book`: the first 12 hex digits of the hash of all files, `pack`: version of
    the rule pack that brought them, 0 = the program's own.
    """

    rule: str
    file: str
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    author: str = ""
    approver: str = ""
    book: str = ""
    pack: int = 0


@dataclass(frozen=True)
class Why:
    """One thing that decided: a key of the catalogue with its values, and the rule ('selected for check': every rule it may have been)."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Published, ...] = ()


@dataclass(frozen=True)
class Change:
    """What would have given another channel ('' = the words say it themselves): `key` says the condition, `also` those that must hold with it."""

    key: str
    channel: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One verdict explained. `at` UTC ms; `to`: the channel that was put in its place, or '', and `how`: override (two officers) or emergency."""

    at: int
    channel: str
    whys: tuple[Why, ...]
    changes: tuple[Change, ...] = ()
    to: str = ""
    book: str = ""
    how: str = "override"
    title: str = ""

    @property
    def name(self) -> str:
        """The key of what it came to: a channel, or how a traveller stands."""
        return self.title or f"channel.{self.channel}"

    @property
    def instead(self) -> str:
        """The key of the words that say how it came out otherwise; they take `channel`."""
        return f"explain.{self.how}"


Table = Mapping[str, Any]
"""What `explain.toml` says: `open` beginnings of facts, `rules` by name, `values` that may fill words, the most `changes` told."""

FILE = "explain.toml"
CLOSED = ("instruction",)
"""Facts that no table may open: whom customs looks for."""

SHAPE = {"open": shape.many(shape.text, 1), "rules": shape.many(shape.text), "values": shape.many(shape.text), "changes": shape.whole(0, 8)}


@lru_cache(maxsize=8)
def read(text: str) -> Table:
    """The table of a text; refused `rule-wrong`. `values`: those the program's own table knows, no others."""
    found = tables.parsed(FILE, text, SHAPE)
    if unknown := [value for value in found["values"] if value not in table()["values"]] if text != tables.own(FILE) else []:
        raise fields.wrong(f"{FILE} values", f"unknown value {unknown[0]}")
    return found


def table() -> Table:
    """The program's own."""
    return read(tables.own(FILE))


def faults(told: Table, book: Rulebook) -> Iterator[tuple[str, str]]:
    """(place, reason) of what does not fit these rules: beginnings that open no fact or one that stays closed, rules that are not there."""
    for each in told["open"]:
        opened = [fact for fact in book.facts if fact.startswith(each)]
        if not opened:
            yield f"{FILE} open", f"unknown fact {each}"
        yield from ((f"{FILE} open", f"{each} opens {fact}, which is never told") for fact in opened if fact in CLOSED)
    for each in told["rules"]:
        found = [rule for rule in book.rules if rule.id == each]
        if not found:
            yield f"{FILE} rules", f"unknown rule {each}"
        yield from ((f"{FILE} rules", f"rule {each} tells of {fact}, which is never told") for fact in sorted({c.fact for rule in found for c in rule.when} & {*CLOSED}))


def is_open(rule: Rule, told: Table | None = None) -> bool:
    """Whether an enterprise may be told of this rule by name; `told`: the table that counts, the program's own by default."""
    told = told or table()
    named = rule.id in told["rules"] or all(_open(condition.fact, told) for condition in rule.when)
    return named and min([rule.rate, *(row.share for row in rule.rates)]) >= 1


def explained(body: Mapping[str, Any], at: int, book: Rulebook, revealed: Collection[str] = ()) -> Step:
    """The step of a `verdict.given` body under the rules of its day; `revealed`: days whose draws are open to everybody."""
    channel = str(body["channel"])
    deciding = _deciding(book, body)
    told, open_ = published(book), read(book.table(FILE))
    # A band names the first three; who has to put right what stopped him is told of all.
    whys = [_why(rule, body, told, open_) for rule in deciding if is_open(rule, open_) and (rule.reason in body["reasons"] or channel not in MILD or rule.channel != channel)]
    hidden = [rule for rule in deciding if not is_open(rule, open_)] if channel not in MILD else []
    days = {each.rule: each.day for each in _draws(body) if each.picked and each.day in revealed}
    drawn = {rule.id for rule in hidden if rule.id in days}
    whys += [Why(DRAWN, {"day": days[rule]}, tuple(filter(None, [told.get(rule)]))) for rule in sorted(drawn)]
    if any(rule.id not in drawn for rule in hidden):
        whys.append(Why(SELECTED, {}, tuple(told[rule.id] for rule in book.rules if _may_select(rule, open_) and rule.id in told)))
    if channel == "release" and "list" in {facts.get("papers.kind") for facts in (body.get("cases") or {"": body["facts"]}).values()}:
        whys.append(Why("explain.list"))
    if not whys:
        whys.append(Why(CLEAR if channel in MILD else NOTHING))
    # What would change it differs between an instruction and a draw: where something is not told, neither is this.
    changes = (_changes(body, channel, open_) or _together(book, body, open_)) if all(why.key != SELECTED for why in whys) else ()
    changes = (Change(RENEWED, ""), *changes) if any(why.key == AGE for why in whys) else changes
    return Step(at, channel, _once(whys), changes, book=book.hash)


def _deciding(book: Rulebook, body: Mapping[str, Any]) -> list[Rule]:
    """The rules that decided; while an inspection is broken off also those that the truck was chosen by, which it has not answered."""
    channel, fired = str(body["channel"]), frozenset(body["fired"])
    chosen = STRICT["machine"] if body["facts"].get("inspection.result") == "unfinished" else STRICT[channel]
    return [rule for rule in book.rules if rule.id in fired and (rule.channel == channel or (chosen <= STRICT[rule.channel] < STRICT[channel] and not rule.age))]


def published(book: Rulebook) -> dict[str, Published]:
    """Rule id -> where it stands, read from the texts of the files; of several with one id the one that counts on the book's day."""
    found: dict[str, Published] = {}
    for file, text in book.files.items():
        if file in tables.NAMES:
            continue
        whole = tomllib.loads(text)
        rows = whole.get("rule")
        for row in rows if isinstance(rows, list) else ():
            if not book.day or periods.read(row, file).holds(book.day):
                said = {name: str(row.get(name) or whole.get(name) or "") for name in ("valid_from", "valid_to", "source", "author", "approver")}
                found.setdefault(str(row["id"]), Published(str(row["id"]), file, **said, book=book.hash[:12], pack=book.pack))
    return found


def words(said: Why | Change, lang: str) -> str:
    """One line of an explanation; a value that is not known is a dash."""
    if isinstance(said, Change):
        if not said.channel:
            return say(said.key, lang)
        what = say(said.key, lang)
        for key in said.also:
            what = say("explain.and", lang, one=what, other=say(key, lang))
        return say("explain.change", lang, what=what, channel=say(f"channel.{said.channel}", lang))
    return say(said.key, lang, **{**dict.fromkeys(table()["values"], "–"), **said.values})


def place(rule: Published, *langs: str) -> str:
    """Where a rule is to be read: its file and the hash of all, the pack that brought it, and its source."""
    pack = " ".join(say("explain.pack", lang, version=rule.pack) if rule.pack else say("explain.own", lang) for lang in langs)
    return " · ".join(filter(None, [f"{rule.file} {rule.book}".strip(), pack, rule.source]))


def _may_select(rule: Rule, open_: Table) -> bool:
    return not is_open(rule, open_) and rule.channel not in MILD and not rule.age


def _why(rule: Rule, body: Mapping[str, Any], told: Mapping[str, Published], open_: Table) -> Why:
    where = tuple(filter(None, [told.get(rule.id)]))
    if rule.age:
        return Why(AGE, {}, where)
    known = open_["values"]
    about = body["details"].get(rule.reason.split(".", maxsplit=1)[0]) or {}
    values = {name: str(value) for name, value in about.items() if name in known} if isinstance(about, Mapping) else {}
    key = f"explain.why.{rule.reason}"
    if key not in catalogue():
        # A rule of a pack: its own words, where they need nothing that is not told.
        named = set(re.findall(r"\{(\w+)\}", say(f"reason.{rule.reason}")))
        key = f"reason.{rule.reason}" if f"reason.{rule.reason}" in catalogue() and named <= set(known) else "explain.why.other"
    return Why(key, values, where)


def _once(whys: list[Why]) -> tuple[Why, ...]:
    """The same words of several rules are one line with all of them."""
    kept: dict[tuple[str, tuple[tuple[str, str], ...]], Why] = {}
    for why in whys:
        name = (why.key, tuple(sorted(why.values.items())))
        kept[name] = Why(why.key, why.values, (*kept[name].rules, *why.rules)) if name in kept else why
    return tuple(kept.values())


def _changes(body: Mapping[str, Any], channel: str, open_: Table) -> tuple[Change, ...]:
    """Milder ways of a truck that was stopped; of one that may go what would have stopped it."""
    found = []
    for flip in body.get("flip") or ():
        key = f"explain.if.{flip['fact']}.{flip['to']}"
        wanted = channel in MILD or (STRICT[flip["channel"]] < STRICT[channel] and flip["channel"] != "cannot-confirm")
        if wanted and _open(flip["fact"], open_) and key in catalogue():
            found.append(Change(key, flip["channel"]))
    return tuple(found[: open_["changes"]])


def _together(book: Rulebook, body: Mapping[str, Any], open_: Table) -> tuple[Change, ...]:
    """Where no single thing would have let it go: the fewest that would together, of what may be told and has words."""
    found = ways(book, body, lambda fact, to: _open(fact, open_) and f"explain.if.{fact}.{to}" in catalogue())
    keys = [(tuple(f"explain.if.{fact}.{to}" for fact, to in way.change.items()), way.channel) for way in found[: open_["changes"]]]
    return tuple(Change(one, channel, also) for (one, *rest), channel in keys for also in (tuple(rest),))


def _open(fact: str, open_: Table) -> bool:
    return fact.startswith(tuple(open_["open"]))


def _draws(body: Mapping[str, Any]) -> Iterator[Drawn]:
    return (Drawn.of(row) for row in body.get("draws") or ())
