"""`port-officer journal`: verify the journal, write it out, ask it, rebuild its views, make a backup, put one back, acknowledge a lost witness."""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from ui.command import lines, out, slip
from ui.command.station_access import ANY_ROLE, unlocked
from workstation import settings
from workstation.journal import Draft, Journal, Verification, backup, copies, file, verify
from workstation.words import Refused

ROLES = {
    "verify": ANY_ROLE, "export": "read-journal", "query": "read-journal", "rebuild": "rebuild-journal", "backup": "back-up-journal",
    "restore": "restore-journal", "acknowledge": "acknowledge-witness", "take": "take-journal",
}
"""Act -> its row of the table of roles. Whether the journal is intact anybody who can sign in may ask."""

TAKES_FILE = ("restore", "query", "verify", "take")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `journal`."""
    parser.add_argument("act", choices=tuple(ROLES), help="verify exits 0 for any answer; restore moves the files in place aside and keeps them")
    parser.add_argument(
        "file", nargs="?", metavar="FILE | SQL | SLIP", help="take: the exported journal of another station of this port root; restore: which copy (without it the newest good one); query: a SELECT over events and views; "
        "verify: a slip of this station (its text, PDF or picture), whose position in the journal is compared",
    )
    parser.add_argument("-o", "--out", metavar="FILE", help="export: write the lines there instead of to stdout")
    parser.add_argument("--reason", default="", metavar="WORDS", help="acknowledge: why head.json is missing or unreadable; written down")


def run(args: argparse.Namespace) -> object:
    """The answer of the act that was named."""
    _check_words(args)
    folder, key, officer = unlocked(args, ROLES[args.act])
    acts: dict[str, Callable[[], object]] = {
        "verify": lambda: shown(verify(folder, key, _slip_head(folder, args.file) if args.file else ())),
        "export": lambda: export(folder, key, args.out, officer),
        "query": lambda: query(folder, key, args.file),
        "rebuild": lambda: rebuild(folder, key),
        "backup": lambda: {"backup": str(backup.make(folder, key))},
        "restore": lambda: restore(folder, key, officer, args.file),
        "acknowledge": lambda: acknowledge(folder, key, officer, args.reason.strip()),
        "take": lambda: take(folder, key, officer, args.file),
    }
    return acts[args.act]()


def _check_words(args: argparse.Namespace) -> None:
    """Refused `usage` for words an act does not take."""
    if args.file is not None and args.act not in TAKES_FILE:
        raise Refused("usage", reason=f"journal {args.act} takes no file")
    if args.out is not None:
        if args.act != "export":
            raise Refused("usage", reason=f"journal {args.act} takes no --out")
        out.checked(args.out, "journal-file-not-writable")
    if bool(args.reason.strip()) is not (args.act == "acknowledge"):
        raise Refused("usage", reason="journal acknowledge --reason WORDS")


def _slip_head(folder: Path, named: str) -> list[tuple[str, int, str]]:
    """A printed slip is a witness: it carries the journal's position when it was signed. Refused `slip-no-witness` unless it is authentic and ours."""
    known = settings.read(folder)
    checked = slip.checked(named, folder)
    if not checked.authentic or checked.slip is None or checked.slip.station != known.station or not checked.slip.head_hash:
        raise Refused("slip-no-witness")
    return [(checked.slip.number, checked.slip.head_seq, checked.slip.head_hash)]


def shown(found: Verification) -> dict[str, Any]:
    """A verification as JSON: `head` is null or `{"station", "seq", "at", "hash"}`."""
    head = found.head
    told = None if head is None else {"station": head.station, "seq": head.seq, "at": settings.show_time(head.at), "hash": head.hash.hex()}
    lost = [{**each, "at": settings.show_time(each["at"])} for each in found.witness_lost]
    gaps = [{**each, "at": settings.show_time(each["at"])} for each in found.gaps]
    return {**dataclasses.asdict(found), "head": told, "witnesses": list(found.witnesses), "witness_lost": lost, "gaps": gaps}


def export(folder: Path, key: bytes, named: str | None, officer: str) -> dict[str, Any] | None:
    """JSON lines to a file (then the answer says how many), or to stdout. Who took the journal out, and up to where, is an event, written first and not among the lines."""
    with closing(Journal.open(folder / file.NAME, key, views(), settings.now)) as journal:
        ((many, until),) = journal.read("SELECT count(*), coalesce(max(rowid), 0) FROM event")
        journal.append([Draft("journal.exported", journal.station, {"events": many, "last": journal.head().seq})], officer)
        if named is None:
            with lines.telling():
                write_lines(journal, sys.stdout, until)
            return None
        count = 0

        def fill(fresh: Path) -> None:
            nonlocal count
            with fresh.open("w", encoding="utf-8") as target:
                count = write_lines(journal, target, until)

        out.written(named, fill, "journal-file-not-writable")
        return {"file": named, "events": count}


