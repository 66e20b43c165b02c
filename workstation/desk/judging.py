"""From a passage to its verdict: read what was told, cross-check, judge each of its papers, keep the strictest."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workstation.desk import custody, ledgers, looked
from workstation.desk.drawing import Draws
from workstation.desk.station import Station
from workstation.desk.values import Stand
from workstation.journal import Draft
from workstation.made import anew
from workstation.passage import Passage, Told, gather, read, unseen
from workstation.passage.told import live_instructions
from workstation.passage.trips import Near
from workstation.persons.checking import THINGS
from workstation.risk import STRICT, Case, Draw, Rulebook, Verdict, judge, risks, strictest
from workstation.risk.days import day_of
from workstation.risk.draw import certain
from workstation.risk.judge import turned


def stand(passage: Passage, station: Station, *, fresh: bool = True) -> Stand:
    """How the passage stands at this moment; with `fresh` false no draw is made that was not made before."""
    now = station.clock()
    book = station.book.on(day_of(now))
    persons = station.persons_under_instruction() if passage.values("driver") else {}
    reach, grace = (int(book.limit("booking", name) * 1000) for name in ("slot", "grace"))
    near = Near(reach, grace, lambda numbers: _went(passage, station, numbers))
    told = read(passage, station.register, now, persons, near)
    loads = _loads(passage, station, now)
    past = custody.look(passage, told, station)
    journal = {"earlier": _earlier(passage, loads, now), "apart": told.apart | _gone(passage, told, loads), "clashes": past.clashes, "relied": past.relied, "journeys": past.journeys}
    told = ledgers.look(passage, anew(told, **journal), station)
    if passage.profile == "traveller":
        left, seen = looked.before(passage, station, (*told.instructions, *_on_buyer(passage, station, told, now)))
        told = anew(told, instructions=left, looked=seen)
    gathered = gather(passage, told, book, now)
    if passage.profile == "gate":
        # A gate judges slips, not trucks: the plate in front is only held against the slip.
        return Stand(passage, told, replace(gathered, waiting=("slip",)), None)
    if passage.profile == "traveller":
        return Stand(passage, told, replace(gathered, waiting=tuple(thing for thing, part in THINGS.items() if not passage.values(part))), None)
    answered, waiting = _answered(passage, told, book), bool(gathered.waiting)
    cases = {number: Case(facts, answered, waiting) for number, facts in gathered.cases().items()}
    draws = Draws(station, passage, told, cases, fresh=fresh and not waiting)
    verdict = decided(book, cases, draws.of, frozenset().union(*gathered.papers.values()))
    # Beside the verdict, after it and without a way back into it.
    advice = station.scorecard.advise(verdict.facts) if station.scorecard is not None and verdict is not None else None
    return Stand(passage, told, gathered, verdict, draws.made, cases, advice, book)


def _on_buyer(passage: Passage, station: Station, told: Told, now: int) -> list[Mapping[str, Any]]:
    """Live instructions on whoever bought what is here, by the receipt or the sealed bag: they count although he himself, or his document, was not read."""
    rows = [station.register.get("receipt", number) for number in passage.values("receipt")]
    rows += [row for part in passage.parts if part.sort == "pickup" for row in station.register.where("receipt", "pickup", part.value)]
    known = {each["number"] for each in told.instructions}
    return [each for each in live_instructions(station.register, {row["person"]: "person" for row in rows if row}, now) if each["number"] not in known]


@dataclass(frozen=True)
class Load:
    """A container that went under a paper, in another passage, under a slip that is not void."""

    container: str
    papers: str
    number: str
    expires: int


def _loads(passage: Passage, station: Station, now: int) -> list[Load]:
    """What the containers of this truck went under before, the newest first. One indexed read."""
    containers = passage.values("container")
    if not containers:
        return []
    marks = ", ".join("?" * len(containers))
    rows = station.journal.read(
        f"SELECT l.container, l.papers, s.number, s.expires FROM load l JOIN slip s ON s.number = l.number WHERE l.container IN ({marks}) AND s.voided = 0"
        " AND s.passage <> ? AND s.at <= ? ORDER BY s.at DESC, s.number",
        (*containers, passage.id, passage.release.at if passage.release else now),
    )
    return [Load(*row) for row in rows]


def _went(passage: Passage, station: Station, numbers: Sequence[str]) -> frozenset[str]:
    """Bookings a truck went under before, in another passage, under a slip that is not void. One indexed read, only where a truck has several bookings."""
    marks = ", ".join("?" * len(numbers))
    rows = station.journal.read(
        f"SELECT t.value FROM target t JOIN slip s ON s.passage = t.passage WHERE t.kind = 'booking' AND t.value IN ({marks}) AND s.voided = 0"
        " AND s.passage <> ? AND s.at <= ?",
        (*numbers, passage.id, passage.release.at if passage.release else station.clock()),
    )
    return frozenset(value for (value,) in rows)


def _earlier(passage: Passage, loads: list[Load], now: int) -> str:
    """The slip, neither void nor expired, under which the same container went under the same papers in another passage; '' for none.

    A slip that was used at the gate counts as well: its container is away.
    """
    return next((load.number for load in loads if load.expires > now and load.papers in passage.papers), "")


def _gone(passage: Passage, told: Told, loads: list[Load]) -> frozenset[str]:
    """Papers not read here whose containers on this truck all went under them before: an earlier trip of the same containers."""
    went = {(load.container, load.papers) for load in loads}
    here = {number: {row["papers"] for row in told.containers[number]} for number in passage.values("container")}
    listing = {papers: [number for number, listed in here.items() if papers in listed] for papers in told.shared}
    return frozenset(papers for papers, boxes in listing.items() if boxes and all((number, papers) in went for number in boxes))


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
    # In the order of their numbers, whatever was read first: of equals the same one is named each time, also from what the journal keeps.
    verdicts = {number: found for number, case in sorted(cases.items()) if (found := judge(book, case, draw_of(number)))}
    if not verdicts:
        return None
    verdict = strictest(verdicts)
    if len(cases) == 1:
        return verdict
    fired = {rule for each in verdicts.values() for rule in each.fired}
    whose = next(number for number, each in verdicts.items() if each is verdict)
    known = {number: certain(verdicts[number].fired if number in verdicts else ()) for number in cases}
    rules, flips = [rule for rule in book.rules if rule.id in fired], []
    for flip in verdict.flip:
        alone = flip.fact in own
        ways = {number: turned(case, flip.fact, flip.to, rules) if number == whose or not alone else (case,) for number, case in cases.items()}
        channels = {_whole(book, {number: several[min(way, len(several) - 1)] for number, several in ways.items()}, known) for way in range(max(map(len, ways.values())))}
        channel = channels.pop() if len(channels) == 1 else ""
        if channel and channel != verdict.channel:
            flips.append(replace(flip, channel=channel))
    return replace(verdict, whose=whose, fired=tuple(rule.id for rule in book.rules if rule.id in fired), flip=tuple(flips))


def _whole(book: Rulebook, cases: Mapping[str, Case], known: Mapping[str, Draw]) -> str:
    """The strictest channel of all papers, '' where nothing is said of any."""
    return max((found.channel for number, case in cases.items() if (found := judge(book, case, known[number]))), key=STRICT.__getitem__, default="")


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
        "flip": [flip.as_map() for flip in verdict.flip],
        "risks": list(risks(station.book, verdict.channel, verdict.fired)),
        "rules": station.book.version,
        "packs": {"register": station.register.version, "rules": station.book.pack},
        "ages": {name: as_of for name, as_of in now.told.ages.items() if as_of is not None},
        "book": station.book.hash,
        "day": station.book.day,
        **_judged_by(now),
    }


def _judged_by(now: Stand) -> dict[str, Any]:
    """What else the rules went by: draws, answers of inspections, whether parts were awaited, and (of several papers, or where something was drawn) the facts that are the papers' own."""
    first = next(iter(now.cases.values()))
    names = sorted(frozenset().union(*now.gathered.papers.values()))
    found: dict[str, Any] = {
        "draws": [each.as_map() for each in now.draws],
        "answered": sorted(first.answered),
        "waiting": first.waiting,
        "cases": {number: {name: case.facts[name] for name in names} for number, case in now.cases.items()} if len(now.cases) > 1 or now.draws else {},
    }
    return {name: each for name, each in found.items() if each}
