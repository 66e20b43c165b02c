"""From events to visits: what was corrected stands corrected, what was moved away is gone, each time in front is a stay of its own."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Protocol

from workstation.codes import PERSON_KINDS, epc, fold_seal
from workstation.custody.values import PRESENT, Step, Visit, in_order
from workstation.journal import Event
from workstation.journal.told import TOLD, plain
from workstation.made import made
from workstation.settings import parse_time
from workstation.words import Refused

PARTS = {"plate": "vehicle", "container": "container", "seal": "seal", "lock": "seal", "declaration": "declaration", "release-list": "release_list", "booking": "booking"}
"""Kind of code -> part of a truck; any other code but a person's keeps its own name (`sscc`, `air-waybill`)."""

UNIT = "(00)"
"""How an element string of a logistic unit begins, as it is printed: the eighteen digits of its SSCC follow."""
UNITS = frozenset({"sscc", "sgtin", "grai"})
"""What a label or tag can be on."""
_PIECE = re.compile(r"(\(01\)[0-9]{14}).*?(\(21\)[^()]+)(?:\(.*)?")
"""A piece of an article by its serial number (SGTIN), whatever lot, date or weight stands beside."""
_NUMBERS = re.compile(r"\((?:00|01|21|8003)\)[^()]+")
"""What of a label is the number of its thing."""
_ASSET = re.compile(r"(\(8003\)[^()]+)(?:\(.*)?")
"""A returnable asset (GRAI)."""

FRAME = frozenset((
    "passage.opened", "passage.parked", "passage.resumed", "passage.left", "passage.closed", "released", "release.suspended", "release.restored", "hold.placed",
    "hold.lifted", "inspection.opened", "inspection.suspended", "inspection.resumed", "inspection.closed", "slip.presented", "slip.voided",
))  # fmt: skip
"""Steps of the truck as a whole; they need nobody to read anything."""


Fields = dict[str, Any]
"""Fields of a `Step`."""


def visits(events: Iterable[Event]) -> tuple[Visit, ...]:
    """Events of any number of passages, in any order and doubled, as visits by their first step; officers' comings and goings are no visit (`duty`)."""
    ordered = sorted({(event.station, event.seq): event for event in events}.values(), key=_stamp)
    corrected, gone = _undone(ordered)
    found: dict[str, list[Step]] = {}
    stays: dict[str, int] = {}
    for event in ordered:
        kind = event.kind
        passage = event.id if kind == "passage.opened" else event.subject
        if kind == "passage.parked":
            stays[passage] = stays.get(passage, 0) + 1
        if not passage or (gone and (event.station, event.seq) in gone):
            continue
        step = step_of(event, passage, stays.get(passage, 0))
        if step is None:
            continue
        for change in corrected.get((event.station, event.seq), ()) if corrected else ():
            step = _corrected(step, change)
        if passage in found:
            found[passage].append(step)
        else:
            found[passage] = [step]
    # Each event is one step at most: they are in order as the events are, and the passages as their first steps are.
    return tuple([Visit(passage, steps[0].station, tuple(steps)) for passage, steps in found.items()])


_stamp = attrgetter("at", "station", "seq")


def _undone(events: Iterable[Event]) -> tuple[dict[tuple[str, int], list[Mapping[str, Any]]], set[tuple[str, int]]]:
    """Corrections by the event they are of, and the scans that were moved away."""
    corrected: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    gone = set()
    for event in events:
        if event.kind == "event.corrected":
            corrected.setdefault((event.body["target_station"], event.body["target_seq"]), []).append(event.body)
        elif event.kind == "scan.moved":
            gone.add((event.body["scan_station"], event.body["scan_seq"]))
    return corrected, gone


def step_of(event: Event, passage: str, stay: int) -> Step | None:
    """One event as a step of a passage, or None for what says nothing of an item."""
    whole = _BLANK.copy()
    whole["at"], whole["station"], whole["seq"], whole["what"], whole["officer"], whole["passage"], whole["stay"] = event.at, event.station, event.seq, event.kind, event.officer, passage, stay
    return made(Step, whole) if say(whole, event.kind, event.body) else None


def say(step: Fields, kind: str, body: Mapping[str, Any]) -> bool:
    """Fill in what an event of this kind says; False, and nothing filled in, for one that says nothing of an item."""
    if kind in FRAME:
        step["values"] = _said(body)
        return True
    make = _MAKE.get(kind)
    told = make(body) if make else None
    if told is not None:
        step.update(told)
    return told is not None


_BLANK: Fields = {
    "at": 0, "station": "", "seq": 0, "what": "", "officer": "", "passage": "", "part": "", "value": "", "container": "", "status": "", "off": "", "opened": 0, "stay": 0,
    "typed": False, "moved": False, "values": {},
}  # fmt: skip


def duty(events: Iterable[Event]) -> tuple[Step, ...]:
    """Sign-ins, sign-outs and duty lists as steps: `value` is the officer, or the day of a list, whose officers stand in `values` as names."""
    found = []
    for event in events:
        base = Step(event.at, event.station, event.seq, event.kind, event.officer, value=event.subject)
        if event.kind in ("officer.signed-in", "officer.signed-out"):
            found.append(base)
        elif event.kind == "duty.set":
            found.append(replace(base, value=event.body["day"], values=dict.fromkeys(event.body["officers"], "")))
    return in_order(found)


