"""Acts that let a truck go and everything about its paper: release, printed, reprint, slip-confirm, void, restore."""

from collections.abc import Mapping
from typing import Any

from workstation.desk import accounts, slips
from workstation.desk import station as stations
from workstation.desk.acts.treating import check_trucks, check_verdict
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.desk.stopping import check_going, check_stopped
from workstation.desk.values import Plan, Stand
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.words import Refused

Fields = Mapping[str, Any]


def release(lane: Lane, fields: Fields) -> Plan:
    """One signed event and the reserved number of its slip; refused unless the rules, an override or emergency mode allow it."""
    passage, stand = lane.in_front(), lane.stand
    check_trucks(passage)
    check_going(lane, passage)
    check_verdict(lane, fields)
    if passage.release is not None:
        raise Refused("already-released", number=passage.release.number)
    if passage.state != "open":
        raise Refused("not-open", stays=passage.state)
    if passage.holds or lane.open_inspection(passage):
        raise Refused("held-or-inspecting")
    if stand is None or stand.verdict is None or passage.verdict is None:
        raise Refused("verdict-awaited", awaited=", ".join((*stand.gathered.waiting, *stand.told.others)) if stand else "–")
    if stand.channel == "not-customs":
        raise Refused("leave-not-release")
    # What the load takes from its ledgers is posted in the same transaction, or nothing is released; its figures are said before anything else that stops it.
    posted = accounts.released(lane.station, stand.told.papers.values(), passage.id)
    emergency = "" if stand.channel == "release" else emergency_for(lane, stand)
    slip = slips.of_release(lane, stand, emergency)
    # The slip carries the head it stands on: the paper is a witness that nothing before it was taken away.
    signed = slips.sign(lane, slip)
    body: dict[str, Any] = {
        "verdict": passage.verdict.id,
        "channel": slip.channel,
        "basis": slip.basis,
        "slip": slip.as_map(),
        "token": signed,
        "number": slip.number,
        "targets": slips.targets(stand),
    }
    body |= {"emergency": emergency} if emergency else {}
    body |= {"codes": codes} if (codes := _codes(stand)) else {}
    body |= {"automatic": True} if fields.get("automatic") else {}
    drafts = (Draft("released", passage.id, body), Draft("slip.reserved", passage.id, {"number": slip.number}), *posted)
    return Plan(drafts, tick="released", alarms=accounts.warned(stand.told.away))


def _codes(stand: Stand) -> dict[str, str]:
    """Declaration -> the confirmation code its goods go with: no other may go with it."""
    return {number: row["va_confirmation"] for number in stand.told.codes if (row := stand.told.papers.get(number)) and row["va_confirmation"]}


def goes_by_itself(lane: Lane) -> bool:
    """Officer by exception: a lane set so releases a clean truck without a key; every such release says so in its event."""
    stand = lane.stand
    if lane.station.settings.release != "itself" or stand is None:
        return False
    passage = stand.passage
    fit = stand.channel == "release" and passage.state == "open" and passage.release is None and not passage.holds
    # An officer sees that a second container is still outside; a lane by itself waits for all the papers list, unless a booking says which.
    booked = bool(stand.told.booking and stand.told.booking["containers"] and not stand.told.far)
    whole = booked or {row["number"] for rows in stand.told.listed.values() for row in rows} <= set(passage.values("container"))
    return fit and whole and not passage.inspection and not stand.gathered.waiting


def emergency_for(lane: Lane, stand: Stand) -> str:
    """The order under which a truck may go although old data cannot confirm it; refused for anything else."""
    verdict = stand.verdict
    order = lane.station.emergency()
    ages = {rule.id for rule in lane.station.book.rules if rule.age}
    only_age = verdict is not None and verdict.channel == "cannot-confirm" and not (set(verdict.fired) - ages - _mild(lane))
    fit = only_age and verdict is not None and bool(set(verdict.fired) & ages) and not stand.passage.override
    if not order or not fit:
        way = "release-way.emergency" if order else "release-way.age" if fit else ""
        raise Refused("not-releasable", channel=stand.channel, why=way)
    if (stand.told.booking is None or stand.told.far) and not any(stand.told.papers.values()):
        # Old data let a truck go that they know; they say nothing of one they never heard of.
        raise Refused("emergency-nothing-known")
    return order


