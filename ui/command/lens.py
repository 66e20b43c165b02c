"""`port-officer lens`: overrides, phone confirmations, co-signatures within five seconds and repeated pairings, for supervisors and auditors; every look is recorded."""

import argparse
from contextlib import closing
from typing import Any

from workstation import settings

TABLES, SHOWN = ("officers", "cosigns", "pairings"), 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `lens`."""
    parser.add_argument("--days", type=int, default=30, metavar="N", help="how far back, 1 to 400 (default 30)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Days with their interval beside those of the others. A row that stands out is a reason to ask, no proof; for people the rows in that order, at most a screen of each table."""
    from ui.command.station_access import unlocked
    from workstation.desk import looking
    from workstation.desk.lane import Lane
    from workstation.desk.station import Station
    from workstation.words import say

    folder, key, officer = unlocked(args, "lens")
    with closing(Station.open(folder, key, settings.now)) as station:
        found = looking.look(Lane(station, officer), args.days)
    if args.json:
        return found
    tables = {name: _shown(found[name], args.lang or "en") for name in TABLES}
    return {**found, **tables, "caution": say("lens.caution", args.lang or "en")}


def _shown(rows: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    from workstation.words import say

    told = []
    for row in rows[:SHOWN]:
        who: dict[str, Any] = {name: row[name] for name in ("officer", "cosigner", "enterprise", "hour") if name in row}
        what = [("what", say(f"lens.{row['what']}", lang))] if "what" in row else []
        what += [("signed", ", ".join(say(f"event.{kind}", lang) for kind in row["signed"]))] if "signed" in row else []
        days: dict[str, Any] = {"days": f"{row['days']} / {row['of_days']}", "other_days": f"{row['other_days']} / {row['of_other_days']}", "times": f"{row['times']} / {row['of']}"}
        told.append(who | dict(what) | days | {"adjusted": row.get("adjusted"), "stands_out": row["stands_out"]})
    return told
