import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.xk3190 import Xk3190, encode
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

MANUAL = bytes.fromhex("02 2B 30 30 32 30 30 30 32 31 42 03")
STREAMS = st.lists(st.one_of(st.integers(-999_999, 999_999).map(encode), st.binary(max_size=8), st.just(b"\x02+0049"), st.just(b"\x02\x02")), max_size=15).map(b"".join)


@pytest.mark.parametrize(("packet", "sign", "digits", "decimals", "value"), [
    (MANUAL, "+", "002000", 2, "20.00"), (bytes.fromhex("02 2B 30 34 39 37 38 30 30 31 39 03"), "+", "049780", 0, "49780"),
    (encode(-100, 2), "-", "000100", 2, "-1.00"), (encode(0, 3), "+", "000000", 3, "0.000"), (b"\x02-00000001D\x03", "-", "000000", 0, "0"), (encode(5, 4), "+", "000005", 4, "0.0005"),
])
def test_continuous_frame(packet, sign, digits, decimals, value):
    (weight,), counters = fed(Xk3190(), [packet])
    assert weight.fields() == {"kind": "continuous", "sign": sign, "digits": digits, "decimals": decimals, "value": value, "raw_hex": packet.hex()}
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (1, 0, 0)


@settings(deadline=None, max_examples=200)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(stream, cuts):
    whole = fed(Xk3190(), [stream])
    assert fed(Xk3190(), cut(stream, cuts)) == whole
    assert fed(Xk3190(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=200)
@given(noise=st.binary(max_size=30), weight=st.integers(-999_999, 999_999))
def test_a_frame_after_a_silence_is_never_lost(noise, weight):
    scale = Xk3190()
    fed(scale, [noise])
    assert [frame.raw for frame in fed(scale, [encode(weight)])[0]] == [encode(weight)]


@settings(deadline=None, max_examples=200)
@given(place=st.integers(0, 11), bit=st.integers(0, 7), weight=st.integers(0, 999_999))
def test_one_flipped_bit_is_never_a_weight(place, bit, weight):
    packet = bytearray(encode(weight))
    packet[place] ^= 1 << bit
    assert fed(Xk3190(), [bytes(packet)])[0] == []


def test_glued_halves_are_rejected_and_the_next_frame_is_found():
    frames, counters = fed(Xk3190(), [MANUAL[:6] + MANUAL + MANUAL[4:] + MANUAL])
    assert [frame.value for frame in frames] == ["20.00", "20.00"]
    assert (counters.ok, counters.resyncs) == (2, 2)
    assert fed(Xk3190(), [MANUAL[:9] + b"00\x03"])[1].rejected == 1


def test_clone_digits_only_when_set():
    clone = MANUAL[:9] + b"1;" + MANUAL[11:]
    assert fed(Xk3190(), [clone])[0] == []
    assert fed(Xk3190({"xor_style": "any"}), [clone])[0][0].value == "20.00"
    with pytest.raises(DeviceTrouble, match="xor_style"):
        Xk3190({"xor_style": "all"})


def test_random_bytes_stay_small():
    scale = Xk3190()
    junk = random.Random(3).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        scale.feed(junk[start : start + 4096])
    assert len(scale.discard()) < 12
