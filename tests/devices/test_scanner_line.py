import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.scanner_line import ScannerLine
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed


def texts(stream: bytes, **config) -> list[str]:
    return [scan.text for scan in fed(ScannerLine(config), [stream])[0]]


def only(stream: bytes, **config):
    frames, counters = fed(ScannerLine(config), [stream])
    assert (len(frames), counters.ok, counters.rejected) == (1, 1, 0)
    return frames[0]


CONFIGS = [
    {}, {"terminator": "CR"}, {"terminator": "LF"}, {"max_len": 8}, {"idle_terminates": True}, {"require_aim": True},
    {"framing": "stx_etx"}, {"framing": "stx_etx", "max_len": 5},
    {"framing": "prefix_suffix", "prefix_hex": "5b5b", "suffix_hex": "5d5d"},
    {"framing": "prefix_suffix", "prefix_hex": "0202", "suffix_hex": "0302", "max_len": 6},
    {"framing": "prefix_suffix", "prefix_hex": "0203", "suffix_hex": "0302"}, {"framing": "prefix_suffix", "prefix_hex": "7e", "suffix_hex": "7e"},
    {"framing": "prefix_suffix", "suffix_hex": "0d0a"},
    {"prefix_hex": "41", "suffix_hex": "42"}, {"gs_substitute": "|"}, {"encoding": "shift_jis"},
]
# Bytes that mean something to some setting come often.
STREAMS = st.lists(st.one_of(st.sampled_from([b"\x02", b"\x03", b"\r", b"\n", b"\r\n", b"[[", b"]]", b"]C1", b"~", b"\x00", b"\xff", b"|", b"\\000026",
                                              "琼A".encode(), b"AB", b"\x1d"]), st.binary(max_size=6)), max_size=30).map(b"".join)


@settings(deadline=None, max_examples=250)
@given(config=st.sampled_from(CONFIGS), stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(config, stream, cuts):
    whole = fed(ScannerLine(config), [stream])
    assert fed(ScannerLine(config), cut(stream, cuts)) == whole
    assert fed(ScannerLine(config), [bytes([byte]) for byte in stream]) == whole


GOOD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30)


@settings(deadline=None, max_examples=150)
@given(texts_in=st.lists(GOOD, max_size=6), ends=st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"\r\r\n"]), min_size=6, max_size=6), cuts=CUTS)
def test_every_line_comes_out_in_order(texts_in, ends, cuts):
    stream = b"".join(b"]Q1" + text.encode() + end for text, end in zip(texts_in, ends, strict=False))
    frames, counters = fed(ScannerLine(), cut(stream, cuts))
    assert [frame.text for frame in frames] == texts_in
    assert (counters.rejected, counters.bytes_dropped) == (0, 0)


@settings(deadline=None, max_examples=150)
@given(noise=STREAMS, config=st.sampled_from([{}, {"framing": "stx_etx"}, {"idle_terminates": True}]))
def test_noise_before_a_silence_never_costs_the_next_scan(noise, config):
    scanner = ScannerLine(config)
    fed(scanner, [noise])
    framed = b"\x02]C0CSQU3054383\x03" if config.get("framing") else b"]C0CSQU3054383\r"
    assert [scan.text for scan in fed(scanner, [framed])[0]] == ["CSQU3054383"]


def test_cr_lf_in_two_reads_is_one_end():
    scanner = ScannerLine()
    assert [scan.text for scan in scanner.feed(b"ONE\r")] == ["ONE"]
    assert scanner.feed(b"\n") == []
    assert [scan.text for scan in scanner.feed(b"TWO\r\n")] == ["TWO"]
    assert scanner.idle() == []
    assert scanner.counters.rejected == 0


def test_empty_lines_are_no_frames():
    assert texts(b"\r\n\r\n\rA\r\r\n") == ["A"]


@pytest.mark.parametrize(("terminator", "stream", "wanted"), [
    ("CR", b"A\nB\rC\r", ["A\nB", "C"]), ("LF", b"A\rB\nC\n", ["A\rB", "C"]), ("any", b"A\nB\r", ["A", "B"]),
])
def test_terminator(terminator, stream, wanted):
    assert texts(stream, terminator=terminator) == wanted


