"""When a weight stands still: equal frames for long enough give it once, until the scale moves again."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Settled:
    """A weight that stood still: decimal string as the scale sent it, how many equal frames, monotonic time of the last one."""

    value: str
    frames: int
    at_ns: int


@dataclass(frozen=True)
class Rule:
    """`frames` equal frames over at least `seconds`; `increment` is the scale's step, `few` steps are no movement; up to `few` steps the scale is empty."""

    frames: int = 5
    seconds: float = 2.0
    increment: str = "20"
    few: int = 3


class Settling:
    """Pure: weights and their times in, settled weights out. A frame of a scale is weak evidence, so one alone never counts."""

    def __init__(self, rule: Rule | None = None) -> None:
        self._rule = rule or Rule()
        self._margin = Decimal(self._rule.increment) * self._rule.few
        self._value = ""
        self._count = 0
        self._since_ns = 0
        self._given: Decimal | None = None

    def see(self, value: str, at_ns: int) -> Settled | None:
        """The weight, the first time it has stood still; None while it moves, is empty, or was given already."""
        if value == self._value:
            self._count += 1
        else:
            self._value, self._count, self._since_ns = value, 1, at_ns
        weight = Decimal(value)
        if self._given is not None and (weight <= self._margin or abs(weight - self._given) > self._margin):
            self._given = None
        if self._given is not None or weight <= self._margin or not self._still(at_ns):
            return None
        self._given = weight
        return Settled(value, self._count, at_ns)

    def again(self) -> None:
        """Somebody still needs the weight: give it once more while it stands, also if it was given already."""
        self._given = None

    def gap(self) -> None:
        """The link was lost: what stood still before says nothing about now."""
        self._value, self._count = "", 0

    def _still(self, at_ns: int) -> bool:
        return self._count >= self._rule.frames and at_ns - self._since_ns >= self._rule.seconds * 1_000_000_000
