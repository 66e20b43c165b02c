"""One box: from each sight of it to the next, which seals went and which came, and the leg of the consignment that lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workstation.custody import closures
from workstation.custody.document import Leg
from workstation.custody.values import BROKEN, Step, Visit


@dataclass(frozen=True)
class Hop:
    """From the last step at one place to the first at the next. `state`: kept (one seal went and came) | changed | broken | unknown (not read at one of the ends).

    `went`, `came`: seals on when it left and when it was next seen; `mode` rail | road | water | air and `leg`: the leg between the two ports, '' when none is told.
    """

    first: Step
    second: Step
    state: str
    went: tuple[str, ...]
    came: tuple[str, ...]
    mode: str = ""
    leg: str = ""


def hops(visits: Sequence[Visit], box: str, legs: Sequence[Leg] = ()) -> tuple[Hop, ...]:
    """Every hop of a box or box truck, in order; visits that have nothing else to say of it count too."""
    own = [visit for visit in visits if visit.has(box)]
    return tuple(_hop(one, other, legs) for one, other in pairwise(own))


def _hop(one: Visit, other: Visit, legs: Sequence[Leg]) -> Hop:
    went, came = closures.left(one), closures.came(other)
    broken = any(step.status in BROKEN and step.value in went for step in other.steps)
    state = "broken" if broken else "unknown" if not went or not came else "kept" if set(went) & set(came) else "changed"
    first, second = one.steps[-1], other.steps[0]
    leg = next((each for each in legs if (each.begins, each.ends) == (first.place[0], second.place[0])), None)
    return Hop(first, second, state, tuple(went), tuple(came), leg.mode if leg else "", leg.number if leg else "")
