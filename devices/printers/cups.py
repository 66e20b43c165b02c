"""Prints pages through a CUPS queue with `lp`, and follows the job to its end with `lpstat`; nothing here waits longer than it says.

The server is the system's, or the one that `CUPS_SERVER` names. Handed over means given to the printer: that the paper is good is known by reading it back.
"""

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from devices.trouble import DeviceTrouble

ENDS = frozenset(("handed-over", "stopped", "cancelled", "wrong-medium", "unknown-queue", "timed-out"))
"""The states after which `follow` looks no more."""


@dataclass(frozen=True)
class Queue:
    """One printer queue. `state`: ready | printing | paused | rejects; `note` is what CUPS says of it."""

    name: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Job:
    """One page on its way: CUPS's id (`LASER-12`), its queue and title."""

    id: str
    queue: str
    title: str


@dataclass(frozen=True)
class Progress:
    """A job at one moment. `state`: queued printing paused unreachable, or an end of `ENDS`; its words are `print-STATE` with `queue` and `note`."""

    job: Job
    state: str
    note: str = ""

    @property
    def words(self) -> str:
        """The key of its words."""
        return f"print-{self.state}"

    @property
    def values(self) -> dict[str, object]:
        """What fills its words."""
        return {"queue": self.job.queue, "note": self.note}


def queues() -> list[Queue]:
    """Every queue of the server, by name. Raises DeviceTrouble `print-unreachable`."""
    _need_scheduler("")
    refusing = _blocks(_say(["lpstat", "-a"]), _REFUSING)
    return [
        Queue(name, "rejects", refusing[name]) if name in refusing else Queue(name, _STATES[state], note)
        for name, (state, note) in sorted(_printers().items())
    ]


SIDES = {"one": "one-sided", "two": "two-sided-long-edge"}
"""A second page: on a sheet of its own, or on the back of the first (RFC 8011, 5.2.8)."""


def submit(page: bytes, queue: str, title: str, media: str = "A5", *, raw: bool = False) -> Job:
    """Give one PDF to a queue, for the paper named `media` (`A5`, or `A5 two` on both sides of a sheet), or (`raw`) a label's bytes that no filter may touch.

    Raises DeviceTrouble `print-unknown-queue`, `print-rejected` or `print-unreachable`, each with `queue` and `note`; then nothing was printed.
    """
    shown = " ".join(title.split())[:_LONGEST_TITLE]
    # Printed as it is: fitting a page to the printer's margins would undo the calibration and spoil the symbols.
    paper, _, sides = media.partition(" ")
    options = ["raw"] if raw else [f"media={paper}", f"sides={SIDES[sides or 'one']}", "print-scaling=none"]
    said = _run(["lp", "-d", queue, *(word for option in options for word in ("-o", option)), "-t", shown, "-"], queue, page)
    accepted = _ACCEPTED.search(said.stdout)
    if accepted:
        return Job(accepted[1], queue, shown)
    _need_scheduler(queue)
    note = _first_line(said.stderr)
    if "does not exist" in note:
        raise DeviceTrouble("print-unknown-queue", queue=queue, note=note)
    raise DeviceTrouble("print-rejected", queue=queue, note=note)


def look(job: Job) -> Progress:
    """The job as it stands; a server that does not answer is the state `unreachable`, not an exception."""
    try:
        _need_scheduler(job.queue)
        waiting = _job(job, "not-completed")
        if waiting is not None:
            return _waiting(job, *waiting)
        ended = _job(job, "completed")
        return _ended(job, ended[1]) if ended is not None else _forgotten(job)
    except DeviceTrouble as trouble:
        return Progress(job, "unreachable", str(trouble.values.get("note", "")))


def follow(job: Job, seconds: float, on_change: Callable[[Progress], None] | None = None, stop: threading.Event | None = None) -> Progress:
    """Wait for the job's end, at most so many seconds, then say `timed-out` and leave it: the officer decides whether to `cancel`.

    `on_change` hears every new state, the last one too; setting `stop` ends the wait with the state as it is. Blocks: for a thread of its own.
    """
    until = time.monotonic() + seconds
    halt = stop or threading.Event()
    told: Progress | None = None
    while True:
        now = look(job)
        left = until - time.monotonic()
        if now.state not in ENDS and left <= 0:
            now = Progress(job, "timed-out", now.note)
        if now != told and on_change is not None:
            on_change(now)
        told = now
        if now.state in ENDS or halt.wait(min(_BETWEEN_LOOKS, max(left, 0.0))):
            return now


def cancel(job: Job) -> Progress:
    """Take the job back, as before a retry; a job that has ended stays as it ended. Raises DeviceTrouble `print-unreachable`."""
    _need_scheduler(job.queue)
    _run(["cancel", job.id], job.queue)
    return look(job)


