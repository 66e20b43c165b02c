"""A help button and a radiation monitor on real ptys: what of all they say becomes a line of the desk, and what a wrong description or table is told."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_locks_line import Lane

from devices import profiles
from devices.drivers.generic import Generic
from devices.peaks import BOUNCE_NS, HIGHER, QUIET_NS, Peaks, Presses
from devices.readings import Button, Dose
from devices.simulators import PtyDevice, Simulated
from devices.simulators.generic import GenericSpeech
from devices.trouble import DeviceTrouble
from ui.window.devices.shown import link_row

SECOND = 1_000_000_000


def test_a_pressed_button_is_one_line_and_a_monitor_says_what_is_new(tmp_path):
    tables = ({"name": "pole", "profile": "help-button", "address": str(tmp_path / "pole"), "asks": "enterprise"}, {"name": "gate", "profile": "dose-monitor", "address": str(tmp_path / "gate")})
    with Simulated(GenericSpeech("help-button"), PtyDevice(tmp_path, "pole")) as pole, Simulated(GenericSpeech("dose-monitor"), PtyDevice(tmp_path, "gate")) as gate, Lane(*tables) as lane:
        while sum(state.words == "link-open" for state in lane.links.states()) < 2:
            lane.told.get(timeout=10)
        for state in (1, 0, 1, 1, 0):
            pole.step({"text": f"HELP,{state}"})
        assert lane.line() == {"help": "HELP", "sort": "enterprise", "source": "serial", "link": "pole"}
        for value in ("0.12,OK", "0.13,OK", "0.11,OK", "0.40,OK", "0.41,ALARM", "0.41,ALARM"):
            gate.step({"text": f"DOSE,{value}"})
        gate.step({"text": "DOSE,9.00,ALARM"})
        said = [lane.line() for _ in range(4)]
        assert [(each["dose"], each["alarm"]) for each in said] == [("0.12", False), ("0.4", False), ("0.41", True), ("9", True)]
        assert lane.asked.empty(), "neither bouncing nor noise is a line"
        rows = {state.link: link_row(state, None, lane.links.readings.get(state.link), 0) for state in lane.links.states()}
        assert (rows["pole"].now, rows["pole"].now_key) == ("HELP", "device.let-go")
        assert (rows["gate"].now, rows["gate"].now_key) == ("9 µSv/h", "device.dose-alarm")
    broken = Lane({"name": "pole", "profile": "help-button", "address": str(tmp_path / "pole"), "asks": "anybody"})
    assert [(state.words, state.values["name"]) for state in broken.links.states()] == [("settings-wrong", "links pole asks")]


@given(st.lists(st.tuples(st.integers(0, 5 * SECOND), st.booleans()), max_size=30))
def test_presses_are_apart(moves):
    presses, at, given_at = Presses(), 7 * SECOND, []
    for wait, pressed in moves:
        at += wait
        if presses.see(Button("A", pressed), at):
            assert pressed
            given_at.append(at)
    assert all(after - before >= BOUNCE_NS for before, after in pairwise(given_at))
    assert bool(given_at) == any(pressed for _, pressed in moves)


@given(st.lists(st.tuples(st.integers(0, 20 * SECOND), st.integers(0, 5000)), min_size=1, max_size=30))
def test_the_highest_value_of_every_half_minute_is_given_to_a_fifth(moves):
    peaks, at, heard, given_now = Peaks(), SECOND, [], []
    for wait, milli in moves:
        at += wait
        dose = Dose(f"{milli / 1000:.3f}")
        heard.append((at, milli))
        if peaks.see(dose, at):
            given_now.append((at, milli))
    for at, milli in heard:
        assert any(at - QUIET_NS <= then <= at and milli <= float(HIGHER) * value for then, value in given_now), (at, milli)


@pytest.mark.parametrize(("sent", "told"), [
    (b"DOSE,0.12,OK\r\n", {"value": "0.12", "alarm": False}), (b"DOSE,-1,OK\r\n", None), (b"DOSE,1,LOW\r\n", {"value": "1", "alarm": None}), (b"HELP,1\r\n", None),
])  # fmt: skip
def test_a_monitor_says_a_rate_or_nothing(sent, told):
    frames = Generic({"profile": "dose-monitor"}).feed(sent)
    assert [(frame.reading().value, frame.reading().alarm) for frame in frames] == ([] if told is None else [(told["value"], told["alarm"])])


@pytest.mark.parametrize(("unit", "shown"), [("nSv/h", "0.00012"), ("mSv/h", "120")])
def test_rates_are_in_micro_sieverts_whatever_the_monitor_counts_in(tmp_path, unit, shown):
    text = profiles.located("dose-monitor").read_text(encoding="utf-8").replace('unit = "uSv/h"', f'unit = "{unit}"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    (frame,) = Generic({"profile": str(tmp_path / "own.toml")}).feed(b"DOSE,0.12,OK\r\n")
    assert frame.reading().value == shown


@pytest.mark.parametrize(("name", "old", "new", "reason"), [
    ("dose-monitor", 'unit = "uSv/h"', 'unit = "kg"', "unit: a reading dose is in uSv/h, nSv/h, mSv/h"), ("help-button", "<button>", "<name>", "a reading button needs the field button"),
])  # fmt: skip
def test_a_wrong_description_is_named(tmp_path, name, old, new, reason):
    (tmp_path / "own.toml").write_text(profiles.located(name).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DeviceTrouble) as trouble:
        profiles.read(tmp_path / "own.toml")
    assert trouble.value.values["reason"] == reason
