"""The lines of a ledger as register and journal together tell them, now or at the end of a day; what the platform has counted counts once."""

from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from workstation.accounts import balance, daily, entries
from workstation.accounts.balance import MOST, NOTHING, Balance, Entered, Known, known, stations
from workstation.accounts.entries import Line, Posting
from workstation.accounts.figures import Figures, Reading, Tables, number, ours
from workstation.made import made
from workstation.settings import local_day
from workstation.words import Refused

Row = Mapping[str, Any]
NONE: Mapping[tuple[str, str], Decimal] = {}
UNREAD: Mapping[int, Row | None] = {}
EVER, FIRST = "9999-12-31", 500
"""The last day there is; of the entries since a day so many are read at first, and as many times more as it takes."""
_MORE = 20
SEVERAL = 100
"""Entries of one paper that are read at once."""

_STEPS = """SELECT s.line, s.sort, s.quantity, s.reference, s.at, s.station, s.seq, s.lease, s.passage,
(SELECT min(u.at) FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq) FROM ledger_step s WHERE s.ledger = ?"""


@dataclass(frozen=True)
class Source:
    """Where accounts are read: register and journal, as of `now` (UTC ms); `declare_by`: the day of the next month by which a batch is declared;
    `figures`: the table that counts; `memo`: what was found out about this register's entries, kept as long as it is open (None: nothing is kept).
    """

    register: Tables
    journal: Reading
    now: int
    declare_by: int = 25
    figures: Figures = field(default_factory=ours)
    memo: MutableMapping[str, Entered] | None = None

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return local_day(self.now)


@dataclass(frozen=True)
class Step:
    """A posting of the journal, and when it was taken back (UTC ms, None = it stands)."""

    posting: Posting
    undone: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.undone is None


def steps_by(journal: Reading, ledger: str, reference: str) -> list[Step]:
    """Those by one paper."""
    return [_step(row) for row in journal.read(_STEPS + " AND s.reference = ?", (ledger, reference))]


def steps_of(journal: Reading, ledger: str, event: tuple[str, int]) -> list[Step]:
    """Those of one event (station, seq)."""
    return [_step(row) for row in journal.read(_STEPS + " AND s.station = ? AND s.seq = ?", (ledger, *event))]


def _step(row: Sequence[Any]) -> Step:
    line, sort, quantity, reference, at, station, seq, lease, passage, undone = row
    return Step(Posting(line, sort, Decimal(quantity), reference, (at, station, seq), lease, passage), undone)


def lines(source: Source, ledger: Row, day: date | None = None) -> tuple[Line, ...]:
    """Every line at the end of a day, the guarantee (line 0) first. Refused `account-before-opening` for a day before the entries begin."""
    check_opened(ledger, day)
    return lines_of(source, book(source, ledger["number"]), day)


def check_opened(ledger: Row, day: date | None) -> None:
    """Refused `account-before-opening` for a day before the entries of a ledger begin."""
    opened = ledger["opened_on"] or ""
    if day is not None and day.isoformat() < opened:
        raise Refused("account-before-opening", ledger=ledger["number"], opened=opened)


@dataclass(frozen=True)
class Book:
    """What register and journal hold of a ledger now: rows of its lines, what the journal adds to them, and what the register has of that (`known`)."""

    ledger: str
    rows: Sequence[Row]
    balance: Balance
    known: Known


def book(source: Source, ledger: str) -> Book:
    """A ledger by its number."""
    told = known(source, ledger, stations(source, ledger))
    return Book(ledger, source.register.where("ledger_line", "ledger", ledger, MOST), balance.balance(source, ledger, register=told) if told.heads else NOTHING, told)


def lines_of(source: Source, kept: Book, day: date | None) -> tuple[Line, ...]:
    """Every line at the end of a day; of one that is over the figures of now go back by what the platform entered since."""
    if day is None:
        moves = kept.balance.moves
        return tuple([_line(row, moves.get(row["no"], ())) for row in kept.rows])
    moves = daily.until(daily.changes(source, kept.ledger), day)
    for _, line, sort, _, quantity, _ in _after(source, kept.ledger, day) if day < source.today else ():
        moves.setdefault(line, []).append((sort, -number(quantity)))
    return tuple(_line(row, moves.get(row["no"], ())) for row in kept.rows)


