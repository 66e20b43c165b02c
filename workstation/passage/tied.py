"""What the register ties one code to, so that scans that belong to different trucks are told apart; pure."""

from collections.abc import Iterable

from workstation.codes import fold_seal
from workstation.passage.shared import Row, Tables, paper_row


def ties(register: Tables, part: str, value: str) -> frozenset[str]:
    """What the register ties a code to: `vehicle:…`, `papers:…`, `container:…`, `booking:…`; empty when it does not know it."""
    if part in ("vehicle", "trailer"):
        rows = register.where("booking", "plate" if part == "vehicle" else "trailer", value)
        known = frozenset({f"vehicle:{value}"}) if rows or register.get("vehicle", value) else frozenset()
        return known | _of_bookings(rows)
    if part == "booking":
        row = register.get("booking", value)
        return _of_bookings([row]) if row else frozenset()
    if part in ("declaration", "release_list"):
        known = frozenset({f"papers:{value}"}) if paper_row(register, value) else frozenset()
        return known | _of_bookings(register.where("booking", "papers", value))
    if part == "container":
        numbers = [row["papers"] for row in register.where("container", "number", value)]
        return frozenset({f"container:{value}"} if numbers else ()) | _of_papers(register, numbers, value)
    if part == "seal":
        holders = [row["container"] for form in {value, fold_seal(value)} for row in register.where("seal", "number", form)]
        return frozenset().union(*(_of_holder(register, holder) for holder in holders))
    return _of_certificate(register, value) if part == "certificate" else frozenset()


def _of_certificate(register: Tables, value: str) -> frozenset[str]:
    row = register.get("certificate", value)
    return frozenset({f"papers:{row['papers']}"}) | _of_bookings(register.where("booking", "papers", row["papers"])) if row else frozenset()


def _of_holder(register: Tables, holder: str) -> frozenset[str]:
    if rows := register.where("container", "number", holder):
        return frozenset({f"container:{holder}"}) | _of_papers(register, [row["papers"] for row in rows], holder)
    return frozenset({f"vehicle:{holder}"}) if register.get("vehicle", holder) else frozenset({f"container:{holder}"})


def _of_papers(register: Tables, numbers: Iterable[str], container: str) -> frozenset[str]:
    """The papers a container stands on, and of their bookings those that name the container, where any does."""
    found: frozenset[str] = frozenset()
    for number in numbers:
        rows = register.where("booking", "papers", number)
        own = [row for row in rows if container in (row["containers"] or ())]
        found |= {f"papers:{number}"} | _of_bookings(own or rows)
    return found


def _of_bookings(rows: Iterable[Row]) -> frozenset[str]:
    found: set[str] = set()
    for row in rows:
        found |= {f"booking:{row['number']}", f"vehicle:{row['plate']}"}
        found |= {f"papers:{number}" for number in row["papers"] or ()}
        found |= {f"container:{number}" for number in row["containers"] or ()}
    return frozenset(found)
