"""Bonded parcels and their ledgers: what an e-commerce inventory takes leaves the ledger once, with the first of its parcels that goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.accounts import posting
from workstation.desk import accounts
from workstation.desk.ledgers import STATES
from workstation.desk.station import Station
from workstation.journal import Draft
from workstation.words import Refused

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Bonded:
    """How a parcel stands with its ledger. `state`: value of the fact `parcel.bonded`; `drafts`: what its going posts; `refusal`: why it cannot, with the figures."""

    state: str = "none"
    drafts: tuple[Draft, ...] = ()
    refusal: Refused | None = None

    @property
    def details(self) -> Mapping[str, object]:
        """The figures that fill the words of a reason."""
        return dict(self.refusal.values) if self.refusal else {}


NONE = Bonded()


def of(station: Station, row: Row | None) -> Bonded:
    """Of a row of `parcel`; one that is not bonded costs no read."""
    if not row or not row["bonded"]:
        return NONE
    ledger = station.register.get("ledger", row["ledger"]) if row["ledger"] else None
    if ledger is None:
        # One that names a ledger nobody told of takes from it all the same: two officers do not let it go either.
        return Bonded("no-ledger", refusal=Refused("account-ledger-unknown", ledger=row["ledger"]) if row["ledger"] else None)
    if ledger["state"] != "open":
        return Bonded("not-open", refusal=Refused("account-closed", ledger=ledger["number"], state=ledger["state"]))
    reference = str(row["inventory"] or row["number"])
    asked = posting.of_parcel(accounts.source_of(station), reference)
    if not asked:
        return Bonded("untold", refusal=Refused("account-untold", ledger=ledger["number"], paper=reference))
    try:
        return Bonded("written-off", accounts.post(station, ledger["number"], asked, reference, {"passage": str(row["number"])}))
    except Refused as refusal:
        return Bonded(STATES.get(refusal.key, "unknown"), refusal=refusal)


def returned(station: Station, number: str, reason: str) -> tuple[Draft, ...]:
    """What takes the postings of a parcel back that had gone and is sent back."""
    return accounts.voided(station, number, reason)
