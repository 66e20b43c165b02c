"""The stock of customs seals: numbers received, applied, spoiled, and what each officer should still hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workstation.codes import fold_seal
from workstation.custody.numbers import split

RUN = "SELECT holder, station, seq FROM seal_stock WHERE prefix = ? AND digits = ? AND low <= ? AND high >= ? ORDER BY at DESC, seq DESC LIMIT 1"
NUMBER = "coalesce((SELECT f.number FROM seal_fixed f WHERE f.station = u.station AND f.seq = u.seq AND f.field = u.field), u.number)"
"""The number as corrected, of the field that holds the one put on."""


class Rows(Protocol):
    """The reads of a journal."""

    def read(self, sql: str, params: Sequence[Any] = ..., /) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Line:
    """One officer's seals on one day (Asia/Shanghai): numbers, not values. `closing` = opening + received - applied - spoiled."""

    officer: str
    opening: int
    received: int
    applied: int
    spoiled: int

    @property
    def closing(self) -> int:
        """What he should hold at the end."""
        return self.opening + self.received - self.applied - self.spoiled


@dataclass(frozen=True)
class Balance:
    """Every officer's line; `strange`: numbers applied or spoiled that no stock holds; `twice`: numbers used more than once."""

    lines: tuple[Line, ...]
    strange: tuple[str, ...]
    twice: tuple[str, ...]


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


def balance(journal: Rows, start: int, end: int) -> Balance:
    """The stock between two moments (UTC ms), by the officer who received the numbers; whoever applied one used it from its holder's stock."""
    received = journal.read("SELECT holder, high - low + 1, at, prefix, digits, low, high FROM seal_stock WHERE at < ?", (end,))
    used = journal.read(f"SELECT {NUMBER}, u.act, u.at FROM seal_used u WHERE u.at < ? ORDER BY u.at, u.station, u.seq", (end,))
    sums: dict[str, list[int]] = {}
    for officer, count, at, *_ in received:
        sums.setdefault(officer, [0, 0, 0, 0])[1 if at >= start else 0] += count
    spans: dict[tuple[str, int], list[tuple[int, int, str]]] = {}
    for officer, _, _, prefix, digits, low, high in received:
        spans.setdefault((prefix, digits), []).append((low, high, officer))
    seen: set[str] = set()
    strange, twice = [], []
    for number, act, at in used:
        officer = _holder(spans, number)
        if number in seen:
            twice.append(number)
        elif not officer:
            strange.append(number)
        elif at >= start:
            sums[officer][2 if act == "applied" else 3] += 1
        else:
            sums[officer][0] -= 1
        seen.add(number)
    lines = tuple(Line(officer, *counts) for officer, counts in sorted(sums.items()))
    return Balance(lines, tuple(dict.fromkeys(strange)), tuple(dict.fromkeys(twice)))


def _holder(spans: dict[tuple[str, int], list[tuple[int, int, str]]], number: str) -> str:
    run = split(number)
    return next((officer for low, high, officer in reversed(spans.get(run[:2], ())) if low <= run[2] <= high), "") if run else ""
