import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import profiles
from devices.drivers.toledo import Toledo
from devices.readings import Weight
from devices.simulators.toledo import ToledoSpeech
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

GROSS = bytes.fromhex("02 32 30 20 30 34 39 37 38 30 30 30 30 30 30 30 0D 13")
NET = bytes.fromhex("02 32 31 20 30 33 34 35 38 30 30 31 35 32 30 30 0D 12")
PLAIN = {"net": False, "in_motion": False, "out_of_range": False, "power_up": False, "print_request": False, "expanded": False}
STEPS = st.fixed_dictionaries(
    {"weight": st.integers(0, 999_999).map(str)},
    optional={
        "motion": st.booleans(), "net": st.booleans(), "print_request": st.booleans(), "power_up": st.booleans(), "tare": st.integers(0, 999_999).map(str),
        "unit": st.sampled_from(["kg", "lb", "g", "t"]), "increment": st.sampled_from([1, 2, 5]),
    },
)
CONFIGS = st.fixed_dictionaries({}, optional={"checksum": st.booleans(), "mask7": st.booleans()})
NOISE = st.one_of(st.binary(max_size=10), st.sampled_from([b"\x02", b"\x02\x02", b"\r", GROSS[:9], GROSS[5:], b"\x02220"]))


def said(step, config=None):
    return ToledoSpeech(config).say(step)


@pytest.mark.parametrize(("packet", "told"), [
    (GROSS, {"value": "49780", "tare": "0", "unit": "kg", "increment": 2}), (NET, {"value": "34580", "tare": "15200", "unit": "kg", "increment": 2, "net": True}),
])
def test_golden_frames(packet, told):
    (weight,), counters = fed(Toledo(), [packet])
    assert weight.fields() == {**PLAIN, **told, "raw_hex": packet.hex()}
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (1, 0, 0)
    (weight,), _ = fed(Toledo({"checksum": False}), [packet[:17]])
    assert weight.fields() == {**PLAIN, **told, "raw_hex": packet[:17].hex()}
    parity = bytes(byte | (byte.bit_count() & 1) << 7 for byte in packet)
    assert fed(Toledo(), [parity])[0] == []
    (weight,), _ = fed(Toledo({"mask7": True}), [parity])
    assert weight.fields() == {**PLAIN, **told, "raw_hex": parity.hex()}


@pytest.mark.parametrize(("word", "value"), [
    (0x28, "4978000"), (0x29, "497800"), (0x2A, "49780"), (0x2B, "4978.0"), (0x2C, "497.80"), (0x2D, "49.780"), (0x2E, "4.9780"), (0x2F, "0.49780"),
])
def test_places_and_increments(word, value):
    for increment, bits in ((1, 0x08), (2, 0x10), (5, 0x18)):
        packet = bytes([2, word & ~0x18 | bits]) + GROSS[2:17]
        (weight,), _ = fed(Toledo({"checksum": False}), [packet])
        assert (weight.value, weight.increment) == (value, increment)
    negative = packet[:2] + b"\x32" + packet[3:]
    assert fed(Toledo({"checksum": False}), [negative])[0][0].value == f"-{value}"


def test_blanks_for_leading_zeros():
    packet = b"\x02220" + b" 49780" + b"      " + b"\r"
    packet = packet[:2] + b"\x30\x20" + packet[4:]
    (weight,), _ = fed(Toledo({"checksum": False}), [packet])
    assert (weight.value, weight.tare) == ("49780", "0")
    for wrong in (b"4978 0", b"      ", b"49 780", b" 4978A"):
        assert fed(Toledo({"checksum": False}), [packet[:4] + wrong + packet[10:]])[0] == []


@pytest.mark.parametrize(("step", "reading"), [
    ({}, Weight("24310", "kg", steady=True)), ({"motion": True}, Weight("24310", "kg", steady=False)), ({"print_request": True}, Weight("24310", "kg", steady=True, wanted=True)),
    ({"net": True, "tare": "15200"}, Weight("24310", "kg", steady=True, fit=False, why="scale-net")), ({"unit": "t"}, Weight("24310", "t", steady=True)),
    ({"out_of_range": True}, Weight("24310", "kg", steady=True, fit=False, why="scale-range")), ({"unit": "lb"}, Weight("24310", "lb", steady=True)),
    ({"power_up": True}, Weight("24310", "kg", steady=True, fit=False, why="scale-power-up")), ({"unit": "g"}, Weight("24310", "g", steady=True)),
    ({"expanded": True}, Weight("24310", "kg", steady=True, fit=False, why="scale-expanded")),
])
def test_what_a_frame_means(step, reading):
    (weight,), _ = fed(Toledo(), [said({"weight": "24310", **step})])
    assert weight.reading() == reading
    assert weight.unit == step.get("unit", "kg")


