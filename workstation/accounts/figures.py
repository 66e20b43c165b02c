"""What `resources/tables/accounts.toml` says on a day: batch exit, vehicles on the mainland; and how a quantity is written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

import resources
from workstation.words import Refused


class Tables(Protocol):
    """The reads of `workstation.register.store.Register` that an account needs."""

    def get(self, table: str, *key: object) -> dict[str, Any] | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...
    def age(self, table: str) -> Any: ...


class Reading(Protocol):
    """The read of `workstation.journal.Journal` over its view tables."""

    def read(self, sql: str, params: Any = ...) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class BatchRules:
    """The classes that may send batches out, by scale; `soon`: days before the deadline from which it is said. The deadline itself is a limit of the rules."""

    classes: Mapping[str, tuple[str, ...]]
    soon: int
    source: str
    certainty: str


@dataclass(frozen=True)
class VehicleRules:
    """The most `days` of a calendar year on the mainland; `warn`: days left from which it is said."""

    days: int
    warn: int
    first_day_counts: bool
    last_day_counts: bool
    source: str
    certainty: str


def batch_rules(day: date) -> BatchRules:
    """As they stand on a day. Refused `account-rules` before the first."""
    row = _in_force("batch", day)
    classes = {"national": tuple(row["national"]), "second-line": tuple(row["second_line"])}
    return BatchRules(classes, row["soon"], row["source"], row["certainty"])


def vehicle_rules(day: date) -> VehicleRules:
    """As they stand on a day. Refused `account-rules` before the first."""
    row = _in_force("vehicle", day)
    return VehicleRules(**{name: row[name] for name in VehicleRules.__dataclass_fields__})


def plain(quantity: Decimal) -> str:
    """A quantity as it is written: as many places as were told, never an exponent."""
    return f"{quantity:f}"


def number(told: object) -> Decimal:
    """A decimal string of the register or of an event; what was not told is nothing."""
    return Decimal(str(told)) if told else Decimal(0)


def _in_force(what: str, day: date) -> Mapping[str, Any]:
    told = day.isoformat()
    for row in _file()[what]:
        if row["valid_from"] <= told <= row.get("valid_to", told):
            return row
    raise Refused("account-rules", what=what, day=told)


@cache
def _file() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads((resources.folder / "tables" / "accounts.toml").read_text(encoding="utf-8"))
