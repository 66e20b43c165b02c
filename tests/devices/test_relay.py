import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import profiles
from devices.drivers.relay import Relay, encode
from devices.simulators.relay import Speech
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

DESCRIBED = {"protocol": "described", "on_hex": "52 31", "off_hex": "5230", "ask_hex": "3f", "on_reply": "43 .. 31 0d", "off_reply": "43..300d"}
CONFIGS = st.sampled_from([{"channels": 4, "feedback": True}, DESCRIBED, {**DESCRIBED, "off_reply": "43 .. 31"}])
STREAMS = st.lists(st.one_of(
    st.builds(encode, st.integers(0, 6), st.integers(0, 3)), st.sampled_from([b"C\x001\r", b"C00\r", b"C1", b"\xa0", b"\xa0\x01"]), st.binary(max_size=6),
), max_size=12).map(b"".join)


def test_the_commands_of_the_common_board():
    board = Relay()
    assert board.switch(1, on=True).hex(" ") == "a0 01 01 a2"
    assert board.switch(1, on=False).hex(" ") == "a0 01 00 a1"
    assert board.switch(2, on=True) == board.switch(0, on=True) == board.ask(1) == b""
    assert not board.answers_back
    answering = Relay({"channels": 3, "feedback": True})
    assert (answering.switch(2, on=True).hex(" "), answering.ask(3).hex(" ")) == ("a0 02 03 a5", "a0 03 05 a8")
    assert answering.answers_back


def test_after_every_opening_contacts_are_put_at_rest_and_never_closed():
    assert Relay({"channels": 2}).greets == bytes.fromhex("a00100a1 a00200a2")
    assert Relay(DESCRIBED).greets == bytes.fromhex("5230")
    assert Relay({"protocol": "described", "on_hex": "31"}).greets == b""


def test_answers():
    frames, counters = fed(Relay({"channels": 2, "feedback": True}), [encode(1, 1) + b"x" + encode(2, 0) + encode(3, 1)])
    assert [frame.fields() for frame in frames] == [
        {"kind": "contact", "channel": 1, "on": True, "raw_hex": "a00101a2"}, {"kind": "contact", "channel": 2, "on": False, "raw_hex": "a00200a2"},
    ]
    assert (counters.ok, counters.rejected, frames[0].reading()) == (2, 1, None)
    assert [frame.on for frame in fed(Relay(DESCRIBED), [b"C\xff1\rC00\rC92\r"])[0]] == [True, False]


@settings(deadline=None, max_examples=150)
@given(stream=STREAMS, cuts=CUTS, config=CONFIGS)
def test_any_split_gives_the_same_answers_and_counts(stream, cuts, config):
    whole = fed(Relay(config), [stream])
    assert fed(Relay(config), cut(stream, cuts)) == whole
    assert fed(Relay(config), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=100)
@given(noise=st.binary(max_size=30), channel=st.integers(1, 4), state=st.integers(0, 1))
def test_an_answer_after_a_silence_is_never_lost(noise, channel, state):
    board = Relay({"channels": 4, "feedback": True})
    fed(board, [noise])
    assert [frame.raw for frame in fed(board, [encode(channel, state)])[0]] == [encode(channel, state)]


@given(place=st.integers(0, 3), bit=st.integers(0, 7))
def test_one_flipped_bit_is_never_an_answer(place, bit):
    packet = bytearray(encode(2, 1))
    packet[place] ^= 1 << bit
    assert fed(Relay({"channels": 16, "feedback": True}), [bytes(packet)])[0] == []


@pytest.mark.parametrize(("config", "name"), [
    ({"protocol": "modbus"}, "protocol"), ({"channels": 17}, "channels"), ({"protocol": "described"}, "on_hex"), ({**DESCRIBED, "channels": 2}, "channels"),
    ({**DESCRIBED, "feedback": True}, "feedback"), ({**DESCRIBED, "on_reply": "4"}, "on_reply"), ({**DESCRIBED, "on_reply": ".."}, "on_reply"),
    ({**DESCRIBED, "off_reply": DESCRIBED["on_reply"]}, "off_reply"), ({**DESCRIBED, "on_hex": "xx"}, "on_hex"), ({**DESCRIBED, "off_reply": "31" * 33}, "off_reply"),
    ({**DESCRIBED, "off_hex": "5231"}, "off_hex"), ({**DESCRIBED, "ask_hex": "52 31"}, "ask_hex"), ({**DESCRIBED, "ask_hex": "5230"}, "ask_hex"),
    ({**DESCRIBED, "on_hex": " ", "off_hex": ""}, "on_hex"), ({**DESCRIBED, "off_reply": "43 30 .. 0d"}, "off_reply"), ({**DESCRIBED, "off_reply": "43..310D"}, "off_reply"),
])
def test_wrong_settings_are_named(config, name):
    with pytest.raises(DeviceTrouble, match=f"config-wrong.*name={name}"):
        Relay(config)


def test_a_file_whose_off_is_its_on_is_refused_with_its_line(tmp_path):
    told = (profiles.FOLDER / "described-relay.toml").read_text(encoding="utf-8")
    for name, wrong in (("off_hex", "52454C312E4F4E0D0A"), ("ask_hex", "52454c312e4f4e0d0a")):
        own = tmp_path / "own.toml"
        own.write_text("\n".join(f'{name} = "{wrong}"' if line.startswith(name) else line for line in told.splitlines()), encoding="utf-8")
        at = next(place for place, line in enumerate(told.splitlines(), 1) if line.startswith(name))
        with pytest.raises(DeviceTrouble, match=f"profile-wrong.*line={at}, reason={name}: must differ from on_hex"):
            profiles.read(own)


def test_random_bytes_stay_small():
    junk = random.Random(7).randbytes(300_000)
    for config in ({"channels": 16, "feedback": True}, DESCRIBED, {"protocol": "described", "on_hex": "31"}):
        board = Relay(config)
        for start in range(0, len(junk), 4096):
            board.feed(junk[start : start + 4096])
        assert len(board.discard()) < 32


def test_the_simulated_board_hears_what_the_driver_says():
    host, board = Relay({"channels": 4, "feedback": True}), Speech()
    told = host.switch(1, on=True)
    said = board.hear(told[:2]) + board.hear(told[2:] + host.ask(2))
    assert [(frame.channel, frame.on) for frame in fed(host, [said])[0]] == [(1, True), (2, False)]
    assert (board.contacts, board.heard) == ({1}, [(1, True)])
    assert fed(host, [board.say({"by_hand": 2})])[0][0].channel == 2
    board.say({"deaf": True})
    assert board.hear(host.switch(1, on=False)) == b""
    assert board.contacts == {1, 2}
    for wrong in ({}, {"by_hand": 5}, {"by_hand": "1"}, {"by_hand": 1, "on": 1}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            board.say(wrong)


def test_the_described_example_of_the_profiles():
    made = profiles.profile("described-relay").make_driver()
    assert made.switch(1, on=True) == b"REL1.ON\r\n"
    assert [frame.on for frame in fed(made, [b"1\r\n0\r\n"])[0]] == [True, False]
