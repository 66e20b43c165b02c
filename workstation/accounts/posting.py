"""From a paper to the postings of its lines: what is asked of each line, refused with the figures before anything would be overdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from workstation.accounts import books, entries, leases
from workstation.accounts.books import Sheet, Source, Step
from workstation.accounts.entries import CLOSES, SPENDS, Posting
from workstation.accounts.figures import number, plain
from workstation.made import made
from workstation.register.asking import Link
from workstation.words import Refused

Row = Mapping[str, Any]


class Asked(NamedTuple):
    """So much of a line is to go one way; `unit` '' = that of the line."""

    line: int
    sort: str
    quantity: Decimal
    unit: str = ""


_WANTED, _KNOWN = ("quantity", "unit"), ("ledger_entry", "reference")
DECLARED, LISTED = (Link(table, column, "ledger_line", _WANTED, "ledger_line", "ledger", _KNOWN) for table, column in (("line", "declaration"), ("list_line", "list")))


PLEDGE = {(entries.GUARANTEE, "pledged")}
"""What a paper takes that names none of the ledger's goods lines."""

Wanted = Mapping[tuple[int, str], list[tuple[Decimal, str]]]
"""(Line, sort) -> (quantity, unit) of each that is asked to go that way; a unit '' is that of the line."""


@dataclass(frozen=True)
class Own:
    """Who posts to which ledger (its row), by which paper; `lines`: the rows of those asked for, where they were read already (None: there is no such line); `told`: the
    register may have entries by this paper.
    """

    station: str
    ledger: Row
    reference: str
    lines: Mapping[int, Row | None] = field(default_factory=dict)
    told: bool = True


def of_paper(source: Source, station: str, paper: Row) -> tuple[Own, Wanted]:
    """What a release at a station takes from the ledger that a row of `consignment` or `release_list` names: the lines that name one of the ledger, and the guarantee.

    Refused `account-ledger-unknown`.
    """
    listed = "number" in paper
    link, name, sort = (LISTED, paper["number"], "batch") if listed else (DECLARED, paper["declaration"], "out")
    ledger, told, rows = source.register.linked(link, name, paper["ledger"])
    if ledger is None:
        raise Refused("account-ledger-unknown", ledger=paper["ledger"][:40])
    found: dict[tuple[int, str], list[tuple[Decimal, str]]] = {}
    lines: dict[int, Row | None] = {}
    for no, quantity, unit, line in rows:
        lines[no] = line
        if (key := (no, sort)) in found:
            found[key].append((number(quantity), unit))
        else:
            found[key] = [(number(quantity), unit)]
    if listed and (pledged := number(paper["guarantee"])):
        lines[entries.GUARANTEE] = source.register.get("ledger_line", paper["ledger"], entries.GUARANTEE)
        found[entries.GUARANTEE, "pledged"] = [(pledged, "")]
    return made(Own, {"station": station, "ledger": ledger, "reference": name, "lines": lines, "told": told}), found


def of_parcel(source: Source, inventory: str) -> tuple[Asked, ...]:
    """What an e-commerce inventory takes from the bonded ledger of its parcel when the first of its parcels goes; () where that is not told of all its goods."""
    rows = sorted(source.register.among("parcel_line", "inventory", (inventory,)), key=itemgetter("no"))
    if any(row["ledger_line"] is None for row in rows):
        return ()
    return tuple(Asked(row["ledger_line"], "out", number(row["quantity"]), row["unit"]) for row in rows)


