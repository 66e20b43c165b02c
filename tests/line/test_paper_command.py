"""`port-officer paper`: labels, ruler, calibration, probe and receipts as a person calls them, against real sockets and a private CUPS."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cups import cups, private_cups  # noqa: F401 - fixtures
from tests.line.truck_line import CLEAN, OFFICER, SECRETS, station_with, template  # noqa: F401 - fixtures
from tests.paper.test_receipt import burnt
from tests.paper_sink import PaperSink
from ui.command import main
from workstation import settings
from workstation.paper import pictures

GOOD = bytes.fromhex("12121212")


@pytest.fixture
def station(station_with, monkeypatch):  # noqa: F811
    """The folder of a station that has released one truck, and the slip."""
    desk = station_with()
    for line in CLEAN:
        outcome = desk.line(line)
    outcome = desk.line({"act": "release", "verdict": outcome.card.verdict})
    folder = desk.station.folder
    desk.close()
    monkeypatch.setenv("PORT_OFFICER_DATA", str(folder))
    monkeypatch.setenv("PORT_OFFICER_SECRET", SECRETS[OFFICER])
    return folder, outcome.slip


def printers(folder, *tables):
    known = settings.read(folder)
    settings.write(folder, replace(known, printers=tables))


def call(capsys, *words):
    """(exit code, answer or the line on stderr)."""
    code = main(["paper", *words, "--json"])
    out, err = capsys.readouterr()
    assert len(err.splitlines()) <= 1
    return code, json.loads(out) if out else err


def test_a_receipt_is_printed_read_back_and_confirmed(station, station_with, capsys):  # noqa: F811
    folder, slip = station
    with PaperSink(GOOD) as sink:
        printers(folder, {"name": "TILL", "address": sink.address, "language": "escpos"})
        first = call(capsys, "receipt", slip["number"], "--printer", "TILL", "--officer", OFFICER)
        second = call(capsys, "receipt", slip["number"], "--printer", "TILL", "--officer", OFFICER)
        pages = [sink.pages.get(timeout=10), sink.pages.get(timeout=10)]
    assert [(code, told["copy"], told["state"]) for code, told in (first, second)] == [(0, 1, "handed-over"), (0, 2, "handed-over")]
    assert pages[0] != pages[1], "the second says that it is one"
    tokens = {pictures.slip_token(burnt(page)) for page in pages}
    assert tokens == {slip["token"]}
    from workstation.desk import Desk

    desk = Desk.open(folder, OFFICER, SECRETS[OFFICER], settings.now)
    try:
        assert [each["number"] for each in desk.unconfirmed()] == [slip["number"]]
        outcome = desk.line({"scan": tokens.pop(), "aim": "]Q1"})
        assert [event.kind for event in outcome.events] == ["slip.confirmed"]
        assert desk.unconfirmed() == []
    finally:
        desk.close()


def test_slips_and_receipts_as_files_write_no_event(station, capsys, tmp_path):
    _, slip = station
    for act in ("slip", "receipt"):
        path = tmp_path / f"{act}.pdf"
        assert call(capsys, act, slip["number"], "--officer", OFFICER, "-o", str(path)) == (0, {"saved": str(path)})
        assert pictures.slip_token(path.read_bytes()) == slip["token"]


def test_labels_go_to_the_printer_in_its_language(station, capsys):
    folder, _ = station
    with PaperSink() as sink:
        printers(folder, {"name": "Z", "address": sink.address, "language": "zpl"}, {"name": "T", "address": sink.address, "language": "tspl"})
        for name, begin in (("Z", b"^XA"), ("T", b"SIZE 70 mm,40 mm\r\n")):
            code, told = call(capsys, "label", "seal", "seal=HN1234567", "--printer", name, "container=琼A12345")
            assert (code, told["state"]) == (0, "handed-over")
            assert sink.pages.get(timeout=10).startswith(begin)


def test_calibration_is_kept_per_printer_and_medium_and_used(station, capsys, cups):  # noqa: F811
    folder, _ = station
    sink = cups.sink("LASER")
    code, told = call(capsys, "calibrate", "--printer", "LASER", "L030", "R050", "HNR1:A5:T040", "B040")
    assert (code, told["x"], told["y"], told["side_margin"]) == (0, "-1", "0", "4")
    code, told = call(capsys, "calibrate", "--printer", "LASER", "--medium", "A4", "L050", "R030", "T040", "B040")
    assert code == 0
    code, told = call(capsys, "calibrate", "--printer", "LASER", "L030", "R040", "T040", "B020")
    assert [(each["medium"], each["x"], each["y"]) for each in settings.read(folder).offsets] == [("A4", "1", "0"), ("A5", "-0.5", "1")]
    assert call(capsys, "ruler", "--printer", "LASER")[0] == 0
    sheet = sink.pages.get(timeout=10)
    assert len(pictures.read_codes(sheet)) == 40, "the sheet itself is printed without any offset"
    code, told = call(capsys, "slip", station[1]["number"], "--printer", "LASER", "--officer", OFFICER)
    assert (code, told["copy"]) == (0, 1)
    assert pictures.slip_token(sink.pages.get(timeout=10)) == station[1]["token"]


def test_a_probe_print_decides_how_chinese_goes(station, capsys):
    folder, _ = station
    with PaperSink(GOOD) as sink:
        printers(folder, {"name": "TILL", "address": sink.address, "language": "escpos"})
        assert call(capsys, "probe", "--printer", "TILL")[0] == 0
        assert "海关".encode("gb18030") in sink.pages.get(timeout=10)
        assert call(capsys, "probe", "--printer", "TILL", "--confirm") == (0, {"printer": "TILL", "chinese": "text"})
        assert settings.read(folder).printers[0]["chinese"] == "text"
        assert call(capsys, "probe", "--printer", "TILL", "--deny")[1]["chinese"] == "picture"


def test_a_printer_says_how_it_is(station, capsys, cups):  # noqa: F811
    folder, _ = station
    cups.sink("QUEUE")
    with PaperSink(bytes.fromhex("1a321272")) as sink:
        printers(folder, {"name": "TILL", "address": sink.address, "language": "escpos"})
        code, told = call(capsys, "status", "--printer", "TILL")
        assert (code, told["state"], told["words"]) == (0, ["printer-paper-out"], "out of paper")
    code, told = call(capsys, "status", "--printer", "QUEUE")
    assert (code, told["state"]) == (0, ["ready"])
    code, line = call(capsys, "status", "--printer", "TILL")
    assert (code, line.split(":")[1].strip()) == (3, "print-unreachable")


@pytest.mark.parametrize(
    ("words", "code", "key"),
    [
        (["label", "nope"], 2, "label-unknown"),
        (["label", "seal", "seal"], 2, "usage"),
        (["label", "seal", "seal=A"], 2, "printer-unknown"),
        (["label", "seal", "seal=A", "--printer", "NOWHERE"], 3, "print-unknown-queue"),
        (["label", "seal", "seal=A", "-o", "/nonexistent/x.pdf"], 2, "slip-not-saved"),
        (["receipt"], 2, "usage"),
        (["receipt", "HXG", "-o", "x.pdf"], 2, "officer-missing"),
        (["receipt", "HXG", "--printer", "NOWHERE", "--officer", OFFICER], 2, "printer-no-labels"),
        (["receipt", "HXG", "-o", "x.pdf", "--officer", OFFICER], 2, "slip-unknown"),
        (["calibrate", "--printer", "L", "L010"], 2, "ruler-edge-missing"),
        (["calibrate", "--printer", "L", "L120", "R000", "T000", "B120", "--medium", "A3"], 2, "usage"),
        (["probe", "--printer", "L"], 2, "printer-no-labels"),
        (["ruler", "--printer", "BAD"], 2, "printer-wrong"),
        (["ruler", "--printer", "SERIAL"], 2, "printer-wrong"),
        (["ruler", "--wait", "0", "-o", "x"], 2, "usage"),
        (["draw"], 2, "usage"),
    ],
)
@pytest.mark.usefixtures("cups")
def test_wrong_calls_are_one_line(station, capsys, words, code, key):
    folder, _ = station
    printers(folder, {"name": "BAD", "address": "queue:X", "medium": "Letter"}, {"name": "SERIAL", "address": "/dev/ttyS0"})
    found, line = call(capsys, *words)
    assert (found, line.split(":")[1].strip()) == (code, key)
    assert not Path("x.pdf").exists()


def test_a_sheet_or_evidence_code_is_no_part_of_a_truck(station_with):  # noqa: F811
    desk = station_with()
    # What the pack brought is seen with the first line.
    desk.refresh()
    for text in ("HNR1:A5:L030", "HNE1:0123456789abcdef"):
        outcome = desk.line({"scan": text})
        assert outcome.refused["key"] == "scan-of-a-sheet"
        assert outcome.events == ()
    desk.close()


def test_the_doctor_asks_every_printer(station, capsys, cups):  # noqa: F811
    folder, _ = station
    cups.sink("DOCTORED")
    with PaperSink(bytes.fromhex("1a321272")) as sink:
        printers(folder, {"name": "TILL", "address": sink.address, "language": "escpos"}, {"name": "SHEET", "address": "queue:DOCTORED"})
        settings.write(folder, replace(settings.read(folder), queue="SHEET"))
        assert main(["doctor", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["ok"], row["words"]) for row in rows if row["check"] == "printer TILL"] == [(False, "out of paper")]
    assert [row["ok"] for row in rows if row["check"] == "printers"] == [True]
    printers(folder, {"name": "SHEET", "address": "queue:DOCTORED", "language": "pcl"})
    assert main(["doctor", "--json"]) == 0
    assert any("pdf | escpos" in row["words"] for row in json.loads(capsys.readouterr().out) if not row["ok"])
