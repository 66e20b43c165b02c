"""View tables of persons: who looked whom up, what was posted to the quotas here, what became of each guarantee. All are sets keyed by (station, seq)."""

from workstation.journal import Event, View, Write

SCHEMA = """
CREATE TABLE person_look (
  station TEXT NOT NULL, seq INTEGER NOT NULL, person TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, how TEXT NOT NULL, purpose TEXT NOT NULL,
  passage TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX person_look_person ON person_look (person, at);
CREATE INDEX person_look_officer ON person_look (officer, at);
CREATE INDEX person_look_at ON person_look (at);
CREATE TABLE quota_step (
  station TEXT NOT NULL, seq INTEGER NOT NULL, person TEXT NOT NULL, quota TEXT NOT NULL, receipt TEXT NOT NULL, step TEXT NOT NULL, amount TEXT NOT NULL,
  sold_at INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX quota_step_person ON quota_step (person);
CREATE INDEX quota_step_receipt ON quota_step (receipt);
CREATE TABLE guarantee_step (
  station TEXT NOT NULL, seq INTEGER NOT NULL, guarantee TEXT NOT NULL, person TEXT NOT NULL, receipt TEXT NOT NULL, step TEXT NOT NULL, at INTEGER NOT NULL,
  officer TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX guarantee_step_guarantee ON guarantee_step (guarantee);
CREATE INDEX guarantee_step_person ON guarantee_step (person);
"""

_LOOK = "INSERT OR IGNORE INTO person_look VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_QUOTA = "INSERT OR IGNORE INTO quota_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_GUARANTEE = "INSERT OR IGNORE INTO guarantee_step VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def fold(write: Write, event: Event) -> None:
    """One event into the tables; any order, any number of times."""
    body, place = event.body, (event.station, event.seq)
    what, _, step = event.kind.partition(".")
    if what == "person":
        words = body["purpose"] if step == "shown" else body["reason"]
        write.execute(_LOOK, (*place, event.subject, event.officer, event.at, step, words, body.get("passage", "")))
    elif what == "quota":
        write.execute(_QUOTA, (*place, event.subject, body["quota"], body["receipt"], step, body.get("amount", "0"), body.get("sold_at", 0), event.at))
    else:
        write.execute(_GUARANTEE, (*place, event.subject, body["person"], body["receipt"], step, event.at, event.officer))


PERSONS = View(
    name="persons",
    version=1,
    schema=SCHEMA,
    fold=fold,
    tables=("person_look", "quota_step", "guarantee_step"),
    kinds=("person.shown", "person.revealed", "quota.spent", "quota.undone", "guarantee.verified", "guarantee.settled", "guarantee.undone"),
)
