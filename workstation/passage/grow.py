"""A passage is a fold over its own events; nothing of it is stored besides."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from workstation.codes import PERSON_KINDS, fold_seal
from workstation.journal import Event
from workstation.made import anew
from workstation.passage import again
from workstation.passage.values import (
    GROSS,
    PART_OF,
    TARE,
    TRAVELLER_PARTS,
    Closure,
    Confirmed,
    Given,
    Part,
    Passage,
    Place,
    Release,
    SealRead,
    Weight,
)

Step = Callable[[Passage, Event], Passage]


def of(events: Iterable[Event]) -> Passage | None:
    """The passage of its events, whatever their order and however often each comes."""
    unique = {(event.station, event.seq): event for event in events}
    passage: Passage | None = None
    for event in sorted(unique.values(), key=lambda event: event.stamp):
        passage = grow(passage, event)
    return passage


def grow(passage: Passage | None, event: Event) -> Passage | None:
    """The passage after one more event; events before it was opened have no place in it."""
    if event.kind == "passage.opened":
        return Passage(event.id, event.body["lane"], event.at, event.body["profile"], changed_at=event.at, last_seq=event.seq)
    if passage is None:
        return None
    step = STEPS.get(event.kind)
    grown = step(passage, event) if step else passage
    return anew(grown, changed_at=event.at, last_seq=event.seq)


def _scanned(passage: Passage, event: Event) -> Passage:
    body = event.body
    kind = part_kind(body["sort"], body["value"]) or (TRAVELLER_PARTS.get(body["sort"], "") if passage.profile == "traveller" else "")
    if not kind:
        return passage
    place, before = (event.station, event.seq), tuple(body.get("before") or ())
    if kind == "seal":
        number, source = body["value"], "lock" if body["sort"] == "lock" else body["source"]
        return anew(passage, seals=(*passage.seals, SealRead(number, "read", source, "", event.at, place, before=before)))
    part = Part(kind, body["value"], body["checked"], body["source"], event.at, place, body["sort"], before=before, expired=bool(body.get("expired")))
    return anew(again.counted(passage, part.value), parts=(*passage.parts, part))


def part_kind(sort: str, value: str) -> str:
    """Kind of code -> part of the passage; '' for what is no part. A plate ending in 挂 is a trailer's."""
    if sort == "plate":
        return "trailer" if value.endswith("挂") else "vehicle"
    return "driver" if sort in PERSON_KINDS else PART_OF.get(sort, "")


def _moved(passage: Passage, event: Event) -> Passage:
    """A moved scan is repeated in the event that brings it here; in the passage it left it is only taken out."""
    place: Place = (event.body["scan_station"], event.body["scan_seq"])
    return anew(
        passage,
        parts=tuple(part for part in passage.parts if part.place != place),
        seals=tuple(seal for seal in passage.seals if seal.place != place),
    )


def _weighed(passage: Passage, event: Event) -> Passage:
    so_far = passage.weight.so_far if passage.weight else ()
    weight = Weight(event.body["value"], event.body["source"], event.at, (event.station, event.seq), before=so_far)
    return anew(passage, weight=weight)


def _seal_read(passage: Passage, event: Event) -> Passage:
    body = event.body
    read = SealRead(body["seal"], body["status"], body["source"], body.get("container") or "", event.at, (event.station, event.seq))
    return anew(passage, seals=(*passage.seals, replace(read, before=tuple(body.get("before") or ()), opened=body.get("opened") or "")))


def _seal_applied(passage: Passage, event: Event) -> Passage:
    return _closure(passage, event, off="", on=event.body["seal"])


def _seal_removed(passage: Passage, event: Event) -> Passage:
    return _closure(passage, event, off=event.body["seal"], on="")


def _seal_replaced(passage: Passage, event: Event) -> Passage:
    return _closure(passage, event, off=event.body["seal"], on=event.body["new"])