Moves = Sequence[tuple[str, Decimal]]


_TAKEN = itemgetter(*entries.TAKEN)


class Sheet(NamedTuple):
    """One line as of now: its row, the (sort, quantity) that the register's figures do not contain; `spent`: (lease, station) -> what its postings spent."""

    row: Row
    moves: Moves
    spent: Mapping[tuple[str, str], Decimal]

    @property
    def line(self) -> Line:
        """With all its accounts."""
        return _line(self.row, self.moves)


def sheet(source: Source, ledger: str, no: int) -> Sheet | None:
    """One line as of now, or None when the register does not know it."""
    rows, kept = standing(source, ledger, (no,))
    return Sheet(row, kept.moves.get(no, ()), kept.spent.get(no, NONE)) if (row := rows.get(no)) else None


def standing(source: Source, ledger: str, lines: Collection[int], told: Mapping[int, Row | None] = UNREAD) -> tuple[Mapping[int, Row | None], Balance]:
    """Rows of several lines, and what this journal adds to them. `told`: the rows, where all of them were read already."""
    kept = balance.balance(source, ledger, lines)
    return told or {row["no"]: row for row in source.register.within("ledger_line", ledger, [*lines])}, kept


def stock(row: Row, moves: Moves) -> Decimal:
    """What is left of a line: the one balance that most papers ask for, without the others."""
    found = Decimal(row["in"] or 0)
    for sort in entries.TAKEN:
        if figure := row[sort]:
            found -= Decimal(figure)
    for sort, quantity in moves:
        source, target = entries.MOVES[sort]
        found += -quantity if source == "stock" else quantity if target == "stock" else 0
    return found


def _line(row: Row, moves: Moves) -> Line:
    accounts = entries.told(row)
    if moves:
        entries.post(accounts, moves)
    return made(Line, {"ledger": row["ledger"], "no": row["no"], "name": row["name"], "unit": row["unit"], "commodity": row["commodity"] or "", "accounts": accounts})


def _after(source: Source, ledger: str, day: date) -> list[tuple[Any, ...]]:
    """What the platform entered later than a day, as it is stored: the newest entries, as many as it takes."""
    told, most = day.isoformat(), FIRST
    while len(rows := source.register.newest("ledger_entry", ("ledger", "on"), ledger, EVER, most)) == most and rows[-1][-1] > told:
        most *= _MORE
    return [row for row in rows if row[-1] > told]


def counted(source: Source) -> Callable[[str, Posting], bool]:
    """Whether the register's figures contain a posting: its station is counted up to there, or there is an entry of the same line, sort and reference."""
    heads: dict[str, int] = {}

    def known(ledger: str, posting: Posting) -> bool:
        _, station, seq = posting.stamp
        if station not in heads:
            row = source.register.get("ledger_counted", station)
            heads[station] = row["seq"] if row else 0
        return seq <= heads[station] or is_told(source, ledger, posting.line, posting.sort, posting.reference)

    return known


def told_by(source: Source, ledger: str, reference: str, asked: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """(Line, sort) of the entries that the register has of a paper: in one read, unless so many papers bear its number that those asked for are looked up one by one."""
    rows = source.register.where("ledger_entry", "reference", reference, SEVERAL)
    if len(rows) < SEVERAL:
        return {(row["line"], row["sort"]) for row in rows if row["ledger"] == ledger} if rows else set()
    return {(line, sort) for line, sort in asked if is_told(source, ledger, line, sort, reference)}


def is_told(source: Source, ledger: str, line: int, sort: str, reference: str) -> bool:
    """Whether the register has an entry of this line, sort and reference."""
    return source.register.get("ledger_entry", ledger, line, sort, reference) is not None