def write_lines(journal: Journal, target: TextIO, until: int | None = None) -> int:
    """One line per event: its canonical fields with `hash` and `sig` in hex. `until`: the last row, of all by default."""
    count = 0
    for stored, digest, sig in rows(journal, until):
        line = {**json.loads(stored), "hash": digest.hex(), "sig": sig.hex()}
        target.write(json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
        count += 1
    return count


def rows(journal: Journal, until: int | None = None) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Bytes, hash and signature of every event, in the order of arrival, a thousand at a time."""
    place, last = 0, 2**63 - 1 if until is None else until
    while found := journal.read("SELECT rowid, bytes, hash, sig FROM event WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT 1000", (place, last)):
        for _, stored, digest, sig in found:
            yield stored, digest, sig
        place = found[-1][0]


def query(folder: Path, key: bytes, sql: str | None) -> list[dict[str, Any]]:
    """Ad-hoc reads for auditors: the rows of one SELECT over the event table and the views, read-only; blobs in hex."""
    if not sql:
        raise Refused("usage", reason="journal query takes one SELECT in quotes")
    journal = Journal.open(folder / file.NAME, key, views(), settings.now)
    try:
        reader = journal.reader()
        try:
            return [{name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()} for row in reader.rows(sql)]
        finally:
            reader.close()
    finally:
        journal.close()


def rebuild(folder: Path, key: bytes) -> dict[str, Any]:
    """How many events went into the views, and how long it took."""
    begun = time.monotonic()
    journal = Journal.open(folder / file.NAME, key, views(), settings.now)
    try:
        count = journal.rebuild()
    finally:
        journal.close()
    return {"events": count, "views": len(views()), "seconds": f"{time.monotonic() - begun:.3f}"}


def restore(folder: Path, key: bytes, officer: str, named: str | None, clock: settings.Clock = settings.now) -> dict[str, Any]:
    """Put a copy in place and write down that it was done, and what the witnesses had seen beyond it."""
    from workstation.inspection import evidence

    if named is None:
        chosen = backup.newest_good(folder, key)
        if chosen is None:
            raise Refused("backup-none", folder=folder / backup.FOLDER)
    else:
        chosen = next((place for place in (Path(named), folder / backup.FOLDER / named) if place.is_file()), None)
        if chosen is None:
            raise Refused("backup-not-found", file=named)
    done = backup.restore(folder, chosen, key, clock, sound=lambda place: evidence.sound(place, key))
    # Newer copies are of the history that was given up; the event that says so is written now.
    journal = Journal.open(folder / file.NAME, key, views(), clock, without="any")
    try:
        ((newest,),) = journal.read("SELECT max(number) FROM slip WHERE reserved = 1 OR passage <> ''")
        body = {"backup": done.backup, "head": done.head, "witnessed": done.witnessed, "lost": done.lost, **({"slips": newest} if newest else {})}
        journal.append([Draft("station.restored", journal.station, body)], officer)
    finally:
        journal.close()
    return {**body, "aside": str(done.aside), "evidence": done.evidence, "evidence_damaged": len(done.damaged)}


def take(folder: Path, key: bytes, officer: str, named: str | None) -> dict[str, Any]:
    """What another station saw and stopped, by its exported journal; written here in one transaction."""
    from workstation.desk import neighbours
    from workstation.desk.station import Station

    if not named:
        raise Refused("usage", reason="journal take FILE: the file of journal export of another station")
    with closing(Station.open(folder, key, settings.now)) as station:
        try:
            with Path(named).open(encoding="utf-8") as told:
                return neighbours.take(station, told, officer)
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("export-not-read", file=named, reason=getattr(error, "strerror", None) or error) from error


def acknowledge(folder: Path, key: bytes, officer: str, reason: str) -> dict[str, Any]:
    """Take the journal as it stands though `head.json` is lost, and write that down. Refused `witness-there`; Trouble when a copy has seen more."""
    from workstation.desk import written
    from workstation.desk.station import Station
    from workstation.register.store import Register
    from workstation.risk import rulebook

    with closing(Register.open(folder, key)) as register, closing(Journal.open(folder / file.NAME, key, views(), settings.now, without="head")) as journal:
        written.refuse(Station(folder, key, settings.read(folder), journal, register, rulebook(), settings.now), "reason", reason)
        if journal.witness == "ok":
            raise Refused("witness-there", file="head.json")
        newest = copies.newest(folder)
        told = {"found": journal.witness, "head": journal.head().seq, "reason": reason, **({"backup": newest.name} if newest else {})}
        (event,) = journal.append([Draft("witness.lost", journal.station, told)], officer)
    return {"event": event.id, **told}


def views() -> tuple[Any, ...]:
    """Every view of the program (imported late: it pulls in all that has views)."""
    from workstation.views import VIEWS

    return tuple(VIEWS)
