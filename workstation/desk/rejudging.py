"""A verdict judged again: bit for bit from what it knew and the rules as they were, and beside it what today's rules and register say."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation.desk import judging
from workstation.desk.lane import Lane
from workstation.desk.show import reason_said
from workstation.desk.station import Station
from workstation.journal import Event
from workstation.risk import Case, Rulebook, Verdict
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn, known
from workstation.risk.rules import kept_book
from workstation.risk.ways import missed_of, ways
from workstation.settings import local_time
from workstation.words import Refused

SAID = ("channel", "reasons", "fired", "facts", "flip", "whose")
"""What the rules say; the rest of a verdict's event is what they went by."""


def rejudge(lane: Lane, name: str, verdict: int = 0) -> dict[str, Any]:
    """The newest verdict of a passage, or the one of that seq: `stored`, `again`, `same`, and `today` with `changes`. Refused `verdict-unknown`.

    `missed_by_one` and `ways`: as `near`. `values`: figures and numbers of the verdict that are others today. `same` is null where the rules of then are not in the journal: a verdict of a program before rules were kept.
    """
    lane.passage(name)
    given = [event for event in lane.station.journal.events(subject=name, kinds=("verdict.given",)) if verdict in (0, event.seq)]
    if not given:
        raise Refused("verdict-unknown", passage=name[:60])
    event = given[-1]
    book = book_then(lane.station, event)
    today, details = _today(lane, name)
    found = compared(lane, event, (said_by(event), None if book is None else again_of(event, book), today), (event.body["details"], details))
    return found | near(event, book)


def compared(lane: Lane, event: Event, said_: tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None], details: tuple[Mapping[str, Any], Mapping[str, Any]]) -> dict[str, Any]:
    """The answer: `said_` what was stored, what comes out again and what is said today; `details`: what was known of reasons then and today."""
    (stored, again, today), (then, now), body, station = said_, details, event.body, lane.station
    return {
        "passage": event.subject,
        "verdict": event.seq,
        "at": event.at,
        "stored": stored,
        "again": again,
        "same": None if again is None else bits(again) == bits(stored),
        "differences": differences(stored, again) if again is not None else [],
        "rules": {"version": body.get("rules", ""), "book": body.get("book", ""), "register": (body.get("packs") or {}).get("register")},
        "today": today,
        "today_rules": {"version": station.book.version, "book": station.book.hash, "register": station.register.version},
        "changes": differences(stored, today) if today is not None else [],
        "details": {"stored": then, "today": now},
        "values": _otherwise(then, now) if today is not None else [],
    }


def timed(found: dict[str, Any]) -> dict[str, Any]:
    """As `rejudge`, with the time as people read it, and the reasons with what each verdict knew (`said`: name -> phrases)."""
    known = {each: found["details"]["today" if each == "today" else "stored"] for each in ("stored", "again", "today") if found[each]}
    said = {each: [reason_said(reason, details) for reason in found[each]["reasons"]] for each, details in known.items()}
    return {**found, "at": f"{local_time(found['at']):%Y-%m-%d %H:%M:%S}", "said": said}


def said_by(event: Event) -> dict[str, Any]:
    """What the stored verdict said."""
    body = event.body
    whose = body["details"].get("whose", "")
    return {**{name: body[name] for name in SAID if name != "whose"}, "whose": whose}


def book_then(station: Station, event: Event) -> Rulebook | None:
    """The rules of its day that the verdict went by, as `rules.kept` holds them word for word."""
    wanted = event.body.get("book")
    if not wanted:
        return None
    day = event.body.get("day") or day_of(event.at)
    if wanted == station.book.hash:
        return station.book.on(day)
    kept = (each for each in station.journal.events(kinds=("rules.kept",)) if each.body["book"] == wanted)
    found = next(kept, None)
    if found is None:
        return None
    ((version,),) = station.journal.read("SELECT max(version) FROM rule_pack WHERE book = ?", (wanted,))
    return replace(kept_book(found.body["files"]).on(day), pack=version or 0)


