"""One call, one response: list, open, take, pass on, answer and close numbered calls; the share answered in time."""

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from ui.command.days import day
from workstation import settings
from workstation.words import Refused, say

MIXED = True
ACTS = (
    "calls [list] | calls show CALL | calls open SORT WORDS [--about TEXT] [--to ID] | calls take CALL | calls seen CALL [--words WORDS] | calls pass CALL --to ID --reason WORDS | "
    "calls answer CALL WORDS (--event N | --scan TEXT | --file PHOTO | --telephone NAME --whom WHO) [--reason WORDS] [--second ID] | calls close CALL CODE [--words WORDS] [--second ID] | "
    "calls correct CALL FIELD VALUE --reason WORDS [--event N] [--second ID] | calls stats [--days N | --since DAY --until DAY] | calls rules"
)
USAGE = {"open": (2, 2), "take": (1, 1), "seen": (1, 1), "pass": (1, 1), "answer": (2, 2), "close": (2, 2), "correct": (3, 3), "show": (1, 1), "list": (0, 0), "stats": (0, 0), "rules": (0, 0)}
"""Words after each, at least and at most."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "open": ("sort", "words"), "take": ("call",), "seen": ("call",), "pass": ("call",), "answer": ("call", "words"), "close": ("call", "code"), "correct": ("call", "field", "to"),
}
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "open": {"about": "about", "to": "owner"}, "pass": {"to": "to", "reason": "reason"}, "answer": {"event": "event", "scan": "scan", "file": "file", "telephone": "telephone", "whom": "whom", "reason": "reason", "second": "officer"},
    "close": {"words": "words", "second": "officer"}, "seen": {"words": "words"}, "correct": {"reason": "reason", "event": "event", "second": "officer"},
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `calls`."""
    parser.description = f"{__doc__} {ACTS}"
    parser.add_argument("what", nargs="*", metavar="TEXT", help="list (the default), show, open, take, seen, pass, answer, close, correct, stats or rules, and what belongs to it")
    for name, told in (
        ("about", "open: the plate, firm or paper it is about"), ("to", "open, pass: an officer or a role"), ("reason", "pass, correct: why; answer: why a call of a stop-now alarm is answered before its turn"), ("event", "answer: the event that proves it"),
        ("telephone", "answer: the telephone somebody was told by (calls rules lists them)"), ("whom", "answer, telephone: who took it there"),
        ("second", "answer, close, correct: who may, beside the officer; his secret from PORT_OFFICER_SECRET_ID"), ("scan", "answer: the code that proves it"), ("file", "answer: the photo that proves it"), ("words", "close: what else there is to say; seen: what was done first"),
        ("since", "stats: first day, 2026-11-21 (Asia/Shanghai)"), ("until", "stats: last day"),
    ):
        parser.add_argument(f"--{name}", metavar="TEXT", default="", help=told)
    parser.add_argument("--days", type=int, metavar="N", help="stats, list --all: the last N days (7 when nothing is said)")
    parser.add_argument("--all", action="store_true", help="list: the closed ones of the period too")


def run(args: argparse.Namespace) -> object:
    """The answer of what was asked."""
    first, *rest = args.what or ["list"]
    least, most = USAGE.get(first, (1, 0))
    if not least <= len(rest) <= most:
        raise Refused("calls-usage", acts=ACTS)
    if first == "rules":
        return _rules(args) if args.json else _rules_told(args, args.lang or "en")
    reads: Mapping[str, Callable[..., object]] = {"list": _list, "show": _show, "stats": _stats}
    if first in reads:
        return _with_desk(args, "read-calls", lambda desk: reads[first](desk, args))
    return _with_desk(args, f"call-{first}", lambda desk: _act(desk, first, rest, args))


