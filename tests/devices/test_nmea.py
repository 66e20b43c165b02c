import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.nmea import MOST, Nmea, encode
from devices.readings import Position
from devices.simulators.nmea import Speech
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed
from ui.command import decode

# The well-known examples of the standard's descriptions.
RMC = b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"
GGA = b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
GLL = b"$GPGLL,4916.45,N,12311.12,W,225444,A,*1D\r\n"
NO_FIX = encode("GNRMC,083559.00,V,,,,,,,211126,,,N")
SENTENCES = st.sampled_from([RMC, GGA, GLL, NO_FIX, encode("GPGSV,1,1,00"), encode("PMTK001,604,3")])
STREAMS = st.lists(st.one_of(SENTENCES, st.binary(max_size=20), st.sampled_from([b"$GPGGA,1235", b"\r", b"\n", b"$", b"*47\r\n"])), max_size=12).map(b"".join)


def test_place_time_and_satellites():
    (rmc, gga, gll), counters = fed(Nmea(), [RMC + GGA + GLL])
    assert rmc.fields() == {
        "sentence": "RMC", "talker": "GP", "valid": True, "lat": "48.117300", "lon": "11.516667", "time": "1994-03-23T12:35:19Z", "time_of_day": "123519", "satellites": None,
        "raw_hex": RMC[:-2].hex(),
    }
    assert (gga.sentence, gga.valid, gga.lat, gga.lon, gga.time, gga.satellites) == ("GGA", True, "48.117300", "11.516667", "1994-03-23T12:35:19Z", 8)
    assert (gll.sentence, gll.reading(), gll.time) == ("GLL", Position("49.274167", "-123.185333"), "1994-03-23T22:54:44Z")
    assert (counters.ok, counters.rejected, counters.bytes_dropped) == (3, 0, 0)


@pytest.mark.parametrize("body", [
    "GNRMC,083559.00,V,2232.40000,N,11403.60000,E,0.0,,211126,,,N", "GNRMC,083559.00,A,2232.40000,N,11403.60000,E,0.0,,211126,,,S",
    "GPGGA,083559,2232.4,N,11403.6,E,0,00,,,M,,M,,", "GPGGA,083559,2232.4,N,11403.6,E,8,04,,,M,,M,,", "GPGLL,2232.4,N,11403.6,E,083559,V,N",
    "GPRMC,083559,A,,,,,0.0,,211126,,", "GPRMC,083559,A,9132.4,N,11403.6,E,0.0,,211126,,", "GPRMC,083559,A,2260.0,N,11403.6,E,0.0,,211126,,",
    "GPRMC,083559,A,2232.4,N,18103.6,E,0.0,,211126,,", "GPRMC,083559,A,2232.4,,11403.6,E,0.0,,211126,,",
])
def test_without_a_fix_there_is_no_place_never_zero(body):
    (sentence,), _ = fed(Nmea(), [encode(body)])
    assert (sentence.valid, sentence.lat, sentence.lon, sentence.reading()) == (False, None, None, None)


@pytest.mark.parametrize(("body", "name", "talker"), [("GPGSV,1,1,00", "GSV", "GP"), ("PMTK001,604,3", "PMTK001", ""), ("GPRMC,A", "RMC", "GP"), ("BDGSA,A,1", "GSA", "BD")])
def test_other_sentences_have_a_name_and_say_nothing_of_a_fix(body, name, talker):
    (sentence,), _ = fed(Nmea(), [encode(body)])
    assert (sentence.sentence, sentence.talker, sentence.valid, sentence.reading()) == (name, talker, None, None)


@pytest.mark.parametrize(("clock", "day", "told"), [
    ("083559.25", "211126", "2026-11-21T08:35:59Z"), ("083559", "310226", None), ("250000", "211126", None), ("", "211126", None), ("000000", "010180", "1980-01-01T00:00:00Z"),
])
def test_time(clock, day, told):
    assert fed(Nmea(), [encode(f"GPRMC,{clock},A,2232.4,N,11403.6,E,0.0,,{day},,")])[0][0].time == told


def test_a_time_without_a_date_is_none_until_a_date_is_known():
    receiver = Nmea()
    (gga, gll), _ = fed(receiver, [GGA + GLL])
    assert [(each.time, each.time_of_day) for each in (gga, gll)] == [(None, "123519"), (None, "225444")]
    fed(receiver, [encode("GPZDA,123500.00,21,11,2026,00,00")])
    assert fed(receiver, [GGA])[0][0].time == "2026-11-21T12:35:19Z"
    receiver.discard()
    assert fed(receiver, [GGA])[0][0].time is None
    assert fed(Nmea(), [encode("GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,,003.1,W") + GGA])[0][1].time is None