def _closure(passage: Passage, event: Event, *, off: str, on: str) -> Passage:
    body = event.body
    closure = Closure(off, on, body.get("container") or "", (event.station, event.seq), body.get("inspection") or "", event.officer, body.get("cosigner") or "", event.at)
    return anew(passage, closures=(*passage.closures, closure))


def _lock_kept(passage: Passage, event: Event) -> Passage:
    return anew(passage, kept=(*passage.kept, fold_seal(event.body["lock"])))


def _parked(passage: Passage, _: Event) -> Passage:
    weight = anew(passage.weight, old=True) if passage.weight else None
    return anew(passage, state="held" if passage.holds else "parked", weight=weight)


def _resumed(passage: Passage, _: Event) -> Passage:
    return anew(passage, state="open")


def _left(passage: Passage, _: Event) -> Passage:
    return anew(passage, state="left")


def _closed(passage: Passage, _: Event) -> Passage:
    return anew(passage, state="closed")


def _judged(passage: Passage, event: Event) -> Passage:
    body = event.body
    return anew(passage, verdict=Given(event.seq, event.station, body["channel"], tuple(body["reasons"]), body), override=None)


def _overridden(passage: Passage, event: Event) -> Passage:
    return anew(passage, override={**event.body, "officer": event.officer})


def _confirmed(passage: Passage, event: Event) -> Passage:
    if event.body["fact"].startswith((TARE, GROSS)):
        return anew(passage, tares=(*passage.tares, (event.body["fact"].removeprefix(TARE), event.body["value"])))
    about = event.body.get("about")
    return anew(passage, heard=(*passage.heard, Confirmed(event.body["fact"], event.body["value"], None if about is None else frozenset(about))))


def _held(passage: Passage, event: Event) -> Passage:
    return anew(passage, holds=(*passage.holds, {**event.body, "officer": event.officer, "at": event.at}))


def _lifted(passage: Passage, _: Event) -> Passage:
    return anew(passage, holds=(), state="open" if passage.state == "held" else passage.state)


def _inspecting(passage: Passage, event: Event) -> Passage:
    """A re-inspection stands in for the one it repeats."""
    kept = tuple(pair for pair in passage.inspections if pair[0] != event.body.get("again"))
    return anew(passage, inspection=event.id, inspections=kept)


def _suspended(passage: Passage, event: Event) -> Passage:
    return _result(passage, event.body["inspection"], "unfinished")


def _inspection_resumed(passage: Passage, event: Event) -> Passage:
    kept = tuple(pair for pair in passage.inspections if pair[0] != event.body["inspection"])
    return anew(passage, inspection=event.body["inspection"], inspections=kept)


def _inspected(passage: Passage, event: Event) -> Passage:
    """A closed inspection answers what had fired; a machine check does not answer what asks for a manual one."""
    body = event.body
    result = body.get("result") or body["conclusion"]
    earlier = tuple(pair for pair in passage.inspections if pair[1] != "unfinished")
    grown = _result(anew(passage, inspections=earlier), body["inspection"], result)
    return anew(grown, answered=passage.answered | frozenset(body.get("answers") or ())) if result == "normal" else grown


def _result(passage: Passage, inspection: str, result: str) -> Passage:
    kept = tuple(pair for pair in passage.inspections if pair[0] != inspection)
    return anew(passage, inspection="", inspections=(*kept, (inspection, result)))


def _released(passage: Passage, event: Event) -> Passage:
    body = event.body
    release = Release(body["number"], body["token"], event.at, (event.station, event.seq), body)
    return anew(passage, release=release, state="released")


def _printed(passage: Passage, event: Event) -> Passage:
    if passage.release is None or passage.release.number != event.body["number"]:
        return passage
    copy = event.body["copy"]
    release = anew(passage.release, copies=max(passage.release.copies, copy), printed=max(passage.release.printed, copy))
    return anew(passage, release=release)


def _slip_confirmed(passage: Passage, event: Event) -> Passage:
    if passage.release is None or passage.release.number != event.body["number"]:
        return passage
    return anew(passage, release=anew(passage.release, confirmed=True))


