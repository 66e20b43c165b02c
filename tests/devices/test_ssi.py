import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.drivers.ssi import ACK, DECODE_DATA, EVENT, HOST, MORE, NAK, PARAM_SEND, RETRANSMISSION, Scan, Ssi, packet, sound
from devices.simulators import PtyDevice, Simulated
from devices.simulators.ssi import SsiScanner, packets, repeated
from devices.trouble import DeviceTrouble
from tests.devices.streams import CUTS, cut, fed
from tests.devices.wire import SECONDS, Wire

SHEET = bytes.fromhex("10 F3 00 00 03 43 53 51 55 33 30 35 34 33 38 33 FC 54")
ACKED, NAKED = bytes.fromhex("04 D0 04 00 FF 28"), bytes.fromhex("05 D1 04 00 01 FF 25")
LONG = b"".join(packets(0x11, b"0123456789" * 60))
CODES = st.builds(lambda kind, text: b"".join(packets(kind, text)), st.sampled_from([3, 0x0F, 0x1C]), st.binary(min_size=1, max_size=300))
STREAMS = st.lists(st.one_of(CODES, st.binary(max_size=8), st.just(SHEET[:9]), st.just(SHEET[:-1] + b"\x00"), st.just(repeated(SHEET))), max_size=10).map(b"".join)


def scans(frames):
    return [frame for frame in frames if isinstance(frame, Scan)]


@pytest.mark.parametrize(("made", "known"), [
    (packet(ACK, b"", HOST), ACKED), (packet(NAK, b"\x01", HOST), NAKED), (packet(0xE4, b"", HOST), bytes.fromhex("04 E4 04 00 FF 14")),
    (packet(0xE6, b"\x00", HOST), bytes.fromhex("05 E6 04 00 00 FF 11")), (packet(0xE9, b"", HOST), bytes.fromhex("04 E9 04 00 FF 0F")),
    (packet(0xEA, b"", HOST), bytes.fromhex("04 EA 04 00 FF 0E")), (packets(3, b"CSQU3054383")[0], SHEET),
    (Ssi().greets, bytes.fromhex("07 C6 04 00 FF EE 01 FD 41 07 C6 04 00 FF 9F 01 FD 90")),
])
def test_exact_bytes_of_the_sheet(made, known):
    assert made == known


def test_scan_of_the_sheet():
    driver = Ssi()
    first, scan = driver.feed(SHEET)
    assert first.fields() == {"opcode": 0xF3, "source": 0, "status": 0, "data_hex": "03" + b"CSQU3054383".hex(), "raw_hex": SHEET.hex()}
    assert scan.fields() == {"code_type": 3, "data_hex": b"CSQU3054383".hex(), "aim": "]C0", "text": "CSQU3054383", "encoding": "ascii", "raw_hex": SHEET.hex()}
    assert (first.reading(), scan.reading().aim, scan.reading().text) == (None, "]C0", "CSQU3054383")
    assert (driver.answers(), driver.answers(), driver.counters.ok) == (ACKED, b"", 1)


def test_only_codes_and_events_of_the_decoder_are_acknowledged():
    driver = Ssi()
    driver.feed(ACKED + packet(ACK) + packet(NAK, b"\x02") + packet(0xA4, b"REV") + packet(PARAM_SEND, b"\xee\x01") + packet(DECODE_DATA, b"\x03A", HOST))
    assert (driver.answers(), driver.counters.ok, driver.counters.rejected) == (b"", 6, 0)
    driver.feed(packet(EVENT, b"\x0a") + SHEET)
    assert driver.answers() == ACKED * 2


def test_packets_of_one_code_are_joined_without_their_code_types():
    frames, counters = fed(Ssi(), [LONG])
    (scan,) = scans(frames)
    assert (scan.code_type, scan.payload, scan.aim, scan.raw) == (0x11, b"0123456789" * 60, "]L0", LONG)
    assert [frame.status for frame in frames if frame is not scan] == [MORE, MORE, 0]
    assert (counters.ok, counters.rejected) == (3, 0)


def test_undocumented_status_bits_are_masked():
    frames, _ = fed(Ssi(), [packet(DECODE_DATA, b"\x03AB", status=0x20 | MORE), packet(DECODE_DATA, b"\x03CD", status=0xA0)])
    assert [frame.text for frame in scans(frames)] == ["ABCD"]
    assert [frame.status for frame in frames[:2]] == [MORE, 0]


