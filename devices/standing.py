"""When a lock's state is news: it repeats itself every few seconds, the lane wants every change at once and the same state once per truck."""

from devices.readings import Seal, SealStatus


class Standing:
    """Pure: states of locks and their times in. A lock not heard for `seconds` has been away: whatever it says then is news."""

    def __init__(self, seconds: float = 600.0) -> None:
        self._away_ns = round(seconds * 1_000_000_000)
        self._last: dict[str, tuple[SealStatus, frozenset[str], int]] = {}
        self._wanted: set[str] = set()

    def see(self, seal: Seal, at_ns: int) -> bool:
        """Whether the desk is to hear it: another status, a new flag or time of opening, after a silence, or because it was asked for; `at_ns`: monotonic time."""
        status, marks, heard = self._last.get(seal.number, (None, frozenset[str](), at_ns))
        told = frozenset((*seal.flags, seal.opened))
        news = status is not seal.status or bool(told - marks - {""}) or at_ns - heard >= self._away_ns or seal.number in self._wanted
        self._wanted.discard(seal.number)
        # Put last: the one unheard for longest stands first.
        self._last.pop(seal.number, None)
        self._last[seal.number] = (seal.status, told, at_ns)
        if len(self._last) > _MOST:
            del self._last[next(iter(self._last))]
        return news

    def again(self) -> None:
        """Somebody awaits a seal: every lock's state is given once more when the lock says it next. What it said before may be of another truck."""
        self._wanted = set(self._last)


_MOST = 10_000
