"""The Devices screen on real ports: words for what is wrong, fixes that work, tests that reach nobody, codes that scanners read off the glass."""

from dataclasses import replace

import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from real_desk import at_the_desk

from devices import enrol
from devices.link import LinkState
from devices.readings import Seal, SealStatus
from devices.simulators import SPEECHES, PtyDevice, PtyScanner, Simulated, Voice
from tests.cups import cups, private_cups  # noqa: F401 - fixtures
from tests.yard import BOX
from ui import tending
from ui.window.devices import keys, shown
from ui.window.devices.bench import Board
from ui.window.devices.rows import now_words
from ui.window.devices.screen import Devices
from ui.window.devices.values import Bench, Code, Device
from ui.window.theme import DARK, LIGHT, Look
from workstation import settings
from workstation.desk.card import Say

F = {number: Qt.Key(Qt.Key.Key_F1 + number - 1) for number in range(1, 13)}
DOWN, ENTER, ESC = Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape


STX = Voice(prefix=b"\x02", suffix=b"\x03")
PROFILE = """
maker = "example"
model = "scanner with codes"
kind = "scanner"
driver = "scanner-line"
source = "a test"
hint = { zh = "提示", en = "hint" }
[[setup]]
name = "aim-on"
text = "AIM-ON"
symbology = "qr"
words = { zh = "识别符", en = "identifiers" }
source = "a test"
[[setup]]
name = "suffix-cr"
text = "SUFFIX-CR"
symbology = "code128"
words = { zh = "回车", en = "CR" }
source = "a test"
"""


def scanner_at(folder, voice=None):
    made = PtyScanner(folder / "dev", "scanner", voice or Voice())
    made.link = {"name": "scanner", "address": str(made.path), "profile": "serial-scanner"}
    return made


