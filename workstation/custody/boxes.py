"""One box: from each sight of it to the next, which seals went and which came, and the leg of the consignment that lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workstation.custody import closures
from workstation.custody.document import Leg
from workstation.custody.values import BROKEN, Known, Step, Visit


@dataclass(frozen=True)
class Hop:
    """From the last read at one place to the first at the next, in order of time. `state`: kept (one seal went and came) | changed | broken | unknown.

    Unknown: no seal is known to be on this container at one of the ends, or a lock that went was not read when it came.
    `went`, `came`: its own seals on when it left and when it was next seen, `found`: those of them that were open or tampered with then, and their state; `mode` rail | road | water | air and `leg`: the leg between the two ports, '' when none is told.
    """

    first: Step
    second: Step
    state: str
    went: tuple[str, ...]
    came: tuple[str, ...]
    mode: str = ""
    leg: str = ""
    found: tuple[tuple[str, str], ...] = ()


def hops(visits: Sequence[Visit], box: str, known: Known, legs: Sequence[Leg] = ()) -> tuple[Hop, ...]:
    """Every hop of a box or box truck, in order of time; visits that have nothing else to say of it count too."""
    if len(visits) == 1:
        return ()
    # What a partner port tells says something of the way only where it names the seal it put on.
    seen = [visit for visit in visits if not visit.steps[0].told or visit.items.get("seal")]
    return tuple(_hop(one, other, box, (known, legs)) for one, other in pairwise(closures.sights(seen, box)))


def _hop(one: closures.Sight, other: closures.Sight, box: str, told: tuple[Known, Sequence[Leg]]) -> Hop:
    (known, legs), went, came = told, closures.left(one, box), closures.came(other, box)
    first, second = one.steps[-1], other.steps[0]
    found = {step.value: step.status for step in other.steps if step.status in BROKEN and step.value in went}
    gone, fresh = closures.told_by(went, came, known)
    unread = any(known.is_lock(number) and number not in other.numbers for number in went)
    state = "broken" if found else "unknown" if not went or not came or unread else "kept" if gone & fresh else "changed"
    leg = next((each for each in legs if (each.begins, each.ends) == (first.place[0], second.place[0])), None)
    return Hop(first, second, state, tuple(went), tuple(came), leg.mode if leg else "", leg.number if leg else "", tuple(found.items()))
