"""What the pages of the ones read: an item with its views, the boards of ships, the stock of seals, an account; checked by role, never written."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workstation import codes
from workstation.accounts.history import Course
from workstation.accounts.opened import Account
from workstation.custody import stock
from workstation.custody.board import Board
from workstation.custody.chain import Chain
from workstation.desk import accounts, custody, explaining, neighbours, persons, pickup, tables
from workstation.desk.lane import Lane
from workstation.persons.looks import Wanted
from workstation.risk.officers import check_may
from workstation.settings import local_time, parse_time
from workstation.words import Refused

CALLS = 40
"""Calls of ships that are offered, the newest arrivals first."""


@dataclass(frozen=True)
class Call:
    """A ship's call that may be opened: its number, the ship's name, and when it arrives (UTC ms)."""

    call: str
    name: str
    arrives: int


@dataclass(frozen=True)
class Stock:
    """The seals of one shift: its beginning and end (UTC ms), what each officer received, handed over, applied, spoiled and holds."""

    begins: int
    ends: int
    balance: stock.Balance


@dataclass(frozen=True)
class Shown:
    """An account as the Accounts screen shows it: `today` as ISO day; `stale`: tables of it that are too old to rely on; `station`: who looks."""

    account: Account
    today: str
    stale: tuple[str, ...]
    station: str = ""


@dataclass(frozen=True)
class Things:
    """What a card stands on: its passage ('' = none), the items that have a chain, what names its enterprise, and whether its driver, or the person it is about (a
    pseudonym, '' = none), can be opened without a document.
    """

    passage: str = ""
    items: tuple[str, ...] = ()
    firm: str = ""
    driver: bool = False
    person: str = ""


ITEMS = ("container", "seal", "vehicle", "trailer", "declaration", "release_list", "booking")
FIRMS = ("declaration", "release_list", "vehicle", "trailer")
"""Parts of a truck that have a chain, and those that name its enterprise, in the order they are taken."""
CODES = ("uscc", "ledger", "declaration", "release-list", "plate", "va-confirmation")
"""Kinds of code that name an enterprise."""
DRAWN = 1000
"""Entries of the history that the screen draws; of an earlier day it draws those before."""
ACCOUNT = ("enterprise", "credit", "ledger", "ledger_line", "lease", "release_list", "va_code", "mainland_stay")
"""Tables an account is read from whose age says something of it."""


def account(lane: Lane, text: str, day: str = "") -> Shown:
    """The account a text names, at the end of a day ('' = now). Refused as `accounts.account_of` says."""
    _may(lane)
    station, now = lane.station, lane.station.clock()
    found = accounts.account_of(text, station, accounts.day_of(day), DRAWN)
    limits = station.book.limits["age"]
    ages = {name: station.register.age(name) for name in ACCOUNT if name in limits}
    stale = tuple(name for name, age in ages.items() if age is not None and now - age.as_of > int(station.book.limit("age", name)) * 1000)
    return Shown(found, local_time(now).date().isoformat(), stale, station.journal.station)


def courses(lane: Lane, account: Account) -> Mapping[tuple[str, int], Course]:
    """(ledger, line) -> its balance over the days; apart from the account, whose figures do not wait for tens of thousands of entries, nor does a scan for both at once."""
    _may(lane)
    return accounts.courses_of(account, lane.station)


def things(lane: Lane, what: str) -> Things:
    """Of a passage, a slip, a numbered call, or a code: what its pages open on; nothing where it names none."""
    _may(lane)
    what = next((str(about) for (about,) in lane.station.journal.read("SELECT about FROM call WHERE id = ?", (what,))), what)
    if what.startswith("p:"):
        return Things(person=what, driver=_names(persons.called, lane, what))
    try:
        passage = explaining.named(lane, what)
    except Refused:
        kinds = {code.kind for code in codes.recognise(what).candidates if code.kind not in codes.PERSON_KINDS}
        return Things(items=(what,) if kinds else (), firm=_papers(lane, what, kinds) or (what if kinds & set(CODES) else ""))
    rows = lane.station.journal.read("SELECT kind, value FROM part WHERE passage = ? AND moved = 0 ORDER BY at, seq", (passage,))
    items = [value for each in ITEMS for kind, value in rows if kind == each]
    firms = [value for each in FIRMS for kind, value in rows if kind == each]
    return Things(passage, tuple(dict.fromkeys([what] * (what in items) + items)), next(iter(firms), ""), passage in lane.passages and _names(persons.met, lane, passage))


def _papers(lane: Lane, what: str, kinds: Collection[str]) -> str:
    """The papers on which the port put a container, a seal, a booked truck or a booking: they name the enterprise, which the code does not; '' for none."""
    where = lane.station.register.where
    sealed = [row["container"] for row in (where("seal", "number", codes.fold_seal(what), 1) if "seal" in kinds else ()) if row["container"]]
    boxes = [*sealed, *([what] if "container" in kinds else [])]
    found = [row["papers"] for box in boxes for row in where("container", "number", box, 1)]
    booked = [row for column, kind in (("number", "booking"), ("plate", "plate")) if kind in kinds for row in where("booking", column, what, 1)]
    return str(next(filter(None, (*found, *(number for row in booked for number in row["papers"] or ()))), ""))


def _names(who: Callable[[Lane, str], object], lane: Lane, about: str) -> bool:
    """Whether a read of a person (`persons.met`, `persons.called`) names somebody here."""
    try:
        who(lane, about)
    except Refused:
        return False
    return True


def item(lane: Lane, text: str) -> Chain:
    """The chain of what a text names, for whoever may look up. Refused as `custody.chain_of` says."""
    _may(lane)
    return custody.chain_of(text, lane.station)


def calls(lane: Lane) -> tuple[Call, ...]:
    """The calls at this port."""
    _may(lane)
    rows = lane.station.register.where("ship_call", "port", lane.station.settings.port, CALLS)
    found = [Call(row["call"], row["name"] or "", parse_time(row["arrives"])) for row in rows]
    return tuple(sorted(found, key=lambda call: (-call.arrives, call.call)))


def board(lane: Lane, call: str) -> Board:
    """The board of a call as of now."""
    _may(lane)
    return pickup.board_of(call, lane.station)


def seals(lane: Lane, back: int = 0) -> Stock:
    """The stock of the shift of now, or of one so many shifts before."""
    _may(lane)
    span = stock.shift(lane.station.clock(), back, tables.custody(lane.station))
    return Stock(*span, stock.balance(lane.station.journal, *span))


def told(lane: Lane) -> tuple[str, Mapping[str, tuple[int, str]]]:
    """What another station's journal is read against, for whoever may take one."""
    check_may(lane.station.book, "take-journal", lane.role)
    return neighbours.known(lane.station)


def take(lane: Lane, found: neighbours.Heard, number: int) -> dict[str, Any] | None:
    """Keep a piece of what such a journal told, None while more are left. Refused as `neighbours.keep` says."""
    check_may(lane.station.book, "take-journal", lane.role)
    return neighbours.keep(lane.station, found, lane.officer, number)


def looks(lane: Lane, officer: str = "") -> Mapping[str, Any]:
    """Who looked whom up, for roles that may ask."""
    return persons.audit(lane.station, lane.role, Wanted(officer=officer))


def _may(lane: Lane) -> None:
    if not lane.role:
        raise Refused("window-not-signed-in")
    check_may(lane.station.book, "look-up", lane.role)
