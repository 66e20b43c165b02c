"""The one hop between threads: wishes go to the desk's only thread, acts before reads before background work; answers come back through `post`."""

import itertools
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from workstation.desk.card import Card, Say
from workstation.words import Refused

ACT, READ, LATER, AFTER_ALL = 0, 1, 2, 3
"""Order of the waiting jobs: what the officer does, what a screen wants to show, everything else, the end."""


class Outcome(Protocol):
    """What the desk answers to one line."""

    @property
    def card(self) -> Card: ...
    @property
    def events(self) -> Sequence[Any]: ...
    @property
    def refused(self) -> Mapping[str, str] | None: ...
    @property
    def slip(self) -> Mapping[str, Any] | None: ...
    @property
    def alarms(self) -> Sequence[Say]: ...
    @property
    def act(self) -> str: ...


class Status(Protocol):
    """What the bar above the screens shows. Times are UTC ms."""

    @property
    def port(self) -> str: ...
    @property
    def lane(self) -> str: ...
    @property
    def officer(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def as_of(self) -> int | None: ...
    @property
    def stale(self) -> bool: ...
    @property
    def hub(self) -> str: ...
    @property
    def waiting(self) -> int: ...
    @property
    def emergency(self) -> str: ...
    @property
    def trial(self) -> bool: ...
    @property
    def calls(self) -> Any: ...


class Desk(Protocol):
    """The desk as the window uses it; every call happens in the bridge's thread."""

    @property
    def lane(self) -> Any: ...
    def card(self) -> Card: ...
    def line(self, asked: Mapping[str, Any]) -> Outcome: ...
    def status(self) -> Status: ...
    def find(self, words: str) -> Sequence[Any]: ...
    def journal(self, limit: int, after: int, words: str = "", kinds: Sequence[str] = ()) -> Sequence[Any]: ...
    def unconfirmed(self) -> Sequence[Any]: ...
    def counts(self) -> Mapping[str, int]: ...
    def slip_pdf(self, number: str) -> bytes: ...
    def slip_receipt(self, number: str) -> tuple[Any, ...]: ...
    def forms(self) -> Sequence[Any]: ...
    def inspection(self) -> Any: ...
    def tick(self) -> Outcome | None: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Reply:
    """An answer: the value, or the refusal (or trouble) instead of it."""

    value: Any = None
    refused: Refused | None = None


Answer = Callable[[Reply], None]
Opener = Callable[[Callable[[Card], None]], Desk]


@dataclass(order=True)
class _Job:
    rank: int
    number: int
    run: Callable[[], Any] = field(compare=False)
    answer: Answer = field(compare=False)


@dataclass(frozen=True)
class _Done:
    value: Any = None
    error: BaseException | None = None


class Bridge:
    """Owns the worker thread and, while somebody is signed in, the desk in it. `post` runs a callable in the window's thread."""

    def __init__(self, post: Callable[[Callable[[], None]], None], show_early: Callable[[Card], None] | None = None) -> None:
        self._post = post
        self._show_early = show_early
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._desk: Desk | None = None
        self._closed = False
        self._asked = self._done = 0
        self._acts = self._acted = 0

    @property
    def busy(self) -> bool:
        """Whether a wish waits or is being worked."""
        return self._done < self._asked

    @property
    def behind(self) -> int:
        """How many acts and reads of devices wait or are being worked; from any thread."""
        return self._acts - self._acted

    def open(self, opener: Opener, answer: Answer) -> None:
        """Sign in: `opener(early)` makes the desk inside the worker thread; the reply's value is the first card."""

        def run() -> Card:
            fresh = opener(self.early)
            if self._desk is not None:
                self._desk.close()
            self._desk = fresh
            return fresh.card()

        self._submit(ACT, run, answer)

    def line(self, asked: Mapping[str, Any], answer: Answer) -> None:
        """A scan, a weight or an act for the desk; the reply's value is its Outcome."""
        frozen = dict(asked)
        self._submit(ACT, lambda: self._open_desk().line(frozen), answer)

    def read(self, what: Callable[[Desk], Any], answer: Answer, rank: int = READ) -> None:
        """Something a screen wants to show, read from the desk."""
        self._submit(rank, lambda: what(self._open_desk()), answer)

    def later(self, work: Callable[[], Any], answer: Answer, rank: int = LATER) -> None:
        """Work that needs no desk but must not hold the window: setting a station up, recognising, drawing a page."""
        self._submit(rank, work, answer)

    def early(self, card: Card) -> None:
        """Called by the desk before a commit: the card is painted at once with an open mark."""
        show = self._show_early
        if show is not None:
            self._post(lambda: show(card))

    def lock(self, answer: Answer) -> None:
        """Close the desk: the stores are shut and the data key is gone."""

        def run() -> None:
            if self._desk is not None:
                self._desk.close()
                self._desk = None

        self._submit(ACT, run, answer)

    def close(self) -> None:
        """Finish what was begun, close the desk, end the thread."""
        if not self._closed:
            self.lock(lambda _: None)
            self._submit(AFTER_ALL, _end, lambda _: None)
            self._closed = True
            self._begin()
            self._thread.join()

    def _open_desk(self) -> Desk:
        if self._desk is None:
            raise Refused("window-not-signed-in")
        return self._desk

    def _submit(self, rank: int, run: Callable[[], Any], answer: Answer) -> None:
        if self._closed:
            return
        self._asked += 1
        self._acts += rank == ACT
        self._jobs.put(_Job(rank, next(self._numbers), run, answer))
        self._begin()

    def _begin(self) -> None:
        """The thread begins with the first wish: a window that only asks who is there needs none."""
        if self._thread.ident is None:
            self._thread.start()

    def _work(self) -> None:
        """Take the most urgent job, again and again; what goes wrong is handed over, so the thread never dies of it."""
        while (job := self._jobs.get()).run is not _end:
            try:
                done = _Done(job.run())
            except BaseException as error:  # noqa: BLE001 - handed to the window's thread, where a refusal is shown and a bug reaches the one excepthook
                self._cover(error)
                done = _Done(error=error)
            self._done += 1
            self._acted += job.rank == ACT
            self._post(partial(_deliver, done, job.answer))

    def _cover(self, error: BaseException) -> None:
        """No refusal reaches the window with the number of a document the register knows."""
        if self._desk is not None and isinstance(error, Refused):
            from workstation.register import known

            known.cover(self._desk.lane.station.register, error)


def _end() -> None:
    """The last job."""


def _deliver(done: _Done, answer: Answer) -> None:
    """In the window's thread: a refusal is an answer; anything else is raised there, where the one excepthook is."""
    if isinstance(done.error, Refused):
        answer(Reply(refused=done.error))
    elif done.error is not None:
        raise done.error
    else:
        answer(Reply(done.value))
