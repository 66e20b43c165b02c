"""A `[[links]]` table that cannot be used is a red lamp with words; the scanner beside it works."""

from real_desk import at_the_desk

from devices.simulators import PtyDevice, PtyScanner, Simulated
from devices.simulators.jt701 import Jt701Speech
from tests.yard import BOX


def test_a_broken_profile_is_a_lamp_and_the_scanner_works(qapp, qtbot, tmp_path):
    own = tmp_path / "s" / "wrong.toml"
    with PtyScanner(tmp_path / "dev", "scanner") as scanner:
        links = ({"name": "lock", "address": "/dev/lock", "profile": str(own)}, {"name": "scanner", "address": str(scanner.path), "profile": "serial-scanner"})
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": links}) as hands:
            hands.until(lambda: any(lamp.state == "up" for lamp in hands.window.lamps))
            assert [(lamp.name, lamp.state) for lamp in hands.window.lamps[:2]] == [("lock", "down"), ("scanner", "up")]
            scanner.type(BOX)
            hands.until(lambda: hands.part("container"))


def test_a_lock_says_its_state_to_the_truck_in_front(qapp, qtbot, tmp_path):
    with Simulated(Jt701Speech(), PtyDevice(tmp_path / "dev", "lock")) as lock:
        links = ({"name": "lock", "address": str(tmp_path / "dev" / "lock"), "profile": "jt701-lock"},)
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": links}) as hands:
            hands.until(lambda: any(lamp.state == "up" for lamp in hands.window.lamps))
            hands.wedge(BOX)
            hands.until(lambda: hands.part("container"))
            lock.step({"seal": "8000632862", "status": "tampered"})
            hands.until(lambda: "8000632862" in str(hands.card.rows))
            assert hands.card.channel == "manual", "tampered"
