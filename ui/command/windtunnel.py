"""`port-officer windtunnel`: a rule pack replayed over the last days of this station's journal before it goes live; as figures and as a PDF."""

import argparse
from contextlib import closing
from typing import Any

from ui.command import out
from workstation import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `windtunnel`."""
    parser.add_argument("pack", metavar="PACK", help="a rule pack's file, or the version of one that was loaded")
    parser.add_argument("--days", type=int, default=30, metavar="N", help="the last N days (30)")
    parser.add_argument("-o", dest="out", metavar="FILE.pdf", help="the report as pages, too")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The report; nothing is written to the journal."""
    from ui.command.station_access import unlocked
    from workstation.desk import tunneling
    from workstation.desk.station import Station

    place = out.checked(args.out) if args.out else None
    folder, key, officer = unlocked(args, "windtunnel")
    with closing(Station.open(folder, key, settings.now)) as station:
        found = tunneling.run(station, args.pack, args.days)
        if place is not None:
            from workstation.paper.tunnel_report import pdf

            lang = args.lang or station.settings.lang
            out.write(args.out, pdf(found, {"station": station.journal.station, "officer": officer}, lang))
    return found
