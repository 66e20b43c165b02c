"""Copies of the journal that were verified when they were made, and putting one back without losing the evidence of what happened."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from workstation import settings
from workstation.journal import file, witness
from workstation.journal.copies import FOLDER, beside, made_at, newest
from workstation.journal.copies import every as copies
from workstation.journal.verify import Verification, verify_file
from workstation.journal.witness import Head
from workstation.settings import HOUR_MS, Clock
from workstation.words import Refused, Trouble

EVIDENCE = "evidence"
"""Encrypted files named by a keyed hash, never changed once written: all copies share one folder of them."""
FARTHEST = 2**48
"""No journal of ours has so many events: a `head.json` that says so was made up."""
KEEP_HOURLY, KEEP_DAILY = 24, 14
BESIDE = ("slots.json", "settings.toml", "keys.pack")
"""Small files of the station that go with every copy."""

_EVIDENCE = re.compile(r"[0-9a-f]{64}")

__all__ = ["EVIDENCE", "FOLDER", "Restored", "copies", "due", "make", "newest", "newest_good", "restore"]


@dataclass(frozen=True)
class Restored:
    """What a restore did: the copy used, its head's seq, the highest seq a witness had seen, how many events are lost, where the old files lie.

    `evidence`: how many files were put back; `damaged`: names of those that are good neither in place nor in the copy.
    """

    backup: str
    head: int
    witnessed: int
    lost: int
    aside: Path
    evidence: int = 0
    damaged: tuple[str, ...] = ()


def make(folder: Path, key: bytes, clock: Clock = settings.now) -> Path:
    """A copy in `backups/`, encrypted under the same key, verified, its `head.json` and small files beside it; old copies are thinned out.

    Other connections go on writing meanwhile. Trouble `journal-damaged` when the journal (or the copy) does not verify; nothing is left then.
    """
    into = folder / FOLDER
    try:
        return _made(folder, into, key, clock())
    except OSError as error:
        raise Trouble("backup-not-made", folder=into, reason=error.strerror or error) from error
    except dbapi2.OperationalError as error:
        # The engine's own copying tells no code, only words; what has a code was told before.
        raise Trouble("backup-not-made", folder=into, reason=error) from error


def _made(folder: Path, into: Path, key: bytes, now: int) -> Path:
    into.mkdir(mode=0o700, exist_ok=True)
    fresh = into / "fresh.db"
    _remove(fresh)
    place: Path | None = None
    try:
        head = _copied(folder, fresh, key)
        place = into / f"journal-{datetime.fromtimestamp(now // 1000, UTC):%Y%m%dT%H%M%SZ}-{head.seq}.db"
        witness.write(beside(place, witness.NAME), head)
        for name in BESIDE:
            if (folder / name).exists():
                shutil.copyfile(folder / name, beside(place, name))
        # Before the copy has its name: a copy that is there has its evidence.
        _keep_evidence(folder / EVIDENCE, into / EVIDENCE)
        witness.settle(fresh)
        fresh.replace(place)
    except BaseException:
        if place is not None and not place.exists():
            _remove(place)
        raise
    finally:
        _remove(fresh)
    _thin(into)
    return place


def due(folder: Path, now: int) -> bool:
    """Whether no copy was made within the last hour (`now` in UTC ms)."""
    return not any(now - HOUR_MS < made_at(place) <= now for place in copies(folder))


def newest_good(folder: Path, key: bytes) -> Path | None:
    """The newest copy that verifies now."""
    return next((place for place in reversed(copies(folder)) if _verified(place, key, quick=True).intact), None)


def restore(folder: Path, backup: Path, key: bytes, clock: Clock = settings.now, sound: Callable[[Path], bool] = Path.is_file) -> Restored:
    """Put a copy in the journal's place; what was there is moved aside, never removed. The caller opens the journal with
    `without="any"` and appends `station.restored`, which is written past all that was witnessed; before that the journal opens for nobody.

    Evidence that is missing, or not `sound` (says whether a file's content has the hash its name stands for), comes back from beside the copy.
    Refused `backup-not-good` (what is wrong with it), Trouble `journal-in-use` while any program has the journal open: nothing changes then.
    """
    found = _verified(backup, key, quick=False)
    if not found.intact or found.head is None:
        raise Refused("backup-not-good", file=backup.name, reason=found.reason)
    held = witness.grip(folder)
    try:
        if not witness.hold(held, alone=True):
            raise Trouble("journal-in-use", folder=folder)
        seen = _witnessed(folder, key, found.head.station)
        back, damaged = _bring_evidence(backup.parent / EVIDENCE, folder / EVIDENCE, sound)
        aside = _put_in_place(folder, backup, found.head, clock())
    finally:
        os.close(held)
    most = max(seen, found.head.seq)
    return Restored(backup.name, found.head.seq, most, most - found.head.seq, aside, back, damaged)


def _keep_evidence(source: Path, into: Path) -> None:
    """Every file that the copies do not have yet, and every one that was mended since; a link where the disk allows one: the files are only ever replaced."""
    for each in sorted(source.glob("*")) if source.is_dir() else ():
        kept = into / each.name
        if _EVIDENCE.fullmatch(each.name) and (not kept.exists() or _mended(each, kept)):
            into.mkdir(mode=0o700, exist_ok=True)
            _link(each, kept)


def _mended(file_: Path, kept: Path) -> bool:
    """Written anew since it was kept, at its full length: a file cut short never takes the place of a whole one."""
    now, then = file_.stat(), kept.stat()
    return now.st_ino != then.st_ino and now.st_size == then.st_size and now.st_mtime_ns > then.st_mtime_ns


def _bring_evidence(source: Path, into: Path, sound: Callable[[Path], bool]) -> tuple[int, tuple[str, ...]]:
    """How many files were put back, and the names of those that are good nowhere."""
    back, damaged = 0, []
    for each in sorted(source.glob("*")) if source.is_dir() else ():
        place = into / each.name
        if not _EVIDENCE.fullmatch(each.name) or (place.exists() and sound(place)):
            continue
        if not sound(each):
            damaged.append(each.name)
            continue
        into.mkdir(mode=0o700, exist_ok=True)
        _link(each, place)
        back += 1
    return back, tuple(damaged)


def _link(source: Path, place: Path) -> None:
    """The same file under another folder, or where that cannot be (another disk, FAT) a copy of it; whole or not at all."""
    fresh = place.with_name(f"{place.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        fresh.hardlink_to(source)
    except OSError:
        shutil.copy2(source, fresh)
        witness.settle(fresh)
    # Two names of one file: `replace` would leave both.
    place.unlink(missing_ok=True)
    fresh.replace(place)


def _copied(folder: Path, fresh: Path, key: bytes) -> Head:
    """Copy the journal and verify the copy; its head."""
    source = folder / file.NAME
    if not source.is_file() or source.stat().st_size == 0:
        raise file.damage(source, _name(newest_good(folder, key)))
    # Read before the copy begins: the copy holds at least what the witness has seen by now.
    seen, _ = witness.read(folder / witness.NAME)
    with file.guarded(source):
        reading, writing = file.connect(source, key, "ro"), file.connect(fresh, key, "rwc")
        try:
            reading.backup(writing)
            # One file, without a write-ahead log beside it.
            writing.execute("PRAGMA journal_mode = DELETE")
        finally:
            writing.close()
            reading.close()
    if seen:
        witness.write(beside(fresh, witness.NAME), seen)
    found = _verified(fresh, key, quick=True)
    if found.head is None or found.reason not in ("", "witness-missing"):
        raise file.damage(source, _name(newest_good(folder, key)))
    return found.head


def _verified(place: Path, key: bytes, *, quick: bool) -> Verification:
    return verify_file(place, key, beside(place, witness.NAME), quick=quick)


def _witnessed(folder: Path, key: bytes, station: str) -> int:
    """The highest seq of ours that `head.json`, the file in place or a copy has seen."""
    seen, _ = witness.read(folder / witness.NAME)
    there = verify_file(folder / file.NAME, key, folder / witness.NAME, quick=True).head
    kept = [witness.read(beside(place, witness.NAME))[0] for place in copies(folder)]
    return max((head.seq for head in (seen, there, *kept) if head and head.station == station and head.seq < FARTHEST), default=0)


def _put_in_place(folder: Path, backup: Path, head: Head, now: int) -> Path:
    """The copy is whole on the disk before anything is moved, and a `head.json` that has seen more is left as it is: until `station.restored` is written,
    which takes its place, it is still seen that a restore is due and how much is lost. Returns where the old files went.
    """
    fresh = folder / f"{file.NAME}.new"
    shutil.copyfile(backup, fresh)
    fresh.chmod(0o600)
    witness.settle(fresh)
    aside = _move_aside(folder, now)
    fresh.replace(folder / file.NAME)
    seen, _ = witness.read(folder / witness.NAME)
    if seen and seen.station == head.station and head.seq < seen.seq < FARTHEST:
        witness.settle(folder)
        return aside
    told = folder / f"{witness.NAME}.new"
    told.write_bytes(witness.encode(head))
    witness.settle(told)
    told.replace(folder / witness.NAME)
    witness.settle(folder)
    return aside


def _move_aside(folder: Path, now: int) -> Path:
    """The files in place, with the write-ahead log (left over beside another file it would ruin it), and a copy of `head.json`."""
    stem = f"damaged-{datetime.fromtimestamp(now // 1000, UTC):%Y%m%dT%H%M%SZ}"
    aside = next(place for count in range(1000) if not (place := folder / (f"{stem}-{count}" if count else stem)).exists())
    aside.mkdir(mode=0o700)
    if (folder / witness.NAME).exists():
        shutil.copyfile(folder / witness.NAME, aside / witness.NAME)
    # The log goes first: a file without its log is only shorter, a log beside the next file would spoil that one.
    for end in ("-wal", "-shm", ""):
        if (folder / f"{file.NAME}{end}").exists():
            (folder / f"{file.NAME}{end}").replace(aside / f"{file.NAME}{end}")
    return aside


def _thin(into: Path) -> None:
    """Keep the newest 24, and the newest of each of the last 14 days that have one (UTC)."""
    every = list(reversed(copies(into.parent)))
    days: dict[str, Path] = {}
    for place in every:
        days.setdefault(place.name[8:16], place)
    keep = {*every[:KEEP_HOURLY], *list(days.values())[:KEEP_DAILY]}
    for place in every:
        if place not in keep:
            _remove(place)


def _remove(place: Path) -> None:
    """A copy and what stands beside it."""
    for each in (place, *(beside(place, name) for name in (witness.NAME, *BESIDE)), *(Path(f"{place}{end}") for end in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)


def _name(place: Path | None) -> str:
    return place.name if place else "-"
