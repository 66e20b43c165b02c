"""The fair draw: HMAC of a day's secret, committed to before the day, over the load; nobody can steer it and anyone can recount it."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workstation.risk.judge import Draw

RANGE = 1 << 64
RECIPE = "port-officer draw 1"
"""First line of every message; another recipe gets another number (resources/rules/draws.md)."""


@dataclass(frozen=True)
class Load:
    """What is drawn for: one of the truck's papers with its containers here, or the plate where it has none. Never the clock or the order of scans."""

    papers: str
    things: tuple[str, ...]
    plate: str

    @property
    def text(self) -> str:
        """`papers|thing,thing`, the things sorted."""
        return f"{self.papers}|{','.join(sorted(self.things))}"

    @property
    def tokens(self) -> tuple[str, ...]:
        """By which the load is known again when it comes with another tractor, or with one of its containers only."""
        return tuple(f"{self.papers}|{each}" for each in sorted({*self.things, *filter(None, [self.plate])}))


@dataclass(frozen=True)
class Drawn:
    """One draw as the verdict keeps it. `value`: 16 hex digits; `rate` as it was in force; `origin`: the verdict (`STATION/SEQ`) whose pick still stands."""

    rule: str
    papers: str
    load: str
    day: str
    value: str
    rate: str
    picked: bool
    plate: str = ""
    origin: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Drawn":
        """As it stands in an event."""
        return cls(**{name: row.get(name, "") for name in cls.__dataclass_fields__})

    def as_map(self) -> dict[str, Any]:
        """As an event keeps it; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value != ""}

    @property
    def tokens(self) -> tuple[str, ...]:
        """As `Load.tokens`."""
        return Load(self.papers, tuple(filter(None, self.load.partition("|")[2].split(","))), self.plate).tokens


def day_secret(master: bytes, day: str) -> bytes:
    """The 32 bytes of a day (`2026-11-21`): HMAC-SHA-256 of the station's own secret, so a day never has two, even after a restored backup."""
    return hmac.digest(master, f"{RECIPE}\nday\n{day}".encode(), "sha256")


def commitment(secret: bytes) -> str:
    """What is published before the day: SHA-256 of its secret, in hex."""
    return hashlib.sha256(secret).hexdigest()


def value(secret: bytes, purpose: str, load: str) -> int:
    """The first 8 bytes of HMAC-SHA-256(secret, recipe, purpose, load), a whole number below 2^64: divided by 2^64 it is the share, without bias."""
    return int.from_bytes(hmac.digest(secret, f"{RECIPE}\n{purpose}\n{load}".encode(), "sha256")[:8])


def picks(number: int, rate: Decimal) -> bool:
    """Whether the share lies below the rate, exactly."""
    return Fraction(number, RANGE) < Fraction(rate)


def least(limits: Mapping[str, Decimal], own: Decimal, quiet: int) -> Decimal:
    """The rate a draw is made at: the rule's own, not below the floor of random checks; after `quiet_days` days with draws and no pick not below `quiet_rate`,
    which doubles with every further day, so that no pick can stay out for ever.
    """
    over = quiet - int(limits["quiet_days"])
    raised = min(Decimal(1), limits["quiet_rate"] * 2**over) if over >= 0 else Decimal(0)
    return max(own, limits["floor"], raised)


def drawer(secret: bytes, load: str) -> Draw:
    """Rule id -> the share of the load for it, for those who hold the day's secret."""
    return lambda rule: Decimal(value(secret, f"rule:{rule}", load)) / RANGE


def known(drawn: Iterable[Drawn], papers: str) -> Draw:
    """Draws that were made already: a pick is 0, everything else 1, which picks nothing."""
    picked = {each.rule for each in drawn if each.picked and each.papers == papers}
    return certain(picked)


def certain(picked: Iterable[str]) -> Draw:
    """As `known`, of rule ids."""
    ids = frozenset(picked)
    return lambda rule: Decimal(0) if rule in ids else Decimal(1)
