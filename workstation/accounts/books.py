"""The lines of a ledger as register and journal together tell them, now or at the end of a day; what the platform has counted counts once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from workstation.accounts import entries
from workstation.accounts.entries import Line, Posting
from workstation.accounts.figures import Figures, Reading, Tables, number, ours
from workstation.settings import local_time
from workstation.words import Refused

Row = Mapping[str, Any]
FIGURES = ("in", "used", "processed", "moved", "batch", "out", "pledged")
MOST = 100_000
"""Entries of one ledger that are read."""

_STEPS = """SELECT s.line, s.sort, s.quantity, s.reference, s.at, s.station, s.seq, s.lease, s.passage,
(SELECT min(u.at) FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq) FROM ledger_step s WHERE s.ledger = ?"""


@dataclass(frozen=True)
class Source:
    """Where accounts are read: register and journal, as of `now` (UTC ms); `declare_by`: the day of the next month by which a batch is declared;
    `figures`: the table that counts.
    """

    register: Tables
    journal: Reading
    now: int
    declare_by: int = 25
    figures: Figures = field(default_factory=ours)

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return local_time(self.now).date()


@dataclass(frozen=True)
class Step:
    """A posting of the journal, and when it was taken back (UTC ms, None = it stands)."""

    posting: Posting
    undone: int | None = None

    def on(self, day: date | None) -> bool:
        """Whether it counts at the end of a day; None: now."""
        if day is None:
            return self.undone is None
        return local_time(self.posting.stamp[0]).date() <= day and (self.undone is None or local_time(self.undone).date() > day)


def steps(journal: Reading, ledger: str, line: int | None = None) -> list[Step]:
    """The journal's postings to a ledger, or to one line of it, in no order."""
    chosen = ("", (ledger,)) if line is None else (" AND s.line = ?", (ledger, line))
    return [_step(row) for row in journal.read(_STEPS + chosen[0], chosen[1])]


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
    """What register and journal hold of a ledger, read once: rows of its lines, the journal's postings, and those of them that the register does not tell."""

    ledger: str
    rows: Sequence[Row]
    steps: Sequence[Step]
    fresh: Sequence[Step]


def book(source: Source, ledger: str) -> Book:
    """A ledger by its number."""
    found, known = steps(source.journal, ledger), counted(source)
    return Book(ledger, source.register.where("ledger_line", "ledger", ledger, MOST), found, [each for each in found if not known(ledger, each.posting)])


def lines_of(source: Source, kept: Book, day: date | None) -> tuple[Line, ...]:
    """Every line at the end of a day."""
    moves: dict[int, list[tuple[str, Decimal]]] = {}
    for each in _after(source, kept.ledger, day) if day is not None and day < source.today else ():
        moves.setdefault(each.line, []).append((each.sort, -each.quantity))
    for each in entries.once(step.posting for step in kept.fresh if step.on(day)):
        moves.setdefault(each.line, []).append((each.sort, each.quantity))
    return tuple(_line(row, moves.get(row["no"], ())) for row in kept.rows)


@dataclass(frozen=True)
class Sheet:
    """One line as of now with the journal's postings to it, read once."""

    line: Line
    steps: tuple[Step, ...]

    def has(self, sort: str, reference: str) -> bool:
        """Whether a posting of this sort and reference stands here."""
        return any(each.on(None) and (each.posting.sort, each.posting.reference) == (sort, reference) for each in self.steps)


def sheet(source: Source, ledger: str, no: int) -> Sheet | None:
    """One line as of now, or None when the register does not know it."""
    row = source.register.get("ledger_line", ledger, no)
    if row is None:
        return None
    found = steps(source.journal, ledger, no)
    fresh = _untold(source, ledger, (each for each in found if each.on(None)))
    return Sheet(_line(row, [(each.sort, each.quantity) for each in fresh]), tuple(found))


def _line(row: Row, moves: Iterable[tuple[str, Decimal]]) -> Line:
    balances = entries.told({sort: number(row[sort]) for sort in FIGURES if row[sort]})
    if moves:
        balances = entries.posted(balances, moves)
    return Line(row["ledger"], row["no"], row["name"], row["unit"], row["commodity"] or "", balances)


def _after(source: Source, ledger: str, day: date) -> list[Posting]:
    """What the platform entered later than a day."""
    told = day.isoformat()
    return [_entry(row) for row in source.register.where("ledger_entry", "ledger", ledger, MOST) if row["on"] > told]


def _entry(row: Row) -> Posting:
    return Posting(row["line"], row["sort"], number(row["quantity"]), row["reference"])


def _untold(source: Source, ledger: str, found: Iterable[Step]) -> list[Posting]:
    """Of the journal's postings those that the register's figures do not contain, each once."""
    known = counted(source)
    return [each for each in entries.once(step.posting for step in found) if not known(ledger, each)]


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


def is_told(source: Source, ledger: str, line: int, sort: str, reference: str) -> bool:
    """Whether the register has an entry of this line, sort and reference."""
    return source.register.get("ledger_entry", ledger, line, sort, reference) is not None


def after(line: Line, moves: Iterable[tuple[str, Decimal]]) -> Line:
    """The line with more (sort, quantity) posted to it."""
    return replace(line, accounts=entries.posted(line.accounts, moves))
