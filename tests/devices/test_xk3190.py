import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.xk3190 import Xk3190, encode, framed
from devices.readings import Weight
from devices.simulators.xk3190 import Xk3190Speech, a12e, equals, reply
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

MANUAL = bytes.fromhex("02 2B 30 30 32 30 30 30 32 31 42 03")
GOLDEN_A12E = bytes.fromhex("57 47 30 30 34 2E 31 33 39 6B 67 33 44 0D 0A")
OVERLOAD = b" " * 9 + b"OL23\r\n"
DISPLAYS = st.integers(-99_999, 99_999).flatmap(lambda digits: st.sampled_from([f"{digits}", f"{digits // 100}.{abs(digits) % 100:02}"]))
FORMATS = {
    "continuous": st.one_of(st.integers(-999_999, 999_999).map(encode), DISPLAYS.map(lambda value: reply("AB", value)), st.just(framed(b"AA")), st.just(framed(b"A\x04"))),
    "reversed": DISPLAYS.map(lambda value: equals(value, backwards=True)),
    "forward": DISPLAYS.map(lambda value: equals(value, backwards=False)),
    "a12e": st.one_of(DISPLAYS.filter(lambda value: len(value) < 8).map(a12e), st.just(OVERLOAD)),
}
NOISE = st.one_of(st.binary(max_size=8), st.sampled_from([b"\x02+0049", b"\x02\x02", b"\x02AB+", b"=000.", b"WG 0", b"   ", b"\r\n"]))
STREAMS = st.sampled_from(sorted(FORMATS)).flatmap(
    lambda form: st.tuples(st.just(form), st.lists(st.one_of(FORMATS[form], NOISE), max_size=15).map(b"".join)),
)
FRAMES = st.sampled_from(sorted(FORMATS)).flatmap(lambda form: st.tuples(st.just(form), FORMATS[form]))


@pytest.mark.parametrize(("packet", "sign", "digits", "decimals", "value"), [
    (MANUAL, "+", "002000", 2, "20.00"), (bytes.fromhex("02 2B 30 34 39 37 38 30 30 31 39 03"), "+", "049780", 0, "49780"),
    (encode(-100, 2), "-", "000100", 2, "-1.00"), (encode(0, 3), "+", "000000", 3, "0.000"), (b"\x02-00000001D\x03", "-", "000000", 0, "0"), (encode(5, 4), "+", "000005", 4, "0.0005"),
])
def test_continuous_frame(packet, sign, digits, decimals, value):
    (weight,), counters = fed(Xk3190(), [packet])
    assert weight.fields() == {"kind": "continuous", "sign": sign, "digits": digits, "decimals": decimals, "value": value, "raw_hex": packet.hex()}
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (1, 0, 0)


@pytest.mark.parametrize(("packet", "address", "command", "value", "why"), [
    (reply("AB", "20.00"), "A", "B", "20.00", ""), (reply("ZC", "15200"), "Z", "C", "15200", "scale-tare"),
    (reply("AD", "-3"), "A", "D", "-3", "scale-net"), (bytes.fromhex("02 41 04 34 35 03"), "A", "error", None, "scale-refused"),
])
def test_replies_of_the_command_mode(packet, address, command, value, why):
    (told,), counters = fed(Xk3190(), [packet])
    assert told.fields() == {"kind": "reply", "address": address, "command": command, "value": value, "raw_hex": packet.hex()}
    assert told.reading() == Weight(value or "", "kg", fit=not why, why=why)
    assert counters.rejected == 0


def test_requests_and_handshake_as_the_manual_prints_them():
    assert reply("AB", "20.00") == bytes.fromhex("02 41 42 2B 30 30 32 30 30 30 32 31 38 03")
    wanted = {"A": "02 41 41 30 30 03", "B": "02 41 42 30 33 03", "C": "02 41 43 30 32 03", "D": "02 41 44 30 35 03"}
    for command, asked in wanted.items():
        scale = Xk3190({"ask": f"A-{command}", "ask_ms": 400})
        assert (scale.asks, scale.asks_every) == (bytes.fromhex(asked), 0.4)
    (handshake,), _ = fed(Xk3190(), [bytes.fromhex(wanted["A"])])
    assert (handshake.command, handshake.value, handshake.reading()) == ("A", None, None)
    assert fed(Xk3190(), [bytes.fromhex(wanted["B"])])[0] == [], "the echo of a request is no reply"
    assert Xk3190().asks == b""


def test_continuous_frames_and_replies_share_a_stream():
    frames, _ = fed(Xk3190({"unit": "t"}), [MANUAL + reply("AB", "5.00") + MANUAL])
    assert [(frame.fields()["kind"], frame.reading()) for frame in frames] == [
        ("continuous", Weight("20.00", "t")), ("reply", Weight("5.00", "t")), ("continuous", Weight("20.00", "t")),
    ]