def test_a_repeated_packet_is_acknowledged_again_and_counts_once():
    driver = Ssi()
    frames = driver.feed(SHEET) + driver.idle() + driver.feed(repeated(SHEET)) + driver.feed(repeated(SHEET))
    assert (len(scans(frames)), driver.answers()) == (1, ACKED * 3)
    assert len(scans(driver.feed(SHEET))) == 1
    parts = packets(3, b"x" * 400)
    frames = driver.feed(parts[0]) + driver.idle() + driver.feed(repeated(parts[0])) + driver.feed(parts[1])
    assert [scan.payload for scan in scans(frames)] == [b"x" * 400]


def test_a_code_the_scanner_gave_up_never_joins_the_next():
    first, second = packets(3, b"x" * 400)
    frames, counters = fed(Ssi(), [first])
    driver = Ssi()
    driver.feed(first)
    driver.idle()
    assert [scan.text for scan in scans(driver.feed(SHEET))] == ["CSQU3054383"]
    assert driver.counters.rejected == 1
    driver.feed(first)
    driver.idle()
    assert [scan.payload for scan in scans(driver.feed(repeated(second)))] == [b"x" * 400]
    driver.feed(first)
    driver.discard()
    assert [scan.payload for scan in scans(driver.feed(second))] == [b"x" * 150]
    assert scans(frames) == []
    assert counters.ok == 1


def test_a_message_without_end_is_bounded_and_its_tail_is_no_code():
    parts = packets(3, bytes(range(48, 58)) * 1200)
    frames, counters = fed(Ssi(), [*parts, SHEET])
    assert [scan.text for scan in scans(frames)] == ["CSQU3054383"]
    assert (counters.ok, counters.rejected) == (len(parts) + 1, 1)


def test_no_read_is_no_code():
    frames, counters = fed(Ssi(), [packet(DECODE_DATA, b"\x01NR"), packet(DECODE_DATA, b"\x03NR")])
    assert [(scan.code_type, scan.text) for scan in scans(frames)] == [(3, "NR")]
    assert counters.ok == 2


@pytest.mark.parametrize(("kind", "payload", "aim", "text", "encoding"), [
    (0x1C, "琼A12345\r\n".encode("gb18030"), "]Q1", "琼A12345", "gb18030"), (0x1C, "琼A12345".encode(), "]Q1", "琼A12345", "utf-8"),
    (0x0F, b"]C1010950\x1d10A", "]C1", "010950\x1d10A", "ascii"), (0x08, b"012345678905", "", "012345678905", "ascii"), (0x1C, b"A\xff\xfe", "]Q1", "A\xff\xfe", "iso-8859-1"),
])
def test_text_of_a_code(kind, payload, aim, text, encoding):
    (scan,) = scans(fed(Ssi(), packets(kind, payload))[0])
    assert (scan.aim, scan.text, scan.encoding, scan.payload) == (aim, text, encoding, payload)


def test_nak_once_per_burst_and_only_when_it_ends_broken():
    driver = Ssi()
    driver.feed(SHEET[:8] + b"\x00" + SHEET[9:] + b"\x13\xf3\x00")
    driver.feed(b"noise" * 20)
    assert driver.answers() == b""
    driver.idle()
    assert driver.answers() == NAKED
    driver.idle()
    assert driver.answers() == b""
    driver.feed(SHEET[:8] + b"\x00" + SHEET[9:] + packet(ACK))
    driver.idle()
    assert driver.answers() == NAKED
    driver.feed(b"\xff\x00" + SHEET)
    driver.idle()
    assert driver.answers() == ACKED


@settings(deadline=None, max_examples=150)
@given(stream=STREAMS, cuts=CUTS)
def test_any_split_gives_the_same_frames_and_counts(stream, cuts):
    whole = fed(Ssi(), [stream])
    assert fed(Ssi(), cut(stream, cuts)) == whole
    assert fed(Ssi(), [bytes([byte]) for byte in stream]) == whole


