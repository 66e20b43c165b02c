"""Slips as receipts beside the window: asked first how the printer is, another printer when it cannot, a retry that takes the old job back."""

import queue
import tempfile
import time
from pathlib import Path

import pytest

from devices.printers import cups as jobs
from tests.cups import Cups
from tests.paper_sink import PaperSink
from tests.release.slips import PLAIN, signed
from ui.printers import Printer
from ui.printing import Page, Printing
from workstation.paper import pictures, receipt, slip
from workstation.words import catalogue

TOKEN = signed(PLAIN)
PDF = slip.pdf(PLAIN, TOKEN)
PIECES = tuple(receipt.pieces(PLAIN, TOKEN))
GOOD, NO_PAPER = bytes.fromhex("12121212"), bytes.fromhex("1a321272")


class Lane:
    """Printing with two printers: receipts on T, sheets on a queue."""

    def __init__(self, address, spare="", deadline=10):
        self.said = queue.Queue()
        known = {"T": Printer("T", address, "escpos"), "L": Printer("L", address, "zpl")}
        self.printing = Printing(self.said.put, spare, deadline, lambda name: known.get(name, Printer(name, f"queue:{name}")))

    def print(self, to="T", copy=1):
        self.printing.print(Page(PLAIN.number, copy, PDF, to, PIECES))

    def ended(self):
        heard = [self.said.get(timeout=40)]
        while not heard[-1].ended:
            heard.append(self.said.get(timeout=40))
        assert all(each.words in catalogue() for each in heard)
        return heard


def test_a_receipt_is_handed_over():
    with PaperSink(GOOD) as sink:
        lane = Lane(sink.address)
        lane.print()
        assert [each.words for each in lane.ended()] == ["print-printing", "print-handed-over"]
        assert sink.pages.get(timeout=10).startswith(b"\x1b@")
        lane.printing.close()


def test_without_paper_nothing_is_sent_and_the_spare_prints_the_sheet(cups: Cups):
    spare = cups.sink("SPARE-SHEET")
    with PaperSink(NO_PAPER) as sink:
        lane = Lane(sink.address, "SPARE-SHEET")
        lane.print()
        heard = lane.ended()
        lane.printing.close()
        assert heard[-1].good
        assert heard[-1].page.queue == "SPARE-SHEET"
        assert pictures.slip_token(spare.pages.get(timeout=10)) == TOKEN
        assert sink.pages.empty()
        lane = Lane(sink.address)
        lane.print()
        last = lane.ended()[-1]
        lane.printing.close()
    assert last.words == "print-not-taken"
    assert "缺纸 out of paper" in dict(last.values)["note"]


def test_a_printer_that_dies_in_the_middle_is_said():
    with PaperSink(most=2000) as sink:
        lane = Lane(sink.address)
        lane.print()
        # The receipt may fit into the system's buffers before the reset is seen; then the closing tells.
        assert lane.ended()[-1].words == "print-stopped"
        lane.printing.close()


def test_a_label_printer_takes_no_slip():
    lane = Lane("socket://127.0.0.1:9")
    lane.print("L")
    assert lane.ended()[-1].words == "printer-no-labels"
    lane.printing.close()


def test_a_retry_takes_the_old_job_back_and_prints_one_page_of_the_same_number(cups: Cups):
    sink = cups.sink("RETRY")
    cups.call("cupsdisable", "RETRY")
    lane = Lane("", deadline=30)
    lane.print("RETRY")
    while (first := lane.said.get(timeout=20)).words != "print-paused":
        pass
    lane.print("RETRY")
    assert lane.ended()[-1].words == "print-cancelled"
    cups.call("cupsenable", "RETRY")
    assert lane.ended()[-1].good
    lane.printing.close()
    assert jobs.look(jobs.Job(first.job, "RETRY", "")).state == "cancelled"
    assert pictures.slip_token(sink.pages.get(timeout=10)) == TOKEN
    assert sink.pages.empty()


@pytest.fixture
def own_cups(monkeypatch):
    """A scheduler that may be stopped."""
    with tempfile.TemporaryDirectory(prefix="cups-") as folder:
        running = Cups(Path(folder))
        monkeypatch.setenv("CUPS_SERVER", running.server)
        yield running
        running.close()


