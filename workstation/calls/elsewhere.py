"""Trucks stopped at other stations, as far as this one was told: by their exported journals, since nothing else comes here without a network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from workstation.calls.call import Rows
from workstation.journal import Event, View, Write

SCHEMA = """
CREATE TABLE stop_told (
  about TEXT NOT NULL, stop TEXT NOT NULL, station TEXT NOT NULL, standing INTEGER NOT NULL, items TEXT NOT NULL, told_at INTEGER NOT NULL, at INTEGER NOT NULL,
  e_station TEXT NOT NULL, e_seq INTEGER NOT NULL, PRIMARY KEY (about, stop)) WITHOUT ROWID;
CREATE TABLE journal_told (station TEXT NOT NULL, last INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (station, last)) WITHOUT ROWID;
"""
_STOP = """INSERT INTO stop_told VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (about, stop) DO UPDATE SET station = excluded.station, standing = excluded.standing,
items = excluded.items, told_at = excluded.told_at, at = excluded.at, e_station = excluded.e_station, e_seq = excluded.e_seq
WHERE (excluded.at, excluded.e_station, excluded.e_seq) > (at, e_station, e_seq)"""


@dataclass(frozen=True)
class Stop:
    """A stop-now alarm of another station: its kind, that station, the truck's things, and when its last event there was (UTC ms)."""

    about: str
    kind: str
    station: str
    items: tuple[str, ...]
    told_at: int


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times."""
    body = event.body
    if event.kind == "journal.told":
        write.execute("INSERT OR IGNORE INTO journal_told VALUES (?, ?, ?)", (body["station"], body["last"], body["hash"]))
        return
    items = json.dumps(list(body["items"]), ensure_ascii=False)
    write.execute(_STOP, (event.subject, body["stop"], body["station"], int(body["standing"]), items, body["at"], event.at, event.station, event.seq))


def standing(journal: Rows) -> tuple[Stop, ...]:
    """Every one that was not over when its station told of it last."""
    rows = journal.read("SELECT about, stop, station, items, told_at FROM stop_told WHERE standing = 1 ORDER BY told_at, about, stop")
    return tuple(Stop(about, kind, station, tuple(json.loads(items)), at) for about, kind, station, items, at in rows)


def heard(journal: Rows) -> Mapping[str, tuple[int, str]]:
    """Station -> the last event of it that was told, and its hash in hex."""
    return {station: (last, digest) for station, last, digest in journal.read("SELECT station, last, hash FROM journal_told ORDER BY last")}


ELSEWHERE = View(name="elsewhere", version=1, schema=SCHEMA, fold=fold, tables=("stop_told", "journal_told"), kinds=("stop.told", "journal.told"))