def is_present(step: Step) -> bool:
    """Whether the truck must have stood there then."""
    return step.what in PRESENT and not step.moved


_SAID = frozenset({"reason", "channel", "number", "form", "result", "conclusion", "risk", "profile", "inspection", "stop", "disposal"})


def _said(body: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name in body:
        if name in _SAID and (value := body[name]) and isinstance(value, str):
            found[name] = value
    if "accepted" in body:
        found["accepted"] = "yes" if body["accepted"] else "no"
    return found


def _scanned(body: Mapping[str, Any]) -> Fields | None:
    sort, value = body["sort"], body["value"]
    if sort in PERSON_KINDS:
        return None
    beside = label(sort, value)
    sort, value = unit_of(sort, value)
    part = "trailer" if sort == "plate" and value.endswith("挂") else PARTS.get(sort, sort)
    status, value = ("read", fold_seal(value)) if part == "seal" else ("", value)
    return {"part": part, "value": value, "status": status, "typed": body.get("source") == "typed", "moved": "moved" in body, "values": beside}


def label(sort: str, value: str) -> dict[str, str]:
    """What a label says of its unit, piece or asset besides its number (lot, days, weight), as it is printed: `{"label": "(10)…(17)…"}`."""
    said = _NUMBERS.sub("", value) if sort == "gs1" and unit_of(sort, value)[0] != sort else ""
    return {"label": said} if said else {}


def unit_of(sort: str, value: str) -> tuple[str, str]:
    """What a GS1 label or tag is on: `sscc` a logistic unit, `sgtin` one piece of an article, `grai` one asset, whatever else the label says; any other code as it is."""
    if sort == "epc":
        told = epc.unit(value)
        return told if told[0] else (sort, value)
    if sort != "gs1":
        return sort, value
    if value.startswith(UNIT):
        return "sscc", value[len(UNIT) : len(UNIT) + 18]
    for name, shape in (("sgtin", _PIECE), ("grai", _ASSET)):
        if found := shape.fullmatch(value):
            return name, "".join(filter(None, found.groups()))
    return sort, value


def _verified(body: Mapping[str, Any]) -> Fields:
    told = {"part": "seal", "value": fold_seal(body["seal"]), "status": body["status"], "container": body.get("container") or ""}
    return told | told_by_lock(body) | {"typed": body.get("source") == "typed", "moved": "moved" in body}


def told_by_lock(body: Mapping[str, Any]) -> Fields:
    """When it was opened and where it is, by the lock's own word."""
    return {"opened": time_of(body.get("opened")), "values": {"position": body["position"]} if body.get("position") else {}}


def time_of(text: str | None) -> int:
    """What a lock says of its opening; a time that cannot be read says nothing."""
    try:
        return parse_time(text) if text else 0
    except (ValueError, Refused):
        return 0


def _weighed(body: Mapping[str, Any]) -> Fields:
    return {"part": "weight", "value": body["value"], "typed": body.get("source") == "typed", "moved": bool(body.get("from_before"))}


def _closed(body: Mapping[str, Any]) -> Fields:
    return {"part": "seal", "value": fold_seal(body["seal"]), "container": body.get("container") or "", "values": _said(body)}


def _opened(body: Mapping[str, Any]) -> Fields:
    return {"part": "seal", "off": fold_seal(body["seal"]), "container": body.get("container") or "", "values": _said(body) | _second(body)}


def _replaced(body: Mapping[str, Any]) -> Fields:
    return _opened(body) | {"value": fold_seal(body["new"])}


def _lock_opened(body: Mapping[str, Any]) -> Fields:
    return _opened({**body, "seal": body["lock"]})


def _lock_kept(body: Mapping[str, Any]) -> Fields:
    return _lock_opened(body) | {"off": "", "value": fold_seal(body["lock"]), "status": "sealed"}


def _second(body: Mapping[str, Any]) -> dict[str, str]:
    return {"cosigner": body["cosigner"]} if body.get("cosigner") else {}


_MAKE: dict[str, Callable[[Mapping[str, Any]], Fields | None]] = {
    "code.scanned": _scanned,
    "scan.repeated": _scanned,
    "seal.verified": _verified,
    "weight.read": _weighed,
    "seal.applied": _closed,
    "seal.removed": _opened,
    "seal.replaced": _replaced,
    "lock.opened": _lock_opened,
    "lock.kept": _lock_kept,
}

KINDS = frozenset({*_MAKE, *FRAME, "event.corrected", "scan.moved"})
"""Every kind that says something of custody; verdicts, the long ones, are not among them."""


SEEN = KINDS | {TOLD}


class Events(Protocol):
    """The reads of a journal."""

    def events(self, subject: str | None = None, kinds: Collection[str] | None = None, after: int = 0) -> Iterator[Event]: ...


def of_passage(journal: Events, name: str) -> Iterator[Event]:
    """Everything the journal knows of one passage that says something of custody, also what another station told of it."""
    return map(plain, journal.events(subject=name, kinds=SEEN))


def _corrected(step: Step, body: Mapping[str, Any]) -> Step:
    """The value that stands; the time it was read stays."""
    name, value = body["field"], str(body["value"])
    if name == "status":
        return replace(step, status=value)
    if name == "container":
        return replace(step, container=value)
    if step.part == "seal":
        folded = fold_seal(value)
        return replace(step, off=folded) if name == "seal" and step.off else replace(step, value=folded)
    return replace(step, value=value)
