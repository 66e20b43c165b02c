"""A parcel that was stopped is settled by an officer: let go by two, sent back or handed over by one."""

from collections.abc import Mapping
from typing import Any

from workstation.desk import bonded, parcels
from workstation.desk.acts import seconding
from workstation.desk.acts.act import prove
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage.parcels import OUTCOMES
from workstation.risk.officers import check_may
from workstation.words import Choices, Refused


def settle(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """A stopped parcel is let go (`passed`, with a second officer's secret), sent back or handed over, for a reason."""
    number, outcome, station = fields["number"].strip().upper(), fields["outcome"], lane.station
    if outcome not in OUTCOMES:
        raise Refused("parcel-outcome", known=Choices(OUTCOMES, "parcel."))
    found = station.journal.read("SELECT station, seq FROM parcel WHERE number = ? AND channel <> 'release' AND channel <> '' AND s_at < at", (number,))
    if not found:
        raise Refused("parcel-not-stopped", number=number[:40])
    if outcome != "handed-over":
        parcels.check_going(lane)
    body = {"outcome": outcome, "reason": fields["reason"], "answered": _answered(lane, number)}
    if outcome == "passed":
        second = fields.get("officer") or ""
        if not second:
            raise Refused("parcel-needs-second", number=number)
        if second == lane.officer:
            raise Refused("second-officer-same", officer=second)
        check_may(station.book, "cosign-parcel", prove(lane, second, fields.get("secret")))
        body |= {"cosigner": second, **seconding.since(lane, "parcel", number)}
    booked = _booked(lane, number, outcome, fields["reason"])
    return Plan((Draft("parcel.settled", number, body), *booked), tick="read", after=lambda: parcels.settled(lane, number, outcome))


def _booked(lane: Lane, number: str, outcome: str, reason: str) -> tuple[Draft, ...]:
    """What its ledger gives or gets back: one that goes is written off as any, and stays where the ledger has not that much; one that is sent back is put back."""
    if outcome == "returned":
        return bonded.returned(lane.station, number, reason)
    if outcome != "passed":
        return ()
    found = bonded.of(lane.station, lane.station.register.get("parcel", number))
    if found.refusal:
        raise found.refusal
    return found.drafts


def _answered(lane: Lane, number: str) -> list[str]:
    """The rules and instructions of the last judgement."""
    last = [event for event in lane.station.journal.events(subject=number) if event.kind == "parcel.judged"][-1]
    return [*last.body["fired"], *last.body.get("instructions", ())]
