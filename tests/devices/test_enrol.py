"""A scanner set up in any way sends the two known codes: what is learned must read them, and every other code, back."""

import json
import os
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from devices.drivers.scanner_line import ScannerLine
from devices.enrol import FIRST, HEAD, SECOND, TAIL, WORDS, kept, learn, learned
from devices.linefaults import RATES
from devices.simulators import PtyDevice, PtyScanner, Voice
from devices.simulators.mrz import SPECIMENS
from devices.simulators.mrz import encode as document
from devices.sweep import Tried, best, sweep
from devices.transport import LinkSettings
from devices.trouble import DeviceTrouble
from tests.devices.serial_server import FarPort, Server
from tests.yard import Yard, rows, secrets
from workstation import settings as station_settings
from workstation.paper import enrol as paper
from workstation.paper import pictures

SECOND_NS = 1_000_000_000
ENDS = [b"\r", b"\n", b"\r\n", b"", b"\t", b"ZZ\r", b"##\r\n", b"\x03", b"\x03\r\n"]
PREFIXES = [b"", b"P", b"A1:", b"\x02", b"\x07"]


def spelled(text, how):
    prefix, end, aim, charset, gs = how
    return prefix + (aim if text == FIRST or not aim else b"]Q1") + text.encode(charset).replace(b"\x1d", gs) + end


def reads(how, *, order=(FIRST, SECOND), apart=1000):
    return [(place * apart * 1_000_000, spelled(text, how)) for place, text in enumerate(order, 1)]


setups = some.tuples(
    some.sampled_from(PREFIXES), some.sampled_from(ENDS), some.sampled_from([b"", b"]C0"]), some.sampled_from(["utf-8", "gb18030", "shift_jis"]),
    some.sampled_from([b"\x1d", b"|", b"<GS>", b"~1"]),
)


@settings(deadline=None, max_examples=250)
@given(how=setups, order=some.permutations([FIRST, SECOND]), text=some.text("ABCXYZ0123456789-", min_size=4, max_size=20))
def test_whatever_the_setup_the_settings_learned_read_every_code_back(how, order, text):
    prefix, end, aim, charset, gs = how
    found = learn(reads(how, order=order))
    assert found is not None
    assert (found.whole, found.aim, found.charset) == (True, bool(aim), charset)
    driver = ScannerLine(found.config)
    scans = [*driver.feed(spelled(FIRST, how)), *driver.idle(), *driver.feed(spelled(SECOND, how)), *driver.idle()]
    assert [scan.text for scan in scans] == [FIRST, SECOND]
    again = ScannerLine(learned({"driver": "scanner-line", **kept(found.config)}))
    made = [*again.feed(prefix + (aim or b"") + text.encode() + end), *again.idle()]
    if not text.encode().startswith(prefix or b"\x00") and not (b"ZZ" in end and text.endswith("Z")):
        assert [scan.text for scan in made] == [text]
    assert found.config.get("gs_substitute", "\x1d").encode() == gs
    assert ("find-no-suffix" in {note.key for note in found.notes}) == (end == b"")


@settings(deadline=None, max_examples=60)
@given(cuts=some.lists(some.integers(1, 60), max_size=6), noise=some.binary(max_size=0) | some.just(b"\x00") | some.just(b"\xff\x00"))
def test_codes_may_arrive_in_pieces_and_with_noise(cuts, noise):
    told = []
    for at, sent in reads((b"", b"\r", b"]C0", "gb18030", b"\x1d")):
        whole, places = noise + sent, sorted({0, *(cut % len(sent) for cut in cuts), len(noise + sent)})
        told += [(at + place * 1_000_000, whole[start:end]) for place, (start, end) in enumerate(pairwise(places))]
    found = learn(told)
    assert found is not None
    assert (found.charset, found.config["terminator"]) == ("gb18030", "CR")


def test_before_the_first_code_nothing_is_learned_and_the_first_alone_is_half():
    how = (b"", b"\r", b"", "utf-8", b"\x1d")
    assert learn([]) is None
    assert learn([(1, b"CSQU3054383\r")]) is None
    assert learn(reads(how, order=(SECOND,))) is None
    half = learn(reads(how, order=(FIRST,)))
    assert (half.whole, half.charset, half.config) == (False, "", {"framing": "line", "terminator": "CR"})
    assert {note.key for note in half.notes} == {"find-aim-off"}


