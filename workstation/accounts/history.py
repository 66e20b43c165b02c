"""What went which way and when: the entries of an enterprise's ledgers as register and journal tell them, and the course of a line's balance."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from workstation.accounts import daily, entries
from workstation.accounts.books import EVER, Book, Source
from workstation.accounts.entries import Line
from workstation.accounts.turns import TAKEN_BACK, begins, date_of, day_of, number_of

_ON, _STAMP = 5, itemgetter(0, 1, 2)
"""Where an entry as it is stored, and one that is told, has its day."""
_TOLD = (False, False, "", "", "")
"""What an entry that the platform told has after its unit."""
_NEWEST = """SELECT at, station, seq, ledger, line, sort, reference, quantity, lease, passage, state, rowid
FROM ledger_step WHERE ledger = ? AND station = ? AND seq > ? AND at < ?"""
DRAWN = 50_000
_STOCK = {sort: (target == "stock") - (source == "stock") for sort, (source, target) in entries.MOVES.items()}
"""What a posting of a sort does to the stock: 1, -1 or nothing."""
_NOTHING = Decimal(0)
Points = tuple[tuple[str, Decimal], ...]


class Course(NamedTuple):
    """(day, stock at its end) wherever it changed, the oldest first. `since`: the ISO day before which the entries are too many to be drawn, '' = none are left out."""

    points: Points
    since: str = ""


class Entry(NamedTuple):
    """One entry of the history: `on` its day; `here`: posted by this journal, by `event` (station/seq); `undone`: it was taken back.

    It begins as a row of `ledger_entry` is stored: an account has a hundred of them, and each is made of its row and what all of its line share.
    """

    ledger: str
    line: int
    sort: str
    reference: str
    quantity: str
    on: str
    unit: str
    here: bool = False
    undone: bool = False
    lease: str = ""
    passage: str = ""
    event: str = ""


class Lately(NamedTuple):
    """The newest entries of several ledgers as they were read, at least `most` where there are so many: an account shows few of them at once."""

    kept: Sequence[Book]
    told: list[tuple[Any, ...]]
    here: list[tuple[Any, ...]]
    most: int

    @property
    def more(self) -> bool:
        """Whether there are older ones."""
        return len(self.told) + len(self.here) > self.most

    def entries(self) -> tuple[Entry, ...]:
        """The newest first."""
        units = {book.ledger: {row["no"]: row["unit"] for row in book.rows} for book in self.kept}
        here = sorted(self.here, key=_STAMP, reverse=True)
        # What this journal posted stands before what was told of the same day.
        return tuple(sorted([*_posted(here[: self.most], units), *_told(self.told, units)], key=itemgetter(_ON), reverse=True)[: self.most])


NONE = Lately((), [], [], 0)


def history(source: Source, kept: Sequence[Book], day: date, most: int) -> Lately:
    """The newest entries up to a day."""
    until, told, here = day.isoformat(), list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for book in kept:
        told += source.register.newest("ledger_entry", ("ledger", "on"), book.ledger, until, most + 1)
        here += _newest(source, book, day, most + 1) if book.known.heads else ()
    return Lately(kept, told, here, most)


def _told(rows: Iterable[tuple[Any, ...]], units: Mapping[str, Mapping[int, str]]) -> list[Entry]:
    # As a plain tuple each is made in a fifth of the time of a call by names.
    make, rest = tuple.__new__, {(ledger, line): (unit, *_TOLD) for ledger, own in units.items() for line, unit in own.items()}
    other = ("", *_TOLD)
    return [make(Entry, row + rest.get(row[:2], other)) for row in rows]


def _newest(source: Source, book: Book, day: date, most: int) -> list[tuple[Any, ...]]:
    """Of each station the newest postings up to a day that the register does not tell."""
    told = {rowid for rows in book.known.entered.values() for rowid in rows}
    end = begins(number_of(day) + 1)
    # In a chain the time never runs backwards: the newest are those with the highest numbers.
    sql = f"{_NEWEST} ORDER BY seq DESC, rowid DESC LIMIT {most + len(told)}"
    rows = [row for station, seq in book.known.heads.items() for row in source.journal.read(sql, (book.ledger, station, seq, end))]
    return [row for row in rows if row[-1] not in told] if told else rows


def _posted(rows: Iterable[tuple[Any, ...]], units: Mapping[str, Mapping[int, str]]) -> Iterator[Entry]:
    """Entries of rows of `_NEWEST`, the newest first; `units`: ledger -> line -> its unit."""
    begin, on, make = sys.maxsize, "", tuple.__new__
    for at, station, seq, ledger, line, sort, reference, quantity, lease, passage, state, _ in rows:
        if at < begin:
            day = day_of(at)
            begin, on = begins(day), date_of(day).isoformat()
        yield make(Entry, (ledger, line, sort, reference, quantity, on, units[ledger].get(line, ""), True, state == TAKEN_BACK, lease, passage, f"{station}/{seq}"))


def courses(source: Source, kept: Book, lines: Sequence[Line], day: date) -> dict[int, Course]:
    """Line number -> its course, `day` last: walked back from its balance as far as the newest `DRAWN` entries of the platform reach."""
    told, now = day.isoformat(), day == source.today
    rows = source.register.newest("ledger_entry", ("ledger", "on"), kept.ledger, EVER if now else told, DRAWN + 1)
    # Of the day before which nothing is read only a part may be here: what stood at its end is known, what stood before it is not.
    begin = rows[-1][_ON] if len(rows) > DRAWN else ""
    here = ((line, on.isoformat(), sort, amount) for (line, on, sort, _), amount in daily.changes(source, kept.ledger).items() if now or on <= day)
    changes: dict[int, dict[str, Decimal]] = {}
    for line, on, sort, quantity in (*here, *((row[1], row[_ON], row[2], row[4]) for row in rows)):
        if (sign := _STOCK[sort]) and on >= begin:
            days = changes.get(line)
            if days is None:
                days = changes[line] = {}
            # What is dated ahead counts in the balance of now.
            at = min(told, on)
            days[at] = days.get(at, _NOTHING) + sign * Decimal(quantity)
    return {line.no: Course(_course(line.of("stock"), changes.get(line.no, {}), told, begin), begin) for line in lines}


def _course(stock: Decimal, changes: Mapping[str, Decimal], day: str, begin: str) -> Points:
    found = [(day, stock)]
    for on in sorted({*changes, *([begin] if begin else [])}, reverse=True):
        if on != day:
            found.append((on, stock))
        stock -= changes.get(on, Decimal(0))
    return tuple(reversed(found))
