"""How low and how high a figure of `limits.toml` may be set: the table `bounds.toml`, which no pack changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from workstation.risk import fields, tables

FILE = "bounds.toml"
WHOLE = ("s", "ms", "days", "day of the month")
"""Units counted in whole numbers."""


@dataclass(frozen=True)
class Bound:
    """From `least` to `most`, both allowed, in `unit`; `why`: the reason."""

    least: Decimal
    most: Decimal
    unit: str
    why: str


@cache
def every() -> Mapping[tuple[str, str], Bound]:
    """(group, name) -> its bound; the name `*` stands for every other of the group."""
    found = fields.toml(FILE, tables.own(FILE))
    groups = {group: rows for group, rows in found.items() if isinstance(rows, dict)}
    return {(group, name): Bound(Decimal(row["least"]), Decimal(row["most"]), row["unit"], row["why"]) for group, rows in groups.items() for name, row in rows.items()}


def of(group: str, name: str) -> Bound | None:
    """The bound of a figure; None for one this program does not know, which it never asks for."""
    return every().get((group, name)) or every().get((group, "*"))


def hold(value: Decimal, group: str, name: str, where: str) -> Decimal:
    """The figure itself; refused `rule-wrong` when it lies outside its bound, or is a part of what is counted whole."""
    bound = of(group, name)
    if bound is None:
        return value
    if bound.unit in WHOLE and value != value.to_integral_value():
        raise fields.wrong(where, f"{name} {value} is no whole number ({bound.unit})")
    if not bound.least <= value <= bound.most:
        raise fields.wrong(where, f"{name} {_short(value)} is not between {bound.least} and {bound.most} ({bound.unit}): {bound.why}")
    return value


def _short(value: Decimal) -> str:
    told = str(value)
    return told if len(told) <= 20 else f"{value:.2E}"
