"""Seals along the way: which stand unbroken, which were opened unseen, which number was used twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from workstation.custody.values import BROKEN, CLOSED, PRESENT, Clash, Known, Step, Visit, clash

PUT_ON = ("seal.applied", "seal.replaced")


@dataclass(frozen=True)
class Sight:
    """A stretch of one visit that no other visit of the same thing breaks into; `steps` are those for which it stood there."""

    visit: Visit
    steps: tuple[Step, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """Seals read, put on or taken off."""
        return frozenset(number for step in self.steps if step.part == "seal" for number in (step.value, step.off) if number)


def sights(visits: Iterable[Visit], holder: str) -> list[Sight]:
    """Where a thing stood, in order of time across stations: visits that interleave are taken apart."""
    own = [visit for visit in visits if visit.has(holder)]
    told = sorted(((step.stamp, number, step) for number, visit in enumerate(own) for step in visit.steps if step.what in PRESENT), key=lambda each: each[:2])
    return [Sight(own[number], tuple(step for *_, step in several)) for number, several in groupby(told, key=lambda each: each[1])]


def check(visits: Sequence[Visit], part: str, value: str, known: Known) -> Iterator[Clash]:
    """Opened unseen, used twice, changed without an event; of one seal, or of every seal of a container or box truck."""
    numbers = [value] if part == "seal" else seals_of(visits, value) if part in ("container", "vehicle", "trailer") else []
    for number in numbers:
        told = [(visit, step) for visit in visits for step in visit.steps if number in (step.value, step.off) and step.part == "seal"]
        yield from opened_unseen([step for _, step in told], number, known)
        if not known.is_lock(number):
            yield from twice(told, number, known.measures.skew)
    if part != "seal" and numbers:
        yield from changed(visits, value, known)
        yield from unread(visits, value, known)


def seals_of(visits: Iterable[Visit], holder: str) -> list[str]:
    """Numbers of the seals that were on a container or box truck, as far as it is known whose they were."""
    found: dict[str, None] = {}
    for visit in visits:
        for step in visit.steps:
            if step.part == "seal" and holder in holders(visit, step):
                if step.value:
                    found[step.value] = None
                if step.off:
                    found[step.off] = None
    return [*found]


def holders(visit: Visit, step: Step) -> tuple[str, ...]:
    """What a seal closes: the container it was read with in this visit, else all that may be."""
    named = step.container or visit.named.get(step.off) or visit.named.get(step.value)
    return (named,) if named else visit.holders


def is_on(visit: Visit, step: Step, holder: str) -> bool:
    """Whether a seal is known to be on a container or box truck: of several containers the one named with it; of a truck and its trailer the trailer."""
    may = holders(visit, step)
    return step.part == "seal" and bool(may) and may[-1] == holder and (len(may) == 1 or "container" not in visit.items)


def unclear(visit: Visit, holder: str) -> bool:
    """Whether a seal was read, put on or taken off there that may be on this one or on another."""
    return holder in visit.holders and any(step.part == "seal" and len(holders(visit, step)) > 1 for step in visit.steps)


def opened_unseen(steps: Iterable[Step], number: str, known: Known) -> Iterator[Clash]:
    """Closed when last seen, open now, or opened by the lock's own word, and nobody wrote that it was taken off."""
    closed: list[Step] = []
    for step in steps:
        if step.off == number:
            closed = []
            continue
        told = _since(closed, step, known.measures.skew)
        if told or (closed and step.status in BROKEN and closed[-1].passage != step.passage):
            yield clash("opened-unseen", number, told or closed[-1], step, seal=number)
        if step.what in PUT_ON or step.status in CLOSED:
            closed = [step] if told else [*closed, step]
        elif step.status in BROKEN:
            closed = []


def _since(closed: Sequence[Step], step: Step, skew: int) -> Step | None:
    """When the lock says itself that it was opened after it was seen closed: that sight."""
    if not step.opened or step.opened > step.at + skew:
        return None
    seen = next((each for each in reversed(closed) if each.at + skew < step.opened), None)
    # Closed when this truck came and opened since: that was here, and what is missing is only the word of who did it.
    return None if seen is None or seen.passage == step.passage else seen


def twice(told: Sequence[tuple[Visit, Step]], number: str, skew: int = 0) -> Iterator[Clash]:
    """One number put on twice, on after it was taken off, put on after another truck came with it closed, or seen closed on two containers."""
    on: Step | None = None
    off: Step | None = None
    before: tuple[Visit, Step] | None = None
    for visit, step in told:
        put = step.what in PUT_ON and step.value == number
        if put and on and _other(on, step):
            yield clash("seal-twice", number, on, step, seal=number)
        elif off and off.passage != step.passage and (put or (step.value == number and step.status == "sealed")):
            yield clash("seal-twice", number, off, step, seal=number)
        elif before and (_apart(before, (visit, step), number) or (put and _came_closed(before[1], step, skew))):
            yield clash("seal-twice", number, before[1], step, seal=number)
        if step.off == number:
            off = step
        if put:
            on = step
        if step.value == number:
            before = (visit, step)


def _came_closed(before: Step, put: Step, skew: int) -> bool:
    """A number that was seen closed in another passage cannot be put on later; what was read in the same one may be the new seal itself."""
    return before.what not in PUT_ON and before.status in CLOSED and before.passage != put.passage and put.at - before.at > skew


def _other(one: Step, other: Step) -> bool:
    """Not the same application written twice."""
    return one.passage != other.passage or (bool(one.container and other.container) and one.container != other.container)


