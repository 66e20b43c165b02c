import os
import random

import pytest

from devices.simulators import Bridge, PtyDevice, PtyScanner, Voice
from devices.simulators.scale import approach


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


def test_truck_ends_on_its_weight():
    shown = approach(0, 24_310, Bridge(), random.Random(1))
    assert shown[-1] == 24_310
    assert min(shown) >= 0
    assert len(shown) == 9
