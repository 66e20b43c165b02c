"""What the register says of one passage: every row its cross-checks need, read once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Protocol

from workstation.accounts import confirmations
from workstation.accounts.vehicles import Vehicle
from workstation.codes import fold_seal
from workstation.custody.lock import Journey
from workstation.custody.relied import Relied
from workstation.custody.values import Clash
from workstation.made import made
from workstation.passage import trips
from workstation.passage.shared import find, of_other_trips, part_of, slot_distance
from workstation.passage.trips import EVERY, Near, Trip
from workstation.passage.values import Passage
from workstation.register.asking import Together
from workstation.settings import local_day, parse_time

Row = Mapping[str, Any]


class Age(Protocol):
    """When a table was last told, UTC ms."""

    @property
    def as_of(self) -> int: ...


class Tables(Protocol):
    """The reads of `workstation.register.store.Register` that a passage needs."""

    def get(self, table: str, *key: object) -> Row | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> Sequence[Row]: ...
    def among(self, table: str, column: str, values: Sequence[object]) -> Sequence[Row]: ...
    def several(self, asks: Together, values: Sequence[Collection[str]]) -> Sequence[Sequence[Row]]: ...
    def age(self, table: str) -> Age | None: ...
    def as_of(self, tables: tuple[str, ...]) -> Mapping[str, int | None]: ...


@dataclass(frozen=True)
class Short:
    """Why a ledger cannot give what a paper takes. `state`: over | slice | elsewhere | lost | closed | untold | another-firm | unknown; `values` fill the words."""

    state: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """Rows of the register about one passage. `papers` by number; a number the register does not know stands as None.

    `far`: the booking's slot is too far from now. `earlier`: the slip under which the same load was released already, from the journal.
    `shared`: papers not read here that list one of its containers and are not finished; `apart`: those of them that belong to another trip.
    `certificates`: those of the papers whose goods are under a flag.
    `clashes`: what of its past cannot be, the worst first; `relied`: what stands instead of another look; both from the journal. `journeys`: each read of a lock that has a registered journey, against it.
    `open`: bookings between which nothing decides (`booking` is the strictest of them); `beside`: others of the truck for the same hours, or for now.
    `batches`: of enterprises with a release list on the truck, all their lists, those that left here included; `suspended`: those the platform suspended.
    `codes`: papers number of value-added goods -> how their codes stand; `short`: papers number -> why its ledger cannot give what it takes;
    `away`: zero-tariff vehicles of the truck with their days on the mainland. `looked`: inspections of a traveller at another passage that have seen what is here.
    """

    vehicles: Mapping[str, Row | None]
    booking: Row | None
    papers: Mapping[str, Row | None]
    containers: Mapping[str, tuple[Row, ...]]
    listed: Mapping[str, tuple[Row, ...]]
    seals: Mapping[str, tuple[Row, ...]]
    credit: Mapping[str, tuple[Row, ...]]
    instructions: tuple[Row, ...]
    ages: Mapping[str, int | None] = field(default_factory=dict)
    far: bool = False
    earlier: str = ""
    carried: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    shared: Mapping[str, Row | None] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    clashes: tuple[Clash, ...] = ()
    relied: Relied | None = None
    journeys: tuple[Journey, ...] = ()
    batches: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    suspended: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, Short] = field(default_factory=dict)
    away: tuple[Vehicle, ...] = ()
    today: date = date.min
    open: tuple[Row, ...] = ()
    beside: tuple[Row, ...] = ()
    certificates: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    looked: tuple[str, ...] = ()

    @property
    def others(self) -> dict[str, Row | None]:
        """Papers that go with a container of this truck, are judged with its own, and are awaited; none before its first paper is read."""
        return {number: row for number, row in self.shared.items() if number not in self.apart} if self.papers else {}

    @property
    def parties(self) -> tuple[str, ...]:
        """Enterprises of all the papers on the truck, and those that operate its vehicles."""
        return _parties(self.papers, self.shared, self.apart, self.vehicles.values())


UNTOLD: Mapping[str, Any] = {"earlier": "", "clashes": (), "relied": None, "journeys": (), "short": {}, "away": ()}
"""What of `Told` the register does not say: it comes from the journal afterwards."""

NAMED = {"vehicle": "vehicle", "trailer": "vehicle", "declaration": "declaration", "release_list": "release_list", "container": "container"}
"""Kind of part -> kind of target, of the parts an instruction may name by their own number."""

MOST_LISTS = 10_000
"""Release lists of one enterprise looked through."""

BY_SCANS = Together((
    ("booking", "plate"), ("vehicle", "plate"), ("consignment", "declaration"), ("container", "number"), ("container", "papers"), ("seal", "container"), ("seal", "number"),
))
"""What the codes of a truck name by themselves."""

NOTHING: frozenset[str] = frozenset()

AGED = ("instruction", "booking", "consignment", "release_list", "container", "seal", "credit")
"""Tables whose age the rules judge; every other table's age is known and shown."""