def test_a_job_that_a_dead_scheduler_kept_is_taken_back_when_it_returns(own_cups):
    sink = own_cups.sink("KEPT")
    own_cups.call("cupsdisable", "KEPT")
    lane = Lane("", deadline=1)
    lane.print("KEPT")
    first = lane.ended()[-1]
    assert (first.words, first.job) == ("print-timed-out", "KEPT-1")
    own_cups.stop()
    assert lane.printing.again(PLAIN.number)
    assert lane.ended()[-1].words == "print-unreachable"
    own_cups.start()
    assert lane.printing.again(PLAIN.number)
    assert lane.ended()[-1].words == "print-timed-out"
    assert jobs.look(jobs.Job(first.job, "KEPT", "")).state == "cancelled"
    own_cups.call("cupsenable", "KEPT")
    assert sink.pages.get(timeout=20) == PDF
    # Printed after its deadline, and asked for once more: the same copy is there already.
    until = time.monotonic() + 20
    while jobs.look(jobs.Job("KEPT-2", "KEPT", "")).state != "handed-over":
        assert time.monotonic() < until
        time.sleep(0.05)
    assert lane.printing.again(PLAIN.number)
    assert lane.ended()[-1].good
    lane.printing.close()
    assert sink.pages.empty()


def test_a_dead_printer_holds_up_no_other_slip(cups: Cups):
    sink = cups.sink("ALIVE")
    lane = Lane("", deadline=20)
    lane.print(cups.dead("GONE"))
    lane.printing.print(Page("HXG03-261121-00124-X", 1, PDF, "ALIVE"))
    while not (told := lane.said.get(timeout=15)).ended:
        pass
    assert (told.page.queue, told.good) == ("ALIVE", True)
    assert sink.pages.get(timeout=10) == PDF
    assert lane.printing.cancel(PLAIN.number)
    assert lane.ended()[-1].words == "print-cancelled"
    lane.printing.close()


@pytest.mark.parametrize("queue_name", ["NO-SUCH"])
def test_an_unknown_queue_and_an_unknown_spare_end_in_words(cups: Cups, queue_name):
    lane = Lane("", "ALSO-NOT")
    lane.print(queue_name)
    heard = lane.ended()
    lane.printing.close()
    assert [each.words for each in heard] == ["print-spare", "print-unknown-queue"]
    assert dict(heard[-1].values)["queue"] == "ALSO-NOT"


def test_trying_again_prints_the_same_copy_once(cups: Cups):
    sink = cups.sink("AGAIN")
    cups.call("cupsdisable", "AGAIN")
    lane = Lane("", deadline=1)
    lane.print("AGAIN", copy=2)
    assert lane.ended()[-1].words == "print-timed-out"
    cups.call("cupsreject", "AGAIN")
    assert lane.printing.again(PLAIN.number)
    assert lane.ended()[-1].words == "print-rejected"
    cups.call("cupsaccept", "AGAIN")
    cups.call("cupsenable", "AGAIN")
    assert lane.printing.again(PLAIN.number)
    last = lane.ended()[-1]
    assert (last.good, last.page.copy) == (True, 2)
    assert sink.pages.get(timeout=10) == PDF
    assert not lane.printing.again(PLAIN.number), "what was handed over is a reprint"
    assert not lane.printing.cancel(PLAIN.number)
    lane.printing.close()
    assert sink.pages.empty()


def test_cancelling_empties_the_queue_after_the_deadline_too(cups: Cups):
    cups.sink("LEFT")
    cups.call("cupsdisable", "LEFT")
    lane = Lane("", deadline=1)
    lane.print("LEFT")
    job = lane.ended()[-1].job
    assert job in cups.call("lpstat", "-W", "not-completed", "-o", "LEFT")
    assert lane.printing.cancel(PLAIN.number)
    # The next page waits for the cancelling.
    lane.print("NO-SUCH-QUEUE")
    assert lane.ended()[-1].words == "print-unknown-queue"
    lane.printing.close()
    assert job not in cups.call("lpstat", "-W", "not-completed", "-o", "LEFT")
