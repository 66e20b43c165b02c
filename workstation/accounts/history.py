"""What went which way and when: the entries of an enterprise's ledgers as register and journal tell them, and the course of a line's balance."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any

from workstation.accounts import daily, entries
from workstation.accounts.balance import entered, heads, stations
from workstation.accounts.books import EVER, Book, Source
from workstation.accounts.entries import Line
from workstation.accounts.figures import number
from workstation.accounts.turns import TAKEN_BACK
from workstation.settings import LOCAL, local_time

_ON, _PAPER, _STAMP = attrgetter("on", "here"), itemgetter("on", "reference", "line"), itemgetter(0, 1, 2, 3)
_NEWEST = """SELECT at, station, seq, line, sort, quantity, reference, lease, passage, state, rowid
FROM ledger_step WHERE ledger = ? AND station = ? AND seq > ? AND at < ?"""
_LINE, DRAWN = 3, 5_000
Points = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Entry:
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
    until, told, here = day.isoformat(), list[dict[str, Any]](), list[tuple[Any, ...]]()
    for book in kept:
        units = {row["no"]: row["unit"] for row in book.rows}
        rows = source.register.latest("ledger_entry", ("ledger", "on"), book.ledger, until, most + 1)
        for row in rows:
            row["unit"] = units.get(row["line"], "")
        told += rows
        here += [(*row, book.ledger, units.get(row[_LINE], "")) for row in _newest(source, book.ledger, day, most + 1)]
    # What this journal posted stands before what was told of the same day.
    here.sort(key=_STAMP, reverse=True)
    told.sort(key=_PAPER, reverse=True)
    found = sorted([*_posted(here[: most + 1]), *map(_told, told[: most + 1])], key=_ON, reverse=True)
    return tuple(found[:most]), len(here) + len(told) > most


def _newest(source: Source, ledger: str, day: date, most: int) -> list[tuple[Any, ...]]:
    """Of each station the newest postings up to a day that the register does not tell."""
    known = heads(source, stations(source, ledger))
    if not known:
        return []
    told = {rowid for rows in entered(source, ledger).values() for rowid in rows}
    end = int(datetime.combine(day + timedelta(1), time.min, LOCAL).timestamp() * 1000)
    # In a chain the time never runs backwards: the newest are those with the highest numbers.
    sql = f"{_NEWEST} ORDER BY seq DESC LIMIT {most + len(told)}"
    rows = [row for station, seq in known.items() for row in source.journal.read(sql, (ledger, station, seq, end))]
    return [row for row in rows if row[-1] not in told] if told else rows


def _told(row: dict[str, Any]) -> Entry:
    # The row becomes the entry: an account has a hundred of them, and a frozen value sets each field by itself.
    made = object.__new__(Entry)
    object.__setattr__(made, "__dict__", row)
    return made


def _posted(rows: Iterable[tuple[Any, ...]]) -> Iterator[Entry]:
    """Entries of rows of `_NEWEST`, the newest first, each with its ledger and unit."""
    begin, on = sys.maxsize, ""
    for at, station, seq, line, sort, quantity, reference, lease, passage, state, _, ledger, unit in rows:
        if at < begin:
            midnight = local_time(at).replace(hour=0, minute=0, second=0, microsecond=0)
            begin, on = int(midnight.timestamp() * 1000), midnight.date().isoformat()
        yield _told({
            "on": on, "ledger": ledger, "line": line, "sort": sort, "quantity": quantity, "unit": unit, "reference": reference, "here": True,
            "undone": state == TAKEN_BACK, "lease": lease, "passage": passage, "event": f"{station}/{seq}",
        })  # fmt: skip


def courses(source: Source, kept: Book, lines: Sequence[Line], day: date) -> dict[int, Points]:
    """Line number -> (day, stock at its end) wherever it changed, the oldest first, `day` last: walked back from its balance as far as the newest `DRAWN` entries of the platform reach."""
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
    return {line.no: _course(line.of("stock"), changes.get(line.no, {}), told, begin) for line in lines}


def _course(stock: Decimal, changes: Mapping[str, Decimal], day: str, begin: str) -> Points:
    found = [(day, stock)]
    for on in sorted({*changes, *([begin] if begin else [])}, reverse=True):
        if on != day:
            found.append((on, stock))
        stock -= changes.get(on, Decimal(0))
    return tuple(reversed(found))
