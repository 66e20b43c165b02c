"""Ship-side pickup: for each container of a vessel's call, lift it now, to the yard, or stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workstation.settings import local_time, parse_time
from workstation.words import Refused

Row = dict[str, Any]
TABLES = ("consignment", "instruction", "container", "unloading")
"""Tables whose age decides whether the absence of something in them means anything."""


class Age(Protocol):
    """When a table was last told, UTC ms."""

    @property
    def as_of(self) -> int: ...


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def get(self, table: str, *key: object) -> Row | None: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[Row]: ...
    def age(self, table: str) -> Age | None: ...


@dataclass(frozen=True)
class Box:
    """One container. `say`: lift | yard | stop; `reason`: a key of `custody.board.REASON`; `papers`: its declaration or list, '' for none.

    `number`: of the instruction, the partner's inspection or the papers without a certificate; or the place and time of the hold, stop or inspection.
    `left_out`: trucks it was seen on that were not looked into, because they are older than the board looks back or more than it looks into.
    """

    container: str
    say: str
    reason: str
    papers: str = ""
    number: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class Board:
    """The board of one call at one moment; stops come first. `stale`: a table is too old for its absences to count, so nothing is lifted; `since`: how far it looks back, UTC ms."""

    call: str
    imo: str
    name: str
    port: str
    arrives: str
    stale: tuple[str, ...]
    boxes: tuple[Box, ...]
    since: int = 0

    @property
    def left_out(self) -> int:
        """Containers of which some trucks were not looked into."""
        return sum(bool(box.left_out) for box in self.boxes)


@dataclass(frozen=True)
class Against:
    """What the lane knows against lifting a container: `say` stop | yard, and the reason and number of its `Box`."""

    say: str
    reason: str
    number: str = ""


@dataclass(frozen=True)
class Load:
    """A container as the register ties it: its papers, and everything of its consignment that an instruction or a stop may name (kind of target, value)."""

    container: str
    papers: tuple[str, ...]
    targets: frozenset[tuple[str, str]]


ORDER = ("stop", "lift", "yard")


def board(call: str, register: Tables, now: int, limits: dict[str, int], against: Callable[[Load], Against | None]) -> Board:
    """The board of a call. `limits`: table -> ms it may be old; `against`: what the lane knows of a container. Refused `call-unknown`."""
    row = register.get("ship_call", call)
    if row is None:
        raise Refused("call-unknown", call=call[:40])
    stale = tuple(name for name in TABLES if name in limits and ((age := register.age(name)) is None or now - age.as_of > limits[name]))
    rows = register.where("unloading", "call", call, 10_000)
    boxes = sorted((_box(each, register, now, (stale, against)) for each in rows), key=lambda box: (ORDER.index(box.say), box.container))
    return Board(call, row["imo"], row["name"] or "", row["port"], row["arrives"], stale, tuple(boxes))


def load_of(container: str, register: Tables) -> Load:
    """A container with its papers, its parties, its declared seals, and the trucks booked for it or for its papers."""
    papers = tuple(each["papers"] for each in register.where("container", "number", container))
    found = {("container", container)} | {("seal", row["number"]) for row in register.where("seal", "container", container) if row["state"] == "applied"}
    for number in papers:
        row = register.get("consignment", number)
        listed = row or register.get("release_list", number)
        found.add(("declaration" if row or not listed else "release_list", number))
        if listed:
            found.add(("enterprise", str(listed["uscc"])))
        for booking in register.where("booking", "papers", number):
            if not booking["containers"] or container in booking["containers"]:
                found |= {("booking", booking["number"]), *(("vehicle", plate) for plate in (booking["plate"], booking["trailer"]) if plate)}
    return Load(container, papers, frozenset(found))


def _box(row: Row, register: Tables, now: int, known: tuple[Sequence[str], Callable[[Load], Against | None]]) -> Box:
    (stale, against), number = known, row["container"]
    load = load_of(number, register)
    told = [register.get("consignment", each) or register.get("release_list", each) for each in load.papers]
    hits = [hit for kind, target in sorted(load.targets) for hit in register.where("instruction", "target", target) if hit["target_kind"] == kind and _live(hit, now)]
    shown = load.papers[0] if load.papers else ""
    if hits:
        return Box(number, "stop", "instruction", shown, hits[0]["number"])
    say, reason, name = _said(row, told, (against(load), bool(stale)), local_time(now).date().isoformat())
    return Box(number, say, reason, shown, name)


def _said(row: Row, told: Sequence[Row | None], known: tuple[Against | None, bool], today: str) -> tuple[str, str, str]:
    """(say, reason, number) of a container no instruction names; `known`: what the lane has against it, and whether a table is too old."""
    found, stale = known
    if found and found.say == "stop":
        return found.say, found.reason, found.number
    if any(each and each["state"] in ("cancelled", "withdrawn", "suspended") for each in told):
        return "stop", "papers", ""
    if not told or not all(each and each["state"] in ("released", "filed") and (each["valid_to"] or today) >= today for each in told):
        return "yard", "not-released" if told else "no-papers", ""
    if found:
        return found.say, found.reason, found.number
    why = "" if row["pickup"] and not stale else "stale" if row["pickup"] else "not-asked"
    return ("yard", why, "") if why else ("lift", "released", "")


def _live(row: Row, now: int) -> bool:
    return bool(row["state"] == "live" and (not row["valid_to"] or parse_time(row["valid_to"]) >= now))
