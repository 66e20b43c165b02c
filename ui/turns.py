"""How much of what the links read waits for the desk: past a bound a link's own thread waits, so that the rest stays in kernel and device; nothing is skipped."""

import time
from collections.abc import Callable

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
