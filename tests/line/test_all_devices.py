"""Nine devices on one lane: a truck from its first byte to its release, then cables, noise and a wrong profile, at a real window and at the links."""

import os
import queue
import time
from contextlib import ExitStack
from functools import partial

import pytest
from PySide6.QtCore import Qt

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from devices.readings import Position, Seal, Weight
from devices.simulators import PtyDevice, Scanner, Simulated, SocketDevice, SsiScanner, mrz, nmea, relay, uhf
from devices.simulators.generic import GenericSpeech
from devices.simulators.jt701 import Jt701Speech
from devices.simulators.mt_sics import MtSicsSpeech
from devices.simulators.xk3190 import Xk3190Speech
from tests.window.real_desk import at_the_desk
from tests.yard import BOX, PAPERS, SEAL, Yard, rows, sealed
from ui.links import Links
from ui.window.fields import Text
from ui.window.theme import load_fonts
from workstation.codes import made

SECONDS = 10
EPC = made.make_epc("697000001", "0001", 3)
LOCK, CLOSURE = "8000632862", "HN12345678"
ON = (1, True)

SPEECHES = {
    "scanner": (Scanner, {"driver": "scanner-line", "enrolled": "2026-11-22T03:00:00Z"}),
    "ssi": (SsiScanner, {"profile": "zebra-ssi"}),
    "bridge": (Xk3190Speech, {"profile": "xk3190-continuous", "settle_seconds": "0.2"}),
    "lock": (Jt701Speech, {"profile": "jt701-lock"}),
    "reader": (GenericSpeech, {"profile": "serial-lock-reader"}),
    "documents": (mrz.Speech, {"profile": "mrz-reader", "side": "driver"}),
    "tags": (uhf.Speech, {"profile": "uhf-module"}),
    "place": (nmea.Speech, {"profile": "nmea-receiver"}),
    "barrier": (partial(relay.Speech, channels=4), {"profile": "lcus-relay-answering", "red": "2", "green": "3", "pulse": "0.2"}),
}
POLLED = {"bridge": (MtSicsSpeech, {"profile": "mt-sics", "config_ask_ms": "50", "settle_seconds": "0.2"})}
BEHIND_A_SERVER = {"lock", "barrier"}
BAD = {"name": "wrong", "address": "/dev/wrong", "profile": "no-such-profile"}


class Devices:
    """The nine of them, each plugged in; `links` is what the settings say, with one table that cannot be used among them."""

    def __init__(self, folder, changed=None):
        self._stack, self.links = ExitStack(), []
        for name, (speech, told) in (SPEECHES | (changed or {})).items():
            place = SocketDevice() if name in BEHIND_A_SERVER else PtyDevice(folder, name)
            device = self._stack.enter_context(Simulated(speech(), place))
            setattr(self, name, device)
            self.links.append({"name": name, "address": device.address, **told})
        self.links.insert(4, BAD)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    @property
    def all(self):
        return [getattr(self, name) for name in SPEECHES]


def port():
    vehicle = [{**rows()["vehicle"][0], "rfid": EPC}]
    return rows(vehicle=vehicle, seal=[sealed(SEAL), sealed(LOCK, sort="lock"), sealed(CLOSURE, sort="customs")])


@pytest.fixture
def lane(qapp, qtbot, tmp_path):
    load_fonts()
    with ExitStack() as stack:

        def opened(changed=None, officer="N1"):
            devices = stack.enter_context(Devices(tmp_path / "dev", changed))
            hands = stack.enter_context(at_the_desk(qapp, qtbot, tmp_path / "s", port(), officer, known={"links": tuple(devices.links)}))
            hands.until(lambda: [lamp.state for lamp in hands.window.lamps].count("up") == len(SPEECHES))
            return devices, hands

        yield opened


def events(hands):
    found = list(hands.yard.open("N1").station.journal.events())
    hands.yard.close()
    return found


