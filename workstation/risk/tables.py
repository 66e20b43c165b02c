"""The tables that travel with the rules: which there are, what the program brings of its own, and how one is read."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import resources
from workstation.risk import fields, periods, shape
from workstation.risk.periods import Period
from workstation.risk.shape import Shape

NAMES = ("accounts.toml", "calls.toml", "custody.toml", "distances.toml", "explain.toml", "inspection.toml", "quotas.toml")
"""Files of `resources/tables` that hold rules, limits, distances and lists an authority changes. The others are formats of the program's own."""

HEAD: Mapping[str, Shape] = {"valid_from": shape.day, "valid_to": shape.day, "source": shape.text, "author": shape.text, "approver": shape.text}
"""What may stand at the beginning of each."""


@cache
def own(name: str) -> str:
    """The program's own text of a table."""
    return (resources.folder / "tables" / name).read_text(encoding="utf-8")


def parsed(name: str, text: str, must: Mapping[str, Shape], may: Mapping[str, Shape] | None = None) -> dict[str, Any]:
    """A table read and held against its shape; refused `rule-wrong` with file, entry and reason."""
    found = fields.toml(name, text)
    shape.row(must, {**HEAD, **(may or {})})(found, name)
    return found


def dated(rows: Iterable[Mapping[str, Any]], where: str) -> None:
    """Refused where two rows of one thing count on the same day. `where`: file and name of the thing."""
    several = [periods.read(row, where) for row in rows]
    for place, one in enumerate(several):
        if any(one.meets(other) for other in several[:place]):
            raise fields.wrong(where, f"two rows count from {one.first}")


def uncovered(rows: Iterable[Mapping[str, Any]], wanted: Period) -> str:
    """The first day of a period on which none of the rows counts; '' when one counts on every day."""
    day = wanted.first
    for first, last in sorted((row.get("valid_from", ""), row.get("valid_to", "")) for row in rows):
        if first > day:
            return day
        if not last or (wanted.last and last >= wanted.last):
            return ""
        day = max(day, periods.after(last))
    return day
