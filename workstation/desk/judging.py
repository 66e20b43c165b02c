"""From a passage to its verdict: read what was told, cross-check, judge each of its papers, keep the strictest."""

from dataclasses import asdict, replace
from typing import Any

from workstation.desk.station import Station, draw_secret
from workstation.desk.values import Stand
from workstation.journal import Draft
from workstation.passage import Gathered, Passage, Told, gather, read, unseen
from workstation.risk import STRICT, Case, Draw, Rulebook, Verdict, drawer, judge, strictest


def stand(passage: Passage, station: Station) -> Stand:
    """How the passage stands at this moment."""
    now = station.clock()
    persons = station.persons_under_instruction() if passage.values("driver") else {}
    reach = int(station.book.limit("booking", "slot") * 1000)
    told = replace(read(passage, station.register, now, persons, reach), earlier=_earlier(passage, station, now))
    gathered = gather(passage, told, station.book, now)
    if passage.profile == "gate":
        # A gate judges slips, not trucks: the plate in front is only held against the slip.
        return Stand(passage, told, replace(gathered, waiting=("slip",)), None)
    cases = {number: Case(facts, _answered(passage, told, station.book), waiting=bool(gathered.waiting)) for number, facts in gathered.cases().items()}
    return Stand(passage, told, gathered, _decided(station.book, cases, drawer(draw_secret(station.journal), passage.id), gathered))


def _earlier(passage: Passage, station: Station, now: int) -> str:
    """The slip, neither void nor expired, under which the same container went under the same papers in another passage; '' for none.

    A slip that was used at the gate counts as well: its container is away. One indexed read.
    """
    containers, papers = passage.values("container"), set(passage.papers)
    if not containers or not papers:
        return ""
    marks = ", ".join("?" * len(containers))
    rows = station.journal.read(
        f"SELECT l.papers, s.number FROM load l JOIN slip s ON s.number = l.number WHERE l.container IN ({marks}) AND s.voided = 0 AND s.expires > ?"
        " AND s.passage <> ? AND s.at <= ? ORDER BY s.at DESC, s.number",
        (*containers, now, passage.id, passage.release.at if passage.release else now),
    )
    return next((str(number) for each, number in rows if each in papers), "")


def _answered(passage: Passage, told: Told, book: Rulebook) -> frozenset[str]:
    """Rules that closed inspections have answered, as long as what they rest on is what was looked at then."""
    if not passage.answered:
        return passage.answered
    new = tuple(sorted(unseen(passage, told)))
    return passage.answered - {rule.id for rule in book.rules if any(each.fact.startswith(new) for each in rule.when)} if new else passage.answered


def _decided(book: Rulebook, cases: dict[str, Case], draw: Draw, gathered: Gathered) -> Verdict | None:
    """The strictest verdict of all papers, whose it is, every rule that fired for any of them, and what would change it for the whole truck."""
    verdicts = {number: found for number, case in cases.items() if (found := judge(book, case, draw))}
    if not verdicts:
        return None
    decided = strictest(verdicts)
    if len(verdicts) == 1:
        return decided
    fired = {rule for each in verdicts.values() for rule in each.fired}
    flips = []
    for flip in decided.flip:
        own = next(number for number, verdict in verdicts.items() if verdict is decided)
        alone = flip.fact in gathered.papers[own]
        turned = {number: replace(case, facts={**case.facts, flip.fact: flip.to}) if number == own or not alone else case for number, case in cases.items()}
        channels = [found.channel for case in turned.values() if (found := judge(book, case, draw))]
        channel = max(channels, key=STRICT.__getitem__, default=decided.channel)
        if channel != decided.channel:
            flips.append(replace(flip, channel=channel))
    whose = next(number for number, verdict in verdicts.items() if verdict is decided)
    return replace(decided, whose=whose, fired=tuple(rule.id for rule in book.rules if rule.id in fired), flip=tuple(flips))


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
