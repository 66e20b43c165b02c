"""Print a command sheet (`sheet -o FILE.pdf`), list the sheets of this station, or revoke one that was lost."""

import argparse
from pathlib import Path
from typing import Any

from ui.command import out
from ui.command.station_access import unlocked
from workstation import settings
from workstation.desk.station import Station
from workstation.settings import show_time
from workstation.words import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    """`sheet [make] -o FILE.pdf --group WORDS [--days N]`, `sheet list`, `sheet revoke NUMBER --reason WORDS`."""
    parser.add_argument("what", nargs="?", default="make", choices=("make", "list", "revoke"))
    parser.add_argument("number", nargs="?", type=int, help="the sheet to revoke")
    parser.add_argument("-o", "--output", metavar="FILE.pdf", help="where the new sheet goes")
    parser.add_argument("--group", default="", help="the officers it is for; printed on it")
    parser.add_argument("--days", type=int, default=7, help="how long its codes work (7; at most 92)")
    parser.add_argument("--driver", action="store_true", help="a sheet for the driver's side: one code that calls an officer, which any scanner may read")
    parser.add_argument("--reason", default="", help="why a sheet is revoked")


def run(args: argparse.Namespace) -> Any:
    """Do it, signed in as a senior or supervisor; the codes work only from an enrolled officer-side scanner and until the sheet's end."""
    from workstation.desk import commands

    folder, key, officer = unlocked(args, "command-sheet")
    station = Station.open(folder, key, settings.now)
    try:
        if args.what == "list":
            return [_told(each) for each in commands.sheets(station)]
        if args.what == "revoke":
            if args.number is None or not args.reason.strip():
                raise Refused("usage", reason="sheet revoke NUMBER --reason WORDS")
            return _told(commands.revoke(station, officer, args.number, args.reason.strip()))
        return _make(station, officer, args)
    finally:
        station.close()


def _make(station: Station, officer: str, args: argparse.Namespace) -> dict[str, object]:
    from workstation.desk import commands
    from workstation.paper import commands as paper

    if not args.output:
        raise Refused("usage", reason="sheet -o FILE.pdf")
    out.check_page(args.output, "sheet-not-written", (".pdf",))
    made: list[Any] = []

    def fill(fresh: Path) -> None:
        """After its file is there: a folder that cannot be written leaves no sheet behind. It is a key: nobody else reads it."""
        sheet = commands.make(station, officer, args.group or station.settings.lane, args.days, driver=args.driver)
        rows = tuple(paper.Row(each.words["zh"], each.words["en"], text) for each, text in sheet.codes)
        page = paper.Page(sheet.number, station.journal.station, sheet.group, officer, sheet.until, rows, trial=settings.trial_time() is not None)
        fresh.write_bytes(paper.pdf(page))
        made.append(sheet)

    out.written(args.output, fill, "sheet-not-written", private=True)
    return {**_told(made[0]), "file": args.output}


def _told(sheet: Any) -> dict[str, object]:
    return {
        "sheet": sheet.number, "group": sheet.group, "officer": sheet.officer, "made_at": show_time(sheet.made_at), "until": show_time(sheet.until),
        "revoked": sheet.revoked,
    }
