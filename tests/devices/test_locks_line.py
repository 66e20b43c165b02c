"""Locks and profiles through the lane's links on real ptys: what becomes a line of the desk, once and not again, and what a wrong table does to the others."""

import queue

import pytest

from devices import drivers, profiles
from devices.drivers import nmea
from devices.readings import Seal, SealStatus
from devices.simulators import PtyDevice, Simulated
from devices.simulators.generic import GenericSpeech
from devices.simulators.jt701 import Jt701Speech
from devices.standing import Standing
from ui import entries
from ui.links import Links
from workstation.words import Refused

SECONDS = 10


class Lane:
    def __init__(self, *known: dict[str, str], own=None) -> None:
        self.asked, self.told = queue.Queue(), queue.Queue()
        self.links = Links(known, lambda asked, _at: self.asked.put(asked), self.told.put, own)

    def __enter__(self):
        self.links.start()
        return self

    def __exit__(self, *_):
        self.links.stop()

    def opened(self):
        while not any(state.words == "link-open" for state in self.links.states()):
            self.told.get(timeout=SECONDS)

    def line(self):
        return self.asked.get(timeout=SECONDS)


def test_a_lock_is_answered_and_heard_once_per_change_and_truck(tmp_path):
    voice = Jt701Speech()
    with Simulated(voice, PtyDevice(tmp_path, "lock")) as lock, Lane({"name": "lock", "profile": "jt701-lock", "address": str(tmp_path / "lock")}) as lane:
        lane.opened()
        lock.step({"seal": "8000632862", "status": "sealed", "battery": 80})
        assert lane.line() == {"seal": "8000632862", "status": "sealed", "source": "lock", "link": "lock", "position": "20.000333,110.350000"}
        for battery in (79, 78):
            lock.step({"seal": "8000632862", "status": "sealed", "battery": battery})
        lock.step({"unlock": "8000632862", "rfid": "0013953759"})
        assert lane.line()["status"] == "open"
        lock.step({"seal": "8000632862", "status": "open"})
        lane.links.look_again()
        lock.step({"seal": "8000632862", "status": "open"})
        assert lane.line()["status"] == "open"
        lock.step({"seal": "8000632862", "status": "tampered"})
        assert lane.line()["status"] == "tampered"
        while voice.still():
            lock.step({"wait": 0.01})
        assert lane.asked.empty()


P45 = b"(8000632862,P45,211126,052000,20.003333,N,110.350000,E,A,0,0,1,1,0013953759,1,0,7)"
"""Opened at 05:20, with a fix."""


def test_a_lock_says_when_it_was_opened_and_where(tmp_path):
    with PtyDevice(tmp_path, "lock") as lock, PtyDevice(tmp_path, "place") as place, Lane(
        {"name": "lock", "profile": "jt701-lock", "address": lock.address}, {"name": "place", "driver": "nmea", "address": place.address},
    ) as lane:
        while {state.words for state in lane.links.states()} != {"link-open"}:
            lane.told.get(timeout=SECONDS)
        lock.send(P45 * 2)
        told = {"seal": "8000632862", "status": "open", "source": "lock", "link": "lock"}
        assert lane.line() == told | {"opened": "2026-11-21T05:20:00Z", "position": "20.003333,110.350000"}
        lock.send(P45.replace(b"052000", b"062000").replace(b",A,0", b",V,0"))
        assert lane.line() == told | {"opened": "2026-11-21T06:20:00Z"}, "another opening is news; no fix, no place"
        place.send(nmea.encode("GPRMC,083559,A,2000.2000,N,11021.0000,E,0,,211126,,"))
        while "place" not in lane.links.readings:
            lane.links.states()
        lock.send(P45.replace(b"052000", b"063000").replace(b",A,0", b",V,0"))
        assert lane.line()["position"] == "20.003333,110.350000", "a lock without a fix is where the station is"
        assert lane.asked.empty()


def test_a_described_reader_of_the_stations_own_folder(tmp_path):
    (tmp_path / "gate.toml").write_bytes(profiles.located("serial-lock-reader").read_bytes())
    with Simulated(GenericSpeech(), PtyDevice(tmp_path, "reader")) as reader, Lane({"profile": "gate", "address": str(tmp_path / "reader")}, own=tmp_path) as lane:
        lane.opened()
        reader.step({"text": "HN12345678,HALF,20261121163559,87"})
        assert lane.line() == {"seal": "HN12345678", "status": "unknown", "source": "lock", "link": str(tmp_path / "reader")}


