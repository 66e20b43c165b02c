"""Who may spend a ledger: of a leased one each station its slice, of any other only the station that keeps it; so stations that cannot talk never overdraw together.

The granter lends at most what is free (`free`) and never takes back by itself: a slice is free again only when its holder's `lease.returned` has arrived.
A grant that is lost, doubled or late, and a return that is, can only make somebody spend less. A station that lost events (a backup put back) no longer
knows what it spent: what it held before is spent, until somebody who has heard of the loss grants or counts anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from workstation.accounts.balance import balance
from workstation.accounts.books import Row, Source
from workstation.accounts.figures import Reading, plain
from workstation.words import Refused

ZERO = Decimal(0)
Spent = Mapping[tuple[str, str], Decimal]
"""(Lease, station) -> quantity."""


@dataclass(frozen=True)
class Lease:
    """One lease as a journal knows it. `until`: ISO day, '' = open; `returned` by its holder; `spent` by postings of its holder that stand, or that the platform
    counted; `lost`: its holder lost events since, and nobody knows what it spent.
    """

    number: str
    ledger: str
    line: int
    holder: str
    granted: Decimal
    returned: Decimal = ZERO
    spent: Decimal = ZERO
    until: str = ""
    lost: bool = False

    @property
    def left(self) -> Decimal:
        """What its holder may still spend or return; a grant that is not known is nothing."""
        return max(self.granted - self.returned - self.spent, ZERO)

    def open_on(self, day: date) -> bool:
        """Whether it may be spent on a day."""
        return not self.lost and (not self.until or day.isoformat() <= self.until)


_STEPS = "SELECT line, lease, step, holder, quantity, until, seen FROM lease_step WHERE ledger = ?"


def leases(source: Source, ledger: str, line: int, spent: Spent) -> tuple[Lease, ...]:
    """Every lease of a line, in the order of their numbers, with what was spent of each."""
    rows = source.journal.read(f"{_STEPS} AND line = ? ORDER BY lease, step, station, seq", (ledger, line))
    return _leases(ledger, line, [row[1:] for row in rows], (spent, lost(source.journal))) if rows else ()


def of_lines(source: Source, ledger: str, spent: Mapping[int, Spent]) -> dict[int, tuple[Lease, ...]]:
    """The same of every line that has any, by its number: one read for a ledger of thousands."""
    rows = source.journal.read(f"{_STEPS} ORDER BY line, lease, step, station, seq", (ledger,))
    gone = lost(source.journal) if rows else {}
    several = groupby(rows, key=itemgetter(0))
    return {line: _leases(ledger, line, [row[1:] for row in own], (spent.get(line, {}), gone)) for line, own in several}


def _leases(ledger: str, line: int, rows: Iterable[tuple[Any, ...]], known: tuple[Spent, Mapping[str, int]]) -> tuple[Lease, ...]:
    """Of the steps of one line; `known`: what was spent, and where stations lost events."""
    spent, gone = known
    granted: dict[str, Grant] = {}
    returned: dict[tuple[str, str], Decimal] = {}
    for lease, step, holder, quantity, until, seen in rows:
        if step == "granted":
            # A grant that is told twice is one; were they to differ, the smaller counts.
            granted[lease] = min(granted.get(lease, (Decimal(quantity), holder, until, seen)), (Decimal(quantity), holder, until, seen))
        else:
            returned[lease, holder] = returned.get((lease, holder), ZERO) + Decimal(quantity)
    return tuple(
        Lease(name, ledger, line, holder, quantity, returned.get((name, holder), ZERO), spent.get((name, holder), ZERO), until, seen < gone.get(holder, 0))
        for name, (quantity, holder, until, seen) in sorted(granted.items())
    )


Grant = tuple[Decimal, str, str, int]


def lost(journal: Reading) -> dict[str, int]:
    """Station -> the place (seq) of the newest event by which it says that events of it were lost."""
    return dict(journal.read("SELECT station, max(seq) FROM spend_lost GROUP BY station"))


def check_keeper(source: Source, ledger: Row, station: str) -> None:
    """Refused `account-elsewhere` where a ledger is neither leased nor kept at this station, `account-lost` where the station lost events the platform has not counted."""
    if ledger["leased"]:
        return
    if ledger["home"] != station:
        raise Refused("account-elsewhere", ledger=ledger["number"], home=ledger["home"] or "–")
    lost = source.journal.read("SELECT max(seq) FROM spend_lost WHERE station = ?", (station,))
    if gone := lost[0][0]:
        row = source.register.get("ledger_counted", station)
        if row is None or row["seq"] < gone:
            raise Refused("account-lost", ledger=ledger["number"])


def arrived(source: Source, rows: Iterable[Row], station: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(kind of event, number, body) for the leases of this station that a pack tells: `granted` of one that the journal does not know, `returned` of what is
    not spent of one that is asked back (`recalled`). A station that lost events takes those only that were granted by somebody who knew of it
    (`seen`): any other may have been spent in what was lost.
    """
    gone = lost(source.journal).get(station, 0)
    known = {name for (name,) in source.journal.read("SELECT DISTINCT lease FROM lease_step WHERE step = 'granted'")}
    found = []
    for row in rows:
        fresh = row["number"] not in known and (row["seen"] or 0) >= gone
        if fresh:
            found.append(("lease.granted", row["number"], _grant(row)))
        if row["recalled"]:
            left = Decimal(row["quantity"]) if fresh else _left(source, row, station)
            if left > 0:
                found.append(("lease.returned", row["number"], {"ledger": row["ledger"], "line": row["line"], "quantity": plain(left)}))
    return found


def _grant(row: Row) -> dict[str, Any]:
    told = {"ledger": row["ledger"], "line": row["line"], "holder": row["station"], "quantity": row["quantity"], "unit": row["unit"]}
    return told | ({"until": row["valid_to"]} if row["valid_to"] else {}) | ({"seen": row["seen"]} if row["seen"] else {})


def _left(source: Source, row: Row, station: str) -> Decimal:
    """What a station may still give back of a lease."""
    known = leases(source, row["ledger"], row["line"], spent=balance(source, row["ledger"], (row["line"],)).spent.get(row["line"], {}))
    return sum((each.left for each in known if (each.number, each.holder, each.lost) == (row["number"], station, False)), ZERO)


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
