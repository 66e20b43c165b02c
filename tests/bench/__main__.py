"""`python -m tests.bench [WORD …]`: measures what design/performance.md limits, prints a table, writes bench.json. BENCH_FULL=1: the full sizes."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import acting, belt, books, calling, drivers, lens, links, looking, ones, papers, screen, starting, tunnel
from tests.bench.measure import Row, line, table

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

FULL = os.environ.get("BENCH_FULL") == "1"
SMALL, BIG = 10_000, 10_000_000 if FULL else 1_000_000
ENTRIES = int(os.environ.get("BENCH_ENTRIES") or (10_000_000 if FULL else 1_000_000))
"""Entries of ledgers in the register while accounts are opened."""


def one(row: Row) -> Iterator[Row]:
    yield row


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "screen": lambda: screen.rows(BIG, 500 if FULL else 120),
    "start": lambda: starting.rows(SMALL, BIG, 15 if FULL else 8),
    "memory": lambda: starting.memory(BIG, *((10_000, 20_000) if FULL else (2_000, 4_000))),
    "act": acting.act,
    "look": lambda: looking.rows(BIG),
    "ones": lambda: ones.rows(BIG),
    "accounts": lambda: books.rows(BIG, ENTRIES),
    "calls": lambda: calling.rows(SMALL),
    "look-growth": lambda: one(looking.flat(SMALL, BIG)),
    "act-growth": lambda: one(acting.flat(SMALL, BIG)),
    "belt": lambda: belt.hour(3_600),
    "slip": lambda: one(papers.slip()),
    "chain": lambda: acting.chain(100_000 if FULL else 20_000),
    "drivers": lambda: drivers.rows(1_000_000 if FULL else 200_000),
    "latency": lambda: links.latency(2_000 if FULL else 400),
    "lines": lambda: links.eight(10 if FULL else 4),
    "tunnel": lambda: tunnel.rows(30 if FULL else 3),
    "lens": lambda: lens.rows(30 if FULL else 3),
    "pack": lambda: papers.packing(1_000_000 if FULL else 200_000),
}
"""Every part by the word that asks for it alone. Devices: `drivers` (bytes and frames a second, noise; each driver), `latency` (last byte to reading), `lines` (eight at once)."""


def main(words: list[str]) -> int:
    """Measure all parts, or those named. A missed limit is told, never a failure: other work on the machine can make one."""
    began, found = time.monotonic(), []
    for name, part in PARTS.items():
        if words and name not in words:
            continue
        for row in part():
            found.append(row)
            print(line(row), flush=True)
    print("\n" + table(found))
    missed = [row.name for row in found if not row.ok]
    print(f"\n{len(found)} rows in {time.monotonic() - began:.0f} s; missed: {', '.join(missed) or 'none'}")
    if not words:
        Path("bench.json").write_text(json.dumps([row.shown() for row in found], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
