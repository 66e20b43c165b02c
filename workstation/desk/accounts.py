"""Enterprises at the desk: an account opened, what a release takes from the ledgers its papers name, how a truck stands with them, leases that came with a pack."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workstation.accounts import balance, books, confirmations, leases, posting, vehicles
from workstation.accounts.books import Source
from workstation.accounts.history import Course, courses
from workstation.accounts.opened import PAGE, Account, enterprise_of, opened, with_code
from workstation.accounts.views import CROSSED
from workstation.desk import tables
from workstation.desk.card import Say
from workstation.desk.station import Station
from workstation.journal import Draft
from workstation.made import made
from workstation.settings import local_day
from workstation.words import Choices, Refused

Row = Mapping[str, Any]


def source_of(station: Station) -> Source:
    """Where accounts are read, as of now."""
    kept = {"register": station.register, "journal": station.journal, "memo": station.register.memo}
    return made(Source, {**kept, "now": station.clock(), "declare_by": int(station.book.limit("batch", "day")), "figures": tables.accounts(station)})


def account_of(text: str, station: Station, day: date | None = None, most: int = PAGE) -> Account:
    """The account of the enterprise a text names; of a number nobody told of the refusal says so."""
    source = source_of(station)
    uscc, number = enterprise_of(source.register, text)
    return with_code(source, opened(source, uscc, station.journal.station, day, most), number)


def courses_of(account: Account, station: Station) -> dict[tuple[str, int], Course]:
    """(ledger, line) -> how its balance went up to the day of the account."""
    source, day = source_of(station), date.fromisoformat(account.day)
    found = {ledger.number: courses(source, books.book(source, ledger.number), ledger.lines, day) for ledger in account.ledgers if ledger.lines}
    return {(ledger, line): course for ledger, several in found.items() for line, course in several.items()}


def code_of(station: Station, paper: Row) -> str:
    """How the codes of value added on a declaration stand today, knowing what left here: a confirmation is good for one declaration."""
    state = confirmations.of_paper(station.register, paper, local_day(station.clock()).isoformat())
    return left_with(station, paper, state)


def left_with(station: Station, paper: Row, state: str) -> str:
    """The same, of a state that the register alone gave."""
    code = paper["va_confirmation"] if state in ("valid", "twice") else ""
    return "used" if code and confirmations.left_with(station.journal, code, paper["declaration"]) else state


def day_of(text: str) -> date | None:
    """`2026-11-21` -> the day, '' -> None. Refused `day-not-readable`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("day-not-readable", text=text[:40]) from error


def released(station: Station, papers: Iterable[Row | None], passage: str) -> tuple[Draft, ...]:
    """What the release of these papers posts to the ledgers they name; refused with the figures when a line has not that much."""
    so_far: dict[str, list[posting.Part]] = {}
    source = source_of(station)
    for paper in papers:
        if paper and paper.get("ledger"):
            taken(source, station.journal.station, paper, so_far)
    return tuple(Draft("ledger.posted", ledger, {**body, "passage": passage}) for ledger, parts in so_far.items() for body in posting.bodies(parts))


def taken(source: Source, station: str, paper: Row, so_far: dict[str, list[posting.Part]]) -> None:
    """Add what a paper takes to `so_far` (ledger -> what is posted to it); refused as `post`, `account-other` where the ledger is another enterprise's, `account-untold`
    where the paper names none of its lines; then nothing is added.
    """
    ledger = paper["ledger"]
    own, wanted = posting.of_paper(source, station, paper)
    if own.ledger["uscc"] != paper["uscc"]:
        raise Refused("account-other", ledger=ledger, paper=own.reference)
    if own.ledger["state"] == "open" and wanted.keys() <= posting.PLEDGE:
        raise Refused("account-untold", ledger=ledger, paper=own.reference)
    before = so_far.setdefault(ledger, [])
    before += posting.spend(source, own, wanted, before)


def number_of(paper: Row) -> str:
    """The number of a declaration or release list."""
    return str(paper.get("declaration") or paper["number"])


def post(station: Station, ledger: str, asked: Iterable[posting.Asked], reference: str, more: Mapping[str, str] | None = None) -> tuple[Draft, ...]:
    """Drafts that post; refused before anything would be overdrawn. Refused `account-ledger-unknown`."""
    source = source_of(station)
    bodies = posting.body(source, posting.Own(station.journal.station, _ledger(source, ledger), reference), asked)
    return tuple(Draft("ledger.posted", ledger, {**body, **(more or {})}) for body in bodies)


def _ledger(source: Source, ledger: str) -> Row:
    row = source.register.get("ledger", ledger)
    if row is None:
        raise Refused("account-ledger-unknown", ledger=ledger[:40])
    return row


