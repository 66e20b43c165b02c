"""View tables of slips: how each number stands, whether it was used, whether its release is suspended."""

from collections.abc import Mapping
from typing import Any

from workstation.journal import Event, View, Write
from workstation.release.values import UNFINISHED

SCHEMA = """
CREATE TABLE slip (
  number TEXT PRIMARY KEY, passage TEXT NOT NULL DEFAULT '', station TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL DEFAULT 0, plate TEXT NOT NULL DEFAULT '',
  expires INTEGER NOT NULL DEFAULT 0, copy INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0, voided INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0, reserved INTEGER NOT NULL DEFAULT 0, recovered INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX slip_open ON slip (confirmed, voided, at);
CREATE INDEX slip_passage ON slip (passage);
CREATE TABLE target (kind TEXT NOT NULL, value TEXT NOT NULL, passage TEXT NOT NULL, PRIMARY KEY (kind, value, passage)) WITHOUT ROWID;
CREATE TABLE load (container TEXT NOT NULL, papers TEXT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (container, papers, number)) WITHOUT ROWID;
CREATE TABLE suspension (
  passage TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL, station TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE emergency (
  sort TEXT PRIMARY KEY, ordered TEXT NOT NULL, until INTEGER NOT NULL, at INTEGER NOT NULL, station TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE emergency_release (passage TEXT PRIMARY KEY, at INTEGER NOT NULL, seq INTEGER NOT NULL, judged_at INTEGER NOT NULL, judged_seq INTEGER NOT NULL) WITHOUT ROWID;
"""

_NEWER = "WHERE (excluded.at, excluded.station, excluded.seq) > (at, station, seq)"

_SUSPEND = f"""INSERT INTO suspension VALUES (?, ?, ?, ?, ?) ON CONFLICT (passage) DO UPDATE SET reason = excluded.reason, at = excluded.at,
station = excluded.station, seq = excluded.seq {_NEWER}"""

_EMERGENCY = f"""INSERT INTO emergency VALUES ('mode', ?, ?, ?, ?, ?) ON CONFLICT (sort) DO UPDATE SET ordered = excluded.ordered,
until = excluded.until, at = excluded.at, station = excluded.station, seq = excluded.seq {_NEWER}"""

# The newest emergency release of a passage and the newest time it was judged again: a second one is judged anew.
_EMERGENCY_RELEASE = """INSERT INTO emergency_release VALUES (?, ?, ?, ?, ?) ON CONFLICT (passage) DO UPDATE SET
seq = CASE WHEN (excluded.at, excluded.seq) > (at, seq) THEN excluded.seq ELSE seq END, at = max(at, excluded.at),
judged_seq = CASE WHEN (excluded.judged_at, excluded.judged_seq) > (judged_at, judged_seq) THEN excluded.judged_seq ELSE judged_seq END,
judged_at = max(judged_at, excluded.judged_at)"""

_RELEASED = """INSERT INTO slip (number, passage, station, at, plate, expires) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET passage = excluded.passage, station = excluded.station, at = excluded.at, plate = excluded.plate,
expires = excluded.expires"""

# Known by its paper alone: no passage, so nothing of it is shown, printed, made void or opened a gate with.
_RECOVERED = """INSERT INTO slip (number, station, at, plate, expires, reserved, recovered) VALUES (?1, ?2, ?3, ?4, ?5, 1, 1)
ON CONFLICT (number) DO UPDATE SET recovered = 1, reserved = 1, station = coalesce(nullif(station, ''), ?2), at = max(at, ?3),
plate = coalesce(nullif(plate, ''), ?4), expires = max(expires, ?5)"""

_FLAGS = {
    "slip.reserved": "INSERT INTO slip (number, reserved) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET reserved = 1",
    "slip.printed": "INSERT INTO slip (number, copy) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET copy = max(copy, excluded.copy)",
    "slip.confirmed": "INSERT INTO slip (number, confirmed) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET confirmed = 1",
    "slip.voided": "INSERT INTO slip (number, voided) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET voided = 1",
    "slip.presented": "INSERT INTO slip (number, used) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET used = max(used, excluded.used)",
}


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times."""
    body = event.body
    if event.kind in _FLAGS:
        value = {"slip.printed": body.get("copy"), "slip.presented": int(body.get("accepted", False))}.get(event.kind, 1)
        write.execute(_FLAGS[event.kind], (body["number"], value))
    elif event.kind == "slip.recovered":
        slip = body["slip"]
        write.execute(_RECOVERED, (body["number"], event.station, slip["issued_at"], slip.get("vehicle", ""), slip["expires_at"]))
        # The note of an unfinished inspection let nothing go.
        for container, papers in _load(slip) if slip["basis"] != UNFINISHED else ():
            write.execute("INSERT OR IGNORE INTO load VALUES (?, ?, ?)", (container, papers, body["number"]))
    elif event.kind == "released":
        slip = body["slip"]
        write.execute(_RELEASED, _released(event, slip))
        for each in body.get("targets") or ():
            kind, _, value = each.partition(":")
            write.execute("INSERT OR IGNORE INTO target VALUES (?, ?, ?)", (kind, value, event.subject))
        for container, papers in _load(slip):
            write.execute("INSERT OR IGNORE INTO load VALUES (?, ?, ?)", (container, papers, body["number"]))
        if body.get("emergency"):
            write.execute(_EMERGENCY_RELEASE, (event.subject, event.at, event.seq, 0, 0))
    elif event.kind == "release.rejudged":
        write.execute(_EMERGENCY_RELEASE, (event.subject, 0, 0, event.at, event.seq))
    elif event.kind in ("release.suspended", "release.restored"):
        reason = body["reason"] if event.kind == "release.suspended" else ""
        write.execute(_SUSPEND, (event.subject, reason, event.at, event.station, event.seq))
    else:
        order, until = body["order"], body.get("until", 0)
        write.execute(_EMERGENCY, (order if event.kind == "emergency.declared" else "", until, event.at, event.station, event.seq))


def _released(event: Event, slip: Mapping[str, Any]) -> tuple[object, ...]:
    own = (event.body["number"], event.subject, event.station, event.at)
    return (*own, slip.get("vehicle", ""), slip["expires_at"])


def _load(slip: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each container of a slip with each of its papers."""
    papers = [*slip.get("declarations", ()), *slip.get("release_lists", ())]
    return [(container, number) for container in slip.get("containers", ()) for number in papers]


SLIPS = View(
    name="slips",
    version=5,
    schema=SCHEMA,
    fold=fold,
    tables=("slip", "target", "load", "suspension", "emergency", "emergency_release"),
    kinds=("released", "slip.recovered", "release.rejudged", "release.suspended", "release.restored", "emergency.declared", "emergency.ended", *_FLAGS),
)
