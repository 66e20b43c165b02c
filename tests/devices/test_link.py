import os
import pty
import socket
import subprocess
import sys
import threading
import time
import tty

import pytest

from devices.link import LinkSettings
from devices.simulators import Bridge, PtyDevice, PtyScale, PtyScanner, Voice
from tests.devices.wire import SECONDS, Wire


@pytest.fixture
def scanner(tmp_path):
    with PtyScanner(tmp_path, "scanner", Voice(seed=1)) as made:
        yield made


def test_codes_arrive_in_order_with_the_time_of_their_last_byte(scanner):
    with Wire(str(scanner.path), settings=LinkSettings(name="lane scanner")) as wire:
        opened = wire.state("open")
        assert (opened.link, opened.driver, opened.words) == ("lane scanner", "scanner-line", "link-open")
        before = time.monotonic_ns()
        sent = [f"琼A{number:05}" for number in range(60)]
        for text in sent:
            scanner.type(text, "]Q1", split=True, noise=2)
        got = [wire.frames.get(timeout=SECONDS) for _ in sent]
        assert [one.frame.text for one in got] == sent
        assert [one.at_ns for one in got] == sorted(one.at_ns for one in got)
        assert before < got[0].at_ns < got[-1].at_ns < time.monotonic_ns()
        assert (got[0].link, got[0].driver, got[0].frame.aim) == ("lane scanner", "scanner-line", "]Q1")
        now = wire.link.state
        assert (now.counters.ok, now.counters.rejected, now.last_frame_ns) == (60, 0, got[-1].at_ns)
        assert now.last_hex.endswith("]Q1琼A00059\r".encode().hex())
        assert len(now.last_hex) == 512
    assert wire.link.state.state == "stopped"


def test_unplug_is_noticed_half_a_frame_is_shown_and_the_replug_goes_on(scanner):
    with Wire(str(scanner.path)) as wire:
        wire.state("open")
        scanner.type("BEFORE")
        assert wire.text() == "BEFORE"
        for turn in range(3):
            scanner.device.send(b"]C0HALF")
            while not wire.link.state.last_hex.endswith(b"HALF".hex()):
                time.sleep(0.001)
            scanner.device.unplug()
            lost = wire.state("lost")
            assert (lost.words, bytes.fromhex(lost.half_hex)) == ("link-lost", b"]C0HALF")
            assert wire.state("lost").words == "link-absent"
            scanner.device.plug()
            assert wire.state("open").words == "link-open"
            scanner.type(f"AFTER{turn}")
            assert wire.text() == f"AFTER{turn}"
    assert wire.frames.empty()


def test_unplug_while_it_types_never_joins_two_halves(scanner):
    with Wire(str(scanner.path)) as wire:
        wire.state("open")
        for _ in range(5):
            typing = threading.Thread(target=lambda: [scanner.type("CSQU3054383", "]C0", split=True) for _ in range(20)])
            typing.start()
            time.sleep(0.01)
            scanner.device.unplug()
            typing.join()
            wire.state("lost")
            scanner.device.plug()
            wire.state("open")
        scanner.type("LAST")
        while (text := wire.text()) != "LAST":
            assert text == "CSQU3054383"


def test_second_link_on_a_port_is_busy_until_the_first_goes(scanner):
    with Wire(str(scanner.path)) as first:
        first.state("open")
        with Wire(str(scanner.path)) as second:
            busy = second.state("busy")
            assert busy.words == "link-busy"
            assert f"({os.getpid()})" in str(busy.values["program"])
            first.link.stop()
            second.state("open")
            scanner.type("MINE")
            assert second.text() == "MINE"


def test_another_program_on_the_port_is_named(scanner):
    holding = "import fcntl, sys, time; port = open(sys.argv[1], 'rb'); fcntl.flock(port, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holding, str(scanner.path)], stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout.readline() == b"held\n"
            with Wire(str(scanner.path)) as wire:
                assert f"({other.pid})" in str(wire.state("busy").values["program"])
                other.kill()
                wire.state("open")
        finally:
            other.kill()


def test_program_that_reads_along_without_a_lock_is_named(scanner):
    reading = "import os, sys, time; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); print('open', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", reading, str(scanner.path)], stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout.readline() == b"open\n"
            with Wire(str(scanner.path)) as wire:
                opened = wire.state("open")
                assert (opened.words, f"({other.pid})" in str(opened.values["program"])) == ("link-shared", True)
        finally:
            other.kill()


def test_a_program_that_comes_later_is_named_while_the_device_streams(tmp_path):
    reading = "import os, sys, time; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); print('open', flush=True); time.sleep(60)"
    with PtyDevice(tmp_path, "scale") as scale, Wire(str(scale.path), "nmea") as wire:
        wire.state("open")
        stop = threading.Event()

        def stream() -> None:
            while not stop.wait(0.01):
                scale.send(b"$GPGSV,1,1,00*79\r\n")

        sender = threading.Thread(target=stream)
        sender.start()
        try:
            wire.frames.get(timeout=SECONDS)
            with subprocess.Popen([sys.executable, "-c", reading, str(scale.path)], stdout=subprocess.PIPE) as other:
                try:
                    assert other.stdout.readline() == b"open\n"
                    shared = wire.until(lambda state: state.words == "link-shared")
                    assert f"({other.pid})" in str(shared.values["program"])
                finally:
                    other.kill()
            wire.until(lambda state: state.words == "link-open")
        finally:
            stop.set()
            sender.join()


