"""Keep the officers of a station: add, disable, list."""

import argparse
from pathlib import Path
from typing import Any

from ui.command.station_access import secret_of, unlocked
from workstation import settings
from workstation.calls.call import number_of
from workstation.desk import leaving, written
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.journal import Draft, vault
from workstation.risk.officers import ROLES
from workstation.words import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `officer`."""
    parser.add_argument("what", choices=("add", "disable", "list"))
    parser.add_argument("id", nargs="?", help="the officer who is added or disabled")
    parser.add_argument("--role", default="officer", choices=ROLES)
    parser.add_argument("--reason", default="")


def run(args: argparse.Namespace) -> object:
    """Do it, signed in as an administrator or supervisor."""
    folder, key, _ = unlocked(args, "list-officers" if args.what == "list" else "keep-officers")
    station = Station.open(folder, key, settings.now)
    try:
        if args.what == "list":
            rows = station.journal.read("SELECT id, role FROM officer ORDER BY id")
            return [{"officer": name, "role": role, "may_sign_in": role is not None} for name, role in rows]
        if not args.id:
            raise Refused("usage", reason="the officer's id is missing")
        return add(station, args, folder) if args.what == "add" else disable(station, args, folder)
    finally:
        station.close()


def add(station: Station, args: argparse.Namespace, folder: Path) -> dict[str, str]:
    """A key slot under the new officer's own secret, and his role in the journal."""
    vault.add_slot(folder, station.key, args.id, secret_of(args.id, own=False))
    station.journal.append([Draft("officer.added", args.id, {"role": args.role})], args.officer)
    return {"officer": args.id, "role": args.role}


def disable(station: Station, args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """His key slot is gone; what he did stays, and the calls he answered for go to the role their rule names."""
    if args.id == args.officer:
        raise Refused("officer-self")
    station.role(args.id)
    written.refuse(station, "reason", args.reason)
    passed = leaving.disabled(Lane(station, args.officer), args.id)
    station.journal.append([*passed, Draft("officer.disabled", args.id, {"reason": args.reason})], args.officer)
    vault.drop_slot(folder, args.id)
    return {"officer": args.id, "disabled": "yes", "calls": [{"number": number_of(each.subject), "to": str(each.body["to"])} for each in passed]}
