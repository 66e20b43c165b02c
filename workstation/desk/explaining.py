"""The verdicts of a passage explained for the enterprise, from what the journal holds: the strictest of them and the last."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from workstation.desk import belt_why, rejudging, traveller_why
from workstation.desk.lane import Lane
from workstation.risk import STRICT
from workstation.risk.explain import SELECTED, Change, Published, Step, Why, explained, place, words
from workstation.settings import local_time, show_time
from workstation.words import LANGUAGES, Refused, say


@dataclass(frozen=True)
class Explanation:
    """What may be told of a passage; `steps` in the order of time, one or two; `number`: of its slip, or ''."""

    passage: str
    plate: str
    number: str
    steps: tuple[Step, ...]


def explain(lane: Lane, what: str = "") -> Explanation:
    """Of a passage id, a slip number, or anything that was scanned (the newest passage with it), a parcel or its inventory; '' = the truck in front, on a belt the parcel just read, or the newest one that is stopped. Refused `explain-none`."""
    if number := belt_why.named(lane, what):
        return Explanation(number, "", "", (belt_why.explained_of(lane, number, revealed(lane)),))
    passage = lane.passage(named(lane, what))
    if passage.profile == "traveller":
        return Explanation(passage.id, "", "", traveller_why.steps_of(lane, passage))
    steps = _steps(lane, passage.id, revealed(lane))
    if not steps:
        raise Refused("explain-none", what=what[:60] or passage.plate)
    if passage.override:
        steps[-1] = replace(steps[-1], to=str(passage.override["to"]), changes=())
    if passage.holds:
        steps[-1] = replace(steps[-1], whys=(*steps[-1].whys, Why("explain.held")), changes=())
    if passage.release:
        steps[-1] = _by(steps[-1], str(passage.release.body["basis"]))
    return Explanation(passage.id, passage.plate, passage.release.number if passage.release else "", _told(steps))


def of_slip(lane: Lane, number: str) -> tuple[Step, ...]:
    """What the back of a slip says: as it stood when the slip was given. A draw is told by the rule of every explanation: once the secret of its day is published.

    Refused `slip-unknown`, `explain-none`.
    """
    rows = lane.station.journal.read("SELECT passage FROM slip WHERE number = ? AND passage <> ''", (number,))
    for event in lane.station.journal.events(subject=rows[0][0], kinds=("released",)) if rows else ():
        if event.body["number"] == number:
            steps = _steps(lane, event.subject, revealed(lane), event.seq)
            if not steps:
                raise Refused("explain-none", what=number)
            return _told([*steps[:-1], _by(steps[-1], event.body["basis"])])
    raise Refused("slip-unknown", number=number[:40])


def _by(step: Step, basis: str) -> Step:
    """What let it go where the rules alone did not: two officers, emergency mode, a call."""
    if basis == "override":
        return replace(step, to="release", changes=())
    if basis == "emergency":
        return replace(step, to="release", how="emergency", changes=())
    return replace(step, whys=(*step.whys, Why("explain.confirmed"))) if basis == "confirmed" else step


def as_map(found: Explanation) -> dict[str, Any]:
    """For programs, with the words in both languages."""
    return {"passage": found.passage, "number": found.number or None, "steps": [_step_map(step) for step in found.steps]}


def lines(found: Explanation, lang: str) -> list[str]:
    """For people: the passage, then each step with what stands below it."""
    told = [" · ".join(filter(None, [found.passage, found.plate, found.number]))]
    for step in found.steps:
        to = f" → {say(f'channel.{step.to}', lang)}" if step.to else ""
        told += ["", f"{local_time(step.at):%Y-%m-%d %H:%M:%S}  {say(step.name, lang)}{to}"]
        told += [f"  {say(step.instead, lang, channel=say(f'channel.{step.to}', lang))}"] if step.to else []
        for why in step.whys:
            key = "explain.rules.one-of" if why.key == SELECTED else "explain.rule"
            told += [f"  {words(why, lang)}", *([f"    {say(key, lang)} {', '.join(rule.rule for rule in why.rules)}"] if why.rules else [])]
        rules = {f"{say('explain.from', lang, day=rule.valid_from)}: {place(rule, lang)}": None for why in step.whys for rule in why.rules}
        told += [f"    {say('explain.source', lang)} {text}" for text in rules]
        told += [f"  {say('explain.changes', lang)}", *(f"    {words(change, lang)}" for change in step.changes)] if step.changes else []
    return told


def named(lane: Lane, what: str) -> str:
    """The passage that is meant: a passage id, a slip number, or anything that was scanned; '' = the truck in front. Refused `explain-none`."""
    if not what:
        return lane.in_front().id
    for sql in (
        "SELECT passage FROM stay WHERE passage = ?",
        "SELECT passage FROM slip WHERE number = ? AND passage <> ''",
        "SELECT passage FROM part WHERE value = ? AND moved = 0 AND passage IN (SELECT passage FROM stay) ORDER BY at DESC, seq DESC LIMIT 1",
    ):
        rows = lane.station.journal.read(sql, (what,))
        if rows and rows[0][0]:
            return str(rows[0][0])
    raise Refused("explain-none", what=what[:60])


def revealed(lane: Lane) -> frozenset[str]:
    """Days whose draws are open to everybody."""
    rows = lane.station.journal.read("SELECT day FROM draw_day WHERE station = ? AND kind = 'draw.revealed'", (lane.station.journal.station,))
    return frozenset(str(day) for (day,) in rows)


def _steps(lane: Lane, passage: str, days: Collection[str], until: int = 0) -> list[Step]:
    """Verdicts whose rules are in the journal, the oldest first; `until`: none of a later seq."""
    given = lane.station.journal.events(subject=passage, kinds=("verdict.given",))
    kept = ((event, rejudging.book_then(lane.station, event)) for event in given if not until or event.seq < until)
    return [explained(event.body, event.at, book, days) for event, book in kept if book is not None]


def _told(steps: list[Step]) -> tuple[Step, ...]:
    """The last, and before it the strictest where that was stricter: of several as strict the newest, which knew most."""
    worst = max(reversed(steps), key=lambda step: STRICT[step.channel])
    return (worst, steps[-1]) if STRICT[worst.channel] > STRICT[steps[-1].channel] else (steps[-1],)


def _step_map(step: Step) -> dict[str, Any]:
    return {
        "at": show_time(step.at),
        "channel": step.channel,
        "words": {lang: say(step.name, lang) for lang in LANGUAGES},
        "overridden_to": step.to or None,
        "how": step.how if step.to else None,
        "decided": [{"key": why.key, "words": _both(why), "rules": [_rule_map(rule) for rule in why.rules]} for why in step.whys],
        "changes": [{"key": change.key, "also": list(change.also), "words": _both(change), "channel": change.channel} for change in step.changes],
        "book": step.book,
    }


def _rule_map(rule: Published) -> dict[str, Any]:
    return dict(vars(rule))


def _both(said: Why | Change) -> dict[str, str]:
    return {lang: words(said, lang) for lang in LANGUAGES}
