"""When a weight stands still: equal frames for long enough, without a motion mark, give it once, until the scale moves again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from devices.readings import Weight


@dataclass(frozen=True)
class Settled:
    """A weight that stood still: decimal string in kg, how many equal frames, monotonic time of the last one."""

    value: str
    frames: int
    at_ns: int


@dataclass(frozen=True)
class Rule:
    """`frames` equal frames over at least `seconds`; `increment` is the scale's step in kg, `few` steps are no movement; up to `few` steps it is empty.

    `wanted_frames`: so many are enough when somebody pressed Print and the scale itself says that it stands.
    """

    frames: int = 5
    seconds: float = 2.0
    increment: str = "20"
    few: int = 3
    wanted_frames: int = 2


class Settling:
    """Pure: weights and their times in, settled weights out. A frame of a scale is weak evidence, so one alone never counts."""

    def __init__(self, rule: Rule | None = None) -> None:
        self._rule = rule or Rule()
        self._margin = Decimal(self._rule.increment) * self._rule.few
        self._run = _Run()
        self._given: Decimal | None = None
        self._unfit = ("", 0)
        self.refused: Weight | None = None
        """The last weight, while it is one that is never taken: its `why` says so. One frame is weak evidence here too, so two in a row are needed."""

    def see(self, weight: Weight, at_ns: int) -> Settled | None:
        """The weight in kg, the first time it has stood still; None while it moves, is empty or unfit, or was given already."""
        judged, kg = in_kg(weight)
        self._tell(judged)
        if not judged.fit:
            self._run = _Run()
            return None
        self._forget(Decimal(kg))
        if weight.steady is False:
            self._run = _Run()
            return None
        if self._run.value != kg:
            self._run = _Run(kg, 0, at_ns)
        self._run = _Run(kg, self._run.count + 1, self._run.since_ns, self._run.wanted or weight.wanted)
        return self._settled(weight, at_ns)

    @property
    def why(self) -> str:
        """The key of what is wrong with the weight that the scale shows; '' for nothing."""
        return self.refused.why if self.refused else ""

    def again(self) -> None:
        """Somebody still needs the weight: give it once more while it stands, also if it was given already."""
        self._given = None

    def gap(self) -> None:
        """The link was lost: what stood still before says nothing about now."""
        self._run = _Run()
        self._unfit = ("", 0)
        self.refused = None

    def _forget(self, kg: Decimal) -> None:
        """The truck whose weight was given has driven off, or another one stands there."""
        if self._given is not None and (kg <= self._margin or abs(kg - self._given) > self._margin):
            self._given = None

    def _settled(self, weight: Weight, at_ns: int) -> Settled | None:
        kg = Decimal(self._run.value)
        if self._given is not None or kg <= self._margin or not self._still(weight, at_ns):
            return None
        self._given = kg
        return Settled(self._run.value, self._run.count, at_ns)

    def _still(self, weight: Weight, at_ns: int) -> bool:
        run, rule = self._run, self._rule
        if run.wanted and weight.steady and run.count >= rule.wanted_frames:
            return True
        return run.count >= rule.frames and at_ns - run.since_ns >= rule.seconds * 1_000_000_000

    def _tell(self, weight: Weight) -> None:
        why, count = self._unfit
        self._unfit = (weight.why, count + 1 if weight.why == why else 1)
        if weight.fit:
            self.refused = None
        elif self._unfit[1] > 1:
            self.refused = weight


@dataclass(frozen=True)
class _Run:
    """Equal frames in a row; `wanted`: Print was pressed in one of them."""

    value: str = ""
    count: int = 0
    since_ns: int = 0
    wanted: bool = False


def in_kg(weight: Weight) -> tuple[Weight, str]:
    """The weight and its kg as a decimal string. What is no number, has an unknown unit or gives no whole grams is made unfit: nothing is rounded.

    1 lb = 0.45359237 kg exactly (international yard and pound agreement, 1959).
    """
    if not weight.fit:
        return weight, ""
    if not _PLAIN.fullmatch(weight.value):
        return replace(weight, fit=False, why="scale-unreadable"), ""
    if weight.unit == "kg":
        return weight, weight.value
    if weight.unit in _KG:
        kg = Decimal(weight.value) * _KG[weight.unit]
        if kg == kg.quantize(_GRAM):
            return weight, f"{kg.normalize():f}"
    return replace(weight, fit=False, why="scale-unit"), ""


_PLAIN = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
_KG: Mapping[str, Decimal] = {"t": Decimal(1000), "g": Decimal("0.001"), "lb": Decimal("0.45359237")}
_GRAM = Decimal("0.001")
