"""What is wrong with the tables a rule pack brings: file, entry and reason."""

from collections.abc import Iterator, Mapping
from typing import Any

from workstation.calls import faults as call_faults
from workstation.calls import rules as calls
from workstation.desk.calling import NOTICED
from workstation.desk.stopping import FOUND
from workstation.desk.tables import READERS, Reader
from workstation.inspection import forms, lists
from workstation.persons import quotas
from workstation.risk import explain, fields, periods, tables
from workstation.risk.book import Rulebook
from workstation.risk.faults import Fault, within
from workstation.risk.pack import Label
from workstation.words import Refused


def faults(book: Rulebook, label: Label) -> Iterator[Fault]:
    """Everything wrong with the tables a pack brings, with file, entry and reason."""
    readers: Mapping[tuple[str, ...], Reader] = {**READERS, (explain.FILE,): explain.read}
    for names, read in readers.items():
        if all(book.table(name) == tables.own(name) for name in names):
            continue
        try:
            found = read(*map(book.table, names))
        except Refused as refusal:
            yield Fault(str(refusal.values["where"]), str(refusal.values["reason"]))
            continue
        yield from (Fault(where, reason) for name in names for where, reason in _days(book, name, label))
        yield from (Fault(where, reason) for where, reason in _meant(found, book))


def _meant(found: Any, book: Rulebook) -> Iterator[tuple[str, str]]:
    """What a table of this shape says that this program, or these rules, do not know."""
    if isinstance(found, calls.Rules):
        yield from call_faults.faults(found, book)
        yield from ((f"{calls.FILE} cause {each.event}", "opens no call: this program does not look at it") for each in found.causes if each.event not in NOTICED)
        yield from ((f"{calls.FILE} trigger {each.event}", "stops nothing: this program does not look at it") for each in found.triggers if each.event not in FOUND)
    elif isinstance(found, lists.Lists):
        yield from lists.faults(found)
        try:
            forms.all(lists=found)
        except Refused as refusal:
            yield lists.FILE, f"form {refusal.values['file']} {refusal.values['field']}: {refusal.values['reason']}"
    elif isinstance(found, quotas.Table):
        yield from ((f"{quotas.FILE} mode", f"{name} is missing") for name in quotas.ours().modes if name not in found.modes)
    elif isinstance(found, Mapping):
        yield from explain.faults(found, book)


def _days(book: Rulebook, name: str, label: Label) -> Iterator[tuple[str, str]]:
    """A table counts on every day of its pack, and its rows on every day on which the program's own do: what was sold or left earlier is judged by them."""
    found, own = (fields.toml(name, text) for text in (book.table(name), tables.own(name)))
    period = periods.read(found, name)
    if not within(label.period, period):
        yield name, f"counts from {period.first or '…'} to {period.last or '…'}, the pack from {label.period.first} to {label.period.last or '…'}"
    for group, thing, rows, needed in _series(found, own):
        for row in needed:
            lacking = tables.uncovered(rows, periods.read(row, name))
            if lacking:
                yield f"{name} {group} {thing}".strip(), f"no row counts on {lacking}"


def _series(found: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Any], list[Any]]]:
    """(group, id, its rows, the program's rows) of what changes by days: one of several rows counts."""
    for group in ("quota", "batch", "vehicle", "confirmation"):
        for thing in dict.fromkeys(row.get("id", "") for row in own.get(group, ())):
            rows, needed = ([row for row in each.get(group, ()) if row.get("id", "") == thing] for each in (found, own))
            yield group, thing, rows, needed
