"""A scorecard: plain weights of facts that say how often trucks like this one had something. It advises with its three strongest reasons; it decides nothing."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from math import exp
from typing import Any

from workstation.journal import Journal
from workstation.risk.book import Facts, Rulebook
from workstation.words import Refused

FILE = "scorecard.toml"
"""Its name in a rule pack."""

STRONGEST = 3
LARGEST = Decimal(20)
"""No weight is larger: a share of one in a billion says nothing that was learned."""

UNFIT = ("inspection.", "instruction", "age.", "driver.", "parcel.")
"""Facts that no scorecard weighs: what looking brought, whom customs looks for, how old data are, persons, and parcels, which are no trucks."""

HEAD = ("kind", "version", "made_at", "valid_from", "source", "author", "approver", "intercept", "base", "trained", "tested", "weight")


@dataclass(frozen=True)
class Reason:
    """One fact of the truck and what it weighs here: above 0 more often found, below 0 less often."""

    fact: str
    value: str
    weight: float


@dataclass(frozen=True)
class Advice:
    """`share`: of looked-at trucks like this, how many had something (0…1, two places); `base`: of all; `card`: the first 12 hex digits of the scorecard's hash.
    `silent`: why the scorecard in force says nothing, then there is no share; '' when it speaks.
    """

    share: str
    base: str
    reasons: tuple[Reason, ...]
    card: str
    silent: str = ""

    def as_map(self) -> dict[str, Any]:
        """For programs; weights are decimal text."""
        if self.silent:
            return {"silent": self.silent, "scorecard": self.card, "decides": False}
        reasons = [{"fact": each.fact, "value": each.value, "weight": f"{each.weight:.2f}"} for each in self.reasons]
        return {"share": self.share, "base": self.base, "reasons": reasons, "scorecard": self.card, "decides": False}


@dataclass(frozen=True)
class Scorecard:
    """Weights by fact and value, each against the average truck of the days it was trained on; `head`: everything else the file says; `silent`: why it may not be read today."""

    intercept: float
    base: str
    weights: Mapping[str, Mapping[str, float]]
    hash: str
    head: Mapping[str, Any] = field(default_factory=dict)
    silent: str = ""

    def score(self, facts: Facts) -> float:
        """The sum of the weights of these facts; a value that was never seen weighs nothing."""
        return self.intercept + sum(values.get(facts.get(fact, ""), 0.0) for fact, values in self.weights.items())

    def advise(self, facts: Facts) -> Advice:
        """The share that the score stands for, with the reasons that move it most."""
        if self.silent:
            return Advice("", self.base, (), self.hash[:12], self.silent)
        known = facts.get
        weighed = [(-abs(weight), fact, weight) for fact, values in self.weights.items() if (weight := values.get(known(fact, ""), 0.0))]
        # What weighs nothing adds nothing: the same sum as that of `score`, to the bit.
        score = self.intercept + sum([weight for _, _, weight in weighed])
        share = 1 / (1 + exp(-max(-60.0, min(60.0, score))))
        reasons = tuple(Reason(fact, facts[fact], weight) for _, fact, weight in sorted(weighed)[:STRONGEST])
        return Advice(f"{share:.2f}", self.base, reasons, self.hash[:12])


def read(text: str, book: Rulebook, file: str = "scorecard") -> Scorecard:
    """A scorecard of its TOML. Refused `scorecard-wrong` with file and reason: unknown field, fact or value, a weight that is no decimal text of −20…20."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, str(error)) from error
    _check_head(whole, file)
    weights = _weights(whole.get("weight"), book, file)
    base = _decimal(whole.get("base"), f"{file} base", Decimal(1))
    if base < 0:
        raise _wrong(f"{file} base", "a share lies in 0…1")
    return Scorecard(float(_decimal(whole.get("intercept"), f"{file} intercept", LARGEST)), f"{base:.2f}", weights, hash_of(text), {name: whole[name] for name in whole if name != "weight"})


def hash_of(text: str) -> str:
    """SHA-256 (hex) of the file's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def in_force(journal: Journal, book: Rulebook) -> Scorecard | None:
    """The one the rule pack in force brings, or what two officers adopted (or dropped) since; None for none. One whose facts are not those of today's rules is silent and says why."""
    events = [*journal.events(kinds=("scorecard.adopted", "pack.switched"))]
    newest = max(events, key=lambda event: event.stamp, default=None)
    adopted = [event for event in events if event.kind == "scorecard.adopted"]
    packed = book.files.get(FILE, "")
    text = packed
    if adopted and (not packed or (newest is not None and newest.kind == "scorecard.adopted")):
        text = str(max(adopted, key=lambda event: event.stamp).body["text"])
    if not text:
        return None
    try:
        return read(text, book)
    except Refused as refusal:
        return Scorecard(0.0, "", {}, hash_of(text), {}, f"{refusal.values.get('where')}: {refusal.values.get('reason')}")


def write(card: Mapping[str, Any], weights: Sequence[tuple[str, str, str]]) -> str:
    """The TOML text: `card` are the head's fields, tables last; `weights` fact, value, decimal text."""
    plain = [f"{name} = {_toml(value)}" for name, value in card.items() if not isinstance(value, Mapping)]
    tables = [line for name, table in card.items() if isinstance(table, Mapping) for line in ("", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items()))]
    rows = [line for fact, value, weight in weights for line in ("", "[[weight]]", f"fact = {_toml(fact)}", f"value = {_toml(value)}", f"weight = {_toml(weight)}")]
    return "\n".join(["# Weights of facts, against the average truck; advice only. Made by `port-officer risk train`.", *plain, *tables, *rows]) + "\n"


def _check_head(whole: Mapping[str, Any], file: str) -> None:
    for name in whole:
        if name not in HEAD:
            raise _wrong(file, f"unknown field {name}")
    for name in ("source", "author", "made_at", "valid_from"):
        if not isinstance(whole.get(name), str) or not whole[name]:
            raise _wrong(file, f"{name} is missing")
    if whole.get("kind") != "scorecard" or whole.get("version") != 1:
        raise _wrong(file, 'kind = "scorecard", version = 1')


def _weights(rows: object, book: Rulebook, file: str) -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = {}
    for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
        fact, value, weight = _row(row, book, f"{file} weight {number}")
        if value in weights.setdefault(fact, {}):
            raise _wrong(f"{file} weight {number}", f"{fact} = {value} stands twice")
        weights[fact][value] = weight
    if not weights:
        raise _wrong(file, "no weight in it")
    return weights


def _row(row: object, book: Rulebook, where: str) -> tuple[str, str, float]:
    if not isinstance(row, dict) or set(row) != {"fact", "value", "weight"}:
        raise _wrong(where, "a weight has fact, value and weight")
    fact, value = row["fact"], row["value"]
    if fact not in book.facts or str(fact).startswith(UNFIT):
        raise _wrong(where, f"no fact to weigh: {str(fact)[:40]}")
    if value not in book.facts[fact].values:
        raise _wrong(where, f"{fact} is never {str(value)[:40]}")
    return fact, value, float(_decimal(row["weight"], where, LARGEST))


def _decimal(text: object, where: str, most: Decimal) -> Decimal:
    try:
        found = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or abs(found) > most:
        raise _wrong(where, f"no decimal text up to {most}: {str(text)[:20]}")
    return found


def _toml(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wrong(where: str, reason: str) -> Refused:
    return Refused("scorecard-wrong", where=where, reason=reason)
