import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import patterns
from devices.checksums import SUMS, Checksum
from devices.drivers.generic import Generic
from devices.readings import Seal, SealStatus, Tag, Text, Weight
from devices.simulators.generic import GenericSpeech
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed

LOCK = r"""
reading = "seal"
regex = '''(?P<seal_id>[A-Z]{2}\d{8}),(?P<status>[^,]+),(?P<time>\d{14}),(?P<battery>\d+)'''
[framing]
kind = "stx_etx"
trailer = 2
[checksum]
kind = "xor"
first = 1
at = -2
form = "ascii-hex"
[map.status]
words = { LOCK = "sealed", UNLOCK = "open", CUT = "tampered" }
[map.time]
time = "%Y%m%d%H%M%S"
zone = "Asia/Shanghai"
[sample]
text = "\u0002HN12345678,LOCK,20261121163559,87\u00031D"
[sample.expect]
seal_id = "HN12345678"
status = "sealed"
time = "2026-11-21T08:35:59Z"
battery = "87"
"""
BINARY = """
reading = "seal"
[framing]
kind = "fixed_length"
start_hex = "aa55"
length = 12
[checksum]
kind = "crc16-modbus"
order = "low-first"
at = 10
[[fields]]
name = "seal_id"
offset = 2
length = 5
type = "bcd"
[[fields]]
name = "status"
offset = 7
type = "u8"
[[fields]]
name = "volts"
offset = 8
type = "u16be"
[map.status]
words = { 0 = "open", 1 = "sealed" }
[map.volts]
scale = "0.001"
[sample]
hex = "aa55 1234567890 01 0e10 7a62"
[sample.expect]
seal_id = "1234567890"
status = "sealed"
volts = "3.600"
"""
SCALE = """
reading = "weight"
unit = "t"
regex = '(?P<steady>ST|US),GS,(?P<value>[+-] *[0-9.]+)t'
[framing]
kind = "terminator"
end_hex = "0d0a"
[map.steady]
words = { ST = true, US = false }
[sample]
text = "ST,GS,+  24.310t\\r\\n"
[sample.expect]
steady = true
"""
TAG = """
reading = "tag"
regex = '(?P<epc>[0-9A-Fa-f]{24})'
[framing]
kind = "idle"
[sample]
text = "e2000017221101441890abcd"
[sample.expect]
epc = "e2000017221101441890abcd"
"""
FILES = {"lock": LOCK, "binary": BINARY, "scale": SCALE, "tag": TAG}


def xored(body: str) -> bytes:
    frame = b"\x02" + body.encode() + b"\x03"
    return frame + b"%02X" % SUMS["xor"](frame[1:], 0)


def crc(body: bytes) -> bytes:
    return body + SUMS["crc16-modbus"](body, 0).to_bytes(2, "little")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("devices")
    for name, text in FILES.items():
        whole = text.replace('1D"', xored("HN12345678,LOCK,20261121163559,87")[-2:].decode() + '"').replace("7a62", crc(bytes.fromhex("aa5512345678900" + "10e10"))[-2:].hex())
        (folder / f"{name}.toml").write_text(whole, encoding="utf-8")
    return lambda name: Generic({"profile": str(folder / f"{name}.toml")})


@pytest.mark.parametrize(("name", "raw", "fields", "reading"), [
    ("lock", xored("HN12345678,UNLOCK,20261121163559,7"), {"seal_id": "HN12345678", "status": "open", "time": "2026-11-21T08:35:59Z", "battery": "7"}, Seal("HN12345678", SealStatus.OPEN, (), 7)),
    ("lock", xored("HN12345678,HALF,20261121163559,7"), {"seal_id": "HN12345678", "status": "unknown", "time": "2026-11-21T08:35:59Z", "battery": "7"}, Seal("HN12345678", SealStatus.UNKNOWN, (), 7)),
    ("binary", crc(bytes.fromhex("aa5512345678900201f4")), {"seal_id": "1234567890", "status": "unknown", "volts": "0.500"}, Seal("1234567890")),
    ("scale", b"US,GS,-   0.020t\r\n", {"steady": False, "value": "-   0.020"}, Weight("-0.020", "t", False)),
    ("tag", b"e2000017221101441890abcd", {"epc": "e2000017221101441890abcd"}, Tag("E2000017221101441890ABCD")),
])
def test_frames(made, name, raw, fields, reading):
    (frame,), counters = fed(made(name), [raw])
    assert frame.fields() == fields | {"raw_hex": raw.hex()}
    assert frame.reading() == reading
    assert (counters.ok, counters.rejected) == (1, 0)


STREAMS = st.lists(st.one_of(
    st.sampled_from([xored("HN12345678,LOCK,20261121163559,87"), xored("HN87654321,CUT,20261121163559,0"), crc(bytes.fromhex("aa5512345678900201f4")), b"ST,GS,+  24.310t\r\n", b"\x02HN", b"\xaa\x55", b"\r", b"\n"]),
    st.binary(max_size=9),
), max_size=10).map(b"".join)


