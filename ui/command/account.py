"""One enterprise, one account: by credit code, ledger, declaration, release list, plate or value-added code; as of now or of the end of a day."""

import argparse
from contextlib import closing
from typing import Any

from ui.command.days import day
from workstation import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """`account CODE [--at DAY]`."""
    parser.add_argument("code", metavar="CODE", help="credit code, e-ledger, declaration, release list, plate or value-added code")
    parser.add_argument("--at", metavar="DAY", default=None, help="balances at the end of this day, 2026-11-21 (Asia/Shanghai); today by default")


def run(args: argparse.Namespace) -> dict[str, Any] | list[str]:
    """The account as one map; for people a page of text."""
    from ui.command.station_access import unlocked
    from workstation.accounts import shown
    from workstation.desk import accounts
    from workstation.desk.station import Station

    at = day("--at", args.at) if args.at is not None else None
    folder, key, _ = unlocked(args, "look-up")
    with closing(Station.open(folder, key, settings.now)) as station:
        found = accounts.account_of(args.code, station, at)
        drawn = accounts.courses_of(found, station) if args.json else {}
    return shown.as_map(found) | {"course": shown.courses(drawn)} if args.json else list(shown.lines(found, args.lang or "en"))
