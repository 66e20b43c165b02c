"""The stock of customs seals: numbers received, applied, spoiled, and what each officer should still hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from workstation.codes import fold_seal
from workstation.custody.distances import Measures, ours
from workstation.custody.numbers import split
from workstation.settings import local_time

RUN = "SELECT holder, station, seq FROM seal_stock WHERE prefix = ? AND digits = ? AND low <= ? AND high >= ? ORDER BY at DESC, station DESC, seq DESC LIMIT 1"
Run = tuple[str, int, int, int]
_RUNS = "SELECT holder, low, high FROM seal_stock WHERE prefix = ? AND digits = ? AND low <= ? AND high >= ? ORDER BY at DESC, station DESC, seq DESC"
NUMBER = "coalesce((SELECT f.number FROM seal_fixed f WHERE f.station = u.station AND f.seq = u.seq AND f.field = u.field), u.number)"
"""The number as corrected, of the field that holds the one put on."""

_USES = f"""SELECT {NUMBER} FROM seal_used u WHERE u.number BETWEEN ?1 AND ?2
UNION SELECT {NUMBER} FROM seal_fixed x JOIN seal_used u ON u.station = x.station AND u.seq = x.seq WHERE x.number BETWEEN ?1 AND ?2"""


def shift(at: int, back: int = 0, measures: Measures | None = None) -> tuple[int, int]:
    """Beginning and end (UTC ms) of the shift of a moment, or of the one so many shifts before it; by `custody.toml`, Asia/Shanghai."""
    here = local_time(at)
    days = [datetime(here.year, here.month, here.day, tzinfo=here.tzinfo) + timedelta(days=off) for off in range(-1 - back, 2)]
    begins = sorted(int((day + start).timestamp() * 1000) for day in days for start in (measures or ours()).begin)
    place = max(number for number, begin in enumerate(begins) if begin <= at) - back
    return begins[place], begins[place + 1]


class Rows(Protocol):
    """The reads of a journal."""

    def read(self, sql: str, params: Sequence[Any] = ..., /) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Line:
    """One officer's seals in one shift: numbers, not values; `taken` from and `handed` to other officers. What he holds: opening + received + taken - handed - applied - spoiled - by_others.

    `applied` and `spoiled` of his own; `by_others`: of his, spent by another officer; `of_others`: spent by him out of another's stock.
    """

    officer: str
    opening: int = 0
    received: int = 0
    taken: int = 0
    handed: int = 0
    applied: int = 0
    spoiled: int = 0
    by_others: int = 0
    of_others: int = 0

    @property
    def closing(self) -> int:
        """What he should hold at the end."""
        return self.opening + self.received + self.taken - self.handed - self.applied - self.spoiled - self.by_others


@dataclass(frozen=True)
class Lent:
    """A number spent out of another officer's stock. `act`: applied | spoiled."""

    number: str
    act: str
    holder: str
    officer: str


@dataclass(frozen=True)
class Balance:
    """Every officer's line; of the same time: `strange`, numbers applied or spoiled that no stock holds, `twice`, numbers used again, and `lent`, what officers spent of each other's."""

    lines: tuple[Line, ...]
    strange: tuple[str, ...]
    twice: tuple[str, ...]
    lent: tuple[Lent, ...] = ()


def kept(journal: Rows) -> bool:
    """Whether this station keeps a stock at all."""
    return bool(journal.read("SELECT 1 FROM seal_stock LIMIT 1"))


def holder(journal: Rows, number: str) -> str:
    """Who received a number, '' for nobody."""
    run = split(number)
    rows = journal.read(RUN, (run[0], run[1], run[2], run[2])) if run else []
    return str(rows[0][0]) if rows else ""


def standing(journal: Rows, number: str) -> str:
    """How a number stands: stocked | applied | spoiled | missing."""
    folded = fold_seal(number)
    rows = journal.read(
        f"SELECT u.act, {NUMBER} AS now FROM seal_used u WHERE u.number = ?1 OR (u.station, u.seq) IN (SELECT station, seq FROM seal_fixed WHERE number = ?1)"
        " ORDER BY u.at DESC, u.seq DESC",
        (folded,),
    )
    used = next((str(act) for act, now in rows if now == folded), "")
    return used or ("stocked" if holder(journal, folded) else "missing")


