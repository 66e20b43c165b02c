"""One person opened: documents, both quotas, the trip, guarantees, list status, passages; masked, as values a page can paint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from workstation import codes
from workstation.made import made
from workstation.persons import postings, quotas
from workstation.persons.documents import Tables
from workstation.persons.postings import Guarantee, Reading
from workstation.persons.quotas import Balance, Carried
from workstation.register import find
from workstation.settings import local_day, parse_time, show_time

AT_MOST = 100
STAYS = 500
"""Passages that are told, the newest."""


@dataclass(frozen=True)
class Document:
    """A document, its number masked; `expired` None when its end was not told."""

    kind: str
    number: str
    expired: bool | None


@dataclass(frozen=True)
class Share:
    """One quota of a person: how it stands this year and last (None where there was no such quota yet); `entitled` None when birth or residence was not told. Amounts are decimal strings in CNY."""

    quota: str
    entitled: bool | None
    why: str
    this_year: Balance
    last_year: Balance | None
    trip: tuple[Carried, ...]


@dataclass(frozen=True)
class Stay:
    """A passage of the person: its id, state, lane and beginning."""

    passage: str
    state: str
    lane: str
    at: str


@dataclass(frozen=True)
class Person:
    """Everything of a person that is shown unasked. `person` is the pseudonym; `known`: the register tells of him; `more`: there are passages older than those told."""

    person: str
    known: bool
    name: str = ""
    birth: str = ""
    nationality: str = ""
    resident: bool | None = None
    list: str = ""
    documents: tuple[Document, ...] = ()
    quotas: tuple[Share, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    instructions: tuple[Mapping[str, str], ...] = ()
    passages: tuple[Stay, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class Source:
    """Where a person is read: register and journal, as of `now` (UTC ms), and the quotas that count."""

    register: Tables
    journal: Reading
    now: int
    table: quotas.Table = field(default_factory=quotas.ours)


def opened(source: Source, pseudonym: str, row: Mapping[str, Any] | None) -> Person:
    """The person of a register row; without one, what the journal alone knows of the pseudonym."""
    day = local_day(source.now)
    stays, more = _stays(source, pseudonym)
    if row is None:
        return Person(pseudonym, known=False, quotas=_shares(source, pseudonym, None, ((), day)), passages=stays, more=more)
    name = str(row["id"])
    pledged = postings.guarantees(source.register, source.journal, name)
    told = {
        "person": pseudonym,
        "known": True,
        "name": find.masked(row["name"]),
        "birth": (row["birth"] or "")[:4],
        "nationality": row["nationality"] or "",
        "resident": row["resident"],
        "list": row["list"] or "",
        "documents": _documents(source, name, day.isoformat()),
        "quotas": _shares(source, pseudonym, row, (pledged, day)),
        "guarantees": pledged,
        "instructions": _instructions(source, name),
        "passages": stays,
        "more": more,
    }
    return made(Person, told)


def clear(source: Source, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a reveal shows: name, birth date, documents with their numbers and ends."""
    rows = source.register.where("document", "person", row["id"], AT_MOST)
    documents = [{"kind": each["kind"], "number": each["number"], "expires": each["expires"]} for each in rows]
    return {"name": row["name"], "birth": row["birth"], "documents": documents}


def entitled(quota: quotas.Quota, row: Mapping[str, Any] | None, day: date) -> tuple[bool | None, str]:
    """Whether a person may buy under a quota on a day, and the key of why not, or of what is not known."""
    if row is None:
        return None, "person.not-known"
    if quota.residents_only:
        return row["resident"], "" if row["resident"] else "person.not-resident" if row["resident"] is False else "person.residence-not-told"
    if not quota.age:
        return True, ""
    if not row["birth"]:
        return None, "person.birth-not-told"
    return (True, "") if row["birth"] <= _latest(quota.age, day) else (False, "person.too-young")


@lru_cache(maxsize=16)
def _latest(age: int, day: date) -> str:
    """The last day of birth of those who are so old on a day; not always a day of the calendar, but right to compare with."""
    return f"{day.year - age:04d}-{day:%m-%d}"


