"""Inspections that a partner port's pack tells: steps of an item that stand in the register, not in any journal this station knows."""

from collections.abc import Collection, Iterator
from typing import Any, Protocol

from workstation.codes import fold_seal
from workstation.custody.values import TOLD_BY_REGISTER, Step
from workstation.settings import parse_time


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...


COLUMNS = {"container": "container", "declaration": "papers", "release_list": "papers"}
"""Part -> the column of an inspection that names it; a seal is named as it is written, so it is found by its containers."""


def looks(part: str, value: str, boxes: Collection[str], register: Tables) -> Iterator[Step]:
    """Every inspection of a container, under papers, or after which a seal was put on one of the containers it was seen with (`boxes`).

    They have no event: `seq` counts down from -1, the station is the port that looked.
    """
    if part in COLUMNS:
        rows = register.where("partner_inspection", COLUMNS[part], value)
    elif part == "seal":
        rows = [row for box in sorted(boxes) for row in register.where("partner_inspection", "container", box) if fold_seal(row["seal"] or "") == value]
    else:
        rows = []
    for number, row in enumerate(rows, 1):
        told = {"result": row["result"], "number": row["reference"], "papers": row["papers"], "seal": row["seal"] or ""}
        yield Step(parse_time(row["at"]), row["port"], -number, TOLD_BY_REGISTER, part="container", value=row["container"], values=told)
