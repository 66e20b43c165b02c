"""One enterprise opened by any of its numbers: credit, ledgers with their lines, batches, codes, vehicles, history; as of now or of the end of a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from workstation import codes
from workstation.accounts import batches, books, confirmations, leases, posting, vehicles
from workstation.accounts.balance import MOST
from workstation.accounts.batches import Batch, Right
from workstation.accounts.books import Book, Source
from workstation.accounts.confirmations import Confirmation
from workstation.accounts.entries import Line
from workstation.accounts.figures import Tables
from workstation.accounts.history import NONE, Entry, Lately, history
from workstation.accounts.leases import Lease
from workstation.accounts.turns import begins, number_of
from workstation.accounts.vehicles import Vehicle
from workstation.settings import parse_time
from workstation.words import Refused

Row = Mapping[str, Any]
AT_MOST = 500
"""Codes of value added that are verified, the newest; rows of credit, instructions and ledgers."""
PAGE = 100
"""Entries of the history that are told, the newest; an earlier day tells earlier ones."""


@dataclass(frozen=True)
class Credit:
    """A class on a scale with its days (ISO, '' = open). `state`: in-force | ended | coming."""

    scale: str
    name: str
    valid_from: str
    valid_to: str
    state: str


@dataclass(frozen=True)
class Ledger:
    """One e-ledger. `home`: the station that spends one that is not leased. `refused`: the key of why its lines are not known on that day; `guarantee_to`: ISO day, '' = not told; `expired`: its guarantee has ended by then; `leases` of every station, `mine` by line number what this one may spend: of now only, None of an earlier day."""

    number: str
    state: str
    leased: bool
    opened_on: str
    lines: tuple[Line, ...] = ()
    leases: tuple[Lease, ...] = ()
    mine: Mapping[int, str] | None = None
    refused: str = ""
    home: str = ""
    guarantee_to: str = ""
    expired: bool = False


@dataclass(frozen=True)
class Account:
    """An enterprise's account at the end of `day`; `known`: the register tells of it; `lately`: its newest entries as they were read; `codes_more`: codes older than those told."""

    uscc: str
    known: bool
    day: str
    name: str = ""
    beneficiary: bool | None = None
    credit: tuple[Credit, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    batches: tuple[Batch, ...] = ()
    right: Right | None = None
    codes: tuple[Confirmation, ...] = ()
    codes_more: int = 0
    vehicles: tuple[Vehicle, ...] = ()
    lately: Lately = NONE
    instructions: tuple[str, ...] = ()

    @cached_property
    def history(self) -> tuple[Entry, ...]:
        """The newest entries, the newest first."""
        return self.lately.entries()

    @property
    def more(self) -> bool:
        """Whether there are entries older than those of the history."""
        return self.lately.more


OPENS = ("uscc", "ledger", "declaration", "release-list", "va-confirmation", "plate")


def enterprise_of(register: Tables, text: str) -> tuple[str, str]:
    """(USCC, the number that named it) of a text: credit code, ledger, declaration, release list, code of value added, or a vehicle's plate.

    Refused `scan-misread` where a check digit does not hold, `account-no-code` for what is none of them, `account-unknown` for a number nobody told of.
    """
    read = codes.recognise(text)
    found = [code for code in read.candidates if code.kind in OPENS]
    for code in found:
        value = codes.match_key(code.kind, code.value)
        if uscc := _uscc(register, code.kind, value):
            return uscc, value
    if not found:
        misread = next((each.kind for each in read.refused if each.kind in OPENS and each.reason == "check-digit"), "")
        raise Refused("scan-misread", kind=misread, text=text.strip()[:40]) if misread and not codes.names_person(text) else Refused("account-no-code")
    if found[0].kind == "uscc" and found[0].checked:
        return found[0].value, found[0].value
    raise Refused("account-unknown", number=found[0].value[:40])


_READS = {"ledger": "ledger", "declaration": "consignment", "release-list": "release_list", "va-confirmation": "va_code", "plate": "vehicle", "uscc": "enterprise"}


def _uscc(register: Tables, kind: str, value: str) -> str:
    row = register.get(_READS[kind], value)
    return str(row["uscc"] or "") if row else ""


def opened(source: Source, uscc: str, station: str, day: date | None = None, most: int = PAGE) -> Account:
    """The account of an enterprise; `day` None or today = as of now; of the history the newest `most`. Refused `account-ahead` for a day to come."""
    if day is not None and day > source.today:
        raise Refused("account-ahead", day=day.isoformat())
    at = None if day == source.today else day
    on = at or source.today
    register = source.register
    row = register.get("enterprise", uscc)
    credit = register.where("credit", "uscc", uscc, AT_MOST)
    lists = batches.batches(source, uscc, on)
    ledgers = register.where("ledger", "uscc", uscc, AT_MOST)
    kept = [books.book(source, each["number"]) for each in ledgers]
    several, more = _codes(source, uscc, on)
    return Account(
        uscc=uscc,
        known=bool(row or credit or ledgers),
        day=on.isoformat(),
        name=str(row["name"]) if row else "",
        beneficiary=row["beneficiary"] if row else None,
        credit=tuple(sorted((_credit(each, on) for each in credit), key=lambda each: (each.scale, each.valid_from), reverse=True)),
        ledgers=tuple([_ledger(source, each, book, (station, at)) for each, book in zip(ledgers, kept, strict=True)]),
        batches=lists,
        right=batches.right(row, in_force(credit, on), lists, source.figures.batch(on)),
        codes=several,
        codes_more=more,
        vehicles=_vehicles(source, uscc, on),
        lately=history(source, kept, on, most),
        instructions=_instructions(source, uscc),
    )


def in_force(rows: Iterable[Row], day: date) -> list[Row]:
    """Credit rows that stand on a day."""
    told = day.isoformat()
    return [row for row in rows if row["valid_from"] <= told <= (row["valid_to"] or told)]


def _credit(row: Row, day: date) -> Credit:
    told = day.isoformat()
    state = "coming" if row["valid_from"] > told else "ended" if (row["valid_to"] or told) < told else "in-force"
    return Credit(row["scale"], row["class"], row["valid_from"], row["valid_to"] or "", state)


def _ledger(source: Source, row: Row, book: Book, asked: tuple[str, date | None]) -> Ledger:
    station, day = asked
    own = (row["number"], row["state"], bool(row["leased"]), row["opened_on"] or "")
    more: dict[str, Any] = {"home": row["home"] or "", "guarantee_to": row["guarantee_to"] or "", "expired": posting.ended(row, day or source.today)}
    try:
        books.check_opened(row, day)
        lines = books.lines_of(source, book, day)
    except Refused as refusal:
        return Ledger(*own, refused=refusal.key, **more)
    if not row["leased"] or day is not None:
        return Ledger(*own, lines, **more)
    of_line = leases.of_lines(source, row["number"], book.balance.spent)
    known = [each for line in lines for each in of_line.get(line.no, ())]
    mine = {line.no: str(leases.slice_of(of_line.get(line.no, ()), station, source.today)) for line in lines}
    return Ledger(*own, lines, tuple(known), mine, **more)


def _codes(source: Source, uscc: str, day: date) -> tuple[tuple[Confirmation, ...], int]:
    """The newest of an enterprise's own codes and of those handed to it, and how many more there are."""
    rows = [*source.register.where("va_code", "uscc", uscc, MOST), *source.register.where("va_code", "downstream", uscc, MOST)]
    names = sorted({(row["valid_from"], row["code"]) for row in rows}, reverse=True)
    found = tuple(_code(source, confirmations.verified(source.register, code, uscc, day.isoformat()), day) for _, code in names[:AT_MOST])
    return found, len(names) - len(found)


def with_code(source: Source, account: Account, number: str) -> Account:
    """The same account with the code that opened it, where that is older than those told; of any other number it is as it was."""
    if not account.codes_more or any(each.code == number for each in account.codes) or source.register.get("va_code", number) is None:
        return account
    day = date.fromisoformat(account.day)
    code = _code(source, confirmations.verified(source.register, number, account.uscc, account.day), day)
    return replace(account, codes=(*account.codes, code), codes_more=account.codes_more - 1)


def _code(source: Source, found: Confirmation, day: date) -> Confirmation:
    """What left here with a confirmation, and what else names it: it is good for one declaration."""
    if found.state != "valid" or found.sort != "confirmation":
        return found
    if left := confirmations.left_with(source.journal, found.code, before=begins(number_of(day) + 1)):
        return replace(found, state="used", declaration=left)
    return found if found.declaration or len(confirmations.naming(source.register, found.code)) <= 1 else replace(found, state="twice")


def _vehicles(source: Source, uscc: str, day: date) -> tuple[Vehicle, ...]:
    plates = [row["plate"] for row in source.register.where("vehicle", "uscc", uscc, MOST) if row["zero_tariff"]]
    ruled = bool(plates) and source.figures.counts_days(day)
    read = vehicles.vehicle if ruled else vehicles.uncounted
    return tuple(sorted((read(source, plate, day) for plate in plates), key=lambda each: (each.left, each.plate)))


def _instructions(source: Source, uscc: str) -> tuple[str, ...]:
    rows = source.register.where("instruction", "target", uscc, AT_MOST)
    live = (row for row in rows if row["target_kind"] == "enterprise" and row["state"] == "live")
    return tuple(row["number"] for row in live if not row["valid_to"] or parse_time(row["valid_to"]) >= source.now)
