"""The journal's SQLCipher file: opening it, its tables, and what the engine's errors mean to a person."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from sqlcipher3 import dbapi2

from workstation.words import Trouble

NAME = "journal.db"
VERSION = 1
WAIT_MS = 10_000
CACHE_KIB = 16_384

TABLES = {
    "event": """CREATE TABLE event(
  station TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  bytes BLOB NOT NULL, hash BLOB NOT NULL, sig BLOB NOT NULL, PRIMARY KEY(station, seq))""",
    "event_subject": "CREATE INDEX event_subject ON event(subject)",
    "event_kind": "CREATE INDEX event_kind ON event(kind)",
    "event_no_update": "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END",
    "event_no_delete": "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END",
    # REPLACE walks past a delete trigger where recursive_triggers is off, and that switch belongs to the connection, not to the file.
    "event_no_replace": """CREATE TRIGGER event_no_replace BEFORE INSERT ON event
  WHEN EXISTS (SELECT 1 FROM event WHERE station = NEW.station AND seq = NEW.seq) OR EXISTS (SELECT 1 FROM event WHERE rowid = NEW.rowid)
  BEGIN SELECT RAISE(ABORT, 'an event is never replaced'); END""",
    "secret": "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    "view": "CREATE TABLE view(name TEXT PRIMARY KEY, version INTEGER NOT NULL, tables TEXT NOT NULL)",
}
"""Everything in the file that is no view table, by name: `verify` compares the file with it."""


def connect(path: Path, key: bytes, mode: str = "rw") -> Any:
    """A connection in autocommit. `mode`: rw, ro (reads only), ro&immutable=1 (also takes no lock) or rwc (makes the file). `key`: 32 bytes, used raw.

    One thread at a time may use it; which one is the caller's affair.
    """
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=WAIT_MS / 1000
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    if mode.startswith("ro"):
        connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def looking(path: Path, key: bytes) -> Iterator[Any]:
    """A connection that only reads, also where the disk is full or takes no writes: the engine wants to write two small files beside the journal.

    A write-ahead log left by a crash is read from a copy of both files in the system's folder for such. Raises the engine's errors, and OSError.
    """
    with ExitStack() as ended:
        try:
            connection = _probed(path, key)
        except dbapi2.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _NO_ROOM:
                raise
            log = Path(f"{path}-wal")
            if not log.exists() or not log.stat().st_size:
                connection = connect(path, key, "ro&immutable=1")
            else:
                aside = Path(ended.enter_context(TemporaryDirectory(prefix="journal-")))
                for each in (path, log):
                    copyfile(each, aside / each.name)
                connection = connect(aside / path.name, key)
        ended.callback(connection.close)
        yield connection


def _probed(path: Path, key: bytes) -> Any:
    """A connection that has read once."""
    connection = connect(path, key, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def make(path: Path, key: bytes) -> Any:
    """A new, empty journal file, open for writing; FileExistsError when there is one."""
    path.touch(mode=0o600, exist_ok=False)
    connection = connect(path, key, "rwc")
    durable(connection)
    with transaction(connection):
        for statement in TABLES.values():
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    return connection


def durable(connection: Any) -> None:
    """Every COMMIT is on the disk before it returns; the write-ahead log does not grow for ever."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA journal_size_limit = 16777216")


@contextmanager
def transaction(connection: Any) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT; whatever is raised inside, nothing is written."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn the engine's errors that a person can act on into Trouble; the others are bugs and go on."""
    try:
        yield
    except dbapi2.DatabaseError as error:
        trouble = meant(path, error)
        if trouble is None:
            raise
        raise trouble from error


def meant(path: Path, error: dbapi2.DatabaseError) -> Trouble | None:
    """What an error of the engine means to a person; None for a bug."""
    word = _MEANING.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if word is None:
        return None
    return damage(path) if word == "journal-damaged" else Trouble(word, file=path.name)


def damage(path: Path, backup: str = "") -> Trouble:
    """The words for a damaged journal: what to restore and how. `backup`: the newest good one, else the newest by name."""
    copies = sorted((path.parent / "backups").glob("journal-*.db"))
    return Trouble("journal-damaged", file=path.name, backup=backup or (copies[-1].name if copies else "-"), command="port-officer journal restore")


def bad_pages(connection: Any) -> list[str]:
    """What the cipher's own check says of every page of the main file (empty: all are as they were written)."""
    return [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]


_NO_ROOM = (8, 10, 13, 14)
"""The engine may not, or cannot, write what it wants beside the file."""

# SQLite's primary result codes (sqlite.org/rescode.html, 2026).
_MEANING = {
    5: "journal-busy",
    6: "journal-busy",
    8: "journal-not-writable",
    10: "journal-disk",
    11: "journal-damaged",
    13: "journal-disk-full",
    14: "journal-not-writable",
    26: "journal-damaged",
}
