"""What rules are worth: hits and findings per rule, findings that come back, and a scorecard that advises: trained, adopted by two, never deciding."""

import argparse
from contextlib import closing
from typing import Any

from ui.command import out
from workstation import settings
from workstation.words import Refused

ACTS = "rates | findings [WHAT] | found WHAT --source audit --says found --reference NUMBER | correct EVENT --says nothing --reason WHY | train -o FILE.toml | adopt FILE.toml --second ID --reason WHY | drop --second ID --reason WHY | card"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `risk`."""
    parser.description = f"{__doc__} {ACTS}"
    parser.add_argument("act", choices=tuple(_ACTS), help="rates, findings, found, correct, train, adopt, drop, card")
    parser.add_argument("what", nargs="?", default="", metavar="WHAT", help="found, findings: passage, slip, plate or parcel; correct: the finding's event; adopt: the file")
    parser.add_argument("--since", metavar="DAY", default="", help="rates, train: first day, 2026-11-21 (Asia/Shanghai)")
    parser.add_argument("--until", metavar="DAY", default="", help="rates, train: last day")
    parser.add_argument("--source", default="", help="found: audit, anti-smuggling or inspection; train: what the file says of where it comes from")
    parser.add_argument("--says", default="", help="found: found or nothing; correct: also withdrawn")
    parser.add_argument("--reference", default="", help="found: its number there")
    parser.add_argument("--sort", default="", help="found: rush, conceal, evade, fraud or harm")
    parser.add_argument("--about", default="", metavar="STATION/SEQ", help="found: the inspection whose result it replaces")
    parser.add_argument("--reason", default="", help="correct, adopt, drop: why")
    parser.add_argument("--second", default="", metavar="ID", help="adopt, drop: the second officer; his secret from PORT_OFFICER_SECRET_<ID> or a prompt")
    parser.add_argument("-o", "--output", metavar="FILE.toml", help="train: where the scorecard goes")


def run(args: argparse.Namespace) -> object:
    """The answer of the act that was named."""
    return _ACTS[args.act](args)


def _rates(args: argparse.Namespace) -> dict[str, Any]:
    """Per rule: hits, looked at, found, not found, share with interval."""
    from workstation.risk import findings, gist
    from workstation.risk.worth import report

    with closing(_station(args, "read-journal")[0]) as station:
        return report(_seen(gist.events(station.journal, findings.KINDS), args), station.book)


def _train(args: argparse.Namespace) -> dict[str, Any]:
    """The scorecard's file, and how it would have done on days it did not see."""
    from workstation.risk import findings, training

    if not args.output:
        raise Refused("usage", reason="risk train -o FILE.toml")
    out.checked(args.output)
    station, officer = _station(args, "train-scorecard")
    with closing(station):
        here = station.journal.station
        source = args.source or f"journal of {here}"
        found = training.train(_seen(station.journal.events(kinds=findings.KINDS), args), station.book, {"station": here, "author": officer, "source": source}, station.clock())
    out.write(args.output, found.text.encode())
    return {"saved": args.output, **found.report}


def _card(args: argparse.Namespace) -> dict[str, Any]:
    """The scorecard in force."""
    with closing(_station(args, "read-journal")[0]) as station:
        card = station.scorecard
        if card is None:
            raise Refused("scorecard-none")
        weights = [{"fact": fact, "value": value, "weight": f"{weight:.4f}"} for fact, values in card.weights.items() for value, weight in values.items()]
        return {"digest": card.hash, **card.head, "weights": weights, **({"silent": card.silent} if card.silent else {})}


def _found(args: argparse.Namespace) -> dict[str, Any]:
    told = {name: getattr(args, name) for name in ("what", "source", "says", "reference", "sort", "about") if getattr(args, name)}
    return _act(args, {"act": "finding", **told})


def _findings(args: argparse.Namespace) -> list[dict[str, Any]]:
    """What came back, about a passage or the newest of all, each as it stands after corrections."""
    from workstation.desk import reported
    from workstation.desk.lane import Lane

    station, officer = _station(args, "finding")
    with closing(station):
        return reported.listed(Lane(station, officer), args.what)


def _correct(args: argparse.Namespace) -> dict[str, Any]:
    return _act(args, {"act": "finding-correct", "finding": args.what, "says": args.says, "reason": args.reason})


def _adopt(args: argparse.Namespace) -> dict[str, Any]:
    if not args.what:
        raise Refused("usage", reason="risk adopt FILE.toml")
    return _by_two(args, {"file": args.what})


def _drop(args: argparse.Namespace) -> dict[str, Any]:
    return _by_two(args, {})


def _by_two(args: argparse.Namespace, fields: dict[str, Any]) -> dict[str, Any]:
    from ui.command.station_access import secret_of

    if not args.second:
        raise Refused("usage", reason="--second names the second officer")
    began = settings.now()
    asked = {"act": "scorecard-adopt", "officer": args.second, "reason": args.reason, "secret": secret_of(args.second, own=False)}
    return _act(args, asked | fields, began)


def _act(args: argparse.Namespace, asked: dict[str, Any], began: int = 0) -> dict[str, Any]:
    """One act of the desk; its refusal is the command's. `began`: when a second officer was asked (UTC ms)."""
    from ui.command.station_access import unlocked
    from workstation.desk.acts import ACTS as DESK_ACTS
    from workstation.desk.acts import seconding
    from workstation.desk.lane import Lane
    from workstation.desk.station import Station

    act = DESK_ACTS[asked["act"]]
    folder, key, officer = unlocked(args, act.role)
    with closing(Station.open(folder, key, settings.now)) as station:
        lane = Lane(station, officer)
        if began:
            seconding.note(lane, act.name, began)
        plan = act.run(lane, act.check(asked, lane))
        events = station.journal.append(plan.drafts, officer)
    return {"events": [{"event": event.id, "kind": event.kind, "passage": event.subject} for event in events]}


def _station(args: argparse.Namespace, act: str) -> tuple[Any, str]:
    from ui.command.station_access import unlocked
    from workstation.desk.station import Station

    folder, key, officer = unlocked(args, act)
    return Station.open(folder, key, settings.now), officer


def _seen(events: Any, args: argparse.Namespace) -> list[Any]:
    from ui.command.days import day
    from workstation.risk import findings

    first, last = (day(f"--{name}", text).isoformat() if text else usual for name, text, usual in (("since", args.since, ""), ("until", args.until, "9999")))
    return [each for each in findings.gather(events) if first <= each.day <= last]


_ACTS = {"rates": _rates, "findings": _findings, "found": _found, "correct": _correct, "train": _train, "adopt": _adopt, "drop": _drop, "card": _card}
