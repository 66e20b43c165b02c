"""Enrol a scanner: it reads two known codes, the program learns how it is set up and writes its `[[links]]` entry."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from devices import enrol, finder
from devices.diagnosis import Seen, diagnose
from devices.enrol import Learned
from devices.link import LinkState
from devices.trouble import DeviceTrouble
from ui import listening
from ui.command import out
from ui.command.doctor_links import CLOSED
from ui.command.station_access import unlocked
from ui.links import SIDES
from workstation import settings
from workstation.desk.station import Station
from workstation.journal import Draft
from workstation.words import Refused, say

LONGEST = 600
KEPT = ("accepted_hex", "rejected_hex", "warm_up")
"""What an entry keeps when its scanner is enrolled again: the two codes say nothing of it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`enrol ADDRESS [--name NAME] [--side officer|driver] [-o FILE.pdf|FILE.png] [--seconds N]`."""
    parser.add_argument("address", metavar="ADDRESS", help="the scanner's port: a path, usb:VID:PID, socket://HOST:PORT, rfc2217://HOST:PORT")
    parser.add_argument("--name", default="", help="what the link is called on the screens")
    parser.add_argument("--side", default="officer", choices=SIDES, help="where it stands: only an officer-side scanner may read command codes")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the two codes here (.pdf or .png), to be printed or shown")
    parser.add_argument("--baud", type=int, default=9600)
    parser.add_argument("--seconds", type=int, default=60, help="how long to wait for the two codes (60)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Learn from both codes (a laser that cannot read the QR code enrols by the first when the time is over), then keep it. Signed in, by the table of roles."""
    if not 1 <= args.seconds <= LONGEST:
        raise Refused("usage", reason=f"--seconds: 1 to {LONGEST}")
    listening.usable(args.baud)
    if args.output:
        out.check_page(args.output, "sheet-not-written")
    folder, key, officer = unlocked(args, "enrol")
    station = Station.open(folder, key, settings.now)
    try:
        if args.output:
            _write_codes(args.output)
        entry = {"address": args.address, "driver": "scanner-line", "baud": str(args.baud), "name": args.name or args.address}
        learned = _heard(entry, args.seconds, args.lang or "en")
        kept = _keep(station, officer, {**entry, "address": finder.lasting(args.address), "side": args.side}, learned)
    finally:
        station.close()
    lang = args.lang or "en"
    notes = [listening.as_rows(each, lang, args.address) for each in learned.notes]
    return {"link": kept, "aim": learned.aim, "charset": learned.charset or None, "both": learned.whole, "findings": notes}


def _write_codes(named: str) -> None:
    from workstation.paper import enrol as paper

    out.page(named, paper.pdf(enrol.FIRST, enrol.SECOND), "sheet-not-written")


def _heard(entry: Mapping[str, str], seconds: int, lang: str) -> Learned:
    """Wait for the codes; what is unclear is waited out, because the next scan may be clear."""
    sys.stderr.write(say("enrol-scan", lang, address=entry["address"], seconds=seconds) + "\n")
    sys.stderr.flush()
    (one,) = listening.listen([entry], seconds, _enough)
    if one.words in CLOSED and not one.reads:
        raise DeviceTrouble(one.words, **one.values)
    learned = enrol.learn(one.reads)
    if learned is None:
        raise _unread(one, lang)
    return learned


def _enough(states: Sequence[LinkState]) -> bool:
    """Both codes have come, and whole: the end mark of the last one may still be on its way."""
    try:
        learned = enrol.learn(states[0].reads)
    except DeviceTrouble:
        return False
    return learned is not None and learned.whole and not listening.lately(states[0].reads)


def _unread(one: Seen, lang: str) -> DeviceTrouble:
    """Why nothing was learned, when the bytes say it."""
    words = " ".join(listening.told(each, lang, one.line.name) for each in diagnose(one))
    return DeviceTrouble("enrol-waited", seconds=f"{one.seconds:g}", words=words)


def _keep(station: Station, officer: str, entry: Mapping[str, str], learned: Learned) -> dict[str, str]:
    """The entry replaces the one of the same address or name; the journal knows who enrolled what."""
    known = settings.read(station.folder)
    same = [each for each in known.links if entry["address"] == each["address"] or entry["name"] == each.get("name")]
    replies = {name: value for each in same for name, value in each.items() if name in KEPT}
    fresh = {**replies, **entry, "enrolled": settings.show_time(settings.now()), **enrol.kept(learned.config)}
    others = [each for each in known.links if each not in same]
    settings.write(station.folder, replace(known, links=(*others, fresh)))
    body = {"name": fresh["name"], "address": fresh["address"], "side": fresh["side"], "config": dict(learned.config)}
    station.journal.append([Draft("link.enrolled", fresh["name"], body)], officer)
    return fresh
