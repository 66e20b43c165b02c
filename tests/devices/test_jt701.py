import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers import jt701
from devices.drivers.jt701 import Jt701
from devices.drivers.jt701_frames import seal_status
from devices.readings import Position, Seal, SealStatus
from devices.simulators.jt701 import Jt701Speech, location
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

P45 = b"(8000632862,P45,290322,132412,25.28217,S,57.54683,W,A,0,0,5,0,0000000000,0,0,9,0)"
# Frames of real locks from the tests of public decoders: 62, 49 and 45 bytes long.
LOCKED = bytes.fromhex("2480413009781914003406102107544354193631006213423b00000000006c070000000020e064f91ea0671d00020f0f0f0f0f0f0f0f0f0f07f100ea0f6e")
REAL = (
    LOCKED,
    bytes.fromhex("2478807035371711003419081920061851380856003256223b000000000000070000000020c0ff965d54de1800000f0f0f0f0f0f0f0f0f0f02d600ea0a21"),
    bytes.fromhex("2475810297431713003401010000030100000000000000000e000000000001000000000020e0641aba1b6f1b00000f0f0f0f0f0f0f0f0f0f000001942803"),
    bytes.fromhex("2475801263981711002713061813333723501622090221558f012f0000002a070000000020c055b88552191f000f0f0f07"),
    bytes.fromhex("2475201509261611002313101503464722331560113555309F00000000002D0500CB206800F064109326381A03"),
    bytes.fromhex("2478905197081711003405101917164812492365028134847d0a1c000002640c0000000020c032759600731000000f0f0f0f0f0f0f0f0f0f000702850274"),
    bytes.fromhex("2475604055531611002311111600311326144436028210791d016c0000001f070000000020c03c4f6d07d80ccf"),
)
WHEN = "211126083559"


def spelled(number: int, word: int) -> bytes:
    return location(f"{number:010}", word, when=WHEN, battery=number % 101, index=number % 256)


LOCATIONS = st.builds(spelled, st.integers(0, 9_999_999_999), st.integers(0, 0xFFFF))
EVENTS = st.builds(lambda number, index: P45.replace(b"8000632862", b"%010d" % number).replace(b",9,0)", b",%d,0)" % index), st.integers(0, 9_999_999_999), st.integers(0, 255))
PIECES = st.one_of(LOCATIONS, EVENTS, st.sampled_from(REAL), st.binary(max_size=12), st.sampled_from([b"$", b"(", b"$\x80A", LOCKED[:30], P45[:40], LOCKED[20:], b"(1234567,@JT)"]))
STREAMS = st.lists(PIECES, max_size=10).map(b"".join)


def test_location_frame_of_a_real_lock():
    (frame,), counters = fed(Jt701(), [LOCKED])
    assert frame.fields() == {
        "kind": "location", "lock_id": "8041300978", "proto": 0x19, "time": "2021-10-06T07:54:43Z", "lat": "54.322718", "lon": "-6.355705", "fix": True,
        "satellites": 7, "status": 0x20E0, "battery_percent": 100, "charging": False, "rope_inserted": True, "motor_locked": True, "rope_cut_alarm": False,
        "unlock_alarm": False, "low_battery": False, "back_cap_opened": False, "back_cap_closed": True, "needs_ack": True, "vibration": False,
        "wrong_password": False, "unknown_card": False, "motor_fault": False, "index": 0x6E, "reply": "(P69,0,110)", "raw_hex": LOCKED.hex(),
    }
    assert frame.reading() == Seal("8041300978", SealStatus.SEALED, (), 100, position=Position(frame.lat, frame.lon))
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (1, 0, 0)


def test_event_frame_of_a_real_lock():
    (frame,), _ = fed(Jt701(), [P45])
    assert frame.fields() == {
        "kind": "P45", "lock_id": "8000632862", "time": "2022-03-29T13:24:12Z", "lat": "-25.28217", "lon": "-57.54683", "fix": True, "event_source": 5,
        "unlock_verified": False, "rfid": None, "password_verified": False, "wrong_passwords": 0, "index": 9, "reply": "(P69,0,9)", "raw_hex": P45.hex(),
    }
    assert frame.reading() is None


@pytest.mark.parametrize(("raw", "expected"), [
    (REAL[1], {"lock_id": "7880703537", "battery_percent": None, "charging": True, "reply": None, "lon": "-3.427038"}),
    (REAL[2], {"fix": False, "lat": None, "lon": None, "reply": "(P35)", "time": "2000-01-01T00:03:01Z", "satellites": 0}),
    (REAL[3], {"battery_percent": 85, "lat": "23.836037", "lon": "90.369263", "index": 7}),
    (REAL[4], {"proto": 0x16, "needs_ack": True, "vibration": True, "reply": "(P35)", "lat": "22.552600"}),
    (REAL[5], {"lat": "-12.820608", "battery_percent": 50, "satellites": 12, "index": 0x74}),
    (REAL[6], {"lock_id": "7560405553", "lat": "-26.240727", "index": 0xCF}),
])
def test_other_real_frames(raw, expected):
    (frame,), _ = fed(Jt701(), [raw])
    assert {name: frame.fields()[name] for name in expected} == expected


@pytest.mark.parametrize(("word", "status"), [
    (0x00C0, "sealed"), (0x0080, "open"), (0x0040, "open"), (0x0000, "open"), (0x00C8, "tampered"), (0x01C0, "tampered"), (0x10C0, "tampered"),
    (0x0008, "tampered"), (0x28C0, "sealed"), (0x0ED0, "sealed"),
])
def test_tampered_wins_over_open_wins_over_sealed(word, status):
    assert seal_status(word) == status
    (frame,), _ = fed(Jt701(), [spelled(8000632862, word)])
    assert frame.reading().status == status


