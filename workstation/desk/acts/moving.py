"""Acts on where a truck stands: park, resume, next, leave, move a misplaced scan."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation import codes
from workstation.desk import accounts, against
from workstation.desk.acts.treating import check_trucks, check_verdict, second
from workstation.desk.card import Say
from workstation.desk.lane import Lane, stays
from workstation.desk.scanning import come_forward, step_back
from workstation.desk.stopping import check_going
from workstation.desk.values import Plan
from workstation.journal import Draft, Event
from workstation.passage import Passage, part_kind, ties
from workstation.words import Refused

Fields = Mapping[str, Any]


def park(lane: Lane, fields: Fields) -> Plan:
    """The truck waits aside; any of its parts brings it back."""
    passage = lane.in_front()
    if passage.state != "open":
        raise Refused("not-open", stays=passage.state)
    return Plan((Draft("passage.parked", passage.id, {"reason": fields.get("reason", "")}),), front="", tick="read")


def resume(lane: Lane, fields: Fields) -> Plan:
    """A parked or held truck comes to the front, named by its passage or its plate."""
    wanted = fields["passage"]
    found = [each for each in lane.aside() if wanted in (each.id, *each.values("vehicle"))]
    here = lane.station.settings.profile
    if not found:
        other = next((each for each in lane.left_aside() if wanted in (each.id, *each.values("vehicle"))), None)
        raise Refused("other-profile", passage=wanted[:40], profile=other.profile, here=here) if other else Refused("not-parked", passage=wanted[:40])
    drafts, name = come_forward(lane, found[0].id, "act")
    return Plan(tuple(drafts), name, "read")


def next_truck(lane: Lane, _: Fields) -> Plan:
    """The lane is free for the next truck: a finished passage is closed, any other waits aside."""
    if not lane.front:
        return Plan()
    passage = lane.in_front()
    kept = passage.profile == "traveller" and passage.state == "open" and stays(passage)
    return Plan(tuple(step_back(lane)), front="", tick="read", alarms=(Say("traveller-kept"),) if kept else ())


def leave(lane: Lane, fields: Fields) -> Plan:
    """Not a customs matter: the truck is sent on. This is no release, and only the rules can say so."""
    passage, stand = lane.in_front(), lane.stand
    check_trucks(passage)
    check_going(lane, passage)
    check_verdict(lane, fields)
    if passage.state != "open" or stand is None or passage.verdict is None or stand.channel != "not-customs":
        raise Refused("not-leavable", channel=(stand.channel if stand else "") or "waiting")
    if passage.holds or lane.open_inspection(passage):
        raise Refused("held-or-inspecting")
    # No slip is shown for it later: a zero-tariff vehicle crosses here.
    out, warned = accounts.crossed(lane.station, [each.plate for each in stand.told.away], "out", stand.told.today, passage.id) if stand.told.away else ((), ())
    return Plan((Draft("passage.left", passage.id, {"verdict": passage.verdict.id}), *out), tick="left", alarms=warned)


def gone(lane: Lane, fields: Fields) -> Plan:
    """A traveller who was inspected, and let go by it, went without a signature: nothing of him waits aside any more. One who is held, still inspected, or was not let go is handed over or finished with."""
    passage = lane.in_front()
    if passage.profile != "traveller" or passage.state != "open":
        raise Refused("not-traveller")
    check_going(lane, passage)
    if passage.holds or lane.open_inspection(passage):
        raise Refused("held-or-inspecting")
    if not lane.untouched(passage):
        raise Refused("traveller-not-let-go")
    return Plan((Draft("passage.closed", passage.id, {"reason": f"gone unsigned: {fields['reason']}"}),), front="", tick="read", alarms=(Say("traveller-gone"),))


def transfer(lane: Lane, fields: Fields) -> Plan:
    """The truck is handed to another unit and the lane is done with it; a stopped one only once each call of its alarm was handed over or closed otherwise."""
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    check_going(lane, passage)
    if lane.open_inspection(passage):
        raise Refused("held-or-inspecting")
    return Plan((Draft("passage.closed", passage.id, {"reason": f"transferred: {fields['to']}"}),), front="", tick="read")


def move(lane: Lane, fields: Fields) -> Plan:
    """A scan that stands with the wrong truck goes to another (named by passage or plate) or, with `to` = new, to one of its own."""
    source = _holder(lane, fields)
    if not source.active or source.release:
        raise Refused("not-open", stays=source.state)
    if not lane.untouched(source):
        # What was found or decided about a truck stays with its parts.
        raise Refused("held-or-inspecting")
    scan, body = _scan(lane, source, fields["value"])
    target = _target(lane, source, fields["to"])
    taken = Draft("scan.moved", source.id, {"scan_station": scan.station, "scan_seq": scan.seq, "to": target})
    # What speaks against a truck goes only with two, but to the truck the register says it belongs to.
    lost = [] if _at_home(lane, body, target) else against.lost(lane, taken, source)
    if by := second(lane, fields, lost, ("move", source.id)):
        taken = replace(taken, body={**taken.body, **by})
    if target == "new":
        opened, name = come_forward(lane, "", "move")
        # Two events stand before the new passage's own id is fixed: the one that takes the scan out goes last.
        again = Draft(scan.kind, name, {**body, "moved": source.id})
        return Plan((*opened, again, taken), name, "read")
    again = Draft(scan.kind, target, {**body, "moved": source.id})
    return Plan((taken, again), None, "read")


def _at_home(lane: Lane, body: Mapping[str, Any], target: str) -> bool:
    """Whether the register ties a read to the plates of the truck it is moved to."""
    if target == "new":
        return False
    part = "seal" if "seal" in body else part_kind(str(body.get("sort", "")), str(body.get("value", "")))
    tied = ties(lane.station.register, part or "", str(body.get("seal") or body.get("value") or ""))
    return bool(tied & {f"vehicle:{plate}" for plate in lane.passage(target).values("vehicle")})


def _holder(lane: Lane, fields: Fields) -> Passage:
    wanted = fields.get("from")
    if not wanted:
        return lane.in_front()
    here = [lane.in_front(), *lane.aside()] if lane.front else [*lane.aside()]
    for each in here:
        if wanted in (each.id, *each.values("vehicle")):
            return each
    raise Refused("passage-unknown", passage=wanted[:40])


def _target(lane: Lane, source: Passage, wanted: str) -> str:
    if wanted == "new":
        return wanted
    here = ([lane.in_front()] if lane.front else []) + list(lane.aside())
    for each in here:
        if each.id != source.id and each.active and not each.release and wanted in (each.id, *each.values("vehicle")):
            return each.id
    raise Refused("passage-unknown", passage=wanted[:40])


def _scan(lane: Lane, source: Passage, value: str) -> tuple[Event, dict[str, Any]]:
    """The event of a read, and its body as it stands now: a correction goes with the read it put right."""
    stands: dict[tuple[str, int], dict[str, str]] = {part.place: {"value": part.value} for part in source.parts if part.value == value}
    befores = {part.place: part.before for part in source.parts} | {seal.place: seal.before for seal in source.seals}
    for seal in source.seals:
        if codes.fold_seal(seal.number) == codes.fold_seal(value):
            stands[seal.place] = {"seal": seal.number, "status": seal.status, "value": seal.number}
    for event in lane.station.journal.events(subject=source.id):
        if (right := stands.get((event.station, event.seq))) is not None:
            before = befores[event.station, event.seq]
            body = {**event.body, **{name: each for name, each in right.items() if name in event.body}}
            return event, body | ({"before": list(before)} if before else {})
    raise Refused("nothing-to-move", value=value[:40])