def one_truck(devices, hands):
    """Every part over the device it belongs to; the verdict."""
    devices.tags.step({"enter": EPC})
    hands.until(lambda: hands.part("vehicle"))
    devices.documents.step({"document": "TD3"})
    hands.until(lambda: any(row.part == "driver" and row.mark == "ok" for row in hands.card.rows))
    devices.ssi.step({"type": PAPERS})
    hands.until(lambda: hands.part("declaration"))
    devices.scanner.step({"type": BOX, "aim": "]C0"})
    hands.until(lambda: hands.part("container"))
    devices.scanner.step({"type": SEAL, "aim": "]C0"})
    devices.lock.step({"seal": LOCK, "status": "sealed", "battery": 80})
    devices.reader.step({"text": f"{CLOSURE},LOCKED,20261121163559,87"})
    hands.until(lambda: len(hands.part("seal")) == 3)
    devices.bridge.set({"weight": "16200", "swings": 4})
    hands.until(lambda: hands.part("weight"))
    hands.until(lambda: hands.card.verdict and hands.card.durable)


def released(hands):
    hands.key(Qt.Key.Key_F12)
    hands.until(lambda: hands.card.state == "released" and hands.card.durable)


@pytest.mark.parametrize("changed", [{}, POLLED])
def test_one_truck_from_its_first_byte_to_its_release(lane, changed):
    devices, hands = lane(changed)
    devices.place.step({"lat": "20.003333", "lon": "110.350000"})
    one_truck(devices, hands)
    assert hands.card.channel == "release", hands.card.reasons
    released(hands)
    heard = devices.barrier.speech.heard
    hands.until(lambda: (1, False) in heard and "barrier.opened" in [event.kind for event in events(hands)])
    told = events(hands)
    kinds = [event.kind for event in told]
    assert [kinds.count(each) for each in ("passage.opened", "released", "barrier.opened", "weight.read")] == [1, 1, 1, 1]
    assert kinds.count("seal.verified") == 2
    links = {event.body["link"] for event in told if "link" in event.body}
    assert links == {"tags", "documents", "ssi", "scanner", "lock", "reader", "bridge", "barrier"}
    written = "".join(str(event) for event in told)
    assert "ERIKSSON" not in written
    assert "L898902C3" not in written
    readings = hands.opened.gear.links.readings
    assert {type(each) for each in readings.values()} == {Weight, Seal, Position}
    assert hands.window.lamps[4].state == "down", "the wrong profile"
    assert heard.count(ON) == 1


def test_what_leaves_the_lane_makes_no_other_truck(lane):
    devices, hands = lane()
    one_truck(devices, hands)
    released(hands)
    hands.key(Qt.Key.Key_F10)
    hands.until(lambda: hands.card.state == "free")
    devices.lock.step({"unlock": LOCK, "rfid": "0013953759"})
    hands.until(lambda: LOCK in hands.card.stray)
    hands.until(lambda: "不属于任何车辆" in hands.window.notice.words())
    devices.reader.step({"text": f"{CLOSURE},OPENED,20261121163559,87"})
    hands.until(lambda: CLOSURE in hands.card.stray)
    assert hands.card.state == "free"
    told = [(event.body["seal"], event.body["status"]) for event in events(hands) if event.kind == "seal.verified" and not event.subject]
    assert told == [(LOCK, "open"), (CLOSURE, "open")], "shown and written, never dropped"


def test_a_lock_of_nobody_opens_no_truck_and_an_awaited_one_does(lane):
    devices, hands = lane()
    devices.lock.step({"seal": "8000000001", "status": "sealed"})
    hands.until(lambda: "8000000001" in hands.card.stray)
    assert hands.card.state == "free"
    devices.lock.step({"seal": LOCK, "status": "sealed"})
    hands.until(lambda: hands.part("seal"))


def test_what_was_read_before_the_sign_in_is_asked_again(lane):
    devices, hands = lane(officer=None)
    devices.tags.step({"enter": EPC})
    hands.until(lambda: hands.opened.gear.links.states()[7].counters.ok > 5)
    hands.sign_in("N1")
    hands.until(lambda: hands.part("vehicle"))