def read(passage: Passage, register: Tables, now: int, persons: Mapping[str, str], near: Near = EVERY) -> Told:
    """Read everything once; `persons` maps the pseudonyms of persons under an instruction to their register ids; `near`: which bookings count."""
    found = _BLANK.copy()
    boxes, plates, answers = _scanned(found, passage, register)
    trip = trips.find(passage, found["booking"], register, now, near)
    booking, papers, containers, vehicles = trip.booking, found["papers"], found["containers"], found["vehicles"]
    # What the booking says is on the truck may contradict that it carries no customs goods.
    for number in (booking["containers"] or ()) if booking else ():
        if number not in containers:
            containers[number] = tuple(register.where("container", "number", number))
    carried = _carried(answers, register, containers) if passage.seals else {}
    others = find(register, (*map(containers.__getitem__, boxes), *carried.values()), papers, now)
    apart = of_other_trips(register, others, now, lambda row: _elsewhere(row, trip, plates, now, near)) if others else NOTHING
    named = _named_by(passage, others, _parties(papers, others, apart, vehicles.values()), (booking, *trip.beside))
    found["today"], found["ages"] = local_day(now), register.as_of(AGED)
    found["booking"], found["far"], found["open"], found["beside"] = booking, trip.far, trip.open, trip.beside
    found["carried"], found["shared"], found["apart"] = carried, others, apart
    found["instructions"] = tuple(live_instructions(register, named | _named(passage, persons) if persons else named, now))
    _look_beneath(found, register, {**papers, **others} if others else papers)
    return made(Told, found)


def _scanned(found: dict[str, Any], passage: Passage, register: Tables) -> tuple[tuple[str, ...], tuple[str, ...], Iterator[Sequence[Row]]]:
    """What the codes of a truck name by themselves, into the fields of `Told` (`booking`: those of its plate); gives boxes, plates, and the rows of each seal that was read."""
    values = passage.by_kind.get
    boxes, trucks, numbers = values("container", ()), values("vehicle", ()), values("declaration", ()) + values("release_list", ())
    plates = trucks + values("trailer", ())
    holders = boxes + plates
    answers = iter(register.several(BY_SCANS, (trucks, plates, numbers, boxes, numbers, holders, _forms(passage) if passage.seals else ())))
    # Loops: a comprehension is a call, and most of these have one turn.
    bookings: list[Row] = []
    for _ in trucks:
        bookings += next(answers)
    vehicles, papers, containers, listed, seals = {}, {}, {}, {}, {}
    for plate in plates:
        vehicles[plate] = rows[0] if (rows := next(answers)) else None
    for number in numbers:
        papers[number] = rows[0] if (rows := next(answers)) else register.get("release_list", number)
    for number in boxes:
        containers[number] = tuple(next(answers))
    for number in numbers:
        listed[number] = tuple(next(answers))
    for holder in holders:
        seals[holder] = tuple([row for row in rows if row["state"] == "applied"]) if (rows := next(answers)) else ()
    found["booking"], found["vehicles"], found["papers"], found["containers"], found["listed"], found["seals"] = bookings, vehicles, papers, containers, listed, seals
    return boxes, plates, answers


_BLANK: dict[str, Any] = {**dict.fromkeys([each.name for each in fields(Told)]), **UNTOLD}
"""Room for every field: one that grows while it is filled costs twice as much."""


