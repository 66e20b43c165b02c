"""What the barrier did, as its board or the officer says; the desk only writes it, the lane's gear moves it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.words import Refused, shapes

KINDS = {
    "opened": "barrier.opened", "sent": "barrier.opened", "by-hand": "barrier.opened",
    "unanswered": "barrier.failed", "stale": "barrier.failed", "away": "barrier.failed",
}


def barrier(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """`how` it opened, or why it did not; `permit`: the passage or slip it was for. What the card shows stays as it is."""
    how = fields["how"]
    if how not in KINDS:
        raise Refused("line-field", name="how", reason=shapes(*KINDS))
    body = {"how": how, **{name: fields[name] for name in ("permit", "link") if fields.get(name)}}
    draft = Draft(KINDS[how], lane.station.settings.lane, body)
    return replace(lane.last, drafts=(draft,), front=None, tick="", extra={}, officer=None, after=None)
