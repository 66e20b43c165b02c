"""Ship-side pickup: for each container of a vessel's call, lift it now, to the yard, or stop."""

from collections.abc import Sequence
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
    """One container. `say`: lift | yard | stop; `reason`: a key of `custody.board.REASON`; `papers`: its declaration or list, '' for none; `number`: of the instruction."""

    container: str
    say: str
    reason: str
    papers: str = ""
    number: str = ""


@dataclass(frozen=True)
class Board:
    """The board of one call at one moment; stops come first. `stale`: a table is too old for its absences to count, so nothing is lifted."""

    call: str
    imo: str
    name: str
    port: str
    arrives: str
    stale: tuple[str, ...]
    boxes: tuple[Box, ...]


ORDER = ("stop", "lift", "yard")


def board(call: str, register: Tables, now: int, limits: dict[str, int]) -> Board:
    """The board of a call. `limits`: table -> ms it may be old. Refused `call-unknown`."""
    row = register.get("ship_call", call)
    if row is None:
        raise Refused("call-unknown", call=call[:40])
    stale = tuple(name for name in TABLES if name in limits and ((age := register.age(name)) is None or now - age.as_of > limits[name]))
    rows = register.where("unloading", "call", call, 10_000)
    boxes = sorted((_box(each, register, now, stale) for each in rows), key=lambda box: (ORDER.index(box.say), box.container))
    return Board(call, row["imo"], row["name"] or "", row["port"], row["arrives"], stale, tuple(boxes))


def _box(row: Row, register: Tables, now: int, stale: Sequence[str]) -> Box:
    number = row["container"]
    papers = [each["papers"] for each in register.where("container", "number", number)]
    told = [(each, register.get("consignment", each) or register.get("release_list", each)) for each in papers]
    targets = {number, *papers, *(str(found["uscc"]) for _, found in told if found)}
    hits = [hit for target in sorted(targets) for hit in register.where("instruction", "target", target) if _live(hit, now)]
    shown = papers[0] if papers else ""
    if hits:
        return Box(number, "stop", "instruction", shown, hits[0]["number"])
    if any(found and found["state"] in ("cancelled", "withdrawn", "suspended") for _, found in told):
        return Box(number, "stop", "papers", shown)
    today = local_time(now).date().isoformat()
    whole = bool(told) and all(found and found["state"] in ("released", "filed") and (found["valid_to"] or today) >= today for _, found in told)
    if not whole:
        return Box(number, "yard", "not-released" if told else "no-papers", shown)
    if not row["pickup"]:
        return Box(number, "yard", "not-asked", shown)
    return Box(number, "yard", "stale", shown) if stale else Box(number, "lift", "released", shown)


def _live(row: Row, now: int) -> bool:
    return bool(row["state"] == "live" and (not row["valid_to"] or parse_time(row["valid_to"]) >= now))
