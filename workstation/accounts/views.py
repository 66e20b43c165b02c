"""View tables of accounts: postings, what took them back, their sums and days, leases, stations that lost events, crossings of vehicles, batches and confirmation codes that left."""

from datetime import datetime

from workstation.accounts import sums
from workstation.journal import Event, View, Write

SCHEMA = """
CREATE TABLE ledger_step (
  station TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, ledger TEXT NOT NULL, line INTEGER NOT NULL, sort TEXT NOT NULL, quantity TEXT NOT NULL,
  lease TEXT NOT NULL, reference TEXT NOT NULL, passage TEXT NOT NULL, at INTEGER NOT NULL, state INTEGER NOT NULL, PRIMARY KEY (station, seq, place));
CREATE INDEX ledger_step_ledger ON ledger_step (ledger);
CREATE INDEX ledger_step_place ON ledger_step (ledger, station, seq);
CREATE INDEX ledger_step_reference ON ledger_step (reference, ledger, line, sort);
CREATE INDEX ledger_step_passage ON ledger_step (passage) WHERE passage <> '';
CREATE TABLE ledger_undone (
  station TEXT NOT NULL, seq INTEGER NOT NULL, target_station TEXT NOT NULL, target_seq INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX ledger_undone_target ON ledger_undone (target_station, target_seq);
CREATE TABLE ledger_sum (
  ledger TEXT NOT NULL, line INTEGER NOT NULL, span INTEGER NOT NULL, station TEXT NOT NULL, block INTEGER NOT NULL, what TEXT NOT NULL, lease TEXT NOT NULL,
  places INTEGER NOT NULL, count INTEGER NOT NULL, quantity TEXT NOT NULL, PRIMARY KEY (ledger, span, line, station, block, what, lease, places)) WITHOUT ROWID;
CREATE TABLE ledger_day (
  ledger TEXT NOT NULL, station TEXT NOT NULL, day INTEGER NOT NULL, line INTEGER NOT NULL, sort TEXT NOT NULL, places INTEGER NOT NULL,
  count INTEGER NOT NULL, quantity TEXT NOT NULL, PRIMARY KEY (ledger, station, day, line, sort, places)) WITHOUT ROWID;
CREATE TABLE ledger_turn (
  ledger TEXT NOT NULL, station TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, day INTEGER NOT NULL, line INTEGER NOT NULL, sort TEXT NOT NULL,
  sign INTEGER NOT NULL, quantity TEXT NOT NULL, PRIMARY KEY (ledger, station, seq, place, day)) WITHOUT ROWID;
CREATE TABLE lease_step (
  station TEXT NOT NULL, seq INTEGER NOT NULL, lease TEXT NOT NULL, step TEXT NOT NULL, ledger TEXT NOT NULL, line INTEGER NOT NULL, holder TEXT NOT NULL,
  quantity TEXT NOT NULL, until TEXT NOT NULL, at INTEGER NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX lease_step_line ON lease_step (ledger, line);
CREATE INDEX lease_step_lease ON lease_step (lease);
CREATE TABLE crossing (
  station TEXT NOT NULL, seq INTEGER NOT NULL, plate TEXT NOT NULL, direction TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX crossing_plate ON crossing (plate);
CREATE TABLE crossing_fixed (
  station TEXT NOT NULL, seq INTEGER NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, c_station TEXT NOT NULL, c_seq INTEGER NOT NULL,
  PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE list_left (list TEXT NOT NULL, slip TEXT NOT NULL, passage TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (list, slip)) WITHOUT ROWID;
CREATE INDEX list_left_at ON list_left (at);
CREATE TABLE code_left (
  code TEXT NOT NULL, declaration TEXT NOT NULL, slip TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (code, declaration, slip)) WITHOUT ROWID;
CREATE TABLE spend_lost (station TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE list_void (slip TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_STEP = "INSERT OR IGNORE INTO ledger_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, -1)"
_UNDONE = "INSERT OR IGNORE INTO ledger_undone VALUES (?, ?, ?, ?, ?, ?)"
_LEASE = "INSERT OR IGNORE INTO lease_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LOST = "INSERT OR IGNORE INTO spend_lost VALUES (?, ?)"
_LEFT = "INSERT OR IGNORE INTO list_left VALUES (?, ?, ?, ?)"
_CODE = "INSERT OR IGNORE INTO code_left VALUES (?, ?, ?, ?)"
_VOID = "INSERT OR IGNORE INTO list_void VALUES (?)"
_CROSSING = "INSERT OR IGNORE INTO crossing VALUES (?, ?, ?, ?, ?, ?, 0)"
CROSSED = "crossing"
"""The field of a correction of a crossing; its value is what holds instead: `out 2026-11-20`, or `none`."""
_FIXED = """INSERT INTO crossing_fixed VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (station, seq) DO UPDATE SET value = excluded.value, at = excluded.at,
c_station = excluded.c_station, c_seq = excluded.c_seq WHERE (excluded.at, excluded.c_station, excluded.c_seq) > (at, c_station, c_seq)"""
_STANDS = "UPDATE crossing SET direction = ?, day = ?, gone = ? WHERE station = ? AND seq = ?"


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times."""
    body, place = event.body, (event.station, event.seq)
    if event.kind == "released":
        for number in body["slip"].get("release_lists", ()):
            write.execute(_LEFT, (number, body["number"], event.subject, event.at))
        for number, code in body.get("codes", {}).items():
            write.execute(_CODE, (str(code), str(number), body["number"], event.at))
    elif event.kind == "slip.voided":
        write.execute(_VOID, (body["number"],))
    elif event.kind in ("ledger.posted", "ledger.reversed"):
        _ledger(write, event)
    elif event.kind in ("vehicle.crossed", "event.corrected"):
        _crossing(write, event)
    elif event.kind in ("lease.granted", "lease.returned"):
        # What is given back was held by the one who says so.
        holder = body.get("holder", event.station)
        step = event.kind.partition(".")[2]
        write.execute(_LEASE, (*place, event.subject, step, body["ledger"], body["line"], holder, body["quantity"], body.get("until", ""), event.at, body.get("seen", 0)))
    elif event.kind in ("station.restored", "witness.lost"):
        write.execute(_LOST, place)


