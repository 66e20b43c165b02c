"""What went which way and when: the entries of an enterprise's ledgers as register and journal tell them, and the course of a line's balance."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from workstation.accounts import daily, entries
from workstation.accounts.balance import entered, heads, stations
from workstation.accounts.books import EVER, Book, Source
from workstation.accounts.entries import Line
from workstation.accounts.figures import number
from workstation.accounts.turns import TAKEN_BACK, begins, date_of, day_of, number_of

_ON, _STAMP = itemgetter(0, 7), itemgetter(0, 1, 2, 3)
_NEWEST = """SELECT at, station, seq, line, sort, quantity, reference, lease, passage, state, rowid
FROM ledger_step WHERE ledger = ? AND station = ? AND seq > ? AND at < ?"""
_LINE, DRAWN = 3, 5_000
Points = tuple[tuple[str, Decimal], ...]


class Course(NamedTuple):
    """(day, stock at its end) wherever it changed, the oldest first. `since`: the ISO day before which the entries are too many to be drawn, '' = none are left out."""

    points: Points
    since: str = ""


class Entry(NamedTuple):
    """One entry of the history: `on` its day; `here`: posted by this journal, by `event` (station/seq); `undone`: it was taken back."""

    on: str
    ledger: str
    line: int
    sort: str
    quantity: str
    unit: str
    reference: str
    here: bool = False
    undone: bool = False
    lease: str = ""
    passage: str = ""
    event: str = ""


def history(source: Source, kept: Iterable[Book], day: date, most: int) -> tuple[tuple[Entry, ...], bool]:
    """The newest entries up to a day, the newest first, and whether there are older ones."""
    until, told, here = day.isoformat(), list[Entry](), list[tuple[Any, ...]]()
    for book in kept:
        units = {row["no"]: row["unit"] for row in book.rows}
        told += _told(source.register.newest("ledger_entry", ("ledger", "on"), book.ledger, until, most + 1), units)
        here += [(*row, book.ledger, units.get(row[_LINE], "")) for row in _newest(source, book.ledger, day, most + 1)]
    # What this journal posted stands before what was told of the same day.
    here.sort(key=_STAMP, reverse=True)
    found = sorted([*_posted(here[: most + 1]), *told], key=_ON, reverse=True)
    return tuple(found[:most]), len(here) + len(told) > most


def _told(rows: Iterable[tuple[Any, ...]], units: Mapping[int, str]) -> list[Entry]:
    # An account has a hundred of them: as a plain tuple each is made in a fifth of the time of a call by names.
    make, unit = tuple.__new__, units.get
    return [make(Entry, (on, ledger, line, sort, quantity, unit(line, ""), reference, False, False, "", "", "")) for ledger, line, sort, reference, quantity, on in rows]


def _newest(source: Source, ledger: str, day: date, most: int) -> list[tuple[Any, ...]]:
    """Of each station the newest postings up to a day that the register does not tell."""
    known = heads(source, stations(source, ledger))
    if not known:
        return []
    told = {rowid for rows in entered(source, ledger).values() for rowid in rows}
    end = begins(number_of(day) + 1)
    # In a chain the time never runs backwards: the newest are those with the highest numbers.
    sql = f"{_NEWEST} ORDER BY seq DESC LIMIT {most + len(told)}"
    rows = [row for station, seq in known.items() for row in source.journal.read(sql, (ledger, station, seq, end))]
    return [row for row in rows if row[-1] not in told] if told else rows


def _posted(rows: Iterable[tuple[Any, ...]]) -> Iterator[Entry]:
    """Entries of rows of `_NEWEST`, the newest first, each with its ledger and unit."""
    begin, on, make = sys.maxsize, "", tuple.__new__
    for at, station, seq, line, sort, quantity, reference, lease, passage, state, _, ledger, unit in rows:
        if at < begin:
            day = day_of(at)
            begin, on = begins(day), date_of(day).isoformat()
        yield make(Entry, (on, ledger, line, sort, quantity, unit, reference, True, state == TAKEN_BACK, lease, passage, f"{station}/{seq}"))


def courses(source: Source, kept: Book, lines: Sequence[Line], day: date) -> dict[int, Course]:
    """Line number -> its course, `day` last: walked back from its balance as far as the newest `DRAWN` entries of the platform reach."""
    told, now = day.isoformat(), day == source.today
    rows = source.register.latest("ledger_entry", ("ledger", "on"), kept.ledger, EVER if now else told, DRAWN + 1)
    # Of the day before which nothing is read only a part may be here: what stood at its end is known, what stood before it is not.
    begin = rows[-1]["on"] if len(rows) > DRAWN else ""
    moved = [(row["line"], row["on"], row["sort"], number(row["quantity"])) for row in rows]
    moved += [(line, on.isoformat(), sort, amount) for (line, on, sort, _), amount in daily.changes(source, kept.ledger).items() if now or on <= day]
    changes: dict[int, dict[str, Decimal]] = {}
    for line, on, sort, quantity in moved:
        change = dict(entries.legs(sort, quantity)).get("stock")
        if change is not None and on >= begin:
            # What is dated ahead counts in the balance of now.
            days, at = changes.setdefault(line, {}), min(on, told)
            days[at] = days.get(at, Decimal(0)) + change
    return {line.no: Course(_course(line.of("stock"), changes.get(line.no, {}), told, begin), begin) for line in lines}


def _course(stock: Decimal, changes: Mapping[str, Decimal], day: str, begin: str) -> Points:
    found = [(day, stock)]
    for on in sorted({*changes, *([begin] if begin else [])}, reverse=True):
        if on != day:
            found.append((on, stock))
        stock -= changes.get(on, Decimal(0))
    return tuple(reversed(found))
