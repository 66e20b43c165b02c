"""From a passage to its verdict: read what was told, cross-check, judge each of its papers, keep the strictest."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from workstation.desk.drawing import Draws
from workstation.desk.station import Station
from workstation.desk.values import Stand
from workstation.journal import Draft
from workstation.passage import Gathered, Passage, Told, gather, read, unseen
from workstation.risk import STRICT, Case, Draw, Rulebook, Verdict, judge, strictest
from workstation.risk.draw import certain


def stand(passage: Passage, station: Station, *, fresh: bool = True) -> Stand:
    """How the passage stands at this moment; with `fresh` false no draw is made that was not made before."""
    now = station.clock()
    persons = station.persons_under_instruction() if passage.values("driver") else {}
    reach = int(station.book.limit("booking", "slot") * 1000)
    told = replace(read(passage, station.register, now, persons, reach), earlier=_earlier(passage, station, now))
    gathered = gather(passage, told, station.book, now)
    if passage.profile == "gate":
        # A gate judges slips, not trucks: the plate in front is only held against the slip.
        return Stand(passage, told, replace(gathered, waiting=("slip",)), None)
    answered, waiting = _answered(passage, told, station.book), bool(gathered.waiting)
    cases = {number: Case(facts, answered, waiting) for number, facts in gathered.cases().items()}
    draws = Draws(station, passage, told, fresh=fresh and not waiting)
    verdict = decided(station.book, cases, draws.of, frozenset().union(*gathered.papers.values()))
    return Stand(passage, told, gathered, verdict, draws.made, cases)


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


def decided(book: Rulebook, cases: Mapping[str, Case], draw_of: Callable[[str], Draw], own: Collection[str]) -> Verdict | None:
    """The strictest verdict of all papers, whose it is, every rule that fired for any of them, and what would change it for the whole truck.

    `draw_of`: papers number -> its draws; `own`: facts that each paper has for itself, where others change for the whole truck.
    """
    verdicts = {number: found for number, case in cases.items() if (found := judge(book, case, draw_of(number)))}
    if not verdicts:
        return None
    verdict = strictest(verdicts)
    if len(verdicts) == 1:
        return verdict
    fired = {rule for each in verdicts.values() for rule in each.fired}
    whose = next(number for number, each in verdicts.items() if each is verdict)
    known = {number: certain(verdicts[number].fired if number in verdicts else ()) for number in cases}
    flips = []
    for flip in verdict.flip:
        alone = flip.fact in own
        turned = {number: replace(case, facts={**case.facts, flip.fact: flip.to}) if number == whose or not alone else case for number, case in cases.items()}
        channels = [found.channel for number, case in turned.items() if (found := judge(book, case, known[number]))]
        channel = max(channels, key=STRICT.__getitem__, default=verdict.channel)
        if channel != verdict.channel:
            flips.append(replace(flip, channel=channel))
    return replace(verdict, whose=whose, fired=tuple(rule.id for rule in book.rules if rule.id in fired), flip=tuple(flips))


def changed(now: Stand, station: Station) -> Draft | None:
    """`verdict.given` when the verdict is not the one that stands in the journal; None when it is, or while something is awaited."""
    if now.verdict is None:
        return None
    body = given_body(now, station)
    before = now.passage.verdict.body if now.passage.verdict else {}
    same = all(before.get(name) == body[name] for name in ("channel", "reasons", "fired", "facts", "details"))
    same = same and (before.get("draws") or []) == body.get("draws", [])
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
        "book": station.book.hash,
        **_judged_by(now),
    }


def _judged_by(now: Stand) -> dict[str, Any]:
    """What else the rules went by: draws, answers of inspections, whether parts were awaited, and of several papers the facts that are their own."""
    first = next(iter(now.cases.values()))
    names = sorted(frozenset().union(*now.gathered.papers.values()))
    found: dict[str, Any] = {
        "draws": [each.as_map() for each in now.draws],
        "answered": sorted(first.answered),
        "waiting": first.waiting,
        "cases": {number: {name: case.facts[name] for name in names} for number, case in now.cases.items()} if len(now.cases) > 1 else {},
    }
    return {name: each for name, each in found.items() if each}
