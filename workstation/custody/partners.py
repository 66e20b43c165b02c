"""Inspections that a partner port's pack tells: steps of an item that stand in the register, not in any journal this station knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol
from zlib import crc32

from workstation.codes import fold_seal
from workstation.custody.values import TOLD_BY_REGISTER, Step, Visit
from workstation.settings import parse_time


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...

    def among(self, table: str, column: str, values: Sequence[object]) -> list[dict[str, Any]]: ...

    def age(self, table: str) -> object: ...


ENDED = ("inspection.closed", "inspection.suspended")
"""When a look of ours was over: the time a pack tells of it."""
COLUMNS = {"container": "container", "declaration": "papers", "release_list": "papers"}
"""Part -> the column of an inspection that names it; a vehicle is not named at all, and is found by the containers it was seen with."""


def looks(part: str, value: str, visits: Sequence[Visit], register: Tables) -> tuple[Step, ...]:
    """Every inspection of a container, under papers, after which a seal was put on, or of what a vehicle was seen with under the same papers (`visits`: of the item).

    They have no event: `seq` is a number of their own below zero, the station is the port that looked.
    """
    rows = _rows(part, value, visits, register)
    return tuple(map(look, rows)) if rows else ()


def put_on(seals: Sequence[str], register: Tables) -> tuple[Step, ...]:
    """Every inspection after which one of these seals was put on, of whatever container; nothing is read where the port was told of none."""
    return tuple(map(look, register.among("partner_inspection", "seal", seals))) if seals and register.age("partner_inspection") else ()


def look(row: Mapping[str, Any]) -> Step:
    """One inspection as a step; it has the same number whatever else a pack tells."""
    told = {"result": row["result"], "number": row["reference"], "papers": row["papers"], "seal": row["seal"] or ""}
    seq = -1 - crc32(f"{row['port']} {row['reference']}".encode())
    return Step(parse_time(row["at"]), row["port"], seq, TOLD_BY_REGISTER, part="container", value=row["container"], values=told)


def as_visits(looked: Iterable[Step], visits: Iterable[Visit], skew: int) -> tuple[Visit, ...]:
    """Each look as a visit of its own, with the seal that was put on after it: the container stood there then. One that a journal tells as well (`visits`) is told once; `skew` ms."""
    own = [visit for visit in visits if any(step.what in ENDED for step in visit.steps)]
    return tuple(_visit(step) for step in looked if not any(_is_same(step, visit, skew) for visit in own))


def _visit(step: Step) -> Visit:
    name = f"{step.station}/{step.values['number']}"
    steps = [replace(step, passage=name)]
    if seal := fold_seal(step.values["seal"]):
        steps.append(replace(steps[0], what="seal.applied", part="seal", value=seal, container=step.value))
    return Visit(name, step.station, tuple(steps))


def _is_same(step: Step, visit: Visit, skew: int) -> bool:
    """Whether a journal tells of this look: that port's own, of this container, at about the time."""
    times = [each.at for each in visit.steps if each.what in ENDED]
    return visit.steps[0].place[0] == step.place[0] and visit.has(step.value) and any(abs(at - step.at) <= skew for at in times)


def _rows(part: str, value: str, visits: Sequence[Visit], register: Tables) -> list[dict[str, Any]]:
    if part in COLUMNS:
        return register.where("partner_inspection", COLUMNS[part], value)
    if part == "seal":
        return register.where("partner_inspection", "seal", value) if register.age("partner_inspection") else []
    if part not in ("vehicle", "trailer"):
        return []
    boxes = sorted({box for visit in visits for box in visit.items.get("container", ())})
    rows = [row for box in boxes for row in register.where("partner_inspection", "container", box)]
    return [row for row in rows if any(row["container"] in visit.items.get("container", ()) and row["papers"] in _papers(visit) for visit in visits)]


def _papers(visit: Visit) -> tuple[str, ...]:
    return (*visit.items.get("declaration", ()), *visit.items.get("release_list", ()))
