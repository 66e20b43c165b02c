"""A look through the integrity lens: by who may, and written down before it is shown."""

from typing import Any

from workstation.desk.lane import Lane
from workstation.journal import Draft
from workstation.risk import lens
from workstation.risk.officers import check_may
from workstation.words import Refused

DAY_MS = 86_400_000
MOST_DAYS = 400


def look(lane: Lane, days: int) -> dict[str, Any]:
    """`lens.look` over the last days. Refused `role-may-not`, `lens-days`. Who looked, how far back and how much he saw is an event."""
    station = lane.station
    check_may(station.book, "lens", lane.role)
    if not 1 <= days <= MOST_DAYS:
        raise Refused("lens-days", days=days, most=MOST_DAYS)
    found = lens.look(station.journal.events(kinds=lens.KINDS), station.clock() - days * DAY_MS)
    body = {"days": days, "rows": found["rows"], "stands_out": found["stands_out"]}
    station.journal.append([Draft("lens.looked", station.journal.station, body)], lane.officer)
    return {"days": days, **found}
