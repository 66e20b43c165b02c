"""Who may do what: officers with their roles, as the journal tells, and the table act × role of the rules."""

from workstation.journal import Event, View, Write
from workstation.risk.book import Rulebook
from workstation.risk.figures import ROLES
from workstation.words import Refused

__all__ = ["OFFICERS", "ROLES", "check_may"]

SCHEMA = """
CREATE TABLE officer (
  id TEXT PRIMARY KEY, role TEXT, at INTEGER NOT NULL DEFAULT -1, station TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT -1) WITHOUT ROWID;
"""

_SET = """INSERT INTO officer VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET role = excluded.role, at = excluded.at, station = excluded.station,
seq = excluded.seq WHERE (excluded.at, excluded.station, excluded.seq) > (at, station, seq)"""


def fold(write: Write, event: Event) -> None:
    """An added officer has a role, a disabled one has none; the newest word counts."""
    role = event.body.get("role") if event.kind == "officer.added" else None
    write.execute(_SET, (event.subject, role, event.at, event.station, event.seq))


OFFICERS = View(
    name="officers", version=1, schema=SCHEMA, fold=fold, tables=("officer",), kinds=("officer.added", "officer.disabled"),
)


def check_may(book: Rulebook, act: str, role: str) -> None:
    """Refused `role-may-not` when the role may not do the act."""
    if role not in book.roles.get(act, ()):
        raise Refused("role-may-not", act=act, role=role)
