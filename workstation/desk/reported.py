"""What was found of a passage or parcel so far: its closed inspections and the findings that came back, each as it stands after corrections; for who reports or corrects one."""

from typing import Any

from workstation.desk import belt_why
from workstation.desk.explaining import named
from workstation.desk.lane import Lane
from workstation.journal import Event, Journal
from workstation.passage import parcels
from workstation.risk.officers import check_may
from workstation.settings import show_time
from workstation.words import Refused

NEWEST = 200
"""Findings of all passages that are listed at most."""


def subject(lane: Lane, what: str) -> str:
    """What a finding is about: a parcel by its number (or that of its inventory or order, where it is the only one), else a passage as `explaining.named`. Refused `finding-several`, `finding-nothing`."""
    number = belt_why.named(lane, what) if what else ""
    if number and len(parcels.find(lane.station.register, (number,))) > 1:
        raise Refused("finding-several", text=what.strip()[:40])
    try:
        return number or named(lane, what)
    except Refused as error:
        raise Refused("finding-nothing", what=what.strip()[:40]) from error


def known(lane: Lane, what: str = "") -> dict[str, Any]:
    """`passage` ('' where `what` names none), its `inspections` (closed ones) and `findings`; of no passage the newest findings of all, the newest first."""
    journal, passage = lane.station.journal, _passage(lane, what)
    closed = list(journal.events(subject=passage, kinds=("inspection.closed",))) if passage else []
    rows = [{"inspection": event.body["inspection"], "result": event.body.get("result") or event.body["conclusion"], "at": show_time(event.at)} for event in closed]
    return {"passage": passage, "inspections": rows, "findings": findings(journal, passage)}


def listed(lane: Lane, what: str = "") -> list[dict[str, Any]]:
    """The findings of a passage, or the newest of all. Refused `role-may-not`, `finding-nothing`."""
    check_may(lane.station.book, "finding", lane.role)
    return findings(lane.station.journal, subject(lane, what) if what else "")


def findings(journal: Journal, passage: str = "") -> list[dict[str, Any]]:
    """`event`, `passage`, `source`, `reference`, `says` (as reported), `stands` (after the newest correction), `about`, `at`; the newest first."""
    events = [*journal.events(subject=passage or None, kinds=("finding.reported", "finding.corrected"))]
    corrections: dict[tuple[str, int], Event] = {}
    for event in events:
        if event.kind == "finding.corrected":
            target = (event.body["target_station"], event.body["target_seq"])
            corrections[target] = max(event, corrections.get(target, event), key=lambda each: each.stamp)
    reports = sorted((event for event in events if event.kind == "finding.reported"), key=lambda event: event.stamp, reverse=True)
    return [_row(event, corrections.get((event.station, event.seq))) for event in reports[:NEWEST]]


def _row(event: Event, correction: Event | None) -> dict[str, Any]:
    body, stands = event.body, correction.body["says"] if correction else event.body["says"]
    told = {name: body.get(name, "") for name in ("source", "reference", "says", "sort", "about")}
    return {"event": event.id, "passage": event.subject, **told, "stands": stands, "at": show_time(event.at)}


def _passage(lane: Lane, what: str) -> str:
    try:
        return subject(lane, what) if what else ""
    except Refused:
        # The desk says so when the finding is sent.
        return ""
