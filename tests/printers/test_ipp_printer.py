"""A slip to an IPP Everywhere printer: it arrives whole, a size the printer does not know is said, and a printer that dies is left for the spare."""

import queue
import time

import pypdfium2

from devices.printers import cups as jobs
from tests.cups import Cups
from tests.ipp_printer import IppPrinter
from tests.release.slips import PLAIN, signed
from ui.printers import Printer
from ui.printing import Page, Printed, Printing
from workstation.paper import pictures, slip

TOKEN = signed(PLAIN)
PDF = slip.pdf(PLAIN, TOKEN)


def a4(name: str) -> Printer:
    return Printer(name, f"queue:{name}", medium="A4", offsets={"A4": (2.0, -1.0)})


def heard_until_ended(said: "queue.Queue[Printed]") -> list[Printed]:
    heard = [said.get(timeout=40)]
    while not heard[-1].ended:
        heard.append(said.get(timeout=40))
    return heard


def test_an_a5_slip_fills_the_a4_sheet_of_its_printer(ipp_printer: IppPrinter):
    said: queue.Queue[Printed] = queue.Queue()
    printing = Printing(said.put, deadline=30, printer=a4)
    printing.print(Page(PLAIN.number, 1, PDF, ipp_printer.name))
    heard = heard_until_ended(said)
    printing.close()
    assert heard[-1].good, heard
    page = pypdfium2.PdfDocument(ipp_printer.pages[0])
    assert [round(side / 72 * 25.4) for side in page[0].get_size()] == [210, 297]
    page.close()
    assert pictures.slip_token(ipp_printer.pages[0]) == TOKEN


def test_a_size_the_printer_does_not_know_is_said(ipp_printer: IppPrinter):
    end = jobs.follow(jobs.submit(PDF, ipp_printer.name, "slip", "A5"), 20)
    assert (end.state, end.words) == ("wrong-medium", "print-wrong-medium")
    assert ipp_printer.pages == []


def test_a_printer_killed_in_the_middle_is_said_and_the_spare_prints_the_same_slip(cups: Cups, ipp_printer: IppPrinter):
    spare = cups.sink("SPARE-IPP")
    ipp_printer.slow()
    said: queue.Queue[Printed] = queue.Queue()
    printing = Printing(said.put, "SPARE-IPP", deadline=4, printer=a4)
    printing.print(Page(PLAIN.number, 1, PDF, ipp_printer.name))
    until = time.monotonic() + 20
    while not ipp_printer.printing():
        assert time.monotonic() < until
        time.sleep(0.02)
    ipp_printer.kill()
    heard = heard_until_ended(said)
    printing.close()
    assert heard[-1].good, heard
    assert heard[-1].page.queue == "SPARE-IPP"
    change = next(each for each in heard if each.words == "print-spare")
    assert dict(change.values)["spare"] == "SPARE-IPP"
    assert dict(change.values)["queue"] == ipp_printer.name
    assert pictures.slip_token(spare.pages.get(timeout=10)) == TOKEN
    assert jobs.look(jobs.Job(change.job, ipp_printer.name, "")).state in ("cancelled", "stopped"), "the first job must not print later"
    assert ipp_printer.pages == []