def _with_desk(args: argparse.Namespace, act: str, work: Callable[[Any], object]) -> object:
    from ui.command.station_access import unlocked
    from workstation.desk import Desk
    from workstation.desk.station import Station

    folder, key, officer = unlocked(args, act)
    with closing(Desk(Station.open(folder, key, settings.now), officer)) as desk:
        return work(desk)


def _act(desk: Any, name: str, rest: list[str], args: argparse.Namespace) -> dict[str, Any]:
    """An act of the desk, with its rules and its refusals; the call as it stands after it."""
    asked = {"act": f"call-{name}", **dict(zip(FIELDS[name], rest, strict=True))}
    asked |= {field: getattr(args, option) for option, field in OPTIONS.get(name, {}).items() if getattr(args, option)}
    if args.second and name in ("answer", "close", "correct"):
        from ui.command.station_access import secret_of

        asked["secret"] = secret_of(args.second, own=False)
    outcome = desk.line(asked)
    if outcome.refused is not None:
        raise Refused(outcome.refused["key"], **next((each.values for each in outcome.card.alarms if each.key == outcome.refused["key"]), {}))
    mine = [event for event in outcome.events if event.kind.startswith("call.") or event.subject == asked.get("call")]
    number = mine[-1].subject if mine else str(asked.get("call") or outcome.extra["call"]["id"])
    events = {"events": [[event.station, event.seq, event.kind] for event in outcome.events]} if args.json else {}
    return {**events, **_call(desk, number, args)}


def _call(desk: Any, number: str, args: argparse.Namespace) -> dict[str, Any]:
    from workstation.calls.shown import as_map, order_map, told
    from workstation.desk import calling
    from workstation.desk.acts.calling import find

    (found,) = calling.shown(desk.lane, [find(desk.lane, number)])
    now = desk.station.clock()
    if not args.json:
        return told(found.call, found.order, now, (found.plate, args.lang or "en")) | _parcels(found, args.lang or "en")
    return as_map(found.call, now, found.plate) | ({"order": order_map(found.order, now)} if found.order else {}) | ({"standing": list(found.standing)} if found.call.items else {}) | _only(found)


def _only(found: Any) -> dict[str, Any]:
    return {"answered_by": list(found.only_for)} if found.only_for else {}


def _parcels(found: Any, lang: str) -> dict[str, Any]:
    """For people: of the parcels a call lists, which are stopped still."""
    from workstation.calls.shown import standing

    return {"parcels": standing(found.call, found.standing, lang), "standing": list(found.standing)} if found.call.items else {}


def _show(desk: Any, args: argparse.Namespace) -> object:
    return _call(desk, args.what[1], args)


def _list(desk: Any, args: argparse.Namespace) -> object:
    """Every call that is not closed, the most urgent first; with `--all` those of the period, the newest first."""
    from workstation.calls import call as calls
    from workstation.calls.shown import as_map, line
    from workstation.desk import calling

    now, journal = desk.station.clock(), desk.station.journal
    found = calling.shown(desk.lane, calls.of_period(journal, *_period(args, now)) if args.all else calls.open_calls(journal, now))
    if args.json:
        return [as_map(each.call, now, each.plate) | ({"next": calls.following(each.order) == each.call} if each.order else {}) | _only(each) for each in found]
    lang = args.lang or "en"
    return {each.call.number: line(each.call, now, each.plate, lang) for each in found} or {"–": say("call.none", lang)}


def _stats(desk: Any, args: argparse.Namespace) -> object:
    from workstation.calls.kept import Share, as_map, kept
    from workstation.desk import tables

    now, lang = desk.station.clock(), args.lang or "en"
    found = kept(desk.station.journal, tables.calls(desk.station), *_period(args, now), now)
    if args.json:
        return as_map(found)

    def words(share: Share) -> str:
        pending = say("kept.pending", lang, n=share.pending) if share.pending else ""
        if not share.count:
            return pending
        low, high = share.interval
        told = say("kept.count", lang, kept=share.kept, count=share.count, share=f"{share.percent} %") + say("kept.interval", lang, low=low, high=high)
        return " · ".join(filter(None, (told, pending)))

    kinds = {say(f"call.sort.{share.name}", lang): words(share) for share in found.kinds}
    return kinds | {say(f"shift.name.{share.name}", lang): words(share) for share in found.shifts} or {"–": say("kept.none", lang)}