def to_devices(hands, *names):
    """Alt+7, and every link open."""
    hands.until(lambda: {row.name for row in hands.opened.gear.tender.devices() if row.state == "up"} >= set(names) if hands.opened.gear else False)
    hands.key(Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    hands.until(lambda: hands.window.at == "devices" and set(names) <= set(hands.opened.gear.tender.abouts))


def bench(hands):
    return hands.opened.gear.tender.bench


def text_of(picture):
    """What scanners read in a picture of a widget."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    raw = bytes(image.constBits())
    rows = b"".join(raw[y * image.bytesPerLine() : y * image.bytesPerLine() + image.width() * 3] for y in range(image.height()))
    return {found.bytes.decode() for found in zxingcpp.read_barcodes(Image.frombytes("RGB", (image.width(), image.height()), rows))}


def test_an_unplugged_device_is_words_and_a_replugged_one_quiet(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        page = hands.window.devices
        assert page.head.text() == hands.window.look.say("device.all-well")
        scanner.device.unplug()
        hands.until(lambda: page._devices[0].state == "down")
        assert page._devices[0].trouble in ("link-absent", "link-lost")
        assert "scanner" in page.head.text()
        hands.key(ENTER)
        assert bench(hands).device.name == "scanner"
        scanner.device.plug()
        hands.until(lambda: page._devices[0].state == "up" and not bench(hands).device.trouble)
        hands.key(ESC)
        assert bench(hands) is None
        assert not page.looking


def test_a_finding_is_applied_and_the_next_scan_works(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path, STX) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        hands.key(ENTER)
        scanner.type(BOX)
        hands.until(lambda: bench(hands).fix == {"framing": "stx_etx"})
        hands.key(F[6])
        hands.until(lambda: bench(hands) and bench(hands).news == Say("device.written"))
        assert settings.read(hands.yard.folder).links[0]["framing"] == "stx_etx"
        hands.until(lambda: bench(hands).device.state == "up" and scanner.device.opened())
        scanner.device.wait_opened(2)
        scanner.type(BOX)
        hands.until(lambda: hands.part("container"))


def test_a_technician_may_apply_what_is_found(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path, STX) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", officer="T1", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        hands.key(ENTER)
        scanner.type(BOX)
        hands.until(lambda: bench(hands).fix)
        hands.key(F[6])
        hands.until(lambda: bench(hands) and bench(hands).news == Say("device.written"))


def test_the_code_a_finding_asks_for_stands_first_and_is_read_off_the_window(qapp, qtbot, tmp_path):
    (tmp_path / "own.toml").write_text(PROFILE, encoding="utf-8")
    with scanner_at(tmp_path, Voice(suffix=b"")) as scanner:
        links = ({**scanner.link, "profile": str(tmp_path / "own.toml")},)
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": links}) as hands:
            to_devices(hands, "scanner")
            hands.key(ENTER)
            scanner.type(BOX)
            hands.until(lambda: any(finding.setup == "suffix-cr" for finding in bench(hands).findings))
            hands.key(F[9])
            hands.until(lambda: bench(hands).codes and all(code.symbol for code in bench(hands).codes))
            assert [code.symbol.text for code in bench(hands).codes] == ["SUFFIX-CR", "AIM-ON"]
            assert text_of(hands.window.grab()) == {"SUFFIX-CR", "AIM-ON"}
            scanner.type("SUFFIX-CR")
            qtbot.wait(300)
            assert hands.card.state == "free", "a code meant for the device is nothing to the lane"


def test_an_officer_may_look_and_not_change(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path, STX) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", officer="O1", known={"links": (scanner.link,)}) as hands:
        before = (hands.yard.folder / "settings.toml").read_bytes()
        to_devices(hands, "scanner")
        hands.key(ENTER)
        scanner.type(BOX)
        hands.until(lambda: bench(hands).fix)
        hands.key(F[6])
        hands.until(lambda: bench(hands).news and bench(hands).news.key == "device-may-not")
        assert (hands.yard.folder / "settings.toml").read_bytes() == before
        assert hands.window.sounds.played[-1] == "refused"


def test_a_tested_scan_reaches_nobody_and_the_next_one_the_lane(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        hands.key(F[7])
        assert bench(hands).mode == "test"
        scanner.type(BOX)
        hands.until(lambda: bench(hands).arrived)
        assert bench(hands).arrived[-1].values["text"] == BOX
        assert hands.card.state == "free"
        hands.keys(ESC, ESC)
        assert bench(hands) is None
        scanner.type(BOX)
        hands.until(lambda: hands.part("container"))


def test_leaving_the_screen_ends_a_test(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        hands.key(F[7])
        hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        assert bench(hands) is None
        scanner.type(BOX)
        hands.until(lambda: hands.part("container"))


def test_a_scanner_is_enrolled_by_its_two_codes(qapp, qtbot, tmp_path):
    voice = Voice(encoding="gb18030")
    with scanner_at(tmp_path, voice) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        hands.key(F[8])
        hands.until(lambda: all(code.symbol for code in bench(hands).codes) and bench(hands).codes)
        assert text_of(hands.window.devices.board.grab()) == {enrol.FIRST, enrol.SECOND}
        scanner.type(enrol.FIRST, "]C0")
        hands.until(lambda: bench(hands).learned)
        assert not bench(hands).learned.whole
        scanner.type(enrol.SECOND, "]Q1")
        hands.until(lambda: bench(hands).learned and bench(hands).learned.whole)
        assert hands.card.state == "free"
        hands.key(F[6])
        hands.until(hands.window.sheet.isVisible)
        hands.keys(Qt.Key.Key_2, ENTER)
        hands.until(lambda: bench(hands) and bench(hands).news == Say("device.written"))
        (entry,) = settings.read(hands.yard.folder).links
        assert (entry["side"], entry["encoding"], entry["require_aim"]) == ("driver", "gb18030", "1")
        assert entry["enrolled"]
        told = []
        hands.opened.bridge.read(lambda desk: desk.journal(5, 0), told.append)
        hands.until(lambda: told)
        assert "link.enrolled" in str(told[0].value)


def test_a_device_is_added_and_removed_by_keys(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        to_devices(hands)
        hands.key(F[3])
        sheet = hands.window.sheet
        hands.until(lambda: sheet.isVisible() and sheet.name == "device-add")
        port, address, profile, name, _ = sheet._editors
        address.setText(str(scanner.path))
        profile._select("serial-scanner")
        name.setText("booth")
        port.setFocus()
        hands.keys(ENTER, ENTER, ENTER, ENTER, ENTER)
        hands.until(lambda: not sheet.isVisible() and bench(hands) and bench(hands).device.name == "booth")
        hands.until(lambda: bench(hands).device.state == "up" and scanner.device.opened())
        scanner.device.wait_opened(2)
        scanner.type(BOX)
        hands.until(lambda: hands.part("container"))
        hands.key(F[3])
        hands.until(sheet.isVisible)
        hands.opened.gear.tender.forms._answered("device-add", {"address": "/dev/other", "profile": "serial-scanner", "name": "booth", "side": "officer"})
        hands.until(lambda: "booth" in sheet.news.text())
        hands.key(ESC)
        hands.key(F[11])
        hands.until(lambda: sheet.isVisible() and sheet.name == "device-remove")
        hands.keys(Qt.Key.Key_1, ENTER)
        hands.until(lambda: not hands.window.devices._devices)
        assert settings.read(hands.yard.folder).links == ()
        assert hands.window.devices._none.isVisible()


def test_a_table_of_which_no_link_can_be_made_is_not_written(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        to_devices(hands)
        tender = hands.opened.gear.tender
        hands.key(F[3])
        sheet = hands.window.sheet
        hands.until(sheet.isVisible)
        (hands.yard.folder / "devices").mkdir(exist_ok=True)
        (hands.yard.folder / "devices" / "odd.toml").write_text('maker = "m"\nmodel = "x"\nkind = "spoon"\ndriver = "scanner-line"\n', encoding="utf-8")
        tender.forms._answered("device-add", {"address": "/dev/none", "profile": "odd", "name": "odd", "side": "officer"})
        hands.until(lambda: "odd.toml" in sheet.news.text())
        assert settings.read(hands.yard.folder).links == ()


def test_a_broken_entry_is_a_row_with_its_trouble(qapp, qtbot, tmp_path):
    links = ({"name": "lock", "address": "/dev/lock", "profile": "no-such-profile"},)
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": links}) as hands:
        hands.until(lambda: hands.opened.gear)
        to_devices(hands)
        hands.until(lambda: hands.window.devices._devices)
        row = hands.window.devices._devices[0]
        assert (row.state, row.trouble) == ("down", "profile-unknown")
        hands.key(ENTER)
        hands.until(lambda: bench(hands).findings)
        assert bench(hands).findings[0].key == "profile-unknown"


def test_a_relay_clicks_for_a_senior_and_never_with_a_truck_in_front(qapp, qtbot, tmp_path):
    with Simulated(SPEECHES["relay"](), PtyDevice(tmp_path / "dev", "relay")) as relay:
        links = ({"name": "barrier", "address": str(relay.device.path), "profile": "lcus-relay"},)
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": links}) as hands:
            to_devices(hands, "barrier")
            hands.key(F[7])
            hands.until(lambda: bench(hands).arrived)
            assert bench(hands).arrived[-1].key == "device.test.clicked"
            hands.key(ESC)
            hands.wedge(BOX)
            hands.until(lambda: hands.part("container"))
            hands.key(F[7])
            hands.until(lambda: bench(hands).news)
            assert bench(hands).news.key == "device-truck-here"
            assert not bench(hands).arrived


def test_baud_rates_are_tried_while_the_link_rests(qapp, qtbot, tmp_path):
    """On a pty every rate is the right one: the first already answers, and the link is open again."""
    with scanner_at(tmp_path) as scanner, at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
        to_devices(hands, "scanner")
        hands.key(F[10])
        hands.until(lambda: bench(hands).busy and hands.opened.gear.tender.state_of("scanner").state == "stopped")
        assert scanner.device.wait_opened(3)
        scanner.type(BOX)
        hands.until(lambda: bench(hands).tried and not bench(hands).busy)
        assert bench(hands).fix == {"baud": 9600}
        assert hands.card.state == "free"
        hands.until(lambda: bench(hands).device.state == "up")


def test_a_window_may_close_in_the_middle_of_a_sweep(qapp, qtbot, tmp_path):
    with scanner_at(tmp_path) as scanner:
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,)}) as hands:
            to_devices(hands, "scanner")
            hands.key(F[10])
            hands.until(lambda: bench(hands).busy)
            hands.key(F[11])
            hands.until(hands.window.notice.words)
            assert not hands.window.sheet.isVisible(), "nothing is written while the port is borrowed"
        assert not scanner.device.opened()


def test_printers_stand_below_the_links_and_say_what_ails_them(qapp, qtbot, tmp_path, cups):  # noqa: F811 - a fixture
    sink, spare = cups.sink("LASER"), cups.sink("SPARE")
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"queue": "LASER", "spare_queue": "SPARE"}) as hands:
        to_devices(hands)
        page = hands.window.devices
        hands.until(lambda: [(row.name, row.state) for row in page._devices] == [("LASER", "up"), ("SPARE", "up")])
        hands.key(F[7])
        assert sink.pages.get(timeout=20)
        hands.until(lambda: bench(hands).arrived and bench(hands).arrived[-1].key == "print-handed-over")
        assert spare.pages.empty()
        cups.call("cupsdisable", "LASER")
        hands.opened.gear.tender._ask_papers()
        hands.until(lambda: page._devices[0].state == "down")
        assert (page._devices[0].trouble, "LASER" in page.head.text()) == ("print-paused", True)
        hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        hands.until(lambda: [(lamp.name, lamp.state) for lamp in hands.window.lamps] == [("LASER", "down"), ("SPARE", "up")])
        cups.call("cupsenable", "LASER")
        hands.opened.quiet()
        hands.until(lambda: hands.window.lamps[0].state == "up")


def test_a_scanner_with_packets_is_enrolled_because_it_reads(qapp, qtbot, tmp_path):
    with Simulated(SPEECHES["ssi"](), PtyDevice(tmp_path / "dev", "ssi")) as scanner:
        links = ({"name": "ssi", "address": str(scanner.device.path), "profile": "zebra-ssi"},)
        with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": links}) as hands:
            to_devices(hands, "ssi")
            hands.key(F[8])
            scanner.step({"type": enrol.FIRST})
            hands.until(lambda: bench(hands).learned)
            assert dict(bench(hands).learned.config) == {}
            assert hands.card.state == "free"


def test_set_up_codes_on_the_screen_are_read_back_in_both_themes(qtbot):
    texts = {"code128": "@TSUENA1;TSUSET0D", "qr": "@FACDEF;INTERF3"}
    codes = tuple(Code({"zh": name, "en": name}, tending.symbol(text, name)) for name, text in texts.items())
    for look in (Look(LIGHT, "zh"), Look(DARK, "en"), Look(DARK, "zh", 1.5)):
        board = Board()
        qtbot.addWidget(board)
        board.dress(look)
        board.resize(look.px(580), look.px(900))
        board.show_bench(Bench(Device("s", "/dev/s", "scanner-line", "up", kind="scanner"), "codes", codes=codes))
        assert text_of(board.grab()) == set(texts.values())


def test_arrows_choose_a_row_and_the_bench_follows(qtbot):
    page = Devices()
    qtbot.addWidget(page)
    page.resize(1140, 640)
    page.dress(Look())
    page.show()
    rows = tuple(Device(name, f"/dev/{name}", "scanner-line", "up") for name in "abc")
    page.show_devices(rows)
    opened = []
    page.opened.connect(opened.append)
    page.begin()
    qtbot.keyClick(page.rows, DOWN)
    assert page.rows.at == "b"
    assert opened == []
    qtbot.keyClick(page.rows, ENTER)
    page.show_bench(Bench(rows[1]))
    qtbot.keyClick(page.rows, DOWN)
    assert opened == ["b", "c"]
    page.show_devices(rows[:1])
    assert page.rows.at == "a"


def test_a_document_reader_shows_how_many_bytes_and_none_of_them(qtbot):
    board = Board()
    qtbot.addWidget(board)
    board.dress(Look(LIGHT, "en"))
    board.resize(580, 900)
    board.show_bench(Bench(Device("mrz", "/dev/m", "mrz", "up", ok=1, kind="document", hidden=88)))
    first = board.grab().toImage()
    board.show_bench(Bench(Device("mrz", "/dev/m", "mrz", "up", ok=1, kind="document", hidden=88, last_hex="4142")))
    assert board.grab().toImage() == first


def test_a_row_tells_reading_battery_half_frame_and_an_open_link_in_trouble():
    state = LinkState("lock", "/dev/l", "jt701", "open", "link-garbled", {"address": "/dev/l"}, half_hex="2448", last_frame_ns=1_000_000_000)
    row = shown.link_row(state, None, Seal("8000632862", SealStatus.TAMPERED, battery=12), 4_000_000_000)
    assert (row.state, row.trouble, row.heard, row.half_hex) == ("ill", "link-garbled", 3000, "2448")
    assert now_words(row, Look(LIGHT, "en")) == f"8000632862 · {Look(LIGHT, 'en').say('seal.tampered')} · 12 %"
    well = replace(state, words="link-open")
    assert [shown.lamp(well, Seal("8000632862", battery=left)) for left in (None, 16, 15)] == ["up", "up", "weak"]
    assert shown.lamp(well, Seal("8000632862", flags=("low-battery",))) == "weak"
    lost = shown.link_row(replace(state, state="lost", words="link-lost"), None, Seal("8000632862"), 0)
    assert (lost.state, lost.now) == ("down", ""), "what is away reads nothing"


def test_every_key_has_words():
    for mode in ("look", "test", "codes", "enrol", "sweep"):
        for kind in ("scanner", "scale", "relay", "printer"):
            for act in keys.acts(Bench(Device("a", "b", "c", "up", kind=kind), mode), kind, there=True):
                assert Look().say(f"act.{act.name}") != f"act.{act.name}"
