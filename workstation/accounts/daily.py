"""What the postings of a ledger changed by the day, as far as the register's figures do not contain them: a few rows a day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workstation.accounts.balance import entered, heads, listed, stations
from workstation.accounts.figures import amount_of, places
from workstation.accounts.turns import begins, date_of, day_of

Change = tuple[int, date, str, int]
"""Line, day (Asia/Shanghai), sort, places: amounts of as many places lie together, as they are told."""
Moved = Iterable[tuple[int, int, str, Decimal]]
"""Line, day, sort, signed quantity."""
_AT_ONCE = 1_000

_DAYS = "SELECT line, day, sort, quantity FROM ledger_day WHERE ledger = ? AND station = ? AND day >= ?"
_TURNS = "SELECT line, day, sort, sign, quantity FROM ledger_turn WHERE ledger = ? AND station = ? AND seq > ?"
_LAST = "SELECT at FROM ledger_step WHERE ledger = ? AND station = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
_STANDS = "s.state = 2 AND NOT EXISTS (SELECT 1 FROM ledger_turn t WHERE t.ledger = s.ledger AND t.station = s.station AND t.seq = s.seq AND t.place = s.place)"
_REST = f"""SELECT s.seq, s.place, s.at, s.line, s.sort, s.quantity, {_STANDS} FROM ledger_step s
WHERE s.ledger = ? AND s.station = ? AND s.seq >= ? AND (s.seq > ? OR s.place > ?) ORDER BY s.seq, s.place LIMIT {_AT_ONCE}"""
_TOLD = f"SELECT s.line, s.at, s.sort, s.quantity FROM ledger_step s WHERE {_STANDS} AND s.rowid IN (SELECT value FROM json_each(?))"
_TOLD_TURNS = """SELECT t.line, t.day, t.sort, t.sign, t.quantity FROM ledger_step s JOIN ledger_turn t
ON t.ledger = s.ledger AND t.station = s.station AND t.seq = s.seq AND t.place = s.place WHERE s.rowid IN (SELECT value FROM json_each(?))"""


def changes(source: Any, ledger: str) -> dict[Change, Decimal]:
    """By how much each line moved which way on each day; `source` as of `books`. What was taken back on a later day stands there below zero."""
    found: dict[tuple[int, int, str, int], Decimal] = {}
    for sign, moved in _parts(source, ledger):
        for line, day, sort, amount in moved:
            key = (line, day, sort, places(amount))
            found[key] = found.get(key, Decimal(0)) + sign * amount
    return {(line, date_of(day), sort, exact): amount for (line, day, sort, exact), amount in found.items() if amount}


def until(moved: Mapping[Change, Decimal], day: date) -> dict[int, list[tuple[str, Decimal]]]:
    """Line -> (sort, quantity) of what counts at the end of a day."""
    sums: dict[tuple[int, str, int], Decimal] = {}
    for (line, on, sort, exact), amount in moved.items():
        if on <= day:
            sums[line, sort, exact] = sums.get((line, sort, exact), Decimal(0)) + amount
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for (line, sort, _), amount in sums.items():
        if amount:
            found.setdefault(line, []).append((sort, amount))
    return found


def _parts(source: Any, ledger: str) -> Iterator[tuple[int, Moved]]:
    """Every station's beyond what the platform has counted of it, without those that it entered one by one."""
    for station, head in heads(source, stations(source, ledger)).items():
        yield 1, _of_station(source, ledger, station, head)
    told = listed([rowid for rows in entered(source, ledger).values() for rowid in rows])
    if told != "[]":
        yield -1, ((line, day_of(at), sort, amount_of(quantity)) for line, at, sort, quantity in source.journal.read(_TOLD, (told,)))
        yield -1, _turned(source.journal.read(_TOLD_TURNS, (told,)))


def _of_station(source: Any, ledger: str, station: str, head: int) -> Moved:
    """In a chain the time never runs backwards: what was posted on later days than the last that is counted is beyond it, of that day itself a part."""
    read, begin = source.journal.read, -(1 << 62)
    last = read(_LAST, (ledger, station, head)) if head else ()
    if last:
        begin = day_of(last[0][0]) + 1
        yield from _rest(source, (ledger, station), head, begin)
    yield from ((line, day, sort, amount_of(quantity)) for line, day, sort, quantity in read(_DAYS, (ledger, station, begin)))
    yield from _turned(read(_TURNS, (ledger, station, head)))


def _rest(source: Any, place: tuple[str, str], head: int, end: int) -> Moved:
    """Of a station's postings beyond a number of its chain those before a day."""
    after = (head + 1, head + 1, -1)
    while rows := source.journal.read(_REST, (*place, *after)):
        for _, _, at, line, sort, quantity, stands in rows:
            if at >= begins(end):
                return
            if stands:
                yield line, day_of(at), sort, amount_of(quantity)
        seq, number, *_ = rows[-1]
        after = (seq, seq, number)


def _turned(rows: Iterable[tuple[Any, ...]]) -> Moved:
    return ((line, day, sort, sign * amount_of(quantity)) for line, day, sort, sign, quantity in rows)
