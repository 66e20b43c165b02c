"""Weight gained under an unbroken seal: what nobody opened cannot have grown heavier."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workstation.custody import closures
from workstation.custody.values import BROKEN, CLOSED, Clash, Known, Step, Visit, clash


@dataclass(frozen=True)
class Weighing:
    """One weighing under seal: gross kg of the truck, and what stood on the scale."""

    step: Step
    kg: Decimal
    vehicles: frozenset[str]
    containers: frozenset[str]


def gained(visits: Sequence[Visit], value: str, known: Known) -> Iterator[Clash]:
    """Of a container or box truck: heavier than at an earlier weighing since the same seal was put on or first seen; each gain once, where it shows first."""
    for number in closures.seals_of(visits, value):
        run: list[Weighing] = []
        for visit in visits:
            if value not in visit.holders:
                continue
            before, after = _weighed(visit, number)
            if before and run and (found := _heavier(run, before, known)):
                yield clash("weight-gained", value, found[0].step, before.step, kg=f"{found[1]:f}", seal=number)
                run = []
            run = [*run, before] if before else run
            if _opened(visit) or not _seen(visit, number):
                run = []
            run = [*run, after] if after else run


def _weighed(visit: Visit, number: str) -> tuple[Weighing | None, Weighing | None]:
    """The last weighing while the seal it came with was on, and the last one after it was put on here."""
    put = next((step for step in visit.steps if step.what in closures.PUT_ON and step.value == number), None)
    touched = [step.stamp for step in visit.steps if step.off or step.what in closures.PUT_ON]
    scales = [step for step in visit.steps if step.part == "weight" and not step.moved]
    early = [step for step in scales if not touched or step.stamp < touched[0]] if not put and _seen(visit, number) and not _bad(visit) else []
    late = [step for step in scales if put and step.stamp > max(touched)] if put else []
    return (_weighing(visit, early[-1]) if early else None), (_weighing(visit, late[-1]) if late else None)


def _weighing(visit: Visit, step: Step) -> Weighing:
    items = visit.items
    vehicles = frozenset((*items.get("vehicle", ()), *items.get("trailer", ())))
    return Weighing(step, Decimal(step.value), vehicles, frozenset(items.get("container", ())))


def _seen(visit: Visit, number: str) -> bool:
    return any(step.value == number and step.status in CLOSED for step in visit.steps)


def _bad(visit: Visit) -> bool:
    return any(step.status in BROKEN for step in visit.steps)


def _opened(visit: Visit) -> bool:
    """Any seal of the truck that was taken off, put on or found broken ends what the weights can say."""
    return _bad(visit) or any(step.off or step.what in closures.PUT_ON for step in visit.steps)


def _heavier(run: Sequence[Weighing], now: Weighing, known: Known) -> tuple[Weighing, Decimal] | None:
    """The last weighing before that was too light, and how many kg were gained since; None within the tolerance, or where nothing is comparable."""
    gains = ((_gain(before, now, known), before) for before in reversed(run))
    percent, least = known.measures.percent, known.measures.kg
    return next(((before, gain) for gain, before in gains if gain is not None and gain > max(before.kg * percent / 100, least)), None)


def _gain(before: Weighing, now: Weighing, known: Known) -> Decimal | None:
    """What was gained in kg; the same load on another truck is compared without the vehicles, where the register knows what they weigh."""
    if before.containers != now.containers or not (_whole(before, known) and _whole(now, known)):
        return None
    if before.vehicles == now.vehicles:
        return now.kg - before.kg
    if not before.containers or not all(plate in known.tares for plate in before.vehicles | now.vehicles):
        return None
    tares = [sum((Decimal(known.tares[plate]) for plate in each.vehicles), Decimal(0)) for each in (before, now)]
    return (now.kg - tares[1]) - (before.kg - tares[0])


def _whole(weighing: Weighing, known: Known) -> bool:
    """Everything on wheels was read: behind a tractor an unread trailer may be another one the next time."""
    return bool(weighing.vehicles) and (any(plate.endswith("挂") for plate in weighing.vehicles) or not weighing.vehicles & known.tractors)
