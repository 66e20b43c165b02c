"""Times two ways of doing the same thing turn by turn, so that whatever else the machine does hits both alike."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Way = Callable[[int], object]
"""One way of doing a thing; gets the number of the turn."""


@dataclass(frozen=True)
class Times:
    """How long each turn took, in seconds, the shortest first."""

    seconds: tuple[float, ...]

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        return cls(tuple(sorted(seconds)))

    def share(self, part: float) -> float:
        """The time that `part` (0…1) of the turns did not exceed."""
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * part))]

    @property
    def median(self) -> float:
        return self.share(0.5)

    @property
    def quarter(self) -> float:
        """A quarter of the turns were quicker: what growth is judged by, because others on the machine only make turns slower."""
        return self.share(0.25)

    @property
    def p99(self) -> float:
        return self.share(0.99)


@dataclass(frozen=True)
class Row:
    """One line of the table; the first seven fields are the contract's. `ratio` against `limit` decides `ok`; without a limit it is only told."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    limit: float | None = None
    p99: float | None = None
    baseline_p99: float | None = None
    by: str = "median"

    @property
    def ok(self) -> bool:
        return self.limit is None or (self.ratio is not None and self.ratio <= self.limit)

    def shown(self) -> dict[str, object]:
        """As `bench.json` holds it."""
        told = {name: getattr(self, name) for name in ("name", "value", "unit", "baseline", "ratio", "limit", "ok", "p99", "baseline_p99", "by")}
        return {name: float(f"{value:.5g}") if isinstance(value, float) else value for name, value in told.items()}


SCALES = {"s": 1.0, "ms": 1e3, "µs": 1e6}


def turns(ways: Sequence[Way], rounds: int, warm: int = 0) -> list[Times]:
    """Every way once a round, in turning order; `warm` rounds before are not counted. The rubbish of the turns before is taken away first."""
    found: list[list[float]] = [[] for _ in ways]
    gc.collect()
    for turn in range(rounds + warm):
        order = range(len(ways)) if turn % 2 == 0 else reversed(range(len(ways)))
        for place in order:
            way = ways[place]
            began = time.perf_counter_ns()
            way(turn)
            found[place].append((time.perf_counter_ns() - began) / 1e9)
    return [Times.of(each[warm:]) for each in found]


def beside(name: str, ours: Times, bare: Times, limit: float | None, *, unit: str = "ms", by: str = "median") -> Row:
    """Ours and the bare way as one row; `by` says which figure is held against the limit: median, quarter or p99."""
    scale = SCALES[unit]
    mine, other = getattr(ours, by), getattr(bare, by)
    return Row(name, ours.median * scale, unit, bare.median * scale, mine / other, limit, ours.p99 * scale, bare.p99 * scale, by)


def doubled(half: Times) -> Times:
    """What grows in a line takes twice as long for twice as much."""
    return Times.of([2 * each for each in half.seconds])


def table(rows: Sequence[Row]) -> str:
    """The rows for people."""
    head = f"{'what':<62} {'ours':>10} {'bare':>10} {'':<3} {'p99':>9} {'bare p99':>9} {'ratio':>6} {'limit':>6}  {'':<4}"
    return "\n".join([head, "-" * len(head), *map(line, rows)])


def line(row: Row) -> str:
    """One row for people."""
    figures = [_figure(row.value), _figure(row.baseline), row.unit, _figure(row.p99), _figure(row.baseline_p99)]
    verdict = "" if row.limit is None else "ok" if row.ok else "MISS"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    limit = "" if row.limit is None else f"{row.limit:g}"
    by = f" {row.by}" if row.by != "median" else ""
    return f"{row.name:<62} {figures[0]:>10} {figures[1]:>10} {figures[2]:<3} {figures[3]:>9} {figures[4]:>9} {ratio:>6} {limit:>6}  {verdict}{by}"


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
