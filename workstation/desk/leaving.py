"""Who leaves the desk leaves no call behind: what he answers for goes to the next officer or a role, recorded, and whoever is at the desk is told."""

from collections.abc import Sequence

from workstation.calls import call as calls
from workstation.calls.call import Call
from workstation.calls.rules import OWNER
from workstation.desk import owners
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.journal import Draft
from workstation.risk.figures import ROLES
from workstation.words import Refused

LEFT, RELIEVED = "left", "relieved"
"""Why a call went to somebody else: its owner signed out or was disabled; another took the desk."""
_CAME_OR_WENT = "kind IN ('officer.signed-in', 'officer.signed-out') AND station = ?"
Told = tuple[tuple[Draft, ...], tuple[Say, ...]]


def handed(lane: Lane, to: str) -> Told:
    """At a sign-out: the officer's calls go to whom he names. Refused `sign-out-calls` where he names nobody and has any, `sign-out-self`, and as `owners.named` says."""
    mine, heir = calls.held_by(lane.station.journal, lane.officer), owners.named(lane, to)
    if heir == lane.officer:
        raise Refused("sign-out-self", owner=heir)
    if mine and not heir:
        raise Refused("sign-out-calls", count=len(mine), known=", ".join(call.number for call in mine), roles=owners.roles(lane))
    return _passed(lane, mine, heir, LEFT)


def relieved(lane: Lane, officer: str, role: str) -> Told:
    """Another officer took the desk: the calls of the one before are his, where he may answer them."""
    heir = officer if role in lane.station.book.roles.get("call-answer", ()) else ""
    return _passed(lane, calls.held_by(lane.station.journal, lane.officer), heir, RELIEVED)


def disabled(lane: Lane, officer: str) -> tuple[Draft, ...]:
    """The calls of an officer who works here no more go to the role their rule names."""
    return _passed(lane, calls.held_by(lane.station.journal, officer), "", LEFT, officer)[0]


def greet(lane: Lane) -> Told:
    """Once for each desk that is opened: whoever sat here before and went without signing out is gone, however many came after him."""
    if lane.greeted:
        return (), ()
    lane.greeted = True
    journal = lane.station.journal
    rows = journal.read(f"SELECT kind, subject FROM event WHERE {_CAME_OR_WENT} ORDER BY seq DESC LIMIT 1", (journal.station,))
    if rows != [("officer.signed-in", lane.officer)]:
        return (), ()
    heir = lane.officer if lane.role in lane.station.book.roles.get("call-answer", ()) else ""
    left = {name: _left(lane, name) for name in calls.holders(journal) if name not in ("", lane.officer, *ROLES)}
    told = [_passed(lane, mine, heir, RELIEVED, name) for name, mine in left.items()]
    return tuple(draft for drafts, _ in told for draft in drafts), tuple(say for _, said in told for say in said)


def _left(lane: Lane, officer: str) -> list[Call]:
    """The calls an officer left behind: his before somebody else came to the desk he had not signed out of. What was given to him later waits for him."""
    journal = lane.station.journal
    rows = journal.read(f"SELECT kind, seq FROM event WHERE subject = ? AND {_CAME_OR_WENT} ORDER BY seq DESC LIMIT 1", (officer, journal.station))
    if not rows or rows[0][0] != "officer.signed-in":
        return []
    return [call for call in calls.held_by(journal, officer) if _gone(lane, officer, rows[0][1], call)]


def _gone(lane: Lane, officer: str, came: int, call: Call) -> bool:
    """Whether somebody else signed in after this officer was here last, and after the call became his; `came`: the seq of his own sign-in."""
    station, seq, by = call.since
    seq = seq if station == lane.station.journal.station else 0
    here = max(came, seq) if by == officer else came
    rows = lane.station.journal.read(
        "SELECT min(seq) FROM event WHERE kind = 'officer.signed-in' AND station = ? AND seq > ? AND subject <> ?", (lane.station.journal.station, here, officer)
    )
    return rows[0][0] is not None and seq < rows[0][0]


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
