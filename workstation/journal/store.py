"""The journal of a station: append events and fold them into views in one transaction; nothing is ever rewritten."""

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workstation import settings
from workstation.journal import backup, copies, file, fold, kinds, witness
from workstation.journal.chain import FIRST, RESTORED, link, station_id
from workstation.journal.event import Draft, Event, canonical, parse
from workstation.journal.fold import View
from workstation.journal.reading import HEAD, Reader
from workstation.journal.witness import Head
from workstation.settings import Clock
from workstation.words import Refused, Trouble

CHECKED_AT_OPEN = 16 * 1024 * 1024
"""Bytes of the file up to which every page is checked at open (about 40 ms); of a bigger one `sound()` tells, off the start path."""

RESERVED = ("key", "station", "draw")
"""Secrets that belong to the station for life."""


class Moved(Exception):  # noqa: N818 - an answer to the caller: look again
    """Another process appended since the caller looked: nothing was written."""


@dataclass(frozen=True)
class Place:
    """Where a new station stands: port (UN/LOCODE), lane, `root` = fingerprint of the port root, `officer` = who made it."""

    port: str
    lane: str
    root: str
    officer: str


class Journal:
    """The only writing connection of a process; it belongs to one thread. `witness`: how `head.json` is: ok | missing | unreadable | unwritable."""

    def __init__(self, path: Path, key: bytes, clock: Clock) -> None:
        """Use `create` or `open`."""
        self._path, self._key, self._clock = path, key, clock
        self._connection: Any = None
        self._views: tuple[View, ...] = ()
        self._folds: fold.Folds = fold.by_kind(())
        self.witness = "ok"
        self._witness = witness.Witness(path.parent / witness.NAME)
        # Before the file is opened, so that a restore never renames it away under us.
        self._held = witness.grip(path.parent)
        if not witness.hold(self._held, alone=False):
            os.close(self._held)
            raise Trouble("journal-in-use", folder=path.parent)

    @property
    def clock(self) -> Clock:
        """The clock its events are dated by."""
        return self._clock

    @classmethod
    def create(cls, path: Path, key: bytes, views: Sequence[View], clock: Clock, place: Place) -> Self:
        """A new file with the station's own signing key, its draw secret and `station.created` (seq 1)."""
        if path.exists():
            raise Refused("journal-exists", file=path)
        signing, draw = Ed25519PrivateKey.generate(), secrets.token_bytes(32)
        public = signing.public_key().public_bytes_raw()
        station = station_id(place.port, place.lane, public)
        journal = cls(path, key, clock)
        with file.guarded(path):
            journal._connection = file.make(path, key)
            for name, value in (("key", signing.private_bytes_raw()), ("station", station.encode()), ("draw", draw)):
                journal._connection.execute("INSERT INTO secret VALUES (?, ?)", (name, value))
        journal._begin(views)
        body = {"port": place.port, "lane": place.lane, "key": public.hex(), "root": place.root, "draw": hashlib.sha256(draw).hexdigest()}
        journal.append([Draft("station.created", station, body)], place.officer)
        return journal

    @classmethod
    def open(cls, path: Path, key: bytes, views: Sequence[View], clock: Clock, *, without: str = "") -> Self:
        """The journal of a station, its views up to date.

        Trouble `journal-damaged` (words: the newest good backup, the command), `journal-older` (the file is older than `head.json` or the newest copy),
        `witness-lost`, `journal-newer`, `journal-in-use` (a restore runs), `journal-busy`, `journal-not-writable`; Refused `no-station`.
        `without` = "head": `head.json` may be lost; "any": nor do the copies count. The caller then writes the event that says so.
        """
        if not any(place.exists() for place in (path, path.parent / witness.NAME, path.parent / "slots.json")):
            raise Refused("no-station", folder=path.parent)
        try:
            return cls._opened(path, key, views, clock, without)
        except Trouble as trouble:
            if trouble.key != "journal-damaged":
                raise
            good = backup.newest_good(path.parent, key)
            raise file.damage(path, good.name if good else "-") from trouble

    @classmethod
    def _opened(cls, path: Path, key: bytes, views: Sequence[View], clock: Clock, without: str) -> Self:
        if not path.exists() or path.stat().st_size == 0:
            raise file.damage(path)
        journal = cls(path, key, clock)
        try:
            with file.guarded(path):
                _look_over(path, key)
                journal._connection = file.connect(path, key)
                file.durable(journal._connection)
                journal._begin(views)
                journal.witness = journal._compare(without)
        except BaseException:
            journal.close()
            raise
        return journal

    def _begin(self, views: Sequence[View]) -> None:
        """Know who we are and bring the views up to date."""
        key, station = self.secret("key"), self.secret("station")
        if key is None or station is None:
            raise file.damage(self._path)
        self._signing = Ed25519PrivateKey.from_private_bytes(key)
        self.public_key = self._signing.public_key().public_bytes_raw()
        self.station = station.decode()
        self._reading = Reader(self._connection, self._path, self.station)
        self._views, self._folds = tuple(views), fold.by_kind(views)
        if fold.outdated(self._connection, views):
            with file.transaction(self._connection):
                fold.renew(self._connection, views)

    def _compare(self, without: str) -> str:
        """How `head.json` was found; Trouble when a witness has seen more than the file holds or something else, or when there is none."""
        seen, state = witness.read(self._path.parent / witness.NAME)
        if without == "any":
            return state
        if seen is not None:
            self._holds(witness.NAME, seen)
        kept = copies.witnessed(self._path.parent, self.station, Ed25519PublicKey.from_public_bytes(self.public_key))
        if kept and not copies.explained((event.body for event in self.events(kinds=("station.restored",))), kept[1].seq):
            self._holds(*kept)
        if seen is None and not without:
            raise Trouble("witness-lost", file=witness.NAME, state=state, seq=self.head().seq, command="port-officer journal acknowledge")
        return state

    def _holds(self, name: str, seen: Head) -> None:
        """Trouble `journal-older` unless what a witness has seen stands here."""
        found = self.read("SELECT hash FROM event WHERE station = ? AND seq = ?", (seen.station, seen.seq))
        if not found or found[0][0] != seen.hash:
            values = {"seq": self.head().seq, "seen": seen.seq, "witness": name}
            raise Trouble("journal-older", file=self._path.name, **values, command="port-officer journal restore")

    def append(self, drafts: Sequence[Draft], officer: str, after: int | None = None) -> list[Event]:
        """Write events, durable when this returns, or none of them. ValueError for a draft that fits no kind; Trouble when the disk fails.

        Any process may append in between: the head is read inside the transaction. `at` is never before the last event's. `after` is the seq
        of the head the drafts were made by: raises Moved when it is the head no more.
        """
        for draft in drafts:
            kinds.check(draft)
        if not drafts:
            return []
        trial = {"trial": True} if settings.trial_time() is not None else {}
        written: list[Event] = []
        with file.guarded(self._path), file.transaction(self._connection):
            last = self._last()
            if after is not None and last.seq != after:
                raise Moved
            now = self._clock()
            for draft in drafts:
                at = max(now, last.at)
                event = Event(self.station, self._place(last, draft), at, now, officer, draft.kind, draft.subject, {**draft.body, **trial})
                kept, last = self._write(event, last.hash)
                written.append(kept)
        self._tell(last)
        return written

    @staticmethod
    def _place(last: Head, draft: Draft) -> int:
        """The next seq; after a restore the one past everything a witness has seen, so that no place of the lost tail is given twice."""
        return max(last.seq, draft.body["witnessed"] if draft.kind == RESTORED else 0) + 1

    def _last(self) -> Head:
        row = self._connection.execute(HEAD, (self.station,)).fetchone()
        return Head(self.station, *row) if row else Head(self.station, 0, 0, FIRST, b"")

    def _write(self, event: Event, previous: bytes) -> tuple[Event, Head]:
        stored = canonical(event)
        digest = link(previous, stored)
        head = Head(event.station, event.seq, event.at, digest, self._signing.sign(digest))
        row = (event.station, event.seq, event.at, event.kind, event.subject, stored, digest, head.sig)
        self._connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        # Folds and the caller see what a rebuild would see: lists, not tuples.
        kept = parse(stored)
        fold.fold(self._connection, self._folds, kept)
        return kept, head

    def _tell(self, head: Head) -> None:
        """Let the witness know. The events are durable by now: a witness that cannot be written is a state, not a failed act."""
        try:
            self._witness.tell(head)
        except OSError:
            self.witness = "unwritable"

    def events(self, subject: str | None = None, kinds: Collection[str] | None = None, after: int = 0) -> Iterator[Event]:
        """As `Reader.events`."""
        return self._reading.events(subject, kinds, after)

    def read(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """As `Reader.read`."""
        return self._reading.read(sql, params)

    def head(self) -> Head:
        """As `Reader.head`."""
        return self._reading.head()

    def reader(self) -> Reader:
        """An own, read-only connection for one other thread."""
        with file.guarded(self._path):
            return Reader(file.connect(self._path, self._key, "ro"), self._path, self.station)

    def secret(self, name: str) -> bytes | None:
        """A secret of the station (kept in the encrypted file), or None."""
        with file.guarded(self._path):
            row = self._connection.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def keep_secret(self, name: str, value: bytes) -> None:
        """Keep a secret; a later one of the same name takes its place. ValueError for those that are the station's for life."""
        if name in RESERVED:
            raise ValueError(f"secret {name} belongs to the station for life")
        with file.guarded(self._path):
            self._connection.execute("INSERT INTO secret VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", (name, value))

    def sign(self, message: bytes) -> bytes:
        """The station's Ed25519 signature (RFC 8032), 64 bytes."""
        return self._signing.sign(message)

    def rebuild(self) -> int:
        """Drop and fill every view from the events, in one transaction; the number of events read."""
        with file.guarded(self._path), file.transaction(self._connection):
            return fold.renew(self._connection, self._views, whole=True)

    def sound(self) -> bool:
        """Whether every page of the main file is as it was written, by an own connection: 0.3 s per 100 MB, off the start path."""
        with file.guarded(self._path):
            connection = file.connect(self._path, self._key, "ro")
            try:
                # Twice: a page caught while another process writes it is whole the next time.
                return not file.bad_pages(connection) or not file.bad_pages(connection)
            finally:
                connection.close()

    def close(self) -> None:
        """Give file and folder back; closing the last connection folds the write-ahead log into the file."""
        if self._connection is not None:
            self._connection.close()
        self._witness.close()
        if self._held >= 0:
            os.close(self._held)
            self._held = -1


def _look_over(path: Path, key: bytes) -> None:
    """Raise Trouble for a file that is damaged at first sight, or made by a later version. Only reads: a damaged file stays as it was found."""
    connection = file.connect(path, key, "ro")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > file.VERSION:
            raise Trouble("journal-newer", file=path.name, version=version)
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if not file.TABLES.keys() <= names:
            raise file.damage(path)
        # Twice: a page caught while another process writes it is whole the next time.
        if path.stat().st_size <= CHECKED_AT_OPEN and file.bad_pages(connection) and file.bad_pages(connection):
            raise file.damage(path)
    finally:
        connection.close()
