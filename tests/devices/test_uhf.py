import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.uhf import MOST, MULTIPLE, SINGLE, STOP, Uhf, encode, encode_tag
from devices.readings import Tag
from devices.simulators.uhf import Speech
from devices.stay import Stay
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed
from ui.command import decode

# The guide's own answers to one look and to many.
GUIDE = bytes.fromhex("BB 02 22 00 11 D5 30 00 E2 00 10 71 00 00 52 9B 09 40 B4 02 EB 98 0C 7E")
MANY = bytes.fromhex("BB 02 22 00 11 C8 34 00 E2 00 10 71 00 00 52 9B 09 40 B4 02 16 3D D3 7E")
NO_TAG = bytes.fromhex("BB 01 FF 00 01 15 16 7E")
EPC = "E20010710000529B0940B402"
EPCS = st.integers(2, 31).flatmap(lambda words: st.binary(min_size=2 * words, max_size=2 * words))
FRAMES = st.one_of(EPCS.map(encode_tag), st.just(NO_TAG), st.just(MULTIPLE), st.builds(encode, st.sampled_from([1, 2]), st.integers(0, 255), st.binary(max_size=40)))
STREAMS = st.lists(st.one_of(FRAMES, st.binary(max_size=12), st.just(b"\xbb"), st.just(b"\xbb\x02\x22\x00\x11")), max_size=12).map(b"".join)


def test_the_frames_of_the_guide():
    (first, second, none), counters = fed(Uhf(), [GUIDE + MANY + NO_TAG])
    assert first.fields() == {
        "type": 2, "cmd": 0x22, "kind": "tag", "rssi_dbm": -43, "pc": "3000", "epc": EPC, "epc_crc_ok": True, "error": None,
        "params_hex": GUIDE[5:-2].hex(), "raw_hex": GUIDE.hex(),
    }
    assert (second.rssi_dbm, second.pc, second.epc, second.epc_crc_ok, second.reading()) == (-56, "3400", EPC, True, Tag(EPC, -56))
    assert (none.type, none.kind, none.error, none.reading()) == (1, "error", "15", None)
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (3, 0, 0)
    assert (SINGLE.hex(), MULTIPLE.hex(), STOP.hex()) == ("bb00220000227e", "bb0027000322ffff4a7e", "bb00280000287e")
    assert fed(Uhf(), [SINGLE])[0][0].kind == "command"
    assert fed(Uhf(), [encode(1, 3, b"\x00M100")])[0][0].kind == "reply"


def test_a_tag_whose_own_crc_fails_is_shown_and_not_taken():
    broken = encode(2, 0x22, GUIDE[5:-4] + b"\xeb\x99")
    (tag,), _ = fed(Uhf(), [broken])
    assert (tag.kind, tag.epc, tag.epc_crc_ok, tag.reading()) == ("tag", EPC, False, None)
    wrong_words = encode(2, 0x22, b"\xc8\x28" + GUIDE[7:-2])
    assert fed(Uhf(), [wrong_words])[0][0].reading() is None


def test_an_epc_that_holds_the_marks_is_cut_by_its_length():
    tag = encode_tag(bytes.fromhex("BB02220011C87EBB7E7EBB02"))
    assert [frame.epc for frame in fed(Uhf(), [tag + tag])[0]] == ["BB02220011C87EBB7E7EBB02"] * 2


@settings(deadline=None, max_examples=150)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(stream, cuts):
    whole = fed(Uhf(), [stream])
    assert fed(Uhf(), cut(stream, cuts)) == whole
    assert fed(Uhf(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=150)
@given(noise=st.binary(max_size=60), epc=EPCS)
def test_a_frame_after_a_silence_is_never_lost(noise, epc):
    reader = Uhf()
    fed(reader, [noise])
    assert [frame.raw for frame in fed(reader, [encode_tag(epc)])[0]] == [encode_tag(epc)]


@settings(deadline=None, max_examples=200)
@given(place=st.integers(0, len(MANY) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_is_never_a_frame(place, bit):
    packet = bytearray(MANY)
    packet[place] ^= 1 << bit
    assert fed(Uhf(), [bytes(packet)])[0] == []


@pytest.mark.parametrize(("inventory", "greets", "asks"), [("multiple", MULTIPLE, MULTIPLE), ("single", STOP, SINGLE), ("none", b"", b"")])
def test_the_inventory_is_started_as_set(inventory, greets, asks):
    reader = Uhf({"inventory": inventory, "again": 60})
    assert (reader.greets, reader.asks, reader.asks_every) == (greets, asks, 0.3 if inventory == "single" else 60.0)


def test_wrong_settings_are_named():
    for wrong in ({"inventory": "always"}, {"again": 1}, {"power": 1}):
        with pytest.raises(DeviceTrouble, match=next(iter(wrong))):
            Uhf(wrong)


def test_random_bytes_stay_small():
    reader, junk = Uhf(), random.Random(4).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        reader.feed(junk[start : start + 4096])
    assert len(reader.discard()) < MOST + 7


def test_decode_has_the_names_of_the_contract():
    found = decode.answer("uhf", json.dumps({"chunks_hex": [GUIDE.hex()]}))
    assert found["frames"][0].keys() >= {"type", "cmd", "kind", "rssi_dbm", "pc", "epc", "epc_crc_ok", "error", "params_hex"}


def test_the_simulated_module_looks_when_told():
    module = Speech()
    assert module.say({"enter": EPC}) == module.still() == b""
    assert module.hear(SINGLE) == encode_tag(bytes.fromhex(EPC))
    assert module.hear(MULTIPLE[:4]) + module.hear(MULTIPLE[4:]) == b""
    assert module.still() == encode_tag(bytes.fromhex(EPC))
    module.say({"leave": EPC})
    assert module.still() == b""
    assert module.hear(SINGLE) == NO_TAG
    assert fed(Uhf(), [module.hear(STOP)])[0][0].kind == "reply"
    assert fed(Uhf(), [module.say({"tag": EPC, "rssi": -70})])[0][0].reading() == Tag(EPC, -70)
    for wrong in ({}, {"tag": "E2"}, {"tag": "x" * 24}, {"tag": EPC, "rssi": "-56"}, {"tag": 5}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            module.say(wrong)


SECOND = 1_000_000_000


def test_a_tag_is_given_once_per_stay():
    stay = Stay(10)
    given_ = [at for at in range(60) if stay.see("A", at * SECOND + 1)]
    assert given_ == [0]
    assert not stay.see("A", 68 * SECOND)
    assert stay.see("B", 69 * SECOND)
    assert stay.see("A", 78 * SECOND)
    stay.again()
    assert stay.see("A", 79 * SECOND)


@settings(deadline=None, max_examples=100)
@given(looks=st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 30)), max_size=40))
def test_a_stay_begins_exactly_after_an_absence(looks):
    stay, now, last = Stay(10), 0, {}
    for tag, later in looks:
        now += later * SECOND
        assert stay.see(tag, now) == (tag not in last or now - last[tag] >= 10 * SECOND)
        last[tag] = now


def test_many_tags_are_forgotten_in_time():
    stay = Stay(10)
    for number in range(50_000):
        stay.see(f"{number:024X}", number * 1000)
    assert len(stay._seen) <= 10_000