def _apart(one: tuple[Visit, Step], other: tuple[Visit, Step], number: str) -> bool:
    """Both were on something that is known, of the same kind, and not the same; within one passage the cross-check sees to it."""
    if one[0].passage == other[0].passage or other[1].value != number:
        return False
    first, second = set(holders(*one)), set(holders(*other))
    alike = all(each.isascii() for each in first | second) or not any(each.isascii() for each in first | second)
    return bool(first and second) and alike and not first & second


def told_by(went: Iterable[str], here: Iterable[str], known: Known) -> tuple[set[str], set[str]]:
    """The numbers that say whether it stayed closed: its seals, where it had some both times; a lock beside them goes on again and vouches for none."""
    seals = tuple({number for number in several if not known.is_lock(number)} for several in (went, here))
    return (seals[0], seals[1]) if all(seals) else (set(went), set(here))


def changed(visits: Iterable[Visit], holder: str, known: Known) -> Iterator[Clash]:
    """Other seals than those it left with, and no event that says who changed them: a gap in the story."""
    went: dict[str, Step] = {}
    for sight in sights(visits, holder):
        if holder not in sight.visit.holders or unclear(sight.visit, holder):
            went = {} if any(step.off for step in sight.steps) else went
            continue
        here = came(sight, holder)
        touched = {step.off for step in sight.steps} | {step.value for step in sight.steps if step.status in (*BROKEN, "unknown")}
        gone, fresh = told_by(went, here, known)
        if gone and fresh and not gone & (fresh | touched):
            one, other = ([step for number, step in several.items() if number in told] for several, told in ((went, gone), (here, fresh)))
            yield clash("seal-changed", holder, one[0], other[0], seal=", ".join(each.value for each in one), new=", ".join(each.value for each in other))
        if here or any(is_on(sight.visit, step, holder) for step in sight.steps if step.off or step.what in PUT_ON):
            went = left(sight, holder)


def unread(visits: Iterable[Visit], holder: str, known: Known) -> Iterator[Clash]:
    """A lock it left with that nobody read when it was seen next: a lock goes on again, so nothing says that it stayed closed. A gate reads none, and no pack tells of one."""
    went: dict[str, Step] = {}
    for sight in sights(visits, holder):
        visit = sight.visit
        if holder not in visit.holders or any(step.told or step.values.get("profile") == "gate" for step in visit.steps):
            continue
        read = {number for step in visit.steps if step.part == "seal" for number in (step.value, step.off)}
        for number, step in went.items():
            if number not in read and step.passage != visit.passage:
                yield clash("lock-unread", holder, step, sight.steps[0], seal=number)
        went = {number: step for number, step in left(sight, holder).items() if known.is_lock(number)}


def came(sight: Sight, holder: str) -> dict[str, Step]:
    """Seals known to be on it when it came, by number: read closed, and not put on then."""
    put = {step.value for step in sight.steps if step.what in PUT_ON}
    closed = (step for step in reversed(sight.steps) if step.value and step.status in CLOSED and step.value not in put)
    return {step.value: step for step in closed if is_on(sight.visit, step, holder)}


def left(sight: Sight, holder: str) -> dict[str, Step]:
    """Seals known to be on it when it went, by number."""
    on = came(sight, holder)
    for step in sight.steps:
        on.pop(step.off, None)
        if step.what in PUT_ON and is_on(sight.visit, step, holder):
            on[step.value] = step
    return on


def unbroken(visits: Sequence[Visit], holder: str, known: Known) -> str:
    """Whether a box went from the first to the last sight under one seal: unbroken | resealed (by events) | broken | unknown.

    Unknown: seen closed less than twice, a seal that may be another container's, a lock that was not read on the way.
    """
    own = [visit for visit in visits if visit.has(holder)]
    if len(own) == 1 and not any(step.status in BROKEN for step in own[0].steps):
        return "unknown"
    seals = {number for visit in own for step in visit.steps if is_on(visit, step, holder) for number in (step.value, step.off) if number}
    steps = [step for visit in own for step in visit.steps if step.part == "seal" and (step.value in seals or step.off in seals)]
    if len(own) == 1:
        return "broken" if any(step.status in BROKEN for step in steps) else "unknown"
    if any(step.status in BROKEN for step in steps) or any(changed(own, holder, known)) or any(any(opened_unseen(_of(steps, each), each, known)) for each in seals):
        return "broken"
    told = [(sight.visit, came(sight, holder), left(sight, holder)) for sight in sights(own, holder)]
    sure = {visit.passage for visit, here, went in told if here or went}
    if any(unclear(visit, holder) and visit.passage not in sure for visit in own) or any(unread(own, holder, known)):
        return "unknown"
    return _kept([(here, went) for _, here, went in told if here or went], opened=any(step.off or step.told for step in steps))


def _kept(ends: Sequence[tuple[dict[str, Step], dict[str, Step]]], *, opened: bool) -> str:
    """By what was on at each sight when it came and when it went."""
    if len(ends) < 2 or not ends[0][1] or not ends[-1][0]:
        return "unknown"
    kept = set(ends[0][1])
    for (_, went), (here, _) in pairwise(ends):
        kept &= set(went) & set(here)
    return "unbroken" if kept else "resealed" if opened else "unknown"


def _of(steps: Iterable[Step], number: str) -> list[Step]:
    return [step for step in steps if number in (step.value, step.off)]
