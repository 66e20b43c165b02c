"""A document reader and a tag reader on the lane, through their links to the desk: a person stays a pseudonym, a tag is read once per stay."""

import queue
import time

import pytest

from devices.simulators import PtyDevice, Simulated, mrz, nmea, uhf
from devices.simulators.mrz import SPECIMENS
from tests.yard import BOX, PLATE, PLATE2, Yard, rows
from ui.links import Links
from workstation import codes
from workstation.codes import made

SECONDS = 10
EPC = made.make_epc("697000001", "0001", 3)


@pytest.fixture
def lane(tmp_path):
    opened = []

    def on(speech, **entry):
        device = Simulated(speech, PtyDevice(tmp_path, speech.name))
        asked = queue.Queue()
        links = Links(({"name": speech.name, "address": device.address, "driver": speech.name, **entry},), lambda line, _: asked.put(line), lambda _: None)
        opened.append((links, device))
        links.start()
        until(lambda: links.states()[0].state == "open")
        return device, links, asked

    yield on
    for links, device in opened:
        links.stop()
        device.close()


def until(holds):
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize("framing", mrz.FRAMINGS)
def test_a_passport_is_the_driver_s_and_never_in_the_clear(tmp_path, lane, framing):
    reader, links, asked = lane(mrz.Speech())
    reader.step({"document": "TD3", "framing": framing})
    line = asked.get(timeout=SECONDS)
    assert line["scan"] == "\n".join(SPECIMENS["TD3"])
    assert codes.recognise(line["scan"]).candidates[0].kind == "mrz"
    (state,) = links.states()
    assert (state.last_hex, state.reads) == ("", ())
    assert state.hidden == len(mrz.encode(list(SPECIMENS["TD3"]), framing))
    yard = Yard(tmp_path / "s", rows())
    yard.line(scan=PLATE)
    yard.line(**line)
    told = [event for event in yard.desk.station.journal.events() if event.kind == "code.scanned"]
    assert told[-1].body["sort"] == "mrz"
    assert told[-1].body["value"].startswith("p:")
    written = "".join(str(event) for event in yard.desk.station.journal.events())
    assert "ERIKSSON" not in written
    assert "L898902C3" not in written
    yard.close()


def test_a_tag_in_the_field_is_one_scan_per_stay(lane):
    module, links, asked = lane(uhf.Speech(), baud="115200")
    until(lambda: module.speech._looks)
    module.step({"enter": EPC})
    line = asked.get(timeout=SECONDS)
    assert (line["scan"], line["kind"], line["source"]) == (EPC, "epc", "serial")
    assert codes.recognise(EPC).candidates[0].kind == "epc"
    seen = links.states()[0].counters.ok
    until(lambda: links.states()[0].counters.ok > seen + 20)
    assert asked.empty()


def test_a_tag_is_read_as_the_plate_that_the_register_ties_to_it(tmp_path):
    yard = Yard(tmp_path / "s", rows(vehicle=[{**rows()["vehicle"][0], "rfid": EPC}]))
    answered = yard.line(scan=EPC, kind="epc")
    assert answered["passage"]["parts"]["vehicle"] == [PLATE]
    assert yard.line(scan=BOX)["passage"]["id"] == answered["passage"]["id"]
    event = next(iter(yard.desk.station.journal.events(answered["passage"]["id"], ("code.scanned",))))
    assert event.body["others"] == ["epc"], "the journal says that it was the tag"
    yard.close()


@pytest.mark.parametrize("plates", [(), (PLATE, PLATE2)])
def test_a_tag_of_nobody_or_of_two_opens_no_truck(tmp_path, plates):
    yard = Yard(tmp_path / "s", rows(vehicle=[{**rows()["vehicle"][0], "plate": plate, "rfid": EPC} for plate in plates]))
    assert yard.line(scan=EPC, kind="epc")["passage"] is None
    yard.close()


def test_a_stray_tag_is_never_a_seal_of_the_truck_that_waits_for_one(tmp_path):
    yard = Yard(tmp_path / "s", rows())
    yard.line(scan=PLATE)
    answered = yard.line(scan=EPC, kind="epc")
    assert answered["passage"]["waiting"]
    assert answered["passage"]["parts"]["seal"] == []
    yard.close()


def test_a_place_is_no_scan(lane):
    receiver, links, asked = lane(nmea.Speech())
    receiver.step({"lat": "22.540000", "lon": "114.060000"})
    until(lambda: links.states()[0].counters.ok >= 2)
    assert asked.empty()
