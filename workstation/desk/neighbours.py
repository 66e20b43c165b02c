"""What another station's exported journal tells this one: what it saw of trucks and their things, who was on duty there, and which trucks it stopped."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from workstation.calls import elsewhere
from workstation.calls.rules import STOP
from workstation.calls.views import CALLS
from workstation.codes import PERSON_KINDS
from workstation.custody.chain import DUTY
from workstation.custody.steps import KINDS
from workstation.desk.station import KEYS, Station
from workstation.journal import Draft, Event
from workstation.journal.told import DUTY_TOLD, wrapped
from workstation.passage.views import PASSAGES
from workstation.release import keys
from workstation.risk import exported
from workstation.words import Refused

ITEMS = ("vehicle", "trailer", "container", "declaration", "release_list", "seal")
"""Parts by which a stopped truck is known again."""


@dataclass
class _Told:
    """One station's part of a file as it is read; `place`: hash at the last event that was told before."""

    last: int = 0
    at: int = 0
    place: str = ""
    drafts: list[Draft] = field(default_factory=list)


def take(station: Station, lines: Iterable[str], officer: str) -> dict[str, Any]:
    """Take an export: verified whole, written in one transaction, what is here already not again.

    Refused `export-wrong`, `export-changed`, `told-unknown` (a station whose key the port root did not sign), `told-other` (not the journal told before), `told-older`, `told-nothing`.
    """
    before, chains = elsewhere.heard(station.journal), exported.Chains()
    with _Aside() as aside:
        told = _read(station, exported.events(lines, chains), chains, (before, aside))
        if chains.wrong:
            raise Refused("export-changed", station=chains.wrong[0]["station"], seq=chains.wrong[0]["seq"])
        if not told:
            raise Refused("told-nothing", station=station.journal.station)
        for name, each in told.items():
            _check(station, name, each, (chains, before))
        stops = list(_stops(station, told, aside))
    drafts = [draft for each in told.values() for draft in each.drafts]
    heads = [
        Draft("journal.told", name, {"station": name, "last": each.last, "hash": chains.heads[name][1].hex(), "events": len(each.drafts)})
        for name, each in told.items() if each.last != before.get(name, (0, ""))[0]
    ]
    station.journal.append([*drafts, *stops, *heads], officer)
    shown = [{"station": name, "events": len(each.drafts), "last": each.last} for name, each in told.items()]
    stopped = [{"station": each.station, "stop": each.kind, "items": list(each.items)} for each in elsewhere.standing(station.journal) if each.station in told]
    return {"stations": shown, "stopped": stopped}


class _Aside:
    """The views of the other station's calls and parts, in memory, for as long as its file is read."""

    def __enter__(self) -> sqlite3.Connection:
        self._made = sqlite3.connect(":memory:")
        for view in (CALLS, PASSAGES):
            self._made.executescript(view.schema)
        return self._made

    def __exit__(self, *_: object) -> None:
        self._made.close()


def _read(station: Station, events: Iterable[Event], chains: exported.Chains, known: tuple[Any, sqlite3.Connection]) -> dict[str, _Told]:
    before, aside = known
    found: dict[str, _Told] = {}
    slips: dict[str, str] = {}
    for event in events:
        if event.station == station.journal.station or chains.wrong:
            continue
        told = found.setdefault(event.station, _Told())
        told.last, told.at = event.seq, event.at
        last = before.get(event.station, (0, ""))[0]
        if event.seq == last:
            told.place = chains.heads[event.station][1].hex()
        for view in (CALLS, PASSAGES):
            if event.kind in view.kinds:
                view.fold(aside, event)
        if event.kind == "released":
            slips[str(event.body["number"])] = event.subject
        if event.seq > last:
            told.drafts += _kept(event, slips)
    return found


def _kept(event: Event, slips: dict[str, str]) -> Iterator[Draft]:
    """What of an event says something here: a slip shown at a gate belongs to the passage it was given to; persons stay where they are."""
    if event.kind in DUTY:
        yield wrapped(event, event.subject, DUTY_TOLD)
    elif event.kind in KINDS and not (event.kind in ("code.scanned", "scan.repeated") and event.body.get("sort") in PERSON_KINDS):
        yield wrapped(event, slips.get(event.subject, event.subject))


def _check(station: Station, name: str, told: _Told, known: tuple[exported.Chains, Any]) -> None:
    """Whether the port root knows the station's key, and the file goes on where the last one ended."""
    chains, before = known
    listed = keys.read(station.folder / KEYS, station.settings.root)
    public = chains.keys[name].public_bytes_raw()
    if not any(each.station == name and each.public == public for each in listed.stations):
        raise Refused("told-unknown", station=name)
    last, digest = before.get(name, (0, ""))
    if told.last < last:
        raise Refused("told-older", station=name, seq=told.last, last=last)
    if last and told.place != digest:
        raise Refused("told-other", station=name, seq=last)


def _stops(station: Station, told: dict[str, _Told], aside: sqlite3.Connection) -> Iterator[Draft]:
    """Stop-now alarms about trucks that stand there now, and those told before that are over; nothing where nothing changed."""
    marks = ", ".join("?" * len(ITEMS))
    here = {(each.about, each.kind): each for each in elsewhere.standing(station.journal) if each.station in told}
    for about, kind, name in aside.execute(f"SELECT DISTINCT about, tree, station FROM call WHERE sort = '{STOP}' AND done = 0 ORDER BY about, tree").fetchall():
        items = [value for (value,) in aside.execute(f"SELECT DISTINCT value FROM part WHERE passage = ? AND moved = 0 AND kind IN ({marks}) ORDER BY value", (about, *ITEMS))]
        known = here.pop((about, kind), None)
        if items and (known is None or known.items != tuple(items)):
            yield Draft("stop.told", about, {"station": name, "stop": kind, "standing": True, "items": items, "at": told[name].at})
    for (about, kind), each in here.items():
        yield Draft("stop.told", about, {"station": each.station, "stop": kind, "standing": False, "items": list(each.items), "at": told[each.station].at})
