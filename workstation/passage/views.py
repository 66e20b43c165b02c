"""View tables of passages: which passage holds a part, how each passage stands, what each came to."""

from workstation.custody import stored
from workstation.journal import Event, View, Write
from workstation.journal.told import TOLD, plain
from workstation.passage.grow import part_kind

SCHEMA = """
CREATE TABLE part (
  station TEXT NOT NULL, seq INTEGER NOT NULL, passage TEXT, kind TEXT, value TEXT, at INTEGER, link TEXT, moved INTEGER NOT NULL DEFAULT 0,
  officer TEXT, flags INTEGER, status TEXT, container TEXT, told TEXT,
  corrected TEXT, c_at INTEGER NOT NULL DEFAULT -1, c_station TEXT NOT NULL DEFAULT '', c_seq INTEGER NOT NULL DEFAULT -1,
  PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX part_value ON part (value, at);
CREATE INDEX part_passage ON part (passage);
CREATE TABLE stay (
  passage TEXT PRIMARY KEY, lane TEXT, profile TEXT, officer TEXT, opened_at INTEGER, state TEXT, state_at INTEGER NOT NULL DEFAULT -1, state_station TEXT NOT NULL DEFAULT '',
  state_seq INTEGER NOT NULL DEFAULT -1) WITHOUT ROWID;
CREATE INDEX stay_state ON stay (state, state_at);
CREATE TABLE outcome (
  station TEXT NOT NULL, seq INTEGER NOT NULL, passage TEXT NOT NULL, how TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL, officer TEXT NOT NULL,
  PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX outcome_at ON outcome (at);
"""

STATES = {
    "passage.opened": "open",
    "passage.resumed": "open",
    "passage.parked": "parked",
    "passage.left": "left",
    "passage.closed": "closed",
    "released": "released",
    "slip.voided": "open",
}

_SCANNED = """INSERT INTO part (station, seq, passage, kind, value, at, link, officer, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (station, seq) DO UPDATE SET passage = excluded.passage, kind = excluded.kind, value = coalesce(corrected, excluded.value), at = excluded.at, link = excluded.link,
officer = excluded.officer, flags = excluded.flags"""

_VERIFIED = """INSERT INTO part (station, seq, passage, kind, value, at, link, officer, flags, status, container, told) VALUES (?, ?, ?, 'seal', ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (station, seq) DO UPDATE SET passage = excluded.passage, kind = excluded.kind, value = coalesce(corrected, excluded.value), at = excluded.at, link = excluded.link,
officer = excluded.officer, flags = excluded.flags, status = excluded.status, container = excluded.container, told = excluded.told"""

_CORRECTED = """INSERT INTO part (station, seq, value, corrected, c_at, c_station, c_seq) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)
ON CONFLICT (station, seq) DO UPDATE SET value = excluded.corrected, corrected = excluded.corrected, c_at = excluded.c_at, c_station = excluded.c_station,
c_seq = excluded.c_seq WHERE (excluded.c_at, excluded.c_station, excluded.c_seq) > (c_at, c_station, c_seq)"""

_MOVED = "INSERT INTO part (station, seq, moved) VALUES (?, ?, 1) ON CONFLICT (station, seq) DO UPDATE SET moved = 1"

_STATE = """INSERT INTO stay (passage, state, state_at, state_station, state_seq) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (passage) DO UPDATE SET state = excluded.state, state_at = excluded.state_at, state_station = excluded.state_station,
state_seq = excluded.state_seq WHERE (excluded.state_at, excluded.state_station, excluded.state_seq) > (state_at, state_station, state_seq)"""

_OPENED = "UPDATE stay SET lane = ?, profile = ?, officer = ?, opened_at = ? WHERE passage = ?"

_OUTCOME = "INSERT OR IGNORE INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?)"


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times. Of another station's event only the parts: how its trucks stand is its own affair."""
    ours, event = event.kind != TOLD, plain(event)
    body = event.body
    if event.kind == "code.scanned":
        kind = part_kind(body["sort"], body["value"]) or body["sort"]
        write.execute(_SCANNED, (event.station, event.seq, event.subject, kind, body["value"], event.at, body.get("link"), event.officer, stored.flags(body)))
    elif event.kind == "seal.verified":
        read = (event.station, event.seq, event.subject, body["seal"], event.at, body.get("link"), event.officer, stored.flags(body) | stored.VERIFIED)
        write.execute(_VERIFIED, (*read, body["status"], body.get("container"), stored.by_lock(body)))
    elif event.kind == "scan.moved":
        write.execute(_MOVED, (body["scan_station"], body["scan_seq"]))
    elif event.kind == "event.corrected" and body["field"] in ("value", "seal"):
        target = (body["target_station"], body["target_seq"])
        write.execute(_CORRECTED, (*target, body["value"], event.at, event.station, event.seq))
    if ours and event.kind in STATES:
        passage = event.id if event.kind == "passage.opened" else event.subject
        write.execute(_STATE, (passage, STATES[event.kind], event.at, event.station, event.seq))
        if event.kind == "passage.opened":
            write.execute(_OPENED, (body["lane"], body["profile"], event.officer, event.at, passage))
    if ours and event.kind in ("released", "passage.left"):
        channel = body.get("channel", "not-customs")
        write.execute(_OUTCOME, (event.station, event.seq, event.subject, event.kind, channel, event.at, event.officer))


PASSAGES = View(
    name="passages",
    version=4,
    schema=SCHEMA,
    fold=fold,
    tables=("part", "stay", "outcome"),
    kinds=("code.scanned", "seal.verified", "scan.moved", "event.corrected", TOLD, *STATES),
)
