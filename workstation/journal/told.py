"""Events of another station that were told by its exported journal: kept whole inside events of our own chain, and read as what they are."""

from dataclasses import replace

from workstation.journal.event import Draft, Event

TOLD, DUTY_TOLD = "event.told", "duty.told"
"""Kinds that hold another station's event: what it saw of a truck, and who was on duty there."""


def wrapped(event: Event, subject: str, kind: str = TOLD) -> Draft:
    """Another station's event as one of ours; `subject`: what it is looked up by here."""
    return Draft(kind, subject, {"event": {**event.__dict__, "body": dict(event.body)}})


def plain(event: Event) -> Event:
    """The event that is meant: the other station's inside ours, under the subject it has here; any other as it is."""
    return replace(Event(**event.body["event"]), subject=event.subject) if event.kind in (TOLD, DUTY_TOLD) else event