def of_declaring(source: Source, ledger: str, reference: str) -> tuple[Asked, ...]:
    """What a consolidated declaration does with a batch: what left undeclared is out, its guarantee is free. From the postings and entries of the list."""
    told = [row for row in source.register.among("ledger_entry", "reference", (reference,)) if row["ledger"] == ledger]
    known = {(row["line"], row["sort"]): number(row["quantity"]) for row in told}
    here: dict[tuple[int, str], Decimal] = {}
    for posting in entries.once(step.posting for step in books.steps_by(source.journal, ledger, reference) if step.stands):
        here[posting.line, posting.sort] = here.get((posting.line, posting.sort), Decimal(0)) + posting.quantity
    turned = {opened: closing for closing, opened in CLOSES.items()}
    return tuple(Asked(line, turned[sort], quantity) for (line, sort), quantity in sorted({**here, **known}.items()) if sort in turned)


class Part(NamedTuple):
    """So much of a line that goes one way by a paper, from one lease or ('') from the balance."""

    line: int
    sort: str
    quantity: Decimal
    unit: str
    lease: str
    reference: str


def body(source: Source, own: Own, asked: Iterable[Asked]) -> list[dict[str, Any]]:
    """Bodies of `ledger.posted` for what is asked; refused as `spend`."""
    wanted: dict[tuple[int, str], list[tuple[Decimal, str]]] = {}
    for each in asked:
        wanted.setdefault((each.line, each.sort), []).append((each.quantity, each.unit))
    return bodies(spend(source, own, wanted))