def put_on(journal: Rows, station: str, number: str) -> tuple[int, str, str] | None:
    """(seq, field, passage) of the newest event of a station that put a number on, as it stands after corrections; None for none."""
    folded = fold_seal(number)
    rows = journal.read(
        f"SELECT u.seq, u.field, u.passage, {NUMBER} AS now FROM seal_used u WHERE u.act = 'applied' AND u.station = ?2 AND"
        " (u.number = ?1 OR (u.station, u.seq) IN (SELECT station, seq FROM seal_fixed WHERE number = ?1)) ORDER BY u.at DESC, u.seq DESC",
        (folded, station),
    )
    return next(((seq, field, passage) for seq, field, passage, now in rows if now == folded), None)


def not_held(journal: Rows, run: Run, giver: str) -> str:
    """The first number of a run (`numbers.span`) that an officer does not hold unused, '' when he holds all of it. Two indexed reads, however long the run."""
    prefix, digits, low, high = run
    runs = journal.read(_RUNS, (prefix, digits, high, low))
    bounds = sorted({low, high + 1, *(edge for _, first, last in runs for edge in (first, last + 1) if low < edge <= high)})
    begins = (begin for begin in bounds[:-1] if next((holder for holder, first, last in runs if first <= begin <= last), "") != giver)
    first, last = (f"{prefix}{serial:0{digits}}" for serial in (low, high))
    used = (split(str(number)) for (number,) in journal.read(_USES, (first, last)))
    spent = (each[2] for each in used if each and each[:2] == (prefix, digits) and low <= each[2] <= high)
    lacking = min((*begins, *spent), default=None)
    return "" if lacking is None else f"{prefix}{lacking:0{digits}}"


def balance(journal: Rows, start: int, end: int) -> Balance:
    """The stock between two moments (UTC ms): a number that was used is gone from the stock of the officer who held it at that moment, whoever used it."""
    runs = [_Run(*row) for row in journal.read(f"SELECT {', '.join(_Run.__annotations__)} FROM seal_stock WHERE at < ? ORDER BY at, station, seq", (end,))]
    counts: dict[str, dict[str, int]] = {}
    for run in runs:
        _count(counts, run.holder, ("taken" if run.giver else "received") if run.at >= start else "opening", run.many)
        if run.giver:
            _count(counts, run.giver, *(("handed", run.many) if run.at >= start else ("opening", -run.many)))
    strange, twice, lent = _spend(journal, _spans(runs), (start, end), counts)
    lines = tuple(Line(officer, **several) for officer, several in sorted(counts.items()))
    return Balance(lines, tuple(dict.fromkeys(strange)), tuple(dict.fromkeys(twice)), tuple(lent))


def _spend(journal: Rows, spans: "_Spans", span: tuple[int, int], counts: dict[str, dict[str, int]]) -> tuple[list[str], list[str], list[Lent]]:
    """Everything used before the end into `counts`; of the time itself what was nobody's, what was used again, and what was another officer's."""
    start, end = span
    used = journal.read(f"SELECT {NUMBER}, u.act, u.at, u.officer FROM seal_used u WHERE u.at < ? ORDER BY u.at, u.station, u.seq", (end,))
    seen: set[str] = set()
    strange: list[str] = []
    twice: list[str] = []
    lent: list[Lent] = []
    for number, act, at, officer in used:
        holder, again, now = _holder(spans, number, at), number in seen, at >= start
        seen.add(number)
        if again or not holder:
            (twice if again else strange).extend([number] if now else [])
        elif not now:
            _count(counts, holder, "opening", -1)
        elif officer == holder:
            _count(counts, holder, act, 1)
        else:
            _count(counts, holder, "by_others", 1)
            _count(counts, officer, "of_others", 1)
            lent.append(Lent(number, act, holder, officer))
    return strange, twice, lent


class _Run(NamedTuple):
    """A row of `seal_stock`."""

    holder: str
    giver: str
    prefix: str
    digits: int
    low: int
    high: int
    at: int

    @property
    def many(self) -> int:
        return self.high - self.low + 1


def _count(counts: dict[str, dict[str, int]], officer: str, name: str, number: int) -> None:
    line = counts.setdefault(officer, {})
    line[name] = line.get(name, 0) + number


_Spans = dict[tuple[str, int], list[_Run]]


def _spans(runs: Sequence[_Run]) -> _Spans:
    found: _Spans = {}
    for run in runs:
        found.setdefault((run.prefix, run.digits), []).append(run)
    return found


def _holder(spans: _Spans, number: str, at: int) -> str:
    """Who held a number at a moment; one that was used before it was written as received, by whoever received it first."""
    run = split(number)
    fits = [each for each in spans.get(run[:2], ()) if each.low <= run[2] <= each.high] if run else []
    return next((each.holder for each in reversed(fits) if each.at <= at), fits[0].holder if fits else "")
