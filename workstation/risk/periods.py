"""From which day to which a rule, a figure, a role or a whole file counts; days are ISO texts (2026-11-21), judged in Asia/Shanghai."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workstation.risk import fields

FIELDS = ("valid_from", "valid_to")

FIRST, LAST = "2000-01-01", "2199-12-31"
"""No rule counts before or after: what nobody meant, and what a calendar cannot reckon with."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Period:
    """First and last day; '' = open."""

    first: str = ""
    last: str = ""

    def holds(self, day: str) -> bool:
        """Whether the day lies in it."""
        return self.first <= day and (not self.last or day <= self.last)

    def meets(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return (not self.last or other.first <= self.last) and (not other.last or self.first <= other.last)


ALWAYS = Period()


@dataclass(frozen=True)
class Change:
    """What stands at `path` instead while the period lasts."""

    path: tuple[str, ...]
    value: Any
    period: Period


def read(row: Mapping[str, Any], where: str) -> Period:
    """`valid_from` and `valid_to` of a row; refused when one is no day, or the last comes before the first."""
    first, last = (_day(row, name, where) for name in FIELDS)
    if last and last < first:
        raise fields.wrong(where, f"valid_to {last} is before valid_from {first}")
    return Period(first, last)


def _day(row: Mapping[str, Any], name: str, where: str) -> str:
    text = fields.text(row, name, where, "")
    if name in row and not (_DAY.fullmatch(text) and _exists(text)):
        raise fields.wrong(where, f'{name} is no day such as "2026-11-21": {text[:20]}')
    if text and not FIRST <= text <= LAST:
        raise fields.wrong(where, f"{name} {text} is not between {FIRST} and {LAST}")
    return text


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def after(day: str) -> str:
    """The next day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def changed(table: Mapping[str, Any], changes: Iterable[Change], day: str) -> dict[str, Any]:
    """The table as it stands on a day."""
    found = {name: dict(value) if isinstance(value, Mapping) else value for name, value in table.items()}
    for change in changes:
        if change.period.holds(day):
            at = found
            for name in change.path[:-1]:
                at = at.setdefault(name, {})
            at[change.path[-1]] = change.value
    return found
