"""One item, one chain: what happened to a container, vehicle, seal, lock or consignment, and what of it cannot be; the seal stock; the board of a ship's call."""

import argparse
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta
from typing import Any

from ui.command import days
from workstation import settings
from workstation.settings import LOCAL
from workstation.words import Refused, say

MIXED = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """`custody TEXT`, `custody stock …`, `custody board CALL`."""
    parser.add_argument("words", nargs="+", metavar="TEXT", help="a code as scanned or typed; stock [receive FIRST [LAST] | handover FIRST [LAST] | spoil NUMBER]; board CALL")
    parser.add_argument("--to", metavar="ID", default="", help="stock receive, handover: the officer who gets the seals")
    parser.add_argument("--reference", metavar="TEXT", default="", help="stock receive: delivery note")
    parser.add_argument("--reason", metavar="TEXT", default="", help="stock spoil: why")
    parser.add_argument("--shift", metavar="HH:MM", default="", help="stock: only the shift that this moment of the day lies in; the whole day by default")
    parser.add_argument("--day", metavar="YYYY-MM-DD", default="", help="stock: the day (Asia/Shanghai), today by default")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The chain, the stock or the board as one map."""
    if args.day:
        days.day("--day", args.day)
    from ui.command.station_access import unlocked
    from workstation.desk.station import Station

    name, rest = args.words[0], args.words[1:]
    work = {"stock": _stock, "board": _board}.get(name, _chain)
    act = {"receive": "seal-stock", "handover": "seal-handover", "spoil": "seal-spoil"}.get(rest[0] if name == "stock" and rest else "", "look-up")
    folder, key, officer = unlocked(args, act)
    with closing(Station.open(folder, key, settings.now)) as station:
        return work(station, args, officer)


def _chain(station: Any, args: argparse.Namespace, _: str) -> dict[str, Any]:
    from workstation.custody.shown import as_map
    from workstation.desk import custody

    found = custody.chain_of(" ".join(args.words), station)
    shown = as_map(found, args.lang or "en")
    if found.steps:
        return shown
    told = "custody-told-only" if found.document else "custody-route-only" if found.routes else "custody-unknown"
    return shown | {"known": told != "custody-unknown", "words": say(told, args.lang or "en")}


def _stock(station: Any, args: argparse.Namespace, officer: str) -> dict[str, Any]:
    from workstation.desk.acts import keeping

    how, rest = (args.words[1], args.words[2:]) if len(args.words) > 1 else ("", [])
    if how == "receive" and len(rest) in (1, 2) and args.to:
        draft = keeping.stocked(station, {"first": rest[0], "last": rest[-1], "to": args.to, "reference": args.reference})
    elif how == "handover" and len(rest) in (1, 2) and args.to:
        draft = _handed(station, args, officer, rest)
    elif how == "spoil" and len(rest) == 1 and args.reason.strip():
        draft, _ = keeping.spoiled(station, {"seal": rest[0], "reason": args.reason}, officer)
    elif how:
        raise Refused("custody-usage")
    else:
        return _balance(station, args.day, args.shift)
    (event,) = station.journal.append([draft], officer)
    return {"event": [event.station, event.seq, event.kind], **event.body}


def _handed(station: Any, args: argparse.Namespace, officer: str, rest: list[str]) -> Any:
    """The officer who takes the seals proves himself with his own secret (PORT_OFFICER_SECRET_<ID>, or asked for)."""
    from ui.command.station_access import secret_of
    from workstation.desk.acts import keeping
    from workstation.journal import vault
    from workstation.risk.officers import check_may

    if args.to == officer:
        raise Refused("second-officer-same", officer=args.to)
    asked = station.clock()
    draft = keeping.handed(station, officer, {"first": rest[0], "last": rest[-1], "to": args.to})
    if vault.unlock(station.folder, args.to, secret_of(args.to, own=False), station.clock) != station.key:
        raise Refused("secret-wrong", officer=args.to)
    check_may(station.book, "seal-take", station.role(args.to))
    return replace(draft, body={**draft.body, "asked": asked})


def _balance(station: Any, day: str, shift: str) -> dict[str, Any]:
    from workstation.custody import stock
    from workstation.desk import tables

    wanted = days.day("--day", day) if day else settings.local_time(station.clock()).date()
    try:
        clock = time.fromisoformat(shift) if shift else time()
    except ValueError as error:
        raise Refused("shift-not-readable", text=shift[:40]) from error
    start = datetime(wanted.year, wanted.month, wanted.day, clock.hour, clock.minute, tzinfo=LOCAL)
    first, last = (int(each.timestamp() * 1000) for each in (start, start + timedelta(days=1)))
    begins, ends = stock.shift(first, 0, tables.custody(station)) if shift else (first, last)
    found = stock.balance(station.journal, begins, ends)
    lines = [asdict(line) | {"closing": line.closing} for line in found.lines]
    return {"day": wanted.isoformat(), "begins": settings.show_time(begins), "ends": settings.show_time(ends), "officers": lines, "lent": [asdict(each) for each in found.lent], "strange": list(found.strange), "twice": list(found.twice)}


def _board(station: Any, args: argparse.Namespace, _: str) -> dict[str, Any]:
    from workstation.desk import pickup

    if len(args.words) != 2:
        raise Refused("custody-usage")
    found = pickup.board_of(args.words[1], station)
    boxes = [asdict(box) | {"words": say("custody.board." + box.reason, args.lang or "en", number=box.number)} for box in found.boxes]
    return asdict(found) | {"stale": list(found.stale), "boxes": boxes, "since": settings.show_time(found.since), "left_out": found.left_out}
