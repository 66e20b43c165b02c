"""A link with what it said, to be waited for."""

import queue
import threading
from collections.abc import Callable
from typing import Self

from devices.drivers import driver
from devices.link import Link, LinkSettings, LinkState, Received

SECONDS = 10


class Wire:
    def __init__(self, address: str, name: str = "scanner-line", settings: LinkSettings | None = None, config=None) -> None:
        self.frames: queue.Queue[Received] = queue.Queue()
        self.states: queue.Queue[LinkState] = queue.Queue()
        self.link = Link(address, driver(name, config), self.frames.put, self.states.put, settings)

    def __enter__(self) -> Self:
        self.link.start()
        return self

    def __exit__(self, *_) -> None:
        self.link.stop()
        assert not any(thread.name == f"link {self.link.name}" and thread is self.link._thread for thread in threading.enumerate())

    def until(self, right: Callable[[LinkState], bool]) -> LinkState:
        while True:
            state = self.states.get(timeout=SECONDS)
            if right(state):
                return state

    def state(self, wanted: str) -> LinkState:
        return self.until(lambda state: state.state == wanted)

    def text(self) -> str:
        return self.frames.get(timeout=SECONDS).frame.text
