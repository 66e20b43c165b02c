"""How long it takes at least from one port to another, which ports inspect for each other, and the figures of the checks; two dated tables, so nothing here is law."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workstation.risk import RISKS, fields, shape, tables

HOUR = 3_600_000
MINUTE = 60_000
CUSTODY, DISTANCES = "custody.toml", "distances.toml"

_PAIR = shape.matching(re.compile(r"[A-Z]{2}[A-Z2-9]{3}-[A-Z]{2}[A-Z2-9]{3}", re.ASCII), "CNHXG-CNHAA")
_PORTS = shape.matching(shape.LOCODE, "CNHXG")
_SPEED = shape.decimal("1", "3000")
_POLICY = shape.among("warn", "refuse")

FAR: Mapping[str, shape.Shape] = {
    "speed": shape.row({"road": _SPEED, "air": _SPEED}),
    "clock": shape.row({"minutes": shape.decimal("0", "1440", integral=True)}),
    "window": shape.row({"hours": shape.decimal("1", "8760", integral=True)}),
    "airports": shape.row({"codes": shape.many(_PORTS)}),
    "least": shape.named(shape.whole(0, 100_000), _PAIR),
    "km": shape.named(shape.whole(0, 20_000), _PAIR),
}
OWN: Mapping[str, shape.Shape] = {
    "stock": shape.row({"missing": _POLICY, "used": _POLICY}, {"other": _POLICY}),
    "shifts": shape.row({"begin": shape.many(shape.clock, 1)}),
    "weight": shape.row({"percent": shape.decimal("0", "100"), "kg": shape.decimal("0", "100000")}),
    "relied": shape.row({"hours": shape.decimal("0", "8760", integral=True)}),
}
WHAT = ("too-fast", "two-places", "weight-gained", "opened-unseen", "off-duty", "seal-twice", "seal-changed", "lock-unread", "not-finished", "inspection-left", "hold-left", "looks-differ")
"""What custody finds of an item: impossibilities and gaps."""

GROUPS = {
    "risks": shape.row(dict.fromkeys(WHAT[:-1], shape.among(*RISKS)), {WHAT[-1]: shape.among(*RISKS)}),
    "combination": shape.many(shape.row({"ports": shape.many(_PORTS, 2), "valid_from": shape.day, "source": shape.text}, {"valid_to": shape.day})),
}


@dataclass(frozen=True)
class Way:
    """km between two ports (a straight line) and the least ms it takes."""

    km: int
    least: int


@dataclass(frozen=True, eq=False)
class Measures:
    """Figures of the checks. `skew` and `window` in ms; `percent` and `kg` of weight gained; `relied` in ms; `begin`: when shifts begin after midnight in
    Asia/Shanghai, in order; `far` and `own`: the two tables as they stand.
    """

    skew: int
    window: int
    percent: Decimal
    kg: Decimal
    relied: int
    begin: tuple[timedelta, ...]
    far: Mapping[str, Any] = field(repr=False)
    own: Mapping[str, Any] = field(repr=False)

    def way(self, one: str, other: str, *, goods: bool = False) -> Way | None:
        """The shortest way between two ports; None when the table has none. `goods`: it may have flown where both are airports."""
        table, names = self.far, (f"{one}-{other}", f"{other}-{one}")
        km = next((table["km"][name] for name in names if name in table["km"]), None)
        if km is None:
            return None
        flown = goods and {one, other} <= set(table["airports"]["codes"])
        ms = int(km * HOUR / Decimal(table["speed"]["air" if flown else "road"]))
        least = next((table["least"][name] for name in names if name in table["least"]), 0)
        return Way(km, max(ms, least * MINUTE))

    def policy(self, name: str) -> str:
        """`warn` or `refuse`, of the seal stock; of a table from before `other` was known that is as `used`."""
        told = self.own["stock"]
        return str(told.get(name, told["used"]))

    def risk(self, what: str) -> str:
        """The kind of risk an impossibility or a gap speaks for; of a table from before it was said, the program's own."""
        told = self.own.get("risks", {})
        return str(told[what] if what in told else ours().own["risks"][what])

    def partners(self, port: str, today: str) -> frozenset[str]:
        """The ports whose inspections are taken here on that day (Asia/Shanghai, 2026-11-21); not the port itself."""
        found: set[str] = set()
        for group in self.own.get("combination", ()):
            if port in group["ports"] and group["valid_from"] <= today <= group.get("valid_to", today):
                found |= set(group["ports"])
        return frozenset(found - {port})


@lru_cache(maxsize=8)
def read(custody: str, distances: str) -> Measures:
    """The figures of the texts of both tables; refused `rule-wrong` with file, entry and reason."""
    far, own = tables.parsed(DISTANCES, distances, FAR), tables.parsed(CUSTODY, custody, OWN, GROUPS)
    _check(far)
    clocks = [time.fromisoformat(each) for each in own["shifts"]["begin"]]
    return Measures(
        skew=int(far["clock"]["minutes"]) * MINUTE,
        window=int(far["window"]["hours"]) * HOUR,
        percent=Decimal(own["weight"]["percent"]),
        kg=Decimal(own["weight"]["kg"]),
        relied=int(own["relied"]["hours"]) * HOUR,
        begin=tuple(sorted(timedelta(hours=each.hour, minutes=each.minute) for each in clocks)),
        far=far,
        own=own,
    )


def ours() -> Measures:
    """The program's own."""
    return read(tables.own(CUSTODY), tables.own(DISTANCES))


def _check(far: Mapping[str, Any]) -> None:
    """A pair stands once, whichever way round; the least time of a pair without a distance never counts."""
    for group in ("km", "least"):
        for name in far[group]:
            one, _, other = name.partition("-")
            if one == other or f"{other}-{one}" in far[group]:
                raise fields.wrong(f"{DISTANCES} {group} {name}", "a port beside itself" if one == other else f"stands twice, as {other}-{one} too")
            if group == "least" and not {name, f"{other}-{one}"} & {*far["km"]}:
                raise fields.wrong(f"{DISTANCES} least {name}", "never counts: the pair has no km")