@settings(deadline=None, max_examples=150)
@given(place=st.integers(0, len(SHEET) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_is_never_a_packet(place, bit):
    turned = bytearray(SHEET)
    turned[place] ^= 1 << bit
    assert fed(Ssi(), [bytes(turned)])[0] == []
    assert not sound(bytes(turned)) or len(turned) != turned[0] + 2


def test_random_bytes_stay_small():
    driver = Ssi()
    junk = random.Random(5).randbytes(300_000)
    for start in range(0, len(junk), 4096):
        driver.feed(junk[start : start + 4096])
    assert len(driver.discard()) < 257 + 4096


def test_wrong_setting_is_named():
    with pytest.raises(DeviceTrouble, match="encoding"):
        Ssi({"encoding": "koi8"})


class Deaf(SsiScanner):
    """Does not hear the first ACKs of its host."""

    def __init__(self, lost: int) -> None:
        super().__init__(every=0.1)
        self.lost, self.heard = lost, b""

    def hear(self, sent: bytes) -> bytes:
        self.heard += sent
        if ACKED in sent and self.lost:
            self.lost -= 1
            return b""
        return super().hear(sent)


def test_the_ack_is_there_although_the_desk_is_slow(tmp_path):
    scanner = Deaf(0)
    with Simulated(scanner, PtyDevice(tmp_path, "ssi")) as device, Wire(device.address, "ssi") as wire:
        keep = wire.link._on_frame
        wire.link._on_frame = lambda received: (time.sleep(0.5), keep(received))
        for _ in range(2):
            wire.frames.get(timeout=SECONDS)
        device.step({"type": "琼A12345", "aim": "]Q1"})
        while ACKED not in scanner.heard:
            assert scanner.given_up == 0
            assert wire.frames.empty(), "the frame was handed on before the answer"
            time.sleep(0.001)
        assert wire.frames.empty()
        while not isinstance(wire.frames.get(timeout=SECONDS).frame, Scan):
            continue
        assert scanner._coming == []


def test_a_lost_ack_leads_to_one_code_and_a_long_one_survives_too(tmp_path):
    scanner = Deaf(1)
    with Simulated(scanner, PtyDevice(tmp_path, "ssi")) as device, Wire(device.address, "ssi") as wire:
        wire.state("open")
        device.play([{"type": "CSQU3054383"}, {"no_read": True}, {"type": "9" * 600, "aim": "]L0"}, {"type": "LAST"}])
        texts = []
        while texts[-1:] != ["LAST"]:
            frame = wire.frames.get(timeout=SECONDS).frame
            texts += [frame.text] if isinstance(frame, Scan) else []
        assert texts == ["CSQU3054383", "9" * 600, "LAST"]
        assert scanner.given_up == 0
        assert scanner.heard.count(ACKED) >= 6


def test_a_broken_packet_is_asked_for_again(tmp_path):
    scanner = Deaf(0)
    scanner.every = 5.0
    with Simulated(scanner, PtyDevice(tmp_path, "ssi")) as device, Wire(device.address, "ssi") as wire:
        wire.state("open")
        device.step({"type": "CSQU3054383", "fault": "flip"})
        frames = []
        while not scans(frames):
            frames.append(wire.frames.get(timeout=SECONDS).frame)
        assert (frames[-2].status, frames[-1].text) == (RETRANSMISSION, "CSQU3054383")
        assert scanner.heard.count(NAKED) == 1


def test_a_raw_scanner_is_told_to_send_packets(tmp_path):
    with Simulated(SsiScanner(raw=True), PtyDevice(tmp_path, "ssi")) as device, Wire(device.address, "ssi") as wire:
        wire.state("open")
        while not device.speech._packets:
            time.sleep(0.001)
        device.step({"type": "A"})
        assert wire.frames.get(timeout=SECONDS).frame.raw == packet(ACK)


def test_scanner_gives_up_after_two_repetitions_and_goes_on():
    scanner = SsiScanner()
    sent = scanner.say({"type": "x" * 300})
    assert scanner.say({"type": "NEXT"}) == b""
    said = [scanner.still() for _ in range(6)]
    assert [one for one in said if one] == [repeated(sent)] * 2 + packets(3, b"NEXT")
    assert scanner.given_up == 1
    assert scanner.hear(packet(NAK, b"\x01", HOST)) == repeated(packets(3, b"NEXT")[0])
    assert scanner.hear(packet(ACK, b"", HOST)) == b""
    assert scanner.hear(packet(0xE6, b"\x00", HOST) + packet(0xEA, b"", HOST)) == packet(ACK) * 2
    assert (scanner.beeps, scanner.say({"type": "OFF"})) == (1, b"")
    assert scanner.hear(packet(0xF7, b"", HOST)) == packet(NAK, b"\x06")
    for wrong in ({"type": 1}, {"type": "A", "aim": "]X9"}, {"type": "A", "code_type": 256}):
        with pytest.raises(DeviceTrouble, match="line-wrong"):
            SsiScanner().say(wrong)
