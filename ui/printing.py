"""A slip to paper: one thread that submits the page and follows its job to the end; the lane never waits for it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from devices.printers import cups
from devices.printers.cups import Job, Progress
from devices.trouble import DeviceTrouble
from workstation.settings import USUAL
from workstation.words import Refused

SAVED = "port-officer-slips"
"""Where slips go as files when the data folder is the usual hidden one: in the home folder, where a person finds them."""
DEADLINE = 60.0
"""Seconds after which a job that has not ended is given up on, in words; CUPS itself would wait for ever."""


@dataclass(frozen=True)
class Page:
    """One copy of one slip for one queue."""

    number: str
    copy: int
    pdf: bytes
    queue: str


@dataclass(frozen=True)
class Printed:
    """How a page stands: `job` is '' before the queue took it; `words` is a key and `values` fill it; `ended` = nothing more will be said."""

    page: Page
    job: str
    words: str
    values: tuple[tuple[str, object], ...]
    ended: bool

    @property
    def good(self) -> bool:
        """The queue has handed it to the printer."""
        return self.words == "print-handed-over"


class Printing:
    """Prints pages one after another. `told` is called on the printing thread."""

    def __init__(self, told: Callable[[Printed], None], spare: str = "", deadline: float = DEADLINE) -> None:
        self._told, self._spare, self._deadline = told, spare, deadline
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(1, "printing")
        self._jobs: dict[str, Job] = {}

    def print(self, page: Page) -> None:
        """Queue a page; an earlier job of the same slip that has not ended is cancelled first, so that none prints twice."""
        if not self._stop.is_set():
            self._thread.submit(self._one, page)

    def close(self) -> None:
        """Stop following; what a queue has taken is the queue's."""
        self._stop.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _one(self, page: Page) -> None:
        old = self._jobs.pop(page.number, None)
        try:
            if old is not None:
                cups.cancel(old)
            job = self._submit(page)
            self._jobs[page.number] = job
            last = cups.follow(job, self._deadline, lambda progress: self._tell(page, progress, ended=False), self._stop)
        except DeviceTrouble as trouble:
            self._told(Printed(page, "", trouble.key, tuple(trouble.values.items()), ended=True))
            return
        if last.state == "handed-over":
            self._jobs.pop(page.number, None)
        self._tell(page, last, ended=True)

    def _submit(self, page: Page) -> Job:
        """To its queue, or to the spare one when that does not take it."""
        try:
            return cups.submit(page.pdf, page.queue, f"{page.number} / {page.copy}")
        except DeviceTrouble:
            if not self._spare or self._spare == page.queue:
                raise
            return cups.submit(page.pdf, self._spare, f"{page.number} / {page.copy}")

    def _tell(self, page: Page, progress: Progress, *, ended: bool) -> None:
        self._told(Printed(page, progress.job.id, progress.words, tuple(progress.values.items()), ended))


def save(folder: Path, number: str, pdf: bytes) -> Path:
    """A slip as a file, for a lane without a printer: in `slips` beside the data folder, or in the home folder for the usual one; returns where."""
    place = Path.home() / SAVED if folder == Path.home() / USUAL else folder.parent / "slips"
    path = place / f"{number.replace('*', '_')}.pdf"
    fresh = path.with_suffix(".new")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_bytes(pdf)
        fresh.replace(path)
    except OSError as error:
        raise Refused("slip-not-saved", place=place, reason=error.strerror or error) from error
    return path
