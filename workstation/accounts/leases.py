"""Leases: a station spends only its slice of a ledger line, so stations that cannot talk never overdraw together; pure, over sets of events.

The granter lends at most what is free (`free`) and never takes back by itself: a slice is free again only when its holder's `lease.returned` has arrived.
A grant that is lost, doubled or late, and a return that is, can only make somebody spend less.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from workstation.accounts.books import Step
from workstation.accounts.figures import Reading

ZERO = Decimal(0)


@dataclass(frozen=True)
class Lease:
    """One lease as a journal knows it. `until`: ISO day, '' = open; `returned` by its holder; `spent` by postings of its holder that stand."""

    number: str
    ledger: str
    line: int
    holder: str
    granted: Decimal
    returned: Decimal = ZERO
    spent: Decimal = ZERO
    until: str = ""

    @property
    def left(self) -> Decimal:
        """What its holder may still spend or return; a grant that is not known is nothing."""
        return max(self.granted - self.returned - self.spent, ZERO)

    def open_on(self, day: date) -> bool:
        """Whether it may be spent on a day."""
        return not self.until or day.isoformat() <= self.until


def leases(journal: Reading, ledger: str, line: int, steps: Iterable[Step]) -> tuple[Lease, ...]:
    """Every lease of a line, in the order of their numbers; `steps`: the journal's postings to it."""
    rows = journal.read(
        "SELECT lease, step, holder, quantity, until FROM lease_step WHERE ledger = ? AND line = ? ORDER BY lease, step, station, seq", (ledger, line)
    )
    spent: dict[tuple[str, str], Decimal] = {}
    for each in steps:
        if each.posting.lease and each.on(None):
            key = (each.posting.lease, each.posting.stamp[1])
            spent[key] = spent.get(key, ZERO) + each.posting.quantity
    granted: dict[str, tuple[str, Decimal, str]] = {}
    returned: dict[tuple[str, str], Decimal] = {}
    for lease, step, holder, quantity, until in rows:
        if step == "granted":
            # A grant that is told twice is one; were they to differ, the smaller counts.
            granted[lease] = min(granted.get(lease, (holder, Decimal(quantity), until)), (holder, Decimal(quantity), until), key=lambda each: (each[1], each[0], each[2]))
        else:
            returned[lease, holder] = returned.get((lease, holder), ZERO) + Decimal(quantity)
    return tuple(
        Lease(name, ledger, line, holder, quantity, returned.get((name, holder), ZERO), spent.get((name, holder), ZERO), until)
        for name, (holder, quantity, until) in sorted(granted.items())
    )


def spent(lease: Lease, more: Iterable[Decimal]) -> Lease:
    """The lease with more spent of it."""
    return replace(lease, spent=sum(more, lease.spent))


def slice_of(known: Iterable[Lease], station: str, day: date) -> Decimal:
    """What a station may spend on a day."""
    return sum((each.left for each in known if each.holder == station and each.open_on(day)), ZERO)


def spread(known: Iterable[Lease], station: str, day: date, quantity: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """From which leases a quantity is spent, those that end first before all; less in total than asked when the slice is too small."""
    found, wanted = [], quantity
    for each in sorted(known, key=lambda lease: (lease.until or "~", lease.number)):
        part = min(each.left, wanted) if each.holder == station and each.open_on(day) else ZERO
        if part > 0:
            found.append((each.number, part))
            wanted -= part
    return tuple(found)


def free(stock: Decimal, known: Iterable[Lease]) -> Decimal:
    """What the granter may still lend of a line: the stock as it knows it less what is lent and, as far as it knows, neither spent nor returned."""
    return max(stock - sum((each.left for each in known), ZERO), ZERO)