def _mild(lane: Lane) -> set[str]:
    return {rule.id for rule in lane.station.book.rules if rule.channel in ("release", "not-customs")}


def _own_release(lane: Lane, fields: Fields) -> Passage:
    """The passage of a slip number, or the one in front."""
    number = fields.get("number")
    if number:
        rows = lane.station.journal.read("SELECT passage FROM slip WHERE number = ?", (number,))
        if not rows or not rows[0][0]:
            raise Refused("slip-unknown", number=number[:40])
        passage = lane.passage(rows[0][0])
    else:
        passage = lane.in_front()
    if passage.release is None or (number and passage.release.number != number):
        raise Refused("slip-not-released", number=number or "–")
    return passage


def printed(lane: Lane, fields: Fields) -> Plan:
    """A copy went to a printer."""
    passage = _own_release(lane, fields)
    number = passage.release.number if passage.release else ""
    copy = fields.get("copy", 1)
    if passage.release is None or not 1 <= copy <= passage.release.copies:
        raise Refused("slip-copy-wrong", copy=copy)
    body = {"number": number, "copy": copy, **{name: fields[name] for name in ("queue", "job") if fields.get(name)}}
    return Plan((Draft("slip.printed", passage.id, body),))


def reprint(lane: Lane, fields: Fields) -> Plan:
    """One more copy, which says so on its face; the number stays the same."""
    passage = _own_release(lane, fields)
    release_ = passage.release
    if release_ is None:
        raise Refused("slip-not-released", number="–")
    return Plan((Draft("slip.printed", passage.id, {"number": release_.number, "copy": release_.copies + 1}),), tick="read")


def slip_confirm(lane: Lane, fields: Fields) -> Plan:
    """The paper is there: the officer says so."""
    passage = _own_release(lane, fields)
    number = passage.release.number if passage.release else ""
    if passage.release and passage.release.confirmed:
        raise Refused("slip-confirmed-already", number=number)
    return Plan((Draft("slip.confirmed", passage.id, {"number": number, "how": "officer"}),), tick="read")


def void(lane: Lane, fields: Fields) -> Plan:
    """The slip is void and the release taken back; refused once it was used at a gate."""
    passage = _own_release(lane, fields)
    number = passage.release.number if passage.release else ""
    if lane.station.journal.read("SELECT 1 FROM slip WHERE number = ? AND used = 1", (number,)):
        raise Refused("slip-used-already", number=number)
    check_stopped(lane, passage)
    drafts = [Draft("slip.voided", passage.id, {"number": number, "reason": fields["reason"]}), *accounts.voided(lane.station, passage.id, fields["reason"])]
    if passage.id != lane.front:
        # Back to the lane it goes, but aside: another truck stands in front.
        drafts.append(Draft("passage.parked", passage.id, {"reason": "slip-voided"}))
    station = lane.station
    # The list of revoked slips follows the journal, never the other way round.
    return Plan(tuple(drafts), tick="read", after=lambda: _revoke(station, number))


def _revoke(station: Station, number: str) -> None:
    stations.publish(station.folder, station.settings.root, station.clock(), voided=(number,))


def restore(lane: Lane, fields: Fields) -> Plan:
    """A suspended release holds again, decided by a supervisor with a reason."""
    passage = _own_release(lane, fields)
    if passage.release is None or not passage.release.suspended:
        raise Refused("not-suspended")
    check_stopped(lane, passage)
    return Plan((Draft("release.restored", passage.id, {"reason": fields["reason"]}),), tick="read")