@pytest.mark.parametrize(("weight", "checksum"), [("999990", 0x02), ("999700", 0x0D)])
def test_a_checksum_of_02_or_0d_is_no_mark(weight, checksum):
    packet = said({"weight": weight})
    assert packet[17] == checksum
    frames, counters = fed(Toledo(), [packet * 3])
    assert [frame.raw for frame in frames] == [packet] * 3
    assert (counters.rejected, counters.bytes_dropped) == (0, 0)
    # Told wrongly that there is no checksum, the driver still reads every frame.
    assert len(fed(Toledo({"checksum": False}), [packet * 3])[0]) == 3


def test_profiles_of_clones():
    fairbanks = b"\x02\x32\x10\x60" + b"049780" + b"000000" + b"\r"
    fairbanks += bytes([-sum(fairbanks) & 0x7F])
    assert fed(Toledo(), [fairbanks])[0] == []
    (weight,), _ = fed(profiles.profile("fairbanks-toledo").make_driver(), [fairbanks])
    assert weight.reading() == Weight("49780", "kg", steady=True)
    for word, unit in ((0x30, "kg"), (0x31, "lb")):
        liden = b"\x02\x52\x30" + bytes([word]) + b"049780" + b"000000" + b"\r"
        liden += bytes([-sum(liden) & 0x7F])
        assert fed(Toledo(), [liden])[0] == []
        (weight,), _ = fed(profiles.profile("liden-luw2001").make_driver(), [liden])
        assert weight.reading() == Weight("49780", unit, steady=True)


@settings(deadline=None, max_examples=150)
@given(config=CONFIGS, parts=st.lists(st.one_of(STEPS, NOISE), max_size=10), cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(config, parts, cuts):
    stream = b"".join(part if isinstance(part, bytes) else said(part, config) for part in parts)
    whole = fed(Toledo(config), [stream])
    assert fed(Toledo(config), cut(stream, cuts)) == whole
    assert fed(Toledo(config), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=150)
@given(config=CONFIGS, noise=st.binary(max_size=40), step=STEPS)
def test_a_frame_after_a_silence_is_never_lost(config, noise, step):
    scale = Toledo(config)
    fed(scale, [noise])
    packet = said(step, config)
    assert [frame.raw for frame in fed(scale, [packet])[0]] == [packet]


@settings(deadline=None, max_examples=300)
@given(place=st.integers(0, 17), bit=st.integers(0, 7), step=STEPS)
def test_one_flipped_bit_is_never_a_weight(place, bit, step):
    packet = bytearray(said(step))
    packet[place] ^= 1 << bit
    assert fed(Toledo(), [bytes(packet)])[0] == []


def test_glued_halves_are_rejected_and_the_next_frame_is_found():
    frames, counters = fed(Toledo(), [GROSS[:9] + NET + GROSS[4:] + NET])
    assert [frame.raw for frame in frames] == [NET, NET]
    assert (counters.ok, counters.resyncs) == (2, 2)


def test_random_bytes_stay_small():
    scale = Toledo({"checksum": False, "mask7": True, "swa_fixed": False, "swb_fixed": False, "swc_fixed": False})
    junk = random.Random(3).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        scale.feed(junk[start : start + 4096])
    assert len(scale.discard()) < 18


@pytest.mark.parametrize(("config", "name"), [({"checksum": "no"}, "checksum"), ({"unit_from": "swa"}, "unit_from"), ({"xor_style": "std"}, "xor_style")])
def test_a_wrong_setting_is_named(config, name):
    with pytest.raises(DeviceTrouble) as wrong:
        Toledo(config)
    assert (wrong.value.key, wrong.value.values["name"]) == ("config-wrong", name)


def test_the_simulated_indicator():
    assert said({"weight": "49780"}) == GROSS
    assert said({"weight": "34580", "tare": "15200", "net": True}) == NET
    speech, scale = ToledoSpeech(), Toledo()
    frames = scale.feed(speech.say({"weight": "-20.5", "tare": "3.5", "swings": 2}) + speech.still() + speech.still())
    assert [frame.in_motion for frame in frames] == [True, True, False]
    assert (frames[2].value, frames[2].tare) == ("-20.5", "3.5")
    assert speech.hear(b"\x02") == b""
    for wrong in ({"weight": "24310", "tare": "0.5"}, {"weight": "24310", "increment": 3}, {"weight": "24310", "unit": "oz"}, {"weight": "24310", "net": "yes"}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            ToledoSpeech().say(wrong)
