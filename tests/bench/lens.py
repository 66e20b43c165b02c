"""The integrity lens over days of 2,500 released trucks, slice by slice as the window takes it, beside reading their officers and enterprises alone."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from tests.bench.measure import Row
from workstation.journal import Draft, Journal
from workstation.journal import Place as Founded
from workstation.risk import gist, lens
from workstation.views import VIEWS

A_DAY, A_LOT = 2500, 100
DAY_MS = 86_400_000
NOON = 1_795_320_000_000


def rows(days: int) -> Iterator[Row]:
    """Seconds of a look, and of its longest slice: other work goes between two of them."""
    with tempfile.TemporaryDirectory() as folder:
        journal = _filled(Path(folder), days)
        since = NOON - days * DAY_MS
        steps = min((list(_steps(journal, since)) for _ in range(3)), key=sum)
        bare = min(_timed(lambda: list(gist.events(journal, ("released",), since))) for _ in range(3))
        journal.close()
    yield Row(f"integrity lens, {days} days of {A_DAY} releases", sum(steps), "s", bare, sum(steps) / bare, 3, by="the quickest of three")
    yield Row("  its longest slice, between two of which the desk goes on", max(steps) * 1000, "ms")


def _steps(journal: Journal, since: int) -> Iterator[float]:
    seen, events = lens.Seen(since), gist.events(journal, lens.KINDS, since)
    while True:
        began = time.perf_counter()
        several = list(islice(events, gist.SLICE))
        for event in several:
            seen.take(event)
        yield time.perf_counter() - began
        if not several:
            break
    found, lots = [], seen.rows()
    while True:
        began = time.perf_counter()
        some = next(lots, None)
        if some is None:
            break
        found += some
        yield time.perf_counter() - began
    began = time.perf_counter()
    lens.page(found, seen.compared, seen.untimed())
    yield time.perf_counter() - began


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _filled(folder: Path, days: int) -> Journal:
    """Three shifts a day of twelve officers, three hundred enterprises; one truck in fifty overridden, one in twenty confirmed by phone."""
    at, choice = [NOON - days * DAY_MS], random.Random(1)
    journal = Journal.create(folder / "journal.db", b"\x07" * 32, VIEWS, lambda: at[0], Founded("CNHXG", "03", "0" * 16, "O1"))
    lots = A_DAY // A_LOT
    for day in range(days):
        shifts = [f"O{choice.randrange(12)}" for _ in range(3)]
        for lot in range(lots):
            drafts: list[Draft] = []
            for number in range(A_LOT):
                drafts += _truck(f"{journal.station}/{day * A_DAY + lot * A_LOT + number}", choice, at[0])
            journal.append(drafts, shifts[lot * 3 // lots])
            at[0] += DAY_MS // lots
    return journal


def _truck(name: str, choice: random.Random, now: int) -> Iterator[Draft]:
    slip = {"enterprise": f"91460100MA5T{choice.randrange(300):04d}X", "vehicle": "琼A12345", "containers": ["MSKU0383250"], "seals": ["ML12345678"], "expires_at": now, "issued_at": now}
    if choice.random() < 0.02:
        body = {"verdict": 1, "from": "manual", "to": "release", "reason": "x", "cosigner": "N1", "asked": now - choice.randrange(60_000)}
        yield Draft("verdict.overridden", name, body)
    if choice.random() < 0.05:
        yield Draft("fact.confirmed", name, {"fact": "age.credit", "value": "confirmed", "who": "z", "when": "1", "reference": "r"})
    yield Draft("released", name, {"verdict": 1, "channel": "release", "basis": "rules", "slip": slip, "token": "x" * 400, "number": name})
