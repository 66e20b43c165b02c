"""Signed packs: made by the port, verified, and loaded into the register; the public face of this folder's writing side."""

import hashlib
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation import settings
from workstation.journal.chain import RESTORED
from workstation.journal.event import Draft
from workstation.register import files, unpack
from workstation.register import load as loading
from workstation.register import schema as schemas
from workstation.register.build import Made, make
from workstation.register.label import Label
from workstation.register.store import Place, Register
from workstation.words import Refused, Trouble

if TYPE_CHECKING:
    from workstation.journal import Journal

__all__ = ["Loaded", "Made", "Verified", "load", "make", "reconcile", "root", "schema", "verify"]


@dataclass(frozen=True)
class Loaded:
    """A pack that is now in force: its rows per table, how long it took (wall time), its version."""

    rows: int
    seconds: float
    tables: Mapping[str, int]
    version: int
    kind: str


@dataclass(frozen=True)
class Verified:
    """`authentic`: signed by the given root and whole; None without a root. `reasons`: keys of what does not hold."""

    authentic: bool | None
    reasons: tuple[str, ...]
    label: Label


def schema() -> list[dict[str, Any]]:
    """Tables, fields, types, units and meanings."""
    return schemas.describe()


def root(folder: Path) -> bytes:
    """The port root's public key (32 bytes) of a data folder, which must be the one named in `settings.toml`."""
    try:
        public = bytes.fromhex((folder / "root.pub").read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise Refused("root-missing", folder=folder) from error
    if len(public) != 32 or hashlib.sha256(public).hexdigest()[:16] != settings.read(folder).root:
        raise Refused("root-differs", folder=folder)
    return public


def verify(file: Path, public: bytes | None) -> Verified:
    """Read a pack to its end without loading it; one that is no pack at all is refused, a changed one is not authentic."""
    with unpack.opened(file) as stream:
        pack = unpack.begin(stream)
        reasons = [] if public is None or pack.signed_by(public) else ["pack-signature"]
        for table, lines in pack.tables():
            rows = sum(chunk.count(b"\n") for chunk in lines.read())
            if not lines.true:
                reasons.append("pack-hash")
            elif rows != pack.label.tables[table.name].rows:
                reasons.append("pack-count")
    authentic = not reasons if public is not None or reasons else None
    return Verified(authentic, tuple(dict.fromkeys(reasons)), pack.label)


def load(folder: Path, key: bytes, file: Path, journal: "Journal", officer: str) -> Loaded:
    """Check a pack whole and put it in force, then write `pack.loaded`. Refused names table, row, field and reason, and nothing has changed."""
    began = time.perf_counter()
    port, public = settings.read(folder).port, root(folder)
    place = Place(folder, key)
    with loading.alone(folder), unpack.opened(file) as stream:
        now, broken = _standing(place, journal, officer)
        pack = unpack.begin(stream)
        if not pack.signed_by(public):
            raise Refused("pack-signature")
        if pack.label.kind == "snapshot" and pack.label.version == now.version and now.path and not loading.whole(now.path, key):
            now = replace(now, version=now.version - 1)
        loading.check_fits(pack.label, port, now)
        loading.check_made(pack.label.made_at, journal.clock())
        if pack.label.kind == "delta" and now.path is not None:
            loading.delta(now.path, key, pack, file.name)
            _tell(place, (journal, officer), _draft(pack.label, pack.digest.hex(), file.name))
        else:
            _switch(place, pack, file.name, (journal, officer))
        if broken and broken != folder / loading.name_of(pack.label.version):
            loading.remove(broken)
        loading.touch(folder)
        for path in files.older(folder)[1:]:
            loading.remove(path)
    rows = {name: part.rows for name, part in pack.label.tables.items()}
    return Loaded(sum(rows.values()), round(time.perf_counter() - began, 3), rows, pack.label.version, pack.label.kind)


def reconcile(folder: Path, key: bytes, journal: "Journal", officer: str) -> None:
    """After a crash between register and journal: write the `pack.loaded` that is missing, remove what was half built.
    While another process loads, nothing is done: that load does it.
    """
    try:
        with loading.alone(folder):
            _reconcile(Place(folder, key), journal, officer)
    except Refused as refusal:
        if refusal.key != "pack-other-load":
            raise


def _standing(place: Place, journal: "Journal", officer: str) -> tuple[loading.Current, Path | None]:
    """The version in force, and the file that cannot be read. One that is damaged or gone gives way to a snapshot no older than what the journal says was loaded."""
    broken = None
    try:
        _reconcile(place, journal, officer)
        now = loading.current(place)
    except Trouble as trouble:
        if trouble.key != "register-damaged":
            raise
        now, broken = loading.Current("", 0, None), files.newest(place.folder)
    if now.path is None:
        loaded = [event.body["version"] for event in journal.events(kinds=["pack.loaded"])]
        now = replace(now, version=max(loaded, default=1) - 1)
    return now, broken


def _switch(place: Place, pack: unpack.Pack, file: str, journal: "tuple[Journal, str]") -> None:
    path = loading.snapshot(place, pack, file)
    written = False
    try:
        _tell(place, journal, _draft(pack.label, pack.digest.hex(), file))
        written = True
    finally:
        if not written:
            loading.remove(path)


def _reconcile(place: Place, journal: "Journal", officer: str) -> None:
    loading.clear(place.folder)
    last = loading.last(place)
    if last is None or last.digest in {event.body.get("digest") for event in journal.events(kinds=["pack.loaded"])}:
        return
    _tell(place, (journal, officer), _draft(last.label, last.digest, last.file))
    loading.touch(place.folder)


def _tell(place: Place, journal: "tuple[Journal, str]", loaded: Draft) -> None:
    """Write `pack.loaded`; before it `station.restored` where the platform has counted more events of this station than there are: the folder was put back whole, with its witness, and nothing
    on this machine could know.
    """
    from workstation.journal import Moved

    book, officer = journal
    with closing(Register.open(place.folder, place.key)) as register:
        row = register.get("ledger_counted", book.station)
    while True:
        head = book.head().seq
        gap = {"backup": "ledger_counted", "head": head, "witnessed": row["seq"], "lost": row["seq"] - head} if row and row["seq"] > head else {}
        try:
            book.append([*([Draft(RESTORED, book.station, gap)] if gap else []), loaded], officer, after=head)
        except Moved:
            continue
        return


def _draft(label: Label, digest: str, file: str) -> Draft:
    tables = {name: {"rows": part.rows, "as_of": part.as_of} for name, part in label.tables.items()}
    body: dict[str, Any] = {"sort": label.kind, "version": label.version, "file": file, "tables": tables, "digest": digest}
    if label.previous is not None:
        body["previous"] = label.previous
    return Draft("pack.loaded", f"{label.port}/{label.version}", body)
