"""The two yearly quotas of `resources/tables/quotas.toml` and what is left of each; counted by the calendar year of Asia/Shanghai, never mixed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workstation.risk import fields, shape, tables
from workstation.settings import local_time
from workstation.words import Refused

CENT = Decimal("0.01")
QUOTAS = ("offshore", "resident")
FILE = "quotas.toml"

_TRIP = shape.row({"category": shape.text, "unit": shape.among("piece", "ml"), "most": shape.decimal("0", "1000000"), "certainty": shape.text})
SHAPE: Mapping[str, shape.Shape] = {
    "quota": shape.many(shape.row({
        "id": shape.among(*QUOTAS), "zh": shape.text, "en": shape.text, "amount": shape.decimal("0.01", "1000000000"), "currency": shape.among("CNY"), "age": shape.whole(0, 150),
        "residents_only": shape.flag, "leave_days": shape.whole(0, 366), "valid_from": shape.day, "source": shape.text, "certainty": shape.text, "trip": shape.many(_TRIP),
    }, {"valid_to": shape.day}), 1),
    "mode": shape.many(shape.row({"id": shape.text, "zh": shape.text, "en": shape.text, "check": shape.flag, "source": shape.text, "certainty": shape.text}), 1),
    "desk": shape.row({"present": shape.whole(1, 3), "reveal": shape.whole(1, 600)}),
}  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """The most of a category that one trip takes along; `unit` is piece or ml."""

    category: str
    unit: str
    most: Decimal
    certainty: str


@dataclass(frozen=True)
class Quota:
    """One quota as it stood from `valid_from` to `valid_to` (ISO days, '' = open). `leave_days` 0: nothing has to leave."""

    id: str
    zh: str
    en: str
    amount: Decimal
    currency: str
    age: int
    residents_only: bool
    leave_days: int
    valid_from: str
    valid_to: str
    source: str
    certainty: str
    trip: tuple[Limit, ...]


@dataclass(frozen=True)
class Mode:
    """How bought goods are handed over; `check`: customs compares at departure."""

    id: str
    zh: str
    en: str
    check: bool


@dataclass(frozen=True, eq=False)
class Table:
    """The data file: quotas in their order, modes by id, of three things how many must be there, and the seconds a reveal lasts."""

    quotas: tuple[Quota, ...]
    modes: Mapping[str, Mode]
    present: int
    reveal: int

    def on(self, name: str, day: date) -> Quota:
        """A quota as it stands on a day; one that is not in force yet, or not known, is refused (`quota-unknown`)."""
        found = next((each for each in self.in_force(day) if each.id == name), None)
        if found is None:
            raise Refused("quota-unknown", quota=name[:20], day=day.isoformat())
        return found

    def of_year(self, name: str, year: int) -> Quota | None:
        """A quota as it stood last in a year; None in a year in which there was none."""
        stood = (each for each in self.quotas if each.id == name and each.valid_from[:4] <= str(year) and (not each.valid_to or str(year) <= each.valid_to[:4]))
        return max(stood, key=lambda each: each.valid_from, default=None)

    def in_force(self, day: date) -> tuple[Quota, ...]:
        """Every quota of a day."""
        return _in_force(self, day)


@lru_cache(maxsize=16)
def _in_force(table: Table, day: date) -> tuple[Quota, ...]:
    told = day.isoformat()
    return tuple(each for each in table.quotas if each.valid_from <= told and (not each.valid_to or told <= each.valid_to))


@dataclass(frozen=True)
class Purchase:
    """One receipt of one person in one quota; `counts` is False when it was cancelled or undone. `sold_at` UTC ms."""

    receipt: str
    quota: str
    sold_at: int
    amount: Decimal
    counts: bool = True


@dataclass(frozen=True)
class Balance:
    """A quota in one year: `used` + `left` - `over` = `amount`, each a decimal string in CNY; `over` is what was bought beyond it."""

    quota: str
    year: int
    amount: str
    used: str
    left: str
    over: str


@dataclass(frozen=True)
class Carried:
    """What one trip takes along of a category, as decimal strings."""

    category: str
    unit: str
    used: str
    most: str
    over: str


@lru_cache(maxsize=8)
def read(text: str) -> Table:
    """The data file of a text; refused `rule-wrong` with file, entry and reason."""
    found = tables.parsed(FILE, text, SHAPE)
    for name in QUOTAS:
        tables.dated((row for row in found["quota"] if row["id"] == name), f"{FILE} quota {name}")
    for row in found["quota"]:
        limits = [each["category"] for each in row["trip"]]
        if twice := [each for each in limits if limits.count(each) > 1]:
            raise fields.wrong(f"{FILE} quota {row['id']} trip {twice[0]}", "stands twice")
    if len({row["id"] for row in found["mode"]}) < len(found["mode"]):
        raise fields.wrong(f"{FILE} mode", "an id stands twice")
    modes = {row["id"]: Mode(row["id"], row["zh"], row["en"], row["check"]) for row in found["mode"]}
    return Table(tuple(_quota(row) for row in found["quota"]), modes, found["desk"]["present"], found["desk"]["reveal"])


def ours() -> Table:
    """The program's own."""
    return read(tables.own(FILE))