def check_reversal(station: Station, ledger: str, event: tuple[str, int]) -> None:
    """Refused where what a posting (station, seq of its event) put on an account is not there any more, or is not this station's to take back."""
    source = source_of(station)
    posting.check_reversal(source, posting.Own(station.journal.station, _ledger(source, ledger), ""), books.steps_of(station.journal, ledger, event))


def voided(station: Station, passage: str, reason: str) -> tuple[Draft, ...]:
    """What takes the postings of a passage back when its slip is made void. Refused `batch-declared` where the consolidated declaration was made meanwhile."""
    rows = station.journal.read(
        "SELECT DISTINCT s.ledger, s.station, s.seq FROM ledger_step s WHERE s.passage = ? AND NOT EXISTS"
        " (SELECT 1 FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq) ORDER BY s.station, s.seq",
        (passage,),
    )
    if done := station.journal.read(_CLOSED, (passage,)):
        raise Refused("batch-declared", list=done[0][0])
    return tuple(Draft("ledger.reversed", ledger, {"target_station": at, "target_seq": seq, "reason": reason}) for ledger, at, seq in rows)


_CLOSED = """SELECT d.reference FROM ledger_step s JOIN ledger_step d ON d.reference = s.reference AND d.ledger = s.ledger AND d.sort IN ('declared', 'freed')
WHERE s.passage = ? AND NOT EXISTS (SELECT 1 FROM ledger_undone u WHERE u.target_station = d.station AND u.target_seq = d.seq) LIMIT 1"""


def granted(station: Station) -> tuple[Draft, ...]:
    """Leases of this station that a pack brought and the journal does not know: written down, so that a later pack cannot take them away; those asked back are given back."""
    return slices(source_of(station), station.journal.station)


def slices(source: Source, station: str) -> tuple[Draft, ...]:
    """The same of a register and a journal, where nobody opened the rules."""
    rows = source.register.where("lease", "station", station, balance.MOST)
    return tuple(Draft(kind, name, body) for kind, name, body in leases.arrived(source, rows, station)) if rows else ()


def crossed(station: Station, plates: Iterable[str], direction: str, day: date, passage: str = "") -> tuple[tuple[Draft, ...], tuple[Say, ...]]:
    """Crossings of the zero-tariff vehicles among these plates that are not written yet, and what to warn of of those that go out: as they stand once they are out, today."""
    drafts: list[Draft] = []
    alarms: list[Say] = []
    for plate in plates:
        row = station.register.get("vehicle", plate)
        if not row or not row.get("zero_tariff"):
            continue
        body = {"direction": direction, "day": day.isoformat()} | ({"passage": passage} if passage else {})
        known = station.journal.read("SELECT direction FROM crossing WHERE plate = ? AND day = ? AND gone = 0 ORDER BY at DESC, station DESC, seq DESC LIMIT 1", (plate, day.isoformat()))
        drafts += [] if known == [(direction,)] else [Draft("vehicle.crossed", plate, body)]
        alarms += _out(station, plate, vehicles.Change((day.isoformat(), "out"))) if direction == "out" else ()
    return tuple(drafts), tuple(alarms)


def warned(away: Iterable[vehicles.Vehicle], of: str = "days") -> tuple[Say, ...]:
    """What to say of vehicles whose days are nearly or all used up; `of`: `days` so far, `out` of one that is out now."""
    shown = ((each, {"plate": each.plate, "used": each.used, "most": each.most, "left": each.left, "back_by": each.back_by}) for each in away if each.state != "within")
    return tuple(Say(f"vehicle-{of}-{each.state}", values) for each, values in shown)


def _out(station: Station, plate: str, change: vehicles.Change) -> tuple[Say, ...]:
    """What is warned of a vehicle today if it is out after a change."""
    stands = vehicles.vehicle(source_of(station), plate, local_day(station.clock()), change)
    return warned([stands], "out") if stands.away else ()


def recrossed(station: Station, plate: str, change: vehicles.Change, reason: str) -> tuple[tuple[Draft, ...], tuple[Say, ...]]:
    """Corrections of every crossing written of a plate that is `wrong`, to what is `right` (None: it never crossed), and what then is to be warned of.

    Refused `vehicle-crossing-unknown` for one that no journal here has: what the platform tells is the platform's to put right.
    """
    day, direction, right = *(change.wrong or ("", "")), change.right
    rows = station.journal.read("SELECT station, seq FROM crossing WHERE plate = ? AND direction = ? AND day = ? AND gone = 0", (plate, direction, day))
    if not rows:
        raise Refused("vehicle-crossing-unknown", plate=plate[:20], day=day or "–", direction=Choices((direction,), "account.direction."))
    value = f"{right[1]} {right[0]}" if right else "none"
    drafts = tuple(Draft("event.corrected", plate, {"target_station": at, "target_seq": seq, "field": CROSSED, "value": value, "reason": reason}) for at, seq in rows)
    return drafts, _out(station, plate, change)