@pytest.mark.parametrize(("sent", "aim", "symbology", "text"), [
    (b"]C1011234", "]C1", "GS1-128", "011234"), (b"]C0ABC", "]C0", "CODE128", "ABC"), (b"]A7ABC", "]A7", "CODE39", "ABC"), (b"]E0590", "]E0", "EAN/UPC", "590"),
    (b"]E4123", "]E4", "EAN-8", "123"), (b"]Q1X", "]Q1", "QR", "X"), (b"]zCX", "]zC", "AZTEC", "X"), (b"]d2X", "]d2", "DATAMATRIX", "X"),
    (b"]L2a\\b", "]L2", "PDF417", "a\\b"), (b"]", None, None, "]"), (b"]C", None, None, "]C"), (b"]k1X", None, None, "]k1X"), (b"ABC", None, None, "ABC"),
    (b"]C-ABC", None, None, "]C-ABC"),
])
def test_aim_identifier(sent, aim, symbology, text):
    scan = only(sent + b"\r")
    assert (scan.aim, scan.symbology, scan.text, scan.raw) == (aim, symbology, text, sent)
    assert scan.payload == (sent[3:] if aim else sent)


def test_aim_stands_after_the_prefix():
    scan = only(b"P1]C1ABC##\r", prefix_hex=b"P1".hex(), suffix_hex=b"##".hex())
    assert (scan.aim, scan.text, scan.payload, scan.raw) == ("]C1", "ABC", b"ABC", b"P1]C1ABC##")


def test_require_aim():
    frames, counters = fed(ScannerLine({"require_aim": True}), [b"ABC\r]C0DEF\r"])
    assert [frame.text for frame in frames] == ["DEF"]
    assert counters.rejected == 1


@pytest.mark.parametrize(("payload", "encoding", "text", "used"), [
    (b"ABC", "auto", "ABC", "ascii"), ("琼A12345".encode(), "auto", "琼A12345", "utf-8"), (bytes.fromhex("C1AACDA8"), "auto", "联通", "gb18030"),
    ("𠮷".encode("gb18030"), "auto", "𠮷", "gb18030"), ("𠮷".encode(), "auto", "𠮷", "utf-8"), (b"\xc4\xa3", "gb18030", "模", "gb18030"), (b"\xc4\xa3", "auto", "ģ", "utf-8"),
    ("カタカナ".encode("shift_jis"), "shift_jis", "カタカナ", "shift_jis"),
])
def test_charsets(payload, encoding, text, used):
    scan = only(payload + b"\r", encoding=encoding)
    assert (scan.text, scan.encoding, scan.payload) == (text, used, payload)


@pytest.mark.parametrize(("stream", "config"), [
    (b"\xc1\xaa\r", {"encoding": "utf-8"}), (b"\x80\x80\r", {}), (b"A\x01B\r", {}), (b"A\x7fB\r", {}), (b"A\x00B\r", {}), (b"]C1\r", {}), (b"]C1\x1d\r", {}),
    ("A\u0085B\r".encode(), {}), (b"HALF", {}), (b"\x02HALF", {"framing": "stx_etx"}), (b"A\x1bB\r", {"terminator": "CR"}),
])
def test_rejected_once(stream, config):
    frames, counters = fed(ScannerLine(config), [stream])
    assert (frames, counters.ok, counters.rejected) == ([], 0, 1)


def test_allowed_controls_and_edge_noise():
    assert only(b"\x00\xff\x00A\tB\x1dC\x1eD\x04E\xff\xff\r").text == "A\tB\x1dC\x1eD\x04E"
    assert fed(ScannerLine(), [b"\x00\x00\xff\r"])[1].rejected == 0


@pytest.mark.parametrize(("sent", "substitute", "text"), [
    (b"]C1\x1d01A\x1d10B", "", "01A\x1d10B"), (b"]C1|01A|10B", "|", "01A\x1d10B"), (b"]C101A<GS>10B", "<GS>", "01A\x1d10B"), (b"]C1~101A~110B", "~1", "01A\x1d10B"),
])
def test_group_separator(sent, substitute, text):
    scan = only(sent + b"\r", gs_substitute=substitute)
    assert (scan.text, scan.payload) == (text, sent[3:])


