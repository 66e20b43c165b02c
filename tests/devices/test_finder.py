import os

import pytest

from devices import finder
from devices.simulators import PtyDevice
from devices.trouble import DeviceTrouble


def test_typed_paths_and_urls_are_taken_as_they_are(tmp_path):
    with PtyDevice(tmp_path, "device") as device:
        assert finder.find(str(device.path)) == str(device.path)
    assert finder.find("socket://127.0.0.1:9") == "socket://127.0.0.1:9"


@pytest.mark.parametrize("address", ["/nonexistent/tty", "usb:ffff:ffff", "usb:ffff:ffff:none", "usb:"])
def test_what_is_not_there_is_said(address):
    with pytest.raises(DeviceTrouble) as absent:
        finder.find(address)
    assert (absent.value.key, absent.value.values["address"]) == ("link-absent", address)


def test_every_port_has_an_address_that_finds_it():
    for port in finder.ports():
        assert os.path.realpath(finder.find(port.address)) == os.path.realpath(port.path)


def test_holders_of_a_port(tmp_path):
    with PtyDevice(tmp_path, "device") as device:
        assert finder.holders(str(device.path)) == []
        number = os.open(device.path, os.O_RDWR | os.O_NOCTTY)
        try:
            assert [holder.pid for holder in finder.holders(str(device.path))] == [os.getpid()]
        finally:
            os.close(number)


def test_a_usb_device_is_known_by_its_serial_number_or_else_by_its_place():
    numbered = finder.Port("/dev/ttyUSB0", 0x0403, 0x6001, "A10KX", "1-1.1")
    bare = finder.Port("/dev/ttyUSB1", 0x1A86, 0x7523, "", "1-1.2")
    assert (numbered.address, bare.address) == ("usb:0403:6001:A10KX", "usb:1a86:7523@1-1.2")
    assert numbered.answers("usb:0403:6001:a10kx")
    assert numbered.answers("USB:0403:6001")
    assert not numbered.answers("usb:0403:6001:A10")
    assert bare.answers("usb:1a86:7523@1-1.2")
    assert not bare.answers("usb:1a86:7523@1-1")
    assert not bare.answers("usb:1a86:75")
    assert not finder.Port("/dev/ttyS0").answers("usb:")
    assert finder.Port("/dev/ttyS0").address == "/dev/ttyS0"
    assert finder.Port("/dev/ttyUSB0", 1, 2, "A1", by_id="/dev/serial/by-id/x").address == "/dev/serial/by-id/x"
    assert finder.Port("/dev/ttyUSB0", 1, 2, "", "1-1", by_id="/dev/serial/by-id/x").address == "usb:0001:0002@1-1"
