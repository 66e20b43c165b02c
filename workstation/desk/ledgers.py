"""How the truck in front stands with accounts: what its ledgers lack, batches and confirmation codes that left here, days of zero-tariff vehicles. A truck that names none of them costs no read."""

from collections.abc import Iterable, Mapping

from workstation.accounts import batches, posting, vehicles
from workstation.accounts.books import Source
from workstation.desk import accounts
from workstation.desk.station import Station
from workstation.made import made
from workstation.passage import Passage, Told
from workstation.passage.told import Row, Short
from workstation.words import Refused

STATES: Mapping[str, str] = {
    "account-overdrawn": "over", "account-slice": "slice", "account-elsewhere": "elsewhere", "account-lost": "lost", "account-closed": "closed",
    "account-untold": "untold", "account-other": "another-firm", "account-guarantee-expired": "guarantee-expired",
}  # fmt: skip
"""Refusal -> value of the fact `papers.ledger`; any other says that the ledger is not known well enough."""


def look(passage: Passage, told: Told, station: Station) -> Told:
    """The same with accounts."""
    named = [paper for paper in told.papers.values() if paper and paper.get("ledger")]
    counted = [plate for plate, row in told.vehicles.items() if row and row.get("zero_tariff")]
    if not (named or counted or told.batches or told.codes):
        return told
    source, found = accounts.source_of(station), vars(told).copy()
    if named and passage.release is None:
        found["short"] = _short(named, source, station.journal.station)
    if counted:
        found["away"] = tuple([vehicles.vehicle(source, plate, told.today) for plate in counted])
    if told.batches:
        found["batches"] = {uscc: batches.known(source, rows) for uscc, rows in told.batches.items()}
    if told.codes:
        found["codes"] = {number: _code(station, number, told, state) for number, state in told.codes.items()}
    return made(Told, found)


def _code(station: Station, number: str, told: Told, state: str) -> str:
    paper = told.papers.get(number) or told.others.get(number)
    return accounts.left_with(station, paper, state) if paper else state


def _short(papers: Iterable[Row], source: Source, station: str) -> dict[str, Short]:
    """Papers whose ledger cannot give what they take, each beside those before it."""
    found: dict[str, Short] = {}
    taken: dict[str, list[posting.Part]] = {}
    for paper in papers:
        try:
            accounts.taken(source, station, paper, taken)
        except Refused as refusal:
            found[accounts.number_of(paper)] = Short(STATES.get(refusal.key, "unknown"), refusal.values)
    return found
