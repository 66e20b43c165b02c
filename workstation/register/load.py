"""Loading a signed pack: a snapshot becomes a new file, a delta one transaction; whatever is wrong, nothing changes."""

import fcntl
import os
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3

import resources
from workstation import codes, settings
from workstation.register import files, find, making, schema, settled, store, unpack
from workstation.register.label import Label, Part
from workstation.register.rows import Batch, Checker
from workstation.register.store import Place
from workstation.register.unpack import Pack
from workstation.words import Refused, Trouble

BUILDING = ".new"


@dataclass(frozen=True)
class Current:
    """What the register is now: the port and version it holds, and its file (None before the first pack)."""

    port: str
    version: int
    path: Path | None


@dataclass(frozen=True)
class Last:
    """The pack in force as the register itself remembers it."""

    label: Label
    digest: str
    file: str


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One load at a time; the lock goes with the process, so a killed load locks nobody out."""
    with (folder / "settings.toml").open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("pack-other-load") from error
        yield


def clear(folder: Path) -> None:
    """Remove what a killed load left half built; to be called under `alone`."""
    for path in folder.glob(f"register-*.db{BUILDING}*"):
        path.unlink()


def current(place: Place) -> Current:
    """The version in force."""
    with closing(store.Register.open(place.folder, place.key)) as register:
        return Current(register.port, register.version, files.newest(place.folder))


def last(place: Place) -> Last | None:
    """The pack loaded last, with the tables it told; None before the first."""
    path = files.newest(place.folder)
    if path is None:
        return None
    with files.readable(path), closing(files.connect(path, place.key, "ro")) as connection:
        columns = "kind, port, version, made_at, previous, digest, file"
        kind, port, version, made_at, previous, digest, file = connection.execute(f"SELECT {columns} FROM pack").fetchone()
        ages = connection.execute('SELECT "table", rows, as_of FROM told WHERE version = ?', (version,)).fetchall()
    tables = {name: Part(rows, "", as_of) for name, rows, as_of in ages}
    return Last(Label(kind, port, version, made_at, previous, tables), digest, file)


def whole(path: Path, key: bytes) -> bool:
    """Whether every page of the file can be read; reads all of it."""
    with closing(files.connect(path, key, "ro")) as connection:
        return connection.execute("PRAGMA cipher_integrity_check").fetchone() is None


def check_fits(label: Label, port: str, now: Current) -> None:
    """Refuse a pack of another port, an older version, or a delta whose base is not here."""
    if label.port != port:
        raise Refused("pack-port", wanted=port, found=label.port)
    if label.version <= now.version:
        raise Refused("pack-version-old", version=label.version, current=now.version)
    if label.kind == "delta" and (label.previous != now.version or now.path is None):
        raise Refused("pack-base-missing", previous=label.previous, current=now.version)


@cache
def skew() -> int:
    """How far behind the clock that dated a pack this station's may be, in ms (`limits.toml`; the rules are a floor above)."""
    written = (resources.folder / "rules" / "limits.toml").read_text(encoding="utf-8")
    return int(tomllib.loads(written)["clock"]["skew"]) * 1000


