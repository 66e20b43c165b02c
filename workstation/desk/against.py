"""What stands against a truck that no officer takes away alone, and what of it would be gone after an event."""

from workstation.desk import judging
from workstation.desk.lane import Lane
from workstation.desk.values import Stand
from workstation.journal import Draft
from workstation.passage import Passage, grow, seals
from workstation.risk import hits
from workstation.words import LANGUAGES, Choices, bare


def evidence(stand: Stand) -> dict[tuple[str, object], str]:
    """Instructions, seals found bad, seals that are not the declared ones, a weight that does not fit, a past that cannot be: key -> what is shown of it."""
    matches, facts = seals.check(stand.passage, stand.told).matches, stand.gathered.common
    found: dict[tuple[str, object], str] = {("instruction", row["number"]): row["number"] for row in stand.told.instructions}
    found |= {("bad", seal.place): seal.number for seal in stand.passage.seals if seal.status in seals.BAD}
    found |= {("wrong", seal.place): seal.number for seal in stand.passage.seals if matches.get(seal.place) in seals.WRONG}
    found |= {("custody", clash.id): clash.item for clash in stand.told.clashes}
    heavy = facts["booking.goods"] == "empty" and facts["weight.empty"] == "above"
    heavy = heavy or (facts["booking.goods"] == "none" and not stand.passage.papers and facts["weight.booked"] in ("above", "unstated"))
    if stand.passage.weight and (heavy or facts["weight.match"] in ("over", "under")):
        found["weight", ""] = f"{stand.passage.weight.value} kg"
    return found


def rules(lane: Lane, stand: Stand) -> frozenset[str]:
    """The rules that speak against the truck, whatever part brought them up."""
    return frozenset(rule for facts in stand.gathered.cases().values() for rule in hits(lane.station.book, facts))


def lost(lane: Lane, draft: Draft, about: Passage | None = None) -> list[str]:
    """What would no longer stand against a truck (the one in front, unless told) after this event."""
    passage = about or lane.in_front()
    after = grow(passage, lane.expected([draft], lane.head)[0]) or passage
    now, then = (judging.stand(each, lane.station, fresh=False) for each in (passage, after))
    left = evidence(then)
    gone = {what for key, what in evidence(now).items() if key not in left}
    return sorted(gone or (rules(lane, now) - rules(lane, then) if _scanned(passage, draft) else ()))


def said(lane: Lane, names: list[str]) -> Choices:
    """What would be lost, as a value of a refusal: numbers as they are, rules as the key with its words."""
    told = {rule.id: {lang: bare(f"reason.{rule.reason}", lang) for lang in LANGUAGES} for rule in lane.station.book.rules if rule.id in names}
    return Choices(names, told=told)


def _scanned(passage: Passage, draft: Draft) -> bool:
    """Whether an event is about a part that a device read: a slip of the finger is put right by whoever made it."""
    body = draft.body
    place = body.get("target_station", body.get("scan_station")), body.get("target_seq", body.get("scan_seq"))
    return any(part.source != "typed" for part in passage.parts if part.place == place)