@pytest.mark.parametrize(("table", "words", "value"), [
    ({"profile": "broken"}, "profile-wrong", "broken.toml"), ({"profile": "no-such"}, "profile-unknown", "no-such"), ({"driver": "no-such"}, "driver-unknown", "no-such"),
    ({"driver": "scanner-line", "baud": "fast"}, "settings-wrong", "links bad"), ({"driver": "scanner-line", "parity": "odd"}, "settings-wrong", "links bad parity"),
    ({"driver": "scanner-line", "config_framing": "x"}, "config-wrong", "framing"), ({"profile": "jt701-lock", "driver": "xk3190"}, "settings-wrong", "links bad driver"),
    ({"driver": "scanner-line", "warm_up": "nan"}, "settings-wrong", "links bad"), ({"driver": "generic"}, "config-wrong", "profile"),
])
def test_a_wrong_table_is_shown_and_leaves_the_others_working(tmp_path, table, words, value):
    (tmp_path / "broken.toml").write_text("maker = 3\n", encoding="utf-8")
    good = {"name": "lock", "driver": "jt701", "address": str(tmp_path / "lock")}
    with Simulated(Jt701Speech(), PtyDevice(tmp_path, "lock")) as lock, Lane({"name": "bad", "address": "/dev/nothing"} | table, good, own=tmp_path) as lane:
        bad = lane.links.states()[0]
        assert (bad.link, bad.state, bad.words) == ("bad", "lost", words)
        assert value in {str(one) for one in bad.values.values()}
        lane.opened()
        lock.step({"seal": "8000632862"})
        assert lane.line()["link"] == "lock"


def test_single_values_of_a_profile_are_changed():
    table = {"name": "s", "address": "x", "profile": "datalogic-scanner", "baud": "115200", "rejected_hex": "01", "config_terminator": "CR", "config_max_len": "99", "config_require_aim": "true", "config_gs_substitute": "~1"}
    made = entries.profile_of(table, None)
    line = entries.line(table, made)
    assert (line.name, line.baud, line.accepted, line.rejected) == ("s", 115200, b"B", b"\x01")
    assert entries.config(table, made) == {"framing": "line", "terminator": "CR", "max_len": 99, "require_aim": True, "gs_substitute": "~1"}
    assert entries.driver_of(table, made) == "scanner-line"
    with pytest.raises(Refused, match="settings-wrong"):
        entries.line(table | {"accepted_hex": "4"}, made)


def test_a_table_filled_from_its_profile_stands_alone(tmp_path):
    filled = entries.filled({"address": "x", "profile": "oem-engine-silent-end", "baud": "115200"}, None)
    assert {name: filled[name] for name in ("driver", "baud", "bits", "parity", "stop")} == {"driver": "scanner-line", "baud": "115200", "bits": "8", "parity": "N", "stop": "1"}
    assert entries.told(filled) == {"framing": "line", "idle_terminates": True}
    assert entries.told(entries.filled({"address": "x", "driver": "xk3190", "config_xor_style": "any"}, None)) == {"xor_style": "any"}
    lock = entries.filled({"address": "x", "profile": "serial-lock-reader"}, tmp_path)
    assert drivers.driver(lock["driver"], entries.told(lock)).name == "generic"


def test_what_is_news_of_a_lock():
    standing, second = Standing(600), 1_000_000_000
    sealed, opened = Seal("1", SealStatus.SEALED), Seal("1", SealStatus.OPEN)
    assert [standing.see(seal, at * second) for at, seal in enumerate((sealed, sealed, opened, opened, sealed))] == [True, False, True, False, True]
    assert standing.see(Seal("1", SealStatus.SEALED, ("low-battery",)), 6 * second)
    assert not standing.see(Seal("1", SealStatus.SEALED, ("low-battery",)), 7 * second)
    assert standing.see(Seal("2", SealStatus.SEALED), 8 * second)
    standing.again()
    assert [standing.see(Seal(number, SealStatus.SEALED), 9 * second) for number in ("1", "1", "2")] == [True, False, True]
    assert not standing.see(sealed, 600 * second)
    assert standing.see(sealed, 1200 * second)