def year_of(at: int) -> int:
    """The calendar year of a moment (UTC ms) in Asia/Shanghai."""
    return local_time(at).year


def balance(quota: Quota, year: int, purchases: Iterable[Purchase]) -> Balance:
    """What was bought in this quota in this year, and what is left; a purchase that is told twice counts once."""
    own = {each.receipt: each.amount for each in purchases if each.counts and each.quota == quota.id and year_of(each.sold_at) == year}
    if not own:
        return _untouched(quota.id, quota.amount, year)
    used = sum(own.values(), Decimal(0))
    left, over = max(quota.amount - used, Decimal(0)), max(used - quota.amount, Decimal(0))
    return Balance(quota.id, year, *map(plain, (quota.amount, used, left, over)))


@lru_cache(maxsize=64)
def _untouched(name: str, amount: Decimal, year: int) -> Balance:
    return Balance(name, year, plain(amount), plain(Decimal(0)), plain(amount), plain(Decimal(0)))


def balance_before(table: Table, name: str, year: int, purchases: Iterable[Purchase]) -> Balance | None:
    """The same of an earlier year, by the quota as it stood then. None where there was none and nothing was bought in it; what was bought all the same is beyond it."""
    if quota := table.of_year(name, year):
        return balance(quota, year, purchases)
    used = sum({each.receipt: each.amount for each in purchases if each.counts and each.quota == name and year_of(each.sold_at) == year}.values(), Decimal(0))
    return Balance(name, year, *map(plain, (Decimal(0), used, Decimal(0), used))) if used else None


def room(quota: Quota, purchases: Iterable[Purchase], wanted: Purchase) -> None:
    """Refused `quota-exceeded` with the figures when a purchase is more than what is left of its year; its own earlier posting does not count."""
    others = [each for each in purchases if each.receipt != wanted.receipt]
    now = balance(quota, year_of(wanted.sold_at), others)
    if wanted.amount > Decimal(now.left):
        raise Refused("quota-exceeded", quota=quota.id, year=now.year, amount=plain(wanted.amount), left=now.left)


def carried(quota: Quota, lines: Iterable[Mapping[str, Any]]) -> tuple[Carried, ...]:
    """What the lines of receipts (rows of `receipt_line`) add up to on one trip, beside the most of each category."""
    rows = [*lines]
    return _nothing(quota.trip) if not rows else tuple(_carried(limit, [row for row in rows if row["category"] == limit.category]) for limit in quota.trip)


@lru_cache(maxsize=8)
def _nothing(trip: tuple[Limit, ...]) -> tuple[Carried, ...]:
    return tuple(_carried(limit, ()) for limit in trip)


def plain(amount: Decimal) -> str:
    """An amount as it is written: two places, more only where they say something."""
    short = amount.quantize(CENT)
    return f"{short if short == amount else amount:f}"


def _carried(limit: Limit, rows: Iterable[Mapping[str, Any]]) -> Carried:
    used = sum((_counted(row, limit.unit) for row in rows), Decimal(0))
    return Carried(limit.category, limit.unit, f"{used:f}", f"{limit.most:f}", f"{max(used - limit.most, Decimal(0)):f}")


def _counted(row: Mapping[str, Any], unit: str) -> Decimal:
    """Sets count by the pieces inside them; a volume is that of the whole line."""
    if unit == "ml":
        return Decimal(row["volume_ml"] or 0)
    return Decimal(row["quantity"] if row["pieces"] is None else row["pieces"])


def _quota(row: Mapping[str, Any]) -> Quota:
    trip = tuple(Limit(each["category"], each["unit"], Decimal(each["most"]), each["certainty"]) for each in row["trip"])
    names = ("id", "zh", "en", "currency", "age", "residents_only", "leave_days", "valid_from", "source", "certainty")
    return Quota(**{name: row[name] for name in names}, amount=Decimal(row["amount"]), valid_to=row.get("valid_to", ""), trip=trip)
