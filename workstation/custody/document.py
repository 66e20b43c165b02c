"""One document: any leg's number finds the consignment, and its parties and containers are compared across the legs; a party without a credit code may be a person and is masked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from workstation import codes
from workstation.codes import Code
from workstation.made import made
from workstation.register import find

Row = dict[str, Any]


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def get(self, table: str, *key: object) -> Row | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[Row]: ...


@dataclass(frozen=True)
class Leg:
    """One leg: number, mode, both ends, and what its own document names."""

    number: str
    mode: str
    begins: str
    ends: str
    parties: tuple[tuple[str, str], ...]
    containers: tuple[str, ...]


@dataclass(frozen=True)
class Differs:
    """What is not the same across legs. `what`: container-missing | container-extra | consignor | consignee | declarant (on no leg) | broken-way; `leg` and `other` name the two."""

    what: str
    leg: str
    other: str
    value: str


@dataclass(frozen=True)
class Document:
    """A consignment with its legs in order of the way; `compared`: legs that name containers or parties at all; `shared_with`: declarations that the same number stands for too."""

    declaration: str
    party: str
    containers: tuple[str, ...]
    legs: tuple[Leg, ...]
    differs: tuple[Differs, ...]
    compared: int
    shared_with: tuple[str, ...] = ()


PARTIES = ("consignor", "consignee")
COLUMNS = {"ucr": "ucr", "bill-of-lading": "bill_of_lading", "air-waybill": "bill_of_lading", "va-confirmation": "va_confirmation"}


def consignments(code: Code, register: Tables) -> list[Row]:
    """Every consignment that a number stands for: a declaration, a leg, a transport document, a UCR, a booking, a container."""
    found: list[str] = []
    # An air waybill is written with a hyphen after the airline, and its barcode has none.
    numbers = (code.value, f"{code.value[:3]}-{code.value[3:]}") if code.kind == "air-waybill" else (code.value,)
    if code.kind == "declaration":
        found.append(code.value)
    if code.kind in COLUMNS:
        found += [row["declaration"] for number in numbers for row in register.where("consignment", COLUMNS[code.kind], number)]
    if code.kind == "booking":
        found += [number for row in [register.get("booking", code.value)] if row for number in row["papers"] or ()]
    if code.kind == "container":
        found += [row["papers"] for row in register.where("container", "number", code.value)]
    # A leg may carry any number at all.
    found += [row["declaration"] for number in numbers for row in register.where("leg", "number", number)]
    return [row for number in dict.fromkeys(found) if (row := register.get("consignment", number))]


def document(code: Code, register: Tables) -> Document | None:
    """The consignment of a number, or None; of several the first, with the numbers of the others."""
    rows = consignments(code, register)
    if not rows:
        return None
    row, number = rows[0], rows[0]["declaration"]
    containers = tuple([each["number"] for each in register.where("container", "papers", number)])
    shared = tuple([each["declaration"] for each in rows[1:]]) if len(rows) > 1 else ()
    told = register.where("leg", "declaration", number)
    if not told:
        return made(Document, {"declaration": number, "party": row["uscc"], "containers": containers, "legs": (), "differs": (), "compared": 0, "shared_with": shared})
    legs = in_way([_own(_leg(each, register), number, containers, register) for each in told])
    found = tuple(replace(each, value=_party(each.value)) if each.what in PARTIES else each for each in compared(row["uscc"], containers, legs))
    legs = tuple(replace(leg, parties=tuple((sort, _party(value)) for sort, value in leg.parties)) for leg in legs)
    return Document(number, row["uscc"], containers, legs, found, sum(bool(leg.parties or leg.containers) for leg in legs), shared)


def _party(value: str) -> str:
    """A party as it is shown unasked: a credit code whole; a name as a person's is (whose it is nobody can tell from it), a number of anything else by its end."""
    if any(code.kind == "uscc" and code.checked for code in codes.recognise(value).candidates):
        return value
    return codes.masked("personal", value) if any(sign.isdigit() for sign in value) else find.masked(value)


def _own(leg: Leg, declaration: str, containers: Sequence[str], register: Tables) -> Leg:
    """A leg without the containers of the other consignments it carries: groupage goes under one waybill."""
    if all(box in containers for box in leg.containers):
        return leg
    beside = {row["declaration"] for row in register.where("leg", "number", leg.number)} - {declaration}
    theirs = {row["number"] for each in sorted(beside) for row in register.where("container", "papers", each)} - {*containers}
    return replace(leg, containers=tuple(box for box in leg.containers if box not in theirs))


def _leg(row: Row, register: Tables) -> Leg:
    items = register.where("leg_item", "number", row["number"])
    parties = tuple((item["sort"], item["value"]) for item in items if item["sort"] != "container")
    return Leg(row["number"], row["mode"], row["from"] or "", row["to"] or "", parties, tuple(item["value"] for item in items if item["sort"] == "container"))


def in_way(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Each leg behind the one that ends where it begins; legs that fit nowhere stay in the order of their numbers."""
    left = sorted(legs, key=lambda leg: leg.number)
    ends = {leg.ends for leg in left}
    ordered: list[Leg] = []
    while left:
        here = ordered[-1].ends if ordered else ""
        following = next((leg for leg in left if here and leg.begins == here), None)
        following = following or next((leg for leg in left if leg.begins not in ends), left[0])
        ordered.append(following)
        left.remove(following)
    return tuple(ordered)


def compared(party: str, containers: Sequence[str], legs: Sequence[Leg]) -> tuple[Differs, ...]:
    """What the documents of the legs say otherwise than the declaration, or than another leg; a leg that names nothing is not compared."""
    found: list[Differs] = []
    for leg in legs:
        # Where the declaration names no container, the first leg that does is what the others are held against.
        first = next((each for each in legs if each.containers), leg)
        other, wanted = ("declaration", containers) if containers else (first.number, first.containers)
        if leg.containers and wanted:
            found += [Differs("container-missing", leg.number, other, box) for box in wanted if box not in leg.containers]
            found += [Differs("container-extra", leg.number, other, box) for box in leg.containers if box not in wanted]
    for sort in PARTIES:
        named = [(leg, several) for leg in legs if (several := [value for each, value in leg.parties if each == sort])]
        # One waybill of several consignments names the parties of them all.
        found += [Differs(sort, leg.number, named[0][0].number, several[0]) for leg, several in named[1:] if not {*several} & {*named[0][1]}]
    if not any(value == party for leg in legs for _, value in leg.parties):
        found += [Differs("declarant", leg.number, "declaration", party) for leg in [each for each in legs if each.parties][:1]]
    for before, after in pairwise(legs):
        if before.ends and after.begins and before.ends != after.begins:
            found.append(Differs("broken-way", after.number, before.number, f"{before.ends} – {after.begins}"))
    return tuple(found)
