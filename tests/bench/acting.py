"""Acting: one event made durable, a chain verified, views rebuilt; each beside the bare statements and signatures."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.ground import OFFICER, SECRET, empty_station, ground, opened
from tests.bench.measure import Row, Way, beside, doubled, turns
from workstation.desk import Desk
from workstation.journal import Draft, Journal, file, verify
from workstation.journal.event import canonical

EVENT = "CREATE TABLE event(station TEXT, seq INTEGER, at INTEGER, kind TEXT, subject TEXT, bytes BLOB, hash BLOB, sig BLOB, PRIMARY KEY(station, seq))"
INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def draft(number: int) -> Draft:
    """A scan as a lane writes most of."""
    body = {"sort": "container", "value": f"MSKU{number % 10_000_000:07d}", "checked": True, "source": "serial", "link": "lane 03", "aim": "]C1"}
    return Draft("code.scanned", f"CNHXG-03-7KQ2/{number // 8 + 1}", body)


class Bare:
    """An encrypted file under the journal's settings, and a key: the least a signed, durable event needs."""

    def __init__(self, path: Path) -> None:
        self.connection: Any = file.connect(path, secrets.token_bytes(32), "rwc")
        file.durable(self.connection)
        self.connection.execute(EVENT)
        self._key = Ed25519PrivateKey.generate()
        self._last = bytes(32)
        self._seq = 0

    def commit(self, stored: bytes) -> None:
        """BEGIN, INSERT, COMMIT."""
        self._insert(stored, b"", b"")

    def act(self, stored: bytes) -> None:
        """The same with SHA-256 and Ed25519."""
        self._last = hashlib.sha256(self._last + stored).digest()
        self._insert(stored, self._last, self._key.sign(self._last))

    def _insert(self, stored: bytes, digest: bytes, sig: bytes) -> None:
        self._seq += 1
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(INSERT, ("CNHXG-03-7KQ2", self._seq, self._seq, "code.scanned", "CNHXG-03-7KQ2/1", stored, digest, sig))
        self.connection.execute("COMMIT")


def act() -> Iterator[Row]:
    """`Journal.append` of one event with its views."""
    with empty_station() as (folder, now), opened(folder, lambda: now) as (_, journal):
        bare = Bare(folder / "bare.db")
        stored = canonical(journal.append([draft(1)], OFFICER)[0])
        ways = (lambda turn: journal.append([draft(turn)], OFFICER), lambda _: bare.act(stored), lambda _: bare.commit(stored))
        ours, plain, commit = turns(ways, 1500, warm=100)
        bare.connection.close()
    yield Row("bare INSERT + COMMIT (WAL, FULL) on this disk", commit.median * 1e3, "ms", p99=commit.p99 * 1e3)
    yield beside("one act durable: event, hash, signature, views", ours, plain, 2)


def filled(journal: Journal, count: int) -> None:
    """So many events of a lane, in large transactions."""
    for start in range(0, count, 1000):
        journal.append([draft(number) for number in range(start, min(start + 1000, count))], OFFICER)


def chain(count: int, rounds: int = 5) -> Iterator[Row]:
    """Verifying and rebuilding a journal of `count` events, and one of half as many, beside the bare loops; all in turn."""
    with ExitStack() as stack:
        ways: list[Way] = []
        for size in (count, count // 2):
            folder, now = stack.enter_context(empty_station())
            key, journal = stack.enter_context(opened(folder, lambda now=now: now))
            filled(journal, size)
            ways += _walks(folder, key, journal)
        verified, loop, rebuilt, plain, half_verified, _, half_rebuilt, _ = turns(ways, rounds)
    yield beside(f"verify a chain of {count:,} events", verified, loop, 1.3, unit="s")
    yield beside(f"rebuild views from {count:,} events, beside a bare SELECT", rebuilt, plain, None, unit="s")
    yield beside(f"growth: verify, {count:,} beside twice {count // 2:,}", verified, doubled(half_verified), 1.15, unit="s", by="quarter")
    yield beside(f"growth: rebuild, {count:,} beside twice {count // 2:,}", rebuilt, doubled(half_rebuilt), 1.15, unit="s", by="quarter")


def _walks(folder: Path, key: bytes, journal: Journal) -> list[Way]:
    """Verify, the bare loop, rebuild, the bare SELECT."""
    connection = file.connect(folder / "journal.db", key, "ro")
    public = Ed25519PrivateKey.from_private_bytes(journal.secret("key") or b"").public_key()

    def loop(_: int) -> None:
        last = bytes(32)
        for stored, digest, sig in connection.execute("SELECT bytes, hash, sig FROM event ORDER BY rowid"):
            last = hashlib.sha256(last + stored).digest()
            if last != digest:
                raise RuntimeError("the bare loop found another hash")
            public.verify(sig, digest)

    def verified(_: int) -> None:
        if not verify(folder, key).intact:
            raise RuntimeError("the journal of the benchmark is not intact")

    def plain(_: int) -> None:
        connection.execute("SELECT bytes FROM event ORDER BY rowid").fetchall()

    return [verified, loop, lambda _: journal.rebuild(), plain]


def flat(small: int, big: int, trucks: int = 40) -> Row:
    """Lines of a lane (scan, look-ups, verdict, durable events) on a big register beside a small one."""
    with ground(small) as one, ground(big) as other:
        desks = [Desk.open(each.folder, OFFICER, SECRET, each.clock()) for each in (other, one)]
        lines = [dict(line) for script in one.scripts()[:trucks] for line in (*script.lines, {"act": "next"})]

        def worker(desk: Desk) -> Callable[[int], object]:
            return lambda turn: desk.line(lines[turn])

        found = turns([worker(desk) for desk in desks], len(lines))
        for desk in desks:
            desk.close()
    return beside(f"growth: line of a lane durable, {big:,} rows beside {small:,}", *found, 1.1, by="quarter")
