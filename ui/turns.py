"""How much of what was read waits for the desk: past a bound a link's own thread waits, so that the rest stays in kernel and device; what a keyboard scanner
typed, which nobody can hold back, stands in a row of its own; nothing is skipped.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

MOST = 64
"""Reads that may wait: a minute of a parcel a second."""
MOST_ANSWERED = 4096
"""The same of a device that waits for an answer to each of its messages and would send again: its thread must stay free."""
TOLD_FROM = 10
"""From so many on the window says how many wait."""
PAUSE = 0.005


class Turns:
    """Counts what the links gave and the window took. `behind()`: acts the desk has not worked yet; `gone(link)`: its thread is to end.

    Each count has one writer, so no lock is needed: a link's thread its own, the window's thread what it took. `pass_in` is never one read early, at most one per link late.
    """

    def __init__(self, behind: Callable[[], int], gone: Callable[[str], bool]) -> None:
        self._behind, self._gone = behind, gone
        self._given: dict[str, int] = {}
        self._taken = 0

    @property
    def waiting(self) -> int:
        """Reads and acts that were given and are not worked yet."""
        return max(0, sum(list(self._given.values())) - self._taken) + self._behind()

    def pass_in(self, link: str, *, answered: bool) -> None:
        """On a link's thread: waits until there is room for one more. A link that is to end waits no more: what it has read still counts."""
        most = MOST_ANSWERED if answered else MOST
        while self.waiting >= most and not self._gone(link):
            time.sleep(PAUSE)
        self._given[link] = self._given.get(link, 0) + 1

    def take(self) -> None:
        """In the window's thread: one of them was seen to."""
        self._taken += 1


class Typed:
    """Lines that keyboard scanners typed, in the window's thread: the desk gets as many as of a link (`room`), the rest stands here in order.

    Past `most`, an hour of a parcel a second, one more is turned away aloud by `full`: it was not taken, and its label is to be read again.
    """

    def __init__(self, room: Callable[[], bool], give: Callable[[Mapping[str, Any]], None], full: Callable[[], None]) -> None:
        self._room, self._give, self._full = room, give, full
        self.most = MOST_ANSWERED
        self._row: deque[Mapping[str, Any]] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in the row."""
        return len(self._row)

    def take(self, line: Mapping[str, Any]) -> None:
        """One more was typed."""
        if not self._row and self._room():
            self._give(line)
        elif len(self._row) < self.most:
            self._row.append(line)
        else:
            self._full()

    def go_on(self) -> None:
        """The desk answered: as many as there is room for."""
        while self._row and self._room():
            self._give(self._row.popleft())
