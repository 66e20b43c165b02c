"""From a paper to the postings of its lines: what is asked of each line, refused with the figures before anything would be overdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workstation.accounts import books, entries, leases
from workstation.accounts.books import Sheet, Source
from workstation.accounts.entries import SPENDS
from workstation.accounts.figures import number, plain
from workstation.words import Refused

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """So much of a line is to go one way; `unit` '' = that of the line."""

    line: int
    sort: str
    quantity: Decimal
    unit: str = ""


def of_paper(source: Source, paper: Row) -> tuple[Asked, ...]:
    """What the release of a paper (row of `consignment` or `release_list`) takes from the ledger it names: its lines that name one of the ledger, and the guarantee."""
    listed = "number" in paper
    rows = source.register.where("list_line", "list", paper["number"]) if listed else source.register.where("line", "declaration", paper["declaration"])
    sort = "batch" if listed else "out"
    found = [Asked(row["ledger_line"], sort, number(row["quantity"]), row["unit"]) for row in rows if row["ledger_line"] is not None]
    pledged = number(paper["guarantee"]) if listed else Decimal(0)
    return (*found, *([Asked(entries.GUARANTEE, "pledged", pledged)] if pledged else []))


def of_declaring(source: Source, ledger: str, reference: str) -> tuple[Asked, ...]:
    """What a consolidated declaration does with a batch: what left undeclared is out, its guarantee is free. From the postings and entries of the list."""
    told = [row for row in source.register.where("ledger_entry", "reference", reference) if row["ledger"] == ledger]
    known = {(row["line"], row["sort"]): number(row["quantity"]) for row in told}
    here: dict[tuple[int, str], Decimal] = {}
    for posting in entries.once(step.posting for step in books.steps(source.journal, ledger) if step.on(None) and step.posting.reference == reference):
        here[posting.line, posting.sort] = here.get((posting.line, posting.sort), Decimal(0)) + posting.quantity
    turned = {"batch": "declared", "pledged": "freed"}
    return tuple(Asked(line, turned[sort], quantity) for (line, sort), quantity in sorted({**here, **known}.items()) if sort in turned)


def body(source: Source, station: str, ledger: Row, asked: Iterable[Asked], reference: str) -> list[dict[str, Any]]:
    """Bodies of `ledger.posted`, one for each sort; what stands under this reference already is left out, so it may be nothing.

    Refused `account-closed`, `account-line-unknown`, `account-unit`, `account-overdrawn`; then nothing is posted at all.
    """
    name = ledger["number"]
    if ledger["state"] != "open":
        raise Refused("account-closed", ledger=name, state=ledger["state"])
    found: dict[str, list[dict[str, Any]]] = {}
    for (line, sort), several in _grouped(asked).items():
        sheet = books.sheet(source, name, line)
        if sheet is None:
            raise Refused("account-line-unknown", ledger=name, line=line)
        unit = next((each.unit for each in several if each.unit not in ("", sheet.line.unit)), "")
        if unit:
            raise Refused("account-unit", ledger=name, line=line, asked=unit, unit=sheet.line.unit)
        if not sheet.has(sort, reference) and not books.is_told(source, name, line, sort, reference):
            quantity = sum((each.quantity for each in several), Decimal(0))
            parts = _parts(source, station, sheet, sort, quantity) if ledger["leased"] else _unleased(sheet, sort, quantity)
            found.setdefault(sort, []).extend({"line": line, "quantity": plain(part), "unit": sheet.line.unit} | ({"lease": lease} if lease else {}) for lease, part in parts)
    return [{"sort": sort, "reference": reference, "lines": lines} for sort, lines in found.items()]


def _grouped(asked: Iterable[Asked]) -> dict[tuple[int, str], list[Asked]]:
    found: dict[tuple[int, str], list[Asked]] = {}
    for each in asked:
        if each.quantity <= 0:
            raise Refused("amount-wrong", amount=plain(each.quantity))
        found.setdefault((each.line, each.sort), []).append(each)
    return found


def _unleased(sheet: Sheet, sort: str, quantity: Decimal) -> tuple[tuple[str, Decimal], ...]:
    entries.check_room(sheet.line, sort, quantity)
    return (("", quantity),)


def _parts(source: Source, station: str, sheet: Sheet, sort: str, quantity: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """Of a leased ledger the slice is what there is, whatever the balance says."""
    if sort not in SPENDS:
        return _unleased(sheet, sort, quantity)
    known = leases.leases(source.journal, sheet.line.ledger, sheet.line.no, sheet.steps)
    entries.check_room(sheet.line, sort, quantity, leases.slice_of(known, station, source.today))
    return leases.spread(known, station, source.today, quantity)
