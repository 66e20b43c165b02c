"""`port-officer person`: one person by any document or personal code, for a purpose; who looked whom up; the yearly quotas and their sources."""

import argparse
from contextlib import closing
from typing import Any

from ui.command import days
from workstation import settings
from workstation.words import Refused

ACTS = "person TEXT --purpose WORDS [--reveal REASON] | person audit [--by OFFICER] [--of TEXT --purpose WORDS] | person quota | person issue CODE --hours N"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand after `person`."""
    parser.description = f"{__doc__} {ACTS}"
    parser.add_argument("words", nargs="+", metavar="TEXT|audit|quota|issue", help="a document or personal code; audit, quota, or issue CODE")
    parser.add_argument("--purpose", metavar="WORDS", default="", help="what the person is opened for; it is written down")
    parser.add_argument("--reveal", metavar="REASON", default=None, help="show name and numbers, with this reason; it is written down")
    parser.add_argument("--by", metavar="OFFICER", default="", help="audit: look-ups by this officer")
    parser.add_argument("--of", metavar="TEXT", default="", help="audit: look-ups of this person; itself a look-up, so --purpose goes with it")
    parser.add_argument("--since", metavar="DAY", default="", help="audit: first day, 2026-11-21 (Asia/Shanghai)")
    parser.add_argument("--until", metavar="DAY", default="", help="audit: last day")
    parser.add_argument("--hours", type=int, default=24, help="issue: how long the code is good for")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """The answer of what was asked."""
    first, *rest = args.words
    if first == "quota" and not rest:
        return quota(args)
    if first in ("audit", "quota") or (first == "issue" and len(rest) != 1):
        if rest or first == "issue":
            raise Refused("usage", reason=ACTS)
        return _with_station(args, audit, "person-audit")
    if first == "issue":
        return _with_station(args, issue, "issue-personal")
    if args.reveal == "":
        raise Refused("usage", reason="--reveal says why; without it everything stays masked")
    if not args.purpose:
        raise Refused("usage", reason="--purpose says what the person is opened for")
    return _with_station(args, open_person, "look-up")


def quota(args: argparse.Namespace) -> dict[str, Any]:
    """Today's quotas with their limits, source and certainty: those in force where an officer signs in, else the program's own."""
    from dataclasses import asdict

    from ui.command.station_access import table_text
    from workstation.persons import quotas

    day = settings.local_time(settings.now()).date()
    table = quotas.read(table_text(args, quotas.FILE))
    shown = [asdict(each) for each in table.in_force(day)]
    for each in shown:
        each["amount"] = quotas.plain(each["amount"])
        each["trip"] = [{**limit, "most": f"{limit['most']:f}"} for limit in each["trip"]]
    return {"day": day.isoformat(), "quotas": shown, "modes": [asdict(each) for each in table.modes.values()]}


def open_person(station: Any, officer: str, args: argparse.Namespace) -> dict[str, Any]:
    """The masked person; with a reason for it what is behind the mask too. Each is written before it is shown."""
    from workstation.desk import persons
    from workstation.risk.officers import check_may

    if args.reveal:
        check_may(station.book, "reveal", station.role(officer))
    who = persons.named(station, " ".join(args.words))
    draft, person = persons.look(station, who, args.purpose)
    answer = persons.shown(person)
    if not args.reveal:
        station.journal.append([draft], officer)
        return answer
    revealed, clear = persons.reveal(station, who.person, who.id, args.reveal)
    station.journal.append([draft, revealed], officer)
    return {**answer, "revealed": clear}


def audit(station: Any, officer: str, args: argparse.Namespace) -> dict[str, Any]:
    """Counts by officer and every look-up; an auditor who names a person looks him up himself, and that is written too."""
    from workstation.desk import persons
    from workstation.persons.looks import Wanted

    since, until = (_day("--since", args.since) if args.since else 0), (_day("--until", args.until) + 86_400_000 - 1 if args.until else 2**53)
    if since > until:
        raise Refused("usage", reason="--since is after --until: no day lies between them")
    person = ""
    if args.of:
        if not args.purpose:
            raise Refused("usage", reason="--of names a person: --purpose says what for")
        who = persons.named(station, args.of)
        station.journal.append([persons.look(station, who, args.purpose)[0]], officer)
        person = who.person
    return persons.audit(station, station.role(officer), Wanted(args.by, person, since, until))


def issue(station: Any, _: str, args: argparse.Namespace) -> dict[str, Any]:
    """A personal code of a trial issuer, as the text of its QR."""
    from workstation.codes import masked, names_person
    from workstation.desk import personal

    if names_person(args.words[1]):
        # The code stands in clear in the QR: a document's number is no personal code.
        raise Refused("person-code-is-document", number=masked("personal", args.words[1].upper()))
    return {"text": personal.issue(station, args.words[1].upper(), args.hours), "hours": args.hours}


def _with_station(args: argparse.Namespace, read: Any, act: str) -> dict[str, Any]:
    from ui.command.station_access import unlocked
    from workstation.desk.station import Station

    folder, key, officer = unlocked(args, act)
    with closing(Station.open(folder, key, settings.now)) as station:
        answer: dict[str, Any] = read(station, officer, args)
        return answer


def _day(option: str, text: str) -> int:
    """A day in Asia/Shanghai -> its first moment, UTC ms."""
    return settings.parse_time(f"{days.day(option, text)}T00:00:00+08:00")
