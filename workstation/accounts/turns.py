"""On which days postings begin and cease to count, kept as they are folded: the balance at the end of any day is a few rows a day, however many postings.

A row of `ledger_day` tells how much of one station's postings counts from the day it was posted on, and still does. Of the others (taken back on a later
day, or standing in for one that was) each has its own rows in `ledger_turn`: the day it began to count, and the day it ceased.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from workstation.accounts.figures import amount_of, places, plain
from workstation.journal import Write

TAKEN_BACK, DOUBLED, COUNTS = 0, 1, 2
"""State of a step: taken back; of a paper another posting stands for, which was first; it counts."""

Stamp = tuple[int, str, int]
"""(at, station, seq) of an event: of those that stand the first counts."""
_AHEAD, _DAY = 8 * 3_600_000, 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()


class Step(NamedTuple):
    """A row of `ledger_step` as it stood before, when its event was taken back (UTC ms, None = it stands), and whether it has rows in `ledger_turn`."""

    rowid: int
    ledger: str
    line: int
    sort: str
    lease: str
    station: str
    seq: int
    place: int
    at: int
    quantity: str
    state: int
    undone: int | None
    turned: int

    @property
    def stamp(self) -> Stamp:
        """Of its event."""
        return self.at, self.station, self.seq


def day_of(at: int) -> int:
    """UTC ms -> days since 1970-01-01 in Asia/Shanghai, which is eight hours ahead all year (no summer time since 1991). Any number has one: a view never stops."""
    return (at + _AHEAD) // _DAY


def begins(day: int) -> int:
    """A day -> UTC ms of its midnight in Asia/Shanghai."""
    return day * _DAY - _AHEAD


def date_of(day: int) -> date:
    """A day as people say it; one outside the calendar is its first or its last."""
    return date.fromordinal(min(max(_EPOCH + day, 1), date.max.toordinal()))


def number_of(day: date) -> int:
    """A date -> its day."""
    return day.toordinal() - _EPOCH


def settle(write: Write, steps: Sequence[Step]) -> None:
    """The days of every posting of one paper, after what is known of it changed; `state` and `turned` as they were before."""
    found = turns({step.stamp: step.undone for step in steps})
    for step in steps:
        own = found.get(step.stamp, [])
        before, after = step.state == COUNTS and not step.turned, own == [(day_of(step.at), 1)]
        if step.turned:
            write.execute("DELETE FROM ledger_turn WHERE ledger = ? AND station = ? AND seq = ? AND place = ?", (step.ledger, step.station, step.seq, step.place))
        if before != after:
            _of_a_day(write, step, 1 if after else -1)
        for day, sign in () if after else own:
            told = (step.ledger, step.station, step.seq, step.place, day, step.line, step.sort, sign, step.quantity)
            write.execute("INSERT INTO ledger_turn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", told)


def turns(events: Mapping[Stamp, int | None]) -> dict[Stamp, list[tuple[int, int]]]:
    """Event of a paper -> (day, +1) when it begins to count, (day, -1) when it ceases; of those that stand at the end of a day the first counts."""
    found: dict[Stamp, list[tuple[int, int]]] = {}
    known = {stamp: (day_of(stamp[0]), None if undone is None else day_of(undone)) for stamp, undone in events.items()}
    before: Stamp | None = None
    for day in sorted({day for pair in known.values() for day in pair if day is not None}):
        first = min((stamp for stamp, (posted, undone) in known.items() if posted <= day and (undone is None or undone > day)), default=None)
        if first != before:
            for stamp, sign in ((before, -1), (first, 1)):
                if stamp is not None:
                    found.setdefault(stamp, []).append((day, sign))
        before = first
    return found


def _of_a_day(write: Write, step: Step, sign: int) -> None:
    quantity = amount_of(step.quantity)
    key = {"ledger": step.ledger, "station": step.station, "day": day_of(step.at), "line": step.line, "sort": step.sort, "places": places(quantity)}
    add(write, "ledger_day", key, quantity, sign)


def add(write: Write, table: str, key: Mapping[str, object], quantity: Decimal, sign: int) -> None:
    """Into (+1) or out of (-1) the row of `table` with this key: how many postings it holds, and what they come to. A row of none goes."""
    which, values = " AND ".join(f"{name} = ?" for name in key), tuple(key.values())
    row = write.execute(f"SELECT count, quantity FROM {table} WHERE {which}", values).fetchone()
    if row is None:
        write.execute(f"INSERT INTO {table} ({', '.join(key)}, count, quantity) VALUES ({'?, ' * len(key)}1, ?)", (*values, plain(quantity)))
    elif row[0] + sign == 0:
        write.execute(f"DELETE FROM {table} WHERE {which}", values)
    else:
        write.execute(f"UPDATE {table} SET count = count + ?, quantity = ? WHERE {which}", (sign, plain(Decimal(row[1]) + sign * quantity), *values))
