"""Work a lane from stdin, through the same desk and the same rules as the window: one JSON line in, one out."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ui.command import lines
from ui.command.station_access import folder_of, secret_of
from workstation import settings
from workstation.words import Refused, say

PROVING = ("sign", "cosign", "handover", "override", "sign-in", "correct", "move", "lock-open", "parcel", "seal-handover", "scorecard-adopt", "rules-live", "call-answer", "call-close", "call-correct")
"""Acts in which an officer proves himself: the secret comes from the environment, never from the line."""

READ_AS_ACT = "seal-verify"
"""Offered as an act and taken as one; the line `{"seal": …}` without `act` says the same."""
SCAN = (
    'A line {"scan": TEXT} without "link" is as an enrolled officer-side scanner sends it, so a command code (HNC1:...) does its act; with "link" only beside '
    '"enrolled": true, never with "side": "driver" or "source" wedge or typed. "verdict": the one on the screen, for codes that go by it.'
)
"""What a scan line may say of where it came from."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `lane`."""
    parser.description = f"{__doc__} {SCAN}"
    parser.add_argument("--jsonl", action="store_true", help="one JSON value per line in, one per line out")
    parser.add_argument("--acts", action="store_true", help="list the acts, their fields, and the command code of those that have one")


def run(args: argparse.Namespace) -> object:
    """List the acts, or answer line after line until stdin ends."""
    from workstation.desk.acts import ACTS

    if args.acts:
        from workstation.desk.commands import table
        from workstation.desk.scanning import FIELDS

        by_code = {command.act: command.name for command in table().values()}
        listed = [{"act": act.name, "needs": list(act.needs), "may": list(act.fields), "code": by_code.get(act.name)} for act in ACTS.values()]
        return [*listed, {"act": READ_AS_ACT, "needs": ["seal"], "may": list(FIELDS["seal"]), "code": by_code.get(READ_AS_ACT), "as_line": "seal"}]
    if not args.officer:
        raise Refused("officer-missing")
    work(args)
    return None


def work(args: argparse.Namespace) -> None:
    """The shift: every answer is printed only when its events are durable."""
    from workstation.desk import Desk
    from workstation.desk.answer import answer
    from workstation.register.known import cover as hide

    desk = Desk.open(folder_of(args), args.officer, secret_of(args.officer), settings.now)
    args.opened = desk.station.folder, desk.station.key
    if args.lang:
        known = desk.lane.station
        desk.lane.station = replace(known, settings=replace(known.settings, lang=args.lang))
    try:
        for number, line in enumerate(iter(lines.source().readline, b""), 1):
            safe = False
            try:
                asked = with_secret(as_line(read(line)), desk.officer)
            except Refused as refusal:
                hide(desk.station.register, refusal)
                found = {"in": number, "events": [], "passage": None, "verdict": None, "slip": None, "alarms": [], "refused": refused(refusal, desk.lane.station.settings.lang)}
            else:
                found = answer(number, desk.line(asked))
                safe = True
            # Broken UTF-8 may stand in what is repeated of a line; the answer itself is always whole.
            told = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            with lines.telling():
                sys.stdout.buffer.write(told)
                sys.stdout.buffer.flush()
            if safe:
                # After its answer: a disk that takes no copy keeps nobody from hearing what was written.
                desk.keep_safe()
    finally:
        desk.close()


def read(line: bytes) -> dict[str, Any]:
    """A line of stdin; anything but one JSON object is refused."""
    try:
        value = json.loads(line.decode("utf-8", "surrogateescape"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Refused("line-not-json") from error
    if not isinstance(value, dict):
        raise Refused("line-not-json")
    return value


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A field that stands twice would hide one of its values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def as_line(asked: dict[str, Any]) -> dict[str, Any]:
    """The act `seal-verify`, as `--acts` lists it and the window offers it, is the read of a seal."""
    if asked.get("act") != READ_AS_ACT:
        return asked
    found = {name: value for name, value in asked.items() if name != "act"}
    if "seal" not in found:
        raise Refused("act-field-missing", act=READ_AS_ACT, field="seal")
    return found


def with_secret(asked: Mapping[str, Any], officer: str) -> dict[str, Any]:
    """An officer's secret comes from his own environment variable."""
    # Only where a second officer is named is he asked for his.
    alone = asked.get("act") in ("correct", "move", "parcel", "call-answer", "call-close", "call-correct") and "officer" not in asked
    if asked.get("act") not in PROVING or alone or "secret" in asked:
        if "secret" in asked:
            raise Refused("secret-in-line")
        return dict(asked)
    who = asked.get("to" if asked["act"] == "seal-handover" else "officer") or officer
    if not isinstance(who, str) or not who.isprintable() or "=" in who:
        raise Refused("line-field", name="officer", reason="text")
    own = who == officer
    names = [f"PORT_OFFICER_SECRET_{who}", *(["PORT_OFFICER_SECRET"] if own else [])]
    found = next((os.environ[name] for name in names if os.environ.get(name)), None)
    return {**asked, **({"secret": found} if found else {})}


def refused(refusal: Refused, lang: str) -> dict[str, str]:
    """Key and words of a refusal, in the language the desk answers in."""
    return {"key": refusal.key, "words": say(refusal.key, lang, **refusal.values)}
