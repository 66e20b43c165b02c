"""Reading the journal: events in the order they arrived, and the view tables."""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from workstation.journal import file
from workstation.journal.event import Event, parse
from workstation.journal.witness import Head
from workstation.words import Refused, Trouble

CHUNK = 500
"""Rows fetched at a time: no read transaction stays open between two events, so a slow reader never holds the write-ahead log."""


class Reader:
    """One connection that reads. A reader made by `Journal.reader()` is its own connection and may live in another thread."""

    def __init__(self, connection: Any, path: Path, station: str) -> None:
        self.station = station
        self._connection = connection
        # One cursor for every read, each of which is fetched whole: making one anew costs a fifth of a short read.
        self._cursor = connection.cursor()
        self._path = path

    def events(self, subject: str | None = None, kinds: Collection[str] | None = None, after: int = 0) -> Iterator[Event]:
        """Events in order of arrival, of one subject, of some kinds; `after`: only those that arrived later than our own event of that seq."""
        begin = self._place(after) if after else 0
        if begin is None:
            return
        if subject is not None:
            rows = self._rows("subject = ? AND ", (subject,), begin)
        elif kinds is not None:
            rows = heapq.merge(*(self._rows("kind = ? AND ", (kind,), begin) for kind in set(kinds)))
        else:
            rows = self._rows("", (), begin)
        for _, kind, stored in rows:
            if kinds is None or kind in kinds:
                yield parse(stored)

    def read(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one SELECT over the view tables (or the events)."""
        # Not by `guarded`: entering and leaving it costs a third of a short read.
        try:
            rows: list[tuple[Any, ...]] = self._cursor.execute(sql, params).fetchall()
        except dbapi2.DatabaseError as error:
            trouble = file.meant(self._path, error)
            if trouble is None:
                raise
            raise trouble from error
        return rows

    def rows(self, sql: str) -> Iterator[dict[str, Any]]:
        """Ad-hoc: the rows of one SELECT over the events and the views by column name, through sqlite-utils; never on the path of a scan.

        The station's secrets lie in the same file: the engine itself asks for every table, function and statement. Refused `journal-query-wrong`.
        """
        from sqlite_utils import Database

        self._connection.set_authorizer(_judge(self._connection))
        try:
            yield from Database(self._connection, recursive_triggers=False, execute_plugins=False).query(sql)
        except (dbapi2.Error, dbapi2.Warning, ValueError, OverflowError, MemoryError) as error:
            raise Refused("journal-query-wrong", reason=error) from error
        finally:
            self._connection.set_authorizer(None)

    def head(self) -> Head:
        """The newest event of our own chain."""
        found = self.read(HEAD, (self.station,))
        if not found:
            raise file.damage(self._path)
        return Head(self.station, *found[0])

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _place(self, seq: int) -> int | None:
        found = self.read("SELECT rowid FROM event WHERE station = ? AND seq = ?", (self.station, seq))
        return found[0][0] if found else None

    def _rows(self, condition: str, params: tuple[str, ...], place: int) -> Iterable[tuple[Any, ...]]:
        sql = f"SELECT rowid, kind, bytes FROM event WHERE {condition}rowid > ? ORDER BY rowid LIMIT {CHUNK}"
        rows = self.read(sql, (*params, place))
        return rows if len(rows) < CHUNK else self._chunks(sql, params, rows)

    def _chunks(self, sql: str, params: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        while rows:
            yield from rows
            rows = self.read(sql, (*params, rows[-1][0])) if len(rows) == CHUNK else []


def peek(path: Path, key: bytes, subject: str, kinds: Collection[str]) -> list[Event]:
    """Events of one subject without opening the journal: also from one that is refused at start, and on a disk that takes no writes. Trouble as `open`."""
    if not path.is_file() or path.stat().st_size == 0:
        raise file.damage(path)
    try:
        with file.guarded(path), file.looking(path, key) as connection:
            return list(Reader(connection, path, "").events(subject, kinds))
    except OSError as error:
        raise Trouble("journal-disk", file=path.name) from error


def _judge(connection: Any) -> Callable[..., int]:
    """What a question may touch: the events, the view tables and what it names itself; never another table of the file, a switch or a write."""
    told = {"event", "json_each", "json_tree"}
    for (tables,) in connection.execute("SELECT tables FROM view"):
        told |= {name.casefold() for name in tables.split()}
    closed = {name.casefold() for (name,) in connection.execute("SELECT name FROM sqlite_master")} - told

    def judge(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        name = (first or "").casefold()
        if action == dbapi2.SQLITE_FUNCTION:
            fits = (second or "").casefold() not in _UNFIT
        elif action == dbapi2.SQLITE_READ:
            # Without a column it may be a name the question gave to a part of itself.
            fits = name in told or (not second and name not in closed and not name.startswith(("sqlite_", "pragma_")))
        else:
            fits = action in (dbapi2.SQLITE_SELECT, dbapi2.SQLITE_RECURSIVE, dbapi2.SQLITE_SAVEPOINT)
        return int(dbapi2.SQLITE_OK if fits else dbapi2.SQLITE_DENY)

    return judge


_UNFIT = {"load_extension", "sqlcipher_export", "fts3_tokenizer", "sqlite_log", "rtreecheck", "rtreenode", "zeroblob", "randomblob"}
"""Functions that read or run something else than their arguments, or only fill the memory."""

HEAD = "SELECT seq, at, hash, sig FROM event WHERE station = ? ORDER BY seq DESC LIMIT 1"
