"""What of a device that speaks all the time is news: a button pressed anew, a dose rate that is higher than what was said; pure."""

from decimal import Decimal

from devices.readings import Button, Dose

BOUNCE_NS = 2_000_000_000
"""A contact that closes again within this time bounces, or is still held down: it was one press."""
QUIET_NS = 30_000_000_000
"""After this time without a higher value the next one begins anew: another truck stands there."""
HIGHER = Decimal("1.2")
"""So many times what was given last is news."""


class Presses:
    """A press is given once: neither bouncing nor holding the button down makes a second one."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def see(self, button: Button, at_ns: int) -> bool:
        """Whether this frame begins a press; `at_ns`: monotonic time."""
        if not button.pressed:
            return False
        fresh = at_ns - self._seen.get(button.name, at_ns - BOUNCE_NS) >= BOUNCE_NS
        self._seen[button.name] = at_ns
        return fresh


class Peaks:
    """A dose rate is given when it begins, when it rises by a fifth, and anew after half a minute: the peak of each truck is among them, the noise is not."""

    def __init__(self) -> None:
        self._given, self._at_ns, self._alarm = Decimal(0), 0, False

    def see(self, dose: Dose, at_ns: int) -> bool:
        """Whether this value is news; `at_ns`: monotonic time."""
        value, alarm = Decimal(dose.value), dose.alarm is True
        if self._at_ns and at_ns - self._at_ns < QUIET_NS and value < self._given * HIGHER and not (alarm and not self._alarm):
            return False
        self._given, self._at_ns, self._alarm = value, at_ns, alarm
        return True
