"""What cannot be: pure checks over the visits of one item; each contradiction names the two events."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workstation.custody import closures, weights
from workstation.custody.distances import MINUTE
from workstation.custody.steps import is_present
from workstation.custody.values import BROKEN, TOLD_BY_REGISTER, Clash, Known, Step, Visit, clash, where
from workstation.settings import local_time

GAPS = ("seal-changed", "lock-unread", "not-finished", "inspection-left", "hold-left", "looks-differ")
"""Clashes that are holes in the story, not impossibilities."""
GOODS = frozenset({"sscc", "epc", "sgtin", "grai"})
"""What may have flown."""
MOVED = frozenset({"container", "vehicle", "trailer", "seal"}) | GOODS
"""What is in one place at a time; goods of one paper and pieces of one article are in several."""
NOTHING = Known()
ENOUGH = 2
"""Visits that may contradict each other; one alone, where nothing was put on or taken off, says nothing against itself."""
OVER = ("released", "passage.left", "passage.closed")


@dataclass(frozen=True)
class Stay:
    """From the first to the last step for which one item must have stood in one place."""

    first: Step
    last: Step


def check(visits: Sequence[Visit], part: str, value: str, known: Known = NOTHING) -> tuple[Clash, ...]:
    """Everything about one item (`part`: container, vehicle, trailer, seal, declaration …) that cannot be, gaps last, each in order of its second event.

    `visits`: those of the item, by their first step (`steps.visits`). No clash is raised on what could have happened somehow.
    """
    own = [visit for visit in visits if visit.has(value)]
    if is_quiet(own):
        return ()
    found: list[Clash] = []
    if part in MOVED:
        found += moves(own, part, value, known)
    found += closures.check(own, part, value, known)
    if part in ("container", "vehicle", "trailer"):
        found += weights.gained([visit for visit in own if not visit.steps[0].told], value, known)
        found += _not_finished(own, value)
        found += _let_go(own, value)
    if part == "container":
        found += _looks_differ(own, value)
    found += off_duty(own, part, value, known)
    unique = {clash.id: replace(clash, risk=known.measures.risk(clash.what)) for clash in found}
    return tuple(sorted(unique.values(), key=lambda clash: (clash.what in GAPS, clash.second.stamp)))


def is_quiet(visits: Sequence[Visit], *, closed: bool = False) -> bool:
    """Whether these visits of an item have nothing that could contradict anything: at most one, in which nothing was put on or taken off; `closed`: nor found open."""
    if len(visits) >= ENOUGH:
        return False
    for visit in visits:
        for step in visit.steps:
            if step.off or step.what in closures.PUT_ON or step.station != visit.station or (closed and step.status in BROKEN):
                return False
    return True


def moves(visits: Iterable[Visit], part: str, value: str, known: Known = NOTHING) -> Iterator[Clash]:
    """Too fast between two ports, or in two places at once."""
    stays = sorted((stay for visit in visits for stay in stays_of(visit, value)), key=lambda stay: stay.first.stamp)
    for place, stay in enumerate(stays):
        for before in reversed(stays[:place]):
            if stay.first.at - before.last.at > known.measures.window:
                continue
            found, comparable = _between(before, stay, (part, value), known)
            if found:
                yield found
            if comparable:
                break


def stays_of(visit: Visit, value: str) -> list[Stay]:
    """The times the item stood in front there; what was only mentioned, or moved here from another truck, is no stay."""
    found = []
    for number in dict.fromkeys(step.stay for step in visit.steps):
        steps = [step for step in visit.steps if step.stay == number and is_present(step)]
        if any(value in (step.value, step.off, step.container) for step in steps):
            found.append(Stay(steps[0], steps[-1]))
    return found


def _between(before: Stay, stay: Stay, item: tuple[str, str], known: Known) -> tuple[Clash | None, bool]:
    """The clash of two stays, and whether they could be compared at all."""
    (part, value), measures = item, known.measures
    one, other = before.first.place, stay.first.place
    # Of what a port told of itself no lane is known.
    if one == other or (one[0] == other[0] and not (one[1] and other[1])):
        return None, True
    skew = measures.skew
    if before.first.at + skew < stay.first.at < before.last.at - skew:
        return clash("two-places", value, before.last, stay.first), True
    if one[0] == other[0]:
        return None, True
    found = measures.way(one[0], other[0], goods=part in GOODS)
    if found is None:
        return None, False
    took = stay.first.at - before.last.at
    if took + skew >= found.least:
        return None, True
    minutes = {"km": str(found.km), "minutes": str(max(took // MINUTE, 0)), "least": str(-(-found.least // MINUTE))}
    return clash("too-fast", value, before.last, stay.first, **minutes), True


def off_duty(visits: Iterable[Visit], part: str, value: str, known: Known) -> Iterator[Clash]:
    """A seal or lock taken off by somebody who had signed out, or whom the day's duty list does not name while nobody on it signed too."""
    for visit in visits:
        for step in visit.steps:
            if not step.off or (part == "seal" and step.off != value):
                continue
            last = _last(known.duty, step)
            if last is not None:
                yield clash("off-duty", value, last, step, officer=step.officer, seal=step.off)


