"""A slip to paper: threads that bring the page to its printer and follow it to the end, to the spare one if need be; the lane never waits for it."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from devices.printers import cups
from devices.printers.cups import Job, Progress
from devices.trouble import DeviceTrouble
from workstation.settings import USUAL, Settings
from workstation.words import Refused

if TYPE_CHECKING:
    # What only a page needs is imported when there is one: the window opens without it.
    from ui.printers import Printer
    from workstation.paper.receipt import Piece

SAVED = "port-officer-slips"
"""Where slips go as files when the data folder is the usual hidden one: in the home folder, where a person finds them."""
DEADLINE = 60.0
"""Seconds after which a job that has not ended is given up on, in words; CUPS itself would wait for ever."""
SPARE_AFTER = 20.0
"""Seconds a job is given when there is a spare printer to go to: a truck waits for its paper."""


@dataclass(frozen=True)
class Page:
    """One copy of one slip for one printer: the sheet, and the same as a receipt (for a printer of receipts)."""

    number: str
    copy: int
    pdf: bytes
    queue: str
    receipt: "tuple[Piece, ...]" = ()


@dataclass(frozen=True)
class Printed:
    """How a page stands: `job` is '' before the queue took it; `words` is a key and `values` fill it; `ended` = nothing more will be said.

    `page.queue` names the printer that is meant, the spare one after a `print-spare`.
    """

    page: Page
    job: str
    words: str
    values: tuple[tuple[str, object], ...]
    ended: bool

    @property
    def good(self) -> bool:
        """It was handed over to the printer."""
        return self.words == "print-handed-over"


@dataclass(frozen=True)
class _Running:
    """A page under way: `stop` ends the wait for it."""

    stop: threading.Event
    future: "Future[None]"


def any_queue(name: str) -> "Printer":
    """A CUPS queue by its name, when nothing else is known of it."""
    from ui.printers import Printer

    return Printer(name, f"queue:{name}")


def of_station(known: Settings, name: str) -> "Printer":
    """A printer of a station by its name."""
    from ui.printers import printer

    return printer(known, name)


class Printing:
    """Prints pages, some at once, so that a printer that is gone holds up no other truck's slip. `told` is called on the printing threads."""

    def __init__(
        self, told: Callable[[Printed], None], spare: str = "", deadline: float = DEADLINE, printer: "Callable[[str], Printer]" = any_queue,
    ) -> None:
        self._told, self.spare, self._deadline, self._printer = told, spare, deadline, printer
        self._closing = threading.Event()
        self._threads = ThreadPoolExecutor(_AT_ONCE, "printing")
        self._running: dict[str, _Running] = {}
        self._jobs: dict[str, tuple[Job, ...]] = {}
        self._undone: dict[str, Page] = {}

    def print(self, page: Page) -> None:
        """Queue a page; an earlier job of the same slip that has not ended is cancelled first, so that none prints twice."""
        if self._closing.is_set():
            return
        before = self._stopped(page.number)
        self._undone[page.number] = page
        stop = threading.Event()
        self._running[page.number] = _Running(stop, self._threads.submit(self._one, page, stop, before))

    def again(self, number: str) -> bool:
        """The same copy once more: its old job is cancelled first. False when it has been handed over, or nothing was to print: then it takes a reprint."""
        page = self._undone.get(number)
        if page is not None:
            self.print(page)
        return page is not None

    def cancel(self, number: str) -> bool:
        """Stop waiting for a slip's page and take its job back; what became of it is told. False when nothing is under way."""
        page = self._undone.get(number)
        if page is None or self._closing.is_set():
            return False
        before, stop = self._stopped(number), threading.Event()
        self._running[number] = _Running(stop, self._threads.submit(self._drop, page, before))
        return True

    def _drop(self, page: Page, before: "Future[None] | None") -> None:
        """Also what a deadline left in its queue."""
        if before is not None:
            before.result()
        try:
            self._taken_back(page.number)
        except DeviceTrouble as trouble:
            self._told(Printed(page, "", trouble.key, tuple(trouble.values.items()), ended=True))

    def _stopped(self, number: str) -> "Future[None] | None":
        """Tell the thread of a slip's page to stop; what to wait for until it has."""
        running = self._running.pop(number, None)
        if running is None or running.future.cancel():
            return None
        running.stop.set()
        return running.future

    def close(self) -> None:
        """Stop following; what a queue has taken is the queue's."""
        self._closing.set()
        for running in list(self._running.values()):
            running.stop.set()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _one(self, page: Page, stop: threading.Event, before: "Future[None] | None") -> None:
        """One page to its end. An earlier page of the same slip is waited for: its thread was told to stop and takes its job back."""
        if before is not None:
            before.result()
        end = self._attempt(page, stop, self._deadline if not self.spare else min(SPARE_AFTER, self._deadline))
        if not (end.good or stop.is_set()) and self.spare not in ("", page.queue):
            end = self._on_spare(end, stop)
        if end.good and self._undone.get(page.number) is page:
            del self._undone[page.number]
        self._told(replace(end, ended=True))
        if not self._closing.is_set():
            for number in set(self._jobs) - set(self._undone):
                self._tidied(number)

    def _on_spare(self, end: Printed, stop: threading.Event) -> Printed:
        """The other printer, once the first one's job is taken back; a printer that was only slow has printed it meanwhile."""
        try:
            if self._taken_back(end.page.number):
                return replace(end, words="print-handed-over")
        except DeviceTrouble as trouble:
            # The queue's server is away: nothing can be taken back, and the truck still needs its paper.
            end = replace(end, words=trouble.key, values=tuple(trouble.values.items()))
        told = dict(end.values)
        values = (("queue", told.get("queue") or end.page.queue), ("note", told.get("note", "")), ("spare", self.spare))
        self._told(replace(end, words="print-spare", values=values, ended=False))
        return self._attempt(replace(end.page, queue=self.spare), stop, self._deadline)

    def _attempt(self, page: Page, stop: threading.Event, seconds: float) -> Printed:
        """One printer, at most so long; everything said on the way, and how it ended."""
        try:
            one = self._printer(page.queue)
            if one.language == "pdf":
                return self._sheet(page, one, stop, seconds)
            one.must("escpos", what=page.number)
            self._tidied(page.number)
            return self._receipt(page, one, stop, seconds)
        except (DeviceTrouble, Refused) as trouble:
            return Printed(page, "", trouble.key, tuple(trouble.values.items()), ended=False)

    def _sheet(self, page: Page, one: "Printer", stop: threading.Event, seconds: float) -> Printed:
        from ui import printers

        title = f"{page.number} / {page.copy}"
        if before := next((each for each in self._taken_back(page.number) if each.title == title), None):
            # A slow printer was quicker than the officer: the same copy is not printed twice.
            return _printed(page, Progress(before, "handed-over"))
        job = cups.submit(printers.page_for(one, page.pdf), one.queue, title, one.paper)
        self._jobs[page.number] = (*self._jobs.get(page.number, ()), job)

        def tell(progress: Progress) -> None:
            if progress.state not in cups.ENDS:
                self._told(_printed(page, progress))

        last = cups.follow(job, seconds, tell, stop)
        if stop.is_set() and not self._closing.is_set():
            last = cups.take_back(last)
        if last.state in ("handed-over", "cancelled", "stopped"):
            self._forget(page.number, job)
        return _printed(page, last)

    def _receipt(self, page: Page, one: "Printer", stop: threading.Event, seconds: float) -> Printed:
        """Bytes in the printer's own language, asked how it is before and after."""
        from ui import printers

        payload = printers.receipt_for(one, page.receipt)
        self._told(Printed(page, "", "print-printing", (("queue", one.name), ("note", "")), ended=False))
        end = printers.sent(one, payload, seconds, stop)
        return Printed(page, end.job, end.words, (("queue", one.name), ("note", end.note)), ended=False)

    def _taken_back(self, number: str) -> list[Job]:
        """Cancel what is left of a slip's earlier jobs; those that were printed meanwhile. Raises DeviceTrouble; what could not be cancelled is still known then."""
        printed = []
        for job in self._jobs.get(number, ()):
            printed += [job] if cups.cancel(job).state == "handed-over" else []
            self._forget(number, job)
        return printed

    def _tidied(self, number: str) -> None:
        """The same for a slip that has its paper, or gets it from a printer without a queue: when the queue's server is away, the next slip tries again."""
        with contextlib.suppress(DeviceTrouble):
            self._taken_back(number)

    def _forget(self, number: str, job: Job) -> None:
        """Only a job that is known to have ended: one that a server away could not take back may still print."""
        left = tuple(each for each in self._jobs.pop(number, ()) if each != job)
        if left:
            self._jobs[number] = left


def _printed(page: Page, progress: Progress) -> Printed:
    return Printed(page, progress.job.id, progress.words, tuple(progress.values.items()), ended=False)


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


_AT_ONCE = 3
