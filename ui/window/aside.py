"""Work beside the window's thread: disk, ports and queues are waited for there, what came of it arrives here."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from devices.trouble import DeviceTrouble
from workstation.desk.card import Say
from workstation.words import Refused

Answer = Callable[[Any, Say | None], None]
"""Takes what the work returned, or None and why it did not go."""


class Aside:
    """So many threads; `post` runs a callable in the window's thread."""

    def __init__(self, post: Callable[[Callable[[], None]], None], name: str, threads: int = 1) -> None:
        self._post, self._pool, self._closed = post, ThreadPoolExecutor(threads, name), False

    def run(self, work: Callable[[], Any], answer: Answer) -> None:
        """In the order given when there is one thread; nothing after `close`."""
        if not self._closed:
            self._pool.submit(work).add_done_callback(lambda done: self._post(partial(self._deliver, done, answer)))

    def close(self) -> None:
        """What was begun is finished; no answer comes any more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, done: "Future[Any]", answer: Answer) -> None:
        """In the window's thread: words for what a person can act on; anything else is raised there, where the one excepthook is."""
        if self._closed or done.cancelled():
            return
        try:
            value = done.result()
        except (Refused, DeviceTrouble) as trouble:
            answer(None, Say(trouble.key, dict(trouble.values)))
        else:
            answer(value, None)