def bodies(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Bodies of `ledger.posted`, one for each paper and sort."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in parts:
        line = {"line": each.line, "quantity": plain(each.quantity), "unit": each.unit}
        found.setdefault((each.reference, each.sort), []).append({**line, "lease": each.lease} if each.lease else line)
    return [{"sort": sort, "reference": reference, "lines": lines} for (reference, sort), lines in found.items()]


def spend(source: Source, own: Own, wanted: Wanted, before: Iterable[Part] = ()) -> list[Part]:
    """What is posted for what is wanted; what stands under this reference already is left out, so it may be nothing.

    `before`: parts of the same ledger that will be posted with these. Refused `account-closed`, `account-line-unknown`, `account-unit`, `account-overdrawn`, `account-slice`, and where
    this station may not spend the ledger at all `account-elsewhere`, `account-lost`, `account-leased`; `account-guarantee-expired` for what would be pledged of a guarantee that has ended.
    """
    ledger = own.ledger
    if ledger["state"] != "open":
        raise Refused("account-closed", ledger=ledger["number"], state=ledger["state"])
    if not wanted:
        return []
    rows, kept = books.standing(source, ledger["number"], own.lines or {line for line, _ in wanted}, own.lines)
    here, done = _already(source, own, wanted, posted=kept.some) if kept.some or own.told else ((), frozenset())
    pending: dict[int, list[Part]] = {}
    for part in before:
        pending.setdefault(part.line, []).append(part)
    found: list[Part] = []
    for (line, sort), several in wanted.items():
        row = rows.get(line)
        quantity = _quantity(ledger, line, row, several)
        if sort == "pledged" and ended(ledger, source.today):
            # Nor does what was pledged before cover anything any more.
            raise Refused("account-guarantee-expired", ledger=ledger["number"], until=ledger["guarantee_to"])
        if row is None or (line, sort) in done:
            continue
        if not found:
            leases.check_keeper(source, ledger, own.station)
        moves, mine = kept.moves.get(line, ()), pending.setdefault(line, [])
        if mine:
            moves = [*moves, *((each.sort, each.quantity) for each in mine)]
        if not ledger["leased"] and sort in SPENDS and quantity <= books.stock(row, moves):
            parts = [_new(Part, (line, sort, quantity, row["unit"], "", own.reference))]
        else:
            _check_own(source, own, sort, [each for each in here if each.line == line])
            parts = _parts(source, own, Sheet(row, moves, kept.spent.get(line, books.NONE)), (sort, quantity), mine)
        mine += parts
        found += parts
    return found


_new = tuple.__new__
"""A named tuple from its values, in half the time of calling its class: for each line of the papers in front, between a scan and its card."""


def _quantity(ledger: Row, line: int, row: Row | None, several: list[tuple[Decimal, str]]) -> Decimal:
    """How much of a line is wanted in all: there is one, and it is counted in that unit."""
    if row is None:
        raise Refused("account-line-unknown", ledger=ledger["number"], line=line)
    for quantity, unit in several:
        if quantity <= 0:
            raise Refused("amount-wrong", amount=plain(quantity))
        if unit and unit != row["unit"]:
            raise Refused("account-unit", ledger=ledger["number"], line=line, asked=unit, unit=row["unit"])
    return several[0][0] if len(several) == 1 else sum((each for each, _ in several), Decimal(0))


def _already(source: Source, own: Own, wanted: Wanted, *, posted: bool) -> tuple[list[Posting], set[tuple[int, str]]]:
    """Postings by this paper that stand here; (line, sort) of those and of its entries in the register."""
    name = own.ledger["number"]
    here = [step.posting for step in books.steps_by(source.journal, name, own.reference) if step.stands] if posted else []
    done = books.told_by(source, name, own.reference, wanted) if own.told else set()
    return here, done.union((each.line, each.sort) for each in here)


def ended(ledger: Row, day: date) -> bool:
    """Whether the guarantee of a ledger has ended before a day; one whose end was not told has not."""
    until = ledger.get("guarantee_to")
    return until is not None and day.isoformat() > until


def _check_own(source: Source, own: Own, sort: str, here: Iterable[Posting]) -> None:
    """Whether this sort of posting to a leased ledger is this station's to make: what two stations did each by itself must never add up to more than there was. `here`: what stands by this paper."""
    name = own.ledger["number"]
    if not own.ledger["leased"]:
        return
    if sort == "in":
        raise Refused("account-leased", ledger=name)
    if sort in CLOSES:
        # What another station posted it may take back any moment; what the platform has told stands.
        far = [each for each in here if each.sort == CLOSES[sort] and each.stamp[1] != own.station]
        far = [each for each in far if not books.is_told(source, name, each.line, each.sort, each.reference)]
        if far:
            raise Refused("account-elsewhere", ledger=name, home=far[0].stamp[1])


def check_reversal(source: Source, own: Own, posted: Iterable[Step]) -> None:
    """Whether these postings of one event may be taken back here: each takes from the account it was put on. Refused as `body`, `account-elsewhere` for another station's."""
    leases.check_keeper(source, own.ledger, own.station)
    for step in posted:
        each = step.posting
        if each.stamp[1] != own.station:
            raise Refused("account-elsewhere", ledger=own.ledger["number"], home=each.stamp[1])
        target = entries.MOVES[each.sort][1]
        sheet = books.sheet(source, own.ledger["number"], each.line)
        if sheet is None or books.counted(source)(own.ledger["number"], each):
            continue
        if target == "stock" and own.ledger["leased"]:
            raise Refused("account-leased", ledger=own.ledger["number"])
        entries.check_there(sheet.line, target, each.quantity)


def _parts(source: Source, own: Own, sheet: Sheet, wanted: tuple[str, Decimal], pending: Iterable[Part]) -> list[Part]:
    """What is posted of a line, from its accounts or from leases; of a leased ledger the slice is what there is, whatever the balance says."""
    (sort, quantity), line, unit = wanted, sheet.row["no"], sheet.row["unit"]
    if not own.ledger["leased"] or sort not in SPENDS:
        entries.check_room(sheet.line, sort, quantity)
        return [Part(line, sort, quantity, unit, "", own.reference)]
    known = leases.leases(source, own.ledger["number"], line, spent=sheet.spent)
    known = tuple(leases.spent(each, (part.quantity for part in pending if part.lease == each.number)) for each in known)
    entries.check_room(sheet.line, sort, quantity, leases.slice_of(known, own.station, source.today))
    return [Part(line, sort, part, unit, lease, own.reference) for lease, part in leases.spread(known, own.station, source.today, quantity)]
