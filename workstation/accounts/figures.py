"""What `resources/tables/accounts.toml` says on a day: batch exit, vehicles on the mainland; and how a quantity is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Protocol

from workstation.risk import shape, tables
from workstation.words import Choices, Refused

FILE = "accounts.toml"
_KEPT: Mapping[str, shape.Shape] = {"valid_from": shape.day, "source": shape.text, "certainty": shape.text}
_TILL: Mapping[str, shape.Shape] = {"valid_to": shape.day}
NATIONAL = shape.among("advanced", "certified", "regular", "dishonest", "seriously-dishonest")
SECOND_LINE = shape.among("advanced", "white", "unlisted", "focus")
SHAPE: Mapping[str, shape.Shape] = {
    "batch": shape.many(shape.row({
        "national": shape.many(NATIONAL), "second_line": shape.many(SECOND_LINE), "soon": shape.whole(0, 31), **_KEPT,
    }, {"lost_national": shape.many(NATIONAL), "lost_second_line": shape.many(SECOND_LINE), **_TILL}), 1),
    "vehicle": shape.many(shape.row({
        "days": shape.whole(1, 366), "warn": shape.whole(0, 366), "first_day_counts": shape.flag, "last_day_counts": shape.flag, **_KEPT,
    }, _TILL), 1),
    "confirmation": shape.many(shape.row({"threshold_percent": shape.decimal("0", "100"), **_KEPT}, _TILL), 1),
}  # fmt: skip


LOST: Mapping[str, tuple[str, ...]] = {"national": ("dishonest", "seriously-dishonest"), "second-line": ("focus",)}
"""Downgraded classes where a rule pack names none."""


class Tables(Protocol):
    """The reads of `workstation.register.store.Register` that an account needs."""

    def get(self, table: str, *key: object) -> dict[str, Any] | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...
    def among(self, table: str, column: str, values: Sequence[object]) -> list[dict[str, Any]]: ...
    def within(self, table: str, head: object, values: Sequence[object]) -> list[dict[str, Any]]: ...
    def linked(self, link: Any, value: object, head: object) -> Any: ...
    def age(self, table: str) -> Any: ...
    def latest(self, table: str, pair: tuple[str, str], value: object, until: str, limit: int = ...) -> list[dict[str, Any]]: ...
    def newest(self, table: str, pair: tuple[str, str], value: object, until: str, limit: int = ...) -> list[tuple[Any, ...]]: ...


class Reading(Protocol):
    """The read of `workstation.journal.Journal` over its view tables."""

    def read(self, sql: str, params: Any = ...) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class BatchRules:
    """The classes that may send batches out, by scale, and those that may not whatever the other scale says (`lost`); `soon`: days before the deadline from which it is said. The deadline itself is a limit of the rules."""

    classes: Mapping[str, tuple[str, ...]]
    soon: int
    source: str
    certainty: str
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class VehicleRules:
    """The most `days` of a calendar year on the mainland; `warn`: days left from which it is said."""

    days: int
    warn: int
    first_day_counts: bool
    last_day_counts: bool
    source: str
    certainty: str


@dataclass(frozen=True, eq=False)
class Figures:
    """The table as it stands: rows of `batch`, `vehicle` and `confirmation`, each with the days on which it counts."""

    rows: Mapping[str, list[Mapping[str, Any]]]

    def batch(self, day: date) -> BatchRules | None:
        """As they stand on a day; None where none is in force."""
        if (row := self._of("batch", day)) is None:
            return None
        classes = {"national": tuple(row["national"]), "second-line": tuple(row["second_line"])}
        lost = {"national": tuple(row.get("lost_national", LOST["national"])), "second-line": tuple(row.get("lost_second_line", LOST["second-line"]))}
        return BatchRules(classes, row["soon"], row["source"], row["certainty"], lost)

    def vehicle(self, day: date) -> VehicleRules:
        """As they stand on a day. Refused `account-rules` before the first."""
        if (row := self._of("vehicle", day)) is None:
            raise Refused("account-rules", what=Choices(("vehicle",), "account.figures."), day=day.isoformat())
        return VehicleRules(**{name: row[name] for name in VehicleRules.__dataclass_fields__})

    def counts_days(self, day: date) -> bool:
        """Whether a rule counts the days of vehicles on a day."""
        return self._of("vehicle", day) is not None

    def _of(self, what: str, day: date) -> Mapping[str, Any] | None:
        told = day.isoformat()
        return next((row for row in self.rows[what] if row["valid_from"] <= told <= row.get("valid_to", told)), None)


@lru_cache(maxsize=8)
def read(text: str) -> Figures:
    """The table of a text; refused `rule-wrong` with file, entry and reason."""
    found = tables.parsed(FILE, text, SHAPE)
    for name in SHAPE:
        tables.dated(found[name], f"{FILE} {name}")
    return Figures({name: found[name] for name in SHAPE})


def ours() -> Figures:
    """The program's own."""
    return read(tables.own(FILE))


def plain(quantity: Decimal) -> str:
    """A quantity as it is written: as many places as were told, never an exponent."""
    return f"{quantity:f}"


def number(told: object) -> Decimal:
    """A decimal string of the register or of an event; what was not told is nothing."""
    return Decimal(str(told)) if told else Decimal(0)


def amount_of(told: str) -> Decimal:
    """A quantity as an event tells it; what is none (from a foreign chain) is nothing: a view never stops at it."""
    try:
        found = Decimal(told)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def places(quantity: Decimal) -> int:
    """Digits after the point as they are told."""
    return max(-int(quantity.as_tuple().exponent), 0)
