"""What one person bought and guarantees, the register and the journal taken together; what the journal undid counts no more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Protocol

from workstation.persons.documents import Tables
from workstation.persons.quotas import Purchase
from workstation.settings import parse_time, show_time

AT_MOST = 100_000
"""Receipts or guarantees of one person: all of them, or a quota would be counted from a part. There is no limit to how often a resident buys."""
STATES = ("open", "verified", "settled", "forfeited")
"""Of a guarantee, in their order."""


class Reading(Protocol):
    """The read of `workstation.journal.Journal` over its view tables."""

    def read(self, sql: str, params: Sequence[Any] = ...) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Step:
    """One posting of the journal: `step` is spent or undone; the newest stamp decides."""

    receipt: str
    quota: str
    step: str
    amount: Decimal
    sold_at: int
    stamp: tuple[int, str, int]


@dataclass(frozen=True)
class Guarantee:
    """A guarantee as it stands: `state` open | verified | settled | forfeited. `amount` is a decimal string in CNY; `officer` did the last step here."""

    number: str
    receipt: str
    amount: str
    state: str
    at: int = 0
    officer: str = ""


def shown(guarantee: Guarantee) -> dict[str, Any]:
    """A guarantee as JSON; `at` None where nothing was done about it here."""
    return {**asdict(guarantee), "at": show_time(guarantee.at) if guarantee.at else None}


def steps(journal: Reading, person: str) -> list[Step]:
    """Every posting to the quotas of a person (pseudonym), in no order."""
    rows = journal.read("SELECT receipt, quota, step, amount, sold_at, at, station, seq FROM quota_step WHERE person = ?", (person,))
    return [Step(receipt, quota, step, Decimal(amount), sold_at, (at, *place)) for receipt, quota, step, amount, sold_at, at, *place in rows]


def purchases(rows: Iterable[Mapping[str, Any]], posted: Iterable[Step]) -> tuple[Purchase, ...]:
    """Every purchase once: the register's figure where it tells the receipt; cancelled there, or undone here last, it does not count."""
    told = {(row["number"], row["quota"]): row for row in rows}
    last: dict[tuple[str, str], Step] = {}
    spent: dict[tuple[str, str], Step] = {}
    for step in sorted(posted, key=lambda each: each.stamp):
        last[step.receipt, step.quota] = step
        if step.step == "spent":
            spent[step.receipt, step.quota] = step
    found = []
    for key in sorted({*told, *spent}):
        stands = key not in last or last[key].step == "spent"
        if row := told.get(key):
            # What has left the island was bought, whatever was undone here before.
            counts = row["state"] == "departed" or (stands and row["state"] == "sold")
            found.append(Purchase(*key, parse_time(row["sold_at"]), Decimal(row["total"]), counts))
        else:
            found.append(Purchase(*key, spent[key].sold_at, spent[key].amount, stands))
    return tuple(found)


def bought(register: Tables, journal: Reading, pseudonym: str, person: str) -> tuple[Purchase, ...]:
    """The purchases of a person: `person` is the register id, '' when the register does not know him."""
    rows = register.where("receipt", "person", person, AT_MOST) if person else []
    return purchases(rows, steps(journal, pseudonym))


def guarantees(register: Tables, journal: Reading, person: str) -> tuple[Guarantee, ...]:
    """The guarantees of a person of the register, in the order of their numbers."""
    return tuple([standing(row, journal) for row in register.where("guarantee", "person", person, AT_MOST)]) if person else ()


def of_receipt(register: Tables, journal: Reading, receipt: Mapping[str, Any]) -> tuple[Guarantee, ...]:
    """The guarantees its buyer gave for a receipt, those still to be done first (open, verified, settled, forfeited), then by number; other people's for it are none of them."""
    found = [standing(row, journal) for row in register.where("guarantee", "receipt", receipt["number"]) if row["person"] == receipt["person"]]
    return tuple(sorted(found, key=lambda each: (STATES.index(each.state), each.number)))


def standing(row: Mapping[str, Any], journal: Reading) -> Guarantee:
    """A guarantee's row and what was done about it here. The platform's last word stands: what it says is settled or forfeited stays so."""
    done = journal.read("SELECT step, at, officer FROM guarantee_step WHERE guarantee = ? ORDER BY at DESC, station DESC, seq DESC LIMIT 1", (row["number"],))
    own = (row["number"], row["receipt"] or "", row["amount"])
    if not done or row["state"] in ("settled", "forfeited"):
        return Guarantee(*own, row["state"])
    step, at, officer = done[0]
    return Guarantee(*own, "open" if step == "undone" else step, at, officer)

