"""Acts that let a truck go and everything about its paper: release, printed, reprint, slip-confirm, void, restore."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workstation.desk import slips
from workstation.desk import station as stations
from workstation.desk.acts.treating import check_verdict
from workstation.desk.values import Plan, Stand
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.words import Refused

if TYPE_CHECKING:
    from workstation.desk.desk import Desk

Fields = Mapping[str, Any]


def release(desk: "Desk", fields: Fields) -> Plan:
    """One signed event and the reserved number of its slip; refused unless the rules, an override or emergency mode allow it."""
    check_verdict(desk, fields)
    passage, stand = desk.in_front(), desk.stand
    if passage.release is not None:
        raise Refused("already-released", number=passage.release.number)
    if passage.state != "open":
        raise Refused("not-open", state=passage.state)
    if passage.holds or desk.open_inspection(passage):
        raise Refused("held-or-inspecting")
    if stand is None or stand.verdict is None or passage.verdict is None:
        raise Refused("verdict-awaited", parts=", ".join(stand.gathered.waiting) if stand else "")
    if stand.channel == "not-customs":
        raise Refused("leave-not-release")
    emergency = "" if stand.channel == "release" else emergency_for(desk, stand)
    slip = slips.of_release(desk, stand, emergency)
    # The slip carries the head it stands on: the paper is a witness that nothing before it was taken away.
    signed = slips.sign(desk, slip)
    body: dict[str, Any] = {
        "verdict": passage.verdict.id,
        "channel": slip.channel,
        "basis": slip.basis,
        "slip": slip.as_map(),
        "token": signed,
        "number": slip.number,
    }
    body |= {"emergency": emergency} if emergency else {}
    body |= {"automatic": True} if fields.get("automatic") else {}
    drafts = (Draft("released", passage.id, body), Draft("slip.reserved", passage.id, {"number": slip.number}))
    return Plan(drafts, tick="released")


def emergency_for(desk: "Desk", stand: Stand) -> str:
    """The order under which a truck may go although old data cannot confirm it; refused for anything else."""
    verdict = stand.verdict
    order = desk.station.emergency()
    ages = {rule.id for rule in desk.station.book.rules if rule.age}
    only_age = verdict is not None and verdict.channel == "cannot-confirm" and not (set(verdict.fired) - ages - _mild(desk))
    if not order or stand.passage.override or not only_age or not (set(verdict.fired) & ages if verdict else False):
        raise Refused("not-releasable", channel=stand.channel)
    return order


def _mild(desk: "Desk") -> set[str]:
    return {rule.id for rule in desk.station.book.rules if rule.channel in ("release", "not-customs")}


def _own_release(desk: "Desk", fields: Fields) -> Passage:
    """The passage of a slip number, or the one in front."""
    number = fields.get("number")
    if number:
        rows = desk.station.journal.read("SELECT passage FROM slip WHERE number = ?", (number,))
        if not rows or not rows[0][0]:
            raise Refused("slip-unknown", number=number[:40])
        passage = desk.passage(rows[0][0])
    else:
        passage = desk.in_front()
    if passage.release is None or (number and passage.release.number != number):
        raise Refused("slip-not-released", number=number or "–")
    return passage


def printed(desk: "Desk", fields: Fields) -> Plan:
    """A copy went to a printer."""
    passage = _own_release(desk, fields)
    number = passage.release.number if passage.release else ""
    body = {"number": number, "copy": fields.get("copy", 1), **{name: fields[name] for name in ("queue", "job") if fields.get(name)}}
    return Plan((Draft("slip.printed", passage.id, body),))


def reprint(desk: "Desk", fields: Fields) -> Plan:
    """One more copy, which says so on its face; the number stays the same."""
    passage = _own_release(desk, fields)
    release_ = passage.release
    if release_ is None:
        raise Refused("slip-not-released", number="–")
    return Plan((Draft("slip.printed", passage.id, {"number": release_.number, "copy": release_.copies + 1}),), tick="read")


def slip_confirm(desk: "Desk", fields: Fields) -> Plan:
    """The paper is there: the officer says so."""
    passage = _own_release(desk, fields)
    number = passage.release.number if passage.release else ""
    if passage.release and passage.release.confirmed:
        raise Refused("slip-confirmed-already", number=number)
    return Plan((Draft("slip.confirmed", passage.id, {"number": number, "how": "officer"}),), tick="read")


def void(desk: "Desk", fields: Fields) -> Plan:
    """The slip is void and the release taken back; refused once it was used at a gate."""
    passage = _own_release(desk, fields)
    number = passage.release.number if passage.release else ""
    if desk.station.journal.read("SELECT 1 FROM slip WHERE number = ? AND used = 1", (number,)):
        raise Refused("slip-used-already", number=number)
    stations.publish(desk.station.folder, desk.station.settings.root, desk.station.clock(), voided=(number,))
    drafts = [Draft("slip.voided", passage.id, {"number": number, "reason": fields["reason"]})]
    if passage.id != desk.front:
        # Back to the lane it goes, but aside: another truck stands in front.
        drafts.append(Draft("passage.parked", passage.id, {"reason": "slip-voided"}))
    return Plan(tuple(drafts), tick="read")


def restore(desk: "Desk", fields: Fields) -> Plan:
    """A suspended release holds again, decided by a supervisor with a reason."""
    passage = _own_release(desk, fields)
    if passage.release is None or not passage.release.suspended:
        raise Refused("not-suspended")
    return Plan((Draft("release.restored", passage.id, {"reason": fields["reason"]}),), tick="read")
