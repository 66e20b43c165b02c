"""What the scanner doctor says of bytes as a faulty line gives them, and that it says nothing of a healthy one."""

import random
import tomllib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

import resources
from devices import diagnosis, drivers, linefaults
from devices.diagnosis import Finding, Seen, diagnose
from devices.drivers.scanner_line import Settings
from devices.framers import Counters
from devices.linefaults import RATES
from devices.simulators.toledo import ToledoSpeech
from devices.transport import LinkSettings
from tests.devices.speaking import said

MS = 1_000_000
CODES = ("CSQU3054383", "4601202610000000123", "]C10109501101530003", "HNXG-2026-118")
CHINESE = "琼A12345 海口"


def sent(*several, apart=900):
    """Reads with their times; each a code whole, `apart` ms after the one before."""
    return tuple((place * apart * MS, each) for place, each in enumerate(several, 1))


def keys(**seen):
    return {finding.key for finding in diagnose(Seen(**seen))}


def uart(told, device, host):
    """What a receiver at rate `host` makes of bytes sent back to back at rate `device`, 8N1: it waits for a falling edge and samples the middles of its bits."""
    bits = [bit for byte in told for bit in (0, *(byte >> place & 1 for place in range(8)), 1)]
    length = len(bits) / device

    def level(at):
        place = int(at * device)
        return bits[place] if 0 <= place < len(bits) else 1

    got, at, step = bytearray(), 0.0, 0.05 / max(device, host)
    while at < length:
        if level(at):
            at += step
            continue
        got.append(sum(level(at + (place + 1.5) / host) << place for place in range(8)))
        at += 9.5 / host
        while at < length and not level(at):
            at += step
    return bytes(got)


def even(told, odd=0):
    return bytes(byte | ((byte.bit_count() + odd) % 2 << 7) for byte in told)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_healthy_scanner_is_told_nothing(end, encoding):
    told = sent(*(code.encode() + end for code in CODES), CHINESE.encode(encoding) + end)
    assert diagnose(Seen(reads=told, seconds=20)) == ()
    assert diagnose(Seen(reads=told, config={"encoding": encoding})) == ()


@settings(deadline=None, max_examples=80)
@given(codes=some.lists(some.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", min_size=4, max_size=30), min_size=1, max_size=5, unique=True))
def test_healthy_codes_of_any_text_are_told_nothing(codes):
    assert diagnose(Seen(reads=sent(*(code.encode() + b"\r" for code in codes)))) == ()


def test_silence():
    (finding,) = diagnose(Seen(seconds=20))
    assert (finding.key, finding.values, finding.setup) == ("find-no-bytes", {"seconds": "20"}, "serial-mode")
    assert diagnose(Seen(driver="xk3190", seconds=0.5)) == (Finding("find-no-bytes", {"seconds": "0.5"}),)


@pytest.mark.parametrize("words", ["link-busy", "link-shared"])
def test_another_reader_is_named(words):
    told = diagnose(Seen(words=words, values={"address": "x", "program": "minicom (77)"}, reads=sent(b"A1234\r")))
    assert told == (Finding("find-other-reader", {"program": "minicom (77)"}),)
    assert keys(words="link-denied", values={"address": "x"}) == {"link-denied"}


@pytest.mark.parametrize("device", RATES)
@pytest.mark.parametrize("host", RATES)
def test_a_wrong_baud_rate_is_never_passed_over(device, host):
    told = tuple(uart(code.encode() + b"\r", device, host) for code in CODES)
    found = diagnose(Seen(reads=sent(*(each for each in told if each)), line=LinkSettings(baud=host)))
    if device == host:
        assert found == ()
    else:
        assert any(each.sweep or each.key == "find-no-bytes" for each in found), (device, host, found, told)
    if device < host:
        assert {each.key for each in found} <= {"find-baud", "find-only-noise"}, found


@settings(deadline=None, max_examples=60)
@given(code=some.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=12, max_size=40), device=some.sampled_from(RATES), factor=some.sampled_from((2, 4)))
def test_the_rate_of_a_slower_device_is_proposed(code, device, factor):
    host = device * factor
    assume(host in RATES)
    told = uart(code.encode() + b"\r", device, host)
    (finding,) = diagnose(Seen(reads=sent(told), line=LinkSettings(baud=host)))
    assert (finding.key, finding.change) == ("find-baud", {"baud": device})


def test_the_pattern_table_holds_the_bytes_of_the_fact_sheet():
    assert {0x00, 0x80, 0xF8, 0x78} <= linefaults._STRETCHED[4]
    assert {0x00, 0xE0, 0x1C, 0xFC} & linefaults._STRETCHED[3]
    assert all(0x30 + digit not in linefaults._STRETCHED[4] for digit in range(10))


@settings(deadline=None, max_examples=60)
@given(codes=some.lists(some.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=8, max_size=30), min_size=2, max_size=4), odd=some.sampled_from((0, 1)))
def test_seven_bits_with_parity_read_as_eight(codes, odd):
    told = [even(code.encode() + b"\r", odd) for code in codes]
    assume(sum(byte > 0x7F for each in told for byte in each) >= 3)
    (finding,) = diagnose(Seen(reads=sent(*told)))
    assert (finding.key, finding.change) == ("find-parity", {"bits": 7, "parity": "EO"[odd]})


