"""The integrity lens: overrides, phone confirmations, fast co-signatures and repeated pairings of officers, with what a small count does not prove."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workstation.journal import Event
from workstation.risk.rates import wilson
from workstation.settings import local_time

KINDS = ("verdict.given", "released", "verdict.overridden", "fact.confirmed", "inspection.signed")
FAST_MS = 5000
"""A second signature sooner after the first than this can hardly have been a look of one's own."""

LEAST, LEAST_TIMES = 10, 5
"""Fewer acts to compare than `LEAST`, or fewer than `LEAST_TIMES` of one officer, stand out as nothing (assumptions of 2026-11-22)."""


@dataclass
class _Acts:
    """Each act by its place in a chain, so that order and repeats do not matter."""

    given: dict[str, int] = field(default_factory=dict)
    acts: dict[tuple[str, int], Event] = field(default_factory=dict)
    signed: dict[str, dict[tuple[str, int], Event]] = field(default_factory=lambda: defaultdict(dict))
    party: dict[str, str] = field(default_factory=dict)


def look(events: Iterable[Event], since: int) -> dict[str, Any]:
    """`officers`, `cosigns` (pairs), `pairings` (officer × enterprise × hour of the day, Asia/Shanghai) since a time (UTC ms). Every share has its 95 % interval and stands
    beside that of the others; `by_chance`: how many rows of so many would stand out although nothing is wrong.
    """
    known = _Acts()
    for event in events:
        if event.kind == "verdict.given":
            known.given[event.id] = event.at
        elif event.kind == "released":
            known.party[event.subject] = str(event.body["slip"].get("enterprise", ""))
        if event.at >= since and event.kind == "inspection.signed":
            known.signed[event.body["inspection"]][event.station, event.seq] = event
        elif event.at >= since and event.kind in KINDS[1:]:
            known.acts[event.station, event.seq] = event
    found = {"officers": _officers(known), "cosigns": _cosigns(known), "pairings": _pairings(known)}
    rows = [row for table in found.values() for row in table]
    compared = sum(row["enough"] for row in rows)
    return {**found, "rows": len(rows), "stands_out": sum(row["stands_out"] for row in rows), "by_chance": f"{compared * 0.025:.1f}"}


def _officers(known: _Acts) -> list[dict[str, Any]]:
    """Of the trucks an officer let go, how many by an override and how many by a phone call, beside all other officers."""
    count = {kind: Counter(event.officer for event in known.acts.values() if event.kind == kind) for kind in KINDS[1:4]}
    people = sorted({officer for each in count.values() for officer in each if officer})
    rows = []
    for what, kind in (("override", "verdict.overridden"), ("confirmation", "fact.confirmed")):
        for officer in people:
            done = count[kind][officer]
            of = count["released"][officer] + done
            rest = sum(count["released"].values()) + sum(count[kind].values()) - of
            others = (sum(count[kind].values()) - done, rest)
            if done:
                rows.append({"officer": officer, "what": what, **_beside(done, of, others)})
    return rows


def _cosigns(known: _Acts) -> list[dict[str, Any]]:
    """Pairs by who signed first and who second: how many of the second signatures came within five seconds."""
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for signed in known.signed.values():
        first, *later = sorted(signed.values(), key=lambda event: event.stamp)
        for event in later:
            pairs[first.body["signer"], event.body["signer"]].append(event.at - first.at)
    for event in known.acts.values():
        began = known.given.get(f"{event.station}/{event.body.get('verdict')}") if event.kind == "verdict.overridden" else None
        if began is not None and event.body.get("cosigner"):
            pairs[event.officer, event.body["cosigner"]].append(event.at - began)
    fast = {pair: sum(gap < FAST_MS for gap in gaps) for pair, gaps in pairs.items()}
    every, all_fast = sum(map(len, pairs.values())), sum(fast.values())
    return [
        {"officer": one, "cosigner": two, **_beside(fast[one, two], len(gaps), (all_fast - fast[one, two], every - len(gaps)))}
        for (one, two), gaps in sorted(pairs.items())
        if fast[one, two]
    ]


def _pairings(known: _Acts) -> list[dict[str, Any]]:
    """Of an enterprise's trucks in one hour of the day, how many met one officer, beside his share of everybody else's in that hour."""
    met = Counter((event.officer, known.party.get(event.subject, ""), _hour(event)) for event in known.acts.values() if event.kind == "released")
    by_hour, by_party, by_officer = Counter[int](), Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for (officer, party, hour), times in met.items():
        by_hour[hour] += times
        by_party[party, hour] += times
        by_officer[officer, hour] += times
    rows = []
    for (officer, party, hour), times in sorted(met.items()):
        of = by_party[party, hour]
        if party and times >= LEAST_TIMES:
            rows.append({"officer": officer, "enterprise": party, "hour": hour, **_beside(times, of, (by_officer[officer, hour] - times, by_hour[hour] - of))})
    return rows


def _hour(event: Event) -> int:
    return local_time(event.at).hour


def _beside(times: int, of: int, others: tuple[int, int]) -> dict[str, Any]:
    """A share with its interval beside the others' share; it stands out only where both counts are enough and the whole interval lies above."""
    low, high = wilson(times, of)
    rest = Decimal(others[0]) / others[1] if others[1] else None
    enough = of >= LEAST and others[1] >= LEAST and times >= LEAST_TIMES
    shares = {"share": _four(Decimal(times) / of), "low": str(low), "high": str(high), "others": None if rest is None else _four(rest)}
    return {"times": times, "of": of, **shares, "enough": enough, "stands_out": enough and rest is not None and low > rest}


def _four(share: Decimal) -> str:
    return str(share.quantize(Decimal("0.0001")))