def near(event: Event, book: Rulebook | None) -> dict[str, Any]:
    """`missed_by_one`: the rules that one fact kept from firing; `ways`: the fewest facts that would have made it milder, each with the channel. Empty where the rules of then are not known."""
    if book is None:
        return {"missed_by_one": [], "ways": []}
    return {"missed_by_one": missed_of(book, event.body), "ways": [way.as_map() for way in ways(book, event.body)]}


def again_of(event: Event, book: Rulebook) -> dict[str, Any] | None:
    """The verdict judged from the stored facts, answers and draws alone; None when the rules then would have said nothing."""
    body = event.body
    answered, waiting = frozenset(body.get("answered") or ()), bool(body.get("waiting"))
    own: Mapping[str, Mapping[str, str]] = body.get("cases") or {}
    drawn = [Drawn.of(row) for row in body.get("draws") or ()]
    cases = {number: Case({**body["facts"], **facts}, answered, waiting) for number, facts in (own or {"": {}}).items()}
    verdict = judging.decided(book, cases, lambda number: known(drawn, number), frozenset().union(*own.values()))
    return None if verdict is None else said(verdict)


def said(verdict: Verdict) -> dict[str, Any]:
    """A verdict in the form in which events keep it."""
    return {
        "channel": verdict.channel,
        "reasons": list(verdict.reasons),
        "fired": list(verdict.fired),
        "facts": dict(verdict.facts),
        "flip": [flip.as_map() for flip in verdict.flip],
        "whose": verdict.whose,
    }


def bits(said_: Mapping[str, Any]) -> str:
    """The canonical text by which two verdicts are held together."""
    return json.dumps(said_, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is said otherwise: facts one by one, the rest whole."""
    found = [{"what": name, "then": then[name], "now": now[name]} for name in SAID if name != "facts" and then[name] != now[name]]
    names = sorted({*then["facts"], *now["facts"]})
    facts = [(name, then["facts"].get(name, ""), now["facts"].get(name, "")) for name in names]
    return found + [{"what": name, "then": before, "now": after} for name, before, after in facts if before != after]


def _otherwise(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a verdict knew of its reasons and is another today: `weight.value`, `seal.declared` …"""
    first, last = ({f"{about}.{name}": each for about, known in told.items() if isinstance(known, Mapping) for name, each in known.items()} for told in (then, now))
    return [{"what": what, "then": first.get(what, ""), "now": last.get(what, "")} for what in sorted({*first, *last}) if first.get(what, "") != last.get(what, "")]


def _today(lane: Lane, name: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """What is said now of the same reads, and what it knows of its reasons; nothing new is drawn for it."""
    stand = judging.stand(lane.passage(name), lane.station, fresh=False)
    details = {about: dict(known) for about, known in stand.gathered.details.items()}
    return (None if stand.verdict is None else said(stand.verdict)), details


def emergency(lane: Lane) -> list[dict[str, Any]]:
    """Every release made under emergency mode, the oldest first: `state` is pending (data still too old), same or differs; with what today's data say."""
    journal = lane.station.journal
    rows = journal.read("SELECT passage, at, (at, seq) > (judged_at, judged_seq) FROM emergency_release ORDER BY at, passage")
    found = []
    for name, at, pending in rows:
        judged = list(journal.events(subject=name, kinds=("release.rejudged",)))
        told = judged[-1].body if judged and not pending else {}
        whole = rejudge(lane, name)
        found.append(
            {
                "passage": name,
                "plate": lane.passage(name).plate,
                "released_at": at,
                "state": "pending" if not told else "differs" if told["differs"] else "same",
                "after": told.get("after", ""),
                "reasons": told.get("reasons", []),
                "changes": whole["changes"],
            }
        )
    return found
