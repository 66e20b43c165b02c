"""Who leaves the desk leaves no call behind: what he answers for goes to the next officer or a role, recorded, and whoever is at the desk is told."""

from collections.abc import Sequence

from workstation.calls import call as calls
from workstation.calls.call import Call
from workstation.calls.rules import OWNER
from workstation.desk import owners
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.journal import Draft
from workstation.words import Refused

LEFT, RELIEVED = "left", "relieved"
"""Why a call went to somebody else: its owner signed out or was disabled; another took the desk."""
Told = tuple[tuple[Draft, ...], tuple[Say, ...]]


def handed(lane: Lane, to: str) -> Told:
    """At a sign-out: the officer's calls go to whom he names. Refused `sign-out-calls` where he names nobody and has any, `sign-out-self`, and as `owners.named` says."""
    mine, heir = calls.held_by(lane.station.journal, lane.officer), owners.named(lane, to)
    if heir == lane.officer:
        raise Refused("sign-out-self", owner=heir)
    if mine and not heir:
        raise Refused("sign-out-calls", count=len(mine), known=", ".join(call.number for call in mine))
    return _passed(lane, mine, heir, LEFT)


def relieved(lane: Lane, officer: str, role: str, before: str = "") -> Told:
    """Another officer took the desk: the calls of the one before (`before`, else who is signed in) are his, where he may answer them."""
    gone = before or lane.officer
    heir = officer if role in lane.station.book.roles.get("call-answer", ()) else ""
    return _passed(lane, calls.held_by(lane.station.journal, gone), heir, RELIEVED, gone)


def disabled(lane: Lane, officer: str) -> tuple[Draft, ...]:
    """The calls of an officer who works here no more go to the role their rule names."""
    return _passed(lane, calls.held_by(lane.station.journal, officer), "", LEFT, officer)[0]


def greet(lane: Lane) -> Told:
    """Once for each desk that is opened: whoever sat here before and never signed out is gone."""
    if lane.greeted:
        return (), ()
    lane.greeted = True
    rows = lane.station.journal.read(
        "SELECT kind, subject FROM event WHERE kind IN ('officer.signed-in', 'officer.signed-out') AND station = ? ORDER BY seq DESC LIMIT 2", (lane.station.journal.station,)
    )
    if len(rows) < len(("mine", "before")) or [kind for kind, _ in rows] != ["officer.signed-in"] * 2 or rows[0][1] != lane.officer or rows[1][1] == lane.officer:
        return (), ()
    return relieved(lane, lane.officer, lane.role, rows[1][1])


def _passed(lane: Lane, mine: Sequence[Call], heir: str, why: str, gone: str = "") -> Told:
    """Each goes to the heir, or to the role its rule names where there is none or he may not have it."""
    ways: dict[str, list[Call]] = {}
    for call in mine:
        ways.setdefault(_to(lane, call, heir), []).append(call)
    drafts = [Draft("call.passed", call.id, {"to": to, "reason": why, "leaving": why}) for to, several in ways.items() for call in several]
    alarms = [Say("calls-handed", {"officer": gone or lane.officer, "known": ", ".join(call.number for call in several), "role": to}) for to, several in ways.items()]
    return tuple(drafts), tuple(alarms)


def _to(lane: Lane, call: Call, heir: str) -> str:
    """Who gets a call."""
    if heir:
        try:
            return owners.named(lane, heir, call)
        except Refused:
            # It is only for others: it goes to them.
            pass
    return next((who for who, _ in call.levels if who != OWNER), "officer")
