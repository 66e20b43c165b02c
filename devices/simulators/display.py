"""What a simulated scale shows: set by a step of a script, swinging about it for some frames first when the step says so."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from devices.trouble import DeviceTrouble


@dataclass(frozen=True)
class Shown:
    """One display: a decimal string, whether it moves, and the marks beside it as the step gave them."""

    value: str = "0"
    motion: bool = False
    marks: Mapping[str, object] | None = None

    def __getitem__(self, mark: str) -> object:
        return (self.marks or {})[mark]


class Display:
    """Pure. `marks`: name -> its default, whose type is asked for; a tuple lists the values, the first is the default.

    A step: `{"weight": "24310", "motion": false, "swings": 0}` and the marks; what it does not name goes back to its default. `swings`: so many frames in motion
    before the weight stands, repeatable by `seed`.
    """

    def __init__(self, marks: Mapping[str, object], digits: int = 6, seed: int = 0) -> None:
        self._marks, self._digits = marks, digits
        self._chance = random.Random(seed)  # noqa: S311 - the swing of a simulation
        self._now = Shown(marks=self._read({"weight": "0"}))
        self._coming: list[str] = []

    @property
    def now(self) -> Shown:
        """What stands there, without going on to the next frame of a swing."""
        return self._now if not self._coming else Shown(self._coming[0], True, self._now.marks)

    def set(self, step: Mapping[str, object]) -> None:
        """The next weight. A wrong step raises DeviceTrouble `line-wrong` (reason) and changes nothing."""
        value, motion, swings = step.get("weight"), step.get("motion", False), step.get("swings", 0)
        if not isinstance(value, str) or not self._fits(value):
            raise DeviceTrouble("line-wrong", reason=f"weight needs a decimal text of at most {self._digits} digits")
        if not isinstance(motion, bool) or type(swings) is not int or not 0 <= swings <= _MOST_SWINGS:
            raise DeviceTrouble("line-wrong", reason=f"motion is true or false, swings a number of frames up to {_MOST_SWINGS}")
        marks = self._read(step)
        self._coming = self._swing(Decimal(self._now.value), Decimal(value), swings)
        self._now = Shown(value, motion, marks)

    def next(self) -> Shown:
        """The display of the next frame."""
        now = self.now
        del self._coming[:1]
        return now

    def _fits(self, value: str) -> bool:
        return bool(_DECIMAL.fullmatch(value)) and len(re.sub(r"\D", "", value)) <= self._digits

    def _read(self, step: Mapping[str, object]) -> dict[str, object]:
        for name in step:
            if name not in self._marks and name not in _OWN:
                raise DeviceTrouble("line-wrong", reason=f"{str(name)[:40]}: unknown; there are {', '.join([*_OWN, *self._marks])}")
        return {name: _mark(name, usual, step) for name, usual in self._marks.items()}

    def _swing(self, start: Decimal, target: Decimal, swings: int) -> list[str]:
        """Axle by axle nearer, then about the target; never below zero, never more than the display holds."""
        places = max(0, -int(target.as_tuple().exponent))
        step = Decimal(20) if not places else Decimal(2).scaleb(-places)
        shown = []
        for swing in range(1, swings + 1):
            reached = start + (target - start) * min(Decimal(1), Decimal(swing * 2) / (swings + 1))
            moved = max(Decimal(0), reached // step * step + self._chance.randint(-3, 3) * step)
            text = f"{moved:.{places}f}"
            shown.append(text if self._fits(text) else str(target))
        return shown


def _mark(name: str, usual: object, step: Mapping[str, object]) -> object:
    allowed = usual if isinstance(usual, tuple) else ()
    plain = allowed[0] if allowed else usual
    value = step.get(name, plain)
    if type(value) is not type(plain) or (allowed and value not in allowed):
        reason = f"one of {', '.join(map(str, allowed))}" if allowed else "true or false" if isinstance(plain, bool) else "a decimal text"
        raise DeviceTrouble("line-wrong", reason=f"{name}: {reason}")
    if isinstance(value, str) and not allowed and not _DECIMAL.fullmatch(value):
        raise DeviceTrouble("line-wrong", reason=f"{name}: a decimal text")
    return value


_OWN = ("weight", "motion", "swings")
_MOST_SWINGS = 100
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,5})?")