@pytest.mark.parametrize(("clock", "day", "then", "told"), [
    ("235959.00", "211126", "000000.00", "2026-11-22T00:00:00Z"), ("000000.00", "221126", "235959.50", "2026-11-21T23:59:59Z"),
    ("235959.00", "311226", "000001.00", "2027-01-01T00:00:01Z"), ("235959", "280228", "000000", "2028-02-29T00:00:00Z"), ("120000", "211126", "120001", "2026-11-21T12:00:01Z"),
])
def test_midnight_between_the_date_and_the_time(clock, day, then, told):
    rmc = encode(f"GPRMC,{clock},A,2232.4,N,11403.6,E,0.0,,{day},,")
    assert fed(Nmea(), [rmc + encode(f"GPGLL,2232.4,N,11403.6,E,{then},A")])[0][1].time == told


def test_days_without_a_date_go_on_from_the_last_time():
    receiver = Nmea()
    fed(receiver, [encode("GPZDA,230000,21,11,2026,00,00")])
    times = [fed(receiver, [encode(f"GPGLL,2232.4,N,11403.6,E,{hour % 24:02d}0000,A")])[0][0].time for hour in range(23, 23 + 60, 6)]
    assert (times[0], times[-1]) == ("2026-11-21T23:00:00Z", "2026-11-24T05:00:00Z")


@pytest.mark.parametrize("body", ["GPRMC,1,A,1,N,1,E", "GPGGA,123519,4807.038,N,01131.000,E,1", "GPZDA,,,,", "GPZDA,1,2,3,4", "GPZDA,123519,31,02,2026,,"])
def test_a_sentence_that_is_cut_short_has_no_time(body):
    (sentence,), _ = fed(Nmea(), [encode(body)])
    assert sentence.time is None


def test_the_checksum_is_required():
    for line in (RMC.split(b"*")[0] + b"\r\n", RMC.replace(b"6A", b"6B"), RMC.replace(b"6A", b"6a"), GGA.replace(b"4807", b"4817"), RMC[:-2] + b"x\r\n"):
        frames, counters = fed(Nmea(), [line])
        assert (frames, counters.rejected) == ([], 1)


def test_glued_halves_give_only_the_whole_one():
    frames, counters = fed(Nmea(), [RMC[:30] + GGA + GLL[:-2]])
    assert [frame.sentence for frame in frames] == ["GGA", "GLL"]
    assert counters.bytes_dropped == 30


@settings(deadline=None, max_examples=150)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_sentences_and_counts(stream, cuts):
    whole = fed(Nmea(), [stream])
    assert fed(Nmea(), cut(stream, cuts)) == whole
    assert fed(Nmea(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=150)
@given(noise=st.binary(max_size=400), sentence=SENTENCES)
def test_a_sentence_after_a_silence_is_never_lost(noise, sentence):
    receiver = Nmea()
    fed(receiver, [noise])
    assert [frame.raw for frame in fed(receiver, [sentence])[0]] == [sentence[:-2]]


@settings(deadline=None, max_examples=200)
@given(line=st.sampled_from([RMC, GGA, GLL]), place=st.integers(0, 80), bit=st.integers(0, 7))
def test_one_flipped_bit_is_never_a_sentence(line, place, bit):
    broken = bytearray(line[:-2])
    broken[place % len(broken)] ^= 1 << bit
    assert fed(Nmea(), [bytes(broken) + b"\r\n"])[0] == []


def test_random_bytes_stay_small_and_settings_are_named():
    receiver, junk = Nmea(), random.Random(6).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        receiver.feed(junk[start : start + 4096])
    assert len(receiver.discard()) <= MOST
    with pytest.raises(DeviceTrouble, match="checksum"):
        Nmea({"checksum": False})


def test_decode_has_the_names_of_the_contract():
    found = decode.answer("nmea", json.dumps({"chunks_hex": [GGA.hex()]}))
    assert found["frames"][0].keys() >= {"sentence", "valid", "lat", "lon", "time", "satellites"}


def test_the_simulated_receiver_says_where_it_stands():
    receiver = Speech()
    assert [frame.reading() for frame in fed(Nmea(), [receiver.still()])[0]] == [None, None]
    told = fed(Nmea(), [receiver.say({"lat": "-22.540000", "lon": "114.060000", "time": "2026-11-22T01:02:03Z"})])[0]
    assert [(frame.reading(), frame.time) for frame in told] == [
        (Position("-22.540000", "114.060000"), "2026-11-22T01:02:03Z"), (Position("-22.540000", "114.060000"), "2026-11-22T01:02:03Z"),
    ]
    assert fed(Nmea(), [receiver.say({"fix": False})])[0][1].valid is False
    for wrong in ({}, {"lat": "1"}, {"lat": "91", "lon": "1"}, {"lat": 1, "lon": 2}, {"time": "noon"}, {"fix": "yes"}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            receiver.say(wrong)