@pytest.mark.parametrize(
    ("middle", "key", "charset"),
    [
        (f"\x1d{WORDS}\x1d".encode("big5"), "find-charset-unusable", ""), (b"\x1d????\x1d", "find-charset-lost", ""), (WORDS.encode(), "find-gs-lost", "utf-8"),
        (b"\x1d" + WORDS.encode("utf-16-le") + b"\x1d", "find-charset-unusable", ""), (b"\x1d\\000026" + WORDS.encode() + b"\x1d", "", "utf-8"),
    ],
)
def test_what_the_settings_cannot_cure_is_said(middle, key, charset):
    found = learn([(1, FIRST.encode() + b"\r"), (SECOND_NS, HEAD.encode() + middle + TAIL.encode() + b"\r")] if key else
                  [(1, b"]C0" + FIRST.encode() + b"\r"), (SECOND_NS, b"]Q2" + HEAD.encode() + middle + TAIL.encode() + b"\r")])
    assert found.charset == charset
    assert (key in {note.key for note in found.notes}) == bool(key)


def test_a_bouncing_scanner_is_learned_and_said():
    sent = FIRST.encode() + b"\r"
    found = learn([(1, sent + sent), (SECOND_NS, SECOND.encode() + b"\r")])
    assert "find-bounce" in {note.key for note in found.notes}
    assert found.config["terminator"] == "CR"


@pytest.mark.parametrize("second", [b"X" + SECOND.encode() + b"\r", SECOND.encode() + b"\n", b"]Q1" + SECOND.encode() + b"\r"])
def test_codes_that_come_differently_are_unclear(second):
    with pytest.raises(DeviceTrouble, match="enrol-unclear"):
        learn([(1, FIRST.encode() + b"\r"), (SECOND_NS, second)])


def test_the_page_carries_both_codes_as_paper_and_as_picture():
    page = paper.pdf(FIRST, SECOND)
    for content in (page, pictures.png(page)):
        texts = pictures.read_codes(content)
        assert FIRST in texts
        assert {text.replace("<GS>", "\x1d") for text in texts} == {FIRST, SECOND}


@pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning", "ignore:setName:DeprecationWarning")
def test_the_sweep_finds_the_rate_without_sending_a_byte():
    with Server(FarPort(baud=57600)) as server:
        tried = list(sweep(server.address, lambda: ScannerLine({"require_aim": True}), LinkSettings(baud=9600), _spoken(server)))
        assert [each.baud for each in tried] == [9600, 115200, 57600]
        assert best(tried).baud == 57600
        assert bytes(server.heard) == b""
    assert best([Tried(rate, 0, 3, 40) for rate in RATES]) is None


def _spoken(server):
    """Somebody scans all the while."""
    def scan():
        while server._thread.is_alive():
            if server._guard is not None and server._guard._client_is_rfc2217:
                server.send(b"]C0CSQU3054383\r")
            time.sleep(0.1)

    threading.Thread(target=scan, daemon=True).start()
    return 0.4


PROGRAM = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
ROOT = Path(__file__).parents[2]


def begun(*words):
    return subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=os.environ | secrets(), text=True)


@pytest.fixture
def yard(tmp_path):
    made = Yard(tmp_path / "station", rows())
    made.close()
    return made


def test_enrol_from_outside_writes_the_link_and_the_journal(yard, tmp_path):
    page = tmp_path / "codes.png"
    with PtyScanner(tmp_path, "scanner", Voice(suffix=b"#\r", encoding="gb18030")) as scanner:
        with begun("enrol", str(scanner.path), "--data", str(yard.folder), "--officer", "T1", "--name", "hand", "-o", str(page), "--json", "--seconds", "30") as asked:
            assert scanner.device.wait_opened(20)
            scanner.type(FIRST, "]C0")
            time.sleep(0.4)
            scanner.type(SECOND, "]Q1")
            out, err = asked.communicate(timeout=40)
        assert asked.returncode == 0, err
    told = json.loads(out)
    assert (told["aim"], told["charset"], told["both"]) == (True, "gb18030", True)
    (entry,) = station_settings.read(yard.folder).links
    assert {name: entry[name] for name in ("name", "side", "encoding", "suffix_hex", "terminator", "require_aim")} == {
        "name": "hand", "side": "officer", "encoding": "gb18030", "suffix_hex": "23", "terminator": "CR", "require_aim": "1"}
    assert entry["enrolled"]
    assert page.read_bytes()[:4] == b"\x89PNG"
    yard.open()
    (event,) = yard.desk.station.journal.events(kinds=["link.enrolled"])
    assert (event.officer, event.body["side"]) == ("T1", "officer")
    yard.close()


