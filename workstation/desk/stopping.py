"""Stop now: what a truck is held by at once, by hand, by what was found, or because the lane itself stands still; and until when nothing lets it go."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workstation import codes
from workstation.calls import call as calls
from workstation.calls.call import Call
from workstation.calls.rules import STOP
from workstation.codes import fold_seal
from workstation.desk import calling, tables
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.settings import local_time
from workstation.words import Refused

FOUND = frozenset({"verdict.given", "inspection.field-set", "dose.read"})
"""Kinds of event that may stop a truck by themselves; a test holds them together with `calls.toml`."""
NAMES = frozenset({"code.scanned", "seal.verified", "passage.resumed"})
"""Kinds after which a truck may be one that another station stopped."""
COMES = frozenset({"passage.opened", "passage.resumed"})


def complete(lane: Lane, plan: Plan, drafts: list[Draft], head: int) -> tuple[Plan, list[Draft]]:
    """The plan and its drafts with what stops trucks by itself, and with the calls all of them open and answer."""
    held, alarms = list[Draft](), list[Say]()
    for place, draft in enumerate(drafts, 1):
        if draft.kind in COMES and lane.halted:
            name = f"{lane.station.journal.station}/{head + place}" if draft.kind == "passage.opened" else draft.subject
            stops = _halt(lane, name)
        else:
            stops = _found(lane, draft) if draft.kind in FOUND else []
        if lane.elsewhere and draft.kind in NAMES and draft.subject in lane.passages:
            stops += _told(lane, lane.passages[draft.subject])
        for kind, stop in stops:
            if any(each.kind != "call.opened" and each.subject == stop.subject and each.body.get("stop") == kind for each in held):
                continue
            held.append(stop)
            said = alarm(kind, lane.passages.get(stop.subject))
            alarms += [said] if said not in alarms else []
    if lane.gate and lane.gate["accepted"] and any(each.body.get("stop") or each.body.get("sort") == STOP for each in (*drafts, *held)):
        # A slip that was good a moment ago lets nothing through now.
        lane.gate = {**lane.gate, "accepted": False, "reasons": ["slip-suspended"]}
        plan = lane.last = replace(plan, gate=lane.gate)
    if held:
        lane.grow(lane.expected(held, head + len(drafts)))
        plan = lane.last = replace(plan, tick="stop", alarms=(*alarms, *plan.alarms))
    return plan, calling.complete(lane, drafts + held, head)


def _halt(lane: Lane, name: str) -> list[tuple[str, Draft]]:
    """The lane was stopped while nothing stood there: whatever comes forward waits as well."""
    passage = lane.passages.get(name)
    if passage is None or passage.release or any(hold.get("stop") == lane.halted for hold in passage.holds):
        return []
    return [(lane.halted, Draft("hold.placed", name, _body(lane, lane.halted, lane.station.settings.lane)))]


def came(lane: Lane, kind: str) -> tuple[Draft, ...]:
    """The lane was stopped by somebody who saw it free: who came to the front meanwhile waits with it, as whoever comes after."""
    passage = lane.passage(lane.front) if lane.front else None
    if passage is None or any(hold.get("stop") for hold in passage.holds):
        return ()
    return tuple(each for each in stopped(lane, passage, kind, lane.station.settings.lane) if each.kind != "call.opened")


def _found(lane: Lane, draft: Draft) -> list[tuple[str, Draft]]:
    """What an event says that stops its truck; a kind that was dealt with once is not raised for it again."""
    found: list[tuple[str, Draft]] = []
    passage = lane.passages.get(draft.subject)
    for trigger in tables.calls(lane.station).triggers:
        if trigger.event != draft.kind or not trigger.holds(_said(draft, trigger.field)):
            continue
        if not draft.subject:
            # No truck stands there: the lane stands still, once while its alarm lasts.
            found += [(trigger.stop, each) for each in stopped(lane, None, trigger.stop) if not found]
        elif passage is not None and not calls.was_stopped(lane.station.journal, passage.id, trigger.stop):
            words = f"{draft.body['value']} {draft.body['unit']}" if draft.kind == "dose.read" else trigger.field
            found += [(trigger.stop, each) for each in stopped(lane, passage, trigger.stop, words) if each.kind != "call.opened"]
    return found


def elsewhere(lane: Lane) -> Iterator[tuple[Say, Draft]]:
    """Another station told of a stop: the trucks of this lane that carry its things, with what everybody hears."""
    here = {each.id: each for each in (*lane.left_aside(), *lane.unfinished())} if lane.elsewhere else {}
    for passage in here.values():
        yield from ((alarm(kind, passage), draft) for kind, draft in _told(lane, passage))


def _told(lane: Lane, passage: Passage) -> list[tuple[str, Draft]]:
    """What stops a truck because another station stopped it; dealt with here once, it is not raised again."""
    if passage.profile == "gate":
        return []
    found: list[tuple[str, Draft]] = []
    held = {part.value for part in passage.parts if part.kind != "driver"} | {fold_seal(seal.number) for seal in passage.seals}
    for stop in lane.elsewhere:
        if held.isdisjoint(stop.items) or calls.was_stopped(lane.station.journal, passage.id, stop.kind):
            continue
        words = f"{'-'.join(stop.station.split('-')[:2])} {local_time(stop.told_at):%m-%d %H:%M}"
        found += [(stop.kind, each) for each in stopped(lane, passage, stop.kind, words) if each.kind != "call.opened"]
    return found


def _said(draft: Draft, name: str) -> set[str]:
    """What an event says of a field: of an inspection's entry its values, of a verdict the fact for every paper."""
    if draft.kind == "inspection.field-set":
        return set(draft.body["value"].split(",")) if draft.body["field"] == name else set()
    return calling.said(draft, name)