def test_a_truck_that_comes_back_to_the_scale_is_weighed_again(lane):
    devices, hands = lane()
    devices.ssi.step({"type": PAPERS})
    hands.until(lambda: hands.part("declaration"))
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: hands.card.state == "free")
    devices.bridge.set({"weight": "16200"})
    hands.until(lambda: hands.part("weight"))
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: hands.card.state == "free")
    hands.opened.work.line({"act": "resume", "passage": hands.card.chips[0].passage})
    hands.until(lambda: hands.part("declaration") and hands.part("weight"))


def test_a_weight_that_may_not_be_taken_is_said_once_without_a_sound(lane):
    devices, hands = lane(POLLED)
    played, said = [], []
    hands.window.sounds.play = played.append
    hands.window.notice.changed.connect(lambda: said.append(hands.window.notice.words()))
    devices.bridge.set({"weight": "0", "overload": True})
    hands.until(lambda: "超载" in hands.window.notice.words())
    count = hands.opened.gear.links.states()[2].counters.ok
    hands.until(lambda: hands.opened.gear.links.states()[2].counters.ok > count + 10)
    assert len([words for words in said if "超载" in words]) == 1
    assert played == []
    devices.bridge.set({"weight": "0", "overload": False})
    hands.until(lambda: hands.opened.gear.links.states()[2].words == "link-open")
    devices.bridge.set({"weight": "0", "overload": True})
    hands.until(lambda: len([words for words in said if "超载" in words]) == 2)


class Wire:
    """The nine links without a window: lines for the desk by the link they came from."""

    def __init__(self, devices):
        self.lines = queue.Queue()
        self.links = Links(devices.links, self._asked, lambda _: None)

    def __enter__(self):
        self.links.start()
        self.opened()
        return self

    def __exit__(self, *_):
        self.links.stop()

    def _asked(self, asked, _at):
        # The board is asked for its contacts whenever it comes; open ones are no news.
        if asked.get("on", True):
            self.lines.put(asked)

    def state(self, name):
        return next(state for state in self.links.states() if state.link == name)

    def opened(self):
        until(lambda: sum(state.words == "link-open" for state in self.links.states()) == len(SPEECHES))

    def line(self, name):
        told = self.lines.get(timeout=SECONDS)
        assert told["link"] == name
        return told


def until(holds):
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


STEPS = {
    "scanner": ({"type": BOX, "aim": "]C0"}, {"scan": BOX}),
    "ssi": ({"type": PAPERS}, {"scan": PAPERS}),
    "lock": ({"seal": LOCK, "status": "tampered"}, {"seal": LOCK, "status": "tampered"}),
    "reader": ({"text": f"{CLOSURE},CUT,20261121163559,87"}, {"seal": CLOSURE, "status": "tampered"}),
    "documents": ({"document": "TD3"}, {"scan": "\n".join(mrz.SPECIMENS["TD3"]), "side": "driver"}),
    "tags": ({"tag": EPC}, {"scan": EPC, "kind": "epc"}),
    "barrier": ({"by_hand": 1}, {"contact": 1, "on": True}),
}
NOISE = {"hex": "00fffe8000e0c000ff"}
GAP = 1.0
"""Seconds of silence, longer than any driver waits for the rest of a frame."""


SAID_AGAIN = {"ssi"}
"""A scanner that got no ACK sends its code again when it can."""


def test_every_cable_is_pulled_in_the_middle_of_a_frame_and_comes_back(tmp_path):
    with Devices(tmp_path) as devices, Wire(devices) as wire:
        for name, (step, said) in STEPS.items():
            device = getattr(devices, name)
            device.step({**step, "fault": "unplug"})
            wire.opened()
            until(device.device.opened)
            if name not in SAID_AGAIN:
                assert wire.lines.empty(), "half a frame says nothing"
                device.step(step)
            told = wire.line(name)
            assert {key: told[key] for key in said} == said
        devices.bridge.step({"weight": "16200", "fault": "unplug"})
        assert wire.line("bridge")["weight"] == "16200"
        devices.place.step({"lat": "20.003333", "lon": "110.350000", "fault": "unplug"})
        until(lambda: "place" in wire.links.readings)
        assert wire.lines.empty()
        assert wire.state("scanner").half_hex, "what was cut off is shown"
        assert wire.state("wrong").words == "profile-unknown"


