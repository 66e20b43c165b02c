"""A speech on a line: runs a simulated device over a pty or a socket with its own thread, plays a script and breaks what is to break."""

import random
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Protocol, Self

from devices.simulators import faults
from devices.simulators.speech import Slow, Speech, Step
from devices.trouble import DeviceTrouble


class Place(Protocol):
    """Where a device stands: `PtyDevice` or `SocketDevice`."""

    @property
    def address(self) -> str:
        """What a link is given to open it."""

    def plug(self) -> None:
        """Plug it in."""

    def unplug(self) -> None:
        """Pull the plug."""

    def send(self, sent: bytes, seconds: float = 5.0) -> None:
        """Write as the device; TimeoutError when nobody reads for so long."""

    def received(self, seconds: float = 0.0, most: int = 65_536) -> bytes:
        """What the host wrote, at most so many bytes; the rest waits, and so does the host."""

    def opened(self) -> bool:
        """Whether a program listens now."""

    def wait_opened(self, seconds: float) -> bool:
        """Wait for a program that listens."""

    def close(self) -> None:
        """The end of the device."""


class Simulated:
    """Owns the speech and the thread that repeats and answers for it; the place is closed with it. `step` and `play` from any thread."""

    def __init__(self, speech: Speech, place: Place, seed: int = 0, every: float | None = None) -> None:
        """`seed`: of what the faults do; `every`: seconds between two repetitions in place of the speech's own."""
        self.speech, self.device = speech, place
        self._every = speech.every if every is None else every
        self._chance = random.Random(seed)  # noqa: S311 - faults of a simulation, repeatable by the seed
        self._faults: tuple[str, ...] = ()
        self._held: list[bytes] = []
        self._listened_to = False
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"simulated {speech.name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def address(self) -> str:
        """What a link is given to open it."""
        return self.device.address

    def close(self) -> None:
        """The end of the thread and of the device."""
        self._stop.set()
        self._thread.join()
        self.device.close()

    def play(self, steps: Iterable[Step]) -> None:
        """A script, step by step, in the caller's thread; an iterator may decide the next step when it is asked for."""
        for step in steps:
            self.step(step)
        with self._lock:
            self._let_go()

    def step(self, step: Step) -> bytes:
        """One step; the bytes of the message as it was meant, b"" for a step that sends none.

        Beside the speech's own: `{"wait": seconds}` `{"unplug": seconds}` `{"hex": "…"}`; `"fault": NAME or list` in a step breaks that step's message, alone it
        breaks every message until `{"fault": "none"}`. Raises DeviceTrouble `line-wrong` (reason), or `simulator-unread` (seconds) when nobody listens.
        """
        act, broken = self._act(step), _broken(step)
        if act is None:
            with self._lock:
                self._let_go()
                self._faults = broken
            return b""
        return act(broken)

    def set(self, step: Step) -> None:
        """What it shows from its next repetition on; nothing is sent and nobody has to listen. Raises DeviceTrouble `line-wrong` (reason)."""
        with self._lock:
            self.speech.say(step)

    def _act(self, step: Step) -> Callable[[tuple[str, ...]], bytes] | None:
        """A step, checked and ready to be done; None for one that only sets the faults."""
        if "wait" in step:
            seconds = _seconds(step["wait"])
            return lambda _: self._pause(seconds)
        if "unplug" in step:
            away = _seconds(step["unplug"])
            return lambda _: self._replug(away)
        if "hex" in step:
            sent = _bytes(step["hex"])
            return lambda broken: self._said(lambda: sent, broken)
        if step.keys() == {"fault"}:
            return None
        return lambda broken: self._said(lambda: self.speech.say({key: step[key] for key in step if key not in ("fault", "split")}), broken)

    def _said(self, say: Callable[[], bytes], broken: tuple[str, ...]) -> bytes:
        """Bytes sent before a program has opened the port would be thrown away by its opening."""
        with self._lock:
            sent = say()
            if sent:
                self._awaited()
                self._send(sent, (*self._faults, *broken))
            return sent

    def _awaited(self) -> None:
        if self._listened_to and self.device.opened():
            return
        until = time.monotonic() + PATIENCE
        while not self.device.wait_opened(_GLANCE):
            if self._stop.is_set() or time.monotonic() > until:
                raise DeviceTrouble("simulator-unread", seconds=PATIENCE)
        self._stop.wait(_CLEARING)
        self._listened_to = True

    def _send(self, sent: bytes, broken: tuple[str, ...]) -> None:
        if faults.MERGE in broken:
            self._held.append(sent)
            if len(self._held) < MERGED:
                return
            sent, self._held = b"".join(self._held), []
        way = faults.broken(sent, broken, self._chance)
        try:
            for place, write in enumerate(way.writes):
                if place:
                    time.sleep(self._chance.uniform(*_BETWEEN))
                self.device.send(write)
        except TimeoutError as error:
            raise DeviceTrouble("simulator-unread", seconds=PATIENCE) from error
        if way.unplugged:
            self._replug(_AWAY)

    def _let_go(self) -> None:
        """What `merge` still keeps back."""
        held, self._held = b"".join(self._held), []
        if held:
            self.device.send(held)

    def _pause(self, seconds: float) -> bytes:
        self._stop.wait(seconds)
        return b""

    def _replug(self, seconds: float) -> bytes:
        # A pty that hangs up takes along what was not read yet.
        time.sleep(LINGER)
        self._listened_to = False
        self.device.unplug()
        self._stop.wait(seconds)
        self.device.plug()
        return b""

    def _run(self) -> None:
        due = time.monotonic() + self._every
        while not self._stop.wait(min(_LOOK, self._every or _LOOK)):
            self._listened_to = self._listened_to and self.device.opened()
            self._answer()
            if self._every and time.monotonic() >= due:
                due = time.monotonic() + self._every
                self._repeat()

    def _answer(self) -> None:
        room = self.speech.room() if isinstance(self.speech, Slow) else _ALL
        sent = self.device.received(most=room) if room else b""
        if sent and faults.DEAF not in self._faults:
            with self._lock:
                self._show(self.speech.hear(sent))

    def _repeat(self) -> None:
        with self._lock:
            self._show(self.speech.still())

    def _show(self, message: bytes) -> None:
        """A device never waits by itself: without a reader, or with a slow one, what it shows is lost and the next one comes."""
        try:
            if message and self.device.opened():
                self._send(message, self._faults)
        except DeviceTrouble:
            return


def _broken(step: Step) -> tuple[str, ...]:
    """The faults of one step; `"split": true` is an older way to say one of them."""
    split = step.get("split", False)
    if not isinstance(split, bool):
        raise DeviceTrouble("line-wrong", reason="split is true or false")
    return (*faults.named(step.get("fault", "")), *(["split"] if split else []))


def _seconds(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= _LONGEST:
        raise DeviceTrouble("line-wrong", reason=f"seconds between 0 and {_LONGEST} are needed")
    return float(given)


def _bytes(given: object) -> bytes:
    try:
        return bytes.fromhex(str(given))
    except ValueError as error:
        raise DeviceTrouble("line-wrong", reason="hex is not pairs of hex digits") from error


PATIENCE = 30
LINGER = 0.2
MERGED = 3
_ALL = 65_536
_LONGEST = 3600
_AWAY = 0.2
_LOOK = 0.005
_GLANCE = 0.2
# A program that opens a port, a network port too, throws away what it finds there.
_CLEARING = 0.05
_BETWEEN = (0.0005, 0.003)