@pytest.mark.parametrize(("sent", "text", "used"), [
    (b"]Q2\\000026" + "琼".encode(), "琼", "utf-8"), (b"]Q2a\\\\b", "a\\b", "ascii"), (b"]Q2AB\\000029" + "琼".encode("gb18030"), "AB琼", "gb18030"),
    (b"]d4\\000003\xe9", "é", "iso-8859-1"), (b"]L1\\000028" + "功".encode("big5").replace(b"\\", b"\\\\"), "功", "big5"),
    (b"]Q2\\000020" + "ソ".encode("shift_jis").replace(b"\\", b"\\\\"), "ソ", "shift_jis"), (b"]Q4\\000026x\\000029" + "琼".encode("gb18030"), "x琼", "utf-8+gb18030"),
    (b"]Q1\\000026x", "\\000026x", "ascii"),
])
def test_eci(sent, text, used):
    scan = only(sent + b"\r")
    assert (scan.text, scan.encoding, scan.payload) == (text, used, sent[3:])


@pytest.mark.parametrize("sent", [b"]Q2a\\b", b"]Q2\\000999x", b"]Q2\\00002", b"]Q2\\000026\xff\xffx", b"]Q2\\000026"])
def test_eci_that_is_not_kept(sent):
    assert fed(ScannerLine(), [sent + b"\r"])[1].rejected == 1


def test_stx_etx_drops_what_is_outside_and_starts_anew():
    frames, counters = fed(ScannerLine({"framing": "stx_etx"}), [b"noise\x02LOST\x02]C0KEPT\x03\r\nmore\x02A\nB\x03"])
    assert [frame.text for frame in frames] == ["KEPT", "A\nB"]
    assert (counters.ok, counters.rejected) == (2, 1)


def test_prefix_suffix_and_a_printable_prefix_inside_the_text():
    assert texts(b"x[[one]]y[[t[[wo]]", framing="prefix_suffix", prefix_hex="5b5b", suffix_hex="5d5d") == ["one", "t[[wo"]
    assert texts(b"one;two;", framing="prefix_suffix", suffix_hex=b";".hex()) == ["one", "two"]


def test_line_over_the_bound_is_dropped_to_its_end_and_counted_once():
    for config, stream in (({}, b"A" * 9 + b"\rB\r"), ({"framing": "stx_etx"}, b"\x02" + b"A" * 9 + b"\x03\x02B\x03")):
        frames, counters = fed(ScannerLine({**config, "max_len": 8}), [stream])
        assert [frame.text for frame in frames] == ["B"]
        assert counters.rejected == 1
    assert texts(b"A" * 4096 + b"\r") == ["A" * 4096]
    assert texts(b"A" * 4097 + b"\r") == []


def test_silence_ends_a_code_only_when_it_is_set():
    assert texts(b"ABC", idle_terminates=True) == ["ABC"]
    assert texts(b"ABC") == []


def test_half_line_is_handed_back_and_forgotten():
    scanner = ScannerLine()
    scanner.feed(b"HALF")
    assert scanner.discard() == b"HALF"
    assert [scan.text for scan in scanner.feed(b"WHOLE\r")] == ["WHOLE"]


@pytest.mark.parametrize(("config", "name"), [
    ({"framing": "x"}, "framing"), ({"max_len": 0}, "max_len"), ({"max_len": "9"}, "max_len"), ({"max_len": True}, "max_len"), ({"prefix_hex": "0"}, "prefix_hex"),
    ({"require_aim": 1}, "require_aim"), ({"nope": 1}, "nope"), ({"framing": "prefix_suffix"}, "suffix_hex"), ({"encoding": "latin-1"}, "encoding"),
    ({"terminator": None}, "terminator"),
])
def test_wrong_setting_is_refused_by_name(config, name):
    with pytest.raises(DeviceTrouble) as refused:
        ScannerLine(config)
    assert (refused.value.key, refused.value.values["name"]) == ("config-wrong", name)


@pytest.mark.parametrize("config", [{}, {"framing": "stx_etx"}, {"framing": "prefix_suffix", "prefix_hex": "7e7e", "suffix_hex": "0d0a0d0a"}])
def test_a_megabyte_of_random_bytes_stays_small(config):
    junk = random.Random(7).randbytes(1_000_000)
    scanner = ScannerLine(config)
    tracemalloc.start()
    try:
        for start in range(0, len(junk), 1000):
            for scan in scanner.feed(junk[start : start + 1000]):
                assert scan.raw in junk
        scanner.idle()
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()
