"""What this journal adds to what the register tells of a ledger: the sums of its postings less what the platform has counted already."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workstation.accounts import sums
from workstation.accounts.entries import MOVES
from workstation.accounts.sums import RETURNED, SPENT, Sum

FEW = 200
"""So many postings are looked up in the register one by one; of more its entries are asked at once."""
MOST = 100_000
"""Entries of one ledger that are read."""


@dataclass
class Entered:
    """Postings (rowids by line) the register tells as entries, of those up to `last`; `some`: it tells entries at all. A register stays the same as long as it is open."""

    some: bool
    last: int = 0
    rows: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the register has of the postings to a ledger. `heads`: station -> the number of its chain up to which they are counted; `entered`: as `entered`."""

    heads: Mapping[str, int]
    entered: Mapping[int, list[int]]


@dataclass(frozen=True)
class Balance:
    """`moves`: line -> (sort, quantity) that the register's figures do not contain; `spent`: line -> (lease, station) -> what its postings spent; `some`: a posting stands at all."""

    moves: Mapping[int, list[tuple[str, Decimal]]]
    spent: Mapping[int, Mapping[tuple[str, str], Decimal]]
    some: bool = True


NOTHING = Balance({}, {}, some=False)


def known(source: Any, ledger: str, stations: Iterable[str]) -> Known:
    """Of a ledger to which these stations posted; `source` as of `books`."""
    several = heads(source, stations)
    return Known(several, entered(source, ledger) if several else {})


def balance(source: Any, ledger: str, lines: Collection[int] | None = None, register: Known | None = None) -> Balance:
    """Of a ledger, or of some lines of it; `register`: what it has of it, where that was asked already. A posting that was taken back after the platform counted it stays spent of its lease."""
    whole = sums.whole(source.journal, ledger, lines)
    if not whole:
        return NOTHING
    told = list(_told(source, ledger, whole, register or known(source, ledger, {key[1] for key in whole})))
    kept = sums.less(whole, [part for part in told if part[0][2] in MOVES]) if told else whole
    moves: dict[int, list[tuple[str, Decimal]]] = {}
    spent: dict[int, dict[tuple[str, str], Decimal]] = {}
    parts = [part for part in told if part[0][2] == RETURNED]
    for key, amount in kept.items():
        if key[2] in MOVES:
            moves.setdefault(key[0], []).append((key[2], amount))
        elif key[2] == SPENT:
            parts.append((key, amount))
    for (no, station, _, lease, _), amount in parts:
        own = spent.setdefault(no, {})
        own[lease, station] = own.get((lease, station), Decimal(0)) + amount
    return Balance(moves, spent)


def heads(source: Any, stations: Iterable[str]) -> dict[str, int]:
    """Station -> the number of its chain up to which the register's figures contain its postings (0: none)."""
    rows = ((station, source.register.get("ledger_counted", station)) for station in stations)
    return {station: row["seq"] if row else 0 for station, row in rows}


def _told(source: Any, ledger: str, whole: Iterable[Sum], register: Known) -> Iterator[tuple[Sum, Decimal]]:
    """The parts of the sums that the platform has counted, or entered one by one."""
    if any(register.heads.values()):
        for line, station in {(line, station) for line, station, *_ in whole}:
            if head := register.heads.get(station, 0):
                yield from sums.upto(source.journal, ledger, (line, station), head)
    if register.entered:
        rows = [rowid for line in {key[0] for key in whole} for rowid in register.entered.get(line, ())]
        yield from sums.of_steps(source.journal.read(_BY_ROW, (listed(rows),)) if rows else ())


def entered(source: Any, ledger: str) -> Mapping[int, list[int]]:
    """Line -> rowids of the postings beyond what is counted of which the register has an entry of the same line, sort and reference."""
    memo = source.memo.get(ledger) if source.memo is not None else None
    if memo is None:
        memo = Entered(bool(source.register.where("ledger_entry", "ledger", ledger, 1)))
        if source.memo is not None:
            source.memo[ledger] = memo
    if not memo.some:
        return memo.rows
    last = source.journal.read("SELECT max(rowid) FROM ledger_step WHERE ledger = ?", (ledger,))[0][0] or 0
    if last > memo.last:
        for rowid, line in _fresh(source, ledger, memo.last):
            memo.rows.setdefault(line, []).append(rowid)
        memo.last = last
    return memo.rows


_NEW = "SELECT rowid, line, sort, reference, station, seq FROM ledger_step WHERE ledger = ? AND rowid > ?"
_BEYOND = f"SELECT rowid, line, sort, reference, station, seq FROM ledger_step WHERE ledger = ? AND station = ? AND seq > ? LIMIT {FEW + 1}"
_BY_ROW = "SELECT line, station, sort, lease, quantity, state FROM ledger_step WHERE rowid IN (SELECT value FROM json_each(?))"
_BY_PAPER = "SELECT rowid, line, station, seq FROM ledger_step WHERE reference = ? AND ledger = ? AND line = ? AND sort = ?"
_STATIONS = """WITH RECURSIVE s(name) AS (SELECT min(station) FROM ledger_step WHERE ledger = ?1 UNION ALL
SELECT (SELECT min(station) FROM ledger_step WHERE ledger = ?1 AND station > name) FROM s WHERE name IS NOT NULL) SELECT name FROM s WHERE name IS NOT NULL"""


def stations(source: Any, ledger: str) -> list[str]:
    """Every station that posted to a ledger."""
    return [name for (name,) in source.journal.read(_STATIONS, (ledger,))]


def _fresh(source: Any, ledger: str, last: int) -> Iterator[tuple[int, int]]:
    """(rowid, line) of postings after a rowid that entries tell. A few are asked for one by one; of many the entries are asked for."""
    if last:
        rows = source.journal.read(_NEW, (ledger, last))
        known = heads(source, {row[4] for row in rows})
    else:
        known = heads(source, stations(source, ledger))
        rows = [row for place in known.items() for row in source.journal.read(_BEYOND, (ledger, *place))]
    several = [] if last or len(rows) <= FEW else source.register.where("ledger_entry", "ledger", ledger, MOST)
    if len(several) == MOST:
        # More entries than are read: every posting is asked for.
        rows = source.journal.read(_NEW, (ledger, 0))
    if len(several) in (0, MOST):
        found = (row for row in rows if row[5] > known[row[4]])
        yield from ((rowid, line) for rowid, line, sort, reference, *_ in found if source.register.get("ledger_entry", ledger, line, sort, reference))
        return
    for row in several:
        same = source.journal.read(_BY_PAPER, (row["reference"], ledger, row["line"], row["sort"]))
        yield from ((rowid, line) for rowid, line, station, seq in same if seq > known.get(station, 0))


def listed(rows: Collection[int]) -> str:
    """Rowids as one parameter of a statement."""
    return f"[{','.join(map(str, rows))}]"
