"""`port-officer draws`: recount every fair draw, list the draws, show observed rates beside planned ones; from this station or from an exported journal."""

import argparse
import dataclasses
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import resources
from ui.command import days
from workstation.journal import Event
from workstation.risk import exported
from workstation.words import Refused

ACTS = ("verify", "list", "rates", "recipe")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `draws`."""
    parser.add_argument("act", choices=ACTS, help="verify exits 0 for any answer; recipe prints how a stranger recounts")
    parser.add_argument("file", nargs="?", metavar="EXPORT.jsonl", help="what `journal export` wrote (no sign-in needed); without it this station's own journal")
    parser.add_argument("--since", metavar="DAY", default="", help="first day, 2026-11-21 (Asia/Shanghai)")
    parser.add_argument("--until", metavar="DAY", default="9999", help="last day")


def run(args: argparse.Namespace) -> object:
    """The answer of the act that was named."""
    for name, day, usual in (("--since", args.since, ""), ("--until", args.until, "9999")):
        if day != usual:
            days.day(name, day)
    if args.since > args.until:
        raise Refused("usage", reason=f"--since {args.since} is later than --until {args.until}")
    if args.act == "recipe":
        return recipe(as_json=args.json)
    chains = exported.Chains()
    with _events(args, chains) as events:
        answer = {"verify": verified, "list": listed, "rates": observed}[args.act](events, (args.since, args.until))
    if args.file and not chains.events:
        raise Refused("export-empty", file=args.file)
    if args.act == "verify":
        heads = [{"station": station, "seq": seq, "hash": digest.hex()} for station, (seq, digest) in sorted(chains.heads.items())]
        answer |= {"events": chains.events, "chain": chains.wrong, "gaps": chains.gaps, "heads": heads} if args.file else {}
        answer |= judged(answer, faulty=bool(answer["wrong"] or answer["missing"] or chains.wrong))
    elif chains.wrong:
        raise Refused("export-changed", station=chains.wrong[0]["station"], seq=chains.wrong[0]["seq"])
    return answer["draws"] if args.act == "list" else answer


def recipe(*, as_json: bool) -> dict[str, str] | None:
    """How a stranger recounts, as a page."""
    text = (resources.folder / "rules" / "draws.md").read_text(encoding="utf-8")
    if as_json:
        return {"recipe": text}
    sys.stdout.write(text)
    return None


@contextmanager
def _events(args: argparse.Namespace, chains: exported.Chains) -> Iterator[Iterator[Event]]:
    """The events of a file, or of the station's journal for who may read it."""
    if args.file:
        try:
            with Path(args.file).open(encoding="utf-8") as lines:
                yield exported.events(lines, chains)
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("export-not-read", file=args.file, reason=getattr(error, "strerror", None) or error) from error
        return
    from ui.command.journal import views
    from ui.command.station_access import unlocked
    from workstation import settings
    from workstation.journal import Journal, file

    folder, key, _ = unlocked(args, "read-journal")
    with closing(Journal.open(folder / file.NAME, key, views(), settings.now)) as journal:
        yield journal.events()


def verified(events: Iterator[Event], period: tuple[str, str]) -> dict[str, Any]:
    """Figures summed over the stations of the journal; every fault names its station, seq and reason."""
    from workstation.risk.recount import recount

    found = recount(events, period)
    each = [dataclasses.asdict(count) for count in found.values()]
    figures = {name: sum(count[name] for count in each) for name in ("draws", "picked", "recounted", "open", "carried", "inspectors")}
    tallies = [count["tally"] for count in each]
    figures |= {"pools": {name or "untold": sum(tally["pools"].get(name, 0) for tally in tallies) for name in ("roster", "enabled", "")}}
    figures |= {name: sum(tally[name] for tally in tallies) for name in ("without_choice", "undrawn", "unsaid")}
    told = {"untold": [row for tally in tallies for row in tally["untold"]]}
    return {"stations": sorted(found), **figures, **told, **{sort: [fault for count in each for fault in count[sort]] for sort in ("wrong", "missing", "late")}}


def judged(answer: Mapping[str, Any], *, faulty: bool) -> dict[str, Any]:
    """`fair`: false where anything is wrong or missing; null where nothing is, but not all of it can be shown, and `not_shown` says why; else true."""
    unbound = any(row["draws"] for row in answer["late"])
    why = {"bound-late": unbound, "pool-untold": answer["untold"], "not-opened": answer["open"] and not answer["recounted"], "lines-lost": answer.get("gaps")}
    held = [name for name, so in why.items() if so]
    return {"fair": False if faulty else None if held else True, "not_shown": held}


def listed(events: Iterator[Event], period: tuple[str, str]) -> dict[str, Any]:
    """Every draw once, in the order it was made; a pick that stood from before names its origin."""
    from workstation.risk.days import day_of

    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for event in events:
        if not period[0] <= day_of(event.at) <= period[1]:
            continue
        where = {"event": event.id, "passage": event.subject}
        for row in event.body.get("draws") or () if event.kind in ("verdict.given", "parcel.judged") else ():
            rows.setdefault((event.subject, row["rule"], row["load"], row["day"]), {**where, **row})
        if event.kind == "inspection.opened" and "draw" in event.body:
            rows[event.id,] = {**where, "proposed": event.body["proposed"], **event.body["draw"]}
    return {"draws": list(rows.values())}


def observed(events: Iterator[Event], period: tuple[str, str]) -> dict[str, Any]:
    """Beside the shares that the rules of the newest verdict planned."""
    from workstation.risk.rates import rates

    planned: dict[str, Decimal] = {}
    return rates(_planning(events, planned), planned, period)


def _planning(events: Iterator[Event], planned: dict[str, Decimal]) -> Iterator[Event]:
    """The events as they come; when all were seen, `planned` holds the expected shares."""
    from workstation.risk.days import day_of
    from workstation.risk.rules import kept_book

    kept: dict[str, Mapping[str, str]] = {}
    last: tuple[str, str] = ("", "")
    for event in events:
        if event.kind == "rules.kept":
            kept[event.body["book"]] = event.body["files"]
        elif event.kind == "verdict.given":
            last = (event.body.get("book", ""), event.body.get("day") or day_of(event.at))
        yield event
    if last[0] in kept:
        planned.update(kept_book(kept[last[0]]).on(last[1]).limits.get("expected", {}))
