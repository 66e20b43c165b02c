"""Work over many events a slice at a time, so that scans and acts go between: one step takes a few milliseconds, the last gives the answer."""

from collections.abc import Generator
from typing import Any

Work = Generator[int, None, dict[str, Any]]
"""Yields how far it is after every slice; its answer is what it returns."""


class Going:
    """Work on its way. `passages`: how far it is; `share`: percent of the days that are behind it, where it says so."""

    def __init__(self, work: Work) -> None:
        self._work, self.passages, self.share = work, 0, 0

    def step(self) -> "dict[str, Any] | Going":
        """One slice further: the answer once it is through, else itself."""
        try:
            self.passages = next(self._work)
        except StopIteration as through:
            answer: dict[str, Any] = through.value
            return answer
        return self

    def through(self) -> dict[str, Any]:
        """All of it now."""
        going: dict[str, Any] | Going = self
        while isinstance(going, Going):
            going = going.step()
        return going
