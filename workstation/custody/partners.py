"""Inspections that a partner port's pack tells: steps of an item that stand in the register, not in any journal this station knows."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Protocol

from workstation.codes import fold_seal
from workstation.custody.values import TOLD_BY_REGISTER, Step, Visit
from workstation.settings import parse_time


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...


COLUMNS = {"container": "container", "declaration": "papers", "release_list": "papers"}
"""Part -> the column of an inspection that names it; a seal is named as it is written and a vehicle not at all, so they are found by the containers they were seen with."""


def looks(part: str, value: str, visits: Sequence[Visit], register: Tables) -> tuple[Step, ...]:
    """Every inspection of a container, under papers, after which a seal was put on, or of what a vehicle was seen with under the same papers (`visits`: of the item).

    They have no event: `seq` counts down from -1, the station is the port that looked.
    """
    rows = _rows(part, value, visits, register)
    return tuple(map(_look, rows, count(-1, -1))) if rows else ()


def _look(row: Mapping[str, Any], seq: int) -> Step:
    told = {"result": row["result"], "number": row["reference"], "papers": row["papers"], "seal": row["seal"] or ""}
    return Step(parse_time(row["at"]), row["port"], seq, TOLD_BY_REGISTER, part="container", value=row["container"], values=told)


def _rows(part: str, value: str, visits: Sequence[Visit], register: Tables) -> list[dict[str, Any]]:
    if part in COLUMNS:
        return register.where("partner_inspection", COLUMNS[part], value)
    if part not in ("seal", "vehicle", "trailer"):
        return []
    boxes = sorted({box for visit in visits for box in visit.items.get("container", ())})
    rows = [row for box in boxes for row in register.where("partner_inspection", "container", box)]
    if part == "seal":
        return [row for row in rows if fold_seal(row["seal"] or "") == value]
    return [row for row in rows if any(row["container"] in visit.items.get("container", ()) and row["papers"] in _papers(visit) for visit in visits)]


def _papers(visit: Visit) -> tuple[str, ...]:
    return (*visit.items.get("declaration", ()), *visit.items.get("release_list", ()))
