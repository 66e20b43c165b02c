"""When the barrier opens: once for each permit, within moments of it, for a pulse; no fault, restart or replug ever opens it."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`channel`: the contact that opens; `pulse` seconds it is closed; `valid`: seconds a permit may be old; `answer`: seconds the board may take to confirm.

    `red` and `green`: contacts of the lights, 0 where there are none; green shows for `go` seconds after a permit. `confirms`: the board says what became of a command.
    """

    channel: int = 1
    pulse: float = 1.0
    valid: float = 5.0
    answer: float = 2.0
    red: int = 0
    green: int = 0
    go: float = 20.0
    confirms: bool = False


@dataclass(frozen=True)
class Switch:
    """A contact to be closed or opened now."""

    channel: int
    on: bool


@dataclass(frozen=True)
class Told:
    """What became of the barrier. `how`: opened (the board says so) | sent (it cannot say) | by-hand | unanswered | stale | away; `permit`: whose, '' of nobody."""

    how: str
    permit: str = ""


Steps = tuple[Switch | Told, ...]


class Barrier:
    """Pure: permits, answers and times in; what to switch and what to tell out. All times are monotonic ns of one clock.

    A new one knows of no permit and opens nothing: what was released before a restart is opened by hand. The pulse is the only thing that closes the contact.
    """

    def __init__(self, rule: Rule | None = None) -> None:
        self._rule = rule or Rule()
        self._used: OrderedDict[str, None] = OrderedDict()
        self._permit = ""
        self._opening = self._awaited = self._late = False
        self._off_ns = self._answer_ns = self._red_ns = 0
        self._green = False

    def permit(self, permit: str, age: float, at_ns: int, *, ready: bool) -> Steps:
        """A release or a good slip, `age` seconds after it was written; `ready`: whether the board's link is open. Used up whatever comes of it."""
        if permit in self._used:
            return ()
        self._used[permit] = None
        if len(self._used) > _REMEMBERED:
            self._used.popitem(last=False)
        if not 0 <= age <= self._rule.valid:
            return (Told("stale", permit),)
        if not ready:
            return (Told("away", permit),)
        self._permit, self._opening, self._awaited, self._green = permit, True, self._rule.confirms, True
        self._late = False
        self._off_ns = at_ns + round(self._rule.pulse * _SECOND)
        self._answer_ns = at_ns + round(self._rule.answer * _SECOND)
        self._red_ns = at_ns + round(self._rule.go * _SECOND)
        told = () if self._rule.confirms else (Told("sent", permit),)
        return (Switch(self._rule.channel, on=True), *self._lights(), *told)

    def heard(self, channel: int, *, on: bool) -> Steps:
        """The board says how a contact stands. One that closed without our command: somebody opened by hand.

        An answer that comes after its time, and before the board says that the contact is at rest again, is still the answer to our command.
        """
        if channel != self._rule.channel:
            return ()
        answers, self._late = self._awaited or self._late, False
        if not on:
            return ()
        if answers:
            self._awaited = False
            return (Told("opened", self._permit),)
        return () if self._opening else (Told("by-hand"),)

    def pass_time(self, at_ns: int) -> Steps:
        """Ends the pulse and the green light, and says when no answer came. Call it a few times a second while `busy`."""
        steps: Steps = ()
        if self._opening and at_ns >= self._off_ns:
            self._opening = False
            steps += (Switch(self._rule.channel, on=False),)
        if self._awaited and at_ns >= self._answer_ns:
            self._awaited, self._late = False, True
            steps += (Told("unanswered", self._permit),)
        if self._green and at_ns >= self._red_ns:
            self._green = self._late = False
            steps += self._lights()
        return steps

    def lost(self) -> Steps:
        """The link is gone in the middle of it: the board puts its contacts at rest when it comes back; nothing is sent again."""
        awaited = self._awaited
        self._awaited = self._opening = self._late = False
        return (Told("unanswered", self._permit),) if awaited else ()

    def back(self) -> Steps:
        """The link is open (again): the lights as they should be; never the barrier."""
        return self._lights()

    @property
    def busy(self) -> bool:
        """Whether `pass_time` has something to do later."""
        return self._opening or self._awaited or self._green

    def _lights(self) -> Steps:
        lights = ((self._rule.red, not self._green), (self._rule.green, self._green))
        return tuple(Switch(channel, on) for channel, on in lights if channel)


_SECOND = 1_000_000_000
_REMEMBERED = 1000
