"""What stands against a truck that no officer takes away alone, and what of it would be gone after an event."""

from workstation.desk import judging
from workstation.desk.lane import Lane
from workstation.desk.values import Stand
from workstation.journal import Draft
from workstation.passage import grow, seals


def evidence(stand: Stand) -> dict[tuple[str, object], str]:
    """Instructions, seals found bad, seals that are not the declared ones, a weight that does not fit, a past that cannot be: key -> what is shown of it."""
    matches, facts = seals.check(stand.passage, stand.told).matches, stand.gathered.common
    found: dict[tuple[str, object], str] = {("instruction", row["number"]): row["number"] for row in stand.told.instructions}
    found |= {("bad", seal.place): seal.number for seal in stand.passage.seals if seal.status in seals.BAD}
    found |= {("wrong", seal.place): seal.number for seal in stand.passage.seals if matches.get(seal.place) in seals.WRONG}
    found |= {("custody", clash.id): clash.item for clash in stand.told.clashes}
    heavy = facts["booking.goods"] == "empty" and facts["weight.empty"] == "above"
    if stand.passage.weight and (heavy or facts["weight.match"] in ("over", "under")):
        found["weight", ""] = f"{stand.passage.weight.value} kg"
    return found


def lost(lane: Lane, draft: Draft) -> list[str]:
    """What would no longer stand against the truck in front after this event."""
    passage = lane.in_front()
    after = grow(passage, lane.expected([draft], lane.head)[0]) or passage
    left = evidence(judging.stand(after, lane.station, fresh=False))
    return sorted({what for key, what in evidence(judging.stand(passage, lane.station, fresh=False)).items() if key not in left})
