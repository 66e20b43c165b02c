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


PIECE = 200
"""Events written in one transaction: it holds the desk's thread for less than an act may wait, however long the file is."""
Standing = tuple[str, str, str, tuple[str, ...]]
"""A stop-now alarm that was not over at the end of a file: passage, kind, station, the things of the truck."""


@dataclass(frozen=True)
class Piece:
    """What is written at once: of one station up to its event `last`, whose hash is `place`. A file taken up to there is as one that was exported then."""

    station: str
    last: int
    place: str
    drafts: tuple[Draft, ...]


@dataclass
class _Told:
    """One station's part of a file as it is read; `place`: hash at the last event that was told before; `restored`: seq from which it was put back to a copy; `lost`: the places such a restore gave up; `drafts`: in no piece yet."""

    last: int = 0
    at: int = 0
    place: str = ""
    restored: int = 0
    lost: list[range] = field(default_factory=list)
    events: int = 0
    drafts: list[Draft] = field(default_factory=list)


@dataclass(frozen=True)
class Heard:
    """A file that was read and verified: each station's part, the pieces in the order they are written, their chains, the stops that stand there, and what was told `before` it was read."""

    told: Mapping[str, _Told]
    pieces: tuple[Piece, ...]
    chains: exported.Chains
    stops: tuple[Standing, ...]
    before: Mapping[str, tuple[int, str]]


def take(station: Station, lines: Iterable[str], officer: str) -> dict[str, Any]:
    """Take an export: verified whole, then written in pieces, what is here already not again. Refused as `heard` and `keep`."""
    found, number = heard(known(station), lines), 0
    while (told := keep(station, found, officer, number)) is None:
        number += 1
    return told


def known(station: Station) -> tuple[str, Mapping[str, tuple[int, str]]]:
    """What a file is read against: our own name, and how far each station was told."""
    return station.journal.station, elsewhere.heard(station.journal)


def heard(against: tuple[str, Mapping[str, tuple[int, str]]], lines: Iterable[str], most: int = PIECE) -> Heard:
    """Read and verify an export, on any thread; `most`: events of a piece. Refused `export-wrong`, `export-changed`, `export-gap`, `told-nothing`."""
    (own, before), chains = against, exported.Chains()
    with _Aside() as aside:
        told, pieces = _read((own, most), exported.events(lines, chains), chains, (before, aside))
        if chains.wrong:
            first = chains.wrong[0]
            raise Refused("export-gap" if first["reason"] == "line-missing" else "export-changed", station=first["station"], seq=first["seq"])
        if not told:
            raise Refused("told-nothing", station=own)
        return Heard(told, tuple(pieces), chains, tuple(_standing(aside)), before)


def keep(station: Station, found: Heard, officer: str, number: int = 0) -> dict[str, Any] | None:
    """Write one piece of what a file told, in one transaction: None while more are left. One that is interrupted goes on with the same file, or a newer one.

    Refused `told-unknown` (a station whose key the port root did not sign), `told-other` (not the journal told before), `told-restored` (put back to a copy since), `told-older`, `told-meanwhile`.
    """
    done = {each.station: (each.last, each.place) for each in found.pieces[:number]}
    if elsewhere.heard(station.journal) != {**found.before, **done}:
        raise Refused("told-meanwhile")
    if not number:
        for name, each in found.told.items():
            _check(station, name, each, (found.chains, found.before))
    for piece in found.pieces[number : number + 1]:
        head = {"station": piece.station, "last": piece.last, "hash": piece.place, "events": len(piece.drafts)}
        # A truck that stands stopped there is stopped here before anything else is told of it.
        stops = () if number else _stops(station, found)
        station.journal.append([*stops, *piece.drafts, Draft("journal.told", piece.station, head)], officer)
    if number + 1 < len(found.pieces):
        return None
    shown = [{"station": name, "events": each.events, "last": each.last} for name, each in found.told.items()]
    stopped = [{"station": each.station, "stop": each.kind, "items": list(each.items)} for each in elsewhere.standing(station.journal) if each.station in found.told]
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


def _read(asked: tuple[str, int], events: Iterable[Event], chains: exported.Chains, known: tuple[Any, sqlite3.Connection]) -> tuple[dict[str, _Told], list[Piece]]:
    (own, most), (before, aside) = asked, known
    found: dict[str, _Told] = {}
    pieces: list[Piece] = []
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
            told.lost.append(range(event.body["head"] + 1, min(event.body["witnessed"] + 1, event.seq)))
        for view in (CALLS, PASSAGES):
            if event.kind in view.kinds:
                view.fold(aside, event)
        if event.kind == "released":
            slips[str(event.body["number"])] = event.subject
        if event.seq > last:
            told.drafts += _kept(event, slips)
        if len(told.drafts) >= most:
            pieces.append(_cut(event.station, told, chains))
    rest = (_cut(name, told, chains) for name, told in found.items() if told.drafts or told.last not in _ends(name, before, pieces))
    return found, [*pieces, *rest]


def _ends(name: str, before: Mapping[str, tuple[int, str]], pieces: Iterable[Piece]) -> set[int]:
    """Where what was told of a station ended, and where its pieces end."""
    return {before.get(name, (0, ""))[0], *(piece.last for piece in pieces if piece.station == name)}


def _cut(name: str, told: _Told, chains: exported.Chains) -> Piece:
    """What was read of a station since the last piece, up to here."""
    piece = Piece(name, told.last, chains.heads[name][1].hex(), tuple(told.drafts))
    told.events, told.drafts = told.events + len(piece.drafts), []
    return piece


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
    # What was told of a tail that is lost there stays here; what was written after it has numbers of its own.
    if last and told.place != digest and not any(last in places for places in told.lost):
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