def check_made(made_at: int, now: int) -> None:
    """Refuse a pack that was made in the future: its data would never grow old. Both in UTC ms."""
    if made_at > now + skew():
        raise Refused("pack-made-late", made_at=settings.show_time(made_at), now=settings.show_time(now), minutes=skew() // 60_000)


def name_of(version: int) -> str:
    """The file of the snapshot of this version."""
    return f"register-{version}.db"


def snapshot(place: Place, pack: Pack, file: str) -> Path:
    """Build the new register beside the old one, check it, and put it in force by its name; returns its path."""
    path = place.folder / name_of(pack.label.version)
    fresh = path.with_name(path.name + BUILDING)
    try:
        with closing(files.connect(fresh, place.key, "rwc")) as connection:
            settled.keep_of(files.newest(place.folder), place.key, connection)
            _build(connection, pack, file)
        _settle(fresh)
        _remove_beside(path)
        fresh.rename(path)
        _settle(place.folder)
    except (sqlcipher3.OperationalError, OSError) as error:
        raise Trouble("register-not-written", reason=error) from error
    finally:
        clear(place.folder)
    return path


def delta(path: Path, key: bytes, pack: Pack, file: str) -> None:
    """Apply changed and removed rows in one transaction: readers see all of it or none, and a crash leaves none."""
    try:
        with closing(files.connect(path, key, "rw")) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            making.complete(connection, pack.label.tables)
            settled.keep(connection, connection)
            for table, lines in pack.tables():
                _change(connection, table, lines, pack.label)
            settled.check(connection)
            _sign_in(connection, pack, file)
            connection.execute("COMMIT")
    except (sqlcipher3.OperationalError, OSError) as error:
        raise Trouble("register-not-written", reason=error) from error


def touch(folder: Path) -> None:
    """Tell readers in other processes that there is something newer (see `Register.stale`)."""
    fresh = folder / (store.SIGNAL + BUILDING)
    fresh.write_text('{"see": "register-*.db"}\n', encoding="utf-8")
    fresh.replace(folder / store.SIGNAL)


def remove(path: Path) -> None:
    """Take a register file away with what stands beside it; a reader that holds it keeps what it opened."""
    path.unlink(missing_ok=True)
    _remove_beside(path)


def _build(connection: Any, pack: Pack, file: str) -> None:
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN")
    making.create_tables(connection)
    for table, lines in pack.tables():
        checker = Checker(table)
        insert = making.insert_sql(table)
        for chunk in lines:
            connection.executemany(insert, checker.lines(chunk).kept)
        _check_count(pack.label, table.name, checker.rows)
        _tell(connection, pack.label, table.name, checker.rows)
    making.create_indexes(connection)
    for table in schema.tables().values():
        making.list_members(connection, table)
    find.create(connection)
    find.build(connection)
    settled.check(connection)
    _sign_in(connection, pack, file)
    connection.execute("COMMIT")
    if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
        raise Trouble("register-not-written", reason="cipher_integrity_check")
    connection.execute("PRAGMA journal_mode = WAL")


def _change(connection: Any, table: schema.Table, lines: unpack.Lines, label: Label) -> None:
    checker = Checker(table, delta=True)
    for chunk in lines:
        batch = checker.lines(chunk)
        _apply(connection, table, batch)
    _check_count(label, table.name, checker.rows)
    (rows,) = connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()
    _tell(connection, label, table.name, rows)


def _apply(connection: Any, table: schema.Table, batch: Batch) -> None:
    kept = list(batch.kept)
    connection.executemany(making.insert_sql(table), kept)
    where = " AND ".join(f'"{name}" = ?' for name in table.key)
    for key in batch.gone:
        if not connection.execute(f'DELETE FROM "{table.name}" WHERE {where}', key).rowcount:
            # The number of a document (its kind stands beside it) is told by its end.
            told = (codes.masked("seal", str(each)) if place and table.name == "document" else str(each) for place, each in enumerate(key))
            raise Refused("pack-row-gone", table=table.name, wanted=", ".join(told))
    head = table.columns.index(table.key[0])
    making.list_members(connection, table, {(row[head],) for row in kept} | {key[:1] for key in batch.gone})
    find.replace(connection, table, [*(row[head] for row in kept), *(key[0] for key in batch.gone)])


def _check_count(label: Label, table: str, found: int) -> None:
    if label.tables[table].rows != found:
        raise Refused("pack-count", table=table, told=label.tables[table].rows, found=found)


def _tell(connection: Any, label: Label, table: str, rows: int) -> None:
    told = (table, label.tables[table].as_of, rows, label.version)
    connection.execute('INSERT OR REPLACE INTO told ("table", as_of, rows, version) VALUES (?, ?, ?, ?)', told)


def _sign_in(connection: Any, pack: Pack, file: str) -> None:
    label = pack.label
    connection.execute("DELETE FROM pack")
    values = (label.port, label.kind, label.version, label.previous, label.made_at, pack.digest.hex(), file)
    connection.execute("INSERT INTO pack (port, kind, version, previous, made_at, digest, file) VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _settle(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove_beside(path: Path) -> None:
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
