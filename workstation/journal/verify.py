"""Whether a journal is what was written: rows, chain, signatures, pages, triggers and witnesses. A verification is an answer, never an error."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlcipher3 import dbapi2

from workstation.journal import copies, file, witness
from workstation.journal.chain import FIRST, RESTORED, link, past_a_gap, station_id
from workstation.journal.witness import Head

IN_GAP = "witness-in-gap"
"""A witness has seen an event that a restore gave up, as the journal itself says."""

Witnessed = tuple[str, int, str]
"""A head seen elsewhere: name of the witness (slip number, hub), seq, first characters of the hash in hex."""


@dataclass(frozen=True)
class Verification:
    """The answer. `events`: rows read; `head`: our newest event; `first_bad`: the first seq of a chain that is not as it
    was written (changed, missing, or another in its place), when a row is wrong.

    `witnesses`: `{"name", "seq", "agrees", "reason"}` each. `reason`: empty when intact, else what was found first:
    `file-missing` `file-unreadable` `empty` `row-form` `row-columns` `row-order` `row-time` `row-hash` `row-signature` `row-station`
    `pages` `tables` `witness-missing` `witness-unreadable` `witness-forged` `witness-newer` (the file is older) `witness-differs`.

    `gaps`: `{"seq", "at", "officer", "from", "to", "lost", "backup", "given_again"}` of every restore of ours that lost events: a journal can be intact and still
    lack them. A witness of such an event says `witness-in-gap`, which is no fault. `given_again`: an earlier version gave the lost places to other events.

    `witness_lost`: `{"seq", "at", "officer", "found", "reason"}` of every `witness.lost` of ours, at in UTC ms: whether events were missing then, nobody outside knew.
    """

    intact: bool
    events: int = 0
    head: Head | None = None
    first_bad: int | None = None
    witnesses: tuple[dict[str, Any], ...] = ()
    reason: str = ""
    witness_lost: tuple[dict[str, Any], ...] = ()
    gaps: tuple[dict[str, Any], ...] = ()


@dataclass
class _Chain:
    """One station's chain as far as it has been walked."""

    key: Ed25519PublicKey | None = None
    seq: int = 0
    at: int = 0
    hash: bytes = FIRST
    sig: bytes = b""


@dataclass
class _Walk:
    """What the walk over the rows found."""

    chains: dict[str, _Chain] = field(default_factory=dict)
    events: int = 0
    reason: str = ""
    first_bad: int | None = None
    lost: list[dict[str, Any]] = field(default_factory=list)
    restored: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)


def verify(folder: Path, key: bytes, witnessed: Sequence[Witnessed] = ()) -> Verification:
    """Verify `journal.db` of a data folder against itself, `head.json`, the newest copy's head and those others have `witnessed`. Raises for no content."""
    return _looked(folder / file.NAME, key, _Seen(folder / witness.NAME, witnessed, folder), quick=False)


def verify_file(path: Path, key: bytes, head_file: Path, *, quick: bool = False) -> Verification:
    """The same for any copy and its `head.json`. `quick`: signatures of the heads only, which by the chain of hashes sign every event before them."""
    return _looked(path, key, _Seen(head_file), quick=quick)


@dataclass(frozen=True)
class _Seen:
    """Who has seen heads: `head.json`, others, and the copies of a data folder."""

    head_file: Path
    others: Sequence[Witnessed] = ()
    folder: Path | None = None


def _looked(path: Path, key: bytes, seen: _Seen, *, quick: bool) -> Verification:
    if not path.is_file():
        return Verification(intact=False, reason="file-missing")
    try:
        with file.looking(path, key) as connection:
            return _verified(connection, seen, quick=quick)
    except (dbapi2.Error, OSError):
        return Verification(intact=False, reason="file-unreadable")


def _verified(connection: Any, seen: _Seen, *, quick: bool) -> Verification:
    """Rows first, because they can say where; then pages, tables and witnesses, each of which alone can make the answer no."""
    walk = _Walk()
    try:
        connection.execute("BEGIN")
        station = bytes(connection.execute("SELECT value FROM secret WHERE name = 'station'").fetchone()[0]).decode()
    except (dbapi2.Error, TypeError, ValueError):
        return Verification(intact=False, reason="file-unreadable")
    try:
        _walk(connection, walk, quick=quick)
    except dbapi2.Error:
        walk.reason, walk.first_bad = "pages", walk.chains.get(station, _Chain()).seq + 1
    own = walk.chains.get(station, _Chain())
    head = Head(station, own.seq, own.at, own.hash, own.sig) if own.seq else None
    witnesses = _witnesses(connection, own, station, seen, walk.restored)
    reasons = [walk.reason, "" if head else "empty", _pages(connection), *(each["reason"] for each in witnesses if each["reason"] != IN_GAP)]
    reason = next(filter(None, reasons), "")
    lost, gaps = (tuple(each for each in told if each.pop("station") == station) for told in (walk.lost, walk.gaps))
    return Verification(not reason, walk.events, head, walk.first_bad, witnesses, reason, lost, gaps)


def _walk(connection: Any, walk: _Walk, *, quick: bool) -> None:
    """Go through the rows in the order they were written, to the first that is wrong (but count them all)."""
    rows = connection.execute("SELECT station, seq, at, kind, subject, bytes, hash, sig FROM event ORDER BY rowid")
    for row in rows:
        walk.events += 1
        if walk.reason:
            continue
        walk.reason = _wrong(walk.chains.setdefault(row[0], _Chain()), row, quick=quick)
        if walk.reason:
            walk.first_bad = walk.chains[row[0]].seq + 1
        elif row[3] in _TOLD:
            _told(walk, json.loads(row[5]))
    for chain in walk.chains.values():
        if quick and not walk.reason and not _signed(chain):
            walk.reason, walk.first_bad = "row-signature", chain.seq