def test_replies_are_written_by_the_link(scanner):
    with Wire(str(scanner.path), settings=LinkSettings(accepted=b"\x06", rejected=b"\x15")) as wire:
        wire.state("open")
        wire.link.reply(accepted=True)
        assert scanner.device.received(SECONDS) == b"\x06"
        wire.link.reply(accepted=False)
        assert scanner.device.received(SECONDS) == b"\x15"


def test_silence_ends_a_code_where_it_is_set(tmp_path):
    with PtyScanner(tmp_path, "engine", Voice(suffix=b"")) as engine, Wire(str(engine.path), config={"idle_terminates": True}) as wire:
        wire.state("open")
        engine.type("NOEND")
        assert wire.text() == "NOEND"


def test_half_line_before_a_silence_is_given_up(scanner):
    with Wire(str(scanner.path)) as wire:
        wire.state("open")
        scanner.device.send(b"GARBAGE")
        while wire.link.state.counters.rejected == 0:
            time.sleep(0.005)
        scanner.type("WHOLE")
        assert wire.text() == "WHOLE"


def test_bytes_without_a_valid_frame_are_said_in_words(tmp_path):
    with PtyScanner(tmp_path, "garbled", Voice(prefix=b"\x07")) as scanner, Wire(str(scanner.path)) as wire:
        wire.state("open")
        stop = threading.Event()
        typing = threading.Thread(target=lambda: [scanner.type("X") for _ in iter(lambda: stop.wait(0.2), True)])
        typing.start()
        try:
            assert wire.until(lambda state: state.words == "link-garbled").state == "open"
        finally:
            stop.set()
            typing.join()
        scanner.device.send(b"GOOD\r")
        assert wire.text() == "GOOD"
        assert wire.until(lambda state: state.words == "link-open").counters.rejected > 0


def test_scale_swings_and_settles(tmp_path):
    with PtyScale(tmp_path, "scale", Bridge(interval=0.005)) as scale, Wire(str(scale.path), "xk3190") as wire:
        wire.state("open")
        scale.put("24310")
        values = []
        while values[-5:] != ["24310"] * 5:
            values.append(wire.frames.get(timeout=SECONDS).frame.value)
        assert len(set(values)) > 3
        assert wire.link.state.counters.rejected == 0


def test_absent_and_unusable_addresses_are_said_and_tried_again(tmp_path):
    path = tmp_path / "later"
    with Wire(str(path)) as wire:
        assert wire.state("lost").words == "link-absent"
        with PtyScanner(tmp_path, "later"):
            wire.state("open")
    (tmp_path / "file").write_text("no port")
    with Wire(str(tmp_path / "file")) as wire:
        assert wire.state("lost").words == "link-unusable"
    with Wire("bogus://x") as wire:
        assert wire.state("lost").words == "link-unusable"


def test_loop_address():
    with Wire("loop://") as wire:
        wire.state("open")
        wire.link.write(b"]C0LOOPED\r")
        assert wire.text() == "LOOPED"


def test_socket_address_survives_the_server_s_restart():
    with socket.create_server(("127.0.0.1", 0)) as server, Wire(f"socket://127.0.0.1:{server.getsockname()[1]}") as wire:
        for text in ("ONE", "TWO"):
            client, _ = server.accept()
            with client:
                wire.state("open")
                client.sendall(text.encode() + b"\r\nHALF")
                assert wire.text() == text
                wire.link.write(b"ok")
                assert client.recv(2) == b"ok"
            wire.state("lost")


def test_stop_is_prompt_and_may_be_repeated_and_called_from_a_callback(scanner):
    wire = Wire(str(scanner.path))
    wire.link.stop()
    wire = Wire(str(scanner.path))
    wire.link._on_frame = lambda _: wire.link.stop()
    with wire:
        wire.state("open")
        scanner.type("END")
        wire.state("stopped")
        wire.link.stop()
    assert wire.link.state.state == "stopped"


def test_port_is_free_after_the_link(scanner):
    for _ in range(3):
        with Wire(str(scanner.path)) as wire:
            wire.state("open")
    number = os.open(scanner.path, os.O_RDWR | os.O_NOCTTY)
    os.close(number)


def test_hang_up_of_a_bare_pty_is_a_loss(tmp_path):
    master, slave = pty.openpty()
    tty.setraw(slave)
    address = os.ttyname(slave)
    os.close(slave)
    with Wire(address) as wire:
        wire.state("open")
        os.close(master)
        assert wire.state("lost").words == "link-lost"
