"""Inspections that a partner port's pack tells: steps of an item that stand in the register, not in any journal this station knows."""

from collections.abc import Collection, Iterator
from itertools import count
from typing import Any, Protocol

from workstation.codes import fold_seal
from workstation.custody.values import TOLD_BY_REGISTER, Step
from workstation.settings import parse_time


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...


NAMED = {"declaration": "papers", "release_list": "papers", "seal": "seal"}
"""Part -> the field of an inspection that names it; a container is what was looked at."""


def looks(part: str, value: str, boxes: Collection[str], register: Tables) -> Iterator[Step]:
    """Every inspection of a container, or of papers or a seal by the containers (`boxes`) they are known with; nothing of what is no part of them.

    They have no event: `seq` counts down from -1, the station is the port that looked.
    """
    if part != "container" and part not in NAMED:
        return
    asked = (value,) if part == "container" else sorted(boxes)
    rows = [row for box in asked for row in register.where("partner_inspection", "container", box) if part == "container" or _named(row, part, value)]
    for number, row in zip(count(1), rows, strict=False):
        told = {"result": row["result"], "number": row["reference"], "papers": row["papers"], "seal": row["seal"] or ""}
        yield Step(parse_time(row["at"]), row["port"], -number, TOLD_BY_REGISTER, part="container", value=row["container"], values=told)


def _named(row: dict[str, Any], part: str, value: str) -> bool:
    told = row[NAMED[part]] or ""
    return bool((fold_seal(told) if part == "seal" else told) == value)
