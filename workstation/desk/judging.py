"""From a passage to its verdict: read what was told, cross-check, judge each of its papers, keep the strictest."""

from dataclasses import asdict
from typing import Any

from workstation.desk.station import Station, draw_secret
from workstation.desk.values import Stand
from workstation.journal import Draft
from workstation.passage import Passage, gather, read
from workstation.risk import Case, Verdict, drawer, judge, strictest


def stand(passage: Passage, station: Station) -> Stand:
    """How the passage stands at this moment."""
    now = station.clock()
    persons = station.persons_under_instruction() if passage.values("driver") else {}
    told = read(passage, station.register, now, persons)
    gathered = gather(passage, told, station.book, now)
    draw = drawer(draw_secret(station.journal), passage.id)
    verdicts: dict[str, Verdict] = {}
    for number, facts in gathered.cases().items():
        verdict = judge(station.book, Case(facts, passage.answered, waiting=bool(gathered.waiting)), draw)
        if verdict is not None:
            verdicts[number] = verdict
    return Stand(passage, told, gathered, _whose(verdicts) if verdicts else None)


def _whose(verdicts: dict[str, Verdict]) -> Verdict:
    from dataclasses import replace

    decided = strictest(verdicts)
    number = next(number for number, verdict in verdicts.items() if verdict is decided)
    return replace(decided, whose=number) if len(verdicts) > 1 else decided


def changed(now: Stand, station: Station) -> Draft | None:
    """`verdict.given` when the verdict is not the one that stands in the journal; None when it is, or while something is awaited."""
    if now.verdict is None:
        return None
    body = given_body(now, station)
    before = now.passage.verdict.body if now.passage.verdict else {}
    same = all(before.get(name) == body[name] for name in ("channel", "reasons", "fired", "facts", "details"))
    return None if same else Draft("verdict.given", now.passage.id, body)


def given_body(now: Stand, station: Station) -> dict[str, Any]:
    """Everything the verdict knew: facts, rules, packs and ages, so that it can be judged again bit for bit."""
    verdict = now.verdict
    if verdict is None:
        raise ValueError("nothing was judged yet")
    details: dict[str, Any] = {name: dict(values) for name, values in now.gathered.details.items()}
    if verdict.whose:
        details["whose"] = verdict.whose
    return {
        "channel": verdict.channel,
        "reasons": list(verdict.reasons),
        "details": details,
        "facts": dict(verdict.facts),
        "fired": list(verdict.fired),
        "flip": [asdict(flip) for flip in verdict.flip],
        "rules": station.book.version,
        "packs": {"register": station.register.version},
        "ages": {name: as_of for name, as_of in now.told.ages.items() if as_of is not None},
    }
