"""View tables of custody: which passages touched an item besides reading it, and the stock of seals."""

from workstation.codes import fold_seal
from workstation.custody.numbers import run_of
from workstation.journal import Event, View, Write
from workstation.journal.told import TOLD, plain

SCHEMA = """
CREATE TABLE touched (value TEXT NOT NULL, passage TEXT NOT NULL, PRIMARY KEY (value, passage)) WITHOUT ROWID;
CREATE TABLE seal_stock (
  station TEXT NOT NULL, seq INTEGER NOT NULL, holder TEXT NOT NULL, prefix TEXT NOT NULL, digits INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
  at INTEGER NOT NULL, giver TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX seal_stock_span ON seal_stock (prefix, digits, low);
CREATE TABLE seal_used (
  station TEXT NOT NULL, seq INTEGER NOT NULL, number TEXT NOT NULL, field TEXT NOT NULL, act TEXT NOT NULL, officer TEXT NOT NULL, passage TEXT NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX seal_used_number ON seal_used (number);
CREATE INDEX seal_used_at ON seal_used (at);
CREATE TABLE seal_fixed (
  station TEXT NOT NULL, seq INTEGER NOT NULL, field TEXT NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL, c_station TEXT NOT NULL, c_seq INTEGER NOT NULL,
  PRIMARY KEY (station, seq, field)) WITHOUT ROWID;
CREATE INDEX seal_fixed_number ON seal_fixed (number);
"""

_TOUCHED = "INSERT OR IGNORE INTO touched VALUES (?, ?)"
_STOCK = "INSERT OR IGNORE INTO seal_stock VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_USED = "INSERT OR IGNORE INTO seal_used VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_FIXED = """INSERT INTO seal_fixed VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (station, seq, field) DO UPDATE SET number = excluded.number, at = excluded.at,
c_station = excluded.c_station, c_seq = excluded.c_seq WHERE (excluded.at, excluded.c_station, excluded.c_seq) > (at, c_station, c_seq)"""

PUT_ON = {"seal.applied": "seal", "seal.replaced": "new"}
"""Kind of event -> the field that holds the number put on."""
RUNS = ("seal.stocked", "seal.handed-over")
"""Kinds that give a run of numbers to an officer; `giver` is the officer who had them, '' for a delivery."""
TOUCHING = ("seal.verified", "seal.removed", "lock.opened", "lock.kept", *PUT_ON)
"""Kinds that name a container or a seal besides reading it."""
NAMES = ("seal", "new", "lock", "container")


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times. Of another station's event only what it touched: its stock is its own."""
    ours, event = event.kind != TOLD, plain(event)
    body, kind = event.body, event.kind
    if kind in RUNS:
        run = run_of(body["first"], body["last"])
        if run:
            write.execute(_STOCK, (event.station, event.seq, body["to"], *run, event.at, body.get("from", "")))
        return
    if kind == "seal.spoiled":
        write.execute(_USED, (event.station, event.seq, fold_seal(body["seal"]), "seal", "spoiled", event.officer, "", event.at))
        return
    if kind == "event.corrected":
        _corrected(write, event, ours=ours)
        return
    if kind not in TOUCHING:
        return
    # The number of a seal that was only read stands among the parts of its passage already.
    names = ("container",) if kind == "seal.verified" else NAMES
    for name in names:
        if body.get(name):
            write.execute(_TOUCHED, (fold_seal(body[name]), event.subject))
    if ours and kind in PUT_ON and body.get("sort", "customs") == "customs":
        write.execute(_USED, (event.station, event.seq, fold_seal(body[PUT_ON[kind]]), PUT_ON[kind], "applied", event.officer, event.subject, event.at))


def _corrected(write: Write, event: Event, *, ours: bool) -> None:
    body = event.body
    if body["field"] not in NAMES or not body["value"]:
        return
    number = fold_seal(body["value"])
    write.execute(_TOUCHED, (number, event.subject))
    if ours and body["field"] in PUT_ON.values():
        target = (body["target_station"], body["target_seq"], body["field"])
        write.execute(_FIXED, (*target, number, event.at, event.station, event.seq))


CUSTODY = View(
    name="custody",
    version=3,
    schema=SCHEMA,
    fold=fold,
    tables=("touched", "seal_stock", "seal_used", "seal_fixed"),
    kinds=(*RUNS, "seal.spoiled", "event.corrected", TOLD, *TOUCHING),
)