def _last(duty: Iterable[Step], step: Step) -> Step | None:
    """The sign-out or duty list that speaks against an opening, or None."""
    here = [each for each in duty if each.station == step.station and each.stamp < step.stamp]
    signed = [each for each in here if each.what in ("officer.signed-in", "officer.signed-out")]
    own = [each for each in signed if each.value == step.officer]
    for last in (own[-1:], signed[-1:]):
        if last and last[0].what == "officer.signed-out":
            return last[0]
    day = local_time(step.at).date().isoformat()
    lists = [each for each in here if each.what == "duty.set" and each.value == day]
    if lists and not {step.officer, step.values.get("cosigner", "")} & set(lists[-1].values):
        return lists[-1]
    return None


def _not_finished(visits: Sequence[Visit], value: str) -> Iterator[Clash]:
    """It stood at one station, nobody let it go, and another port saw it: what happened between is not known."""
    for before, after in pairwise(visits):
        elsewhere = before.steps[0].place[0] != after.steps[0].place[0]
        # A gate lets a truck go by its slip; its passage ends when the next one comes.
        gate = any(step.values.get("profile") == "gate" for step in before.steps)
        if not elsewhere or gate or before.steps[0].told or any(step.what in OVER for step in before.steps) or not any(is_present(step) for step in before.steps):
            continue
        yield clash("not-finished", value, [step for step in before.steps if step.stamp < after.steps[0].stamp][-1], after.steps[0])


def _looks_differ(visits: Iterable[Visit], value: str) -> Iterator[Clash]:
    """Two ports looked at a container under the same papers, one after the other: one found something, the other did not. The last look of a port is what it says."""
    last: dict[str, Step] = {}
    for step, papers, result in sorted(_looks(visits, value), key=lambda each: each[0].stamp):
        for paper in papers:
            before = last.get(paper)
            known = before and (before.values["result"], before.place[0])
            if before and known and known[0] != result and known[1] != step.place[0]:
                found, fine = (before, step) if known[0] == "abnormal" else (step, before)
                yield clash("looks-differ", value, before, step, found=where(found), fine=where(fine))
            last[paper] = step


def _looks(visits: Iterable[Visit], value: str) -> Iterator[tuple[Step, tuple[str, ...], str]]:
    """Inspections of a container that were ended: step, papers, normal | abnormal."""
    for visit in visits:
        own = (*visit.items.get("declaration", ()), *visit.items.get("release_list", ()))
        for step in visit.steps:
            result = step.values.get("result", "")
            if step.what in ("inspection.closed", TOLD_BY_REGISTER) and value in visit.holders and result in ("normal", "abnormal"):
                yield step, (step.values["papers"],) if step.told else own, result


LOOKING = ("inspection.opened", "inspection.resumed", "inspection.suspended")
ENDED = {"inspection.closed": "inspection-left", TOLD_BY_REGISTER: "inspection-left", "hold.lifted": "hold-left"}
"""What ends a look or a hold -> the gap it leaves where it never came."""


def _let_go(visits: Sequence[Visit], value: str) -> Iterator[Clash]:
    """Let go at one lane, of the same port or another, while an inspection or a hold of it at another was not over; a look that ended anywhere since counts."""
    standing: dict[tuple[str, str], Step] = {}
    for step in sorted((step for visit in visits if value in visit.holders for step in visit.steps), key=lambda step: step.stamp):
        if step.what in LOOKING or step.what == "hold.placed":
            standing["hold-left" if step.what == "hold.placed" else "inspection-left", step.passage] = step
        elif step.what in ENDED and step.values.get("result") != "unfinished":
            standing = {name: each for name, each in standing.items() if name[0] != ENDED[step.what] or (step.what == "hold.lifted" and name[1] != step.passage)}
        elif step.what in ("released", "passage.left"):
            yield from (clash(what, value, each, step) for (what, passage), each in standing.items() if passage != step.passage)
            standing = {}
