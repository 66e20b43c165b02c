"""Release to paper: the slip of a real release goes through a private CUPS queue, is read back from the page, and confirms itself."""

from dataclasses import replace

import pypdfium2
import pytest

from devices.printers.cups import SIDES
from tests.cups import cups, private_cups  # noqa: F401 - fixtures
from tests.line.truck_line import CLEAN, station_with, template  # noqa: F401 - fixtures
from ui.printers import Printer, printer, receipt_for
from ui.printing import Page, Printing
from workstation.paper import pictures


@pytest.fixture
def desk(station_with):  # noqa: F811
    desk = station_with()
    yield desk
    desk.close()


def told_until_ended(page, spare="", **given):
    """Print one page and return everything that was said until it ended."""
    import queue

    said = queue.Queue()
    printing = Printing(said.put, spare, deadline=30, **given)
    printing.print(page)
    heard = [said.get(timeout=40)]
    while not heard[-1].ended:
        heard.append(said.get(timeout=40))
    printing.close()
    return heard


def released(desk):
    for line in CLEAN:
        outcome = desk.line(line)
        assert outcome.refused is None
    outcome = desk.line({"act": "release", "verdict": outcome.card.verdict})
    assert outcome.refused is None
    return outcome.slip


def test_a_slip_reaches_the_printer_and_confirms_itself(desk, cups):  # noqa: F811
    slip = released(desk)
    sink = cups.sink("SLIP")
    heard = told_until_ended(Page(slip["number"], 1, desk.slip_pdf(slip["number"]), "SLIP"))
    assert heard[-1].good, heard
    outcome = desk.line({"act": "printed", "number": slip["number"], "copy": 1, "queue": "SLIP", "job": heard[-1].job})
    assert [event.kind for event in outcome.events] == ["slip.printed"]
    assert desk.unconfirmed()[0]["number"] == slip["number"]
    page = sink.pages.get(timeout=20)
    assert pictures.slip_token(page, "page") == slip["token"]
    outcome = desk.line({"scan": pictures.slip_token(page, "page"), "aim": "]Q1"})
    assert [event.kind for event in outcome.events] == ["slip.confirmed"]
    assert outcome.events[0].body["how"] == "read-back"
    assert desk.unconfirmed() == []


@pytest.mark.parametrize("sides", ["one", "two"])
def test_the_explanation_comes_out_behind_the_slip_on_its_own_sheet_or_on_its_back(desk, cups, sides):  # noqa: F811
    slip = released(desk)
    name = f"BACK-{sides}"
    sink = cups.sink(name)
    two = replace(desk.station, settings=replace(desk.station.settings, back="always", printers=({"name": name, "address": f"queue:{name}", "sides": sides},)))
    desk.lane.station = two
    heard = told_until_ended(Page(slip["number"], 1, desk.slip_pdf(slip["number"]), name), printer=lambda asked: printer(two.settings, asked))
    assert heard[-1].good, heard
    page = sink.pages.get(timeout=20)
    assert pictures.slip_token(page, "page") == slip["token"]
    document = pypdfium2.PdfDocument(page)
    words = [each.get_textpage().get_text_range() for each in document]
    document.close()
    assert len(words) == 2
    assert "判定说明" in words[1]
    assert slip["number"] in words[1]
    # What the queue was told of this job, as its scheduler keeps it.
    assert SIDES[sides].encode() in cups.told(heard[-1].job)


def test_a_receipt_has_no_back_so_the_explanation_stands_below_the_slip(desk):
    slip = released(desk)
    plain, told = desk.slip_receipt(slip["number"]), desk.slip_receipt(slip["number"], back=True)
    assert told[: len(plain)] == plain
    below = [piece.text for piece in told[len(plain) :]]
    assert "判定说明 Explanation of the decision" in below
    assert any("clear-papers" in text for text in below)
    assert any(text.startswith("This page explains") for text in below)
    printed = receipt_for(Printer("TILL", "socket://127.0.0.1:9", language="escpos"), told)
    assert len(printed) > len(receipt_for(Printer("TILL", "socket://127.0.0.1:9", language="escpos"), plain))


def test_no_printer_is_said_in_words_and_the_lane_goes_on(desk, cups):  # noqa: F811
    slip = released(desk)
    heard = told_until_ended(Page(slip["number"], 1, desk.slip_pdf(slip["number"]), "NOWHERE"))
    assert heard[-1].words == "print-unknown-queue"
    assert desk.line({"act": "next"}).refused is None
    sink = cups.sink("SPARE")
    heard = told_until_ended(Page(slip["number"], 1, desk.slip_pdf(slip["number"]), "NOWHERE"), spare="SPARE")
    assert heard[-1].good
    assert pictures.slip_token(sink.pages.get(timeout=20), "page") == slip["token"]


def test_a_reprint_says_so_and_a_void_slip_too(desk):
    slip = released(desk)
    first = desk.slip_pdf(slip["number"])
    outcome = desk.line({"act": "reprint"})
    assert outcome.slip["copy"] == 2
    second = desk.slip_pdf(slip["number"])
    assert first != second
    assert pictures.slip_token(second, "page") == slip["token"], "a reprint is the same slip"
    assert desk.line({"act": "void", "reason": "wrong truck"}).refused is None
    void = desk.slip_pdf(slip["number"])
    assert void not in (first, second)
    again = desk.line({"act": "release"})
    assert again.refused is None
    assert again.slip["number"] != slip["number"]
