"""Promises kept: the share of calls answered in time, by kind and by shift (Asia/Shanghai), with the counts it stands on."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from workstation.calls.call import Rows
from workstation.calls.rules import Rules
from workstation.risk.rates import wilson
from workstation.settings import local_time, show_time
from workstation.words import Refused

DAY = 86_400_000
USUAL_DAYS, MOST_DAYS = 7, 366
PERIODS = (7, 30, 90)
"""Days the window offers."""


@dataclass(frozen=True)
class Share:
    """Of a kind or shift: `count` calls whose time is over or that were answered, `kept` of them in time; `pending`: neither answered nor due yet, counted nowhere."""

    name: str
    count: int
    kept: int
    pending: int

    @property
    def percent(self) -> str:
        """The share in whole percent as a decimal string, rounded down; '' where there is none."""
        return str(100 * self.kept // self.count) if self.count else ""

    @property
    def interval(self) -> tuple[str, str]:
        """Between which whole percents the true share lies with 95 % (Wilson 1927), as decimal strings; ('', '') where nothing was counted."""
        low, high = wilson(self.kept, self.count)
        return (f"{low * 100:.0f}", f"{high * 100:.0f}") if self.count else ("", "")


@dataclass(frozen=True)
class Kept:
    """Both tables of a period (UTC ms). `kinds` in the order of the data file, `shifts` in that of the day; only what happened."""

    since: int
    until: int
    kinds: tuple[Share, ...]
    shifts: tuple[Share, ...]
    whole: Share


def kept(journal: Rows, book: Rules, since: int, until: int, now: int) -> Kept:
    """The calls opened in a period, as they stand now, by the kinds and shifts of these rules. Refused `call-period`."""
    if not since < until <= since + MOST_DAYS * DAY:
        raise Refused("call-period", most=MOST_DAYS)
    found = [
        (sort, book.shift(local_time(at).hour), due, answered)
        for sort, at, due, answered in journal.read("SELECT sort, at, due, answered_at FROM call WHERE at >= ? AND at < ?", (since, until))
    ]
    kinds = [_share(name, [row[2:] for row in found if row[0] == name], now) for name in dict.fromkeys([*book.sorts, *(row[0] for row in found)])]
    shifts = [_share(name, [row[2:] for row in found if row[1] == name], now) for name, _ in book.shifts]
    return Kept(since, until, _there(kinds), _there(shifts), _share("", [row[2:] for row in found], now))


def _share(name: str, rows: list[tuple[int, int | None]], now: int) -> Share:
    over = [(due, answered) for due, answered in rows if answered is not None or now > due]
    return Share(name, len(over), sum(answered is not None and answered <= due for due, answered in over), len(rows) - len(over))


def _there(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(each for each in shares if each.count or each.pending)


def as_map(found: Kept) -> dict[str, Any]:
    """`{"since", "until", "all", "kinds", "shifts"}`, each share with `count`, `kept`, `pending`, `percent` and its 95 % interval `low`, `high` (percent)."""
    shown = {name: [_one(each) for each in several] for name, several in (("kinds", found.kinds), ("shifts", found.shifts))}
    return {"since": show_time(found.since), "until": show_time(found.until), "all": _one(found.whole), **shown}


def _one(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return asdict(share) | {"percent": share.percent, "low": low, "high": high}
