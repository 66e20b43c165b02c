"""R2000 readers: published frames, any split, noise, the question the link asks, and RCP frames as a setting of `uhf`."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import profiles
from devices.drivers.r2000 import MOST, R2000, encode, encode_tag
from devices.drivers.uhf import CRCS, Uhf
from devices.drivers.uhf import encode_tag as encode_module
from devices.readings import Tag
from devices.simulators.r2000 import Speech
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

REPORT = bytes.fromhex("A0 13 01 89 8C 30 00 30 08 33 B2 DD D9 01 40 00 00 00 01 37 BB")
EPC = "300833B2DDD9014000000001"
EPCS = st.integers(2, 31).flatmap(lambda words: st.binary(min_size=2 * words, max_size=2 * words))
STREAMS = st.lists(st.one_of(EPCS.map(encode_tag), st.binary(max_size=12), st.just(b"\xa0"), st.just(REPORT[:7])), max_size=12).map(b"".join)


def test_a_published_report_and_the_question():
    (tag,), counters = fed(R2000(), [REPORT])
    assert (tag.kind, tag.address, tag.antenna, tag.pc, tag.epc, tag.rssi_raw) == ("tag", 1, 1, "3000", EPC, 0x37)
    assert tag.reading() == Tag(EPC)
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (1, 0, 0)
    assert R2000().asks.hex() == "a0040189" + "01d1"
    assert R2000({"inventory": "none"}).asks == b""
    assert R2000({"every": 500}).asks_every == 0.5


@pytest.mark.parametrize("antenna", [1, 2, 3, 4])
def test_antennas_and_an_epc_full_of_heads(antenna):
    (tag,), _ = fed(R2000(), [encode_tag(bytes.fromhex("A00401890130A013"), antenna=antenna)])
    assert (tag.antenna, tag.epc) == (antenna, "A00401890130A013")


def test_a_report_whose_length_does_not_fit_is_no_tag():
    (odd,), _ = fed(R2000(), [encode(1, 0x89, bytes.fromhex("0030003008 37"))])
    assert (odd.kind, odd.epc, odd.reading()) == ("reply", None, None)


def test_another_address_is_not_ours_and_255_hears_all():
    other = encode_tag(bytes.fromhex(EPC), address=2)
    assert fed(R2000(), [other])[0] == []
    assert fed(R2000({"address": 255}), [other])[0][0].address == 2


@settings(deadline=None, max_examples=120)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(stream, cuts):
    whole = fed(R2000(), [stream])
    assert fed(R2000(), cut(stream, cuts)) == whole
    assert fed(R2000(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=120)
@given(noise=st.binary(max_size=60), epc=EPCS)
def test_a_report_after_a_silence_is_never_lost(noise, epc):
    reader = R2000()
    fed(reader, [noise])
    assert [frame.raw for frame in fed(reader, [encode_tag(epc)])[0]] == [encode_tag(epc)]


@settings(deadline=None, max_examples=150)
@given(place=st.integers(0, len(REPORT) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_is_never_a_tag(place, bit):
    packet = bytearray(REPORT)
    packet[place] ^= 1 << bit
    assert [frame for frame in fed(R2000(), [bytes(packet)])[0] if frame.reading()] == []


def test_random_bytes_stay_small_and_wrong_settings_are_named():
    reader, junk = R2000(), random.Random(4).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        reader.feed(junk[start : start + 4096])
    assert len(reader.discard()) < MOST
    for wrong in ({"address": 256}, {"inventory": "fast"}, {"every": 1}):
        with pytest.raises(DeviceTrouble, match=next(iter(wrong))):
            R2000(wrong)


def test_the_simulated_reader_reports_when_asked():
    reader = Speech()
    assert reader.say({"enter": EPC, "antenna": 2}) == b""
    asked = R2000().asks
    frames = fed(R2000(), [reader.hear(asked[:3]) + reader.hear(asked[3:])])[0]
    assert [(frame.kind, frame.epc, frame.antenna) for frame in frames] == [("tag", EPC, 2), ("reply", None, None)]
    reader.say({"leave": EPC})
    assert [frame.kind for frame in fed(R2000(), [reader.hear(asked)])[0]] == ["reply"]
    for wrong in ({}, {"tag": "E2"}, {"tag": EPC, "antenna": 5}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            reader.say(wrong)


@pytest.mark.parametrize("crc", ["any", *CRCS])
def test_rcp_frames_end_behind_their_crc(crc):
    plain = encode_module(bytes.fromhex(EPC))
    behind = CRCS[crc](plain[1:]).to_bytes(2) if crc != "any" else b"\xbb\x7e"
    reader = Uhf({"crc_after": True, "crc": crc})
    frames, counters = fed(reader, [(plain + behind) * 3])
    assert [(frame.reading(), frame.raw) for frame in frames] == [(Tag(EPC, -56), plain + behind)] * 3
    assert (counters.rejected, counters.bytes_dropped) == (0, 0)
    assert (reader.asks, reader.greets) == (b"", b"")
    wrong, _ = fed(Uhf({"crc_after": True, "crc": crc}), [plain + b"\x00\x00"])
    assert len(wrong) == (crc == "any")
    stream = (plain + behind) * 2
    assert fed(Uhf({"crc_after": True, "crc": crc}), [bytes([byte]) for byte in stream])[0] == fed(Uhf({"crc_after": True, "crc": crc}), [stream])[0]


def test_the_profiles_say_what_was_not_checked():
    for name, driver in (("r2000-reader", "r2000"), ("rcp-reader", "uhf")):
        found = profiles.profile(name)
        assert (found.driver, found.kind, found.line.baud) == (driver, "tag", 115200)
        assert "not" in found.source
        assert "not checked" in found.hint["en"]
        found.make_driver()
