"""The wind tunnel over days of 2,500 passages, beside the bare loop that evaluates the same facts under the same two rulebooks."""

import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.bench.measure import Row
from workstation.desk import looking
from workstation.journal import Draft, Journal
from workstation.journal import Place as Founded
from workstation.passage.figured import Figured
from workstation.passage.told import AGED
from workstation.risk import Case, Rulebook, findings, gist, rulebook, tunnel, worth
from workstation.risk.days import day_of
from workstation.risk.draw import day_secret, picks, value
from workstation.risk.judge import certain_of
from workstation.risk.redraw import Known
from workstation.views import VIEWS

A_DAY = 2500
DAY_MS = 86_400_000
NOON = 1_795_320_000_000
MASTER = b"\x09" * 32


def rows(days: int) -> Iterator[Row]:
    """Seconds for all passages, judged twice each; read from the encrypted journal. And what it holds in memory at most."""
    now = rulebook().on("2026-11-22")
    then = replace(now, rules=tuple(replace(rule, channel="hold") if rule.id == "seal-open" else rule for rule in now.rules))
    with tempfile.TemporaryDirectory() as folder:
        journal = _filled(Path(folder), days, now)
        cases = [Case(event.body["facts"]) for event in journal.events(kinds=("verdict.given",))]
        bare = min(_timed(lambda: _bare(cases, now, then)) for _ in range(3))
        known = Known(journal.station, {day: day_secret(MASTER, day) for day in (day_of(NOON - back * DAY_MS) for back in range(days + 1))}, figured=Figured())
        ours = min(_timed(lambda: tunnel.run(journal.events(kinds=tunnel.KINDS), now, then, known=known)) for _ in range(3))
        piece = max(_steps(tunnel.running(journal.events(kinds=tunnel.KINDS), (now, then), 0, {}, known)))
        tracemalloc.start()
        tunnel.run(journal.events(kinds=tunnel.KINDS), now, then, known=known)
        most = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        parsed = min(_timed(lambda: list(journal.events(kinds=findings.KINDS))) for _ in range(3))
        rates = min(_timed(lambda: worth.report(findings.gather(gist.events(journal, findings.KINDS)), now)) for _ in range(3))
        slices = max(_steps(looking.counting(journal, now, 0)))
        journal.close()
    yield Row(f"wind tunnel, {days} days of {A_DAY} passages", ours, "s", bare, ours / bare, 2, by="the quickest of three")
    yield Row("  its longest piece, between two of which the desk goes on", piece * 1000, "ms")
    yield Row("  most memory it held", most, "MB")
    yield Row(f"rates of rules, {days} days of {A_DAY} passages, beside parsing their verdicts whole", rates, "s", parsed, rates / parsed, by="the quickest of three")
    yield Row("  its longest piece, between two of which the desk goes on", slices * 1000, "ms")


def _bare(cases: list[Case], now: Rulebook, then: Rulebook) -> None:
    for case in cases:
        certain_of(now, case)
        certain_of(then, case)


def _steps(pieces: Iterator[Any]) -> Iterator[float]:
    """Seconds of each piece, as the window takes them."""
    done = object()
    while True:
        began = time.perf_counter()
        if next(pieces, done) is done:
            return
        yield time.perf_counter() - began


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _filled(folder: Path, days: int, book: Rulebook) -> Journal:
    """A journal of closed passages: two verdicts each, one truck in ten with something against it, one in a hundred looked at."""
    at = [NOON - days * DAY_MS]
    journal = Journal.create(folder / "journal.db", b"\x07" * 32, VIEWS, lambda: at[0], Founded("CNHXG", "03", "0" * 16, "O1"))
    calm = {name: fact.values[0] for name, fact in book.facts.items()}
    clear = calm | {"papers.state": "released", "booking.goods": "customs", "booking.papers": "listed", "seal.state": "sealed", "seal.match": "equal"}
    odd = [(rule.when[0].fact, value) for rule in book.rules for value in sorted(rule.when[0].values) if rule.when[0].among]
    for day in range(days):
        drafts: list[Draft] = []
        for number in range(A_DAY):
            facts = clear | ({odd[number % len(odd)][0]: odd[number % len(odd)][1]} if number % 10 == 0 else {})
            facts |= {"weight.match": ("within", "none", "not-comparable")[number % 3], "driver.state": ("none", "typed", "identified")[number % 7 % 3]}
            drafts += _passage(f"{journal.station}/{day * A_DAY + number}", facts, at[0], looked=number % 100 == 0)
            if len(drafts) > 300:
                journal.append(drafts, "O1")
                drafts = []
            at[0] += DAY_MS // A_DAY
        journal.append(drafts, "O1")
    return journal


def _passage(name: str, facts: dict[str, str], at: int, *, looked: bool) -> list[Draft]:
    """Read, drawn for as the desk draws, and gone."""
    day = day_of(at)
    load = f"640120261{name[-8:]}|CSQU{name[-7:]}"
    number = value(day_secret(MASTER, day), "rule:random", load)
    drawn = {"rule": "random", "papers": load.partition("|")[0], "load": load, "day": day, "value": f"{number:016x}", "rate": "0.002", "picked": picks(number, Decimal("0.002"))}
    body = {"channel": "release", "reasons": ["papers.match"], "details": {}, "facts": facts, "fired": ["clear-papers"], "flip": [], "rules": "bench"}
    body |= {"packs": {"register": 1, "rules": 0}, "ages": dict.fromkeys(AGED, at - 60_000), "book": "", "day": day}
    body["details"] = {"weight": {"value": "16200", "expected": "16200", "percent": "3"}} if facts["weight.match"] == "within" else {}
    seen = [Draft("inspection.closed", name, {"inspection": name, "conclusion": "normal", "disposal": "release"})] if looked else []
    whole = {**body, "draws": [drawn], "cases": {drawn["papers"]: {}}}
    return [Draft("verdict.given", name, {**body, "waiting": True}), Draft("verdict.given", name, whole), *seen, Draft("passage.closed", name, {"reason": "next"})]
