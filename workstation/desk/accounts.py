"""Enterprises at the desk: an account opened, what a release takes from the ledgers its papers name, how a truck stands with them, leases that came with a pack."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workstation.accounts import books, posting
from workstation.accounts.books import Source
from workstation.accounts.opened import Account, enterprise_of, opened
from workstation.desk.station import Station
from workstation.journal import Draft
from workstation.words import Refused

Row = Mapping[str, Any]


def source_of(station: Station) -> Source:
    """Where accounts are read, as of now."""
    return Source(station.register, station.journal, station.clock(), int(station.book.limit("batch", "day")))


def account_of(text: str, station: Station, day: date | None = None) -> Account:
    """The account of the enterprise a text names; of a number nobody told of the refusal says so."""
    source = source_of(station)
    uscc, _ = enterprise_of(source.register, text)
    return opened(source, uscc, station.journal.station, day)


def day_of(text: str) -> date | None:
    """`2026-11-21` -> the day, '' -> None. Refused `time-not-readable`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("time-not-readable", text=text[:40]) from error


def released(station: Station, papers: Iterable[Row | None], passage: str) -> tuple[Draft, ...]:
    """What the release of these papers posts to the ledgers they name; refused with the figures when a line has not that much."""
    drafts: list[Draft] = []
    for paper in papers:
        if paper and paper["ledger"]:
            source = source_of(station)
            asked = posting.of_paper(source, paper)
            drafts += post(station, paper["ledger"], asked, number_of(paper), {"passage": passage}) if asked else ()
    return tuple(drafts)


def number_of(paper: Row) -> str:
    """The number of a declaration or release list."""
    return str(paper.get("declaration") or paper["number"])


def post(station: Station, ledger: str, asked: Iterable[posting.Asked], reference: str, more: Mapping[str, str] | None = None) -> tuple[Draft, ...]:
    """Drafts that post; refused before anything would be overdrawn. Refused `account-ledger-unknown`."""
    row = station.register.get("ledger", ledger)
    if row is None:
        raise Refused("account-ledger-unknown", ledger=ledger[:40])
    source = source_of(station)
    return tuple(Draft("ledger.posted", ledger, {**body, **(more or {})}) for body in posting.body(source, station.journal.station, row, asked, reference))


def voided(station: Station, passage: str, reason: str) -> tuple[Draft, ...]:
    """What takes the postings of a passage back when its slip is made void."""
    rows = station.journal.read(
        "SELECT DISTINCT s.ledger, s.station, s.seq FROM ledger_step s WHERE s.passage = ? AND NOT EXISTS"
        " (SELECT 1 FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq) ORDER BY s.station, s.seq",
        (passage,),
    )
    return tuple(Draft("ledger.reversed", ledger, {"target_station": at, "target_seq": seq, "reason": reason}) for ledger, at, seq in rows)


def granted(station: Station) -> tuple[Draft, ...]:
    """Leases of this station that a pack brought and the journal does not know: written down, so that a later pack cannot take them away."""
    rows = station.register.where("lease", "station", station.journal.station, books.MOST)
    known = {name for (name,) in station.journal.read("SELECT DISTINCT lease FROM lease_step WHERE step = 'granted'")} if rows else set()
    return tuple(Draft("lease.granted", row["number"], _grant(row)) for row in rows if row["number"] not in known)


def _grant(row: Row) -> dict[str, Any]:
    told = {"ledger": row["ledger"], "line": row["line"], "holder": row["station"], "quantity": row["quantity"], "unit": row["unit"]}
    return told | ({"until": row["valid_to"]} if row["valid_to"] else {})
