"""`port-officer explain`: a passage's decision in words an enterprise understands: what decided, by which published rule, what would change it."""

import argparse
from contextlib import closing

from workstation import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `explain`."""
    parser.add_argument("what", metavar="WHAT", help="a passage id, a slip number, or a plate, paper, container or seal as it was scanned (its newest passage)")


def run(args: argparse.Namespace) -> object:
    """`{"passage", "number", "steps"}` for programs; for people lines in the language asked for. The page: `paper slip NUMBER --back -o FILE.pdf`."""
    from ui.command.station_access import unlocked
    from workstation.desk import explaining
    from workstation.desk.lane import Lane
    from workstation.desk.station import Station

    folder, key, officer = unlocked(args, "read-journal")
    with closing(Station.open(folder, key, settings.now)) as station:
        found = explaining.explain(Lane(station, officer), args.what)
    return explaining.as_map(found) if args.json else explaining.lines(found, args.lang or "en")