@settings(deadline=None, max_examples=60)
@given(stream=STREAMS, cuts=CUTS)
@pytest.mark.parametrize("name", FILES)
def test_any_split_gives_the_same_frames_and_counts(made, name, stream, cuts):
    whole = fed(made(name), [stream])
    assert fed(made(name), cut(stream, cuts)) == whole
    assert fed(made(name), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=60)
@given(noise=st.binary(max_size=40))
@pytest.mark.parametrize(("name", "raw"), [
    ("lock", xored("HN12345678,LOCK,20261121163559,87")), ("binary", crc(bytes.fromhex("aa5512345678900201f4"))), ("scale", b"ST,GS,+  24.310t\r\n"), ("tag", b"E2000017221101441890ABCD"),
])
def test_a_frame_after_a_silence_is_never_lost(made, name, raw, noise):
    driver = made(name)
    fed(driver, [noise])
    assert [frame.raw for frame in fed(driver, [raw])[0]] == [raw]


@settings(deadline=None, max_examples=100)
@given(place=st.integers(0, 200), bit=st.integers(0, 7))
@pytest.mark.parametrize(("name", "raw"), [("lock", xored("HN12345678,LOCK,20261121163559,87")), ("binary", crc(bytes.fromhex("aa5512345678900201f4")))])
def test_one_flipped_bit_is_never_a_frame(made, name, raw, place, bit):
    broken = bytearray(raw)
    broken[place % len(raw)] ^= 1 << bit
    frames = fed(made(name), [bytes(broken)])[0]
    # The hex digits of a sum may be small letters: that flip changes nothing.
    assert frames == [] or (name == "lock" and bytes(broken).upper() == raw.upper() and place % len(raw) >= len(raw) - 2)


@pytest.mark.parametrize(("change", "line", "reason"), [
    (('LOCK = "sealed"', 'LOCK = "closed"'), 13, "closed"), (('kind = "xor"', 'kind = "xxor"'), 8, "crc16-ccitt"), (("seal_id>", "seal>"), 3, "seal_id"),
    ((",87\\u0003", ",88\\u0003"), 18, "0 frames"), (('battery = "87"', 'battery = "88"'), 23, "88"), (("trailer = 2", "trailers = 2"), 6, "trailers"), (("[^,]+", "[^,]+("), 3, "regex"),
    (("[^,]+", "([^,]+)*?"), 3, "lazy"), (("Asia/Shanghai", "Asia/Nowhere"), 14, "zone"), (("\nreading", "\nreads = 1\nreading"), 2, "reads"), (('form = "ascii-hex"', "form = ascii"), 11, "Invalid value"),
    (("[sample.expect]", "[sample.expects]"), 17, "sample"), (("[map.time]", "[map.when]"), 14, "when"), (('kind = "stx_etx"', 'kind = "terminator"'), 5, "trailer"),
])
def test_wrong_file_is_named_with_line_and_reason(tmp_path, change, line, reason):
    path = tmp_path / "gate-lock.toml"
    text = LOCK.replace('1D"', xored("HN12345678,LOCK,20261121163559,87")[-2:].decode() + '"')
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(DeviceTrouble) as wrong:
        Generic({"profile": str(path)})
    assert (wrong.value.key, wrong.value.values["file"], wrong.value.values["line"]) == ("profile-wrong", "gate-lock.toml", line)
    assert reason in str(wrong.value.values["reason"])


@pytest.mark.parametrize(("config", "match"), [(None, "profile"), ({"profile": 3}, "profile"), ({"profil": "x"}, "profil"), ({"profile": "no-such"}, "profile-unknown"), ({"profile": "/nowhere/x.toml"}, "profile-wrong")])
def test_wrong_config_is_named(config, match):
    with pytest.raises(DeviceTrouble, match=match):
        Generic(config)


@pytest.mark.parametrize("regex", [r"(?P<text>(a+)+)b", r"(?P<text>(a|aa)+)b", r"(?P<text>a*a*a*a*a*a*a*a*)b", r"(?P<text>x)?(?:a?){60}a{60}b", r"(?P<text>(?:.*,)*)b", "".join(f"(?P<n{place}>a)?" for place in range(34)) + "b", "(?:a|a)" * 60 + "b", r"(?:a?){500}b", r"(?:a*b|a)*b"])
def test_a_hostile_regex_comes_to_an_end(regex):
    """With a regex that gives back, any of these takes minutes to centuries."""
    pattern = patterns.steady(regex)
    for tail in ("", "!", "b!"):
        pattern.fullmatch("a" * 1024 + tail)


@pytest.mark.parametrize("regex", [r"(?P<a>x)\1", r"(?i)(?P<a>x)", r"(?P<a>x)+", r"((?P<a>x)|y)*", r"(?P<a>.*?)x", r"(?P<a>x", r"x)", r"(?#x)", "x" * 501, r"(?P<a>[z-a])", r"(?<=x)y", r"(?(1)a|b)", r"(?:){501}", r"(?:(?:a*)*)*b", r"(?:(?:(?:a*b|a)*c|a))*", r"(?:(?=(a*))a)*b", r"(?=(?=a)b)x", r"(?=a)*x", r"(?=(a+)+$)x", r"[[a]x"])
def test_refused_regex(regex):
    with pytest.raises(patterns.WrongPattern):
        patterns.steady(regex)


