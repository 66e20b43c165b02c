"""`port-officer journal`: verify the journal, write it out, rebuild its views, make a backup, put one back."""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from ui.command.station_access import unlocked
from workstation import settings
from workstation.journal import Draft, Journal, Verification, backup, file, verify
from workstation.words import Refused

ACTS = ("verify", "export", "query", "rebuild", "backup", "restore")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `journal`."""
    parser.add_argument("act", choices=ACTS, help="verify exits 0 for any answer; restore moves the files in place aside and keeps them")
    parser.add_argument("file", nargs="?", metavar="FILE | SQL", help="restore: which copy (without it the newest good one); query: a SELECT over events and views")
    parser.add_argument("-o", "--out", metavar="FILE", help="export: write the lines there instead of to stdout")


def run(args: argparse.Namespace) -> object:
    """The answer of the act that was named."""
    if args.file is not None and args.act not in ("restore", "query"):
        raise Refused("usage", reason=f"journal {args.act} takes no file")
    if args.out is not None and args.act != "export":
        raise Refused("usage", reason=f"journal {args.act} takes no --out")
    folder, key, officer = unlocked(args)
    if args.act in ("export", "query"):
        check_reader(folder, key, officer)
    if args.act == "verify":
        return shown(verify(folder, key))
    if args.act == "export":
        return export(folder, key, args.out)
    if args.act == "query":
        return query(folder, key, args.file)
    if args.act == "rebuild":
        return rebuild(folder, key)
    if args.act == "backup":
        return {"backup": str(backup.make(folder, key))}
    return restore(folder, key, officer, args.file)


def check_reader(folder: Path, key: bytes, officer: str) -> None:
    """Only roles that may read the journal get its content; whether it is intact anybody who can sign in may ask."""
    from workstation.risk import rulebook
    from workstation.risk.officers import check_may

    journal = Journal.open(folder / file.NAME, key, views(), settings.now)
    try:
        rows = journal.read("SELECT role FROM officer WHERE id = ?", (officer,))
    finally:
        journal.close()
    check_may(rulebook(), "read-journal", str(rows[0][0]) if rows else "")


def shown(found: Verification) -> dict[str, Any]:
    """A verification as JSON: `head` is null or `{"station", "seq", "at", "hash"}`."""
    head = found.head
    told = None if head is None else {"station": head.station, "seq": head.seq, "at": settings.show_time(head.at), "hash": head.hash.hex()}
    return {**dataclasses.asdict(found), "head": told, "witnesses": list(found.witnesses)}


def export(folder: Path, key: bytes, out: str | None) -> dict[str, Any] | None:
    """JSON lines to a file (then the answer says how many), or to stdout."""
    journal = Journal.open(folder / file.NAME, key, views(), settings.now)
    try:
        if out is None:
            write_lines(journal, sys.stdout)
            return None
        fresh = Path(f"{out}.new")
        try:
            with fresh.open("w", encoding="utf-8") as target:
                count = write_lines(journal, target)
            fresh.replace(out)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise Refused("journal-file-not-writable", file=out, reason=error.strerror or error) from error
        return {"file": out, "events": count}
    finally:
        journal.close()


def write_lines(journal: Journal, target: TextIO) -> int:
    """One line per event: its canonical fields with `hash` and `sig` in hex."""
    count = 0
    for stored, digest, sig in rows(journal):
        line = {**json.loads(stored), "hash": digest.hex(), "sig": sig.hex()}
        target.write(json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
        count += 1
    return count


def rows(journal: Journal) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Bytes, hash and signature of every event, in the order of arrival, a thousand at a time."""
    place = 0
    while found := journal.read("SELECT rowid, bytes, hash, sig FROM event WHERE rowid > ? ORDER BY rowid LIMIT 1000", (place,)):
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


def restore(folder: Path, key: bytes, officer: str, named: str | None) -> dict[str, Any]:
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
    done = backup.restore(folder, chosen, key, sound=lambda place: evidence.sound(place, key))
    journal = Journal.open(folder / file.NAME, key, views(), settings.now)
    try:
        body = {"backup": done.backup, "head": done.head, "witnessed": done.witnessed, "lost": done.lost}
        journal.append([Draft("station.restored", journal.station, body)], officer)
    finally:
        journal.close()
    return {**body, "aside": str(done.aside), "evidence": done.evidence, "evidence_damaged": len(done.damaged)}


def views() -> tuple[Any, ...]:
    """Every view of the program (imported late: it pulls in all that has views)."""
    from workstation.views import VIEWS

    return tuple(VIEWS)
