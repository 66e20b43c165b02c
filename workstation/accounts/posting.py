"""From a paper to the postings of its lines: what is asked of each line, refused with the figures before anything would be overdrawn."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from workstation.accounts import books, entries, leases
from workstation.accounts.books import Sheet, Source, Step
from workstation.accounts.entries import CLOSES, SPENDS, Posting
from workstation.accounts.figures import number, plain
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


class Drawn(NamedTuple):
    """What the release of a paper takes from the ledger it names (its row, None where it is unknown): `asked` of which `lines` (their rows); `told`: the register has entries by this paper."""

    ledger: Row | None
    asked: list[Asked]
    lines: dict[int, Row | None]
    told: bool


def of_paper(source: Source, paper: Row) -> Drawn:
    """Of a row of `consignment` or `release_list`: its lines that name one of the ledger, and the guarantee."""
    listed = "number" in paper
    link, name, sort = (LISTED, paper["number"], "batch") if listed else (DECLARED, paper["declaration"], "out")
    ledger, told, rows = source.register.linked(link, name, paper["ledger"])
    found: list[Asked] = []
    lines: dict[int, Row | None] = {}
    for no, quantity, unit, line in rows:
        found.append(Asked(no, sort, number(quantity), unit))
        lines[no] = line
    if ledger and listed and (pledged := number(paper["guarantee"])):
        lines[entries.GUARANTEE] = source.register.get("ledger_line", paper["ledger"], entries.GUARANTEE)
        found.append(Asked(entries.GUARANTEE, "pledged", pledged))
    return Drawn(ledger, found, lines, told)


def of_parcel(source: Source, inventory: str) -> tuple[Asked, ...]:
    """What an e-commerce inventory takes from the bonded ledger of its parcel when the first of its parcels goes; () where that is not told of all its goods."""
    rows = source.register.where("parcel_line", "inventory", inventory)
    if any(row["ledger_line"] is None for row in rows):
        return ()
    return tuple(Asked(row["ledger_line"], "out", number(row["quantity"]), row["unit"]) for row in rows)


def of_declaring(source: Source, ledger: str, reference: str) -> tuple[Asked, ...]:
    """What a consolidated declaration does with a batch: what left undeclared is out, its guarantee is free. From the postings and entries of the list."""
    told = [row for row in source.register.where("ledger_entry", "reference", reference) if row["ledger"] == ledger]
    known = {(row["line"], row["sort"]): number(row["quantity"]) for row in told}
    here: dict[tuple[int, str], Decimal] = {}
    for posting in entries.once(step.posting for step in books.steps_by(source.journal, ledger, reference) if step.stands):
        here[posting.line, posting.sort] = here.get((posting.line, posting.sort), Decimal(0)) + posting.quantity
    turned = {opened: closing for closing, opened in CLOSES.items()}
    return tuple(Asked(line, turned[sort], quantity) for (line, sort), quantity in sorted({**here, **known}.items()) if sort in turned)


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
    return bodies(spend(source, own, asked))


def bodies(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Bodies of `ledger.posted`, one for each paper and sort."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in parts:
        line = {"line": each.line, "quantity": plain(each.quantity), "unit": each.unit}
        found.setdefault((each.reference, each.sort), []).append({**line, "lease": each.lease} if each.lease else line)
    return [{"sort": sort, "reference": reference, "lines": lines} for (reference, sort), lines in found.items()]


def spend(source: Source, own: Own, asked: Iterable[Asked], before: Iterable[Part] = ()) -> list[Part]:
    """What is posted for what is asked; what stands under this reference already is left out, so it may be nothing.

    `before`: parts of the same ledger that will be posted with these. Refused `account-closed`, `account-line-unknown`, `account-unit`, `account-overdrawn`, `account-slice`, and where
    this station may not spend the ledger at all `account-elsewhere`, `account-lost`, `account-leased`; `account-guarantee-expired` for what would be pledged of a guarantee that has ended.
    """
    ledger = own.ledger
    if ledger["state"] != "open":
        raise Refused("account-closed", ledger=ledger["number"], state=ledger["state"])
    grouped = _grouped(asked)
    if not grouped:
        return []
    sheets, here, done = _standing(source, own, grouped)
    pending: dict[int, list[Part]] = {}
    for part in before:
        pending.setdefault(part.line, []).append(part)
    found: list[Part] = []
    for (line, sort), several in grouped.items():
        sheet = _known(ledger, line, sheets.get(line), several)
        if sort == "pledged" and ended(ledger, source.today):
            # Nor does what was pledged before cover anything any more.
            raise Refused("account-guarantee-expired", ledger=ledger["number"], until=ledger["guarantee_to"])
        if (line, sort) in done:
            continue
        if not found:
            leases.check_keeper(source, ledger, own.station)
        if ledger["leased"]:
            _check_own(source, own, sort, [each for each in here if each.line == line])
        mine = pending.setdefault(line, [])
        if mine:
            sheet = sheet._replace(moves=[*sheet.moves, *((each.sort, each.quantity) for each in mine)])
        whole = several[0] if len(several) == 1 else several[0]._replace(quantity=sum((each.quantity for each in several), Decimal(0)))
        parts = _parts(source, own, sheet, whole, mine)
        mine += parts
        found += parts
    return found


def _known(ledger: Row, line: int, sheet: Sheet | None, asked: Iterable[Asked]) -> Sheet:
    """The line as it is asked for: there is one, and it is counted in that unit."""
    if sheet is None:
        raise Refused("account-line-unknown", ledger=ledger["number"], line=line)
    unit = sheet.row["unit"]
    for each in asked:
        if each.unit and each.unit != unit:
            raise Refused("account-unit", ledger=ledger["number"], line=line, asked=each.unit, unit=unit)
    return sheet


def _standing(source: Source, own: Own, grouped: Collection[tuple[int, str]]) -> tuple[dict[int, Sheet], list[Posting], set[tuple[int, str]]]:
    """The lines as of now; postings by this paper that stand here; (line, sort) of those and of its entries in the register."""
    name = own.ledger["number"]
    sheets, posted = books.sheets(source, name, own.lines or {line for line, _ in grouped}, own.lines)
    here = [step.posting for step in books.steps_by(source.journal, name, own.reference) if step.stands] if posted else []
    done = books.told_by(source, name, own.reference, grouped) if own.told else set()
    return sheets, here, done.union((each.line, each.sort) for each in here) if here else done


def ended(ledger: Row, day: date) -> bool:
    """Whether the guarantee of a ledger has ended before a day; one whose end was not told has not."""
    until = ledger.get("guarantee_to")
    return until is not None and day.isoformat() > until


def _check_own(source: Source, own: Own, sort: str, here: Iterable[Posting]) -> None:
    """Whether this sort of posting to a leased ledger is this station's to make: what two stations did each by itself must never add up to more than there was. `here`: what stands by this paper."""
    name = own.ledger["number"]
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


