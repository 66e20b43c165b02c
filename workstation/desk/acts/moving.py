"""Acts on where a truck stands: park, resume, next, leave, move a misplaced scan."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workstation import codes
from workstation.desk.acts.treating import check_verdict
from workstation.desk.scanning import come_forward, step_back
from workstation.desk.values import Plan
from workstation.journal import Draft, Event
from workstation.passage import Passage
from workstation.words import Refused

if TYPE_CHECKING:
    from workstation.desk.desk import Desk

Fields = Mapping[str, Any]


def park(desk: "Desk", fields: Fields) -> Plan:
    """The truck waits aside; any of its parts brings it back."""
    passage = desk.in_front()
    if passage.state != "open":
        raise Refused("not-open", state=passage.state)
    return Plan((Draft("passage.parked", passage.id, {"reason": fields.get("reason", "")}),), front="", tick="read")


def resume(desk: "Desk", fields: Fields) -> Plan:
    """A parked or held truck comes to the front, named by its passage or its plate."""
    wanted = fields["passage"]
    found = [each for each in desk.aside() if wanted in (each.id, *each.values("vehicle"))]
    if not found:
        raise Refused("not-parked", passage=wanted[:40])
    drafts, name = come_forward(desk, found[0].id, "act")
    return Plan(tuple(drafts), name, "read")


def next_truck(desk: "Desk", _: Fields) -> Plan:
    """The lane is free for the next truck: a finished passage is closed, any other waits aside."""
    if not desk.front:
        return Plan()
    return Plan(tuple(step_back(desk)), front="", tick="read")


def leave(desk: "Desk", fields: Fields) -> Plan:
    """Not a customs matter: the truck is sent on. This is no release, and only the rules can say so."""
    passage, stand = desk.in_front(), desk.stand
    check_verdict(desk, fields)
    if passage.state != "open" or stand is None or passage.verdict is None or stand.channel != "not-customs":
        raise Refused("not-leavable", channel=stand.channel if stand else "")
    if passage.holds or desk.open_inspection(passage):
        raise Refused("held-or-inspecting")
    return Plan((Draft("passage.left", passage.id, {"verdict": passage.verdict.id}),), tick="left")


def transfer(desk: "Desk", fields: Fields) -> Plan:
    """The truck is handed to another unit and the lane is done with it."""
    passage = desk.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", state=passage.state)
    return Plan((Draft("passage.closed", passage.id, {"reason": f"transferred: {fields['to']}"}),), front="", tick="read")


def move(desk: "Desk", fields: Fields) -> Plan:
    """A scan that stands with the wrong truck goes to another (named by passage or plate) or, with `to` = new, to one of its own."""
    source = _holder(desk, fields)
    if not source.active or source.release:
        raise Refused("not-open", state=source.state)
    scan, body = _scan(desk, source, fields["value"])
    target = _target(desk, source, fields["to"])
    taken = Draft("scan.moved", source.id, {"scan_station": scan.station, "scan_seq": scan.seq, "to": target})
    if target == "new":
        opened, name = come_forward(desk, "", "move")
        # Two events stand before the new passage's own id is fixed: the one that takes the scan out goes last.
        again = Draft(scan.kind, name, {**body, "moved": source.id})
        return Plan((*opened, again, taken), name, "read")
    again = Draft(scan.kind, target, {**body, "moved": source.id})
    return Plan((taken, again), None, "read")


def _holder(desk: "Desk", fields: Fields) -> Passage:
    wanted = fields.get("from")
    if not wanted:
        return desk.in_front()
    here = [desk.in_front(), *desk.aside()] if desk.front else [*desk.aside()]
    for each in here:
        if wanted in (each.id, *each.values("vehicle")):
            return each
    raise Refused("passage-unknown", passage=wanted[:40])


def _target(desk: "Desk", source: Passage, wanted: str) -> str:
    if wanted == "new":
        return wanted
    here = ([desk.in_front()] if desk.front else []) + list(desk.aside())
    for each in here:
        if each.id != source.id and each.active and not each.release and wanted in (each.id, *each.values("vehicle")):
            return each.id
    raise Refused("passage-unknown", passage=wanted[:40])


def _scan(desk: "Desk", source: Passage, value: str) -> tuple[Event, dict[str, Any]]:
    """The event of a read, and its body as it stands now: a correction goes with the read it put right."""
    stands: dict[tuple[str, int], dict[str, str]] = {part.place: {"value": part.value} for part in source.parts if part.value == value}
    for seal in source.seals:
        if codes.fold_seal(seal.number) == codes.fold_seal(value):
            stands[seal.place] = {"seal": seal.number, "status": seal.status, "value": seal.number}
    for event in desk.station.journal.events(subject=source.id):
        if (right := stands.get((event.station, event.seq))) is not None:
            return event, {**event.body, **{name: each for name, each in right.items() if name in event.body}}
    raise Refused("nothing-to-move", value=value[:40])
