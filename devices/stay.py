"""When a tag is new: a reader says it twenty times a second, the lane wants it once per stay."""


class Stay:
    """Pure: tags and their times in. A tag is gone when it was not seen for `seconds`; so many as come and go, only those that are there are kept."""

    def __init__(self, seconds: float = 30.0) -> None:
        self._gone_ns = round(seconds * 1_000_000_000)
        self._seen: dict[str, int] = {}

    def see(self, epc: str, at_ns: int) -> bool:
        """Whether this begins a stay; `at_ns`: monotonic time."""
        fresh = at_ns - self._seen.get(epc, at_ns - self._gone_ns) >= self._gone_ns
        # Put last: the one unseen for longest stands first.
        self._seen.pop(epc, None)
        self._seen[epc] = at_ns
        self._forget(at_ns)
        return fresh

    def again(self) -> None:
        """Somebody still needs the tags: give each once more when it is seen next."""
        self._seen.clear()

    def _forget(self, at_ns: int) -> None:
        while self._seen:
            epc, last = next(iter(self._seen.items()))
            if at_ns - last < self._gone_ns and len(self._seen) <= _MOST:
                return
            del self._seen[epc]


_MOST = 10_000
