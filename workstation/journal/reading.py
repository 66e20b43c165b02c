"""Reading the journal: events in the order they arrived, and the view tables."""

import heapq
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import DatabaseError

from workstation.journal import file
from workstation.journal.event import Event, parse
from workstation.journal.witness import Head
from workstation.words import Refused

CHUNK = 500
"""Rows fetched at a time: no read transaction stays open between two events, so a slow reader never holds the write-ahead log."""


class Reader:
    """One connection that reads. A reader made by `Journal.reader()` is its own connection and may live in another thread."""

    def __init__(self, connection: Any, path: Path, station: str) -> None:
        self.station = station
        self._connection = connection
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
        with file.guarded(self._path):
            rows: list[tuple[Any, ...]] = self._connection.execute(sql, params).fetchall()
        return rows

    def rows(self, sql: str) -> Iterator[dict[str, Any]]:
        """Ad-hoc: the rows of one SELECT by column name, through sqlite-utils; never on the path of a scan. Refused `journal-query-wrong`."""
        from sqlite_utils import Database

        try:
            yield from Database(self._connection).query(sql)
        except (DatabaseError, ValueError) as error:
            raise Refused("journal-query-wrong", reason=error) from error

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

    def _rows(self, condition: str, params: tuple[str, ...], place: int) -> Iterator[tuple[Any, ...]]:
        sql = f"SELECT rowid, kind, bytes FROM event WHERE {condition}rowid > ? ORDER BY rowid LIMIT {CHUNK}"
        while rows := self.read(sql, (*params, place)):
            yield from rows
            if len(rows) < CHUNK:
                return
            place = rows[-1][0]


HEAD = "SELECT seq, at, hash, sig FROM event WHERE station = ? ORDER BY seq DESC LIMIT 1"
