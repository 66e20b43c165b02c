"""Bytes to a printer by TCP, serial link and raw queue: they arrive unchanged, and every way to fail has its word."""

import os
import pty
import socket
import threading
import tty

import pytest

from devices.printers import delivery, escpos
from devices.trouble import DeviceTrouble
from tests.cups import Cups
from tests.paper_sink import PaperSink

PAYLOAD = b"^XA" + bytes(range(256)) * 300 + b"^XZ\n"


def test_over_tcp_byte_for_byte():
    with PaperSink() as sink:
        assert delivery.deliver(sink.address, PAYLOAD, 10) == delivery.Delivery(sink.address, "handed-over")
        assert sink.pages.get(timeout=10) == PAYLOAD


def test_through_a_raw_queue_byte_for_byte(cups: Cups):
    sink = cups.sink("LABEL")
    end = delivery.deliver("queue:LABEL", PAYLOAD, 20)
    assert (end.state, end.values["queue"]) == ("handed-over", "LABEL")
    assert end.job.startswith("LABEL-")
    assert sink.pages.get(timeout=10) == PAYLOAD


def test_over_a_serial_link_byte_for_byte():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    got = []

    def read():
        while sum(map(len, got)) < len(PAYLOAD):
            got.append(os.read(ours, 4096))

    reader = threading.Thread(target=read)
    reader.start()
    assert delivery.deliver(os.ttyname(theirs), PAYLOAD, 20).state == "handed-over"
    reader.join(20)
    os.close(theirs)
    os.close(ours)
    assert b"".join(got) == PAYLOAD


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"socket://127.0.0.1:{taken.getsockname()[1]}"
    end = delivery.deliver(address, PAYLOAD, 5)
    assert (end.state, end.words) == ("unreachable", "print-unreachable")
    assert "refused" in end.note
    assert delivery.deliver("socket://127.0.0.1:x", b"a", 5).state == "unreachable"
    assert delivery.deliver("/dev/no-such-printer", b"a", 5).state == "unreachable"
    with pytest.raises(DeviceTrouble, match="print-unreachable"):
        delivery.status(address, escpos.queries())


def test_a_printer_that_dies_in_the_middle():
    with PaperSink(most=20_000) as sink:
        assert delivery.deliver(sink.address, PAYLOAD * 40, 20).state == "stopped"


def test_a_printer_that_takes_no_more_hits_the_deadline():
    with PaperSink(most=0, hold=True) as sink:
        assert delivery.deliver(sink.address, PAYLOAD * 200, 1).state == "timed-out"


def test_a_caller_that_stops():
    stop = threading.Event()
    stop.set()
    with PaperSink() as sink:
        assert delivery.deliver(sink.address, PAYLOAD, 10, stop).state == "cancelled"


def test_a_dead_raw_queue_is_taken_back(cups: Cups):
    end = delivery.deliver("queue:" + cups.dead("DEADLABEL"), PAYLOAD, 1.5)
    assert end.state == "timed-out"
    assert end.job not in cups.call("lpstat", "-W", "not-completed", "-o", "DEADLABEL")
    assert delivery.deliver("queue:NO-SUCH", b"a", 5).state == "unknown-queue"


def test_a_printer_asked_how_it_is():
    with PaperSink(status=bytes.fromhex("1a321272")) as sink:
        assert escpos.read_status(delivery.status(sink.address, escpos.queries())) == ("printer-paper-out",)
    with PaperSink() as silent:
        assert delivery.status(silent.address, escpos.queries()[:1], 0.1) == b""
    assert delivery.status("queue:ANY", escpos.queries()) == b""
