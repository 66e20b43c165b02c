"""Facts of a stored verdict as another rulebook's figures make them, where the verdict keeps what they came from: how old its data were, and what the scale said beside what was expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workstation.passage import weight
from workstation.passage.ages import JUDGED
from workstation.passage.told import AGED
from workstation.risk import Rulebook

Body = Mapping[str, Any]

WEIGHED = ("within", "under", "over")
"""Values of `weight.match` that a weight and an expectation decided."""


@dataclass(frozen=True)
class _Limits:
    """Milliseconds: how far a clock may be behind, how old each table may be, and the least of these. The book is kept beside them, so that its id stays its own."""

    book: Rulebook
    skew: int
    most: dict[str, int]
    least: int


class Figured:
    """Makes the facts that another book's figures change; the limits of each book are read once."""

    def __init__(self) -> None:
        self._limits: dict[int, _Limits] = {}

    def __call__(self, body: Body, at: int, book: Rulebook) -> dict[str, str]:
        """`age.…` and `weight.match` of a body of `verdict.given` given at a time (UTC ms), by the figures of a book, where they are others than it keeps; what was said by phone, or
        was not kept, is left as it is.
        """
        return _weight(body, book, self._ages(body, at, book))

    def _ages(self, body: Body, at: int, book: Rulebook) -> dict[str, str]:
        ages, kept = body.get("ages"), body["facts"]
        if ages is None:
            return {}
        limits = self._of(book)
        if len(ages) == len(AGED) and at - min(ages.values()) <= limits.least and max(ages.values()) - at <= limits.skew:
            return {fact: "fresh" for fact in JUDGED if kept.get(fact) == "stale"}
        old = {table for table in AGED if (as_of := ages.get(table)) is None or not -limits.skew <= at - as_of <= limits.most[table]}
        asked = {"age.instruction": ("instruction",), "age.papers": _papers(body), "age.booking": ("booking",), "age.credit": ("credit",)}
        made = {fact: "fresh" if old.isdisjoint(names) else "stale" for fact, names in asked.items()}
        return {fact: value for fact, value in made.items() if kept.get(fact) in ("fresh", "stale") and kept[fact] != value}

    def _of(self, book: Rulebook) -> _Limits:
        found = self._limits.get(id(book))
        if found is None:
            most = {table: int(book.limit("age", table)) * 1000 for table in AGED}
            found = self._limits[id(book)] = _Limits(book, int(book.limit("clock", "skew")) * 1000, most, min(most.values()))
        return found


def _papers(body: Body) -> tuple[str, ...]:
    """The tables that say what is on the papers (`ages.papers_tables`), by what kinds of papers the verdict knew."""
    kept = body["facts"].get("papers.kind")
    kinds = {own.get("papers.kind", kept) for own in (body.get("cases") or {"": {}}).values()}
    return (*(("release_list",) if "list" in kinds else ()), *(("consignment",) if kinds != {"list"} else ()), "container", "seal")


def _weight(body: Body, book: Rulebook, made: dict[str, str]) -> dict[str, str]:
    """With `weight.match`, where the verdict keeps what it was decided by."""
    told, kept = body.get("details", {}).get("weight") or {}, body["facts"].get("weight.match")
    if kept not in WEIGHED or not {"value", "expected"} <= told.keys():
        return made
    value, expected = Decimal(told["value"]), Decimal(told["expected"])
    match = "within" if abs(value - expected) <= weight.tolerance(expected, book) else "over" if value > expected else "under"
    return made if match == kept else {**made, "weight.match": match}
