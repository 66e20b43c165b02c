"""Which officers look at the truck in front: drawn among those on duty, without those related to the enterprise or paired with it lately."""

from typing import Any

from workstation.desk.drawing import load_of
from workstation.desk.station import Station
from workstation.desk.values import Stand
from workstation.inspection.values import Form
from workstation.risk import days, duty
from workstation.risk.draw import day_secret
from workstation.settings import local_time

DAY_MS = 86_400_000


def proposed(station: Station, stand: Stand, form: Form, excluded: tuple[str, ...]) -> dict[str, Any]:
    """`proposed` and `draw` of `inspection.opened`; nothing where nobody is known to be on duty."""
    journal, now = station.journal, station.clock()
    here = duty.on_duty(journal, now)
    if not here:
        return {}
    parties = sorted({str(row["uscc"]) for row in stand.told.papers.values() if row})
    since = now - int(station.book.limit("draw", "pair_days")) * DAY_MS
    recent = duty.paired(journal, parties, since) if parties else frozenset()
    related = _related(station, parties, now)
    why = {officer: _why(station, officer, (frozenset(excluded), related, recent)) for officer in here}
    day = days.journal_day(journal, now)
    load = ";".join(load_of(stand.passage, stand.told, number).text for number in sorted(stand.cases) or [""])
    drawn = duty.propose(day_secret(days.master(journal), day), load, why, form.officers)
    return {"proposed": list(drawn.officers), "draw": duty.shown(drawn, {"day": day, "load": load, "need": form.officers, "parties": parties})}


def _why(station: Station, officer: str, left: tuple[frozenset[str], frozenset[str], frozenset[str]]) -> str:
    rows = station.journal.read("SELECT role FROM officer WHERE id = ?", (officer,))
    if not rows or str(rows[0][0]) not in station.book.roles.get("sign", ()):
        return "role"
    first, related, recent = left
    return "first-pair" if officer in first else "related" if officer in related else "recent" if officer in recent else ""


def _related(station: Station, parties: list[str], now: int) -> frozenset[str]:
    """Officers whom the avoidance table of the register ties to one of the enterprises today."""
    if station.register.age("avoidance") is None:
        return frozenset()
    today = local_time(now).date().isoformat()
    rows = [row for party in parties for row in station.register.where("avoidance", "uscc", party)]
    return frozenset(str(row["officer"]) for row in rows if (row["valid_from"] or today) <= today <= (row["valid_to"] or today))
