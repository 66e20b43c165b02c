"""The register on disk and as it is read: one encrypted file per snapshot, opened read-only, one version for the whole life of a reader."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

import sqlcipher3

from workstation.register import asking, files, find, making, schema
from workstation.words import Trouble

SIGNAL = "register.json"
"""Touched after every load, so that a reader sees with one stat that there is something newer."""

FOUND_AT_MOST = 1000
TOGETHER, PLANS = 40, 200
"""So many questions are asked in one statement; more are asked one after the other. So many ways of asking several are kept."""


@dataclass(frozen=True)
class Told:
    """How old one table is: its content is true for `as_of` (UTC ms) and came with pack `version`."""

    table: str
    as_of: int
    rows: int
    version: int


@dataclass(frozen=True)
class Place:
    """Where a register lies, and the raw data key of 32 bytes."""

    folder: Path
    key: bytes


class Register:
    """What the port was told, as of one pack. It holds a read transaction, so a pack loaded meanwhile is seen by `stale`, never by half."""

    def __init__(self, place: Place, connection: Any, signal: tuple[int, int]) -> None:
        self._place = place
        self._connection = connection
        # One cursor for every read of rows, each of which is fetched whole: making one anew costs a fifth of a look-up.
        self._cursor = None if connection is None else connection.cursor()
        self._signal = signal
        self.port, self.version, self.digest = _pack(connection)
        self._ages = _ages(connection)
        self._as_of: dict[tuple[str, ...], Mapping[str, int | None]] = {}
        self._made = making.made(connection)
        self._reads = {} if connection is None else {name: asking.by_key(table, self._made) for name, table in schema.tables().items()}
        self._wheres: dict[tuple[str, str, int], asking.Asked] = {}
        self._plans: dict[tuple[asking.Together, tuple[int, ...]], asking.Plan] = {}
        self._links: dict[asking.Link, tuple[str, Callable[..., asking.Linked]]] = {}
        self.memo: dict[str, Any] = {}
        """What readers found out about this version of the register and keep as long as it is open."""

    @classmethod
    def open(cls, folder: Path, key: bytes) -> Self:
        """The newest complete register of a data folder; one without packs is empty, with version 0. Trouble `register-damaged` when it cannot be read."""
        place = Place(folder, key)
        # The signal is read first: a load that ends in between is then seen as newer, never missed.
        signal = _signal(folder)
        path = files.newest(folder)
        if path is None:
            return cls(place, None, signal)
        with files.readable(path):
            return cls(place, _reader(path, key), signal)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._place.folder

    def get(self, table: str, *key: object) -> dict[str, Any] | None:
        """One row by its whole key, every field of the table in it (None where not told); None when there is no such row."""
        if self._cursor is None:
            return None
        sql, one, _ = self._reads[table]
        try:
            row = self._cursor.execute(sql, key).fetchone()
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error
        return None if row is None else one(*row)

    def where(self, table: str, column: str, value: object, limit: int = FOUND_AT_MOST) -> list[dict[str, Any]]:
        """Rows by a key or indexed column, in key order, at most `limit`; another column is a bug of the caller (ValueError)."""
        sql, one, several = self._wheres.get((table, column, limit)) or self._plan(table, column, limit)
        if self._cursor is None:
            return []
        try:
            rows = self._cursor.execute(sql, (value,)).fetchall()
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error
        # Most reads of a truck find one row or nothing.
        return ([one(*rows[0])] if len(rows) == 1 else several(rows)) if rows else []

    def among(self, table: str, column: str, values: Sequence[object]) -> list[dict[str, Any]]:
        """Every row whose key or indexed column is one of the values, in no order; one read where `where` would be one for each."""
        if self._cursor is None or not values:
            return []
        sql, _, several = self._wheres.get((table, column, -len(values))) or self._several(table, column, len(values))
        try:
            rows = self._cursor.execute(sql, values).fetchall()
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error
        return several(rows) if rows else []

    def within(self, table: str, head: object, values: Sequence[object]) -> list[dict[str, Any]]:
        """Every row whose key begins with `head` and goes on with one of the values, in no order; one read where `get` would be one for each."""
        if self._cursor is None or not values:
            return []
        sql, _, several = self._wheres.get((table, "", len(values))) or self._beneath(table, len(values))
        try:
            rows = self._cursor.execute(sql, (head, *values)).fetchall()
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error
        return several(rows) if rows else []

    def several(self, asks: asking.Together, values: Sequence[Collection[object]]) -> list[list[dict[str, Any]]]:
        """The rows for every value of the first question, then of the second and so on, each in key order as `where` gives them; one read where that would be one for each value."""
        flat = [value for each in values for value in each]
        if self._cursor is None or len(flat) > TOGETHER or not flat:
            return self._one_by_one(asks, values)
        counts = tuple(map(len, values))
        plan = self._plans.get((asks, counts)) or self._together(asks, counts)
        try:
            rows = self._cursor.execute(plan.sql, flat).fetchall()
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error
        if len(rows) > FOUND_AT_MOST:
            return self._one_by_one(asks, values)
        makers, crowded = plan.makers, False
        found: list[list[dict[str, Any]]] = [[] for _ in flat]
        for row in rows:
            place = row[0]
            if same := found[place]:
                crowded = True
            same.append(makers[place](*row))
        if crowded:
            for arm, answer in zip(plan.arms, found, strict=True):
                answer.sort(key=itemgetter(*arm.table.key))
        return found

    def _one_by_one(self, asks: asking.Together, values: Sequence[Collection[object]]) -> list[list[dict[str, Any]]]:
        return [self.where(*ask, value) for ask, each in zip(asks.asks, values, strict=True) for value in each]

    def linked(self, link: asking.Link, value: object, head: object) -> asking.Linked:
        """What a paper (`value`) draws on, and from what (`head`): one read where one by one would be several."""
        if self._cursor is None:
            return asking.NOTHING
        sql, told = self._links.get(link) or self._links.setdefault(link, asking.linked(link, self._made))
        try:
            rows = self._cursor.execute(sql, (head, value)).fetchall()
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error
        return told(rows) if rows else asking.NOTHING

    def latest(self, table: str, pair: tuple[str, str], value: object, until: str, limit: int = FOUND_AT_MOST) -> list[dict[str, Any]]:
        """Rows whose first column of a `ranged` pair is `value` and whose second (a day) is not after `until`, the latest first."""
        return asking.maps(schema.tables()[table])[1](self.newest(table, pair, value, until, limit))

    def newest(self, table: str, pair: tuple[str, str], value: object, until: str, limit: int = FOUND_AT_MOST) -> list[tuple[Any, ...]]:
        """The same as they are stored, in the order of the table's fields: for pages of hundreds. Of one day the last by the other fields of the key comes first."""
        asked = self._wheres.get((table, column := " ".join(pair), limit)) or self._plan(table, column, limit)
        try:
            return [*self._cursor.execute(asked[0], (value, until))] if self._cursor is not None else []
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error

    def _damaged(self) -> Trouble:
        """A page of the file that cannot be read."""
        path = files.newest(self.folder)
        return Trouble("register-damaged", file=path.name if path else "-")

    def _plan(self, table: str, column: str, limit: int) -> asking.Asked:
        asked = self._wheres[table, column, limit] = asking.by_column(schema.tables()[table], self._made, column, limit)
        return asked

    def _several(self, table: str, column: str, count: int) -> asking.Asked:
        asked = self._wheres[table, column, -count] = asking.among(schema.tables()[table], self._made, column, count)
        return asked

    def _together(self, asks: asking.Together, counts: tuple[int, ...]) -> asking.Plan:
        if len(self._plans) >= PLANS:
            self._plans.clear()
        plan = self._plans[asks, counts] = asking.together(asks, self._made, counts, FOUND_AT_MOST + 1)
        return plan

    def _beneath(self, table: str, count: int) -> asking.Asked:
        asked = self._wheres[table, "", count] = asking.within(schema.tables()[table], self._made, count)
        return asked

    def age(self, table: str) -> Told | None:
        """When the table's content was true; None when the port never told it."""
        return self._ages.get(table)

    def as_of(self, tables: tuple[str, ...]) -> Mapping[str, int | None]:
        """When the content of each was true (UTC ms); None for one the port never told. Worked out once: a version does not age."""
        if (known := self._as_of.get(tables)) is None:
            known = self._as_of[tables] = {name: told.as_of if (told := self.age(name)) else None for name in tables}
        return known

    def ages(self) -> Mapping[str, Told]:
        """Every table that was told."""
        return self._ages

    def find(self, words: str, limit: int = 20) -> list[find.Found]:
        """By name, pinyin, initials, or part of a plate or number; persons masked."""
        found: list[find.Found] = self._searched(find.search, words, limit)
        return found

    def named(self, text: str) -> list[str]:
        """Register ids of the persons whose whole name, or its pinyin, stands in a text."""
        found: list[str] = self._searched(find.within, text)
        return found

    def _searched(self, search: Callable[..., Any], *asked: object) -> Any:
        try:
            return [] if self._connection is None else search(self._connection, *asked)
        except sqlcipher3.DatabaseError as error:
            raise self._damaged() from error

    def stale(self) -> bool:
        """Whether a pack was loaded since this was opened; one stat, no reading."""
        return _signal(self._place.folder) != self._signal

    def reopen(self) -> Self:
        """The newest register; this one is closed."""
        fresh = type(self).open(self._place.folder, self._place.key)
        self.close()
        return fresh

    def close(self) -> None:
        """Give the file back; a second call does nothing."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._cursor, self._reads, self._ages = None, None, {}, {}


def _reader(path: Path, key: bytes) -> Any:
    connection = files.connect(path, key, "ro")
    connection.execute("BEGIN")
    connection.execute("SELECT version FROM pack").fetchone()
    return connection


def _pack(connection: Any) -> tuple[str, int, str]:
    if connection is None:
        return "", 0, ""
    port, version, digest = connection.execute("SELECT port, version, digest FROM pack").fetchone()
    return str(port), int(version), str(digest)


def _ages(connection: Any) -> dict[str, Told]:
    if connection is None:
        return {}
    return {row[0]: Told(*row) for row in connection.execute('SELECT "table", as_of, rows, version FROM told')}


def _signal(folder: Path) -> tuple[int, int]:
    try:
        seen = (folder / SIGNAL).stat()
    except FileNotFoundError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_ino