@pytest.mark.parametrize(("form", "packet", "value", "mode", "reading"), [
    ("reversed", b"=00.1000-", "-1.00", None, Weight("-1.00")), ("reversed", b"=000.3000", "3.000", None, Weight("3.000")),
    ("forward", b"=-0001.00", "-1.00", None, Weight("-1.00")), ("forward", b"=0003.000", "3.000", None, Weight("3.000")),
    ("forward", b"=00049780", "49780", None, Weight("49780")), ("forward", b"=0049780.", "49780", None, Weight("49780")),
    ("a12e", GOLDEN_A12E, "4.139", "gross", Weight("4.139")), ("a12e", a12e("-0.5", net=True), "-0.5", "net", Weight("-0.5", fit=False, why="scale-net")),
    ("a12e", a12e("413"), "413", "gross", Weight("413")), ("a12e", OVERLOAD, None, None, Weight("", fit=False, why="scale-overload")),
    ("a12e", b"WG  -22.5kg2A\r\n", "-22.5", "gross", Weight("-22.5")),
    ("a12e", b" " * 9 + b"LO23\r\n", None, None, Weight("", fit=False, why="scale-underload")),
])
def test_other_formats(form, packet, value, mode, reading):
    (told,), counters = fed(Xk3190({"format": form}), [packet])
    fields = told.fields()
    assert (fields["kind"], fields["value"], fields["mode"], fields["unit"], fields["raw_hex"]) == (form, value, mode, "kg", packet.hex())
    assert told.reading() == reading
    assert (counters.ok, counters.rejected) == (1, 0)


@pytest.mark.parametrize(("form", "packet"), [
    ("forward", b"=00-1.000"), ("forward", b"=0.01.000"), ("forward", b"=00.1000-"), ("reversed", b"=-0001.00"), ("reversed", b"=0001=000"),
    ("a12e", GOLDEN_A12E[:11] + b"3C\r\n"), ("a12e", b"WX004.139kg22\r\n"), ("a12e", b" " * 9 + b"OL33\r\n"),
    ("continuous", MANUAL[:9] + b"1b\x03"), ("continuous", b"\x02A\x042+\x03"),
])
def test_what_is_no_frame(form, packet):
    frames, counters = fed(Xk3190({"format": form}), [packet])
    assert frames == []
    assert counters.rejected > 0


@settings(deadline=None, max_examples=200)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(stream, cuts):
    config, sent = {"format": stream[0]}, stream[1]
    whole = fed(Xk3190(config), [sent])
    assert fed(Xk3190(config), cut(sent, cuts)) == whole
    assert fed(Xk3190(config), [bytes([byte]) for byte in sent]) == whole


@settings(deadline=None, max_examples=200)
@given(noise=st.binary(max_size=30), sent=FRAMES)
def test_a_frame_after_a_silence_is_never_lost(noise, sent):
    scale = Xk3190({"format": sent[0]})
    fed(scale, [noise])
    assert [frame.raw for frame in fed(scale, [sent[1]])[0]] == [sent[1]]


@settings(deadline=None, max_examples=300)
@given(place=st.integers(0, 14), bit=st.integers(0, 7), sent=FRAMES.filter(lambda sent: sent[1][:1] != b"="))
def test_one_flipped_bit_is_never_a_weight(place, bit, sent):
    packet = bytearray(sent[1])
    packet[place % len(packet)] ^= 1 << bit
    assert fed(Xk3190({"format": sent[0]}), [bytes(packet)])[0] == []


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


@pytest.mark.parametrize(("config", "name"), [
    ({"format": "backwards"}, "format"), ({"ask": "AB"}, "ask"), ({"ask": "A-E"}, "ask"), ({"ask": "A-B", "format": "a12e"}, "ask"), ({"ask_ms": 1}, "ask_ms"),
    ({"unit": "oz"}, "unit"), ({"mask7": True}, "mask7"),
])
def test_a_wrong_setting_is_named(config, name):
    with pytest.raises(DeviceTrouble) as wrong:
        Xk3190(config)
    assert (wrong.value.key, wrong.value.values["name"]) == ("config-wrong", name)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_random_bytes_stay_small(form):
    scale = Xk3190({"format": form})
    junk = random.Random(3).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        scale.feed(junk[start : start + 4096])
    assert len(scale.discard()) < 15


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_simulated_indicator_is_understood(form):
    speech, scale = Xk3190Speech({"format": form}), Xk3190({"format": form})
    frames = scale.feed(speech.say({"weight": "24310", "swings": 3}) + b"".join(speech.still() for _ in range(4)))
    assert [frame.value for frame in frames][3:] == ["24310", "24310"]
    assert len(frames) == 5
    assert frames[0].value != "24310"
    for wrong in ({"weight": 3}, {"weight": "1234567"}, {"weight": "1", "ton": True}, {"motion": True}, {"weight": "1", "swings": -1}, {"weight": "1", "net": 1}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            speech.say(wrong)
    assert scale.feed(speech.still())[0].value == "24310", "a wrong step changes nothing"


@pytest.mark.parametrize(("form", "weight"), [("a12e", "-12345.6"), ("continuous", "0.12345")])
def test_what_the_display_cannot_show_is_refused(form, weight):
    with pytest.raises(DeviceTrouble, match="line-wrong"):
        Xk3190Speech({"format": form}).say({"weight": weight})


def test_the_simulated_indicator_answers_only_what_it_is_asked():
    speech = Xk3190Speech({"ask": "C-B"})
    assert speech.say({"weight": "49780", "tare": "15200"}) == b"" == speech.still()
    ask = Xk3190({"ask": "C-B"}).asks
    assert speech.hear(ask[:3]) == b""
    assert speech.hear(ask[3:]) == reply("CB", "49780")
    assert speech.hear(framed(b"CC") + framed(b"CD")) == reply("CC", "15200") + reply("CD", "34580")
    assert speech.hear(framed(b"CA") + framed(b"CX")) == framed(b"CA") + framed(b"C\x04")
    assert speech.hear(framed(b"AB") + b"\x02CB99\x03") == b"", "another address, a wrong XOR"
    assert Xk3190Speech().hear(framed(b"AB")) == b""