def alarm(kind: str, passage: Passage | None) -> Say:
    """What everybody hears and sees."""
    return Say("stop-now", {"kind": f"stop.{kind}", "plate": codes.group("plate", passage.plate) if passage and passage.plate else "", "whom": "" if passage else "about.lane"})


def stopped(lane: Lane, passage: Passage | None, kind: str, words: str = "") -> tuple[Draft, ...]:
    """What a stop-now alarm of a kind writes about a truck, or about the lane where none stands. Nothing when it stands already."""
    if passage is None:
        return tuple(calling.tree(lane, kind, lane.station.settings.lane, ""))
    if passage.release and not passage.release.suspended:
        reason = _body(lane, kind, words)["reason"]
        return (Draft("release.suspended", passage.id, {"reason": reason, "risk": "harm", "stop": kind}),)
    if passage.release is None and passage.state in ("open", "parked", "held") and not any(hold.get("stop") == kind for hold in passage.holds):
        return (Draft("hold.placed", passage.id, _body(lane, kind, words)),)
    return tuple(calling.tree(lane, kind, passage.id, ""))


def _body(lane: Lane, kind: str, words: str) -> dict[str, str]:
    return {"reason": f"stop-now: {kind}" + (f" · {words}" if words else ""), "risk": "harm", "owner": lane.officer, "next": "", "stop": kind}


def check_leaving(lane: Lane, *things: str) -> None:
    """Before a departure is recorded: refused `stop-not-closed` while a stop-now alarm of the lane stands, or one about whoever came with one of these (a pseudonym, a receipt)."""
    journal = lane.station.journal
    about = calls.stopped(journal)
    marks, named = ", ".join("?" * len(about)), ", ".join("?" * len(things))
    rows = journal.read(f"SELECT DISTINCT passage FROM part WHERE passage IN ({marks}) AND value IN ({named}) AND moved = 0", (*about, *things)) if about else []
    _check_none([call for name in (lane.station.settings.lane, *(row[0] for row in rows)) for call in calls.about(journal, name, (STOP,))])


def check_stopped(lane: Lane, passage: Passage) -> None:
    """Refused `stop-not-closed` while a call of a stop-now alarm about the truck is not closed; of the lane's own alarm, where that holds the truck."""
    journal, here = lane.station.journal, lane.station.settings.lane
    standing = calls.about(journal, passage.id, (STOP,))
    if any(hold.get("stop") for hold in passage.holds):
        standing += calls.about(journal, here, (STOP,))
    _check_none(standing)


def _check_none(standing: Sequence[Call]) -> None:
    if standing:
        raise Refused("stop-not-closed", count=len(standing), known=", ".join(call.number for call in standing))


def check_going(lane: Lane, passage: Passage) -> None:
    """Before anything lets a truck go: refused `stop-not-closed` while a stop-now alarm holds it, whatever else would be said of it."""
    if any(hold.get("stop") for hold in passage.holds):
        check_stopped(lane, passage)


def is_stopped(lane: Lane, plate: str | None, containers: tuple[str, ...]) -> bool:
    """Whether a stop-now alarm that is not over is about a truck with this plate or one of these containers, here or where another station told of it, or about this lane."""
    if any(number in stop.items for stop in lane.elsewhere for number in (plate, *containers)):
        return True
    about = calls.stopped(lane.station.journal)
    if not about or {lane.front, lane.station.settings.lane} & set(about):
        return bool(about)
    wanted = {("vehicle", plate), *(("container", number) for number in containers)}
    marks = ", ".join("?" * len(about))
    parts = lane.station.journal.read(f"SELECT kind, value FROM part WHERE passage IN ({marks}) AND moved = 0", about)
    return bool(wanted & set(parts))