TOLEDO = bytes.fromhex("82b230a030b439b7b8303030303030308d93")


@pytest.mark.parametrize("odd", [0, 1])
@pytest.mark.parametrize("weight", range(0, 60_000, 6900))
def test_a_toledo_with_any_weight_on_seven_bits_is_told_so(weight, odd):
    frame = ToledoSpeech().say({"weight": str(weight)})
    (finding,) = diagnose(Seen(driver="toledo", reads=sent(*[even(frame, odd)] * 6)))
    assert (finding.key, finding.change) == ("find-parity", {"bits": 7, "parity": "EO"[odd]})


def test_a_standing_toledo_on_seven_bits_is_told_so():
    (finding,) = diagnose(Seen(driver="toledo", reads=sent(*[TOLEDO] * 9)))
    assert (finding.key, finding.change) == ("find-parity", {"bits": 7, "parity": "E"})
    assert diagnose(Seen(driver="toledo", config={"mask7": True}, reads=sent(*[TOLEDO] * 9))) == ()


@pytest.mark.parametrize("odd", [0, 1])
@pytest.mark.parametrize("name", [each for each in drivers.NAMES if each != "mrz"])
def test_every_driver_on_a_line_of_seven_bits(name, odd):
    config, messages = said(name)
    told = [message for message in messages for _ in range(6)]
    assert "find-parity" not in keys(driver=name, config=config, reads=sent(*told))
    if all(max(message) < 0x80 for message in messages):
        (finding,) = diagnose(Seen(driver=name, config=config, reads=sent(*(even(message, odd) for message in told))))
        assert (finding.key, finding.change) == ("find-parity", {"bits": 7, "parity": "EO"[odd]})


@settings(deadline=None, max_examples=150)
@given(text=some.text(some.sampled_from("海口琼港关车辆查验放行集装箱号码货物重量单证"), min_size=2, max_size=30), end=some.sampled_from([b"\r", b"\n", b"\r\n", b""]),
       encoding=some.sampled_from(["gb18030", "utf-8"]), name=some.sampled_from(["scanner-line", "xk3190", "toledo"]))
def test_chinese_on_eight_bits_is_never_called_seven(text, end, encoding, name):
    assert "find-parity" not in keys(driver=name, reads=sent(*[text.encode(encoding) + end] * 4))


def test_binary_on_eight_bits_is_never_called_seven():
    chance = random.Random(11)
    for turn in range(400):
        told = chance.randbytes(30 + turn % 60)
        assert "find-parity" not in keys(driver=("toledo", "xk3190", "scanner-line")[turn % 3], reads=sent(*[told] * 3))


def test_a_reader_of_documents_is_judged_by_its_counts():
    well = Seen(driver="mrz", seconds=20, hidden=180, counters=Counters(ok=2))
    assert diagnose(well) == ()
    (finding,) = diagnose(Seen(driver="mrz", seconds=20, hidden=90, counters=Counters(rejected=2)))
    assert (finding.key, finding.values, finding.sweep) == ("find-no-document", {"bytes": 90}, True)
    assert keys(driver="mrz", seconds=20) == {"find-no-bytes"}
    assert keys(driver="mrz", hidden=90, counters=Counters(ok=1), words="link-shared", values={"program": "x"}) == {"find-other-reader"}