def _look_beneath(found: dict[str, Any], register: Tables, papers: Mapping[str, Row | None]) -> None:
    """What hangs on the papers by itself, into the fields of `Told`: their enterprises' credit and lists, their codes and certificates."""
    credit: dict[str, tuple[Row, ...]] = {}
    batches: dict[str, tuple[Row, ...]] = {}
    codes: dict[str, str] = {}
    certificates: dict[str, tuple[Row, ...]] = {}
    for number, row in papers.items():
        if not row:
            continue
        uscc = str(row["uscc"])
        if uscc not in credit:
            credit[uscc] = tuple(register.where("credit", "uscc", uscc))
        if "number" in row and uscc not in batches:
            batches[uscc] = tuple(register.where("release_list", "uscc", uscc, MOST_LISTS))
        if row["category"] == "value-added" and "va_confirmation" in row:
            codes[number] = confirmations.of_paper(register, row, found["today"].isoformat())
        if row.get("flags"):
            certificates[number] = tuple(register.where("certificate", "papers", number))
    suspended = frozenset([uscc for uscc in batches if (row := register.get("enterprise", uscc)) and row["batch_exit"] == "suspended"]) if batches else NOTHING
    found["credit"], found["batches"], found["suspended"], found["codes"], found["certificates"] = credit, batches, suspended, codes, certificates


def _elsewhere(row: Row, trip: Trip, plates: Collection[str], now: int, near: Near) -> bool:
    return (near.reach is not None and slot_distance(row, now) > near.reach) or trips.another(row, trip, plates)


def _forms(passage: Passage) -> Collection[str]:
    """How the seals read here may stand in the register."""
    forms: dict[str, None] = {}
    for seal in passage.seals:
        forms[seal.number] = forms[fold_seal(seal.number)] = None
    return forms


def _carried(numbered: Iterable[Sequence[Row]], register: Tables, known: Mapping[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """Containers that the seals read here (rows of each) were put on, with their rows: a container nobody read is here all the same."""
    holders: dict[str, tuple[Row, ...]] = {}
    for rows in numbered:
        for row in rows:
            if row["state"] == "applied" and (holder := row["container"]) not in holders:
                holders[holder] = known.get(holder) or tuple(register.where("container", "number", holder))
    return holders


def _named(passage: Passage, persons: Mapping[str, str]) -> dict[str, str]:
    if not persons:
        return {}
    drivers = [each for part in passage.parts if part.kind == "driver" for each in (*part.before, part.value)]
    return {persons[driver]: "person" for driver in drivers if driver in persons}


def targets(passage: Passage, told: Told) -> dict[str, str]:
    """Everything of the passage an instruction may name, but persons: target -> its kind. What was corrected away stays: the first read may have been right.

    Papers that share a container count although they are of another trip: an instruction is about goods, and these may not have gone.
    """
    return _named_by(passage, told.shared, told.parties, (told.booking, *told.beside))


def _named_by(passage: Passage, shared: Collection[str], parties: Iterable[str], bookings: Iterable[Row | None]) -> dict[str, str]:
    found = {number: part_of(number) for number in shared} if shared else {}
    for part in passage.parts:
        if kind := NAMED.get(part.kind):
            if part.before:
                found |= dict.fromkeys(part.before, kind)
            found[part.value] = kind
    for seal in passage.seals:
        for number in (*seal.before, seal.number) if seal.before else (seal.number,):
            found[number] = found[fold_seal(number)] = "seal"
    for party in parties:
        found[party] = "enterprise"
    # Also what is booked for these very hours, whichever papers are shown.
    for booking in bookings:
        if booking:
            _name_booked(found, booking)
    return found


def _name_booked(found: dict[str, str], booking: Row) -> None:
    found[booking["number"]] = "booking"
    for number in booking["containers"] or ():
        found[number] = "container"
    for number in booking["papers"] or ():
        found[number] = part_of(number)
    if booking["trailer"]:
        found[booking["trailer"]] = "vehicle"


def _parties(papers: Mapping[str, Row | None], shared: Mapping[str, Row | None], apart: Collection[str], vehicles: Iterable[Row | None]) -> tuple[str, ...]:
    own = [*papers.values(), *[row for number, row in shared.items() if number not in apart]] if shared else papers.values()
    found: dict[str, None] = {}
    for rows in (own, vehicles):
        for row in rows:
            if row and (uscc := row.get("uscc")):
                found[uscc] = None
    return tuple(found)


def live_instructions(register: Tables, targets: Mapping[str, str], now: int) -> list[Row]:
    """Instructions in force on any of the targets, in the order of these; one read."""
    rows = register.among("instruction", "target", list(targets))
    rows = [row for row in rows if row["target_kind"] == targets[row["target"]] and in_force(row, now)] if rows else []
    if len(rows) > 1:
        order = {target: place for place, target in enumerate(targets)}
        rows.sort(key=lambda row: (order[row["target"]], row["number"]))
    return rows


def in_force(row: Row, now: int) -> bool:
    """Live, and not past its end."""
    return row["state"] == "live" and (not row["valid_to"] or parse_time(row["valid_to"]) >= now)
