"""One document: any leg's number finds the consignment, and its parties and containers are compared across the legs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from workstation.codes import Code

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
    """A consignment with its legs in order of the way; `compared`: legs that name containers or parties at all."""

    declaration: str
    party: str
    containers: tuple[str, ...]
    legs: tuple[Leg, ...]
    differs: tuple[Differs, ...]
    compared: int


COLUMNS = {"ucr": "ucr", "bill-of-lading": "bill_of_lading", "air-waybill": "bill_of_lading", "va-confirmation": "va_confirmation"}


def consignments(code: Code, register: Tables) -> Iterator[Row]:
    """Every consignment that a number stands for: a declaration, a leg, a transport document, a UCR, a booking, a container."""
    found: list[str] = []
    if code.kind == "declaration":
        found.append(code.value)
    if code.kind in COLUMNS:
        found += [row["declaration"] for row in register.where("consignment", COLUMNS[code.kind], code.value)]
    if code.kind == "booking":
        found += [number for row in [register.get("booking", code.value)] if row for number in row["papers"] or ()]
    if code.kind == "container":
        found += [row["papers"] for row in register.where("container", "number", code.value)]
    # A leg may carry any number at all.
    found += [row["declaration"] for row in register.where("leg", "number", code.value)]
    rows = (register.get("consignment", number) for number in dict.fromkeys(found))
    return (row for row in rows if row)


def document(code: Code, register: Tables) -> Document | None:
    """The consignment of a number, or None; of several the first (its others are found by their own numbers)."""
    row = next(consignments(code, register), None)
    if row is None:
        return None
    number = row["declaration"]
    containers = tuple(each["number"] for each in register.where("container", "papers", number))
    legs = in_way([_leg(each, register) for each in register.where("leg", "declaration", number)])
    return Document(number, row["uscc"], containers, legs, compared(row["uscc"], containers, legs), sum(bool(leg.parties or leg.containers) for leg in legs))


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
    """What the documents of the legs say otherwise than the declaration, or than the leg before; a leg that names nothing is not compared."""
    found: list[Differs] = []
    for leg in legs:
        if leg.containers and containers:
            found += [Differs("container-missing", leg.number, "declaration", box) for box in containers if box not in leg.containers]
            found += [Differs("container-extra", leg.number, "declaration", box) for box in leg.containers if box not in containers]
    for sort in ("consignor", "consignee"):
        named = [(leg, value) for leg in legs for each, value in leg.parties if each == sort]
        found += [Differs(sort, leg.number, named[0][0].number, value) for leg, value in named[1:] if value != named[0][1]]
    if not any(value == party for leg in legs for _, value in leg.parties):
        found += [Differs("declarant", leg.number, "declaration", party) for leg in legs[:1] if leg.parties]
    for before, after in pairwise(legs):
        if before.ends and after.begins and before.ends != after.begins:
            found.append(Differs("broken-way", after.number, before.number, f"{before.ends} – {after.begins}"))
    return tuple(found)
