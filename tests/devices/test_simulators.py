import os
import random
import socket
import time

import pytest

from devices.simulators import SPEECHES, Bridge, PtyDevice, PtyScale, PtyScanner, Scanner, Simulated, SocketDevice, Voice, faults
from devices.trouble import DeviceTrouble
from tests.devices.speaking import CONFIG, STEPS
from tests.devices.wire import SECONDS, Wire


def test_path_is_stable_and_the_pty_is_new(tmp_path):
    with PtyDevice(tmp_path / "dev", "scanner") as device:
        first = device.path.readlink()
        device.unplug()
        assert not device.path.is_symlink()
        device.send(b"into the void")
        assert (device.received(), device.opened(), device.wait_opened(0)) == (b"", False, False)
        hold = PtyDevice(tmp_path / "dev", "takes the old number")
        device.plug()
        device.plug()
        assert device.path.readlink() != first
        hold.close()
    device.close()
    assert list((tmp_path / "dev").iterdir()) == []


def test_opened_is_known(tmp_path):
    with PtyDevice(tmp_path, "scanner") as device:
        assert not device.opened()
        number = os.open(device.path, os.O_RDWR | os.O_NOCTTY)
        assert device.wait_opened(1)
        os.close(number)
        assert not device.opened()


def test_device_nobody_reads_times_out_instead_of_hanging(tmp_path):
    with PtyDevice(tmp_path, "scanner") as device, pytest.raises(TimeoutError):
        device.send(b"x" * 200_000, seconds=0.2)


def test_scanner_spells_prefix_identifier_charset_and_suffix(tmp_path):
    with PtyScanner(tmp_path, "scanner", Voice(b"\x02", b"\x03", "gb18030")) as scanner:
        assert scanner.spelled("琼", "]Q1") == b"\x02]Q1" + "琼".encode("gb18030") + b"\x03"
        noisy = scanner.spelled("A", noise=4)
        assert (len(noisy), noisy.lstrip(b"\x00\xff")) == (7, b"\x02A\x03")


def test_truck_ends_on_its_weight(tmp_path):
    with PtyScale(tmp_path, "scale", Bridge(interval=0.002)) as scale, Wire(str(scale.path), "xk3190") as wire:
        scale.put("24310")
        shown = []
        while shown[-1:] != ["24310"]:
            shown.append(wire.frames.get(timeout=SECONDS).frame.value)
        assert min(map(int, shown)) >= 0


def test_every_speech_has_steps_to_try():
    assert STEPS.keys() == SPEECHES.keys()


@pytest.mark.parametrize("name", SPEECHES)
@pytest.mark.parametrize("place", ["pty", "socket"])
def test_every_device_is_read_by_its_link_whole_and_in_pieces(tmp_path, name, place):
    device = SocketDevice() if place == "socket" else PtyDevice(tmp_path, name)
    with Simulated(SPEECHES[name](), device, every=0.05) as simulated, Wire(simulated.address, name, config=CONFIG.get(name)) as wire:
        wire.state("open")
        for fault in ("none", "split", "bounce"):
            simulated.step({"fault": fault})
            simulated.step(STEPS[name][0])
            while wire.frames.get(timeout=SECONDS).frame.reading() is None and name != "relay":
                continue


@pytest.mark.parametrize("name", SPEECHES)
def test_a_wrong_step_is_said_and_nothing_is_sent(name):
    speech = SPEECHES[name]()
    for step in ({}, {"nonsense": 1}, {next(iter(STEPS[name][0])): None}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            speech.say(step)
    assert isinstance(speech.hear(b"\x00\xffnonsense\r\n"), bytes)


def test_what_a_later_connection_hears():
    with Simulated(Scanner(), SocketDevice()) as simulated:
        port = int(simulated.address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as first:
            simulated.step({"type": "ONE"})
            assert first.recv(9) == b"ONE\r"
            with socket.create_connection(("127.0.0.1", port)) as second:
                assert first.recv(9) == b""
                simulated.step({"type": "TWO"})
                assert second.recv(9) == b"TWO\r"
                simulated.device.unplug()
                assert second.recv(9) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        simulated.device.plug()
        assert simulated.device.address == simulated.address


def test_unplugged_in_the_middle_of_a_code(tmp_path):
    with Simulated(Scanner(), PtyDevice(tmp_path, "scanner")) as simulated, Wire(simulated.address) as wire:
        wire.state("open")
        simulated.step({"type": "CSQU3054383", "fault": "unplug"})
        assert bytes.fromhex(wire.state("lost").half_hex) == b"CSQU30"
        wire.state("open")
        simulated.play([{"fault": "merge"}, {"type": "A"}, {"type": "B"}, {"fault": "none"}, {"type": "C", "fault": ["bounce", "parity"]}])
        assert [wire.text() for _ in range(2)] == ["A", "B"]


def test_a_deaf_device_is_not_helped_by_its_host(tmp_path):
    with Simulated(SPEECHES["ssi"](), PtyDevice(tmp_path, "ssi"), every=0.02) as simulated, Wire(simulated.address, "ssi") as wire:
        wire.state("open")
        simulated.play([{"fault": "deaf"}, {"type": "CSQU3054383", "split": True}])
        while not simulated.speech.given_up:
            time.sleep(0.005)
        texts = [reading.text for reading in (frame.frame.reading() for frame in list(wire.frames.queue)) if reading]
        assert texts == ["CSQU3054383"]
        with pytest.raises(DeviceTrouble, match="split"):
            simulated.step({"type": "A", "split": "yes"})


def test_faults_are_what_the_sheet_says():
    def writes(name, message=b"024310\r"):
        return faults.broken(message, (name,), random.Random(3)).writes

    assert writes("bounce") == (b"024310\r", b"024310\r")
    assert writes("suffix") == (b"024310",)
    assert b"".join(writes("split")) == b"024310\r"
    assert len(writes("split")) == 4
    assert all(byte.bit_count() % 2 == 0 for byte in writes("parity")[0])
    assert bytes(byte & 0x7F for byte in writes("parity")[0]) == b"024310\r"
    assert set(writes("baud")[0]) <= set(bytes.fromhex("F8FE8000E0C0"))
    assert writes("unplug", b"A") == (b"A",)
    assert sum((one ^ other).bit_count() for one, other in zip(writes("flip")[0], b"024310\r", strict=True)) == 1
    assert b"024310\r" in writes("noise")[0]
    assert faults.broken(b"A", ("suffix", "split"), random.Random(0)).writes == ()
    for wrong in ("nonsense", 1, ["split", "x"]):
        with pytest.raises(DeviceTrouble, match="fault"):
            faults.named(wrong)
