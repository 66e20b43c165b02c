"""`port-officer lens`: overrides, phone confirmations, co-signatures within five seconds and repeated pairings, for supervisors and auditors; every look is recorded."""

import argparse
from contextlib import closing
from typing import Any

from workstation import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `lens`."""
    parser.add_argument("--days", type=int, default=30, metavar="N", help="how far back, 1 to 400 (default 30)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Each share with its interval beside that of the others. A row that stands out is a reason to ask, no proof: `by_chance` of the rows would anyway."""
    from ui.command.station_access import unlocked
    from workstation.desk import looking
    from workstation.desk.lane import Lane
    from workstation.desk.station import Station
    from workstation.words import say

    folder, key, officer = unlocked(args, "lens")
    with closing(Station.open(folder, key, settings.now)) as station:
        found = looking.look(Lane(station, officer), args.days)
    return found if args.json else {**found, "caution": say("lens.caution", args.lang or "en")}
