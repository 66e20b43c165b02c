"""The other papers of the containers on a truck: whoever opens one paper's container opens the others' too, so none goes under one of them alone."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Protocol

from workstation.settings import local_day, parse_time

Row = Mapping[str, Any]

FINISHED = ("cancelled", "used", "withdrawn")
"""States after which a declaration or release list is about no goods on the way."""


class Tables(Protocol):
    """The reads needed here."""

    def get(self, table: str, *key: object) -> Row | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> Any: ...


def find(register: Tables, holders: Iterable[Iterable[Row]], known: Container[str], now: int) -> dict[str, Row | None]:
    """Number -> row of every paper that is not finished and lists one of these containers beside the `known` papers; `holders`: their container rows.

    An old trip of the same container is told by its state (cancelled, used, withdrawn) or by its last day; a number the register does not know stands as None.
    """
    numbers: dict[str, None] = {}
    for rows in holders:
        for row in rows:
            if row["papers"] not in known:
                numbers[row["papers"]] = None
    if not numbers:
        return {}
    today = local_day(now).isoformat()
    found = {number: paper_row(register, number) for number in numbers}
    return {number: row for number, row in found.items() if row is None or not finished(row, today)}


def paper_row(register: Tables, number: str) -> Row | None:
    """The consignment or release list of a number, or None."""
    return register.get("consignment", number) or register.get("release_list", number)


def finished(row: Row, today: str) -> bool:
    """Whether its goods are no more on the way: its state says so, or it was released and its last day is over."""
    return row["state"] in FINISHED or (row["state"] in ("released", "filed") and bool(row["valid_to"]) and row["valid_to"] < today)


def of_other_trips(register: Tables, found: Mapping[str, Row | None], now: int, other: Callable[[Row], bool]) -> frozenset[str]:
    """Those of another trip: a list whose first day is still to come, or papers all of whose bookings are of an `other` trip."""
    today = local_day(now).isoformat()
    later = {number for number, row in found.items() if row and (row.get("valid_from") or today) > today}
    slots = {number: register.where("booking", "papers", number) for number in found}
    return frozenset(later | {number for number, rows in slots.items() if rows and all(map(other, rows))})


def slot_distance(row: Row, now: int) -> int:
    """How far now is from a booking's slot in ms; 0 inside it."""
    return max(parse_time(row["from"]) - now, now - parse_time(row["to"]), 0)


def part_of(number: str) -> str:
    """The part a paper of this number is: declaration (18 digits) or release_list."""
    return "declaration" if number.isdigit() else "release_list"