def _documents(source: Source, name: str, today: str) -> tuple[Document, ...]:
    rows = source.register.where("document", "person", name, AT_MOST)
    return tuple([made(Document, _masked(row, today)) for row in rows])


def _masked(row: Mapping[str, Any], today: str) -> dict[str, Any]:
    return {"kind": row["kind"], "number": codes.masked(row["kind"], row["number"]), "expired": row["expires"] < today if row["expires"] else None}


def _shares(source: Source, pseudonym: str, row: Mapping[str, Any] | None, pledged: tuple[tuple[Guarantee, ...], date]) -> tuple[Share, ...]:
    """Every quota of the day; `pledged`: the person's guarantees, and the day."""
    guarantees, day = pledged
    receipts = source.register.where("receipt", "person", row["id"], postings.AT_MOST) if row else []
    posted = postings.steps(source.journal, pseudonym)
    if not receipts and not posted:
        # Most people bought nothing yet: nothing to be counted, and the same figures for all of them.
        return _untouched(source.table, day, tuple([entitled(quota, row, day) for quota in source.table.in_force(day)]))
    bought = postings.purchases(receipts, posted)
    gone = {each.receipt for each in guarantees if each.state == "settled"}
    left = [each for each in receipts if each["number"] not in gone]
    found = []
    for quota in source.table.in_force(day):
        trip = quotas.carried(quota, _on_trip(source, left, quota.id, bought)) if quota.trip else ()
        last_year = quotas.balance_before(source.table, quota.id, day.year - 1, bought)
        found.append(Share(quota.id, *entitled(quota, row, day), quotas.balance(quota, day.year, bought), last_year, trip))
    return tuple(found)


@lru_cache(maxsize=64)
def _untouched(table: quotas.Table, day: date, may: tuple[tuple[bool | None, str], ...]) -> tuple[Share, ...]:
    """The shares of somebody who bought nothing this year or last; `may`: whether he is entitled, of each quota of the day."""
    found = []
    for quota, told in zip(table.in_force(day), may, strict=True):
        last_year = quotas.balance_before(table, quota.id, day.year - 1, ())
        found.append(Share(quota.id, *told, quotas.balance(quota, day.year, ()), last_year, quotas.carried(quota, ())))
    return tuple(found)


def _on_trip(source: Source, rows: list[dict[str, Any]], quota: str, bought: tuple[quotas.Purchase, ...]) -> list[dict[str, Any]]:
    """Lines of the goods that have not left yet: all of them go with the next trip, in one go."""
    counts = {each.receipt for each in bought if each.counts and each.quota == quota}
    waiting = [row["number"] for row in rows if row["state"] == "sold" and row["number"] in counts and row["mode"] not in ("mail", "return")]
    return [line for number in waiting for line in source.register.where("receipt_line", "receipt", number, postings.AT_MOST)]


def _instructions(source: Source, name: str) -> tuple[Mapping[str, str], ...]:
    rows = source.register.where("instruction", "target", name, AT_MOST)
    if not rows:
        return ()
    live = [row for row in rows if row["target_kind"] == "person" and row["state"] == "live" and not _past(row["valid_to"], source.now)]
    return tuple([{each: row[each] for each in ("number", "channel", "risk")} for row in live])


def _past(until: str | None, now: int) -> bool:
    return bool(until) and parse_time(str(until)) < now


def _stays(source: Source, pseudonym: str) -> tuple[tuple[Stay, ...], bool]:
    """The newest passages in which a document of the person was read, and whether there are more."""
    rows = source.journal.read(
        "SELECT DISTINCT s.passage, s.state, s.lane, s.opened_at FROM part p JOIN stay s ON s.passage = p.passage"
        f" WHERE p.value = ? AND p.moved = 0 AND s.opened_at IS NOT NULL ORDER BY s.opened_at DESC, s.passage DESC LIMIT {STAYS + 1}",
        (pseudonym,),
    )
    return tuple([Stay(passage, state, lane or "", show_time(at)) for passage, state, lane, at in rows[:STAYS]]), len(rows) > STAYS