def test_flags_of_a_reading():
    (frame,), _ = fed(Jt701(), [spelled(8000632862, 0x4E08)])
    assert frame.reading().flags == ("rope-cut", "wrong-password", "unknown-card", "low-battery", "motor-fault")


def test_verified_unlocking_is_open_and_a_heartbeat_is_alive():
    opened = P45.replace(b",5,0,0000000000", b",1,1,0013953759")
    frames, counters = fed(Jt701(), [opened + b"(3460311327,@JT)"])
    assert frames[0].reading() == Seal("8000632862", SealStatus.OPEN, opened=frames[0].time, position=Position(frames[0].lat, frames[0].lon))
    assert frames[0].fields()["rfid"] == "0013953759"
    assert (frames[1].fields()["kind"], frames[1].reading(), frames[1].reply) == ("@JT", None, None)
    assert counters.ok == 2


def test_escapes_are_not_marks():
    text = b"(8000632862,W99,a=\x15b=\x14c=\x11d=\x00e)"
    (frame,), counters = fed(Jt701(), [text[:20], text[20:]])
    assert (frame.raw, counters.rejected) == (text, 0)
    assert jt701._plain(b"a=\x15b=\x14c=\x11d=\x00e") == "a(b)c,d=e"
    assert fed(Jt701(), [b"(8000632862,W99,a=b)"])[0] == []


def test_answers_are_for_the_link_and_given_once():
    lock = Jt701()
    lock.feed(P45 + LOCKED + REAL[1] + REAL[2])
    assert lock.answers() == b"(P69,0,9)(P69,0,110)(P35)"
    assert lock.answers() == b""


@settings(deadline=None, max_examples=120)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(stream, cuts):
    whole = fed(Jt701(), [stream])
    assert fed(Jt701(), cut(stream, cuts)) == whole
    assert fed(Jt701(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=120)
@given(noise=st.one_of(st.binary(max_size=40), st.sampled_from([LOCKED[:45], P45[:50], b"$$$$(((("])), frame=st.one_of(LOCATIONS, EVENTS))
def test_a_frame_after_a_silence_is_never_lost(noise, frame):
    lock = Jt701()
    fed(lock, [noise])
    assert [each.raw for each in fed(lock, [frame])[0]] == [frame]


@settings(deadline=None, max_examples=120)
@given(place=st.integers(1, 48), second=st.one_of(LOCATIONS, EVENTS, st.just(LOCKED)))
def test_a_frame_glued_to_the_next_is_not_believed(place, second):
    frames, _ = fed(Jt701(), [LOCKED[:place] + second])
    assert [frame.raw for frame in frames] == [second]


@pytest.mark.parametrize("place", range(1, 57))
def test_glued_to_the_next_of_the_same_lock(place):
    assert [frame.raw for frame in fed(Jt701(), [LOCKED[:place] + LOCKED])[0]] == [LOCKED]
    assert fed(Jt701(), [LOCKED[:place]])[0] == []


@pytest.mark.parametrize("wrong", [
    P45.replace(b"290322", b"310222"), P45.replace(b",S,", b",X,"), P45.replace(b"25.28217", b"95.28217"), P45.replace(b",9,0)", b")"), P45.replace(b"8000632862", b"80006x2862"),
    P45[:-1] + b"\r)", LOCKED[:10] + b"\x32" + LOCKED[11:], LOCKED[:8] + b"\x01" + LOCKED[9:], LOCKED[:9] + b"\x10" + LOCKED[10:], LOCKED[:17] + b"\x60" + LOCKED[18:],
    LOCKED[:16] + b"\x91" + LOCKED[17:], b"()", b"(,,)", b"$" * 60,
])
def test_impossible_fields_are_no_frame(wrong):
    frames, counters = fed(Jt701(), [wrong])
    assert frames == []
    assert counters.rejected


def test_random_bytes_stay_small_and_give_nothing():
    lock = Jt701()
    junk = random.Random(5).randbytes(300_000)
    assert [frame for start in range(0, len(junk), 4096) for frame in lock.feed(junk[start : start + 4096])] == []
    lock.feed(b"(" + b"1" * 10_000)
    assert len(lock.discard()) <= jt701.MOST


def test_wrong_config_is_named():
    with pytest.raises(DeviceTrouble, match="labels"):
        Jt701({"labels": "x"})


def test_speech_repeats_until_answered():
    voice, lock = Jt701Speech(lambda: 1_795_000_000.0), Jt701()
    said = voice.say({"seal": "8000632862", "status": "tampered", "battery": 12, "flags": ["low-battery"]})
    assert voice.still() == said
    (frame,) = lock.feed(said)
    assert frame.reading() == Seal("8000632862", SealStatus.TAMPERED, ("rope-cut", "low-battery"), 12, position=Position("20.000333", "110.350000"))
    assert voice.hear(b"(P69,0,77)") == b""
    assert voice.still() == said
    voice.hear(lock.answers())
    assert voice.still() == b""
    (event,) = lock.feed(voice.say({"unlock": "8000632862", "rfid": "0013953759"}))
    assert (event.reading().status, event.rfid) == (SealStatus.OPEN, "0013953759")
    assert lock.feed(voice.say({"seal": "8000632862"}))[0].charging


@pytest.mark.parametrize("step", [{}, {"seal": "x"}, {"seal": "8000632862", "status": "unknown"}, {"seal": "8000632862", "battery": 101}, {"seal": "8000632862", "flags": ["wet"]}, {"unlock": "8000632862", "rfid": "1"}])
def test_wrong_step(step):
    with pytest.raises(DeviceTrouble, match="line-wrong"):
        Jt701Speech().say(step)
