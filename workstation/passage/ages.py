"""How old the data about one passage are: fresh or stale against the limits of the rules, and the figures for their words; pure."""

from collections.abc import Mapping
from decimal import Decimal

from workstation.passage.told import Told
from workstation.passage.values import Passage
from workstation.risk import Rulebook

JUDGED = ("age.instruction", "age.papers", "age.booking", "age.credit")
"""The ages that stand for the tables a truck's papers rest on."""


def facts(passage: Passage, told: Told, book: Rulebook, now: int) -> dict[str, str]:
    """`age.…` -> fresh | stale, whatever was said by phone; `now` in UTC ms."""
    asked = {"age.instruction": ["instruction"], "age.papers": papers_tables(passage), "age.booking": ["booking"], "age.credit": ["credit"]}
    return {fact: "stale" if any(is_stale(told, book, table, now) for table in names) else "fresh" for fact, names in asked.items()}


def papers_tables(passage: Passage) -> list[str]:
    """The tables that say what is on the papers: the papers themselves, their containers and seals."""
    kinds = ["consignment"] if passage.values("declaration") or not passage.papers else []
    return [*kinds, *(["release_list"] if passage.values("release_list") else []), "container", "seal"]


def is_stale(told: Told, book: Rulebook, table: str, now: int) -> bool:
    """Older than its limit, never told, or dated in the future."""
    return too_old(told.ages.get(table), book, table, now)


def too_old(as_of: int | None, book: Rulebook, table: str, now: int) -> bool:
    """Whether nothing may be built on the absence of a hit in data true for `as_of` (UTC ms): what is dated in the future would never grow old."""
    return as_of is None or not -int(book.limit("clock", "skew")) * 1000 <= now - as_of <= int(book.limit("age", table)) * 1000


def details(passage: Passage, told: Told, book: Rulebook, now: int) -> dict[str, Mapping[str, object]]:
    """Of each age that is stale: how old in whole hours ('' = never told, negative = dated in the future) and the limit in hours, as text."""
    asked = {"instruction": ["instruction"], "papers": papers_tables(passage), "booking": ["booking"], "credit": ["credit"]}
    found: dict[str, Mapping[str, object]] = {}
    for name, tables in asked.items():
        table = next((each for each in tables if is_stale(told, book, each, now)), None)
        if table is not None:
            found[f"age.{name}"] = {"hours": _hours(told.ages.get(table), now), "limit": whole(book.limit("age", table) / 3600)}
    return found


def _hours(as_of: int | None, now: int) -> str:
    return "" if as_of is None else str((now - as_of) // 3_600_000)


def whole(value: Decimal) -> str:
    """A figure without places it does not need."""
    return str(int(value)) if value == int(value) else str(value)