def take_back(last: Progress) -> Progress:
    """Cancel a job that was given up on; its state afterwards: cancelled, or handed-over when the printer was quicker, or as it was when nobody answers.

    Given up in time is still said as `timed-out`: that it was taken back is what the officer expects.
    """
    try:
        now = cancel(last.job)
    except DeviceTrouble:
        return last
    return now if now.state == "handed-over" or last.state not in ENDS else last


def _waiting(job: Job, alerts: str, note: str) -> Progress:
    if "job-printing" in alerts or "processing" in alerts:
        # The only mark of a dead network printer: CUPS keeps trying for ever and calls the job printing.
        return Progress(job, "unreachable" if _NO_ANSWER.search(note) else "printing", note)
    state, why = _printers().get(job.queue, ("", ""))
    if state == "disabled":
        return Progress(job, "paused", why or note)
    return Progress(job, "queued", note)


def _ended(job: Job, note: str) -> Progress:
    """How a job ended. lpstat shows an aborted one like a printed one; only the answer to cancelling an ended job, which changes nothing, tells."""
    how = _HOW_ENDED.search(_run(["cancel", job.id], job.queue).stderr)
    state = _ENDED.get(how[1] if how else "", "handed-over")
    if state == "cancelled" and "supplied options" in note:
        # CUPS itself cancels what the printer refuses: a size of paper it does not know.
        state = "wrong-medium"
    return Progress(job, state, "" if state == "handed-over" else note)


def _forgotten(job: Job) -> Progress:
    """Neither waiting nor remembered: its queue was deleted, or the server keeps no history of jobs that ended."""
    if job.queue not in _printers():
        return Progress(job, "unknown-queue")
    return Progress(job, "handed-over", "no history")


def _job(job: Job, which: str) -> tuple[str, str] | None:
    """(alerts, status) of a job in one of the two lists of lpstat."""
    for block in _BLOCK.split(_say(["lpstat", "-l", "-W", which, "-o", job.queue], job.queue)):
        first, *rest = block.splitlines() or [""]
        if first.split(" ", 1)[0] == job.id:
            told = dict(line.strip().partition(":")[::2] for line in rest)
            return told.get("Alerts", "").strip(), told.get("Status", "").strip()
    return None


def _printers() -> dict[str, tuple[str, str]]:
    """Name -> (idle | now | disabled, note)."""
    found = {}
    for block in _BLOCK.split(_say(["lpstat", "-p"])):
        match = _PRINTER.match(block)
        if match:
            found[match[1]] = (match[2], " ".join(block.splitlines()[1:]).strip())
    return found


def _blocks(said: str, first_line: re.Pattern[str]) -> dict[str, str]:
    found = ((first_line.match(block), block) for block in _BLOCK.split(said))
    return {match[1]: " ".join(block.splitlines()[1:]).strip() for match, block in found if match}


def _need_scheduler(queue: str) -> None:
    """Without a server lp and lpstat speak of unknown queues, so the server is asked for first."""
    if "not running" in _run(["lpstat", "-r"], queue).stdout:
        raise DeviceTrouble("print-unreachable", queue=queue, note="cupsd")


def _say(words: list[str], queue: str = "") -> str:
    return _run(words, queue).stdout


def _run(words: list[str], queue: str, page: bytes = b"") -> subprocess.CompletedProcess[str]:
    """One short call in the C locale, whose words are parsed; UTF-8, because titles are Chinese."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    try:
        done = subprocess.run(words, input=page, capture_output=True, timeout=_PATIENCE, env=env, check=False)
    except subprocess.TimeoutExpired as error:
        raise DeviceTrouble("print-unreachable", queue=queue, note=f"{words[0]}: {_PATIENCE:.0f} s") from error
    except OSError as error:
        raise DeviceTrouble("print-unreachable", queue=queue, note=f"{words[0]}: {error.strerror}") from error
    return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def _first_line(said: str) -> str:
    return next((line.partition(": ")[2] or line for line in said.splitlines() if line.strip()), "")


_PATIENCE = 10.0
_BETWEEN_LOOKS = 0.3
_LONGEST_TITLE = 120
_STATES = {"is": "ready", "now": "printing", "disabled": "paused"}
_ENDED = {"canceled": "cancelled", "aborted": "stopped", "completed": "handed-over"}
_HOW_ENDED = re.compile(r"already (canceled|aborted|completed)")
_ACCEPTED = re.compile(r"^request id is (\S+) ", re.MULTILINE)
_BLOCK = re.compile(r"\n(?!\s)")
_PRINTER = re.compile(r"printer (\S+) (is|now|disabled)\b")
_REFUSING = re.compile(r"(\S+) not accepting requests")
_NO_ANSWER = re.compile(r"unavailable|not respond|not exist|unreachable|unable to (?:connect|locate)", re.IGNORECASE)
