"""What a link must survive and say besides an unplugged cable: serial servers, other programs, a device that takes nothing."""

import socket
import subprocess
import sys
import time

import pytest

from devices import finder, transport
from devices.finder import Port
from devices.link import LinkSettings
from devices.simulators import PtyDevice, PtyScanner
from devices.trouble import DeviceTrouble
from tests.devices.serial_server import Server
from tests.devices.wire import SECONDS, Wire

# pyserial 3.5 still calls Thread.setDaemon in its RFC 2217 client.
pytestmark = pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning", "ignore:setName:DeprecationWarning")


def test_rfc2217_server_is_read_written_lost_and_back():
    with Server() as server, Wire(server.address, settings=LinkSettings(baud=4800)) as wire:
        wire.state("open")
        assert server.far.baudrate == 4800
        server.far.own = 4800
        server.send(b"]C0FIRST\xff\rHALF"[:8] + b"\rHALF")
        assert wire.text() == "FIRST"
        wire.link.write(b"\x06\xff")
        until = time.monotonic() + SECONDS
        while bytes(server.heard) != b"\x06\xff":
            assert time.monotonic() < until
            time.sleep(0.01)
        while not wire.link.state.last_hex.endswith(b"HALF".hex()):
            time.sleep(0.01)
        server.gone()
        lost = wire.state("lost")
        assert (lost.words, bytes.fromhex(lost.half_hex)) == ("link-lost", b"HALF")
        server.back()
        wire.state("open")
        server.send(b"SECOND\r")
        assert wire.text() == "SECOND"


def test_what_a_serial_server_sends_at_once_is_read_each_time_it_is_back():
    with socket.create_server(("127.0.0.1", 0)) as server, Wire(f"socket://127.0.0.1:{server.getsockname()[1]}") as wire:
        for text in ("MSKU0383250", "HN1234567", "HN7654321"):
            line, _ = server.accept()
            with line:
                line.sendall(text.encode() + b"\r")
                assert wire.text() == text


def test_a_serial_server_that_dies_without_a_word_is_asked_whether_it_lives():
    """The kernel's own probes: what they do cannot be shown without pulling a cable, that they are on can."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = transport.Transport(f"socket://127.0.0.1:{server.getsockname()[1]}", LinkSettings(), 0.1)
        line = port._port._socket
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        idle, every, count = (line.getsockopt(socket.IPPROTO_TCP, each) for each in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT))
        assert idle + every * count <= 3
        port.close()


@pytest.mark.parametrize("address", ["rfc2217://127.0.0.1:1", "socket://127.0.0.1:1", "socket://nowhere", "rfc2217://", "socket://127.0.0.1:99999", "loop://?x=1", "loop://?logging=debug"])
def test_addresses_that_lead_nowhere_are_a_trouble_and_never_the_end_of_the_thread(address):
    with pytest.raises(DeviceTrouble) as trouble:
        transport.Transport(address, LinkSettings(), 0.1)
    assert trouble.value.key == "link-unusable"


def test_a_program_that_opens_the_port_later_is_named_and_forgotten_when_it_goes(tmp_path):
    reading = "import os, sys, time; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); print('open', flush=True); time.sleep(60)"
    with PtyScanner(tmp_path, "scanner") as scanner, Wire(str(scanner.path)) as wire:
        assert wire.state("open").words == "link-open"
        with subprocess.Popen([sys.executable, "-c", reading, str(scanner.path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
            if other.stdout.readline() != b"open\n":
                # Not root: the exclusive lock keeps the other one out, which is better still.
                return
            shared = wire.until(lambda state: state.words == "link-shared")
            assert f"({other.pid})" in str(shared.values["program"])
            other.kill()
        assert wire.until(lambda state: state.words == "link-open").state == "open"


def test_a_device_that_takes_no_replies_is_still_read(tmp_path):
    with PtyDevice(tmp_path, "deaf") as device, Wire(str(device.path)) as wire:
        wire.state("open")
        wire.link.write(b"x" * 200_000)
        assert wire.until(lambda state: state.words == "link-deaf").state == "open"
        device.send(b"STILL HEARD\r")
        assert wire.text() == "STILL HEARD"
        while device.received(0.2):
            pass
        wire.link.write(b"\x06")
        assert wire.until(lambda state: state.words == "link-open").state == "open"
        assert device.received(SECONDS).endswith(b"\x06")


def test_state_keeps_the_last_reads_with_their_times(tmp_path):
    with PtyScanner(tmp_path, "scanner") as scanner, Wire(str(scanner.path)) as wire:
        wire.state("open")
        for number in range(80):
            scanner.type(f"CODE{number}")
            assert wire.text() == f"CODE{number}"
        reads = wire.link.state.reads
        assert 30 < len(reads) <= 64
        assert [at for at, _ in reads] == sorted(at for at, _ in reads)
        assert b"".join(read for _, read in reads).endswith(b"CODE79\r")


@pytest.mark.parametrize("fault", [TypeError("vanished"), OSError(5, "gone"), ValueError("half written")])
def test_a_device_that_vanishes_while_ports_are_listed_breaks_no_look(monkeypatch, fault):
    """pyserial's list has raised all three (its issues 550 and 551): once is looked again, for ever is an empty list."""
    real, calls = finder.list_ports.comports, []

    def listing():
        calls.append(1)
        if len(calls) == 1:
            raise fault
        return real()

    monkeypatch.setattr(finder.list_ports, "comports", listing)
    assert isinstance(finder.ports(), list)
    assert len(calls) == 2

    def never():
        raise fault

    monkeypatch.setattr(finder.list_ports, "comports", never)
    assert finder.ports() == []


def test_plugged_in_and_pulled_out_are_told_by_what_a_device_is():
    scanner = Port("/dev/ttyUSB0", 0x1EAB, 0x1D06, "A1", "1-1")
    scale = Port("/dev/ttyUSB1", 0x1A86, 0x7523, "", "1-2")
    renamed = Port("/dev/ttyUSB3", 0x1EAB, 0x1D06, "A1", "1-4")
    assert finder.changes([scanner], [renamed, scale]) == ([scale], [])
    assert finder.changes([scanner, scale], [scale]) == ([], [scanner])