@pytest.mark.parametrize(("words", "code", "key"), [
    (("--officer", "O1"), 2, "role-may-not"), (("--officer", "T1", "--seconds", "1"), 3, "enrol-waited"), ((), 2, "officer-missing"),
    (("--officer", "T1", "--seconds", "0"), 2, "usage"), (("--officer", "T1", "--baud", "299"), 2, "usage"), (("--officer", "T1", "--baud", "921601"), 2, "usage"),
])
def test_enrol_refusals(yard, tmp_path, words, code, key):
    with PtyScanner(tmp_path, "scanner") as scanner, begun("enrol", str(scanner.path), "--data", str(yard.folder), *words) as asked:
        _, err = asked.communicate(timeout=40)
    assert (asked.returncode, err.strip().splitlines()[-1].split(": ")[1]) == (code, key)
    assert station_settings.read(yard.folder).links == ()


def test_doctor_listens_to_one_link_and_says_what_is_wrong(yard, tmp_path):
    with (
        PtyScanner(tmp_path, "scanner", Voice(suffix=b"")) as scanner,
        begun("doctor", "--data", str(yard.folder), "--link", str(scanner.path), "--seconds", "1.2", "--json") as asked,
    ):
        assert scanner.device.wait_opened(20)
        scanner.type("CSQU3054383")
        out, err = asked.communicate(timeout=40)
    assert asked.returncode == 0, err
    told = json.loads(out)
    assert (told["bytes"], told["frames"]) == (11, 0)
    assert bytes.fromhex(told["last_hex"][0]) == b"CSQU3054383"
    (finding,) = told["findings"]
    assert (finding["finding"], finding["change"], finding["setup"]) == ("find-no-suffix", {"idle_terminates": True}, "suffix-cr")
    assert "idle_terminates = 1" in finding["words"]
    for words, code, key in ((str(tmp_path / "none"), 3, "link-absent"), ("loop:// --driver nope", 2, "driver-unknown"), ("loop:// --baud -5", 2, "usage"), ("loop:// --baud 0", 2, "usage"), ("loop:// --baud 921601", 2, "usage")):
        with begun("doctor", "--data", str(yard.folder), "--seconds", "0.3", "--link", *words.split()) as asked:
            _, err = asked.communicate(timeout=40)
        assert (asked.returncode, err.split(": ")[1]) == (code, key)


def test_doctor_tells_a_reader_of_documents_by_its_counts_and_shows_no_byte(yard, tmp_path):
    words = ("doctor", "--data", str(yard.folder), "--driver", "mrz", "--seconds", "1.5", "--json", "--link")
    for sent, frames, findings in ((document(list(SPECIMENS["TD3"])), 1, []), (b"HELLO HELLO HELLO HELLO\r", 0, ["find-no-document"])):
        with PtyDevice(tmp_path, "reader") as reader, begun(*words, str(reader.path)) as asked:
            assert reader.wait_opened(20)
            time.sleep(0.1)
            reader.send(sent)
            out, err = asked.communicate(timeout=40)
        assert asked.returncode == 0, err
        told = json.loads(out)
        assert (told["bytes"], told["frames"], told["last_hex"], [each["finding"] for each in told["findings"]]) == (len(sent), frames, [], findings)
        assert sent[:5].hex() not in out.replace(" ", "")


def test_doctor_looks_at_every_link(yard, tmp_path):
    with PtyScanner(tmp_path, "scanner") as scanner:
        links = ({"name": "hand", "address": str(scanner.path), "driver": "scanner-line"}, {"name": "gone", "address": str(tmp_path / "none"), "driver": "xk3190"},
                 {"name": "odd", "address": "x", "driver": "scanner-line", "baud": "fast"})
        known = station_settings.read(yard.folder)
        station_settings.write(yard.folder, station_settings.Settings(known.port, known.lane, known.station, known.root, links=links))
        with begun("doctor", "--data", str(yard.folder), "--json") as asked:
            assert scanner.device.wait_opened(20)
            scanner.type("CSQU3054383")
            out, err = asked.communicate(timeout=40)
    assert asked.returncode == 0, err
    checks = {each["check"]: each for each in json.loads(out)}
    assert [checks[f"link {name}"]["ok"] for name in ("hand", "gone", "odd")] == [True, False, False]
    assert "not there" in checks["link gone"]["words"]