def _voided(passage: Passage, event: Event) -> Passage:
    """A void slip takes the release back: the truck is judged and released anew, under a new number."""
    number = event.body["number"]
    if passage.release is None or passage.release.number != number:
        return anew(passage, voided=(*passage.voided, number))
    return anew(passage, release=None, voided=(*passage.voided, number), state="open")


def _release_suspended(passage: Passage, event: Event) -> Passage:
    if passage.release is None:
        return passage
    return anew(passage, release=anew(passage.release, suspended=event.body["reason"]))


def _release_restored(passage: Passage, _: Event) -> Passage:
    if passage.release is None:
        return passage
    return anew(passage, release=anew(passage.release, suspended=""))


def _alarmed(passage: Passage, event: Event) -> Passage:
    details = event.body.get("details") or {}
    told = f"{details.get('number', '')}:{details.get('channel', '')}"
    return anew(passage, alarms=(*passage.alarms, (event.seq, event.body["reason"])), stopped=passage.stopped | {told})


def _acknowledged(passage: Passage, event: Event) -> Passage:
    return anew(passage, alarms=tuple(alarm for alarm in passage.alarms if alarm[0] != event.body["alarm"]))


def _corrected(passage: Passage, event: Event) -> Passage:
    """The corrected value stands; the first read stays beside it as `was`."""
    body = event.body
    place: Place = (body["target_station"], body["target_seq"])
    parts = tuple(_corrected_part(part, body["value"]) if part.place == place else part for part in passage.parts)
    seals = tuple(_corrected_seal(seal, body["field"], body["value"]) if seal.place == place else seal for seal in passage.seals)
    weight = passage.weight
    if weight and weight.place == place:
        weight = replace(weight, value=body["value"], source="typed", before=weight.so_far)
    closures = tuple(_corrected_closure(each, body) if each.place == place else each for each in passage.closures)
    return anew(passage, parts=parts, seals=seals, weight=weight, closures=closures)


def _corrected_part(part: Part, value: str) -> Part:
    return replace(part, value=value, was=part.value, before=(*part.before, part.value), checked=False)


def _corrected_closure(closure: Closure, body: Mapping[str, Any]) -> Closure:
    if body["field"] == "container":
        return replace(closure, container=body["value"])
    # `seal` of a removal or replacement is the one taken off; of an application it is the one put on.
    if body["field"] == "seal" and closure.off:
        return replace(closure, off=body["value"])
    return replace(closure, on=body["value"]) if body["field"] in ("seal", "new") else closure


def _corrected_seal(seal: SealRead, name: str, value: str) -> SealRead:
    if name == "status":
        return replace(seal, status=value, was=seal.status)
    return replace(seal, number=value, was=seal.number, before=(*seal.before, seal.number))


STEPS: dict[str, Step] = {
    "code.scanned": _scanned,
    "scan.repeated": again.repeated,
    "scan.moved": _moved,
    "goods.recounted": again.recounted,
    "weight.read": _weighed,
    "seal.verified": _seal_read,
    "seal.applied": _seal_applied,
    "seal.removed": _seal_removed,
    "seal.replaced": _seal_replaced,
    "lock.kept": _lock_kept,
    "passage.parked": _parked,
    "passage.resumed": _resumed,
    "passage.left": _left,
    "passage.closed": _closed,
    "verdict.given": _judged,
    "verdict.overridden": _overridden,
    "fact.confirmed": _confirmed,
    "hold.placed": _held,
    "hold.lifted": _lifted,
    "inspection.opened": _inspecting,
    "inspection.suspended": _suspended,
    "inspection.resumed": _inspection_resumed,
    "inspection.closed": _inspected,
    "released": _released,
    "slip.printed": _printed,
    "slip.confirmed": _slip_confirmed,
    "slip.voided": _voided,
    "release.suspended": _release_suspended,
    "release.restored": _release_restored,
    "alarm.raised": _alarmed,
    "alarm.acknowledged": _acknowledged,
    "event.corrected": _corrected,
}
