"""What went which way and when: the entries of an enterprise's ledgers as register and journal tell them, and the course of a line's balance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any

from workstation.accounts import entries
from workstation.accounts.balance import MOST, entered, heads, stations
from workstation.accounts.books import STEPS, Book, Source, Step, step_of, untold
from workstation.accounts.entries import Line
from workstation.accounts.figures import number
from workstation.settings import LOCAL, local_time

_PLACE = itemgetter(0)
_NEWEST = STEPS.replace(" FROM ledger_step", ", s.rowid FROM ledger_step") + " AND s.station = ? AND s.seq > ? AND s.at < ?"
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
    told, found = day.isoformat(), list[tuple[tuple[Any, ...], Entry]]()
    for book in kept:
        units = {row["no"]: row["unit"] for row in book.rows}
        rows = source.register.latest("ledger_entry", ("ledger", "on"), book.ledger, told, most + 1)
        found += [((row["on"], False, 0, "", 0, row["reference"], row["line"]), _told(row, units.get(row["line"], ""))) for row in rows]
        for step in _newest(source, book.ledger, day, most + 1):
            each = _posted(book.ledger, step, units)
            found.append(((each.on, True, *step.posting.stamp, each.reference, each.line), each))
    found.sort(key=_PLACE, reverse=True)
    return tuple(each for _, each in found[:most]), len(found) > most


def _newest(source: Source, ledger: str, day: date, most: int) -> list[Step]:
    """Of each station the newest postings up to a day that the register does not tell."""
    known = heads(source, stations(source, ledger))
    if not known:
        return []
    told = {rowid for rows in entered(source, ledger).values() for rowid in rows}
    end = int(datetime.combine(day + timedelta(1), time.min, LOCAL).timestamp() * 1000)
    # In a chain the time never runs backwards: the newest are those with the highest numbers.
    sql = f"{_NEWEST} ORDER BY s.seq DESC LIMIT {most + len(told)}"
    rows = [row for station, seq in known.items() for row in source.journal.read(sql, (ledger, station, seq, end))]
    return [step_of(row[:-1]) for row in rows if row[-1] not in told]


def _told(row: dict[str, Any], unit: str) -> Entry:
    # The row becomes the entry: an account has a hundred of them, and a frozen value sets each field by itself.
    row["unit"] = unit
    made = object.__new__(Entry)
    object.__setattr__(made, "__dict__", row)
    return made


def _posted(ledger: str, step: Step, units: Mapping[int, str]) -> Entry:
    each = step.posting
    on, event = local_time(each.stamp[0]).date().isoformat(), f"{each.stamp[1]}/{each.stamp[2]}"
    unit = units.get(each.line, "")
    return Entry(on, ledger, each.line, each.sort, str(each.quantity), unit, each.reference, True, step.undone is not None, each.lease, each.passage, event)


def courses(source: Source, kept: Book, lines: Sequence[Line], day: date) -> dict[int, Points]:
    """Line number -> (day, stock at its end) wherever it changed, the oldest first, `day` last: walked back from its balance over every entry."""
    told, changes = day.isoformat(), dict[int, dict[str, Decimal]]()
    moved = [(row["line"], row["on"], row["sort"], number(row["quantity"])) for row in source.register.where("ledger_entry", "ledger", kept.ledger, MOST) if row["on"] <= told]
    here = untold(source, kept.ledger, None if day == source.today else day)
    moved += [(each.line, local_time(each.stamp[0]).date().isoformat(), each.sort, each.quantity) for each in here]
    for line, on, sort, quantity in moved:
        change = dict(entries.legs(sort, quantity)).get("stock")
        if change is not None:
            days = changes.setdefault(line, {})
            days[on] = days.get(on, Decimal(0)) + change
    return {line.no: _course(line.of("stock"), changes.get(line.no, {}), told) for line in lines}


def _course(stock: Decimal, changes: Mapping[str, Decimal], day: str) -> Points:
    found = [(day, stock)]
    for on in sorted(changes, reverse=True):
        if on != day:
            found.append((on, stock))
        stock -= changes[on]
    return tuple(reversed(found))
