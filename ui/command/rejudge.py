"""`port-officer rejudge`: the verdict of a passage, parcel, traveller's check or purchase judged again as it was, and beside it what today's rules and register say; or every emergency release."""

import argparse
from contextlib import closing
from typing import Any

from workstation import settings
from workstation.words import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `rejudge`."""
    parser.add_argument("passage", nargs="?", metavar="PASSAGE", help="its id, CNHXG-03-7KQ2/101 (a truck's or a traveller's), a parcel's number, or a receipt that was counted in a quota")
    parser.add_argument("--verdict", type=int, default=0, metavar="SEQ", help="an earlier verdict of it; without it the newest")
    parser.add_argument("--emergency", action="store_true", help="every release made under emergency mode, with the differences")


def run(args: argparse.Namespace) -> object:
    """The answer; nothing is written but what opening a station writes."""
    if bool(args.passage) is args.emergency:
        raise Refused("usage", reason="rejudge takes PASSAGE or --emergency")
    from ui.command.station_access import unlocked
    from workstation.desk import rejudged, rejudging
    from workstation.desk.lane import Lane
    from workstation.desk.station import Station

    folder, key, officer = unlocked(args, "read-journal")
    with closing(Station.open(folder, key, settings.now)) as station:
        lane = Lane(station, officer)
        if args.emergency:
            return [{**row, "released_at": settings.show_time(row["released_at"])} for row in rejudging.emergency(lane)]
        return timed(rejudged.judged(lane, args.passage, args.verdict))


def timed(found: dict[str, Any]) -> dict[str, Any]:
    """With the time as people and programs read it."""
    return {**found, "at": settings.show_time(found["at"])}
