"""When a second officer was asked: every act that takes one keeps the time beside his signature, so that a signature nobody had time to think about can be seen."""

from collections.abc import Mapping
from typing import Any

from workstation.desk.lane import Asked, Lane
from workstation.desk.values import Plan, beside
from workstation.words import Choices, Refused

ACTS = ("override", "correct", "move", "lock-open", "parcel", "handover", "seal-handover", "scorecard-adopt", "rules-live", "call-answer", "call-close", "call-correct")
"""Acts that a second officer signs in one step with the first. The two signatures of an inspection are two events, and need no asking."""


def ask(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """`for`: the act whose second officer is asked from now on; nothing is written before he signs."""
    if fields["for"] not in ACTS:
        raise Refused("second-not-asked", act=fields["for"][:40], known=Choices(ACTS, "act."))
    note(lane, fields["for"])
    return beside(lane.last, (), lane.last.extra)


def note(lane: Lane, act: str, at: int = 0) -> None:
    """The second officer of an act is asked now, or was at `at` (UTC ms)."""
    head = lane.station.journal.head()
    lane.asked = Asked(act, lane.officer, lane.front, at or max(lane.station.clock(), head.at), head.seq)


def since(lane: Lane, act: str, subject: str = "") -> dict[str, int]:
    """`asked` for the body of the act's event: when the second officer was asked, else when the last was written of its subject before this line; one asking serves one signature.

    That is the longest he can have looked at what he signed. Empty where neither is known.
    """
    found = _asked(lane, act)
    if found is None and subject:
        rows = lane.station.journal.read("SELECT max(at) FROM event WHERE subject = ? AND station = ? AND seq <= ?", (subject, lane.station.journal.station, lane.heard))
        found = rows[0][0]
    return {} if found is None else {"asked": int(found)}


def _asked(lane: Lane, act: str) -> int | None:
    asked, journal = lane.asked, lane.station.journal
    if asked is None or (asked.act, asked.officer, asked.front) != (act, lane.officer, lane.front):
        return None
    used = journal.read("SELECT 1 FROM event WHERE station = ? AND seq > ? AND json_extract(bytes, '$.body.asked') = ? LIMIT 1", (journal.station, asked.seq, asked.at))
    return None if used else asked.at