CASES = [
    ("find-no-suffix", {"idle_terminates": True}, {}, [code.encode() for code in CODES]),
    ("find-no-suffix", {}, {"idle_terminates": True}, [code.encode() for code in CODES]),
    ("find-stx-etx", {"framing": "stx_etx"}, {}, [b"\x02" + code.encode() + b"\x03" for code in CODES]),
    ("find-other-suffix", {"framing": "prefix_suffix", "suffix_hex": "09"}, {}, [code.encode() + b"\t" for code in CODES]),
    ("find-terminator", {"terminator": "any"}, {"terminator": "CR"}, [code.encode() + b"\n" for code in CODES]),
    ("find-terminator", {"terminator": "any"}, {"terminator": "LF"}, [code.encode() + b"\r" for code in CODES]),
    ("find-framing", {"framing": "line"}, {"framing": "stx_etx"}, [code.encode() + b"\r" for code in CODES]),
    ("find-framing", {"framing": "line"}, {"framing": "prefix_suffix", "prefix_hex": "40", "suffix_hex": "0d"}, [b"CSQU3054383\r"]),
    ("find-no-aim", {"require_aim": False}, {"require_aim": True}, [b"CSQU3054383\r"]),
    ("find-gbk", {"encoding": "gb18030"}, {"encoding": "utf-8"}, [CHINESE.encode("gb18030") + b"\r"]),
    ("find-utf-8", {"encoding": "utf-8"}, {"encoding": "gb18030"}, [CHINESE.encode() + b"\r"]),
    ("find-charset-unsure", {"encoding": "gb18030"}, {}, ["模".encode("gb18030") + b"1234\r"]),
    ("find-charset-lost", {}, {}, ["琼�1234\r".encode()]),
    ("find-gs-replaced", {"gs_substitute": "|"}, {}, [b"]C1010950110153000310AB12|21XYZ9\r"]),
    ("find-gs-replaced", {"gs_substitute": "<GS>"}, {}, [b"]d2010950110153000310AB12<GS>17261231\r"]),
    ("find-gs-lost", {}, {}, [b"]C1010950110153000310ABCDEFGH1234567890ABCDEF21XYZ9\r"]),
    ("find-split-line", {"terminator": "CR"}, {}, ["第一行\n第二行\r".encode()]),
]


@pytest.mark.parametrize(("key", "change", "config", "told"), CASES)
def test_each_fault_with_its_fix(key, change, config, told):
    found = {each.key: each for each in diagnose(Seen(reads=sent(*told), config=config))}
    assert key in found, found
    assert found[key].change == change
    fixed = {**config, **change}
    drivers.driver("scanner-line", fixed)
    if change and key != "find-no-suffix":
        assert key not in {each.key for each in diagnose(Seen(reads=sent(*told), config=fixed))}


def test_whole_gs1_is_told_nothing():
    for told in (b"]C1010950110153000310AB12\x1d21XYZ9\r", b"]C101095011015300031726123110AB12\r", b"]C100095011015300031234\r", b"01095011015300031726123110A1\r", b"]C0010950110153\r"):
        assert diagnose(Seen(reads=sent(told))) == ()


def test_a_bouncing_trigger_and_two_scans_on_purpose():
    (finding,) = diagnose(Seen(reads=sent(b"CSQU3054383\r", b"CSQU3054383\r", apart=60)))
    assert (finding.key, finding.values["ms"], finding.setup) == ("find-bounce", 60, "same-code-delay")
    assert diagnose(Seen(reads=sent(b"CSQU3054383\r", b"CSQU3054383\r", apart=400))) == ()
    assert keys(reads=((1, b"CSQU3054383\rCSQU3054383\r"),)) == {"find-bounce"}


def test_a_code_with_a_pause_in_it():
    halves = ((1 * MS, b"CSQU30"), (250 * MS, b"54383\r"))
    assert "find-split" in keys(reads=halves, config={"idle_terminates": True})
    assert "find-split" in keys(reads=halves)


def test_other_drivers_are_told_of_bytes_that_are_no_frames():
    assert keys(driver="xk3190", reads=sent(b"hello hello hello\r")) == {"find-no-frame"}
    weight = bytes.fromhex("022b30303230303032314203")
    assert diagnose(Seen(driver="xk3190", reads=sent(weight, weight))) == ()
    slow = uart(weight * 4, 4800, 9600)
    (finding,) = diagnose(Seen(driver="xk3190", reads=sent(slow), line=LinkSettings(baud=9600)))
    assert (finding.key, finding.change) == ("find-baud", {"baud": 4800})


@settings(deadline=None, max_examples=70)
@given(reads=some.lists(some.binary(min_size=1, max_size=60), max_size=8), name=some.sampled_from(drivers.NAMES))
def test_any_bytes_are_answered_in_words(reads, name):
    if name == "generic":
        return
    known = {key for path in (resources.folder / "locale").glob("*.toml") for key in tomllib.loads(path.read_text(encoding="utf-8"))}
    for finding in diagnose(Seen(driver=name, reads=sent(*reads), line=LinkSettings())):
        assert finding.key in known
        assert set(finding.change) <= {"baud", "bits", "parity", *Settings.__dataclass_fields__}
        assert finding.setup in ("", *diagnosis.SETUPS)
