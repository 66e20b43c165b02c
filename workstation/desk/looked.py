"""What an inspection of a traveller has seen besides the receipt it was opened for: the receipts it names count as looked at, until the end of the day it was closed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workstation.desk import tables
from workstation.desk.station import Station
from workstation.inspection import forms
from workstation.inspection import grow as inspections
from workstation.inspection.values import Form
from workstation.journal import Event
from workstation.passage import Passage, of
from workstation.passage.check import INSTRUCTION
from workstation.risk.days import day_of

RECEIPTS = "traveller.receipts"
"""What marks the field of a form that names the other receipts whose goods were looked at."""
Row = Mapping[str, Any]


def field_of(form: Form) -> str:
    """The id of that field, '' for a form without one."""
    return next((each.id for each in form.fields if each.prefill == RECEIPTS), "")


def named(text: str) -> tuple[str, ...]:
    """The receipts of an entry."""
    return tuple(text.replace(",", " ").replace(";", " ").replace("、", " ").upper().split())


def before(passage: Passage, station: Station, live: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """(instructions that no inspection of today has answered for the receipts read here, the inspections that have answered the others)."""
    receipts = passage.values("receipt")
    if not live or not receipts:
        return tuple(live), ()
    found = dict(_answers(passage, station, set(receipts)))
    left = tuple(row for row in live if not any(f"{INSTRUCTION}{row['number']}" in answers for answers in found.values()))
    return left, tuple(name for name, answers in found.items() if any(f"{INSTRUCTION}{row['number']}" in answers for row in live))


def _answers(passage: Passage, station: Station, receipts: set[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Of this person's other passages: each inspection that was closed today, let him go and names these receipts, and what that passage has answered."""
    rows = [station.register.get("receipt", number) for number in receipts]
    people = {station.pseudonym("person", row["person"]) for row in rows if row} | {*passage.values("driver")}
    marks, today = ", ".join("?" * len(people)), day_of(station.clock())
    names = station.journal.read(f"SELECT DISTINCT passage FROM part WHERE kind = 'driver' AND value IN ({marks}) AND moved = 0 AND passage <> ?", (*people, passage.id))
    for (name,) in names:
        events = list(station.journal.events(subject=name))
        other = of(events)
        normal = {each for each, result in other.inspections if result == "normal"} if other else set()
        for each in inspections.gather(events).values() if normal else ():
            field = field_of(forms.find(each.form, each.version, lists=tables.lists(station)))
            if other and each.id in normal and field and receipts <= {*named(each.fields.get(field, ""))} and _closed(events, each.id) == today:
                yield each.id, other.answered


def _closed(events: Sequence[Event], inspection: str) -> str:
    return next((day_of(each.at) for each in events if each.kind == "inspection.closed" and each.body["inspection"] == inspection), "")
