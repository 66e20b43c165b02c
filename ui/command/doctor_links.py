"""The doctor's look at the links: each listened to for a moment, or one for as long as is asked, in words with what to do."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from devices import bursts, drivers
from devices.diagnosis import Seen, diagnose
from devices.profiles import Profile
from devices.sweep import best, sweep
from devices.trouble import DeviceTrouble
from ui import entries, listening
from workstation import settings
from workstation.words import Refused, say

MOMENT, USUAL, LONGEST = 1.0, 20.0, 600.0
"""Seconds: of each link in the whole look, of one link, and the most that may be asked."""

CLOSED = ("link-absent", "link-denied", "link-unusable", "link-busy", "link-lost")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options about one link."""
    parser.add_argument("--link", metavar="ADDRESS", help="listen to this link alone: a name of the settings, a path, usb:VID:PID, or a URL")
    parser.add_argument("--seconds", type=float, help=f"how long to listen ({USUAL:g}); scan something meanwhile")
    parser.add_argument("--driver", default="", help="the driver of a link that is not in the settings (scanner-line)")
    parser.add_argument("--baud", type=int, help="the baud rate to listen at, instead of the set one")
    parser.add_argument("--sweep", action="store_true", help="try the baud rates one after the other, reading only")


def look(folder: Path, lang: str) -> Iterator[dict[str, Any]]:
    """One check per link of the settings, all listened to side by side; an entry that cannot even be tried is said alone."""
    try:
        links = settings.read(folder).links
    except Refused:
        return
    fit = []
    for each in links:
        try:
            entry = entries.filled(each, folder / "devices")
            drivers.driver(entry["driver"], entries.told(entry))
            listening.settings_of(entry)
        except (DeviceTrouble, Refused) as trouble:
            yield _row(each, False, say(trouble.key, lang, **trouble.values))
        else:
            fit.append(entry)
    for entry, one in zip(fit, listening.listen(fit, MOMENT) if fit else [], strict=True):
        yield from _said(entry, one, lang, entries.profile_of(entry, folder / "devices"))


def alone(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """One link for as long as asked, somebody scanning meanwhile, so that silence is a finding too. DeviceTrouble where it cannot be opened."""
    seconds = USUAL if args.seconds is None else args.seconds
    if not 0 < seconds <= LONGEST:
        raise Refused("usage", reason=f"--seconds: more than 0, at most {LONGEST:g}")
    listening.usable(args.baud)
    entry = _entry(args, folder)
    try:
        drivers.driver(entry["driver"], entries.told(entry))
    except DeviceTrouble as wrong:
        # A wrong word in the call, not a device that ails.
        raise Refused(wrong.key, **wrong.values) from wrong
    if args.sweep:
        return _swept(entry, min(seconds, USUAL / 4) if args.seconds is None else seconds, args.lang or "en")
    (one,) = listening.listen([entry], seconds)
    if one.words in CLOSED and not one.reads and not one.hidden:
        raise DeviceTrouble(one.words, **one.values)
    frames, rejected = _counted(one)
    lang, profile = args.lang or "en", entries.profile_of(entry, folder / "devices")
    return {
        "link": entry.get("name", entry["address"]), "address": entry["address"], "driver": one.driver, "seconds": seconds,
        "bytes": sum(len(read) for _, read in one.reads) + one.hidden, "frames": frames, "rejected": rejected, "last_hex": list(listening.hex_lines(one)),
        "findings": [listening.as_rows(each, lang, entry["address"], profile) for each in diagnose(one)],
    }


def _counted(one: Seen) -> tuple[int, int]:
    """Good frames and rejected ones; of a private driver as its link counted them."""
    if one.hidden:
        return one.counters.ok, one.counters.rejected
    made, counters = bursts.frames(one.driver, one.config, one.reads)
    return len(made), counters.rejected


def _entry(args: argparse.Namespace, folder: Path) -> dict[str, str]:
    """The link of the settings with this name or address, or one that is only tried."""
    try:
        known = settings.read(folder).links
    except Refused:
        known = ()
    found = next((each for each in known if args.link in (each.get("name"), each["address"])), {"address": args.link, "driver": "scanner-line"})
    changed = {"driver": args.driver, "baud": "" if args.baud is None else str(args.baud)}
    return entries.filled({**found, **{name: value for name, value in changed.items() if value}}, folder / "devices")


def _swept(entry: Mapping[str, str], seconds: float, lang: str) -> dict[str, Any]:
    tried = list(sweep(entry["address"], lambda: drivers.driver(entry["driver"], entries.told(entry)), listening.settings_of(entry), seconds))
    found = best(tried)
    rows = [{"baud": each.baud, "frames": each.frames, "rejected": each.rejected, "bytes": each.bytes} for each in tried]
    words = [say("doctor-swept", lang, baud=each.baud, frames=each.frames, bytes=each.bytes) for each in tried]
    return {"address": entry["address"], "tried": rows, "words": words, "change": {"baud": found.baud} if found else {}}


def _said(entry: Mapping[str, str], one: Seen, lang: str, profile: Profile | None) -> Iterator[dict[str, Any]]:
    address = entry["address"]
    wrong = listening.findings(one)
    for finding in wrong:
        yield _row(entry, False, listening.told(finding, lang, address, profile))
    if not wrong and not one.reads and not one.hidden:
        yield _row(entry, True, say("doctor-link-quiet", lang, address=address, seconds=f"{one.seconds:g}"))
    elif not wrong:
        yield _row(entry, True, say("doctor-link-fine", lang, address=address, frames=_counted(one)[0]))


def _row(entry: Mapping[str, str], ok: bool, words: str) -> dict[str, Any]:
    return {"check": f"link {entry.get('name') or entry['address']}", "ok": ok, "key": "doctor-said", "values": {"words": words}}
