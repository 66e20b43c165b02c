"""The rules of calls from `resources/tables/calls.toml`: sorts with their levels, proofs and closures, what causes and ends one, stop-now trees, shifts."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import resources
from workstation.words import Refused, Trouble

MINUTE = 60_000
OWNER = "owner"
"""Stands in a level for whoever the call belongs to."""
STOP = "stop"
UNKNOWN = "unknown"
"""The tree of a stop-now alarm before anybody has said what was found."""
PROOFS = ("event", "scan", "photo", "words")


@dataclass(frozen=True)
class Level:
    """Who must have answered within so many minutes of the opening; `words` is set in a stop-now tree."""

    to: str
    minutes: int
    words: str = ""


@dataclass(frozen=True)
class Sort:
    """One sort of call. `urgency` 0 first; `proof`: what an answer may bring; `once`: no second one about the same thing while one is unanswered."""

    name: str
    urgency: int
    levels: tuple[Level, ...]
    proof: tuple[str, ...]
    codes: tuple[str, ...]
    by_hand: bool = False
    once: bool = False


@dataclass(frozen=True)
class Cause:
    """An event that opens a call of a sort ('' = none), and the events about the same thing that answer it."""

    event: str
    sort: str
    reason: str = ""
    ends: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Trigger:
    """What stops a truck now without anybody pressing: a field of an event (`anomaly`, a fact of a verdict) that says one of `values`, or a number above `above`."""

    stop: str
    event: str
    field: str
    values: tuple[str, ...] = ()
    above: Decimal | None = None

    def holds(self, said: Collection[str]) -> bool:
        """Whether what the field says stops the truck; a number that is none stops nothing."""
        if self.above is None:
            return bool(set(self.values) & set(said))
        return any(each.replace(".", "", 1).isdecimal() and Decimal(each) > self.above for each in said)


@dataclass(frozen=True)
class Rules:
    """The data file. `shifts`: (name, first hour) in the order of the day, Asia/Shanghai."""

    sorts: Mapping[str, Sort]
    causes: tuple[Cause, ...]
    trees: Mapping[str, tuple[Level, ...]]
    shifts: tuple[tuple[str, int], ...]
    triggers: tuple[Trigger, ...]
    overdue: Mapping[str, str]
    valid_from: str
    source: str

    def of_event(self, event: str) -> tuple[Cause, ...]:
        """The rows of one kind of event, in the order of the file."""
        return tuple(each for each in self.causes if each.event == event)

    def ended_by(self, event: str) -> tuple[str, ...]:
        """The sorts of call an event about the same thing answers."""
        return tuple(each.sort for each in self.causes if event in each.ends)

    def find(self, sort: str) -> Sort:
        """A sort by name. Refused `call-sort-unknown`."""
        if sort not in self.sorts:
            raise Refused("call-sort-unknown", sort=sort[:40], known=", ".join(name for name, each in self.sorts.items() if each.by_hand))
        return self.sorts[sort]

    def tree(self, kind: str) -> tuple[Level, ...]:
        """The calls of a stop-now alarm in their order. Refused `stop-kind-unknown`."""
        if kind not in self.trees:
            raise Refused("stop-kind-unknown", stop=kind[:40], known=", ".join(self.trees))
        return self.trees[kind]

    def shift(self, hour: int) -> str:
        """The shift an hour of the day belongs to."""
        return [name for name, first in self.shifts if first <= hour][-1]


@cache
def rules() -> Rules:
    """The rules in force. Trouble `resources-broken`."""
    try:
        found = tomllib.loads((resources.folder / "tables" / "calls.toml").read_text(encoding="utf-8"))
        made = Rules(
            {name: _sort(name, row) for name, row in found["sort"].items()},
            tuple(map(_cause, found["cause"])),
            {name: _levels(rows) for name, rows in found["tree"].items()},
            tuple((row["name"], row["from"]) for row in found["shift"]),
            tuple(map(_trigger, found["trigger"])),
            found["overdue"],
            found["valid_from"],
            found["source"],
        )
        _check(made)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble("resources-broken", file="tables/calls.toml", reason=getattr(error, "strerror", None) or error) from error
    return made


def _sort(name: str, row: Mapping[str, Any]) -> Sort:
    return Sort(name, row["urgency"], _levels(row["levels"]), tuple(row["proof"]), tuple(row["codes"]), row.get("by_hand", False), row.get("once", False))


def _cause(row: Mapping[str, Any]) -> Cause:
    where = {name: tuple(values) for name, values in row.get("where", {}).items()}
    return Cause(row["event"], row["sort"], row.get("reason", ""), tuple(row.get("ends", ())), where)


def _trigger(row: Mapping[str, Any]) -> Trigger:
    above = Decimal(row["above"]) if "above" in row else None
    return Trigger(row["stop"], row["event"], row["field"], tuple(row.get("is", ())), above)


def _levels(rows: list[Mapping[str, Any]]) -> tuple[Level, ...]:
    return tuple(Level(row["to"], row["minutes"], row.get("words", "")) for row in rows)


def _check(made: Rules) -> None:
    """Raise ValueError for what would only show when a call is opened."""
    for sort in made.sorts.values():
        minutes = [level.minutes for level in sort.levels]
        if not minutes or minutes != sorted(set(minutes)) or not sort.codes or not sort.proof or set(sort.proof) - set(PROOFS):
            raise ValueError(f"sort {sort.name}: levels rise, and there are codes and known proofs")
    if unknown := {*(each.sort for each in made.causes), *made.overdue.values()} - set(made.sorts) - {""}:
        raise ValueError(f"causes of no known sort: {', '.join(sorted(unknown))}")
    if wrong := [each.field for each in made.triggers if each.stop not in made.trees or (each.above is None) == (not each.values)]:
        raise ValueError(f"triggers of no known tree, or without `is` or `above`: {', '.join(wrong)}")
    if STOP not in made.sorts or not all(made.trees.values()) or not made.shifts or made.shifts[0][1] != 0:
        raise ValueError("a sort `stop`, trees that are not empty, and shifts that begin at hour 0")