@pytest.mark.parametrize(("regex", "text", "groups"), [
    (r"(?P<a>\d{2,3}),(?P<b>-?[0-9.]+)(?: kg)?", "123,-4.5 kg", {"a": "123", "b": "-4.5"}), (r"(?P<a>a|ab)(?P<b>c|bcd)", "ac", {"a": "a", "b": "c"}),
    (r"(?P<a>[^]x]+)](?P<b>x)?", "ab]", {"a": "ab", "b": None}), (r"(?P<a>\(\[\d\]\))", "([1])", {"a": "([1])"}), (r"(?P<a>\w+1)", "a1", None), (r"a{x}(?P<a>.)", "a{x}y", {"a": "y"}),
    (r"(?:;(?P<a>\d+)(?P<b>x)?)?;(?P<c>y)?", ";12x;y", {"a": "12", "b": "x", "c": "y"}), (r"(?:;(?P<a>\d+)(?P<b>x)?)?;(?P<c>y)?", ";", {"a": None, "b": None, "c": None}),
])
def test_regex_that_never_gives_back(regex, text, groups):
    found = patterns.steady(regex).fullmatch(text)
    assert (found and found.groupdict()) == groups


@pytest.mark.parametrize(("kind", "value"), [("xor", 0x31), ("sum8", 0xDD), ("sum8-neg", 0x23), ("crc16-ccitt", 0x29B1), ("crc16-modbus", 0x4B37)])
def test_sums_of_the_digits_1_to_9(kind, value):
    """The check values of the catalogue of CRC algorithms."""
    assert SUMS[kind](b"123456789", 0xFFFF) == value
    form = Checksum(kind, form="ascii-hex", at=9)
    assert form.holds(b"123456789" + form.spelled(b"123456789" + bytes(form.size)))
    assert not form.holds(b"123456789")
    assert not form.holds(b"1")


def test_random_bytes_stay_small(made):
    junk = random.Random(7).randbytes(300_000)
    for name in FILES:
        driver = made(name)
        for start in range(0, len(junk), 4096):
            driver.feed(junk[start : start + 4096])
        assert len(driver.discard()) <= 256


def test_text_reading_from_a_prefix_and_a_suffix(tmp_path):
    path = tmp_path / "text.toml"
    path.write_text("reading = 'text'\nencoding = 'gb18030'\nregex = '(?P<text>.+)'\n[framing]\nkind = 'prefix_suffix'\nstart_hex = '2324'\nend_hex = '2a'\n[sample]\ntext = '#$集装箱*'\nexpect = { text = '集装箱' }\n", encoding="utf-8")
    (frame,), _ = fed(Generic({"profile": str(path)}), [b"junk#$" + "琼A12345".encode("gb18030") + b"*junk"])
    assert frame.reading() == Text("琼A12345")


def test_speech_says_what_the_description_reads(tmp_path):
    voice, driver = GenericSpeech(), Generic({"profile": "serial-lock-reader"})
    (sealed,) = driver.feed(voice.say({"sample": True}))
    (cut_open,) = driver.feed(voice.say({"text": "HN12345678,CUT,20261121163559,12"}))
    assert (sealed.reading().status, cut_open.reading().status) == (SealStatus.SEALED, SealStatus.TAMPERED)
    path = tmp_path / "plain.toml"
    path.write_text(SCALE, encoding="utf-8")
    assert GenericSpeech(str(path)).say({"text": "US,GS,-   0.020t"}) == b"US,GS,-   0.020t\r\n"
    assert (voice.still(), voice.hear(b"x")) == (b"", b"")


@pytest.mark.parametrize("step", [{}, {"sample": False}, {"text": 3}, {"text": "no frame"}, {"text": "琼"}])
def test_wrong_step(step):
    with pytest.raises(DeviceTrouble, match="line-wrong"):
        GenericSpeech().say(step)


@settings(deadline=None, max_examples=200)
@given(name=st.sampled_from(sorted(FILES)), places=st.lists(st.integers(0, 2000), min_size=1, max_size=3), pieces=st.lists(st.sampled_from(["", '"', "[", "]", "=", "3", "-1", "true", "{}", "\n", "x", "(", "*", "\\", "\x00", "[[fields]]\n", "words"]), min_size=3, max_size=3))
def test_a_spoilt_file_is_named_and_never_anything_else(tmp_path_factory, name, places, pieces):
    text = FILES[name]
    for place, piece in zip(places, pieces, strict=False):
        at = place % len(text)
        text = text[:at] + piece + text[at + len(piece) :]
    path = tmp_path_factory.getbasetemp() / "spoilt.toml"
    path.write_text(text, encoding="utf-8")
    trouble = None
    try:
        Generic({"profile": str(path)})
    except DeviceTrouble as raised:
        trouble = raised
    if trouble is not None:
        assert (trouble.key, trouble.values["file"]) == ("profile-wrong", "spoilt.toml")
        assert 1 <= trouble.values["line"] <= text.count("\n") + 1
