"""How long it takes at least from one port to another, and which ports inspect for each other; dated tables, so nothing here is law."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import resources

HOUR = 3_600_000
MINUTE = 60_000


@dataclass(frozen=True)
class Way:
    """km between two ports (a straight line) and the least ms it takes."""

    km: int
    least: int


@dataclass(frozen=True)
class Limits:
    """Figures of the checks. `skew` and `window` in ms; `percent` and `kg` of weight gained; `relied` in ms."""

    skew: int
    window: int
    percent: Decimal
    kg: Decimal
    relied: int


@cache
def limits() -> Limits:
    """The figures of `distances.toml` and `custody.toml`."""
    far, own = _table("distances"), _table("custody")
    return Limits(
        skew=int(far["clock"]["minutes"]) * MINUTE,
        window=int(far["window"]["hours"]) * HOUR,
        percent=Decimal(own["weight"]["percent"]),
        kg=Decimal(own["weight"]["kg"]),
        relied=int(own["relied"]["hours"]) * HOUR,
    )


@cache
def way(one: str, other: str, *, goods: bool = False) -> Way | None:
    """The shortest way between two ports; None when the table has none. `goods`: it may have flown where both are airports."""
    table = _table("distances")
    names = (f"{one}-{other}", f"{other}-{one}")
    km = next((table["km"][name] for name in names if name in table["km"]), None)
    if km is None:
        return None
    flown = goods and {one, other} <= set(table["airports"]["codes"])
    ms = int(km * HOUR / Decimal(table["speed"]["air" if flown else "road"]))
    least = next((table["least"][name] for name in names if name in table["least"]), 0)
    return Way(km, max(ms, least * MINUTE))


@cache
def shift_starts() -> tuple[timedelta, ...]:
    """When shifts begin after midnight in Asia/Shanghai, in order."""
    clocks = [time.fromisoformat(each) for each in _table("custody")["shifts"]["begin"]]
    return tuple(sorted(timedelta(hours=each.hour, minutes=each.minute) for each in clocks))


def policy(name: str) -> str:
    """`warn` or `refuse`, of the seal stock."""
    return str(_table("custody")["stock"][name])


@cache
def partners(port: str, today: str) -> frozenset[str]:
    """The ports whose inspections are taken here on that day (Asia/Shanghai, 2026-11-21); not the port itself."""
    found: set[str] = set()
    for group in _table("custody").get("combination", ()):
        if port in group["ports"] and group["valid_from"] <= today <= group.get("valid_to", today):
            found |= set(group["ports"])
    return frozenset(found - {port})


@cache
def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads((resources.folder / "tables" / f"{name}.toml").read_text(encoding="utf-8"))