def _grouped(asked: Iterable[Asked]) -> dict[tuple[int, str], list[Asked]]:
    found: dict[tuple[int, str], list[Asked]] = {}
    for each in asked:
        if each.quantity <= 0:
            raise Refused("amount-wrong", amount=plain(each.quantity))
        found.setdefault((each.line, each.sort), []).append(each)
    return found


def _parts(source: Source, own: Own, sheet: Sheet, asked: Asked, pending: Iterable[Part]) -> list[Part]:
    """What is posted for it, from the balance or from leases; of a leased ledger the slice is what there is, whatever the balance says."""
    line, sort, quantity, _ = asked
    unit = sheet.row["unit"]
    if not own.ledger["leased"] or sort not in SPENDS:
        if sort not in SPENDS or quantity > sheet.stock:
            entries.check_room(sheet.line, sort, quantity)
        return [Part(line, sort, quantity, unit, "", own.reference)]
    known = leases.leases(source, own.ledger["number"], line, spent=sheet.spent)
    known = tuple(leases.spent(each, (part.quantity for part in pending if part.lease == each.number)) for each in known)
    entries.check_room(sheet.line, sort, quantity, leases.slice_of(known, own.station, source.today))
    return [Part(line, sort, part, unit, lease, own.reference) for lease, part in leases.spread(known, own.station, source.today, quantity)]