def moment(day: str, time: str) -> int:
    """UTC ms of a day and a time (HH:MM) in Asia/Shanghai, which has had no other offset since 1991."""
    return int(datetime.fromisoformat(f"{day}T{time}:00+08:00").timestamp() * 1000)


def _crossed_at(event: Event) -> int:
    """When it crossed, as far as that was told; what another program wrote and is no time says nothing."""
    try:
        return moment(event.body["day"], event.body["time"]) if event.body.get("time") else event.at
    except ValueError:
        return event.at


def _crossing(write: Write, event: Event) -> None:
    """A crossing as its last correction leaves it, whichever came first; what never was keeps its row and counts no more."""
    body, place = event.body, (event.station, event.seq)
    if event.kind == "vehicle.crossed":
        write.execute(_CROSSING, (*place, event.subject, body["direction"], body["day"], _crossed_at(event)))
    elif body["field"] == CROSSED:
        place = (body["target_station"], body["target_seq"])
        write.execute(_FIXED, (*place, body["value"], event.at, event.station, event.seq))
    else:
        return
    for (value,) in write.execute("SELECT value FROM crossing_fixed WHERE station = ? AND seq = ?", place).fetchall():
        direction, _, day = value.partition(" ")
        write.execute(_STANDS, (direction if day else "", day, int(not day), *place))


def _ledger(write: Write, event: Event) -> None:
    body, place = event.body, (event.station, event.seq)
    if event.kind == "ledger.reversed":
        write.execute(_UNDONE, (*place, body["target_station"], body["target_seq"], event.at, body["reason"]))
        sums.undo(write, body["target_station"], body["target_seq"])
        return
    for number, row in enumerate(body["lines"]):
        own = (event.subject, row["line"], body["sort"], row["quantity"], row.get("lease", ""), body["reference"], body.get("passage", ""), event.at)
        write.execute(_STEP, (*place, number, *own))
    for line in {row["line"] for row in body["lines"]}:
        sums.settle(write, (body["reference"], event.subject, line, body["sort"]))


ACCOUNTS = View(
    name="accounts",
    version=7,
    schema=SCHEMA,
    fold=fold,
    tables=("ledger_step", "ledger_undone", "ledger_sum", "ledger_day", "ledger_turn", "lease_step", "spend_lost", "crossing", "crossing_fixed", "list_left", "code_left", "list_void"),
    kinds=("released", "slip.voided", "ledger.posted", "ledger.reversed", "lease.granted", "lease.returned", "vehicle.crossed", "event.corrected", "station.restored", "witness.lost"),
)
