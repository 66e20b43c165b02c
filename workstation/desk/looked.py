"""What an inspection of a traveller has seen besides the receipt it was opened for: the receipts it names count as looked at, until the end of the day it was closed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workstation.codes import group, recognise
from workstation.desk import tables
from workstation.desk.card import Say
from workstation.desk.station import Station
from workstation.inspection import forms
from workstation.inspection import grow as inspections
from workstation.inspection.values import Form, Inspection
from workstation.journal import Event
from workstation.passage import Passage, of
from workstation.passage.check import INSTRUCTION
from workstation.risk import STRICT
from workstation.risk.days import day_of
from workstation.settings import parse_time
from workstation.words import Refused

RECEIPTS = "traveller.receipts"
"""What marks the field of a form that names the other receipts whose goods were looked at."""
MEANS = {"machine-image": "machine", "baggage-image": "machine"}
"""What a form answers; every form that is not named answers up to a manual inspection."""
Row = Mapping[str, Any]

_GROUPED = re.compile(r"\b(DF) +([0-9]{6}) +([0-9]{8}) +([0-9A-Z])\b")


def field_of(form: Form) -> str:
    """The id of that field, '' for a form without one."""
    return next((each.id for each in form.fields if each.prefill == RECEIPTS), "")


def named(text: str) -> tuple[str, ...]:
    """The receipts of an entry."""
    bare = re.sub("[,;\u3001\uff0c\uff1b]", " ", text).upper()
    return tuple(_GROUPED.sub(r"\1\2\3\4", bare).split())


def of_form(station: Station, inspection: Inspection) -> tuple[str, ...]:
    """The receipts an inspection names so far, besides the one it was opened for."""
    field = field_of(forms.find(inspection.form, inspection.version, lists=tables.lists(station)))
    return named(inspection.fields.get(field, "")) if field else ()


def check(station: Station, passage: Passage, text: str) -> tuple[Say, ...]:
    """What is to be said of an entry: a receipt nobody told counts for nothing until it is told. Refused `looked-no-receipt`, `looked-of-another`."""
    buyers = {row["person"] for number in passage.values("receipt") if (row := station.register.get("receipt", number))}
    people = {station.pseudonym("person", each) for each in buyers} | {*passage.values("driver")}
    unknown = []
    for number in named(text):
        if number not in [code.value for code in recognise(number).candidates if code.kind == "receipt"]:
            raise Refused("looked-no-receipt", text=number[:40])
        row = station.register.get("receipt", number)
        if row and people and station.pseudonym("person", row["person"]) not in people:
            raise Refused("looked-of-another", receipt=group("receipt", number))
        if row is None:
            unknown.append(group("receipt", number))
    return tuple(Say("looked-unknown", {"receipt": each}) for each in unknown)


def before(passage: Passage, station: Station, live: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """(instructions that no inspection of today has answered for the receipts read here, the inspections that have answered the others)."""
    receipts = passage.values("receipt")
    if not live or not receipts:
        return tuple(live), ()
    found = dict(_answers(passage, station, set(receipts)))
    left = tuple(row for row in live if not any(_answered(row, closed) for closed in found.values()))
    return left, tuple(name for name, closed in found.items() if any(_answered(row, closed) for row in live))


def _answered(row: Row, closed: tuple[Event, str]) -> bool:
    """Whether that inspection did what the instruction asks for as it stands now: it knew it, looked by means as strict, and the instruction was not given anew since."""
    event, means = closed
    return f"{INSTRUCTION}{row['number']}" in (event.body.get("answers") or ()) and STRICT[row["channel"]] <= STRICT[means] and parse_time(row["issued_at"]) <= event.at


def _answers(passage: Passage, station: Station, receipts: set[str]) -> Iterator[tuple[str, tuple[Event, str]]]:
    """Of this person's other passages: each inspection that was closed today, let him go and names these receipts: its closing, and by what means it looked."""
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
            closed = _closed(events, each.id) if each.id in normal and field and receipts <= {*named(each.fields.get(field, ""))} else None
            if closed and day_of(closed.at) == today:
                yield each.id, (closed, MEANS.get(each.form, "manual"))


def _closed(events: Sequence[Event], inspection: str) -> Event | None:
    return next((each for each in events if each.kind == "inspection.closed" and each.body["inspection"] == inspection), None)
