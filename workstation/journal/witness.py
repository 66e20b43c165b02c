"""`head.json`: what stands outside the journal file and has seen its head, so that a missing tail or an older copy is found."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NAME = "head.json"
SECTOR = 512
"""One sector: written in place with one call it is old or new after a power loss, never empty. A rename without fsync may leave an empty
file on some file systems, and costs as much as the durable commit before it (measured: 120 µs against 5 µs)."""


@dataclass(frozen=True)
class Head:
    """The newest event of a chain: `at` in UTC ms, `hash` 32 bytes, `sig` the station's Ed25519 over `hash`."""

    station: str
    seq: int
    at: int
    hash: bytes
    sig: bytes

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the station of this key made the event: a head cannot be made up."""
        try:
            key.verify(self.sig, self.hash)
        except InvalidSignature:
            return False
        return True


def encode(head: Head) -> bytes:
    """The exact bytes of `head.json`: one JSON object, spaces up to one sector, a line feed."""
    told = f'{{"at":{head.at},"hash":"{head.hash.hex()}","seq":{head.seq},"sig":"{head.sig.hex()}","station":{json.dumps(head.station)}}}'
    return told.encode().ljust(SECTOR - 1) + b"\n"


def decode(stored: bytes) -> Head | None:
    """The head of the bytes of a `head.json`, or None when they are not exactly what `encode` writes."""
    try:
        whole = json.loads(stored)
        head = Head(whole["station"], whole["seq"], whole["at"], bytes.fromhex(whole["hash"]), bytes.fromhex(whole["sig"]))
        return head if encode(head) == stored else None
    except (ValueError, KeyError, TypeError):
        return None


def read(path: Path) -> tuple[Head | None, str]:
    """(head, "ok"), or (None, "missing" | "unreadable")."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            head = decode(file.read())
    except FileNotFoundError:
        return None, "missing"
    except OSError:
        return None, "unreadable"
    return head, "ok" if head else "unreadable"


class Witness:
    """`head.json` held open by one journal, because opening it anew costs more than writing it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place = -1
        self._told = b""

    def tell(self, head: Head) -> None:
        """Let `head.json` say this head, unless it already says a newer one of the same station (another process was faster)."""
        # A file that was removed or replaced under us has no name any more.
        if self._place < 0 or os.fstat(self._place).st_nlink == 0:
            self.close()
            self._place = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._place, fcntl.LOCK_EX)
        try:
            self._tell(head)
        finally:
            fcntl.flock(self._place, fcntl.LOCK_UN)

    def _tell(self, head: Head) -> None:
        stored = os.pread(self._place, SECTOR + 1, 0)
        if stored != self._told:
            known = decode(stored)
            if known and known.station == head.station and known.seq >= head.seq:
                return
        fresh = encode(head)
        os.pwrite(self._place, fresh, 0)
        if len(stored) > SECTOR:
            os.ftruncate(self._place, SECTOR)
        self._told = fresh

    def close(self) -> None:
        """Give the file back."""
        if self._place >= 0:
            os.close(self._place)
            self._place = -1


def write(path: Path, head: Head) -> None:
    """`Witness.tell`, once."""
    witness = Witness(path)
    try:
        witness.tell(head)
    finally:
        witness.close()


def grip(folder: Path) -> int:
    """An open folder, to be locked with `hold`; closing it lets go."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def hold(place: int, *, alone: bool) -> bool:
    """Lock an open folder without waiting: shared by every open journal, `alone` by a restore. False when others are in the way."""
    try:
        fcntl.flock(place, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def settle(path: Path) -> None:
    """Wait until a file (or a folder's list of names) is on the disk."""
    place = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(place)
    finally:
        os.close(place)