def _period(args: argparse.Namespace, now: int) -> tuple[int, int]:
    """From the first moment of a day to the last of another, UTC ms; a week up to now by default."""
    from workstation.calls.kept import DAY, MOST_DAYS, USUAL_DAYS

    if args.days is not None:
        if args.since or args.until or not 0 < args.days <= MOST_DAYS:
            raise Refused("call-period", most=MOST_DAYS)
        return now + 1 - args.days * DAY, now + 1
    until = settings.parse_time(f"{day('--until', args.until)}T00:00:00+08:00") + DAY if args.until else now + 1
    return (settings.parse_time(f"{day('--since', args.since)}T00:00:00+08:00") if args.since else until - USUAL_DAYS * DAY), until


def _rules(args: argparse.Namespace) -> dict[str, Any]:
    """The kinds of calls and the stop-now trees with their source: those in force where an officer signs in, else the program's own."""
    from dataclasses import asdict

    from ui.command.station_access import table_text
    from workstation.calls.rules import FILE, read

    found = read(table_text(args, FILE))
    return {
        "sorts": [asdict(each) for each in found.sorts.values()],
        "telephones": dict(found.lines),
        "trees": {name: [asdict(level) for level in levels] for name, levels in found.trees.items()},
        "shifts": dict(found.shifts),
        "valid_from": found.valid_from,
        "source": found.source,
    }


def _rules_told(args: argparse.Namespace, lang: str) -> dict[str, Any]:
    """The same in words."""
    from ui.command.station_access import table_text
    from workstation.calls.rules import FILE, OWNER, PROVED, STOP, Level, read
    from workstation.calls.shown import telephone, who

    def by(level: Level) -> str:
        return say("call.within", lang, to=say("call.owner", lang) if level.to == OWNER else who(level.to, lang), n=level.minutes)

    def row(sort: Any) -> dict[str, Any]:
        levels = ", ".join(map(by, sort.levels))
        # Who must answer first, and by when, stands in the trees of the alarm.
        named = {"sort": say(f"call.sort.{sort.name}", lang), "by_hand": sort.by_hand, "levels": say("call.after-its-time", lang, levels=levels) if sort.name == STOP else levels}
        proving = {"proving": [say(f"event.{each}", lang) for each in sort.events]} if "event" in sort.proof else {}
        only: dict[str, Any] = {"only_named": True} if sort.only_named else {}
        over = {"closed_if": [f"{say(f'call.code.{code}', lang)}: {say('call.rules.proved', lang)}" for code, wanted in sort.over.items() if wanted == (PROVED,)]}
        only |= {"closed_only_by": [who(each, lang) for each in sort.closed_by]} if sort.closed_by else {}
        only |= {"telephones": [say(f"telephone.{each}", lang) for each in sort.telephones]} if sort.telephones else {}
        return named | only | (over if over["closed_if"] else {}) | {"proof": [say(f"call.takes.{each}", lang) for each in sort.proof]} | proving | {"codes": [say(f"call.code.{code}", lang) for code in sort.codes]}

    found = read(table_text(args, FILE))
    sorts = [row(each) for each in found.sorts.values()]
    trees = {say(f"stop.{name}", lang): [{"to": who(each.to, lang), "minutes": each.minutes, "stop": each.words, **({"telephone": telephone({"telephone": each.telephone, "number": found.lines[each.telephone]}, lang)} if each.telephone else {})} for each in levels] for name, levels in found.trees.items()}
    return {"valid_from": found.valid_from, "source": found.source, "sorts": sorts, "trees": trees}
