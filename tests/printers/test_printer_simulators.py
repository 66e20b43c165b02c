"""Simulated printers, as a pty and as a network port: whole jobs, every fault in words, the spare one takes over, and no cut job is reported as whole."""

import json
import queue
import subprocess
import sys
import threading
import time

import pytest

from devices.simulators import PRINTERS, PtyDevice, Simulated, SocketDevice
from devices.trouble import DeviceTrouble
from tests.release.slips import PLAIN, signed
from ui import printers
from ui.printers import Printer
from ui.printing import Page, Printing
from workstation import settings
from workstation.paper import labels, receipt
from workstation.settings import Settings
from workstation.words import Refused

PROGRAM = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
PIECES = tuple(receipt.pieces(PLAIN, signed(PLAIN)))
LABEL = labels.filled("seal", {"seal": "HN1234567"})
PLACES = {"pty": lambda folder: PtyDevice(folder, "printer"), "socket": lambda _: SocketDevice()}


def made(one: Printer) -> bytes:
    return printers.receipt_for(one, PIECES) if one.language == "escpos" else printers.label_for(one, LABEL)


def until(true):
    end = time.monotonic() + 15
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    assert true()


@pytest.fixture(params=PLACES)
def place(request, tmp_path):
    return PLACES[request.param](tmp_path)


@pytest.mark.parametrize("language", PRINTERS)
def test_whole_jobs_and_states(language, place):
    with Simulated(PRINTERS[language](), place) as device:
        one = Printer("P", device.address, language)
        assert printers.state(one) == ()
        assert printers.sent(one, made(one), 20).state == "handed-over"
        until(lambda: device.speech.jobs == [made(one)])
        for state, key in (("paper-out", "printer-paper-out"), ("cover-open", "printer-cover-open"), ("offline", {"escpos": "printer-offline"}.get(language, "printer-paused"))):
            device.step({"state": state})
            assert key in printers.state(one)
            end = printers.sent(one, made(one), 5)
            assert end.words == "print-not-taken"
            assert end.note
        device.step({"state": "ready"})
        assert device.speech.jobs == [made(one)]


@pytest.mark.parametrize("language", PRINTERS)
def test_a_printer_that_dies_in_the_middle_is_never_handed_over(language, tmp_path):
    with Simulated(PRINTERS[language](), PtyDevice(tmp_path, "printer")) as device:
        one = Printer("P", device.address, language)
        device.step({"dead_after": 100})
        assert printers.sent(one, made(one), 0.5).words == "print-timed-out"
        assert device.speech.jobs == []


def test_a_network_printer_that_takes_all_and_dies_is_said():
    with Simulated(PRINTERS["escpos"](), SocketDevice()) as device:
        one = Printer("P", device.address, "escpos")
        device.step({"dead_after": 100})
        assert printers.sent(one, made(one), 0.5).words == "print-timed-out"


def test_paper_that_ends_in_the_middle_is_said(tmp_path):
    with Simulated(PRINTERS["escpos"](), PtyDevice(tmp_path, "printer")) as device:
        one = Printer("P", device.address, "escpos")
        device.step({"slow": 40_000})

        def run_out():
            until(lambda: device.speech.taken > 1000)
            device.step({"state": "paper-out"})

        paper = threading.Thread(target=run_out)
        paper.start()
        end = printers.sent(one, made(one), 20)
        paper.join()
        assert (end.words, "缺纸 out of paper" in end.note) == ("print-stopped", True)


def test_the_spare_takes_over_from_a_printer_without_paper_and_from_a_dead_one(tmp_path):
    for number, fault in enumerate(({"state": "paper-out"}, {"dead_after": 500})):
        with Simulated(PRINTERS["escpos"](), PtyDevice(tmp_path, f"first{number}")) as first, Simulated(PRINTERS["escpos"](), SocketDevice()) as spare:
            first.step(fault)
            known = {"FIRST": Printer("FIRST", first.address, "escpos"), "SPARE": Printer("SPARE", spare.address, "escpos")}
            said: queue.Queue = queue.Queue()
            printing = Printing(said.put, "SPARE", 1.5, known.__getitem__)
            printing.print(Page(PLAIN.number, 1, b"", "FIRST", PIECES))
            heard = [said.get(timeout=30)]
            while not heard[-1].ended:
                heard.append(said.get(timeout=30))
            printing.close()
            assert [each.words for each in heard if each.words == "print-spare"] == ["print-spare"]
            assert (heard[-1].good, heard[-1].page.queue) == (True, "SPARE")
            until(lambda spare=spare, known=known: spare.speech.jobs == [made(known["SPARE"])])
            assert first.speech.jobs == []


@pytest.mark.parametrize(("told", "field"), [
    ({"baud": "100"}, "baud"), ({"bits": "9"}, "bits"), ({"parity": "X"}, "parity"), ({"stop": "3"}, "stop"), ({"baud": "fast"}, "baud"), ({"speed": "9600"}, "speed"),
    ({"baud": "9600", "address": "socket://127.0.0.1:9100"}, "baud"), ({"stop": "1", "address": "queue:P"}, "stop"),
])
def test_a_wrong_line_of_a_printer_is_named(told, field):
    known = Settings("P", "1", "S", "R", printers=({"name": "T", "address": "/dev/ttyS9", "language": "escpos", **told},))
    with pytest.raises(Refused, match="printer-wrong") as wrong:
        printers.printer(known, "T")
    assert field in str(wrong.value.values["field"])


def test_the_line_of_a_printer_is_read_from_the_settings(tmp_path):
    table = {"name": "T", "address": "/dev/ttyS9", "language": "escpos", "baud": "19200", "bits": "7", "parity": "E", "stop": "2"}
    settings.write(tmp_path, Settings("P", "1", "S", "R", printers=(table,)))
    line = printers.printer(settings.read(tmp_path), "T").line
    assert (line.baud, line.bits, line.parity, line.stop) == (19_200, 7, "E", 2)


@pytest.mark.parametrize("step", [{"state": "burnt"}, {"state": "ready", "slow": 1}, {"slow": -1}, {"slow": True}, {"dead_after": -1}, {"dead_after": True}, {}])
def test_a_wrong_step_is_refused(step):
    with pytest.raises(DeviceTrouble, match="line-wrong"):
        PRINTERS["zpl"]().say(step)


def test_simulate_prints_an_address_that_takes_labels():
    with subprocess.Popen(
        [*PROGRAM, "simulate", "zpl", "--socket", "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as running:
        one = Printer("Z", running.stdout.readline().strip(), "zpl")
        assert printers.sent(one, made(one), 10).state == "handed-over"
        for line in ("cover-open", '{"state": "nope"}'):
            running.stdin.write(line + "\n")
            running.stdin.flush()
        answers = [json.loads(running.stdout.readline()) for _ in range(2)]
        assert [answers[0], answers[1]["error"]] == [{"done": True}, "line-wrong"]
        assert "printer-cover-open" in printers.state(one)
        running.stdin.close()
        assert running.wait(10) == 0
