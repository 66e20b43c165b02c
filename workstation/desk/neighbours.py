"""What another station's exported journal tells this one: what it saw of trucks and their things, who was on duty there, and which trucks it stopped."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
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


Standing = tuple[str, str, str, tuple[str, ...]]
"""A stop-now alarm that was not over at the end of a file: passage, kind, station, the things of the truck."""


@dataclass
class _Told:
    """One station's part of a file as it is read; `place`: hash at the last event that was told before; `restored`: seq from which it was put back to a copy."""

    last: int = 0
    at: int = 0
    place: str = ""
    restored: int = 0
    drafts: list[Draft] = field(default_factory=list)


@dataclass(frozen=True)
class Heard:
    """A file that was read and verified: each station's part, their chains, the stops that stand there, and what was told `before` it was read."""

    told: Mapping[str, _Told]
    chains: exported.Chains
    stops: tuple[Standing, ...]
    before: Mapping[str, tuple[int, str]]


def take(station: Station, lines: Iterable[str], officer: str) -> dict[str, Any]:
    """Take an export: verified whole, written in one transaction, what is here already not again. Refused as `heard` and `keep`."""
    return keep(station, heard(known(station), lines), officer)


def known(station: Station) -> tuple[str, Mapping[str, tuple[int, str]]]:
    """What a file is read against: our own name, and how far each station was told."""
    return station.journal.station, elsewhere.heard(station.journal)


def heard(against: tuple[str, Mapping[str, tuple[int, str]]], lines: Iterable[str]) -> Heard:
    """Read and verify an export, on any thread. Refused `export-wrong`, `export-changed`, `export-gap`, `told-nothing`."""
    (own, before), chains = against, exported.Chains()
    with _Aside() as aside:
        told = _read(own, exported.events(lines, chains), chains, (before, aside))
        if chains.wrong:
            first = chains.wrong[0]
            raise Refused("export-gap" if first["reason"] == "line-missing" else "export-changed", station=first["station"], seq=first["seq"])
        if not told:
            raise Refused("told-nothing", station=own)
        return Heard(told, chains, tuple(_standing(aside)), before)


def keep(station: Station, found: Heard, officer: str) -> dict[str, Any]:
    """Write what a file told, in one transaction.

    Refused `told-unknown` (a station whose key the port root did not sign), `told-other` (not the journal told before), `told-restored` (put back to a copy since), `told-older`, `told-meanwhile`.
    """
    told, before = found.told, found.before
    if elsewhere.heard(station.journal) != before:
        raise Refused("told-meanwhile")
    for name, each in told.items():
        _check(station, name, each, (found.chains, before))
    drafts = [draft for each in told.values() for draft in each.drafts]
    heads = [
        Draft("journal.told", name, {"station": name, "last": each.last, "hash": found.chains.heads[name][1].hex(), "events": len(each.drafts)})
        for name, each in told.items() if each.last != before.get(name, (0, ""))[0]
    ]
    station.journal.append([*drafts, *_stops(station, found), *heads], officer)
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


def _read(own: str, events: Iterable[Event], chains: exported.Chains, known: tuple[Any, sqlite3.Connection]) -> dict[str, _Told]:
    before, aside = known
    found: dict[str, _Told] = {}
    slips: dict[str, str] = {}
    for event in events:
        if event.station == own or chains.wrong:
            continue
        told = found.setdefault(event.station, _Told())
        told.last, told.at = event.seq, event.at
        last = before.get(event.station, (0, ""))[0]
        if event.seq == last:
            told.place = chains.heads[event.station][1].hex()
        if event.kind == "station.restored":
            told.restored = event.seq
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
    if 0 < told.restored <= last and told.place != digest:
        raise Refused("told-restored", station=name, seq=told.restored, last=last)
    if told.last < last:
        raise Refused("told-older", station=name, seq=told.last, last=last)
    if last and told.place != digest:
        raise Refused("told-other", station=name, seq=last)


def _standing(aside: sqlite3.Connection) -> Iterator[Standing]:
    """Stop-now alarms about trucks that stand there at the end of the file."""
    marks = ", ".join("?" * len(ITEMS))
    for about, kind, name in aside.execute(f"SELECT DISTINCT about, tree, station FROM call WHERE sort = '{STOP}' AND done = 0 ORDER BY about, tree").fetchall():
        items = aside.execute(f"SELECT DISTINCT value FROM part WHERE passage = ? AND moved = 0 AND kind IN ({marks}) ORDER BY value", (about, *ITEMS))
        yield about, kind, name, tuple(value for (value,) in items)


def _stops(station: Station, found: Heard) -> Iterator[Draft]:
    """Alarms that stand there now, and those told before that are over; nothing where nothing changed."""
    told = found.told
    here = {(each.about, each.kind): each for each in elsewhere.standing(station.journal) if each.station in told}
    for about, kind, name, items in found.stops:
        former = here.pop((about, kind), None)
        if items and (former is None or former.items != items):
            yield Draft("stop.told", about, {"station": name, "stop": kind, "standing": True, "items": list(items), "at": told[name].at})
    for (about, kind), each in here.items():
        yield Draft("stop.told", about, {"station": each.station, "stop": kind, "standing": False, "items": list(each.items), "at": told[each.station].at})
