"""Which officers look at the truck in front: drawn among those on duty, without those related to the enterprise or paired with it lately."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workstation.desk.drawing import load_of
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.desk.values import Stand
from workstation.inspection import forms
from workstation.inspection.values import Form
from workstation.journal import Draft
from workstation.risk import days, duty
from workstation.risk.draw import day_secret


@dataclass(frozen=True)
class Drawn:
    """`told`: `proposed` and `draw` of `inspection.opened`; `kept`: what the draw goes by and the journal does not hold yet, to be written right after it."""

    told: Mapping[str, Any]
    kept: tuple[Draft, ...]


def drawn(lane: Lane, stand: Stand, form: Form, excluded: Collection[str]) -> Drawn:
    """The draw for the truck in front, whose inspection is the next event; `excluded`: who looked the first time."""
    station, journal = lane.station, lane.station.journal
    day = days.journal_day(journal, station.clock())
    book = station.book.on(day)
    signers = duty.signers(journal, book.roles["sign"])
    name, here = duty.pool(journal, day, signers)
    secret = day_secret(days.master(journal), day)
    parties = sorted({str(row["uscc"]) for row in stand.told.papers.values() if row})
    related = _related(station, signers, day)
    recent = duty.paired(journal, parties, duty.since(day, int(book.limit("draw", "pair_days")))) if parties else frozenset()
    left = {"first-pair": frozenset(excluded), "related": frozenset(officer for officer, party in related or () if party in parties), "recent": recent}
    why = {officer: duty.reason(officer, left) if role else "role" for officer, role in here.items()}
    load = ";".join(load_of(stand.passage, stand.told, number).text for number in sorted(stand.cases) or [""])
    found = duty.propose(secret, load, why, form.officers)
    kept = [Draft("form.kept", form.id, {"form": form.id, "version": form.version, "text": forms.text(form)})]
    if related is not None:
        pairs = sorted(duty.avoided(secret, *pair) for pair in related)
        kept.append(Draft("avoidance.kept", journal.station, {"day": day, "register": str(station.register.version), "pairs": pairs}))
    where = {draft.kind: duty.kept(journal, draft.kind, draft.body) for draft in kept}
    fresh = tuple(draft for draft in kept if not where[draft.kind])
    where |= {draft.kind: lane.next_id(ahead) for ahead, draft in enumerate(fresh, 2)}
    about = {"day": day, "load": load, "need": form.officers, "parties": parties, "pool": name, "book": book.hash}
    about |= {"avoidance": where["avoidance.kept"]} if related is not None else {}
    return Drawn({"proposed": list(found.officers), "draw": duty.shown(found, about)}, fresh)


def _related(station: Station, officers: Collection[str], day: str) -> list[tuple[str, str]] | None:
    """(officer, enterprise) of the register's avoidance table as it counts on a day; None where it told no such table."""
    if station.register.age("avoidance") is None:
        return None
    rows = station.register.among("avoidance", "officer", sorted(officers))
    return [(str(row["officer"]), str(row["uscc"])) for row in rows if (row["valid_from"] or day) <= day <= (row["valid_to"] or day)]
