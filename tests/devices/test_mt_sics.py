import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.mt_sics import MtSics
from devices.frames import Asking
from devices.readings import Weight
from devices.simulators.mt_sics import MtSicsSpeech
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

ANSWERS = st.one_of(
    st.builds(
        lambda status, grams, unit: f"S {status} {grams / 100:>10.2f} {unit}\r\n".encode(), st.sampled_from("SD"), st.integers(-99_999, 9_999_999),
        st.sampled_from(["g", "kg", "t", "lb"]),
    ),
    st.sampled_from([b"S I\r\n", b"S +\r\n", b"S -\r\n", b"ES\r\n", b"ET\r\n", b"EL\r\n"]),
)


@pytest.mark.parametrize(("line", "status", "value", "unit", "reading"), [
    (b"S S      100.00 g", "S", "100.00", "g", Weight("100.00", "g", steady=True)), (b"S D      100.00 g", "D", "100.00", "g", Weight("100.00", "g", steady=False)),
    (b"S S      -12.5 kg", "S", "-12.5", "kg", Weight("-12.5", "kg", steady=True)), (b"S I", "I", None, None, Weight("", "", fit=False, why="scale-refused")),
    (b"S +", "+", None, None, Weight("", "", fit=False, why="scale-overload")), (b"S -", "-", None, None, Weight("", "", fit=False, why="scale-underload")),
    (b"ES", "ES", None, None, Weight("", "", fit=False, why="scale-refused")), (b"ET", "ET", None, None, Weight("", "", fit=False, why="scale-refused")),
    (b"EL", "EL", None, None, Weight("", "", fit=False, why="scale-refused")),
])
def test_golden_answers(line, status, value, unit, reading):
    (answer,), counters = fed(MtSics(), [line + b"\r\n"])
    assert answer.fields() == {"status": status, "value": value, "unit": unit, "raw_hex": line.hex()}
    assert answer.reading() == reading
    assert (counters.ok, counters.rejected) == (1, 0)


@pytest.mark.parametrize("line", [
    b"S S 1.2.3 g", b"S S 100.00", b"S X 100.00 g", b"S S100.00 g", b"S  S 100.00 g", b"SS", b"E", b"EX", b"S S 1e5 g", b"S S .5 g", b"S S 100 g g", b'I4 A "123"', b"\xff\xfe",
    b"S S 12345678901 g",
])
def test_what_is_no_answer(line):
    frames, counters = fed(MtSics(), [line + b"\r\n"])
    assert (frames, counters.rejected) == ([], 1)


@settings(deadline=None, max_examples=150)
@given(parts=st.lists(st.one_of(ANSWERS, st.binary(max_size=10), st.sampled_from([b"S S   1", b"\r", b"\n", b" g\r\n"])), max_size=12), cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(parts, cuts):
    stream = b"".join(parts)
    whole = fed(MtSics(), [stream])
    assert fed(MtSics(), cut(stream, cuts)) == whole
    assert fed(MtSics(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=150)
@given(noise=st.binary(max_size=100), line=ANSWERS)
def test_an_answer_after_a_silence_is_never_lost(noise, line):
    scale = MtSics()
    fed(scale, [noise])
    assert [frame.raw for frame in fed(scale, [line])[0]] == [line[:-2]]


@settings(deadline=None, max_examples=60)
@given(before=st.text("\x00\xff", max_size=9), after=st.text("\x00\xff", max_size=9), line=ANSWERS)
def test_the_rest_of_a_line_around_an_answer_does_no_harm(before, after, line):
    (frame,), counters = fed(MtSics(), [before.encode("latin-1") + line[:-2] + after.encode("latin-1") + b"\r\n" + b"\x00\xff\r\n"])
    bare = fed(MtSics(), [line])[0][0]
    assert (frame.status, frame.value, frame.unit) == (bare.status, bare.value, bare.unit)
    assert (counters.rejected, counters.bytes_dropped) == (0, 2)
    assert fed(MtSics(), [bytes.fromhex("0000532053202020203234333130206b670d0a")])[0][0].value == "24310"


def test_random_bytes_stay_small():
    scale = MtSics()
    junk = random.Random(3).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        scale.feed(junk[start : start + 4096])
    scale.feed(b"S" * 300_000)
    assert len(scale.discard()) <= 64
    assert scale.counters.ok == 0


def test_what_it_is_asked_and_how_often():
    asked = {name: (MtSics({"ask": name}).asks, MtSics({"ask": name}).asks_every) for name in ("SI", "S", "SIR", "none")}
    assert asked == {"SI": (b"SI\r\n", 0.25), "S": (b"S\r\n", 0.25), "SIR": (b"SIR\r\n", 5.0), "none": (b"", 0.25)}
    assert isinstance(MtSics(), Asking)
    assert MtSics().asks == b"SI\r\n"
    with pytest.raises(DeviceTrouble, match="ask"):
        MtSics({"ask": "Z"})


def heard(speech, *lines):
    return [(answer.status, answer.value) for answer in MtSics().feed(b"".join(speech.hear(line) for line in lines))]


def test_the_simulated_scale_answers():
    speech = MtSicsSpeech()
    assert speech.say({"weight": "12.50", "motion": True}) == b"" == speech.still()
    assert heard(speech, b"S", b"I\r", b"\nSI\r\nX\r\n") == [("D", "12.50"), ("D", "12.50"), ("ES", None)]
    assert heard(speech, b"S\r\n") == [], "it waits until the weight stands"
    assert speech.still() == b""
    speech.say({"weight": "12.60"})
    assert speech.still() == b"S S      12.60 kg\r\n"
    assert speech.still() == b""
    assert heard(speech, b"SIR\r\n") == [("S", "12.60")]
    assert speech.still() == speech.still() == b"S S      12.60 kg\r\n"
    assert speech.hear(b"@\r\n").startswith(b"I4 A")
    assert speech.still() == b""
    for mark, status in (("overload", "+"), ("underload", "-"), ("busy", "I")):
        speech.say({"weight": "0", mark: True})
        assert heard(speech, b"SI\r\n") == [(status, None)]
    assert speech.say({"status": "ET"}) == b"ET\r\n"
    with pytest.raises(DeviceTrouble, match="line-wrong"):
        speech.say({"status": "S"})
