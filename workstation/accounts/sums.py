"""The sums of a ledger's lines, kept as postings are folded: a balance is one row to read, however many postings it came from.

A row of `ledger_sum` tells how much the postings of one station come to that went one way: since ever (span 0), or in one block of 2^span numbers of its
chain, so that what the platform has counted (up to some number of the chain) is a few rows too. Amounts of as many places lie together, as they are told.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workstation.accounts import turns
from workstation.accounts.figures import Reading, amount_of, places
from workstation.accounts.turns import COUNTS, DOUBLED, TAKEN_BACK, Step
from workstation.journal import Write

SPANS = (0, 18, 12, 6)
SPENT, RETURNED = "spent", "taken-back"
"""Beside the sorts of postings: what of a lease its postings that stand spent, and those that were taken back had."""

Sum = tuple[int, str, str, str, int]
"""Line, station, sort (or `spent`, `taken-back`), lease ('' for a sort), places."""

_OF_PAPER = """SELECT rowid, ledger, line, sort, lease, station, seq, place, at, quantity, state,
(SELECT min(u.at) FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq),
EXISTS (SELECT 1 FROM ledger_turn t WHERE t.ledger = s.ledger AND t.station = s.station AND t.seq = s.seq AND t.place = s.place)
FROM ledger_step s WHERE reference = ? AND ledger = ? AND line = ? AND sort = ?"""


def settle(write: Write, paper: tuple[str, str, int, str]) -> None:
    """Which of the postings of one paper (reference, ledger, line, sort) counts: of those that stand the first. Sums and days follow what changed."""
    steps = [Step(*row) for row in write.execute(_OF_PAPER, paper).fetchall()]
    first = min((step.stamp for step in steps if step.undone is None), default=None)
    for step in steps:
        now = TAKEN_BACK if step.undone is not None else COUNTS if step.stamp == first else DOUBLED
        if now != step.state:
            write.execute("UPDATE ledger_step SET state = ? WHERE rowid = ?", (now, step.rowid))
            before, after = set(ways(step.state, step.sort, step.lease)), set(ways(now, step.sort, step.lease))
            for what in before ^ after:
                _add(write, (step.ledger, step.line, step.station, step.seq), (*what, amount_of(step.quantity)), 1 if what in after else -1)
    turns.settle(write, steps)


def undo(write: Write, station: str, seq: int) -> None:
    """One event's postings are taken back; those of the same papers may count instead."""
    for paper in write.execute("SELECT DISTINCT reference, ledger, line, sort FROM ledger_step WHERE station = ? AND seq = ?", (station, seq)).fetchall():
        settle(write, paper)


def ways(state: int, sort: str, lease: str) -> Iterator[tuple[str, str]]:
    """(what, lease) a step of this state adds to."""
    if state == COUNTS:
        yield sort, ""
    if lease and state >= TAKEN_BACK:
        yield (RETURNED if state == TAKEN_BACK else SPENT), lease


def _add(write: Write, place: tuple[str, int, str, int], amount: tuple[str, str, Decimal], sign: int) -> None:
    (ledger, line, station, seq), (what, lease, quantity) = place, amount
    for span in SPANS:
        block = seq >> span if span else 0
        key = {"ledger": ledger, "span": span, "line": line, "station": station, "block": block, "what": what, "lease": lease, "places": places(quantity)}
        turns.add(write, "ledger_sum", key, quantity, sign)


_WHOLE = "SELECT line, station, what, lease, places, quantity FROM ledger_sum WHERE ledger = ? AND span = 0"
_BLOCKS = "SELECT line, station, what, lease, places, quantity FROM ledger_sum WHERE ledger = ? AND span = ? AND line = ? AND station = ? AND block >= ? AND block < ?"
_STEPS = "SELECT line, station, sort, lease, quantity, state FROM ledger_step WHERE ledger = ? AND station = ? AND seq >= ? AND seq < ? AND line = ?"


def whole(journal: Reading, ledger: str, lines: Collection[int] | None = None) -> dict[Sum, Decimal]:
    """What every posting of a ledger, or of some lines of it, comes to."""
    rows = journal.read(_WHOLE, (ledger,)) if lines is None else journal.read(_of_lines(len(lines)), (ledger, *lines))
    return {(no, station, what, lease, exact): Decimal(quantity) for no, station, what, lease, exact, quantity in rows}


@lru_cache(maxsize=256)
def _of_lines(count: int) -> str:
    return f"{_WHOLE} AND line IN ({', '.join('?' * count)})"


def upto(journal: Reading, ledger: str, of: tuple[int, str], seq: int) -> Iterator[tuple[Sum, Decimal]]:
    """What of a line a station (`of`: both) posted up to a number of its chain, in parts."""
    line, station = of
    end, begin = seq + 1, 0
    for span in SPANS[1:]:
        rows = journal.read(_BLOCKS, (ledger, span, *of, begin >> span, end >> span)) if begin >> span < end >> span else ()
        yield from (((no, there, what, lease, exact), Decimal(quantity)) for no, there, what, lease, exact, quantity in rows)
        begin = end >> span << span
    yield from of_steps(journal.read(_STEPS, (ledger, station, begin, end, line)) if begin < end else ())


def of_steps(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Sum, Decimal]]:
    """What steps (line, station, sort, lease, quantity, state) add to."""
    for line, station, sort, lease, quantity, state in rows:
        amount = amount_of(quantity)
        for what, spent in ways(state, sort, lease):
            yield (line, station, what, spent, places(amount)), amount


def less(sums: dict[Sum, Decimal], parts: Iterable[tuple[Sum, Decimal]]) -> dict[Sum, Decimal]:
    """The sums without these parts of them; what is nothing then is left out."""
    for key, amount in parts:
        sums[key] -= amount
    return {key: amount for key, amount in sums.items() if amount}
