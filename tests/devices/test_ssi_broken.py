"""Codes of several SSI packets of which one is broken: given up or sent again in its place, never a code that nobody scanned."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.ssi import DECODE_DATA, MORE, RETRANSMISSION, Scan, Ssi, packet
from devices.simulators.ssi import packets, repeated
from tests.devices.streams import CUTS, cut, fed
from ui.command.decode import answers

A, B, C = (packet(DECODE_DATA, b"\x1c" + letter * 8, status=status) for letter, status in ((b"A", MORE), (b"B", MORE), (b"C", 0)))
CODE = b"A" * 8 + b"B" * 8 + b"C" * 8
NEXT = packets(3, b"CSQU3054383")[0]


def broken(one: bytes, place: int = 7) -> bytes:
    return one[:place] + bytes([one[place] ^ 1]) + one[place + 1 :]


def codes(stream: bytes) -> list[bytes]:
    return [frame.payload for frame in fed(Ssi(), [stream])[0] if isinstance(frame, Scan)]


def test_a_middle_packet_with_a_wrong_sum_gives_no_code():
    line = {"chunks_hex": ["0df300021c4141414141414141fcda", "0df300021c4242424242424243fcd2", "07f300001c4343fe64"], "config": {}}
    (answer,) = answers("ssi", [json.dumps(line)], "en")
    assert answer["scans"] == []
    assert answer["rejected"] >= 1


@pytest.mark.parametrize("stream", [
    A + broken(B) + C, broken(A) + B + C, broken(A) + C, A + B[:9] + C, A + B[5:] + C, broken(A, 0) + B + C, broken(A, 1) + B + C, broken(A, 2) + B + C, A + broken(B, 1) + C,
    broken(A) + broken(B) + C, A + broken(C),
])
def test_a_message_without_one_of_its_packets_is_given_up_to_its_last(stream):
    assert codes(stream) == []
    assert codes(stream + NEXT) == ([] if stream.endswith(broken(C)) else [b"CSQU3054383"])
    driver = Ssi()
    fed(driver, [stream])
    assert [frame.payload for frame in fed(driver, [NEXT])[0] if isinstance(frame, Scan)] == [b"CSQU3054383"]


@pytest.mark.parametrize("stream", [
    A + broken(B) + repeated(B) + C, broken(A) + repeated(A) + B + C, A + B + broken(C) + repeated(C), A + B + C[:5] + repeated(C), A + b"\x00\xff\x00" + B + b"\xff" + C,
    A + B + repeated(B) + C, b"noise" + A + B + C,
])
def test_a_packet_sent_again_stands_in_its_place(stream):
    assert codes(stream) == [CODE]


def test_a_code_is_not_doubled_where_it_cannot_be_told_which_packet_came_again():
    assert codes(A + broken(B) + repeated(A) + C) == []


@pytest.mark.parametrize("before", [NEXT[:4], NEXT[:9], broken(NEXT), broken(NEXT, 3), b"\x00\xff", b"noise before a code"])
def test_a_broken_code_of_one_packet_costs_no_other(before):
    assert codes(before + NEXT) == [b"CSQU3054383"]


def test_the_same_code_twice_with_the_second_sent_again_is_two_scans():
    chunks = ["10f30000034353515533303534333833fc54", "10f30000034353515433303534333833fc54", "10f30001034353515533303534333833fc53"]
    (answer,) = answers("ssi", [json.dumps({"chunks_hex": chunks, "config": {}})], "en")
    assert [scan["text"] for scan in answer["scans"]] == ["CSQU3054383"] * 2
    driver = Ssi()
    heard = [frame for chunk in chunks for frame in driver.feed(bytes.fromhex(chunk)) + driver.idle()]
    assert len([frame for frame in heard if isinstance(frame, Scan)]) == 2


def test_after_a_silence_a_new_message_is_believed():
    driver = Ssi()
    driver.feed(broken(A))
    driver.idle()
    assert [frame.payload for frame in fed(driver, [NEXT])[0] if isinstance(frame, Scan)] == [b"CSQU3054383"]
    driver.feed(A)
    driver.idle()
    new = packet(DECODE_DATA, b"\x1cNEW")
    assert [frame.payload for frame in fed(driver, [new])[0] if isinstance(frame, Scan)] == [b"NEW"]


@settings(deadline=None, max_examples=200)
@given(sizes=st.lists(st.integers(1, 40), min_size=2, max_size=4), at=st.integers(0, 3), place=st.integers(0, 60), bit=st.integers(0, 7), cuts=CUTS)
def test_one_turned_bit_in_a_message_never_makes_another_code(sizes, at, place, bit, cuts):
    texts = [bytes([65 + number]) * size for number, size in enumerate(sizes)]
    parts = [packet(DECODE_DATA, b"\x1c" + text, status=MORE if text is not texts[-1] else 0) for text in texts]
    hit = bytearray(parts[at % len(parts)])
    hit[place % len(hit)] ^= 1 << bit
    parts[at % len(parts)] = bytes(hit)
    stream = b"".join(parts)
    whole = fed(Ssi(), [stream])
    assert [frame for frame in whole[0] if isinstance(frame, Scan)] == []
    assert fed(Ssi(), cut(stream, cuts)) == whole


def test_status_of_a_packet_sent_again():
    assert repeated(A)[3] == MORE | RETRANSMISSION