_TOLD = ("witness.lost", RESTORED)


def _told(walk: _Walk, whole: dict[str, Any]) -> None:
    """Events that say of themselves that the witnesses could not, or had to be given up."""
    body = whole["body"]
    if whole["kind"] == RESTORED:
        walk.restored.append(body)
        gap = {"from": body["head"] + 1, "to": body["witnessed"], "lost": body["lost"], "backup": body["backup"]}
        if body["lost"]:
            # Restores of earlier versions went on counting inside the lost tail.
            again = whole["seq"] <= body["witnessed"]
            walk.gaps.append({**{name: whole[name] for name in ("station", "seq", "at", "officer")}, **gap, "given_again": again})
        return
    told = {name: body.get(name, "") for name in ("found", "reason")}
    walk.lost.append({"station": whole["station"], "seq": whole["seq"], "at": whole["at"], "officer": whole["officer"], **told})


def _wrong(chain: _Chain, row: tuple[Any, ...], *, quick: bool) -> str:
    """What is wrong with the next row of a chain, or nothing; the chain moves on."""
    seq, at, stored, digest, sig = row[1], row[2], row[5], row[6], row[7]
    try:
        misplaced = _misplaced(chain, row, json.loads(stored))
        if misplaced:
            return misplaced
        if link(chain.hash, stored) != digest:
            return "row-hash"
        if chain.key is None:
            return "row-station"
        if not quick:
            chain.key.verify(sig, digest)
    except InvalidSignature:
        return "row-signature"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "row-form"
    chain.seq, chain.at, chain.hash, chain.sig = seq, at, digest, sig
    return ""


def _misplaced(chain: _Chain, row: tuple[Any, ...], whole: dict[str, Any]) -> str:
    """Whether columns and bytes say the same, and the row stands where it may; the first of a chain brings its key."""
    station, seq, at, kind, subject = row[:5]
    if (station, seq, at, kind, subject) != (whole["station"], whole["seq"], whole["at"], whole["kind"], whole["subject"]):
        return "row-columns"
    if seq != chain.seq + 1 and not past_a_gap(whole["kind"], seq, whole["body"], chain.seq):
        return "row-order"
    if seq == 1:
        chain.key = _key(whole)
    return "row-time" if at < chain.at else ""


def _key(created: dict[str, Any]) -> Ed25519PublicKey | None:
    """The key a chain says it is signed with, when its station's name was made from that key."""
    body = created["body"]
    public = bytes.fromhex(body["key"])
    named = station_id(body["port"], body["lane"], public)
    return Ed25519PublicKey.from_public_bytes(public) if created["kind"] == "station.created" and named == created["station"] else None


def _signed(chain: _Chain) -> bool:
    return chain.key is not None and isinstance(chain.sig, bytes) and Head("", 0, 0, chain.hash, chain.sig).signed_by(chain.key)


def _pages(connection: Any) -> str:
    """Every page by the cipher's check, the trees by the engine's, our tables and triggers by their text."""
    try:
        # Twice: a page caught while another process writes it is whole the next time.
        if file.bad_pages(connection) and file.bad_pages(connection):
            return "pages"
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            return "pages"
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    except dbapi2.Error:
        return "pages"
    return "" if all(found.get(name) == sql for name, sql in file.TABLES.items()) else "tables"


def _witnesses(connection: Any, own: _Chain, station: str, known: _Seen, restored: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """What each witness says of our own chain. A chain that broke off is compared as far as its rows can be read."""
    seen, state = witness.read(known.head_file)
    if seen is None:
        first = _said(witness.NAME, None, f"witness-{state}")
    elif own.key and not seen.signed_by(own.key):
        first = _said(witness.NAME, seen.seq, "witness-forged")
    else:
        there = _there(connection, station, seen.seq)
        same = there == (seen.at, seen.hash, seen.sig) and seen.station == station
        first = _said(witness.NAME, seen.seq, _against(there, same=same, beyond=seen.seq > own.seq))
    others = []
    for name, seq, prefix in (*known.others, *_copied(known.folder, own, station, restored)):
        there = _there(connection, station, seq)
        same = bool(there) and isinstance(there[1], bytes) and there[1].hex().startswith(prefix.lower())
        reason = _against(there, same=same, beyond=seq > own.seq)
        others.append(_said(name, seq, IN_GAP if reason == "witness-differs" and copies.explained(restored, seq) else reason))
    return (first, *others)


def _copied(folder: Path | None, own: _Chain, station: str, restored: Sequence[dict[str, Any]]) -> Sequence[Witnessed]:
    """The head of the newest copy, unless a restore gave its history up."""
    kept = copies.witnessed(folder, station, own.key) if folder and own.key else None
    return [(kept[0], kept[1].seq, kept[1].hash.hex())] if kept and not copies.explained(restored, kept[1].seq) else []


def _there(connection: Any, station: str, seq: int) -> tuple[Any, ...]:
    """(at, hash, sig) of a row of ours; empty when there is none; Nones when it cannot be read."""
    try:
        found = connection.execute("SELECT at, hash, sig FROM event WHERE station = ? AND seq = ?", (station, seq)).fetchone()
    except dbapi2.Error:
        return (None, None, None)
    return found or ()


def _against(there: tuple[Any, ...], *, same: bool, beyond: bool) -> str:
    if same:
        return ""
    if not there:
        return "witness-newer" if beyond else "witness-differs"
    return "pages" if there[0] is None else "witness-differs"


def _said(name: str, seq: int | None, reason: str) -> dict[str, Any]:
    return {"name": name, "seq": seq, "agrees": not reason, "reason": reason}
