"""Finds by name, pinyin initials, or part of a plate or number; names of persons stay masked."""

import argparse
from contextlib import closing
from typing import Any

from workstation import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """`find WORDS`."""
    parser.add_argument("words", nargs="+", metavar="WORDS")


def run(args: argparse.Namespace) -> list[dict[str, Any]]:
    """`[{"kind", "value", "words"}]`, at most twenty."""
    from ui.command.station_access import unlocked
    from workstation.desk.station import Station
    from workstation.register import find

    folder, key, _ = unlocked(args, "look-up")
    with closing(Station.open(folder, key, settings.now)) as station:
        return [{"kind": each.kind, "value": each.value, "words": each.words if args.json else find.said(each, args.lang or "en")} for each in station.register.find(" ".join(args.words))]