def test_noise_on_every_cable_costs_no_frame_and_makes_none(tmp_path):
    with Devices(tmp_path) as devices, Wire(devices) as wire:
        for device in devices.all:
            device.step(NOISE)
        devices.documents.step({"wait": GAP})
        for name, (step, said) in STEPS.items():
            getattr(devices, name).step(step)
            told = wire.line(name)
            assert {key: told[key] for key in said} == said
        devices.bridge.set({"weight": "16200"})
        assert wire.line("bridge")["weight"] == "16200"
        devices.place.step({"lat": "20.003333", "lon": "110.350000"})
        until(lambda: "place" in wire.links.readings)
        assert wire.lines.empty()


def test_a_hundred_reports_of_a_lock_and_a_tag_are_two_lines(tmp_path):
    with Devices(tmp_path) as devices, Wire(devices) as wire:
        for _ in range(100):
            devices.lock.step({"seal": LOCK, "status": "sealed", "battery": 80})
            devices.tags.step({"tag": EPC})
        until(lambda: min(wire.state(name).counters.ok for name in ("lock", "tags")) >= 100)
        told = [wire.lines.get(timeout=SECONDS) for _ in range(2)]
        assert {one["link"] for one in told} == {"lock", "tags"}
        assert wire.lines.empty()


def test_the_same_code_from_two_scanners_is_one_part_and_a_soft_tick(lane):
    devices, hands = lane()
    devices.scanner.step({"type": BOX, "aim": "]C0"})
    # The card is painted before its events are durable: the answer comes after.
    hands.until(lambda: hands.part("container") and not hands.opened.bridge.busy)
    hands.qtbot.wait(50)
    answers = []
    hands.opened.work.answered.connect(lambda _, reply: answers.append(reply.value.card))
    devices.ssi.step({"type": BOX})
    hands.until(lambda: answers)
    assert answers[0].tick == "repeat"
    assert len(hands.part("container")) == 1


def test_a_tag_and_a_lock_read_again_later_say_when_and_where(tmp_path):
    yard = Yard(tmp_path / "s", port())
    yard.lines({"scan": EPC, "kind": "epc"}, {"scan": BOX}, {"seal": LOCK, "status": "sealed", "source": "lock"})
    again = ({"scan": EPC, "kind": "epc"}, {"seal": LOCK, "status": "sealed", "source": "lock"})
    assert [yard.line(**each)["alarms"] for each in again] == [[], []], "at once: a tick"
    yard.clock.wait(0.2)
    for each in again:
        told = yard.line(**each)
        assert [alarm["key"] for alarm in told["alarms"]] == ["scan-seen"]
        assert [event[2] for event in told["events"]] == ["scan.repeated"]
    yard.close()


def test_on_a_slow_disk_the_released_card_closes_its_mark_after_the_barrier_was_written(lane):
    devices, hands = lane()
    one_truck(devices, hands)
    hands.opened.bridge._desk._commit_ns = 10**13
    released(hands)
    hands.until(lambda: "barrier.opened" in [event.kind for event in events(hands)])
    hands.until(lambda: hands.card.durable)
    assert hands.card.state == "released"


def test_a_tag_fills_no_field(lane):
    devices, hands = lane()
    devices.scanner.step({"type": BOX, "aim": "]C0"})
    hands.until(lambda: hands.part("container"))
    hands.opened.work.act("seal-apply")
    hands.until(lambda: isinstance(hands.window.focusWidget(), Text))
    field = hands.window.focusWidget()
    if not field.asks("seal"):
        field = next(each for each in hands.window.sheet.findChildren(Text) if each.asks("seal"))
        field.setFocus()
    devices.tags.step({"tag": EPC})
    hands.until(lambda: hands.part("vehicle"))
    assert hands.window.focusWidget() is field
    assert field.text() == ""
