"""View tables of calls: the openings, every step taken since, and corrections; what stands of a call is worked out anew from all its steps."""

import json

from workstation.journal import Event, View, Write

SCHEMA = """
CREATE TABLE call (
  id TEXT PRIMARY KEY, station TEXT NOT NULL, seq INTEGER NOT NULL, sort TEXT NOT NULL, about TEXT NOT NULL, ref TEXT NOT NULL, words TEXT NOT NULL,
  owner TEXT NOT NULL, officer TEXT NOT NULL, urgency INTEGER NOT NULL, at INTEGER NOT NULL, due INTEGER NOT NULL, levels TEXT NOT NULL, cause TEXT NOT NULL,
  tree TEXT NOT NULL, place INTEGER NOT NULL, answered_at INTEGER, closed_at INTEGER, done INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX call_waiting ON call (at, station, seq, answered_at) WHERE done = 0 AND answered_at IS NULL;
CREATE INDEX call_stop ON call (about, at) WHERE done = 0 AND sort = 'stop';
CREATE INDEX call_open ON call (urgency, due) WHERE done = 0;
CREATE INDEX call_about ON call (about, done, sort, ref);
CREATE INDEX call_at ON call (at);
CREATE INDEX call_seq ON call (seq);
CREATE TABLE call_step (
  station TEXT NOT NULL, seq INTEGER NOT NULL, call TEXT NOT NULL, step TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX call_step_call ON call_step (call);
CREATE TABLE call_item (call TEXT NOT NULL, item TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (call, item)) WITHOUT ROWID;
CREATE INDEX call_item_item ON call_item (item);
CREATE TABLE call_fixed (
  station TEXT NOT NULL, seq INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, c_station TEXT NOT NULL,
  c_seq INTEGER NOT NULL, PRIMARY KEY (station, seq, field)) WITHOUT ROWID;
"""

FIELD = "call."
"""Before the name of a field in a correction of a call: other views leave it alone."""
WITHDRAWN = FIELD + "withdrawn"

_OPENED = "INSERT OR IGNORE INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, 0)"
_ITEM = "INSERT INTO call_item VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = min(at, excluded.at)"
_STEP = "INSERT OR IGNORE INTO call_step VALUES (?, ?, ?, ?, ?, ?, ?)"
_FIXED = """INSERT INTO call_fixed VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (station, seq, field) DO UPDATE SET value = excluded.value, officer = excluded.officer,
at = excluded.at, c_station = excluded.c_station, c_seq = excluded.c_seq WHERE (excluded.at, excluded.c_station, excluded.c_seq) > (at, c_station, c_seq)"""
_FIRST = """(SELECT min(s.at) FROM call_step s WHERE s.call = call.id AND s.step = '{}' AND NOT EXISTS (
SELECT 1 FROM call_fixed f WHERE f.station = s.station AND f.seq = s.seq AND f.field = 'call.withdrawn' AND f.value = 'yes'))"""
_STANDS = f"UPDATE call SET answered_at = {_FIRST.format('answered')}, closed_at = {_FIRST.format('closed')} WHERE id = ?"
_DONE = "UPDATE call SET done = (answered_at IS NOT NULL AND closed_at IS NOT NULL) WHERE id = ?"
"""Closed without an answer is not done: the answer of another station may still be on its way."""


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times."""
    body, what = event.body, event.kind
    if what == "event.corrected":
        if not body["field"].startswith(FIELD):
            return
        target = (body["target_station"], body["target_seq"], body["field"], body["value"])
        write.execute(_FIXED, (*target, event.officer, event.at, event.station, event.seq))
    elif what == "call.opened":
        said = tuple(body.get(name) or "" for name in ("ref", "words", "owner"))
        levels = body["levels"]
        last = (json.dumps(list(levels), sort_keys=True, ensure_ascii=False), body.get("cause") or "", body.get("tree") or "", body.get("place") or 0)
        first = (event.subject, event.station, event.seq, body["sort"], body["about"])
        write.execute(_OPENED, (*first, *said, event.officer, body["urgency"], event.at, levels[0]["by"], *last))
        for item in body.get("items", ()):
            write.execute(_ITEM, (event.subject, item, event.at))
    elif what == "call.joined":
        write.execute(_ITEM, (event.subject, body["item"], event.at))
    else:
        told = json.dumps(dict(body), sort_keys=True, ensure_ascii=False)
        write.execute(_STEP, (event.station, event.seq, event.subject, what.partition(".")[2], event.officer, event.at, told))
    write.execute(_STANDS, (event.subject,))
    write.execute(_DONE, (event.subject,))


CALLS = View(
    name="calls",
    version=6,
    schema=SCHEMA,
    fold=fold,
    tables=("call", "call_step", "call_item", "call_fixed"),
    kinds=("call.opened", "call.joined", "call.taken", "call.seen", "call.passed", "call.told", "call.answered", "call.closed", "event.corrected"),
)
