"""Make a data folder: keys, trial root, stores, first officer."""

import argparse
from pathlib import Path

from ui.command.station_access import secret_of
from workstation import settings
from workstation.words import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `station init`."""
    parser.add_argument("what", choices=("init",))
    parser.add_argument("--port", required=True, help="UN/LOCODE, such as CNHXG")
    parser.add_argument("--lane", required=True, help="two digits, such as 03")
    parser.add_argument("--role", default="supervisor", help="role of the first officer")
    parser.add_argument("--root", metavar="DIR", help="data folder of another trial station of this port, whose root is shared")


def run(args: argparse.Namespace) -> dict[str, str]:
    """Make the station and say where and what it is."""
    from workstation.desk import Founding, found

    if not args.officer:
        raise Refused("officer-missing")
    folder = settings.data_folder(args.data)
    founding = Founding(args.port, args.lane, args.officer, secret_of(args.officer), args.role, Path(args.root) if args.root else None)
    made = found(folder, founding, settings.now)
    return {"station": made.station, "port": made.port, "lane": made.lane, "officer": args.officer, "role": args.role, "root": made.root, "folder": str(folder)}
