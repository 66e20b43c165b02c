"""What the draws and verdicts came to, beside what was planned, with intervals that say how little a small count proves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import sqrt
from typing import Any

from workstation.journal import Event
from workstation.risk.book import CHANNELS
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn
from workstation.risk.untouched import untouched

Z = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""


def wilson(hits: int, of: int) -> tuple[Decimal, Decimal]:
    """The 95 % interval of a share (Wilson 1927), four places; nothing counted: (0, 1). ValueError naming both counts when `hits` is not in 0…`of`: no share is that."""
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share: hits must be 0 to {of}")
    if not of:
        return Decimal("0.0000"), Decimal("1.0000")
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    low = Decimal(0) if hits == 0 else Decimal(max(0.0, middle - half))
    high = Decimal(1) if hits == of else Decimal(min(1.0, middle + half))
    return low.quantize(Decimal("0.0001")), high.quantize(Decimal("0.0001"))


class Tally:
    """Takes verdicts and parcels of a period (days of Asia/Shanghai), in their order; `report` says what they came to so far."""

    def __init__(self, period: tuple[str, str] = ("", "9999")) -> None:
        self._period = period
        self._made: set[tuple[str, ...]] = set()
        self._counts: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0)])
        self._days: dict[str, bool] = {}
        self._last: dict[str, str] = {}
        self._plain: set[str] = set()

    def take(self, event: Event) -> None:
        """One more event; other kinds change nothing."""
        if event.kind not in ("verdict.given", "parcel.judged"):
            return
        within = self._period[0] <= day_of(event.at) <= self._period[1]
        if event.kind == "verdict.given":
            self._channel(event, within)
        if not within:
            return
        for each in [Drawn.of(row) for row in event.body.get("draws") or ()]:
            key = (event.subject, each.rule, each.load, each.day)
            if each.origin or key in self._made:
                continue
            self._made.add(key)
            self._days[each.day] = self._days.get(each.day, False) or each.picked
            counts = self._counts[each.rule]
            counts[0] += each.picked
            counts[1] += 1
            counts[2] += Decimal(each.rate)

    def _channel(self, event: Event, within: bool) -> None:
        """What an inspection makes of a verdict is no verdict of its own: only where there was none before it does it count."""
        plain = untouched(event.body)
        if within and (plain or event.subject not in self._plain):
            self._last[event.subject] = event.body["channel"]
        if plain:
            self._plain.add(event.subject)

    def report(self, planned: Mapping[str, Decimal]) -> dict[str, Any]:
        """`rules`: every rule that draws; `channels`: what each passage came to by its last verdict before an inspection changed it; `quiet_days`: days with draws and not one pick. `planned`: channel -> share."""
        return {
            "rules": [{"rule": rule, **_shown(int(hits), int(of), rate / of)} for rule, (hits, of, rate) in sorted(self._counts.items())],
            "channels": _channels(Counter(self._last.values()), len(self._last), planned),
            "quiet_days": sorted(day for day, picked in self._days.items() if not picked),
        }


def rates(events: Iterable[Event], planned: Mapping[str, Decimal], period: tuple[str, str] = ("", "9999")) -> dict[str, Any]:
    """`Tally.report` of all of them."""
    tally = Tally(period)
    for event in events:
        tally.take(event)
    return tally.report(planned)


def _channels(counted: Counter[str], of: int, planned: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    return [{"channel": channel, **_shown(counted[channel], of, planned.get(channel))} for channel in CHANNELS]


def _shown(hits: int, of: int, planned: Decimal | None) -> dict[str, Any]:
    """`fits`: whether the planned share lies in the interval of the observed one; null where nothing is planned or counted."""
    low, high = wilson(hits, of)
    observed = (Decimal(hits) / of).quantize(Decimal("0.0001")) if of else None
    return {
        "counted": hits,
        "of": of,
        "planned": None if planned is None else str(planned.quantize(Decimal("0.0001")).normalize()),
        "observed": None if observed is None else str(observed),
        "low": str(low),
        "high": str(high),
        "fits": low <= planned <= high if planned is not None and of else None,
    }
