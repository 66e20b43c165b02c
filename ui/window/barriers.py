"""The barriers and lights of the lane: a durable release or a good slip at the gate opens, once; what came of it is written and, when it went wrong, said."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from devices.barrier import Steps, Switch, Told
from devices.link import LinkState
from ui.boards import Board
from ui.links import Links
from workstation.settings import Clock, Settings

STEP_MS = 50
WRONG = ("by-hand", "unanswered", "stale", "away")

Tell = Callable[[Mapping[str, Any], str], None]
"""Takes the line for the desk and the key of the words for the officer ('' where nothing is to be said)."""


class Barriers(QObject):
    """Lives in the window's thread; the links have made the boards from their settings."""

    def __init__(self, links: Links, known: Settings, clock: Clock, tell: Tell) -> None:
        super().__init__()
        self._links, self._known, self._clock, self._tell = links, known, clock, tell
        self._up: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.step)

    @property
    def _boards(self) -> Mapping[str, Board]:
        return self._links.boards

    def answered(self, events: Sequence[Any]) -> None:
        """What the desk has just made durable; a release that was stopped in the same breath opens nothing."""
        stopped = {event.subject for event in events if event.kind == "release.suspended"}
        for event in events:
            why = self._opens(event)
            if why and event.subject not in stopped:
                for link, board in self._boards.items():
                    if board.opened_by(why):
                        self._permit(link, event)

    def heard(self, link: str, channel: int, *, on: bool) -> None:
        """A board said how a contact stands."""
        if link in self._boards:
            self._do(link, self._boards[link].barrier.heard(channel, on=on))

    def look(self, states: Sequence[LinkState]) -> None:
        """How the links stand: a board that comes back gets its lights, never its barrier."""
        # A board that was taken out and put back is a new one.
        self._up &= self._boards.keys()
        for state in states:
            ready = _ready(state)
            if state.link not in self._boards or ready == (state.link in self._up):
                continue
            self._up ^= {state.link}
            barrier = self._boards[state.link].barrier
            self._do(state.link, barrier.back() if ready else barrier.lost())

    def step(self) -> None:
        """Time passes: pulses end, answers are overdue."""
        for link, board in self._boards.items():
            self._do(link, board.barrier.pass_time(time.monotonic_ns()))
        if not any(board.barrier.busy for board in self._boards.values()):
            self._timer.stop()

    def _opens(self, event: Any) -> str:
        if event.kind == "released":
            return "released"
        good = event.kind == "slip.presented" and event.body["accepted"] and self._known.profile == "gate"
        return "presented" if good else ""

    def _permit(self, link: str, event: Any) -> None:
        ready = next((_ready(state) for state in self._links.states() if state.link == link), False)
        age = (self._clock() - event.clock) / 1000
        self._do(link, self._boards[link].barrier.permit(event.subject, age, time.monotonic_ns(), ready=ready))

    def anew(self) -> None:
        """A link was opened anew: its board gets its lights again when it is ready."""
        self._up.clear()

    def _do(self, link: str, steps: Steps) -> None:
        board = self._boards.get(link)
        if board is None:
            return
        for step in steps:
            match step:
                case Switch(channel, on):
                    self._links.write(link, board.relay.switch(channel, on=on))
                case Told(how, permit):
                    line = {"act": "barrier", "how": how, "link": link} | ({"permit": permit} if permit else {})
                    self._tell(line, f"barrier-{how}" if how in WRONG else "")
        if board.barrier.busy and not self._timer.isActive():
            self._timer.start()


def _ready(state: LinkState) -> bool:
    """Open, and the board takes what is written to it."""
    return state.state == "open" and state.words != "link-deaf"
