"""Stations with registers of any size to measure on: built once, kept outside the checkout, copied for each use."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workstation import settings
from workstation.desk import Founding, found
from workstation.desk.station import root_key
from workstation.drill import synth
from workstation.drill.stories import Script
from workstation.journal import Journal, vault
from workstation.register import packs
from workstation.views import VIEWS

OFFICER = "6401001"
SECRET = "a phrase of nobody's"
TRUCKS = 1000
CHECKOUT = Path(__file__).resolve().parents[2]
BUILDERS = ("workstation/register", "workstation/drill", "workstation/codes", "workstation/journal/file.py", "resources/tables", "tests/bench/ground.py")
"""What a kept station depends on: a change in one of these builds it anew."""


@dataclass(frozen=True)
class Ground:
    """A copy of a kept station; its register may be read but not replaced. `now` is the moment its data were told, UTC ms."""

    folder: Path
    size: int
    now: int

    def clock(self) -> settings.Clock:
        """The data of a kept station stay fresh: time goes on from the moment they were told."""
        began = time.monotonic_ns()
        return lambda: self.now + 60_000 + (time.monotonic_ns() - began) // 1_000_000

    def key(self) -> bytes:
        return vault.unlock(self.folder, OFFICER, SECRET, self.clock())

    def scripts(self) -> list[Script]:
        """What is read of its trucks, the same in every size."""
        return list(synth.scripts(port(self.size, self.now, settings.read(self.folder).station)))


def port(size: int, now: int, station: str) -> synth.Port:
    """A port of about `size` rows: the same trucks, and three persons to every four other things as ballast."""
    ballast = max(0, size - 9 * TRUCKS)
    persons = ballast * 3 // 10
    return synth.Port(TRUCKS, now, persons=persons, extra=max(0, ballast - persons * 109 // 100 - persons), station=station)


def keep() -> Path:
    """Where stations are kept between runs: `BENCH_DIR`, or a folder of this user under the system's temporary one."""
    named = os.environ.get("BENCH_DIR")
    folder = Path(named) if named else Path(tempfile.gettempdir()) / f"port-officer-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def ground(size: int) -> Iterator[Ground]:
    """A station whose register has about `size` rows, in a folder of its own that goes afterwards."""
    kept = _kept(size)
    now = int((kept / "now").read_text())
    with tempfile.TemporaryDirectory(prefix="use-", dir=keep()) as work:
        folder = Path(work) / "station"
        shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("register-*", "now", "pack.tar"))
        for register in kept.glob("register-*.db"):
            # A link, because a register of millions of rows is only read here.
            (folder / register.name).symlink_to(register)
        yield Ground(folder, size, now)


def _kept(size: int) -> Path:
    place = keep() / f"{size}-{_version()}"
    if not (place / "now").exists():
        for older in keep().glob(f"{size}-*"):
            shutil.rmtree(older)
        _build(place, size)
    return place


def _build(place: Path, size: int) -> None:
    now = settings.now()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="build-", dir=keep()) as work:
        fresh, pack = Path(work) / "station", Path(work) / "pack.tar"
        found(fresh, Founding("CNHXG", "03", OFFICER, SECRET), lambda: now)
        pack_of(port(size, now, settings.read(fresh).station), fresh, pack)
        with opened(fresh, lambda: now) as (key, journal):
            loaded = packs.load(fresh, key, pack, journal, OFFICER)
        (fresh / "now").write_text(str(now))
        fresh.rename(place)
    print(f"  built a register of {loaded.rows:,} rows in {time.monotonic() - began:.0f} s; kept in {place}", flush=True)


def pack_of(made: synth.Port, station: Path, pack: Path) -> packs.Made:
    """A signed pack of a synthetic port, by the station's own trial root."""
    with tempfile.TemporaryDirectory(prefix="pack-", dir=pack.parent) as work:
        synth.write(Path(work), made)
        return packs.make(Path(work), pack, root_key(station), made.now)


@contextmanager
def opened(folder: Path, clock: Callable[[], int]) -> Iterator[tuple[bytes, Journal]]:
    """The data key and the journal of a station, without a desk."""
    key = vault.unlock(folder, OFFICER, SECRET, clock)
    journal = Journal.open(folder / "journal.db", key, VIEWS, clock)
    try:
        yield key, journal
    finally:
        journal.close()


@contextmanager
def empty_station() -> Iterator[tuple[Path, int]]:
    """A new station without any pack, and the moment it was made."""
    now = settings.now()
    with tempfile.TemporaryDirectory(prefix="new-", dir=keep()) as work:
        folder = Path(work) / "station"
        found(folder, Founding("CNHXG", "03", OFFICER, SECRET), lambda: now)
        yield folder, now


def _version() -> str:
    digest = hashlib.sha256()
    for name in BUILDERS:
        place = CHECKOUT / name
        for path in [place] if place.is_file() else sorted(each for each in place.rglob("*") if each.suffix in (".py", ".toml")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
