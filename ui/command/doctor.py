"""Look a station over: devices, printers, stores, clock, hub; each check in words."""

import argparse
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from devices import finder
from devices.printers import delivery, escpos
from devices.trouble import DeviceTrouble
from ui import printers
from ui.command import doctor_links
from ui.command.station_access import unlocked
from workstation import settings
from workstation.words import Choices, Refused, Trouble, say

Check = dict[str, Any]

LEAST_FREE = 500 * 1024 * 1024
FIRST_DAY = settings.parse_time("2026-01-01T00:00:00Z")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options about one link, and for scripts."""
    doctor_links.arguments(parser)
    parser.add_argument("--strict", action="store_true", help="exit 3 with one line when a check fails; without it any answer is exit 0, as of every read")


def run(args: argparse.Namespace) -> list[Check] | Check:
    """`[{"check", "ok", "words"}]`; the stores are opened when an officer signs in. With `--link`: what that link sent and what is wrong with it."""
    lang = args.lang or "en"
    folder = settings.data_folder(args.data)
    if args.link:
        return doctor_links.alone(args, folder)
    rows = [*_station(folder), *_stores(args, folder), *doctor_links.look(folder, lang), *_ports(), *_printers(folder), *_clock(), _row("hub", True, "doctor-hub-none")]
    return [{"check": row["check"], "ok": row["ok"], "words": say(row["key"], lang, **row["values"])} for row in rows]


def judge(args: argparse.Namespace, found: list[Check] | Check) -> None:
    """After the answer was printed. Trouble `doctor-failed` under `--strict` when a check failed, or a link that was listened to has findings."""
    failed = [row["check"] for row in found if not row["ok"]] if isinstance(found, list) else [f"link {args.link}"] if found.get("findings") else []
    if args.strict and failed:
        raise Trouble("doctor-failed", count=len(failed), checks=Choices(failed, "check."))


def _row(check: str, ok: bool, key: str, **values: object) -> Check:
    return {"check": check, "ok": ok, "key": key, "values": values}


def _station(folder: Path) -> Iterator[Check]:
    try:
        known = settings.read(folder)
    except Refused as refusal:
        yield _row("station", False, refusal.key, **refusal.values)
        return
    yield _row("station", True, "doctor-station", station=known.station, root=known.root)
    free = shutil.disk_usage(folder).free
    yield _row("disk", free > LEAST_FREE, "doctor-disk", free=free // 1_048_576)
    writable = os.access(folder, os.W_OK)
    yield _row("folder", writable, "doctor-folder" if writable else "doctor-folder-closed", folder=folder)


def _stores(args: argparse.Namespace, folder: Path) -> Iterator[Check]:
    """What only the data key can tell; without a sign-in it says so."""
    if not (folder / "journal.db").exists():
        return
    if not args.officer:
        yield _row("stores", True, "doctor-stores-locked")
        return
    from workstation.desk.station import Station
    from workstation.journal import backup
    from workstation.register.schema import tables

    _, key, _ = unlocked(args, "look-over")
    try:
        station = Station.open(folder, key, settings.now)
    except Trouble as trouble:
        yield _row("journal", False, trouble.key, **trouble.values)
        return
    try:
        sound = station.journal.sound()
        yield _row("journal", sound, "doctor-journal" if sound else "doctor-journal-damaged", events=station.journal.head().seq)
        yield _row("witness", station.journal.witness == "ok", "doctor-witness", state=station.journal.witness)
        newest = backup.newest(folder)
        yield _row("backup", not backup.due(folder, settings.now()), "doctor-backup", name=newest.name if newest else "–")
        for name in (each for each in tables() if each in station.book.limits["age"]):
            yield _age(station, name)
    finally:
        station.close()


def _age(station: Any, name: str) -> Check:
    from workstation.passage.ages import too_old

    told = station.register.age(name)
    limit = int(station.book.limit("age", name)) // 3600
    if told is None:
        return _row(f"data {name}", False, "doctor-never-told", table=name)
    hours = (settings.now() - told.as_of) // 3_600_000
    if too_old(told.as_of, station.book, name, settings.now()) and hours < 0:
        return _row(f"data {name}", False, "doctor-age-ahead", table=name, hours=-hours, rows=told.rows)
    return _row(f"data {name}", hours < limit, "doctor-age", table=name, hours=hours, limit=limit, rows=told.rows)


def _ports() -> Iterator[Check]:
    ports = [port.path for port in finder.ports()]
    yield _row("ports", True, "doctor-ports", ports=", ".join(ports) or "–")


def _printers(folder: Path) -> Iterator[Check]:
    from devices.printers import cups

    wanted, needed = "", False
    try:
        known = settings.read(folder)
        needed = bool(known.queue) or any(each.get("address", "").startswith(delivery.QUEUE) for each in known.printers)
        yield from _own_printers(known)
        wanted = printers.printer(known, known.queue).queue if known.queue else ""
    except Refused as refusal:
        if refusal.key == "printer-wrong":
            yield _row("printers", False, refusal.key, **refusal.values)
    try:
        queues = cups.queues()
    except DeviceTrouble as trouble:
        # A station that prints nowhere by CUPS lacks nothing.
        yield _row("printers", not needed, trouble.key, **{**trouble.values, "queue": trouble.values.get("queue") or "CUPS"})
        return
    names = ", ".join(f"{queue.name} ({queue.state})" for queue in queues) or "–"
    ok = not wanted or any(queue.name == wanted and queue.state in ("ready", "printing") for queue in queues)
    yield _row("printers", ok, "doctor-printers", names=names, wanted=wanted or "–")


def _own_printers(known: settings.Settings) -> Iterator[Check]:
    """Printers of receipts and labels are asked how they are; one that keeps silent may be well, which is said."""
    for table in known.printers:
        one = printers.printer(known, table["name"])
        if one.queue:
            continue
        try:
            wrong = printers.state(one)
        except DeviceTrouble as trouble:
            yield _row(f"printer {one.name}", False, trouble.key, **trouble.values)
            continue
        for key in wrong or ("printer-ready",):
            yield _row(f"printer {one.name}", key not in escpos.STOPS, key)


def _clock() -> Iterator[Check]:
    trial = settings.trial_time()
    if trial is not None:
        yield _row("clock", True, "doctor-clock-trial", time=settings.show_time(trial))
    real = time.time_ns() // 1_000_000
    yield _row("clock", real > FIRST_DAY, "doctor-clock", time=settings.show_time(real), local=f"{settings.local_time(real):%Y-%m-%d %H:%M}")
